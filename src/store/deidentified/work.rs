//! Rows that are about work and name no client: staff, meetings, attendance.

use super::measures::{OTHER, Words, label};
use super::{Period, drawn};
use crate::domain::meeting::{Attendance, MeetingStatus};
use crate::domain::staff::{EmploymentStatus, Role};
use crate::error::Result;
use crate::export::document::{Sheet, Value};
use crate::store::Store;
use crate::store::gate::sites;
use crate::store::sql::{date, read_date};
use rusqlite::{Row, named_params};
use std::collections::HashMap;

/// Everybody who worked at one of the sites in the period, with their last spell of employment in it.
const STAFF: &str = "select s.id, w.site_id, s.role, e.fte, e.status,
    (julianday(:to) - julianday(coalesce(s.hired_on, e.from_on))) / 365.25, s.left_on < :to
  from staff s
  join staff_site w on w.id = (select x.id from staff_site x where x.staff_id = s.id and x.from_on < :to
    and x.site_id in (select value from json_each(:sites)) order by x.from_on desc, x.id desc limit 1)
  join employment e on e.id = (select x.id from employment x where x.staff_id = s.id and x.from_on < :to order by x.from_on desc limit 1)
  where (s.left_on is null or s.left_on > :from) and (e.to_on is null or e.to_on > :from)";

/// Meetings of pairs, workers and the programme. A meeting about one family is no row: it would be that family's.
const MEETINGS: &str = "select m.id, m.site_id, m.kind, m.status, coalesce(m.held_on, substr(m.scheduled_at, 1, 10)), m.worker_id,
    m.afterwards, (select count(*) from meeting_pair p where p.meeting_id = m.id), (select count(*) from meeting_pair p where p.meeting_id = m.id and p.verdict = 'counts')
  from meeting m
  where m.family_id is null and m.site_id in (select value from json_each(:sites))
    and coalesce(m.held_on, substr(m.scheduled_at, 1, 10)) >= :from and coalesce(m.held_on, substr(m.scheduled_at, 1, 10)) < :to";

const ATTENDANCE: &str =
    "select p.meeting_id, p.staff_id, p.attendance, p.late_minutes, p.deputy_for is not null
  from meeting_person p join meeting m on m.id = p.meeting_id
  where p.staff_id is not null and m.family_id is null and m.site_id in (select value from json_each(:sites))
    and m.held_on >= :from and m.held_on < :to";

/// The numbers drawn for this export, by the key of the file.
type Numbers = HashMap<i64, i64>;

/// Staff, meetings and attendance, each with the numbers drawn for this export.
pub(super) fn tables(store: &Store, period: Period, places: &Numbers) -> Result<Vec<Sheet>> {
    let (staff, people) = staff(store, period, places)?;
    let (meetings, held) = meetings(store, period, places, &people)?;
    Ok(vec![staff, meetings, attendance(store, period, &held, &people)?])
}

/// Everybody with the numbers drawn for them.
fn staff(store: &Store, period: Period, places: &Numbers) -> Result<(Sheet, Numbers)> {
    let mut staff = read(store, STAFF, period, |row| {
        let (id, site): (i64, i64) = (row.get(0)?, row.get(1)?);
        let cells = vec![
            number(places, Some(site)),
            word(label::<Role>, row, 2)?,
            Value::Number(row.get(3)?, 2),
            word(label::<EmploymentStatus>, row, 4)?,
            years(row.get(5)?).into(),
            yes(row.get(6)?),
        ];
        Ok((id, cells))
    })?;
    let people = drawn(staff.iter().map(|(id, _)| *id));
    let columns = ["person", "site", "role", "fte", "status", "years_of_service", "left"];
    Ok((sheet("staff", &columns, &mut staff, &people), people))
}

/// The meetings with the numbers drawn for them.
fn meetings(store: &Store, period: Period, places: &Numbers, people: &Numbers) -> Result<(Sheet, Numbers)> {
    let mut meetings = read(store, MEETINGS, period, |row| {
        let kind: String = row.get(2)?;
        let day: String = row.get(4)?;
        let cells = vec![
            number(places, row.get(1)?),
            Words::Meetings.label(store.settings(), &kind).unwrap_or_else(|| OTHER.to_owned()).into(),
            word(label::<MeetingStatus>, row, 3)?,
            read_date(&day).map(crate::domain::fidelity::quarter_name).into(),
            number(people, row.get(5)?),
            yes(row.get(6)?),
            Value::count(row.get::<_, i64>(7)?),
            Value::count(row.get::<_, i64>(8)?),
        ];
        Ok((row.get(0)?, cells))
    })?;
    let held = drawn(meetings.iter().map(|(id, _)| *id));
    let columns = [
        "meeting",
        "site",
        "kind",
        "status",
        "quarter",
        "worker",
        "recorded_afterwards",
        "pairs",
        "pairs_that_count",
    ];
    Ok((sheet("meetings", &columns, &mut meetings, &held), held))
}

/// Who took part, by the numbers of the meeting and of the person.
fn attendance(store: &Store, period: Period, held: &Numbers, people: &Numbers) -> Result<Sheet> {
    let mut attendance = read(store, ATTENDANCE, period, |row| {
        let cells = vec![
            number(people, row.get(1)?),
            word(label::<Attendance>, row, 2)?,
            row.get::<_, Option<i64>>(3)?.map(Value::count).unwrap_or(Value::Nothing),
            yes(row.get(4)?),
        ];
        Ok((row.get(0)?, cells))
    })?;
    let columns = ["meeting", "person", "attendance", "late_minutes", "deputy"];
    Ok(sheet("attendance", &columns, &mut attendance, held))
}

type Keyed = (i64, Vec<Value>);

fn read(
    store: &Store,
    sql: &str,
    period: Period,
    cells: impl Fn(&Row<'_>) -> rusqlite::Result<Keyed>,
) -> Result<Vec<Keyed>> {
    let mut statement = store.conn().prepare(sql)?;
    let named = named_params! { ":sites": sites(store.viewer()?), ":from": date(period.from), ":to": date(period.to) };
    let rows = statement.query_map(named, |row| cells(row))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The rows with their numbers before them, in the order of the numbers: the order of the file would tell who came first.
fn sheet(name: &str, columns: &[&str], rows: &mut Vec<Keyed>, numbers: &Numbers) -> Sheet {
    let mut sheet = Sheet::new(name, columns);
    rows.sort_by_key(|(key, _)| numbers.get(key).copied());
    let with_number =
        |(key, cells): Keyed| std::iter::once(number(numbers, Some(key))).chain(cells).collect();
    sheet.rows = rows.drain(..).map(with_number).collect();
    sheet
}

fn number(numbers: &Numbers, key: Option<i64>) -> Value {
    key.and_then(|key| numbers.get(&key)).map_or(Value::Nothing, |number| Value::count(*number))
}

/// A word as its vocabulary calls it; what it does not know is "Other".
fn word(label: fn(&str) -> Option<&'static str>, row: &Row<'_>, at: usize) -> rusqlite::Result<Value> {
    let word: Option<String> = row.get(at)?;
    Ok(word.map(|word| label(&word).unwrap_or(OTHER)).into())
}

fn yes(value: Option<bool>) -> Value {
    if value == Some(true) { "yes" } else { "no" }.into()
}

fn years(years: Option<f64>) -> Option<&'static str> {
    years.map(|years| match years {
        ..1.0 => "Under 1",
        ..3.0 => "1 to 2",
        ..6.0 => "3 to 5",
        _ => "6 or more",
    })
}
