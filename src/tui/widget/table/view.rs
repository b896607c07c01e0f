//! Drawing a table: only the rows that are on screen.

use super::column::{Cell, GAP, section, share};
use super::{Row, Table};
use crate::tui::theme::Theme;
use crate::tui::widget::paint;
use crate::tui::widget::wrap;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use std::ops::Range;

/// The columns before the first cell, where `▌` shows the selected row.
const GUTTER: u16 = 2;

impl<K: Copy + PartialEq> Table<K> {
    /// Draws the table; `focused` says whether its selection is where the keys go.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme, focused: bool) {
        let mut area = area.intersection(frame.area());
        if self.is_sifted() {
            self.view_filter(frame, paint::top(area, 1), theme);
            area = paint::below(area, 2);
        }
        let room = area.width.saturating_sub(GUTTER + 1);
        let widths = share(&self.columns, &self.needs, room);
        let of = |(first, own): &(usize, Vec<u16>)| (*first, section(&self.columns, &self.needs, own, room));
        let sections: Vec<_> = self.sections.iter().map(of).collect();
        let within =
            |place| sections.iter().rfind(|(first, _)| *first <= place).map_or(&widths, |found| &found.1);
        if self.header && !self.rows.is_empty() {
            self.view_header(frame.buffer_mut(), area, theme, &widths);
            area = paint::below(area, 1);
        }
        self.area.set(area);
        if self.shown.is_empty() {
            self.view_empty(frame.buffer_mut(), area, theme);
            return;
        }
        self.scroll(usize::from(area.height));
        let top = self.top.get();
        for (line, place) in self.shown.iter().enumerate().skip(top).take(usize::from(area.height)) {
            let (Some(row), Ok(y)) = (self.rows.get(*place), u16::try_from(line - top)) else { continue };
            view_row(frame.buffer_mut(), area, theme, y, row, within(*place), self.right());
            if line == self.selected && row.key.is_some() {
                select(frame.buffer_mut(), area, theme, y, focused);
            }
        }
        paint::more(frame.buffer_mut(), area, top, self.shown.len(), theme.dim);
    }

    fn right(&self) -> impl Fn(usize) -> bool {
        |place| self.columns.get(place).is_some_and(|column| column.right)
    }

    /// Keeps the selected row on screen, with its heading where it is the first under it.
    fn scroll(&self, height: usize) {
        let mut top = self.top.get().min(self.shown.len().saturating_sub(height));
        let heading = self.selected > 0
            && self
                .shown
                .get(self.selected - 1)
                .and_then(|row| self.rows.get(*row))
                .is_some_and(|row| row.key.is_none());
        let first = if heading && height > 1 { self.selected - 1 } else { self.selected };
        if first < top {
            top = first;
        } else if self.selected >= top + height {
            top = self.selected + 1 - height.max(1);
        }
        self.top.set(top);
    }

    fn view_filter(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
        let label = if self.typing { theme.accent } else { theme.dim };
        let mut x = paint::text(frame.buffer_mut(), area, GUTTER, 0, "Filter ", label);
        let tally = format!("{} of {}", self.count(), self.total());
        let end = paint::right(frame.buffer_mut(), area, 1, 0, &tally, theme.due);
        if let Some((_, name)) = &self.lens {
            x = paint::text(frame.buffer_mut(), area, x, 0, name, theme.due) + 2;
        }
        let Some(filter) = &self.filter else { return };
        let room = end.saturating_sub(x + 2);
        filter.view(frame, Rect { x: area.x + x, width: room.min(40), ..area }, theme, self.typing);
    }

    fn view_header(&self, buf: &mut Buffer, area: Rect, theme: &Theme, widths: &[(usize, u16)]) {
        let mut x = GUTTER;
        for (place, wide) in widths {
            if let Some(column) = self.columns.get(*place) {
                let cells = usize::from(*wide);
                let title = if column.right {
                    wrap::right(&column.title, cells)
                } else {
                    wrap::left(&column.title, cells)
                };
                paint::text(buf, area, x, 0, &title, theme.dim);
                if let Some((_, descending)) = self.sort.filter(|(sorted, _)| sorted == place) {
                    let end = if column.right { *wide } else { paint::cells(&column.title).min(*wide) };
                    paint::text(buf, area, x + end, 0, if descending { "▾" } else { "▴" }, theme.accent);
                }
            }
            x += wide + GAP;
        }
    }

    fn view_empty(&self, buf: &mut Buffer, area: Rect, theme: &Theme) {
        let text = if self.is_sifted() && !self.rows.is_empty() {
            "Nothing matches the filter. Esc shows all rows again."
        } else {
            self.empty.as_str()
        };
        let cells = usize::from(area.width.saturating_sub(GUTTER + 1));
        for (y, line) in (0u16..).zip(wrap::wrap(text, cells)) {
            paint::text(buf, area, GUTTER, y, &line, theme.dim);
        }
    }
}

fn view_row<K>(
    buf: &mut Buffer,
    area: Rect,
    theme: &Theme,
    y: u16,
    row: &Row<K>,
    widths: &[(usize, u16)],
    right: impl Fn(usize) -> bool,
) {
    if row.key.is_none() {
        // Of a heading's texts the first that fits.
        let fits = |cell: &&Cell| GUTTER + paint::cells(&cell.text) < area.width;
        if let Some(cell) = row.cells.iter().find(fits).or(row.cells.last()) {
            paint::text(buf, area, GUTTER, y, &cell.text, theme.look(cell.look));
        }
        return;
    }
    let after = |place: usize| widths.iter().skip_while(move |(at, _)| *at <= place);
    let mut x = GUTTER;
    for (place, wide) in widths {
        if let Some(cell) = row.cells.get(*place) {
            let runs = if right(*place) { 0 } else { blanks(row, theme, after(*place), &right) };
            let text = match shown(cell, theme) {
                text if paint::cells(text) > wide + runs && !cell.shorter.is_empty() => &cell.shorter,
                text => text,
            };
            let text = wrap::fit(text, usize::from(wide + runs));
            let indent = if right(*place) { wide.saturating_sub(paint::cells(&text)) } else { 0 };
            paint::text(buf, area, x + indent, y, &text, theme.look(cell.look));
            view_strong(buf, area, theme, (x + indent, y), &text, &cell.strong);
        }
        x += wide + GAP;
    }
}

/// How many blanks of its own row a text may run on into: over empty cells, up to the next figure or words.
fn blanks<'w, K>(
    row: &Row<K>,
    theme: &Theme,
    next: impl Iterator<Item = &'w (usize, u16)>,
    right: impl Fn(usize) -> bool,
) -> u16 {
    let mut room = 0;
    for (place, wide) in next {
        let taken = row.cells.get(*place).map_or(0, |cell| paint::cells(shown(cell, theme)));
        if taken > 0 {
            return room + if right(*place) { wide.saturating_sub(taken) } else { 0 };
        }
        room += GAP + wide;
    }
    room
}

/// Makes the strong parts of a text strong, as far as they are shown: not where the text is cut or hidden.
fn view_strong(
    buf: &mut Buffer,
    area: Rect,
    theme: &Theme,
    (x, y): (u16, u16),
    shown: &str,
    parts: &[Range<usize>],
) {
    if shown.starts_with('•') {
        return;
    }
    for part in parts {
        let (Some(before), Some(text)) = (shown.get(..part.start), shown.get(part.clone())) else { continue };
        paint::text(buf, area, x + paint::cells(before), y, text, theme.accent);
    }
}

fn shown<'c>(cell: &'c Cell, theme: &Theme) -> &'c str {
    if cell.private && theme.masked && !cell.text.is_empty() { "•••••" } else { &cell.text }
}

fn select(buf: &mut Buffer, area: Rect, theme: &Theme, y: u16, focused: bool) {
    let row = Rect { y: area.y + y, height: 1, ..area };
    if focused {
        buf.set_style(Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row }, theme.selection);
        paint::text(buf, area, 0, y, "▌", theme.accent);
    } else {
        paint::text(buf, area, 0, y, "▌", theme.dim.remove_modifier(Modifier::BOLD));
    }
}
