//! What every list needs besides its rows: filters that a person keeps under a name.

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

/// What a list asks besides its rows; lists are named as on the command line: `caseload`, `referrals`, …
#[derive(Clone, Debug)]
pub enum ListAsk {
    /// The viewer's own filters of a list.
    Filters(&'static str),
    /// Keeps a filter; one of the same name goes.
    Keep(&'static str, SavedFilter),
    /// Forgets a filter by its name.
    Forget(&'static str, String),
}

/// The answer to a [`ListAsk`].
#[derive(Clone, Debug)]
pub enum ListReply {
    /// The viewer's own filters, by name.
    Filters(Vec<SavedFilter>),
    /// Kept or forgotten: a sentence that says so.
    Said(String),
}
