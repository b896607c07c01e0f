//! Accepting a referral: the family, its Recovery Coordinator, and the day.

use super::super::sheet::{Seed, Wrong, given, listed, options};
use crate::domain::StaffId;
use crate::domain::referral::read_people;
use crate::store::view::referral::{AcceptForm, OpenForm, ReferralBrief, ReferralForm};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// The fields; those of a new family only where it is not here yet.
pub(super) fn build(seed: &Seed<'_>, brief: &ReferralBrief) -> Form {
    let mut fields = Vec::new();
    if brief.entry.family.is_none() {
        fields.extend(opening(seed, brief));
    }
    fields.push(Field::date("on", "Enrolled on", Some(seed.today)).required("Say from which day"));
    let coordinator = Field::pick("rc", "Coordinator", options(&seed.choices.coordinators), None);
    fields.push(match &brief.coordinator {
        Some(has) => coordinator.hint(&format!("{} has the family; leave it empty to keep that", has.short)),
        None => coordinator
            .required("Choose who: type a part of the name")
            .hint("The first is suggested by load; F6 says why"),
    });
    fields.push(Field::text("reason", "Reason", "").hint("Needed only over the hard cap"));
    Form::new(seed.today, fields).button("Accept")
}

fn opening(seed: &Seed<'_>, brief: &ReferralBrief) -> Vec<Field> {
    let entry = &brief.entry;
    let adult = match (entry.alias.as_str(), entry.birth_year) {
        ("", _) => String::new(),
        (alias, None) => alias.to_owned(),
        (alias, Some(born)) => format!("{alias} {born}"),
    };
    vec![
        Field::text("case", "Case number", &entry.case_number).required("Give your agency's case number"),
        Field::text("label", "Short name", "")
            .hint("A word for your lists, such as oak; it never leaves this file"),
        Field::date("opened", "Opened on", Some(seed.today))
            .past()
            .required("Say on which day the case was opened"),
        Field::choice("basis", "Basis", listed(&seed.settings.lists.opening_basis), None)
            .required("Choose on what basis it was opened"),
        Field::yes_no("court", "Court-ordered?", None),
        Field::pick("iw", "Intact Worker", options(&seed.choices.intact_workers), None)
            .hint("Beside each name: families of how many"),
        Field::text("adults", "Adults", &adult)
            .hint("Initials and birth year, with commas: M 1995, J 1990")
            .rule(|field| read_people(&field.value()).err()),
        Field::text("children", "Children", "")
            .hint("Initials and birth, with commas: A 2022, B 5/2026")
            .rule(|field| read_people(&field.value()).err()),
    ]
}

/// What is accepted, and how.
pub(super) fn read(form: &Form, brief: &ReferralBrief) -> Result<ReferralForm, Wrong> {
    let people = |key: &'static str| read_people(&form.text(key)).map_err(|sentence| (key, sentence));
    let open = match brief.entry.family {
        Some(_) => None,
        None => Some(OpenForm {
            case_number: form.text("case"),
            label: form.text("label"),
            opened_on: given(form.date("opened"), "opened", "Say on which day the case was opened")?,
            basis: given(form.choice("basis"), "basis", "Choose on what basis it was opened")?,
            court_ordered: form.yes("court"),
            intact_worker: form.pick("iw").map(StaffId),
            adults: people("adults")?,
            children: people("children")?,
        }),
    };
    Ok(ReferralForm::Accept(Box::new(AcceptForm {
        id: brief.id,
        version: brief.version,
        on: given(form.date("on"), "on", "Say from which day")?,
        coordinator: form.pick("rc").map(StaffId),
        reason: form.text("reason"),
        open,
    })))
}

/// The field that a refusal is about.
pub(super) fn blame(message: &str, hint: &str) -> Option<&'static str> {
    if hint.contains("reason in the form") {
        return Some("reason");
    }
    let places = [
        ("case number", "case"),
        ("short name", "label"),
        ("is opened on", "opened"),
        ("somebody called", "adults"),
        ("coordinator", "rc"),
        ("has had", "on"),
        ("was opened on", "on"),
        ("in ifr", "on"),
        ("enrolled", "on"),
        ("employed", "rc"),
        ("since", "on"),
    ];
    places.iter().find(|(word, _)| message.contains(word)).map(|(_, key)| *key)
}
