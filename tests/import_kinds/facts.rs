//! What must be on file for a service comes in with it: read by name, label and map, and by the rules of the form.

use super::world::File;
use ifr::import::{Kind, Map, Options, Outcome};
use std::collections::BTreeMap;

const HEADER: &str = "Contact ID,Case #,Worker,Date,Start,Minutes,Kind,Mode,Client";
const FACTS: &str = "select name || '=' || value from service_fact order by service_id, name";

/// A file with a consent that covers the services of M.L.
fn treatment() -> File {
    let mut file = File::new("Sam");
    file.text(
        "Case #,Client,Signed,Expires,Recipient,Purpose,Right To Revoke,Categories\nK-1,M.L.,2026-01-01,2027-01-01,Harbor,Coordination,yes,services\n",
        Kind::Consent,
    );
    file
}

fn take(file: &mut File, columns: &str, rows: &[&str]) -> Outcome {
    file.text(&format!("{HEADER},{columns}\n{}\n", rows.join("\n")), Kind::Service)
}

fn counts(outcome: &Outcome) -> (i64, i64, i64, usize) {
    let file = &outcome.files[0];
    (file.added, file.changed, file.left_alone, file.refused.len())
}

const RIDE: &str = "t1,K-1,Lee Moss,2026-11-10,10:00,30,Transportation,Field,M.L.";
const COACHING: &str = "c1,K-1,Lee Moss,2026-11-11,10:00,30,Recovery Coaching,Office,M.L.";

#[test]
fn facts_are_known_by_their_names_and_by_what_people_read() {
    let mut file = treatment();
    let columns = "Form of transport,miles,To or from which service,Topic,Number in the group";
    let ride = format!("{RIDE},\"Mileage, car or van\",12.0,Recovery Coaching,,");
    let coaching = format!("{COACHING},,,,Coping skills,1");
    let outcome = take(&mut file, columns, &[&ride, &coaching]);
    assert_eq!(counts(&outcome), (2, 0, 0, 0), "{}", outcome.text());
    assert_eq!(
        file.rows(FACTS),
        ["form=mileage", "miles=12", "to_service=recovery_coaching", "group_size=1", "topic=coping_skills"]
    );
    assert_eq!(counts(&take(&mut file, columns, &[&ride, &coaching])), (0, 0, 2, 0), "twice is once");
    let broken = file.findings("2026-11-01", "2026-11-24");
    assert!(!broken.iter().any(|rule| rule.ends_with(".topic") || rule.ends_with(".miles")), "{broken:?}");
}

#[test]
fn a_map_translates_facts_like_other_values() {
    let mut file = treatment();
    let path = file.path("in.csv");
    std::fs::write(&path, format!("{HEADER},How,What\n{RIDE},CAR,\n{COACHING},,RP\n")).unwrap();
    let words = |theirs: &str, ours: &str| BTreeMap::from([(theirs.to_owned(), ours.to_owned())]);
    let map = Map {
        columns: [("form", "How"), ("topic", "What")]
            .map(|(field, column)| (field.into(), column.into()))
            .into(),
        values: [
            ("form".to_owned(), words("car", "mileage")),
            ("topic".to_owned(), words("rp", "relapse prevention")),
        ]
        .into(),
        defaults: [("group_size".to_owned(), "1".to_owned())].into(),
        ..Map::default()
    };
    let options = Options { kind: Some(Kind::Service), with: Some(map), ..Options::default() };
    let outcome = file.bring(&path, &options);
    assert_eq!(counts(&outcome), (2, 0, 0, 0), "{}", outcome.text());
    assert_eq!(file.rows(FACTS), ["form=mileage", "group_size=1", "topic=relapse_prevention"]);
    assert_eq!(
        outcome.files[0].notes,
        ["1 × brought without what its kind of service keeps nothing of"],
        "a ride has no size of group, and that is said"
    );
}

#[test]
fn what_the_form_refuses_is_refused_with_its_column_and_value() {
    let mut file = treatment();
    for (row, columns, says) in [
        (
            RIDE,
            "miles\nx,-4",
            "column \"miles\", \"-4\": this must be a number from 0 to 100000, to one decimal",
        ),
        (RIDE, "miles\nx,12 or so", "column \"miles\", \"12 or so\": this must be a number from 0 to 100000"),
        (RIDE, "miles\nx,12.55", "column \"miles\", \"12.55\": this must be a number from 0 to 100000"),
        (
            COACHING,
            "group_size\nx,2.5",
            "column \"group_size\", \"2.5\": this must be a whole number from 0 to 100000",
        ),
        (
            RIDE,
            "form\nx,balloon",
            "column \"form\", \"balloon\": not known here; there are Mileage, car or van, Transit pass",
        ),
        (RIDE, "to_service\nx,transportation", "column \"to_service\", \"transportation\": not known here"),
        (
            COACHING,
            "Topic\nx,astrology",
            "column \"Topic\", \"astrology\": not known here; there are relapse prevention",
        ),
    ] {
        let (column, value) = columns.split_once("\nx,").unwrap();
        let outcome = take(&mut file, column, &[&format!("{row},{value}")]);
        assert_eq!(counts(&outcome), (0, 0, 0, 1), "{columns}");
        let reason = &outcome.files[0].refused[0].reason;
        assert!(reason.starts_with(says), "{reason}");
    }
    assert_eq!(file.count("select (select count(*) from service) + (select count(*) from service_fact)"), 0);
}

#[test]
fn a_changed_fact_changes_the_service_and_an_empty_cell_takes_nothing_away() {
    let mut file = treatment();
    take(&mut file, "miles,form", &[&format!("{RIDE},12,mileage")]);
    assert_eq!(counts(&take(&mut file, "miles,form", &[&format!("{RIDE},14.50,")])), (0, 1, 0, 0));
    assert_eq!(counts(&take(&mut file, "miles,form", &[&format!("{RIDE},,")])), (0, 0, 1, 0));
    assert_eq!(file.rows(FACTS), ["form=mileage", "miles=14.5"]);
    let told = "select old || ' > ' || new || ' ' || part2 from event_value where entity = 'service' and field = 'fact miles'";
    assert_eq!(file.rows(told), ["12 > 14.5 1"], "the history has it, gated as its service");
    // As another kind it keeps what that kind has a place for.
    let coaching = RIDE.replace("Transportation", "Recovery Coaching");
    take(&mut file, "Topic", &[&format!("{coaching},coping skills")]);
    assert_eq!(file.rows(FACTS), ["topic=coping_skills"]);
}

#[test]
fn without_a_consent_nothing_of_it_stands_here() {
    let mut file = File::new("Sam");
    let outcome = take(&mut file, "Topic", &[&format!("{COACHING},coping skills")]);
    assert_eq!(counts(&outcome), (1, 0, 0, 0), "{}", outcome.text());
    assert_eq!(file.rows("select kind from service"), ["documented_elsewhere"]);
    assert_eq!(file.count("select count(*) from service_fact"), 0);
}
