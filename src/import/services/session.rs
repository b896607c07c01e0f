//! How a service took place and how long it was; of a session of another system, whether anybody came.

use crate::domain::meeting::Attendance;
use crate::domain::service::Mode;
use crate::error::Result;
use crate::import::cell::{read_word, wrong};
use crate::import::row::Row;

/// How it took place: a session to which nobody came was an attempt, whatever was planned.
pub(super) fn mode(row: &Row) -> Result<Mode> {
    let attendance = attendance(row)?;
    if attendance.is_some_and(|attendance| !attendance.is_present()) {
        return Ok(Mode::Attempted);
    }
    match (row.text("mode"), attendance) {
        (Some(text), _) => read_mode(text).ok_or_else(|| {
            wrong(
                row,
                "mode",
                "not known here; there are home, office, field, treatment site, phone, video, attempted",
            )
        }),
        (None, Some(Attendance::Video)) => Ok(Mode::Video),
        (None, Some(Attendance::Phone)) => Ok(Mode::Phone),
        (None, _) => Err(wrong(row, "mode", "a row needs how it took place")),
    }
}

/// Whether they came to a session.
fn attendance(row: &Row) -> Result<Option<Attendance>> {
    let Some(text) = row.text("attendance") else { return Ok(None) };
    let why = "not known here; there are present, video, phone, excused, absent (a map can translate it)";
    read_attendance(text).map(Some).ok_or_else(|| wrong(row, "attendance", why))
}

fn read_attendance(text: &str) -> Option<Attendance> {
    read_word(text).or(match text.to_lowercase().replace(['-', '_'], " ").as_str() {
        "attended" | "came" | "yes" | "y" | "true" | "1" | "late" | "left early" | "in person" => {
            Some(Attendance::Present)
        }
        "excused absence" | "cancelled" | "canceled" => Some(Attendance::Excused),
        "unexcused absence" | "unexcused" | "no show" | "missed" | "no" | "n" | "false" | "0" => {
            Some(Attendance::Absent)
        }
        _ => None,
    })
}

/// How long it took: `90`, `90 min`, `1:30`, `1.5 h`; a session to which nobody came took no time of theirs.
pub(super) fn minutes(row: &Row) -> Result<Option<i64>> {
    if attendance(row)?.is_some_and(|attendance| !attendance.is_present()) {
        return Ok(None);
    }
    let Some(text) = row.text("minutes") else { return Ok(None) };
    read_minutes(text).map(Some).ok_or_else(|| wrong(row, "minutes", "no number of minutes can be read here"))
}

/// How a service took place, in the words of other systems, too.
fn read_mode(text: &str) -> Option<Mode> {
    read_word(text).or(match text.to_lowercase().replace(['-', '_'], " ").as_str() {
        "in home" | "home" | "residence" | "family home" => Some(Mode::Home),
        "in office" | "office visit" | "agency" => Some(Mode::Office),
        "community" | "in the field" | "school" => Some(Mode::Field),
        "treatment" | "provider" | "clinic" | "treatment provider" => Some(Mode::TreatmentSite),
        "telephone" | "call" | "phone call" | "tel" => Some(Mode::Phone),
        "virtual" | "zoom" | "video call" | "telehealth" => Some(Mode::Video),
        "attempt" | "no show" | "not home" | "unsuccessful" => Some(Mode::Attempted),
        _ => None,
    })
}

fn read_minutes(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    if let Some((hours, minutes)) = text.split_once(':') {
        let minutes =
            minutes.split(':').next()?.parse::<i64>().ok().filter(|minutes| (0..60).contains(minutes))?;
        return hours
            .parse::<i64>()
            .ok()
            .filter(|hours| (0..=24).contains(hours))
            .map(|hours| hours * 60 + minutes);
    }
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.').trim();
    let (minutes, unit) =
        (number.parse::<f64>().ok()?, text.strip_prefix(number)?.trim().trim_end_matches('.'));
    let minutes = match unit {
        "" | "m" | "min" | "mins" | "minutes" => minutes,
        "h" | "hr" | "hrs" | "hour" | "hours" => minutes * 60.0,
        _ => return None,
    };
    // A float is asked for its bounds first: what lies in a day is a whole number of minutes.
    #[allow(clippy::cast_possible_truncation)]
    (minutes.fract() == 0.0 && minutes.abs() <= 1440.0).then_some(minutes as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("90", Some(90)),
            ("90 min", Some(90)),
            ("1:30", Some(90)),
            ("01:30:00", Some(90)),
            ("1.5 h", Some(90)),
            ("2 hrs.", Some(120)),
            ("2.0 Hours", Some(120)),
            ("400.0 Dollars", None),
            ("45.0", Some(45)),
            ("-5", Some(-5)),
            ("1e9", None),
            ("1:75", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(read_minutes(text), minutes, "{text}");
        }
    }

    #[test]
    fn attendance_is_read_in_the_words_of_other_systems() {
        for (text, is) in [
            ("Present", Some(Attendance::Present)),
            ("by video", Some(Attendance::Video)),
            ("Excused Absence", Some(Attendance::Excused)),
            ("unexcused absence", Some(Attendance::Absent)),
            ("No-show", Some(Attendance::Absent)),
            ("perhaps", None),
        ] {
            assert_eq!(read_attendance(text), is, "{text}");
        }
    }
}
