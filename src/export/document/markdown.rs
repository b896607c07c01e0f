//! A document as Markdown (CommonMark with tables).

use super::{Block, Document, Sheet};
use std::fmt::Write;

/// Writing into a string cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => { let _ = writeln!($out, $($arg)*); };
}

/// The document as Markdown.
pub(super) fn render(document: &Document) -> String {
    let mut out = String::new();
    put!(out, "# {}", line(&document.title));
    if !document.subtitle.is_empty() {
        put!(out, "\n{}", line(&document.subtitle));
    }
    notice(document, &mut out);
    if !document.facts.is_empty() {
        out.push('\n');
        for (name, value) in &document.facts {
            put!(out, "- **{}**: {}", line(name), line(value));
        }
    }
    for block in &document.blocks {
        out.push('\n');
        put_block(block, &mut out);
    }
    out
}

fn notice(document: &Document, out: &mut String) {
    if let Some(notice) = &document.notice {
        put!(out, "\n> **{}**", line(&notice.text));
        for scope in &notice.scope {
            put!(out, "> {}  ", line(scope));
        }
    }
}

fn put_block(block: &Block, out: &mut String) {
    match block {
        Block::Heading { level, text } => {
            put!(out, "{} {}", "#".repeat(usize::from(*level) + 1), line(text));
        }
        Block::Paragraph(text) => {
            put!(out, "{}", paragraph(text));
        }
        Block::Said { who, text } => {
            put!(out, "**{}**\n", line(who));
            for words in text.lines() {
                put!(out, "> {}  ", line(words));
            }
        }
        Block::List(lines) => {
            for entry in lines {
                put!(out, "- {}", line(entry));
            }
        }
        Block::Table(sheet) => table(sheet, out),
        Block::Chart(chart) => table(&chart.sheet(), out),
    }
}

fn table(sheet: &Sheet, out: &mut String) {
    if !sheet.caption.is_empty() {
        put!(out, "**{}**\n", line(&sheet.caption));
    }
    let head: Vec<String> = sheet.columns.iter().map(|name| line(name)).collect();
    put!(out, "| {} |", head.join(" | "));
    let rule: Vec<&str> =
        (0..head.len()).map(|column| if sheet.is_number(column) { "---:" } else { "---" }).collect();
    put!(out, "| {} |", rule.join(" | "));
    for row in &sheet.rows {
        let cells: Vec<String> = row.iter().map(|value| line(&value.show())).collect();
        put!(out, "| {} |", cells.join(" | "));
    }
}

fn paragraph(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("  \n")
}

/// One line of text in which nothing is markup.
fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' => {
                out.push('\\');
                out.push(c);
            }
            '#' | '+' | '-' | '=' | '~' if begins => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        begins = begins && c.is_whitespace();
    }
    out
}
