//! A file that somebody filled with hostile text: no control reaches a terminal from any screen or command, every line
//! keeps its width, and no export holds a formula.

use crate::cli::ifr;
use crate::desk;
use ifr::domain::{FamilyId, MeetingId, ReferralId, StaffId};
use ifr::store::Store;
use ifr::tui::app::Start;
use ifr::tui::harness::Flow;
use ifr::tui::screen::Target;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use rusqlite::Connection;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// What somebody might put into a name or a note.
pub fn corpus() -> Vec<String> {
    let short = [
        "\u{1b}[31mred\u{1b}[0m",
        "\u{1b}]52;c;aGFsbG8=\u{7}",
        "\u{1b}]0;title\u{7}",
        "\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\",
        "\u{1b}[2J\u{1b}[H",
        "\u{1b}[6n",
        "\u{1b}P$q q\u{1b}\\",
        "\u{1b}_app\u{1b}\\",
        "\u{1b}c",
        "\u{1b}",
        "\u{9b}31m",
        "\u{9d}52;c;eA==\u{9c}",
        "\u{90}q\u{9c}",
        "\u{85}next",
        "\u{7}",
        "\u{8}\u{8}\u{8}",
        "\u{7f}\u{7f}",
        "a\rb",
        "a\nb",
        "a\r\nb",
        "a\tb",
        "\u{b}\u{c}",
        "nul\0nul",
        "\0",
        "\u{202e}txet",
        "\u{202a}a\u{202c}",
        "\u{2066}a\u{2069}",
        "\u{200f}\u{200e}",
        "\u{61c}",
        "\u{feff}bom",
        "\u{200b}\u{200b}",
        "a\u{ad}b",
        "\u{2028}line",
        "\u{2029}para",
        "\u{fff9}a\u{fffa}b\u{fffb}",
        "\u{e0001}\u{e0041}",
        "👩\u{200d}👩\u{200d}👧",
        "👍🏽",
        "🇺🇸🇺🇸",
        "☺\u{fe0f}",
        "☹\u{fe0e}",
        "e\u{301}e\u{301}",
        "a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}",
        "Z\u{35c}\u{362}algo",
        "\u{301}first",
        "漢字漢字漢字",
        "ｆｕｌｌ",
        "ﾊﾝｶｸ",
        "한국어",
        "\u{1100}\u{1161}\u{11a8}",
        "ابجد",
        "שלום",
        "नमस्ते",
        "ไทย",
        "=1+1",
        "+1",
        "-1+2",
        "@SUM(A1)",
        "=HYPERLINK(\"http://x\";\"y\")",
        "\t=1",
        "\r=1",
        "'; drop table family; --",
        "%s%n%x",
        "{0}{{}}",
        "<script>alert(1)</script>",
        "a|b\\|c",
        "# head\n---\n- x",
        "[x](javascript:1)",
        "![x](http://x)",
        "",
        " ",
        "\u{a0}\u{3000}",
        "\u{10ffff}",
        "\u{fffd}\u{fffe}",
    ];
    let mut all: Vec<String> = short.iter().map(|text| (*text).to_owned()).collect();
    all.push("word ".repeat(200_000));
    all.push("漢".repeat(20_000));
    all.push("a\u{301}".repeat(20_000));
    all.push("\u{1b}[31m".repeat(5_000));
    all
}

/// Every column into which a person or another system writes free text.
const TEXTS: &[(&str, &str)] = &[
    ("agency", "name"),
    ("site", "name"),
    ("site", "county"),
    ("staff", "name"),
    ("staff", "short_name"),
    ("family", "label"),
    ("family", "case_number"),
    ("member", "alias"),
    ("assignment", "reason"),
    ("assignment", "end_reason"),
    ("referral", "concern"),
    ("referral", "county"),
    ("referral", "reason"),
    ("referral", "alias"),
    ("referral_status", "reason"),
    ("consent", "recipient"),
    ("consent", "purpose"),
    ("meeting", "reason"),
    ("meeting_pair", "reason"),
    ("meeting_person", "guest"),
    ("meeting_case", "why"),
    ("note", "body"),
    ("addendum", "body"),
    ("action_item", "description"),
    ("treatment_episode", "provider"),
];

/// The demo with all its words replaced, past the program: by whoever else fills the file.
pub fn poisoned(folder: &Path) -> String {
    let db = crate::cli::demo(folder);
    let sql = Connection::open(&db).unwrap();
    sql.execute_batch("pragma foreign_keys = off; begin").unwrap();
    let triggers: Vec<String> = sql
        .prepare("select name from sqlite_schema where type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        sql.execute_batch(&format!("drop trigger {trigger}")).unwrap();
    }
    let corpus = corpus();
    for (table, column) in TEXTS {
        let ids: Vec<i64> = sql
            .prepare(&format!(
                "select rowid from {table} where {column} is not null order by rowid desc limit 700"
            ))
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for (n, id) in ids.into_iter().enumerate() {
            let mut text = corpus[(n + column.len()) % corpus.len()].clone();
            let unique = matches!((*table, *column), ("agency" | "site", "name") | ("family", "case_number"));
            if unique || (text.is_empty() && *column == "description") {
                text.push_str(&id.to_string());
            }
            if *table == "staff" && id <= 2 {
                // The two who sign in are still to be found; what is added to their names is hostile all the same.
                let first = if id == 1 { "Dana " } else { "Sam " };
                text = format!("{first}{}", corpus[usize::try_from(id).unwrap()]);
            }
            sql.execute(&format!("update {table} set {column} = ?1 where rowid = ?2"), (text, id)).unwrap();
        }
    }
    sql.execute("update event_value set new = ?1 || new, old = ?1 || old where entity = 'family' or entity = 'action_item'", ["\u{1b}]52;c;x\u{7}\u{202e}"]).unwrap();
    sql.execute("update meta set partnership = ?1", ["\u{1b}]0;x\u{7}Peoria\u{202e}\u{9b}31m"]).unwrap();
    sql.execute_batch("commit").unwrap();
    db
}

pub fn flow(db: &str, who: &str, (width, height): (u16, u16)) -> Flow {
    let store = Store::open(Path::new(db), desk::options(desk::MORNING)).unwrap();
    let file = desk::open_file(&store, None);
    let start = Start { path: db.into(), ..desk::start("dark", Some(file)) };
    let mut flow = Flow::start(start, Some(store), width, height);
    flow.keys(if who == "Dana" { "enter enter" } else { "down enter enter" });
    flow
}

/// What a terminal must never be sent from a text.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{2028}' | '\u{2029}')
}

/// What reaches the terminal is cells, no more: each as wide as it says, none with a control in it.
pub fn judge(place: &str, buffer: &Buffer) {
    let area = buffer.area;
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let symbol = buffer.cell((x, y)).unwrap().symbol();
            assert!(!symbol.chars().any(is_hostile), "{place}: {symbol:?} at {x},{y}");
            let wide = u16::try_from(symbol.width()).unwrap();
            assert!(x + wide <= area.width, "{place}: {symbol:?} leaves the screen at {x},{y}");
            // Letters of some scripts are wider than two cells with their vowels: what they cover is kept free.
            let covered = (x + 1..x + wide).all(|x| buffer.cell((x, y)).unwrap().symbol() == " ");
            assert!(covered, "{place}: {symbol:?} is {wide} wide and lies on something at {x},{y}");
            x += wide.max(1);
        }
    }
    let mut bytes = Vec::new();
    let cells = area.positions().map(|at| (at.x, at.y, buffer.cell(at).unwrap()));
    CrosstermBackend::new(&mut bytes).draw(cells).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\u{1b}' {
            assert!(!is_hostile(c), "{place}: {c:?} reaches the terminal");
            continue;
        }
        // Our own: places and colours, and nothing else.
        assert_eq!(rest.next(), Some('['), "{place}: an escape that is not ours");
        let end = rest.by_ref().find(|c| !matches!(c, '0'..='9' | ';' | ':'));
        assert!(matches!(end, Some('H' | 'm')), "{place}: {end:?}");
    }
}

const KEYS: &[&str] = &[
    "1",
    "1 e",
    "1 down down enter",
    "2",
    "2 v",
    "2 down down down enter",
    "2 down down enter end",
    "3",
    "3 down enter",
    "4",
    "4 down enter",
    "5",
    "5 down enter",
    "5 e",
    "5 down e",
    "6",
    "6 down down e",
    "f1",
    "ctrl-p",
    "ctrl-p text:a",
    "2 l",
    "6 i",
    "4 n",
    "1 down down s",
    "1 down down s enter",
    "1 down down s enter pgdn pgdn pgdn pgdn",
];

#[test]
fn no_screen_sends_a_control_and_every_line_keeps_its_width() {
    let folder = tempfile::tempdir().unwrap();
    let db = poisoned(folder.path());
    let targets = [
        Target::Family(FamilyId(1)),
        Target::Family(FamilyId(2)),
        Target::Referral(ReferralId(1)),
        Target::Referral(ReferralId(3)),
        Target::Meeting(MeetingId(1)),
        Target::Meeting(MeetingId(5)),
        Target::Person(StaffId(3)),
        Target::Person(StaffId(5)),
        Target::Post(1),
        Target::Calendar,
        Target::Agencies,
        Target::Fidelity,
        Target::Find,
        Target::Worker(StaffId(3)),
        Target::Leaving(Some(StaffId(3))),
        Target::RecordMeeting,
        Target::Import,
    ];
    for (who, size) in [("Dana", (80, 24)), ("Sam", (60, 16)), ("Dana", (140, 40))] {
        for keys in KEYS {
            let mut flow = flow(&db, who, size);
            judge(&format!("{who} at the door"), &flow.buffer());
            flow.keys(keys);
            judge(&format!("{who} {size:?} {keys}"), &flow.buffer());
        }
        for target in &targets {
            let mut flow = flow(&db, who, size);
            flow.open(target.clone());
            judge(&format!("{who} {size:?} {target:?}"), &flow.buffer());
            flow.keys("end");
            judge(&format!("{who} {size:?} {target:?} end"), &flow.buffer());
        }
    }
}

#[test]
fn what_is_typed_or_pasted_is_clean_on_screen_and_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let db = crate::cli::demo(folder.path());
    let sql = Connection::open(&db).unwrap();
    let texts = corpus();
    for (n, text) in texts.iter().enumerate().filter(|(_, text)| text.len() < 100_000) {
        let mut flow = flow(&db, "Dana", (80, 24));
        flow.keys("6 i").paste(&format!("x{text}y"));
        judge(&format!("pasted {n}"), &flow.buffer());
        flow.keys("f2 f2");
        judge(&format!("saved {n}"), &flow.buffer());
        flow.keys("ctrl-p").paste(text);
        judge(&format!("palette {n}"), &flow.buffer());
    }
    let mut statement = sql.prepare("select description from action_item").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    for text in rows.map(Result::unwrap) {
        assert!(!text.chars().any(is_hostile), "{text:?}");
    }
}

/// Text on stdout or stderr: lines, and nothing else that a terminal would obey.
fn judge_text(place: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{place}: no text"));
    if let Some(at) = text.chars().position(|c| c != '\n' && is_hostile(c)) {
        panic!("{place}: {:?}", text.chars().skip(at.saturating_sub(30)).take(60).collect::<String>());
    }
}

#[test]
fn no_command_prints_a_control() {
    let folder = tempfile::tempdir().unwrap();
    let db = poisoned(folder.path());
    let sql = Connection::open(&db).unwrap();
    let held: i64 =
        sql.query_row("select max(id) from meeting where status = 'signed'", [], |row| row.get(0)).unwrap();
    let (held, family) = (format!("M-{held:04}"), "F-0001");
    let commands: &[&[&str]] = &[
        &["status"],
        &["caseload"],
        &["referrals", "--all"],
        &["staffing"],
        &["meetings"],
        &["actions", "--all"],
        &["agenda"],
        &["meeting", &held],
        &["meeting", &held, "--format", "md"],
        &["find", "a"],
        &["history", family],
        &["services"],
        &["services", "--check"],
        &["fidelity"],
        &["calendar"],
        &["check"],
        &["find", "\u{1b}[31m"],
        &["--as", "\u{1b}]0;x\u{7}", "status"],
        &["restore", "\u{1b}[2J.db"],
        &["meeting", "\u{9b}1"],
        &["import", "\u{1b}[2J.csv"],
    ];
    std::thread::scope(|scope| {
        // Each is a process that mostly reads: several at once.
        for some in commands.chunks(4) {
            scope.spawn(|| some.iter().for_each(|command| no_control(folder.path(), &db, command)));
        }
    });
}

fn no_control(folder: &Path, db: &str, command: &[&str]) {
    for json in [false, true] {
        let mut args = vec!["--db", db, "--today", "2026-11-24"];
        if !command.contains(&"--as") {
            args.extend(["--as", "Dana"]);
        }
        args.extend(command);
        if json {
            args.push("--json");
        }
        let done = ifr(folder, &args);
        let place = format!("{command:?} json {json}");
        if json && done.status.success() && !command.contains(&"calendar") && !command.contains(&"md") {
            let read: Result<serde_json::Value, _> = serde_json::from_slice(&done.stdout);
            assert!(read.is_ok(), "{place}: {}", String::from_utf8_lossy(&done.stdout));
        }
        judge_text(&place, &done.stdout.iter().copied().filter(|byte| *byte != b'\r').collect::<Vec<_>>());
        judge_text(&place, &done.stderr);
        if done.stdout.is_empty() {
            // What is refused is refused alike.
            return;
        }
    }
}

#[test]
fn no_export_holds_a_formula_or_a_control() {
    let folder = tempfile::tempdir().unwrap();
    let db = poisoned(folder.path());
    for list in ["caseload", "referrals", "staffing", "meetings", "actions"] {
        let out = ifr(
            folder.path(),
            &[list, "--as", "Dana", "--db", &db, "--today", "2026-11-24", "--format", "csv"],
        );
        assert!(out.status.success(), "{list}: {}", String::from_utf8_lossy(&out.stderr));
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(out.stdout.as_slice());
        let mut cells = 0;
        for row in reader.records() {
            for cell in &row.unwrap() {
                cells += 1;
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{list}: {cell:?}");
                assert!(!cell.chars().any(|c| c != '\n' && is_hostile(c)), "{list}: {cell:?}");
            }
        }
        assert!(cells > 5, "{list}");
    }
}
