//! What is put into a file or printed: one model, many renderers.
//!
//! ```text
//!   a meeting's note ─┐                 ┌─▶ markdown   for a wiki, a mail
//!   a month's report ─┼─▶  Document  ───┼─▶ html       one file, prints well, charts as SVG
//!   an agenda        ─┘                 ├─▶ docx       real headings, tables, styles: agencies edit it
//!                                       ├─▶ pdf        tagged, PDF/UA-1; with the feature `pdf` alone
//!                                       ├─▶ workbook   one sheet a heading, numbers as numbers
//!                                       ├─▶ values     every table as CSV
//!                                       ├─▶ json       the model itself
//!                                       └─▶ text       the terminal, a printer
//! ```
//!
//! Everything in a document has passed the gate of the store: a renderer never decides what may be seen.

mod docx;
mod html;
mod json;
mod markdown;
#[cfg(feature = "pdf")]
mod pdf;
mod svg;
mod text;
mod values;
mod workbook;

pub(crate) use values::{cell, safe};

use crate::domain::Word;
use crate::domain::text::purge;
use crate::error::{Error, Kind, Result};
use crate::words;
use serde::Serialize;
use std::path::Path;

words! {
    /// A form in which a document can be written.
    Format {
        Text = "text" => "plain text",
        Markdown = "md" => "Markdown",
        Html = "html" => "web page",
        Docx = "docx" => "Word document",
        Pdf = "pdf" => "PDF",
        Xlsx = "xlsx" => "Excel workbook",
        Csv = "csv" => "CSV",
        Json = "json" => "JSON",
    }
}

/// Whether this program was built to write PDF.
pub const PDF: bool = cfg!(feature = "pdf");

/// The endings of files that a note, an agenda or an accounting can be written to.
pub const ENDINGS: &str =
    if PDF { ".docx, .pdf, .html, .md, .txt or .json" } else { ".docx, .html, .md, .txt or .json" };

/// The endings of files that a report can be written to.
pub const REPORT_ENDINGS: &str =
    if PDF { ".docx .pdf .html .md .xlsx .csv .json .txt" } else { ".docx .html .md .xlsx .csv .json .txt" };

impl Format {
    /// The format, where this program can write it.
    ///
    /// # Errors
    /// It is PDF, and the program was built without it.
    pub fn writable(self) -> Result<Self> {
        if self == Self::Pdf && !PDF { Err(no_pdf()) } else { Ok(self) }
    }

    /// The format, where it can be written and, without a path, printed; `proposed` is the name of a file without its
    /// ending.
    ///
    /// # Errors
    /// It is no text and is to be printed, or this program cannot write it.
    pub fn to(self, path: Option<&Path>, proposed: &str) -> Result<Self> {
        self.writable()?;
        if path.is_none() && matches!(self, Self::Docx | Self::Pdf | Self::Xlsx) {
            return Err(Error::new(Kind::Usage, format!("a {self} cannot be printed"))
                .hint(format!("say where to with -o {proposed}.{}", self.word())));
        }
        Ok(self)
    }
}

/// That the program was built without PDF, and what to write instead.
fn no_pdf() -> Error {
    Error::new(Kind::Usage, "this ifr was built without PDF")
        .hint("write .docx or .html, which print well, or ask for an ifr with the feature pdf")
}

/// A document: a title, facts under it, then headings with what belongs to them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    /// `Co-Supervision, Lee + Brooks`.
    pub title: String,
    /// `Tue 24 Nov 2026, Peoria North`.
    pub subtitle: String,
    /// Name and value, one a line under the title.
    pub facts: Vec<(String, String)>,
    /// What must stand on every page, where something of Part 2 is shown.
    pub notice: Option<Notice>,
    /// The rest, in order.
    pub blocks: Vec<Block>,
}

/// What goes with every disclosure of Part 2 content.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notice {
    /// The short form of 42 CFR 2.32.
    pub text: String,
    /// The scope of each consent that covers what is shown.
    pub scope: Vec<String>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading of level 1 to 3.
    Heading {
        /// 1 is a chapter: a sheet of a workbook.
        level: u8,
        /// Its words.
        text: String,
    },
    /// A paragraph, its line ends kept.
    Paragraph(String),
    /// Somebody's own words.
    Said {
        /// Who wrote them, and to which prompt: `Child safety, Ortiz`.
        who: String,
        /// The words, or why they are withheld.
        text: String,
    },
    /// A list of sentences.
    List(Vec<String>),
    /// A table.
    Table(Sheet),
    /// A plot over months.
    Chart(Chart),
}

/// A table of a document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sheet {
    /// What the table shows, for the eye and the screen reader.
    pub caption: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// As many values a row as there are columns.
    pub rows: Vec<Vec<Value>>,
}

/// A value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number with so many decimals.
    Number(f64, u8),
    /// No data, which is not nought.
    Nothing,
}

/// A plot: lines over the same labels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chart {
    /// What it shows, with the unit.
    pub title: String,
    /// What stands under the axis: `Jun`, `Jul`.
    pub labels: Vec<String>,
    /// The lines.
    pub lines: Vec<ChartLine>,
}

/// A line of a plot.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChartLine {
    /// Its name.
    pub name: String,
    /// A value for each label; none where there is no data.
    pub points: Vec<Option<f64>>,
}

impl Value {
    /// A whole number.
    pub fn count(value: impl Into<i64>) -> Self {
        let value: i64 = value.into();
        // Counts of a programme are far below 2^53.
        Self::Number(value as f64, 0)
    }

    /// The value as people read it; no data is a dash.
    pub fn show(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(value, decimals) => format!("{value:.*}", usize::from(*decimals)),
            Self::Nothing => "–".to_owned(),
        }
    }

    /// Whether it belongs to the right of its column.
    pub fn is_number(&self) -> bool {
        !matches!(self, Self::Text(_))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(count: i64) -> Self {
        Self::count(count)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl Sheet {
    /// An empty table with its caption and columns.
    pub fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Self { caption: caption.into(), columns, rows: Vec::new() }
    }

    /// Whether a column holds numbers alone.
    fn is_number(&self, column: usize) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.get(column)).peekable();
        cells.peek().is_some() && cells.all(Value::is_number)
    }
}

impl Chart {
    /// The same as a table: what a reader who does not see the plot gets, and what edits.
    pub fn sheet(&self) -> Sheet {
        let names: Vec<&str> =
            std::iter::once("Month").chain(self.lines.iter().map(|line| line.name.as_str())).collect();
        let mut sheet = Sheet::new(self.title.clone(), &names);
        for (place, label) in self.labels.iter().enumerate() {
            let points = self.lines.iter().map(|line| {
                let point = line.points.get(place).copied().flatten();
                point.map_or(Value::Nothing, |point| Value::Number(point, u8::from(point.fract() != 0.0)))
            });
            sheet.rows.push(std::iter::once(Value::from(label.as_str())).chain(points).collect());
        }
        sheet
    }
}

impl Document {
    /// A document with its title and the line under it.
    pub fn new(title: impl Into<String>, subtitle: impl Into<String>) -> Self {
        Self { title: title.into(), subtitle: subtitle.into(), ..Self::default() }
    }

    /// Adds a fact under the title.
    pub fn fact(&mut self, name: &str, value: impl Into<String>) {
        self.facts.push((name.to_owned(), value.into()));
    }

    /// Adds a heading.
    pub fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading { level: level.clamp(1, 3), text: text.into() });
    }

    /// Adds a paragraph, where there is something to say.
    pub fn paragraph(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    /// Adds somebody's words.
    pub fn said(&mut self, who: impl Into<String>, text: impl Into<String>) {
        self.blocks.push(Block::Said { who: who.into(), text: text.into() });
    }

    /// Adds a list, where there is something in it.
    pub fn list(&mut self, lines: Vec<String>) {
        if !lines.is_empty() {
            self.blocks.push(Block::List(lines));
        }
    }

    /// Adds a table, where it has rows.
    pub fn table(&mut self, sheet: Sheet) {
        if !sheet.rows.is_empty() {
            self.blocks.push(Block::Table(sheet));
        }
    }

    /// The document in a format, as the bytes of a file.
    ///
    /// # Errors
    /// When the library of the format refuses; never for what the document says.
    pub fn render(&self, format: Format) -> Result<Vec<u8>> {
        let plain = |text: String| purge(&text).into_owned().into_bytes();
        Ok(match format {
            Format::Text => plain(text::render(self, 80)),
            Format::Markdown => plain(markdown::render(self)),
            Format::Html => plain(html::render(self)),
            Format::Docx => docx::render(self)?,
            #[cfg(feature = "pdf")]
            Format::Pdf => pdf::render(self)?,
            #[cfg(not(feature = "pdf"))]
            Format::Pdf => return Err(no_pdf()),
            Format::Xlsx => workbook::render(self)?,
            Format::Csv => values::render(self)?,
            Format::Json => json::render(self)?,
        })
    }

    /// The document as lines of so many cells, for the terminal.
    pub fn text(&self, cells: usize) -> String {
        text::render(self, cells)
    }
}

#[cfg(test)]
mod tests;
