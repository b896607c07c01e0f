//! The first lines: which file, who, which day; and the screens to switch between.

use super::paint;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use std::cell::RefCell;

/// What the header says.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// The sites or the partnership.
    pub place: String,
    /// A mark that always shows: `demo`, `read only`, `as of 3 Nov`.
    pub mark: String,
    /// The viewer: `Dana Ortiz, Intact Supervisor`.
    pub viewer: String,
    /// The day: `Tue 24 Nov`.
    pub day: String,
}

impl Header {
    /// Draws the header: the day never goes, then the viewer, then the place.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
        let buf = frame.buffer_mut();
        let left = paint::text(buf, area, 1, 0, "ifr", theme.accent) + 2;
        let mut end = paint::right(buf, area, 1, 0, &self.day, theme.dim);
        if end > left + paint::cells(&self.viewer) + 3 {
            end = paint::right(buf, Rect { width: end, ..area }, 3, 0, &self.viewer, theme.text);
        }
        let area = Rect { width: end.saturating_sub(2), ..area };
        let mark = if self.mark.is_empty() { 0 } else { paint::cells(&self.mark) + 2 };
        let room = Rect { width: area.width.saturating_sub(mark), ..area };
        let x = if self.place.is_empty() {
            left
        } else {
            paint::text(buf, room, left, 0, &self.place, theme.strong) + 2
        };
        paint::text(buf, area, x, 0, &self.mark, theme.due);
    }
}

/// The row of screens; it remembers where it drew what, so that a click finds it.
#[derive(Debug, Default)]
pub struct Tabs {
    places: RefCell<Vec<Rect>>,
}

impl Tabs {
    /// The screen under the mouse, counted from 0.
    pub fn under(&self, at: Position) -> Option<usize> {
        self.places.borrow().iter().position(|area| area.contains(at))
    }

    /// Forgets where the tabs were drawn: what is not on screen cannot be clicked.
    pub fn hide(&self) {
        self.places.borrow_mut().clear();
    }

    /// Draws the names with their keys; only the keys of the others where the names do not fit.
    pub fn view(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        theme: &Theme,
        tabs: &[(String, &str)],
        here: usize,
    ) {
        let whole: u16 = tabs.iter().map(|(key, name)| paint::cells(key) + paint::cells(name) + 4).sum();
        let gap = if whole <= area.width { 3 } else { 2 };
        let mut x = 1;
        let mut places = Vec::new();
        for (index, (key, name)) in tabs.iter().enumerate() {
            let buf = frame.buffer_mut();
            let (number, word) =
                if index == here { (theme.accent, theme.accent) } else { (theme.dim, theme.text) };
            let begin = x;
            x = paint::text(buf, area, x, 0, key, number);
            if index == here || whole <= area.width + 8 {
                x = paint::text(buf, area, x + 1, 0, name, word);
            }
            places.push(Rect { x: area.x + begin, width: x.saturating_sub(begin), ..area });
            x += gap;
        }
        *self.places.borrow_mut() = places;
    }
}
