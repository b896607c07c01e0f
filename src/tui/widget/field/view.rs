//! Drawing a field: its label, its control, the line under it, and its popup.

use super::pick::SHOWN;
use super::{ChoiceField, DateField, Field, Kind, ManyField, PickField, PickOption};
use crate::domain::dates;
use crate::tui::theme::Theme;
use crate::tui::widget::editor::Editor;
use crate::tui::widget::float::{float, near};
use crate::tui::widget::{month, paint, wrap};
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The longest a text of many lines grows before it scrolls, in rows.
const TALLEST: u16 = 10;
/// The widest a control becomes: longer lines are hard to read.
const WIDEST: u16 = 76;

impl Field {
    /// How many rows the control takes when it is so many cells wide.
    pub(in crate::tui::widget) fn rows(&self, cells: u16) -> u16 {
        match &self.kind {
            Kind::Long(editor, rows) => {
                editor.rows(cells.min(WIDEST).saturating_sub(2)).clamp(*rows, TALLEST.max(*rows))
            }
            Kind::Many(many) => u16::try_from(many.options.len()).unwrap_or(1).max(1),
            Kind::Note => lines(&self.label, cells),
            _ => 1,
        }
    }

    /// The sentence under the field: what is wrong, what a date means, who was picked, or a hint.
    pub(in crate::tui::widget) fn beneath(&self, today: NaiveDate, focused: bool) -> Option<(String, bool)> {
        if let Some(error) = &self.error {
            return Some((format!("! {error}"), true));
        }
        if let Some((finding, must)) = &self.finding {
            return Some((format!("{} {finding}", if *must { "!" } else { "●" }), *must));
        }
        if let Some(reason) = &self.locked {
            return Some((reason.clone(), false));
        }
        let meaning = match &self.kind {
            Kind::Date(date) if !date.text().is_empty() => date.read(today).ok().map(|day| {
                let steps = if focused && !date.has_popup() { " · ↑ ↓ a day, F4 a month" } else { "" };
                dates::echo(day, today) + steps
            }),
            Kind::Date(_) if focused && self.hint.is_empty() => {
                Some("fri, 27 nov, 11/27 or +2w · F4 shows a month".to_owned())
            }
            Kind::Pick(pick) => pick.detail().map(str::to_owned),
            _ => None,
        };
        let hint = || (focused && !self.hint.is_empty()).then(|| self.hint.clone());
        meaning.or_else(hint).map(|text| (text, false))
    }

    /// Draws the control into its area.
    pub(in crate::tui::widget) fn view(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        theme: &Theme,
        focused: bool,
    ) {
        let area = Rect { width: area.width.min(WIDEST), ..area };
        if self.locked.is_some() {
            paint::text(frame.buffer_mut(), area, 2, 0, &self.shown(), theme.dim);
            return;
        }
        match &self.kind {
            Kind::Text(editor) | Kind::Long(editor, _) | Kind::Secret(editor) => {
                view_editor(frame, area, theme, editor, focused);
            }
            Kind::Number(editor, kind) => {
                let cells = u16::try_from(kind.range.1.to_string().len()).unwrap_or(8) + 4;
                let place = Rect { width: cells.min(area.width), ..area };
                view_editor(frame, place, theme, editor, focused);
                paint::text(frame.buffer_mut(), area, cells + 1, 0, &kind.unit, theme.dim);
            }
            Kind::Date(date) => {
                view_editor(frame, Rect { width: area.width.min(24), ..area }, theme, &date.editor, focused);
            }
            Kind::Choice(choice) => view_choice(frame, area, theme, choice, focused),
            Kind::Many(many) => view_many(frame, area, theme, many, focused),
            Kind::Pick(pick) => view_editor(frame, area, theme, &pick.editor, focused),
            Kind::Heading => {}
            Kind::Note => {
                for (y, line) in (0u16..).zip(wrap::wrap(&self.label, usize::from(area.width))) {
                    paint::text(frame.buffer_mut(), area, 0, y, &line, theme.dim);
                }
            }
        }
    }

    /// Draws what floats under the control.
    pub(in crate::tui::widget) fn view_popup(&self, frame: &mut Frame<'_>, control: Rect, theme: &Theme) {
        match &self.kind {
            Kind::Date(DateField { month: Some(month), .. }) => {
                let (width, height) = month::SIZE;
                let area = near(above_footer(frame), control, width + 2, height + 2);
                let inner = float(frame, area, theme, "");
                month.view(frame, inner, theme);
            }
            Kind::Choice(choice) if choice.has_popup() => popup_choice(frame, control, theme, choice),
            Kind::Pick(pick) if pick.has_popup() => popup_pick(frame, control, theme, pick),
            _ => {}
        }
    }

    fn shown(&self) -> String {
        match &self.kind {
            Kind::Choice(choice) => choice.label().unwrap_or("not answered").to_owned(),
            _ => self.value(),
        }
    }
}

/// The screen without its last row: the keys that help to choose are not covered.
fn above_footer(frame: &Frame<'_>) -> Rect {
    let screen = frame.area();
    Rect { height: screen.height.saturating_sub(1), ..screen }
}

fn lines(text: &str, cells: u16) -> u16 {
    u16::try_from(wrap::wrap(text, usize::from(cells.min(WIDEST))).len()).unwrap_or(1)
}

fn view_editor(frame: &mut Frame<'_>, area: Rect, theme: &Theme, editor: &Editor, focused: bool) {
    for y in 0..area.height {
        bar(frame, area, theme, y, focused);
    }
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    editor.view(frame, area, theme, focused);
}

fn bar(frame: &mut Frame<'_>, area: Rect, theme: &Theme, y: u16, focused: bool) {
    let (sign, style) = if focused { ("▎", theme.accent) } else { ("▏", theme.rule) };
    paint::text(frame.buffer_mut(), area, 0, y, sign, style);
}

fn view_choice(frame: &mut Frame<'_>, area: Rect, theme: &Theme, choice: &ChoiceField, focused: bool) {
    choice.drawn.set(area);
    bar(frame, area, theme, 0, focused);
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    if let Some(places) = choice.beside(area.width) {
        for (index, x) in places {
            let Some((_, label)) = choice.options.get(index) else { continue };
            let chosen = choice.chosen == Some(index);
            let (sign, style) = if chosen { ("(•)", theme.strong) } else { ("( )", theme.dim) };
            paint::text(
                frame.buffer_mut(),
                inner,
                x,
                0,
                &format!("{sign} {label}"),
                lit(theme, style, focused && chosen),
            );
        }
        if focused {
            let x = choice.chosen.and_then(|chosen| choice.beside(area.width)?.get(chosen).map(|(_, x)| *x));
            frame.set_cursor_position((
                inner.x + (x.unwrap_or(0) + 1).min(inner.width.saturating_sub(1)),
                inner.y,
            ));
        }
        return;
    }
    let (text, style) = choice.label().map_or(("choose…", theme.dim), |label| (label, theme.text));
    let end = paint::text(frame.buffer_mut(), inner, 0, 0, text, lit(theme, style, focused));
    paint::text(frame.buffer_mut(), inner, end + 1, 0, "▾", theme.dim);
    if focused {
        frame.set_cursor_position((inner.x, inner.y));
    }
}

fn lit(theme: &Theme, style: Style, lit: bool) -> Style {
    if lit { style.patch(theme.accent) } else { style }
}

fn view_many(frame: &mut Frame<'_>, area: Rect, theme: &Theme, many: &ManyField, focused: bool) {
    many.drawn.set(area);
    for (y, (index, (_, label, ticked))) in (0u16..).zip(many.options.iter().enumerate()) {
        let here = focused && index == many.cursor;
        if y < area.height {
            bar(frame, area, theme, y, focused);
            let sign = if *ticked { "[x]" } else { "[ ]" };
            let style = if *ticked { theme.strong } else { theme.text };
            paint::text(frame.buffer_mut(), area, 1, y, &format!("{sign} {label}"), lit(theme, style, here));
        }
        if here && y < area.height {
            frame.set_cursor_position((area.x + 2, area.y + y));
        }
    }
}

fn popup_choice(frame: &mut Frame<'_>, control: Rect, theme: &Theme, choice: &ChoiceField) {
    let widest = choice.options.iter().map(|(_, label)| paint::cells(label)).max().unwrap_or(0);
    let height = u16::try_from(choice.options.len()).unwrap_or(u16::MAX).min(10) + 2;
    let area = near(above_footer(frame), control, widest + 6, height);
    let inner = float(frame, area, theme, "");
    choice.popup.set(inner);
    let first = choice.first_in(inner.height);
    for (y, (index, (_, label))) in (0..inner.height).zip(choice.options.iter().enumerate().skip(first)) {
        row(frame, inner, theme, y, label, "", choice.cursor == Some(index));
    }
    paint::more(frame.buffer_mut(), inner, first, choice.options.len(), theme.dim);
}

fn popup_pick(frame: &mut Frame<'_>, control: Rect, theme: &Theme, pick: &PickField) {
    let first = pick.first_in();
    let shown: Vec<_> =
        pick.matches.iter().skip(first).take(SHOWN).filter_map(|place| pick.options.get(*place)).collect();
    let rows = u16::try_from(shown.len()).unwrap_or(0);
    let beside = |option: &PickOption| option.off.as_ref().unwrap_or(&option.detail).clone();
    let widest = shown.iter().map(|option| paint::cells(&option.label) + paint::cells(&beside(option))).max();
    let more = pick.matches.len() > SHOWN;
    let area =
        near(above_footer(frame), control, (widest.unwrap_or(0) + 8).max(34), rows + 2 + u16::from(more));
    let inner = float(frame, area, theme, "");
    pick.popup.set(Rect { height: inner.height.min(rows), ..inner });
    for (y, (index, option)) in (0u16..).zip(shown.into_iter().enumerate()) {
        row(frame, inner, theme, y, &option.label, &beside(option), first + index == pick.cursor);
    }
    if more {
        let text = format!("{} of {}: type more of the name", SHOWN, pick.matches.len());
        paint::text(frame.buffer_mut(), inner, 0, rows, &text, theme.dim);
    }
}

fn row(frame: &mut Frame<'_>, area: Rect, theme: &Theme, y: u16, label: &str, detail: &str, here: bool) {
    let style = if here { theme.strong } else { theme.text };
    let end = paint::text(frame.buffer_mut(), area, 1, y, label, style);
    let room = area.width.saturating_sub(end + 2);
    if !detail.is_empty() && room > 3 {
        paint::right(frame.buffer_mut(), area, 1, y, &wrap::fit(detail, usize::from(room)), theme.dim);
    }
    if here && y < area.height {
        let line = Rect { y: area.y + y, height: 1, ..area };
        frame.buffer_mut().set_style(line, theme.selection);
    }
}
