//! What is said of one worker's log, or of one entry, is what the check of everybody's says of them: reading less finds
//! the same.

use chrono::{Days, NaiveDate, NaiveTime};
use ifr::domain::service::Mode;
use ifr::domain::{FamilyId, MemberId, StaffId};
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::view::services::{
    FindingRow, PointRow, ServiceCheck, ServiceForm, ServicesAsk, ServicesPage, ServicesReply,
};
use ifr::store::{Reply, Request, Store};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rusqlite::{Connection, params};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

const TODAY: &str = "2026-11-24";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

struct World {
    _folder: tempfile::TempDir,
    store: Store,
    conn: Connection,
    staff: Vec<i64>,
    adults: Vec<(i64, i64)>,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let plan = Plan { seed: 7, today: day(TODAY) };
    let store = create(&path, &plan, Arc::new(Settings::defaults())).unwrap();
    let conn = Connection::open(&path).unwrap();
    let two = |sql: &str| -> Vec<(i64, i64)> {
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let staff = two("select s.id, 0 from staff s join staff_site t on t.staff_id = s.id and t.site_id = 1
        where s.role in ('intact_worker', 'recovery_coordinator') and s.left_on is null group by s.id order by s.id limit 4");
    // Mostly families of the first site, so that entries meet; those of another are nobody's business there.
    let adults =
        two("select * from (select m.family_id, m.id from member m join family f on f.id = m.family_id
        where m.kind = 'adult' and f.site_id = 1 order by f.open_until desc, m.id limit 5)
      union all select * from (select m.family_id, m.id from member m join family f on f.id = m.family_id
        where m.kind = 'adult' and f.site_id = 2 limit 1)");
    let staff = staff.into_iter().map(|(id, _)| id).collect();
    World { _folder: folder, store, conn, staff, adults }
}

/// An entry at random: who, about whom, whether an adult is named, what, the day, when, how long, with whom, in a group.
type Made = (usize, usize, bool, usize, u32, Option<u32>, Option<i64>, Option<usize>, bool);

const KINDS: [&str; 5] = ["visit", "contact", "transportation", "peer_coaching", "spiritual_support"];

fn made() -> impl Strategy<Value = Made> {
    let when = proptest::option::weighted(0.9, 0..4_u32);
    let minutes = proptest::option::weighted(0.9, prop_oneof![Just(30_i64), Just(45), Just(90), Just(900)]);
    let with = proptest::option::weighted(0.3, 0..4_usize);
    (0..4_usize, 0..6_usize, any::<bool>(), 0..KINDS.len(), 20..24_u32, when, minutes, with, any::<bool>())
}

impl World {
    /// Makes the entries of a case the only ones that are not the demo's.
    fn log(&self, all: &[Made]) {
        self.conn.execute("delete from service_fact where service_id >= 900000", []).unwrap();
        self.conn.execute("delete from service where id >= 900000", []).unwrap();
        for (place, (who, about, named, kind, on, began, minutes, with, group)) in all.iter().enumerate() {
            let id = 900_000 + i64::try_from(place).unwrap();
            let (family, adult) = self.adults[*about];
            self.conn
                .execute(
                    "insert into service (id, family_id, staff_id, role, kind, on_date, began, minutes, mode, joint_with, member_id)
                     values (?1, ?2, ?3, 'intact_worker', ?4, ?5, ?6, ?7, 'home', ?8, ?9)",
                    params![
                        id,
                        family,
                        self.staff[*who],
                        KINDS[*kind],
                        format!("2026-11-{on}"),
                        began.map(|slot| format!("10:{:02}", slot * 15)),
                        minutes,
                        with.map(|with| self.staff[with]),
                        named.then_some(adult),
                    ],
                )
                .unwrap();
            if *group {
                let sql = "insert into service_fact (service_id, name, value) values (?1, 'group_size', '3')";
                self.conn.execute(sql, [id]).unwrap();
            }
        }
    }

    /// The same entry in a form.
    fn form(&self, (who, about, named, kind, on, began, minutes, with, _): &Made) -> ServiceForm {
        let (family, adult) = self.adults[*about];
        ServiceForm {
            row: None,
            family: FamilyId(family),
            staff: StaffId(self.staff[*who]),
            kind: KINDS[*kind].to_owned(),
            on: day(&format!("2026-11-{on}")),
            began: began.and_then(|slot| NaiveTime::from_hms_opt(10, slot * 15, 0)),
            minutes: *minutes,
            mode: Mode::Home,
            joint_with: with.map(|with| StaffId(self.staff[with])),
            children: Vec::new(),
            member: named.then_some(MemberId(adult)),
            documented_on: None,
            elsewhere: String::new(),
            facts: Vec::new(),
        }
    }

    fn ask(&mut self, ask: ServicesAsk) -> ServicesReply {
        let Reply::Services(reply) = self.store.handle(Request::Services(ask)).unwrap() else {
            panic!("another answer")
        };
        reply
    }

    fn check(&mut self, from: &str, to: &str) -> ServiceCheck {
        let ask = ServicesAsk::Check { from: day(from), to: day(to) };
        let ServicesReply::Check(check) = self.ask(ask) else { panic!("another answer") };
        *check
    }

    fn page(&mut self, staff: Option<i64>) -> ServicesPage {
        let staff = staff.map(StaffId);
        let ServicesReply::Page(page) = self.ask(ServicesAsk::Page { staff, log: false }) else {
            panic!("another answer")
        };
        *page
    }
}

/// A row as text, with all that a supervisor reads of it.
fn told(row: &PointRow) -> String {
    let broken = row.broken.shown().map(|broken| &broken.rule);
    let (on, standing, what) = (row.on, &row.standing.text, row.what.shown());
    format!("{:?} {:?} {} {on} {standing} {what:?} {} {broken:?}", row.sort, row.entry, row.family, row.how)
}

fn rows_of(page: &ServicesPage, staff: i64) -> Vec<String> {
    page.rows.iter().filter(|row| row.staff.id.0 == staff).map(told).collect()
}

fn tally_of(page: &ServicesPage, staff: i64) -> Vec<String> {
    page.tallies.iter().filter(|tally| tally.person.id.0 == staff).map(|tally| format!("{tally:?}")).collect()
}

#[test]
fn one_workers_log_says_what_everybodys_says_of_them() {
    let world = RefCell::new(world());
    let found = RefCell::new(BTreeSet::new());
    // The same cases each time, since it is said below what is among them.
    let config = Config { failure_persistence: None, ..Config::with_cases(24) };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    // Some are logged twice.
    let logged = (made(), prop_oneof![4 => Just(1_usize), 1 => Just(2)]);
    TestRunner::new_with_rng(config, rng)
        .run(&proptest::collection::vec(logged, 1..10), |all| {
            let all: Vec<Made> = all.into_iter().flat_map(|(made, times)| vec![made; times]).collect();
            let mut world = world.borrow_mut();
            world.log(&all);
            for who in ["Sam", "Dana"] {
                world.store.sign_in_as(who).unwrap();
                let everybody = world.page(None);
                let rules = everybody.rows.iter().filter_map(|row| Some(row.broken.shown()?.rule.clone()));
                found.borrow_mut().extend(rules);
                for staff in world.staff.clone() {
                    let own = world.page(Some(staff));
                    prop_assert_eq!(rows_of(&own, staff), rows_of(&everybody, staff));
                    prop_assert_eq!(tally_of(&own, staff), tally_of(&everybody, staff));
                    prop_assert!(own.rows.iter().all(|row| row.staff.id.0 == staff));
                }
            }
            Ok(())
        })
        .unwrap();
    // The cases are worth something: what needs other entries or vouchers was among them.
    let found = found.into_inner();
    for rule in ["client_overlap", "provider_overlap", "duplicate", "rss.voucher", "rss.voucher_runs"] {
        assert!(found.contains(rule), "no case broke {rule}: {found:?}");
    }
}

#[test]
fn an_entry_is_told_while_it_is_made_what_the_check_finds_afterwards() {
    let mut world = world();
    // Two of the same worker at one time, and another's with the same adult.
    let made: [Made; 3] = [
        (0, 0, true, 2, 20, Some(0), Some(45), None, false),
        (0, 1, true, 2, 20, Some(1), Some(45), None, false),
        (1, 0, true, 3, 20, Some(1), Some(30), None, false),
    ];
    world.log(&made);
    world.store.sign_in_as("Dana").unwrap();
    let check = world.check("2026-11-01", TODAY);
    let own: Vec<i64> = check.findings.iter().map(|row| row.service).filter(|id| *id >= 900_000).collect();
    assert!(own.len() >= 3, "{own:?}");
    for (id, made) in (900_000..).zip(&made) {
        let form = ServiceForm { row: Some((id, 1)), ..world.form(made) };
        let ServicesReply::Judged(judged) = world.ask(ServicesAsk::Judge(Box::new(form))) else {
            panic!("another answer")
        };
        let mut said: Vec<String> = judged.into_iter().map(|one| one.broken.rule).collect();
        let about = check.findings.iter().filter(|row| row.service == id || row.other == Some(id));
        let mut found: Vec<String> = about.filter_map(|row| Some(row.broken.shown()?.rule.clone())).collect();
        said.sort();
        found.sort();
        assert_eq!(said, found, "entry {id}");
        assert!(said.iter().any(|rule| rule.contains("overlap")), "entry {id}: {said:?}");
    }
}

#[test]
fn a_long_stretch_says_what_its_days_say() {
    let mut world = world();
    world.store.sign_in_as("Sam").unwrap();
    let whole = world.check("0001-01-01", "9999-12-31");
    let told = |check: &ServiceCheck| -> BTreeSet<(i64, Option<i64>, String)> {
        let row = |row: &FindingRow| (row.service, row.other, row.broken.shown().unwrap().rule.clone());
        check.findings.iter().map(row).collect()
    };
    let (mut services, mut found) = (0, BTreeSet::new());
    let mut on = day("2025-01-01");
    while on <= day("2027-06-01") {
        let until = on + Days::new(10);
        let part = world.check(&on.to_string(), &until.to_string());
        services += part.services;
        found.extend(told(&part));
        on = until + Days::new(1);
    }
    assert!(whole.services > 500, "{}", whole.services);
    assert_eq!((whole.services, told(&whole)), (services, found));
}
