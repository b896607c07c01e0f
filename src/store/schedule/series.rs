//! What falls due again and again: for each pair, worker and programme meeting, since when and at which hour.

use super::super::Store;
use super::super::cadences::Cadences;
use super::super::families::{Pair, pairs, worker_standing, workers_of};
use super::super::meetings::load::Meeting;
use super::super::sql::read_date;
use super::super::view::schedule::About;
use crate::domain::StaffId;
use crate::domain::meeting::{KindRules, MeetingStatus, Subject};
use crate::domain::schedule::Rhythm;
use crate::domain::staff::Role;
use crate::error::Result;
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use rusqlite::params;

/// The hour of a meeting that was never held before.
const FIRST_HOUR: u32 = 10;
/// A declined or cancelled meeting is proposed again after so many days at most.
const AGAIN_DAYS: u32 = 7;

/// When a kind was last planned with a worker, with a pair, or at all: each names all four values, found its own way.
const LAST_OF_WORKER: &str =
    "select max(scheduled_at) from meeting where kind = ?1 and worker_id = ?2 and coalesce(?3, ?4) is null";
const LAST_OF_PAIR: &str =
    "select max(m.scheduled_at) from meeting_pair p cross join meeting m on m.id = p.meeting_id
    where m.kind = ?1 and ?2 is null and p.iw_id = ?3 and p.rc_id = ?4";
const LAST_OF_KIND: &str =
    "select max(scheduled_at) from meeting where kind = ?1 and coalesce(?2, ?3, ?4) is null";

/// A meeting that falls due again and again.
pub(super) struct Series<'s> {
    pub kind: &'s KindRules,
    pub about: About,
    pub words: String,
    /// When the next one is due; `None` where the kind has no cadence or nothing can be expected yet.
    pub due: Option<NaiveDate>,
    /// How they meet, where that was set.
    pub rhythm: Rhythm,
}

impl Series<'_> {
    /// Takes the rhythm that was set for it.
    fn in_rhythm(mut self, store: &Store) -> Result<Self> {
        self.rhythm = store.rhythm(&self.kind.key, &self.about)?;
        Ok(self)
    }

    /// Days between two of them at most; `None` where the kind has no cadence.
    pub fn every(&self) -> Option<u32> {
        self.kind.cadence_days.map(|days| self.rhythm.every_days.unwrap_or(days))
    }

    /// Whether a meeting is one of this series.
    pub fn holds(&self, meeting: &Meeting) -> bool {
        meeting.kind == self.kind.key && self.is_about(meeting)
    }

    /// Whether it is the series of what a meeting is about; of a sitting of several pairs the first one's.
    pub fn is_of(&self, about: &About) -> bool {
        match (&self.about, about) {
            (About::Pairs(own), About::Pairs(pairs)) => own.first() == pairs.first(),
            (own, about) => own == about,
        }
    }

    fn is_about(&self, meeting: &Meeting) -> bool {
        match &self.about {
            About::Pairs(pairs) => pairs.iter().any(|pair| meeting.pairs.contains(pair)),
            About::Worker(worker) => meeting.worker == Some(*worker),
            About::Family(family) => meeting.family == Some(*family),
            About::Programme => true,
        }
    }

    /// The days on which it stands in the calendar already, from today on.
    pub fn booked(&self, store: &Store, meetings: &[Meeting]) -> Vec<NaiveDate> {
        let kinds = &store.settings.meetings;
        // A Co-Supervision that stands in the calendar resets the Joint's clock when it is held: no Joint before it.
        let resets =
            |one: &Meeting| kinds.kind(&one.kind).is_some_and(|kind| kind.resets_clock_of(&self.kind.key));
        let to_come = meetings
            .iter()
            .filter(|one| one.status == MeetingStatus::Scheduled && resets(one) && self.is_about(one));
        to_come.filter_map(|one| one.scheduled_at).map(|at| store.clock.date_of(at)).collect()
    }

    /// The first day on which it can be proposed: today, or a while after one that was declined or cancelled.
    pub fn first(&self, store: &Store, meetings: &[Meeting]) -> NaiveDate {
        let today = store.clock.today();
        let wait = Days::new(u64::from(self.every().unwrap_or(AGAIN_DAYS).min(AGAIN_DAYS)));
        let off = meetings.iter().filter(|one| one.status == MeetingStatus::Cancelled && self.holds(one));
        let last = off.filter_map(|one| one.scheduled_at).map(|at| store.clock.date_of(at)).max();
        last.and_then(|day| day.checked_add_days(wait)).map_or(today, |day| day.max(today))
    }

    /// The hour that was set, or at which it was last planned: most often among the meetings of late, which are there.
    pub fn hour(&self, store: &Store, lately: &[Meeting]) -> Result<NaiveTime> {
        if let Some(at) = self.rhythm.at {
            return Ok(at);
        }
        let last = lately.iter().filter(|one| self.holds(one)).filter_map(|one| one.scheduled_at).max();
        if let Some(at) = last {
            return Ok(store.clock.time_of(at));
        }
        let (about, worker): (Option<(StaffId, StaffId)>, Option<StaffId>) = match &self.about {
            About::Pairs(pairs) => (pairs.first().copied(), None),
            About::Worker(worker) => (None, Some(*worker)),
            About::Family(_) | About::Programme => (None, None),
        };
        let found: Option<String> = store
            .conn
            .prepare_cached(match (about, worker) {
                (Some(_), _) => LAST_OF_PAIR,
                (None, Some(_)) => LAST_OF_WORKER,
                (None, None) => LAST_OF_KIND,
            })?
            .query_row(
                params![
                    self.kind.key,
                    worker.map(|id| id.0),
                    about.map(|pair| pair.0.0),
                    about.map(|pair| pair.1.0)
                ],
                |row| row.get(0),
            )?;
        let at =
            found.and_then(|text| super::super::sql::read_instant(&text)).map(|at| store.clock.time_of(at));
        Ok(at.unwrap_or_else(|| NaiveTime::MIN + TimeDelta::hours(i64::from(FIRST_HOUR))))
    }
}

/// The series that the viewer facilitates, or that concern nobody's own cases.
pub(super) fn all(store: &Store) -> Result<Vec<Series<'_>>> {
    let (role, pairs, workers) = (store.viewer()?.role, pairs(store)?, workers_of(store)?);
    let cadences = Cadences::load(store)?;
    let mut out = Vec::new();
    for kind in &store.settings.meetings.kinds {
        match kind.subject {
            Subject::Pair if kind.facilitators.contains(&role) => {
                for pair in &pairs {
                    out.push(of_pair(store, kind, pair, &cadences).in_rhythm(store)?);
                }
            }
            Subject::IntactWorker | Subject::RecoveryCoordinator if kind.facilitators.contains(&role) => {
                let wanted = if kind.subject == Subject::IntactWorker {
                    Role::IntactWorker
                } else {
                    Role::RecoveryCoordinator
                };
                let wanted = || workers.iter().filter(|worker| worker.role == wanted);
                let standing = worker_standing(store, wanted())?;
                for worker in wanted() {
                    let own = standing.get(&worker.person.id).filter(|own| own.kind == kind.key);
                    let series = Series {
                        kind,
                        about: About::Worker(worker.person.id),
                        words: worker.person.short.clone(),
                        due: own.and_then(|own| own.judged.on),
                        rhythm: Rhythm::default(),
                    };
                    out.push(series.in_rhythm(store)?);
                }
            }
            Subject::Programme => out.push(programme(store, kind)?),
            _ => {}
        }
    }
    Ok(out)
}

fn of_pair<'s>(store: &Store, kind: &'s KindRules, pair: &Pair, cadences: &Cadences) -> Series<'s> {
    Series {
        kind,
        about: About::Pairs(vec![(pair.iw.id, pair.rc.id)]),
        words: format!("{} + {}", pair.iw.short, pair.rc.short),
        due: pair.standing(store, &kind.key, cadences).judged.on,
        rhythm: Rhythm::default(),
    }
}

/// A programme meeting is due so many days after the last one that this file knows.
fn programme<'s>(store: &Store, kind: &'s KindRules) -> Result<Series<'s>> {
    let last: Option<String> = store
        .conn
        .prepare_cached("select max(held_on) from meeting where kind = ?1 and status in ('held', 'signed')")?
        .query_row([&kind.key], |row| row.get(0))?;
    let last = last.and_then(|text| read_date(&text));
    let due =
        last.zip(kind.cadence_days).and_then(|(on, days)| on.checked_add_days(Days::new(u64::from(days))));
    Ok(Series { kind, about: About::Programme, words: String::new(), due, rhythm: Rhythm::default() })
}

/// Whether the role leads meetings of this kind: who proposes days for them.
pub(super) fn leads(kind: &KindRules, role: Role) -> bool {
    kind.facilitators.contains(&role) || kind.subject == Subject::Programme
}
