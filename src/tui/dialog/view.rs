//! Drawing dialogs.

use super::{Confirm, Dialog, Explain, FormDialog, Help, Menu, Palette};
use crate::tui::theme::Theme;
use crate::tui::widget::float::{float, middle};
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The width of most dialogs, with the border.
const WIDE: u16 = 64;
/// How wide a menu becomes where its lines say more and the screen has room.
const WIDEST: u16 = 100;

/// A line of a dialog that scrolls: pieces of text with their column and style.
type Line = Vec<(u16, String, Style)>;

impl Dialog {
    /// Draws the dialog over a screen; `focused` is whether it is the top one.
    pub fn view(&self, frame: &mut Frame<'_>, theme: &Theme, focused: bool) {
        match self {
            Self::Confirm(confirm) => view_confirm(confirm, frame, theme),
            Self::Menu(menu) => view_menu(menu, frame, theme),
            Self::Explain(explain) => view_explain(explain, frame, theme),
            Self::Form(form) => view_form(form, frame, theme, focused),
            Self::Help(help) => view_help(help, frame, theme),
            Self::Palette(palette) => view_palette(palette, frame, theme),
        }
    }
}

fn room(frame: &Frame<'_>, wide: u16) -> u16 {
    wide.min(frame.area().width.saturating_sub(4)).max(8)
}

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// How wide an answer is, with its brackets.
fn button(answer: &str) -> u16 {
    paint::cells(answer).saturating_add(4)
}

/// How many rows the answers take.
fn button_rows(answers: &[String], width: u16) -> u16 {
    let (mut rows, mut x) = (1, 0);
    for answer in answers {
        if x > 0 && x + button(answer) > width {
            (rows, x) = (rows + 1, 0);
        }
        x += button(answer) + 2;
    }
    rows
}

fn view_confirm(confirm: &Confirm, frame: &mut Frame<'_>, theme: &Theme) {
    let width = room(frame, WIDE);
    let lines = wrap::wrap(&confirm.text, usize::from(width.saturating_sub(6)));
    let buttons = button_rows(&confirm.answers, width.saturating_sub(4));
    let area = middle(frame.area(), width, rows(lines.len()).saturating_add(5).saturating_add(buttons));
    let inner = paint::inset(paint::below(float(frame, area, theme, &confirm.title), 1), 1);
    let text = Rect { height: inner.height.saturating_sub(1 + buttons), ..inner };
    for (y, line) in (0..text.height).zip(&lines) {
        paint::text(frame.buffer_mut(), text, 0, y, line, theme.text);
    }
    let first = inner.bottom().saturating_sub(1 + buttons);
    let mut row = Rect { y: first, height: inner.height.min(1), ..inner };
    let mut places = Vec::new();
    let mut x = 0;
    for (index, answer) in confirm.answers.iter().enumerate() {
        let here = index == confirm.here;
        let style = if here { theme.accent.patch(theme.selection) } else { theme.text };
        if x > 0 && x + button(answer) > row.width {
            (x, row.y) = (0, row.y + 1);
        }
        let begin = x;
        x = paint::text(frame.buffer_mut(), row, x, 0, &format!("[ {answer} ]"), style);
        places.push(Rect { x: row.x + begin, width: x.saturating_sub(begin), ..row });
        if here {
            frame.set_cursor_position((row.x + begin + 2, row.y));
        }
        x += 2;
    }
    *confirm.places.borrow_mut() = places;
}

fn view_form(dialog: &FormDialog, frame: &mut Frame<'_>, theme: &Theme, focused: bool) {
    let width = room(frame, WIDE + 10);
    let lines = if dialog.text.is_empty() {
        Vec::new()
    } else {
        wrap::wrap(&dialog.text, usize::from(width.saturating_sub(6)))
    };
    let text = if lines.is_empty() { 0 } else { rows(lines.len()) + 1 };
    let height = text + dialog.form.wants(width.saturating_sub(4)) + 4;
    let area = middle(frame.area(), width, height);
    let inner = paint::below(float(frame, area, theme, &dialog.title), 1);
    for (y, line) in (0..inner.height).zip(&lines) {
        paint::text(frame.buffer_mut(), inner, 1, y, line, theme.text);
    }
    dialog.form.view(frame, paint::below(inner, text), theme, focused);
}

fn view_explain(explain: &Explain, frame: &mut Frame<'_>, theme: &Theme) {
    let width = room(frame, WIDE);
    let cells = usize::from(width.saturating_sub(6));
    let mut lines: Vec<Line> = Vec::new();
    for paragraph in &explain.paragraphs {
        lines.extend(wrap::wrap(paragraph, cells).into_iter().map(|line| vec![(0, line, theme.text)]));
        lines.push(Vec::new());
    }
    let label = explain.rows.iter().map(|(label, _)| paint::cells(label)).max().unwrap_or(0).min(width / 2);
    for (name, value) in &explain.rows {
        let name = wrap::fit(name, usize::from(label)).into_owned();
        let values = wrap::wrap(value, cells.saturating_sub(usize::from(label) + 2));
        for (index, value) in values.into_iter().enumerate() {
            let name = if index == 0 { name.clone() } else { String::new() };
            lines.push(vec![(0, name, theme.dim), (label + 2, value, theme.text)]);
        }
    }
    if !explain.basis.is_empty() {
        lines.push(Vec::new());
        lines.extend(wrap::wrap(&explain.basis, cells).into_iter().map(|line| vec![(0, line, theme.dim)]));
    }
    scrolled(frame, theme, width, &explain.title, &lines, &explain.top);
}

fn view_help(help: &Help, frame: &mut Frame<'_>, theme: &Theme) {
    /// Where the labels stand, beside their keys.
    const LABEL: u16 = 18;
    let width = room(frame, WIDE + 8);
    let mut lines: Vec<Line> = Vec::new();
    for group in help.groups.iter().filter(|group| !group.rows.is_empty()) {
        if !lines.is_empty() {
            lines.push(Vec::new());
        }
        lines.push(vec![(0, group.title.clone(), theme.strong)]);
        for (key, label, off) in &group.rows {
            let (strong, text) =
                if off.is_some() { (theme.rule, theme.dim) } else { (theme.accent, theme.text) };
            let label = off.as_ref().map_or_else(|| label.clone(), |off| format!("{label}: {off}"));
            let cells = usize::from(width.saturating_sub(6 + LABEL));
            for (index, label) in wrap::wrap(&label, cells).into_iter().enumerate() {
                let key = if index == 0 { key.clone() } else { String::new() };
                lines.push(vec![(2, key, strong), (LABEL, label, text)]);
            }
        }
    }
    scrolled(frame, theme, width, "Help", &lines, &help.top);
}

fn scrolled(
    frame: &mut Frame<'_>,
    theme: &Theme,
    width: u16,
    title: &str,
    lines: &[Line],
    top: &std::cell::Cell<usize>,
) {
    let height = rows(lines.len()).saturating_add(4).min(frame.area().height.saturating_sub(2));
    let area = middle(frame.area(), width, height);
    let inner = paint::inset(paint::below(float(frame, area, theme, title), 1), 1);
    let body = Rect { height: inner.height.saturating_sub(1), ..inner };
    top.set(top.get().min(lines.len().saturating_sub(usize::from(body.height))));
    for (y, line) in (0..body.height).zip(lines.iter().skip(top.get())) {
        for (x, text, style) in line {
            paint::text(frame.buffer_mut(), body, *x, y, text, *style);
        }
    }
    let below = top.get() + usize::from(body.height) < lines.len();
    let foot = match (top.get() > 0, below) {
        (false, false) => "Esc Close",
        (true, false) => "▴ more · Esc Close",
        (false, true) => "▾ more · Esc Close",
        (true, true) => "▴▾ more · Esc Close",
    };
    paint::right(frame.buffer_mut(), inner, 0, inner.height.saturating_sub(1), foot, theme.dim);
}

fn view_menu(menu: &Menu, frame: &mut Frame<'_>, theme: &Theme) {
    let why = menu.items.get(menu.here).and_then(|item| item.off.as_deref()).unwrap_or_default();
    let widest =
        menu.items.iter().map(|item| paint::cells(&item.label) + paint::cells(&item.detail) + 11).max();
    let width = room(frame, widest.unwrap_or(0).clamp(WIDE, WIDEST));
    let height = rows(menu.items.len()).saturating_add(5).min(frame.area().height.saturating_sub(2));
    let area = middle(frame.area(), width, height);
    let inner = paint::below(float(frame, area, theme, &menu.title), 1);
    let list = Rect { height: inner.height.saturating_sub(2), ..inner };
    menu.list.set(list);
    let tall = usize::from(list.height.max(1));
    let top = menu.top.get().min(menu.here).max((menu.here + 1).saturating_sub(tall));
    menu.top.set(top);
    for (y, (index, item)) in (0..list.height).zip(menu.items.iter().enumerate().skip(top)) {
        let style = if item.off.is_some() { theme.dim } else { theme.text };
        let end = paint::text(frame.buffer_mut(), list, 2, y, &item.label, style);
        let room = usize::from(list.width.saturating_sub(end + 4));
        paint::right(frame.buffer_mut(), list, 1, y, &wrap::fit(&item.detail, room), theme.dim);
        if index == menu.here {
            frame.buffer_mut().set_style(Rect { y: list.y + y, height: 1, ..list }, theme.selection);
            paint::text(frame.buffer_mut(), list, 0, y, "▌", theme.accent);
            frame.set_cursor_position((list.x + 2, list.y + y));
        }
    }
    more(frame, list, top, menu.items.len(), theme);
    let foot = if why.is_empty() { "Enter Choose · Esc Back" } else { why };
    let last = inner.height.saturating_sub(1);
    paint::text(frame.buffer_mut(), inner, 2, last, &wrap::fit(foot, usize::from(inner.width)), theme.dim);
}

/// Says that a list goes on, in the column of air beside it.
fn more(frame: &mut Frame<'_>, list: Rect, top: usize, all: usize, theme: &Theme) {
    let beside = Rect { width: list.width.saturating_add(1), ..list };
    paint::more(frame.buffer_mut(), beside, top, all, theme.dim);
}

fn view_palette(palette: &Palette, frame: &mut Frame<'_>, theme: &Theme) {
    let width = room(frame, WIDE);
    let height = 16.min(frame.area().height.saturating_sub(2));
    let area = middle(frame.area(), width, height);
    let inner = float(frame, area, theme, "Commands");
    let field = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..paint::top(inner, 1) };
    if palette.editor.text().is_empty() {
        paint::text(frame.buffer_mut(), field, 2, 0, "a command, a screen, a person, a family", theme.dim);
    }
    let list = paint::below(inner, 2);
    palette.list.set(list);
    let tall = usize::from(list.height.max(1));
    let top = palette.top.get().min(palette.here).max((palette.here + 1).saturating_sub(tall));
    palette.top.set(top);
    if palette.found.is_empty() {
        paint::text(frame.buffer_mut(), list, 1, 0, "Nothing is called that.", theme.dim);
    }
    for (y, (index, place)) in (0..list.height).zip(palette.found.iter().enumerate().skip(top)) {
        let Some(entry) = palette.entries.get(*place) else { continue };
        let style = if entry.off.is_some() { theme.dim } else { theme.text };
        let detail = entry.off.as_ref().unwrap_or(&entry.detail);
        let label = paint::cells(&entry.label);
        paint::text(frame.buffer_mut(), list, 1, y, &entry.label, style);
        let room = usize::from(list.width.saturating_sub(label + 4));
        paint::right(frame.buffer_mut(), list, 1, y, &wrap::fit(detail, room), theme.dim);
        if index == palette.here {
            frame.buffer_mut().set_style(Rect { y: list.y + y, height: 1, ..list }, theme.selection);
            paint::text(frame.buffer_mut(), list, 0, y, "▌", theme.accent);
        }
    }
    more(frame, list, top, palette.found.len(), theme);
    // Last, because it sets the cursor and must not be drawn over.
    if palette.editor.text().is_empty() {
        frame.set_cursor_position((field.x, field.y));
    } else {
        palette.editor.view(frame, field, theme, true);
    }
}
