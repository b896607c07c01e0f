//! A small file for tests inside the crate: one partnership, one site, Dana and Sam.

use super::{NewFile, OpenOptions, Store, account};
use crate::domain::calendar::Clock;
use crate::settings::Settings;
use rusqlite::params;
use std::cell::RefCell;
use std::sync::Arc;
use tempfile::TempDir;

thread_local! {
    /// The folders of a test's files, which go when its thread ends.
    static FOLDERS: RefCell<Vec<TempDir>> = const { RefCell::new(Vec::new()) };
}

/// The instant at which the tests' clocks stand: Tuesday 24 November 2026, 9 in the morning in Peoria.
pub(crate) fn clock() -> Clock {
    Clock::Fixed("2026-11-24T15:00:00Z".parse().unwrap(), chrono_tz::America::Chicago)
}

/// A new file in a folder of its own, with Dana (Intact) and Sam (SUD), whose passphrase is `demo`.
pub(crate) fn small() -> Store {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("programme.ifr");
    FOLDERS.with_borrow_mut(|folders| folders.push(folder));
    let new = NewFile {
        partnership: "Peoria North".into(),
        time_zone: chrono_tz::America::Chicago,
        first_day: "2026-01-05".parse().unwrap(),
        demo: true,
    };
    let mut options = OpenOptions::new(Arc::new(Settings::defaults()));
    options.clock = Some(clock());
    let store = Store::create(&path, &new, options).unwrap();
    let hash = account::hash("demo").unwrap();
    store
        .conn()
        .execute_batch(
            "insert into agency (id, name, kind) values (1, 'Prairie Family', 'child_welfare'), (2, 'Riverside Recovery', 'treatment');
             insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'Peoria North', 1, 2);
             insert into staff (id, name, short_name, role, agency_id) values
               (1, 'Dana Ortiz', 'Dana', 'intact_supervisor', 1), (2, 'Sam Reyes', 'Sam', 'sud_supervisor', 2);
             insert into staff_site (staff_id, site_id, from_on) values (1, 1, '2026-01-05'), (2, 1, '2026-01-05');
             insert into employment (staff_id, from_on, fte) values (1, '2026-01-05', 1.0), (2, '2026-01-05', 1.0);",
        )
        .unwrap();
    for staff in [1, 2] {
        store
            .conn()
            .execute(
                "insert into account (staff_id, passphrase, set_at) values (?1, ?2, '2026-01-05T15:00:00Z')",
                params![staff, hash],
            )
            .unwrap();
    }
    store
}

#[test]
fn who_signs_in_is_written_down_and_the_chain_is_whole() {
    let mut store = small();
    assert!(store.check_passphrase(crate::domain::StaffId(1), "wrong").is_err());
    store.check_passphrase(crate::domain::StaffId(1), "demo").unwrap();
    let reply =
        store.handle(super::Request::SignIn { staff: crate::domain::StaffId(1), passphrase: "demo".into() });
    assert!(matches!(reply, Ok(super::Reply::SignedIn(viewer)) if viewer.name == "Dana Ortiz"));
    let report = super::verify_chain(store.conn()).unwrap();
    assert_eq!((report.events, report.broken), (2, None));
}

#[test]
fn the_same_operation_is_done_once() {
    let mut store = small();
    let op = super::OpId::new();
    let add = |store: &mut Store| {
        store.write(op, super::write::What::new("test", "agency"), |tx| {
            tx.insert("agency", &[("name", &"ICOY"), ("kind", &"project_lead")])
        })
    };
    let (first, again) = (add(&mut store).unwrap(), add(&mut store).unwrap());
    assert_eq!(first, again);
    let count: i64 = store
        .conn()
        .query_row("select count(*) from agency where name = 'ICOY'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
}

#[test]
fn a_row_that_changed_meanwhile_is_a_conflict_and_history_is_kept() {
    let mut store = small();
    let change = |store: &mut Store, version, name: &str| {
        let name = name.to_owned();
        store.write(super::OpId::new(), super::write::What::of("test", "site", 1), |tx| {
            tx.update("site", 1, version, &[("name", &name)])
        })
    };
    assert_eq!(change(&mut store, 1, "North").unwrap(), 2);
    assert_eq!(change(&mut store, 1, "South").unwrap_err().kind, crate::error::Kind::Conflict);
    let kept: (String, String) = store
        .conn()
        .query_row("select old, new from event_value where entity = 'site' and field = 'name'", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!(kept, ("Peoria North".to_owned(), "North".to_owned()));
    assert!(store.conn().execute("delete from event", []).is_err(), "the trail is append-only");
}
