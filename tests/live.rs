//! Two supervisors, two terminals, one meeting: each sees what the other does, and nothing of either is lost.

#[path = "live/clash.rs"]
mod clash;
#[path = "live/closing.rs"]
mod closing;
#[path = "live/flow.rs"]
mod flow;
#[path = "live/interleaved.rs"]
mod interleaved;
#[path = "live/late.rs"]
#[cfg(unix)]
mod late;
#[path = "live/terminals.rs"]
#[cfg(unix)]
mod terminals;
#[path = "live/waits.rs"]
#[cfg(unix)]
mod waits;
