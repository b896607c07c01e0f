//! What a session leaves behind outside of the file: no word of a record, nothing that others may read.

#![cfg(unix)]
use crate::desk::wait_for;
use crate::kill::{Screen, demo};
use rusqlite::Connection;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// What stands in the records, and what is typed and never saved.
const PLANTED: &str = "QUOKKAROW";
const TYPED: &str = "NUMBATROW";

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() { files(&entry.path(), found) } else { found.push(entry.path()) }
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// What window titles were set, and whether anything went to the clipboard.
fn told_to_the_terminal(raw: &[u8]) -> (Vec<String>, bool) {
    let text = String::from_utf8_lossy(raw).into_owned();
    let commands: Vec<&str> = text.split("\u{1b}]").skip(1).collect();
    let title = |command: &&str| command.starts_with("0;") || command.starts_with("2;");
    let titles = commands.iter().filter(|one| title(one));
    let titles =
        titles.map(|one| one[2..].split(['\u{7}', '\u{1b}']).next().unwrap_or("").to_owned()).collect();
    (titles, commands.iter().any(|one| one.starts_with("52;")))
}

#[test]
#[cfg(target_os = "linux")]
fn a_crash_leaves_no_picture_of_the_memory() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Screen::with(&demo(place.path()), &[]);
    screen.until("Needs you");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", screen.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    screen.kill_9();
}

#[test]
fn a_session_leaves_no_word_of_a_record_outside_of_the_file() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("data");
    let (home, temp) = (place.path().join("home"), place.path().join("tmp"));
    for one in [&folder, &home, &temp] {
        std::fs::create_dir(one).unwrap();
    }
    let db = demo(&folder);
    Connection::open(&db)
        .unwrap()
        .execute_batch(&format!(
            "update action_item set description = '{PLANTED} ' || description where status in ('open', 'in_progress')"
        ))
        .unwrap();
    let (home, temp) = (home.to_str().unwrap(), temp.to_str().unwrap());
    let state = format!("{home}/state");
    let environment =
        [("HOME", home), ("TMPDIR", temp), ("XDG_STATE_HOME", state.as_str()), ("RUST_BACKTRACE", "full")];

    let mut screen = Screen::with(&db, &environment);
    screen
        .until("Needs you")
        .press("6")
        .until(PLANTED)
        .press("i")
        .until("What is to be done")
        .press(TYPED)
        .until(TYPED);
    // The draft goes to the file two seconds later, and the program is killed over it.
    let file = Connection::open(&db).unwrap();
    let sql = "select count(*) from draft where instr(body, ?1)";
    let drafted = || file.query_row(sql, [TYPED], |row| row.get::<_, i64>(0)).unwrap() > 0;
    wait_for("the draft", drafted, || screen.text());
    let mut told = vec![told_to_the_terminal(&screen.raw())];
    screen.kill_9();

    let faulty = [&environment[..], &[("IFR_FAULT", "key")]].concat();
    let mut crashed = Screen::with(&db, &faulty);
    crashed.until("Needs you").press("6");
    assert_eq!(crashed.ended(), 101, "{}", crashed.text());
    assert!(
        !crashed.text().contains(PLANTED) && !crashed.text().contains("Jordan Lee"),
        "{}",
        crashed.text()
    );
    told.push(told_to_the_terminal(&crashed.raw()));

    for (titles, copied) in told {
        assert!(
            !titles.is_empty() && titles.iter().all(|title| title == "ifr" || title.is_empty()),
            "{titles:?}"
        );
        assert!(!copied, "the clipboard is off");
    }
    let mut found = Vec::new();
    files(place.path(), &mut found);
    for path in &found {
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{} is {mode:o}", path.display());
        let name = path.file_name().unwrap().to_str().unwrap();
        if name == "demo.db" || name == "demo.db-journal" {
            continue;
        }
        let bytes = std::fs::read(path).unwrap();
        for words in [PLANTED, TYPED] {
            assert!(!holds(&bytes, words) && !name.contains(words), "{words} in {}", path.display());
        }
    }
    let kept = std::fs::read(&db).unwrap();
    assert!(holds(&kept, PLANTED) && holds(&kept, TYPED), "the search finds what is there");
}
