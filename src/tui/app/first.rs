//! The door's other question: whoever was given a passphrase chooses their own before anything opens.

use super::App;

use crate::domain::StaffId;
use crate::error::invalid;
use crate::store::{OpId, Request};
use crate::tui::msg::Effect;

/// What was said at the door towards a passphrase of one's own.
pub(super) struct First {
    staff: StaffId,
    /// The one that somebody else chose.
    given: String,
    /// The new one, once it was typed.
    own: Option<String>,
}

impl First {
    /// Somebody came with a passphrase that was given to them.
    pub(super) fn new(staff: StaffId, given: String) -> Self {
        Self { staff, given, own: None }
    }

    /// What the field asks for.
    pub(super) fn label(&self) -> &'static str {
        if self.own.is_some() { "Once more" } else { "Your own" }
    }
}

/// What stands under the field while an own passphrase is chosen.
pub(super) const WHY: &str = "Somebody else chose the passphrase you came with. Choose your own, which nobody else knows: \
     three or four words are easy to remember and hard to guess.";

impl App {
    /// Takes the new passphrase, and then the same again.
    pub(super) fn choose_own(&mut self, typed: String) -> Vec<Effect> {
        self.enter.ask_again();
        let Some(first) = &mut self.enter.first else { return Vec::new() };
        match first.own.take() {
            None => {
                first.own = Some(typed);
                Vec::new()
            }
            Some(own) if own == typed => {
                let (staff, given) = (first.staff, first.given.clone());
                self.enter.waiting = true;
                vec![self.send(None, Request::SignInFirst { op: OpId::new(), staff, given, own })]
            }
            Some(_) => {
                let said = invalid("the two are not the same").hint("type the new passphrase again");
                self.enter.error = Some(said);
                Vec::new()
            }
        }
    }
}
