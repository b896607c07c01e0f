//! A programme's raw rows, as `select *` gives them, and its days: none of the program's own code.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use ifr::domain::month::Amount;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// What is compared of a family, and what is not of one.
const TABLES: [&str; 30] = [
    "family",
    "family_opening",
    "family_enrolment",
    "family_phase",
    "assignment",
    "member",
    "service",
    "safety_finding",
    "milestone",
    "meeting_case",
    "action_item",
    "staff",
    "employment",
    "staff_site",
    "referral",
    "referral_status",
    "treatment_step",
    "consent",
    "consent_category",
    "service_child",
    "travel",
    "position",
    "position_fill",
    "position_cover",
    "credential",
    "challenge",
    "success",
    "meeting",
    "meeting_pair",
    "meeting_series",
];

/// A value, read once as everything it can be.
struct Cell {
    text: String,
    day: Option<NaiveDate>,
    num: Option<i64>,
}

/// A raw row: what is null is not there.
pub struct Row {
    names: Rc<[String]>,
    cells: Vec<Option<Cell>>,
}

impl Row {
    fn cell(&self, name: &str) -> Option<&Cell> {
        let at = self.names.iter().position(|one| one == name)?;
        self.cells[at].as_ref()
    }
    pub fn has(&self, name: &str) -> bool {
        self.cell(name).is_some()
    }
    pub fn text(&self, name: &str) -> &str {
        self.cell(name).map_or("", |cell| &cell.text)
    }
    pub fn day(&self, name: &str) -> Option<NaiveDate> {
        self.cell(name).map(|cell| cell.day.unwrap())
    }
    pub fn num(&self, name: &str) -> i64 {
        self.cell(name).and_then(|cell| cell.num).unwrap_or(0)
    }
    pub fn real(&self, name: &str) -> f64 {
        self.text(name).parse().unwrap()
    }
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.day("from_on").unwrap() <= on && self.day("to_on").is_none_or(|to| to > on)
    }
}

fn all(sql: &Connection, table: &str) -> Vec<Row> {
    let mut statement = sql.prepare(&format!("select * from {table} order by 1")).unwrap();
    let names: Rc<[String]> = statement.column_names().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row<'_>| {
        let cell = |at: usize| match row.get_ref(at).unwrap() {
            ValueRef::Null | ValueRef::Blob(_) => None,
            ValueRef::Integer(value) => Some(value.to_string()),
            ValueRef::Real(value) => Some(value.to_string()),
            ValueRef::Text(text) => Some(String::from_utf8(text.to_vec()).unwrap()),
        };
        let parsed = |text: String| Cell { day: text.parse().ok(), num: text.parse().ok(), text };
        let cells = (0..names.len()).map(|at| cell(at).map(parsed)).collect();
        Ok(Row { names: Rc::clone(&names), cells })
    };
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}

/// The raw rows of a file.
pub struct Tables {
    all: HashMap<&'static str, Vec<Row>>,
    of_family: HashMap<(&'static str, i64), Vec<usize>>,
    pub people: Vec<Row>,
    pub file_from: NaiveDate,
}

impl Tables {
    pub fn read(sql: &Connection) -> Self {
        let all: HashMap<_, _> = TABLES.into_iter().map(|name| (name, self::all(sql, name))).collect();
        let mut of_family: HashMap<(&'static str, i64), Vec<usize>> = HashMap::new();
        for (name, rows) in &all {
            for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.has("family_id")) {
                of_family.entry((name, row.num("family_id"))).or_default().push(at);
            }
        }
        let file_from = self::all(sql, "meta")[0].day("first_day").unwrap();
        Self { all, of_family, people: self::all(sql, "meeting_person"), file_from }
    }
}

/// The raw rows as a site's month sees them, and what they come to.
pub struct Raw<'t> {
    tables: &'t Tables,
    pub families: Vec<i64>,
    pub site: i64,
    pub first: NaiveDate,
    pub until: NaiveDate,
    pub cut_off: NaiveDate,
    /// The names of the program's figures: of a list, also those that nothing has are named.
    pub keys: Vec<String>,
    pub found: BTreeMap<String, Amount>,
}

impl<'t> Raw<'t> {
    pub fn new(
        tables: &'t Tables,
        site: i64,
        [first, until, cut_off]: [NaiveDate; 3],
        keys: Vec<String>,
    ) -> Self {
        let here = |row: &&Row| row.num("site_id") == site;
        let families = tables.all["family"].iter().filter(here).map(|row| row.num("id")).collect();
        Self { tables, families, site, first, until, cut_off, keys, found: BTreeMap::new() }
    }

    pub fn rows(&self, name: &str) -> &'t [Row] {
        &self.tables.all[name]
    }

    /// Who was on the list of a meeting.
    pub fn people(&self) -> &'t [Row] {
        &self.tables.people
    }

    pub fn file_from(&self) -> NaiveDate {
        self.tables.file_from
    }

    /// The rows of a table that are about a family.
    pub fn of(&self, name: &'static str, family: i64) -> impl Iterator<Item = &'t Row> + use<'t> {
        let rows = &self.tables.all[name];
        self.tables.of_family.get(&(name, family)).into_iter().flatten().map(|at| &rows[*at])
    }

    /// The rows of a table that are about this site's families.
    pub fn here(&self, name: &'static str) -> impl Iterator<Item = &'t Row> {
        self.families.iter().flat_map(move |family| self.of(name, *family))
    }

    pub fn within(&self, on: Option<NaiveDate>) -> bool {
        on.is_some_and(|on| self.first <= on && on <= self.until)
    }

    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let until = self.until;
        self.first.iter_days().take_while(move |on| *on <= until)
    }

    pub fn put(&mut self, key: impl Into<String>, value: Amount) {
        let key = key.into();
        assert!(self.found.insert(key.clone(), value).is_none(), "{key} is counted twice");
    }

    pub fn count(&mut self, key: impl Into<String>, count: usize) {
        self.put(key, Amount::Count(whole(count)));
    }

    /// How many of all fulfil something; nothing where the file holds nothing of the kind.
    pub fn share(&mut self, key: &str, known: bool, all: &[bool]) {
        let part = whole(all.iter().filter(|does| **does).count());
        let value = match all.len() {
            0 => Amount::NoData,
            _ if !known => Amount::NoData,
            many => Amount::Share { part, whole: whole(many) },
        };
        self.put(key, value);
    }

    pub fn median(&mut self, key: &str, mut days: Vec<i64>) {
        days.sort_unstable();
        let n = days.len();
        #[allow(clippy::cast_precision_loss)]
        let value = match n {
            0 => Amount::NoData,
            _ => Amount::Median { days: (days[(n - 1) / 2] + days[n / 2]) as f64 / 2.0, n: whole(n) },
        };
        self.put(key, value);
    }

    /// How many there are of each value; a value of the list that nothing has is none.
    pub fn parts<'a>(&mut self, block: &str, values: impl Iterator<Item = &'a str>) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for value in values {
            *counts.entry(format!("{block}.{value}.count")).or_default() += 1;
        }
        for key in self.keys.iter().filter(|key| key.starts_with(&format!("{block}."))) {
            counts.entry(key.clone()).or_default();
        }
        for (key, count) in counts {
            self.count(key, count);
        }
    }

    /// The case that is open on a day.
    pub fn case(&self, family: i64, on: NaiveDate) -> Option<&'t Row> {
        self.of("family_opening", family).find(|row| row.holds(on))
    }

    pub fn enrolled(&self, family: i64, on: NaiveDate) -> Option<&'t Row> {
        self.of("family_enrolment", family).find(|row| row.holds(on))
    }

    /// The families that are open on a day, each with the day on which its case began.
    pub fn open(&self, on: NaiveDate) -> Vec<(i64, NaiveDate)> {
        let from = |id: &i64| Some((*id, self.case(*id, on)?.day("from_on").unwrap()));
        self.families.iter().filter_map(from).collect()
    }

    /// The members of a family on the last day: those who were born and had not left.
    pub fn members(&self, family: i64, kind: &'static str) -> impl Iterator<Item = &'t Row> {
        let until = self.until;
        self.of("member", family).filter(move |row| {
            let month = if row.has("birth_month") { row.num("birth_month") } else { 1 };
            let born = !row.has("birth_year")
                || (row.num("birth_year"), month) <= (i64::from(until.year()), i64::from(until.month()));
            row.text("kind") == kind
                && row.text("left_reason") != "wrong_entry"
                && born
                && row.day("left_on").is_none_or(|left| left > until)
        })
    }

    /// Whether a service of a role is on record here, up to a day.
    pub fn has_services(&self, role: &str, until: NaiveDate) -> bool {
        self.here("service").any(|row| row.text("role") == role && row.day("on_date").unwrap() <= until)
    }

    /// The complete consents of an adult: from when, until when.
    pub fn consents(&self, adult: i64) -> Vec<(NaiveDate, Option<NaiveDate>)> {
        let said = |row: &Row, names: &[&str]| names.iter().all(|name| !row.text(name).is_empty());
        let complete = |row: &&Row| {
            row.num("member_id") == adult
                && said(
                    row,
                    &["discloser_agency_id", "recipient_agency_id", "recipient", "purpose", "signed_on"],
                )
                && row.num("right_to_revoke") == 1
                && row.num("signed") == 1
                && (row.has("expires_on") || !row.text("expires_event").is_empty())
                && self.rows("consent_category").iter().any(|one| one.num("consent_id") == row.num("id"))
        };
        let ends = |row: &Row| row.day("expires_on").into_iter().chain(row.day("ended_on")).min();
        self.rows("consent")
            .iter()
            .filter(complete)
            .map(|row| (row.day("signed_on").unwrap(), ends(row)))
            .collect()
    }
}

pub fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap()
}

pub fn in_person(row: &Row) -> bool {
    ["home", "office", "field", "treatment_site"].contains(&row.text("mode"))
}

/// Monday to Friday, less the days that calendar.toml names.
pub fn works(on: NaiveDate) -> bool {
    static HOLIDAYS: std::sync::OnceLock<BTreeSet<NaiveDate>> = std::sync::OnceLock::new();
    let holidays = HOLIDAYS.get_or_init(|| {
        let lines = include_str!("../../config/calendar.toml").lines();
        lines.filter_map(|line| line.split_once(" = ")?.0.parse().ok()).collect()
    });
    on.weekday().num_days_from_monday() < 5 && !holidays.contains(&on)
}

/// The days from an event to a later one on which the agencies work; the event's own day is day 0.
pub fn worked(from: NaiveDate, to: NaiveDate) -> usize {
    from.iter_days().skip(1).take_while(|on| *on <= to).filter(|on| works(*on)).count()
}

/// The day in Chicago: six hours behind, and five from the second Sunday of March to the first of November, at two.
pub fn day_in_chicago(at: DateTime<Utc>) -> NaiveDate {
    let sunday = |month: u32, nth: u32| {
        let first = NaiveDate::from_ymd_opt(at.year(), month, 1).unwrap();
        first + TimeDelta::days(i64::from((7 - first.weekday().num_days_from_sunday()) % 7 + 7 * (nth - 1)))
    };
    let summer = sunday(3, 2).and_hms_opt(8, 0, 0).unwrap() <= at.naive_utc()
        && at.naive_utc() < sunday(11, 1).and_hms_opt(7, 0, 0).unwrap();
    (at - TimeDelta::hours(if summer { 5 } else { 6 })).date_naive()
}

#[test]
fn the_day_in_chicago_changes_with_the_clocks() {
    for (at, day) in [
        ("2028-03-01T05:59:59Z", "2028-02-29"),
        ("2028-03-01T06:00:00Z", "2028-03-01"),
        ("2028-03-13T04:59:59Z", "2028-03-12"),
        ("2028-03-13T05:00:00Z", "2028-03-13"),
        ("2027-11-07T04:59:59Z", "2027-11-06"),
        ("2027-11-08T05:59:59Z", "2027-11-07"),
    ] {
        assert_eq!(day_in_chicago(at.parse().unwrap()).to_string(), day, "{at}");
    }
}
