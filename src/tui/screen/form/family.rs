//! The form that opens a family.

use super::sheet::{Seed, Sheet, Wrong, given, listed, options};
use crate::domain::access::{Act, Viewer};
use crate::domain::family::Risk;
use crate::domain::{FamilyId, SiteId, StaffId};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::form::FamilyForm;
use crate::tui::screen::Target;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// Opens a family.
pub(super) struct OpenFamily;

impl Sheet for OpenFamily {
    fn title(&self) -> String {
        "Open a family".to_owned()
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditFamily
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let sites: Vec<(String, String)> =
            seed.choices.sites.iter().map(|site| (site.id.to_string(), site.label.clone())).collect();
        let only = (sites.len() == 1).then(|| sites.first().map(|(id, _)| id.clone())).flatten();
        let fields = vec![
            Field::text("case_number", "Case number", "").required("Give your agency's case number"),
            Field::text("label", "Short name", "")
                .hint("A word for your lists, such as oak; it never leaves this file"),
            Field::choice("site", "Site", sites, only.as_deref()).required("Choose the site"),
            Field::date("opened_on", "Opened on", Some(seed.today))
                .past()
                .required("Say on which day the case was opened"),
            Field::choice("basis", "Basis", listed(&seed.settings.lists.opening_basis), None)
                .required("Choose on what basis it was opened"),
            Field::yes_no("court", "Court-ordered?", None),
            Field::word::<Risk>("risk", "Risk", None)
                .hint("As assessed; leave it empty where it was not yet"),
            Field::pick("worker", "Intact Worker", options(&seed.choices.intact_workers), None)
                .hint("Beside each name: families of how many"),
            Field::date("enrolled_on", "Enrolled in IFR on", None)
                .hint("Leave it empty before the enrolment"),
        ];
        Form::new(seed.today, fields).button("Open")
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let site = form.choice("site").and_then(|id| id.parse().ok());
        Ok(Filled::Family(FamilyForm {
            case_number: form.text("case_number"),
            label: form.text("label"),
            site: SiteId(given(site, "site", "Choose the site")?),
            opened_on: given(form.date("opened_on"), "opened_on", "Say on which day")?,
            basis: form.choice("basis").unwrap_or_default(),
            court_ordered: form.yes("court"),
            risk: form.word("risk"),
            intact_worker: form.pick("worker").map(StaffId),
            enrolled_on: form.date("enrolled_on"),
        }))
    }

    fn opens(&self, id: i64) -> Option<Target> {
        Some(Target::Family(FamilyId(id)))
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let places = [
            ("case number", "case_number"),
            ("short name", "label"),
            ("enrolled", "enrolled_on"),
            ("is opened on", "opened_on"),
        ];
        let message = error.message.to_lowercase();
        places.iter().find(|(word, _)| message.contains(word)).map(|(_, key)| *key)
    }
}
