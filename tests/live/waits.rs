//! Waits in real terminals: nothing that takes longer than a second is silent, and who is waited for is named.

use super::late::Late;
use crate::desk::{LIMIT, wait_for};
use crate::kill::{Screen, demo};
use rusqlite::Connection;
use std::path::Path;
use std::time::{Duration, Instant};

/// A wait of more than this must have been told: a second, and what it takes to draw it.
const TOLD: Duration = Duration::from_millis(1700);

/// Somebody who reads for long: whoever saves meanwhile holds the file until the reader is done.
fn reader(db: &Path) -> Connection {
    let conn = Connection::open(db).unwrap();
    conn.execute_batch("begin; select count(*) from event").unwrap();
    conn
}

/// Everything that stood on a terminal since a place in what it was sent.
fn shown_since(screen: &Screen, from: usize) -> String {
    let raw = screen.raw();
    let mut parser = vt100::Parser::default();
    let mut all = String::new();
    let (before, since) = raw.split_at(from);
    parser.process(before);
    // In small steps: a line that comes and goes within one of them would not be seen.
    for part in since.chunks(16) {
        parser.process(part);
        all.push_str(&parser.screen().contents());
    }
    all
}

#[test]
fn whoever_waits_reads_for_whom() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let mut dana = Screen::with(&db, &[]);
    dana.until("Needs you").press("s").until("Start a meeting").press("\r").until("Who is here");
    let mut sam = Screen::of(&db, "Sam", &[]);
    sam.until("Needs you").press("5").until("● in progress").press("\x1b[H\r").until("Who is here");
    dana.until("● Sam Reyes is here");
    let reading = reader(&db);
    // Sam's answer is written and waits for the reader; nobody knows whom the reader belongs to.
    sam.press("p").until("Waiting for the file, which another program holds… 1 s");
    // Dana's waits for Sam's.
    dana.press("\tv").until("Waiting for Sam's save… ");
    reading.execute_batch("rollback").unwrap();
    for screen in [&mut dana, &mut sam] {
        screen.until_gone("Waiting for");
    }
    let conn = Connection::open(&db).unwrap();
    let both = "select count(*) from meeting_person p join meeting m on m.id = p.meeting_id
                where m.status = 'in_progress' and p.attendance in ('present', 'video')";
    let count = || conn.query_row(both, [], |row| row.get::<_, i64>(0)).unwrap();
    wait_for("both answers", || count() == 2, || format!("{}\n{}", dana.text(), sam.text()));
    dana.kill_9();
    sam.kill_9();
}

/// One terminal's work: items, each looked for in the file; how long each took, and whether a long wait was told.
fn work(db: &Path, number: usize, items: usize) -> Vec<(Duration, bool)> {
    let who = if number.is_multiple_of(2) { "Dana" } else { "Sam" };
    let mut screen = Screen::of(db, who, &[]);
    screen.until("Needs you").press("6").until("Open action items");
    let conn = Connection::open(db).unwrap();
    conn.busy_timeout(LIMIT).unwrap();
    let mut waits = Vec::new();
    for item in 0..items {
        let words = format!("call {number} {item}");
        screen.press("i").until("What is to be done").press(&words).until(&words);
        // Lee, safety, high, and the day that is offered.
        screen.press("\tLee").until("Lee").press("\r\r\r\x1b[C\t").until("in 3 days");
        // Once somebody reads for long while one of them saves, for less than a save waits; the others come to it.
        let reading = (number == 0 && item == 1).then(|| reader(db));
        let (from, began) = (screen.raw().len(), Instant::now());
        screen.press("\x1bOQ");
        if let Some(reading) = reading {
            std::thread::sleep(Duration::from_millis(2500));
            reading.execute_batch("rollback").unwrap();
        }
        let there = || {
            // Four terminals are one person's: what was drafted at one of them may stand before the words here.
            let sql = "select count(*) from action_item where instr(description, ?1)";
            conn.query_row(sql, [&words], |row| row.get::<_, i64>(0)).unwrap() > 0
        };
        wait_for(&words, there, || screen.text());
        let took = began.elapsed();
        let said = shown_since(&screen, from);
        waits.push((took, said.contains("Waiting for") || said.contains("Working")));
        screen.until_gone("What is to be done");
    }
    screen.kill_9();
    waits
}

#[test]
fn eight_terminals_work_at_once_and_no_long_wait_is_silent() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let late = Late::watch(folder.path());
    let waits: Vec<(Duration, bool)> = std::thread::scope(|scope| {
        let db = &db;
        let people: Vec<_> = (0..8).map(|number| scope.spawn(move || work(db, number, 3))).collect();
        people.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    let told = TOLD + late.allowance();
    let long: Vec<_> = waits.iter().filter(|(took, _)| *took > told).collect();
    println!("{} items at eight terminals, {} waits over {told:?}: {waits:?}", waits.len(), long.len());
    assert!(waits.iter().any(|(took, told)| *took > TOLD && *told), "somebody had to wait: {waits:?}");
    assert!(long.iter().all(|(_, told)| *told), "a long wait was silent: {waits:?}");
    assert_eq!(waits.len(), 24, "each item is there");
}

#[test]
fn work_without_a_screen_is_named_to_whoever_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let csv = folder.path().join("families.csv");
    let rows = (0..3000).map(|number| format!("Z-{number},2026-09-16,zebra {number}\n"));
    std::fs::write(&csv, format!("Case #,Opened,Label\n{}", rows.collect::<String>())).unwrap();
    let mut dana = Screen::with(&db, &[]);
    dana.until("Needs you").press("s").until("Start a meeting").press("\r").until("Who is here");
    let import = std::process::Command::new(env!("CARGO_BIN_EXE_ifr"))
        .args(["--db", db.to_str().unwrap(), "--as", "Sam", "--today", "2026-11-24", "import"])
        .arg(&csv)
        .env("XDG_CONFIG_HOME", folder.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // The import has begun, writes all and waits for a reader; Dana waits for the import.
    let here = || std::fs::read_dir(folder.path().join("demo.db-here")).into_iter().flatten().count();
    wait_for("the import", || here() == 2, || dana.text());
    let reading = reader(&db);
    let probe = Connection::open(&db).unwrap();
    probe.busy_timeout(Duration::ZERO).unwrap();
    let is_writing = || probe.execute_batch("begin immediate; rollback").is_err();
    wait_for("its writing", is_writing, || dana.text());
    dana.press("p").until("Waiting for Sam's save…");
    reading.execute_batch("rollback").unwrap();
    let done = import.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    dana.until("(•) here");
    dana.kill_9();
}
