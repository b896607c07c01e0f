//! What an agenda finds by itself, section by section.

use crate::walk_screen::desk::Desk;
use ifr::export::document::Format;
use ifr::store::view::prepare::{PrepareAsk, PrepareReply};
use ifr::store::{OpId, Reply, Request};

/// A Co-Supervision of Lee + Brooks tomorrow, one a month ago, and something for every section.
const PREPARED: &str = "
insert into meeting (id, uid, kind, site_id, scheduled_at, held_on, status) values
  (1, 'one', 'co_supervision', 1, '2026-11-25T16:00:00Z', null, 'scheduled'),
  (2, 'two', 'co_supervision', 1, null, '2026-11-10', 'signed');
insert into meeting_pair (meeting_id, iw_id, rc_id, verdict, kind_held, held_on) values
  (1, 3, 5, null, null, null), (2, 3, 5, 'counts', 'co_supervision', '2026-11-10');
update consent set expires_on = '2026-12-10';
insert into credential (staff_id, kind, expires_on) values (5, 'cadc', '2026-12-20'), (6, 'cadc', '2026-12-01');
insert into travel (staff_id, on_date, miles, purpose) values (5, '2026-11-03', 61, 'client_home'),
  (5, '2026-11-12', 70, 'client_home'), (5, '2026-11-13', 40, 'training'), (5, '2026-10-30', 99, 'client_home');
insert into milestone (family_id, kind, due_on, completed_on) values (197, 'service_plan', '2026-11-20', null),
  (197, 'cans', '2026-11-20', '2026-11-19'), (198, 'service_plan', '2027-03-01', null);
insert into new_report (family_id, on_date) values (198, '2026-11-18'), (198, '2026-11-02');
insert into court_hearing (family_id, on_date) values (197, '2026-12-03');
";

/// The lines under a heading, up to the next one.
fn under<'t>(text: &'t str, heading: &str) -> Vec<&'t str> {
    let mut lines = text.lines().skip_while(|line| line.trim() != heading).skip(1);
    let mut out: Vec<&str> = Vec::new();
    let headings = [
        "What is new since then",
        "The families, in their order",
        "Overdue and due",
        "Not documented yet",
        "Open action items",
        "Consents and credentials that end",
        "Miles to clients' homes this month",
    ];
    for line in lines.by_ref().map(str::trim).take_while(|line| !headings.contains(line)) {
        if line.chars().any(char::is_alphanumeric) {
            out.push(line.trim_start_matches(['·', ' ']));
        }
    }
    out
}

#[test]
fn every_section_says_what_the_file_knows_and_nothing_else() {
    let desk = Desk::new();
    desk.sql.execute_batch(PREPARED).unwrap();
    let mut dana = desk.dana();
    let (op, format) = (OpId::new(), Format::Text);
    let ask = PrepareAsk::Print { op, meeting: None, format, path: None };
    let Reply::Prepare(reply) = dana.store().unwrap().handle(Request::Prepare(ask)).unwrap() else {
        panic!()
    };
    let PrepareReply::Printed(bytes, _) = *reply else { panic!() };
    let text = String::from_utf8(bytes).unwrap();
    let section = |heading| under(&text, heading);
    assert_eq!(
        section("What is new since then"),
        ["F-0198 new report Wed 18 Nov", "F-0197 court hearing Thu 3 Dec"],
        "{text}"
    );
    assert_eq!(
        section("Overdue and due"),
        ["F-0197 A not seen for 144 d", "F-0198 B not seen for 41 d", "F-0197 Service plan, due Fri 20 Nov"],
        "{text}"
    );
    assert_eq!(section("Not documented yet"), ["Lee: 1 service, from Thu 15 Oct"], "{text}");
    assert_eq!(
        section("Open action items"),
        ["A-0001 See B at school (Lee, F-0198), due Fri 20 Nov"],
        "{text}"
    );
    assert_eq!(
        section("Consents and credentials that end"),
        ["F-0197 M: consent ends Thu 10 Dec", "Brooks: CADC ends Sun 20 Dec"],
        "{text}"
    );
    let cap = "150";
    assert_eq!(section("Miles to clients' homes this month"), [format!("Brooks: 131 of {cap}")], "{text}");
}

#[test]
fn overdue_contacts_stand_in_the_agenda_of_the_treatment_side() {
    let desk = Desk::new();
    desk.sql.execute_batch(PREPARED).unwrap();
    desk.sql
        .execute_batch(
            "insert into family_enrolment (family_id, from_on) values (197, '2026-07-10'), (198, '2026-07-10');
             insert into family_phase (family_id, from_on, phase) values (197, '2026-07-10', 2), (198, '2026-07-10', 2);
             insert into service (family_id, staff_id, role, kind, on_date, mode, documented_on) values
               (197, 5, 'recovery_coordinator', 'contact', '2026-10-01', 'home', '2026-10-01'),
               (198, 5, 'recovery_coordinator', 'contact', '2026-11-24', 'home', '2026-11-24');",
        )
        .unwrap();
    let text = |flow: &mut ifr::tui::harness::Flow| {
        let ask = PrepareAsk::Print { op: OpId::new(), meeting: None, format: Format::Text, path: None };
        let Reply::Prepare(reply) = flow.store().unwrap().handle(Request::Prepare(ask)).unwrap() else {
            panic!()
        };
        let PrepareReply::Printed(bytes, _) = *reply else { panic!() };
        String::from_utf8(bytes).unwrap()
    };
    let (dana, sam) = (text(&mut desk.dana()), text(&mut desk.sam()));
    let late = |text: &str| -> Vec<String> {
        let lines = under(text, "Overdue and due").into_iter().filter(|line| line.contains("RC contact"));
        lines.map(str::to_owned).collect()
    };
    let told = late(&sam);
    assert_eq!(told.len(), 1, "F-0198 was seen today\n{sam}");
    assert!(
        told[0].starts_with("F-0197 RC contact overdue ") && told[0].ends_with(" d (Brooks)"),
        "{told:?}"
    );
    assert!(sam.contains("42 CFR"), "it goes by the phase of recovery: the notice goes with it\n{sam}");
    assert!(late(&dana).is_empty(), "the phase of recovery is the treatment agency's\n{dana}");
}
