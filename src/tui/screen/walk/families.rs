//! The families of the meeting at the left, where the screen is wide.

use crate::domain::meeting::CaseState;
use crate::store::view::walk::Walk;
use crate::tui::theme::Theme;
use crate::tui::widget::paint;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use std::cell::RefCell;

/// How wide the list is.
pub const WIDTH: u16 = 34;

/// The list of families.
#[derive(Debug, Default)]
pub struct Families {
    places: RefCell<Vec<(usize, Rect)>>,
}

impl Families {
    /// Draws two lines for each family: its number, and why it stands there.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme, walk: &Walk, here: usize) {
        let shown = usize::from(area.height / 2).max(1);
        let first = (here + 1).saturating_sub(shown);
        let inner = Rect { width: area.width.saturating_sub(2), ..area };
        let mut places = Vec::new();
        for (y, (index, case)) in
            (0..area.height).step_by(2).zip(walk.cases.iter().enumerate().skip(first).take(shown))
        {
            let (sign, style) = match (index == here, case.state) {
                (true, _) => ("▌", theme.accent),
                (_, CaseState::Discussed) => ("✓", theme.good),
                (_, CaseState::Waiting) => ("○", theme.dim),
                _ => ("–", theme.dim),
            };
            let buf = frame.buffer_mut();
            let x = paint::text(buf, inner, 0, y, sign, style) + 1;
            let name = if index == here { theme.strong } else { theme.text };
            let x = paint::text(buf, inner, x, y, &case.family.to_string(), name) + 1;
            let label = if theme.masked { "•••" } else { case.label.as_str() };
            paint::text(buf, inner, x, y, label, theme.dim);
            paint::text(buf, inner, 2, y + 1, &case.why, theme.dim);
            places.push((index, Rect { y: inner.y + y, height: 2, ..inner }));
        }
        self.places.replace(places);
    }

    /// There is no list just now.
    pub fn hide(&self) {
        self.places.borrow_mut().clear();
    }

    /// The family that was clicked on.
    pub fn hit(&self, at: Position) -> Option<usize> {
        self.places.borrow().iter().find(|(_, area)| area.contains(at)).map(|(index, _)| *index)
    }
}
