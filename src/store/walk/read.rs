//! The agenda as it is frozen when a meeting begins: steps and case fields, as JSON.

use crate::domain::Word;
use crate::domain::meeting::{CaseField, KindRules, Step};
use crate::error::{Error, Kind, Result};
use serde_json::{Value, json};

/// A kind's steps and case fields as JSON.
pub(super) fn freeze(kind: &KindRules) -> String {
    let steps: Vec<Value> = kind
        .steps
        .iter()
        .map(|step| {
            json!({
                "key": step.key, "title": step.title, "panel": step.panel.word(), "minutes": step.minutes,
                "function": step.function.word(), "prompts": step.prompts, "note": step.note.word(),
            })
        })
        .collect();
    let fields: Vec<Value> = kind
        .case_fields
        .iter()
        .map(|field| {
            json!({
                "key": field.key, "label": field.label, "kind": field.kind.word(), "side": field.side.word(),
                "part2": field.part2, "prompts": field.prompts,
            })
        })
        .collect();
    json!({ "steps": steps, "fields": fields }).to_string()
}

fn damaged() -> Error {
    Error::new(Kind::NotOurs, "the agenda of this meeting cannot be read")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(value: &Value, name: &str) -> Result<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(damaged)
}

fn word<W: Word>(value: &Value, name: &str) -> Result<W> {
    value.get(name).and_then(Value::as_str).and_then(W::parse).ok_or_else(damaged)
}

fn prompts(value: &Value) -> Vec<String> {
    list(value, "prompts").iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn parse(agenda: &str) -> Result<Value> {
    serde_json::from_str(agenda).map_err(|_| damaged())
}

/// The steps of a frozen agenda.
pub(super) fn steps(agenda: &str) -> Result<Vec<Step>> {
    let one = |step: &Value| {
        Ok(Step {
            key: text(step, "key")?,
            title: text(step, "title")?,
            panel: word(step, "panel")?,
            minutes: step.get("minutes").and_then(Value::as_i64).unwrap_or_default(),
            function: word(step, "function")?,
            prompts: prompts(step),
            note: word(step, "note")?,
        })
    };
    list(&parse(agenda)?, "steps").iter().map(one).collect()
}

/// The case fields of a frozen agenda.
pub(super) fn fields(agenda: &str) -> Result<Vec<CaseField>> {
    let one = |field: &Value| {
        Ok(CaseField {
            key: text(field, "key")?,
            label: text(field, "label")?,
            kind: word(field, "kind")?,
            side: word(field, "side")?,
            // What cannot be read is taken for the more protected.
            part2: field.get("part2").and_then(Value::as_bool).unwrap_or(true),
            prompts: prompts(field),
        })
    };
    list(&parse(agenda)?, "fields").iter().map(one).collect()
}
