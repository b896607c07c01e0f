//! What is said when a referral comes.

use super::super::sheet::{Seed, Wrong, given, listed, options};
use crate::domain::alias::wrong_alias;
use crate::domain::{FamilyId, SiteId, StaffId};
use crate::store::view::referral::{ReferralBrief, ReferralEntry};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use chrono::Datelike;

/// The fields, filled with what is known of a referral that is corrected or reopened, or of the family it is about.
pub(super) fn build(
    seed: &Seed<'_>,
    known: Option<&ReferralBrief>,
    about: Option<FamilyId>,
    new: bool,
) -> Form {
    let entry = known.map(|brief| &brief.entry);
    let text = |of: fn(&ReferralEntry) -> &str| entry.map(of).unwrap_or_default();
    let sites: Vec<(String, String)> =
        seed.choices.sites.iter().map(|site| (site.id.to_string(), site.label.clone())).collect();
    let only = seed.choices.sites.first().filter(|_| sites.len() == 1);
    let of_family = seed.choices.family.as_ref().filter(|_| about.is_some()).map(|file| file.site.0);
    let site = entry.map(|entry| entry.site.0).or(of_family).or(only.map(|site| site.id));
    let site = site.map(|id| id.to_string());
    let county = entry.map_or_else(|| only.map_or("", |site| &site.detail), |entry| &entry.county);
    let mut referrers = options(&seed.choices.intact_workers);
    referrers.extend(options(&seed.choices.supervisors));
    // A reopened one comes on a day of its own, and from whom it now comes.
    let received = if new { Some(seed.today) } else { entry.map(|entry| entry.received_on) };
    let source = entry.filter(|_| !new).map(|entry| entry.source.as_str());
    let by = entry.filter(|_| !new).and_then(|entry| entry.referred_by).map(|by| by.0);
    let born = entry.and_then(|entry| entry.birth_year).map(i64::from);
    let fields = vec![
        Field::date("received", "Received on", received).required("Say on which day it came"),
        Field::choice("source", "From", listed(&seed.settings.lists.referral_source), source)
            .required("Choose from whom it came"),
        Field::pick("by", "Referred by", referrers, by).hint("Where it is somebody who works here"),
        Field::pick(
            "family",
            "Open family",
            options(&seed.choices.families),
            entry.and_then(|entry| entry.family).or(about).map(|id| id.0),
        )
        .hint("The family it is about, where its case is open here; else leave it empty"),
        Field::choice("site", "Site", sites, site.as_deref()).required("Choose the site"),
        Field::text("county", "County", county),
        Field::text("case", "Case number", text(|entry| &entry.case_number))
            .hint("Where it is known and the family is not here yet"),
        Field::text("alias", "Adult", text(|entry| &entry.alias))
            .hint("Initials or an alias of the parent, never a full name")
            .rule(|field| wrong_alias(&field.value()).map(str::to_owned)),
        Field::number("born", "Birth year", born, (1900, i64::from(seed.today.year())), ""),
        Field::long("reason", "Reason", text(|entry| &entry.reason), 2)
            .hint("Both agencies see this: no treatment detail"),
        Field::long("concern", "Concern", text(|entry| &entry.concern), 2)
            .hint("Where somebody doubts that the programme is right for this family"),
    ];
    let mut form = Form::new(seed.today, fields);
    show_case(&mut form);
    form
}

/// Asks for a case number only where no family of this file is chosen, which has its own.
pub(super) fn show_case(form: &mut Form) {
    form.show("case", form.pick("family").is_none());
}

/// What was said.
pub(super) fn read(form: &Form) -> Result<ReferralEntry, Wrong> {
    let site = form.choice("site").and_then(|id| id.parse().ok());
    Ok(ReferralEntry {
        received_on: given(form.date("received"), "received", "Say on which day it came")?,
        source: given(form.choice("source"), "source", "Choose from whom it came")?,
        site: SiteId(given(site, "site", "Choose the site")?),
        county: form.text("county"),
        family: form.pick("family").map(FamilyId),
        case_number: form.text("case"),
        alias: form.text("alias"),
        birth_year: form.number("born").and_then(|year| i32::try_from(year).ok()),
        referred_by: form.pick("by").map(StaffId),
        reason: form.text("reason"),
        concern: form.text("concern"),
    })
}

/// The field that a refusal is about.
pub(super) fn blame(message: &str) -> Option<&'static str> {
    let places = [
        ("full name", "alias"),
        ("the alias", "alias"),
        ("birth year", "born"),
        ("case number", "case"),
        ("the county", "county"),
        ("the reason", "reason"),
        ("the concern", "concern"),
        ("the source", "source"),
        ("sites", "site"),
        ("was closed", "family"),
        ("led to", "family"),
        ("received", "received"),
        ("ended on", "received"),
    ];
    places.iter().find(|(word, _)| message.contains(word)).map(|(_, key)| *key)
}
