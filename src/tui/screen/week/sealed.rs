//! What is treatment information in a week: whose it is, whether it may stand here, and where else it is documented.

use super::read::{day, is_called, seen};
use crate::domain::MemberId;
use crate::domain::dates::short;
use crate::store::view::services::{ServiceForm, WeekFamily, WeekOffer};
use chrono::NaiveDate;

/// The adult that initials mean, and the children: the only adult of a family need not be named.
///
/// # Errors
/// A sentence where nobody has these initials, or it is not said which adult.
pub(super) fn people(text: &str, family: &WeekFamily) -> Result<(MemberId, Vec<MemberId>), String> {
    let adult = |name: &&str| family.adults.iter().find(|adult| is_called(&adult.alias, name));
    let (adults, others): (Vec<&str>, Vec<&str>) =
        text.split([' ', ',']).filter(|name| !name.is_empty()).partition(|name| adult(name).is_some());
    let named: Vec<MemberId> = adults.iter().filter_map(adult).map(|adult| adult.id).collect();
    let children = seen(&others.join(" "), family)?;
    match (named.as_slice(), family.adults.as_slice()) {
        ([one], _) => Ok((*one, children)),
        ([], [only]) => Ok((only.id, children)),
        ([], []) => Err(format!("{} has no adult yet: enter one on its page", family.id)),
        ([], all) => {
            let names: Vec<&str> = all.iter().map(|adult| adult.alias.as_str()).collect();
            Err(format!("Say which adult: {}", names.join(" or ")))
        }
        _ => Err("One adult in a row: F3 copies the row for the other".to_owned()),
    }
}

/// Why a row may not stand here as it is; none where it may.
pub(super) fn waits(form: &ServiceForm, offer: &WeekOffer, today: NaiveDate) -> Option<String> {
    if !offer.is_sealed(&form.kind) || !form.elsewhere.is_empty() {
        return None;
    }
    let adult = offer.family(form.family)?.adults.iter().find(|adult| Some(adult.id) == form.member)?;
    if adult.consent_until(form.on).is_some() {
        return None;
    }
    let on = short(form.on, today);
    let ended = adult.consents.iter().map(|(_, until)| *until).filter(|until| *until <= form.on).max();
    let why = match ended {
        Some(until) => format!("the consent of {} ended on {}", adult.alias, short(until, today)),
        None => format!("{} had no consent", adult.alias),
    };
    Some(format!(
        "On {on} {why}. Give the day and the place in your own record, such as \"{} chart 12\": only that it is documented elsewhere stands here then",
        today.format("%-m/%-d")
    ))
}

/// The day something was documented, and behind it the reference into another record.
///
/// # Errors
/// A sentence where it does not begin with a day.
pub(super) fn documented(text: &str, today: NaiveDate) -> Result<(NaiveDate, String), String> {
    let why = match day(text, today) {
        Ok(on) => return Ok((on, String::new())),
        Err(why) => why,
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    for count in (1..words.len()).rev() {
        let (head, tail) = words.split_at(count);
        if let Ok(on) = day(&head.join(" "), today) {
            return Ok((on, tail.join(" ")));
        }
    }
    Err(why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FamilyId;
    use crate::store::view::services::WeekAdult;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_comes_first_and_the_reference_behind_it() {
        let today = on("2026-11-24");
        for (text, day, reference) in [
            ("11/23", "2026-11-23", ""),
            ("11/23 chart 12", "2026-11-23", "chart 12"),
            ("20 nov no. 7", "2026-11-20", "no. 7"),
            ("fri chart", "2026-11-20", "chart"),
        ] {
            assert_eq!(documented(text, today), Ok((on(day), reference.to_owned())), "{text}");
        }
        for text in ["chart 12", "chart", "12 o'clock chart"] {
            assert!(documented(text, today).is_err(), "{text}");
        }
    }

    #[test]
    fn the_only_adult_need_not_be_named_and_two_must() {
        let adult = |id, alias: &str| WeekAdult { id: MemberId(id), alias: alias.into(), consents: vec![] };
        let children = vec![(MemberId(2), "A".to_owned(), true), (MemberId(3), "B".to_owned(), false)];
        let family = |adults| WeekFamily {
            id: FamilyId(197),
            label: String::new(),
            own: true,
            children: children.clone(),
            adults,
        };
        let one = family(vec![adult(1, "M")]);
        let two = family(vec![adult(1, "M"), adult(4, "P")]);
        let found = |text, family: &WeekFamily| {
            people(text, family)
                .map(|(adult, seen)| (adult.0, seen.iter().map(|id| id.0).collect::<Vec<_>>()))
        };
        assert_eq!(found("", &one), Ok((1, vec![])));
        assert_eq!(found("all", &one), Ok((1, vec![2])));
        assert_eq!(
            found("p.b", &family(vec![adult(1, "M"), adult(4, "P.B.")])),
            Ok((4, vec![])),
            "points or none"
        );
        assert_eq!(found("p, b", &two), Ok((4, vec![3])));
        for (text, words) in [("", "M or P"), ("M P", "One adult in a row"), ("M X", "No child")] {
            assert!(found(text, &two).unwrap_err().contains(words), "{text}");
        }
        assert!(found("", &family(vec![])).unwrap_err().contains("no adult yet"));
    }
}
