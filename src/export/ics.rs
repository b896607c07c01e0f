//! Meetings as a calendar file (RFC 5545): the same meeting is the same entry, however often it is brought in again.
//!
//! Instants are in UTC, so that no reader of the file needs to know when the clocks change. An entry names workers and
//! the kind of meeting, never a family.

use crate::domain::text::{clean, clean_line};
use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Class, Component, Event, EventLike, EventStatus, Property};

/// A meeting as a calendar shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What tells it from every other one, for good.
    pub uid: String,
    /// Rises with every change.
    pub sequence: u32,
    /// When it was changed last.
    pub changed: DateTime<Utc>,
    /// `Co-Supervision, Lee + Brooks`.
    pub title: String,
    /// Its number and where it stands.
    pub text: String,
    /// Where it is.
    pub place: String,
    /// When it begins.
    pub begins: DateTime<Utc>,
    /// How long it takes, in minutes.
    pub minutes: i64,
    /// It does not take place.
    pub cancelled: bool,
}

/// The calendar file of these meetings, named after whose it is, in a time zone that calendars show it in.
pub fn render(name: &str, zone: &str, entries: &[Entry]) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&clean_line(name));
    calendar.append_property(Property::new("X-WR-TIMEZONE", zone));
    for entry in entries {
        calendar.push(event(entry));
    }
    calendar.to_string()
}

fn event(entry: &Entry) -> Event {
    let mut event = Event::new();
    event
        .uid(&entry.uid)
        .sequence(entry.sequence)
        .timestamp(entry.changed)
        .last_modified(entry.changed)
        .summary(&clean_line(&entry.title))
        .description(&clean(&entry.text))
        .starts(entry.begins)
        .ends(entry.begins + TimeDelta::minutes(entry.minutes))
        .class(Class::Private)
        .status(if entry.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if !entry.place.is_empty() {
        event.location(&clean_line(&entry.place));
    }
    event.done()
}
