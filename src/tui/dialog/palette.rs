//! Everything that can be done or opened, found by typing.

use super::{Answer, DialogEvent};
use crate::tui::command::Run;
use crate::tui::input::Input;
use crate::tui::screen::Target;
use crate::tui::widget::editor::{Edit, Editor};
use crate::tui::widget::fuzzy;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::Cell;

/// What an entry does.
#[derive(Clone, Debug, PartialEq)]
pub enum PaletteRun {
    /// Runs a command of the screen or of the program.
    Command(Run),
    /// Opens a page.
    Open(Target),
}

/// A line of the palette.
#[derive(Clone, Debug, PartialEq)]
pub struct PaletteEntry {
    /// What it is called.
    pub label: String,
    /// Its key, or what it is: `family`, `Intact Worker`.
    pub detail: String,
    /// Why it is not allowed just now.
    pub off: Option<String>,
    /// What it does.
    pub run: PaletteRun,
}

/// The palette.
#[derive(Debug)]
pub struct Palette {
    pub(super) entries: Vec<PaletteEntry>,
    /// How many of them are commands and screens, which are always there.
    always: usize,
    pub(super) found: Vec<usize>,
    pub(super) editor: Editor,
    pub(super) here: usize,
    pub(super) list: Cell<Rect>,
    pub(super) top: Cell<usize>,
}

impl Palette {
    /// The palette with its commands and screens; people, families and the rest are asked for as one types.
    pub fn new(entries: Vec<PaletteEntry>) -> Self {
        let always = entries.len();
        let found = (0..entries.len()).collect();
        let (list, top) = (Cell::new(Rect::default()), Cell::new(0));
        Self { entries, always, found, editor: Editor::line(""), here: 0, list, top }
    }

    /// What was typed.
    pub fn text(&self) -> String {
        self.editor.text()
    }

    /// Puts what the file has in the place of what it had for the text before; the line in focus stays where it is.
    pub fn offer(&mut self, entries: Vec<PaletteEntry>) {
        let here = self.here;
        self.entries.truncate(self.always);
        self.entries.extend(entries);
        // What the file found fits by its own words, which need not stand in the line.
        self.find_among(self.always);
        self.found.extend(self.always..self.entries.len());
        self.here = here.min(self.found.len().saturating_sub(1));
    }

    fn find(&mut self) {
        self.find_among(self.entries.len());
    }

    /// Looks among the first so many entries.
    fn find_among(&mut self, first: usize) {
        let texts: Vec<String> = self
            .entries
            .iter()
            .take(first)
            .map(|entry| format!("{} {}", entry.label, entry.detail))
            .collect();
        self.found = fuzzy::find(&self.editor.text(), texts.iter().map(String::as_str));
        self.here = 0;
    }

    pub(super) fn update(&mut self, input: &Input) -> DialogEvent {
        let last = self.found.len().saturating_sub(1);
        match (input, input.code()) {
            (Input::Click(at), _) => {
                let list = self.list.get();
                if !list.contains(*at) {
                    return DialogEvent::Done(Answer::Left);
                }
                self.here = self.top.get() + usize::from(at.y - list.y);
                return self.run();
            }
            (Input::Wheel(_, true), _) | (_, Some(KeyCode::Down | KeyCode::Tab)) => {
                self.here = (self.here + 1).min(last);
            }
            (Input::Wheel(_, false), _) | (_, Some(KeyCode::Up | KeyCode::BackTab)) => {
                self.here = self.here.saturating_sub(1);
            }
            (_, Some(KeyCode::PageDown)) => self.here = (self.here + 8).min(last),
            (_, Some(KeyCode::PageUp)) => self.here = self.here.saturating_sub(8),
            (_, Some(KeyCode::Enter)) => return self.run(),
            (_, Some(KeyCode::Esc)) => return DialogEvent::Done(Answer::Left),
            _ => {
                if self.editor.update(input) == Edit::Changed {
                    self.find();
                    return DialogEvent::Tell("palette");
                }
            }
        }
        DialogEvent::Stays
    }

    fn run(&self) -> DialogEvent {
        let entry = self.found.get(self.here).and_then(|place| self.entries.get(*place));
        match entry {
            Some(entry) if entry.off.is_none() => DialogEvent::Run(entry.clone()),
            _ => DialogEvent::Stays,
        }
    }
}
