//! What stands beside the steps: carried items, caseload, referrals, documentation, and the read-back.

use super::Head;
use super::choices::standing;
use super::facts::said;
use super::part2::adults;
use super::people::{Listed, PairRow, person};
use crate::domain::action_item::{CarryOutcome, ItemStatus};
use crate::domain::cadence;
use crate::domain::dates::short;
use crate::domain::meeting::{CaseState, FieldKind, MeetingStatus, Panel};
use crate::domain::referral::ReferralStatus;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MeetingId, ReferralId, StaffId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::families;
use crate::store::sql::{RowExt, date};
use crate::store::view::services::{PointRow, PointSort};
use crate::store::view::walk::{BornItem, CarriedItem, CarryAnswer, DocumentationPoint, Walk, WalkCase};
use crate::store::view::{Mark, Person, Standing};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

fn due(on: NaiveDate, today: NaiveDate) -> Standing {
    let days = (today - on).num_days();
    let found = match days {
        0 => cadence::Standing::DueToday,
        days if days > 0 => cadence::Standing::Overdue { days, since: on },
        _ => cadence::Standing::NotDue { on },
    };
    standing(found, today)
}

impl Store {
    /// The items carried in, the oldest first.
    pub(super) fn carried_items(&self, meeting: MeetingId, on: NaiveDate) -> Result<Vec<CarriedItem>> {
        let mut statement = self.conn.prepare_cached(
            "select i.*, c.outcome, c.verified, c.reason as why, (select count(*) from action_item_carry o
               where o.action_item_id = i.id and o.meeting_id <> c.meeting_id) as carries
             from action_item_carry c join action_item i on i.id = c.action_item_id
             where c.meeting_id = ?1 order by i.created_on, i.id",
        )?;
        let limit = self.settings.thresholds.action_item.escalate_after_carries;
        let mut rows = statement.query([meeting.0])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let (due_on, created) = (row.day("due_on")?, row.day("created_on")?);
            let carries: i64 = row.get("carries")?;
            let blocked = row.word::<ItemStatus>("status")? == ItemStatus::Blocked;
            out.push(CarriedItem {
                id: row.num("id")?,
                description: row.get("description")?,
                owner: person(&self.conn, row.num("owner_id")?)?,
                due_on,
                standing: due(due_on, on),
                family: row.num_opt("family_id")?,
                age_days: (on - created).num_days(),
                carries,
                escalated: carries >= limit || row.get::<_, Option<String>>("escalated_on")?.is_some(),
                blocked: if blocked { row.get("reason")? } else { String::new() },
                answer: CarryAnswer {
                    outcome: row.word_opt("outcome")?,
                    verified: row.get("verified")?,
                    reason: row.get("why")?,
                },
            });
        }
        Ok(out)
    }

    /// The items born in a meeting.
    pub(in crate::store) fn born_items(&self, meeting: MeetingId) -> Result<Vec<BornItem>> {
        let mut statement =
            self.conn.prepare_cached("select * from action_item where born_meeting_id = ?1 order by id")?;
        let mut rows = statement.query([meeting.0])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(BornItem {
                id: row.num("id")?,
                description: row.get("description")?,
                owner: person(&self.conn, row.num("owner_id")?)?,
                due_on: row.day("due_on")?,
                family: row.num_opt("family_id")?,
                priority: row.word("priority")?,
            });
        }
        Ok(out)
    }

    /// The decisions to choose from.
    pub(super) fn decisions(&self) -> Vec<(String, String)> {
        let list = &self.settings.lists.case_decision;
        list.choices()
            .filter(|choice| choice.open)
            .map(|one| (one.value.clone(), one.label.clone()))
            .collect()
    }

    /// Adults who take part and have no consent today, by family.
    pub(super) fn without_consent(&self, families: &[FamilyId]) -> Result<Vec<String>> {
        let today = date(self.clock.gate_today());
        let mut out = Vec::new();
        for family in families {
            for adult in adults(&self.conn, *family)? {
                let (active, ever): (bool, bool) = self
                    .conn
                    .prepare_cached(
                        "select coalesce(max(from_on <= ?2 and ?2 < until_on), 0), count(*) > 0
                         from consent_cover where member_id = ?1",
                    )?
                    .query_row(params![adult.member.0, today], |row| Ok((row.get(0)?, row.get(1)?)))?;
                if !active {
                    let why = if ever { "consent ended" } else { "no consent" };
                    out.push(format!("{family} {}: {why}", adult.alias));
                }
            }
        }
        Ok(out)
    }

    /// A line per worker: open families of capacity.
    pub(super) fn caseload_lines(&self, workers: &[(Person, Role)], on: NaiveDate) -> Result<Vec<String>> {
        let mut out = Vec::new();
        for (who, role) in workers.iter().cloned() {
            let open: i64 = self
                .conn
                .prepare_cached(
                    "select count(distinct a.family_id) from assignment a join family_opening o on o.family_id = a.family_id
                       and o.from_on <= ?2 and (o.to_on is null or o.to_on > ?2)
                     where a.staff_id = ?1 and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)",
                )?
                .query_row(params![who.id.0, date(on)], |row| row.get(0))?;
            let spell: Vec<(f64, Option<f64>)> = self
                .conn
                .prepare_cached(
                    "select fte, capacity from employment where staff_id = ?1 and from_on <= ?2
                       and (to_on is null or to_on > ?2) order by from_on desc limit 1",
                )?
                .query_map(params![who.id.0, date(on)], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            #[allow(clippy::cast_precision_loss)]
            let usual = self.settings.thresholds.caseload.capacity(role).unwrap_or_default() as f64;
            let capacity = spell.first().map_or(usual, |(fte, own)| own.unwrap_or(usual) * fte).round();
            out.push(format!("{}  {}  {open} of {capacity}", who.short, role.short()));
        }
        Ok(out)
    }

    /// The referrals that wait in the viewer's sites, the oldest first.
    pub(super) fn referral_lines(&self, on: NaiveDate) -> Result<Vec<(ReferralId, String, Standing)>> {
        let set = &self.settings.thresholds.referral;
        let mut statement = self.conn.prepare_cached(
            "select id, received_on, status from referral where status in ('received', 'screening', 'eligible', 'wait_listed')
               and received_on <= ?1 and site_id in (select value from json_each(?2)) order by received_on, id",
        )?;
        let rows = statement.query_map(params![date(on), self.site_list()?], |row| {
            let (id, since): (ReferralId, _) = (row.num("id")?, row.day("received_on")?);
            Ok((id, since, row.word::<ReferralStatus>("status")?))
        })?;
        let mut out = Vec::new();
        for row in rows {
            let (id, since, status) = row?;
            let days = (on - since).num_days();
            let mark = match days {
                days if days >= set.red_days => Mark::Overdue,
                days if days >= set.amber_days => Mark::Due,
                _ => Mark::Open,
            };
            let stands = Standing { mark, text: format!("waiting {days} d"), on: Some(since) };
            out.push((id, status.label().to_owned(), stands));
        }
        Ok(out)
    }

    /// Families for which a case staffing may be due.
    pub(super) fn triggers(
        &self,
        head: &Head,
        cases: &[WalkCase],
        on: NaiveDate,
    ) -> Result<Vec<(FamilyId, String)>> {
        let decided = |case: &WalkCase| case.decision.as_deref() == Some("case_staffing_required");
        let one = |case: &WalkCase| match (decided(case), case.rank) {
            (true, _) => Some((case.family, "decided here".to_owned())),
            (false, 1) => Some((case.family, case.why.clone())),
            _ => None,
        };
        let mut out: Vec<(FamilyId, String)> = cases.iter().filter_map(one).collect();
        if let Some(family) = head.family
            && let Some(why) = self.asked_for(head.id, family, on)?
        {
            out.insert(0, (family, why));
        }
        Ok(out)
    }

    /// In which meeting before this one a case staffing was decided on, where the last decision did so.
    fn asked_for(&self, meeting: MeetingId, family: FamilyId, on: NaiveDate) -> Result<Option<String>> {
        let last = self
            .conn
            .prepare_cached(
                "select m.kind, m.held_on, c.decision is 'case_staffing_required' as asked
                 from meeting_case c join meeting m on m.id = c.meeting_id
                 where c.family_id = ?1 and m.id <> ?2 and m.held_on <= ?3 and m.status in ('held', 'signed')
                   and c.state = 'discussed' and m.worker_id is null order by m.held_on desc, m.id desc limit 1",
            )?
            .query_row(params![family.0, meeting.0, date(on)], |row| {
                Ok((row.get::<_, String>("kind")?, row.day("held_on")?, row.get::<_, bool>("asked")?))
            })
            .optional()?;
        Ok(last.filter(|(.., asked)| *asked).map(|(kind, held, _)| {
            format!("decided in {}, {}", self.settings.meetings.label(&kind), short(held, on))
        }))
    }

    /// What each worker documented in the last month, and what is open.
    pub(super) fn documentation(
        &self,
        workers: &[(Person, Role)],
        on: NaiveDate,
    ) -> Result<Vec<DocumentationPoint>> {
        let staff: Vec<StaffId> = workers.iter().map(|(who, _)| who.id).collect();
        let (page, _) = self.service_points(Some(&staff), false, on)?;
        let mut out = Vec::new();
        for (who, role) in workers.iter().cloned() {
            let own = |row: &&PointRow| row.staff.id == who.id && row.role == role;
            let points: Vec<PointRow> = page.rows.iter().filter(own).cloned().collect();
            let tally = page.tallies.iter().find(|tally| tally.person.id == who.id && tally.role == role);
            let (services, undocumented) = tally.map_or((0, 0), |tally| (tally.services, tally.undocumented));
            let oldest_days = tally.and_then(|tally| tally.oldest_days);
            let limit = (self.settings.thresholds.documentation.hours / 24).max(1);
            let standing = match oldest_days {
                Some(days) => Standing {
                    mark: if days > limit { Mark::Overdue } else { Mark::Due },
                    text: format!("oldest waits {days} d"),
                    on: points
                        .iter()
                        .filter(|row| row.sort == PointSort::Undocumented)
                        .map(|row| row.on)
                        .min(),
                },
                None if services == 0 => Standing { mark: Mark::NoData, text: "no data".into(), on: None },
                None => Standing { mark: Mark::Done, text: "all documented".into(), on: None },
            };
            let documented = services - undocumented;
            out.push(DocumentationPoint {
                person: who,
                role,
                services,
                documented,
                oldest_days,
                standing,
                points,
            });
        }
        Ok(out)
    }

    /// Staff at the viewer's sites who are not on the list yet.
    pub(super) fn others(&self, people: &[Listed]) -> Result<Vec<(Person, Role)>> {
        let mut statement = self.conn.prepare_cached(
            "select distinct s.id, s.name, s.short_name, s.role from staff s join staff_site t on t.staff_id = s.id
               and t.from_on <= ?1 and (t.to_on is null or t.to_on > ?1)
             where (s.left_on is null or s.left_on > ?1) and t.site_id in (select value from json_each(?2))
             order by s.role, s.name",
        )?;
        let rows = statement.query_map(params![date(self.clock.today()), self.site_list()?], |row| {
            Ok((families::person(row, "id")?, row.word::<Role>("role")?))
        })?;
        let all: Vec<(Person, Role)> = rows.collect::<rusqlite::Result<_>>()?;
        let known = |id: StaffId| people.iter().any(|one| one.staff == Some(id));
        Ok(all.into_iter().filter(|(person, _)| !known(person.id)).collect())
    }

    /// Dated addenda: when and who, the words.
    pub(in crate::store) fn addenda(&self, meeting: MeetingId) -> Result<Vec<(String, String)>> {
        let mut statement = self.conn.prepare_cached(
            "select a.at, s.name, a.body from addendum a join staff s on s.id = a.author_id
             where a.meeting_id = ?1 order by a.at, a.id",
        )?;
        let rows = statement.query_map([meeting.0], |row| {
            let at = row.instant_opt("at")?.unwrap_or_default();
            Ok((at, row.get::<_, String>("name")?, row.get("body")?))
        })?;
        let mut out = Vec::new();
        for row in rows {
            let (at, name, body) = row?;
            out.push((format!("{}, {name}", said(self.clock.date_of(at))), body));
        }
        Ok(out)
    }
}

impl Store {
    /// The workers of the meeting: the one of an Individual, or those of the pairs, each once.
    pub(super) fn workers_in(&self, head: &Head, pairs: &[PairRow]) -> Result<Vec<(Person, Role)>> {
        let Some(worker) = head.worker else { return Ok(workers(pairs)) };
        let role = super::choices::worker_role(self.kind_rules(&head.kind)?);
        let who = person(&self.conn, worker)?;
        Ok(role.map(|role| (who, role)).into_iter().collect())
    }
}

/// The workers of the pairs, each once.
fn workers(pairs: &[PairRow]) -> Vec<(Person, Role)> {
    let mut out: Vec<(Person, Role)> = Vec::new();
    for pair in pairs {
        for (who, role) in [(&pair.iw, Role::IntactWorker), (&pair.rc, Role::RecoveryCoordinator)] {
            if !out.iter().any(|(known, _)| known.id == who.id) {
                out.push((who.clone(), role));
            }
        }
    }
    out.sort_by_key(|(_, role)| *role);
    out
}

/// What nobody answered, in the order of the meeting.
pub(super) fn unanswered(walk: &Walk) -> Vec<String> {
    let mut out: Vec<String> = walk
        .people
        .iter()
        .filter(|one| one.attendance.is_none())
        .map(|one| format!("Attendance of {}", one.name))
        .collect();
    out.extend(open_steps(walk, Panel::Confidentiality, "was the statement read aloud?"));
    for item in &walk.carried {
        match (item.answer.outcome, item.answer.verified) {
            (None, _) => out.push(format!("{}: done, carried or cancelled?", item.id)),
            (Some(CarryOutcome::Done), None) => out.push(format!("{}: not verified", item.id)),
            _ => {}
        }
    }
    for point in walk.points.iter().filter(|point| point.spoken.is_none()) {
        let about = point.family.map_or_else(|| "the pair".to_owned(), |family| family.to_string());
        out.push(format!("{about}: a point not taken up, it waits for the next one"));
    }
    for case in &walk.cases {
        match case.state {
            CaseState::Waiting => out.push(format!("{}: not discussed", case.family)),
            CaseState::Discussed => out.extend(open_questions(case)),
            CaseState::Skipped | CaseState::Deferred => {}
        }
    }
    // Only where a step asks: an Individual of a Recovery Coordinator has none.
    let board = walk.board.iter().filter(|_| walk.steps.iter().any(|step| step.panel == Panel::Triggers));
    for one in board.flat_map(|board| &board.approvals).filter(|one| one.approved.is_none()) {
        out.push(format!("{}: is the decision approved? ({})", one.family, one.decision));
    }
    out.extend(open_steps(walk, Panel::Documentation, "are the services documented?"));
    let next = &walk.next;
    let open = next.chosen.is_none() && next.planned.is_none() && next.proposed.is_some();
    if walk.status == MeetingStatus::InProgress && open {
        out.push("The next date".to_owned());
    }
    out
}

/// What steps of a kind ask, where nobody answered.
fn open_steps(walk: &Walk, panel: Panel, asks: &str) -> impl Iterator<Item = String> {
    let open = walk.steps.iter().filter(move |step| step.panel == panel && step.answer.is_none());
    open.map(move |step| format!("{}: {asks}", step.title))
}

fn open_questions(case: &WalkCase) -> Vec<String> {
    let open = |field: &&crate::store::view::walk::WalkField| match (field.kind, field.key.as_str()) {
        (FieldKind::Agreement, _) => case.agreement.is_none(),
        (FieldKind::YesNo, "joint_visit") => case.joint_visit_agreed.is_none(),
        (FieldKind::YesNo, "plans_aligned") => case.plans_aligned.is_none(),
        (FieldKind::Decision, _) => case.decision.is_none(),
        _ => false,
    };
    case.fields.iter().filter(open).map(|field| format!("{}: {}", case.family, field.label)).collect()
}
