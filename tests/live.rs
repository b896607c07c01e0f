//! Two supervisors, two terminals, one meeting: each sees what the other does, and nothing of either is lost.

#[path = "live/flow.rs"]
mod flow;
#[path = "live/interleaved.rs"]
mod interleaved;
#[path = "live/terminals.rs"]
#[cfg(unix)]
mod terminals;
