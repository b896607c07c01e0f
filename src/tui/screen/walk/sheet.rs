//! A sheet: parts one under another, walked with Tab and the arrows, scrolled as far as they reach.

mod view;

use super::notes::Notes;
use super::part::{Key, Kind, Part};
use crate::tui::input::Input;
use crate::tui::widget::editor::Edit;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::{Cell, RefCell};

/// What a sheet did with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Nothing: the input is for the screen.
    Ignored,
    /// The focus or the cursor moved.
    Moved,
    /// A question was answered with a word, or the answer was taken back.
    Chose(Key, Option<String>),
    /// A button was pressed.
    Pressed(Key),
    /// Words were typed.
    Typed(super::part::NoteKey),
}

/// Parts one under another.
#[derive(Debug, Default)]
pub struct Sheet {
    parts: Vec<Part>,
    focus: usize,
    /// The first line in sight.
    top: Cell<u16>,
    /// Whether the part with the focus must be in sight.
    follow: Cell<bool>,
    height: Cell<u16>,
    /// Where parts and answers were drawn: the part, the answer, the place.
    places: RefCell<Vec<(usize, Option<usize>, Rect)>>,
    /// First line and number of lines of each part.
    spans: RefCell<Vec<(u16, u16)>>,
}

impl Sheet {
    /// Shows other parts; the focus stays with what it was on, or goes to what stands there now.
    pub fn set(&mut self, parts: Vec<Part>) {
        let (key, place) = (self.focused().cloned(), self.focus);
        self.parts = parts;
        let again = key.and_then(|key| self.parts.iter().position(|part| part.key.as_ref() == Some(&key)));
        self.focus = again.or_else(|| self.next(place)).or_else(|| self.next(0)).unwrap_or(0);
    }

    /// Shows the beginning, with the focus on the first part that takes it.
    pub fn begin(&mut self) {
        self.focus = self.next(0).unwrap_or(0);
        self.top.set(0);
        self.follow.set(false);
    }

    /// Shows the beginning, with the focus on this part: it comes into sight when it is typed in or left.
    pub fn begin_at(&mut self, key: &Key) {
        self.begin();
        self.focus = self.parts.iter().position(|part| part.key.as_ref() == Some(key)).unwrap_or(self.focus);
    }

    /// What has the focus.
    pub fn focused(&self) -> Option<&Key> {
        self.parts.get(self.focus).and_then(|part| part.key.as_ref())
    }

    /// Puts the focus on a part.
    pub fn focus_on(&mut self, key: &Key) {
        if let Some(place) = self.parts.iter().position(|part| part.key.as_ref() == Some(key)) {
            self.go(place);
        }
    }

    fn next(&self, from: usize) -> Option<usize> {
        let rest = self.parts.iter().enumerate().skip(from);
        rest.filter(|(_, part)| part.key.is_some()).map(|(place, _)| place).next()
    }

    fn before(&self) -> Option<usize> {
        self.parts.iter().take(self.focus).rposition(|part| part.key.is_some())
    }

    fn go(&mut self, place: usize) {
        self.focus = place;
        self.follow.set(true);
    }

    /// Takes an input.
    pub fn update(&mut self, input: &Input, notes: &mut Notes) -> Event {
        if let Input::Click(_) | Input::Wheel(..) = input {
            return self.mouse(input, notes);
        }
        let Some(part) = self.parts.get_mut(self.focus) else { return Event::Ignored };
        match (&mut part.kind, &part.key) {
            (Kind::Note, Some(Key::Note(key))) => {
                let edit = notes.get_mut(key).map_or(Edit::Ignored, |note| note.editor.update(input));
                // What is being written is in sight.
                self.follow.set(self.follow.get() || edit != Edit::Ignored);
                match edit {
                    Edit::Changed => return Event::Typed(key.clone()),
                    Edit::Moved => return Event::Moved,
                    Edit::Ignored => {}
                }
            }
            (Kind::Choice(options, chosen), Some(key)) => {
                if let Some(answer) = answer(input, options, *chosen) {
                    *chosen = answer;
                    let word = answer.and_then(|at| options.get(at)).map(|option| option.word.clone());
                    let chose = Event::Chose(key.clone(), word);
                    // A capital answers and goes on to what is asked next.
                    if let Some(KeyCode::Char('A'..='Z')) = input.code()
                        && let Some(next) = self.next(self.focus + 1)
                    {
                        self.go(next);
                    }
                    return chose;
                }
                if input.is(KeyCode::Enter) && matches!(key, Key::Person(_)) {
                    return Event::Pressed(key.clone());
                }
            }
            (Kind::Button | Kind::Row | Kind::Tick(_), Some(key)) => {
                if let Some(KeyCode::Enter | KeyCode::Char(' ')) = input.code() {
                    return Event::Pressed(key.clone());
                }
            }
            _ => {}
        }
        self.walk(input)
    }

    fn walk(&mut self, input: &Input) -> Event {
        match input.code() {
            Some(KeyCode::Tab | KeyCode::Down | KeyCode::Enter) => self.forward(),
            Some(KeyCode::BackTab | KeyCode::Up) => self.back(),
            Some(KeyCode::Home) => self.begin(),
            Some(KeyCode::End) => {
                // A signature that is waited for comes before what may be added after it.
                let sign = self.parts.iter().rposition(|part| matches!(part.key, Some(Key::Sign(_))));
                if let Some(last) = sign.or_else(|| self.parts.iter().rposition(|part| part.key.is_some())) {
                    self.go(last);
                }
            }
            _ => return Event::Ignored,
        }
        Event::Moved
    }

    fn span(&self, place: usize) -> (u16, u16) {
        self.spans.borrow().get(place).copied().unwrap_or_default()
    }

    /// Steps on; text between that is not yet in sight is scrolled to first.
    fn forward(&mut self) {
        let bottom = self.top.get() + self.height.get();
        let next = self.next(self.focus + 1);
        let far = next
            .map_or(self.spans.borrow().last().map_or(0, |(y, rows)| y + rows), |place| self.span(place).0);
        if far > bottom.saturating_add(self.height.get()) || next.is_none() && far > bottom {
            self.top.set(bottom.saturating_sub(2));
            self.follow.set(false);
        } else if let Some(next) = next {
            self.go(next);
        }
    }

    /// Scrolls by a screen, as far as there is something; the focus stays where it is.
    pub fn page(&mut self, down: bool) {
        let by = self.height.get().saturating_sub(2).max(1);
        let top = self.top.get();
        // Drawing takes back what is too far.
        self.top.set(if down { top.saturating_add(by) } else { top.saturating_sub(by) });
        self.follow.set(false);
    }

    /// Scrolls by a screen for whoever only reads: the focus goes along.
    pub fn read(&mut self, down: bool) {
        self.page(down);
        let all = self.spans.borrow().last().map_or(0, |(y, rows)| y + rows);
        self.top.set(self.top.get().min(all.saturating_sub(self.height.get())));
        let in_sight = |place: &usize| self.span(*place).0 >= self.top.get();
        let stops = self.parts.iter().enumerate().filter(|(_, part)| part.key.is_some());
        self.focus = stops.map(|(place, _)| place).find(in_sight).unwrap_or(self.focus);
    }

    /// Whether the beginning is in sight.
    pub fn is_at_top(&self) -> bool {
        self.top.get() == 0
    }

    fn back(&mut self) {
        match self.before() {
            Some(place) => self.go(place),
            None => {
                self.top.set(0);
                self.follow.set(false);
            }
        }
    }

    fn mouse(&mut self, input: &Input, notes: &mut Notes) -> Event {
        let Some(at) = input.at() else { return Event::Ignored };
        if let Input::Wheel(_, down) = input {
            let top = self.top.get();
            self.top.set(if *down { top.saturating_add(2) } else { top.saturating_sub(2) });
            self.follow.set(false);
            return Event::Moved;
        }
        let hits: Vec<(usize, Option<usize>)> = {
            let places = self.places.borrow();
            places
                .iter()
                .filter(|(.., area)| area.contains(at))
                .map(|(part, option, _)| (*part, *option))
                .collect()
        };
        let Some((place, option)) = hits.iter().max_by_key(|(_, option)| option.is_some()).copied() else {
            return Event::Ignored;
        };
        self.focus = place;
        let Some(part) = self.parts.get_mut(place) else { return Event::Moved };
        match (&mut part.kind, &part.key, option) {
            (Kind::Choice(options, chosen), Some(key), Some(option)) => {
                *chosen = Some(option);
                let word = options.get(option).map(|option| option.word.clone());
                Event::Chose(key.clone(), word)
            }
            (Kind::Button | Kind::Row | Kind::Tick(_), Some(key), _) => Event::Pressed(key.clone()),
            (Kind::Note, Some(Key::Note(key)), _) => {
                if let Some(note) = notes.get_mut(key) {
                    note.editor.update(input);
                }
                Event::Moved
            }
            _ => Event::Moved,
        }
    }
}

/// The answer that a key gives: `Some(None)` takes it back, `None` is no answer.
fn answer(input: &Input, options: &[super::part::Opt], chosen: Option<usize>) -> Option<Option<usize>> {
    let last = options.len().checked_sub(1)?;
    match input.code()? {
        KeyCode::Right => Some(Some(chosen.map_or(0, |at| (at + 1).min(last)))),
        KeyCode::Left => Some(Some(chosen.map_or(last, |at| at.saturating_sub(1)))),
        KeyCode::Char(' ') => Some(Some(chosen.map_or(0, |at| if at == last { 0 } else { at + 1 }))),
        KeyCode::Backspace | KeyCode::Delete => Some(None),
        KeyCode::Char(c) => {
            options.iter().position(|option| option.letter == c.to_ascii_lowercase()).map(Some)
        }
        _ => None,
    }
}
