//! When meetings are: proposed, planned, moved, missed, cancelled, and handed to calendars.

mod ahead;
mod change;
mod ics;
mod plan;
mod rhythm;
mod series;

use super::Store;
use super::view::schedule::{ScheduleAsk, ScheduleReply};
use crate::error::Result;

impl Store {
    /// Does what is asked about when meetings are.
    pub(super) fn schedule(&mut self, ask: ScheduleAsk) -> Result<ScheduleReply> {
        match ask {
            ScheduleAsk::Ahead { from, until } => Ok(ScheduleReply::Ahead(self.ahead(from, until)?)),
            ScheduleAsk::Plan(op, plan) => self.plan_meeting(op, &plan),
            ScheduleAsk::Decline(op, plan, reason) => self.decline_meeting(op, &plan, reason),
            ScheduleAsk::Move { op, meeting, at, reason } => self.move_meeting(op, meeting, at, reason),
            ScheduleAsk::Drop { op, meeting, how, reason, next } => {
                self.drop_meeting(op, meeting, (how, reason), next)
            }
            ScheduleAsk::Rhythm { op, kind, about, rhythm } => self.set_rhythm(op, &kind, &about, rhythm),
            ScheduleAsk::Instead(meeting) => Ok(ScheduleReply::Instead(meeting, self.instead_of(meeting)?)),
            ScheduleAsk::Ics(op, path) => self.write_ics(op, path.as_deref()),
        }
    }
}
