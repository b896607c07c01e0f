//! What every list needs besides its rows: filters that a person keeps under a name, and the way into a file.

use super::super::OpId;
use super::caseload::{ItemRow, MeetingRow, PastPlace, ReferralRow};
use crate::export::document::Format;
use std::fmt;
use std::path::PathBuf;

/// How many rows of what is over a list asks for at once: a screenful, as the next are asked for well before its end.
pub const PAGE: i64 = 40;

/// What a person wants to see of a list, under a name of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedFilter {
    /// What they call it.
    pub name: String,
    /// The key of the built-in filter under it; empty where there is none.
    pub lens: String,
    /// What they typed into the filter.
    pub words: String,
    /// The heading of the column by which it is sorted; empty where it is not.
    pub sort: String,
    /// Sorted downwards.
    pub descending: bool,
}

/// A list on its way out of the file.
#[derive(Clone)]
pub struct ListFile {
    /// The list, by the name it has on the command line.
    pub list: &'static str,
    /// What it becomes.
    pub format: Format,
    /// How many rows leave.
    pub rows: usize,
    /// Something of Part 2 is among them.
    pub part2: bool,
    /// What is written.
    pub bytes: Vec<u8>,
    /// Where to; none where it is printed.
    pub path: Option<PathBuf>,
}

/// Without what is written: it may hold Part 2 content.
impl fmt::Debug for ListFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} as {}", crate::domain::text::count(self.rows, "row"), self.list, self.format)
    }
}

/// Where what is over goes on in a list: the day of the last row that was given, as the file has it, and its number.
pub type EndedPlace = (String, i64);

/// What a list asks besides its rows; lists are named as on the command line: `caseload`, `referrals`, …
#[derive(Clone, Debug)]
pub enum ListAsk {
    /// The viewer's own filters of a list.
    Filters(&'static str),
    /// Keeps a filter; one of the same name goes.
    Keep(&'static str, SavedFilter),
    /// Forgets a filter by its name.
    Forget(&'static str, String),
    /// More of the meetings of the past, after a place; all that are left for a negative number.
    Past(PastPlace, i64),
    /// So many of the referrals that were decided, newest first, after a place; `None` begins.
    Decided(Option<EndedPlace>, i64),
    /// So many of the action items that are closed, newest first, after a place; `None` begins.
    Closed(Option<EndedPlace>, i64),
    /// Writes a list to a file.
    Write(OpId, ListFile),
}

/// The answer to a [`ListAsk`].
#[derive(Clone, Debug)]
pub enum ListReply {
    /// The viewer's own filters, by name.
    Filters(Vec<SavedFilter>),
    /// More of the meetings of the past, and where they go on.
    Past(Vec<MeetingRow>, Option<PastPlace>),
    /// Referrals that were decided, after the place that was asked for, and where they go on.
    Decided(Option<EndedPlace>, Vec<ReferralRow>, Option<EndedPlace>),
    /// Action items that are closed, after the place that was asked for, and where they go on.
    Closed(Option<EndedPlace>, Vec<ItemRow>, Option<EndedPlace>),
    /// Kept, forgotten or written: a sentence that says so.
    Said(String),
}
