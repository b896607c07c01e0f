use super::*;

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

#[test]
fn a_day_is_due_on_it_and_near_before() {
    for (on, near, level) in [
        ("2026-11-23", 0, Level::Overdue),
        ("2026-11-24", 0, Level::Due),
        ("2026-11-25", 0, Level::Open),
        ("2026-11-27", 3, Level::Due),
        ("2026-11-28", 3, Level::Open),
    ] {
        assert_eq!(due(day(on), day("2026-11-24"), near), level, "{on}");
    }
}

#[test]
fn an_end_is_watched_before_it_comes() {
    for (on, level) in [
        ("2026-11-23", Level::Overdue),
        ("2026-11-24", Level::Overdue),
        ("2026-11-25", Level::Due),
        ("2026-12-24", Level::Due),
        ("2026-12-25", Level::Open),
    ] {
        assert_eq!(ending(day(on), day("2026-11-24"), 30), level, "{on}");
    }
}

#[test]
fn limits_are_passed_only_beyond_them() {
    for (days, level) in
        [(0, Level::Open), (7, Level::Open), (8, Level::Due), (14, Level::Due), (15, Level::Overdue)]
    {
        assert_eq!(ageing(days, 7, 14), level, "{days}");
    }
    for (driven, level) in
        [(119.9, Level::Open), (120.0, Level::Due), (149.9, Level::Due), (150.0, Level::Overdue)]
    {
        assert_eq!(miles(driven, 120, 150), level, "{driven}");
    }
}

#[test]
fn capacity_follows_the_share_of_time() {
    for (families, fte, expected) in [(10, 1.0, 10), (10, 0.5, 5), (15, 0.5, 8), (10, 0.75, 8), (-4, 1.0, 0)]
    {
        assert_eq!(capacity(families, fte), expected, "{families} at {fte}");
    }
}

#[test]
fn a_child_is_on_the_clock_of_the_last_contact_in_person() {
    let today = day("2026-11-24");
    for (seen, opened, file, has_data, level, days) in [
        ("2026-10-21", "2026-06-01", "2026-01-01", true, Level::Overdue, 34),
        ("2026-10-24", "2026-06-01", "2026-01-01", true, Level::Due, 31),
        ("2026-11-11", "2026-06-01", "2026-01-01", true, Level::Open, 13),
        ("", "2026-06-01", "2026-01-01", true, Level::Overdue, 176),
        ("", "2026-06-01", "2026-11-20", true, Level::Open, 4),
        ("", "2026-11-01", "2026-01-01", true, Level::Open, 23),
        ("", "2026-10-30", "2026-01-01", true, Level::Due, 25),
        ("2026-03-01", "2026-11-20", "2026-01-01", true, Level::Open, 4),
        ("", "2026-06-01", "2026-01-01", false, Level::NoData, 176),
    ] {
        let facts = ChildFacts {
            born: (Some(2026), Some(4)),
            seen_on: (!seen.is_empty()).then(|| day(seen)),
            opened_on: day(opened),
            file_from: day(file),
            has_data,
        };
        let expected = ChildSeen { level, days, infant: true };
        assert_eq!(child_seen(facts, today, 31, 12), expected, "seen {seen}, opened {opened}");
    }
}

#[test]
fn infants_are_told_from_what_is_known_of_their_birth() {
    let today = day("2026-11-24");
    for (born, infant) in [
        ((Some(2026), Some(4)), true),
        ((Some(2025), Some(11)), true),
        ((Some(2025), Some(10)), false),
        // The careful reading: it may have been born in December.
        ((Some(2025), None), true),
        ((Some(2024), None), false),
        ((None, None), false),
    ] {
        assert_eq!(is_infant(born, today, 12), infant, "{born:?}");
    }
}

#[test]
fn a_pair_lasts_while_spells_touch() {
    let today = day("2026-11-24");
    let spell = |from: &str, to: &str| (day(from), (!to.is_empty()).then(|| day(to)));
    for (spells, since) in [
        (vec![spell("2026-03-01", "")], Some("2026-03-01")),
        (vec![spell("2026-05-01", ""), spell("2026-01-01", "2026-05-01")], Some("2026-01-01")),
        (vec![spell("2026-01-01", "2026-04-30"), spell("2026-05-01", "")], Some("2026-05-01")),
        (vec![spell("2026-01-01", "2026-11-24")], None),
        (vec![spell("2026-12-01", "")], None),
        (vec![], None),
    ] {
        assert_eq!(spell_since(spells, today), since.map(day));
    }
}

#[test]
fn the_middle_is_the_median() {
    assert_eq!(median(vec![]), None);
    assert_eq!(median(vec![9, 1, 2]), Some(2.0));
    assert_eq!(median(vec![4, 1]), Some(2.5));
}
