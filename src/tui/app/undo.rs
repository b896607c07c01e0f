//! Undo: says what would be undone, asks, and undoes it.

use super::App;
use crate::store::view::undo::{UndoAsk, UndoPlan};
use crate::store::{OpId, Request};
use crate::tui::dialog::{Answer, Confirm, Dialog};
use crate::tui::msg::Effect;
use crate::tui::widget::mark::Mark;

/// The tag of the question before something is undone.
pub(super) const TAG: &str = "undo";

impl App {
    /// Asks the store what this person did last.
    pub(super) fn ask_undo(&mut self) -> Vec<Effect> {
        vec![self.send(None, Request::Undo(UndoAsk::Last))]
    }

    /// Says what would be undone, and asks.
    pub(super) fn offer_undo(&mut self, plan: &UndoPlan) -> Vec<Effect> {
        self.undoing = Some(plan.seq);
        let title = format!("Undo what was done at {}?", plan.when);
        let text = format!("{}.\n\nUndoing {}. The history keeps both.", plan.said, plan.effect);
        self.dialogs.push((None, Dialog::Confirm(Confirm::ask(TAG, title, text, &["Leave it", "Undo"]))));
        Vec::new()
    }

    /// Undoes it, where that was the answer.
    pub(super) fn undo_answer(&mut self, answer: &Answer) -> Vec<Effect> {
        match (self.undoing.take(), answer) {
            (Some(seq), Answer::Chosen(1)) => {
                let ask = UndoAsk::Undo { op: OpId::new(), seq };
                vec![self.send(None, Request::Undo(ask))]
            }
            _ => Vec::new(),
        }
    }

    /// Shows that it is undone, and what the screens show now.
    pub(super) fn was_undone(&mut self, said: String) -> Vec<Effect> {
        self.toast = Some((Mark::Done, said));
        self.reload()
    }
}
