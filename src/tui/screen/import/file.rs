//! Choosing the file: a path is typed and completed.

use crate::domain::text::clean_line;
use crate::tui::input::Input;
use crate::tui::screen::Ctx;
use crate::tui::widget::editor::{Edit, Editor};
use crate::tui::widget::paint;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::path::PathBuf;

/// How many entries of a folder are looked at.
const MOST: usize = 2000;
/// The ends of the names of files that can be read.
const READ: &[&str] = &["csv", "tsv", "txt", "xlsx", "xlsm", "db", "sqlite", "sqlite3"];

/// The path that is being typed, and what it may become.
pub(super) struct File {
    editor: Editor,
    found: Vec<String>,
    here: Option<usize>,
}

impl Default for File {
    fn default() -> Self {
        Self { editor: Editor::line(""), found: Vec::new(), here: None }
    }
}

/// A path as it was typed, with `~` as the person's own folder.
pub(super) fn expanded(text: &str) -> PathBuf {
    let text = text.trim();
    let home = directories::BaseDirs::new();
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.home_dir().join(rest),
        _ => PathBuf::from(text),
    }
}

impl File {
    /// Looks up what the path may become.
    pub(super) fn complete(&mut self) {
        let text = self.editor.text();
        let (folder, begun) = match text.rfind(['/', std::path::MAIN_SEPARATOR]) {
            Some(at) => text.split_at(at + 1),
            None => ("", text.as_str()),
        };
        let at = if folder.is_empty() { PathBuf::from(".") } else { expanded(folder) };
        let entries = std::fs::read_dir(at).into_iter().flatten().flatten().take(MOST);
        let mut found: Vec<String> = entries
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let is_folder = entry.path().is_dir();
                let fits = name.to_lowercase().starts_with(&begun.to_lowercase())
                    && (!name.starts_with('.') || begun.starts_with('.'))
                    && (is_folder || is_read(&name))
                    && clean_line(&name) == name;
                fits.then(|| format!("{folder}{name}{}", if is_folder { "/" } else { "" }))
            })
            .collect();
        found.sort_by_key(|path| (path.ends_with('/'), path.to_lowercase()));
        (self.found, self.here) = (found, None);
    }

    /// Takes a key; gives the path once it is chosen.
    pub(super) fn update(&mut self, input: &Input) -> Option<PathBuf> {
        let last = self.found.len().checked_sub(1);
        match input.code() {
            Some(KeyCode::Down) => {
                self.here = last.map(|last| self.here.map_or(0, |here| (here + 1).min(last)));
            }
            Some(KeyCode::Up) => self.here = self.here.and_then(|here| here.checked_sub(1)),
            Some(KeyCode::Tab) => {
                let at = self.here.unwrap_or(0);
                if let Some(path) = self.found.get(at).cloned() {
                    self.take(&path);
                }
            }
            Some(KeyCode::Enter) => return self.enter(),
            _ => {
                if self.editor.update(input) == Edit::Changed {
                    self.complete();
                }
            }
        }
        None
    }

    fn take(&mut self, path: &str) {
        self.editor.set(path);
        self.complete();
    }

    /// A folder is entered, a file is chosen.
    fn enter(&mut self) -> Option<PathBuf> {
        let chosen = self.here.and_then(|here| self.found.get(here)).cloned();
        let text = chosen.unwrap_or_else(|| self.editor.text());
        if text.trim().is_empty() {
            return None;
        }
        if text.ends_with('/') || expanded(&text).is_dir() {
            let slash = if text.ends_with('/') { "" } else { "/" };
            self.take(&format!("{text}{slash}"));
            return None;
        }
        self.editor.set(&text);
        Some(expanded(&text))
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        paint::text(frame.buffer_mut(), area, 1, 0, "File", ctx.theme.dim);
        let line = Rect { x: area.x + 7, y: area.y, width: area.width.saturating_sub(8), height: 1 };
        self.editor.view(frame, line, ctx.theme, ctx.focused);
        let list = paint::below(area, 2);
        let room = usize::from(list.height.saturating_sub(5));
        let top = self.here.map_or(0, |here| here.saturating_sub(room.saturating_sub(1)));
        for ((row, at), path) in (0u16..).zip(top..).zip(self.found.iter().skip(top).take(room)) {
            let style = if self.here == Some(at) { ctx.theme.selection } else { ctx.theme.text };
            paint::text(frame.buffer_mut(), list, 7, row, path, style);
        }
        let foot = paint::below(area, area.height.saturating_sub(3));
        for (row, text) in (0u16..).zip([
            "CSV and other text, Excel workbooks (.xlsx), SQLite databases.",
            "Nothing is written before you have seen what would change.",
        ]) {
            paint::text(frame.buffer_mut(), foot, 1, row, text, ctx.theme.dim);
        }
    }
}

fn is_read(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| READ.contains(&end.to_lowercase().as_str()))
}
