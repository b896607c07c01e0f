//! Small random programmes: transfers within a month, people who left, families reopened, a leap day.

mod meetings;
mod treatment;

use chrono::{Days, NaiveDate};
use ifr::domain::SiteId;
use ifr::domain::calendar::Clock;
use ifr::settings::Settings;
use ifr::store::view::month::MonthOf;
use ifr::store::{NewFile, OpenOptions, Store};
use rusqlite::Connection;
use std::sync::Arc;
use tempfile::TempDir;

pub struct File {
    _dir: TempDir,
    pub store: Store,
    pub sql: Connection,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The days on which it is easy to be wrong: the ends of months, the file's first day, the leap day, a change of clocks.
const EDGES: [&str; 12] = [
    "2027-10-31",
    "2027-11-01",
    "2027-11-10",
    "2027-11-30",
    "2027-12-01",
    "2027-12-31",
    "2028-01-01",
    "2028-01-31",
    "2028-02-28",
    "2028-02-29",
    "2028-03-01",
    "2028-03-12",
];

/// What random programmes must hold, and how it is counted.
pub const HARD: [(&str, &str); 9] = [
    (
        "transfer within a month",
        "select count(*) from assignment a join assignment b on b.family_id = a.family_id and b.role = a.role
           and b.staff_id <> a.staff_id and b.from_on = a.to_on and substr(a.from_on, 1, 7) = substr(b.from_on, 1, 7)",
    ),
    ("person who left", "select count(*) from staff where left_on between '2027-11-10' and '2028-03-19'"),
    (
        "family that was reopened",
        "select count(*) from (select 1 from family_opening group by family_id having count(*) > 1)",
    ),
    (
        "family that was reopened on the day on which it was closed",
        "select count(*) from family_opening a join family_opening b on b.family_id = a.family_id and b.from_on = a.to_on",
    ),
    (
        "spell from the last day of a month",
        "select count(*) from assignment where from_on = date(from_on, 'start of month', '+1 month', '-1 day')",
    ),
    (
        "leap day",
        "select (select count(*) from assignment where '2028-02-29' in (from_on, to_on))
           + (select count(*) from service where on_date = '2028-02-29')",
    ),
    (
        "meeting on another day in Chicago than by UTC",
        "select count(*) from meeting where status = 'missed' and substr(scheduled_at, 12, 5) < '05:00'",
    ),
    (
        "service that was documented late",
        "select count(*) from service where julianday(documented_on) - julianday(on_date) > 40",
    ),
    (
        "referral whose end was entered as before it came",
        "select count(*) from referral r join referral_status s on s.referral_id = r.id and s.on_date < r.received_on",
    ),
];

/// Two supervisors of two sites; workers 3 to 5 and coordinators 6 and 7.
const PEOPLE: &str = "
insert into agency (id, name, kind) values (1, 'Intact', 'child_welfare'), (2, 'Hope', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'North', 1, 2), (2, 'South', 1, 2);
insert into staff (id, name, short_name, role, agency_id) values
  (1, 'Dana Ortiz', 'Dana', 'intact_supervisor', 1), (2, 'Sam Reyes', 'Sam', 'sud_supervisor', 2);
insert into employment (staff_id, from_on, fte) select id, '2027-01-01', 1.0 from staff;
insert into staff_site (staff_id, site_id, from_on) select s.id, t.id, '2027-01-01' from staff s, site t;
insert into import (id, at, source, sha256) values (1, '2027-10-01T00:00:00Z', 'x', 'x');
";

struct Dice(fastrand::Rng);

impl Dice {
    fn day(&mut self) -> NaiveDate {
        match self.0.u8(0..4) {
            0 => day(self.one(&EDGES)),
            _ => day("2027-10-20") + Days::new(self.0.u64(0..150)),
        }
    }
    fn after(&mut self, on: NaiveDate, most: u64) -> NaiveDate {
        on + Days::new(self.0.u64(0..=most))
    }
    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.0.usize(0..of.len())]
    }
    fn maybe(&mut self) -> bool {
        self.0.bool()
    }
}

fn quoted(on: Option<NaiveDate>) -> String {
    on.map_or_else(|| "null".to_owned(), |on| format!("'{on}'"))
}

pub fn file(seed: u64) -> File {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("programme.ifr");
    let clock = Clock::Fixed("2028-03-20T03:00:00Z".parse().unwrap(), chrono_tz::America::Chicago);
    let options = OpenOptions { clock: Some(clock), ..OpenOptions::new(Arc::new(Settings::defaults())) };
    let new = NewFile {
        partnership: "North".into(),
        time_zone: chrono_tz::America::Chicago,
        first_day: day("2027-11-10"),
        demo: true,
    };
    let mut store = Store::create(&path, &new, options).unwrap();
    let sql = Connection::open(&path).unwrap();
    let mut dice = Dice(fastrand::Rng::with_seed(seed));
    let mut text = format!("begin; {PEOPLE}");
    people(&mut dice, &mut text);
    for family in 1..=10 {
        household(&mut dice, family, &mut text);
    }
    referrals(&mut dice, &mut text);
    treatment::put(&mut dice, &mut text);
    rest(&mut dice, &mut text);
    meetings::put(&mut dice, &mut text);
    text.push_str("commit;");
    sql.execute_batch(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    store.sign_in_as("Dana").unwrap();
    File { _dir: dir, store, sql }
}

/// Every month of the file for one of the sites, at a cut-off of any hour.
pub fn asked(seed: u64) -> Vec<MonthOf> {
    let mut dice = Dice(fastrand::Rng::with_seed(seed ^ 1));
    let site = Some(SiteId(if dice.maybe() { 1 } else { 2 }));
    [dice.one(&["2027-11", "2027-12", "2028-01"]), "2028-02", "2028-03"]
        .map(|name| {
            let at =
                format!("2028-03-{:02}T{:02}:30:00Z", dice.0.u8(3..=20), dice.0.u8(0..24)).parse().unwrap();
            MonthOf { site, month: super::month(name), cut_off: dice.maybe().then_some(at) }
        })
        .into()
}

fn people(dice: &mut Dice, text: &mut String) {
    for id in 3..=7 {
        let role = if id < 6 { "intact_worker" } else { "recovery_coordinator" };
        let hired = day("2027-10-01") + Days::new(dice.0.u64(0..60));
        let left = if dice.maybe() { Some(hired + Days::new(dice.0.u64(40..150))) } else { None };
        text.push_str(&format!("insert into staff (id, name, short_name, role, agency_id, hired_on, left_on) values ({id}, 'W{id} X', '{}', '{role}', {}, '{hired}', {});",
            dice.one(&["", "Short"]), if id < 6 { 1 } else { 2 }, quoted(left)));
        let turn = hired + Days::new(dice.0.u64(1..39));
        for (from, to) in [(hired, Some(turn)), (turn, left)] {
            text.push_str(&format!("insert into employment (staff_id, from_on, to_on, fte, capacity, status, supervisor_id) values ({id}, '{from}', {}, {}, {}, '{}', {});",
                quoted(to), dice.one(&["1.0", "0.5", "0.8"]), dice.one(&["null", "6", "12"]), dice.one(&["active", "active", "leave", "onboarding", "separated"]), dice.one(&["1", "2", "null"])));
        }
        for site in [1, 2] {
            if site == 1 || dice.maybe() {
                text.push_str(&format!("insert into staff_site (staff_id, site_id, from_on, to_on, share) values ({id}, {site}, '{hired}', {}, {});",
                    quoted(left), dice.one(&["1.0", "0.4", "0.6"])));
            }
        }
        for kind in ["cadc", "auto_insurance"] {
            let ends = if dice.maybe() { Some(dice.day() + Days::new(40)) } else { None };
            text.push_str(&format!("insert into credential (staff_id, kind, issued_on, expires_on) values ({id}, '{kind}', '{}', {});", dice.day(), quoted(ends)));
        }
    }
    for post in 1..=6 {
        posts(dice, post, text);
    }
}

fn posts(dice: &mut Dice, post: i64, text: &mut String) {
    let from = dice.day();
    let set = if dice.maybe() { Some(dice.day()) } else { None };
    text.push_str(&format!("insert into position (id, site_id, agency_id, role, fte, from_on, to_on, recruitment, recruitment_on) values ({post}, {}, 1, '{}', {}, '{from}', {}, {}, {});",
        dice.one(&["1", "2"]), dice.one(&["intact_worker", "recovery_coordinator", "executive"]), dice.one(&["1.0", "0.5"]),
        if dice.0.u8(0..5) == 0 { "'2028-02-29'" } else { "null" }, dice.one(&["null", "'posted'", "'offer'", "'frozen'"]), quoted(set)));
    let mut filled = dice.after(from, 40);
    for _ in 0..dice.0.u8(0..3) {
        let to = filled + Days::new(dice.0.u64(1..60));
        text.push_str(&format!("insert into position_fill (position_id, staff_id, from_on, to_on) values ({post}, 3, '{filled}', '{to}');"));
        filled = dice.after(to, 20);
    }
    if dice.0.u8(0..3) == 0 {
        text.push_str(&format!(
            "insert into position_fill (position_id, staff_id, from_on) values ({post}, 4, '{filled}');"
        ));
    }
    if dice.maybe() {
        let to = if dice.maybe() { Some(dice.after(from, 90)) } else { None };
        text.push_str(&format!("insert into position_cover (position_id, staff_id, from_on, to_on) values ({post}, {}, '{from}', {});", dice.one(&["3", "5"]), quoted(to)));
    }
}

fn household(dice: &mut Dice, family: i64, text: &mut String) {
    text.push_str(&format!(
        "insert into family (id, case_number, site_id) values ({family}, 'C-{family}', {});",
        dice.one(&["1", "1", "2"])
    ));
    let mut from = dice.day();
    for n in 0..3 {
        let to = if n < 2 && dice.maybe() { Some(dice.after(from, 45)) } else { None };
        let why = if to.is_some() {
            format!("'{}'", dice.one(&["goals_met", "moved", "an_old_word"]))
        } else {
            "null".into()
        };
        text.push_str(&format!("insert into family_opening (family_id, from_on, to_on, close_reason) values ({family}, '{from}', {}, {why});", quoted(to)));
        let Some(to) = to else { break };
        from = if dice.maybe() { to } else { dice.after(to, 20) };
        if dice.maybe() {
            break;
        }
    }
    for role in ["intact_worker", "recovery_coordinator"] {
        let mut from = dice.day();
        for _ in 0..dice.0.usize(0..5) {
            let most = if dice.maybe() { 9 } else { 40 };
            let to = dice.after(from, most);
            assign(dice, (family, role), from, Some(to), text);
            from = if dice.maybe() { to } else { dice.after(to, 8) };
        }
        if dice.maybe() {
            assign(dice, (family, role), from, None, text);
        }
    }
    let enrolled = dice.day();
    let to = if dice.maybe() { Some(dice.after(enrolled, 60) + Days::new(1)) } else { None };
    text.push_str(&format!(
        "insert into family_enrolment (family_id, from_on, to_on) values ({family}, '{enrolled}', {});",
        quoted(to)
    ));
    let mut from = enrolled;
    for phase in 1..=dice.0.i64(1..=5) {
        let to = from + Days::new(dice.0.u64(1..30));
        text.push_str(&format!("insert into family_phase (family_id, from_on, to_on, phase) values ({family}, '{from}', '{to}', {phase});"));
        from = to;
    }
    for child in 0..dice.0.i64(0..4) {
        let left = if dice.0.u8(0..4) == 0 { Some(dice.day()) } else { None };
        text.push_str(&format!("insert into member (id, family_id, kind, alias, birth_year, birth_month, in_home, left_on) values ({}, {family}, 'child', 'A', {}, {}, {}, {});",
            family * 10 + child, dice.0.i64(2024..=2028), dice.one(&["null", "1", "2", "3", "11"]), dice.one(&["1", "1", "0"]), quoted(left)));
    }
}

fn assign(
    dice: &mut Dice,
    (family, role): (i64, &str),
    from: NaiveDate,
    to: Option<NaiveDate>,
    text: &mut String,
) {
    let (staff, held) = match role {
        "intact_worker" if dice.0.u8(0..5) == 0 => ("1", 1),
        "intact_worker" => (dice.one(&["3", "4", "5"]), 0),
        _ => (dice.one(&["6", "7"]), 0),
    };
    text.push_str(&format!("insert into assignment (family_id, staff_id, role, from_on, to_on, supervisor_held, import_id) values ({family}, {staff}, '{role}', '{from}', {}, {held}, 1);", quoted(to)));
}

fn referrals(dice: &mut Dice, text: &mut String) {
    for id in 1..=16 {
        let received = dice.day();
        let assigned = if dice.maybe() { Some(dice.after(received, 20)) } else { None };
        let contact = assigned.filter(|_| dice.0.u8(0..4) > 0).map(|on| dice.after(on, 9));
        text.push_str(&format!("insert into referral (id, received_on, source, site_id, county, family_id, screened_on, assigned_on, first_contact_on) values ({id}, '{received}', '{}', {}, '{}', {}, {}, {}, {});",
            dice.one(&["court", "self", "an_old_word"]), dice.one(&["1", "2"]), dice.one(&["Peoria", "Tazewell", ""]),
            if dice.0.u8(0..4) == 0 { "null".into() } else { dice.0.i64(1..=10).to_string() },
            quoted(dice.0.bool().then(|| received + Days::new(2))), quoted(assigned), quoted(contact)));
        let mut on = received;
        for status in ["received", "screening", "eligible", "wait_listed"] {
            text.push_str(&format!("insert into referral_status (referral_id, on_date, status) values ({id}, '{on}', '{status}');"));
            on = dice.after(on, 9);
        }
        if dice.maybe() {
            let status = dice.one(&[
                "enrolled",
                "declined",
                "ineligible",
                "ineligible",
                "withdrawn",
                "closed_without_contact",
            ]);
            // Sometimes it is entered late, and with a day before it came.
            let on = if dice.0.u8(0..4) == 0 { received - Days::new(3) } else { on };
            text.push_str(&format!("insert into referral_status (referral_id, on_date, status, reason) values ({id}, '{on}', '{status}', '{}');", dice.one(&["no_sud", "outside_area", "moved"])));
        }
    }
}

fn rest(dice: &mut Dice, text: &mut String) {
    for id in 1..=260 {
        service(dice, id, text);
    }
    for _ in 0..40 {
        text.push_str(&format!("insert into travel (staff_id, on_date, miles, purpose, family_id) values ({}, '{}', {}, '{}', {});",
            dice.one(&["6", "7"]), dice.day(), dice.0.u8(1..90), dice.one(&["client_home", "client_home", "meeting"]), dice.one(&["1", "2", "3", "4", "5", "null"])));
    }
    for id in 1..=12 {
        project(dice, id, text);
        let family = dice.0.i64(1..=10);
        text.push_str(&format!(
            "insert into safety_finding (family_id, on_date, finding) values ({family}, '{}', 'safe');",
            dice.day()
        ));
        let done = if dice.maybe() { Some(dice.day()) } else { None };
        text.push_str(&format!("insert into milestone (family_id, kind, due_on, completed_on) values ({family}, '{}', '{}', {});",
            dice.one(&["service_plan", "plan_review", "cans"]), dice.day(), quoted(done)));
    }
}

fn service(dice: &mut Dice, id: i64, text: &mut String) {
    let on = dice.day();
    let (role, staff) = match dice.maybe() {
        true => ("recovery_coordinator", dice.one(&["6", "7"])),
        false => ("intact_worker", dice.one(&["3", "4", "5"])),
    };
    let done = match dice.0.u8(0..8) {
        0 => None,
        1 => Some(on + Days::new(dice.0.u64(30..90))),
        _ => Some(dice.after(on, 4)),
    };
    let family = dice.0.i64(1..=10);
    text.push_str(&format!("insert into service (id, family_id, staff_id, role, kind, on_date, mode, joint_with, documented_on, documented_elsewhere) values ({id}, {family}, {staff}, '{role}', 'contact', '{on}', '{}', {}, {}, '{}');",
        dice.one(&["home", "office", "field", "phone", "attempted"]), dice.one(&["null", "3"]), quoted(done), dice.one(&["", "", "", "record 4"])));
    text.push_str(&format!("insert into service_child (service_id, member_id) select {id}, id from member where family_id = {family} and kind = 'child' and id % 2 = {};", dice.0.u8(0..2)));
}

/// A challenge, a success and an action item.
fn project(dice: &mut Dice, id: i64, text: &mut String) {
    let on = dice.day();
    let done = if dice.maybe() { Some(dice.after(on, 50)) } else { None };
    let said = done.filter(|_| dice.0.u8(0..4) > 0);
    text.push_str(&format!("insert into challenge (site_id, side, raised_on, category, body, families_affected, state, resolved_on, owner_id, due_on) values ({}, 'treatment', '{on}', '{}', 'x', {}, '{}', {}, {}, {});",
        dice.one(&["1", "2"]), dice.one(&["court", "staffing", "an_old_word"]), dice.one(&["null", "3", "4"]),
        if done.is_some() { "resolved" } else { dice.one(&["new", "ongoing"]) }, quoted(said), dice.one(&["1", "null"]), dice.one(&["'2028-04-01'", "null"])));
    text.push_str(&format!("insert into success (site_id, side, on_date, category, body, share) values ({}, 'treatment', '{}', '{}', 'x', {});",
        dice.one(&["1", "2"]), dice.day(), dice.one(&["recovery", "staff", "an_old_word"]), dice.0.u8(0..2)));
    let status = if done.is_some() {
        dice.one(&["done", "cancelled"])
    } else {
        dice.one(&["open", "in_progress", "blocked"])
    };
    text.push_str(&format!("insert into action_item (id, description, owner_id, due_on, family_id, category, status, created_on, closed_on, import_id) values ({id}, 'x', {}, '{}', {}, 'court', '{status}', '{on}', {}, 1);",
        dice.one(&["3", "6"]), dice.after(on, 20), if dice.0.u8(0..3) == 0 { "null".into() } else { dice.0.i64(1..=10).to_string() }, quoted(said)));
}
