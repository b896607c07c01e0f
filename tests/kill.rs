//! `kill -9` in the middle of a meeting, on the real program in a real terminal: it resumes where it was, with its words.

#![cfg(unix)]
use crate::desk::wait_for;
use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

const DAY: &str = "2026-11-24";
/// The end of a drawing: before it the screen is half of one and half of the next.
const DRAWN: &[u8] = b"\x1b[?2026l";

/// The program in a terminal of 80×24.
pub(crate) struct Screen {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    /// What is on the terminal, drawing by drawing.
    parser: Arc<Mutex<vt100::Parser>>,
    /// Everything that went to the terminal.
    raw: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
    master: Box<dyn MasterPty + Send>,
}

/// Gives a terminal everything up to the end of the last drawing, and keeps the rest.
fn draw_whole(parser: &Mutex<vt100::Parser>, waiting: &mut Vec<u8>) {
    if let Some(at) = waiting.windows(DRAWN.len()).rposition(|window| window == DRAWN) {
        let whole: Vec<u8> = waiting.drain(..at + DRAWN.len()).collect();
        parser.lock().unwrap().process(&whole);
    }
}

impl Screen {
    fn open(db: &Path) -> Self {
        Self::with(db, &[])
    }

    pub(crate) fn with(db: &Path, environment: &[(&str, &str)]) -> Self {
        Self::of(db, "Dana", environment)
    }

    /// The terminal of somebody.
    pub(crate) fn of(db: &Path, who: &str, environment: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ifr"));
        command.args(["--db", db.to_str().unwrap(), "--as", who, "--today", DAY]);
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        command.env("XDG_CONFIG_HOME", db.parent().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = Arc::new(Mutex::new(vt100::Parser::default()));
        let (mut output, shown) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&parser));
        let keys = pair.master.take_writer().unwrap();
        let raw = Arc::new(Mutex::new(Vec::new()));
        let sent = Arc::clone(&raw);
        let reader = std::thread::spawn(move || {
            let (mut bytes, mut waiting) = ([0; 4096], Vec::new());
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                sent.lock().unwrap().extend_from_slice(&bytes[..count]);
                waiting.extend_from_slice(&bytes[..count]);
                draw_whole(&shown, &mut waiting);
            }
            shown.lock().unwrap().process(&waiting);
        });
        Self { child, keys, parser, raw, reader, master: pair.master }
    }

    /// The process's number.
    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    pub(crate) fn raw(&self) -> Vec<u8> {
        self.raw.lock().unwrap().clone()
    }

    pub(crate) fn text(&self) -> String {
        self.parser.lock().unwrap().screen().contents()
    }

    /// Waits until a text is on the screen.
    pub(crate) fn until(&mut self, text: &str) -> &mut Self {
        wait_for(text, || self.text().contains(text), || self.text());
        self
    }

    /// Waits until a text is on the screen no more.
    pub(crate) fn until_gone(&mut self, text: &str) -> &mut Self {
        wait_for(&format!("the end of {text}"), || !self.text().contains(text), || self.text());
        self
    }

    /// Waits until the program has ended and all that it said was read; gives its exit code.
    pub(crate) fn ended(&mut self) -> u32 {
        let code = self.child.wait().unwrap().exit_code();
        wait_for("the end of what it says", || self.reader.is_finished(), || self.text());
        code
    }

    fn signal(&self, signal: Signal) {
        let process = Pid::from_raw(self.id().try_into().unwrap()).unwrap();
        kill_process(process, signal).unwrap();
    }

    fn mouse_is_on(&self) -> bool {
        self.parser.lock().unwrap().screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    /// Fails where the terminal is not as it was before the program.
    fn is_as_before(&self, what: &str) {
        assert!(!self.mouse_is_on(), "{what}: the mouse");
        let parser = self.parser.lock().unwrap();
        assert!(!parser.screen().alternate_screen(), "{what}: the alternate screen");
        assert!(!parser.screen().hide_cursor(), "{what}: the cursor");
        assert!(!parser.screen().bracketed_paste(), "{what}: paste");
    }

    /// Kills it without a word; what the crate of terminals calls a kill is a hang-up, at which the program saves first.
    pub(crate) fn kill_9(mut self) {
        self.signal(Signal::KILL);
        self.ended();
    }
}

const PAGE_DOWN: &str = "\x1b[6~";
/// Ctrl-PgUp: PgUp alone scrolls the case.
const STEP_BEFORE: &str = "\x1b[5;5~";
const DOWN: &str = "\x1b[B";
const WORDS: &str = "The aunt watches A on work days";

/// The invented programme in a folder.
pub(crate) fn demo(folder: &Path) -> PathBuf {
    let db = folder.join("demo.db");
    let made = Command::new(env!("CARGO_BIN_EXE_ifr"))
        .args(["demo", "--no-open", "--today", DAY, "--seed", "7", "--db"])
        .arg(&db)
        .env("XDG_CONFIG_HOME", folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    db
}

#[test]
fn a_killed_meeting_resumes_with_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
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
    screen.press(&PAGE_DOWN.repeat(4)).until("Child safety").press(WORDS).until(WORDS);
    // Two seconds after the last key the draft is in the file.
    let file = rusqlite::Connection::open(&db).unwrap();
    let sql = "select count(*) from draft where body = ?1";
    let drafted = || file.query_row(sql, [WORDS], |row| row.get::<_, i64>(0)).unwrap() == 1;
    wait_for("the draft", drafted, || screen.text());
    screen.kill_9();

    let mut again = Screen::open(&db);
    again.until("is waiting").press("s").until(WORDS);
    again.press(&STEP_BEFORE.repeat(5)).until("Who is here");
    let people = again.text();
    assert_eq!(people.matches("(•)").count(), 1, "{people}");
    again.kill_9();
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut screen = Screen::open(&db);
        screen.until("Needs you");
        assert!(screen.parser.lock().unwrap().screen().alternate_screen());
        screen.signal(signal);
        screen.ended();
        screen.is_as_before(&format!("{signal:?}"));
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_quotes_no_record() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    // A mistake where keys are taken, and one in the thread that keeps the file: asked for by the Caseload.
    for (fault, status) in [("key", 101), ("store", 1)] {
        let mut screen = Screen::with(&db, &[("IFR_FAULT", fault), ("RUST_BACKTRACE", "0")]);
        screen.until("Needs you");
        assert!(screen.mouse_is_on() && screen.parser.lock().unwrap().screen().alternate_screen());
        screen.press("2");
        let left = screen.ended();
        assert_eq!(left, status, "{fault}: {}", screen.text());
        screen.is_as_before(fault);
        let said = screen.text();
        assert!(said.contains("ifr stopped because of a mistake in the program"), "{fault}: {said}");
        assert!(said.contains("src/tui/run.rs"), "{fault}: {said}");
        for word in ["Jordan Lee", "Lee", "F-0", "Needs you"] {
            assert!(!said.contains(word), "{fault}: \"{word}\" in {said}");
        }
        let cooked = screen.master.get_termios().unwrap();
        let echoes = format!("{:?}", cooked.local_flags);
        assert!(echoes.contains("ECHO") && echoes.contains("ICANON"), "{fault}: {echoes}");
    }
}
