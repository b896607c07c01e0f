//! `kill -9` in the middle of a meeting, on the real program in a real terminal: it resumes where it was, with its words.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const DAY: &str = "2026-11-24";

/// The program in a terminal of 80×24.
struct Screen {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    parser: Arc<Mutex<vt100::Parser>>,
}

impl Screen {
    fn open(db: &Path) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ifr"));
        command.args(["--db", db.to_str().unwrap(), "--as", "Dana", "--today", DAY]);
        command.env("TERM", "xterm-256color");
        command.env("XDG_CONFIG_HOME", db.parent().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = Arc::new(Mutex::new(vt100::Parser::default()));
        let (mut output, shown) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&parser));
        let keys = pair.master.take_writer().unwrap();
        std::thread::spawn(move || {
            // The master lives as long as the reader does.
            let _master = pair.master;
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                shown.lock().unwrap().process(bytes.get(..count).unwrap());
            }
        });
        Self { child, keys, parser }
    }

    fn press(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    fn text(&self) -> String {
        self.parser.lock().unwrap().screen().contents()
    }

    /// Waits until a text is on the screen.
    fn until(&mut self, text: &str) -> &mut Self {
        let began = Instant::now();
        while !self.text().contains(text) {
            assert!(began.elapsed() < Duration::from_secs(20), "no \"{text}\" on\n{}", self.text());
            std::thread::sleep(Duration::from_millis(20));
        }
        self
    }

    fn kill_9(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

const PAGE_DOWN: &str = "\x1b[6~";
const DOWN: &str = "\x1b[B";
const WORDS: &str = "The aunt watches A on work days";

#[test]
fn a_killed_meeting_resumes_with_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("demo.db");
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_ifr"))
        .args(["demo", "--no-open", "--today", DAY, "--seed", "7", "--db"])
        .arg(&db)
        .env("XDG_CONFIG_HOME", folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let mut screen = Screen::open(&db);
    screen
        .until("Needs you")
        .press(DOWN)
        .press(DOWN)
        .press("s")
        .until("Start a meeting")
        .until("Lee + Brooks");
    screen.press("\r").until("Who is here");
    // One attendance answered, three left as they are: nothing may fill them in.
    screen.press("p").until("(•) here").press(PAGE_DOWN).until("Read aloud?");
    for _ in 0..4 {
        screen.press(PAGE_DOWN);
        std::thread::sleep(Duration::from_millis(150));
    }
    screen.until("Child safety").press(WORDS).until(WORDS);
    // Two seconds after the last key the draft is in the file.
    std::thread::sleep(Duration::from_millis(2600));
    screen.kill_9();

    let mut again = Screen::open(&db);
    again.until("is waiting").press("s").until(WORDS);
    for _ in 0..5 {
        again.press("\x1b[5~");
        std::thread::sleep(Duration::from_millis(150));
    }
    again.until("Who is here");
    let people = again.text();
    assert_eq!(people.matches("(•)").count(), 1, "{people}");
    again.kill_9();
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("demo.db");
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_ifr"))
        .args(["demo", "--no-open", "--today", DAY, "--db"])
        .arg(&db)
        .env("XDG_CONFIG_HOME", folder.path())
        .output()
        .unwrap();
    assert!(made.status.success());
    for signal in ["-TERM", "-HUP", "-INT"] {
        let mut screen = Screen::open(&db);
        screen.until("Needs you");
        assert!(screen.parser.lock().unwrap().screen().alternate_screen());
        let id = screen.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
        screen.child.wait().unwrap();
        std::thread::sleep(Duration::from_millis(100));
        let parser = screen.parser.lock().unwrap();
        assert!(!parser.screen().alternate_screen(), "{signal}");
        assert!(!parser.screen().hide_cursor() && !parser.screen().bracketed_paste(), "{signal}");
    }
}
