//! Every rule of the definitions of recovery support services: what is accepted, warned of, refused.

mod catalogue;

use chrono::{NaiveDate, NaiveTime};
use ifr::domain::rules::{Background, Entry, Held, check, day};
use ifr::domain::service::Mode;
use ifr::domain::{FamilyId, MemberId, StaffId};
use ifr::settings::Settings;

fn on(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

/// A visit at the family's home by a provider who holds nothing.
fn entry(kind: &str, facts: &[(&str, &str)]) -> Entry {
    Entry {
        id: 1,
        kind: kind.into(),
        support: true,
        staff: StaffId(1),
        joint_with: None,
        family: FamilyId(1),
        member: Some(MemberId(1)),
        sealed: true,
        on: on("2026-11-10"),
        began: NaiveTime::from_hms_opt(10, 0, 0),
        minutes: Some(60),
        mode: Mode::Office,
        documented: true,
        facts: facts.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
    }
}

fn held(kind: &str, from: &str, until: &str, validated: Option<&str>) -> Held {
    Held { kind: kind.into(), from: Some(on(from)), until: Some(on(until)), validated_on: validated.map(on) }
}

fn ids_with(entry: &Entry, held: &[Held]) -> Vec<String> {
    let settings = Settings::defaults();
    let spells = [(on("2026-01-01"), Some(on("2026-06-01"))), (on("2026-08-01"), None)];
    let by = Background {
        catalogue: &settings.services,
        held,
        spells: &spells,
        vouchers: &[],
        today: on("2026-11-24"),
    };
    check(entry, by).iter().map(|finding| finding.rule.id.clone()).collect()
}

fn ids(entry: &Entry) -> Vec<String> {
    let all = ["recovery_coach", "lived_experience", "drivers_licence", "auto_insurance", "liability_cover"];
    let all: Vec<Held> =
        all.iter().map(|kind| held(kind, "2026-01-01", "2026-12-31", Some("2026-01-02"))).collect();
    ids_with(entry, &all)
}

const RIDE: [(&str, &str); 3] = [("form", "mileage"), ("miles", "12"), ("to_service", "peer_coaching")];

/// Each kind with what the definition asks for: nothing to say.
#[test]
fn what_the_definition_asks_for_is_accepted() {
    let good: [(&str, &[(&str, &str)]); 9] = [
        ("transportation", &RIDE),
        (
            "transportation",
            &[("form", "transit_pass"), ("pass_type", "10 rides"), ("to_service", "recovery_home")],
        ),
        ("employment_coaching", &[("topic", "resume")]),
        (
            "employment_training",
            &[
                ("topic", "work_skill"),
                ("trade", "masonry"),
                ("curriculum", "Masonry I, 2025"),
                ("prerequisites", "maths"),
                ("coaching_plan", "weekly"),
            ],
        ),
        (
            "recovery_home",
            &[("licence", "A-0123"), ("licence_until", "2026-11-10"), ("home_from", "2026-11-01")],
        ),
        ("recovery_coaching", &[("topic", "coping_skills")]),
        ("recovery_skills", &[("topic", "guided imagery"), ("group_size", "6")]),
        ("spiritual_support", &[("topic", "prayer"), ("beliefs", "prays at home"), ("group_size", "4")]),
        ("peer_coaching", &[("topic", "Relapse prevention")]),
    ];
    for (kind, facts) in good {
        assert_eq!(ids(&entry(kind, facts)), [""; 0], "{kind}");
    }
}

/// What is on file for a service: facts and their values.
type Facts = Vec<(&'static str, &'static str)>;

/// Kind, facts, and the one rule that speaks.
#[test]
fn what_it_does_not_ask_for_is_named() {
    let training: [(&str, &str); 5] = [
        ("topic", "work_skill"),
        ("trade", "sewing"),
        ("curriculum", "Sewing"),
        ("prerequisites", "none needed, and why"),
        ("linkage_agreement", "Job Centre"),
    ];
    let without = |name: &str| training.iter().copied().filter(|(fact, _)| *fact != name).collect::<Vec<_>>();
    let cases: Vec<(&str, Facts, &str)> = vec![
        ("transportation", vec![("to_service", "peer_coaching")], "transportation.form"),
        (
            "transportation",
            vec![("form", "mileage"), ("to_service", "peer_coaching")],
            "transportation.miles",
        ),
        (
            "transportation",
            vec![("form", "transit_pass"), ("to_service", "peer_coaching")],
            "transportation.pass",
        ),
        (
            "transportation",
            vec![("form", "transit_pass"), ("pass_type", "Bus pass"), ("to_service", "peer_coaching")],
            "transportation.specific_pass",
        ),
        ("transportation", vec![("form", "mileage"), ("miles", "3")], "transportation.supported"),
        (
            "transportation",
            vec![("form", "mileage"), ("miles", "3"), ("to_service", "shopping")],
            "transportation.supported",
        ),
        (
            "transportation",
            vec![("form", "mileage"), ("miles", "3"), ("to_service", "transportation")],
            "transportation.supported",
        ),
        ("employment_coaching", vec![], "employment_coaching.topic"),
        ("employment_coaching", vec![("topic", "gardening")], "employment_coaching.topics"),
        (
            "employment_coaching",
            vec![("topic", "resume"), ("group_size", "5")],
            "employment_coaching.one_on_one",
        ),
        ("employment_coaching", vec![("topic", "computer")], "employment_coaching.computer"),
        (
            "employment_coaching",
            vec![("topic", "computer"), ("for_employment", "no"), ("justification", "x")],
            "employment_coaching.computer",
        ),
        (
            "employment_coaching",
            vec![("topic", "computer"), ("for_employment", "yes")],
            "employment_coaching.computer",
        ),
        ("employment_training", without("trade"), "employment_training.trade"),
        ("employment_training", without("curriculum"), "employment_training.curriculum"),
        ("employment_training", without("prerequisites"), "employment_training.prerequisites"),
        ("employment_training", without("linkage_agreement"), "employment_training.coaching"),
        (
            "recovery_home",
            vec![("licence_until", "2026-12-31"), ("home_from", "2026-11-01")],
            "recovery_home.licence",
        ),
        ("recovery_home", vec![("licence", "A"), ("home_from", "2026-11-01")], "recovery_home.licence_dated"),
        (
            "recovery_home",
            vec![("licence", "A"), ("licence_until", "2026-11-09"), ("home_from", "2026-11-01")],
            "recovery_home.in_force",
        ),
        ("recovery_home", vec![("licence", "A"), ("licence_until", "2026-12-31")], "recovery_home.dates"),
        ("recovery_coaching", vec![], "recovery_coaching.topic"),
        ("recovery_coaching", vec![("topic", "meditation")], "recovery_coaching.topics"),
        (
            "recovery_coaching",
            vec![("topic", "coping skills"), ("group_size", "2")],
            "recovery_coaching.one_on_one",
        ),
        ("recovery_skills", vec![("group_size", "5")], "recovery_skills.topic"),
        ("recovery_skills", vec![("topic", "poker"), ("group_size", "5")], "recovery_skills.topics"),
        ("recovery_skills", vec![("topic", "yoga")], "recovery_skills.group"),
        ("spiritual_support", vec![("topic", "silence"), ("group_size", "3")], "spiritual_support.beliefs"),
        ("spiritual_support", vec![("beliefs", "own"), ("topic", "silence")], "spiritual_support.group"),
        (
            "spiritual_support",
            vec![("beliefs", "own"), ("topic", "bingo"), ("group_size", "3")],
            "spiritual_support.activities",
        ),
        ("peer_coaching", vec![], "peer_coaching.topic"),
        ("peer_coaching", vec![("topic", "tax")], "peer_coaching.topics"),
    ];
    for (kind, facts, rule) in cases {
        assert_eq!(ids(&entry(kind, &facts)), [rule], "{kind} {facts:?}");
    }
    let mut prerequisite = training.to_vec();
    prerequisite[0] = ("topic", "prerequisite");
    assert_eq!(ids(&entry("employment_training", &prerequisite)), ["employment_training.prerequisite"]);
}

#[test]
fn the_computer_is_taught_for_employment_with_a_justification() {
    let facts =
        [("topic", "computer"), ("for_employment", "yes"), ("justification", "applies online for a post")];
    assert_eq!(ids(&entry("employment_coaching", &facts)), [""; 0]);
}

#[test]
fn the_credential_must_be_valid_on_that_day() {
    let coaching = entry("recovery_coaching", &[("topic", "coping skills")]);
    let skills = entry("recovery_skills", &[("topic", "yoga"), ("group_size", "5")]);
    let peer = entry("peer_coaching", &[("topic", "coping skills")]);
    // Kind held, first day, first day it no longer holds, and who of coaching, skills, peer is refused on 10 November.
    let cases = [
        ("recovery_coach", "2026-01-01", "2026-11-11", [false, false, true]),
        ("recovery_coach", "2026-11-10", "2027-11-10", [false, false, true]),
        ("recovery_coach", "2026-01-01", "2026-11-10", [true, true, true]),
        ("recovery_coach", "2026-11-11", "2027-11-10", [true, true, true]),
        ("lived_experience", "2026-01-01", "2026-12-31", [true, false, false]),
        ("cadc", "2026-01-01", "2026-12-31", [true, true, true]),
    ];
    for (kind, from, until, refused) in cases {
        let held = [held(kind, from, until, None)];
        let got = [&coaching, &skills, &peer].map(|entry| !ids_with(entry, &held).is_empty());
        assert_eq!(got, refused, "{kind} {from} {until}");
    }
}

#[test]
fn the_driver_is_validated_before_the_trip() {
    let ride = entry("transportation", &RIDE);
    let papers = |validated: Option<&str>| {
        ["drivers_licence", "auto_insurance", "liability_cover"]
            .map(|kind| held(kind, "2026-01-01", "2026-12-31", validated))
            .to_vec()
    };
    assert_eq!(ids_with(&ride, &papers(Some("2026-11-10"))), [""; 0]);
    assert_eq!(ids_with(&ride, &papers(Some("2026-11-11"))), ["transportation.driver"], "validated after it");
    assert_eq!(ids_with(&ride, &papers(None)), ["transportation.driver"]);
    for missing in 0..3 {
        let mut papers = papers(Some("2026-01-02"));
        papers.remove(missing);
        assert_eq!(ids_with(&ride, &papers), ["transportation.driver"]);
    }
    let pass = entry(
        "transportation",
        &[("form", "transit_pass"), ("pass_type", "day pass"), ("to_service", "peer_coaching")],
    );
    assert_eq!(ids_with(&pass, &[]), [""; 0], "a pass needs no driver");
}

#[test]
fn every_service_is_face_to_face_and_on_record() {
    for mode in [Mode::Phone, Mode::Video] {
        let mut entry = entry("peer_coaching", &[("topic", "coping skills")]);
        entry.mode = mode;
        assert_eq!(ids(&entry), ["rss.face_to_face"], "{mode}");
        entry.support = false;
        entry.kind = "visit".into();
        assert_eq!(ids(&entry), [""; 0], "a call of an Intact Worker is no recovery support service");
    }
    let mut entry = entry("peer_coaching", &[("topic", "coping skills")]);
    entry.began = None;
    assert_eq!(ids(&entry), ["rss.record"]);
    entry.mode = Mode::Attempted;
    assert_eq!(ids(&entry), [""; 0], "nothing is asked of what did not take place");
}

#[test]
fn days_and_minutes_are_possible() {
    let base = entry("peer_coaching", &[("topic", "coping skills")]);
    let cases: [(&str, Option<i64>, &[&str]); 7] = [
        ("2026-11-10", Some(720), &[]),
        ("2026-11-10", Some(721), &["duration"]),
        ("2026-11-10", Some(0), &["duration"]),
        ("2026-05-31", Some(60), &[]),
        ("2026-06-02", Some(60), &["spell"]),
        ("2026-07-31", Some(60), &["spell"]),
        ("2026-11-25", Some(60), &["future"]),
    ];
    for (day, minutes, rules) in cases {
        let entry = Entry { on: on(day), minutes, ..base.clone() };
        assert_eq!(ids(&entry), rules, "{day} {minutes:?}");
    }
}

fn day_ids(entries: &[Entry]) -> Vec<(i64, String, Option<i64>)> {
    let settings = Settings::defaults();
    let found = day(entries, &settings.services);
    found.into_iter().map(|finding| (finding.service, finding.rule.id.clone(), finding.other)).collect()
}

#[test]
fn nobody_is_in_two_places() {
    let first = entry("peer_coaching", &[]);
    let at = |id: i64, hour: u32, minute: u32| Entry {
        id,
        family: FamilyId(2),
        member: Some(MemberId(2)),
        began: NaiveTime::from_hms_opt(hour, minute, 0),
        ..first.clone()
    };
    assert_eq!(day_ids(&[first.clone(), at(2, 11, 0)]), [], "one ends when the next begins");
    assert_eq!(day_ids(&[first.clone(), at(2, 10, 59)]), [(2, "provider_overlap".into(), Some(1))]);
    let twice = Entry { id: 2, ..first.clone() };
    assert_eq!(day_ids(&[first.clone(), twice]), [(2, "duplicate".into(), Some(1))]);
    let mut group = [first.clone(), at(2, 10, 0)];
    for entry in &mut group {
        entry.facts = vec![("group_size".into(), "2".into())];
    }
    assert_eq!(day_ids(&group), [], "a group is one sitting");
    let other = Entry { id: 2, staff: StaffId(2), kind: "visit".into(), ..first.clone() };
    assert_eq!(day_ids(&[first.clone(), other.clone()]), [(2, "client_overlap".into(), Some(1))]);
    let joint = Entry { joint_with: Some(StaffId(1)), ..other };
    assert_eq!(day_ids(&[first, joint]), [], "both workers went together");
}

#[test]
fn an_agency_changes_a_rule_without_code() {
    let mut settings = Settings::defaults();
    let text = "[[service.peer_coaching.rule]]\nid = \"peer_coaching.topic\"\nseverity = \"off\"\n";
    assert_eq!(settings.overlay("services.toml", text), []);
    let by = Background {
        catalogue: &settings.services,
        held: &[],
        spells: &[(on("2026-01-01"), None)],
        vouchers: &[],
        today: on("2026-11-24"),
    };
    let found = check(&entry("peer_coaching", &[]), by);
    let ids: Vec<&str> = found.iter().map(|finding| finding.rule.id.as_str()).collect();
    assert_eq!(ids, ["peer_coaching.peer"]);
    assert_eq!(found[0].rule.quote, "Peer Coaching (Must be provided by person with Lived Experience)");
}
