//! Two terminals answer in one meeting: what each answered alone stands; the same answer given by both is asked.

use super::answer::NEXT;
use super::people::listed;
use crate::domain::meeting::CaseState;
use crate::domain::merge::merged;
use crate::domain::{ItemId, MeetingId, Word};
use crate::error::{Kind, Result, missing};
use crate::store::Store;
use crate::store::sql::RowExt;
use crate::store::view::walk::{CarryAnswer, CaseAnswer, WalkAsk};
use crate::store::write::Granted;
use rusqlite::{OptionalExtension, params};

/// How often an answer is looked at again where somebody else is faster in between.
const AGAIN: usize = 3;

/// The answer that lies in the file, and the row that holds it.
struct Now {
    ask: WalkAsk,
    row: Granted,
}

impl Store {
    /// Gives an answer over what was answered as it was read.
    ///
    /// The inner error is the answer that stands there, given by somebody else meanwhile, and nothing was written.
    pub(super) fn answer_since(
        &mut self,
        was: &WalkAsk,
        mine: &WalkAsk,
    ) -> Result<std::result::Result<MeetingId, Box<WalkAsk>>> {
        let mut tried = 0;
        loop {
            let Some(now) = self.answer_now(mine)? else { return self.answer(mine.clone()).map(Ok) };
            let Some(ask) = joined(was, mine, &now.ask) else { return Ok(Err(Box::new(now.ask))) };
            self.granted = Some(now.row);
            let done = self.answer(ask);
            // What was granted holds for this one write alone.
            self.granted = None;
            tried += 1;
            match done {
                Err(error) if error.kind == Kind::Conflict && tried < AGAIN => {}
                done => return done.map(Ok),
            }
        }
    }

    /// What lies in the file of what is being answered; `None` for what is no answer of this kind.
    fn answer_now(&self, mine: &WalkAsk) -> Result<Option<Now>> {
        let now = match mine {
            WalkAsk::Attend { meeting, person, .. } => self.attendance_now(mine, *meeting, *person)?,
            WalkAsk::HoldAs { pair, .. } => self.held_as_now(mine, *pair)?,
            WalkAsk::Carry { meeting, item, .. } => self.carried_now(mine, *meeting, *item)?,
            WalkAsk::Case { case, answer, .. } => self.case_now(mine, *case, answer)?,
            WalkAsk::Step { meeting, step, answer: Some(_), .. } => self.step_now(mine, *meeting, step)?,
            WalkAsk::NextDate { meeting, .. } => self.next_now(mine, *meeting)?,
            WalkAsk::Approve { meeting, case, .. } => self.approval_now(mine, *meeting, *case)?,
            _ => return Ok(None),
        };
        Ok(Some(now))
    }

    fn attendance_now(&self, mine: &WalkAsk, meeting: MeetingId, person: i64) -> Result<Now> {
        // The version first: an answer that comes in between is found when it is written.
        let row =
            Granted::read(&self.conn, "select version from meeting_person where id = ?1", [person.into()])?;
        let people = listed(&self.conn, meeting)?;
        let one = people.iter().find(|one| one.row == person);
        let one = one.ok_or_else(|| missing("this person is not on the list of the meeting"))?;
        let mut ask = mine.clone();
        if let WalkAsk::Attend { attendance, late, left_early, deputy_for, .. } = &mut ask {
            (*attendance, *late) = (one.attendance, one.late);
            (*left_early, *deputy_for) = (one.left_early, one.deputy_for);
        }
        Ok(Now { ask, row })
    }

    fn held_as_now(&self, mine: &WalkAsk, pair: i64) -> Result<Now> {
        let row = Granted::read(&self.conn, "select version from meeting_pair where id = ?1", [pair.into()])?;
        let kept = self
            .conn
            .prepare_cached("select kind_held, reason from meeting_pair where id = ?1")?
            .query_row([pair], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut ask = mine.clone();
        if let WalkAsk::HoldAs { kind, reason, .. } = &mut ask {
            (*kind, *reason) = kept;
        }
        Ok(Now { ask, row })
    }

    fn next_now(&self, mine: &WalkAsk, meeting: MeetingId) -> Result<Now> {
        let row = Granted::read(
            &self.conn,
            "select version from meeting_step where meeting_id = ?1 and step = ?2",
            [meeting.0.into(), NEXT.to_owned().into()],
        )?;
        let kept = self.next_of(&self.head(meeting)?)?;
        let mut ask = mine.clone();
        if let WalkAsk::NextDate { at, .. } = &mut ask {
            *at = kept;
        }
        Ok(Now { ask, row })
    }

    fn approval_now(&self, mine: &WalkAsk, meeting: MeetingId, case: i64) -> Result<Now> {
        let row = Granted::read(
            &self.conn,
            "select version from decision_approval where meeting_case_id = ?1 and meeting_id = ?2",
            [case.into(), meeting.0.into()],
        )?;
        let kept: Option<Option<String>> = self
            .conn
            .prepare_cached(
                "select approved from decision_approval where meeting_case_id = ?1 and meeting_id = ?2",
            )?
            .query_row(params![case, meeting.0], |row| row.get(0))
            .optional()?;
        let mut ask = mine.clone();
        if let WalkAsk::Approve { approved, .. } = &mut ask {
            *approved = kept.flatten().map(|word| word == "yes");
        }
        Ok(Now { ask, row })
    }

    fn carried_now(&self, mine: &WalkAsk, meeting: MeetingId, item: ItemId) -> Result<Now> {
        let row = Granted::read(
            &self.conn,
            "select version from action_item_carry where action_item_id = ?1 and meeting_id = ?2",
            [item.0.into(), meeting.0.into()],
        )?;
        let kept = self
            .conn
            .prepare_cached(
                "select outcome, verified, reason from action_item_carry where action_item_id = ?1 and meeting_id = ?2",
            )?
            .query_row(params![item.0, meeting.0], |row| {
                let (outcome, verified) = (row.word_opt("outcome")?, row.get("verified")?);
                Ok(CarryAnswer { outcome, verified, reason: row.get("reason")? })
            })
            .optional()?
            .unwrap_or_default();
        let mut ask = mine.clone();
        if let WalkAsk::Carry { answer, .. } = &mut ask {
            *answer = kept;
        }
        Ok(Now { ask, row })
    }

    fn case_now(&self, mine: &WalkAsk, case: i64, answer: &CaseAnswer) -> Result<Now> {
        let row = Granted::read(&self.conn, "select version from meeting_case where id = ?1", [case.into()])?;
        let column = match answer {
            CaseAnswer::Agreement(_) => "agreement",
            CaseAnswer::JointVisit(_) => "joint_visit",
            CaseAnswer::PlansAligned(_) => "plans_aligned",
            CaseAnswer::Decision(_) => "decision",
            CaseAnswer::State(_) => "state",
        };
        let kept: Option<String> = self
            .conn
            .prepare_cached(&format!("select {column} from meeting_case where id = ?1"))?
            .query_row([case], |row| row.get(0))?;
        let yes = kept.as_deref().map(|word| word == "yes");
        let mut ask = mine.clone();
        if let WalkAsk::Case { answer, .. } = &mut ask {
            *answer = match answer {
                CaseAnswer::Agreement(_) => CaseAnswer::Agreement(yes),
                CaseAnswer::JointVisit(_) => CaseAnswer::JointVisit(yes),
                CaseAnswer::PlansAligned(_) => CaseAnswer::PlansAligned(yes),
                CaseAnswer::Decision(_) => CaseAnswer::Decision(kept),
                CaseAnswer::State(_) => {
                    CaseAnswer::State(kept.as_deref().and_then(Word::parse).unwrap_or(CaseState::Waiting))
                }
            };
        }
        Ok(Now { ask, row })
    }

    fn step_now(&self, mine: &WalkAsk, meeting: MeetingId, key: &str) -> Result<Now> {
        let row = Granted::read(
            &self.conn,
            "select version from meeting_step where meeting_id = ?1 and step = ?2",
            [meeting.0.into(), key.to_owned().into()],
        )?;
        let kept: Option<Option<String>> = self
            .conn
            .prepare_cached("select answer from meeting_step where meeting_id = ?1 and step = ?2")?
            .query_row(params![meeting.0, key], |row| row.get(0))
            .optional()?;
        let mut ask = mine.clone();
        if let WalkAsk::Step { answer, .. } = &mut ask {
            *answer = kept.flatten().map(|word| word == "true");
        }
        Ok(Now { ask, row })
    }
}

/// The answer with what each side changed, field by field; `None` where both changed the same one.
fn joined(was: &WalkAsk, mine: &WalkAsk, theirs: &WalkAsk) -> Option<WalkAsk> {
    let mut ask = mine.clone();
    match (was, &mut ask, theirs) {
        (
            WalkAsk::Attend { attendance: a, late: l, left_early: e, deputy_for: d, .. },
            WalkAsk::Attend { attendance, late, left_early, deputy_for, .. },
            WalkAsk::Attend { attendance: ta, late: tl, left_early: te, deputy_for: td, .. },
        ) => {
            *attendance = merged(a, *attendance, *ta)?;
            *late = merged(l, *late, *tl)?;
            *left_early = merged(e, *left_early, *te)?;
            *deputy_for = merged(d, *deputy_for, *td)?;
        }
        (
            WalkAsk::Carry { answer: was, .. },
            WalkAsk::Carry { answer: mine, .. },
            WalkAsk::Carry { answer: theirs, .. },
        ) => {
            // A reason belongs to its outcome: the two stand or fall together.
            let with = |one: &CarryAnswer| (one.outcome, one.reason.clone());
            (mine.outcome, mine.reason) = merged(&with(was), with(mine), with(theirs))?;
            mine.verified = merged(&was.verified, mine.verified, theirs.verified)?;
        }
        (
            WalkAsk::Case { answer: was, .. },
            WalkAsk::Case { answer: mine, .. },
            WalkAsk::Case { answer: theirs, .. },
        ) => *mine = merged(was, mine.clone(), theirs.clone())?,
        (
            WalkAsk::Step { answer: was, .. },
            WalkAsk::Step { answer: mine, .. },
            WalkAsk::Step { answer: theirs, .. },
        )
        | (
            WalkAsk::Approve { approved: was, .. },
            WalkAsk::Approve { approved: mine, .. },
            WalkAsk::Approve { approved: theirs, .. },
        ) => *mine = merged(was, *mine, *theirs)?,
        (
            WalkAsk::HoldAs { kind: was, reason: why, .. },
            WalkAsk::HoldAs { kind, reason, .. },
            WalkAsk::HoldAs { kind: theirs, reason: their_why, .. },
        ) => {
            // A reason belongs to its kind: the two stand or fall together.
            let (was, theirs) = ((was.clone(), why.clone()), (theirs.clone(), their_why.clone()));
            (*kind, *reason) = merged(&was, (kind.clone(), reason.clone()), theirs)?;
        }
        (
            WalkAsk::NextDate { at: was, .. },
            WalkAsk::NextDate { at: mine, .. },
            WalkAsk::NextDate { at: theirs, .. },
        ) => *mine = merged(was, *mine, *theirs)?,
        _ => {}
    }
    Some(ask)
}
