//! What a session knows of a family when it begins: counted by SQL, frozen with the case, nothing of Part 2 in it.

use super::part2::{adults, told};
use crate::domain::agenda::{CaseFacts, Limits};
use crate::domain::consent::Category;
use crate::domain::family::Finding;
use crate::domain::measure::{self, ChildFacts, Level};
use crate::domain::meeting::About;
use crate::domain::standing;
use crate::domain::{FamilyId, StaffId};
use crate::error::Result;
use crate::store::Store;
use crate::store::families::short_name;
use crate::store::sql::{RowExt, date};
use crate::store::view::walk::ChildFact;
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

/// A family that a meeting takes, with the workers assigned to it.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Shared {
    pub family: FamilyId,
    pub iw: Option<StaffId>,
    pub rc: Option<StaffId>,
    pub opened_on: NaiveDate,
}

/// What is frozen with a case, as shown then.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::store) struct Frozen {
    pub summary: String,
    pub children: Vec<ChildFact>,
    pub safety: String,
    pub joint_visit: Option<NaiveDate>,
    pub last_time: String,
}

/// The open families with their workers: `?1` the day, `?2` the sites as JSON.
const ASSIGNED: &str = "select f.* from (select f.id, o.from_on,
    (select a.staff_id from assignment a where a.family_id = f.id and a.role = 'intact_worker' and a.from_on <= ?1
       and (a.to_on is null or a.to_on > ?1) order by a.from_on desc limit 1) as iw_id,
    (select a.staff_id from assignment a where a.family_id = f.id and a.role = 'recovery_coordinator' and a.from_on <= ?1
       and (a.to_on is null or a.to_on > ?1) order by a.from_on desc limit 1) as rc_id
  from family f join family_opening o on o.family_id = f.id and o.from_on <= ?1 and (o.to_on is null or o.to_on > ?1) and f.open_until > ?1
  where f.site_id in (select value from json_each(?2))) f";

/// A date as people read it: `21 Oct 2026`.
pub(in crate::store) fn said(on: NaiveDate) -> String {
    on.format("%-d %b %Y").to_string()
}

impl Store {
    /// The open families on a day, in the viewer's sites, that a meeting about this takes.
    pub(in crate::store) fn families_of(&self, about: About, on: NaiveDate) -> Result<Vec<Shared>> {
        let (wanted, one, other) = match about {
            About::Pair(iw, rc) => ("f.iw_id = ?3 and f.rc_id = ?4", iw.0, rc.0),
            About::Worker(worker) => ("?3 in (f.iw_id, f.rc_id) and ?4 = 0", worker.0, 0),
            About::Family(family) => ("f.id = ?3 and ?4 = 0", family.0, 0),
            About::Programme => return Ok(Vec::new()),
        };
        let mut statement = self.conn.prepare_cached(&format!("{ASSIGNED} where {wanted} order by f.id"))?;
        let rows = statement.query_map(params![date(on), self.site_list()?, one, other], |row| {
            Ok(Shared {
                family: row.num("id")?,
                iw: row.num_opt("iw_id")?,
                rc: row.num_opt("rc_id")?,
                opened_on: row.day("from_on")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The numbers of the ranking.
    pub(in crate::store) fn limits(&self) -> Limits {
        let set = &self.settings.thresholds;
        let length = &set.length_of_service;
        Limits {
            unseen_days: set.child_seen.red_days,
            new_family_days: set.case_review.new_family_days,
            review_days: set.case_review.days,
            near_days: set.case_review.near_milestone_days,
            marks: [length.amber_months, length.red_months, length.stop_months],
        }
    }

    /// What the ranking looks at, and what is frozen beside it.
    ///
    /// What was decided in an Individual is said in an Individual of the same kind alone; that the family was discussed
    /// there, both agencies see.
    pub(in crate::store) fn case_facts(
        &self,
        kind: &str,
        case: &Shared,
        on: NaiveDate,
    ) -> Result<(CaseFacts, Frozen)> {
        let family = case.family;
        let children = self.children(family, case.opened_on, on)?;
        let (finding, plan_due) = self.last_finding(family, on)?;
        let discussed = self.last_discussed(kind, family, on)?;
        let worst = children
            .iter()
            .filter(|child| child.days.is_some())
            .max_by_key(|child| (child.overdue && child.infant, child.days));
        let open_days = (on - case.opened_on).num_days();
        let facts = CaseFacts {
            unsafe_finding: finding.is_some_and(|(finding, _)| finding == Finding::Unsafe),
            new_report_days: self.new_report(family, discussed.as_ref().map(|(day, _)| *day), on)?,
            plan_due_days: plan_due.map(|due| (on - due).num_days()).filter(|days| *days >= 0),
            unseen_days: worst.and_then(|child| child.days),
            unseen_infant: worst.is_some_and(|child| child.infant),
            recovery: self.recovery_trouble(family, on)?,
            open_days,
            reviewed_days: discussed.as_ref().map(|(day, _)| (on - *day).num_days()),
        };
        let safety = finding.map_or_else(String::new, |(finding, day)| {
            let review = plan_due.map_or_else(String::new, |due| format!(", review due {}", said(due)));
            format!("{finding}, {}{review}", said(day))
        });
        let frozen = Frozen {
            summary: summary(&children, open_days),
            children,
            safety,
            joint_visit: self.last_joint_visit(family, on)?,
            last_time: discussed.map_or_else(String::new, |(_, said)| said),
        };
        Ok((facts, frozen))
    }

    /// The children, each with the last in-person contact of the Intact Worker, or a joint visit.
    fn children(&self, family: FamilyId, opened_on: NaiveDate, on: NaiveDate) -> Result<Vec<ChildFact>> {
        let any: bool = self
            .conn
            .prepare_cached(
                "select exists (select 1 from service s join family f on f.id = s.family_id join family g on g.site_id = f.site_id
                 where g.id = ?1 and s.role = 'intact_worker' and s.on_date <= ?2)",
            )?
            .query_row(params![family.0, date(on)], |row| row.get(0))?;
        let mut statement = self.conn.prepare_cached(
            "select m.alias, m.birth_year, m.birth_month, v.on_date, v.by, v.joint from member m
             left join (select c.member_id, s.on_date, iif(p.short_name = '', p.name, p.short_name) as by,
                 iif(j.short_name = '', j.name, j.short_name) as joint,
                 row_number() over (partition by c.member_id order by s.on_date desc, s.id desc) as place
               from service_child c join service s on s.id = c.service_id join staff p on p.id = s.staff_id
               left join staff j on j.id = s.joint_with
               where s.family_id = ?1 and s.role = 'intact_worker' and s.on_date <= ?2
                 and s.mode in ('home', 'office', 'field', 'treatment_site')) v
               on v.member_id = m.id and v.place = 1
             where m.family_id = ?1 and m.kind = 'child' and (m.left_on is null or m.left_on > ?2) order by m.birth_year, m.birth_month, m.id",
        )?;
        let limits = &self.settings.thresholds.child_seen;
        let file_from = self.meta.first_day;
        let rows = statement.query_map(params![family.0, date(on)], |row| {
            let seen_on = row.day_opt("on_date")?;
            let by: [Option<String>; 2] = [row.get("by")?, row.get("joint")?];
            let born: (Option<i32>, Option<u32>) = (row.get("birth_year")?, row.get("birth_month")?);
            let facts = ChildFacts { born, seen_on, opened_on, file_from, has_data: any };
            let seen = measure::child_seen(facts, on, limits.red_days, limits.infant_months);
            Ok(ChildFact {
                alias: row.get("alias")?,
                age: standing::age(born.0, born.1, on),
                infant: seen.infant,
                seen_on,
                seen_by: by
                    .iter()
                    .flatten()
                    .map(|name| short_name(name, String::new()))
                    .collect::<Vec<_>>()
                    .join(", "),
                days: any.then_some(seen.days),
                overdue: seen.level == Level::Overdue,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The last finding with its day, and when its plan is to be looked at again.
    #[allow(clippy::type_complexity)]
    fn last_finding(
        &self,
        family: FamilyId,
        on: NaiveDate,
    ) -> Result<(Option<(Finding, NaiveDate)>, Option<NaiveDate>)> {
        let found = self
            .conn
            .prepare_cached(
                "select finding, on_date, review_due_on from safety_finding where family_id = ?1 and on_date <= ?2
                 order by on_date desc, id desc limit 1",
            )?
            .query_row(params![family.0, date(on)], |row| {
                Ok(((row.word("finding")?, row.day("on_date")?), row.day_opt("review_due_on")?))
            })
            .optional()?;
        Ok(match found {
            Some((finding, due)) => (Some(finding), due.filter(|_| finding.0 != Finding::Safe)),
            None => (None, None),
        })
    }

    /// When the family was last discussed in any session, and that with what was decided.
    fn last_discussed(
        &self,
        kind: &str,
        family: FamilyId,
        on: NaiveDate,
    ) -> Result<Option<(NaiveDate, String)>> {
        Ok(self
            .conn
            .prepare_cached(
                "select m.held_on, c.decision, m.worker_id is null or m.kind = ?3 as told from meeting_case c join meeting m on m.id = c.meeting_id
                 where c.family_id = ?1 and c.state = 'discussed' and m.status in ('held', 'signed') and m.held_on <= ?2
                 order by m.held_on desc, m.id desc limit 1",
            )?
            .query_row(params![family.0, date(on), kind], |row| {
                let (on, told): (_, bool) = (row.day("held_on")?, row.get("told")?);
                let decision: Option<String> = row.get("decision")?;
                let decision = match (told, &decision) {
                    (false, _) => "discussed",
                    (true, None) => "no decision",
                    (true, Some(key)) => self.settings.lists.case_decision.label(key),
                };
                Ok((on, format!("{decision}, {}", said(on))))
            })
            .optional()?)
    }

    fn new_report(
        &self,
        family: FamilyId,
        discussed: Option<NaiveDate>,
        on: NaiveDate,
    ) -> Result<Option<i64>> {
        let review = chrono::Days::new(self.settings.thresholds.case_review.days.unsigned_abs());
        let after = discussed.or_else(|| on.checked_sub_days(review)).unwrap_or(on);
        let found: Option<String> = self
            .conn
            .prepare_cached(
                "select max(on_date) from new_report where family_id = ?1 and on_date > ?2 and on_date <= ?3",
            )?
            .query_row(params![family.0, date(after), date(on)], |row| row.get(0))?;
        Ok(found.and_then(|text| crate::store::sql::read_date(&text)).map(|day| (on - day).num_days()))
    }

    fn last_joint_visit(&self, family: FamilyId, on: NaiveDate) -> Result<Option<NaiveDate>> {
        let found: Option<String> = self
            .conn
            .prepare_cached(
                "select max(on_date) from service where family_id = ?1 and joint_with is not null and on_date <= ?2
                 and mode in ('home', 'office', 'field', 'treatment_site')",
            )?
            .query_row(params![family.0, date(on)], |row| row.get(0))?;
        Ok(found.and_then(|text| crate::store::sql::read_date(&text)))
    }

    /// Return to use in the last month, or less than half of the offered weeks attended: of adults whose consent
    /// covers it today, so that the order says no more than everybody in the room may know.
    fn recovery_trouble(&self, family: FamilyId, on: NaiveDate) -> Result<bool> {
        let from = on.checked_sub_days(chrono::Days::new(31)).unwrap_or(on);
        for adult in adults(&self.conn, family)? {
            let today = self.clock.gate_today();
            let used: bool = self
                .conn
                .prepare_cached(
                    "select exists (select 1 from return_to_use where member_id = ?1 and reported_on > ?2 and reported_on <= ?3)",
                )?
                .query_row(params![adult.member.0, date(from), date(on)], |row| row.get(0))?;
            if used && told(&self.conn, adult.member, Category::Progress, today)? {
                return Ok(true);
            }
            let (offered, attended) = self.weeks(adult.member, from, on)?;
            let missing = offered > 0 && attended * 2 < offered;
            if missing && told(&self.conn, adult.member, Category::Attendance, today)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Sessions offered and attended between two days.
    pub(super) fn weeks(
        &self,
        member: crate::domain::MemberId,
        from: NaiveDate,
        on: NaiveDate,
    ) -> Result<(i64, i64)> {
        Ok(self
            .conn
            .prepare_cached(
                "select coalesce(sum(offered), 0), coalesce(sum(attended), 0) from treatment_week
                 where member_id = ?1 and week_on > ?2 and week_on <= ?3",
            )?
            .query_row(params![member.0, date(from), date(on)], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }
}

fn summary(children: &[ChildFact], open_days: i64) -> String {
    let infants = children.iter().filter(|child| child.infant).count();
    let mut said = match children.len() {
        0 => "no children".to_owned(),
        n => crate::domain::text::count(n, "child"),
    };
    match infants {
        0 => {}
        1 => said.push_str(", 1 infant"),
        n => said.push_str(&format!(", {n} infants")),
    }
    format!("{said} · open {open_days} d")
}
