//! How a meeting begins: its people, its families in their order, and the items carried in.

use super::facts::Shared;
use super::head::facilitate;
use super::people::{person, supervisor};
use super::read::freeze;
use crate::domain::agenda::order;
use crate::domain::meeting::{KindRules, MeetingStatus, Subject};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MeetingId, SiteId, StaffId};
use crate::error::{Result, invalid};
use crate::store::Store;
use crate::store::sql::{RowExt, date, word};
use crate::store::write::{Field, OpId, Tx, What};
use chrono::NaiveDate;
use rusqlite::params;

/// A family in its place, ready to be kept.
struct Case {
    shared: Shared,
    rank: i64,
    why: String,
    facts: String,
}

impl Store {
    /// Starts a meeting of pairs, or records one that was held earlier.
    pub(super) fn start_meeting(
        &mut self,
        op: OpId,
        kind: &str,
        pairs: &[(StaffId, StaffId)],
        afterwards: Option<(NaiveDate, u32)>,
        scheduled: Option<MeetingId>,
    ) -> Result<MeetingId> {
        let rules = self.kind_rules(kind)?.clone();
        self.allow(facilitate(&rules))?;
        if let Some(done) = self.done_before(op)? {
            return Ok(done);
        }
        let today = self.clock.today();
        let on = afterwards.map_or(today, |(on, _)| on);
        if on > today {
            return Err(invalid("a meeting cannot have been held on a day to come"));
        }
        if rules.subject != Subject::Pair || !rules.walked {
            return Err(invalid(format!("{} is not walked with pairs", rules.label)));
        }
        let pairs = self.pairs_to_start(kind, pairs, scheduled)?;
        let scheduled = self.covered(scheduled, &pairs)?;
        let cases = self.cases_to_start(&pairs, on)?;
        let people = self.people_to_start(&rules, &pairs, on)?;
        let site =
            cases.first().map(|case| case.shared.family).map(|family| self.site_of(family)).transpose()?;
        if let Some(meeting) = scheduled {
            let head = self.head(meeting)?;
            if head.status != MeetingStatus::Scheduled || head.kind != kind {
                return Err(invalid(format!("{meeting} is not a scheduled {}", rules.label)));
            }
        }
        let (now, starter) = (self.clock.now(), self.viewer()?.staff);
        let agenda = freeze(&rules);
        let first = rules.steps.first().map(|step| step.key.clone()).unwrap_or_default();
        let last = rules.steps.last().map(|step| step.key.clone()).unwrap_or_default();
        let id = self.write(op, What::new("start_meeting", "meeting"), |tx| {
            let began = afterwards.is_none().then_some(now);
            let fields: [Field<'_>; 9] = [
                ("site_id", &site),
                ("planned_minutes", &rules.planned_minutes),
                ("status", &word(MeetingStatus::InProgress)),
                ("held_on", &on),
                ("began_at", &began),
                ("afterwards", &afterwards.is_some()),
                ("step", &first),
                ("agenda", &agenda),
                ("started_by", &starter),
            ];
            let id = match scheduled {
                Some(meeting) => {
                    tx.set("meeting", meeting.0, &fields)?;
                    meeting.0
                }
                None => {
                    let uid = uuid::Uuid::now_v7().to_string();
                    let mut all: Vec<Field<'_>> = vec![("uid", &uid), ("kind", &kind)];
                    all.extend(fields);
                    tx.insert("meeting", &all)?
                }
            };
            keep_people(tx, id, &pairs, &people)?;
            keep_cases(tx, id, &cases)?;
            let carried = keep_carried(tx, id, &pairs, &cases)?;
            if let Some((_, minutes)) = afterwards {
                tx.execute(
                    "insert into meeting_step (meeting_id, step, seconds) values (?1, ?2, ?3)",
                    params![id, last, i64::from(minutes) * 60],
                )?;
            }
            tx.note("meeting", id);
            tx.note("cases", cases.len());
            tx.note("carried", carried);
            Ok(id)
        })?;
        Ok(MeetingId(id))
    }

    /// The meeting that the same operation began before.
    fn done_before(&self, op: OpId) -> Result<Option<MeetingId>> {
        use rusqlite::OptionalExtension;
        let found: Option<String> = self
            .conn
            .prepare_cached("select result from event where op_id = ?1")?
            .query_row([op.to_string()], |row| row.get(0))
            .optional()?;
        Ok(found.and_then(|result| result.parse().ok()).map(MeetingId))
    }

    fn pairs_to_start(
        &self,
        kind: &str,
        pairs: &[(StaffId, StaffId)],
        scheduled: Option<MeetingId>,
    ) -> Result<Vec<(StaffId, StaffId)>> {
        let mut out = pairs.to_vec();
        if let Some(meeting) = scheduled.filter(|_| out.is_empty()) {
            out = super::people::pairs(&self.conn, meeting)?
                .iter()
                .map(|pair| (pair.iw.id, pair.rc.id))
                .collect();
        }
        out.sort_unstable();
        out.dedup();
        if out.is_empty() {
            return Err(invalid("choose a pair first"));
        }
        for (iw, rc) in &out {
            if let Some((meeting, _)) = self.meeting_of_pair(kind, *iw, *rc, "in_progress")? {
                return Err(invalid(format!("{meeting} is in progress for this pair"))
                    .hint("resume it, or close it before another begins"));
            }
        }
        Ok(out)
    }

    /// The scheduled meeting, where every pair it was planned for is here: another pair's appointment stays.
    fn covered(
        &self,
        scheduled: Option<MeetingId>,
        pairs: &[(StaffId, StaffId)],
    ) -> Result<Option<MeetingId>> {
        let Some(meeting) = scheduled else { return Ok(None) };
        let planned = super::people::pairs(&self.conn, meeting)?;
        let here = planned.iter().all(|pair| pairs.contains(&(pair.iw.id, pair.rc.id)));
        Ok(here.then_some(meeting))
    }

    /// The families of the pairs in the order of the meeting.
    fn cases_to_start(&self, pairs: &[(StaffId, StaffId)], on: NaiveDate) -> Result<Vec<Case>> {
        let mut found = Vec::new();
        for (iw, rc) in pairs {
            let shared = self.shared(*iw, *rc, on)?;
            if shared.is_empty() {
                let (iw, rc) = (person(&self.conn, *iw)?, person(&self.conn, *rc)?);
                return Err(invalid(format!(
                    "{} and {} shared no open family of yours on that day",
                    iw.short, rc.short
                )));
            }
            for one in shared {
                let (facts, frozen) = self.case_facts(&one, on)?;
                let json = serde_json::to_string(&frozen).unwrap_or_else(|_| "{}".to_owned());
                found.push((one, facts, json));
            }
        }
        let facts: Vec<_> = found.iter().map(|(one, facts, _)| (one.family, facts.clone())).collect();
        let mut out = Vec::new();
        for ranked in order(&facts, &self.limits()) {
            if let Some((shared, _, json)) = found.iter().find(|(one, _, _)| one.family == ranked.family) {
                let (rank, why) = (ranked.rank, ranked.why);
                out.push(Case { shared: *shared, rank, why, facts: json.clone() });
            }
        }
        Ok(out)
    }

    /// The supervisors and workers of the pairs: those who should be there, whoever comes.
    fn people_to_start(
        &self,
        rules: &KindRules,
        pairs: &[(StaffId, StaffId)],
        on: NaiveDate,
    ) -> Result<Vec<(StaffId, Role)>> {
        let viewer = self.viewer()?;
        let mut supervisors: Vec<(StaffId, Role)> = Vec::new();
        let mut workers = Vec::new();
        for (iw, rc) in pairs {
            let leaders = [(*iw, Role::IntactSupervisor), (*rc, Role::SudSupervisor)];
            for (worker, role) in leaders.into_iter().filter(|(_, role)| rules.required.contains(role)) {
                let found = match supervisor(&self.conn, worker, on)? {
                    Some(one) => Some(one),
                    None if viewer.role == role => Some(viewer.staff),
                    None => self.some_supervisor(role)?,
                };
                supervisors.extend(found.map(|one| (one, role)));
            }
            workers.push((*iw, Role::IntactWorker));
            workers.push((*rc, Role::RecoveryCoordinator));
        }
        supervisors.push((viewer.staff, viewer.role));
        supervisors.sort_by_key(|(_, role)| *role);
        let mut out: Vec<(StaffId, Role)> = Vec::new();
        for one in supervisors.into_iter().chain(workers) {
            if !out.iter().any(|(staff, _)| *staff == one.0) {
                out.push(one);
            }
        }
        Ok(out)
    }

    /// A supervisor of a role at the viewer's sites, where nobody is named as a worker's own.
    fn some_supervisor(&self, role: Role) -> Result<Option<StaffId>> {
        use crate::domain::Word;
        let mut statement = self.conn.prepare_cached(
            "select s.id from staff s join staff_site t on t.staff_id = s.id
             where s.role = ?1 and (s.left_on is null or s.left_on > ?2)
               and t.from_on <= ?2 and (t.to_on is null or t.to_on > ?2)
               and t.site_id in (select value from json_each(?3)) order by s.id limit 1",
        )?;
        let mut rows = statement
            .query_map(params![role.word(), date(self.clock.today()), self.site_list()?], |row| {
                row.num("id")
            })?;
        Ok(rows.next().transpose()?)
    }

    fn site_of(&self, family: FamilyId) -> Result<SiteId> {
        Ok(self
            .conn
            .prepare_cached("select site_id from family where id = ?1")?
            .query_row([family.0], |row| Ok(SiteId(row.get(0)?)))?)
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

fn keep_cases(tx: &mut Tx<'_>, meeting: i64, cases: &[Case]) -> Result<()> {
    for (position, case) in (1i64..).zip(cases) {
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

/// The open items of these pairs, families and workers come in; what became of them nobody has said yet.
fn keep_carried(
    tx: &mut Tx<'_>,
    meeting: i64,
    pairs: &[(StaffId, StaffId)],
    cases: &[Case],
) -> Result<usize> {
    const CARRY: &str = "insert or ignore into action_item_carry (action_item_id, meeting_id)
        select id, ?1 from action_item where status in ('open', 'in_progress', 'blocked') and ";
    let mut carried = 0;
    for (iw, rc) in pairs {
        let sql =
            format!("{CARRY} ((iw_id = ?2 and rc_id = ?3) or (family_id is null and owner_id in (?2, ?3)))");
        carried += tx.execute(&sql, params![meeting, iw.0, rc.0])?;
    }
    for case in cases {
        carried += tx.execute(&format!("{CARRY} family_id = ?2"), params![meeting, case.shared.family.0])?;
    }
    Ok(carried)
}
