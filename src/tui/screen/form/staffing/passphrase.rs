//! The form for a supervisor's passphrase.

use super::About;
use crate::domain::access::{Act, Viewer};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::staffing::StaffChange;
use crate::tui::screen::form::sheet::{Seed, Sheet, Wrong};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// One's own passphrase, or the first one of a colleague of the same agency.
#[derive(Clone, Debug, PartialEq)]
pub struct Passphrase {
    /// Whose.
    pub about: About,
    /// Whether the present one is asked: it is one's own, and there is one.
    pub own: bool,
}

impl Sheet for Passphrase {
    fn title(&self) -> String {
        if self.own {
            "Choose another passphrase".into()
        } else {
            format!("A first passphrase for {}", self.about.who)
        }
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.about.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let note =
            "They sign in with it once and then choose their own. That you gave it stays in the record.";
        let fields = vec![
            Field::note(note),
            Field::secret("old", "Present passphrase").required("Give the present one"),
            Field::secret("new", "New passphrase")
                .required("Give a new one")
                .hint("Three or four words are easy to remember and hard to guess"),
            Field::secret("again", "The same again").required("Type it once more"),
        ];
        let mut form = Form::new(seed.today, fields);
        form.show("old", self.own);
        form.show("", !self.own);
        form.focus_on(if self.own { "old" } else { "new" });
        form
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        if form.text("new") != form.text("again") {
            return Err(("again", "This is not the same passphrase: type it once more".into()));
        }
        Ok(Filled::StaffChange(StaffChange::Passphrase {
            staff: self.about.staff,
            old: self.own.then(|| form.text("old")),
            new: form.text("new"),
        }))
    }

    fn blame(&self, _: &Error) -> Option<&'static str> {
        Some("new")
    }
}
