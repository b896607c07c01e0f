//! The answers that a meeting collects; each may be taken back while the meeting runs.

use super::Head;
use super::close::make_next;
use super::head::facilitate;
use super::people::{covered_by, listed, pairs};
use crate::domain::action_item::CarryOutcome;
use crate::domain::meeting::{Attendance, MeetingStatus};
use crate::domain::staff::Role;
use crate::domain::text::clean_line;
use crate::domain::{ItemId, MeetingId, StaffId, Word};
use crate::error::{Error, Kind, Result, invalid, missing};
use crate::store::Store;
use crate::store::sql::{RowExt, word};
use crate::store::view::walk::{CarryAnswer, CaseAnswer};
use crate::store::write::{OpId, Tx, What};
use chrono::NaiveDateTime;
use rusqlite::params;

/// The row of `meeting_step` that holds the next date until the close.
pub(super) const NEXT: &str = "next_date";

fn yes_no(answer: Option<bool>) -> Option<&'static str> {
    answer.map(|yes| if yes { "yes" } else { "no" })
}

/// Fails where somebody ended the meeting since it was read.
pub(super) fn still_running(tx: &Tx<'_>, meeting: MeetingId) -> Result<()> {
    let sql = "select status = 'in_progress' from meeting where id = ?1";
    if tx.sql().prepare_cached(sql)?.query_row([meeting.0], |row| row.get(0))? {
        return Ok(());
    }
    Err(Error::new(Kind::Conflict, "somebody ended this meeting at the same moment")
        .hint("this answer was not kept; add a dated addendum once it is signed"))
}

impl Store {
    /// Answers how somebody took part.
    pub(super) fn attend(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        row: i64,
        attendance: Option<Attendance>,
        (late, early): (Option<u32>, Option<u32>),
        deputy_for: Option<StaffId>,
    ) -> Result<MeetingId> {
        let head = self.running_head(meeting)?;
        let people = listed(&self.conn, meeting)?;
        let one = people
            .iter()
            .find(|one| one.row == row)
            .ok_or_else(|| missing("this person is not on the list of the meeting"))?;
        if let Some(away) = deputy_for {
            let on = self.day_of(&head);
            let covers = match one.staff {
                Some(deputy) => covered_by(&self.conn, deputy, on)?,
                None => Vec::new(),
            };
            if !covers.iter().any(|person| person.id == away) {
                return Err(invalid(format!("{} is not a deputy on that day", one.name))
                    .hint("a deputy is a supervisor of the same role, between two dates"));
            }
        }
        let there = attendance.is_some_and(Attendance::is_present);
        let (late, early) = (late.filter(|_| there), early.filter(|_| there));
        let attendance = attendance.map(Word::word);
        self.write(op, What::of("attend", "meeting", meeting.0), |tx| {
            still_running(tx, meeting)?;
            tx.set(
                "meeting_person",
                row,
                &[
                    ("attendance", &attendance),
                    ("late_minutes", &late),
                    ("left_early_minutes", &early),
                    ("deputy_for", &deputy_for),
                ],
            )?;
            Ok(())
        })?;
        Ok(meeting)
    }

    /// Adds a member of the staff or a guest to the list.
    pub(super) fn add_guest(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        staff: Option<StaffId>,
        name: &str,
    ) -> Result<MeetingId> {
        self.running_head(meeting)?;
        let guest = clean_line(name);
        let role = match staff {
            None if guest.is_empty() => return Err(invalid("a guest needs a name")),
            None => Role::Other,
            Some(id) => {
                if listed(&self.conn, meeting)?.iter().any(|one| one.staff == Some(id)) {
                    return Ok(meeting);
                }
                self.conn
                    .prepare_cached("select role from staff where id = ?1")?
                    .query_row([id.0], |row| row.word("role"))?
            }
        };
        let guest = if staff.is_some() { String::new() } else { guest };
        self.write(op, What::of("add_guest", "meeting", meeting.0), |tx| {
            tx.insert(
                "meeting_person",
                &[("meeting_id", &meeting), ("staff_id", &staff), ("guest", &guest), ("role", &word(role))],
            )
        })?;
        Ok(meeting)
    }

    /// Decides as which kind a pair's meeting is held; only what its attendance offers.
    pub(super) fn hold_as(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        pair: i64,
        kind: Option<&str>,
        reason: &str,
    ) -> Result<MeetingId> {
        let head = self.running_head(meeting)?;
        let pairs = pairs(&self.conn, meeting)?;
        let one = pairs
            .iter()
            .find(|one| one.row == pair)
            .ok_or_else(|| missing("this pair is not in the meeting"))?;
        let kind = kind.filter(|kind| *kind != head.kind);
        if let Some(kind) = kind {
            let people = listed(&self.conn, meeting)?;
            let verdict = self.judge(self.kind_rules(&head.kind)?, &people, Some(one));
            if verdict.offer.as_deref() != Some(kind) {
                let label = self.settings.meetings.label(kind);
                return Err(invalid(format!("by its attendance this cannot be held as {label}"))
                    .hint("answer the attendance first"));
            }
        }
        let reason = if kind.is_some() { clean_line(reason) } else { String::new() };
        self.write(op, What::of("hold_as", "meeting", meeting.0), |tx| {
            still_running(tx, meeting)?;
            tx.set("meeting_pair", pair, &[("kind_held", &kind), ("reason", &reason)])?;
            Ok(())
        })?;
        Ok(meeting)
    }

    /// Answers what became of a carried item; the item itself changes when the meeting closes.
    pub(super) fn carry(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        item: ItemId,
        answer: &CarryAnswer,
    ) -> Result<MeetingId> {
        self.running_head(meeting)?;
        let &CarryAnswer { outcome, verified, ref reason } = answer;
        let cancelled = outcome == Some(CarryOutcome::Cancelled);
        let reason = if cancelled { clean_line(reason) } else { String::new() };
        if cancelled && reason.is_empty() {
            return Err(invalid(format!("say why {item} is cancelled")));
        }
        self.write(op, What::of("carry", "action_item", item.0), |tx| {
            still_running(tx, meeting)?;
            let kept = tx.execute(
                "update action_item_carry set outcome = ?3, verified = ?4, reason = ?5, version = version + 1
                 where action_item_id = ?1 and meeting_id = ?2",
                params![item.0, meeting.0, outcome.map(Word::word), verified, reason],
            )?;
            if kept == 0 {
                return Err(missing(format!("{item} was not carried into this meeting")));
            }
            tx.note("meeting", meeting.0);
            tx.note("outcome", outcome.map(Word::word));
            Ok(())
        })?;
        Ok(meeting)
    }

    /// Answers something about a family.
    pub(super) fn answer_case(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        case: i64,
        answer: &CaseAnswer,
    ) -> Result<MeetingId> {
        self.open_head(meeting)?;
        let belongs: bool = self
            .conn
            .prepare_cached("select exists (select 1 from meeting_case where id = ?1 and meeting_id = ?2)")?
            .query_row(params![case, meeting.0], |row| row.get(0))?;
        if !belongs {
            return Err(missing("this family is not in the meeting"));
        }
        if let CaseAnswer::Decision(Some(key)) = answer
            && !self.settings.lists.case_decision.contains(key)
        {
            return Err(invalid(format!("there is no decision called {key}")));
        }
        let (column, value) = match answer {
            CaseAnswer::Agreement(answer) => ("agreement", yes_no(*answer).map(str::to_owned)),
            CaseAnswer::JointVisit(answer) => ("joint_visit", yes_no(*answer).map(str::to_owned)),
            CaseAnswer::PlansAligned(answer) => ("plans_aligned", yes_no(*answer).map(str::to_owned)),
            CaseAnswer::Decision(key) => ("decision", key.clone()),
            CaseAnswer::State(state) => ("state", Some(state.word().to_owned())),
        };
        self.write(op, What::of("answer_case", "meeting", meeting.0), |tx| {
            tx.set("meeting_case", case, &[(column, &value)])?;
            Ok(())
        })?;
        Ok(meeting)
    }

    /// Keeps where the walk stands, and the time and answer of a step.
    pub(super) fn keep_step(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        step: &str,
        seconds: i64,
        done: Option<bool>,
        answer: Option<bool>,
    ) -> Result<MeetingId> {
        let head = self.head(meeting)?;
        if head.status != MeetingStatus::InProgress {
            // The other terminal closed it meanwhile: looking around in it is no change.
            return Ok(meeting);
        }
        let head = self.open_head(meeting)?;
        if !self.steps_of(&head)?.iter().any(|one| one.key == step) {
            return Err(missing(format!("this meeting has no step called {step}")));
        }
        // A terminal that slept through the night has not met all night.
        let seconds = if head.afterwards { 0 } else { seconds.clamp(0, 3600) };
        let answer = answer.map(|yes| yes.to_string());
        self.write(op, What::of("step", "meeting", meeting.0), |tx| {
            tx.execute(
                "insert into meeting_step (meeting_id, step, seconds, done, answer) values (?1, ?2, ?3, coalesce(?4, 0), ?5)
                 on conflict (meeting_id, step) do update set seconds = seconds + ?3, done = coalesce(?4, done),
                   answer = coalesce(?5, answer), version = version + 1",
                params![meeting.0, step, seconds, done, answer],
            )?;
            if head.step != step {
                tx.set("meeting", meeting.0, &[("step", &step)])?;
            }
            tx.note("step", step);
            Ok(())
        })?;
        Ok(meeting)
    }

    /// Makes the next one after the close: it is no part of what is signed.
    fn plan_next(&mut self, op: OpId, head: &Head, at: NaiveDateTime) -> Result<MeetingId> {
        self.allow(facilitate(self.kind_rules(&head.kind)?))?;
        let planned = |next: MeetingId| {
            invalid(format!("{next} is planned already")).hint("move it in the list of meetings")
        };
        if let Some(next) = head.next {
            return Err(planned(next));
        }
        let pairs: Vec<_> = pairs(&self.conn, head.id)?.iter().map(|pair| (pair.iw.id, pair.rc.id)).collect();
        let at = self.clock.instant(at.date(), at.time());
        self.write(op, What::of("next_date", "meeting", head.id.0), |tx| {
            // Somebody else may have planned it since the meeting was read.
            let next = "select next_id from meeting where id = ?1";
            let next: Option<i64> =
                tx.sql().prepare_cached(next)?.query_row([head.id.0], |row| row.get(0))?;
            if let Some(next) = next {
                return Err(planned(MeetingId(next)));
            }
            let made = make_next(tx, head, &pairs, at)?;
            tx.set("meeting", head.id.0, &[("next_id", &made)])?;
            Ok(())
        })?;
        Ok(head.id)
    }

    /// Keeps when the next one is to be.
    pub(super) fn next_date(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        at: Option<NaiveDateTime>,
    ) -> Result<MeetingId> {
        let head = self.head(meeting)?;
        if at.is_some_and(|at| at.date() <= self.day_of(&head)) {
            return Err(invalid("the next one is on a later day than this one"));
        }
        if let (MeetingStatus::Held | MeetingStatus::Signed, Some(at)) = (head.status, at) {
            return self.plan_next(op, &head, at);
        }
        self.running_head(meeting)?;
        let at = at.map(|at| at.format("\"%Y-%m-%dT%H:%M:%S\"").to_string());
        self.write(op, What::of("next_date", "meeting", meeting.0), |tx| {
            tx.execute(
                "insert into meeting_step (meeting_id, step, answer) values (?1, ?2, ?3)
                 on conflict (meeting_id, step) do update set answer = ?3, version = version + 1",
                params![meeting.0, NEXT, at],
            )?;
            tx.note("at", at.clone());
            Ok(())
        })?;
        Ok(meeting)
    }
}
