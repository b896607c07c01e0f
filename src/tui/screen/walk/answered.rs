//! What a dialog of the walk was answered with, as what is asked of the store.

use super::ask::attend;
use super::part::Key;
use super::{Walking, clash, documentation, forms, late};
use crate::domain::action_item::{CarryOutcome, Priority};
use crate::domain::{FamilyId, StaffId, dates};
use crate::error::Error;
use crate::store::request::Form as Saved;
use crate::store::view::form::ItemForm;
use crate::store::view::item::ItemTerms;
use crate::store::view::walk::{CarryAnswer, CaseAnswer, WalkAsk};
use crate::store::{OpId, Request};
use crate::tui::dialog::Answer;
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::form::Form;

impl Walking {
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
            (documentation::DOCUMENTED, about) => return self.documented(about.as_ref(), form),
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
                let time = dates::read_time(&form.text("time")).ok();
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

    fn save_item(&mut self, form: &Form) -> Vec<Do> {
        let (Some(owner), Some(due_on)) = (form.pick("owner"), form.date("due")) else { return Vec::new() };
        let terms = ItemTerms {
            description: form.text("what"),
            owner: StaffId(owner),
            due_on,
            family: form.pick("family").map(FamilyId),
            category: form.choice("category").unwrap_or_default(),
            priority: form.word("priority").unwrap_or(Priority::Normal),
        };
        self.item_for.extend(terms.family);
        let item = ItemForm { terms, meeting: Some(self.walk.id) };
        vec![Do::Store(Request::Save(OpId::new(), Saved::Item(item)))]
    }

    /// A signature that was refused: its form again, with the reason under the passphrase.
    pub(super) fn sign_again(&self, staff: StaffId, error: &Error, ctx: &Ctx<'_>) -> Option<Do> {
        let Some(Key::Sign(index)) = self.about else { return None };
        forms::sign(&self.walk, index, Some((staff, &forms::reason(error))), ctx).map(Do::Dialog)
    }
}
