//! Putting a meeting into the calendar, and declining one that was proposed.

use super::super::Store;
use super::super::families::pairs;
use super::super::forms::desk::Desk;
use super::super::meetings::load::{Which, meetings};
use super::super::sql::word;
use super::super::view::schedule::{About, Plan, ScheduleReply};
use super::super::walk::facilitate;
use super::super::write::{Field, OpId, Tx, What, done_before};
use super::ahead::{about, words};
use crate::domain::meeting::{KindRules, MeetingStatus, MissReason, Subject};
use crate::domain::staff::Role;
use crate::domain::{MeetingId, SiteId, StaffId, Word};
use crate::error::{Result, invalid};
use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::{OptionalExtension, params};

/// A meeting, ready to be kept.
pub(super) struct Entry {
    pub kind: String,
    pub about: About,
    pub at: DateTime<Utc>,
    pub minutes: Option<i64>,
    pub site: Option<SiteId>,
    pub people: Vec<(StaffId, Role)>,
}

impl Store {
    /// Puts a meeting into the calendar.
    pub(super) fn plan_meeting(&mut self, op: OpId, plan: &Plan) -> Result<ScheduleReply> {
        let (entry, label) = self.entry(plan)?;
        if self.is_planned(plan)? && !self.is_done(op)? {
            return Err(invalid(format!("{label} is in the calendar on that day already"))
                .hint("move that one, or choose another day"));
        }
        let said = format!("{label} is scheduled for {}", words(plan.at, self.clock.today()));
        let id = self.write(op, What::new("plan_meeting", "meeting"), |tx| {
            let id = keep(tx, &entry)?;
            tx.note("meeting", id);
            Ok(id)
        })?;
        Ok(ScheduleReply::Done(MeetingId(id), format!("{} {said}", MeetingId(id))))
    }

    /// Declines a proposal: it is kept as cancelled, so that it can be told from one that was forgotten.
    pub(super) fn decline_meeting(
        &mut self,
        op: OpId,
        plan: &Plan,
        reason: MissReason,
    ) -> Result<ScheduleReply> {
        let (entry, label) = self.entry(plan)?;
        let day = words(plan.at, self.clock.today());
        let id = self.write(op, What::new("drop_meeting", "meeting"), |tx| {
            let id = keep(tx, &entry)?;
            tx.set("meeting", id, &[("status", &word(MeetingStatus::Cancelled)), ("reason", &word(reason))])?;
            tx.note("meeting", id);
            Ok(id)
        })?;
        Ok(ScheduleReply::Done(
            MeetingId(id),
            format!("{label} on {day} is declined: {}", reason.label().to_lowercase()),
        ))
    }

    /// Checks a plan and makes it ready to be kept, with what people call it.
    fn entry(&self, plan: &Plan) -> Result<(Entry, String)> {
        let rules = self.kind_rules(&plan.kind)?;
        let desk = self.desk(facilitate(rules))?;
        self.day_will_do(rules, plan.at)?;
        if plan.minutes.is_some_and(|minutes| !(5..=960).contains(&minutes)) {
            return Err(invalid("a meeting takes between 5 minutes and 16 hours"));
        }
        let (site, people, words) = self.subject(rules, &plan.about, &desk)?;
        let entry = Entry {
            kind: plan.kind.clone(),
            about: plan.about.clone(),
            at: self.clock.instant(plan.at.date(), plan.at.time()),
            minutes: plan.minutes.or(rules.planned_minutes),
            site,
            people,
        };
        let label = if words.is_empty() { rules.label.clone() } else { format!("{}, {words}", rules.label) };
        Ok((entry, label))
    }

    /// Refuses a day that is past or on which the agencies do not work; what is held when it is needed may be on any.
    pub(super) fn day_will_do(&self, rules: &KindRules, at: NaiveDateTime) -> Result<()> {
        let today = self.clock.today();
        if at.date() < today {
            return Err(invalid(format!("{} is past", crate::domain::dates::short(at.date(), today)))
                .hint("a meeting that was held is recorded with h"));
        }
        let calendar = &self.settings.calendar;
        if rules.cadence_days.is_none() || calendar.calendar().is_working_day(at.date()) {
            return Ok(());
        }
        let why = calendar.holidays.get(&at.date()).cloned().unwrap_or_else(|| at.format("a %A").to_string());
        let next = calendar.calendar().next_working_day(at.date());
        Err(invalid(format!("that day is {why}: the agencies do not work"))
            .hint(format!("the next working day is {}", crate::domain::dates::short(next, today))))
    }

    /// The site, those who are on its list from the start, and the words for what it is about.
    #[allow(clippy::type_complexity)]
    pub(super) fn subject(
        &self,
        rules: &KindRules,
        about: &About,
        desk: &Desk,
    ) -> Result<(Option<SiteId>, Vec<(StaffId, Role)>, String)> {
        let viewer = (desk.viewer.staff, desk.viewer.role);
        match (about, rules.subject) {
            (About::Pairs(wanted), Subject::Pair) => {
                let known = pairs(self)?;
                let mut said = Vec::new();
                for (iw, rc) in wanted {
                    let pair = known.iter().find(|pair| (pair.iw.id, pair.rc.id) == (*iw, *rc));
                    let pair = pair.ok_or_else(|| {
                        invalid("these two share no open family today").hint("choose a pair of today")
                    })?;
                    said.push(format!("{} + {}", pair.iw.short, pair.rc.short));
                }
                let Some((iw, rc)) = wanted.first() else { return Err(invalid("choose a pair")) };
                Ok((self.site_of_pair(*iw, *rc)?, Vec::new(), said.join(" and ")))
            }
            (About::Worker(worker), Subject::IntactWorker | Subject::RecoveryCoordinator) => {
                let person = desk.staff(&self.conn, *worker)?;
                let role = if rules.subject == Subject::IntactWorker {
                    Role::IntactWorker
                } else {
                    Role::RecoveryCoordinator
                };
                if person.role != role {
                    return Err(invalid(format!("{} is not held with {}", rules.label, person.short)));
                }
                Ok((self.site_of_worker(*worker)?, vec![viewer, (person.id, person.role)], person.short))
            }
            (About::Family(family), Subject::Family) => {
                let found = desk.open_family(&self.conn, *family)?;
                Ok((Some(SiteId(found.site)), vec![viewer], family.to_string()))
            }
            (About::Programme, Subject::Programme) => Ok((None, vec![viewer], String::new())),
            _ => Err(invalid(format!("{} is about {}", rules.label, rules.subject.label()))),
        }
    }

    fn site_of_pair(&self, iw: StaffId, rc: StaffId) -> Result<Option<SiteId>> {
        let today = super::super::sql::date(self.clock.today());
        Ok(self
            .conn
            .prepare_cached(
                "select f.site_id from assignment i join assignment r on r.family_id = i.family_id and r.staff_id = ?2
                   and r.from_on <= ?3 and (r.to_on is null or r.to_on > ?3)
                 join family f on f.id = i.family_id
                 where i.staff_id = ?1 and i.from_on <= ?3 and (i.to_on is null or i.to_on > ?3) order by f.id limit 1",
            )?
            .query_row(params![iw.0, rc.0, today], |row| Ok(SiteId(row.get(0)?)))
            .optional()?)
    }

    fn site_of_worker(&self, worker: StaffId) -> Result<Option<SiteId>> {
        Ok(self
            .conn
            .prepare_cached(
                "select site_id from staff_site where staff_id = ?1 and from_on <= ?2 and (to_on is null or to_on > ?2)
                 order by share desc, id limit 1",
            )?
            .query_row(params![worker.0, super::super::sql::date(self.clock.today())], |row| Ok(SiteId(row.get(0)?)))
            .optional()?)
    }

    /// Whether the same meeting is scheduled on that day already.
    fn is_planned(&self, plan: &Plan) -> Result<bool> {
        let same = |found: &About| match (found, &plan.about) {
            (About::Pairs(found), About::Pairs(wanted)) => wanted.iter().any(|pair| found.contains(pair)),
            (found, wanted) => found == wanted,
        };
        Ok(meetings(self, Which::Since(plan.at.date()))?.iter().any(|one| {
            one.kind == plan.kind
                && one.status == MeetingStatus::Scheduled
                && one.scheduled_at.is_some_and(|at| self.clock.date_of(at) == plan.at.date())
                && same(&about(one))
        }))
    }

    /// Whether this operation was done before.
    pub(super) fn is_done(&self, op: OpId) -> Result<bool> {
        Ok(done_before(&self.conn, op)?.is_some())
    }
}

/// Keeps a meeting that is to be.
pub(super) fn keep(tx: &mut Tx<'_>, entry: &Entry) -> Result<i64> {
    let uid = uuid::Uuid::now_v7().to_string();
    let status = word(MeetingStatus::Scheduled);
    let mut fields: Vec<Field<'_>> = vec![
        ("uid", &uid),
        ("kind", &entry.kind),
        ("site_id", &entry.site),
        ("planned_minutes", &entry.minutes),
        ("scheduled_at", &entry.at),
        ("status", &status),
    ];
    match &entry.about {
        About::Worker(worker) => fields.push(("worker_id", worker)),
        About::Family(family) => fields.push(("family_id", family)),
        About::Pairs(_) | About::Programme => {}
    }
    let id = tx.insert("meeting", &fields)?;
    if let About::Pairs(pairs) = &entry.about {
        for (iw, rc) in pairs {
            tx.insert("meeting_pair", &[("meeting_id", &id), ("iw_id", iw), ("rc_id", rc)])?;
        }
    }
    for (staff, role) in &entry.people {
        tx.insert("meeting_person", &[("meeting_id", &id), ("staff_id", staff), ("role", &word(*role))])?;
    }
    Ok(id)
}
