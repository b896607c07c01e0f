//! The list of meetings: what is ahead, including what is due and not scheduled, and what is past.

mod due;
pub(in crate::store) mod load;

use super::Store;
use super::families::{judged, pairs, worker_standing, workers_of};
use super::view::Open;
use super::view::caseload::{MeetingRow, MeetingWhy, Meetings, PastPlace};
use crate::domain::dates::{moment, short};
use crate::domain::measure::Level;
use crate::domain::meeting::MeetingStatus;
use crate::domain::standing::{self, Judged};
use crate::domain::{MeetingId, Word};
use crate::error::Result;
use chrono::{DateTime, Utc};
use load::{Meeting, Which};

/// How many of the past are loaded at once.
const PAGE: i64 = 100;

/// Where a row stands among what is ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    InProgress,
    Unsigned,
    Late,
    Scheduled,
}

impl Store {
    /// The meetings of the viewer's sites: ahead what is in progress, unsigned, overdue and scheduled; of the past the
    /// newest, and more with [`Self::past_meetings`].
    pub(super) fn meetings(&self) -> Result<Meetings> {
        let pairs = pairs(self)?;
        let individuals = worker_standing(self, workers_of(self)?.iter())?;
        let mut ahead: Vec<(Turn, Option<DateTime<Utc>>, MeetingRow)> = Vec::new();
        let meetings = load::meetings(self, Which::Ahead)?;
        for meeting in &meetings {
            match meeting.status {
                MeetingStatus::InProgress => {
                    ahead.push((Turn::InProgress, meeting.scheduled_at, self.in_progress(meeting)));
                }
                MeetingStatus::Scheduled => {
                    ahead.push((Turn::Scheduled, meeting.scheduled_at, self.scheduled(meeting)));
                }
                _ if meeting.waits_for.is_empty() => {}
                _ => ahead.push((Turn::Unsigned, meeting.scheduled_at, self.unsigned(meeting))),
            }
        }
        let late = due::late(self, &meetings, &pairs, &individuals)?;
        ahead.extend(late.into_iter().map(|row| (Turn::Late, None, row)));
        ahead.sort_by(|(a, at, one), (b, then, other)| {
            (a, one.on, at, &one.about).cmp(&(b, other.on, then, &other.about))
        });
        let (past, next) = self.past_meetings(None, PAGE)?;
        Ok(Meetings { ahead: ahead.into_iter().map(|(.., row)| row).collect(), past, next })
    }

    /// The next of the past after a place, newest first, and the place where it goes on; all that are left for a negative number.
    pub(super) fn past_meetings(
        &self,
        after: Option<PastPlace>,
        most: i64,
    ) -> Result<(Vec<MeetingRow>, Option<PastPlace>)> {
        let mut page = load::past(self, after, most)?;
        let day = |one: &Meeting| one.held_on.or_else(|| one.scheduled_at.map(|at| at.date_naive()));
        page.sort_by_key(|one| std::cmp::Reverse((day(one), one.id)));
        let whole = i64::try_from(page.len()).is_ok_and(|count| count == most);
        let next = page.last().filter(|_| whole).and_then(|last| Some((day(last)?, last.id)));
        // What waits for a signature stands ahead.
        let past = page.iter().filter(|one| one.status != MeetingStatus::Held || one.waits_for.is_empty());
        Ok((past.map(|one| self.past(one)).collect(), next))
    }

    /// One meeting, where it is in the viewer's scope.
    pub(super) fn meeting_row(&self, id: MeetingId) -> Result<Option<MeetingRow>> {
        Ok(load::meetings(self, Which::One(id))?.first().map(|meeting| self.past(meeting)))
    }

    fn row(&self, meeting: &Meeting, standing: Judged, rule: &'static str) -> MeetingRow {
        let today = self.clock.today();
        let planned = meeting.scheduled_at.map(|at| self.clock.date_of(at).and_time(self.clock.time_of(at)));
        let when = match (meeting.held_on, planned) {
            (Some(on), _) => short(on, today),
            (None, Some(at)) => moment(at, today),
            (None, None) => String::new(),
        };
        let (held_on, reason) = (meeting.held_on, meeting.reason.clone());
        MeetingRow {
            id: Some(meeting.id),
            kind: self.settings.meetings.label(&meeting.kind).to_owned(),
            kind_key: meeting.kind.clone(),
            about: meeting.about.clone(),
            pair: meeting.pairs.first().copied(),
            when,
            on: held_on.or(planned.map(|at| at.date())),
            standing: judged(standing),
            verdict: meeting.verdict.clone(),
            status: Some(meeting.status),
            unsigned: !meeting.waits_for.is_empty(),
            as_other: meeting.as_other,
            open: Some(Open::Meeting(meeting.id)),
            why: MeetingWhy::There { rule, planned, held_on, reason },
        }
    }

    fn in_progress(&self, meeting: &Meeting) -> MeetingRow {
        let how = Judged { level: Level::Due, text: "in progress".into(), on: meeting.held_on };
        self.row(meeting, how, "It was begun and waits to be gone on with.")
    }

    fn scheduled(&self, meeting: &Meeting) -> MeetingRow {
        let today = self.clock.today();
        let on = meeting.scheduled_at.map(|at| self.clock.date_of(at));
        let how = match on.map(|on| (on, (on - today).num_days())) {
            Some((on, days)) if days < 0 => {
                Judged { level: Level::Overdue, text: format!("not recorded, {} d ago", -days), on: Some(on) }
            }
            Some((on, 0)) => Judged { level: Level::Due, text: "today".into(), on: Some(on) },
            Some((on, _)) => standing::deadline(on, today, 0),
            None => Judged { level: Level::Open, text: "no day yet".into(), on: None },
        };
        self.row(meeting, how, "It is scheduled. Begin it, or say that it was missed or moved, and why.")
    }

    fn unsigned(&self, meeting: &Meeting) -> MeetingRow {
        let text = standing::unsigned(&meeting.waits_for);
        let how = Judged { level: Level::Due, text, on: meeting.held_on };
        self.row(
            meeting,
            how,
            "It was held and counts from that day; the note is locked when everybody has signed.",
        )
    }

    fn past(&self, meeting: &Meeting) -> MeetingRow {
        let label = meeting.status.label().to_lowercase();
        let how = match meeting.status {
            MeetingStatus::Missed => Judged { level: Level::Open, text: label, on: None },
            _ => Judged::done(label, meeting.held_on),
        };
        self.row(meeting, how, "What its attendance said it was stands beside it.")
    }
}
