//! Undoing what was done: what is asked, and what is said before.

use crate::store::OpId;

/// What is asked about undoing.
#[derive(Clone, Copy, Debug)]
pub enum UndoAsk {
    /// What the viewer did last, with what undoing it would do.
    Last,
    /// The same of an event in the history, by its sequence number.
    Look(i64),
    /// Undoes an event.
    Undo {
        /// The operation.
        op: OpId,
        /// The event's sequence number.
        seq: i64,
    },
}

/// What undoing would do, in words; no value of a field is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoPlan {
    /// The event.
    pub seq: i64,
    /// What was done: `Brooks now has F-0197: 9 of 10`.
    pub said: String,
    /// When, and by whom where it was somebody else: `08:12`, `Fri 20 Nov 16:05, by Dana Ortiz`.
    pub when: String,
    /// What would happen: `removes 1 assignment and restores 1 assignment`.
    pub effect: String,
}
