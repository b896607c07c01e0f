//! The rules row by row: who may, what changes, and what an import never does silently.

use super::world::File;
use ifr::import::{Kind, Outcome};

/// What became of the rows: added, changed, left alone, refused.
fn counts(outcome: &Outcome) -> (i64, i64, i64, usize) {
    let file = &outcome.files[0];
    (file.added, file.changed, file.left_alone, file.refused.len())
}

fn reasons(outcome: &Outcome) -> String {
    outcome.files[0].refused.iter().map(|refused| refused.reason.as_str()).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_sud_supervisor_brings_no_assignments() {
    let mut file = File::new("Sam");
    let rows = "Case #,Worker,From\nK-1,Kim Ortiz,2026-01-01\nK-1,Lee Moss,2026-01-01\n";
    let outcome = file.text(rows, Kind::Assignment);
    assert_eq!(counts(&outcome), (0, 0, 0, 2));
    assert!(
        reasons(&outcome).contains("Only an Intact Supervisor assigns families"),
        "{}",
        reasons(&outcome)
    );
    assert_eq!(file.count("select count(*) from assignment"), 0);
    // What is here already is no assignment: it is left alone, and its end is refused, too.
    file.as_of("Pat").text(rows, Kind::Assignment);
    assert_eq!(counts(&file.as_of("Sam").text(rows, Kind::Assignment)), (0, 0, 2, 0));
    let ended = file.text("Case #,Worker,From,To\nK-1,Kim Ortiz,2026-01-01,2026-05-01\n", Kind::Assignment);
    assert_eq!(counts(&ended), (0, 0, 0, 1));
    let assigned = "Referral ID,Received,Source,Assigned,RC\nq1,2026-10-01,Court,2026-10-05,Lee Moss\nq2,2026-10-01,Court,,Lee Moss\nq3,2026-10-02,Court,,\n";
    let outcome = file.text(assigned, Kind::Referral);
    assert_eq!(counts(&outcome), (1, 0, 0, 2), "{}", reasons(&outcome));
}

#[test]
fn spells_end_and_never_overlap() {
    let mut file = File::new("Pat");
    let mut take = |rows: &str| {
        let outcome = file.text(&format!("Case #,Worker,From,To\n{rows}"), Kind::Assignment);
        (counts(&outcome), reasons(&outcome))
    };
    assert_eq!(take("K-1,Kim Ortiz,2026-01-01,\n").0, (1, 0, 0, 0));
    let (count, why) = take("K-1,Dana Brooks,2026-06-01,\n");
    assert_eq!(count, (0, 0, 0, 1));
    assert!(why.starts_with("Kim Ortiz has this family as Intact Worker since 2026-01-01"), "{why}");
    assert_eq!(take("K-1,Kim Ortiz,2026-01-01,2026-06-01\nK-1,Dana Brooks,2026-06-01,\n").0, (1, 1, 0, 0));
    assert_eq!(take("K-1,Kim Ortiz,2026-01-01,2026-06-01\nK-1,Dana Brooks,2026-06-01,\n").0, (0, 0, 2, 0));
    let (count, why) = take("K-1,Kim Ortiz,2026-01-01,2026-07-01\n");
    assert_eq!(count, (0, 0, 0, 1));
    assert!(why.contains("Dana Brooks has this family"), "{why}");
    // An end without its beginning ends what runs.
    assert_eq!(take("K-1,Dana Brooks,,2026-09-01\n").0, (0, 1, 0, 0));
    assert_eq!(take("K-1,Dana Brooks,,2026-09-01\n").0, (0, 0, 1, 0));
    assert_eq!(
        file.rows("select staff_id || ' ' || from_on || ' ' || to_on from assignment order by id"),
        ["6 2026-01-01 2026-06-01", "5 2026-06-01 2026-09-01"]
    );
}

#[test]
fn a_changed_cell_changes_the_row_and_says_so() {
    let mut file = File::new("Pat");
    let header = "Contact ID,Case #,Worker,Date,Minutes,Mode,Children,Documented\n";
    let mut take = |row: &str| counts(&file.text(&format!("{header}{row}\n"), Kind::Service));
    assert_eq!(take("c1,K-1,Dana Brooks,2026-11-10,30,Home,J.L.,"), (1, 0, 0, 0));
    assert_eq!(take("c1,K-1,Dana Brooks,2026-11-10,30,Home,J.L.,"), (0, 0, 1, 0));
    for changed in [
        "c1,K-1,Dana Brooks,2026-11-11,30,Home,J.L.,",
        "c1,K-1,Dana Brooks,2026-11-11,45,Home,J.L.,",
        "c1,K-1,Dana Brooks,2026-11-11,45,Field,J.L.,",
        "c1,K-1,Dana Brooks,2026-11-11,45,Field,\"J.L., T.L.\",",
        "c1,K-1,Dana Brooks,2026-11-11,45,Field,none,",
        "c1,K-1,Dana Brooks,2026-11-11,45,Field,none,2026-11-12",
    ] {
        assert_eq!(take(changed), (0, 1, 0, 0), "{changed}");
        assert_eq!(take(changed), (0, 0, 1, 0), "{changed} again");
    }
    // An empty cell says nothing and takes nothing away; a number moves to no other family.
    assert_eq!(take("c1,K-1,Dana Brooks,2026-11-11,,Field,,"), (0, 0, 1, 0));
    assert_eq!(take("c1,K-2,Dana Brooks,2026-11-11,45,Field,,"), (0, 0, 0, 1));
    assert_eq!(
        file.rows("select on_date || ' ' || minutes || ' ' || mode || ' ' || documented_on || ' ' || (select count(*) from service_child) from service"),
        ["2026-11-11 45 field 2026-11-12 0"]
    );
    assert!(file.count("select count(*) from event_value where entity = 'service' and field = 'minutes' and old = '30' and new = '45'") == 1);
}

#[test]
fn every_kind_changes_by_its_own_key() {
    let cases: &[(Kind, &str, &str, &str, &str)] = &[
        (
            Kind::Milestone,
            "Case #,Milestone,Due,Completed\n",
            "K-1,CANS,2026-12-01,",
            "K-1,CANS,2026-12-01,2026-11-20",
            "milestone",
        ),
        (
            Kind::Milestone,
            "Case #,Milestone,Due,Completed\n",
            "K-1,CANS,2026-12-01,",
            "K-1,CANS,,2026-11-20",
            "milestone",
        ),
        (
            Kind::Credential,
            "Worker,Credential,Issued,Expires\n",
            "Kim Ortiz,CADC,2026-01-01,2027-01-01",
            "Kim Ortiz,CADC,2026-01-01,2027-06-01",
            "credential",
        ),
        (
            Kind::Position,
            "Position Number,Role,Filled By,Filled On,Vacant Since\n",
            "P1,IW,Kim Ortiz,2026-01-01,",
            "P1,IW,,,2026-10-01",
            "position",
        ),
        (
            Kind::Referral,
            "Case #,Received,Source,Screened,Outcome,Outcome Date,Reason\n",
            "K-1,2026-10-01,Court,,,,",
            "K-1,2026-10-01,Court,2026-10-02,Declined,2026-10-05,Moved",
            "referral",
        ),
        (
            Kind::Item,
            "Task ID,Action,Owner,Due,Category,Status,Closed\n",
            "t1,Call,Kim Ortiz,2026-12-01,Safety,,",
            "t1,Call,Kim Ortiz,2026-12-01,Safety,Done,2026-11-20",
            "action_item",
        ),
    ];
    for (kind, header, before, after, table) in cases {
        let mut file = File::new("Pat");
        let mut take = |row: &str| counts(&file.text(&format!("{header}{row}\n"), *kind));
        assert_eq!(take(before), (1, 0, 0, 0), "{before}");
        assert_eq!(take(before), (0, 0, 1, 0), "{before} again");
        assert_eq!(take(after), (0, 1, 0, 0), "{after}");
        assert_eq!(take(after), (0, 0, 1, 0), "{after} again");
        assert_eq!(file.count(&format!("select count(*) from {table}")), 1, "{after}");
    }
}

#[test]
fn each_side_keeps_its_own() {
    let mut file = File::new("Pat");
    let consent = "Case #,Client,Signed,Expires,Categories\nK-1,M.L.,2026-01-01,2027-01-01,all\n";
    let outcome = file.text(consent, Kind::Consent);
    assert_eq!(counts(&outcome), (0, 0, 0, 1));
    assert!(reasons(&outcome).contains("treatment agency"), "{}", reasons(&outcome));
    let milestone = "Case #,Milestone,Due\nK-1,CANS,2026-12-01\n";
    assert_eq!(counts(&file.as_of("Sam").text(milestone, Kind::Milestone)), (0, 0, 0, 1));
    let service = "Case #,Worker,Date,Mode\nK-1,Dana Brooks,2026-11-10,Home\n";
    assert_eq!(counts(&file.text(service, Kind::Service)), (0, 0, 0, 1));
    assert_eq!(file.count("select (select count(*) from consent) + (select count(*) from milestone) + (select count(*) from service)"), 0);
}

#[test]
fn a_revoked_consent_takes_nothing_that_was_lawful_away() {
    let mut file = File::new("Sam");
    let consent = |revoked: &str| {
        format!(
            "Case #,Client,Signed,Expires,Revoked,Recipient,Purpose,Right To Revoke,Categories\nK-1,M.L.,2026-01-01,2027-01-01,{revoked},Harbor,Coordination,yes,services\n"
        )
    };
    let service = "Case #,Worker,Date,Kind,Mode,Client\nK-1,Lee Moss,2026-10-10,Peer Coaching,Office,M.L.\nK-1,Lee Moss,2026-11-20,Peer Coaching,Office,M.L.\n";
    file.text(&consent(""), Kind::Consent);
    assert_eq!(counts(&file.text(service, Kind::Service)), (2, 0, 0, 0));
    assert_eq!(counts(&file.text(&consent("2026-11-01"), Kind::Consent)), (0, 1, 0, 0));
    assert_eq!(counts(&file.text(service, Kind::Service)), (0, 0, 2, 0));
    let after = "Case #,Worker,Date,Kind,Mode,Client\nK-1,Lee Moss,2026-11-21,Peer Coaching,Office,M.L.\n";
    file.text(after, Kind::Service);
    assert_eq!(
        file.rows("select kind || part2 from service order by on_date"),
        ["peer_coaching1", "peer_coaching1", "documented_elsewhere0"]
    );
}

/// Services of a Recovery Coordinator as another system tells them: what became of each row.
#[test]
fn a_coordinators_services_are_kept_out_or_kept_with_a_finding() {
    let mut file = File::new("Sam");
    file.text(
        "Case #,Client,Signed,Expires,Recipient,Purpose,Right To Revoke,Categories\nK-1,M.L.,2026-01-01,2027-01-01,Harbor,Coordination,yes,services\n",
        Kind::Consent,
    );
    let header = "Case #,Worker,Date,Start,Minutes,Kind,Mode,Client\n";
    for (row, words) in [
        ("K-9,Lee Moss,2026-11-10,10:00,30,Peer Coaching,Office,M.L.", "K-9"),
        ("K-1,Nobody Here,2026-11-10,10:00,30,Peer Coaching,Office,M.L.", "Nobody Here"),
        ("K-1,Lee Moss,2026-11-10,10:00,30,Yachting,Office,M.L.", "Yachting"),
        ("K-1,Lee Moss,2026-11-10,10:00,30,Parenting support,Office,M.L.", "Parenting"),
        ("K-1,Lee Moss,2026-11-10,10:00,30,Peer Coaching,Office,Z.Z.", "no adult of this family"),
        ("K-1,Lee Moss,2026-11-10,10:00,-30,Peer Coaching,Office,M.L.", "-30"),
        ("K-1,Lee Moss,2026-11-10,10:00,721,Peer Coaching,Office,M.L.", "721"),
        ("K-1,Lee Moss,2026-11-10,10:00,0,Peer Coaching,Office,M.L.", "0"),
        ("K-1,Lee Moss,2026-11-25,10:00,30,Peer Coaching,Office,M.L.", "2026-11-25"),
        ("K-1,Lee Moss,2025-09-15,10:00,30,Peer Coaching,Office,M.L.", "not open"),
    ] {
        let outcome = file.text(&format!("{header}{row}\n"), Kind::Service);
        assert_eq!(counts(&outcome), (0, 0, 0, 1), "{row}");
        assert!(reasons(&outcome).contains(words), "{row}: {}", reasons(&outcome));
    }
    assert_eq!(
        file.count("select count(*) from service"),
        0,
        "nothing of these is kept, and nothing is mended silently"
    );
    let kept = "K-1,Lee Moss,2026-11-10,,30,Peer Coaching,Phone,M.L.\n";
    assert_eq!(counts(&file.text(&format!("{header}{kept}"), Kind::Service)), (1, 0, 0, 0));
    assert_eq!(
        file.findings("2026-11-01", "2026-11-24"),
        ["peer_coaching.peer", "peer_coaching.topic", "rss.face_to_face", "rss.record"],
        "what happened and would not be accepted stands with what is wrong"
    );
}

#[test]
fn a_familys_name_is_kept_as_initials() {
    let mut file = File::new("Pat");
    let outcome = file
        .text("Case #,Family Name,Opened\nK-3,Lopez-Garcia,2026-11-02\nK-4,Smith,2026-11-02\n", Kind::Family);
    assert_eq!(counts(&outcome), (2, 0, 0, 0));
    assert_eq!(file.rows("select label from family where id > 2 order by id"), ["L.G.", "S."]);
}

#[test]
fn the_history_tells_which_children_were_seen_before() {
    let mut file = File::new("Pat");
    let header = "Contact ID,Case #,Worker,Date,Mode,Children\n";
    file.text(&format!("{header}c1,K-1,Dana Brooks,2026-11-10,Home,\"J.L., T.L.\"\n"), Kind::Service);
    file.text(&format!("{header}c1,K-1,Dana Brooks,2026-11-10,Home,T.L.\n"), Kind::Service);
    let told = "select old || ' > ' || new from event_value where entity = 'service' and field = 'children'";
    assert_eq!(file.rows(told), ["3 4 > 4"]);
    assert_eq!(file.count("select version from service"), 2, "who edits it meanwhile is told");
}

#[test]
fn two_rows_that_open_a_family_on_two_days_are_told_and_nothing_goes_to_and_fro() {
    let mut file = File::new("Pat");
    let text = "Case #,Opened,Closed,Close reason\nK-9,2026-09-07,,\nK-9,2026-08-03,,\nK-8,2026-02-02,2026-03-03,moved\nK-8,2026-05-04,,\n";
    let first = file.text(text, Kind::Family);
    assert_eq!(counts(&first), (2, 1, 0, 1));
    assert!(reasons(&first).contains("line 2 says another day"), "{}", reasons(&first));
    assert_eq!(
        counts(&file.text(text, Kind::Family)),
        (0, 0, 3, 1),
        "the same file once more changes nothing"
    );
    assert_eq!(
        file.rows("select from_on from family_opening o join family f on f.id = o.family_id where f.case_number in ('K-8', 'K-9') order by 1"),
        ["2026-02-02", "2026-05-04", "2026-09-07"]
    );
}
