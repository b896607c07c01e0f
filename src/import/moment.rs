//! Moments as other systems write them: on a clock of their own, often Greenwich's, while a file here has its own zone.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

/// How a moment can be written, once its zone stands as an offset behind it.
const WAYS: [&str; 2] = ["%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%d %H:%M %z"];
/// How a day with its time of day can be written.
const HERE: [&str; 4] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M"];

/// The moment of a cell that tells its zone: `2026-03-09T14:30:00Z`, `2026-03-09 14:30:00.000+0000`, `… UTC`.
fn moment(cell: &str) -> Option<DateTime<FixedOffset>> {
    // Most cells are something else, and 200,000 of them are looked at.
    if cell.len() < 17 || cell.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    let text = spaced(cell);
    let plain = ["UTC", "GMT", "Z"].iter().find_map(|zone| text.strip_suffix(zone));
    let text = plain.map_or(text.clone(), |plain| format!("{plain}+0000"));
    WAYS.iter().find_map(|way| DateTime::parse_from_str(&text, way).ok())
}

/// A day and its time with a blank between them, where a T stands there.
fn spaced(cell: &str) -> String {
    match cell.split_once('T') {
        Some((day, time)) if day.len() == 10 => format!("{day} {time}"),
        _ => cell.to_owned(),
    }
}

/// Whether a cell is a moment with a time of day: a day alone is often written as its midnight.
pub(super) fn has_time(cell: &str) -> bool {
    moment(cell).is_some_and(|at| at.time() != NaiveTime::MIN)
}

/// The day and time of a moment where the file lives.
pub(super) fn local(cell: &str, zone: Tz) -> Option<NaiveDateTime> {
    moment(cell).map(|at| at.with_timezone(&zone).naive_local())
}

/// The time of day of a cell that holds a day, too: `14:30`, where the file lives.
pub(super) fn time_of_day(cell: &str, zone: Tz) -> Option<String> {
    let here = || {
        let text = spaced(cell);
        HERE.iter().find_map(|way| NaiveDateTime::parse_from_str(&text, way).ok())
    };
    local(cell, zone).or_else(here).map(|at| at.format("%H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::America::Chicago;

    #[test]
    fn a_moment_is_told_where_the_file_lives() {
        for (cell, here) in [
            ("2021-04-28T00:15:00.000+0000", Some("2021-04-27 19:15")),
            ("2021-01-28T00:15:00Z", Some("2021-01-27 18:15")),
            ("2026-03-09 14:30:00 UTC", Some("2026-03-09 09:30")),
            ("2026-03-09 14:30:00 -0500", Some("2026-03-09 14:30")),
            ("2026-03-09T14:30+00:00", Some("2026-03-09 09:30")),
            ("2026-03-09T14:30:00", None),
            ("2026-03-09", None),
            ("Middle School 2021-04-28T00:15:00Z", None),
            ("", None),
        ] {
            let read = local(cell, ZONE).map(|at| at.format("%Y-%m-%d %H:%M").to_string());
            assert_eq!(read.as_deref(), here, "{cell}");
        }
    }

    #[test]
    fn a_midnight_is_a_day_written_at_length() {
        assert!(!has_time("2026-03-09T00:00:00.000Z"));
        assert!(has_time("2026-03-09T00:00:01.000Z"));
        assert!(!has_time("2026-03-09 10:00"));
    }

    #[test]
    fn a_time_of_day_stands_behind_its_day() {
        for (cell, time) in [
            ("2021-04-28T00:15:00.000+0000", Some("19:15")),
            ("2026-03-09 14:30:00", Some("14:30")),
            ("3/9/2026 9:05", Some("09:05")),
            ("14:30", None),
            ("2 pm", None),
        ] {
            assert_eq!(time_of_day(cell, ZONE).as_deref(), time, "{cell}");
        }
    }
}
