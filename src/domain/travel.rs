//! Travel of Recovery Coordinators: what may be entered, and how a month's miles stand.
//!
//! Miles to clients' homes count toward a cap over all sites; travel to meetings and to training is reimbursed
//! separately and never does (seed). Rides given to clients are a service, in a ledger of their own.

use super::calendar::Calendar;
use super::dates::short;
use super::decimal::{self, Wrong};
use super::month::Month;
use super::service::told::{Refusal, was_open};
use crate::words;
use chrono::NaiveDate;
use std::fmt;
use std::ops::{Add, AddAssign};

words! {
    /// What a trip was for.
    Purpose {
        ClientHome = "client_home" => "Client home",
        Meeting = "meeting" => "Meeting",
        Training = "training" => "Training",
    }
}

/// Miles to a tenth, so that sums are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Miles(i64);

impl Miles {
    /// From tenths of a mile.
    pub fn tenths(tenths: i64) -> Self {
        Self(tenths)
    }

    /// From whole miles.
    pub fn whole(miles: i64) -> Self {
        Self(miles.saturating_mul(10))
    }

    /// With its noun: `1 mile`, `12.4 miles`.
    pub fn said(self) -> String {
        format!("{self} {}", if self == Self::whole(1) { "mile" } else { "miles" })
    }

    /// Reads miles as people write them: `12`, `12.4`, `12.4 mi`; a sign is read, too, so that it can be refused.
    ///
    /// # Errors
    /// A sentence that says what is wrong; more than a tenth is not rounded, since nothing is changed silently.
    pub fn read(text: &str) -> Result<Self, String> {
        let plain = text.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim();
        decimal::read(plain, 1).map(Self).map_err(|why| match why {
            Wrong::NoNumber => format!("\"{}\" are no miles: give a number such as 12 or 12.4", text.trim()),
            Wrong::TooFine => format!("{plain} is finer than a tenth of a mile: give 12 or 12.4"),
        })
    }

    /// As the file holds them.
    pub fn number(self) -> f64 {
        decimal::number(self.0, 1)
    }

    /// In tenths of a mile.
    pub fn in_tenths(self) -> i64 {
        self.0
    }

    /// How far it is to these miles; below nothing where they are passed.
    pub fn to(self, cap: Self) -> Self {
        Self(cap.0.saturating_sub(self.0))
    }

    /// Whole miles, rounded: for what is an estimate anyway.
    pub fn about(self) -> i64 {
        (self.0 + 5).div_euclid(10)
    }
}

impl Add for Miles {
    type Output = Self;
    fn add(self, more: Self) -> Self {
        Self(self.0.saturating_add(more.0))
    }
}

impl AddAssign for Miles {
    fn add_assign(&mut self, more: Self) {
        *self = *self + more;
    }
}

impl fmt::Display for Miles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&decimal::show(self.0, 1))
    }
}

/// A month's miles by what they were for; the purposes are kept apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// To clients' homes, over all sites: what the cap looks at.
    pub client_home: Miles,
    /// To meetings.
    pub meeting: Miles,
    /// To training.
    pub training: Miles,
}

impl Ledger {
    /// Puts a trip down.
    pub fn add(&mut self, purpose: Purpose, miles: Miles) {
        match purpose {
            Purpose::ClientHome => self.client_home += miles,
            Purpose::Meeting => self.meeting += miles,
            Purpose::Training => self.training += miles,
        }
    }

    /// The miles of one purpose.
    pub fn of(&self, purpose: Purpose) -> Miles {
        match purpose {
            Purpose::ClientHome => self.client_home,
            Purpose::Meeting => self.meeting,
            Purpose::Training => self.training,
        }
    }
}

/// What the month's client-home miles come to at its end, going on as until now: miles by working day that began,
/// times the working days of the month. `None` before the first working day: there is nothing to go by.
pub fn projection(driven: Miles, month: Month, today: NaiveDate, calendar: &Calendar) -> Option<Miles> {
    if today >= month.last() {
        return Some(driven);
    }
    let working = |until: NaiveDate| {
        let days = month.first().iter_days().take_while(|day| *day <= until);
        i64::try_from(days.filter(|day| calendar.is_working_day(*day)).count()).unwrap_or(0)
    };
    let (passed, all) = (working(today), working(month.last()));
    (passed > 0 && today >= month.first()).then(|| Miles((driven.0 * all + passed / 2) / passed))
}

/// A trip as somebody tells it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The day.
    pub on: NaiveDate,
    /// How far.
    pub miles: Miles,
    /// What for.
    pub purpose: Purpose,
    /// When the family was open, `[from, to)`, where one is named.
    pub family: Option<&'a [(NaiveDate, Option<NaiveDate>)]>,
}

impl Told<'_> {
    /// Says what of it cannot have been; `most` is the longest trip, in miles, that can be right.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, today: NaiveDate, most: i64) -> Result<(), Refusal> {
        let refuse = |column, message: String, hint: String| Err(Refusal { column, message, hint });
        if self.on > today {
            let message = format!("{} is still to come", short(self.on, today));
            return refuse("on_date", message, "give the day on which it was driven".into());
        }
        if self.miles <= Miles::default() || self.miles > Miles::whole(most) {
            let hint = format!("a trip has more than 0 and up to {most} miles");
            return refuse("miles", format!("{} miles cannot be right", self.miles), hint);
        }
        match (self.purpose, self.family) {
            (Purpose::ClientHome, None) => refuse(
                "family_id",
                "a trip to a client's home names its family".into(),
                "choose the family, or say that it was to a meeting or training".into(),
            ),
            (Purpose::Meeting | Purpose::Training, Some(_)) => refuse(
                "family_id",
                "only a trip to a client's home names a family".into(),
                "leave the family empty, or say that it was to a client's home".into(),
            ),
            (_, Some(spells)) if !was_open(spells, self.on) => refuse(
                "on_date",
                format!("the family was not open on {}", short(self.on, today)),
                "check the day and the family".into(),
            ),
            _ => Ok(()),
        }
    }
}

/// A day of a week of trips as a refusal names it: `Mon 23 Nov`.
pub fn short_day(on: NaiveDate) -> String {
    on.format("%a %-d %b").to_string()
}

/// What a trip of a typed day was to: a purpose by its word, or a family in somebody's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// To a meeting or training.
    To(Purpose),
    /// To the home of the family that these words mean.
    Home(String),
}

/// Reads the trips of one day as they are typed in a week: `12.4 oak, 8 F-0203, 14 meeting`.
///
/// # Errors
/// A sentence about the first trip that cannot be read.
pub fn read_day(text: &str) -> Result<Vec<(Miles, Errand)>, String> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let read = |part: &str| {
        let (miles, to) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
        let to = to.trim();
        if to.is_empty() {
            return Err(format!("\"{part}\" does not say where to: a family, meeting or training"));
        }
        let word = to.to_lowercase();
        let errand = [(Purpose::Meeting, "meetings"), (Purpose::Training, "trainings")]
            .into_iter()
            .find(|(_, name)| word.len() > 3 && name.starts_with(&word))
            .map_or_else(|| Errand::Home(to.to_owned()), |(purpose, _)| Errand::To(purpose));
        Ok((Miles::read(miles)?, errand))
    };
    parts.map(read).collect()
}

#[cfg(test)]
mod tests;
