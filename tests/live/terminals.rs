//! Two real programs in two real terminals on one file: what one does, the other shows within 1.5 seconds.

use super::late::Late;
use crate::kill::{Screen, demo};
use std::time::{Duration, Instant};

/// The demo asks for no passphrase at the sign-in.
const ENTER: &str = "\r";
const CTRL_N: &str = "\x0e";
const TAB: &str = "\t";
const ESC: &str = "\x1b";
/// How soon another's change is to be seen, on a machine that is not late itself.
const SOON: Duration = Duration::from_millis(1500);

/// How long until a text is on a screen.
fn until(screen: &mut Screen, text: &str) -> Duration {
    let began = Instant::now();
    screen.until(text);
    began.elapsed()
}

#[test]
fn what_one_does_the_other_sees_soon_and_whoever_leaves_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let mut dana = Screen::with(&db, &[]);
    dana.until("Needs you").press("s").until("Start a meeting").press(ENTER).until("Who is here");
    let mut sam = Screen::of(&db, "Sam", &[]);
    sam.until("Needs you").press("5").until("● in progress");
    open_running(&mut sam);
    let late = Late::watch(folder.path());
    let mut seen = vec![("presence", until(&mut dana, "● Sam Reyes is here"))];
    seen.push(("presence back", until(&mut sam, "● Dana Ortiz is here")));
    // An attendance mark.
    dana.press("p").until("(•) here");
    seen.push(("attendance", until(&mut sam, "(•) here")));
    // Words, while the other types their own.
    dana.press(CTRL_N).until("Cases 1 of");
    sam.press(CTRL_N).until("Cases 1 of");
    sam.press("the group hel");
    dana.press("the aunt helps").press(TAB);
    seen.push(("words", until(&mut sam, "the aunt helps")));
    sam.press("ps him").press(TAB).until("the group helps him");
    seen.push(("words back", until(&mut dana, "the group helps him")));
    let late = late.allowance();
    println!("seen after: {seen:?}, on a machine that is late by {late:?}");
    for (what, took) in &seen {
        let more = Duration::from_millis(if what.starts_with("presence") { 1000 } else { 0 });
        assert!(*took < SOON + more + late, "{seen:?}, late by {late:?}");
    }
    // Leaving the meeting leaves the presence, a crash leaves it as soon as the silence is noticed.
    sam.press(ESC).until("paused");
    dana.until_gone("● Sam");
    // Out of the meeting, whose minutes run, nothing is drawn while nothing happens.
    dana.press(ESC).until("paused");
    std::thread::sleep(Duration::from_millis(2500));
    let before = dana.raw().len();
    std::thread::sleep(Duration::from_millis(2500));
    assert_eq!(dana.raw().len(), before, "a terminal where nothing happens draws nothing");
    sam.kill_9();
    dana.kill_9();
}

/// Opens the meeting that is running, from the list of meetings.
fn open_running(sam: &mut Screen) {
    sam.press("\x1b[H").press(ENTER).until("Who is here");
}
