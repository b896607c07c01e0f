use super::*;
use crate::domain::Word;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn calendar() -> Calendar {
    crate::settings::Settings::defaults().calendar.calendar()
}

fn month(text: &str) -> Month {
    Month::read(text).unwrap()
}

#[test]
fn the_projection_goes_by_working_days() {
    let calendar = calendar();
    for (name, driven, in_month, today, projected) in [
        // November 2026 begins on a Sunday: nothing to go by yet.
        ("before the first working day", 0, "2026-11", "2026-11-01", None),
        ("on the first working day", 8, "2026-10", "2026-10-01", Some(8 * 21)),
        ("on the last day", 131, "2026-11", "2026-11-30", Some(131)),
        ("in a month that is over", 98, "2026-10", "2026-11-24", Some(98)),
        ("a month to come", 0, "2026-12", "2026-11-24", None),
        ("on a Saturday as on the Friday before", 50, "2026-08", "2026-08-15", Some(105)),
        ("on the leap day", 90, "2028-02", "2028-02-29", Some(90)),
        ("the day before the leap day", 95, "2028-02", "2028-02-28", Some(100)),
    ] {
        let found = projection(Miles::whole(driven), month(in_month), day(today), &calendar);
        assert_eq!(found.map(Miles::about), projected, "{name}");
    }
}

#[test]
fn only_what_can_have_been_is_entered() {
    let spells = [(day("2026-07-04"), Some(day("2026-11-10")))];
    let base = Told {
        on: day("2026-11-09"),
        miles: Miles::whole(12),
        purpose: Purpose::ClientHome,
        family: Some(&spells),
    };
    let meeting = Told { purpose: Purpose::Meeting, family: None, ..base };
    for (told, column) in [
        (base, ""),
        (Told { on: day("2026-11-10"), ..base }, ""),
        (Told { miles: Miles::whole(300), ..base }, ""),
        (meeting, ""),
        (Told { on: day("2026-11-24"), ..meeting }, ""),
        (Told { on: day("2026-11-25"), ..meeting }, "on_date"),
        (Told { on: day("2026-11-11"), ..base }, "on_date"),
        (Told { on: day("2026-07-03"), ..base }, "on_date"),
        (Told { miles: Miles::tenths(0), ..base }, "miles"),
        (Told { miles: Miles::whole(-3), ..base }, "miles"),
        (Told { miles: Miles::tenths(3001), ..base }, "miles"),
        (Told { family: None, ..base }, "family_id"),
        (Told { family: Some(&spells), ..meeting }, "family_id"),
        (Told { purpose: Purpose::Training, ..base }, "family_id"),
    ] {
        let found = told.check(day("2026-11-24"), 300);
        assert_eq!(found.err().map_or("", |refusal| refusal.column), column, "{told:?}");
    }
}

#[test]
fn miles_are_read_as_they_are_written() {
    for (text, tenths) in
        [("12", 120), ("12.4", 124), (" 0.5 mi", 5), ("12.40", 124), ("-3", -30), ("7miles", 70)]
    {
        assert_eq!(Miles::read(text), Ok(Miles::tenths(tenths)), "{text}");
    }
    for text in ["", "oak", "1,5", "12.45", ".5", "5.", "1e9", "99999999999999999999"] {
        assert!(Miles::read(text).is_err(), "{text}");
    }
    assert_eq!((Miles::tenths(124).to_string(), Miles::whole(12).to_string()), ("12.4".into(), "12".into()));
}

#[test]
fn a_day_of_a_week_is_read() {
    let read = read_day("12.4 oak, 8 F-0203; 14 meeting, 30 train").unwrap();
    let words = |(miles, errand): &(Miles, Errand)| match errand {
        Errand::To(purpose) => format!("{miles} {}", purpose.word()),
        Errand::Home(family) => format!("{miles} home {family}"),
    };
    let told: Vec<String> = read.iter().map(words).collect();
    assert_eq!(told, ["12.4 home oak", "8 home F-0203", "14 meeting", "30 training"]);
    assert_eq!(read_day("  ").unwrap(), []);
    for text in ["12", "oak 12", "12.4 oak, meeting"] {
        assert!(read_day(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn the_purposes_add_up(trips in prop::collection::vec((0usize..3, 1i64..4000), 0..60)) {
        let mut ledger = Ledger::default();
        for (purpose, tenths) in &trips {
            ledger.add(Purpose::ALL[*purpose], Miles::tenths(*tenths));
        }
        let all: i64 = trips.iter().map(|(_, tenths)| tenths).sum();
        let apart: Miles = Purpose::ALL.iter().fold(Miles::default(), |sum, one| sum + ledger.of(*one));
        prop_assert_eq!(apart, Miles::tenths(all));
    }

    #[test]
    fn a_projection_is_never_less_than_what_was_driven(driven in 0i64..5000, ago in 0u64..400) {
        let today = day("2028-03-31") - chrono::Days::new(ago);
        let found = projection(Miles::tenths(driven), Month::of(today), today, &calendar());
        prop_assert!(found.is_none_or(|found| found >= Miles::tenths(driven)));
    }

    #[test]
    fn what_is_shown_can_be_typed(tenths in 0i64..100_000) {
        prop_assert_eq!(Miles::read(&Miles::tenths(tenths).to_string()), Ok(Miles::tenths(tenths)));
    }

    #[test]
    fn nothing_typed_is_too_strange(text in any::<String>()) {
        let _ = (Miles::read(&text), read_day(&text));
    }
}
