//! Drawing a form.

use super::Form;
use crate::tui::theme::Theme;
use crate::tui::widget::field::{Field, Kind};
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The columns before the labels.
const GUTTER: u16 = 2;
/// The widest a label column becomes.
const WIDEST_LABEL: u16 = 22;
/// The columns between a label and its control.
const GAP: u16 = 2;

impl Form {
    /// Draws the form; where it is taller than the area it scrolls with the focus. `focused` is whether its keys go here.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme, focused: bool) {
        let area = area.intersection(frame.area());
        self.places.borrow_mut().clear();
        let labels = self.label_column(area.width);
        let control = area.width.saturating_sub(labels + 1);
        let body = Rect { height: area.height.saturating_sub(2), ..area };
        let airy = self.total(control, true) <= body.height;
        let first = self.first_shown(control, airy, body.height);
        self.first.set(first);
        let mut y = 0;
        let mut below = false;
        for (place, field) in self.fields.iter().enumerate().skip(first).filter(|(_, field)| !field.hidden) {
            let rows = field.rows(control).min(body.height);
            let height = self.height(place, field, control, airy);
            if y + rows > body.height {
                below = true;
                break;
            }
            let area = Rect { y: body.y + y, height: height.min(body.height - y), ..body };
            self.view_field(frame, area, theme, place, labels, rows, focused);
            y += height;
        }
        if first > 0 {
            paint::text(frame.buffer_mut(), area, area.width.saturating_sub(1), 0, "▴", theme.dim);
        }
        if below {
            paint::text(
                frame.buffer_mut(),
                area,
                area.width.saturating_sub(1),
                body.height.saturating_sub(1),
                "▾",
                theme.dim,
            );
        }
        let row =
            if below || first > 0 { body.height + 1 } else { (y + u16::from(!airy)).min(body.height + 1) };
        self.view_buttons(frame, paint::below(area, row), theme, labels, focused);
        if focused {
            self.view_popup(frame, theme);
        }
    }

    /// How many rows the form takes at this width when nothing has to scroll.
    pub fn wants(&self, width: u16) -> u16 {
        let control = width.saturating_sub(self.label_column(width) + 1);
        self.total(control, true) + 2
    }

    fn label_column(&self, width: u16) -> u16 {
        let widest = self
            .fields
            .iter()
            .filter(|field| !field.hidden && !matches!(field.kind, Kind::Heading | Kind::Note));
        let widest = widest.map(|field| paint::cells(&field.label)).max().unwrap_or(0);
        GUTTER + widest.min(WIDEST_LABEL).min(width / 3) + GAP
    }

    /// The rows of a field with what stands under it; with air, that line is kept free where nothing stands there.
    fn height(&self, place: usize, field: &Field, control: u16, airy: bool) -> u16 {
        let under = match field.kind {
            Kind::Heading => 0,
            _ => {
                let text = field.beneath(self.today, place == self.focus);
                let rows = text.map_or(0, |(text, _)| wrap::wrap(&text, usize::from(control)).len());
                u16::try_from(rows).unwrap_or(1).max(u16::from(airy))
            }
        };
        field.rows(control) + under
    }

    fn total(&self, control: u16, airy: bool) -> u16 {
        let fields = self.fields.iter().enumerate().filter(|(_, field)| !field.hidden);
        fields.map(|(place, field)| self.height(place, field, control, airy)).sum()
    }

    /// The first field on screen, so that the one with the focus is there, too.
    fn first_shown(&self, control: u16, airy: bool, height: u16) -> usize {
        let last = self.focus.min(self.fields.len().saturating_sub(1));
        let mut first = self.first.get().min(last);
        let rows = |from: usize| -> u16 {
            let fields =
                self.fields.iter().enumerate().take(last + 1).skip(from).filter(|(_, field)| !field.hidden);
            fields.map(|(place, field)| self.height(place, field, control, airy)).sum()
        };
        while first < last && rows(first) > height {
            first += 1;
        }
        // What stands above and cannot take the focus comes along.
        while first > 0 && self.next_from(first - 1) == self.next_from(first) && rows(first - 1) <= height {
            first -= 1;
        }
        if rows(0) <= height { 0 } else { first }
    }

    #[allow(clippy::too_many_arguments)]
    fn view_field(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        theme: &Theme,
        place: usize,
        labels: u16,
        rows: u16,
        focused: bool,
    ) {
        let Some(field) = self.fields.get(place) else { return };
        let here = focused && place == self.focus;
        if let Kind::Heading = field.kind {
            paint::text(frame.buffer_mut(), area, GUTTER, 0, &field.label, theme.strong);
            return;
        }
        if let Kind::Note = field.kind {
            let area =
                Rect { x: area.x + GUTTER, width: area.width.saturating_sub(GUTTER), height: rows, ..area };
            field.view(frame, area, theme, false);
            return;
        }
        let style = if here { theme.accent } else { theme.dim };
        let room = usize::from(labels.saturating_sub(GUTTER + 1));
        paint::text(frame.buffer_mut(), area, GUTTER, 0, &wrap::fit(&field.label, room), style);
        let control =
            Rect { x: area.x + labels, width: area.width.saturating_sub(labels + 1), height: rows, ..area };
        field.view(frame, control, theme, here);
        self.places.borrow_mut().push((place, Rect { width: area.width, x: area.x, ..control }));
        if let Some((text, wrong)) = field.beneath(self.today, here) {
            let style = if wrong { theme.danger } else { theme.dim };
            let room = usize::from(area.width.saturating_sub(labels + 1));
            for (line, text) in (rows..).zip(wrap::wrap(&text, room)) {
                paint::text(frame.buffer_mut(), area, labels + 1, line, &text, style);
            }
        }
    }

    fn view_buttons(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme, labels: u16, focused: bool) {
        let mut x = labels + 1;
        let mut places = [Rect::default(); 2];
        let words = [self.save.as_str(), "Cancel"];
        for (index, (word, place)) in words.into_iter().zip(&mut places).enumerate() {
            let here = focused && self.focus == self.fields.len() + index;
            let style = if here { theme.accent.patch(theme.selection) } else { theme.text };
            let begin = x;
            x = paint::text(frame.buffer_mut(), area, x, 0, &format!("[ {word} ]"), style);
            *place = Rect { x: area.x + begin, width: x - begin, height: area.height.min(1), ..area };
            if here && !place.is_empty() {
                frame.set_cursor_position((place.x + 2, place.y));
            }
            x += 2;
        }
        self.buttons.set(places);
    }

    fn view_popup(&self, frame: &mut Frame<'_>, theme: &Theme) {
        let labels = |area: Rect| self.label_column(area.width);
        let place =
            self.places.borrow().iter().find(|(place, _)| *place == self.focus).map(|(_, area)| *area);
        if let (Some(field), Some(area)) = (self.fields.get(self.focus), place) {
            let control =
                Rect { x: area.x + labels(area), width: area.width.saturating_sub(labels(area)), ..area };
            field.view_popup(frame, control, theme);
        }
    }
}
