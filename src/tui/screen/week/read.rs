//! What the cells of a week mean: numbers, names and days as people type them.

use super::grid::{DAY, DOCUMENTED, FAMILY, Grid, HOW, Line, MINUTES, SEEN, WHAT, WITH};
use super::sealed::{documented, people, waits};
use crate::domain::dates::{echo, read_time};
use crate::domain::service::Mode;
use crate::domain::service::told::CONTACT;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MemberId, StaffId, Word, dates};
use crate::store::view::services::{ServiceForm, WeekFamily, WeekKind, WeekOffer};
use chrono::{NaiveDate, NaiveTime};

/// A row, a column and what is wrong there.
pub(super) type Wrong = (usize, usize, String);

/// The rows of a grid in which something is typed: those that can be saved, and the places of those that wait to be
/// told where they are documented.
#[derive(Default)]
pub(super) struct Rows {
    pub ready: Vec<(usize, ServiceForm)>,
    pub waiting: Vec<usize>,
}

/// Every row in which something is typed.
///
/// # Errors
/// The first cell that cannot be read: it is mended where it stands.
pub(super) fn rows(grid: &Grid, offer: &WeekOffer, today: NaiveDate) -> Result<Rows, Wrong> {
    let mut rows = Rows::default();
    for place in grid.filled() {
        let Some(line) = grid.row(place) else { continue };
        let form = row(line, offer, today).map_err(|(column, sentence)| (place, column, sentence))?;
        match waits(&form, offer, today) {
            None => rows.ready.push((place, form)),
            Some(_) => rows.waiting.push(place),
        }
    }
    Ok(rows)
}

/// One row as it is saved.
///
/// # Errors
/// The column that cannot be read, and why.
pub(super) fn row(line: &Line, offer: &WeekOffer, today: NaiveDate) -> Result<ServiceForm, (usize, String)> {
    let asked = |column: usize, what: &str| match line.at(column) {
        "" => Err((column, what.to_owned())),
        text => Ok(text),
    };
    let some = |column: usize| Some(line.at(column)).filter(|text| !text.is_empty());
    let at = |column: usize| move |why: String| (column, why);
    let family = family(asked(FAMILY, "Say which family: 197")?, offer).map_err(at(FAMILY))?;
    let (on, began) = moment(asked(DAY, "Say on which day: mon, 11/23")?, today).map_err(at(DAY))?;
    let kind = kind_of(line, offer).map_err(at(WHAT))?;
    let mode = mode(asked(HOW, "Say how: home, phone, attempted")?).map_err(at(HOW))?;
    let minutes = some(MINUTES).map(minutes).transpose().map_err(at(MINUTES))?;
    let joint = some(WITH).map(|text| other(text, offer)).transpose().map_err(at(WITH))?;
    let (member, children) = if kind.sealed {
        let (adult, children) = people(line.at(SEEN), family).map_err(at(SEEN))?;
        (Some(adult), children)
    } else {
        (None, seen(line.at(SEEN), family).map_err(at(SEEN))?)
    };
    let told = some(DOCUMENTED).map(|text| recorded(text, kind, offer, today)).transpose();
    let (documented_on, elsewhere) = match told.map_err(at(DOCUMENTED))? {
        Some((on, reference)) => (Some(on), reference),
        None => (None, String::new()),
    };
    let facts = if elsewhere.is_empty() { line.facts.clone() } else { Vec::new() };
    Ok(ServiceForm {
        row: None,
        family: family.id,
        staff: offer.staff,
        kind: kind.word.clone(),
        on,
        began,
        minutes,
        mode,
        joint_with: joint.map(|one| one.0),
        children,
        member,
        documented_on,
        elsewhere,
        facts,
    })
}

/// What a cell means in words, or what is wrong with it; nothing where there is nothing to say.
pub(super) fn cell(
    line: &Line,
    column: usize,
    offer: &WeekOffer,
    today: NaiveDate,
) -> Result<String, String> {
    let text = line.at(column);
    let kind = kind_of(line, offer);
    let sealed = kind.as_ref().is_ok_and(|kind| kind.sealed);
    Ok(match column {
        SEEN if sealed && !line.at(FAMILY).is_empty() => about(line, offer, today)?,
        _ if text.is_empty() => String::new(),
        FAMILY => {
            let family = family(text, offer)?;
            format!("{} {}", family.id, family.label)
        }
        DAY => {
            let (on, at) = moment(text, today)?;
            let at = at.map_or_else(String::new, |at| at.format(", at %H:%M").to_string());
            format!("{}{at}", echo(on, today))
        }
        WHAT => kind?.label.clone(),
        MINUTES => format!("{} min", minutes(text)?),
        HOW => mode(text)?.label().to_owned(),
        WITH => other(text, offer)?.1,
        SEEN => {
            let family = family(line.at(FAMILY), offer)?;
            let names = names(&seen(text, family)?, family);
            if names.is_empty() { "nobody was seen".to_owned() } else { format!("saw {names}") }
        }
        _ => {
            let (on, reference) = recorded(text, kind?, offer, today)?;
            let kept = if reference.is_empty() {
                String::new()
            } else {
                format!("; here stands only that it is documented elsewhere: {reference}")
            };
            format!("{}{kept}", echo(on, today))
        }
    })
}

/// Whose service it is, and until when their consent runs.
fn about(line: &Line, offer: &WeekOffer, today: NaiveDate) -> Result<String, String> {
    let family = family(line.at(FAMILY), offer)?;
    let (adult, children) = people(line.at(SEEN), family)?;
    let Some(adult) = family.adults.iter().find(|one| one.id == adult) else { return Ok(String::new()) };
    let consent = match moment(line.at(DAY), today).map(|(on, _)| adult.consent_until(on)) {
        Ok(Some(until)) => format!(", with consent until {}", dates::short(until, today)),
        Ok(None) => ", without consent on that day".to_owned(),
        Err(_) => String::new(),
    };
    let names = names(&children, family);
    let saw = if names.is_empty() { names } else { format!("; saw {names}") };
    Ok(format!("About {}{consent}{saw}", adult.alias))
}

fn names(ids: &[MemberId], family: &WeekFamily) -> String {
    let children = family.children.iter().filter(|(id, ..)| ids.contains(id));
    children.map(|(_, alias, _)| alias.as_str()).collect::<Vec<_>>().join(", ")
}

/// What helps where nothing is typed yet.
pub(super) fn hint(column: usize, line: &Line, offer: &WeekOffer) -> String {
    let sealed = kind_of(line, offer).is_ok_and(|kind| kind.sealed);
    match column {
        FAMILY => {
            let own = offer.families.iter().filter(|family| family.own);
            let own: Vec<String> = own.map(|family| family.id.0.to_string()).collect();
            format!("The family's number or short name: {}", own.join(" "))
        }
        DAY => "The day, and when it began: mon, 11/23, 11/23 10:00, yesterday 2pm".to_owned(),
        WHAT => {
            let kinds: Vec<&str> = offer.kinds.iter().map(|kind| kind.label.as_str()).collect();
            format!("Empty is a plain contact: {}", kinds.join(", "))
        }
        MINUTES => "Minutes; it may stay empty".to_owned(),
        HOW => {
            "home, office, field, treatment site, phone, video, attempted: the first letters do".to_owned()
        }
        WITH => "For a joint visit: the other worker".to_owned(),
        SEEN => "The children seen: all, or their initials with blanks between".to_owned(),
        _ if sealed => {
            "The day it was entered into the record; behind it a reference, where that is another one"
                .to_owned()
        }
        _ => "The day it was entered into the record; empty until it is".to_owned(),
    }
}

/// The column that a refusal of the store is about.
pub(super) fn column_of(message: &str) -> usize {
    match crate::tui::screen::form::blame(message) {
        Some("documented_on" | "elsewhere") => DOCUMENTED,
        Some("minutes") => MINUTES,
        Some("on" | "began") => DAY,
        Some("kind") => WHAT,
        Some("joint_with") => WITH,
        _ if message.contains("children") || message.contains("adult") => SEEN,
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

/// A day, and behind it the time at which it began: `fri 10:00`, `11/23 2pm`.
pub(super) fn moment(text: &str, today: NaiveDate) -> Result<(NaiveDate, Option<NaiveTime>), String> {
    let is_time = |tail: &str| {
        let half = |end| tail.ends_with(end) && tail.starts_with(|c: char| c.is_ascii_digit());
        tail.contains(':') || half("am") || half("pm")
    };
    match text.trim().rsplit_once(' ') {
        Some((head, tail)) if is_time(&tail.to_lowercase()) => {
            Ok((day(head, today)?, Some(read_time(tail)?)))
        }
        _ => Ok((day(text, today)?, None)),
    }
}

/// The day something was documented, and where else.
fn recorded(
    text: &str,
    kind: &WeekKind,
    offer: &WeekOffer,
    today: NaiveDate,
) -> Result<(NaiveDate, String), String> {
    let (on, reference) = documented(text, today)?;
    match reference.as_str() {
        "" => Ok((on, reference)),
        _ if kind.sealed => Ok((on, reference)),
        _ if offer.role == Role::RecoveryCoordinator => {
            Err(format!("\"{}\" needs no consent and stands here itself: only the day", kind.label))
        }
        _ => Err(format!("\"{reference}\" is too much: only the day it was documented")),
    }
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

/// The kind of a row's service; a plain contact where none is typed.
pub(super) fn kind_of<'o>(line: &Line, offer: &'o WeekOffer) -> Result<&'o WeekKind, String> {
    let lower = match line.at(WHAT) {
        "" => CONTACT.to_owned(),
        text => text.to_lowercase(),
    };
    if let Some(exact) = offer.kinds.iter().find(|kind| kind.word == lower.replace(' ', "_")) {
        return Ok(exact);
    }
    let found = one(offer.kinds.iter(), &lower, |kind| kind.label.as_str())?;
    found
        .ok_or_else(|| format!("\"{}\" is no kind of service here: type the beginning of one", line.at(WHAT)))
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

/// The children that initials mean.
pub(super) fn seen(text: &str, family: &WeekFamily) -> Result<Vec<MemberId>, String> {
    let lower = text.trim().to_lowercase();
    if lower == "all" {
        return Ok(family.children.iter().filter(|(.., home)| *home).map(|(id, ..)| *id).collect());
    }
    if lower == "none" {
        return Ok(Vec::new());
    }
    let one = |name: &str| {
        let child = family.children.iter().find(|(_, alias, _)| is_called(alias, name));
        child.map(|(id, ..)| *id).ok_or_else(|| format!("No child of {} is \"{name}\"", family.id))
    };
    lower.split([' ', ',']).filter(|name| !name.is_empty()).map(one).collect()
}

/// Whether initials are somebody's, with points or without.
pub(super) fn is_called(alias: &str, name: &str) -> bool {
    let plain = |text: &str| text.replace('.', "").to_lowercase();
    !plain(name).is_empty() && plain(alias) == plain(name)
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
