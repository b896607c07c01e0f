//! Drawing a sheet.

use super::Sheet;
use crate::tui::screen::walk::notes::Notes;
use crate::tui::screen::walk::part::{Key, Kind, Opt, Part};
use crate::tui::theme::Theme;
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The column where labels begin.
const GUTTER: u16 = 1;
/// The widest a label becomes.
const WIDEST_LABEL: u16 = 30;
/// The widest a text becomes: longer lines are hard to read.
const WIDEST: u16 = 84;
/// The fewest and the most lines of a text that is written.
const LINES: (u16, u16) = (2, 8);

impl Sheet {
    /// Draws the parts; gives whether something of them is above or below what is in sight.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme, notes: &Notes, focused: bool) {
        let labels = self.label_column(area.width);
        let width = area.width.saturating_sub(labels + 2).min(WIDEST);
        self.measure(area, width, notes);
        self.places.borrow_mut().clear();
        let top = self.top.get();
        let mut more = (top > 0, false);
        for (place, part) in self.parts.iter().enumerate() {
            let (y, rows) = self.span(place);
            if y + rows <= top {
                continue;
            }
            if y >= top + area.height {
                more.1 = true;
                break;
            }
            let here = focused && place == self.focus;
            Draw { sheet: self, area, theme, notes, labels, width, top, place, here }
                .part(frame, part, y, rows);
        }
        let edge = area.width.saturating_sub(1);
        more.0.then(|| paint::text(frame.buffer_mut(), area, edge, 0, "▴", theme.dim));
        more.1.then(|| {
            paint::text(frame.buffer_mut(), area, edge, area.height.saturating_sub(1), "▾", theme.dim)
        });
    }

    fn label_column(&self, width: u16) -> u16 {
        let widest = self.parts.iter().map(|part| paint::cells(&part.label)).max().unwrap_or(0);
        if widest == 0 { GUTTER } else { GUTTER + widest.min(WIDEST_LABEL).min(width * 2 / 5) + 2 }
    }

    /// Where each part stands, and how far is scrolled.
    fn measure(&self, area: Rect, width: u16, notes: &Notes) {
        let mut spans = Vec::with_capacity(self.parts.len());
        let mut y = 0u16;
        for (place, part) in self.parts.iter().enumerate() {
            let rows = rows(part, width, area.width.saturating_sub(GUTTER + 1), notes)
                + if place == self.focus { hint(part, area.width).1 } else { 0 };
            spans.push((y, rows));
            y = y.saturating_add(rows);
        }
        let (first, count) = spans.get(self.focus).copied().unwrap_or_default();
        self.spans.replace(spans);
        self.height.set(area.height);
        let mut top = self.top.get().min(y.saturating_sub(area.height));
        if self.follow.get() {
            // Two lines more, where there are any: what comes next is in sight, too.
            let last = (first + count + 2).min(y);
            top = top.max(last.saturating_sub(area.height)).min(first);
        }
        self.top.set(top);
    }
}

/// What helps, in lines that are never cut, and how many.
fn hint(part: &Part, width: u16) -> (Vec<String>, u16) {
    if part.hint.is_empty() {
        return (Vec::new(), 0);
    }
    let lines = wrap::wrap(&part.hint, usize::from(width.saturating_sub(GUTTER + 3)));
    let count = u16::try_from(lines.len()).unwrap_or(1);
    (lines, count)
}

fn rows(part: &Part, width: u16, whole: u16, notes: &Notes) -> u16 {
    match (&part.kind, &part.key) {
        (Kind::Note, Some(Key::Note(key))) => {
            let rows = notes.get(key).map_or(1, |note| note.editor.rows(width.saturating_sub(1)));
            rows.clamp(LINES.0, LINES.1)
        }
        (Kind::Choice(..) | Kind::Tick(_) | Kind::Row | Kind::Button, _) => 1,
        _ => {
            let room = if part.label.is_empty() { whole.min(WIDEST) } else { width };
            u16::try_from(wrap::wrap(&part.text, usize::from(room)).len()).unwrap_or(1)
        }
    }
}

/// What one part needs to be drawn.
struct Draw<'a> {
    sheet: &'a Sheet,
    area: Rect,
    theme: &'a Theme,
    notes: &'a Notes,
    labels: u16,
    width: u16,
    top: u16,
    place: usize,
    here: bool,
}

impl Draw<'_> {
    /// The line on screen of a line of the sheet; none where it is not in sight.
    fn line(&self, y: u16) -> Option<u16> {
        y.checked_sub(self.top).filter(|row| *row < self.area.height)
    }

    fn part(&self, frame: &mut Frame<'_>, part: &Part, y: u16, rows: u16) {
        let here = self.place == self.sheet.focus;
        let (lines, hinted) = if here { hint(part, self.area.width) } else { Default::default() };
        let rows = rows.saturating_sub(hinted);
        if let Some(row) = self.line(y) {
            let style = if self.here { self.theme.accent } else { self.theme.dim };
            let room = usize::from(self.labels.saturating_sub(GUTTER + 2));
            let label = if part.secret && self.theme.masked {
                "•••".into()
            } else {
                wrap::fit(&part.label, room)
            };
            paint::text(frame.buffer_mut(), self.area, GUTTER, row, &label, style);
            if self.here {
                paint::text(frame.buffer_mut(), self.area, 0, row, "▌", self.theme.accent);
            }
        }
        if part.key.is_some() {
            self.remember(y, rows, None, 0, self.area.width);
        }
        match (&part.kind, &part.key) {
            (Kind::Note, Some(Key::Note(key))) => self.note(frame, key, y, rows),
            (Kind::Choice(options, chosen), _) => self.choice(frame, part, options, *chosen, y),
            (Kind::Button, _) => self.button(frame, part, y, &format!("[ {} ]", part.text)),
            (Kind::Row, _) => self.button(frame, part, y, &part.text),
            (Kind::Tick(true), _) => self.button(frame, part, y, &format!("[x] {}", part.text)),
            (Kind::Tick(false), _) => self.button(frame, part, y, &format!("[ ] {}", part.text)),
            _ => self.text(frame, part, y),
        }
        let fits = self.labels + 1 + paint::cells(&part.hint) < self.area.width;
        let x = if fits { self.labels + 1 } else { GUTTER + 2 };
        for (line, below) in lines.iter().zip(0..) {
            if let Some(row) = self.line(y + rows + below) {
                paint::text(frame.buffer_mut(), self.area, x, row, line, self.theme.dim);
            }
        }
    }

    fn remember(&self, y: u16, rows: u16, option: Option<usize>, x: u16, width: u16) {
        let first = y.max(self.top);
        let last = (y + rows).min(self.top + self.area.height);
        if first < last {
            let place = Rect {
                x: self.area.x + x,
                y: self.area.y + first - self.top,
                width: width.min(self.area.width.saturating_sub(x)),
                height: last - first,
            };
            self.sheet.places.borrow_mut().push((self.place, option, place));
        }
    }

    fn text(&self, frame: &mut Frame<'_>, part: &Part, y: u16) {
        let style = self.theme.look(part.look);
        let (x, room) = if part.label.is_empty() {
            (GUTTER, self.area.width.saturating_sub(GUTTER + 1).min(WIDEST))
        } else {
            (self.labels, self.width)
        };
        for (y, line) in (y..).zip(wrap::wrap(&part.text, usize::from(room))) {
            let Some(row) = self.line(y) else { continue };
            let line =
                if part.secret && self.theme.masked { "•".repeat(wrap::width(&line).min(8)) } else { line };
            paint::text(frame.buffer_mut(), self.area, x, row, &line, style);
        }
    }

    fn button(&self, frame: &mut Frame<'_>, part: &Part, y: u16, text: &str) {
        let Some(row) = self.line(y) else { return };
        let style = if self.here {
            self.theme.accent.patch(self.theme.selection)
        } else {
            self.theme.look(part.look)
        };
        let x = if part.label.is_empty() { GUTTER } else { self.labels };
        let text = wrap::fit(text, usize::from(self.area.width.saturating_sub(x + 1)));
        paint::text(frame.buffer_mut(), self.area, x, row, &text, style);
        if self.here {
            let at = match part.kind {
                Kind::Row => 0,
                Kind::Tick(_) => 1,
                _ => 2,
            };
            frame.set_cursor_position((self.area.x + x + at, self.area.y + row));
        }
    }

    fn choice(&self, frame: &mut Frame<'_>, part: &Part, options: &[Opt], chosen: Option<usize>, y: u16) {
        let Some(row) = self.line(y) else { return };
        let wide: u16 = options.iter().map(|option| paint::cells(&option.label) + 6).sum();
        let mut x = self.labels;
        let buf = frame.buffer_mut();
        if self.labels + wide <= self.area.width + 2 {
            for (index, option) in options.iter().enumerate() {
                let here = chosen == Some(index);
                let sign = if here { "(•)" } else { "( )" };
                let style = self.answer_style(here, self.theme.text);
                let end = paint::text(buf, self.area, x, row, &format!("{sign} {}", option.label), style);
                self.remember(y, 1, Some(index), x, end.saturating_sub(x));
                x = end + 2;
            }
        } else {
            let label = chosen.and_then(|at| options.get(at)).map(|option| option.label.as_str());
            let text = label.map_or_else(|| self.choices(options), |label| format!("‹ {label} ›"));
            x = paint::text(
                buf,
                self.area,
                x,
                row,
                &text,
                self.answer_style(label.is_some(), self.theme.text),
            ) + 2;
        }
        let behind = match (&part.text, chosen) {
            (text, _) if !text.is_empty() => text.as_str(),
            // Of two lines of kinds one has the answer.
            (_, None) if matches!(part.key, Some(Key::Kind(_))) => "",
            (_, None) if x + 14 > self.area.width => "○",
            (_, None) => "not answered",
            _ => "",
        };
        if x < self.area.width {
            paint::text(buf, self.area, x, row, behind, self.theme.dim);
        }
        if self.here {
            frame.set_cursor_position((self.area.x + self.labels + 1, self.area.y + row));
        }
    }

    /// What there is to choose from, where it has no room beside each other: as much as fits.
    fn choices(&self, options: &[Opt]) -> String {
        let labels: Vec<&str> = options.iter().map(|option| option.label.as_str()).collect();
        let room = self.area.width.saturating_sub(self.labels + 5);
        format!("‹ {} ›", wrap::fit(&labels.join(" · "), usize::from(room)))
    }

    fn answer_style(&self, chosen: bool, text: Style) -> Style {
        match (chosen, self.here) {
            (true, true) => self.theme.strong.patch(self.theme.accent),
            (true, false) => self.theme.strong,
            (false, true) => text,
            (false, false) => self.theme.dim,
        }
    }

    fn note(&self, frame: &mut Frame<'_>, key: &super::super::part::NoteKey, y: u16, rows: u16) {
        let Some(note) = self.notes.get(key) else { return };
        let (sign, style) = if self.here { ("▎", self.theme.accent) } else { ("▏", self.theme.rule) };
        for y in y..y + rows {
            if let Some(row) = self.line(y) {
                paint::text(frame.buffer_mut(), self.area, self.labels, row, sign, style);
            }
        }
        let first = y.max(self.top) - self.top;
        let last = (y + rows).min(self.top + self.area.height).saturating_sub(self.top);
        let area = Rect {
            x: self.area.x + self.labels + 1,
            y: self.area.y + first,
            width: self.width.min(self.area.width.saturating_sub(self.labels + 1)),
            height: last.saturating_sub(first),
        };
        note.editor.view(frame, area, self.theme, self.here);
    }
}
