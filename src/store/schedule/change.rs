//! A meeting that is moved, missed or cancelled: what was prepared for it waits for the next one.

use super::super::Store;
use super::super::meetings::load::{Which, meetings};
use super::super::sql::{RowExt, word};
use super::super::view::schedule::{Dropped, ScheduleReply};
use super::super::walk::{Head, facilitate};
use super::super::write::{OpId, What};
use super::ahead::{about, words};
use super::plan::{Entry, keep};
use crate::domain::meeting::{MeetingStatus, MissReason};
use crate::domain::{MeetingId, Number, StaffId, Word};
use crate::error::{Result, invalid, missing};
use chrono::{NaiveDate, NaiveDateTime};
use rusqlite::params;

/// Nothing but attendance was entered: what a meeting holds that was begun by mistake.
const UNTOUCHED: &str = "select not exists (select 1 from note where meeting_id = ?1)
    and not exists (select 1 from action_item where born_meeting_id = ?1)
    and not exists (select 1 from action_item_carry where meeting_id = ?1 and outcome is not null)
    and not exists (select 1 from meeting_step where meeting_id = ?1 and answer is not null)
    and not exists (select 1 from meeting_case where meeting_id = ?1 and (state <> 'waiting' or decision is not null
        or agreement is not null or joint_visit is not null or plans_aligned is not null))";

impl Store {
    /// A meeting that the viewer leads and that is not held: a scheduled one, or one that was begun by mistake.
    pub(super) fn not_held(&self, meeting: MeetingId) -> Result<Head> {
        let head = self.head(meeting)?;
        if head.status != MeetingStatus::InProgress {
            return self.to_come(meeting);
        }
        self.allow(facilitate(self.kind_rules(&head.kind)?))?;
        let untouched: bool =
            self.conn.prepare_cached(UNTOUCHED)?.query_row([meeting.0], |row| row.get(0))?;
        if untouched {
            return Ok(head);
        }
        Err(invalid(format!("{meeting} has begun, and something was entered in it"))
            .hint("go on with it, or end it: it is judged by who was there"))
    }

    /// A scheduled meeting that the viewer leads.
    pub(super) fn to_come(&self, meeting: MeetingId) -> Result<Head> {
        let head = self.head(meeting)?;
        self.allow(facilitate(self.kind_rules(&head.kind)?))?;
        match head.status {
            MeetingStatus::Scheduled => Ok(head),
            MeetingStatus::InProgress => Err(invalid(format!("{meeting} has begun"))
                .hint("go on with it, or end it: it is judged by who was there")),
            _ => Err(invalid(format!("{meeting} is {}", head.status.label().to_lowercase()))
                .hint("schedule another one")),
        }
    }

    /// Moves a meeting to another day and hour: it stays the same one in every calendar.
    pub(super) fn move_meeting(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        at: NaiveDateTime,
        reason: MissReason,
    ) -> Result<ScheduleReply> {
        let head = self.to_come(meeting)?;
        self.day_will_do(self.kind_rules(&head.kind)?, at)?;
        let (now, today) = (self.clock.instant(at.date(), at.time()), self.clock.today());
        let Some(from) = head.scheduled_at else {
            return Err(invalid(format!("{meeting} has no day yet")).hint("schedule a new one"));
        };
        if from == now && !self.is_done(op)? {
            return Err(invalid("that is the day and hour on which it stands already"));
        }
        let staff = self.viewer()?.staff;
        let said = format!("{meeting} is moved to {}; what was prepared for it goes along", words(at, today));
        self.write(op, What::of("move_meeting", "meeting", meeting.0), |tx| {
            tx.set("meeting", meeting.0, &[("scheduled_at", &now)])?;
            tx.insert(
                "meeting_move",
                &[
                    ("meeting_id", &meeting),
                    ("from_at", &from),
                    ("to_at", &now),
                    ("reason", &word(reason)),
                    ("on_date", &today),
                    ("staff_id", &staff),
                ],
            )
        })?;
        Ok(ScheduleReply::Done(meeting, said))
    }

    /// Says that a meeting was missed or is cancelled, and makes the one in its place, where one is wanted.
    pub(super) fn drop_meeting(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        (how, reason): (Dropped, MissReason),
        next: Option<NaiveDateTime>,
    ) -> Result<ScheduleReply> {
        if self.is_done(op)? {
            return Ok(ScheduleReply::Done(meeting, format!("{meeting} is not held")));
        }
        let head = if how == Dropped::Cancelled { self.not_held(meeting)? } else { self.to_come(meeting)? };
        let today = self.clock.today();
        let day = head.scheduled_at.map(|at| self.clock.date_of(at));
        if how == Dropped::Missed && day.is_some_and(|day| day > today) {
            return Err(invalid(format!("{meeting} is still to come: it is not missed"))
                .hint("cancel it, or move it to another day"));
        }
        let entry = next.map(|at| self.again(&head, at)).transpose()?;
        let (status, verb) = match how {
            Dropped::Missed => (MeetingStatus::Missed, "missed"),
            Dropped::Cancelled => (MeetingStatus::Cancelled, "cancelled"),
        };
        let mut said = format!("{meeting} is {verb}: {}", reason.label().to_lowercase());
        if let Some(at) = next {
            said.push_str(&format!("; the next one is on {}", words(at, today)));
        }
        self.write(op, What::of("drop_meeting", "meeting", meeting.0), |tx| {
            let made = entry.as_ref().map(|entry| keep(tx, entry)).transpose()?;
            // One that was begun by mistake was held on no day, and no item was carried through it.
            tx.execute(
                "delete from action_item_carry where meeting_id = ?1 and outcome is null",
                params![meeting.0],
            )?;
            let held: Option<NaiveDate> = None;
            tx.set(
                "meeting",
                meeting.0,
                &[
                    ("status", &word(status)),
                    ("reason", &word(reason)),
                    ("next_id", &made),
                    ("held_on", &held),
                ],
            )?;
            Ok(made)
        })?;
        Ok(ScheduleReply::Done(meeting, said))
    }

    /// The same meeting on another day: its pairs, its worker or family, and those who were on its list.
    fn again(&self, head: &Head, at: NaiveDateTime) -> Result<Entry> {
        self.day_will_do(self.kind_rules(&head.kind)?, at)?;
        let found = meetings(self, Which::One(head.id))?.into_iter().next();
        let found = found.ok_or_else(|| missing(format!("there is no meeting {}", head.id)))?;
        let mut statement = self
            .conn
            .prepare_cached("select staff_id, role from meeting_person where meeting_id = ?1 and staff_id is not null order by id")?;
        let people = statement
            .query_map([head.id.0], |row| Ok((StaffId::new(row.get(0)?), row.word("role")?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Entry {
            kind: head.kind.clone(),
            about: about(&found),
            at: self.clock.instant(at.date(), at.time()),
            minutes: head.planned_minutes,
            site: head.site,
            people,
        })
    }
}
