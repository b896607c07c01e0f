//! A month as a grid, in which the arrows walk.

use super::paint;
use crate::tui::input::Input;
use crate::tui::theme::Theme;
use chrono::{Datelike, Days, Months, NaiveDate};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::Cell;

/// The size of the grid in cells, without its border.
pub const SIZE: (u16, u16) = (22, 9);

/// What a month did with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthEvent {
    /// Another day is under the cursor, or nothing happened.
    Moved,
    /// This day was chosen.
    Chosen(NaiveDate),
    /// It was left without a choice.
    Left,
}

/// A month with a day under the cursor.
#[derive(Clone, Debug)]
pub struct Month {
    day: NaiveDate,
    today: NaiveDate,
    drawn: Cell<Rect>,
}

impl Month {
    /// The month of a day.
    pub fn new(day: NaiveDate, today: NaiveDate) -> Self {
        Self { day, today, drawn: Cell::new(Rect::default()) }
    }

    /// The day under the cursor.
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// Takes an input: arrows by days and weeks, PgUp and PgDn by months, Enter chooses, Esc leaves.
    pub fn update(&mut self, input: &Input) -> MonthEvent {
        let day = self.day;
        let moved = match input {
            Input::Click(at) => match self.under(at.x, at.y) {
                Some(day) => return MonthEvent::Chosen(day),
                None => return MonthEvent::Left,
            },
            Input::Wheel(_, true) => day.checked_add_months(Months::new(1)),
            Input::Wheel(_, false) => day.checked_sub_months(Months::new(1)),
            _ => match input.code() {
                Some(KeyCode::Left) => day.pred_opt(),
                Some(KeyCode::Right) => day.succ_opt(),
                Some(KeyCode::Up) => day.checked_sub_days(Days::new(7)),
                Some(KeyCode::Down) => day.checked_add_days(Days::new(7)),
                Some(KeyCode::PageUp) => day.checked_sub_months(Months::new(1)),
                Some(KeyCode::PageDown) => day.checked_add_months(Months::new(1)),
                Some(KeyCode::Home) => day.with_day(1),
                Some(KeyCode::Char('t')) => Some(self.today),
                Some(KeyCode::Enter) => return MonthEvent::Chosen(day),
                Some(KeyCode::Esc | KeyCode::Tab | KeyCode::F(4)) => return MonthEvent::Left,
                _ => None,
            },
        };
        self.day = moved.unwrap_or(day);
        MonthEvent::Moved
    }

    /// The Monday with which the grid begins.
    fn first(&self) -> NaiveDate {
        let first = self.day.with_day(1).unwrap_or(self.day);
        let back = u64::from(first.weekday().num_days_from_monday());
        first.checked_sub_days(Days::new(back)).unwrap_or(first)
    }

    fn under(&self, x: u16, y: u16) -> Option<NaiveDate> {
        let drawn = self.drawn.get();
        let column = x.checked_sub(drawn.x)? / 3;
        let row = y.checked_sub(drawn.y + 2)?;
        let inside = column < 7 && row < 6;
        inside.then(|| self.first().checked_add_days(Days::new(u64::from(row * 7 + column)))).flatten()
    }

    /// Draws the month.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
        self.drawn.set(area);
        let buf = frame.buffer_mut();
        paint::text(buf, area, 0, 0, &self.day.format("%B %Y").to_string(), theme.strong);
        paint::text(buf, area, 0, 1, "Mo Tu We Th Fr Sa Su", theme.dim);
        let first = self.first();
        for place in 0u16..42 {
            let Some(day) = first.checked_add_days(Days::new(u64::from(place))) else { continue };
            let style = match day {
                day if day == self.day => theme.accent.patch(theme.selection),
                day if day == self.today => theme.accent,
                day if day.month() != self.day.month() => theme.rule,
                _ => theme.text,
            };
            paint::text(buf, area, place % 7 * 3, 2 + place / 7, &format!("{:>2}", day.day()), style);
        }
        paint::text(buf, area, 0, 8, "t Today · Enter", theme.dim);
    }
}
