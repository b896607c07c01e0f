//! What is asked when somebody looks for something.

pub use crate::domain::find::{FoundKind, Words};

/// What is looked for, in which sort of records, and how many of each sort are enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindAsk {
    /// What was typed: words, or a number as it is said aloud.
    pub text: String,
    /// The one sort that is wanted; all of them where there is none.
    pub kind: Option<FoundKind>,
    /// How many of each sort, newest first.
    pub most: usize,
}
