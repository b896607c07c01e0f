//! Putting text into an area: clipped in cells, never outside the screen.

use super::wrap::{fit, width};
use crate::domain::text::purge;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// Writes a text on a row of an area from a column on, cut with `…` at the area's end; gives the column after it.
///
/// `column` and `row` count from the area's corner. Outside the area nothing happens.
pub fn text(buf: &mut Buffer, area: Rect, column: u16, row: u16, text: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    if row >= area.height || column >= area.width {
        return column;
    }
    let room = area.width - column;
    let text = purge(text);
    let text = fit(&text, usize::from(room));
    let (end, _) = buf.set_stringn(area.x + column, area.y + row, &text, usize::from(room), style);
    end.saturating_sub(area.x)
}

/// Writes a text so that it ends at the area's right edge, or `inset` columns before it; gives the column it began at.
pub fn right(buf: &mut Buffer, area: Rect, inset: u16, row: u16, text_: &str, style: Style) -> u16 {
    let room = area.width.saturating_sub(inset);
    let column = room.saturating_sub(cells(text_));
    text(buf, Rect { width: room, ..area }, column, row, text_, style);
    column
}

/// Says at the right edge of a list that lines go on above or below: so many stand before the first one shown.
pub fn more(buf: &mut Buffer, area: Rect, before: usize, all: usize, style: Style) {
    let edge = area.width.saturating_sub(1);
    if before > 0 {
        text(buf, area, edge, 0, "▴", style);
    }
    if before + usize::from(area.height) < all {
        text(buf, area, edge, area.height.saturating_sub(1), "▾", style);
    }
}

/// Writes a styled line on a row of an area from a column on; gives the column after it.
pub fn line(buf: &mut Buffer, area: Rect, column: u16, row: u16, line: &Line<'_>) -> u16 {
    let mut column = column;
    for span in &line.spans {
        column = text(buf, area, column, row, &span.content, line.style.patch(span.style));
    }
    column
}

/// Fills an area with blanks of a style: what lies under a float.
pub fn clear(buf: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buf.area);
    for position in area.positions() {
        if let Some(cell) = buf.cell_mut(position) {
            cell.reset();
            cell.set_style(style);
        }
    }
}

/// The width of a text as the terminal counts, as far as a screen can be wide.
pub fn cells(text: &str) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}

/// An area without its first rows.
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The first rows of an area.
pub fn top(area: Rect, rows: u16) -> Rect {
    Rect { height: rows.min(area.height), ..area }
}

/// An area without so many columns on either side.
pub fn inset(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width / 2);
    Rect { x: area.x + columns, width: area.width - 2 * columns, ..area }
}
