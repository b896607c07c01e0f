//! Which contact is due next: what is expected, so that what was not logged can be seen (`domain.md` §8).

use chrono::{Days, NaiveDate};

/// How often an Intact Worker visits a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitTerms {
    /// The day of the case until which visits are weekly.
    pub weekly_until_day: i64,
    /// Days between two visits until then.
    pub weekly_days: i64,
    /// Visits a month after that.
    pub per_month: i64,
}

/// The day by which the next visit is due: counted from the last one, or from the first day that can be known.
pub fn visit_due(
    last: Option<NaiveDate>,
    opened_on: NaiveDate,
    expected_from: NaiveDate,
    terms: VisitTerms,
) -> Option<NaiveDate> {
    let from = last.filter(|last| *last >= opened_on).unwrap_or_else(|| opened_on.max(expected_from));
    let weekly = (from - opened_on).num_days() < terms.weekly_until_day;
    let days = if weekly { terms.weekly_days } else { 30 / terms.per_month.max(1) };
    from.checked_add_days(Days::new(u64::try_from(days.max(1)).ok()?))
}

/// The day by which something is due again that may lie so many days behind.
pub fn again_due(last: Option<NaiveDate>, since: NaiveDate, every_days: i64) -> Option<NaiveDate> {
    let from = last.filter(|last| *last >= since).unwrap_or(since);
    from.checked_add_days(Days::new(u64::try_from(every_days).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_are_weekly_at_first_and_twice_a_month_later() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let terms = VisitTerms { weekly_until_day: 45, weekly_days: 7, per_month: 2 };
        let opened = day("2026-09-01");
        for (last, from, due) in [
            (None, "2026-01-05", "2026-09-08"),
            (None, "2026-11-01", "2026-11-16"),
            (Some("2026-09-10"), "2026-01-05", "2026-09-17"),
            (Some("2026-10-15"), "2026-01-05", "2026-10-22"),
            (Some("2026-10-16"), "2026-01-05", "2026-10-31"),
            (Some("2026-08-20"), "2026-01-05", "2026-09-08"),
        ] {
            assert_eq!(visit_due(last.map(day), opened, day(from), terms), Some(day(due)), "{last:?}");
        }
        assert_eq!(again_due(Some(day("2026-10-01")), opened, 30), Some(day("2026-10-31")));
        assert_eq!(again_due(Some(day("2026-08-01")), opened, 30), Some(day("2026-10-01")));
    }
}
