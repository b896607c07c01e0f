//! The forms for facts of treatment: where no consent covers the day, they offer "documented elsewhere" and say why.

use super::super::sheet::{Seed, Wrong, given, listed, members, options};
use super::{Entry, GONE, treatment_file};
use crate::domain::family::{MemberKind, StepKind};
use crate::domain::voucher::Cap;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::Error;
use crate::settings::ServiceGroup;
use crate::store::view::family::change::{EpisodeNow, Fact, TreatmentForm};
use crate::tui::widget::field::{Field, PickOption};
use crate::tui::widget::form::Form;

/// What is asked only where a consent covers it.
const FACTS: &[&str] = &["provider", "level", "reason", "offered", "attended", "service", "dollars", "units"];

/// The fields of a fact.
pub(super) fn fields(entry: Entry, seed: &Seed<'_>) -> Vec<Field> {
    let lists = &seed.settings.lists;
    let adults = options(&members(seed, MemberKind::Adult));
    let only = match adults.as_slice() {
        [one] => Some(one.id),
        _ => None,
    };
    let adult =
        || Field::pick("member", "Adult", adults.clone(), only).required("Choose the adult it is about");
    let episodes: Vec<PickOption> = treatment_file(seed)
        .map(|file| file.episodes.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|one| PickOption::new(one.seen.id, one.label.clone(), ""))
        .collect();
    let first = episodes.first().map(|one| one.id).filter(|_| episodes.len() == 1);
    let episode =
        || Field::pick("episode", "Treatment", episodes.clone(), first).required("Choose which treatment");
    let on = |label: &str| Field::date("on", label, None).required("Say on which day");
    let mut fields = match entry {
        Entry::Admission => vec![
            adult(),
            on("Admitted on"),
            Field::text("provider", "Provider", ""),
            Field::choice("level", "Level of care", listed(&lists.level_of_care), None),
        ],
        Entry::Discharge => vec![
            episode(),
            on("Ended on"),
            Field::choice("reason", "How it ended", listed(&lists.discharge_reason), None),
        ],
        Entry::Week => vec![
            episode(),
            on("Week of").hint("Any day of that week"),
            Field::number("offered", "Sessions offered", None, (0, 21), ""),
            Field::number("attended", "Attended", None, (0, 21), ""),
        ],
        Entry::ReturnToUse => vec![adult(), on("Reported on")],
        Entry::Step => vec![
            adult(),
            Field::word("step", "Step", None::<StepKind>).required("Choose which step"),
            on("On"),
        ],
        Entry::Voucher => vec![
            adult(),
            on("Issued on"),
            Field::choice("service", "For which service", supported(seed), None),
            Field::text("dollars", "Cap in dollars", "")
                .hint("Such as 250; or give the number of services below")
                .rule(|field| {
                    cents(&field.value()).is_none().then(|| "Give dollars, such as 250 or 12.50".to_owned())
                }),
            Field::number("units", "Cap in services", None, (1, 500), ""),
        ],
        _ => return Vec::new(),
    };
    fields.push(Field::text("elsewhere", "Documented elsewhere", "").hint(
        "No consent in force on that day covers this: keep it in your own agency's record, and give its reference here",
    ));
    fields
}

/// The services that vouchers pay for.
fn supported(seed: &Seed<'_>) -> Vec<(String, String)> {
    let lists = &seed.settings.lists;
    let kinds = lists.service_kind.iter().filter(|kind| kind.group == ServiceGroup::RecoverySupport);
    kinds.map(|kind| (kind.value.clone(), kind.label.clone())).collect()
}

/// An amount in cents: `250`, `$12.50`.
fn cents(text: &str) -> Option<i64> {
    let plain = text.trim().trim_start_matches('$');
    let (whole, rest) = plain.split_once('.').unwrap_or((plain, "00"));
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if !digits(whole) || !digits(rest) || rest.len() != 2 || whole.len() > 6 {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 100 + rest.parse::<i64>().ok()?)
}

/// Up to what a voucher pays, as it is filled in: dollars or services.
fn cap(form: &Form) -> Option<Cap> {
    let dollars = form.some_text("dollars").and_then(|text| cents(&text)).filter(|cents| *cents > 0);
    match (dollars, form.number("units")) {
        (Some(cents), None) => Some(Cap::Amount(cents)),
        (None, Some(units)) => Some(Cap::Units(units)),
        _ => None,
    }
}

/// The episode that was picked.
fn episode<'a>(form: &Form, seed: &Seed<'a>) -> Option<&'a EpisodeNow> {
    let id = form.pick("episode")?;
    treatment_file(seed)?.episodes.iter().find(|one| one.seen.id == id)
}

/// The adult the form is about just now.
fn adult(form: &Form, seed: &Seed<'_>) -> Option<MemberId> {
    form.pick("member").map(MemberId).or_else(|| episode(form, seed).map(|one| one.member))
}

/// The fact as far as it is filled in.
fn fact(entry: Entry, form: &Form, seed: &Seed<'_>) -> Option<Fact> {
    let many = |key| form.number(key).and_then(|many| u32::try_from(many).ok()).unwrap_or_default();
    Some(match entry {
        Entry::Admission => Fact::Admission {
            provider: form.text("provider"),
            level: form.choice("level").unwrap_or_default(),
        },
        Entry::Discharge => {
            Fact::Discharge(episode(form, seed)?.seen, form.choice("reason").unwrap_or_default())
        }
        Entry::Week => Fact::Week {
            episode: episode(form, seed)?.seen.id,
            offered: many("offered"),
            attended: many("attended"),
        },
        Entry::ReturnToUse => Fact::ReturnToUse,
        Entry::Step => Fact::Step(form.word("step")?),
        Entry::Voucher => Fact::Voucher {
            kind: form.choice("service").unwrap_or_default(),
            cap: cap(form).unwrap_or(Cap::Amount(0)),
        },
        _ => return None,
    })
}

/// Whether a consent covers what is filled in; `None` while that cannot be said.
fn covered(entry: Entry, form: &Form, seed: &Seed<'_>) -> Option<bool> {
    let (member, on) = (adult(form, seed)?, form.date("on")?);
    let category = fact(entry, form, seed)?.category();
    let covers = &treatment_file(seed)?.covers;
    Some(covers.iter().any(|(of, cover)| *of == member && cover.category == category && cover.holds(on)))
}

/// Shows what applies: the fact where a consent covers it, else the reference.
pub(super) fn follow(entry: Entry, form: &mut Form, seed: &Seed<'_>) {
    let elsewhere = covered(entry, form, seed) == Some(false);
    form.show("elsewhere", elsewhere);
    for key in FACTS {
        // The reason for closing has the same key and is no fact of treatment.
        if entry != Entry::Close {
            form.show(key, !elsewhere);
        }
    }
}

/// What stands in the fields.
pub(super) fn read(
    entry: Entry,
    family: FamilyId,
    form: &Form,
    seed: &Seed<'_>,
) -> Result<TreatmentForm, Wrong> {
    let member = given(adult(form, seed), "member", "Choose the adult it is about")?;
    let on = given(form.date("on"), "on", "Say on which day")?;
    let fact = given(fact(entry, form, seed), "on", GONE)?;
    if covered(entry, form, seed) == Some(false) {
        let sentence =
            format!("No consent in force on that day covers {}: give the reference", fact.category().label());
        let reference = given(form.some_text("elsewhere"), "elsewhere", &sentence)?;
        return Ok(TreatmentForm { family, member, on, fact, elsewhere: Some(reference) });
    }
    let missing = match entry {
        Entry::Admission if form.text("provider").is_empty() => Some(("provider", "Say with which provider")),
        Entry::Admission if form.choice("level").is_none() => Some(("level", "Choose the level of care")),
        Entry::Discharge if form.choice("reason").is_none() => Some(("reason", "Choose how it ended")),
        Entry::Voucher if form.choice("service").is_none() => {
            Some(("service", "Choose the service it pays for"))
        }
        Entry::Voucher if cap(form).is_none() => {
            Some(("dollars", "Give its cap: in dollars or in services, one of the two"))
        }
        Entry::Week if form.number("offered").is_none() => Some(("offered", "Say how many were offered")),
        Entry::Week if form.number("attended").is_none() => Some(("attended", "Say how many were attended")),
        _ => None,
    };
    match missing {
        Some((key, sentence)) => Err((key, sentence.to_owned())),
        None => Ok(TreatmentForm { family, member, on, fact, elsewhere: None }),
    }
}

/// The field that a refusal is about.
pub(super) fn blame(entry: Entry, error: &Error) -> Option<&'static str> {
    let message = error.message.as_str();
    let places = [("attended", "attended"), ("provider", "provider"), ("reference", "elsewhere")];
    let found = places.iter().find(|(word, _)| message.contains(word)).map(|(_, key)| *key);
    found.filter(|_| entry.act() == crate::domain::access::Act::WriteTreatment)
}
