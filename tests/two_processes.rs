//! Two programs write to one file at once: every acknowledged write is there, and the audit chain is whole.

use ifr::domain::StaffId;
use ifr::domain::action_item::Priority;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::request::Form;
use ifr::store::view::form::ItemForm;
use ifr::store::view::item::ItemTerms;
use ifr::store::{OpId, OpenOptions, Reply, Request, Store, verify_chain};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

const EACH: usize = 40;

/// What a child says of each item that was acknowledged.
const SAVED: &str = "saved ";

#[test]
fn every_acknowledged_write_is_there_and_the_chain_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("programme.ifr");
    let today = "2026-11-24".parse().unwrap();
    drop(create(&path, &Plan { seed: 1, today }, Arc::new(Settings::defaults())).unwrap());
    let children: Vec<Child> = ["Dana", "Sam"].map(|name| writer(&path, name)).into();
    let mut acknowledged = BTreeSet::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        acknowledged.extend(text.lines().filter_map(|line| {
            let at = line.find(SAVED)?;
            line.get(at + SAVED.len()..)?.trim().parse::<i64>().ok()
        }));
    }
    assert_eq!(acknowledged.len(), 2 * EACH, "no number was given twice");
    let conn = rusqlite::Connection::open(&path).unwrap();
    for id in &acknowledged {
        let found: i64 =
            conn.query_row("select count(*) from action_item where id = ?1", [id], |row| row.get(0)).unwrap();
        assert_eq!(found, 1, "A-{id:04}");
    }
    let chain = verify_chain(&conn).unwrap();
    assert_eq!(chain.broken, None);
    assert!(chain.events >= i64::try_from(2 * EACH).unwrap());
}

#[test]
fn others_read_on_while_an_import_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("programme.ifr");
    let today = "2026-11-24".parse().unwrap();
    drop(create(&path, &Plan { seed: 1, today }, Arc::new(Settings::defaults())).unwrap());
    let mut rows = String::from("Case #,Opened,Label\n");
    for number in 0..3000 {
        rows.push_str(&format!("Z-{number},2026-09-16,zebra {number}\n"));
    }
    let csv = folder.path().join("families.csv");
    std::fs::write(&csv, rows).unwrap();
    let open = || Store::open(&path, crate::desk::options(crate::desk::MORNING)).unwrap();
    let (mut dana, mut sam) = (open(), open());
    dana.sign_in_as("Dana").unwrap();
    sam.sign_in_as("Sam").unwrap();
    let families = |conn: &rusqlite::Connection| -> rusqlite::Result<i64> {
        conn.query_row("select count(*) from family", [], |row| row.get(0))
    };
    let conn = rusqlite::Connection::open(&path).unwrap();
    let before = families(&conn).unwrap();
    let watch = ifr::import::Watch::default();
    let options = ifr::import::Options { watch: watch.clone(), ..Default::default() };
    let brings = std::thread::spawn(move || ifr::import::run(&mut dana, &[csv], &options).unwrap());
    let mut during = 0;
    while !brings.is_finished() {
        let written = watch.rows() > 0;
        // What is read is the old state or the whole of the new one, and never an error.
        let seen = families(&conn).unwrap();
        assert!(seen == before || seen == before + 3000, "{seen} of {before}");
        sam.handle(Request::Caseload).unwrap();
        during += i64::from(written && seen == before && !brings.is_finished());
    }
    assert_eq!(brings.join().unwrap().files.iter().map(|file| file.added).sum::<i64>(), 3000);
    assert!(during > 0, "somebody read while rows were being written");
    assert_eq!(families(&conn).unwrap(), before + 3000);
}

fn writer(path: &Path, name: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "two_processes::child", "--ignored", "--nocapture"])
        .env("IFR_TEST_DB", path)
        .env("IFR_TEST_NAME", name)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Not a test of its own: what [`writer`] runs in a process of its own.
#[test]
#[ignore = "run by the test above, in a process of its own"]
fn child() {
    let Ok(path) = std::env::var("IFR_TEST_DB") else { return };
    let name = std::env::var("IFR_TEST_NAME").unwrap();
    let mut store = Store::open(Path::new(&path), OpenOptions::new(Arc::new(Settings::defaults()))).unwrap();
    let me: StaffId = store.sign_in_as(&name).unwrap().staff;
    for number in 0..EACH {
        let form = ItemForm {
            terms: ItemTerms {
                description: format!("{name} {number}"),
                owner: me,
                due_on: store.clock().today(),
                family: None,
                category: "administrative".into(),
                priority: Priority::Normal,
            },
            meeting: None,
        };
        let Reply::Saved { id, .. } = store.handle(Request::Save(OpId::new(), Form::Item(form))).unwrap()
        else {
            panic!("an item is saved");
        };
        println!("{SAVED}{id}");
    }
}
