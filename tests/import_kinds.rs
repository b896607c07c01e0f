//! Every kind of list that can be brought in: what it brings, that twice is once, and what is refused and why.

#[path = "import_kinds/facts.rs"]
mod facts;
#[path = "import_kinds/fresh.rs"]
mod fresh;
#[path = "import_kinds/round.rs"]
mod round;
#[path = "import_kinds/rules.rs"]
mod rules;
#[path = "import_kinds/world.rs"]
mod world;

use ifr::domain::Word;
use ifr::import::Kind;
use world::{File, folder};

/// What the good files bring, one line per row.
const BROUGHT: &[(&str, &str, &[&str])] = &[
    (
        "assignments",
        "select f.case_number || ' ' || s.name || ' ' || a.role || ' ' || a.from_on || ' ' || coalesce(a.to_on, '…') || ' ' || a.assigned_by || ' ' || a.end_reason
         from assignment a join family f on f.id = a.family_id join staff s on s.id = a.staff_id order by a.id",
        &[
            "K-1 Kim Ortiz intact_worker 2025-09-16 2026-03-01 1 left the unit",
            "K-1 Dana Brooks intact_worker 2026-03-01 … 1 ",
            "K-1 Lee Moss recovery_coordinator 2025-10-01 … 1 ",
            "K-2 Dana Brooks intact_worker 2026-09-03 … 1 ",
        ],
    ),
    (
        "positions",
        "select p.role || ' ' || p.fte || ' ' || p.from_on || ' ' || coalesce(p.recruitment, '') || ' ' || coalesce(f.staff_id, 'vacant') || ' ' || coalesce(c.staff_id, '')
         from position p left join position_fill f on f.position_id = p.id left join position_cover c on c.position_id = p.id order by p.id",
        &["intact_worker 1.0 2025-03-01  5 ", "intact_worker 0.8 2026-09-01 posted vacant 6"],
    ),
    (
        "credentials",
        "select staff_id || ' ' || kind || ' ' || coalesce(issued_on, '') || ' ' || expires_on || ' ' || coalesce(validated_by, '') from credential order by id",
        &["5 lcsw 2024-01-15 2027-01-15 1", "6 drivers_licence  2027-12-31 "],
    ),
    (
        "referrals",
        "select r.received_on || ' ' || r.source || ' ' || coalesce(r.family_id, '') || ' ' || r.status || ': '
           || (select group_concat(s.status || ' ' || s.on_date || s.reason, ', ') from referral_status s where s.referral_id = r.id) from referral r order by r.id",
        &[
            "2025-09-01 intact_worker 1 enrolled: received 2025-09-01, screening 2025-09-02, eligible 2025-09-03, assigned 2025-10-01, enrolled 2025-10-01",
            "2026-11-02 dcfs_investigator  ineligible: received 2026-11-02, screening 2026-11-04, ineligible 2026-11-06outside_area",
            "2026-11-16 court  screening: received 2026-11-16, screening 2026-11-18",
        ],
    ),
    (
        "services",
        "select family_id || ' ' || staff_id || ' ' || kind || ' ' || on_date || ' ' || coalesce(began, '') || ' ' || minutes || ' ' || mode || ' '
           || coalesce(joint_with, '') || ' ' || coalesce(documented_on, 'open') || ' '
           || (select count(*) from service_child c where c.service_id = service.id) from service where role = 'intact_worker' order by id",
        &[
            "1 5 visit 2026-11-10 14:30 75 home 7 2026-11-11 2",
            "1 5 collateral 2026-11-17  45 phone  open 0",
            "1 5 contact 2026-11-18 09:00 10 attempted  2026-11-18 0",
            "2 5 contact 2026-11-12  60 home  2026-11-12 1",
        ],
    ),
    (
        "milestones",
        "select family_id || ' ' || kind || ' ' || due_on || ' ' || coalesce(completed_on, 'open') from milestone order by id",
        &[
            "1 safe_intake 2025-09-30 2025-09-28",
            "1 plan_review 2026-12-15 open",
            "2 service_plan 2026-11-01 2026-10-30",
        ],
    ),
    (
        "action items",
        "select description || ' ' || owner_id || ' ' || due_on || ' ' || priority || ' ' || status || ' ' || coalesce(closed_on, '') from action_item order by id",
        &[
            "Ask the school for the attendance record 5 2026-12-01 normal open ",
            "Renew the driver's licence 6 2026-11-20 high done 2026-11-19",
        ],
    ),
];

#[test]
fn good_files_are_taken_and_twice_is_once() {
    let mut file = File::new("Pat");
    let first = file.take(&folder("good"));
    insta::assert_snapshot!("good", first.text());
    for (what, sql, rows) in BROUGHT {
        assert_eq!(file.rows(sql), *rows, "{what}");
    }
    let before = file.contents();
    let second = file.take(&folder("good"));
    assert!(!second.changes_something(), "{}", second.text());
    assert_eq!(second.refused(), 0, "{}", second.text());
    assert_eq!(file.contents(), before);
    let sud = file.as_of("Sam").take(&folder("sud"));
    insta::assert_snapshot!("sud", sud.text());
    let again = file.take(&folder("sud"));
    assert!(!again.changes_something() && again.refused() == 0, "{}", again.text());
}

#[test]
fn treatment_enters_only_under_a_consent_of_that_day() {
    let mut file = File::new("Pat");
    file.take(&folder("good"));
    file.as_of("Sam").take(&folder("sud"));
    assert_eq!(
        file.rows(
            "select kind || ' ' || on_date || ' ' || part2 || ' ' || coalesce(member_id, 'nobody') || ' ' || coalesce(consent_id, 'none') || ' ' || documented_elsewhere
             from service where role = 'recovery_coordinator' order by id"
        ),
        [
            "contact 2026-11-10 0 nobody none ",
            "recovery_coaching 2026-11-11 1 1 1 ",
            "documented_elsewhere 2026-11-12 0 nobody none no. n3",
            "documented_elsewhere 2025-12-20 0 nobody none no. n4",
        ]
    );
    // The incomplete consent of P.L. is kept and covers nothing.
    assert_eq!(file.count("select count(*) from consent"), 2);
    assert_eq!(file.count("select count(*) from consent_complete"), 1);
    // Once it is complete, the service may have its kind; what was before it may not.
    file.text(
        "Case #,Client,Date Signed,Expiration Date,Purpose\nK-1,P. L.,2026-02-01,2027-02-01,Coordination\n",
        Kind::Consent,
    );
    let outcome = file.take(&folder("sud"));
    assert_eq!(
        file.rows(
            "select kind || part2 from service where role = 'recovery_coordinator' and on_date in ('2026-11-12', '2025-12-20') order by id"
        ),
        ["peer_coaching1", "documented_elsewhere0"],
        "{}",
        outcome.text()
    );
}

#[test]
fn bad_rows_are_named_and_do_not_stop_the_good_ones() {
    let mut file = File::new("Pat");
    file.take(&folder("good"));
    let files: Vec<_> = folder("bad").into_iter().filter(|path| !path.ends_with("consents.csv")).collect();
    let outcome = file.take(&files);
    insta::assert_snapshot!("bad", outcome.text());
    let consents = file.as_of("Sam").take(&[world::corpus("bad/consents.csv")]);
    insta::assert_snapshot!("bad_consents", consents.text());
    assert_eq!(file.count("select count(*) from consent"), 0);
}

#[test]
fn every_kind_is_told_by_its_word_and_its_label() {
    for kind in Kind::ALL {
        assert_eq!(Kind::read(kind.word()), Some(*kind));
        assert_eq!(Kind::read(kind.label()), Some(*kind));
        let help = ifr::import::listing();
        assert!(help.contains(&format!("\n{} (", kind.word())), "{help}");
    }
    assert_eq!(Kind::read("Last-held"), Some(Kind::LastHeld));
    assert_eq!(Kind::read("services"), Some(Kind::Service));
    assert_eq!(Kind::read("nonsense"), None);
}
