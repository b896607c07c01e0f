//! A document as one web page: no script, nothing loaded from elsewhere, prints well.

use super::{Block, Document, Sheet, svg};
use std::fmt::Write;

macro_rules! put {
    ($out:expr, $($arg:tt)*) => { let _ = writeln!($out, $($arg)*); };
}

const STYLE: &str = "\
:root{color-scheme:light dark;--dim:#5b6470;--rule:#c9d0d8;--accent:#1f5fa8}
@media(prefers-color-scheme:dark){:root{--dim:#a3adb8;--rule:#3d4650;--accent:#7db4f0}}
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;margin:0}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--rule)}
h3,h4{font-size:1.05rem;margin:1.4rem 0 .3rem}.sub{color:var(--dim);margin:.2rem 0 1rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dt{color:var(--dim)}dd{margin:0}
table{border-collapse:collapse;width:100%;margin:.6rem 0 1.2rem}caption{text-align:left;color:var(--dim);padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid var(--rule)}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}
figure{margin:1rem 0}figure svg{max-width:100%;height:auto}
blockquote{margin:.2rem 0 1rem;padding-left:.8rem;border-left:3px solid var(--accent)}.who{color:var(--dim);margin:.6rem 0 0}
.notice{border:2px solid currentColor;padding:.6rem .9rem;margin:1rem 0}.notice p{margin:0}
@media print{body{max-width:none;margin:0;font-size:11pt}h2,h3,h4{break-after:avoid}tr,figure,blockquote{break-inside:avoid}
thead{display:table-header-group}.page{position:fixed;bottom:0;font-size:8pt}}
";

/// The document as a page.
pub(super) fn render(document: &Document) -> String {
    let mut out = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    put!(
        out,
        "<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>",
        escape(&document.title)
    );
    put!(out, "<h1>{}</h1>", escape(&document.title));
    if !document.subtitle.is_empty() {
        put!(out, "<p class=\"sub\">{}</p>", escape(&document.subtitle));
    }
    notice(document, &mut out);
    if !document.facts.is_empty() {
        out.push_str("<dl>\n");
        for (name, value) in &document.facts {
            put!(out, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(value));
        }
        out.push_str("</dl>\n");
    }
    for block in &document.blocks {
        put_block(block, &mut out);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn notice(document: &Document, out: &mut String) {
    let Some(notice) = &document.notice else { return };
    put!(out, "<div class=\"notice\" role=\"note\"><p><strong>{}</strong></p>", escape(&notice.text));
    for scope in &notice.scope {
        put!(out, "<p>{}</p>", escape(scope));
    }
    // A fixed element is repeated by browsers on every printed page.
    put!(out, "</div>\n<p class=\"page\" aria-hidden=\"true\">{}</p>", escape(&notice.text));
}

fn put_block(block: &Block, out: &mut String) {
    match block {
        Block::Heading { level, text } => {
            let level = level + 1;
            put!(out, "<h{level}>{}</h{level}>", escape(text));
        }
        Block::Paragraph(text) => {
            put!(out, "<p>{}</p>", escape(text).replace('\n', "<br>\n"));
        }
        Block::Said { who, text } => {
            let text = escape(text).replace('\n', "<br>\n");
            put!(out, "<p class=\"who\">{}</p>\n<blockquote><p>{text}</p></blockquote>", escape(who));
        }
        Block::List(lines) => {
            out.push_str("<ul>\n");
            for line in lines {
                put!(out, "<li>{}</li>", escape(line));
            }
            out.push_str("</ul>\n");
        }
        Block::Table(sheet) => table(sheet, out),
        Block::Chart(chart) => {
            put!(out, "<figure>\n{}\n</figure>", svg::draw(chart));
            table(&chart.sheet(), out);
        }
    }
}

fn table(sheet: &Sheet, out: &mut String) {
    out.push_str("<table>\n");
    if !sheet.caption.is_empty() {
        put!(out, "<caption>{}</caption>", escape(&sheet.caption));
    }
    out.push_str("<thead><tr>");
    for (column, name) in sheet.columns.iter().enumerate() {
        let class = if sheet.is_number(column) { " class=\"n\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escape(name));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &sheet.rows {
        out.push_str("<tr>");
        for (column, value) in row.iter().enumerate() {
            let text = escape(&value.show());
            let class = if sheet.is_number(column) { " class=\"n\"" } else { "" };
            let _ = match column {
                0 => write!(out, "<th scope=\"row\"{class}>{text}</th>"),
                _ => write!(out, "<td{class}>{text}</td>"),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

/// Text in which nothing is markup.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
