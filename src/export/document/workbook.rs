//! A document as an Excel workbook: one sheet for each chapter, numbers as numbers.

use super::values::cell;
use super::{Block, Document, Sheet, Value};
use crate::domain::text::purge;
use crate::error::{Error, Kind, Result};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::collections::HashSet;

struct Page<'w> {
    sheet: &'w mut Worksheet,
    row: u32,
    widths: Vec<usize>,
}

/// The document as the bytes of an `.xlsx`.
pub(super) fn render(document: &Document) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    write(document, &mut book)
        .and_then(|()| book.save_to_buffer())
        .map_err(|error| Error::new(Kind::Io, format!("the workbook could not be written: {error}")))
}

fn write(document: &Document, book: &mut Workbook) -> std::result::Result<(), XlsxError> {
    let mut names = HashSet::new();
    let mut page = begin(book, &document.title, &mut names)?;
    page.title(&document.title)?;
    page.line(&document.subtitle)?;
    if let Some(notice) = &document.notice {
        for line in std::iter::once(&notice.text).chain(&notice.scope) {
            page.line(line)?;
        }
    }
    for (name, value) in &document.facts {
        page.pair(name, value)?;
    }
    for block in &document.blocks {
        if let Block::Heading { level: 1, text } = block {
            page.finish()?;
            page = begin(book, text, &mut names)?;
        }
        page.block(block)?;
        if let (Block::Heading { level: 1, .. }, Some(notice)) = (block, &document.notice) {
            page.line(&notice.text)?;
        }
    }
    page.finish()
}

fn begin<'w>(
    book: &'w mut Workbook,
    name: &str,
    names: &mut HashSet<String>,
) -> std::result::Result<Page<'w>, XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(name, names))?;
    Ok(Page { sheet, row: 0, widths: Vec::new() })
}

/// A name that Excel takes: 31 characters, none of `[]:*?/\`, no apostrophe at the ends, used once.
fn sheet_name(name: &str, names: &mut HashSet<String>) -> String {
    let clean: String = purge(name).chars().filter(|c| !"[]:*?/\\".contains(*c)).take(26).collect();
    let clean = clean.trim().trim_matches('\'');
    let clean = if clean.is_empty() { "Sheet" } else { clean };
    let mut found = clean.to_owned();
    for number in 2.. {
        if names.insert(found.to_lowercase()) {
            break;
        }
        found = format!("{clean} {number}");
    }
    found
}

impl Page<'_> {
    fn put(&mut self, column: u16, value: &Value, format: &Format) -> std::result::Result<(), XlsxError> {
        let place = usize::from(column);
        if self.widths.len() <= place {
            self.widths.resize(place + 1, 8);
        }
        let shown = value.show().lines().map(|line| line.chars().count()).max().unwrap_or(0);
        if let Some(width) = self.widths.get_mut(place) {
            *width = (*width).max(shown.min(60));
        }
        match value {
            Value::Number(number, 0) => {
                self.sheet.write_number_with_format(self.row, column, *number, format)?
            }
            Value::Number(number, decimals) => {
                let format =
                    format.clone().set_num_format(format!("0.{}", "0".repeat(usize::from(*decimals))));
                self.sheet.write_number_with_format(self.row, column, *number, &format)?
            }
            Value::Text(text) => self.sheet.write_string_with_format(self.row, column, cell(text), format)?,
            Value::Nothing => self.sheet.write_blank(self.row, column, format)?,
        };
        Ok(())
    }

    fn title(&mut self, text: &str) -> std::result::Result<(), XlsxError> {
        let format = Format::new().set_bold().set_font_size(14);
        self.sheet.write_string_with_format(self.row, 0, cell(text), &format)?;
        self.row += 1;
        Ok(())
    }

    fn line(&mut self, text: &str) -> std::result::Result<(), XlsxError> {
        if !text.is_empty() {
            self.sheet.write_string(self.row, 0, cell(text))?;
            self.row += 1;
        }
        Ok(())
    }

    fn pair(&mut self, name: &str, value: &str) -> std::result::Result<(), XlsxError> {
        self.put(0, &name.into(), &Format::new().set_bold())?;
        self.put(1, &value.into(), &Format::new())?;
        self.row += 1;
        Ok(())
    }

    fn block(&mut self, block: &Block) -> std::result::Result<(), XlsxError> {
        match block {
            Block::Heading { level: 1, text } => self.title(text),
            Block::Heading { text, .. } => {
                self.row += 1;
                self.sheet.write_string_with_format(self.row, 0, cell(text), &Format::new().set_bold())?;
                self.row += 1;
                Ok(())
            }
            Block::Paragraph(text) => self.line(text),
            Block::Said { who, text } => self.pair(who, text),
            Block::List(lines) => lines.iter().try_for_each(|line| self.line(line)),
            Block::Table(sheet) => self.table(sheet),
            Block::Chart(chart) => self.table(&chart.sheet()),
        }
    }

    fn table(&mut self, sheet: &Sheet) -> std::result::Result<(), XlsxError> {
        self.row += 1;
        self.line(&sheet.caption)?;
        let bold = Format::new().set_bold();
        for (column, name) in (0..).zip(&sheet.columns) {
            let number = sheet.is_number(usize::from(column));
            let format = if number { bold.clone().set_align(FormatAlign::Right) } else { bold.clone() };
            self.put(column, &name.as_str().into(), &format)?;
        }
        self.row += 1;
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        for row in &sheet.rows {
            for (column, value) in (0..).zip(row) {
                self.put(column, value, &wrapped)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    fn finish(&mut self) -> std::result::Result<(), XlsxError> {
        for (column, width) in (0..).zip(&self.widths) {
            self.sheet.set_column_width(column, *width as f64 + 2.0)?;
        }
        Ok(())
    }
}
