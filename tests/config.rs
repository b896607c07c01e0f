//! A corpus of settings files, good and bad: what is right is taken, what is wrong is told with its line and left.

use ifr::domain::Word;
use ifr::domain::action_item::Priority;
use ifr::domain::meeting::Panel;
use ifr::settings::{Problem, Settings};
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config").join(name)
}

fn told(problems: &[Problem]) -> String {
    let mut out = String::new();
    for problem in problems {
        writeln!(out, "{problem}").unwrap();
    }
    out
}

#[test]
fn a_good_folder_overlays_only_what_it_gives() {
    let (settings, problems) = Settings::load(Some(&corpus("good")));
    let defaults = Settings::defaults();
    assert_eq!(told(&problems), "");

    assert_eq!(settings.general.idle_lock_minutes, 10);
    assert_eq!(settings.general.theme, "mono");
    assert_eq!(settings.general.mouse, defaults.general.mouse);
    assert_eq!((settings.general.backup.daily, settings.general.backup.weekly), (30, 8));
    assert_eq!((settings.thresholds.caseload.rc_soft, settings.thresholds.caseload.rc_hard), (8, 15));
    assert_eq!(settings.thresholds.referral.red_days, 10);

    let joint = settings.meetings.kind("joint").unwrap();
    assert_eq!((joint.cadence_days, joint.cadence.as_str()), (Some(7), "weekly"));
    assert_eq!(joint.steps, defaults.meetings.kind("joint").unwrap().steps);
    assert_eq!(settings.meetings.kind("case_staffing").unwrap().steps.len(), 3);
    assert_eq!(settings.meetings.kinds.last().unwrap().label, "Group supervision");
    assert_eq!(settings.meetings.resetting("individual_iw").count(), 2);

    let decisions = &settings.lists.case_decision;
    assert!(decisions.contains("mentoring") && !decisions.contains("step_down_care"));
    assert_eq!(decisions.label("step_down_care"), "Step down level of care", "old records stay readable");
    assert_eq!(decisions.label("deferred"), "Put off");
    assert_eq!(decisions.label("never_heard_of"), "never_heard_of");
    assert_eq!(decisions.read("PUT OFF"), Some("deferred"));
    let categories = &settings.lists.action_category;
    assert_eq!(categories.find("housing").unwrap().priority, Some(Priority::High));
    assert_eq!(categories.find("safety").unwrap().priority, Some(Priority::Urgent));
    assert_eq!(settings.lists.service_label("mentoring"), "Mentoring");
    assert!(!settings.lists.service("recovery_home").unwrap().open);

    assert_eq!(settings.calendar.time_zone.name(), "America/New_York");
    let days = settings.calendar.calendar().holidays;
    assert!(days.contains(&"2026-12-24".parse().unwrap()) && !days.contains(&"2026-02-12".parse().unwrap()));
    assert_eq!(settings.notices.demo, "Practice file");
    assert_eq!(settings.notices.part2, defaults.notices.part2);
}

#[test]
fn no_folder_and_an_empty_folder_are_the_defaults() {
    let empty = tempfile::tempdir().unwrap();
    for dir in [None, Some(empty.path()), Some(Path::new("/no/such/folder"))] {
        assert_eq!(Settings::load(dir), (Settings::defaults(), vec![]));
    }
}

/// Overlays one bad file on the defaults.
fn overlaid(file: &str) -> (Settings, String) {
    let text = std::fs::read_to_string(corpus("bad").join(file)).unwrap();
    let name = file.rsplit_once('.').unwrap().0.rsplit('.').next().unwrap();
    let mut settings = Settings::defaults();
    let problems = settings.overlay(&format!("{name}.toml"), &text);
    (settings, told(&problems))
}

#[test]
fn wrong_settings_stay_at_their_defaults() {
    let (settings, said) = overlaid("settings.toml");
    insta::assert_snapshot!("settings", said);
    let mut expected = Settings::defaults();
    expected.general.backup.daily = 30;
    assert_eq!(settings, expected, "what was right was taken");

    let (settings, said) = overlaid("thresholds.toml");
    insta::assert_snapshot!("thresholds", said);
    assert_eq!(settings, Settings::defaults(), "numbers in the wrong order are not used");
}

#[test]
fn wrong_meetings_stay_at_their_defaults() {
    let (settings, said) = overlaid("meetings.toml");
    insta::assert_snapshot!("meetings", said);
    assert!(settings == Settings::defaults());

    let (settings, said) = overlaid("walk.meetings.toml");
    insta::assert_snapshot!("walk", said);
    assert!(settings == Settings::defaults());
    let co = settings.meetings.kind("co_supervision").unwrap();
    assert!(co.walked && co.steps.iter().any(|step| step.panel == Panel::Close));
}

#[test]
fn a_personnel_note_is_refused_outside_an_individual() {
    let (settings, said) = overlaid("personnel.meetings.toml");
    insta::assert_snapshot!("personnel", said);
    let personnel = |kind: &ifr::domain::meeting::KindRules| {
        kind.steps.iter().any(|step| step.note == ifr::domain::meeting::StepNote::Personnel)
    };
    let with: Vec<&str> =
        settings.meetings.kinds.iter().filter(|kind| personnel(kind)).map(|kind| kind.key.as_str()).collect();
    assert_eq!(with, ["individual_iw"], "an Individual that was made a pair's has none either");
    let fields = &settings.meetings.kind("individual_iw").unwrap().case_fields;
    assert!(fields.iter().all(|field| field.key != "worker"), "no case file takes one");
}

#[test]
fn wrong_lists_services_calendar_and_notices_stay_at_their_defaults() {
    for name in ["lists", "services", "calendar", "notices"] {
        let (settings, said) = overlaid(&format!("{name}.toml"));
        insta::assert_snapshot!(name, said);
        assert!(settings == Settings::defaults(), "{name}");
    }
}

#[test]
fn a_file_that_is_no_toml_is_not_used() {
    for name in ["syntax", "twice"] {
        let (settings, said) = overlaid(&format!("{name}.settings.toml"));
        insta::assert_snapshot!(name, said);
        assert!(settings == Settings::defaults(), "{name}");
    }
}

#[test]
fn files_that_cannot_be_read_and_names_that_nobody_reads_are_told() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("settings.toml"), [0xff, 0xfe, 0x00]).unwrap();
    std::fs::create_dir(dir.path().join("lists.toml")).unwrap();
    std::fs::write(dir.path().join("meetigns.toml"), "").unwrap();
    std::fs::write(dir.path().join("keys.toml"), "").unwrap();
    std::fs::write(dir.path().join("colours.toml"), "").unwrap();
    let (settings, problems) = Settings::load(Some(dir.path()));
    assert!(settings == Settings::defaults());
    insta::assert_snapshot!("unreadable", told(&problems));
}

#[test]
fn every_embedded_file_can_be_copied_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in ifr::settings::embedded() {
        std::fs::write(dir.path().join(name), text.replace('\n', "\r\n")).unwrap();
    }
    assert_eq!(Settings::load(Some(dir.path())), (Settings::defaults(), vec![]));
    assert!(Priority::ALL.iter().all(|one| Settings::defaults().thresholds.action_item.days(*one) > 0));
}
