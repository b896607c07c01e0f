//! Two people of one team write in one place: nothing is written over before a person chooses.

use crate::walk_screen::desk::{Desk, sees};
use ifr::tui::harness::Flow;

#[test]
fn words_of_one_side_written_twice_over_the_same_version_are_asked_about() {
    let desk = Desk::new();
    let (mut dana, mut again) = (desk.dana(), desk.dana());
    dana.keys("7 c text:first");
    again.keys("7 c text:second f2");
    dana.keys("f2");
    sees(&dana, &["meanwhile"]);
    assert_eq!(desk.rows("select body from report_text"), "second");
    dana.keys("esc c");
    assert_eq!(desk.rows("select body from draft where entity = 'report 2026-11'"), "first");
}

/// Dana writes at two terminals in one place; the first to save is the other one.
fn two_versions(desk: &Desk, width: u16, height: u16) -> Flow {
    let (mut dana, mut again) = (desk.sit_down("Dana Ortiz", width, height), desk.dana());
    dana.keys("7 c text:My_own_words");
    again.keys("7 c text:Their_words_came_first f2");
    dana.keys("f2");
    sees(&dana, &["meanwhile", "Theirs", "Their words came first", "Mine", "My own words", "Keep both"]);
    assert_eq!(
        desk.rows("select body from report_text"),
        "Their words came first",
        "nothing is written over"
    );
    dana
}

const BOTH: &str = "Saved first:\nTheir words came first\n\nSaved second:\nMy own words";

#[test]
fn of_two_versions_a_person_chooses_theirs_mine_or_both() {
    for (key, body) in [("b", BOTH), ("enter", BOTH), ("m", "My own words"), ("t", "Their words came first")]
    {
        let desk = Desk::new();
        let mut dana = two_versions(&desk, 80, 24);
        dana.keys(key);
        assert_eq!(desk.rows("select body from report_text"), body, "{key}: {}", dana.screen());
        assert_eq!(desk.rows("select count(*) from draft"), "0", "{key}");
        sees(&dana, &["Intact part", body.lines().next().unwrap()]);
        // The screen goes on as before: what is typed next is saved over what stands now.
        dana.keys("c ctrl-end text:_and_more f2");
        assert_eq!(desk.rows("select body from report_text"), format!("{body} and more"), "{key}");
    }
}

#[test]
fn two_versions_stand_side_by_side_where_there_is_room() {
    let line = |flow: &Flow, text: &str| flow.screen().lines().position(|line| line.contains(text)).unwrap();
    let desk = Desk::new();
    let wide = two_versions(&desk, 100, 30);
    assert_eq!(line(&wide, "Their words came first"), line(&wide, "My own words"), "{}", wide.screen());
    let desk = Desk::new();
    let narrow = two_versions(&desk, 80, 24);
    assert!(line(&narrow, "Their words came first") < line(&narrow, "My own words"), "{}", narrow.screen());
}

#[test]
fn a_long_version_is_read_to_its_end_before_anything_is_chosen() {
    let desk = Desk::new();
    let (mut dana, mut again) = (desk.dana(), desk.dana());
    dana.keys("7 c text:short");
    let long: Vec<String> = (1..=30).map(|at| format!("line_{at}_of_many")).collect();
    again.keys(&format!("7 c text:{} f2", long.join(" enter text:")));
    dana.keys("f2");
    sees(&dana, &["line 1 of many", "▾"]);
    dana.keys(&"down ".repeat(40));
    sees(&dana, &["line 30 of many"]);
}

#[test]
fn words_that_only_one_of_two_changed_need_no_question() {
    let desk = Desk::new();
    let (mut dana, mut again) = (desk.dana(), desk.dana());
    dana.keys("7 c text:the_same");
    again.keys("7 c text:the_same f2");
    dana.keys("f2");
    sees(&dana, &["The same words were saved here meanwhile"]);
    assert_eq!(desk.rows("select body from report_text; "), "the same");
}
