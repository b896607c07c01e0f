//! The form that records a safety finding.

use super::sheet::{Seed, Sheet, Wrong, given};
use crate::domain::FamilyId;
use crate::domain::access::{Act, Viewer};
use crate::domain::family::Finding;
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::form::FindingForm;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// Records what a look at the children's safety found.
pub(super) struct SafetyFinding {
    pub family: FamilyId,
}

impl Sheet for SafetyFinding {
    fn title(&self) -> String {
        format!("Record a safety finding of {}", self.family)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::RecordSafety
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let fields = vec![
            Field::date("on", "On", Some(seed.today)).required("Say on which day"),
            Field::word::<Finding>("finding", "Finding", None).required("Choose what was found"),
            Field::date("review", "Look again by", None)
                .hint("Needed where the children are safe with a plan"),
        ];
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let finding = given(form.word("finding"), "finding", "Choose what was found")?;
        let review_due_on = form.date("review");
        if finding == Finding::Plan && review_due_on.is_none() {
            return Err(("review", "A safety plan needs the day on which it is looked at again".into()));
        }
        let on = given(form.date("on"), "on", "Say on which day")?;
        Ok(Filled::Finding(FindingForm { family: self.family, on, finding, review_due_on }))
    }

    fn family(&self) -> Option<FamilyId> {
        Some(self.family)
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        Some(if error.message.contains("looked at again") { "review" } else { "on" })
    }
}
