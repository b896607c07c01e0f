//! What every desk of these tests has: an hour that stands still, a new file, a terminal with somebody at it.

use ifr::domain::access::State;
use ifr::domain::calendar::Clock;
use ifr::settings::Settings;
use ifr::store::{NewFile, OpenOptions, Store};
use ifr::tui::app::{OpenFile, Start};
use ifr::tui::harness::Flow;
use ifr::tui::keymap::Keymap;
use ifr::tui::theme::Theme;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Tuesday, 24 November 2026, nine in the morning in Peoria.
pub const MORNING: &str = "2026-11-24T15:00:00Z";
/// The same day, ten in the morning.
pub const FORENOON: &str = "2026-11-24T16:00:00Z";
/// The same day, three in the afternoon.
pub const AFTERNOON: &str = "2026-11-24T21:00:00Z";

/// A clock that stands at an instant, in Peoria.
pub fn clock(at: &str) -> Clock {
    Clock::Fixed(at.parse().unwrap(), chrono_tz::America::Chicago)
}

/// The settings as they come, at an instant.
pub fn options(at: &str) -> OpenOptions {
    OpenOptions { clock: Some(clock(at)), ..OpenOptions::new(Arc::new(Settings::defaults())) }
}

/// A new file of a partnership from a day on.
pub fn new_file(partnership: &str, first_day: &str, demo: bool) -> NewFile {
    NewFile {
        partnership: partnership.into(),
        time_zone: chrono_tz::America::Chicago,
        first_day: first_day.parse().unwrap(),
        demo,
    }
}

/// How a terminal begins over a file, or where there is none.
pub fn start(theme: &str, file: Option<OpenFile>) -> Start {
    Start {
        settings: Arc::new(Settings::defaults()),
        problems: Vec::new(),
        theme: Theme::built_in(theme),
        keymap: Keymap::default(),
        file,
        path: "programme.ifr".into(),
    }
}

/// The file as a terminal takes it, with somebody signed in or at the door.
pub fn open_file(store: &Store, who: Option<&str>) -> OpenFile {
    let meta = store.meta();
    OpenFile {
        name: meta.partnership.clone(),
        clock: *store.clock(),
        state: State::default(),
        demo: meta.demo,
        who: who.map(str::to_owned),
    }
}

/// A terminal of this size over a file, with somebody signed in or at the door.
pub fn terminal(store: Store, who: Option<&str>, (width, height): (u16, u16)) -> Flow {
    let file = open_file(&store, who);
    Flow::start(start("mono", Some(file)), Some(store), width, height)
}

/// How long a test waits before it fails: nothing here takes so long on a machine that is not standing still.
pub const LIMIT: Duration = Duration::from_secs(60);

/// Waits until something is so; fails with what is there where that never comes.
pub fn wait_for(what: &str, mut is_so: impl FnMut() -> bool, there: impl Fn() -> String) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < LIMIT, "{what} never came: {}", there());
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A folder in memory, where there is one that may be used.
pub fn in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// The first column of the rows as text.
pub fn rows(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    let text = |value: Value| match value {
        Value::Null => "null".to_owned(),
        Value::Integer(n) => n.to_string(),
        Value::Real(n) => n.to_string(),
        Value::Text(text) => text,
        Value::Blob(_) => "blob".to_owned(),
    };
    statement.query_map([], |row| row.get(0).map(text)).unwrap().map(Result::unwrap).collect()
}
