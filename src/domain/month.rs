//! The monthly supervisory report's figures: which month, what a figure is worth, and who carried which family then.

mod carried;

pub use carried::{Assigned, Carried, Opening, Turn, apart, apart_with, carried, of};

use crate::words;
use chrono::{Datelike, Months, NaiveDate};
use std::fmt;

/// How many months stand in a figure's series, the month itself last.
const SERIES: u32 = 6;

words! {
    /// The five headings of the report, in its order (seed), and what the supervisors agreed to do.
    Heading {
        Caseloads = "caseloads" => "Caseloads",
        Referrals = "referrals" => "Referrals",
        Staffing = "staffing" => "Staffing",
        Challenges = "challenges" => "Project challenges",
        Successes = "successes" => "Successes",
        Items = "items" => "Action items",
    }
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Reads `2026-10`.
    pub fn read(text: &str) -> Option<Self> {
        let (year, month) = text.trim().split_once('-')?;
        let plain = |part: &str, long| part.len() == long && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(year, 4) || !plain(month, 2) {
            return None;
        }
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1).map(|first| Self { first })
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        let next = self.first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
        next.unwrap_or(self.first)
    }

    /// The last day that counts at a cut-off: the month's last, or the cut-off's where that comes first.
    pub fn until(self, cut_off: NaiveDate) -> NaiveDate {
        self.last().min(cut_off)
    }

    /// So many months before.
    pub fn back(self, months: u32) -> Self {
        Self { first: self.first.checked_sub_months(Months::new(months)).unwrap_or(self.first) }
    }

    /// The months of a series that ends with this one, in order.
    pub fn series(self) -> Vec<Self> {
        (0..SERIES).rev().map(|back| self.back(back)).collect()
    }

    /// `October 2026`.
    pub fn name(self) -> String {
        self.first.format("%B %Y").to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.first.format("%Y-%m").to_string())
    }
}

impl serde::Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// What a figure comes to.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// The file holds nothing of this kind for this site yet, which is no breach.
    #[default]
    NoData,
    /// So many.
    Count(i64),
    /// A measure such as FTE or miles.
    Measure(f64),
    /// So many of so many; shown with its percentage.
    Share {
        /// Those that fulfil it.
        part: i64,
        /// All of them; never 0.
        whole: i64,
    },
    /// So much of an allowance or need, such as miles of 150.
    Of {
        /// What there is.
        value: f64,
        /// What it is held against.
        of: f64,
    },
    /// A median of days, with the number of cases behind it.
    Median {
        /// The middle value, in days.
        days: f64,
        /// How many there were.
        n: i64,
    },
    /// Words, where a figure is not a number: how far recruitment is, who covers.
    Words(String),
}

impl Amount {
    /// A part of a whole; of nothing there is no share.
    pub fn share(part: i64, whole: i64) -> Self {
        if whole > 0 { Self::Share { part, whole } } else { Self::NoData }
    }

    /// A value held against another; against nothing it is not held.
    pub fn of(value: f64, of: f64) -> Self {
        if of > 0.0 { Self::Of { value, of } } else { Self::NoData }
    }

    /// The median of days; of nothing there is none.
    pub fn median(days: Vec<i64>) -> Self {
        let n = i64::try_from(days.len()).unwrap_or(i64::MAX);
        super::measure::median(days).map_or(Self::NoData, |days| Self::Median { days, n })
    }

    /// Two amounts of one kind together; what has no data adds nothing, and what does not add up stays as it is.
    pub fn plus(self, one: &Self) -> Self {
        match (self, one) {
            (Self::NoData, one) => one.clone(),
            (Self::Count(a), Self::Count(b)) => Self::Count(a + b),
            (Self::Measure(a), Self::Measure(b)) => Self::Measure(a + b),
            (Self::Share { part: a, whole: b }, Self::Share { part, whole }) => {
                Self::Share { part: a + part, whole: b + whole }
            }
            (sum, _) => sum,
        }
    }

    /// The number by which it is compared and drawn: a share as percent; none without data or for words.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::NoData | Self::Words(_) => None,
            Self::Count(count) => Some(float(*count)),
            Self::Measure(value) | Self::Of { value, .. } | Self::Median { days: value, .. } => Some(*value),
            Self::Share { part, whole } => Some(100.0 * float(*part) / float(*whole)),
        }
    }

    /// How many there are, where it is a count.
    pub fn count(&self) -> Option<i64> {
        match self {
            Self::Count(count) => Some(*count),
            _ => None,
        }
    }
}

/// The counts here are far below 2³¹.
fn float(count: i64) -> f64 {
    i32::try_from(count).map_or(f64::MAX, f64::from)
}

/// A number without decimals that say nothing: `12`, `0.5`.
fn plain(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match self {
            Self::NoData => "no data".to_owned(),
            Self::Count(count) => count.to_string(),
            Self::Measure(value) => plain(*value),
            Self::Share { part, whole } => {
                format!("{} % ({part} of {whole})", (part * 200 + whole) / (2 * whole.max(&1)))
            }
            Self::Of { value, of } => format!("{} of {}", plain(*value), plain(*of)),
            Self::Median { days, n } => format!("{} d (n {n})", plain(*days)),
            Self::Words(words) => words.clone(),
        })
    }
}

/// What was there, what came, what went, what is there: it adds up, or something is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Flow {
    /// At the end of the day before the month.
    pub start: i64,
    /// In the month.
    pub came: i64,
    /// In the month.
    pub went: i64,
    /// At the end of the last day that counts.
    pub end: i64,
}

impl Flow {
    /// Whether end = start + came − went.
    pub fn adds_up(self) -> bool {
        self.end == self.start + self.came - self.went
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_read_and_knows_its_days() {
        let february = Month::read("2028-02").unwrap();
        assert_eq!((february.first(), february.last()), (day("2028-02-01"), day("2028-02-29")));
        assert_eq!(february.until(day("2028-02-14")), day("2028-02-14"));
        assert_eq!(february.until(day("2028-03-14")), day("2028-02-29"));
        assert_eq!((february.to_string().as_str(), february.name().as_str()), ("2028-02", "February 2028"));
        for text in ["2026-13", "2026", "26-10", "2026-1", "2026-00", "", "2026-10-01", "+026-10"] {
            assert_eq!(Month::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_series_crosses_the_year_and_ends_with_the_month() {
        let series = Month::read("2026-02").unwrap().series();
        let names: Vec<String> = series.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"]);
    }

    #[test]
    fn amounts_say_themselves() {
        for (amount, said) in [
            (Amount::NoData, "no data"),
            (Amount::Count(12), "12"),
            (Amount::Measure(0.5), "0.5"),
            (Amount::Measure(10.0), "10"),
            (Amount::share(1, 3), "33 % (1 of 3)"),
            (Amount::share(0, 0), "no data"),
            (Amount::of(131.5, 150.0), "131.5 of 150"),
            (Amount::median(vec![9, 2]), "5.5 d (n 2)"),
            (Amount::median(vec![]), "no data"),
        ] {
            assert_eq!(amount.to_string(), said);
        }
    }

    #[test]
    fn measures_are_added() {
        assert_eq!(Amount::Measure(0.5).plus(&Amount::Measure(1.0)), Amount::Measure(1.5));
        assert_eq!(Amount::Measure(0.5).plus(&Amount::NoData), Amount::Measure(0.5));
    }
}
