//! A list as it is shown, as a file: its columns and rows, numbers as numbers, and the notice where it must stand.

use super::document::{Format, Sheet, Value, cell, safe};
use crate::domain::text::purge;
use crate::error::{Error, Kind, Result};
use rust_xlsxwriter::{Format as Look, FormatAlign, Workbook, XlsxError};
use serde_json::{Map, Value as Json, json};
use std::path::Path;

/// The greatest width of a column of a workbook, in characters.
const WIDEST: usize = 60;

/// A list on its way into a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// Its rows; the caption is its title.
    pub sheet: Sheet,
    /// The notice that goes with Part 2 content, where there is any.
    pub notice: Option<String>,
}

/// The endings of files that a list can be written to.
pub const ENDINGS: &str = ".xlsx, .csv or .json";

/// The format that the ending of a file's name asks for.
///
/// # Errors
/// [`Kind::Invalid`] for any other than [`ENDINGS`].
pub fn format_of(path: &Path) -> Result<Format> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("xlsx") => Ok(Format::Xlsx),
        Some("csv") => Ok(Format::Csv),
        Some("json") => Ok(Format::Json),
        _ => Err(Error::new(Kind::Invalid, "the name says no kind of file that a list can be written to")
            .hint(format!("end it in {ENDINGS}"))),
    }
}

impl List {
    /// The list as the bytes of a file.
    ///
    /// # Errors
    /// The format is none of a list's, or its library refuses.
    pub fn render(&self, format: Format) -> Result<Vec<u8>> {
        match format {
            Format::Csv => self.csv(),
            Format::Xlsx => self.xlsx().map_err(failed),
            Format::Json => self.json(),
            _ => Err(Error::new(Kind::Usage, format!("a list is not written as {format}"))
                .hint("there are csv, xlsx and json")),
        }
    }

    fn csv(&self) -> Result<Vec<u8>> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        writer.write_record(self.sheet.columns.iter().map(|name| safe(name))).map_err(failed)?;
        for row in &self.sheet.rows {
            let cells = row.iter().map(|value| match value {
                Value::Text(text) => safe(text),
                Value::Number(..) => value.show(),
                Value::Nothing => String::new(),
            });
            writer.write_record(cells).map_err(failed)?;
        }
        if let Some(notice) = &self.notice {
            writer.write_record([safe(notice)]).map_err(failed)?;
        }
        writer.into_inner().map_err(failed)
    }

    fn xlsx(&self) -> std::result::Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        let head = Look::new().set_bold().set_align(FormatAlign::Left);
        let mut widths: Vec<usize> = Vec::new();
        for (column, name) in (0..).zip(&self.sheet.columns) {
            page.write_string_with_format(0, column, safe(name), &head)?;
            widths.push(name.chars().count());
        }
        for (line, row) in (1..).zip(&self.sheet.rows) {
            for ((column, value), width) in (0..).zip(row).zip(&mut widths) {
                *width = (*width).max(value.show().chars().count());
                match value {
                    Value::Text(text) => page.write_string(line, column, cell(text))?,
                    Value::Number(number, _) => page.write_number(line, column, *number)?,
                    Value::Nothing => page,
                };
            }
        }
        for (column, width) in (0..).zip(widths) {
            page.set_column_width(column, width.min(WIDEST) as f64 + 2.0)?;
        }
        page.set_freeze_panes(1, 0)?;
        if let Some(notice) = &self.notice {
            let under = u32::try_from(self.sheet.rows.len()).unwrap_or(u32::MAX).saturating_add(2);
            page.write_string(under, 0, notice)?;
        }
        book.save_to_buffer()
    }

    fn json(&self) -> Result<Vec<u8>> {
        let rows: Vec<Json> = self
            .sheet
            .rows
            .iter()
            .map(|row| {
                let fields = self.sheet.columns.iter().cloned().zip(row.iter().map(|value| json!(value)));
                Json::Object(fields.collect::<Map<_, _>>())
            })
            .collect();
        let all = json!({ "list": self.sheet.caption, "columns": self.sheet.columns, "rows": rows, "notice": self.notice });
        Ok(format!("{}\n", purge(&format!("{all:#}"))).into_bytes())
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::new(Kind::Io, format!("the list could not be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    fn list() -> List {
        let mut sheet = Sheet::new("Actions", &["What", "Days"]);
        for text in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "plain", "a, \"b\""] {
            sheet.rows.push(vec![text.into(), Value::count(12)]);
        }
        sheet.rows.push(vec![Value::Nothing, Value::Number(0.75, 2)]);
        List { sheet, notice: Some("42 CFR part 2".into()) }
    }

    #[test]
    fn no_spreadsheet_takes_a_text_for_a_formula() {
        let bytes = list().render(Format::Csv).unwrap();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(std::result::Result::unwrap).collect();
        assert_eq!(rows.len(), 10);
        for row in rows.iter().take(6) {
            assert!(row.get(0).unwrap().starts_with('\''), "{row:?}");
        }
        assert_eq!(rows.get(7).unwrap().get(0), Some("a, \"b\""));
        assert_eq!(rows.get(8).unwrap().iter().collect::<Vec<_>>(), ["", "0.75"]);
        assert_eq!(rows.get(9).unwrap().get(0), Some("42 CFR part 2"));
    }

    #[test]
    fn a_workbook_holds_numbers_as_numbers_and_no_formula() {
        let bytes = list().render(Format::Xlsx).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let name = book.sheet_names().first().unwrap().clone();
        let range = book.worksheet_range(&name).unwrap();
        assert_eq!(range.get_value((0, 1)), Some(&Data::String("Days".into())));
        assert_eq!(range.get_value((1, 0)), Some(&Data::String("'=1+1".into())));
        assert_eq!(range.get_value((1, 1)), Some(&Data::Float(12.0)));
        assert_eq!(range.get_value((9, 1)), Some(&Data::Float(0.75)));
        assert_eq!(book.worksheet_formula(&name).unwrap().used_cells().count(), 0);
    }

    #[test]
    fn json_names_every_value_by_its_column() {
        let bytes = list().render(Format::Json).unwrap();
        let all: Json = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(all["rows"][0]["Days"], json!(12));
        assert_eq!(all["rows"][8]["What"], Json::Null);
        assert_eq!(all["notice"], json!("42 CFR part 2"));
    }

    #[test]
    fn the_ending_says_the_format() {
        assert_eq!(format_of(Path::new("a/b.XLSX")).unwrap(), Format::Xlsx);
        assert!(format_of(Path::new("a/b.doc")).is_err() && format_of(Path::new("csv")).is_err());
    }
}
