//! Cells as the kinds of import read them: each complaint names its column and quotes what stands there.

use super::context::{Context, Person, Site};
use super::row::{Row, folded};
use crate::domain::alias::holds_ssn;
use crate::domain::staff::Role;
use crate::domain::text::clean_line;
use crate::domain::{Word, dates};
use crate::error::{Error, Result, invalid};
use crate::settings::List;
use chrono::NaiveDate;

/// The longest text of a cell that is kept as it stands, in characters.
const LONGEST: usize = 500;

/// A complaint about a cell.
pub(super) fn wrong(row: &Row, field: &str, why: impl std::fmt::Display) -> Error {
    row.wrong(field, why)
}

/// A day, which may be to come.
pub(super) fn day(row: &Row, field: &str) -> Result<Option<NaiveDate>> {
    row.day(field)
}

/// A day on which something happened.
pub(super) fn past(row: &Row, field: &str, context: &Context) -> Result<Option<NaiveDate>> {
    row.past_day(field, context.today)
}

/// A day on which something happened, without which the row means nothing.
pub(super) fn need_past(row: &Row, field: &str, context: &Context) -> Result<NaiveDate> {
    past(row, field, context)?.ok_or_else(|| wrong(row, field, "a row needs its day"))
}

/// A time of day as the file keeps it: `14:30`.
pub(super) fn time(row: &Row, field: &str) -> Result<Option<String>> {
    let Some(text) = row.text(field) else { return Ok(None) };
    // A spreadsheet's time has seconds, which nobody means.
    let short = match text.splitn(3, ':').collect::<Vec<_>>().as_slice() {
        [hour, minute, rest] => {
            format!("{hour}:{minute}{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()))
        }
        _ => text.to_owned(),
    };
    let at = dates::read_time(&short).map_err(|why| wrong(row, field, why))?;
    Ok(Some(at.format("%H:%M").to_string()))
}

/// A number above nothing, up to a bound.
pub(super) fn number(row: &Row, field: &str, most: f64) -> Result<Option<f64>> {
    let Some(text) = row.text(field) else { return Ok(None) };
    let read = text.parse::<f64>().ok().filter(|number| *number > 0.0 && *number <= most);
    read.map(Some).ok_or_else(|| wrong(row, field, format!("this is no number above 0, {most} at most")))
}

/// Yes or no.
pub(super) fn yes(row: &Row, field: &str) -> Result<Option<bool>> {
    row.yes(field)
}

/// A word of an open list, by its word or its label.
pub(super) fn choice(row: &Row, field: &str, list: &List) -> Result<Option<String>> {
    let Some(text) = row.text(field) else { return Ok(None) };
    match list.read(text) {
        Some(word) => Ok(Some(word.to_owned())),
        None => Err(wrong(row, field, not_of(list.choices().map(|choice| choice.label.as_str())))),
    }
}

/// A word of a closed vocabulary, by its word or its label.
pub(super) fn word_of<W: Word>(row: &Row, field: &str) -> Result<Option<W>> {
    let Some(text) = row.text(field) else { return Ok(None) };
    match read_word(text) {
        Some(word) => Ok(Some(word)),
        None => Err(wrong(row, field, not_of(W::ALL.iter().map(|word| word.label())))),
    }
}

/// The word of a closed vocabulary that a text means; `Home visit`, `home-visit` and `home` alike.
pub(super) fn read_word<W: Word>(text: &str) -> Option<W> {
    let same = |name: &str| plain(name) == plain(text);
    W::ALL.iter().copied().find(|word| same(word.word()) || same(word.label()))
}

fn plain(text: &str) -> String {
    folded(&text.replace(['_', '-'], " "))
}

fn not_of<'a>(labels: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = labels.take(16).collect();
    format!("not known here; there are {} (a map can translate it)", known.join(", "))
}

/// One line of text that is kept as it stands, without numbers of the state.
pub(super) fn text(row: &Row, field: &str) -> Result<Option<String>> {
    let Some(text) = row.text(field) else { return Ok(None) };
    if text.chars().count() > LONGEST {
        return Err(wrong(row, field, format!("this is longer than {LONGEST} characters")));
    }
    if holds_ssn(text) {
        let called = field.replace('_', " ");
        return Err(invalid(format!(
            "{called}: what looks like a social security number is never kept here"
        )));
    }
    Ok(Some(text.to_owned()))
}

/// The family of a row, at one of the viewer's sites: its key and its site.
pub(super) fn family(context: &Context, row: &Row) -> Result<(i64, i64)> {
    let number = row.need("case_number", "the case number")?;
    let (family, site) = context.the_family(number).map_err(|error| named(row, "case_number", error))?;
    match context.is_own(site) {
        true => Ok((family, site)),
        false => Err(wrong(row, "case_number", "this family belongs to a site that is not yours")),
    }
}

/// The person whom a cell names.
pub(super) fn person(context: &Context, row: &Row, field: &str) -> Result<Option<Person>> {
    let Some(text) = row.text(field) else { return Ok(None) };
    context.person(text).map(|person| Some(person.clone())).map_err(|error| named(row, field, error))
}

/// The people whom a cell names, one or several.
pub(super) fn people<'c>(context: &'c Context, row: &Row, field: &str) -> Result<Vec<&'c Person>> {
    let Some(text) = row.text(field) else { return Ok(Vec::new()) };
    context.people(text).map_err(|error| named(row, field, error))
}

/// The site of a row; where it tells none, the viewer's first.
pub(super) fn site(context: &Context, row: &Row) -> Result<Site> {
    let text = row.text("site");
    context.site(text).map_err(|error| if text.is_some() { named(row, "site", error) } else { error })
}

/// The agency whom a row names.
pub(super) fn agency(context: &Context, row: &Row) -> Result<Option<i64>> {
    let agency = row.text("agency").map(|name| context.agency(name)).transpose();
    agency.map_err(|error| named(row, "agency", error))
}

/// The person whom a cell names, without whom the row means nothing.
pub(super) fn need_person(context: &Context, row: &Row, field: &str) -> Result<Person> {
    person(context, row, field)?.ok_or_else(|| wrong(row, field, "a row needs its person"))
}

/// A complaint that quotes the cell already, with its column before it.
pub(super) fn named(row: &Row, field: &str, mut error: Error) -> Error {
    let column = row.called.get(field).map(|column| format!("column \"{}\"", clean_line(column)));
    error.message = format!("{}: {}", column.unwrap_or_else(|| field.replace('_', " ")), error.message);
    error
}

/// The role in which a person works with families: a supervisor who holds one works as its Intact Worker.
pub(super) fn role_with_families(role: Role) -> Option<Role> {
    match role {
        Role::IntactWorker | Role::IntactSupervisor => Some(Role::IntactWorker),
        Role::RecoveryCoordinator | Role::SudSupervisor => Some(Role::RecoveryCoordinator),
        _ => None,
    }
}
