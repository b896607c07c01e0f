//! How a kind of session stands for a pair or a worker, and why.

use super::super::Store;
use super::super::view::Explain;
use crate::domain::cadence::{Due, Every};
use crate::domain::dates::short;
use crate::domain::standing::{self, Judged};
use chrono::NaiveDate;

/// How a kind of session stands, with what it was judged by.
pub(in super::super) struct Cadence {
    pub(in super::super) kind: String,
    pub(in super::super) judged: Judged,
    due: Due,
}

impl Cadence {
    /// Judges a kind that was last held on a day by people who are together, or at work, since another, and who came
    /// into this file on a third.
    pub(super) fn judge(
        store: &Store,
        (kind, every): (&str, Every),
        last_held: Option<NaiveDate>,
        (since, came): (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Self {
        let file_from = came.map_or(store.meta.first_day, |came| came.max(store.meta.first_day));
        let due = Due { last_held, since, file_from, every };
        Self { kind: kind.to_owned(), judged: standing::cadence(&due, store.clock.today()), due }
    }

    /// The same for somebody who is not at work: nothing is due, and that they are not is said instead.
    pub(super) fn away(self, status: &str) -> Self {
        Self { judged: Judged { text: status.to_lowercase(), ..Judged::no_data() }, ..self }
    }

    /// The rule and its values, about whom.
    pub(in super::super) fn explain(&self, store: &Store, about: &str) -> Explain {
        let today = store.clock.today();
        let label = store.settings.meetings.label(&self.kind);
        let day = |on: Option<NaiveDate>| on.map_or_else(|| "not yet".to_owned(), |on| short(on, today));
        Explain {
            title: format!("{label}, {about}: {}", self.judged.text),
            rule: match self.due.every.on(today) {
                Some(days) => {
                    let own =
                        if self.due.every.kind == Some(days) { "" } else { " (as settled for this series)" };
                    format!(
                        "{label} is due {days} days{own} after the last one that counted, or after the start."
                    )
                }
                None => format!("{label} has no cadence: it is held when it is needed."),
            },
            basis: format!("setting: meetings.toml, kind.{}.cadence_days", self.kind),
            rows: vec![
                ("last held".into(), day(self.due.last_held)),
                ("together or at work since".into(), day(self.due.since)),
                ("in this file since".into(), short(self.due.file_from, today)),
                ("due".into(), day(self.judged.on)),
            ],
        }
    }
}
