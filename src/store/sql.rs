//! How the domain's values stand in SQL: words, dates, instants, numbers.

use crate::domain::{Number, Word};
use crate::error::{Error, Kind};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rusqlite::types::{FromSqlError, Value};
use rusqlite::{ErrorCode, Row, RowIndex};

/// An instant as the file holds it: `2026-11-24T16:00:00Z`.
pub fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Reads an instant as the file holds it.
pub(crate) fn read_instant(text: &str) -> Option<DateTime<Utc>> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut parts = time.splitn(3, ':').map(str::parse);
    let [hour, minute, second] = [parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?];
    Some(read_date(day)?.and_hms_opt(hour, minute, second)?.and_utc())
}

/// A date as the file holds it: `2026-11-24`.
pub(crate) fn date(on: NaiveDate) -> String {
    on.to_string()
}

/// Reads a date as the file holds it.
pub(crate) fn read_date(text: &str) -> Option<NaiveDate> {
    // By hand, because lists read thousands of dates: a tenth of what chrono's own parser takes.
    let [year, month, day] = [text.get(0..4)?, text.get(5..7)?, text.get(8..)?];
    let dashes = text.bytes().filter(|byte| *byte == b'-').count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if (text.len(), dashes, digits) != (10, 2, 8) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Reads a time of the day as the file holds it: `09:30`.
pub(crate) fn read_time(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once(':')?;
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

/// What a row's column may be read as, beyond SQLite's own types: by its name or, where thousands are read, its place.
pub(crate) trait RowExt {
    /// A value of a closed vocabulary.
    fn word<W: Word>(&self, column: impl RowIndex) -> rusqlite::Result<W>;
    /// A value of a closed vocabulary, or null.
    fn word_opt<W: Word>(&self, column: impl RowIndex) -> rusqlite::Result<Option<W>>;
    /// A date.
    fn day(&self, column: impl RowIndex) -> rusqlite::Result<NaiveDate>;
    /// A date, or null.
    fn day_opt(&self, column: impl RowIndex) -> rusqlite::Result<Option<NaiveDate>>;
    /// A time of the day, or null; what is none is taken as not known.
    fn time_opt(&self, column: impl RowIndex) -> rusqlite::Result<Option<NaiveTime>>;
    /// An instant, or null.
    fn instant_opt(&self, column: impl RowIndex) -> rusqlite::Result<Option<DateTime<Utc>>>;
    /// A record number.
    fn num<N: Number>(&self, column: impl RowIndex) -> rusqlite::Result<N>;
    /// A record number, or null.
    fn num_opt<N: Number>(&self, column: impl RowIndex) -> rusqlite::Result<Option<N>>;
}

/// Reads a column's text, where there is one, as what it says; a text that says nothing of the kind is an error.
fn read<T>(
    row: &Row<'_>,
    at: impl RowIndex,
    read: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    let at = at.idx(row.as_ref())?;
    let Some(text) = row.get_ref(at)?.as_str_or_null()? else { return Ok(None) };
    let Some(value) = read(text) else { return Err(strange(row.as_ref().column_name(at)?, text)) };
    Ok(Some(value))
}

/// The same, where there must be one.
fn must<T>(value: Option<T>) -> rusqlite::Result<T> {
    value.ok_or_else(|| FromSqlError::InvalidType.into())
}

fn strange(column: &str, text: &str) -> rusqlite::Error {
    let message = format!("the column {column} holds \"{}\"", crate::domain::text::clean_line(text));
    FromSqlError::Other(Box::new(Error::new(Kind::NotOurs, message))).into()
}

impl RowExt for Row<'_> {
    fn word<W: Word>(&self, column: impl RowIndex) -> rusqlite::Result<W> {
        must(self.word_opt(column)?)
    }
    fn word_opt<W: Word>(&self, column: impl RowIndex) -> rusqlite::Result<Option<W>> {
        read(self, column, W::parse)
    }
    fn day(&self, column: impl RowIndex) -> rusqlite::Result<NaiveDate> {
        must(self.day_opt(column)?)
    }
    fn day_opt(&self, column: impl RowIndex) -> rusqlite::Result<Option<NaiveDate>> {
        read(self, column, read_date)
    }
    fn time_opt(&self, column: impl RowIndex) -> rusqlite::Result<Option<NaiveTime>> {
        Ok(read(self, column, |text| Some(read_time(text)))?.flatten())
    }
    fn instant_opt(&self, column: impl RowIndex) -> rusqlite::Result<Option<DateTime<Utc>>> {
        read(self, column, read_instant)
    }
    fn num<N: Number>(&self, column: impl RowIndex) -> rusqlite::Result<N> {
        Ok(N::new(self.get(column)?))
    }
    fn num_opt<N: Number>(&self, column: impl RowIndex) -> rusqlite::Result<Option<N>> {
        Ok(self.get::<_, Option<i64>>(column)?.map(N::new))
    }
}

/// A value on its way into a column.
pub(crate) trait IntoValue {
    /// The value as SQLite stores it.
    fn value(&self) -> Value;
}

impl IntoValue for &str {
    fn value(&self) -> Value {
        Value::Text((*self).to_owned())
    }
}
impl IntoValue for String {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
}
impl IntoValue for i64 {
    fn value(&self) -> Value {
        Value::Integer(*self)
    }
}
impl IntoValue for i32 {
    fn value(&self) -> Value {
        Value::Integer(i64::from(*self))
    }
}
impl IntoValue for u32 {
    fn value(&self) -> Value {
        Value::Integer(i64::from(*self))
    }
}
impl IntoValue for f64 {
    fn value(&self) -> Value {
        Value::Real(*self)
    }
}
impl IntoValue for bool {
    fn value(&self) -> Value {
        Value::Integer(i64::from(*self))
    }
}
impl IntoValue for NaiveDate {
    fn value(&self) -> Value {
        Value::Text(date(*self))
    }
}
impl IntoValue for DateTime<Utc> {
    fn value(&self) -> Value {
        Value::Text(instant(*self))
    }
}
impl IntoValue for Value {
    fn value(&self) -> Value {
        self.clone()
    }
}
impl<T: IntoValue> IntoValue for Option<T> {
    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Null, IntoValue::value)
    }
}
macro_rules! numbers_into {
    ($($name:ident),+) => { $(
        impl IntoValue for crate::domain::$name {
            fn value(&self) -> Value { Value::Integer(self.0) }
        }
    )+ };
}
numbers_into!(ConsentId, FamilyId, ItemId, MeetingId, MemberId, ReferralId, SiteId, StaffId);

/// A word of a closed vocabulary on its way into a column.
pub(crate) fn word<W: Word>(word: W) -> Value {
    Value::Text(word.word().to_owned())
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let text = match &error {
            rusqlite::Error::SqliteFailure(_, Some(text)) => text.clone(),
            other => other.to_string(),
        };
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::new(Kind::Busy, "somebody else is saving to this file")
                    .hint("wait a moment and try again")
            }
            Some(ErrorCode::ReadOnly) if is_half_saved(&error) => super::share::half_saved(),
            // The file was moved away under the program: it may be back in its place.
            Some(ErrorCode::ReadOnly) if moved(&error) => {
                Self::new(Kind::Disk, "the file is not in its place any more")
                    .hint("what you typed is still here: save again when it is back")
            }
            Some(ErrorCode::CannotOpen) => Self::new(Kind::Disk, "the file or its folder cannot be written")
                .hint("ask whoever looks after the folder for the right to write there"),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::new(Kind::ReadOnly, "the file or its folder cannot be written")
                    .hint("ask whoever looks after the folder for the right to write there")
            }
            Some(ErrorCode::DiskFull) => Self::new(Kind::Disk, "the disk is full")
                .hint("what you typed is still here: free some space and save again"),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::new(Kind::Damaged, "the file is damaged, or is not an ifr file")
                    .hint("leave it as it is and run \"ifr check\"")
            }
            Some(ErrorCode::SystemIoFailure) => {
                Self::new(Kind::Disk, "the disk failed, or cannot be reached")
                    .hint("what you typed is still here: save again")
            }
            Some(ErrorCode::ConstraintViolation) => Self::new(Kind::Invalid, constraint(&text)),
            _ => Self::new(
                Kind::Io,
                format!("the file could not be used: {}", crate::domain::text::clean_line(&text)),
            ),
        }
    }
}

/// Whether SQLite found another file, or none, under the name of the one it has open.
fn moved(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_READONLY_DBMOVED)
}

/// Whether SQLite found a journal of a save that is not at its end, and may not take it back.
fn is_half_saved(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_READONLY_ROLLBACK)
}

/// A constraint's complaint as a sentence: our triggers speak for themselves, SQLite's need telling.
fn constraint(text: &str) -> String {
    let clean = crate::domain::text::clean_line(text);
    if clean.contains("constraint failed") {
        format!("the file's own rules refuse this ({clean})")
    } else {
        clean
    }
}
