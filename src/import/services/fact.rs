//! What a service was, and how much of that may stand here.

use super::called;
use crate::domain::MemberId;
use crate::domain::family::MemberKind;
use crate::domain::service::told::{Asked, CONTACT, ELSEWHERE, Kept};
use crate::domain::staff::Role;
use crate::error::Result;
use crate::import::cell::{text, wrong};
use crate::import::context::Context;
use crate::import::row::Row;
use crate::settings::ServiceKind;
use crate::store::services::known::Known;
use chrono::NaiveDate;

/// What a service was.
pub(super) struct Fact {
    /// The kind that the row tells; a plain contact where it tells none.
    pub asked: String,
    /// What may stand here.
    pub kept: Kept,
    /// What is on file for it, by name.
    pub facts: Vec<(String, String)>,
    /// The row tells more than its kind has a place for.
    pub left_out: bool,
}

/// What stands in the place of a reference where a row tells none.
const RECORD: &str = "Treatment agency record";

/// Reads what a service was, and keeps what the law lets stand here on the date of the fact.
pub(super) fn read(context: &Context, row: &Row, family: &Known, role: Role, on: NaiveDate) -> Result<Fact> {
    let adult = adult(row, family)?.map(MemberId);
    let kind = kind(context, row, role)?;
    let told = text(row, "documented_elsewhere")?.unwrap_or_default();
    let part2 = kind.is_some_and(|kind| kind.is_part2(role));
    let (consents, word) = (family.consents(adult), kind.map_or(CONTACT, |kind| &kind.value));
    let mut kept = Asked { kind: word, part2, role, member: adult, consents, on, elsewhere: &told }.keep();
    if kept.withheld && kept.elsewhere.is_empty() {
        kept.elsewhere = text(row, "number")?.map_or(RECORD.to_owned(), |number| format!("no. {number}"));
    }
    // A plain contact is known again by what it is kept as.
    let asked = if part2 || role == Role::IntactWorker { word.to_owned() } else { kept.kind.clone() };
    let (facts, left_out) =
        if kept.withheld { Default::default() } else { on_file(context, row, &kept.kind)? };
    Ok(Fact { asked, kept, facts, left_out })
}

/// What is on file for a kind, read as the form reads it; and whether the row tells of what has no place there.
fn on_file(context: &Context, row: &Row, kind: &str) -> Result<(Vec<(String, String)>, bool)> {
    let settings = &context.settings;
    let (mut facts, mut left_out) = (Vec::new(), false);
    for name in row.fields.keys() {
        let Some(fact) = settings.services.fact(name) else { continue };
        let Some(said) = text(row, name)? else { continue };
        if !settings.services.facts_of(kind).contains(&fact) {
            left_out = true;
            continue;
        }
        let read = fact.read(&said, &settings.fact_choices(kind, fact));
        facts.push((fact.name.clone(), read.map_err(|why| wrong(row, name, why))?));
    }
    Ok((facts, left_out))
}

fn kind<'c>(context: &'c Context, row: &Row, role: Role) -> Result<Option<&'c ServiceKind>> {
    let Some(text) = row.text("kind") else { return Ok(None) };
    if text.eq_ignore_ascii_case(CONTACT) || text.eq_ignore_ascii_case(ELSEWHERE) {
        return Ok(None);
    }
    let word = text.to_lowercase().replace([' ', '-'], "_");
    let kinds = &context.settings.lists.service_kind;
    let found = kinds.iter().find(|kind| kind.value == word || kind.label.eq_ignore_ascii_case(text));
    match found {
        None => {
            Err(wrong(row, "kind", "no kind of service here (a map can translate it, lists.toml can add it)"))
        }
        Some(kind) if !kind.by.contains(&role) => {
            Err(wrong(row, "kind", format!("this is no service of {role}")))
        }
        found => Ok(found),
    }
}

/// The adult of the family whom the row is about.
fn adult(row: &Row, family: &Known) -> Result<Option<i64>> {
    let Some(text) = row.text("member") else { return Ok(None) };
    let found: Vec<i64> = called(&family.members, text)
        .into_iter()
        .filter(|member| member.kind == MemberKind::Adult)
        .map(|adult| adult.id)
        .collect();
    match found.as_slice() {
        [one] => Ok(Some(*one)),
        [] => Err(wrong(row, "member", "no adult of this family has these initials")),
        _ => Err(wrong(row, "member", "several adults of this family have these initials")),
    }
}
