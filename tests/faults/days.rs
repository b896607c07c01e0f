//! Bad days at the screen: what was typed is kept, a sentence says what happened, and the work goes on.

use crate::walk_screen::desk::{Desk, sees};

#[test]
fn the_folder_vanishes_in_the_middle_of_a_meeting_and_comes_back() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter p tab a ctrl-n");
    let away = desk.folder().with_extension("away");
    std::fs::rename(desk.folder(), &away).unwrap();
    dana.text("seen at school").keys("tab");
    dana.wait(3);
    sees(&dana, &["is not there", "what you typed is still here"]);
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
