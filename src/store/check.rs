//! Looking a file over: what keeps it safe, whether it is whole, and whether what it says can be true.

mod body;
mod rules;
mod schema;

pub(super) use body::clock_behind;

use super::Store;
use crate::error::{Error, Result};

const RESTORE: &str = "keep the file as it is and go back to a good backup: ifr restore";

/// What is to be thought of one thing that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Right,
    /// Nothing is broken, and somebody should know.
    Note,
    /// Not as it should be.
    Wrong,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name: one for each thing, the same in every version.
    pub name: &'static str,
    /// What is to be thought of it.
    pub verdict: Verdict,
    /// What was found, as a sentence.
    pub said: String,
    /// What to do; empty where there is nothing to do.
    pub todo: &'static str,
}

impl Finding {
    fn right(name: &'static str, said: impl Into<String>) -> Self {
        Self { name, verdict: Verdict::Right, said: said.into(), todo: "" }
    }
    fn note(name: &'static str, said: impl Into<String>, todo: &'static str) -> Self {
        Self { name, verdict: Verdict::Note, said: said.into(), todo }
    }
    fn wrong(name: &'static str, said: impl Into<String>, todo: &'static str) -> Self {
        Self { name, verdict: Verdict::Wrong, said: said.into(), todo }
    }
    /// What could not be looked at.
    fn unread(name: &'static str, error: &Error) -> Self {
        Self::wrong(name, error.message.clone(), RESTORE)
    }
}

/// A way to look at one thing.
type Look = (&'static str, fn(&Store) -> Result<Finding>);

/// What is looked at before the trail, in this order.
const PLACE_AND_PAGES: &[Look] = &[
    ("file", body::file),
    ("safety", body::pragmas),
    ("folder", body::folder),
    ("permissions", body::permissions),
    ("space", body::space),
    ("contents", body::contents),
    ("links", body::links),
    ("schema", schema::schema),
    ("dates", schema::dates),
];

/// What is looked at behind it.
const CLOCK_AND_BACKUP: &[Look] = &[("clock", body::clock), ("backup", body::backup)];

/// Looks the file over; what cannot be looked at is a finding of its own.
pub fn look_over(store: &Store) -> Vec<Finding> {
    let one_by_one = |(name, look): &Look| look(store).unwrap_or_else(|error| Finding::unread(name, &error));
    let mut findings: Vec<Finding> = PLACE_AND_PAGES.iter().map(one_by_one).collect();
    findings.extend(body::trail(store));
    findings.extend(CLOCK_AND_BACKUP.iter().map(one_by_one));
    findings.extend(rules::broken(store));
    findings
}
