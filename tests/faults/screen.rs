//! A disk that is full, read-only or broken under somebody who types: the words stay, a sentence says what to do, and
//! when the disk is well again the same key saves them, once.

use super::calls::{self, EIO, ENOSPC, EROFS, Plan};
use crate::walk_screen::desk::{Desk, sees};
use ifr::tui::harness::Flow;

/// What the disk does, and what is said of it.
const DISKS: [(i32, &str, &str); 3] = [
    (ENOSPC, "The disk is full", "free some space and save again"),
    (EROFS, "The file or its folder cannot be written", "Ask whoever looks after the folder for the right"),
    (EIO, "The file or its folder cannot be written", "Ask whoever looks after the folder for the right"),
];

/// Runs in a process of its own, whose calls are taken over.
pub fn typed_on_a_bad_disk() {
    calls::take_over();
    for (with, said, hint) in DISKS {
        words_of_a_meeting(with, said, hint);
        answers_of_a_meeting(with, said, hint);
        a_form(with, said, hint);
    }
}

fn breaks(with: i32) {
    calls::begin(Plan::Fail { at: 1, with, sticky: true });
}

/// Fails where a sentence is not on the screen, over however many lines it runs.
#[track_caller]
fn says(flow: &Flow, texts: &[&str]) {
    let screen = flow.screen();
    let inside = |line: &'_ str| {
        let (from, to) = (line.find('│')?, line.rfind('│')?);
        line.get(from..to).map(|text| text.replace('│', " "))
    };
    let words: Vec<String> = screen.lines().filter_map(inside).collect();
    let words = words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    for text in texts {
        assert!(words.contains(text), "no \"{text}\" on\n{screen}");
    }
}

fn close_messages(flow: &mut Flow) {
    while flow.shows("That did not work") {
        flow.keys("enter");
    }
}

fn words_of_a_meeting(with: i32, said: &str, hint: &str) {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter p tab a ctrl-n");
    breaks(with);
    dana.text("seen at school").keys("tab");
    says(&dana, &[said, hint]);
    close_messages(&mut dana);
    sees(&dana, &["seen at school"]);
    // Whoever wants to leave now is not told that nothing is lost.
    dana.keys("esc");
    assert!(!dana.shows("nothing is lost"), "{}", dana.screen());
    close_messages(&mut dana);
    sees(&dana, &["seen at school"]);
    calls::begin(Plan::Let);
    dana.keys("shift-tab").text(" and at home").keys("tab esc");
    sees(&dana, &["paused, nothing is lost"]);
    assert_eq!(desk.rows("select body from note"), "seen at school and at home", "{with}\n{}", dana.screen());
}

/// Two answers to one question, the first of which the disk refused: the second one stands, and nobody is asked.
fn answers_of_a_meeting(with: i32, said: &str, hint: &str) {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter");
    breaks(with);
    dana.keys("p");
    says(&dana, &[said, hint]);
    close_messages(&mut dana);
    calls::begin(Plan::Let);
    dana.keys("a");
    assert!(!dana.shows("Two answers"), "{}", dana.screen());
    let kept = "select attendance from meeting_person where attendance is not null";
    assert_eq!(desk.rows(kept), "absent", "{with}\n{}", dana.screen());
}

fn a_form(with: i32, said: &str, hint: &str) {
    let desk = Desk::new();
    let mut dana = desk.dana();
    let made = "select description from action_item where id > 1";
    dana.keys("6 i").text("Call the school").keys("tab").text("Lee").keys("enter enter enter right");
    dana.keys("tab").text("+1w");
    breaks(with);
    dana.keys("f2");
    says(&dana, &[said, hint]);
    close_messages(&mut dana);
    sees(&dana, &["Call the school"]);
    calls::begin(Plan::Let);
    assert_eq!(desk.rows(made), "");
    dana.keys("f2");
    assert_eq!(desk.rows(made), "Call the school", "{with}\n{}", dana.screen());
}
