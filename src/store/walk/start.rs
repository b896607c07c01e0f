//! How a meeting begins: its people, its families in their order, and the items carried in.

mod keep;

use super::choices::worker_role;
use super::facts::Shared;
use super::head::facilitate;
use super::people::{person, supervisor};
use crate::domain::agenda::{CaseFacts, order};
use crate::domain::cadence;
use crate::domain::meeting::{About, KindRules, MeetingStatus, Panel, Subject};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MeetingId, SiteId, StaffId, Word};
use crate::error::{Result, denied, invalid};
use crate::store::Store;
use crate::store::sql::{RowExt, date};
use crate::store::write::{OpId, What, done_before};
use chrono::NaiveDate;
use keep::{Case, Start, keep_cases};
use rusqlite::{OptionalExtension, params};

impl Store {
    /// Starts a meeting, or records one that was held earlier.
    pub(super) fn start_meeting(
        &mut self,
        op: OpId,
        kind: &str,
        about: &[About],
        afterwards: Option<(NaiveDate, u32)>,
    ) -> Result<MeetingId> {
        let rules = self.kind_rules(kind)?.clone();
        self.allow(facilitate(&rules))?;
        // The meeting that the same operation began before.
        if let Some(done) = done_before(&self.conn, op)?.and_then(|result| result.parse().ok()) {
            return Ok(MeetingId(done));
        }
        let today = self.clock.today();
        let on = afterwards.map_or(today, |(on, _)| on);
        if on > today {
            return Err(invalid("a meeting cannot have been held on a day to come"));
        }
        let about = self.about_to_start(&rules, about, on)?;
        let scheduled = self.covered(&rules, &about, on)?;
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

    /// What the meeting is about, each once; nothing of it in another meeting of the kind that is in progress.
    fn about_to_start(&self, rules: &KindRules, about: &[About], on: NaiveDate) -> Result<Vec<About>> {
        let mut out = about.to_vec();
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
            if let Some((meeting, _)) = self.meeting_about(&rules.key, *one, MeetingStatus::InProgress, on)? {
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

    /// The meeting that was planned for about this day, where all that it was planned for is here: another pair's
    /// appointment stays, and so does a later one.
    fn covered(&self, rules: &KindRules, about: &[About], on: NaiveDate) -> Result<Option<MeetingId>> {
        let Some(first) = about.first() else { return Ok(None) };
        let Some((meeting, Some(planned))) =
            self.meeting_about(&rules.key, *first, MeetingStatus::Scheduled, on)?
        else {
            return Ok(None);
        };
        let moved = self.settings.thresholds.meeting.moved_days;
        let is_it = cadence::is_the_planned(planned, on, rules.cadence_days, moved)
            && self.about(&self.head(meeting)?)?.iter().all(|one| about.contains(one));
        Ok(is_it.then_some(meeting))
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
