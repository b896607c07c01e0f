//! How a site went over the months: the figures of the monthly report, one after another.

use super::Explain;
use crate::domain::SiteId;
use crate::domain::month::{Amount, Month};
use chrono::NaiveDate;
use serde::Serialize;

/// How many months may be asked for: one or two years.
pub const SPANS: [u32; 2] = [12, 24];

/// What is asked: a site of the viewer's, over so many months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendsAsk {
    /// The site; none is the viewer's first.
    pub site: Option<SiteId>,
    /// How many months, the present one last; 1 to 24.
    pub months: u32,
}

/// A site's figures over the months.
#[derive(Clone, Debug, Serialize)]
pub struct Trends {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// The viewer's sites, by name.
    pub sites: Vec<(SiteId, String)>,
    /// The months, the present one last; those before the site's first family are left out.
    pub months: Vec<Month>,
    /// The last day that counts.
    pub until: NaiveDate,
    /// The plots.
    pub plots: Vec<Plot>,
}

/// Lines that belong together, of one unit.
#[derive(Clone, Debug, Serialize)]
pub struct Plot {
    /// `caseload`, `documentation`: the same in every version.
    pub key: &'static str,
    /// `Caseload`.
    pub title: &'static str,
    /// What is counted: `families`, `days`, `%`.
    pub unit: &'static str,
    /// The lines; at least one.
    pub lines: Vec<TrendLine>,
}

/// A figure over the months.
#[derive(Clone, Debug, Serialize)]
pub struct TrendLine {
    /// The report's key of the figure, with `*` where it is a sum over roles or kinds: `caseloads.site.end`.
    pub key: &'static str,
    /// What it is called: `Open`.
    pub label: &'static str,
    /// What is counted, in a sentence.
    pub definition: String,
    /// What it came to, as many as there are months.
    pub amounts: Vec<Amount>,
}

impl Plot {
    /// Whether it is drawn from 0 to 100.
    pub fn is_percent(&self) -> bool {
        self.unit == "%"
    }

    /// The definitions of its lines, with what they came to last.
    pub fn explain(&self, months: &[Month]) -> Explain {
        let mut rows: Vec<(String, String)> = Vec::new();
        for line in &self.lines {
            for (month, amount) in months.iter().zip(&line.amounts).rev().take(3) {
                rows.push((format!("{}, {}", line.label, month.name()), amount.to_string()));
            }
        }
        let rules = self.lines.iter().map(|line| format!("{}: {}", line.label, line.definition));
        Explain {
            title: format!("{} by month, {}", self.title, self.unit),
            rule: rules.collect::<Vec<_>>().join(" "),
            basis: "as in the monthly report of each month; its figures open the rows behind them".into(),
            rows,
        }
    }
}

impl TrendLine {
    /// What it comes to as it is drawn, month by month.
    pub fn points(&self) -> Vec<Option<f64>> {
        self.amounts.iter().map(Amount::number).collect()
    }

    /// What it came to in the last month.
    pub fn now(&self) -> Amount {
        self.amounts.last().cloned().unwrap_or_default()
    }
}
