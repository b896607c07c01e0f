//! Files that cannot be used, on the real program: a sentence with a hint, exit code 1, nothing made, nothing changed.

use crate::cli::ifr_told;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A folder of its own, with the program's settings folder inside it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn ifr(&self, args: &[&str], input: &str) -> Output {
        ifr_told(self.folder.path(), args, input)
    }

    /// Makes a file with `ifr init`, passphrases `one two` and `three four`.
    fn file(&self) -> PathBuf {
        let path = self.path("a.db");
        let done = self.ifr(&init(&path), "one two\nthree four\n");
        assert!(done.status.success(), "{}", said(&done));
        path
    }

    /// Every file of the folder with its content.
    fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        gather(self.folder.path(), &mut all);
        all
    }

    /// Runs every command that opens a file: each fails with these words and changes nothing.
    fn refuses(&self, db: &Path, words: &str) {
        let before = self.contents();
        for command in ["status", "check", "backup", "caseload"] {
            let args = [command, "--as", "Dana", "--db", db.to_str().unwrap()];
            self.refuses_one(&args, words);
        }
        assert_eq!(before, self.contents(), "something was made or changed");
    }

    fn refuses_one(&self, args: &[&str], words: &str) {
        let done = self.ifr(args, "one two\n");
        let text = said(&done);
        assert_eq!(done.status.code(), Some(1), "{args:?}: {text}");
        assert!(text.contains(words), "{args:?}: {text}");
        assert!(text.starts_with("ifr: ") && text.contains("\n  "), "a sentence with a hint: {text}");
        assert!(!text.contains("panicked") && done.stdout.is_empty(), "{text}");
    }
}

fn gather(folder: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            all.insert(entry.path(), Vec::new());
            gather(&entry.path(), all);
        } else {
            all.insert(entry.path(), fs::read(entry.path()).unwrap());
        }
    }
}

fn init(path: &Path) -> Vec<&str> {
    vec![
        "init",
        path.to_str().unwrap(),
        "--partnership",
        "Two Rivers",
        "--child-welfare",
        "County",
        "--treatment",
        "Harbor",
        "--site",
        "North",
        "--zone",
        "America/Chicago",
        "--intact",
        "Dana Ortiz",
        "--sud",
        "Sam Reyes",
        "--share",
        "alone",
    ]
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn there_is_no_file() {
    let place = Place::new();
    place.refuses(&place.path("none.db"), "there is no file");
    place.refuses(&place.path("no-folder/none.db"), "there is no file");
}

#[test]
fn it_is_a_folder() {
    let place = Place::new();
    fs::create_dir(place.path("folder")).unwrap();
    place.refuses(&place.path("folder"), "is a folder");
}

#[test]
fn it_is_empty_or_a_byte_or_text() {
    let place = Place::new();
    fs::write(place.path("empty.db"), "").unwrap();
    place.refuses(&place.path("empty.db"), "it is empty");
    fs::write(place.path("byte.db"), "S").unwrap();
    place.refuses(&place.path("byte.db"), "not an ifr file");
    fs::write(place.path("text.db"), "Dear all,\n".repeat(100)).unwrap();
    place.refuses(&place.path("text.db"), "not an ifr file");
}

#[test]
fn it_is_another_programs() {
    let place = Place::new();
    let path = place.path("other.db");
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch("create table song (id integer primary key, name text)").unwrap();
    conn.close().unwrap();
    place.refuses(&path, "another program's database");
}

#[test]
fn it_is_newer_than_the_program() {
    let place = Place::new();
    let path = place.file();
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.pragma_update(None, "user_version", 9999).unwrap();
    conn.close().unwrap();
    place.refuses(&path, "newer ifr");
}

#[test]
fn it_was_cut_short() {
    let place = Place::new();
    let path = place.file();
    let bytes = fs::read(&path).unwrap();
    for part in [bytes.len() / 2, 4096, 120] {
        fs::write(&path, &bytes[..part]).unwrap();
        let before = place.contents();
        place.refuses_one(&["status", "--as", "Dana", "--db", path.to_str().unwrap()], "damaged");
        place.refuses_one(&["backup", "--db", path.to_str().unwrap()], "damaged");
        assert_eq!(fs::read(&path).unwrap(), before[&path], "cut at {part}");
    }
}

#[test]
fn somebody_holds_it() {
    let place = Place::new();
    let path = place.file();
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch("begin exclusive").unwrap();
    place.refuses_one(&["status", "--as", "Dana", "--db", path.to_str().unwrap()], "somebody else");
    conn.execute_batch("rollback").unwrap();
}

#[cfg(unix)]
#[test]
fn it_or_its_folder_may_only_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let path = place.file();
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(&path, 0o400);
    place.refuses(&path, "may only be read");
    mode(&path, 0o600);
    mode(place.folder.path(), 0o500);
    place.refuses(&path, "nothing may be written in");
    mode(place.folder.path(), 0o700);
}

#[test]
fn the_passphrase_is_wrong() {
    let place = Place::new();
    let path = place.file();
    let db = path.to_str().unwrap();
    let wrong = place.ifr(&["status", "--as", "Dana", "--db", db], "not this\n");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(said(&wrong).contains("this is not the passphrase"), "{}", said(&wrong));
    assert!(wrong.stdout.is_empty());
    let none = place.ifr(&["status", "--as", "Dana", "--db", db], "");
    assert!(!none.status.success() && none.stdout.is_empty());
    let nobody = place.ifr(&["status", "--as", "Nobody", "--db", db], "one two\n");
    assert!(said(&nobody).contains("no supervisor here is called Nobody"), "{}", said(&nobody));
}

#[test]
fn init_changes_nothing_that_is_there_and_leaves_nothing_half_made() {
    let place = Place::new();
    let path = place.file();
    let before = place.contents();
    let again = place.ifr(&init(&path), "one two\nthree four\n");
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again).contains("is there already"));
    let short = place.ifr(&init(&place.path("b.db")), "one two\nx\n");
    assert!(said(&short).contains("a passphrase has at least"), "{}", said(&short));
    let ended = place.ifr(&init(&place.path("c.db")), "one two\n");
    assert!(!ended.status.success(), "{}", said(&ended));
    assert_eq!(before, place.contents());
}

#[test]
fn looking_back_at_a_real_file_changes_nothing() {
    let place = Place::new();
    let path = place.file();
    let before = place.contents();
    let db = path.to_str().unwrap();
    let done = place.ifr(&["caseload", "--as", "Dana", "--db", db, "--today", "2020-01-06"], "one two\n");
    assert!(done.status.success(), "{}", said(&done));
    assert!(String::from_utf8(done.stdout).unwrap().contains("6 Jan 2020"));
    assert_eq!(before, place.contents());
}
