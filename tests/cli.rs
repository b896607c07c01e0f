//! The command line on the real program: what scripts and screen readers get.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the program as somebody does whose home is a folder, with nothing to read.
pub fn ifr(folder: &Path, args: &[&str]) -> Output {
    ifr_told(folder, args, "")
}

/// Runs the program as somebody does whose home is a folder, who types this.
pub fn ifr_told(folder: &Path, args: &[&str], typed: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ifr"))
        .args(args)
        .env_remove("IFR_DB")
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("XDG_STATE_HOME", folder.join("state"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may have ended before it read anything.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn without_a_terminal_the_dashboard_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let done = ifr(folder.path(), &[]);
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("needs a terminal"), "{}", text(&done.stderr));
    assert!(done.stdout.is_empty());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn usage_is_two_and_help_is_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (args, code) in [
        (&["--nonsense"][..], 2),
        (&["nonsense"], 2),
        (&["import"], 2),
        (&["config", "thresholsd"], 2),
        (&["status", "--db", "x.db", "--today", "someday"], 2),
        (&["--help"], 0),
        (&["--version"], 0),
        (&["config"], 0),
        (&["man"], 0),
        (&["completions", "bash"], 0),
    ] {
        let done = ifr(folder.path(), args);
        assert_eq!(done.status.code(), Some(code), "{args:?}: {}", text(&done.stderr));
        assert!(text(&done.stderr).is_empty() != (code == 2), "{args:?}");
    }
}

#[test]
fn config_prints_what_is_embedded() {
    let folder = tempfile::tempdir().unwrap();
    for (name, known) in ifr::settings::embedded() {
        assert_eq!(text(&ifr(folder.path(), &["config", name]).stdout), *known);
    }
    let near = ifr(folder.path(), &["config", "thresholsd.toml"]);
    assert!(text(&near.stderr).contains("did you mean thresholds.toml?"));
}

#[test]
fn mistakes_in_settings_are_told_together_and_the_defaults_stand() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config/ifr");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("settings.toml"), "muose = true\nidle_lock_minutes = 5000\n").unwrap();
    let done = ifr(folder.path(), &["config"]);
    let said = text(&done.stdout);
    if cfg!(target_os = "linux") {
        assert!(said.contains("settings.toml, line 1") && said.contains("settings.toml, line 2"), "{said}");
    }
    assert!(done.status.success());
}

const LISTS: [&str; 6] = ["status", "caseload", "referrals", "staffing", "meetings", "actions"];

pub fn demo(folder: &Path) -> String {
    let path = folder.join("demo.db");
    let db = path.to_str().unwrap().to_owned();
    let made = ifr(folder, &["demo", "--db", &db, "--no-open", "--today", "2026-11-24", "--seed", "3"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let said = text(&made.stdout);
    assert!(said.contains("Dana Ortiz") && said.contains("Sam Reyes") && said.contains(&db), "{said}");
    db
}

#[test]
fn every_list_is_text_and_one_json_object_for_both_supervisors() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    for who in ["Dana", "Sam"] {
        for list in LISTS {
            let args = [list, "--as", who, "--db", &db, "--today", "2026-11-24"];
            let plain = ifr(folder.path(), &args);
            assert!(plain.status.success(), "{list}: {}", text(&plain.stderr));
            let words = text(&plain.stdout);
            assert!(words.contains(who) && words.lines().count() > 3, "{list} as {who}: {words}");
            assert!(!words.contains('\u{1b}'), "no colours in a pipe");
            let json = ifr(folder.path(), &[&args[..], &["--json"]].concat());
            let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
            assert_eq!(value["schema"], format!("ifr.{list}.1"));
            assert_eq!(value["today"], "2026-11-24");
            assert_eq!(value["demo"], true);
        }
    }
}

#[test]
fn the_demo_is_whole_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let check = ifr(folder.path(), &["check", "--db", &db]);
    assert!(check.status.success(), "{}{}", text(&check.stdout), text(&check.stderr));
    let before = std::fs::read(&db).unwrap();
    let again = ifr(folder.path(), &["demo", "--db", &db, "--no-open"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("is there already"));
    assert_eq!(std::fs::read(&db).unwrap(), before);
    for name in ["ifr-demo.db", "ifr-demo-2.db"] {
        let made = ifr(folder.path(), &["demo", "--no-open"]);
        assert!(text(&made.stdout).contains(name), "{}{}", text(&made.stdout), text(&made.stderr));
    }
}

#[cfg(unix)]
mod on_a_terminal {
    use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
    use std::io::{Read, Write};
    use std::path::Path;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    /// The program on a terminal of its own.
    struct Terminal {
        child: Box<dyn Child + Send + Sync>,
        master: Box<dyn MasterPty + Send>,
        input: Box<dyn Write + Send>,
        output: Receiver<Vec<u8>>,
        shown: String,
    }

    impl Terminal {
        fn start(folder: &Path, args: &[&str]) -> Self {
            let pair = native_pty_system()
                .openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 })
                .unwrap();
            let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ifr"));
            command.args(args);
            command.env_remove("IFR_DB");
            command.env("TERM", "xterm-256color");
            command.env("HOME", folder);
            command.env("XDG_CONFIG_HOME", folder.join("config"));
            command.env("XDG_DATA_HOME", folder.join("data"));
            let child = pair.slave.spawn_command(command).unwrap();
            let mut reader = pair.master.try_clone_reader().unwrap();
            let input = pair.master.take_writer().unwrap();
            let (sender, output) = channel();
            std::thread::spawn(move || {
                let mut bytes = [0; 4096];
                while let Ok(count @ 1..) = reader.read(&mut bytes) {
                    if sender.send(bytes[..count].to_vec()).is_err() {
                        return;
                    }
                }
            });
            Self { child, master: pair.master, input, output, shown: String::new() }
        }

        fn until(&mut self, what: &str, mut done: impl FnMut(&str) -> bool) {
            let limit = Instant::now() + crate::desk::LIMIT;
            while !done(&self.shown) {
                assert!(Instant::now() < limit, "{what} never came:\n{}", self.shown);
                if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(50)) {
                    self.shown.push_str(&String::from_utf8_lossy(&bytes));
                }
            }
        }

        fn end(mut self) -> (u32, String) {
            let code = self.child.wait().unwrap().exit_code();
            drop(self.master);
            while let Ok(bytes) = self.output.recv_timeout(crate::desk::LIMIT) {
                self.shown.push_str(&String::from_utf8_lossy(&bytes));
            }
            (code, self.shown)
        }
    }

    fn file(folder: &Path) -> String {
        let path = folder.join("a.db");
        let settings = std::sync::Arc::new(ifr::settings::Settings::defaults());
        let first = |name: &str| ifr::store::FirstSupervisor {
            name: name.into(),
            passphrase: "quiet river stone".into(),
        };
        let with = ifr::store::SetUp {
            child_welfare: "County".into(),
            treatment: "Harbor".into(),
            site: "North".into(),
            intact: first("Dana Ortiz"),
            sud: first("Sam Reyes"),
        };
        let new = ifr::store::NewFile {
            partnership: "Two Rivers".into(),
            time_zone: chrono_tz::America::Chicago,
            first_day: chrono::NaiveDate::from_ymd_opt(2020, 1, 6).unwrap(),
            demo: false,
        };
        ifr::store::Store::set_up(&path, &new, &with, ifr::store::OpenOptions::new(settings)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    #[test]
    fn a_passphrase_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let db = file(folder.path());
        let mut terminal = Terminal::start(folder.path(), &["status", "--as", "dana", "--db", &db]);
        terminal.until("the question", |shown| shown.contains("Passphrase of Dana Ortiz"));
        terminal.input.write_all(b"loud river stone\r").unwrap();
        let (code, shown) = terminal.end();
        assert_eq!(code, 1, "{shown}");
        assert!(shown.contains("this is not the passphrase") && !shown.contains("loud"), "{shown}");
    }

    #[test]
    fn the_first_opening_of_a_day_makes_one_backup() {
        let folder = tempfile::tempdir().unwrap();
        let db = file(folder.path());
        let copies = folder.path().join("backup");
        let count = || {
            let Ok(entries) = std::fs::read_dir(&copies) else { return 0 };
            entries.flatten().filter(|entry| entry.file_name().to_string_lossy().ends_with(".db")).count()
        };
        for _ in 0..2 {
            let mut terminal = Terminal::start(folder.path(), &["--db", &db]);
            terminal.until("the door", |shown| shown.contains("Dana"));
            terminal.until("the backup", |_| count() == 1);
            terminal.child.kill().unwrap();
            terminal.end();
        }
        assert_eq!(count(), 1);
    }
}

#[test]
fn a_history_is_printed_by_number_and_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let asked = |record: &str, more: &[&str]| {
        let mut args = vec!["history", record, "--db", &db, "--as", "Dana", "--today", "2026-11-24"];
        args.extend(more);
        ifr(folder.path(), &args)
    };
    let caseload =
        ifr(folder.path(), &["caseload", "--json", "--db", &db, "--as", "Dana", "--today", "2026-11-24"]);
    let caseload: serde_json::Value = serde_json::from_slice(&caseload.stdout).unwrap();
    let number = caseload["workers"][0]["families"][0]["family"].as_str().unwrap().to_owned();
    let family = asked(&number.to_lowercase(), &[]);
    assert!(family.status.success(), "{}", text(&family.stderr));
    assert!(text(&family.stdout).contains(&format!("History of {number}")), "{}", text(&family.stdout));
    let json = asked(&number, &["--json"]);
    let body: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(body["schema"], "ifr.history.1");
    assert!(body["history"].is_array());
    let nobody = asked("Nobody Atall", &[]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(text(&nobody.stderr).contains("nothing here is called"), "{}", text(&nobody.stderr));
    assert_eq!(asked("F-9999", &[]).status.code(), Some(1));
}
