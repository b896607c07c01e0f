//! Points for the next Co-Supervision: sent from anywhere, shown where they belong, over only when somebody says so.

use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::domain::{FamilyId, MeetingId, StaffId};
use ifr::store::view::prepare::{PointAbout, PointForm, PrepareAsk};
use ifr::store::{OpId, Request};
use ifr::tui::screen::Target;

const POINTS: &str =
    "select id, family_id, body, part2, author_id, meeting_id, taken_back_on from prepared_point order by id";
const TO_THE_END: &str = "ctrl-pgdn pgdn pgdn pgdn pgdn end";

/// Points about both families of Lee + Brooks, put down by Dana.
fn prepared(desk: &Desk) {
    desk.sql
        .execute_batch(
            "insert into prepared_point (kind, iw_id, rc_id, family_id, body, author_id, at) values
               ('co_supervision', 3, 5, 197, 'who drives to group', 1, '2026-11-20T16:00:00Z'),
               ('co_supervision', 3, 5, 198, 'the aunt wants to help', 1, '2026-11-20T16:00:00Z');",
        )
        .unwrap();
}

#[test]
fn a_point_stands_at_its_family_and_one_key_says_that_it_was_taken_up() {
    let desk = Desk::new();
    prepared(&desk);
    let mut dana = desk.dana();
    dana.keys("s enter p tab p tab p tab p ctrl-n");
    sees(&dana, &["F-0197", "To talk about", "who drives to group (Dana, Fri 20 Nov)", "taken up"]);
    sees_no(&dana, "the aunt");
    dana.keys("home t");
    assert_eq!(desk.rows("select id, meeting_id from prepared_point"), "1|1; 2|-", "{}", dana.screen());
    // It can be taken back while the meeting runs.
    dana.keys("backspace");
    assert_eq!(desk.rows("select id, meeting_id from prepared_point"), "1|-; 2|-", "{}", dana.screen());
    dana.keys("t ctrl-n");
    sees(&dana, &["F-0198", "the aunt wants to help"]);
    // Nobody speaks of it: the close says so, and it waits for the next one.
    dana.keys(TO_THE_END).keys("home pgdn");
    dana.keys("end enter right enter");
    assert_eq!(desk.one::<String>("select status from meeting"), "held", "{}", dana.screen());
    assert_eq!(desk.rows("select id, meeting_id from prepared_point"), "1|1; 2|-", "{}", dana.screen());
    dana.keys("esc 1 s home down down down space end enter ctrl-n");
    sees_no(&dana, "who drives to group");
    dana.keys("ctrl-n");
    sees(&dana, &["the aunt wants to help"]);
}

#[test]
fn what_nobody_took_up_is_read_back_at_the_close() {
    let desk = Desk::new();
    prepared(&desk);
    let mut dana = desk.sit_down("Dana Ortiz", 100, 60);
    dana.keys("s enter ctrl-n").keys(TO_THE_END);
    sees(&dana, &["F-0197: a point not taken up, it waits for the next one"]);
}

#[test]
fn points_are_sent_from_today_the_family_and_the_list_of_items_and_taken_back() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("f").text("F-0198").keys("enter t");
    sees(&dana, &["Send to the next Co-Supervision, F-0198"]);
    dana.text("from today").keys("f2");
    dana.keys("6 t");
    sees(&dana, &["Send to the next Co-Supervision, F-0198", "See B at school"]);
    dana.keys("f2");
    dana.open(Target::Family(FamilyId(198)));
    dana.keys("t").text("from the page").keys("f2");
    assert_eq!(
        desk.rows(POINTS),
        "1|198|from today|0|1|-|-; 2|198|See B at school|0|1|-|-; 3|198|from the page|0|1|-|-",
        "{}",
        dana.screen()
    );
    dana.keys("f").text("from the page").keys("enter");
    sees(&dana, &["For the next Co-Supervision"]);
    dana.keys("x");
    assert_eq!(
        desk.rows("select id from prepared_point where taken_back_on is not null"),
        "3",
        "{}",
        dana.screen()
    );
    // The other side cannot take back what this one put down.
    let mut sam = desk.sam();
    sam.open(Target::Family(FamilyId(198)));
    sam.keys("f").text("from today").keys("enter x");
    sees(&sam, &["The other side put this down"]);
}

#[test]
fn a_line_about_treatment_goes_with_the_adults_it_tells_of() {
    let desk = Desk::new();
    let mut sam = desk.sam();
    sam.keys("s home right end enter p tab p ctrl-n");
    sees(&sam, &["Individual (RC), Brooks", "F-0197", "Recovery"]);
    sam.keys("home");
    while !sam.shows("To be spoken of") {
        // Down to the words about recovery, wherever they stand.
        sam.text("began a new group").keys("ctrl-o");
        if !sam.shows("Tells of treatment of") {
            sam.keys("tab");
        }
    }
    sees(&sam, &["began a new group", "[x] M"]);
    sam.keys("f2");
    assert_eq!(
        desk.rows("select part2, body from prepared_point"),
        "1|began a new group",
        "{}",
        sam.screen()
    );
    assert_eq!(desk.rows("select member_id, consent_id from prepared_point_member"), "1|1");
    // Back in the meeting, where it was left.
    sees(&sam, &["Individual (RC), Brooks"]);
    // Dana reads it in the next Co-Supervision, by consent, and it is written down that she did.
    let mut dana = desk.dana();
    dana.keys("s home enter end enter ctrl-n");
    sees(&dana, &["began a new group"]);
    assert_eq!(
        desk.rows("select what from disclosure where member_id = 1 and viewer_id = 1"),
        "M-0002: case review; points for a meeting"
    );
    // Without consent not a word of it.
    desk.sql.execute_batch("update consent set revoked = 1, ended_on = '2026-11-23'").unwrap();
    let meeting: i64 = desk.one("select max(id) from meeting");
    let mut dana = desk.dana();
    dana.open(Target::Meeting(MeetingId(meeting)));
    sees_no(&dana, "began a new group");
    sees(&dana, &["To talk about"]);
}

#[test]
fn what_an_individual_decided_stays_until_it_is_sent_on() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s home right right end enter p tab p ctrl-n");
    dana.text("the court date moved").keys("ctrl-o");
    sees(
        &dana,
        &["Send to the next Co-Supervision, F-0197", "the court date moved", "Both agencies see this"],
    );
    dana.keys("f2");
    sees(&dana, &["Individual (IW), Lee", "the court date moved"]);
    dana.text(" and more");
    dana.keys("ctrl-n ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter");
    assert_eq!(desk.rows("select body from note"), "the court date moved and more", "{}", dana.screen());
    let mut sam = desk.sam();
    sam.keys("s home enter end enter ctrl-n");
    if !sam.shows("F-0197") {
        sam.keys("ctrl-n");
    }
    sees(&sam, &["the court date moved (Dana, Tue 24 Nov)"]);
    sees_no(&sam, "and more");
}

#[test]
fn a_point_about_the_pair_is_put_down_from_its_rows_and_covered_by_the_signatures() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("2 v f").text("197").keys("enter t");
    sees(&dana, &["Send to the next Co-Supervision, Lee + Brooks"]);
    dana.text("who calls whom on Mondays").keys("f2");
    sees(&dana, &["Put down for the next Co-Supervision of Lee + Brooks"]);
    dana.keys("5 f").text("co-supervision lee").keys("enter home t");
    sees(&dana, &["Send to the next Co-Supervision, Lee + Brooks"]);
    dana.text("the new office").keys("f2");
    assert_eq!(
        desk.rows("select iw_id, rc_id, family_id, body from prepared_point order by id"),
        "3|5|-|who calls whom on Mondays; 3|5|-|the new office",
        "{}",
        dana.screen()
    );
    // Sam sees it, and cannot take back what the other side put down.
    let mut sam = desk.sam();
    let back = PrepareAsk::TakeBack { op: OpId::new(), point: 1, version: 1 };
    let error = sam.store().unwrap().handle(Request::Prepare(back.clone())).unwrap_err();
    assert!(error.message.contains("the other side put this down"), "{error:?}");
    drop(sam);
    // From the list of meetings the one is taken back, and the other waits.
    let mut dana = desk.dana();
    dana.keys("5 f").text("co-supervision lee").keys("enter home x");
    sees(&dana, &["Take back which point?", "who calls whom on Mondays", "the pair, Dana Tue 24 Nov"]);
    dana.keys("down enter");
    sees(&dana, &["The point about the pair is taken back"]);
    assert_eq!(desk.rows("select id from prepared_point where taken_back_on is not null"), "2");
    dana.keys("x");
    sees_no(&dana, "the new office");
    dana.keys("esc");
    // It stands among what is carried in; taken up and signed it never changes.
    let mut dana = desk.dana();
    dana.keys("s enter p tab p tab p tab p ctrl-pgdn ctrl-pgdn");
    sees(&dana, &["Put down for this meeting", "who calls whom on Mondays (Dana, Tue 24 Nov)"]);
    sees_no(&dana, "the new office");
    dana.keys("tab t").keys(TO_THE_END).keys(
        "ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter enter enter",
    );
    assert_eq!(desk.rows("select id, meeting_id from prepared_point"), "1|1; 2|-", "{}", dana.screen());
    assert_eq!(desk.one::<i64>("select count(*) from signature"), 1, "{}", dana.screen());
    let covers: String = desk.one("select covers from signature");
    assert_eq!(covers.matches("\"prepared_point\"").count(), 1, "{covers}");
    for change in [
        "update prepared_point set body = 'something else' where id = 1",
        "update prepared_point set meeting_id = null where id = 1",
        "update prepared_point set meeting_id = 1 where id = 2",
        "delete from prepared_point where id = 1",
    ] {
        assert!(desk.sql.execute(change, []).is_err(), "{change}");
    }
}

#[test]
fn a_pair_that_shares_no_family_has_no_next_one() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    let about = |iw, rc, about: &[i64]| {
        let about = about.iter().map(|id| ifr::domain::MemberId(*id)).collect();
        let on = PointAbout::Pair(StaffId(iw), StaffId(rc));
        let form = PointForm { on, item: None, body: "words".into(), about };
        Request::Save(OpId::new(), ifr::store::request::Form::Point(form))
    };
    let error = dana.store().unwrap().handle(about(3, 6, &[])).unwrap_err();
    assert!(error.message.contains("share no open family"), "{error:?}");
    // Nobody's treatment goes there.
    let mut sam = desk.sam();
    let error = sam.store().unwrap().handle(about(3, 5, &[1])).unwrap_err();
    assert!(error.message.contains("nobody's treatment"), "{error:?}");
    assert_eq!(desk.one::<i64>("select count(*) from prepared_point"), 0);
}
