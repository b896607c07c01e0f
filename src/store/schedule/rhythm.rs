//! The rhythm of a pair or worker: its own cadence, weekday and hour, kept as a series; it ends with the pair.

use super::super::Store;
use super::super::sql::RowExt;
use super::super::view::schedule::{About, ScheduleReply};
use super::super::walk::facilitate;
use super::super::write::{Field, OpId, What};
use crate::domain::meeting::KindRules;
use crate::domain::schedule::Rhythm;
use crate::domain::{MeetingId, StaffId};
use crate::error::{Result, invalid};
use chrono::{NaiveTime, Weekday};
use rusqlite::{OptionalExtension, params};

/// The longest time between two meetings of a series, in days.
const LONGEST: u32 = 366;

/// Whom a series is held with, as its row names them.
#[derive(Clone, Copy)]
pub(super) struct With {
    pair: Option<(StaffId, StaffId)>,
    worker: Option<StaffId>,
}

impl With {
    /// None where what it is about has no series of its own.
    pub(super) fn of(about: &About) -> Option<Self> {
        match about {
            About::Pairs(pairs) => Some(Self { pair: Some(*pairs.first()?), worker: None }),
            About::Worker(worker) => Some(Self { pair: None, worker: Some(*worker) }),
            About::Family(_) | About::Programme => None,
        }
    }
}

impl Store {
    /// The rhythm that was set for what a kind is about; the empty one where none was.
    pub(in crate::store) fn rhythm(&self, kind: &str, about: &About) -> Result<Rhythm> {
        Ok(self.rhythm_row(kind, about)?.map(|(_, rhythm)| rhythm).unwrap_or_default())
    }

    fn rhythm_row(&self, kind: &str, about: &About) -> Result<Option<(i64, Rhythm)>> {
        let Some(with) = With::of(about) else { return Ok(None) };
        let found = self
            .conn
            .prepare_cached(
                "select id, every_days, weekday, at_time from meeting_series where kind = ?1 and to_on is null
                   and iw_id is ?2 and rc_id is ?3 and worker_id is ?4 order by id desc limit 1",
            )?
            .query_row(
                params![kind, with.pair.map(|pair| pair.0.0), with.pair.map(|pair| pair.1.0), with.worker.map(|id| id.0)],
                |row| {
                    let weekday: Option<u8> = row.get("weekday")?;
                    let at: Option<String> = row.get("at_time")?;
                    let rhythm = Rhythm {
                        every_days: row.get("every_days")?,
                        weekday: weekday.and_then(|day| Weekday::try_from(day.saturating_sub(1)).ok()),
                        at: at.and_then(|at| NaiveTime::parse_from_str(&at, "%H:%M").ok()),
                    };
                    Ok((row.num::<MeetingId>("id")?.0, rhythm))
                },
            )
            .optional()?;
        Ok(found)
    }

    /// Sets the rhythm; an empty one ends the series, and the kind's own cadence holds again.
    pub(super) fn set_rhythm(
        &mut self,
        op: OpId,
        kind: &str,
        about: &About,
        rhythm: Rhythm,
    ) -> Result<ScheduleReply> {
        let rules: KindRules = self.kind_rules(kind)?.clone();
        let desk = self.desk(facilitate(&rules))?;
        if rhythm.every_days.is_some_and(|days| !(1..=LONGEST).contains(&days)) {
            return Err(
                invalid("a series has a meeting at least once a year").hint("give the days between two")
            );
        }
        let Some(with) = With::of(about) else {
            return Err(invalid(format!("{} has no series of its own", rules.label))
                .hint("a pair and a worker have one"));
        };
        let (site, _, words) = self.subject(&rules, about, &desk)?;
        let known = self.rhythm_row(kind, about)?;
        let (weekday, at) = (
            rhythm.weekday.map(|day| day.number_from_monday()),
            rhythm.at.map(|at| at.format("%H:%M").to_string()),
        );
        let (iw, rc) = with.pair.unzip();
        self.write(op, What::new("series", "meeting_series"), |tx| {
            let terms: [Field<'_>; 3] =
                [("every_days", &rhythm.every_days), ("weekday", &weekday), ("at_time", &at)];
            // How often they met until today stays as it was: what was due then is judged by it.
            let goes_on =
                known.filter(|(_, was)| was.every_days == rhythm.every_days && rhythm != Rhythm::default());
            if let Some((id, _)) = known.filter(|_| goes_on.is_none()) {
                tx.set("meeting_series", id, &[("to_on", &desk.today)])?;
            }
            match goes_on {
                Some((id, _)) => {
                    tx.set("meeting_series", id, &terms)?;
                }
                None if rhythm == Rhythm::default() => {}
                None => {
                    let mut fields: Vec<Field<'_>> = vec![
                        ("kind", &rules.key),
                        ("iw_id", &iw),
                        ("rc_id", &rc),
                        ("worker_id", &with.worker),
                        ("site_id", &site),
                        ("from_on", &desk.today),
                    ];
                    fields.extend(terms);
                    tx.insert("meeting_series", &fields)?;
                }
            }
            Ok(())
        })?;
        Ok(ScheduleReply::Rhythm(format!("{}, {words}: {}", rules.label, rhythm.words())))
    }
}
