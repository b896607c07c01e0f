//! A site's figures over the months: every month is counted as its report counts it.

use super::facts::Facts;
use super::sheet::Sheet;
use super::{Days, count};
use crate::domain::month::{Amount, Month};
use crate::error::Result;
use crate::store::Store;
use crate::store::view::trends::{Plot, SPANS, TrendLine, Trends, TrendsAsk};
use std::collections::HashMap;

/// A line as it is found in a month's figures: its key, where `*` stands for every line of the block, and its name.
type Named = (&'static str, &'static str);

/// The plots: key, title, unit, lines.
const PLOTS: [(&str, &str, &str, &[Named]); 8] = [
    ("caseload", "Caseload", "families", &[("caseloads.site.end", "Open"), ("caseloads.site.ifr", "IFR")]),
    ("flow", "Cases", "cases", &[("caseloads.site.opened", "Opened"), ("caseloads.site.closed", "Closed")]),
    (
        "referrals",
        "Referrals",
        "referrals",
        &[
            ("referrals.received", "Received"),
            ("referrals.enrolled", "Enrolled"),
            ("referrals.end", "Pending"),
        ],
    ),
    ("assignment", "To assignment", "days", &[("referrals.days.to_assigned", "Median")]),
    ("admission", "To admission", "days", &[(ADMISSION, "Median")]),
    ("vacancies", "Vacancies", "FTE", &[("staffing.posts.*.vacant", "Vacant")]),
    ("fidelity", "Fidelity", "%", &[("staffing.supervision.*.held", "Held")]),
    (
        "documentation",
        "Documentation",
        "%",
        &[("caseloads.timeliness.iw_documented", "IW"), ("caseloads.timeliness.rc_documented", "RC")],
    ),
];

/// The one line that no report has: the whole way of a referral, not its steps.
const ADMISSION: &str = "trends.received_to_admission";

/// What the lines mean that are no single figure of the report.
const MEANT: [(&str, &str); 3] = [
    (
        ADMISSION,
        "Median days from the receipt of a referral to the adult's admission, of admissions in the month.",
    ),
    ("staffing.posts.*.vacant", "Authorised FTE that nobody filled on the last day, over all roles."),
    (
        "staffing.supervision.*.held",
        "Supervision meetings of all kinds that were held as they should be, of those expected in the month.",
    ),
];

impl Store {
    /// A site's figures over the months.
    pub(in crate::store) fn trends(&self, ask: TrendsAsk) -> Result<Trends> {
        let site = self.month_site(ask.site)?;
        let today = self.clock.today();
        let [_, most] = SPANS;
        let this = Month::of(today);
        let mut months: Vec<Month> =
            (0..ask.months.clamp(1, most)).rev().map(|back| this.back(back)).collect();
        let facts = Facts::load(self, site, &months, today)?;
        let began = facts.openings.iter().map(|one| one.span.from).min().unwrap_or(today);
        months.retain(|month| month.last() >= began);
        let mut sheets = Vec::with_capacity(months.len());
        for month in &months {
            sheets.push(count(&facts, *month, None)?);
        }
        let definitions = sheets.last().map(definitions).unwrap_or_default();
        let amounts: Vec<HashMap<String, Amount>> = sheets.into_iter().map(Sheet::amounts).collect();
        let line = |(key, label): &Named| TrendLine {
            key,
            label,
            definition: definitions.get(*key).cloned().unwrap_or_else(|| meant(key)),
            amounts: if *key == ADMISSION {
                months.iter().map(|month| admission(&facts, Days::of(*month, today))).collect()
            } else {
                amounts.iter().map(|month| found(month, key)).collect()
            },
        };
        let plot = |(key, title, unit, lines): &(&'static str, &'static str, &'static str, &[Named])| Plot {
            key,
            title,
            unit,
            lines: lines.iter().map(line).collect(),
        };
        Ok(Trends {
            site,
            site_name: facts.site_name.clone(),
            sites: self.month_sites()?,
            plots: PLOTS.iter().map(plot).collect(),
            until: today,
            months,
        })
    }
}

fn definitions(sheet: &Sheet) -> HashMap<String, String> {
    let figures = sheet.blocks.iter().flat_map(|block| &block.lines).flat_map(|line| &line.figures);
    figures.map(|figure| (figure.key.clone(), figure.definition.to_string())).collect()
}

fn meant(key: &str) -> String {
    MEANT.iter().find(|(one, _)| *one == key).map_or_else(String::new, |(_, words)| (*words).to_owned())
}

/// What a line comes to in a month: a figure, or the sum of all figures that fit a key with `*`.
fn found(month: &HashMap<String, Amount>, key: &str) -> Amount {
    let Some((before, after)) = key.split_once('*') else {
        return month.get(key).cloned().unwrap_or_default();
    };
    let fits = |one: &str| {
        let middle = one.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        middle.is_some_and(|middle| !middle.contains('.'))
    };
    month.iter().filter(|(one, _)| fits(one)).fold(Amount::NoData, |sum, (_, one)| sum.plus(one))
}

fn admission(facts: &Facts<'_>, days: Days) -> Amount {
    let admitted = |one: &super::facts::Referral| {
        let on = one.treatment.get(1).copied().flatten().map(|(on, _)| on)?;
        days.hold(on).then(|| (on - one.received_on).num_days())
    };
    Amount::median(facts.referrals.iter().filter_map(admitted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_take_every_line_of_a_block_and_nothing_else() {
        let month = HashMap::from([
            ("staffing.supervision.joint.held".to_owned(), Amount::Share { part: 3, whole: 4 }),
            ("staffing.supervision.individual.held".to_owned(), Amount::Share { part: 5, whole: 8 }),
            ("staffing.supervision.group.held".to_owned(), Amount::NoData),
            ("staffing.supervision.joint.late".to_owned(), Amount::Count(7)),
            ("staffing.supervision.joint.deep.held".to_owned(), Amount::Share { part: 9, whole: 9 }),
        ]);
        assert_eq!(found(&month, "staffing.supervision.*.held"), Amount::Share { part: 8, whole: 12 });
        assert_eq!(found(&month, "staffing.posts.*.vacant"), Amount::NoData);
        assert_eq!(found(&month, "staffing.supervision.joint.late"), Amount::Count(7));
    }

    #[test]
    fn every_sum_says_what_it_means() {
        for (key, _) in PLOTS.iter().flat_map(|(.., lines)| *lines).filter(|(key, _)| key.contains('*')) {
            assert!(!meant(key).is_empty(), "{key}");
        }
    }
}
