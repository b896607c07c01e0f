//! Bad days at the screen: what was typed is kept, a sentence says what happened, and the work goes on.

use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::tui::msg::Msg;
use std::time::Duration;

#[test]
fn the_folder_vanishes_in_the_middle_of_a_meeting_and_comes_back() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter p tab a ctrl-n");
    let away = desk.folder().with_extension("away");
    std::fs::rename(desk.folder(), &away).unwrap();
    dana.text("seen at school").keys("tab");
    dana.wait(3);
    sees(&dana, &["is not there", "What you typed is still here", "again when the folder"]);
    dana.keys("esc");
    dana.wait(20);
    sees(&dana, &["seen at school"]);
    // Leaving would lose the words: nothing says that they are safe, and the meeting stays.
    dana.keys("esc esc esc");
    assert!(!dana.shows("nothing is lost") && !dana.shows("Needs you"), "{}", dana.screen());
    while dana.shows("That did not work") {
        dana.keys("enter");
    }
    sees(&dana, &["seen at school"]);
    std::fs::rename(&away, desk.folder()).unwrap();
    dana.text(" and at home").keys("tab");
    dana.wait(3);
    dana.keys("esc");
    sees(&dana, &["paused, nothing is lost"]);
    let kept = desk.rows("select body from note union select body from draft");
    assert!(kept.contains("seen at school"), "{kept}\n{}", dana.screen());
}

#[test]
fn another_partnerships_file_in_its_place_is_neither_shown_nor_written() {
    let (desk, other) = (Desk::new(), Desk::new());
    let mut dana = desk.dana();
    dana.keys("s enter p tab a ctrl-n");
    let (place, aside) = (desk.folder().join("programme.ifr"), desk.folder().join("aside.ifr"));
    std::fs::rename(&place, &aside).unwrap();
    dana.text("seen at school").keys("tab");
    sees(&dana, &["programme.ifr", "again when the file is"]);
    dana.keys("enter");
    // The other one has families and meetings of the same numbers.
    other.dana().keys("s enter");
    std::fs::copy(other.folder().join("programme.ifr"), &place).unwrap();
    let before = other.rows("select count(*), max(seq) from event");
    dana.look().keys("shift-tab").text(" and at home").keys("tab");
    dana.wait(3);
    sees(&dana, &["Another file lies in the place of", "saved into it"]);
    while dana.shows("That did not work") {
        dana.keys("enter");
    }
    sees(&dana, &["seen at school and at home"]);
    let copy = rusqlite::Connection::open(&place).unwrap();
    let one = |sql: &str| copy.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("select (select count(*) from note) + (select count(*) from draft)"), 0);
    assert_eq!(format!("{0}|{0}", one("select count(*) from event")), before);
    std::fs::rename(&aside, &place).unwrap();
    dana.keys("shift-tab").text(".").keys("tab");
    assert_eq!(desk.rows("select body from note"), "seen at school and at home.", "{}", dana.screen());
}

#[test]
fn a_newer_program_migrates_the_file_under_an_older_one() {
    let desk = Desk::new();
    let (mut dana, mut sam) = (desk.dana(), desk.sam());
    dana.keys("s enter p tab a ctrl-n");
    dana.text("seen at school");
    let seen: i64 = desk.one("select user_version from pragma_user_version");
    desk.sql.pragma_update(None, "user_version", seen + 1).unwrap();
    // Nothing is written by rules that this program does not know; the words stay, and what to do is said.
    dana.keys("tab");
    sees(&dana, &["This file was written by a newer ifr", "Install the newer program on this computer"]);
    while dana.shows("That did not work") {
        dana.keys("enter");
    }
    sees(&dana, &["seen at school"]);
    assert_eq!(desk.one::<i64>("select count(*) from note"), 0);
    // Looking on is no harm.
    sam.keys("2");
    sees(&sam, &["F-0197"]);
    // The program is replaced, or the file comes back: the same words are saved with the next key.
    desk.sql.pragma_update(None, "user_version", seen).unwrap();
    dana.keys("shift-tab").text(".").keys("tab");
    assert_eq!(desk.rows("select body from note"), "seen at school.", "{}", dana.screen());
}

#[test]
fn a_computer_that_slept_asks_for_the_passphrase_and_keeps_the_words() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter p tab a ctrl-n").text("seen at school");
    // A nap shorter than the idle minutes changes nothing; the two together are enough.
    dana.send(Msg::Slept(Duration::from_secs(200)));
    sees(&dana, &["seen at school"]);
    dana.wait(101);
    sees_no(&dana, "seen at school");
    sees(&dana, &["locked"]);
    dana.keys("enter");
    sees(&dana, &["seen at school"]);
    // A night.
    dana.send(Msg::Slept(Duration::from_secs(9 * 3600)));
    sees(&dana, &["locked"]);
    dana.keys("enter").text(" today").keys("tab");
    assert_eq!(desk.rows("select body from note"), "seen at school today", "{}", dana.screen());
}
