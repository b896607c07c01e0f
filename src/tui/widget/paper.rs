//! A document that is read: as far down as the keys and the wheel have gone.

use super::paint;
use crate::export::document::Document;
use crate::tui::input::Input;
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::{Cell, RefCell};

/// A document, and how far it is read.
#[derive(Debug, Default)]
pub struct Paper {
    document: Document,
    /// The document as lines of so many cells: laid out once for a width, and not with every key.
    lines: RefCell<(usize, Vec<String>)>,
    /// The first line in sight; drawing takes back what is too far.
    top: Cell<usize>,
    /// As many rows as were drawn last.
    height: Cell<usize>,
}

impl Paper {
    /// A document, from its first line.
    pub fn of(document: Document) -> Self {
        Self { document, ..Self::default() }
    }

    /// Lays another document in the place of this one, read as far as this one was.
    pub fn lay(&mut self, document: Document) {
        self.document = document;
        self.lines.take();
    }

    /// Takes a key or the wheel; whether it was one that moves.
    pub fn update(&self, input: &Input) -> bool {
        let (top, page) = (self.top.get(), self.height.get().saturating_sub(2).max(1));
        let to = match (input, input.code()) {
            (Input::Wheel(_, true), _) | (_, Some(KeyCode::Down)) => top.saturating_add(1),
            (Input::Wheel(_, false), _) | (_, Some(KeyCode::Up)) => top.saturating_sub(1),
            (_, Some(KeyCode::PageDown)) => top.saturating_add(page),
            (_, Some(KeyCode::PageUp)) => top.saturating_sub(page),
            (_, Some(KeyCode::Home)) => 0,
            (_, Some(KeyCode::End)) => usize::MAX,
            _ => return false,
        };
        self.top.set(to);
        true
    }

    /// Draws what is in sight, with a mark where more follows; one sentence while texts are masked.
    pub fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) {
        if theme.masked {
            paint::text(buf, area, 1, 0, "Names and texts are hidden: F9 shows them", theme.dim);
            return;
        }
        let width = usize::from(area.width.saturating_sub(2)).max(20);
        let (laid_out, lines) = &mut *self.lines.borrow_mut();
        if *laid_out != width {
            *lines = self.document.text(width).lines().map(str::to_owned).collect();
            *laid_out = width;
        }
        let height = usize::from(area.height);
        self.height.set(height);
        self.top.set(self.top.get().min(lines.len().saturating_sub(height)));
        for (row, line) in (0u16..area.height).zip(lines.iter().skip(self.top.get())) {
            paint::text(buf, area, 1, row, line, theme.text);
        }
        if self.top.get() + height < lines.len() {
            paint::right(buf, area, 1, area.height.saturating_sub(1), "▾", theme.dim);
        }
    }
}
