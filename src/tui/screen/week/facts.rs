//! What must be on file for a row's kind of service, in a form over the grid, and what the rules find in the row.

use super::grid::Line;
use super::read;
use crate::domain::catalogue::FactKind;
use crate::settings::Settings;
use crate::store::view::services::WeekOffer;
use crate::tui::dialog::FormDialog;
use crate::tui::screen::form::fact;
use crate::tui::widget::form::Form;
use chrono::NaiveDate;

/// The tag of the form.
pub(super) const ON_FILE: &str = "on file";

/// The form of a row's facts.
///
/// # Errors
/// A sentence where nothing is kept on file for its kind, or the kind is not known yet.
pub(super) fn form(
    line: &Line,
    offer: &WeekOffer,
    settings: &Settings,
    today: NaiveDate,
) -> Result<FormDialog, String> {
    let kind = read::kind_of(line, offer)?;
    let (names, fields) = fact::fields(&kind.word, settings);
    if fields.is_empty() {
        return Err(format!("Nothing else is kept on file for \"{}\"", kind.label));
    }
    let mut form = Form::new(today, fields).button("Keep");
    fact::fill(&mut form, &names, &line.facts);
    let said = |column| read::cell(line, column, offer, today).unwrap_or_default();
    let of = [said(super::grid::FAMILY), said(super::grid::DAY)];
    let text = of.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Ok(FormDialog::new(ON_FILE, format!("{}: what is on file", kind.label), text, form).asking())
}

/// What was entered in it.
pub(super) fn told(
    form: &Form,
    line: &Line,
    offer: &WeekOffer,
    settings: &Settings,
) -> Vec<(String, String)> {
    let Ok(kind) = read::kind_of(line, offer) else { return Vec::new() };
    let (names, _) = fact::fields(&kind.word, settings);
    let told = fact::told(&names, form).into_iter();
    told.map(|(name, value)| (name, value.trim().to_owned())).filter(|(_, value)| !value.is_empty()).collect()
}

/// A row's facts as people read them: `coping skills, Number in the group 3`.
pub(super) fn words(line: &Line, kind: &str, settings: &Settings) -> String {
    let catalogue = &settings.services;
    let known = catalogue.facts_of(kind);
    let values = known.iter().filter_map(|fact| {
        let (_, value) = line.facts.iter().find(|(name, _)| *name == fact.name)?;
        Some(match fact.kind {
            FactKind::Choice => catalogue.value_label(kind, &fact.name, value).to_owned(),
            FactKind::Service => settings.lists.service_label(value).to_owned(),
            _ => format!("{} {value}", fact.label),
        })
    });
    values.collect::<Vec<_>>().join(", ")
}
