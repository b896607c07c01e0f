//! The same person's words on two terminals: neither is ever written over in silence.

use super::desk::{Desk, sees, sees_no};
use ifr::tui::harness::Flow;

const BODY: &str = "select version, body from note where field = 'safety'";

/// Dana at two terminals, both in the first family's first field; the second has typed, the first has saved.
fn two_terminals() -> (Desk, Flow, Flow) {
    let desk = Desk::new();
    let mut first = desk.dana();
    first.keys("s enter p tab p tab p tab p ctrl-n");
    let mut second = desk.dana();
    second.keys("s");
    sees(&second, &["Cases 1 of 2"]);
    second.text("the aunt helps");
    first.text("seen at school").keys("tab");
    assert_eq!(desk.rows(BODY), "1|seen at school");
    (desk, first, second)
}

#[test]
fn saving_over_newer_words_asks_and_can_keep_both() {
    let (desk, mut first, mut second) = two_terminals();
    second.keys("tab");
    sees(&second, &["Two versions of one note", "Theirs: seen at school", "Yours: the aunt helps"]);
    assert_eq!(desk.rows(BODY), "1|seen at school", "nothing is written before somebody chose");
    second.keys("enter");
    assert_eq!(desk.rows(BODY), "2|Saved first:\nseen at school\n\nSaved second:\nthe aunt helps");
    sees(&second, &["seen at school", "the aunt helps"]);
    first.changed();
    sees(&first, &["seen at school", "the aunt helps"]);
    // Whoever goes on from what stands there is not asked.
    first.keys("shift-tab").text(" twice").keys("tab");
    sees_no(&first, "Two versions");
    assert_eq!(desk.rows(BODY), "3|Saved first:\nseen at school\n\nSaved second:\nthe aunt helps twice");
}

#[test]
fn mine_and_theirs_are_there_to_choose() {
    for (keys, body) in [("right enter", "2|the aunt helps"), ("right right enter", "1|seen at school")] {
        let (desk, _first, mut second) = two_terminals();
        second.wait(3).keys("tab").keys(keys);
        assert_eq!(desk.rows(BODY), body, "{}", second.screen());
        assert_eq!(desk.one::<i64>("select count(*) from draft"), 0);
        sees_no(&second, "Two versions");
    }
}

#[test]
fn words_that_nobody_chose_about_are_there_after_a_kill() {
    let (desk, _first, mut second) = two_terminals();
    // The other terminal's save took the draft away; hearing of it brings the draft back.
    second.changed().wait(1);
    drop(second.kill());
    let mut again = desk.dana();
    again.keys("s");
    sees(&again, &["the aunt helps"]);
    again.keys("tab");
    sees(&again, &["Two versions of one note", "Theirs: seen at school", "Yours: the aunt helps"]);
    // Leaving the question leaves both: pausing loses nothing either.
    again.keys("esc esc");
    sees(&again, &["paused, nothing is lost"]);
    assert_eq!(desk.rows(BODY), "1|seen at school");
    again.keys("s");
    sees(&again, &["the aunt helps"]);
}

#[test]
fn words_of_two_authors_never_meet() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter p tab p tab p tab p ctrl-n");
    let mut sam = desk.sam();
    sam.open(ifr::tui::screen::Target::Meeting(ifr::domain::MeetingId(1)));
    sees(&sam, &["Cases 1 of 2"]);
    dana.text("A was at school").keys("tab");
    sam.text("made up the group").keys("tab");
    dana.changed();
    sees(&dana, &["A was at school", "made up the group"]);
    sam.changed();
    sees(&sam, &["A was at school", "made up the group"]);
    assert_eq!(
        desk.rows("select author_id, body from note order by author_id"),
        "1|A was at school; 2|made up the group"
    );
}

#[test]
fn words_typed_for_somebody_who_wrote_meanwhile_are_asked_about_once() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter p tab p tab p tab p ctrl-n tab").text("Sam says he is well");
    let mut sam = desk.sam();
    sam.open(ifr::tui::screen::Target::Meeting(ifr::domain::MeetingId(1)));
    sam.text("made up the group").keys("tab");
    dana.wait(3).keys("tab");
    sees(
        &dana,
        &["F-0197, Recovery", "Sam wrote this at their own terminal", "You typed: Sam says he is well"],
    );
    // Only the treatment side writes here: there is no place for Dana's own words.
    dana.keys("right enter");
    sees(&dana, &["made up the group", "Discarded"]);
    sees_no(&dana, "Sam says he is well");
    dana.keys("shift-tab tab ctrl-n");
    sees_no(&dana, "their own terminal");
    assert_eq!(desk.rows("select author_id, body from note where field = 'recovery'"), "2|made up the group");
    assert_eq!(desk.one::<i64>("select count(*) from draft"), 0);
}

#[test]
fn words_typed_for_somebody_can_be_kept_as_ones_own() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter p tab p tab p tab p pgdn pgdn pgdn tab").text("they want less driving");
    let mut sam = desk.sam();
    sam.open(ifr::tui::screen::Target::Meeting(ifr::domain::MeetingId(1)));
    sees(&sam, &["● The pair's caseload"]);
    sam.text("too much for Brooks").keys("shift-tab tab").keys("pgdn");
    dana.keys("tab");
    sees(&dana, &["Sam wrote here", "[ Keep as my own note ]", "[ Discard ]"]);
    dana.keys("enter");
    assert_eq!(
        desk.rows("select author_id, body from note order by author_id"),
        "1|they want less driving; 2|too much for Brooks",
        "{}",
        dana.screen()
    );
    assert_eq!(desk.one::<i64>("select count(*) from draft"), 0);
}
