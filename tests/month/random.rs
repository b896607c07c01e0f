//! Small random programmes: transfers within a month, people who left, families reopened, a leap day.

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
        day("2027-10-20") + Days::new(self.0.u64(0..150))
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
    rest(&mut dice, &mut text);
    text.push_str("commit;");
    sql.execute_batch(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    store.sign_in_as("Dana").unwrap();
    File { _dir: dir, store, sql }
}

/// Every month of the file for one of the sites, at a cut-off of any hour.
pub fn asked(seed: u64) -> Vec<MonthOf> {
    let mut dice = Dice(fastrand::Rng::with_seed(seed ^ 1));
    let site = Some(SiteId(if dice.maybe() { 1 } else { 2 }));
    ["2027-11", "2028-02", "2028-03"]
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
        text.push_str(&format!("insert into staff (id, name, short_name, role, agency_id, hired_on, left_on) values ({id}, 'W{id} X', 'W{id}', '{role}', {}, '{hired}', {});",
            if id < 6 { 1 } else { 2 }, quoted(left)));
        let turn = hired + Days::new(dice.0.u64(1..39));
        for (from, to) in [(hired, Some(turn)), (turn, left)] {
            text.push_str(&format!("insert into employment (staff_id, from_on, to_on, fte, capacity, status, supervisor_id) values ({id}, '{from}', {}, {}, {}, '{}', {});",
                quoted(to), dice.one(&["1.0", "0.5", "0.8"]), dice.one(&["null", "6", "12"]), dice.one(&["active", "leave", "onboarding"]), dice.one(&["1", "2", "null"])));
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
    for post in 1..=4 {
        let from = dice.day();
        text.push_str(&format!("insert into position (id, site_id, agency_id, role, fte, from_on) values ({post}, {}, 1, 'intact_worker', {}, '{from}');", dice.one(&["1", "2"]), dice.one(&["1.0", "0.5"])));
        let filled = dice.after(from, 40);
        if dice.maybe() {
            let to = if dice.maybe() { Some(filled + Days::new(dice.0.u64(1..60))) } else { None };
            text.push_str(&format!("insert into position_fill (position_id, staff_id, from_on, to_on) values ({post}, 3, '{filled}', {});", quoted(to)));
        }
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
            let to = dice.after(from, 25);
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
    for id in 1..=12 {
        let received = dice.day();
        let assigned = if dice.maybe() { Some(dice.after(received, 20)) } else { None };
        let contact = assigned.filter(|_| dice.maybe()).map(|on| dice.after(on, 9));
        text.push_str(&format!("insert into referral (id, received_on, source, site_id, county, screened_on, assigned_on, first_contact_on) values ({id}, '{received}', '{}', {}, '{}', {}, {}, {});",
            dice.one(&["court", "self", "an_old_word"]), dice.one(&["1", "2"]), dice.one(&["Peoria", "Tazewell", ""]),
            quoted(dice.0.bool().then(|| received + Days::new(2))), quoted(assigned), quoted(contact)));
        let mut on = received;
        for status in ["received", "screening", "eligible", "wait_listed"] {
            text.push_str(&format!("insert into referral_status (referral_id, on_date, status) values ({id}, '{on}', '{status}');"));
            on = dice.after(on, 9);
        }
        if dice.maybe() {
            let status =
                dice.one(&["enrolled", "declined", "ineligible", "withdrawn", "closed_without_contact"]);
            text.push_str(&format!("insert into referral_status (referral_id, on_date, status, reason) values ({id}, '{on}', '{status}', '{}');", dice.one(&["no_sud", "moved"])));
        }
    }
}

fn rest(dice: &mut Dice, text: &mut String) {
    for id in 1..=220 {
        let (on, rc) = (dice.day(), dice.maybe());
        let (role, staff) = if rc {
            ("recovery_coordinator", dice.one(&["6", "7"]))
        } else {
            ("intact_worker", dice.one(&["3", "4", "5"]))
        };
        let done = if dice.0.u8(0..4) > 0 { Some(dice.after(on, 4)) } else { None };
        let family = dice.0.i64(1..=10);
        text.push_str(&format!("insert into service (id, family_id, staff_id, role, kind, on_date, mode, joint_with, documented_on) values ({id}, {family}, {staff}, '{role}', 'contact', '{on}', '{}', {}, {});",
            dice.one(&["home", "office", "phone", "attempted"]), dice.one(&["null", "3"]), quoted(done)));
        text.push_str(&format!("insert into service_child (service_id, member_id) select {id}, id from member where family_id = {family} and kind = 'child' and id % 2 = {};", dice.0.u8(0..2)));
    }
    for _ in 0..30 {
        text.push_str(&format!("insert into travel (staff_id, on_date, miles, purpose, family_id) values ({}, '{}', {}, '{}', {});",
            dice.one(&["6", "7"]), dice.day(), dice.0.u8(1..90), dice.one(&["client_home", "client_home", "meeting"]), dice.one(&["1", "2", "3", "null"])));
    }
    for id in 1..=8 {
        let on = dice.day();
        let done = if dice.maybe() { Some(dice.after(on, 50)) } else { None };
        let (state, resolved) =
            if done.is_some() { ("resolved", quoted(done)) } else { ("ongoing", "null".into()) };
        text.push_str(&format!("insert into challenge (site_id, side, raised_on, category, body, families_affected, state, resolved_on, owner_id, due_on) values ({}, 'treatment', '{on}', 'court', 'x', {id}, '{state}', {resolved}, {}, '2028-04-01');",
            dice.one(&["1", "2"]), dice.one(&["1", "null"])));
        text.push_str(&format!("insert into success (site_id, side, on_date, category, body, share) values (1, 'treatment', '{}', 'recovery', 'x', {});", dice.day(), dice.0.u8(0..2)));
        text.push_str(&format!("insert into action_item (id, description, owner_id, due_on, family_id, category, status, created_on, closed_on, import_id) values ({id}, 'x', 3, '{}', {id}, 'court', '{}', '{on}', {}, 1);",
            dice.after(on, 20), if done.is_some() { "done" } else { "open" }, quoted(done)));
        text.push_str(&format!(
            "insert into safety_finding (family_id, on_date, finding) values ({id}, '{}', 'safe');",
            dice.day()
        ));
        text.push_str(&format!("insert into milestone (family_id, kind, due_on, completed_on) values ({id}, 'service_plan', '{}', '{}');", dice.day(), dice.day()));
    }
}
