//! The fields for what must be on file for a kind of service: which there are, is data.

use crate::domain::catalogue::{Fact, FactKind, MOST};
use crate::settings::Settings;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// The places of the facts, in the order of the kind's definition.
pub(super) const FACTS: [&str; 12] = [
    "fact_1", "fact_2", "fact_3", "fact_4", "fact_5", "fact_6", "fact_7", "fact_8", "fact_9", "fact_10",
    "fact_11", "fact_12",
];

/// The facts of a kind of service: their names, and a field for each.
pub(in crate::tui::screen) fn fields(kind: &str, settings: &Settings) -> (Vec<String>, Vec<Field>) {
    let known: Vec<&Fact> = settings.services.facts_of(kind).into_iter().take(FACTS.len()).collect();
    let names = known.iter().map(|fact| fact.name.clone()).collect();
    let fields = known.iter().zip(FACTS).map(|(fact, key)| field(key, fact, kind, settings)).collect();
    (names, fields)
}

/// What stands in the fields of these facts: name and value.
pub(in crate::tui::screen) fn told(names: &[String], form: &Form) -> Vec<(String, String)> {
    names.iter().zip(FACTS).map(|(name, key)| (name.clone(), value(form, key))).collect()
}

fn value(form: &Form, key: &str) -> String {
    let date = || form.date(key).map(|on| on.to_string());
    form.choice(key).or_else(date).unwrap_or_else(|| form.text(key))
}

/// Puts values into the fields of these facts.
pub(in crate::tui::screen) fn fill(form: &mut Form, names: &[String], facts: &[(String, String)]) {
    for (name, key) in names.iter().zip(FACTS) {
        if let Some((_, value)) = facts.iter().find(|(one, _)| one == name) {
            form.set_text(key, value);
            form.set_date(key, value.parse().ok());
        }
    }
}

fn field(key: &'static str, fact: &Fact, kind: &str, settings: &Settings) -> Field {
    let field = match fact.kind {
        FactKind::Text => Field::text(key, fact.label.as_str(), ""),
        FactKind::Number => {
            Field::number(key, fact.label.as_str(), None, (0, MOST), "").decimals(fact.decimals)
        }
        FactKind::Date => Field::date(key, fact.label.as_str(), None),
        FactKind::YesNo => Field::yes_no(key, fact.label.as_str(), None),
        FactKind::Choice | FactKind::Service => {
            Field::choice(key, fact.label.as_str(), settings.fact_choices(kind, fact), None)
        }
    };
    field.hint(&fact.hint)
}
