//! How a meeting begins: its people, its families in their order, and the items carried in.

use super::choices::worker_role;
use super::facts::Shared;
use super::head::facilitate;
use super::people::{person, supervisor};
use super::read::freeze;
use crate::domain::agenda::{CaseFacts, order};
use crate::domain::meeting::{About, KindRules, MeetingStatus, Panel, Subject};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MeetingId, SiteId, StaffId, Word};
use crate::error::{Result, denied, invalid};
use crate::store::Store;
use crate::store::sql::{RowExt, date, word};
use crate::store::write::{Field, OpId, Tx, What};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension, params};

/// A family in its place, ready to be kept.
struct Case {
    shared: Shared,
    rank: i64,
    why: String,
    facts: String,
}

impl Store {
    /// Starts a meeting, or records one that was held earlier.
    pub(super) fn start_meeting(
        &mut self,
        op: OpId,
        kind: &str,
        about: &[About],
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
        let about = self.about_to_start(&rules, about, scheduled, on)?;
        let scheduled = self.covered(&rules, scheduled, &about)?;
        let cases = self.cases_to_start(&rules, &about, on)?;
        let people = self.people_to_start(&rules, &about, &cases, on)?;
        let start = Start {
            site: self.site_to_start(&about, &cases)?,
            now: self.clock.now(),
            by: self.viewer()?.staff,
            pairs: pairs_of(&about, &cases),
            on,
            afterwards,
            rules,
            about,
            cases,
            people,
        };
        let id = self.write(op, What::new("start_meeting", "meeting"), |tx| start.keep(tx, scheduled))?;
        Ok(MeetingId(id))
    }

    /// The meeting that the same operation began before.
    fn done_before(&self, op: OpId) -> Result<Option<MeetingId>> {
        let found: Option<String> = self
            .conn
            .prepare_cached("select result from event where op_id = ?1")?
            .query_row([op.to_string()], |row| row.get(0))
            .optional()?;
        Ok(found.and_then(|result| result.parse().ok()).map(MeetingId))
    }

    /// What the meeting is about, each once; nothing of it in another meeting of the kind that is in progress.
    fn about_to_start(
        &self,
        rules: &KindRules,
        about: &[About],
        scheduled: Option<MeetingId>,
        on: NaiveDate,
    ) -> Result<Vec<About>> {
        let mut out = about.to_vec();
        if let Some(meeting) = scheduled.filter(|_| out.is_empty()) {
            out = self.about(&self.head(meeting)?)?;
        }
        out.sort_unstable();
        out.dedup();
        let Some(first) = out.first() else { return Err(invalid("choose first what it is about")) };
        if !rules.walked || !out.iter().all(|one| one.is_of(rules.subject)) {
            return Err(invalid(format!("{} is not held about {}", rules.label, subject(*first))));
        }
        if out.len() > 1 && first.pair().is_none() {
            return Err(invalid(format!("one {} at a time", rules.label)));
        }
        for one in &out {
            if let Some(worker) = one.worker() {
                self.is_mine_to_hold(rules, worker, on)?;
            }
            if let Some((meeting, _)) = self.meeting_about(&rules.key, *one, MeetingStatus::InProgress)? {
                return Err(invalid(format!("{meeting} is in progress for {}", subject(*one)))
                    .hint("resume it, or close it before another begins"));
            }
        }
        Ok(out)
    }

    /// An Individual is held by the worker's own supervisor, or by whoever covers that supervisor.
    fn is_mine_to_hold(&self, rules: &KindRules, worker: StaffId, on: NaiveDate) -> Result<()> {
        let who = person(&self.conn, worker)?;
        let role: Role = self
            .conn
            .prepare_cached("select role from staff where id = ?1")?
            .query_row([worker.0], |row| row.word("role"))?;
        if Some(role) != worker_role(rules) {
            return Err(invalid(format!("{} is held with another role than {}'s", rules.label, who.short)));
        }
        if self.supervises(worker, on)? {
            return Ok(());
        }
        Err(denied(format!("{}'s Individual is held by their own supervisor", who.short))
            .hint("whoever covers that supervisor may hold it"))
    }

    /// The scheduled meeting, where all that it was planned for is here: another pair's appointment stays.
    fn covered(
        &self,
        rules: &KindRules,
        scheduled: Option<MeetingId>,
        about: &[About],
    ) -> Result<Option<MeetingId>> {
        let Some(meeting) = scheduled else { return Ok(None) };
        let head = self.head(meeting)?;
        if !self.about(&head)?.iter().all(|one| about.contains(one)) {
            return Ok(None);
        }
        if head.status != MeetingStatus::Scheduled || head.kind != rules.key {
            return Err(invalid(format!("{meeting} is not a scheduled {}", rules.label)));
        }
        Ok(Some(meeting))
    }

    /// The families in the order of the meeting.
    fn cases_to_start(&self, rules: &KindRules, about: &[About], on: NaiveDate) -> Result<Vec<Case>> {
        let mut found: Vec<(Shared, CaseFacts, String)> = Vec::new();
        for one in about {
            let families = self.families_of(*one, on)?;
            if families.is_empty() {
                self.may_be_empty(*one)?;
            }
            for family in families {
                let (facts, frozen) = self.case_facts(&rules.key, &family, on)?;
                let json = serde_json::to_string(&frozen).unwrap_or_else(|_| "{}".to_owned());
                found.push((family, facts, json));
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

    /// Adds a family that came up without being on the agenda, as the last one.
    pub(super) fn add_family(&mut self, op: OpId, meeting: MeetingId, family: FamilyId) -> Result<MeetingId> {
        let head = self.running_head(meeting)?;
        if self.case_rows(meeting)?.iter().any(|case| case.family == family) {
            return Ok(meeting);
        }
        let rules = self.kind_rules(&head.kind)?.clone();
        if !self.steps_of(&head)?.iter().any(|step| step.panel == Panel::Cases) {
            return Err(invalid(format!("{} takes no families one by one", rules.label)));
        }
        let mut cases = self.cases_to_start(&rules, &[About::Family(family)], self.day_of(&head))?;
        for case in &mut cases {
            case.why = format!("came up in the meeting; {}", case.why);
        }
        self.write(op, What::of("add_family", "meeting", meeting.0), |tx| {
            let last: i64 = tx
                .sql()
                .prepare_cached("select coalesce(max(position), 0) from meeting_case where meeting_id = ?1")?
                .query_row([meeting.0], |row| row.get(0))?;
            keep_cases(tx, meeting.0, last, &cases)?;
            tx.note("family", family.0);
            Ok(())
        })?;
        Ok(meeting)
    }

    /// A pair without a family is no pair, a closed family needs no staffing; a worker is supervised all the same.
    fn may_be_empty(&self, about: About) -> Result<()> {
        match about {
            About::Pair(iw, rc) => {
                let (iw, rc) = (person(&self.conn, iw)?, person(&self.conn, rc)?);
                let message =
                    format!("{} and {} shared no open family of yours on that day", iw.short, rc.short);
                Err(invalid(message))
            }
            About::Family(family) => {
                Err(invalid(format!("{family} was no open family of yours on that day")))
            }
            About::Worker(_) | About::Programme => Ok(()),
        }
    }

    /// Those who should be there, whoever comes: the supervisors and the workers, or everybody of the roles.
    fn people_to_start(
        &self,
        rules: &KindRules,
        about: &[About],
        cases: &[Case],
        on: NaiveDate,
    ) -> Result<Vec<(StaffId, Role)>> {
        let viewer = self.viewer()?;
        let mut found = vec![(viewer.staff, viewer.role)];
        for one in about {
            match *one {
                About::Programme => found.extend(self.everybody(&rules.required)?),
                About::Worker(worker) => {
                    found.extend(worker_role(rules).map(|role| (worker, role)));
                }
                About::Pair(iw, rc) => {
                    found.extend([(iw, Role::IntactWorker), (rc, Role::RecoveryCoordinator)]);
                }
                About::Family(_) => {
                    for case in cases.iter().map(|case| &case.shared) {
                        found.extend(case.iw.map(|iw| (iw, Role::IntactWorker)));
                        found.extend(case.rc.map(|rc| (rc, Role::RecoveryCoordinator)));
                    }
                }
            }
        }
        let workers: Vec<_> = found.iter().copied().filter(|(_, role)| role.is_worker()).collect();
        for (worker, role) in workers.into_iter().filter(|_| rules.subject != Subject::Programme) {
            let leader = leader_of(role);
            if !rules.required.contains(&leader) {
                continue;
            }
            let who = match supervisor(&self.conn, worker, on)? {
                Some(one) => Some(one),
                None if viewer.role == leader => Some(viewer.staff),
                None => self.some_supervisor(leader)?,
            };
            found.extend(who.map(|who| (who, leader)));
        }
        // Supervisors first, then workers, each in the order of the roles and nobody twice.
        found.sort_by_key(|(_, role)| {
            (role.is_worker(), !role.is_supervisor(), if role.is_worker() { None } else { Some(*role) })
        });
        let mut out: Vec<(StaffId, Role)> = Vec::new();
        for one in found {
            if !out.iter().any(|(staff, _)| *staff == one.0) {
                out.push(one);
            }
        }
        Ok(out)
    }

    /// Everybody of these roles who works here today: at the viewer's sites, or at none, as executives do.
    fn everybody(&self, roles: &[Role]) -> Result<Vec<(StaffId, Role)>> {
        let mut out = Vec::new();
        let mut statement = self.conn.prepare_cached(
            "select s.id from staff s where s.role = ?1 and (s.left_on is null or s.left_on > ?2)
               and (not exists (select 1 from staff_site t where t.staff_id = s.id)
                 or exists (select 1 from staff_site t where t.staff_id = s.id and t.from_on <= ?2
                   and (t.to_on is null or t.to_on > ?2) and t.site_id in (select value from json_each(?3))))
             order by s.name",
        )?;
        for role in roles {
            let today = date(self.clock.today());
            let rows =
                statement.query_map(params![role.word(), today, self.site_list()?], |row| row.num("id"))?;
            for staff in rows {
                out.push((staff?, *role));
            }
        }
        Ok(out)
    }

    /// A supervisor of a role at the viewer's sites, where nobody is named as a worker's own.
    fn some_supervisor(&self, role: Role) -> Result<Option<StaffId>> {
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

    /// The site of the first family, else the worker's; the programme has none.
    fn site_to_start(&self, about: &[About], cases: &[Case]) -> Result<Option<SiteId>> {
        let (sql, id) = match (cases.first(), about.first().and_then(|one| one.worker())) {
            (Some(case), _) => {
                ("select site_id from family where id = ?1 and ?2 <> ''", case.shared.family.0)
            }
            (None, Some(worker)) => (
                "select site_id from staff_site where staff_id = ?1 and from_on <= ?2
                   and (to_on is null or to_on > ?2) order by site_id limit 1",
                worker.0,
            ),
            (None, None) => return Ok(None),
        };
        let today = date(self.clock.today());
        let found =
            self.conn.prepare_cached(sql)?.query_row(params![id, today], |row| Ok(SiteId(row.get(0)?)));
        Ok(found.optional()?)
    }
}

/// Everything that a meeting begins with.
struct Start {
    rules: KindRules,
    about: Vec<About>,
    pairs: Vec<(StaffId, StaffId)>,
    cases: Vec<Case>,
    people: Vec<(StaffId, Role)>,
    site: Option<SiteId>,
    on: NaiveDate,
    now: DateTime<Utc>,
    by: StaffId,
    afterwards: Option<(NaiveDate, u32)>,
}

impl Start {
    /// Writes it, as the scheduled meeting or as a new one; the meeting's number.
    fn keep(&self, tx: &mut Tx<'_>, scheduled: Option<MeetingId>) -> Result<i64> {
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

/// The supervisor's role over a worker's.
fn leader_of(worker: Role) -> Role {
    if worker == Role::RecoveryCoordinator { Role::SudSupervisor } else { Role::IntactSupervisor }
}

/// The pairs whose verdicts are kept: those of the sitting, or the two who work with the family.
fn pairs_of(about: &[About], cases: &[Case]) -> Vec<(StaffId, StaffId)> {
    let staffed = about.iter().any(|one| one.family().is_some());
    let both = cases.iter().filter(|_| staffed).filter_map(|case| case.shared.iw.zip(case.shared.rc));
    about.iter().filter_map(|one| one.pair()).chain(both).collect()
}

/// What it is about, in a sentence that says that something is wrong.
fn subject(about: About) -> String {
    match about {
        About::Pair(..) => "this pair".to_owned(),
        About::Worker(_) => "this worker".to_owned(),
        About::Family(family) => family.to_string(),
        About::Programme => "the programme".to_owned(),
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

fn keep_cases(tx: &mut Tx<'_>, meeting: i64, after: i64, cases: &[Case]) -> Result<()> {
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
