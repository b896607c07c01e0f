//! Writes what a meeting begins with: its people, its families in their order, the items carried in.

use super::super::facts::Shared;
use super::super::read::freeze;
use crate::domain::meeting::{About, KindRules, MeetingStatus};
use crate::domain::staff::Role;
use crate::domain::{MeetingId, SiteId, StaffId};
use crate::error::Result;
use crate::store::sql::word;
use crate::store::write::{Field, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::params;

/// A family in its place, ready to be kept.
pub(super) struct Case {
    pub shared: Shared,
    pub rank: i64,
    pub why: String,
    pub facts: String,
}

/// Everything that a meeting begins with.
pub(super) struct Start {
    pub rules: KindRules,
    pub about: Vec<About>,
    pub pairs: Vec<(StaffId, StaffId)>,
    pub cases: Vec<Case>,
    pub people: Vec<(StaffId, Role)>,
    pub site: Option<SiteId>,
    pub on: NaiveDate,
    pub now: DateTime<Utc>,
    pub by: StaffId,
    pub afterwards: Option<(NaiveDate, u32)>,
}

impl Start {
    /// Writes it, as the scheduled meeting or as a new one; the meeting's number.
    pub(super) fn keep(&self, tx: &mut Tx<'_>, scheduled: Option<MeetingId>) -> Result<i64> {
        let steps = &self.rules.steps;
        let first = steps.first().map(|step| step.key.clone()).unwrap_or_default();
        let last = steps.last().map(|step| step.key.clone()).unwrap_or_default();
        let began = self.afterwards.is_none().then_some(self.now);
        let (worker, family) =
            (self.about.iter().find_map(|one| one.worker()), self.about.iter().find_map(|one| one.family()));
        let fields: [Field<'_>; 11] = [
            ("site_id", &self.site),
            ("worker_id", &worker),
            ("family_id", &family),
            ("planned_minutes", &self.rules.planned_minutes),
            ("status", &word(MeetingStatus::InProgress)),
            ("held_on", &self.on),
            ("began_at", &began),
            ("afterwards", &self.afterwards.is_some()),
            ("step", &first),
            ("agenda", &freeze(&self.rules)),
            ("started_by", &self.by),
        ];
        let id = match scheduled {
            Some(meeting) => {
                tx.set("meeting", meeting.0, &fields)?;
                meeting.0
            }
            None => {
                let uid = uuid::Uuid::now_v7().to_string();
                let mut all: Vec<Field<'_>> = vec![("uid", &uid), ("kind", &self.rules.key)];
                all.extend(fields);
                tx.insert("meeting", &all)?
            }
        };
        keep_people(tx, id, &self.pairs, &self.people)?;
        keep_cases(tx, id, 0, &self.cases)?;
        let carried = keep_carried(tx, id, &self.rules.key, &self.about, &self.cases)?;
        if let Some((_, minutes)) = self.afterwards {
            tx.execute(
                "insert into meeting_step (meeting_id, step, seconds) values (?1, ?2, ?3)",
                params![id, last, i64::from(minutes) * 60],
            )?;
        }
        tx.note("meeting", id);
        tx.note("cases", self.cases.len());
        tx.note("carried", carried);
        Ok(id)
    }
}

fn keep_people(
    tx: &mut Tx<'_>,
    meeting: i64,
    pairs: &[(StaffId, StaffId)],
    people: &[(StaffId, Role)],
) -> Result<()> {
    for (iw, rc) in pairs {
        let known: bool = tx
            .sql()
            .prepare_cached(
                "select exists (select 1 from meeting_pair where meeting_id = ?1 and iw_id = ?2 and rc_id = ?3)",
            )?
            .query_row(params![meeting, iw.0, rc.0], |row| row.get(0))?;
        if !known {
            tx.insert("meeting_pair", &[("meeting_id", &meeting), ("iw_id", iw), ("rc_id", rc)])?;
        }
    }
    for (staff, role) in people {
        let known: bool = tx
            .sql()
            .prepare_cached(
                "select exists (select 1 from meeting_person where meeting_id = ?1 and staff_id = ?2)",
            )?
            .query_row(params![meeting, staff.0], |row| row.get(0))?;
        if !known {
            tx.insert(
                "meeting_person",
                &[("meeting_id", &meeting), ("staff_id", staff), ("role", &word(*role))],
            )?;
        }
    }
    Ok(())
}

pub(super) fn keep_cases(tx: &mut Tx<'_>, meeting: i64, after: i64, cases: &[Case]) -> Result<()> {
    for (position, case) in (after + 1..).zip(cases) {
        tx.insert(
            "meeting_case",
            &[
                ("meeting_id", &meeting),
                ("family_id", &case.shared.family),
                ("iw_id", &case.shared.iw),
                ("rc_id", &case.shared.rc),
                ("position", &position),
                ("rank", &case.rank),
                ("why", &case.why),
                ("facts", &case.facts),
            ],
        )?;
    }
    Ok(())
}

/// The open items of what the meeting is about come in; what became of them nobody has said yet.
fn keep_carried(tx: &mut Tx<'_>, meeting: i64, kind: &str, about: &[About], cases: &[Case]) -> Result<usize> {
    const CARRY: &str = "insert or ignore into action_item_carry (action_item_id, meeting_id)
        select i.id, ?1 from action_item i where i.status in ('open', 'in_progress', 'blocked') and ";
    let mut carried = 0;
    for one in about {
        carried += match *one {
            About::Pair(iw, rc) => tx.execute(
                &format!("{CARRY} ((i.iw_id = ?2 and i.rc_id = ?3) or (i.family_id is null and i.owner_id in (?2, ?3)))"),
                params![meeting, iw.0, rc.0],
            )?,
            // What the worker owns, and what their supervisor promised in an Individual before.
            About::Worker(worker) => tx.execute(
                &format!(
                    "{CARRY} (i.owner_id = ?2 or exists (select 1 from meeting b where b.id = i.born_meeting_id and b.worker_id = ?2))"
                ),
                params![meeting, worker.0],
            )?,
            About::Family(_) => 0,
            About::Programme => tx.execute(
                &format!("{CARRY} exists (select 1 from meeting b where b.id = i.born_meeting_id and b.kind = ?2)"),
                params![meeting, kind],
            )?,
        };
    }
    if about.iter().any(|one| one.worker().is_some()) {
        return Ok(carried);
    }
    for case in cases {
        carried +=
            tx.execute(&format!("{CARRY} i.family_id = ?2"), params![meeting, case.shared.family.0])?;
    }
    Ok(carried)
}
