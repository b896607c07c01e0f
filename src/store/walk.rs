//! A meeting, walked: started, answered, closed, signed; every change answers with the whole state.

mod answer;
mod approval;
mod before;
mod board;
mod cases;
mod choices;
mod close;
mod disclosed;
mod facts;
mod head;
mod load;
mod note;
mod panels;
mod part2;
mod people;
mod personnel;
mod read;
mod sign;
mod start;
mod together;
mod written;

use super::Store;
use super::view::walk::{WalkAsk, WalkReply, draft_field};
use crate::domain::MeetingId;
use crate::error::{Kind, Result};
use note::Words;

pub(super) use cases::CaseRow;
pub(super) use facts::{Frozen, Shared, said};
pub(super) use head::{Head, facilitate};
pub(super) use part2::adults;
pub(super) use people::{Listed, PairRow, listed, pairs as people_pairs, person};
pub(super) use sign::{Given, given};
pub(super) use written::Written;

impl Store {
    /// Does what a walk asks.
    pub(super) fn walk(&mut self, ask: WalkAsk) -> Result<WalkReply> {
        let meeting = match ask {
            WalkAsk::Choices { kind } => return Ok(WalkReply::Choices(self.meeting_choices(&kind)?)),
            WalkAsk::Sign { op, meeting, staff, passphrase } => {
                let said = self.sign_meeting(op, meeting, staff, &passphrase)?;
                return Ok(WalkReply::Signed { said, walk: Box::new(self.load_walk(meeting)?) });
            }
            WalkAsk::Note { op, meeting, family, field, author, body, version } => {
                let words = Words { family, field: &field, author, body: &body, version };
                match self.keep_note(op, meeting, &words) {
                    Err(error) if error.kind == Kind::Conflict => {
                        let place = draft_field(family, &field, author);
                        let own = self.is_own(meeting, &words)?;
                        return Ok(WalkReply::Conflict {
                            place,
                            own,
                            walk: Box::new(self.load_walk(meeting)?),
                        });
                    }
                    other => other?,
                }
            }
            WalkAsk::Since { was, mine } => match self.answer_since(&was, &mine)? {
                Ok(meeting) => meeting,
                Err(theirs) => {
                    let Some(meeting) = mine.meeting() else { return Err(nothing()) };
                    let walk = Box::new(self.load_walk(meeting)?);
                    return Ok(WalkReply::Clash { mine, theirs, walk });
                }
            },
            WalkAsk::Start { op, kind, about, afterwards } => {
                self.start_meeting(op, &kind, &about, afterwards)?
            }
            other => self.answer(other)?,
        };
        Ok(WalkReply::Walk(Box::new(self.load_walk(meeting)?)))
    }

    fn answer(&mut self, ask: WalkAsk) -> Result<MeetingId> {
        match ask {
            WalkAsk::Attend { op, meeting, person, attendance, late, left_early, deputy_for } => {
                self.attend(op, meeting, person, attendance, (late, left_early), deputy_for)
            }
            WalkAsk::AddGuest { op, meeting, staff, name } => self.add_guest(op, meeting, staff, &name),
            WalkAsk::HoldAs { op, meeting, pair, kind, reason } => {
                self.hold_as(op, meeting, pair, kind.as_deref(), &reason)
            }
            WalkAsk::Carry { op, meeting, item, answer } => self.carry(op, meeting, item, &answer),
            WalkAsk::TakeUp { op, meeting, point, taken } => self.take_point_up(op, meeting, point, taken),
            WalkAsk::AddFamily { op, meeting, family } => self.add_family(op, meeting, family),
            WalkAsk::Case { op, meeting, case, answer } => self.answer_case(op, meeting, case, &answer),
            WalkAsk::Step { op, meeting, step, seconds, done, answer } => {
                self.keep_step(op, meeting, &step, seconds, done, answer)
            }
            WalkAsk::NextDate { op, meeting, at } => self.next_date(op, meeting, at),
            WalkAsk::Approve { op, meeting, case, approved } => self.approve(op, meeting, case, approved),
            WalkAsk::HandOver { op, meeting, to } => self.hand_over(op, meeting, to),
            WalkAsk::Close { op, meeting } => self.close_meeting(op, meeting),
            WalkAsk::Addendum { op, meeting, body } => self.add_addendum(op, meeting, &body),
            WalkAsk::Load(meeting) => Ok(meeting),
            // These answer with more than the state and are done before.
            WalkAsk::Choices { .. }
            | WalkAsk::Sign { .. }
            | WalkAsk::Start { .. }
            | WalkAsk::Since { .. }
            | WalkAsk::Note { .. } => Err(nothing()),
        }
    }
}

fn nothing() -> crate::error::Error {
    crate::error::missing("there is no meeting here yet")
}
