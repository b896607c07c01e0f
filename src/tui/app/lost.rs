//! The door's way for whoever lost their passphrase: the agency's recovery code, a new passphrase twice, the next code.

use super::App;
use crate::domain::StaffId;
use crate::error::{Error, invalid};
use crate::store::view::account::AccountAsk;
use crate::store::{OpId, Request};
use crate::tui::msg::Effect;
use crate::tui::widget::editor::Editor;

/// What was said at the door towards a new passphrase.
pub(super) struct Lost {
    staff: StaffId,
    /// The code, once it was typed.
    code: Option<String>,
    /// The new passphrase, once it was typed.
    own: Option<String>,
    /// The agency's next code, which is shown until Enter.
    pub(super) next: Option<String>,
}

impl Lost {
    pub(super) fn new(staff: StaffId) -> Self {
        Self { staff, code: None, own: None, next: None }
    }

    /// What the field asks for.
    pub(super) fn label(&self) -> &'static str {
        match (&self.code, &self.own) {
            (None, _) => "The code",
            (Some(_), None) => "Your own",
            (Some(_), Some(_)) => "Once more",
        }
    }

    /// What stands under the field.
    pub(super) fn why(&self) -> &'static str {
        if self.code.is_none() { CODE } else { OWN }
    }

    /// The field: a code is read off a paper and spent with this use, a passphrase nobody sees.
    pub(super) fn field(&self) -> Editor {
        if self.code.is_none() { Editor::line("") } else { Editor::secret() }
    }
}

const CODE: &str = "The recovery code of your agency is on the paper from the day the file was made, or the newest one since: 20 \
     letters and digits. It sets your passphrase once, and both supervisors are told on Today. Without the code, a \
     supervisor of your own agency gives you a new passphrase.";

const OWN: &str = "Choose a new passphrase, which nobody else knows: three or four words are easy to remember and hard to guess.";

/// What stands beside the next code.
pub(super) const NEXT: &str = "Your passphrase is changed, and the code you used is spent. Write this one down for your agency: it is shown only \
     now. Then sign in with your new passphrase.";

impl App {
    /// Begins to set the passphrase anew of the person that the cursor is on.
    pub(super) fn passphrase_is_lost(&mut self) -> Vec<Effect> {
        if let Some(staff) = self.enter.chosen().map(|person| person.id) {
            self.enter.choose(staff);
            self.enter.first = None;
            let lost = Lost::new(staff);
            self.enter.passphrase = Some(lost.field());
            self.enter.lost = Some(lost);
        }
        Vec::new()
    }

    /// Takes the code, the new passphrase, and the same again.
    pub(super) fn recover(&mut self, typed: String) -> Vec<Effect> {
        let Some(lost) = &mut self.enter.lost else { return Vec::new() };
        let mut effects = Vec::new();
        let mut error = None;
        match (&lost.code, lost.own.take()) {
            _ if lost.next.is_some() => {
                let staff = lost.staff;
                self.enter.lost = None;
                self.enter.choose(staff);
                return effects;
            }
            (None, _) => lost.code = Some(typed),
            (Some(_), None) => lost.own = Some(typed),
            (Some(code), Some(own)) if own == typed => {
                let (op, staff, code) = (OpId::new(), lost.staff, code.clone());
                self.enter.waiting = true;
                let ask = AccountAsk::Recover { op, staff, code, own };
                effects.push(self.send(None, Request::Account(ask)));
            }
            (Some(_), Some(_)) => {
                error = Some(invalid("the two are not the same").hint("type the new passphrase again"));
            }
        }
        self.enter.passphrase = self.enter.lost.as_ref().map(Lost::field);
        self.enter.error = error;
        effects
    }

    /// The code was taken: the next one is shown.
    pub(super) fn recovered(&mut self, next: String) -> Vec<Effect> {
        self.enter.waiting = false;
        if let Some(lost) = &mut self.enter.lost {
            lost.next = Some(next);
        }
        Vec::new()
    }

    /// It was not taken: it is asked for from the beginning.
    pub(super) fn not_recovered(&mut self, error: Error) -> Vec<Effect> {
        self.passphrase_is_lost();
        self.enter.error = Some(error);
        Vec::new()
    }
}
