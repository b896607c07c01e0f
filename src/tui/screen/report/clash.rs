//! Two people of one team wrote in one place: both versions are shown whole, and a person chooses.

use super::Report;
use super::words::Words;
use crate::domain::merge::{Stands, both, three_way};
use crate::store::view::report::ReportChange;
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::mark::Mark;
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::Cell;

/// From so many columns on the two versions stand side by side.
const BESIDE: u16 = 96;

/// What somebody else of the team saved while these words were typed.
pub(super) struct Clash {
    theirs: String,
    version: i64,
    /// The first line that is shown.
    top: Cell<usize>,
}

/// What stays.
#[derive(Clone, Copy)]
enum Choice {
    Both,
    Mine,
    Theirs,
}

impl Report {
    /// Looks at what was saved meanwhile: what only one of the two changed needs no question.
    pub(super) fn compare(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some((page, words)) = self.page.as_ref().zip(self.words.as_mut()) else { return Vec::new() };
        if !std::mem::take(&mut words.refused) {
            return Vec::new();
        }
        let (theirs, version) = page.text(ctx.viewer.side, words.heading);
        match three_way(words.saved.trim(), words.editor.text().trim(), theirs.trim()) {
            Stands::Same => self.drop_words("The same words were saved here meanwhile", ctx),
            Stands::Mine => {
                words.version = version;
                self.save_words(ctx)
            }
            Stands::Theirs | Stands::Clash => {
                words.clash = Some(Clash { theirs: theirs.to_owned(), version, top: Cell::new(0) });
                Vec::new()
            }
        }
    }

    /// Takes a key while it is asked which of two versions stays.
    pub(super) fn settle(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(clash) = self.words.as_ref().and_then(|words| words.clash.as_ref()) else {
            return Vec::new();
        };
        let choice = match input.code() {
            Some(KeyCode::Char('b') | KeyCode::Enter) => Choice::Both,
            Some(KeyCode::Char('m')) => Choice::Mine,
            Some(KeyCode::Char('t')) => Choice::Theirs,
            Some(KeyCode::Down) => {
                clash.top.set(clash.top.get() + 1);
                return Vec::new();
            }
            Some(KeyCode::Up) => {
                clash.top.set(clash.top.get().saturating_sub(1));
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        self.choose(choice, ctx)
    }

    fn choose(&mut self, choice: Choice, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(words) = self.words.as_mut() else { return Vec::new() };
        let Some(clash) = words.clash.take() else { return Vec::new() };
        match choice {
            Choice::Theirs => return self.drop_words("Their words stand", ctx),
            Choice::Both => words.editor.set(&both(&clash.theirs, &words.editor.text())),
            Choice::Mine => {}
        }
        words.saved = clash.theirs;
        words.version = clash.version;
        self.save_words(ctx)
    }

    /// Leaves the words without saving them: their draft goes, too.
    fn drop_words(&mut self, said: &str, ctx: &Ctx<'_>) -> Vec<Do> {
        let (site, month) = (self.site, self.month(ctx));
        let forgotten = self.words.take().map(|words| words.forget(site, month));
        forgotten.into_iter().chain([Do::Toast(Mark::Done, said.to_owned())]).collect()
    }

    /// Sends the words over the version they were written on.
    pub(super) fn save_words(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(words) = &self.words else { return Vec::new() };
        let (heading, body, version) = (words.heading, words.editor.text(), words.version);
        self.saving = true;
        self.change(ReportChange::Text { heading, body, version }, ctx)
    }
}

/// What can be answered.
pub(super) fn commands() -> Vec<Command> {
    vec![
        Command::key(KeyCode::Char('b'), "Keep both"),
        Command::key(KeyCode::Char('m'), "Mine"),
        Command::key(KeyCode::Char('t'), "Theirs"),
        Command::key(KeyCode::Down, "Read on"),
        Command::key(KeyCode::Esc, "Later, kept as a draft"),
    ]
}

/// Draws both versions: side by side where there is room, otherwise theirs above mine.
pub(super) fn draw(words: &Words, clash: &Clash, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
    let said = format!("{}: while you were typing, other words were saved here meanwhile.", words.heading);
    paint::text(frame.buffer_mut(), area, 1, 0, &Mark::Due.with(&said), ctx.theme.due);
    paint::text(
        frame.buffer_mut(),
        area,
        1,
        1,
        "Which shall stand? b both · m mine · t theirs",
        ctx.theme.strong,
    );
    let body = paint::below(area, 3);
    let (theirs, mine) = if area.width >= BESIDE {
        let half = body.width / 2;
        (Rect { width: half, ..body }, Rect { x: body.x + half, width: body.width - half, ..body })
    } else {
        let half = body.height / 2;
        (Rect { height: half, ..body }, paint::below(body, half))
    };
    let mine_text = words.editor.text();
    let versions = [("Theirs", clash.theirs.as_str(), theirs), ("Mine", mine_text.as_str(), mine)];
    let lines =
        versions.map(|(_, text, area)| wrap::wrap(text, usize::from(area.width.saturating_sub(4)).max(1)));
    // What is scrolled to is in sight in the longer of the two.
    let rows = usize::from(theirs.height.min(mine.height).saturating_sub(1)).max(1);
    let most = lines.iter().map(Vec::len).max().unwrap_or(0).saturating_sub(rows);
    clash.top.set(clash.top.get().min(most));
    for ((title, _, area), lines) in versions.into_iter().zip(&lines) {
        paint::text(frame.buffer_mut(), area, 1, 0, title, ctx.theme.accent);
        for (row, line) in (1..area.height).zip(lines.iter().skip(clash.top.get())) {
            paint::text(frame.buffer_mut(), area, 3, row, line, ctx.theme.text);
        }
        if clash.top.get() + rows < lines.len() {
            paint::right(frame.buffer_mut(), area, 1, area.height.saturating_sub(1), "▾", ctx.theme.dim);
        }
    }
}
