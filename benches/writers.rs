//! Eight people who save at once, beside eight raw SQLite connections that do the same writes with the same pragmas on
//! the same disk in the same run: how many saves a second, and how long a save takes for people who think between two.
//!
//! The same writes means: one action item, its event and the values of its fields, read back from what the program
//! itself saved, in one immediate transaction. Raw waits with SQLite's own busy handler.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, clippy::panic)]

use ifr::domain::action_item::Priority;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::request::Form;
use ifr::store::view::form::ItemForm;
use ifr::store::view::item::ItemTerms;
use ifr::store::{OpId, OpenOptions, Reply, Request, Store};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const WRITERS: usize = 8;
/// How long they write without a pause, in each of the rounds.
const RUSH: Duration = Duration::from_secs(4);
const ROUNDS: usize = 3;
/// Between two saves of one person.
const THINK: Duration = Duration::from_millis(400);
const CALM: Duration = Duration::from_secs(24);

const PRAGMAS: &str = "pragma journal_mode = persist; pragma synchronous = extra; pragma fullfsync = on;
  pragma journal_size_limit = 1048576; pragma temp_store = memory; pragma secure_delete = on; pragma foreign_keys = on;
  pragma trusted_schema = off; pragma cell_size_check = on;";

/// A row to be added: its table, its columns, and the values that the program gave them.
struct Row {
    sql: String,
    columns: Vec<String>,
    values: Vec<Value>,
}

/// What one save of the program adds, in its order.
fn rows_of_a_save(path: &Path) -> Arc<Vec<Row>> {
    save(&mut open(path), 0);
    let conn = Connection::open(path).unwrap();
    let last = [
        ("action_item", "id = (select max(id) from action_item)"),
        ("event", "seq = (select max(seq) from event)"),
        ("event_value", "seq = (select max(seq) from event)"),
    ];
    Arc::new(last.iter().flat_map(|(table, which)| rows(&conn, table, which)).collect())
}

fn rows(conn: &Connection, table: &str, which: &str) -> Vec<Row> {
    let mut statement = conn.prepare(&format!("select * from {table} where {which}")).unwrap();
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!("insert into {table} ({}) values ({marks})", columns.join(", "));
    let row = |row: &rusqlite::Row<'_>| {
        let values = (0..columns.len()).map(|n| row.get(n)).collect::<rusqlite::Result<_>>()?;
        Ok(Row { sql: sql.clone(), columns: columns.clone(), values })
    };
    statement.query_map([], row).unwrap().map(Result::unwrap).collect()
}

fn open(path: &Path) -> Store {
    let mut store = Store::open(path, OpenOptions::new(Arc::new(Settings::defaults()))).unwrap();
    store.sign_in_as("Dana").unwrap();
    store
}

fn save(store: &mut Store, number: usize) {
    let terms = ItemTerms {
        description: format!("Call the school about next week, {number}"),
        owner: ifr::domain::StaffId(5),
        due_on: store.clock().today(),
        family: None,
        category: "administrative".into(),
        priority: Priority::Normal,
    };
    let form = ItemForm { terms, meeting: None };
    let reply = store.handle(Request::Save(OpId::new(), Form::Item(form))).unwrap();
    assert!(matches!(reply, Reply::Saved { .. }));
}

fn connect(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    conn.busy_timeout(Duration::from_secs(5)).unwrap();
    conn.execute_batch(PRAGMAS).unwrap();
    conn
}

fn save_raw(conn: &mut Connection, rows: &[Row]) {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    let seq: i64 =
        tx.prepare_cached("select max(seq) + 1 from event").unwrap().query_row([], |row| row.get(0)).unwrap();
    let mut item = Value::Null;
    for row in rows {
        let mut values = row.values.clone();
        for (column, value) in row.columns.iter().zip(&mut values) {
            match column.as_str() {
                "id" => *value = Value::Null,
                "seq" => *value = Value::Integer(seq),
                "op_id" => *value = Value::Text(OpId::new().to_string()),
                "entity_id" => *value = item.clone(),
                _ => {}
            }
        }
        tx.prepare_cached(&row.sql).unwrap().execute(params_from_iter(values)).unwrap();
        if item == Value::Null {
            item = Value::Integer(tx.last_insert_rowid());
        }
    }
    tx.commit().unwrap();
}

/// Lets eight write for a while, with a pause after each save; how long each save took.
fn run(path: &Path, raw: Option<&Arc<Vec<Row>>>, lasts: Duration, think: Duration) -> Vec<Duration> {
    let over = Arc::new(AtomicBool::new(false));
    let writer = |number: usize| {
        let (path, over, raw) = (path.to_owned(), Arc::clone(&over), raw.map(Arc::clone));
        std::thread::spawn(move || {
            let mut one: Box<dyn FnMut(usize)> = match raw {
                Some(rows) => {
                    let mut conn = connect(&path);
                    Box::new(move |_| save_raw(&mut conn, &rows))
                }
                None => {
                    let mut store = open(&path);
                    Box::new(move |number| save(&mut store, number))
                }
            };
            let mut took = Vec::new();
            std::thread::sleep(think * u32::try_from(number).unwrap() / 8);
            while !over.load(Ordering::Relaxed) {
                let began = Instant::now();
                one(took.len());
                took.push(began.elapsed());
                std::thread::sleep(think);
            }
            took
        })
    };
    let writers: Vec<_> = (0..WRITERS).map(writer).collect();
    std::thread::sleep(lasts);
    over.store(true, Ordering::Relaxed);
    writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
}

fn copy(path: &Path, name: &str) -> PathBuf {
    let to = path.with_file_name(name);
    std::fs::copy(path, &to).unwrap();
    to
}

fn percentile(took: &mut [Duration], percent: usize) -> f64 {
    took.sort_unstable();
    took[(took.len() - 1) * percent / 100].as_secs_f64() * 1e3
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.ifr");
    let today = "2026-11-24".parse().unwrap();
    drop(create(&path, &Plan { seed: 7, today }, Arc::new(Settings::defaults())).unwrap());
    let rows = rows_of_a_save(&path);
    let (ours, raw) = (copy(&path, "ours.ifr"), copy(&path, "raw.ifr"));
    let (mut saves, mut writes) = (0, 0);
    for _ in 0..ROUNDS {
        saves += run(&ours, None, RUSH, Duration::ZERO).len();
        writes += run(&raw, Some(&rows), RUSH, Duration::ZERO).len();
    }
    let second = |count: usize| count as f64 / (RUSH.as_secs_f64() * ROUNDS as f64);
    let ratio = second(writes) / second(saves);
    println!("{:<34} {:>9} {:>9} {:>6}", "8 writers", "ifr", "raw", "ratio");
    println!(
        "{:<34} {:>9.0} {:>9.0} {ratio:>6.2}",
        "saves a second, no pause",
        second(saves),
        second(writes)
    );
    let mut took = run(&ours, None, CALM, THINK);
    let mut took_raw = run(&raw, Some(&rows), CALM, THINK);
    for percent in [50, 99] {
        let (ours, raw) = (percentile(&mut took, percent), percentile(&mut took_raw, percent));
        let what = format!("p{percent} ms, 400 ms between saves");
        println!("{what:<34} {ours:>9.2} {raw:>9.2} {:>6.2}", ours / raw);
    }
}
