//! A document as CSV: its tables one after another, each row naming its heading and table; words are tables, too.

use super::{Block, Document, Sheet, Value};
use crate::domain::text::purge;
use crate::error::{Error, Kind, Result};

/// Columns: heading, table, then what the table has, under their names.
pub(super) fn render(document: &Document) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let mut heading = document.title.clone();
    let mut facts = Sheet::new("Facts", &["Fact", "Value"]);
    facts.rows.push(vec![Value::Nothing, document.subtitle.as_str().into()]);
    facts
        .rows
        .extend(document.facts.iter().map(|(name, value)| vec![name.as_str().into(), value.as_str().into()]));
    put(&mut writer, &heading, &facts)?;
    let mut words = Sheet::new("Words", &["Who", "Words"]);
    for block in &document.blocks {
        if matches!(block, Block::Heading { .. } | Block::Table(_) | Block::Chart(_))
            && !words.rows.is_empty()
        {
            put(&mut writer, &heading, &words)?;
            words.rows.clear();
        }
        let mut say = |who: &str, text: &str| words.rows.push(vec![who.into(), text.into()]);
        match block {
            Block::Heading { text, .. } => heading.clone_from(text),
            Block::Table(sheet) => put(&mut writer, &heading, sheet)?,
            Block::Chart(chart) => put(&mut writer, &heading, &chart.sheet())?,
            Block::Paragraph(text) => say("", text),
            Block::Said { who, text } => say(who, text),
            Block::List(lines) => lines.iter().for_each(|line| say("", line)),
        }
    }
    if !words.rows.is_empty() {
        put(&mut writer, &heading, &words)?;
    }
    if let Some(notice) = &document.notice {
        writer.write_record([safe(&notice.text)]).map_err(refused)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::new(Kind::Io, format!("the CSV could not be written: {error}")))
}

fn put(writer: &mut csv::Writer<Vec<u8>>, heading: &str, sheet: &Sheet) -> Result<()> {
    let head =
        ["heading", "table"].into_iter().map(str::to_owned).chain(sheet.columns.iter().map(|c| safe(c)));
    writer.write_record(head.collect::<Vec<_>>()).map_err(refused)?;
    for row in &sheet.rows {
        let values = row.iter().map(|value| match value {
            Value::Nothing => String::new(),
            Value::Number(..) => value.show(),
            Value::Text(text) => safe(text),
        });
        let row: Vec<String> = [safe(heading), safe(&sheet.caption)].into_iter().chain(values).collect();
        writer.write_record(row).map_err(refused)?;
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn refused(error: csv::Error) -> Error {
    Error::new(Kind::Io, format!("the CSV could not be written: {error}"))
}

/// A text that no spreadsheet takes for a formula.
pub(crate) fn safe(text: &str) -> String {
    const BEGINS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
    let clean = purge(text);
    // What is taken out at the beginning must not bring a formula to light.
    if text.starts_with(BEGINS) || clean.starts_with(BEGINS) {
        format!("'{clean}")
    } else {
        clean.into_owned()
    }
}

/// How much a cell holds, in units of UTF-16.
const CELL: usize = 32_767;
/// What stands at the end of a text that was cut.
const CUT: &str = "… (cut here: a cell of Excel holds no more)";

/// A text as a cell holds it: no formula, and cut with a word where it is too long for Excel.
pub(crate) fn cell(text: &str) -> String {
    let text = safe(text);
    if text.encode_utf16().count() <= CELL {
        return text;
    }
    let mut left = CELL - CUT.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    kept.chain(CUT.chars()).collect()
}
