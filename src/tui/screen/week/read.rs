//! What the cells of a week mean: numbers, names and days as people type them.

use super::grid::{Cells, DAY, DOCUMENTED, FAMILY, Grid, HOW, MINUTES, SEEN, WHAT, WITH, echo};
use crate::domain::service::Mode;
use crate::domain::service::told::CONTACT;
use crate::domain::{FamilyId, MemberId, StaffId, Word, dates};
use crate::store::view::services::{ServiceForm, WeekFamily, WeekOffer};
use chrono::NaiveDate;

/// A row, a column and what is wrong there.
pub(super) type Wrong = (usize, usize, String);

/// Why the kinds that are treatment information are not in the grid: each asks more than a cell can hold.
const SEALED: &str = "Recovery support names its adult, and the consent of that day is looked up: log it by itself, with n on Services";

/// Every row in which something is typed.
pub(super) fn rows(grid: &Grid, offer: &WeekOffer, today: NaiveDate) -> Result<Vec<ServiceForm>, Wrong> {
    let mut forms = Vec::new();
    for place in grid.filled() {
        let Some(cells) = grid.row(place) else { continue };
        forms.push(row(cells, offer, today).map_err(|(column, sentence)| (place, column, sentence))?);
    }
    Ok(forms)
}

fn row(cells: &Cells, offer: &WeekOffer, today: NaiveDate) -> Result<ServiceForm, (usize, String)> {
    let at = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
    let asked = |column: usize, what: &str| match at(column) {
        "" => Err((column, what.to_owned())),
        text => Ok(text),
    };
    let family = family(asked(FAMILY, "Say which family: 197")?, offer).map_err(|why| (FAMILY, why))?;
    let on = day(asked(DAY, "Say on which day: mon, 11/23")?, today).map_err(|why| (DAY, why))?;
    let kind = match at(WHAT) {
        "" => CONTACT.to_owned(),
        text => kind(text, offer).map_err(|why| (WHAT, why))?.0,
    };
    let mode = mode(asked(HOW, "Say how: home, phone, attempted")?).map_err(|why| (HOW, why))?;
    let some = |column: usize| Some(at(column)).filter(|text| !text.is_empty());
    Ok(ServiceForm {
        row: None,
        family: family.id,
        staff: offer.staff,
        kind,
        on,
        began: None,
        minutes: some(MINUTES).map(minutes).transpose().map_err(|why| (MINUTES, why))?,
        mode,
        joint_with: some(WITH)
            .map(|text| other(text, offer))
            .transpose()
            .map_err(|why| (WITH, why))?
            .map(|one| one.0),
        children: some(SEEN)
            .map(|text| seen(text, family))
            .transpose()
            .map_err(|why| (SEEN, why))?
            .unwrap_or_default(),
        member: None,
        documented_on: some(DOCUMENTED)
            .map(|text| day(text, today))
            .transpose()
            .map_err(|why| (DOCUMENTED, why))?,
        elsewhere: String::new(),
        facts: Vec::new(),
    })
}

/// What a cell means in words, or what is wrong with it; nothing where nothing is typed.
pub(super) fn cell(
    cells: &Cells,
    column: usize,
    offer: &WeekOffer,
    today: NaiveDate,
) -> Result<String, String> {
    let at = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
    let text = at(column);
    if text.is_empty() {
        return Ok(String::new());
    }
    Ok(match column {
        FAMILY => {
            let family = family(text, offer)?;
            format!("{} {}", family.id, family.label)
        }
        DAY | DOCUMENTED => echo(day(text, today)?, today),
        WHAT => kind(text, offer)?.1,
        MINUTES => format!("{} min", minutes(text)?),
        HOW => mode(text)?.label().to_owned(),
        WITH => other(text, offer)?.1,
        _ => {
            let family = family(at(FAMILY), offer)?;
            let ids = seen(text, family)?;
            let names = family.children.iter().filter(|(id, ..)| ids.contains(id));
            let names: Vec<&str> = names.map(|(_, alias, _)| alias.as_str()).collect();
            if names.is_empty() { "nobody was seen".to_owned() } else { format!("saw {}", names.join(", ")) }
        }
    })
}

/// What helps where nothing is typed yet.
pub(super) fn hint(column: usize, offer: &WeekOffer) -> String {
    match column {
        FAMILY => {
            let own = offer.families.iter().filter(|family| family.own);
            let own: Vec<String> = own.map(|family| family.id.0.to_string()).collect();
            format!("The family's number or short name: {}", own.join(" "))
        }
        DAY => "The day: mon, 11/23, yesterday".to_owned(),
        WHAT => {
            let kinds: Vec<&str> = offer.kinds.iter().map(|(_, label)| label.as_str()).collect();
            let said = format!("Empty is a plain contact: {}", kinds.join(", "));
            if offer.sealed.is_empty() { said } else { format!("{said}. {SEALED}") }
        }
        MINUTES => "Minutes; it may stay empty".to_owned(),
        HOW => {
            "home, office, field, treatment site, phone, video, attempted: the first letters do".to_owned()
        }
        WITH => "For a joint visit: the other worker".to_owned(),
        SEEN => "The children seen: all, or their initials with blanks between".to_owned(),
        _ => "The day it was entered into the record; empty until it is".to_owned(),
    }
}

/// The column that a refusal of the store is about.
pub(super) fn column_of(message: &str) -> usize {
    match crate::tui::screen::form::blame(message) {
        Some("documented_on") => DOCUMENTED,
        Some("minutes") => MINUTES,
        Some("on") => DAY,
        Some("kind") => WHAT,
        Some("joint_with") => WITH,
        _ if message.contains("children") => SEEN,
        _ => FAMILY,
    }
}

/// A day that is past: `fri` is the last Friday.
pub(super) fn day(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    if dates::is_weekday(text) {
        return dates::read(&format!("last {text}"), today);
    }
    dates::read(text, today)
}

fn family<'o>(text: &str, offer: &'o WeekOffer) -> Result<&'o WeekFamily, String> {
    let lower = text.trim().to_lowercase();
    let digits = lower.trim_start_matches('f').trim_start_matches('-');
    let number = digits.parse().ok().map(FamilyId);
    let found = match number {
        Some(number) => offer.families.iter().find(|family| family.id == number),
        None => one(offer.families.iter(), &lower, |family| family.label.as_str())?,
    };
    found.ok_or_else(|| format!("No family here is \"{text}\": give its number"))
}

fn kind(text: &str, offer: &WeekOffer) -> Result<(String, String), String> {
    let lower = text.to_lowercase();
    if let Some(exact) = offer.kinds.iter().find(|(word, _)| *word == lower.replace(' ', "_")) {
        return Ok(exact.clone());
    }
    let found = one(offer.kinds.iter(), &lower, |(_, label)| label.as_str())?;
    if let Some(found) = found {
        return Ok(found.clone());
    }
    match one(offer.sealed.iter(), &lower, String::as_str)? {
        Some(label) => Err(format!("{label} is not entered here. {SEALED}")),
        None => Err(format!("\"{text}\" is no kind of service here: type the beginning of one")),
    }
}

fn mode(text: &str) -> Result<Mode, String> {
    let found = one(Mode::ALL.iter(), &text.to_lowercase(), |mode| mode.label())?;
    found
        .copied()
        .ok_or_else(|| format!("\"{text}\" is not known: home, office, field, phone, video, attempted"))
}

fn other(text: &str, offer: &WeekOffer) -> Result<(StaffId, String), String> {
    let lower = text.to_lowercase();
    let mut found = offer.others.iter().filter(|(_, name)| {
        name.to_lowercase().split_whitespace().any(|word| word.starts_with(&lower))
            || name.eq_ignore_ascii_case(text)
    });
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.clone()),
        (Some(_), Some(_)) => Err(format!("\"{text}\" may be several people: type more of the name")),
        _ => Err(format!("Nobody here is called \"{text}\"")),
    }
}

fn minutes(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "This must be a whole number of minutes".to_owned())
}

fn seen(text: &str, family: &WeekFamily) -> Result<Vec<MemberId>, String> {
    let lower = text.trim().to_lowercase();
    if lower == "all" {
        return Ok(family.children.iter().filter(|(.., home)| *home).map(|(id, ..)| *id).collect());
    }
    if lower == "none" {
        return Ok(Vec::new());
    }
    let one = |name: &str| {
        let child = family.children.iter().find(|(_, alias, _)| alias.eq_ignore_ascii_case(name));
        child.map(|(id, ..)| *id).ok_or_else(|| format!("No child of {} is \"{name}\"", family.id))
    };
    lower.split([' ', ',']).filter(|name| !name.is_empty()).map(one).collect()
}

/// The one that begins with a text, or is it.
fn one<'o, T>(
    all: impl Iterator<Item = &'o T>,
    text: &str,
    name: impl Fn(&T) -> &str,
) -> Result<Option<&'o T>, String> {
    let mut found: Option<&T> = None;
    for candidate in all {
        let label = name(candidate).to_lowercase();
        if label == text {
            return Ok(Some(candidate));
        }
        if label.starts_with(text) {
            if found.is_some_and(|before| name(before) != name(candidate)) {
                return Err(format!("\"{text}\" may mean several: type more of it"));
            }
            found = Some(candidate);
        }
    }
    Ok(found)
}
