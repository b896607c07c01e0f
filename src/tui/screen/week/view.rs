//! How the grid is drawn: the rows, and under them what the cell with the focus means and what the rules find.

use super::grid::{COLUMNS, DOCUMENTED, Grid, Line};
use super::{facts, read, sealed};
use crate::store::view::services::WeekOffer;
use crate::tui::screen::Ctx;
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The lines under the grid.
const UNDER: u16 = 5;

impl Grid {
    /// Draws it.
    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, offer: &WeekOffer, ctx: &Ctx<'_>) {
        let (theme, area) = (ctx.theme, paint::inset(area, 1));
        self.places.borrow_mut().clear();
        let title = format!("A week of {}, {}", offer.short, offer.role.short());
        let end = paint::text(frame.buffer_mut(), area, 1, 0, &title, theme.strong);
        let count = format!("{} to save", self.filled().count());
        paint::text(frame.buffer_mut(), area, end + 2, 0, &count, theme.dim);
        let body = paint::below(area, 2);
        let widths = widths(area.width);
        let mut x = 1;
        for ((name, _), width) in COLUMNS.iter().zip(widths) {
            paint::text(frame.buffer_mut(), body, x, 0, &wrap::fit(name, usize::from(width)), theme.dim);
            x += width + 1;
        }
        let room = usize::from(body.height.saturating_sub(UNDER + 2)).max(1);
        let first = self.place().saturating_sub(room.saturating_sub(1));
        for (at, place) in (1u16..).zip((first..).take(room)) {
            let Some(line) = self.row(place) else { break };
            self.view_row(frame, body, (at, place, widths), line, offer, ctx);
        }
        self.view_meaning(frame, body, offer, ctx);
    }

    /// One row at a line of the screen.
    fn view_row(
        &self,
        frame: &mut Frame<'_>,
        body: Rect,
        (at, place, widths): (u16, usize, [u16; 8]),
        line: &Line,
        offer: &WeekOffer,
        ctx: &Ctx<'_>,
    ) {
        let theme = ctx.theme;
        let said = waiting(line, offer, ctx).is_some();
        let is_wrong = |column: usize, text: &str| {
            let here = ctx.focused && self.is_at(place, column);
            !text.is_empty() && !here && read::cell(line, column, offer, ctx.today()).is_err()
        };
        let wrong = line.cells.iter().enumerate().any(|(column, text)| is_wrong(column, text));
        if said || wrong || line.found.iter().any(|(must, _)| *must) {
            paint::text(frame.buffer_mut(), body, 0, at, "!", theme.danger);
        }
        let mut x = 1;
        for (column, (text, width)) in line.cells.iter().zip(widths).enumerate() {
            let here = ctx.focused && self.is_at(place, column);
            let style = match (here, is_wrong(column, text)) {
                (true, _) => theme.accent.patch(theme.selection),
                (_, true) => theme.danger,
                _ => theme.text,
            };
            let cell = Rect { x: body.x + x, y: body.y + at, width, height: 1 }.intersection(body);
            if here {
                let blank = " ".repeat(usize::from(width));
                paint::text(frame.buffer_mut(), body, x, at, &blank, style);
            }
            let shown = match column {
                DOCUMENTED if said && !here && text.is_empty() => "elsewhere?",
                _ => text,
            };
            let style = if said && shown != text { theme.danger } else { style };
            let end =
                paint::text(frame.buffer_mut(), body, x, at, &wrap::fit(shown, usize::from(width)), style);
            if here && !cell.is_empty() {
                frame.set_cursor_position((body.x + end.min(x + width.saturating_sub(1)), cell.y));
            }
            self.places.borrow_mut().push((place, column, cell));
            x += width + 1;
        }
    }

    /// What the cell with the focus means, or what is wrong with it; under it what the rules find in the row.
    fn view_meaning(&self, frame: &mut Frame<'_>, body: Rect, offer: &WeekOffer, ctx: &Ctx<'_>) {
        let Some(line) = self.row(self.place()) else { return };
        let mut told: Vec<(String, Style)> = vec![self.meaning(line, offer, ctx)];
        let kind = read::kind_of(line, offer).ok();
        let facts = kind.map(|kind| facts::words(line, &kind.word, ctx.settings));
        if let Some(facts) = facts.filter(|facts| !facts.is_empty()) {
            told.push((format!("On file: {facts}"), ctx.theme.dim));
        }
        told.extend(line.found.iter().map(|(must, says)| {
            let (mark, style) = if *must { ("!", ctx.theme.danger) } else { ("●", ctx.theme.due) };
            (format!("{mark} {says}"), style)
        }));
        let room = usize::from(body.width.saturating_sub(2)).max(1);
        let lines = told.iter().flat_map(|(text, style)| {
            wrap::wrap(text, room).into_iter().map(move |line| (line, *style)).collect::<Vec<_>>()
        });
        for (row, (line, style)) in (body.height.saturating_sub(UNDER)..).zip(lines.take(usize::from(UNDER)))
        {
            paint::text(frame.buffer_mut(), body, 1, row, &line, style);
        }
    }

    fn meaning(&self, line: &Line, offer: &WeekOffer, ctx: &Ctx<'_>) -> (String, Style) {
        if !self.said().is_empty() {
            return (format!("! {}", self.said()), ctx.theme.danger);
        }
        let why = waiting(line, offer, ctx).filter(|_| self.column() == DOCUMENTED);
        match read::cell(line, self.column(), offer, ctx.today()) {
            Ok(_) if why.is_some() => (format!("! {}", why.unwrap_or_default()), ctx.theme.danger),
            Ok(meaning) if meaning.is_empty() => (read::hint(self.column(), line, offer), ctx.theme.dim),
            Ok(meaning) => (meaning, ctx.theme.text),
            Err(sentence) => (format!("! {sentence}"), ctx.theme.danger),
        }
    }
}

/// The widths of the columns in so many cells: narrower than drawn at 80, or with what there is more.
fn widths(room: u16) -> [u16; 8] {
    let spare = room.saturating_sub(78) / 8;
    let full = COLUMNS.map(|(_, width)| width + spare);
    let narrow = [5, 8, 9, 3, 5, 5, 5, 9];
    if room < 78 { narrow } else { full }
}

/// Why a row waits, where it is complete and may not stand here as it is.
fn waiting(line: &Line, offer: &WeekOffer, ctx: &Ctx<'_>) -> Option<String> {
    let form = read::row(line, offer, ctx.today()).ok()?;
    sealed::waits(&form, offer, ctx.today())
}
