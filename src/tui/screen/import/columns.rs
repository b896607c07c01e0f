//! How the columns of a file are read, with samples; each can be read as something else.

use crate::domain::Word;
use crate::domain::text::clean_line;
use crate::import::{How, Look, Map, Preview};
use crate::tui::dialog::{Dialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::screen::Ctx;
use crate::tui::theme::Look as Style;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The columns of the file in hand.
pub(super) struct Columns {
    pub preview: Option<Preview>,
    table: Table<usize>,
    asked: usize,
}

impl Default for Columns {
    fn default() -> Self {
        let columns = vec![
            Column::new("Column").width(10, 28),
            Column::new("Read as").width(20, 40),
            Column::new("Looks like").width(8, 16).priority(1),
            Column::new("Samples").width(16, 60),
        ];
        Self { preview: None, table: Table::new(columns, "This file has no columns."), asked: 0 }
    }
}

impl Columns {
    pub(super) fn set(&mut self, preview: Preview) {
        let row = |(at, column): (usize, &crate::import::ColumnPreview)| {
            let read = match (&column.field, column.how) {
                (Some(_), Some(How::Look)) => Cell::look(column.read_as(), Style::Due),
                (Some(_), _) => Cell::look(column.read_as(), Style::Strong),
                (None, _) if column.used.is_some() => Cell::new(column.read_as()),
                (None, _) => Cell::dim(column.read_as()),
            };
            let look = if column.look == Look::Text { "" } else { column.look.label() };
            let samples = Cell::new(column.samples.join(" · ")).private();
            Row::new(at, vec![Cell::new(column.column.clone()), read, Cell::dim(look), samples])
        };
        self.table.set(preview.columns.iter().enumerate().map(row).collect());
        self.preview = Some(preview);
    }

    /// Takes an input; gives the column that is to be read as something else.
    pub(super) fn update(&mut self, input: &Input) -> Option<usize> {
        match self.table.update(input) {
            TableEvent::Open(column) => Some(column),
            _ => None,
        }
    }

    /// The fields that a column may be.
    pub(super) fn menu(&mut self, tag: &'static str, column: usize) -> Dialog {
        self.asked = column;
        let mut items = vec![MenuItem::new("– not read")];
        let (mut title, mut here) = (String::new(), 0);
        if let Some(preview) = &self.preview {
            title = preview
                .columns
                .get(column)
                .map_or_else(String::new, |column| format!("Read \"{}\" as", clean_line(&column.column)));
            let field = preview.columns.get(column).and_then(|column| column.field.as_ref());
            here = preview.fields.iter().position(|one| Some(one) == field).map_or(0, |place| place + 1);
            items.extend(preview.fields.iter().map(|field| {
                let holder = preview.columns.iter().find(|column| column.field.as_ref() == Some(field));
                let detail = holder.map_or_else(String::new, |holder| format!("now \"{}\"", holder.column));
                MenuItem::new(words(field)).detail(detail)
            }));
        }
        Dialog::Menu(Menu::new(tag, title, items).at(here))
    }

    /// Reads the column that was asked about as another field.
    pub(super) fn choose(&self, map: &mut Map, at: usize) {
        let Some(preview) = &self.preview else { return };
        let Some(column) = preview.columns.get(self.asked) else { return };
        let field = at.checked_sub(1).and_then(|at| preview.fields.get(at)).map(String::as_str);
        map.set(&column.column, field);
    }

    pub(super) fn is_typing(&self) -> bool {
        self.table.is_typing()
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(preview) = &self.preview else { return };
        let sheet =
            preview.sheet.as_ref().map_or_else(String::new, |sheet| format!(", {}", clean_line(sheet)));
        let head = format!("The rows are read as {}{sheet}.", preview.kind.label());
        paint::text(frame.buffer_mut(), area, 1, 0, &head, ctx.theme.text);
        let room = usize::from(area.width.saturating_sub(2)).max(1);
        let notes: Vec<String> =
            preview.notes.iter().flat_map(|note| wrap::wrap(note, room)).take(4).collect();
        for (row, note) in (1u16..).zip(&notes) {
            paint::text(frame.buffer_mut(), area, 1, row, note, ctx.theme.dim);
        }
        let rows = u16::try_from(notes.len()).unwrap_or(0) + 2;
        self.table.view(frame, paint::below(area, rows), ctx.theme, ctx.focused);
    }
}

/// A field as words: `case_number` is `case number`.
fn words(field: &str) -> String {
    field.replace('_', " ")
}
