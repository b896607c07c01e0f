//! Individuals and case staffings, from the first key to the signature, and what of them stays with whom.

use super::desk::{Desk, sees, sees_no};
use ifr::domain::MeetingId;
use ifr::tui::screen::Target;

#[test]
fn a_weekly_individual_is_walked_and_signed_by_its_supervisor() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s home right right");
    sees(&dana, &["(•) Individual (IW)", "60 min planned", "With whom?", "Lee", "Kim"]);
    sees_no(&dana, "Individual (RC)");
    dana.keys("end enter");
    sees(&dana, &["Individual (IW), Lee", "IS   Dana Ortiz", "IW   Jordan Lee"]);
    sees_no(&dana, "Brooks");
    dana.keys("p tab p");
    sees(&dana, &["this counts as Individual (IW)"]);
    dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    sees(&dana, &["Check-in", "How are you?"]);
    dana.text("tired, the court week was long").keys("ctrl-n");
    sees(&dana, &["F-0197", "Child safety", "Progress"]);
    sees_no(&dana, "Recovery (Sam)");
    dana.text("seen at school").keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter");
    sees(&dana, &["Sign: Dana Ortiz"]);
    dana.keys("enter enter");
    assert_eq!(desk.one::<String>("select status from meeting"), "signed", "{}", dana.screen());
    assert_eq!(
        desk.rows("select kind, about_id, part2 from note order by id"),
        "personnel|3|0; case|-|0",
        "{}",
        dana.screen()
    );
    assert_eq!(desk.one::<i64>("select count(*) from meeting_pair"), 0);
    // Its clock begins anew.
    dana.keys("esc s home right right");
    sees(&dana, &["Lee", "in 7 d"]);
}

#[test]
fn an_individual_stays_with_its_supervisor() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s home right right end enter p tab p ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    dana.text("worried about the court")
        .keys("ctrl-n")
        .text("case words")
        .keys("ctrl-n ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter");
    // Sam was never there, and leads no Individual of an Intact Worker.
    let mut sam = desk.sam();
    sam.open(Target::Meeting(MeetingId(1)));
    sees_no(&sam, "case words");
    sees_no(&sam, "worried about the court");
    sees(&sam, &["not one of your meetings"]);
    // That the family was discussed, and when, both sides see: the next Co-Supervision says so without the decision.
    sam.keys("esc esc 1 s enter");
    sam.keys("ctrl-n");
    sees(&sam, &["discussed, 24 Nov 2026"]);
}

#[test]
fn with_a_third_person_an_individual_does_not_count() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s home right right end enter p tab p tab enter").text("Kim").keys("enter f2 up p");
    sees(&dana, &["With the Intact Worker here this is recorded, and does not count as"]);
    dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter enter enter");
    dana.keys("esc s home right right");
    sees_no(&dana, "in 7 d");
}

#[test]
fn the_rcs_individual_is_the_sud_supervisors() {
    let desk = Desk::new();
    let mut sam = desk.sam();
    sam.keys("s home right");
    sees(&sam, &["(•) Individual (RC)", "Brooks", "Shah"]);
    sees_no(&sam, "Individual (IW)");
    sam.keys("end enter p tab p ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    sees(&sam, &["Caseload monitoring", "Brooks"]);
    sam.keys("ctrl-n");
    sees(&sam, &["F-0197", "Recovery"]);
    sam.keys("ctrl-n");
    sees(&sam, &["F-0198", "No adult's consent covers this"]);
}

#[test]
fn a_case_staffing_takes_one_family_and_needs_both_signatures() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s home right right right");
    sees(&dana, &["(•) Case staffing", "About which family?", "F-0197 oak"]);
    dana.keys("down down space end enter");
    sees(&dana, &["Case staffing, F-0197", "SUD  Sam Reyes", "RC   Tamika Brooks"]);
    dana.keys("p tab p tab p tab p");
    sees(&dana, &["this counts as Case staffing"]);
    dana.keys("ctrl-n");
    sees(&dana, &["Facts"]);
    dana.text("left alone for an hour").keys("ctrl-pgdn end enter right enter");
    sees(&dana, &["Sign: Dana Ortiz", "Sign: Sam Reyes"]);
    assert_eq!(
        desk.rows("select kind, family_id, worker_id from meeting"),
        "case_staffing|197|-",
        "{}",
        dana.screen()
    );
    assert_eq!(desk.rows("select verdict, kind_held from meeting_pair"), "counts|case_staffing");
}

#[test]
fn a_joint_is_walked_and_signed_by_the_intact_supervisor() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s home right end enter");
    sees(&dana, &["Joint, Lee + Brooks", "of 60 min"]);
    dana.keys("p tab p tab p ctrl-n");
    sees(&dana, &["Cases 1 of 2", "Joint visit agreed?"]);
    dana.text("seen at school")
        .keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter");
    sees(&dana, &["Signatures", "[ Sign: Dana Ortiz ]"]);
    sees_no(&dana, "Sam Reyes");
    dana.keys("end enter enter");
    assert_eq!(desk.rows("select kind, status from meeting"), "joint|signed", "{}", dana.screen());
    assert_eq!(desk.rows("select verdict, kind_held from meeting_pair"), "counts|joint");
    assert_eq!(desk.rows("select kind, body from note"), "case|seen at school");
}

#[test]
fn meetings_of_the_programme_are_held_and_need_no_signature() {
    for (rights, kind, title) in [
        ("right right right", "executive", "Executive-level"),
        ("right right right right", "federal_ta", "Federal TA"),
        ("right right right right right", "annual_conference", "Annual conference"),
    ] {
        let desk = Desk::new();
        let mut dana = desk.dana();
        dana.keys("s home down").keys(rights);
        sees(&dana, &[&format!("‹ {title} ›")]);
        dana.keys("end enter");
        sees(&dana, &[title, "Who is here, and how?"]);
        sees_no(&dana, "of 0 min");
        dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end");
        sees(&dana, &["needs no signature"]);
        sees_no(&dana, "Families");
        dana.keys("enter right enter");
        let held = format!("{kind}|held");
        assert_eq!(desk.rows("select kind, status from meeting"), held, "{}", dana.screen());
        sees(&dana, &["needs no signature"]);
        sees_no(&dana, "Signatures");
    }
}

#[test]
fn a_meeting_of_the_programme_is_attended_and_noted() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s home down right right");
    sees(&dana, &["‹ RC-level ›"]);
    dana.keys("end enter");
    sees(&dana, &["RC-level", "RC   Tamika Brooks", "RC   Ravi Shah"]);
    dana.keys("tab p ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    dana.text("buses end at six").keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter");
    assert_eq!(desk.rows("select kind, status from meeting"), "rc_level|held", "{}", dana.screen());
    assert_eq!(desk.rows("select kind, field from note"), "meeting|cases");
}
