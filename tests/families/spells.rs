//! Whatever is entered in whatever order: spells never overlap, and "open on day D" is what was entered.

use super::world::*;
use super::{change, file};
use chrono::{Days, NaiveDate};
use ifr::domain::family::Risk;
use ifr::domain::spell::{Spell, overlap};
use ifr::error::Kind;
use ifr::store::view::family::change::{FamilyChange as Change, Track};
use proptest::prelude::*;

/// Days since the family was opened, up to today.
const LIFE: u64 = 143;

#[derive(Clone, Copy, Debug)]
enum Edit {
    Risk(u64, u8),
    Start(u64),
    Enrol(u64),
    EndEnrolment(u64),
    Close(u64),
    Reopen(u64),
}

fn edit() -> impl Strategy<Value = Edit> {
    let day = 0..=LIFE + 2;
    prop_oneof![
        4 => (day.clone(), 0u8..4).prop_map(|(day, risk)| Edit::Risk(day, risk)),
        3 => day.clone().prop_map(Edit::Start),
        2 => day.clone().prop_map(Edit::Enrol),
        2 => day.clone().prop_map(Edit::EndEnrolment),
        1 => (LIFE / 2..=LIFE).prop_map(Edit::Close),
        2 => day.prop_map(Edit::Reopen),
    ]
}

fn on(n: u64) -> NaiveDate {
    day("2026-07-04") + Days::new(n)
}

fn spells(world: &World, table: &str) -> Vec<Spell> {
    let mut statement =
        world.sql.prepare(&format!("select id, from_on, to_on from {table} where family_id = 197")).unwrap();
    let read = |text: String| text.parse().unwrap();
    let rows = statement.query_map([], |row| {
        Ok(Spell::new(row.get(0)?, read(row.get(1)?), row.get::<_, Option<String>>(2)?.map(read)))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn form(world: &mut World, edit: Edit) -> Option<Change> {
    let now = file(world, "Dana");
    let risks = [Risk::Low, Risk::Moderate, Risk::High, Risk::VeryHigh];
    Some(match edit {
        Edit::Risk(day, risk) => Change::Risk(FAMILY, on(day), risks[usize::from(risk)]),
        Edit::Start(day) => Change::Start(FAMILY, Track::Risk, now.risk?.0.seen, on(day)),
        Edit::Enrol(day) => Change::Enrol(FAMILY, on(day)),
        Edit::EndEnrolment(day) => Change::EnrolmentEnds(FAMILY, now.enrolment?.seen, on(day)),
        Edit::Close(day) => Change::Close(FAMILY, now.opening.seen, on(day), "moved".into()),
        Edit::Reopen(day) => Change::Reopen(FAMILY, on(day), "pending_need".into(), None),
    })
}

/// Makes the edits one after the other and looks at all spells after each.
fn hold_after(edits: &[Edit]) -> Result<(), TestCaseError> {
    let mut world = world();
    let mut open = vec![true; usize::try_from(LIFE).unwrap() + 1];
    for &edit in edits {
        let Some(change_of) = form(&mut world, edit) else { continue };
        match world.save("Dana", change(change_of)) {
            Ok(_) => {
                let whole = |from: u64| usize::try_from(from).unwrap();
                match edit {
                    Edit::Close(day) => open[whole(day)..].fill(false),
                    Edit::Reopen(day) => open[whole(day)..].fill(true),
                    _ => {}
                }
            }
            Err(error) => prop_assert_eq!(error.kind, Kind::Invalid, "{}", error),
        }
        for table in ["family_opening", "family_enrolment", "family_risk"] {
            prop_assert!(!overlap(&spells(&world, table)), "{}: {:?}", table, spells(&world, table));
        }
        let openings = spells(&world, "family_opening");
        for (n, expected) in open.iter().enumerate() {
            let day = on(u64::try_from(n).unwrap());
            prop_assert_eq!(openings.iter().any(|spell| spell.holds(day)), *expected, "{}", day);
        }
        for table in ["family_enrolment", "family_risk"] {
            for spell in spells(&world, table).iter().filter(|spell| !spell.span.is_empty()) {
                prop_assert!(
                    openings.iter().any(|open| open.holds(spell.span.from)),
                    "{} began while closed",
                    table
                );
            }
        }
    }
    Ok(())
}

#[test]
fn edits_that_once_went_wrong_go_right() {
    hold_after(&[Edit::Close(72), Edit::Enrol(72)]).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spells_never_overlap_and_open_means_open(edits in prop::collection::vec(edit(), 1..24)) {
        hold_after(&edits)?;
    }
}
