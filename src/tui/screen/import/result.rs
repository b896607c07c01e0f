//! What a try or an import came to: the figures, the names that are to be resolved, the rows that were refused.

use crate::domain::text::clean_line;
use crate::import::{Outcome, Unknown};
use crate::tui::command::Command;
use crate::tui::dialog::{Confirm, Dialog};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::screen::Ctx;
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A name to be resolved, by its place.
    Name(usize),
    /// A refused row, by the places of its file and of itself.
    Refused(usize, usize),
}

/// The outcome in sight.
pub(super) struct Shown {
    pub outcome: Option<Outcome>,
    /// The name that is being asked about.
    pub asked: Option<usize>,
    table: Table<Line>,
}

impl Default for Shown {
    fn default() -> Self {
        let columns = vec![Column::new("Row").width(8, 24), Column::new("Why it is refused").width(30, 200)];
        let table = Table::new(columns, "No row is refused.");
        Self { outcome: None, asked: None, table }
    }
}

impl Shown {
    pub(super) fn set(&mut self, outcome: Outcome) {
        let mut rows = Vec::new();
        if !outcome.names.is_empty() {
            let more = match outcome.more_names {
                0 => String::new(),
                more => format!(": the most frequent, and {more} more after these"),
            };
            rows.push(Row::heading(format!("Names that mean nothing here, or several{more}")));
        }
        for (at, name) in outcome.names.iter().enumerate() {
            let cells = vec![Cell::look(name.shown(), Look::Due).private(), Cell::new(name.why())];
            rows.push(Row::new(Line::Name(at), cells));
        }
        if outcome.refused() > 0 {
            rows.push(Row::heading("Rows that are refused"));
        }
        for (at, file) in outcome.files.iter().enumerate() {
            for (first, more) in file.reasons() {
                for (place, row) in first.iter().filter_map(|place| Some((*place, file.refused.get(*place)?)))
                {
                    let line = Cell::dim(format!("{} {}", file.unit, row.line));
                    rows.push(Row::new(
                        Line::Refused(at, place),
                        vec![line, Cell::new(row.reason.clone()).private()],
                    ));
                }
                if more > 0 {
                    rows.push(Row::heading(format!("  and {} like these", file.more(more))));
                }
            }
        }
        self.table.set(rows);
        self.outcome = Some(outcome);
    }

    pub(super) fn name(&self, at: usize) -> Option<&Unknown> {
        self.outcome.as_ref().and_then(|outcome| outcome.names.get(at))
    }

    /// A refused row, whole.
    pub(super) fn explain(&self, file: usize, place: usize) -> Option<Dialog> {
        let file = self.outcome.as_ref()?.files.get(file)?;
        let row = file.refused.get(place)?;
        let title = format!("{}, {} {}", file.title(), file.unit, row.line);
        let cells = clean_line(&row.cells.join(" | "));
        Some(Dialog::Confirm(Confirm::message(title, format!("{}.\n\n{cells}", row.reason))))
    }

    pub(super) fn refused(&self) -> usize {
        self.outcome.as_ref().map_or(0, Outcome::refused)
    }

    /// Whether it was brought in, and was not only a try.
    pub(super) fn is_done(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| !outcome.dry_run)
    }

    /// Whether it was a try that would change something.
    pub(super) fn can_be_brought(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| outcome.dry_run && outcome.changes_something())
    }

    pub(super) fn update(&mut self, input: &Input) -> Option<Line> {
        match self.table.update(input) {
            TableEvent::Open(line) => Some(line),
            _ => None,
        }
    }

    pub(super) fn is_typing(&self) -> bool {
        self.table.is_typing()
    }

    pub(super) fn commands(&self) -> Vec<Command> {
        let mut commands = Vec::new();
        if !self.is_done() {
            let nothing = (!self.can_be_brought()).then_some("no row would change anything");
            commands.push(Command::new(Action::Save).label("Bring it in").off(nothing));
        }
        match self.table.selected() {
            Some(Line::Name(_)) if !self.is_done() => {
                commands.push(Command::new(Action::Open).label("What is it?"));
            }
            Some(Line::Refused(..)) => commands.push(Command::new(Action::Open).label("See the row")),
            _ => {}
        }
        let none = (self.refused() == 0).then_some("no row is refused");
        commands.push(Command::new(Action::New).label("Refused rows into a file").off(none));
        commands.push(Command::key(KeyCode::Esc, if self.is_done() { "Leave" } else { "Columns" }));
        commands
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(outcome) = &self.outcome else { return };
        let buf = frame.buffer_mut();
        let mut row = 0;
        for file in &outcome.files {
            let said = format!(
                "{} added   {} changed   {} left as they are   {} refused",
                file.added,
                file.changed,
                file.left_alone,
                file.refused.len()
            );
            let mark = if outcome.dry_run { Mark::Open } else { Mark::Done };
            paint::text(buf, area, 1, row, &mark.with(&said), ctx.theme.strong);
            row += 1;
            let room = usize::from(area.width.saturating_sub(2)).max(1);
            for note in file.notes.iter().flat_map(|note| wrap::wrap(&clean_line(note), room)).take(4) {
                paint::text(buf, area, 1, row, &note, ctx.theme.dim);
                row += 1;
            }
        }
        let said =
            if outcome.dry_run { "This was a try: nothing is written yet." } else { "It is in the file." };
        paint::text(buf, area, 1, row, said, ctx.theme.text);
        self.table.view(frame, paint::below(area, row + 2), ctx.theme, ctx.focused);
    }
}
