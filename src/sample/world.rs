//! What every part of the invention needs: the day, the chance, and the file being filled.

use super::Plan;
use crate::domain::calendar::{Calendar, Clock};
use crate::error::Result;
use crate::store::bulk::{Field, Load};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use fastrand::Rng;
use std::collections::HashMap;

/// Adds a row: `row!(world, "table", column: value, …)`, and gives its key.
macro_rules! row {
    ($world:expr, $table:literal, $($name:ident: $value:expr),+ $(,)?) => {
        $world.row($table, &[$((stringify!($name), &$value)),+])
    };
}
pub(super) use row;

/// The invention in progress.
pub(super) struct World<'w, 't, 'c> {
    load: &'w mut Load<'t, 'c>,
    pub(super) rng: Rng,
    pub(super) today: NaiveDate,
    pub(super) first_day: NaiveDate,
    clock: Clock,
    calendar: Calendar,
    named: i64,
    /// When people are taken, in minutes of the day.
    taken: HashMap<(i64, NaiveDate), Vec<(i64, i64)>>,
}

impl<'w, 't, 'c> World<'w, 't, 'c> {
    pub(super) fn new(
        load: &'w mut Load<'t, 'c>,
        plan: Plan,
        first_day: NaiveDate,
        clock: Clock,
        calendar: Calendar,
    ) -> Self {
        let rng = Rng::with_seed(plan.seed);
        Self { load, rng, today: plan.today, first_day, clock, calendar, named: -1, taken: HashMap::new() }
    }

    pub(super) fn row(&mut self, table: &'static str, fields: &[Field<'_>]) -> Result<i64> {
        self.load.row(table, fields)
    }

    /// The time of day, at or after the one drawn, at which all of these people are free so long: nobody is in two
    /// places. Where the day is full it is the morning before.
    pub(super) fn free_time(&mut self, people: &[i64], on: NaiveDate, drawn: i64, minutes: i64) -> String {
        let is_free = |begin: i64| {
            let taken = people.iter().filter_map(|one| self.taken.get(&(*one, on))).flatten();
            taken.into_iter().all(|(from, to)| begin + minutes <= *from || *to <= begin)
        };
        let steps = (0..).map(|n| drawn + n * 5).take_while(|begin| begin + minutes <= 20 * 60);
        let early = (1..).map(|n| drawn - n * 5).take_while(|begin| *begin >= 6 * 60);
        let begin = steps.chain(early).find(|begin| is_free(*begin)).unwrap_or(drawn);
        for one in people {
            self.taken.entry((*one, on)).or_default().push((begin, begin + minutes));
        }
        format!("{:02}:{:02}", begin / 60, begin % 60)
    }

    /// The number of the next invented name.
    pub(super) fn next_name(&mut self) -> i64 {
        self.named += 1;
        self.named
    }

    /// The day so many days before today.
    pub(super) fn ago(&self, days: i64) -> NaiveDate {
        self.today - TimeDelta::days(days)
    }

    /// A number between the two, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.rng.i64(low..=high.max(low))
    }

    /// Whether something that happens so many times in a hundred happens now.
    pub(super) fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(0..100) < percent
    }

    /// One of several; the first kind of nothing where there are none.
    pub(super) fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        self.rng.choice(from).copied().unwrap_or_default()
    }

    /// This day, or the working day before it.
    pub(super) fn worked(&self, mut day: NaiveDate) -> NaiveDate {
        while !self.calendar.is_working_day(day) {
            day -= TimeDelta::days(1);
        }
        day
    }

    /// This day, or the working day after it.
    pub(super) fn works(&self, day: NaiveDate) -> NaiveDate {
        self.calendar.working_day_from(day)
    }

    /// The instant of a time of day where the file lives.
    pub(super) fn at(&self, day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
        self.clock.instant(day, NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default())
    }

    /// The Monday of a day's week.
    pub(super) fn monday(day: NaiveDate) -> NaiveDate {
        day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday()))
    }
}
