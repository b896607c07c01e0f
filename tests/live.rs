//! Two supervisors, two terminals, one meeting: each sees what the other does, and nothing of either is lost.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "live/flow.rs"]
mod flow;
#[path = "live/interleaved.rs"]
mod interleaved;
#[path = "live/terminals.rs"]
#[cfg(unix)]
mod terminals;
