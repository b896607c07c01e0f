//! The plots: a column a month, and how long ago the families were discussed.

use crate::domain::fidelity::Tally;
use crate::store::view::Mark;
use crate::store::view::fidelity::Fidelity;
use crate::tui::theme::Theme;
use crate::tui::widget::paint;
use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns for the axis on the left.
const AXIS: u16 = 8;
/// The signs of a column's parts: they differ without colour, too.
const ON_TIME: &str = "█";
const LATE: &str = "▓";
const WRONG: &str = "░";

/// The height of the columns in rows: a quarter of the screen, so that the table has the rest.
fn height(area: Rect) -> u16 {
    (area.height / 3).clamp(3, 12)
}

/// Draws what became of the expected, a column a month; gives the rows it used.
pub(super) fn months(
    buf: &mut Buffer,
    area: Rect,
    name: &str,
    months: &[NaiveDate],
    tallies: &[Tally],
    theme: &Theme,
) -> u16 {
    if area.height < 14 {
        return 0;
    }
    let rows = height(area);
    let count = u16::try_from(months.len()).unwrap_or(u16::MAX).max(1);
    let step = (area.width.saturating_sub(AXIS) / count).max(1);
    axis(buf, area, rows, step * count, theme);
    for ((place, month), tally) in (0..).zip(months).zip(tallies) {
        let at = AXIS + place * step;
        column(buf, area, at, step.saturating_sub(2).max(1), rows, *tally, theme);
        paint::text(buf, area, at, rows + 1, &month.format("%b").to_string(), theme.dim);
        let figure = tally.percent().map_or_else(|| "·".to_owned(), |percent| format!("{percent}"));
        let style = if tally.percent().is_some_and(|percent| percent < 75) { theme.due } else { theme.dim };
        paint::text(buf, area, at, rows + 2, &figure, style);
    }
    paint::text(buf, area, 0, rows + 2, "held %", theme.dim);
    let mut at = 0;
    for (sign, word, style) in [
        (ON_TIME, "on time", theme.good),
        (LATE, "late", theme.due),
        (WRONG, "wrong attendance", theme.danger),
        ("┄", "missed, overdue", theme.dim),
    ] {
        at = paint::text(buf, area, at, rows + 3, sign, style);
        at = paint::text(buf, area, at + 1, rows + 3, word, theme.dim) + 3;
    }
    if at + paint::cells(name) < area.width {
        paint::right(buf, area, 0, rows + 3, name, theme.strong);
    }
    rows + 5
}

fn axis(buf: &mut Buffer, area: Rect, rows: u16, width: u16, theme: &Theme) {
    paint::text(buf, area, 0, 0, "100 %", theme.dim);
    paint::text(buf, area, 1, rows / 2, " 50 %", theme.dim);
    let line: String = "─".repeat(usize::from(width));
    paint::text(buf, area, AXIS, rows, &line, theme.rule);
}

/// A column from below: on time, late, wrong attendance; what is missing stays open, dotted.
fn column(buf: &mut Buffer, area: Rect, at: u16, wide: u16, rows: u16, tally: Tally, theme: &Theme) {
    if tally.expected == 0 {
        paint::text(buf, area, at, rows.saturating_sub(1), "·", theme.dim);
        return;
    }
    let cells = |count: i64| {
        // Rounded to the nearest row; what there is at all is seen.
        let rows = (count * i64::from(rows) * 2 + tally.expected) / (2 * tally.expected);
        u16::try_from(rows.max(i64::from(count > 0))).unwrap_or(0)
    };
    let mut row = rows;
    let mut fill = |until: u16, sign: &str, style: Style| {
        while row > until {
            row -= 1;
            paint::text(buf, area, at, row, &sign.repeat(usize::from(wide)), style);
        }
    };
    let (on_time, late, wrong) = (cells(tally.on_time), cells(tally.late), cells(tally.wrong));
    fill(rows.saturating_sub(on_time), ON_TIME, theme.good);
    fill(rows.saturating_sub(on_time + late), LATE, theme.due);
    fill(rows.saturating_sub(on_time + late + wrong), WRONG, theme.danger);
    fill(0, "┄", theme.dim);
}

/// Draws the families by the days since they were discussed, a bar for each week; gives the rows it used.
pub(super) fn coverage(buf: &mut Buffer, area: Rect, facts: &Fidelity, theme: &Theme) -> u16 {
    if area.height < 14 {
        return 0;
    }
    let limit = facts.review_days;
    let bands = [(0, 7), (8, 14), (15, 21), (22, limit), (limit + 1, 2 * limit), (2 * limit + 1, i64::MAX)];
    let known = || facts.coverage.iter().filter(|one| one.mark != Mark::NoData);
    let count = |from: i64, to: i64| known().filter(|one| (from..=to).contains(&one.days)).count();
    let most = bands.iter().map(|(from, to)| count(*from, *to)).max().unwrap_or(0).max(1);
    let room = usize::from(area.width.saturating_sub(24));
    for (row, (from, to)) in (0..).zip(bands) {
        let name = if to == i64::MAX { format!("over {} d", from - 1) } else { format!("{from} to {to} d") };
        let found = count(from, to);
        let style = if from > limit { theme.danger } else { theme.good };
        paint::text(buf, area, 0, row, &name, theme.dim);
        let end = paint::text(buf, area, 14, row, &ON_TIME.repeat((found * room).div_ceil(most)), style);
        paint::text(buf, area, end + 1, row, &found.to_string(), theme.text);
    }
    let new = facts.coverage.len() - known().count();
    let said = format!("days since each open family was discussed; new here and not expected yet: {new}");
    paint::text(buf, area, 0, 6, &said, theme.dim);
    8
}
