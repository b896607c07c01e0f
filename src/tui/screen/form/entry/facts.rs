//! The form that changes the facts of a family and of its last opening.

use super::super::sheet::{Seed, Wrong, given, listed};
use crate::domain::{FamilyId, SiteId};
use crate::error::Error;
use crate::store::view::family::change::{FactsForm, FamilyFile};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// The fields as they stand.
pub(super) fn build(seed: &Seed<'_>, file: &FamilyFile) -> Form {
    let sites: Vec<(String, String)> =
        seed.choices.sites.iter().map(|site| (site.id.to_string(), site.label.clone())).collect();
    let site = file.site.0.to_string();
    let basis = Some(file.opening.basis.as_str()).filter(|basis| !basis.is_empty());
    let fields = vec![
        Field::text("case_number", "Case number", &file.case_number)
            .required("Give your agency's case number"),
        Field::text("label", "Short name", &file.label)
            .hint("A word for your lists, such as oak; it never leaves this file"),
        Field::choice("site", "Site", sites, Some(&site)).required("Choose the site"),
        Field::date("opened_on", "Opened on", Some(file.opening.from_on))
            .required("Say on which day the case was opened"),
        Field::choice("basis", "Basis", listed(&seed.settings.lists.opening_basis), basis),
        Field::yes_no("court", "Court-ordered?", file.opening.court_ordered),
        Field::date("indicated", "Last indicated report", file.last_indicated_on),
    ];
    Form::new(seed.today, fields)
}

/// What stands in the fields, with the versions that were read.
pub(super) fn read(family: FamilyId, form: &Form, file: &FamilyFile) -> Result<FactsForm, Wrong> {
    let site = form.choice("site").and_then(|id| id.parse().ok());
    Ok(FactsForm {
        family,
        seen: file.seen,
        opening: file.opening.seen,
        case_number: form.text("case_number"),
        label: form.text("label"),
        site: SiteId(given(site, "site", "Choose the site")?),
        opened_on: given(form.date("opened_on"), "opened_on", "Say on which day")?,
        basis: form.choice("basis").unwrap_or_default(),
        court_ordered: form.yes("court"),
        last_indicated_on: form.date("indicated"),
    })
}

/// The field that a refusal is about.
pub(super) fn blame(error: &Error) -> Option<&'static str> {
    let places = [
        ("case number", "case_number"),
        ("short name", "label"),
        ("indicated", "indicated"),
        ("site", "site"),
    ];
    let message = error.message.to_lowercase();
    Some(places.iter().find(|(word, _)| message.contains(word)).map_or("opened_on", |(_, key)| *key))
}
