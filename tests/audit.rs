//! The audit trail: shown, filtered, and every way of touching it past the program named with its events.

use crate::account::{DANA, SAM, file, sign_in};
use crate::cli::ifr_told;
use crate::forms::desk::desk_over;
use crate::forms::world::{assign, contact, member, world};
use ifr::domain::SiteId;
use ifr::domain::staff::Role;
use ifr::settings::Settings;
use ifr::store::request::Form;
use ifr::store::view::audit::{AuditAsk, AuditPage, Edited, Group, Harm, Trail};
use ifr::store::view::family::RecordAsk;
use ifr::store::view::form::FamilyForm;
use ifr::store::view::history::Record;
use ifr::store::{OpId, OpenOptions, Reply, Request, Store};
use ifr::tui::screen::Target;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use tempfile::TempDir;

/// A file with five events, on a computer that has seen them all: set up, then four sign-ins.
struct Place {
    folder: TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (path, store) = file(folder.path());
        drop(store);
        let place = Self { folder, path };
        place.work(4);
        place
    }

    fn open(&self) -> Store {
        let mut store = Store::open(&self.path, OpenOptions::new(Arc::new(Settings::defaults()))).unwrap();
        store.witness_in(&self.folder.path().join("state"));
        store
    }

    fn work(&self, events: usize) {
        let mut store = self.open();
        for turn in 0..events {
            let (who, passphrase) = if turn % 2 == 0 { (DANA, "one two") } else { (SAM, "three four") };
            sign_in(&mut store, who, passphrase).unwrap();
        }
    }

    /// Works on the file with another program, which first takes the file's rules out and puts them back.
    fn tamper(&self, sql: &str) {
        let other = Connection::open(&self.path).unwrap();
        other.execute_batch("pragma foreign_keys = off").unwrap();
        let rules: Vec<(String, String)> = other
            .prepare("select name, sql from sqlite_schema where type = 'trigger' and tbl_name = 'event'")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for (name, _) in &rules {
            other.execute_batch(&format!("drop trigger {name}")).unwrap();
        }
        other.execute_batch(sql).unwrap();
        for (_, rule) in &rules {
            other.execute_batch(rule).unwrap();
        }
    }

    fn trail(&self) -> Trail {
        self.open().verify_trail().unwrap()
    }

    fn found(&self) -> Vec<(Harm, i64, i64)> {
        self.trail().breaches.iter().map(|one| (one.harm, one.first, one.last)).collect()
    }

    fn ifr(&self, args: &[&str], input: &str) -> Output {
        let db = self.path.to_str().unwrap();
        ifr_told(self.folder.path(), &[args, &["--db", db]].concat(), input)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_trail_that_nobody_touched_is_whole() {
    let place = Place::new();
    let trail = place.trail();
    assert_eq!((trail.events, trail.last, trail.witnessed), (5, 5, Some(5)));
    assert_eq!((trail.breaches, trail.edited), (vec![], vec![]));
}

#[test]
fn every_way_of_touching_it_is_named_with_its_events() {
    type Told = (Harm, i64, i64);
    let table: &[(&str, &[Told])] = &[
        ("update event set body = '{}', actor = 9 where seq = 3", &[(Harm::Changed, 3, 3)]),
        ("update event set actor = 9 where seq in (2, 3)", &[(Harm::Changed, 2, 3)]),
        ("delete from event where seq = 3", &[(Harm::Missing, 3, 3)]),
        ("delete from event where seq in (1, 2)", &[(Harm::Missing, 1, 2)]),
        (
            "update event set seq = -3 where seq = 3; update event set seq = 3 where seq = 4; update event set seq = 4 where seq = -3",
            &[(Harm::Changed, 3, 4)],
        ),
        ("delete from event where seq > 3", &[(Harm::Cut, 4, 5)]),
        (
            "update event_value set new = 'Elsewhere' where seq = 1 and entity = 'site' and field = 'name'",
            &[(Harm::Values, 1, 1)],
        ),
    ];
    for (sql, harms) in table {
        let place = Place::new();
        place.tamper(sql);
        let found = place.found();
        for harm in *harms {
            assert!(found.contains(harm), "{sql}: {found:?}");
        }
        // What was cut or taken out at the beginning takes its values along.
        let others = found.iter().filter(|one| !harms.contains(one) && one.0 != Harm::Changed);
        assert_eq!(others.count(), 0, "{sql}: {found:?}");
    }
}

#[test]
fn a_file_without_its_rules_is_told() {
    let place = Place::new();
    Connection::open(&place.path).unwrap().execute_batch("drop trigger event_no_update").unwrap();
    assert_eq!(place.found(), [(Harm::Unguarded, 1, 5)]);
}

#[test]
fn an_old_file_put_back_is_told_even_when_work_goes_on_in_it() {
    let place = Place::new();
    let copy = place.folder.path().join("copy");
    std::fs::copy(&place.path, &copy).unwrap();
    place.work(3);
    assert_eq!(place.found(), []);
    std::fs::copy(&copy, &place.path).unwrap();
    assert_eq!(place.found(), [(Harm::Cut, 6, 8)]);
    place.work(2);
    assert_eq!(place.found(), [(Harm::Replaced, 6, 7), (Harm::Cut, 8, 8)]);
    place.work(3);
    assert_eq!(place.found(), [(Harm::Replaced, 6, 8)], "it does not go away by itself");
    let mut store = place.open();
    sign_in(&mut store, DANA, "one two").unwrap();
    assert_eq!(store.accept_trail().unwrap().breaches, [], "somebody said that it was on purpose");
    assert_eq!(place.found(), []);
    let kinds: i64 = Connection::open(&place.path)
        .unwrap()
        .query_row("select count(*) from event where kind = 'trail_accepted' and actor = 1", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(kinds, 1);
}

#[test]
fn a_record_edited_with_another_program_is_told_with_the_event_that_wrote_it() {
    let place = Place::new();
    Connection::open(&place.path).unwrap().execute_batch("update site set name = 'South'").unwrap();
    let trail = place.trail();
    assert_eq!(trail.breaches, [], "the trail itself is whole");
    assert_eq!(said(&trail), ["site 1, name: not what event 1 wrote"]);
}

fn said(trail: &Trail) -> Vec<String> {
    trail.edited.iter().map(Edited::said).collect()
}

#[test]
fn rows_that_another_program_added_or_took_out_are_named() {
    let place = Place::new();
    let mut store = place.open();
    sign_in(&mut store, DANA, "one two").unwrap();
    let family = crate::forms::world::family();
    let opened_on = store.clock().today();
    let form = Form::Family(FamilyForm { site: SiteId(1), intact_worker: None, opened_on, ..family });
    let Reply::Saved { id, .. } = store.handle(Request::Save(OpId::new(), form)).unwrap() else { panic!() };
    assert_eq!(said(&store.verify_trail().unwrap()), Vec::<String>::new());
    let newest = store.verify_trail().unwrap().last;
    let sql = Connection::open(&place.path).unwrap();
    let opening: i64 =
        sql.query_row("select id from family_opening where family_id = ?1", [id], |row| row.get(0)).unwrap();
    sql.execute("delete from family_opening where id = ?1", [opening]).unwrap();
    sql.execute("insert into new_report (id, family_id, on_date) values (77, ?1, '2026-11-20')", [id])
        .unwrap();
    let found = said(&store.verify_trail().unwrap());
    assert_eq!(
        found,
        [
            "new report 77 was written by no event".to_owned(),
            format!("family opening {opening} is gone: event {newest} wrote it last, and none took it away"),
        ]
    );
    let check = place.ifr(&["check"], "one two\n");
    assert!(text(&check.stdout).contains("new report 77"), "{}", text(&check.stdout));
}

#[test]
fn rows_of_an_import_that_are_gone_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let plan = ifr::sample::Plan { seed: 7, today: "2026-11-24".parse().unwrap() };
    let store = ifr::sample::create(&path, &plan, Arc::new(Settings::defaults())).unwrap();
    assert_eq!(said(&store.verify_trail().unwrap()), Vec::<String>::new(), "a demo is as it was made");
    let sql = Connection::open(&path).unwrap();
    let all: i64 = sql.query_row("select count(*) from milestone", [], |row| row.get(0)).unwrap();
    sql.execute_batch("delete from milestone where id in (select id from milestone order by id limit 2)")
        .unwrap();
    let found = said(&store.verify_trail().unwrap());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(&format!("2 of the {all} rows of milestone that event")), "{found:?}");
}

#[test]
fn a_row_that_came_with_an_import_and_was_changed_past_the_program_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let plan = ifr::sample::Plan { seed: 7, today: "2026-11-24".parse().unwrap() };
    let mut store = ifr::sample::create(&path, &plan, Arc::new(Settings::defaults())).unwrap();
    // What events change, take away and put back since then was brought as it was.
    store.sign_in_as("Dana").unwrap();
    let of =
        |sql: &str| -> i64 { Connection::open(&path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap() };
    let item = ifr::domain::ItemId(of("select min(id) from action_item where status = 'open'"));
    let version = of("select version from action_item where status = 'open' order by id limit 1");
    let done = Request::ItemStatus {
        op: OpId::new(),
        item,
        version,
        status: ifr::domain::action_item::ItemStatus::InProgress,
        verified: false,
    };
    store.handle(done).unwrap();
    assert_eq!(said(&store.verify_trail().unwrap()), Vec::<String>::new());
    let sql = Connection::open(&path).unwrap();
    let brought: i64 = sql
        .query_row("select min(seq) from event where body like '%\"sums\"%'", [], |row| row.get(0))
        .unwrap();
    let label = |sql: &str| -> String {
        Connection::open(&path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let last = "printf('member %s of F-%04d', alias, family_id) from member order by id desc limit 1";
    let trip = "printf('travel %d of F-%04d', id, family_id) from travel where family_id is not null order by id limit 1";
    let first = "'family ' || group_concat(printf('F-%04d', id), ', ') || ' and 3 more' from (select id from family order by id limit 5)";
    let week = "'treatment week ' || min(id) from treatment_week";
    for (change, record) in [
        ("update member set birth_year = birth_year + 1 where id = (select max(id) from member)", last),
        (
            "update travel set miles = miles + 1 where id = (select min(id) from travel where family_id is not null)",
            trip,
        ),
        (
            "update family set label = 'x' || id where id in (select id from family order by id limit 8)",
            first,
        ),
        (
            "update treatment_week set offered = offered + 1 where id = (select min(id) from treatment_week)",
            week,
        ),
    ] {
        sql.execute_batch("begin").unwrap();
        sql.execute_batch(change).unwrap();
        sql.execute_batch("commit").unwrap();
        let found = said(&store.verify_trail().unwrap());
        let named = format!("{}: not what event {brought} brought", label(&format!("select {record}")));
        assert!(found.contains(&named), "{change}: {found:?}");
    }
    drop(store);
    let check = crate::cli::ifr(folder.path(), &["check", "--db", path.to_str().unwrap()]);
    assert!(text(&check.stdout).contains(&label(&format!("select {trip}"))), "{}", text(&check.stdout));
}

#[test]
fn details_of_a_record_that_were_changed_past_the_program_are_named() {
    for (tamper, named) in [
        ("delete from service_child where member_id = 3", "service 1, children: not what event"),
        (
            "delete from consent_category where category = 'attendance'",
            "consent 1, categories: not what event",
        ),
        (
            "insert into consent_category (consent_id, category) values (1, 'progress')",
            "consent 1, categories: not what event",
        ),
        (
            "update consent_category set ended_on = '2027-01-01' where category = 'attendance'",
            "consent 1, categories: not what event",
        ),
    ] {
        let mut world = world();
        let before = world.store.verify_trail().unwrap().edited;
        world.said("Dana", Form::Contact(contact(crate::forms::world::LEE)));
        world.said("Sam", Form::Consent(crate::forms::world::consent()));
        assert_eq!(world.store.verify_trail().unwrap().edited, before);
        world.sql.execute_batch(tamper).unwrap();
        let found = said(&world.store.verify_trail().unwrap());
        assert_eq!(found.len(), before.len() + 1, "{tamper}: {found:?}");
        assert!(found.iter().any(|one| one.starts_with(named)), "{tamper}: {found:?}");
    }
}

#[test]
fn ordinary_work_leaves_no_record_unlike_what_was_written() {
    let mut world = world();
    // The rows of this world are written with another program, which is noticed.
    let before = world.store.verify_trail().unwrap().edited;
    world.said(
        "Dana",
        Form::Assign(assign(crate::forms::world::SHAH, Role::RecoveryCoordinator, "2026-11-01")),
    );
    world.said(
        "Dana",
        Form::Assign(assign(crate::forms::world::BROOKS, Role::RecoveryCoordinator, "2026-11-24")),
    );
    world.said("Dana", Form::Contact(contact(crate::forms::world::LEE)));
    world.said("Dana", Form::Member(member("C")));
    world.said("Dana", Form::Family(crate::forms::world::family()));
    world.said("Dana", Form::Item(crate::forms::world::item()));
    world.said("Sam", Form::Consent(crate::forms::world::consent()));
    let trail = world.store.verify_trail().unwrap();
    assert!(trail.events >= 7, "{trail:?}");
    assert_eq!((trail.breaches, trail.edited), (vec![], before));
}

#[test]
fn the_witness_holds_numbers_and_hashes_for_its_owner_alone() {
    let place = Place::new();
    let folder = place.folder.path().join("state/witness");
    let files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let kept = std::fs::read_to_string(&files[0]).unwrap();
    for line in kept.lines() {
        let (seq, hash) = line.split_once(' ').unwrap();
        assert!(
            seq.parse::<i64>().is_ok()
                && hash.len() == 64
                && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&files[0]), mode(&folder)), (0o600, 0o700));
    }
}

#[test]
fn both_supervisors_see_a_broken_trail_on_today() {
    let place = Place::new();
    place.tamper("update event set actor = 9 where seq = 3");
    let mut store = place.open();
    store.verify_trail().unwrap();
    for (who, passphrase) in [(DANA, "one two"), (SAM, "three four")] {
        sign_in(&mut store, who, passphrase).unwrap();
        let Ok(Reply::Today(today)) = store.handle(Request::Today) else { panic!() };
        let need = today.needs.iter().find(|need| need.what == "Audit trail not as written").unwrap();
        assert_eq!(need.detail, "event 3 was changed after being written, or put elsewhere");
    }
}

fn page(store: &mut Store, ask: AuditAsk) -> AuditPage {
    match store.handle(Request::Audit(ask)).unwrap() {
        Reply::Audit(page) => *page,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_is_filtered_by_kind_and_person_and_shows_no_content() {
    let mut world = world();
    world.said("Dana", Form::Member(member("QUOLL")));
    world.refused("Sam", Form::Member(member("D")));
    world.refused("Sam", Form::Member(member("E")));
    world.store.sign_in_as("Sam").unwrap();
    let all = page(&mut world.store, AuditAsk::of(Group::All, None));
    let kinds: Vec<(&str, &str, &str)> =
        all.rows.iter().map(|row| (row.kind.as_str(), row.who.as_str(), row.about.as_str())).collect();
    assert_eq!(kinds, [("refused", "Sam Reyes", "change family"), ("member", "Dana Ortiz", kinds[1].2)]);
    assert!(!serde_json::to_string(&all).unwrap().contains("QUOLL"));
    let only = |world: &mut crate::forms::world::World, ask| page(&mut world.store, ask).rows.len();
    assert_eq!(only(&mut world, AuditAsk::of(Group::Refusals, None)), 1);
    assert_eq!(only(&mut world, AuditAsk::of(Group::Changes, None)), 1);
    assert_eq!(only(&mut world, AuditAsk { kind: "member".into(), most: 9, ..AuditAsk::default() }), 1);
    assert_eq!(only(&mut world, AuditAsk { who: "reyes".into(), most: 9, ..AuditAsk::default() }), 1);
    let since = Some("2026-11-25".parse().unwrap());
    assert_eq!(only(&mut world, AuditAsk { since, most: 9, ..AuditAsk::default() }), 0);
    assert!(
        world.store.handle(Request::Audit(AuditAsk { kind: "nope".into(), ..AuditAsk::default() })).is_err()
    );

    let mut desk = desk_over(world, false);
    desk.flow.open(Target::Audit);
    desk.shows("Audit trail").shows("Member added").shows("not looked over yet");
    desk.keys("v v").shows("Refusals").shows("change family");
    assert!(!desk.flow.shows("Member added"), "{}", desk.flow.screen());
    desk.flow.store().unwrap().verify_trail().unwrap();
    // The rows of this world were written with another program.
    desk.keys("f5").shows("6 rows of employment were written by no event");
}

#[test]
fn a_look_at_what_a_consent_opens_is_one_event_a_day() {
    let mut world = world();
    world.said("Sam", Form::Consent(crate::forms::world::consent()));
    world.store.sign_in_as("Dana").unwrap();
    for _ in 0..2 {
        world.store.handle(Request::Family(crate::forms::world::FAMILY)).unwrap();
    }
    let read = "select count(*) from event where kind = 'disclose' and actor = 1";
    let lines = world.count("select count(distinct member_id) from disclosure where viewer_id = 1");
    assert_eq!(world.count(read), lines.min(1), "one event for what one look showed");
}

#[test]
fn what_the_treatment_agency_reads_of_its_own_record_is_one_event_a_day_and_no_disclosure() {
    let mut world = world();
    let family = crate::forms::world::FAMILY;
    let own = "select count(*) from event where kind = 'view' and actor = 2 and entity = 'family'";
    world.store.sign_in_as("Sam").unwrap();
    world.store.handle(Request::Family(family)).unwrap();
    assert_eq!(world.count(own), 0, "no adult ever consented: there is nothing of treatment to read");
    world.said("Sam", Form::Consent(crate::forms::world::consent()));
    for who in ["Sam", "Dana", "Sam"] {
        world.store.sign_in_as(who).unwrap();
        world.store.handle(Request::Family(family)).unwrap();
        let ask = RecordAsk::History(Record::Family(family), None);
        world.store.handle(Request::Record(ask)).unwrap();
    }
    assert_eq!(world.count(own), 1);
    assert_eq!(world.count("select count(*) from event where kind = 'view' and actor = 1"), 0);
    assert_eq!(world.count("select count(*) from disclosure where viewer_id = 2"), 0);
    let read = page(&mut world.store, AuditAsk::of(Group::Treatment, None));
    assert!(read.rows.iter().any(|row| row.what == "Treatment information read by its own agency"));
}

#[test]
fn the_command_shows_filters_and_fails_on_a_touched_trail() {
    let place = Place::new();
    let done = place.ifr(&["audit", "--as", "Dana", "--kind", "signing_in", "--who", "sam"], "one two\n");
    let said = text(&done.stdout);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(said.contains("as written") && said.contains("Signed in"), "{said}");
    assert_eq!(said.matches("Sam Reyes").count(), 4, "two sign-ins, by and about: {said}");
    let json = place.ifr(&["audit", "--as", "Dana", "--json", "--most", "2"], "one two\n");
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(value["schema"], "ifr.audit.1");
    assert_eq!(value["events"].as_array().unwrap().len(), 2);
    place.tamper("delete from event where seq = 3");
    for command in [&["audit", "--as", "Dana"][..], &["check"]] {
        let done = place.ifr(command, "one two\n");
        assert_eq!(done.status.code(), Some(1), "{command:?}");
        assert!(text(&done.stdout).contains("event 3 was taken out"), "{}", text(&done.stdout));
    }
}

#[test]
fn a_passphrase_is_changed_and_recovered_on_the_command_line() {
    let place = Place::new();
    let done = place.ifr(&["passphrase", "--as", "Dana"], "one two\nwords of my own\n");
    assert!(done.status.success() && text(&done.stdout).contains("Your passphrase is changed"), "{done:?}");
    assert!(!place.ifr(&["status", "--as", "Dana"], "one two\n").status.success());
    let made = place.ifr(&["passphrase", "--as", "Dana", "--new-code"], "words of my own\n");
    let said = text(&made.stdout);
    let code = said.split_whitespace().find(|word| word.matches('-').count() == 3).unwrap();
    let done = place.ifr(&["passphrase", "--recover", "Dana"], &format!("{code}\nonce more anew\n"));
    assert!(done.status.success(), "{}", text(&done.stderr));
    let done = place.ifr(&["status", "--as", "Sam"], "three four\n");
    assert!(text(&done.stdout).contains("Passphrase set anew"), "{}", text(&done.stdout));
    assert!(place.ifr(&["status", "--as", "Dana"], "once more anew\n").status.success());
    let done = place.ifr(&["passphrase", "--as", "Dana", "Sam"], "once more anew\nfor sam\n");
    assert!(!done.status.success(), "each agency keeps its own");
}
