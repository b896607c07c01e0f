//! How large an invented file is: one partnership's two sites, or those and many more over many years.

use chrono::{Months, NaiveDate};

/// The sizes that have a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Size {
    /// Two sites and 70 families, eight months back
    #[default]
    Site,
    /// Six sites and about 1,000 families, five years back; to measure with
    Region,
    /// Fifteen sites, about 5,000 families and a million services, ten years back; to measure with
    State,
}

/// What a size comes to. The two sites of the demo, with all that is told of them, are in every one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Months from the file's first day to today.
    pub months: u32,
    /// Sites beside the two.
    pub sites: i64,
    /// Services that a worker writes down for a family in every thirty days, beside visits and contacts.
    pub services: i64,
}

impl From<Size> for Scale {
    fn from(size: Size) -> Self {
        match size {
            Size::Site => Self { months: 8, sites: 0, services: 0 },
            Size::Region => Self { months: 60, sites: 4, services: 6 },
            Size::State => Self { months: 120, sites: 13, services: 20 },
        }
    }
}

impl Scale {
    /// The day on which the file begins.
    pub(super) fn first_day(self, today: NaiveDate) -> NaiveDate {
        today.checked_sub_months(Months::new(self.months)).unwrap_or(today)
    }

    /// Whether there is more than the demo.
    pub(super) fn is_larger(self) -> bool {
        self != Self::from(Size::Site)
    }
}
