//! A plot over months: lines with a sign at every month, named at their ends, so that they are told without colour.

use super::rows::{plain, short};
use crate::domain::month::Month;
use crate::store::view::trends::{Plot, TrendLine};
use crate::tui::theme::Theme;
use crate::tui::widget::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line};

/// The least height at which a plot says something.
pub(super) const LEAST: u16 = 6;
/// Columns for the numbers on the left, and for the names on the right.
const LEFT: u16 = 6;
const RIGHT: u16 = 15;
/// The signs of the lines, in order.
const SIGNS: [&str; 3] = ["●", "◆", "○"];

/// Draws a plot into an area.
pub(super) fn draw(buf: &mut Buffer, area: Rect, plot: &Plot, months: &[Month], theme: &Theme) {
    if area.height < LEAST - 1 || area.width < LEFT + RIGHT + 12 {
        return;
    }
    let field = Rect {
        x: area.x + LEFT,
        y: area.y,
        width: area.width - LEFT - RIGHT,
        height: area.height.saturating_sub(1),
    };
    let most = ceiling(plot);
    axis(buf, area, field, plot, most, theme);
    labels(buf, area, field, months, theme);
    lines(buf, field, plot, most, theme);
    for (place, line) in plot.lines.iter().enumerate() {
        signs(buf, field, line, most, sign(place), style(place, theme));
    }
    names(buf, area, field, plot, most, theme);
}

fn sign(place: usize) -> &'static str {
    SIGNS.get(place % SIGNS.len()).copied().unwrap_or("●")
}

fn style(place: usize, theme: &Theme) -> Style {
    match place {
        0 => theme.good,
        1 => theme.due,
        _ => theme.text,
    }
}

/// The top of the axis: 100 for a percentage, otherwise a round number that nothing is above.
fn ceiling(plot: &Plot) -> f64 {
    let most = plot.lines.iter().flat_map(TrendLine::points).flatten().fold(0.0, f64::max);
    if plot.is_percent() { 100.0 } else { round_up(most) }
}

fn round_up(most: f64) -> f64 {
    const STEPS: [f64; 14] =
        [2.0, 4.0, 6.0, 10.0, 20.0, 30.0, 40.0, 60.0, 80.0, 100.0, 150.0, 200.0, 300.0, 500.0];
    STEPS.iter().copied().find(|step| *step >= most).unwrap_or_else(|| (most / 500.0).ceil() * 500.0)
}

/// The row of a value, counted from the field's top.
fn row(field: Rect, value: f64, most: f64) -> u16 {
    let steps = f64::from(field.height.saturating_sub(1));
    (steps * (1.0 - (value / most).clamp(0.0, 1.0))).round() as u16
}

/// The column of a month, counted from the field's left edge.
fn column(field: Rect, place: usize, count: usize) -> u16 {
    let steps = f64::from(field.width.saturating_sub(1));
    if count < 2 {
        return field.width / 2;
    }
    (steps * place as f64 / (count - 1) as f64).round() as u16
}

fn axis(buf: &mut Buffer, area: Rect, field: Rect, plot: &Plot, most: f64, theme: &Theme) {
    for value in [most, most / 2.0, 0.0] {
        let at = row(field, value, most);
        let text = plain(value);
        let from = (LEFT - 2).saturating_sub(paint::cells(&text));
        paint::text(buf, area, from, at, &text, theme.dim);
        paint::text(buf, field, 0, at, &"┈".repeat(usize::from(field.width)), theme.rule);
    }
    paint::text(buf, area, LEFT + field.width + 1, field.height, plot.unit, theme.dim);
}

fn labels(buf: &mut Buffer, area: Rect, field: Rect, months: &[Month], theme: &Theme) {
    let under = Rect { y: area.y + field.height, height: 1, ..field };
    let mut free = 0;
    for (place, month) in months.iter().enumerate() {
        let text = month.first().format("%b").to_string();
        let at = column(field, place, months.len()).saturating_sub(1).min(field.width.saturating_sub(3));
        if at >= free {
            paint::text(buf, under, at, 0, &text, theme.dim);
            free = at + 4;
        }
    }
}

fn lines(buf: &mut Buffer, field: Rect, plot: &Plot, most: f64, theme: &Theme) {
    let top = f64::from(field.height.saturating_sub(1)).max(1.0);
    let wide = f64::from(field.width.saturating_sub(1)).max(1.0);
    Canvas::default()
        .marker(Marker::Braille)
        .x_bounds([0.0, wide])
        .y_bounds([0.0, top])
        .paint(|canvas| {
            for (place, line) in plot.lines.iter().enumerate() {
                let points = line.points();
                let colour = style(place, theme).fg.unwrap_or(Color::Reset);
                let at = |place: usize, value: f64| {
                    let x = f64::from(column(field, place, points.len()));
                    (x, top - f64::from(row(field, value, most)))
                };
                for (place, pair) in points.windows(2).enumerate() {
                    let [Some(one), Some(next)] = pair else { continue };
                    let ((x1, y1), (x2, y2)) = (at(place, *one), at(place + 1, *next));
                    canvas.draw(&Line { x1, y1, x2, y2, color: colour });
                }
            }
        })
        .render(field, buf);
}

/// A sign at every month that has data.
fn signs(buf: &mut Buffer, field: Rect, line: &TrendLine, most: f64, sign: &str, style: Style) {
    let points = line.points();
    for (place, point) in points.iter().enumerate() {
        if let Some(value) = point {
            paint::text(
                buf,
                field,
                column(field, place, points.len()),
                row(field, *value, most),
                sign,
                style,
            );
        }
    }
}

/// The name of each line beside its end, each on a row of its own.
fn names(buf: &mut Buffer, area: Rect, field: Rect, plot: &Plot, most: f64, theme: &Theme) {
    let mut ends: Vec<(u16, usize, &TrendLine)> = Vec::new();
    for (place, line) in plot.lines.iter().enumerate() {
        let end = line.points().into_iter().rev().flatten().next();
        ends.push((row(field, end.unwrap_or_default(), most), place, line));
    }
    ends.sort_by_key(|(row, place, _)| (*row, *place));
    let count = u16::try_from(ends.len()).unwrap_or(u16::MAX);
    let mut free = 0;
    for ((wanted, place, line), left) in ends.into_iter().zip((1..=count).rev()) {
        // Those that are still to come need a row each.
        let at = wanted.max(free).min(field.height.saturating_sub(left));
        let column = LEFT + field.width + 1;
        let next = paint::text(buf, area, column, at, sign(place), style(place, theme));
        let text = format!("{} {}", line.label, short(&line.now()));
        paint::text(buf, area, next + 1, at, &text, theme.text);
        free = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::month::Amount;

    fn plot(unit: &'static str, lines: &[&[Option<i64>]]) -> Plot {
        let line = |points: &&[Option<i64>]| TrendLine {
            key: "k",
            label: "Open",
            definition: String::new(),
            amounts: points.iter().map(|point| point.map_or(Amount::NoData, Amount::Count)).collect(),
        };
        Plot { key: "p", title: "P", unit, lines: lines.iter().map(line).collect() }
    }

    fn drawn(plot: &Plot, months: u32) -> Vec<String> {
        let area = Rect::new(0, 0, 60, 9);
        let mut buf = Buffer::empty(area);
        let last = Month::read("2026-11").unwrap();
        let months: Vec<Month> = (0..months).rev().map(|back| last.back(back)).collect();
        draw(&mut buf, area, plot, &months, &Theme::plain());
        (0..area.height).map(|y| (0..area.width).map(|x| buf[(x, y)].symbol()).collect::<String>()).collect()
    }

    #[test]
    fn a_month_without_data_is_a_gap() {
        let rows = drawn(&plot("families", &[&[Some(10), None, Some(10)]]), 3);
        assert!(rows[0].contains("10") && rows[0].matches('●').count() == 3, "{rows:#?}");
        let rest: String = rows.concat();
        assert!(
            !rest.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)),
            "no line crosses the gap: {rows:#?}"
        );
    }

    #[test]
    fn lines_that_end_together_are_named_on_rows_of_their_own() {
        let rows =
            drawn(&plot("families", &[&[Some(4), Some(4)], &[Some(2), Some(4)], &[Some(0), Some(4)]]), 2);
        let named = rows.iter().filter(|row| row.contains("Open 4")).count();
        assert_eq!(named, 3, "{rows:#?}");
        for sign in SIGNS {
            assert!(rows.iter().any(|row| row.contains(&format!("{sign} Open 4"))), "{sign} {rows:#?}");
        }
    }

    #[test]
    fn an_axis_ends_with_a_round_number() {
        for (most, top) in [(0.0, 2.0), (1.0, 2.0), (33.0, 40.0), (7.0, 10.0), (501.0, 1000.0)] {
            assert!((round_up(most) - top).abs() < f64::EPSILON, "{most}");
        }
        assert!((ceiling(&plot("%", &[&[Some(3)]])) - 100.0).abs() < f64::EPSILON);
    }
}
