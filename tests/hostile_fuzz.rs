//! Whatever is read never stops the program: dates, settings, keys, files to be imported, keys pressed.
//!
//! A few hundred cases each time; `--ignored` runs them for `IFR_FUZZ_SECONDS` each.

use crate::hostile::{corpus, flow, judge, poisoned};
use ifr::domain::dates;
use ifr::domain::text::{clean, is_plain};
use ifr::import::{Options, preview, run};
use ifr::settings::{Settings, embedded};
use ifr::store::{OpenOptions, Store};
use ifr::tui::keymap::Keymap;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Runs a property over so many cases, or for so long; gives how many there were.
fn each<S: Strategy>(long: bool, cases: u32, strategy: S, test: impl Fn(S::Value)) -> u64
where
    S::Value: std::fmt::Debug,
{
    let seconds = std::env::var("IFR_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let until = Instant::now() + Duration::from_secs(if long { seconds } else { 0 });
    let mut done = 0;
    loop {
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let tried = TestRunner::new(config).run(&strategy, |value| {
            test(value);
            Ok(())
        });
        if let Err(error) = tried {
            panic!("{error}");
        }
        done += u64::from(cases);
        if Instant::now() >= until {
            return done;
        }
    }
}

/// Text as it comes: anything, near misses of what is meant, and the corpus.
fn texts(near: &'static str) -> impl Strategy<Value = String> {
    let corpus: Vec<String> = corpus().into_iter().filter(|text| text.len() < 2000).collect();
    prop_oneof![any::<String>(), near.prop_map(|text| text), proptest::sample::select(corpus)]
}

/// A text with pieces cut out, doubled and replaced by other text.
fn mangled(base: Vec<String>) -> impl Strategy<Value = String> {
    let edits = proptest::collection::vec(
        (any::<prop::sample::Index>(), 0usize..40, texts("[a-z_ =\\[\\]\".,0-9\n-]{0,12}")),
        0..6,
    );
    (proptest::sample::select(base), edits).prop_map(|(text, edits)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, cut, with) in edits {
            let at = at.index(chars.len() + 1);
            let end = (at + cut).min(chars.len());
            chars.splice(at..end, with.chars());
        }
        chars.into_iter().collect()
    })
}

fn read_dates(long: bool) -> u64 {
    let today = "2026-11-24".parse().unwrap();
    each(long, 400, texts("[0-9a-z+./ -]{0,14}"), |text| {
        if let Ok(day) = dates::read(&text, today) {
            // What is echoed reads as the same day.
            assert_eq!(dates::read(&day.to_string(), today), Ok(day), "{text:?}");
            assert!(dates::echo(day, today).chars().all(is_plain));
        }
    })
}

fn read_settings(long: bool) -> u64 {
    let base = embedded().iter().map(|(_, text)| (*text).to_owned()).collect();
    let names: Vec<&str> = embedded().iter().map(|(name, _)| *name).collect();
    each(long, 40, (proptest::sample::select(names), mangled(base)), |(name, text)| {
        let mut settings = Settings::defaults();
        for problem in settings.overlay(name, &text) {
            assert!(!problem.message.is_empty());
        }
        let (_, problems) = Keymap::choose(Some(("keys.toml", &text)));
        drop(problems);
    })
}

fn read_imports(long: bool) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let db = crate::cli::demo(folder.path());
    let mut base: Vec<String> = Vec::new();
    for kind in ["good", "bad", "broken"] {
        let files =
            std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(kind)).unwrap();
        base.extend(
            files
                .flatten()
                .filter_map(|file| std::fs::read_to_string(file.path()).ok())
                .filter(|text| text.len() < 20_000),
        );
    }
    let cell = std::cell::RefCell::new(
        Store::open(Path::new(&db), OpenOptions::new(Arc::new(Settings::defaults()))).unwrap(),
    );
    cell.borrow_mut()
        .handle(ifr::store::Request::SignIn { staff: ifr::domain::StaffId(1), passphrase: String::new() })
        .unwrap();
    let path = folder.path().join("x.csv");
    each(long, 60, (mangled(base), any::<bool>()), |(text, bytes)| {
        let mut content = text.into_bytes();
        if bytes {
            // No text any more: the middle of a character is gone.
            let middle = content.len() / 2;
            content.insert(middle, 0xff);
        }
        std::fs::write(&path, content).unwrap();
        let mut store = cell.borrow_mut();
        let options = Options { dry_run: true, ..Options::default() };
        if let Ok(preview) = preview(&store, &path, &options) {
            drop(preview.text());
        }
        if let Ok(outcome) = run(&mut store, std::slice::from_ref(&path), &options) {
            drop(outcome.text());
        }
    })
}

fn clean_texts(long: bool) -> u64 {
    each(long, 400, texts("\\PC{0,40}"), |text| {
        let once = clean(&text);
        assert!(once.chars().all(is_plain));
        assert_eq!(clean(&once), once);
    })
}

/// What somebody does next at the keyboard.
#[derive(Clone, Debug)]
enum Press {
    Key(&'static str),
    Text(String),
    Paste(String),
    Size(u16, u16),
    Wait(u64),
}

/// All that means something somewhere, those that lead into pages and forms more often; none that writes to a folder.
const KEYS: &[&str] = &[
    "enter",
    "enter",
    "enter",
    "tab",
    "tab",
    "down",
    "down",
    "f2",
    "f2",
    "pgdn",
    "space",
    "shift-tab",
    "up",
    "left",
    "right",
    "home",
    "end",
    "pgup",
    "esc",
    "backspace",
    "delete",
    "insert",
    "f1",
    "f3",
    "f4",
    "f5",
    "f6",
    "f7",
    "f8",
    "f9",
    "f10",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h",
    "i",
    "k",
    "l",
    "m",
    "n",
    "o",
    "p",
    "r",
    "s",
    "t",
    "u",
    "v",
    "x",
    "y",
    "/",
    "'",
    "?",
    "+",
    "-",
    "ctrl-b",
    "ctrl-f",
    "ctrl-g",
    "ctrl-l",
    "ctrl-n",
    "ctrl-o",
    "ctrl-p",
    "ctrl-t",
    "ctrl-u",
    "ctrl-w",
    "ctrl-y",
    "ctrl-z",
    "ctrl-left",
    "ctrl-right",
    "ctrl-pgdn",
    "ctrl-pgup",
];

fn presses() -> impl Strategy<Value = Vec<Press>> {
    let press = prop_oneof![
        16 => proptest::sample::select(KEYS).prop_map(Press::Key),
        2 => texts("[a-zA-Z0-9 +./-]{1,8}").prop_map(Press::Text),
        1 => texts("\\PC{0,30}").prop_map(Press::Paste),
        1 => (1u16..160, 1u16..50).prop_map(|(width, height)| Press::Size(width, height)),
        1 => (1u64..5).prop_map(Press::Wait),
    ];
    proptest::collection::vec(press, 1..60)
}

/// Keys on a file full of hostile text: nothing stops the program, and every screen on the way is cells and no more.
fn press_keys(long: bool) -> u64 {
    let folder = crate::desk::in_memory();
    let db = poisoned(folder.path());
    let before = std::fs::read(&db).unwrap();
    let who = proptest::sample::select(vec!["Dana", "Sam"]);
    each(long, 6, (who, presses()), |(who, presses)| {
        std::fs::write(&db, &before).unwrap();
        let _ = std::fs::remove_file(format!("{db}-journal"));
        let mut flow = flow(&db, who, (80, 24));
        for press in &presses {
            match press {
                Press::Key(key) => drop(flow.keys(key)),
                Press::Text(text) => drop(flow.text(text)),
                Press::Paste(text) => drop(flow.paste(text)),
                Press::Size(width, height) => drop(flow.resize(*width, *height)),
                Press::Wait(seconds) => drop(flow.wait(*seconds)),
            }
            judge(&format!("{press:?}"), &flow.buffer());
        }
    })
}

#[test]
fn whatever_is_read_never_stops_the_program() {
    let [dates, settings, imports, texts, keys] =
        [read_dates, read_settings, read_imports, clean_texts, press_keys].map(|fuzz| fuzz(false));
    assert!(dates >= 400 && settings >= 40 && imports >= 60 && texts >= 400 && keys >= 6);
}

#[test]
#[ignore = "takes as long as it is told: IFR_FUZZ_SECONDS for each of the five"]
fn for_long() {
    for (name, fuzz) in [
        ("dates", read_dates as fn(bool) -> u64),
        ("settings and keys", read_settings),
        ("imports", read_imports),
        ("texts", clean_texts),
        ("keys", press_keys),
    ] {
        let began = Instant::now();
        let cases = fuzz(true);
        let said = format!("{name}: {cases} cases in {} s\n", began.elapsed().as_secs());
        std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes()).unwrap();
    }
}
