//! The trends in small: a row for each, its months as columns, and what it came to.

use crate::domain::month::Amount;
use crate::store::view::trends::{Plot, Trends};
use crate::tui::theme::Theme;
use crate::tui::widget::paint;
use crate::tui::widget::spark::spark;
use crate::tui::widget::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// An empty table, wide enough for the columns of so many months.
pub(super) fn table(months: usize) -> Table<usize> {
    let months = u16::try_from(months).unwrap_or(12).max(4);
    let columns = vec![
        Column::new("Trend").width(13, 14),
        Column::new("By month").width(months, months.max(8)).priority(1),
        Column::new("Now").width(24, 36),
        Column::new("Least–most").width(10, 12).priority(2),
    ];
    Table::new(columns, "There is nothing to plot yet: the first month begins with the first family.")
}

/// A row for each plot.
pub(super) fn rows(facts: &Trends) -> Vec<Row<usize>> {
    facts.plots.iter().enumerate().map(|(place, plot)| Row::new(place, cells(plot))).collect()
}

fn cells(plot: &Plot) -> Vec<Cell> {
    let points = plot.lines.first().map(crate::store::view::trends::TrendLine::points).unwrap_or_default();
    let now: Vec<String> =
        plot.lines.iter().map(|line| format!("{} {}", line.label, short(&line.now()))).collect();
    vec![
        Cell::new(plot.title),
        Cell::dim(spark(&points.iter().map(|point| point.map(tenths)).collect::<Vec<_>>())),
        Cell::new(now.join(" · ")),
        Cell::dim(range(&points, plot.is_percent())),
    ]
}

/// A value in tenths, for columns of whole numbers.
fn tenths(value: f64) -> u32 {
    (value.clamp(0.0, 1.0e6) * 10.0).round() as u32
}

/// The least and the most of the first line.
fn range(points: &[Option<f64>], percent: bool) -> String {
    let plain = |value: f64| plain(if percent { value.round() } else { value });
    let known = || points.iter().flatten().copied();
    let (least, most) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    if least > most { String::new() } else { format!("{}–{}", plain(least), plain(most)) }
}

/// An amount in as few cells as it can be told.
pub(super) fn short(amount: &Amount) -> String {
    match amount {
        Amount::NoData => "·".to_owned(),
        Amount::Share { .. } => amount.number().map_or_else(String::new, |number| format!("{number:.0} %")),
        Amount::Median { days, .. } => format!("{} d", plain(*days)),
        other => other.to_string(),
    }
}

/// A number with a decimal only where it says something.
pub(super) fn plain(value: f64) -> String {
    if (value - value.round()).abs() < 0.05 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// The line above; gives the rows it used.
pub(super) fn heading(buf: &mut Buffer, area: Rect, facts: &Trends, asked: u32, theme: &Theme) -> u16 {
    let end = paint::text(buf, area, 1, 0, "Trends", theme.strong);
    let end = paint::text(buf, area, end + 2, 0, &facts.site_name, theme.accent);
    let span = match (facts.months.first(), facts.months.last()) {
        (Some(first), Some(last)) => {
            format!("{} to {} so far", first.first().format("%b %Y"), last.first().format("%b %Y"))
        }
        _ => String::new(),
    };
    let short = facts.months.len() < usize::try_from(asked).unwrap_or(0);
    let said = if short { format!("{span} (all there is)") } else { span };
    if usize::from(end) + said.chars().count() + 2 <= usize::from(area.width) {
        paint::right(buf, area, 0, 0, &said, theme.dim);
    }
    2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_told_in_few_cells() {
        for (amount, said) in [
            (Amount::NoData, "·"),
            (Amount::Count(33), "33"),
            (Amount::share(88, 97), "91 %"),
            (Amount::median(vec![5, 6]), "5.5 d"),
            (Amount::Measure(0.5), "0.5"),
        ] {
            assert_eq!(short(&amount), said);
        }
        assert_eq!(range(&[None, Some(3.0), Some(12.5)], false), "3–12.5");
        assert_eq!(range(&[Some(85.1), Some(100.0)], true), "85–100");
        assert_eq!(range(&[None], false), "");
    }
}
