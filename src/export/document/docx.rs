//! A document as a Word file: real headings, tables with a head of their own, styles an agency can change.

use super::{Block, Document, Sheet};
use crate::domain::text::purge;
use crate::error::{Error, Kind, Result};
use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, Header, LineSpacing, PageMargin, PageNum, Paragraph, Run,
    RunFonts, Shading, ShdType, Style, StyleType, Table, TableCell, TableRow, WidthType,
};
use std::io::Cursor;

/// The width of the text on US Letter with inch margins, in twentieths of a point.
const WIDE: usize = 9360;

/// The document as the bytes of a `.docx`.
pub(super) fn render(document: &Document) -> Result<Vec<u8>> {
    let mut docx = styles(Docx::new().page_size(12240, 15840).page_margin(margin()));
    docx = docx.footer(footer(document));
    if let Some(notice) = &document.notice {
        docx = docx.header(Header::new().add_paragraph(styled("Notice", &notice.text)));
    }
    docx = docx.add_paragraph(styled("Title", &document.title));
    if !document.subtitle.is_empty() {
        docx = docx.add_paragraph(styled("Subtitle", &document.subtitle));
    }
    for scope in document.notice.iter().flat_map(|notice| &notice.scope) {
        docx = docx.add_paragraph(styled("Notice", scope));
    }
    for (name, value) in &document.facts {
        let name = lines(&format!("{name}: ")).bold();
        docx = docx.add_paragraph(Paragraph::new().add_run(name).add_run(lines(value)));
    }
    for block in &document.blocks {
        docx = put_block(docx, block);
    }
    let mut bytes = Cursor::new(Vec::new());
    let mut parts = docx.build();
    parts.document = repeat_heads(&parts.document);
    parts
        .pack(&mut bytes)
        .map_err(|error| Error::new(Kind::Io, format!("the Word document could not be written: {error}")))?;
    Ok(bytes.into_inner())
}

/// The first row of every table stands again on each page the table goes over to: the library has no word for it.
fn repeat_heads(xml: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(xml);
    let (before, tables) = text.split_once("<w:tbl>").unwrap_or((&text, ""));
    let heads = tables.split("<w:tbl>").filter(|table| !table.is_empty());
    let heads = heads.map(|table| table.replacen("<w:trPr>", "<w:trPr><w:tblHeader/>", 1));
    heads.fold(before.to_owned(), |all, table| all + "<w:tbl>" + &table).into_bytes()
}

fn margin() -> PageMargin {
    PageMargin { top: 1440, bottom: 1440, left: 1440, right: 1440, header: 720, footer: 720, gutter: 0 }
}

fn styles(docx: Docx) -> Docx {
    let paragraph = |id: &str, name: &str| {
        Style::new(id, StyleType::Paragraph).name(name).based_on("Normal").q_format(true)
    };
    let mut docx = docx
        .default_fonts(RunFonts::new().ascii("Calibri").hi_ansi("Calibri"))
        .default_size(22)
        .default_line_spacing(LineSpacing::new().after(100))
        .add_style(Style::new("Normal", StyleType::Paragraph).name("Normal").q_format(true))
        .add_style(paragraph("Title", "Title").size(36).bold())
        .add_style(paragraph("Subtitle", "Subtitle").color("595F69"))
        .add_style(paragraph("Quote", "Quote").indent(Some(360), None, None, None))
        .add_style(paragraph("Caption", "caption").size(20).color("595F69"))
        .add_style(paragraph("ListBullet", "List Bullet").indent(Some(360), None, None, None))
        .add_style(paragraph("Notice", "Part 2 Notice").size(18).bold());
    for (level, size) in [(1, 30), (2, 26), (3, 23)] {
        let style = paragraph(&format!("Heading{level}"), &format!("heading {level}"));
        docx = docx.add_style(style.size(size).bold().outline_lvl(level - 1).next("Normal"));
    }
    docx
}

/// The notice and the number of the page at its foot.
fn footer(document: &Document) -> Footer {
    let mut foot = Footer::new();
    if let Some(notice) = &document.notice {
        foot = foot.add_paragraph(styled("Notice", &notice.text));
    }
    foot.add_paragraph(Paragraph::new().align(AlignmentType::Right).add_page_num(PageNum::new()))
}

fn put_block(docx: Docx, block: &Block) -> Docx {
    match block {
        Block::Heading { level, text } => {
            docx.add_paragraph(styled(&format!("Heading{level}"), text).keep_next(true))
        }
        Block::Paragraph(text) => docx.add_paragraph(styled("Normal", text)),
        Block::Said { who, text } => {
            docx.add_paragraph(styled("Caption", who).keep_next(true)).add_paragraph(styled("Quote", text))
        }
        Block::List(lines) => lines
            .iter()
            .fold(docx, |docx, line| docx.add_paragraph(styled("ListBullet", &format!("•  {line}")))),
        Block::Table(sheet) => table(docx, sheet),
        Block::Chart(chart) => table(docx, &chart.sheet()),
    }
}

fn table(docx: Docx, sheet: &Sheet) -> Docx {
    let docx = match sheet.caption.as_str() {
        "" => docx,
        caption => docx.add_paragraph(styled("Caption", caption).keep_next(true)),
    };
    let columns = sheet.columns.len().max(1);
    let cell = |text: &str, column: usize, head: bool| {
        let align = if sheet.is_number(column) { AlignmentType::Right } else { AlignmentType::Left };
        let run = if head { lines(text).bold() } else { lines(text) };
        let cell = TableCell::new().width(WIDE / columns, WidthType::Dxa);
        let cell = if head {
            cell.shading(Shading::new().shd_type(ShdType::Clear).color("auto").fill("E8ECF1"))
        } else {
            cell
        };
        cell.add_paragraph(Paragraph::new().add_run(run).align(align))
    };
    let head = sheet.columns.iter().enumerate().map(|(column, name)| cell(name, column, true)).collect();
    let mut rows = vec![TableRow::new(head).cant_split()];
    for row in &sheet.rows {
        let cells =
            row.iter().enumerate().map(|(column, value)| cell(&value.show(), column, false)).collect();
        rows.push(TableRow::new(cells).cant_split());
    }
    let table = Table::new(rows).set_grid(vec![WIDE / columns; columns]).width(WIDE, WidthType::Dxa);
    docx.add_table(table).add_paragraph(Paragraph::new())
}

fn styled(style: &str, text: &str) -> Paragraph {
    Paragraph::new().style(style).add_run(lines(text))
}

/// A text whose line ends stay; with a control in it Word would not open the document.
fn lines(text: &str) -> Run {
    purge(text).split('\n').enumerate().fold(Run::new(), |run, (place, line)| {
        let run = if place == 0 { run } else { run.add_break(BreakType::TextWrapping) };
        run.add_text(line)
    })
}
