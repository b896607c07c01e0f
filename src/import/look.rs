//! What the cells of a column look like, and in which order its dates have day and month.

use crate::domain::dates::{Precision, read_import};
use crate::domain::text::count;
use crate::words;

words! {
    /// What the cells of a column look like.
    Look {
        Empty = "empty" => "empty",
        Day = "day" => "dates",
        Email = "email" => "e-mail addresses",
        Role = "role" => "roles",
        YesNo = "yes_no" => "yes or no",
        Number = "number" => "numbers",
        Text = "text" => "text",
    }
}

words! {
    /// How it is known what a column is.
    How {
        Map = "map" => "by the map",
        Name = "name" => "by its name",
        Look = "look" => "by its look",
    }
}

/// Whether a cell looks like something.
type Check = fn(&str) -> bool;

/// What these cells look like; blank ones say nothing.
pub(super) fn look<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> Look {
    let cells = cells.filter(|cell| !cell.is_empty());
    let all = |is: &Check| cells.clone().all(is);
    let checks: [(Look, Check); 5] = [
        (Look::YesNo, is_yes_no),
        (Look::Number, |cell| cell.parse::<f64>().is_ok()),
        (Look::Email, |cell| cell.contains('@') && !cell.contains(char::is_whitespace)),
        (Look::Day, is_day),
        (Look::Role, |cell| super::context::role(cell).is_ok()),
    ];
    if cells.clone().next().is_none() {
        return Look::Empty;
    }
    checks.iter().find(|(_, is)| all(is)).map_or(Look::Text, |(look, _)| *look)
}

fn is_yes_no(cell: &str) -> bool {
    matches!(cell.to_lowercase().as_str(), "yes" | "no" | "y" | "n" | "true" | "false")
}

fn is_day(cell: &str) -> bool {
    numeric(cell).is_some() || read_import(cell).is_ok_and(|read| read.precision == Precision::Day)
}

/// Which of day and month comes first in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    /// Rows in which only the day can come first, as in 16/9/2026.
    pub day_first: u64,
    /// Rows in which only the month can, as in 9/16/2026.
    pub month_first: u64,
    /// Rows that may be read either way, as in 3/4/2026.
    pub open: u64,
    /// Rows that hold a moment with its time of day and zone.
    pub moments: u64,
}

impl Order {
    /// Takes another cell into account.
    pub(super) fn see(&mut self, cell: &str) {
        match numeric(cell) {
            Some((first, 1..=12, _)) if first > 12 => self.day_first += 1,
            Some((1..=12, second, _)) if second > 12 => self.month_first += 1,
            Some((first, second, _)) if first != second => self.open += 1,
            Some(_) => {}
            None => self.moments += u64::from(super::moment::has_time(cell)),
        }
    }

    /// Whether the day comes first: only where some row says so and none the contrary.
    pub(super) fn is_day_first(self) -> bool {
        self.day_first > 0 && self.month_first == 0
    }

    /// What is to be said of the order, where it matters.
    pub(super) fn note(self, column: &str, told: bool) -> Option<String> {
        match (self.day_first, self.month_first, self.open) {
            _ if told => None,
            (0, 0, 0) | (0, 1.., _) => None,
            (0, 0, open) => Some(format!(
                "column \"{column}\": {} may be read either way (3/4): the month was taken first; the map can say otherwise (day_first)",
                count(open, "date")
            )),
            (_, 0, _) => Some(format!("column \"{column}\": the day comes before the month")),
            (days, months, _) => Some(format!(
                "column \"{column}\": in {} the day comes first, in {months} the month: the month was taken first",
                count(days, "date")
            )),
        }
    }
}

/// A date of three numbers with the year at its end: the first two, and what follows.
fn numeric(cell: &str) -> Option<(u32, u32, &str)> {
    let mut parts = cell.splitn(3, ['/', '-', '.']);
    let (first, second, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| (1..=2).contains(&part.len()).then(|| part.parse().ok()).flatten();
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let after = rest.chars().nth(digits);
    ((digits == 4 || digits == 2) && after.is_none_or(|c| c.is_whitespace() || c == 'T')).then_some((
        short(first)?,
        short(second)?,
        rest,
    ))
}

/// A cell of a date field as our dates are read: the day behind the month, points as strokes, day numbers as days.
pub(super) fn dated(cell: &str, day_first: bool) -> Option<String> {
    if let Some((first, second, rest)) = numeric(cell) {
        let day_first = day_first || (cell.contains('.') && second <= 12);
        return match day_first {
            true => Some(format!("{second}/{first}/{rest}")),
            false if cell.contains('.') => Some(format!("{first}/{second}/{rest}")),
            false => None,
        };
    }
    serial(cell).map(|day| day.to_string())
}

/// A spreadsheet's day number, counted from 1899-12-30, between 1927 and 2119: a year has four digits.
fn serial(cell: &str) -> Option<chrono::NaiveDate> {
    let number: u64 = cell.parse().ok().filter(|number| (10_000..=80_000).contains(number))?;
    chrono::NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(number))
}

#[cfg(test)]
mod tests {
    use super::{Look, Order, dated, look};

    #[test]
    fn columns_are_known_by_their_looks() {
        for (cells, is) in [
            (vec!["", ""], Look::Empty),
            (vec!["9/16/2022", "", "2022-01-06"], Look::Day),
            (vec!["16.9.2022"], Look::Day),
            (vec!["a@example.org"], Look::Email),
            (vec!["IW", "Recovery Coordinator"], Look::Role),
            (vec!["yes", "N"], Look::YesNo),
            (vec!["1", "0.5"], Look::Number),
            (vec!["yes", "later"], Look::Text),
        ] {
            assert_eq!(look(cells.iter().copied()), is, "{cells:?}");
        }
    }

    #[test]
    fn a_column_says_which_of_day_and_month_comes_first() {
        let order = |cells: &[&str]| {
            let mut order = Order::default();
            cells.iter().for_each(|cell| order.see(cell));
            order
        };
        assert!(order(&["3/4/2026", "16/9/2026"]).is_day_first());
        assert!(!order(&["3/4/2026", "9/16/2026"]).is_day_first());
        assert!(!order(&["16/9/2026", "9/16/2026"]).is_day_first());
        assert!(!order(&["3/4/2026"]).is_day_first());
        assert!(order(&["3/4/2026"]).note("Opened", false).unwrap().contains("either way"));
        assert_eq!(order(&["9/16/2026"]).note("Opened", false), None);
    }

    #[test]
    fn dates_are_turned_into_what_is_read_here() {
        for (cell, day_first, becomes) in [
            ("16/9/2022", true, Some("9/16/2022")),
            ("16.9.2022", false, Some("9/16/2022")),
            ("3-4-26 10:30", true, Some("4/3/26 10:30")),
            ("9/16/2022", false, None),
            ("2022-09-16", true, None),
            ("44820", false, Some("2022-09-16")),
            ("2022", true, None),
        ] {
            assert_eq!(dated(cell, day_first).as_deref(), becomes, "{cell}");
        }
    }
}
