//! The invented programme: the same every time, whole, and with the troubles that it promises.

use chrono::{NaiveDate, TimeDelta};
use ifr::domain::calendar::Clock;
use ifr::sample::{Plan, Scale, Size, create, create_at, fill};
use ifr::settings::Settings;
use ifr::store::{Store, verify_chain};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

struct File {
    _folder: tempfile::TempDir,
    conn: Connection,
}

fn made(seed: u64, today: NaiveDate) -> File {
    made_at(seed, today, Size::Site.into())
}

fn made_at(seed: u64, today: NaiveDate, scale: Scale) -> File {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("demo{}.ifr", NEXT.fetch_add(1, Ordering::Relaxed)));
    // The clock goes on from that day: at midnight it is the next one.
    let clock = Clock::beginning(today, chrono_tz::America::Chicago);
    let store: Store =
        create_at(&path, &Plan { seed, today }, scale, Arc::new(Settings::defaults())).unwrap();
    assert_eq!(store.clock().today(), clock.today());
    drop(store);
    File { _folder: folder, conn: Connection::open(&path).unwrap() }
}

fn one(file: &File, sql: &str) -> i64 {
    file.conn.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

fn dated(file: &File, sql: &str, days: i64) -> i64 {
    let on = (day() - TimeDelta::days(days)).to_string();
    file.conn.query_row(sql, [on], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// Every table's rows, without what differs between two files on purpose.
fn contents(file: &File) -> String {
    let names = |sql: &str| -> Vec<String> {
        file.conn.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let mut all = String::new();
    for table in names(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
    ) {
        if matches!(table.as_str(), "event" | "event_value" | "meta" | "import") {
            continue;
        }
        let columns = names(&format!("select name from pragma_table_info('{table}')"));
        let kept: Vec<_> =
            columns.iter().filter(|name| !matches!(name.as_str(), "uid" | "passphrase")).collect();
        let list = kept.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        let mut statement =
            file.conn.prepare(&format!("select {list} from {table} order by {list}")).unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<Value> = (0..kept.len()).map(|n| row.get(n).unwrap()).collect();
            all += &format!("{table} {cells:?}\n");
        }
    }
    all
}

#[test]
fn the_same_seed_and_day_give_the_same_contents() {
    let first = contents(&made(7, day()));
    assert!(first == contents(&made(7, day())), "two files differ");
    assert!(first != contents(&made(8, day())), "another seed gives the same");
}

#[test]
fn the_file_is_whole() {
    for today in
        [day(), NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(), NaiveDate::from_ymd_opt(2027, 1, 2).unwrap()]
    {
        let file = made(3, today);
        let strays: Vec<String> = file
            .conn
            .prepare("select \"table\" from pragma_foreign_key_check")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(strays.is_empty(), "{strays:?}");
        let report = verify_chain(&file.conn).unwrap();
        assert_eq!((report.events, report.broken), (1, None));
        assert_eq!(one(&file, "select count(*) from import where length(sha256) = 64 and added > 5000"), 1);
        assert_eq!(one(&file, "select count(*) from family where import_id is null"), 0);
    }
}

#[test]
fn the_cast_and_the_counts_are_as_promised() {
    let file = made(1, day());
    for (sql, expected) in [
        ("select count(*) from site", 2),
        ("select count(*) from staff where role = 'intact_supervisor'", 2),
        ("select count(*) from staff where role = 'sud_supervisor'", 2),
        ("select count(*) from account", 4),
        ("select count(*) from staff where role = 'intact_worker' and left_on is null", 9),
        ("select count(*) from staff where role = 'recovery_coordinator' and left_on is null", 5),
        ("select count(*) from family", 70),
        ("select count(*) from family_opening where to_on is null", 56),
        (
            "select count(*) from (select staff_id from staff_site where to_on is null group by staff_id having count(*) > 1)",
            1,
        ),
    ] {
        assert_eq!(one(&file, sql), expected, "{sql}");
    }
    for (table, least) in [
        ("referral", 60),
        ("service", 1500),
        ("meeting", 500),
        ("meeting_case", 1200),
        ("action_item", 150),
        ("signature", 500),
        ("consent", 35),
        ("treatment_week", 300),
        ("voucher", 5),
        ("milestone", 150),
        ("travel", 200),
        ("training", 30),
        ("challenge", 5),
        ("success", 5),
    ] {
        assert!(one(&file, &format!("select count(*) from {table}")) >= least, "{table}");
    }
    assert_eq!(one(&file, "select count(*) from action_item where owner_id is null or due_on = ''"), 0);
    assert_eq!(one(&file, "select count(*) from meeting where held_on > '2026-11-24'"), 0);
    assert_eq!(
        one(
            &file,
            "select count(*) from service where on_date > '2026-11-24' or documented_on > '2026-11-24'"
        ),
        0
    );
}

#[test]
fn a_larger_size_keeps_the_demo_and_adds_years_and_sites_to_it() {
    let scale = Scale { months: 26, sites: 1, services: 2 };
    let file = made_at(7, day(), scale);
    troubles(&file);
    let stray: Option<String> = file
        .conn
        .query_row("select max(\"table\") from pragma_foreign_key_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(stray, None);
    for (sql, least) in [
        ("select count(*) from family where site_id = 3", 50),
        ("select count(*) from family where site_id = 1 and id > 1000", 3),
        (
            "select count(*) from family_opening o join family f on f.id = o.family_id where f.site_id = 3 and o.to_on is null",
            20,
        ),
        ("select count(*) from assignment where reason = 'Transferred' and family_id > 1000", 1),
        (
            "select count(*) from meeting where site_id = 3 and kind = 'co_supervision' and status = 'signed'",
            50,
        ),
        ("select count(*) from referral where site_id = 3", 40),
        ("select count(*) from note n join note_member m on m.note_id = n.id where n.family_id > 1000", 50),
    ] {
        assert!(one(&file, sql) >= least, "{sql}: {}", one(&file, sql));
    }
    for (sql, expected) in [
        // What the two sites have now is what the demo has.
        (
            "select count(*) from family_opening o join family f on f.id = o.family_id where f.site_id < 3 and o.to_on is null",
            56,
        ),
        (
            "select count(*) from staff p join staff_site s on s.staff_id = p.id where s.site_id < 3 and p.left_on is null",
            19,
        ),
        ("select count(*) from service where on_date > '2026-11-24' or documented_on > '2026-11-24'", 0),
        ("select count(*) from meeting where held_on > '2026-11-24'", 0),
        // Nobody works where they are not employed.
        (
            "select count(*) from assignment a join staff s on s.id = a.staff_id where a.family_id > 1000 and (a.from_on < s.hired_on or a.to_on > s.left_on)",
            0,
        ),
    ] {
        assert_eq!(one(&file, sql), expected, "{sql}");
    }
    assert!(contents(&file) == contents(&made_at(7, day(), scale)), "two files differ");
}

#[test]
fn each_trouble_is_there() {
    for seed in [1, 2, 3] {
        let file = made(seed, day());
        troubles(&file);
        meetings(&file);
    }
}

fn troubles(file: &File) {
    for (what, sql, days) in [
        (
            "child not seen 34 d",
            "select count(*) from (select m.id from member m join service_child c on c.member_id = m.id join service s on s.id = c.service_id where m.family_id = 197 and s.role = 'intact_worker' group by m.id having max(s.on_date) = ?1)",
            34,
        ),
        (
            "infant not seen",
            "select count(*) from (select m.id from member m join service_child c on c.member_id = m.id join service s on s.id = c.service_id where m.birth_year = 2026 and s.role = 'intact_worker' and m.family_id in (select family_id from family_opening where to_on is null) group by m.id having max(s.on_date) <= ?1)",
            33,
        ),
        ("referral 2 d", "select count(*) from referral where received_on = ?1 and status = 'received'", 2),
        (
            "referral 9 d",
            "select count(*) from referral where received_on = ?1 and id = 412 and status = 'eligible'",
            9,
        ),
        (
            "referral 16 d",
            "select count(*) from referral where received_on = ?1 and status = 'wait_listed'",
            16,
        ),
        (
            "consent ends in 5 d",
            "select count(*) from consent c join member m on m.id = c.member_id where m.family_id = 188 and c.expires_on = ?1 and c.revoked = 0",
            -5,
        ),
        ("consent expired", "select count(*) from consent where expires_on <= ?1", 0),
        (
            "action overdue 2 d",
            "select count(*) from action_item where due_on = ?1 and family_id = 203 and owner_id = 6 and status = 'open'",
            2,
        ),
        ("action due today", "select count(*) from action_item where due_on = ?1 and status = 'open'", 0),
        (
            "vacancy of 23 d",
            "select count(*) from position_fill f where to_on = ?1 and not exists (select 1 from position_cover c where c.position_id = f.position_id)",
            23,
        ),
        ("credential", "select count(*) from credential where expires_on = ?1", -21),
        (
            "undocumented",
            "select count(*) from (select max(1) from service where documented_on is null and staff_id = 6 having count(*) = 4 and min(on_date) = ?1)",
            3,
        ),
        ("hearing", "select count(*) from court_hearing where on_date > ?1", 0),
        (
            "131 miles",
            "select count(*) from (select max(1) from travel where staff_id = 14 and purpose = 'client_home' and on_date > ?1 having sum(miles) = 131)",
            24,
        ),
        (
            "RC contact late",
            "select count(*) from (select max(on_date) as last from service where role = 'recovery_coordinator' and family_id in (select family_id from family_opening where to_on is null) group by family_id) where last <= ?1",
            21,
        ),
        ("return to use", "select count(*) from return_to_use where reported_on = ?1", 6),
        ("unsafe", "select count(*) from safety_finding where finding = 'unsafe' and on_date <= ?1", 0),
    ] {
        assert!(dated(file, sql, days) >= 1, "{what}");
    }
    for (what, sql) in [
        ("revoked", "select count(*) from consent where revoked = 1"),
        ("defective", "select count(*) from consent where id not in (select id from consent_complete)"),
        (
            "escalated",
            "select count(*) from action_item a where escalated_on is not null and status = 'blocked' and (select count(*) from action_item_carry c where c.action_item_id = a.id) >= 3",
        ),
        (
            "over the cap",
            "select count(*) from (select staff_id from assignment where to_on is null and role = 'intact_worker' group by staff_id having count(*) = 11)",
        ),
        (
            "held by a supervisor",
            "select count(*) from assignment where to_on is null and supervisor_held = 1",
        ),
        ("transferred", "select count(*) from assignment where reason = 'Transferred'"),
        (
            "late milestones",
            "select count(*) from milestone where completed_on is null and due_on < '2026-11-24'",
        ),
        (
            "milestones to come",
            "select count(*) from milestone where completed_on is null and due_on >= '2026-11-24'",
        ),
    ] {
        assert!(one(file, sql) >= 1, "{what}");
    }
    let incomplete = "select count(*) from family_enrolment e where to_on is null and not exists
        (select 1 from assignment a where a.family_id = e.family_id and a.role = 'recovery_coordinator' and a.to_on is null)";
    assert_eq!(one(file, incomplete), 1);
}

fn meetings(file: &File) {
    let last = "select count(*) from (select max(1) from meeting_pair where iw_id = 5 and rc_id = 14 and kind_held = 'co_supervision' having max(held_on) = ?1)";
    assert_eq!(dated(file, last, 43), 1, "Co-Supervision overdue by 12 days");
    let waiting = "select count(*) from meeting m where status = 'held' and kind = 'co_supervision'
        and (select group_concat(role) from signature s where s.meeting_id = m.id) = 'intact_supervisor'";
    assert_eq!(one(file, waiting), 1);
    assert!(one(file, "select count(*) from meeting where status = 'missed' and reason <> ''") >= 1);
    assert!(one(file, "select count(*) from meeting where status = 'scheduled'") >= 10);
    assert_eq!(
        dated(file, "select count(*) from meeting where status = 'scheduled' and scheduled_at < ?1", 0),
        0
    );
    assert_eq!(
        one(
            file,
            "select count(*) from meeting_move v join meeting m on m.id = v.meeting_id where m.status = 'scheduled'"
        ),
        1
    );
    assert!(one(file, "select count(distinct author_id) from prepared_point where meeting_id is null") >= 2);
    assert_eq!(one(file, "select count(*) from meeting_series where to_on is null"), 1);
    assert_eq!(one(file, "select count(distinct kind) from meeting"), 9);
    assert_eq!(one(file, "select count(*) from meeting_pair where verdict = 'held_as_other'"), 1);
    let third = "select count(*) from meeting m where m.kind = 'individual_iw' and m.status = 'signed'
        and exists (select 1 from meeting_person p where p.meeting_id = m.id and p.role = 'intact_worker' and p.staff_id <> m.worker_id)";
    assert_eq!(one(file, third), 1, "an Individual with a third person does not count");
    // Whoever is missing here would be a second trouble that nobody promised.
    let overdue = "select count(*) from (select max(1) from meeting_pair p where kind_held = 'co_supervision' and exists
        (select 1 from assignment a join assignment b on a.family_id = b.family_id where a.to_on is null and b.to_on is null
          and a.staff_id = p.iw_id and b.staff_id = p.rc_id) group by iw_id, rc_id having max(held_on) < ?1)";
    assert_eq!(dated(file, overdue, 31), 1);
}

#[test]
fn a_filled_file_is_not_filled_again() {
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan { seed: 1, today: day() };
    let mut store = create(&folder.path().join("demo.ifr"), &plan, Arc::new(Settings::defaults())).unwrap();
    assert!(fill(&mut store, &plan).is_err());
    store.sign_in_as("Dana").unwrap();
    store.sign_in_as("Sam Reyes").unwrap();
}
