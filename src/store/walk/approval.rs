//! Decisions that were made elsewhere and want the supervisor's answer in the worker's next Individual.

use super::Head;
use super::answer::still_running;
use super::facts::said;
use crate::domain::MeetingId;
use crate::error::{Result, missing};
use crate::store::Store;
use crate::store::sql::{RowExt, date};
use crate::store::view::walk::Approval;
use crate::store::write::{Field, OpId, What};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

/// The latest decision about each of the worker's families, where it is one that wants approval and no earlier
/// Individual answered it. A decision of the other agency's Individual stays there.
const WAITING: &str = "
    select c.id, c.family_id, c.decision, m.kind, m.held_on, a.approved
    from assignment w join meeting_case c on c.family_id = w.family_id and c.decision in (select value from json_each(?4))
    join meeting m on m.id = c.meeting_id and m.status in ('held', 'signed') and m.held_on <= ?2 and m.id <> ?3
      and (m.worker_id is null or m.worker_id = ?1)
    left join decision_approval a on a.meeting_case_id = c.id and a.meeting_id = ?3
    where w.staff_id = ?1 and w.from_on <= ?2 and (w.to_on is null or w.to_on > ?2)
      and not exists (select 1 from decision_approval x where x.meeting_case_id = c.id and x.meeting_id <> ?3 and x.approved is not null)
      and not exists (select 1 from meeting_case n join meeting o on o.id = n.meeting_id
        where n.family_id = c.family_id and n.decision is not null and n.decision <> 'deferred' and n.id <> c.id and o.id <> ?3
          and o.status in ('held', 'signed') and o.held_on <= ?2 and (o.held_on, o.id) > (m.held_on, m.id)
          and (o.worker_id is null or o.worker_id = ?1))
    order by m.held_on, c.family_id";

impl Store {
    /// The decisions that wait for an answer, and those that were answered here.
    pub(super) fn approvals(&self, head: &Head) -> Result<Vec<Approval>> {
        let Some(worker) = head.worker else { return Ok(Vec::new()) };
        let on = self.day_of(head);
        let last = self.last_individual(head, on)?;
        let lists = &self.settings.lists;
        let wanted: Vec<&str> =
            lists.decision_for_approval.choices().map(|choice| choice.value.as_str()).collect();
        let wanted = serde_json::to_string(&wanted).unwrap_or_default();
        let mut statement = self.conn.prepare_cached(WAITING)?;
        let rows = statement.query_map(params![worker.0, date(on), head.id.0, wanted], |row| {
            let (decision, kind): (String, String) = (row.get("decision")?, row.get("kind")?);
            let made = row.day("held_on")?;
            Ok(Approval {
                case: row.get("id")?,
                family: row.num("family_id")?,
                decision: lists.case_decision.label(&decision).to_owned(),
                made: format!("{}, {}", self.settings.meetings.label(&kind), said(made)),
                new: last.is_none_or(|last| made > last),
                approved: row.get::<_, Option<String>>("approved")?.map(|answer| answer == "yes"),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn last_individual(&self, head: &Head, on: NaiveDate) -> Result<Option<NaiveDate>> {
        let sql = "select max(held_on) as held_on from meeting where worker_id = ?1 and kind = ?2 and held_on <= ?3 and id <> ?4
                     and status in ('held', 'signed')";
        let worker = head.worker.map(|worker| worker.0);
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement
            .query_row(params![worker, head.kind, date(on), head.id.0], |row| row.day_opt("held_on"))?)
    }

    /// Answers whether a decision is approved.
    pub(super) fn approve(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        case: i64,
        approved: Option<bool>,
    ) -> Result<MeetingId> {
        let head = self.running_head(meeting)?;
        if !self.approvals(&head)?.iter().any(|one| one.case == case) {
            return Err(missing("this decision does not wait for an answer here"));
        }
        let kept: Option<(i64, i64)> = self
            .conn
            .prepare_cached(
                "select id, version from decision_approval where meeting_case_id = ?1 and meeting_id = ?2",
            )?
            .query_row(params![case, meeting.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let answer = approved.map(|yes| if yes { "yes" } else { "no" });
        let (staff, now) = (self.viewer()?.staff, self.clock.now());
        self.write(op, What::of("approve", "meeting", meeting.0), |tx| {
            still_running(tx, meeting)?;
            let fields: [Field<'_>; 3] = [("approved", &answer), ("staff_id", &staff), ("at", &now)];
            match kept {
                Some((id, version)) => tx.update("decision_approval", id, version, &fields)?,
                None => {
                    let made: [Field<'_>; 2] = [("meeting_case_id", &case), ("meeting_id", &meeting)];
                    tx.insert("decision_approval", &[&made[..], &fields[..]].concat())?
                }
            };
            Ok(())
        })?;
        Ok(meeting)
    }

    /// What was answered in a meeting: the family and its decision, the answer.
    pub(in crate::store) fn approved_here(&self, meeting: MeetingId) -> Result<Vec<(String, String)>> {
        let mut statement = self.conn.prepare_cached(
            "select c.family_id, c.decision, m.kind, m.held_on, a.approved from decision_approval a
             join meeting_case c on c.id = a.meeting_case_id join meeting m on m.id = c.meeting_id
             where a.meeting_id = ?1 and a.approved is not null order by m.held_on, c.family_id",
        )?;
        let rows = statement.query_map([meeting.0], |row| {
            let (decision, kind): (String, String) = (row.get("decision")?, row.get("kind")?);
            let family: crate::domain::FamilyId = row.num("family_id")?;
            let decision = self.settings.lists.case_decision.label(&decision);
            let made = format!("{}, {}", self.settings.meetings.label(&kind), said(row.day("held_on")?));
            let yes = row.get::<_, String>("approved")? == "yes";
            let answer = if yes { "approved" } else { "not approved" };
            Ok((format!("{family}: {decision} ({made})"), answer.to_owned()))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
