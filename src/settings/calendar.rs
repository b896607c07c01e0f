//! Where the agencies live and when they do not work: `calendar.toml`.

use super::Table;
use crate::domain::calendar::Calendar;
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// Where the agencies live and when they do not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarSettings {
    /// The time zone of a new file.
    pub time_zone: Tz,
    /// The holidays by date, with their names.
    pub holidays: BTreeMap<NaiveDate, String>,
}

impl Default for CalendarSettings {
    fn default() -> Self {
        Self { time_zone: Tz::America__Chicago, holidays: BTreeMap::new() }
    }
}

impl CalendarSettings {
    /// The working days.
    pub fn calendar(&self) -> Calendar {
        Calendar { holidays: self.holidays.keys().copied().collect() }
    }

    /// Takes over what the file gives rightly, and notes what it gives wrongly.
    pub(super) fn overlay(&mut self, root: Table<'_>) {
        if let Some(name) = root.text("time_zone") {
            match name.parse::<Tz>() {
                Ok(zone) => self.time_zone = zone,
                Err(_) => root.problem(
                    "time_zone",
                    format!("there is no time zone \"{name}\""),
                    "Write it as in \"America/Chicago\"",
                ),
            }
        }
        if let Some(table) = root.table("holidays") {
            self.take_holidays(&table);
        }
        root.finish();
    }

    fn take_holidays(&mut self, table: &Table<'_>) {
        for (key, _) in table.keys() {
            let Ok(date) = NaiveDate::parse_from_str(key, "%Y-%m-%d") else {
                table.problem(
                    key,
                    format!("`{key}` is not a date"),
                    "Write it as 2026-11-26 = \"Thanksgiving Day\"",
                );
                continue;
            };
            match table.choice(key) {
                Some(Some(name)) => {
                    self.holidays.insert(date, name);
                }
                Some(None) => {
                    self.holidays.remove(&date);
                }
                None => {}
            }
        }
    }
}
