//! What a service was, and how much of that may stand here.

use super::called;
use crate::domain::MemberId;
use crate::domain::family::MemberKind;
use crate::domain::service::Mode;
use crate::domain::service::told::{Asked, CONTACT, ELSEWHERE, Kept};
use crate::domain::staff::Role;
use crate::error::{Result, invalid};
use crate::import::cell::{read_word, text, wrong};
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
    Ok(Fact { asked, kept })
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
        [] => Err(invalid("member: no adult of this family has these initials")),
        _ => Err(invalid("member: several adults of this family have these initials")),
    }
}

/// How a service took place, in the words of other systems, too.
pub(super) fn mode(text: &str) -> Option<Mode> {
    read_word(text).or(match text.to_lowercase().replace(['-', '_'], " ").as_str() {
        "in home" | "home" | "residence" | "family home" => Some(Mode::Home),
        "in office" | "office visit" | "agency" => Some(Mode::Office),
        "community" | "in the field" | "school" => Some(Mode::Field),
        "treatment" | "provider" | "clinic" | "treatment provider" => Some(Mode::TreatmentSite),
        "telephone" | "call" | "phone call" | "tel" => Some(Mode::Phone),
        "virtual" | "zoom" | "video call" | "telehealth" => Some(Mode::Video),
        "attempt" | "no show" | "not home" | "unsuccessful" => Some(Mode::Attempted),
        _ => None,
    })
}

/// How long it took: `90`, `90 min`, `1:30`, `1.5 h`.
pub(super) fn minutes(row: &Row) -> Result<Option<i64>> {
    let Some(text) = row.text("minutes") else { return Ok(None) };
    read_minutes(text).map(Some).ok_or_else(|| wrong(row, "minutes", "no number of minutes can be read here"))
}

fn read_minutes(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    if let Some((hours, minutes)) = text.split_once(':') {
        let minutes =
            minutes.split(':').next()?.parse::<i64>().ok().filter(|minutes| (0..60).contains(minutes))?;
        return hours
            .parse::<i64>()
            .ok()
            .filter(|hours| (0..=24).contains(hours))
            .map(|hours| hours * 60 + minutes);
    }
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.').trim();
    let (minutes, unit) =
        (number.parse::<f64>().ok()?, text.strip_prefix(number)?.trim().trim_end_matches('.'));
    let minutes = match unit {
        "" | "m" | "min" | "mins" | "minutes" => minutes,
        "h" | "hr" | "hrs" | "hour" | "hours" => minutes * 60.0,
        _ => return None,
    };
    // A float is asked for its bounds first: what lies in a day is a whole number of minutes.
    #[allow(clippy::cast_possible_truncation)]
    (minutes.fract() == 0.0 && minutes.abs() <= 1440.0).then_some(minutes as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("90", Some(90)),
            ("90 min", Some(90)),
            ("1:30", Some(90)),
            ("01:30:00", Some(90)),
            ("1.5 h", Some(90)),
            ("2 hrs.", Some(120)),
            ("45.0", Some(45)),
            ("-5", Some(-5)),
            ("1e9", None),
            ("1:75", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(read_minutes(text), minutes, "{text}");
        }
    }
}
