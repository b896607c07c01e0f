//! Referrals: what was pending, what came, what became of it, how long it took.

use super::Days;
use super::facts::{Facts, Referral};
use super::sheet::{Sheet, named, whole};
use crate::domain::Word;
use crate::domain::consent::Category;
use crate::domain::measure::{Level, ageing};
use crate::domain::month::{Amount, Flow, Heading};
use crate::domain::referral::ReferralStatus;
use crate::error::Result;
use crate::store::view::Open;
use crate::store::view::month::FigureRow;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The outcomes, in their order, with the name of their figure.
const OUTCOMES: [(ReferralStatus, &str); 5] = [
    (ReferralStatus::Enrolled, "enrolled"),
    (ReferralStatus::Declined, "declined"),
    (ReferralStatus::Ineligible, "ineligible"),
    (ReferralStatus::Withdrawn, "withdrawn"),
    (ReferralStatus::ClosedWithoutContact, "closed_without_contact"),
];

/// Puts the referrals down.
pub(super) fn count(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) -> Result<()> {
    flow(facts, days, sheet);
    received(facts, days, sheet);
    ineligible(facts, days, sheet);
    medians(facts, days, sheet)
}

fn row(one: &Referral, detail: impl Into<String>, on: Option<NaiveDate>) -> FigureRow {
    let (label, detail) = (one.id.to_string(), detail.into());
    FigureRow { label, detail, on, open: Some(Open::Referral(one.id)) }
}

fn came(one: &&Referral) -> FigureRow {
    row(one, "received", Some(one.received_on))
}

/// What ended in the month in one of the outcomes.
fn ended<'f>(
    facts: &'f Facts<'_>,
    days: Days,
    status: ReferralStatus,
) -> Vec<(&'f str, (&'f Referral, NaiveDate))> {
    let of = |one: &'_ Referral| one.outcome().map(|(status, on, _)| (status, on));
    let these =
        facts.referrals.iter().filter(|one| of(one).is_some_and(|(was, on)| was == status && days.hold(on)));
    these.filter_map(|one| one.outcome().map(|(_, on, why)| (why, (one, on)))).collect()
}

fn flow(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let of = |fits: &dyn Fn(&Referral) -> bool| -> Vec<&Referral> {
        facts.referrals.iter().filter(|one| fits(one)).collect()
    };
    sheet.list(Heading::Referrals, "referrals", "Referrals");
    let before = days.first.pred_opt().unwrap_or(days.first);
    let start = of(&|one| one.pending(before));
    let received = of(&|one| days.hold(one.received_on));
    sheet.count(named("start", "Pending at start", "Received, screening, eligible, wait-listed or assigned, and not yet enrolled, at the end of the day before the month."), &start, came);
    sheet.count(named("received", "Received", "Referrals received in the month."), &received, came);
    let screened = of(&|one| one.screened_on.is_some_and(|on| days.hold(on)));
    sheet.count(
        named("screened", "Screened", "Referrals screened in the month, whenever they came."),
        &screened,
        |one| row(one, "screened", one.screened_on),
    );
    let step = |one: &Referral, status: ReferralStatus| {
        one.steps.iter().find(|(was, on, _)| *was == status && days.hold(*on)).map(|(_, on, _)| *on)
    };
    let eligible = of(&|one| step(one, ReferralStatus::Eligible).is_some());
    sheet.count(
        named("eligible", "Found eligible", "Referrals found eligible in the month, whenever they came."),
        &eligible,
        |one| row(one, "eligible", step(one, ReferralStatus::Eligible)),
    );
    let mut went = 0;
    for (status, name) in OUTCOMES {
        let these = ended(facts, days, status);
        went += whole(these.len());
        sheet.count(
            named(name, status.label(), "Referrals that ended so in the month, by the day of the outcome."),
            &these,
            |(why, (one, on))| row(one, if why.is_empty() { status.label() } else { why }, Some(*on)),
        );
    }
    let end = of(&|one| one.pending(days.until));
    sheet.count(named("end", "Pending at end", "Pending at the end of the last day that counts: pending at start + received − enrolled, declined, ineligible, withdrawn and closed without contact."), &end, came);
    let flow = Flow { start: whole(start.len()), came: whole(received.len()), went, end: whole(end.len()) };
    sheet.identity(Heading::Referrals, "Referrals", flow);
    let waiting =
        of(&|one| one.pending(days.until) && one.stood(days.until) == Some(ReferralStatus::WaitListed));
    sheet.count(
        named("wait_listed", "Wait-listed", "Of the pending at the end, those on the wait list then."),
        &waiting,
        came,
    );
    pending(facts, days.until, &end, sheet);
}

fn pending(facts: &Facts<'_>, until: NaiveDate, end: &[&Referral], sheet: &mut Sheet) {
    let limits = &facts.store.settings().thresholds.referral;
    let (amber, red) = (limits.amber_days, limits.red_days);
    let said = [
        (Level::Open, "fresh", format!("Pending 0–{amber} d")),
        (Level::Due, "watched", format!("Pending {}–{red} d", amber + 1)),
        (Level::Overdue, "late", format!("Pending over {red} d")),
    ];
    for (level, name, label) in said {
        let of = |one: &&&Referral| ageing((until - one.received_on).num_days(), amber, red) == level;
        let these: Vec<&Referral> = end.iter().filter(of).copied().collect();
        sheet.count(
            named(
                name,
                label,
                "Of the pending at the end, by days since they were received: thresholds.toml, referral.",
            ),
            &these,
            came,
        );
    }
}

fn received(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let received = || facts.referrals.iter().filter(|one| days.hold(one.received_on));
    let by_source: Vec<(&str, &Referral)> = received().map(|one| (one.source.as_str(), one)).collect();
    sheet.table(Heading::Referrals, "referrals.source", "Received by source");
    let list = &facts.store.settings().lists.referral_source;
    sheet.parts(list, "Referrals received in the month, by who referred.", &by_source, came);

    sheet.table(Heading::Referrals, "referrals.county", "Received by county");
    // A county that sent somebody in the series keeps its line in a month without.
    let mut counties: BTreeMap<&str, Vec<&Referral>> = BTreeMap::new();
    for one in facts.referrals.iter().filter(|one| one.received_on >= facts.from) {
        let these = counties.entry(one.county.as_str()).or_default();
        if days.hold(one.received_on) {
            these.push(one);
        }
    }
    for (county, these) in counties {
        let label = if county.is_empty() { "not said" } else { county };
        sheet.line(county.to_owned(), label.to_owned());
        sheet.count(named("count", "Count", "Referrals received in the month, by county."), &these, came);
    }
}

fn ineligible(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    sheet.table(Heading::Referrals, "referrals.ineligible", "Ineligible by reason");
    let list = &facts.store.settings().lists.ineligible_reason;
    let these = ended(facts, days, ReferralStatus::Ineligible);
    sheet.parts(
        list,
        "Referrals that were found ineligible in the month, by the reason.",
        &these,
        |(one, on)| row(one, "ineligible", Some(*on)),
    );
}

/// A step in the life of a referral: whose treatment it tells of, where it does, and when it was.
type Step = fn(&Referral) -> Option<NaiveDate>;

/// A median: its name, its label, from which step to which, and what of treatment the second one tells.
type Between = (&'static str, &'static str, Step, Step, Option<(usize, Category)>);

const STEPS: [Between; 5] = [
    ("to_assigned", "Received to assigned", |one| Some(one.received_on), |one| one.assigned_on, None),
    ("to_contact", "Assigned to first contact", |one| one.assigned_on, |one| one.contact_on, None),
    ("to_consent", "First contact to consent", |one| one.contact_on, |one| one.consent_on, None),
    (
        "to_assessment",
        "Consent to assessment",
        |one| one.consent_on,
        |one| one.treated(0),
        Some((0, Category::Assessment)),
    ),
    (
        "to_admission",
        "Assessment to admission",
        |one| one.treated(0),
        |one| one.treated(1),
        Some((1, Category::LevelOfCare)),
    ),
];

impl Referral {
    fn treated(&self, at: usize) -> Option<NaiveDate> {
        self.treatment.get(at).copied().flatten().map(|(on, _)| on)
    }
}

fn medians(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) -> Result<()> {
    sheet.list(Heading::Referrals, "referrals.days", "Median days");
    for (name, label, from, to, gated) in STEPS {
        let of = |one: &&Referral| -> Option<i64> {
            let (from, to) = (from(one)?, to(one)?);
            days.hold(to).then(|| (to - from).num_days())
        };
        let these: Vec<&Referral> = facts.referrals.iter().filter(|one| of(one).is_some()).collect();
        let value = Amount::median(these.iter().filter_map(of).collect());
        let named = named(
            name,
            label,
            "Days between the two steps, of the referrals that took the second one in the month: the middle value, and of how many.",
        );
        let told = |one: &&Referral| row(one, format!("{} d", of(one).unwrap_or_default()), to(one));
        match gated {
            None => sheet.put(named, value, || these.iter().map(told).collect()),
            Some((at, category)) => {
                let whose = |one: &&Referral| {
                    Some((one.treatment.get(at).copied().flatten()?.1, one.family?, category))
                };
                sheet.put_gated(facts.store, named, value, &these, whose, told)?;
            }
        }
    }
    Ok(())
}
