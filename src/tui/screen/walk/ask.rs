//! From what was pressed and answered to what is asked of the store.

use super::part::{Key, NoteKey};
use super::{Walking, cases, clash, dashboard, forms, late};
use crate::domain::Word;
use crate::domain::action_item::CarryOutcome;
use crate::domain::meeting::{CaseState, Panel};
use crate::domain::{FamilyId, ItemId, StaffId};
use crate::error::Error;
use crate::store::request::Form as Saved;
use crate::store::view::form::ItemForm;
use crate::store::view::item::ItemTerms;
use crate::store::view::walk::{CarryAnswer, CaseAnswer, WalkAsk, WalkField, WalkPerson};
use crate::store::{OpId, Request};
use crate::tui::dialog::{Answer, Confirm, Dialog};
use crate::tui::screen::{Ctx, Do, FormKind, PointFrom, Target};
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use std::mem::replace;

impl Walking {
    pub(super) fn send(&mut self, ask: WalkAsk) -> Do {
        self.waiting += 1;
        Do::Store(Request::Walk(ask))
    }

    /// An answer to a question of the sheet.
    pub(super) fn chose(&mut self, key: &Key, word: Option<&str>, ctx: &Ctx<'_>) -> Vec<Do> {
        self.read = None;
        let (op, meeting) = (OpId::new(), self.walk.id);
        let yes = word.map(|word| word == "yes");
        let ask = match *key {
            Key::Person(row) => {
                let Some(person) = self.walk.people.iter_mut().find(|person| person.row == row) else {
                    return Vec::new();
                };
                let was = attend(meeting, person);
                person.attendance = word.and_then(Word::parse);
                let mine = attend(meeting, person);
                return vec![self.since(was, mine)];
            }
            Key::StepAnswer => {
                let key = self.step_key();
                let step =
                    |answer| WalkAsk::Step { op, meeting, step: key.clone(), seconds: 0, done: None, answer };
                let Some(here) = self.walk.steps.get_mut(self.step) else { return Vec::new() };
                let was = std::mem::replace(&mut here.answer, yes);
                let (was, mine) = (step(was), step(yes));
                return vec![self.since(was, mine)];
            }
            Key::Carry(item) => {
                let outcome = word.and_then(Word::parse);
                if outcome == Some(CarryOutcome::Cancelled) {
                    self.about = Some(key.clone());
                    self.read = self.stands(key);
                    let was = self.carry_answer(item).map_or("", |answer| answer.reason.as_str());
                    return vec![Do::Dialog(forms::cancel_item(item, was, ctx))];
                }
                // Another answer is not verified by what was seen of the one before.
                let verified = self.carry_answer(item).filter(|was| was.outcome == outcome);
                let verified = verified.and_then(|was| was.verified);
                let answer = CarryAnswer { outcome, verified, reason: String::new() };
                return vec![self.carry(item, answer)];
            }
            Key::Verified(item) => {
                let was = self.carry_answer(item).cloned().unwrap_or_default();
                return vec![self.carry(item, CarryAnswer { verified: yes, ..was })];
            }
            Key::Point(point) => WalkAsk::TakeUp { op, meeting, point, taken: word.is_some() },
            Key::Approval(case) => {
                let mut approvals = self.walk.board.iter_mut().flat_map(|board| &mut board.approvals);
                let Some(one) = approvals.find(|one| one.case == case) else { return Vec::new() };
                let was = std::mem::replace(&mut one.approved, yes);
                let ask = |approved| WalkAsk::Approve { op: OpId::new(), meeting, case, approved };
                return vec![self.since(ask(was), ask(yes))];
            }
            Key::Agreement => return self.case_answer(CaseAnswer::Agreement(yes)),
            Key::JointVisit => return self.case_answer(CaseAnswer::JointVisit(yes)),
            Key::Plans => return self.case_answer(CaseAnswer::PlansAligned(yes)),
            Key::State => {
                let state = word.and_then(Word::parse).unwrap_or(CaseState::Waiting);
                return self.case_answer(CaseAnswer::State(state));
            }
            _ => return Vec::new(),
        };
        vec![self.send(ask)]
    }

    /// An answer over the one that is seen here: others may have given theirs meanwhile.
    fn since(&mut self, was: WalkAsk, mine: WalkAsk) -> Do {
        // What stood there when the dialog opened was seen; what came under it was not.
        let was = self.read.take().unwrap_or(was);
        self.send(WalkAsk::Since { was: Box::new(was), mine: Box::new(mine) })
    }

    /// An answer about a carried item, known here at once.
    fn carry(&mut self, item: ItemId, answer: CarryAnswer) -> Do {
        let meeting = self.walk.id;
        let ask = |answer| WalkAsk::Carry { op: OpId::new(), meeting, item, answer };
        let mine = ask(answer.clone());
        let seen = self.walk.carried.iter_mut().find(|one| one.id == item);
        let was = seen.map(|one| std::mem::replace(&mut one.answer, answer)).unwrap_or_default();
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

    fn hold_as(&mut self, pair: i64, kind: Option<String>, reason: String) -> Vec<Do> {
        let (op, meeting) = (OpId::new(), self.walk.id);
        let Some(was) = self.stands(&Key::HoldAs(pair, None)) else { return Vec::new() };
        vec![self.since(was, WalkAsk::HoldAs { op, meeting, pair, kind, reason })]
    }

    /// Opens what is behind a row of the dashboard.
    fn open_row(&mut self, place: usize) -> Vec<Do> {
        let rows = self.walk.board.iter().flat_map(|board| dashboard::rows(board));
        let target = rows.into_iter().find(|(at, _)| *at == place).map(|(_, need)| Target::from(&need.open));
        target.map_or_else(Vec::new, |target| self.open(target))
    }

    /// Opens another page over the meeting; what was typed is kept first, and Esc comes back.
    pub(super) fn open(&mut self, target: Target) -> Vec<Do> {
        let mut dos = self.save_notes();
        dos.push(Do::Open(target));
        dos
    }

    /// Goes to a family; one that is not on the agenda is added first.
    fn go_family(&mut self, family: FamilyId, ctx: &Ctx<'_>) -> Vec<Do> {
        let cases = self.walk.steps.iter().position(|step| step.panel == Panel::Cases);
        let mut dos = cases.map_or_else(Vec::new, |cases| self.go_step(cases, ctx));
        match self.walk.cases.iter().position(|case| case.family == family) {
            Some(case) => dos.extend(self.show_case(case, ctx)),
            None => {
                // What was said of the family that is left is kept with it.
                dos.extend(self.save_notes());
                dos.extend(self.leave_case(false));
                self.sought = Some(family);
                let ask = WalkAsk::AddFamily { op: OpId::new(), meeting: self.walk.id, family };
                dos.push(self.send(ask));
            }
        }
        dos
    }

    /// The line with the cursor as the beginning of an action item. Both agencies read an item, so that words about
    /// treatment never go there by themselves.
    pub(super) fn line_item(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(Key::Note(key)) = self.sheet.focused().cloned() else {
            return vec![Do::Toast(Mark::Due, "Put the cursor on a line of a note first".into())];
        };
        let part2 = |field: &WalkField| field.part2 && field.key == key.field;
        if self.walk.cases.iter().flat_map(|case| &case.fields).any(part2) {
            let said = "Both agencies read an action item: write this one without treatment detail";
            return vec![Do::Toast(Mark::Due, said.into())];
        }
        let line = self.notes.get(&key).map(|note| note.editor.line_here().trim().to_owned());
        let Some(line) = line.filter(|line| !line.is_empty()) else {
            return vec![Do::Toast(Mark::Due, "There are no words on this line".into())];
        };
        self.about = Some(Key::Item);
        vec![Do::Dialog(forms::item(&self.walk, key.family, Some(("", &line)), ctx))]
    }

    /// Sends what has the focus to the next Co-Supervision: the line with the cursor, the decision, or the family alone.
    /// Nobody's words about treatment go there but by their own side, and nothing that is about a worker ever does.
    pub(super) fn send_on(&mut self) -> Vec<Do> {
        let Some(family) = self.family() else {
            return vec![Do::Toast(Mark::Due, "Go to the family that it is about first".into())];
        };
        let (mut words, mut treatment) = (String::new(), false);
        match self.sheet.focused() {
            Some(Key::Note(key)) => {
                let case = self.walk.cases.iter().find(|case| Some(case.family) == key.family);
                let field = case.and_then(|case| case.fields.iter().find(|field| field.key == key.field));
                treatment = field.is_some_and(|field| field.part2);
                if treatment && key.author != self.viewer {
                    let said =
                        "Words about treatment are sent on by whoever wrote them, at their own terminal";
                    return vec![Do::Toast(Mark::Due, said.into())];
                }
                words = self
                    .notes
                    .get(key)
                    .map(|note| note.editor.line_here().trim().to_owned())
                    .unwrap_or_default();
            }
            Some(Key::Decision) => {
                let case = self.walk.cases.get(self.case).filter(|case| case.decision.is_some());
                words = case.map(|case| cases::decision(&self.walk, case)).unwrap_or_default();
            }
            _ => {}
        }
        let from = PointFrom { words, treatment, ..PointFrom::default() };
        self.open(Target::Form(FormKind::Point(family.into(), from)))
    }

    fn ask_close(&self) -> Dialog {
        let signed = if self.walk.signatures.is_empty() { "" } else { ", and waits for its signatures" };
        let text = match self.walk.unanswered.len() {
            0 => format!("Everything is answered. The note is then complete{signed}."),
            count => format!("Answers that are missing: {count}. The note says so{signed}."),
        };
        Dialog::Confirm(Confirm::ask("close", "End the meeting?", text, &["Not yet", "End it"]))
    }

    /// An answered dialog.
    pub(super) fn answered(&mut self, tag: &str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        let (op, meeting) = (OpId::new(), self.walk.id);
        let form = match answer {
            Answer::Chosen(choice) if tag == "conflict" => return self.settle(choice),
            Answer::Chosen(choice) if tag == "decision" => {
                let decision = self.walk.decisions.get(choice).map(|(key, _)| key.clone());
                return self.case_answer(CaseAnswer::Decision(decision));
            }
            Answer::Chosen(choice) if tag == "own" => return self.settle_own(choice),
            Answer::Chosen(choice) if tag == clash::TAG => return self.settle_clash(choice),
            Answer::Left if tag == "addendum" => return self.added_late(false),
            Answer::Left if tag == late::TAG => return self.settle_late(usize::MAX, ctx),
            Answer::Left if tag == clash::TAG => return self.settle_clash(0),
            Answer::Chosen(choice) if tag == late::TAG => return self.settle_late(choice, ctx),
            Answer::Left if matches!(tag, "conflict" | "own") => {
                self.conflicts.pop();
                return Vec::new();
            }
            Answer::Chosen(1) if tag == "close" => {
                let seconds = self.spend(ctx);
                let mut dos: Vec<Do> = seconds.map(|ask| self.send(ask)).into_iter().collect();
                dos.push(self.send(WalkAsk::Close { op, meeting }));
                return dos;
            }
            Answer::Form(form) => form,
            Answer::Left if tag == "cancel" => {
                // What the sheet shows is what was answered before.
                self.refresh(ctx);
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        self.filled(tag, &form, ctx)
    }

    /// An answered form.
    fn filled(&mut self, tag: &str, form: &Form, ctx: &Ctx<'_>) -> Vec<Do> {
        let (op, meeting) = (OpId::new(), self.walk.id);
        let ask = match (tag, self.about.clone()) {
            ("item", _) => return self.save_item(form),
            (super::documentation::DOCUMENTED, about) => return self.documented(about.as_ref(), form),
            ("family", _) => {
                let Some(family) = forms::number(&form.text("family")) else { return Vec::new() };
                return self.go_family(family, ctx);
            }
            ("details", Some(Key::Person(row))) => return self.details(row, form),
            ("guest", _) => {
                let (staff, name) = (form.pick("staff").map(StaffId), form.text("name"));
                if staff.is_none() && name.is_empty() {
                    return Vec::new();
                }
                WalkAsk::AddGuest { op, meeting, staff, name }
            }
            ("hold", Some(Key::HoldAs(pair, kind))) => {
                return self.hold_as(pair, kind, form.choice("reason").unwrap_or_default());
            }
            ("cancel", Some(Key::Carry(item))) => {
                let outcome = Some(CarryOutcome::Cancelled);
                let answer = CarryAnswer { outcome, verified: None, reason: form.text("reason") };
                return vec![self.carry(item, answer)];
            }
            ("next", _) => {
                let time = crate::domain::dates::read_time(&form.text("time")).ok();
                let at = form.date("day").zip(time).map(|(day, time)| day.and_time(time));
                let was = WalkAsk::NextDate { op, meeting, at: self.walk.next.chosen };
                return vec![self.since(was, WalkAsk::NextDate { op: OpId::new(), meeting, at })];
            }
            ("sign", _) => {
                let Some(staff) = form.pick("who").map(StaffId) else { return Vec::new() };
                self.signing = Some(staff);
                WalkAsk::Sign { op, meeting, staff, passphrase: form.text("passphrase") }
            }
            ("addendum", _) => {
                let mut dos = self.added_late(true);
                dos.push(self.send(WalkAsk::Addendum { op, meeting, body: form.text("body") }));
                return dos;
            }
            _ => return Vec::new(),
        };
        vec![self.send(ask)]
    }

    /// How long somebody was there, and for whom.
    fn details(&mut self, row: i64, form: &Form) -> Vec<Do> {
        let meeting = self.walk.id;
        let Some(person) = self.walk.people.iter_mut().find(|person| person.row == row) else {
            return Vec::new();
        };
        let minutes = |key| form.number(key).and_then(|minutes| u32::try_from(minutes).ok());
        let was = attend(meeting, person);
        person.late = minutes("late");
        person.left_early = minutes("early");
        person.deputy_for = form.pick("deputy").map(StaffId);
        let mine = attend(meeting, person);
        vec![self.since(was, mine)]
    }

    /// A signature that was refused: its form again, with the reason under the passphrase.
    pub(super) fn sign_again(&self, staff: StaffId, error: &Error, ctx: &Ctx<'_>) -> Option<Do> {
        let Some(Key::Sign(index)) = self.about else { return None };
        forms::sign(&self.walk, index, Some((staff, &forms::reason(error))), ctx).map(Do::Dialog)
    }

    fn save_item(&mut self, form: &Form) -> Vec<Do> {
        let (Some(owner), Some(due_on)) = (form.pick("owner"), form.date("due")) else { return Vec::new() };
        let terms = ItemTerms {
            description: form.text("what"),
            owner: StaffId(owner),
            due_on,
            family: form.pick("family").map(FamilyId),
            category: form.choice("category").unwrap_or_default(),
            priority: form.word("priority").unwrap_or(crate::domain::action_item::Priority::Normal),
        };
        self.item_for.extend(terms.family);
        let item = ItemForm { terms, meeting: Some(self.walk.id) };
        vec![Do::Store(Request::Save(OpId::new(), Saved::Item(item)))]
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
    pub(super) fn keep_drafts(&mut self, until: Option<std::time::Duration>) -> Vec<Do> {
        let drafts = self.notes.drafts(until).into_iter();
        drafts.map(|(field, body)| self.draft(field, body)).collect()
    }

    /// Keeps a draft, or forgets it where there is no body.
    pub(super) fn draft(&self, field: String, body: String) -> Do {
        Do::Store(Request::Draft { entity: "meeting".into(), id: self.walk.id.0, field, body })
    }
}

fn attend(meeting: crate::domain::MeetingId, person: &WalkPerson) -> WalkAsk {
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
