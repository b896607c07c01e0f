//! Where text is typed: one line or many, with the real cursor, undo and paste.

use super::wrap;
use crate::domain::text::{LONGEST, clean, clean_line, is_plain};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;
use ratatui_textarea::{CursorMove, TextArea, WrapMode};
use std::cell::Cell;

/// The longest text of one line, in characters.
const LONGEST_LINE: usize = 300;
/// How many steps can be undone.
const UNDO: usize = 500;

/// What an editor did with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Nothing: the input is for somebody else.
    Ignored,
    /// The cursor moved, the text is as it was.
    Moved,
    /// The text is another one.
    Changed,
}

/// A text that is being typed.
#[derive(Debug)]
pub struct Editor {
    area: TextArea<'static>,
    long: bool,
    drawn: Cell<Rect>,
    /// Whether the last key or paste did not fit whole.
    cut: bool,
}

impl Editor {
    /// An editor of one line.
    pub fn line(text: &str) -> Self {
        Self::new(vec![clean_line(text)], false)
    }

    /// An editor of many lines, which wraps between words.
    pub fn long(text: &str) -> Self {
        let mut editor = Self::new(clean(text).split('\n').map(str::to_owned).collect(), true);
        editor.area.set_wrap_mode(WrapMode::WordOrGlyph);
        editor
    }

    /// An editor of one line that shows a dot for each character.
    pub fn secret() -> Self {
        let mut editor = Self::line("");
        editor.area.set_mask_char('•');
        editor
    }

    fn new(lines: Vec<String>, long: bool) -> Self {
        let mut area = TextArea::new(lines);
        area.set_cursor_line_style(Style::new());
        area.set_cursor_style(Style::new());
        area.set_max_histories(UNDO);
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, long, drawn: Cell::new(Rect::default()), cut: false }
    }

    /// The text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The line with the cursor.
    pub fn line_here(&self) -> &str {
        self.area.lines().get(self.area.cursor().0).map_or("", String::as_str)
    }

    /// Whether nothing but blanks has been typed.
    pub fn is_blank(&self) -> bool {
        self.area.lines().iter().all(|line| line.trim().is_empty())
    }

    /// Replaces the text; the cursor goes to its end. This can be undone.
    pub fn set(&mut self, text: &str) {
        self.area.select_all();
        self.area.cut();
        self.insert(text);
    }

    /// How many rows the text takes at this width.
    pub fn rows(&self, cells: u16) -> u16 {
        if !self.long {
            return 1;
        }
        let cells = usize::from(cells.max(2));
        let rows: usize = self.area.lines().iter().map(|line| wrap::wrap(line, cells).len()).sum();
        u16::try_from(rows).unwrap_or(u16::MAX)
    }

    /// Takes a key, a paste or a click; vertical keys at the first or last row are left to the form.
    pub fn update(&mut self, input: &Input) -> Edit {
        match input {
            Input::Key(_, Some(action)) => self.command(*action),
            Input::Key(chord, None) if !chord.ctrl => self.key(chord.code),
            Input::Paste(text) => {
                self.insert(text);
                Edit::Changed
            }
            Input::Click(at) if self.drawn.get().contains(*at) => {
                self.click(*at);
                Edit::Moved
            }
            Input::Wheel(at, down) if self.long && self.drawn.get().contains(*at) => {
                self.area.move_cursor(if *down { CursorMove::Down } else { CursorMove::Up });
                Edit::Moved
            }
            _ => Edit::Ignored,
        }
    }

    fn command(&mut self, action: Action) -> Edit {
        let changed = match action {
            Action::UndoText => self.area.undo(),
            Action::RedoText => self.area.redo(),
            Action::EraseWord => self.area.delete_word(),
            Action::EraseLine => self.area.delete_line_by_head(),
            Action::WordLeft => return self.go(CursorMove::WordBack),
            Action::WordRight => return self.go(CursorMove::WordForward),
            _ => return Edit::Ignored,
        };
        if changed { Edit::Changed } else { Edit::Moved }
    }

    fn key(&mut self, code: KeyCode) -> Edit {
        self.cut = false;
        match code {
            KeyCode::Char(c) => self.insert_char(c),
            KeyCode::Backspace => changed(self.area.delete_char()),
            KeyCode::Delete => changed(self.area.delete_next_char()),
            KeyCode::Enter if self.long && self.is_full() => Edit::Moved,
            KeyCode::Enter if self.long => {
                self.area.insert_newline();
                Edit::Changed
            }
            KeyCode::Left => self.go(CursorMove::Back),
            KeyCode::Right => self.go(CursorMove::Forward),
            KeyCode::Home => self.go(CursorMove::Head),
            KeyCode::End => self.go(CursorMove::End),
            KeyCode::Up if self.long => self.vertical(CursorMove::Up),
            KeyCode::Down if self.long => self.vertical(CursorMove::Down),
            _ => Edit::Ignored,
        }
    }

    fn go(&mut self, to: CursorMove) -> Edit {
        self.area.move_cursor(to);
        Edit::Moved
    }

    fn vertical(&mut self, to: CursorMove) -> Edit {
        let before = self.area.screen_cursor().row;
        self.area.move_cursor(to);
        if self.area.screen_cursor().row == before { Edit::Ignored } else { Edit::Moved }
    }

    fn insert_char(&mut self, c: char) -> Edit {
        if !is_plain(c) || self.is_full() {
            return Edit::Moved;
        }
        self.area.insert_char(c);
        Edit::Changed
    }

    fn insert(&mut self, text: &str) {
        let whole = text.chars().count();
        let text = if self.long { clean(text) } else { clean(text).replace('\n', " ") };
        let room = self.room();
        // Cleaning takes no more than the longest text, too.
        let kept = text.chars().count();
        self.cut = kept > room || kept >= LONGEST && whole > LONGEST;
        let text: String = text.chars().take(room).collect();
        self.area.insert_str(text);
    }

    fn most(&self) -> usize {
        if self.long { LONGEST } else { LONGEST_LINE }
    }

    fn room(&self) -> usize {
        let most = self.most();
        let used: usize = self.area.lines().iter().map(|line| line.chars().count() + 1).sum();
        (most + 1).saturating_sub(used)
    }

    /// Whether nothing more fits, which is then said.
    fn is_full(&mut self) -> bool {
        self.cut = self.room() == 0;
        self.cut
    }

    fn click(&mut self, at: Position) {
        let drawn = self.drawn.get();
        let (top, left) = self.area.scroll_offset();
        let row = usize::from(at.y - drawn.y) + usize::from(top);
        let column = usize::from(at.x - drawn.x) + usize::from(left);
        let to = self.area.screen_to_data(row, column);
        if let (Ok(row), Ok(column)) = (u16::try_from(to.0), u16::try_from(to.1)) {
            self.area.move_cursor(CursorMove::Jump(row, column));
        }
    }

    /// Draws the text, and puts the terminal's cursor into it where it has the focus.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme, focused: bool) {
        let area = area.intersection(frame.area());
        self.drawn.set(area);
        if area.is_empty() {
            return;
        }
        frame.buffer_mut().set_style(area, theme.text.patch(theme.input));
        if theme.masked && !focused {
            let dots = "•".repeat(wrap::width(&self.text()).min(8));
            super::paint::text(frame.buffer_mut(), area, 0, 0, &dots, theme.dim);
            return;
        }
        (&self.area).render(area, frame.buffer_mut());
        if self.cut {
            self.say_cut(frame, area, theme);
        }
        if !focused {
            return;
        }
        let cursor = self.area.screen_cursor();
        let (top, left) = self.area.scroll_offset();
        let x = u16::try_from(cursor.col).unwrap_or(u16::MAX).saturating_sub(left).min(area.width - 1);
        let y = u16::try_from(cursor.row).unwrap_or(u16::MAX).saturating_sub(top).min(area.height - 1);
        frame.set_cursor_position(Position { x: area.x + x, y: area.y + y });
    }

    /// Says over the first row that a key or paste did not fit whole.
    fn say_cut(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
        let most = self.most().to_string();
        let most = most.strip_suffix("000").map_or(most.clone(), |thousands| format!("{thousands},000"));
        super::paint::right(
            frame.buffer_mut(),
            area,
            0,
            0,
            &format!(" ! cut at {most} characters "),
            theme.due,
        );
    }

    /// Where it was drawn last.
    pub fn drawn(&self) -> Rect {
        self.drawn.get()
    }
}

fn changed(really: bool) -> Edit {
    if really { Edit::Changed } else { Edit::Moved }
}
