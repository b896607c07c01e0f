//! From what was pressed and answered to what is asked of the store.

use super::part::{Key, NoteKey};
use super::{Walking, forms};
use crate::domain::action_item::CarryOutcome;
use crate::domain::meeting::CaseState;
use crate::domain::{ItemId, MeetingId, Word};
use crate::store::view::walk::{CarryAnswer, CaseAnswer, WalkAsk, WalkPerson};
use crate::store::{OpId, Request};
use crate::tui::dialog::{Confirm, Dialog};
use crate::tui::screen::{Ctx, Do, Target};
use std::mem::replace;
use std::time::Duration;

impl Walking {
    pub(super) fn send(&mut self, ask: WalkAsk) -> Do {
        self.waiting += 1;
        Do::Store(Request::Walk(ask))
    }

    /// An answer to a question of the sheet.
    pub(super) fn chose(&mut self, key: &Key, word: Option<&str>, ctx: &Ctx<'_>) -> Vec<Do> {
        self.read = None;
        let yes = word.map(|word| word == "yes");
        match *key {
            Key::Person(row) => self.attends(row, word),
            Key::StepAnswer => self.answer_step(yes),
            Key::Carry(item) => vec![self.carry_out(item, word.and_then(Word::parse), ctx)],
            Key::Verified(item) => {
                let was = self.carry_answer(item).cloned().unwrap_or_default();
                vec![self.carry(item, CarryAnswer { verified: yes, ..was })]
            }
            Key::Point(point) => {
                let (op, meeting) = (OpId::new(), self.walk.id);
                vec![self.send(WalkAsk::TakeUp { op, meeting, point, taken: word.is_some() })]
            }
            Key::Approval(case) => self.approve(case, yes),
            Key::Agreement => self.case_answer(CaseAnswer::Agreement(yes)),
            Key::JointVisit => self.case_answer(CaseAnswer::JointVisit(yes)),
            Key::Plans => self.case_answer(CaseAnswer::PlansAligned(yes)),
            Key::State => {
                let state = word.and_then(Word::parse).unwrap_or(CaseState::Waiting);
                self.case_answer(CaseAnswer::State(state))
            }
            _ => Vec::new(),
        }
    }

    fn attends(&mut self, row: i64, word: Option<&str>) -> Vec<Do> {
        let meeting = self.walk.id;
        let Some(person) = self.walk.people.iter_mut().find(|person| person.row == row) else {
            return Vec::new();
        };
        let was = attend(meeting, person);
        person.attendance = word.and_then(Word::parse);
        let mine = attend(meeting, person);
        vec![self.since(was, mine)]
    }

    fn answer_step(&mut self, yes: Option<bool>) -> Vec<Do> {
        let (op, meeting, step) = (OpId::new(), self.walk.id, self.step_key());
        let ask = |answer| WalkAsk::Step { op, meeting, step: step.clone(), seconds: 0, done: None, answer };
        let Some(here) = self.walk.steps.get_mut(self.step) else { return Vec::new() };
        let was = replace(&mut here.answer, yes);
        let (was, mine) = (ask(was), ask(yes));
        vec![self.since(was, mine)]
    }

    /// What became of a carried item; one that is cancelled is asked why.
    fn carry_out(&mut self, item: ItemId, outcome: Option<CarryOutcome>, ctx: &Ctx<'_>) -> Do {
        if outcome == Some(CarryOutcome::Cancelled) {
            let key = Key::Carry(item);
            self.read = self.stands(&key);
            self.about = Some(key);
            let was = self.carry_answer(item).map_or("", |answer| answer.reason.as_str());
            return Do::Dialog(forms::cancel_item(item, was, ctx));
        }
        // Another answer is not verified by what was seen of the one before.
        let verified = self.carry_answer(item).filter(|was| was.outcome == outcome);
        let verified = verified.and_then(|was| was.verified);
        self.carry(item, CarryAnswer { outcome, verified, reason: String::new() })
    }

    fn approve(&mut self, case: i64, approved: Option<bool>) -> Vec<Do> {
        let meeting = self.walk.id;
        let mut approvals = self.walk.board.iter_mut().flat_map(|board| &mut board.approvals);
        let Some(one) = approvals.find(|one| one.case == case) else { return Vec::new() };
        let was = replace(&mut one.approved, approved);
        let ask = |approved| WalkAsk::Approve { op: OpId::new(), meeting, case, approved };
        vec![self.since(ask(was), ask(approved))]
    }

    /// An answer over the one that is seen here: others may have given theirs meanwhile.
    pub(super) fn since(&mut self, was: WalkAsk, mine: WalkAsk) -> Do {
        // What stood there when the dialog opened was seen; what came under it was not.
        let was = self.given.over(self.read.take().unwrap_or(was), &mine);
        self.send(WalkAsk::Since { was: Box::new(was), mine: Box::new(mine) })
    }

    /// An answer about a carried item, known here at once.
    pub(super) fn carry(&mut self, item: ItemId, answer: CarryAnswer) -> Do {
        let meeting = self.walk.id;
        let ask = |answer| WalkAsk::Carry { op: OpId::new(), meeting, item, answer };
        let mine = ask(answer.clone());
        let seen = self.walk.carried.iter_mut().find(|one| one.id == item);
        let was = seen.map(|one| replace(&mut one.answer, answer)).unwrap_or_default();
        self.since(ask(was), mine)
    }

    fn carry_answer(&self, item: ItemId) -> Option<&CarryAnswer> {
        self.walk.carried.iter().find(|one| one.id == item).map(|one| &one.answer)
    }

    pub(super) fn case_answer(&mut self, answer: CaseAnswer) -> Vec<Do> {
        let Some(case) = self.walk.cases.get_mut(self.case) else { return Vec::new() };
        // What was answered is known here at once: leaving the family asks whether anything was entered.
        let was = match &answer {
            CaseAnswer::Agreement(yes) => CaseAnswer::Agreement(replace(&mut case.agreement, *yes)),
            CaseAnswer::JointVisit(yes) => {
                CaseAnswer::JointVisit(replace(&mut case.joint_visit_agreed, *yes))
            }
            CaseAnswer::PlansAligned(yes) => CaseAnswer::PlansAligned(replace(&mut case.plans_aligned, *yes)),
            CaseAnswer::Decision(key) => CaseAnswer::Decision(replace(&mut case.decision, key.clone())),
            CaseAnswer::State(state) => CaseAnswer::State(replace(&mut case.state, *state)),
        };
        let (meeting, case) = (self.walk.id, case.row);
        let ask = |answer| WalkAsk::Case { op: OpId::new(), meeting, case, answer };
        vec![self.since(ask(was), ask(answer))]
    }

    /// A button of the sheet.
    pub(super) fn pressed(&mut self, key: Key, ctx: &Ctx<'_>) -> Vec<Do> {
        self.read = None;
        let family = self.family();
        let dialog = match &key {
            Key::NextCase => return self.next_case(ctx),
            Key::DiscussedNext => return self.discussed_next(ctx),
            Key::NextStep => return self.go_step(self.step + 1, ctx),
            Key::Referral(id) => return self.open(Target::Referral(*id)),
            Key::Row(place) => return self.open_row(*place),
            Key::Figure(report, figure) => return self.open_figure(*report, *figure),
            Key::HoldAs(pair, None) => {
                let (pair, kind) = (*pair, None);
                return self.hold_as(pair, kind, String::new());
            }
            Key::HoldAs(_, Some(kind)) => Some(forms::hold_as(ctx.settings.meetings.label(kind), ctx)),
            Key::Person(row) => self
                .walk
                .people
                .iter()
                .find(|person| person.row == *row)
                .map(|person| forms::details(person, ctx)),
            Key::Guest => Some(forms::guest(&self.walk, ctx)),
            Key::Decision => self
                .walk
                .cases
                .get(self.case)
                .map(|case| forms::decision(&self.walk, case.family, case.decision.as_deref())),
            Key::Open(..) => self.point(&key).map(|row| self.point_pressed(row, ctx)),
            Key::Item => Some(forms::item(&self.walk, family, None, ctx)),
            Key::Staffing(family) => Some(forms::item(
                &self.walk,
                Some(*family),
                Some(("staffing", &format!("Hold a case staffing for {family}"))),
                ctx,
            )),
            Key::NextDate => Some(forms::next(&self.walk, ctx)),
            Key::Close => Some(self.ask_close()),
            Key::Sign(index) => forms::sign(&self.walk, *index, None, ctx),
            Key::Addendum => Some(forms::addendum(ctx)),
            _ => None,
        };
        self.read = self.stands(&key);
        self.about = Some(key);
        dialog.map(Do::Dialog).into_iter().collect()
    }

    /// The answer as it stands now of what a dialog asks about.
    fn stands(&self, key: &Key) -> Option<WalkAsk> {
        let (op, meeting) = (OpId::new(), self.walk.id);
        Some(match *key {
            Key::Person(row) => attend(meeting, self.walk.people.iter().find(|person| person.row == row)?),
            Key::Carry(item) => {
                WalkAsk::Carry { op, meeting, item, answer: self.carry_answer(item)?.clone() }
            }
            Key::Decision => {
                let case = self.walk.cases.get(self.case)?;
                let answer = CaseAnswer::Decision(case.decision.clone());
                WalkAsk::Case { op, meeting, case: case.row, answer }
            }
            Key::HoldAs(pair, _) => {
                let verdict = self.walk.verdicts.iter().find(|verdict| verdict.row == Some(pair))?;
                let kind = verdict.held_as.as_ref().map(|(kind, _)| kind.clone());
                WalkAsk::HoldAs { op, meeting, pair, kind, reason: verdict.reason.clone() }
            }
            Key::NextDate => WalkAsk::NextDate { op, meeting, at: self.walk.next.chosen },
            _ => return None,
        })
    }

    pub(super) fn hold_as(&mut self, pair: i64, kind: Option<String>, reason: String) -> Vec<Do> {
        let (op, meeting) = (OpId::new(), self.walk.id);
        let Some(was) = self.stands(&Key::HoldAs(pair, None)) else { return Vec::new() };
        vec![self.since(was, WalkAsk::HoldAs { op, meeting, pair, kind, reason })]
    }

    fn ask_close(&self) -> Dialog {
        let signed = if self.walk.signatures.is_empty() { "" } else { ", and waits for its signatures" };
        let text = match self.walk.unanswered.len() {
            0 => format!("Everything is answered. The note is then complete{signed}."),
            count => format!("Answers that are missing: {count}. The note says so{signed}."),
        };
        Dialog::Confirm(Confirm::ask("close", "End the meeting?", text, &["Not yet", "End it"]))
    }

    /// Saves every text that is not saved yet.
    pub(super) fn save_notes(&mut self) -> Vec<Do> {
        let mut dos = Vec::new();
        for (key, body, version) in self.notes.unsaved() {
            self.notes.sent(&key);
            let NoteKey { family, field, author } = key;
            let (op, meeting) = (OpId::new(), self.walk.id);
            let ask = WalkAsk::Note { op, meeting, family, field, author, body, version };
            dos.push(self.send(ask));
        }
        dos
    }

    /// Keeps drafts: those whose time has come by `until`, or all.
    pub(super) fn keep_drafts(&mut self, until: Option<Duration>) -> Vec<Do> {
        let drafts = self.notes.drafts(until).into_iter();
        drafts.map(|(field, body)| self.draft(field, body)).collect()
    }

    /// Keeps a draft, or forgets it where there is no body.
    pub(super) fn draft(&self, field: String, body: String) -> Do {
        Do::Store(Request::Draft { entity: "meeting".into(), id: self.walk.id.0, field, body })
    }
}

/// Somebody's attendance as it is seen here.
pub(super) fn attend(meeting: MeetingId, person: &WalkPerson) -> WalkAsk {
    WalkAsk::Attend {
        op: OpId::new(),
        meeting,
        person: person.row,
        attendance: person.attendance,
        late: person.late,
        left_early: person.left_early,
        deputy_for: person.deputy_for,
    }
}
