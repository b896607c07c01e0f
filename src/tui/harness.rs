//! For tests: real keys on the real program over a real store, without a terminal or a thread.
//!
//! ```ignore
//! let mut flow = Flow::start(start, Some(store), 80, 24);
//! flow.keys("Down Enter text:open_sesame Enter");
//! assert!(flow.screen().contains("Needs you"));
//! flow.wait(301);
//! assert!(flow.screen().contains("locked"));
//! ```

use super::app::{App, Start};
use super::dialog::Dialog;
use super::keymap::Chord;
use super::msg::{Effect, Msg, RequestId};
use super::screen::Target;
use super::work::Task;
use crate::store::Store;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Size};
use std::cell::OnceCell;
use std::time::Duration;

/// The program with a store under it, driven by a test.
pub struct Flow {
    app: App,
    store: Option<Store>,
    size: Size,
    uptime: Duration,
    left: bool,
    copied: Vec<String>,
    unknown: Vec<String>,
    /// Long work that waits for [`Flow::release`]; `None` where it is done at once.
    held: Option<Vec<(RequestId, Task)>>,
    /// What is on screen since something happened last, drawn when it is looked at first.
    drawn: OnceCell<Buffer>,
}

impl Flow {
    /// Starts the program on a screen of a size; everything it asks at its start is answered.
    pub fn start(start: Start, store: Option<Store>, width: u16, height: u16) -> Self {
        let size = Size { width, height };
        let (app, effects) = App::new(start, size);
        let mut flow = Self {
            app,
            store,
            size,
            uptime: Duration::ZERO,
            left: false,
            copied: Vec::new(),
            unknown: Vec::new(),
            held: None,
            drawn: OnceCell::new(),
        };
        flow.perform(effects);
        flow
    }

    /// Presses keys: names as in `keys.toml` between blanks (`Down`, `F2`, `ctrl-p`, `e`), and `text:some_words`,
    /// in which `_` is a blank. What is no key stands on the screen afterwards, so that the test shows it.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for word in keys.split_whitespace() {
            match (word.strip_prefix("text:"), Chord::read(word)) {
                (Some(text), _) => drop(self.text(&text.replace('_', " "))),
                (None, Ok(chord)) => self.press(chord),
                (None, Err(_)) => self.unknown.push(word.to_owned()),
            }
        }
        self
    }

    /// Types a text, each character as a key.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.press(Chord::plain(if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) }));
        }
        self
    }

    fn press(&mut self, chord: Chord) {
        let modifiers = if chord.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
        self.send(Msg::Key(KeyEvent::new(chord.code, modifiers)));
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Msg::Paste(text.to_owned()));
        self
    }

    /// Clicks on a cell, counted from 0.
    pub fn click(&mut self, x: u16, y: u16) -> &mut Self {
        // What can be clicked is where it was drawn.
        self.draw();
        self.mouse(MouseEventKind::Down(MouseButton::Left), x, y);
        self
    }

    /// Clicks on the first place where a text stands; nothing where it does not.
    pub fn click_on(&mut self, text: &str) -> &mut Self {
        if let Some(at) = self.find(text) {
            self.click(at.x, at.y);
        }
        self
    }

    /// Turns the wheel over a cell.
    pub fn wheel(&mut self, x: u16, y: u16, down: bool) -> &mut Self {
        self.draw();
        self.mouse(if down { MouseEventKind::ScrollDown } else { MouseEventKind::ScrollUp }, x, y);
        self
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        self.send(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    }

    /// Makes the screen another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = Size { width, height };
        self.send(Msg::Resize(self.size));
        self
    }

    /// Lets seconds pass without a key; deadlines are met as they come.
    pub fn wait(&mut self, seconds: u64) -> &mut Self {
        let end = self.uptime + Duration::from_secs(seconds);
        while let Some(deadline) = self.app.deadline().filter(|deadline| *deadline <= end) {
            self.uptime = deadline.max(self.uptime);
            self.send(Msg::Clock);
        }
        self.uptime = end;
        self.app.set_uptime(end);
        self.drawn.take();
        self
    }

    /// Opens a page as a row that leads there would.
    pub fn open(&mut self, target: Target) -> &mut Self {
        self.app.set_uptime(self.uptime);
        let effects = self.app.go(target);
        self.drawn.take();
        self.perform(effects);
        self
    }

    /// Tells the program that somebody else changed the file.
    pub fn changed(&mut self) -> &mut Self {
        let news = self.store.as_mut().and_then(Store::others_news).unwrap_or_default();
        self.send(Msg::Changed(news));
        self
    }

    /// Looks as the program does every second: what others saved comes in, where they saved anything.
    pub fn look(&mut self) -> &mut Self {
        if let Some(news) = self.store.as_mut().and_then(Store::others_news) {
            self.send(Msg::Changed(news));
        }
        self
    }

    /// Sends any message and answers everything the program asks.
    pub fn send(&mut self, msg: Msg) {
        self.app.set_uptime(self.uptime);
        let effects = self.app.update(msg);
        self.drawn.take();
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Quit => self.left = true,
                Effect::Copy(text) => self.copied.push(text),
                Effect::Work(id, task) => match &mut self.held {
                    Some(held) => held.push((id, task)),
                    None => self.work(id, task),
                },
                Effect::Store(id, request) => {
                    if let Some(store) = &mut self.store {
                        let reply = store.handle(request);
                        self.send(Msg::Store(id, Box::new(reply)));
                    }
                }
            }
        }
    }

    fn work(&mut self, id: RequestId, task: Task) {
        let Some(store) = &self.store else { return };
        let done = store.beside().and_then(|mut beside| task.run(&mut beside));
        self.send(Msg::Worked(id, Box::new(done)));
    }

    /// Holds long work from here on, so that a test sees the screen while it runs.
    pub fn hold(&mut self) -> &mut Self {
        self.held.get_or_insert_default();
        self
    }

    /// Lets the work that was held be done, and holds no more.
    pub fn release(&mut self) -> &mut Self {
        for (id, task) in self.held.take().unwrap_or_default() {
            self.work(id, task);
        }
        self
    }

    fn draw(&self) -> &Buffer {
        self.drawn.get_or_init(|| {
            // The backend for tests cannot fail.
            let Ok(mut terminal) = Terminal::new(TestBackend::new(self.size.width, self.size.height));
            let _ = terminal.draw(|frame| self.app.view(frame));
            terminal.backend().buffer().clone()
        })
    }

    /// What is on screen, line by line, without blanks at the ends of lines.
    pub fn screen(&self) -> String {
        let buffer = self.draw();
        let line = |y| {
            let cells = (0..buffer.area.width).filter_map(|x| buffer.cell((x, y)));
            cells.map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned()
        };
        let mut lines: Vec<String> = (0..buffer.area.height).map(line).collect();
        lines.extend(self.unknown.iter().map(|word| format!("there is no key called {word}")));
        lines.join("\n")
    }

    /// The cells on screen with their styles.
    pub fn buffer(&self) -> Buffer {
        self.draw().clone()
    }

    /// Where a text stands on screen first.
    pub fn find(&self, text: &str) -> Option<Position> {
        let screen = self.screen();
        let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text))?;
        let before = line.split(text).next()?;
        let column = super::widget::paint::cells(before);
        Some(Position { x: column, y: u16::try_from(row).ok()? })
    }

    /// Whether a text is on screen.
    pub fn shows(&self, text: &str) -> bool {
        self.screen().contains(text)
    }

    /// The dialog that floats over the screen.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.app.dialog()
    }

    /// Whether the program was left.
    pub fn has_left(&self) -> bool {
        self.left
    }

    /// What was put on the clipboard.
    pub fn copied(&self) -> &[String] {
        &self.copied
    }

    /// The store, for looking at rows.
    pub fn store(&mut self) -> Option<&mut Store> {
        self.store.as_mut()
    }

    /// Ends the program without a farewell, as `kill -9` does, and gives the store.
    pub fn kill(self) -> Option<Store> {
        self.store
    }
}
