//! Backups beside the work: made in time without a word, stopped by a key or a signal, told when they cannot be made.

use crate::account;
use crate::desk::wait_for;
use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::domain::calendar::Clock;
use ifr::settings::Settings;
use ifr::store::backup::Progress;
use ifr::store::upkeep::Upkeep;
use ifr::store::{OpenOptions, Reply, Request, Store};
use ifr::tui::keeper::{Keeper, Notice};
use ifr::tui::msg::Msg;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A file of real work: a demo is not backed up by itself.
fn file() -> (TempDir, PathBuf, Store) {
    let folder = tempfile::tempdir().unwrap();
    let (path, store) = account::file(folder.path());
    (folder, path, store)
}

fn start(store: &Store) -> (Keeper, Receiver<Msg>) {
    let (sender, messages) = mpsc::channel();
    (Keeper::start(Upkeep::of(store, None).unwrap(), sender), messages)
}

fn next(messages: &Receiver<Msg>) -> Notice {
    match messages.recv_timeout(Duration::from_secs(30)).expect("something is told") {
        Msg::Upkeep(notice) => notice,
        other => panic!("{other:?}"),
    }
}

/// The names in a folder; none where there is no folder.
fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

/// The names in the folder of a file's backups.
fn backups(path: &Path) -> Vec<String> {
    files(&path.with_file_name("backup"))
}

#[test]
fn a_backup_is_made_beside_the_work_and_nothing_is_said() {
    let (_folder, path, store) = file();
    let (keeper, messages) = start(&store);
    let began = Instant::now();
    let made = || backups(&path).iter().any(|name| name.ends_with(".db"));
    wait_for("the backup", made, || format!("{:?}", backups(&path)));
    keeper.finish();
    // What goes well is not told; on a machine that takes longer than a second for it, that it takes long is.
    let slow = began.elapsed() > Duration::from_secs(1);
    let of_slowness = |msg: &Msg| matches!(msg, Msg::Upkeep(Notice::Copying(_) | Notice::Copied));
    let told: Vec<Msg> = messages.iter().collect();
    assert!(told.iter().all(|msg| slow && of_slowness(msg)), "{told:?}");
    assert_eq!(backups(&path).len(), 1, "{:?}", backups(&path));
    // None is due so soon.
    let (keeper, messages) = start(&store);
    std::thread::sleep(Duration::from_millis(600));
    keeper.finish();
    assert_eq!((messages.iter().count(), backups(&path).len()), (0, 1));
}

#[test]
fn one_that_takes_long_is_told_and_a_key_stops_it() {
    let (_folder, path, store) = file();
    let desk = Desk::new();
    let mut dana = desk.dana();
    let holder = Connection::open(&path).unwrap();
    holder.execute_batch("begin exclusive").unwrap();
    let (keeper, messages) = start(&store);
    let Notice::Copying(progress) = next(&messages) else { panic!("it takes long") };
    dana.keys("ctrl-x");
    sees(&dana, &["No backup is being made just now"]);
    dana.send(Msg::Upkeep(Notice::Copying(progress.clone())));
    sees(&dana, &["backup 0 %"]);
    dana.keys("ctrl-p text:stop_the_backup");
    sees(&dana, &["Stop the backup"]);
    dana.keys("enter");
    sees(&dana, &["Stopping the backup"]);
    assert!(progress.is_stopped());
    holder.execute_batch("rollback").unwrap();
    loop {
        let notice = next(&messages);
        let stopped = matches!(notice, Notice::Stopped);
        dana.send(Msg::Upkeep(notice));
        if stopped {
            break;
        }
    }
    sees(&dana, &["The backup was stopped: nothing of it stays"]);
    sees_no(&dana, "backup 0 %");
    assert_eq!(backups(&path), Vec::<String>::new());
    wait_for("that the next one is made again", || !progress.is_stopped(), String::new);
    keeper.finish();
}

#[test]
fn whoever_leaves_waits_seconds_and_nothing_half_copied_stays() {
    let (_folder, path, store) = file();
    let holder = Connection::open(&path).unwrap();
    holder.execute_batch("begin exclusive").unwrap();
    let (keeper, messages) = start(&store);
    assert!(matches!(next(&messages), Notice::Copying(_)));
    let began = Instant::now();
    keeper.finish();
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(backups(&path), Vec::<String>::new());
}

#[test]
fn what_cannot_be_made_is_told_once_and_in_words() {
    let (_folder, path, store) = file();
    std::fs::write(path.with_file_name("backup"), "a file where the folder should be").unwrap();
    let (keeper, messages) = start(&store);
    let notice = next(&messages);
    assert!(matches!(&notice, Notice::NoBackup(_)), "{notice:?}");
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.send(Msg::Upkeep(notice));
    sees(&dana, &["No backup was made: the folder"]);
    dana.keys("down");
    sees_no(&dana, "No backup was made");
    keeper.finish();
}

#[test]
fn damage_is_a_dialog_with_the_newest_good_backup_and_from_then_on_nothing_is_written() {
    let (_folder, path, store) = file();
    let upkeep = Upkeep::of(&store, None).unwrap();
    let good = upkeep.back_up(&Progress::default()).unwrap().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    for page in bytes.chunks_mut(4096).skip(4) {
        page[..300].fill(0x5a);
    }
    std::fs::write(&path, bytes).unwrap();
    let (keeper, messages) = start(&store);
    let notice = next(&messages);
    assert!(matches!(&notice, Notice::Damaged(_)), "{notice:?}");
    let desk = Desk::new();
    let mut dana = desk.sit_down("Dana Ortiz", 120, 40);
    dana.send(Msg::Upkeep(notice));
    sees(&dana, &["That did not work", "damaged"]);
    let said: String = dana.screen().split_whitespace().collect();
    let name = good.file_name().unwrap().to_str().unwrap();
    assert!(said.contains(name), "{name} is not on\n{}", dana.screen());
    dana.keys("enter");
    sees(&dana, &["read only"]);
    dana.keys("6 i");
    sees(&dana, &["open for reading only"]);
    keeper.finish();
}

/// A backup of the command line in the middle of copying a file so large that it is copied in steps. It stands still
/// as long as the connection holds the file.
#[cfg(unix)]
fn copying(folder: &Path) -> (String, PathBuf, std::process::Child, Connection) {
    use std::process::{Command, Stdio};
    let db = crate::cli::demo(folder);
    let holder = Connection::open(&db).unwrap();
    holder
        .execute_batch("create table large (x blob) strict; insert into large values (zeroblob(80000000))")
        .unwrap();
    let into = folder.join("into");
    loop {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ifr"))
            .args(["--db", &db, "backup", into.to_str().unwrap()])
            .env("XDG_CONFIG_HOME", folder)
            .env("XDG_STATE_HOME", folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_for("the part", || !files(&into).is_empty(), String::new);
        holder.execute_batch("begin exclusive").unwrap();
        if files(&into).iter().all(|name| name.contains(".part")) {
            return (db, into, child, holder);
        }
        // It was done before it could be held.
        holder.execute_batch("rollback").unwrap();
        child.wait().unwrap();
        std::fs::remove_dir_all(&into).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_a_backup_of_the_command_line() {
    use rustix::process::{Pid, Signal, kill_process};
    let folder = tempfile::tempdir().unwrap();
    let (_db, into, child, _holder) = copying(folder.path());
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("the backup was stopped") && said.contains("nothing of it was kept"), "{said}");
    assert_eq!(files(&into), Vec::<String>::new(), "nothing half copied stays");
}

#[cfg(unix)]
#[test]
fn a_backup_that_is_killed_is_no_backup_and_the_next_one_is() {
    let folder = tempfile::tempdir().unwrap();
    let (db, into, mut child, holder) = copying(folder.path());
    child.kill().unwrap();
    child.wait().unwrap();
    drop(holder);
    let left = files(&into);
    assert!(left.iter().all(|name| name.contains(".part")), "half a copy has no name of a backup: {left:?}");
    let done = crate::cli::ifr(folder.path(), &["--db", &db, "backup", into.to_str().unwrap()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let whole: Vec<String> = files(&into).into_iter().filter(|name| name.ends_with(".db")).collect();
    assert_eq!(whole.len(), 1, "{whole:?}");
    for path in [Path::new(&db).to_owned(), into.join(&whole[0])] {
        let conn = Connection::open(path).unwrap();
        let said: String = conn.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(said, "ok");
    }
}

#[test]
fn a_day_of_two_clocks_keeps_its_order_and_tells_the_one_that_is_behind() {
    let (_folder, path, mut right) = file();
    account::sign_in(&mut right, account::DANA, "one two").unwrap();
    let needs = |store: &mut Store| match store.handle(Request::Today).unwrap() {
        Reply::Today(today) => today.needs.iter().map(|need| need.what.clone()).collect::<Vec<_>>(),
        _ => panic!("Today"),
    };
    let clock = "A clock is wrong".to_owned();
    assert!(!needs(&mut right).contains(&clock));
    // Another computer's clock jumped three days ahead, and is set right afterwards.
    let ahead = Clock::Fixed("2026-11-27T15:00:00Z".parse().unwrap(), chrono_tz::America::Chicago);
    let options = OpenOptions::new(Arc::new(Settings::defaults()));
    let mut jumped = Store::open(&path, OpenOptions { clock: Some(ahead), ..options }).unwrap();
    account::sign_in(&mut jumped, account::SAM, "three four").unwrap();
    drop(jumped);
    assert!(needs(&mut right).contains(&clock), "{:?}", needs(&mut right));
    // Both go on: what is written is in its place by number, whatever the clocks say.
    account::sign_in(&mut right, account::DANA, "one two").unwrap();
    assert!(!needs(&mut right).contains(&clock), "what was written since is of now");
    let sql = Connection::open(&path).unwrap();
    let order: Vec<String> = sql
        .prepare("select at from event order by seq")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(order.windows(2).any(|pair| pair[0] > pair[1]), "the clocks differed: {order:?}");
    assert_eq!(ifr::store::verify_chain(&sql).unwrap().broken, None);
}
