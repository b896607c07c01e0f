//! A document as a tagged PDF (PDF/UA-1, ISO 14289-1): read aloud in order, with headings, lists and the heads of
//! tables; what a page repeats is no part of the reading.
//!
//! The pages are laid out first ([`flow`]) and painted afterwards ([`paint`]), so that every page can say how many
//! there are.

mod chart;
mod face;
mod flow;
mod paint;
mod table;

use super::{Block, Document, Notice};
use crate::domain::text::purge;
use crate::error::Result;
use face::{Faces, Style};
use flow::{Branch, Entry, Flow, Ink, MARGIN, Mark, PAGE, Piece, Role, WIDE};
use krilla::tagging::{ListNumbering, Tag};
use std::num::NonZeroU16;

const BODY: Style = Style { size: 10.5, bold: false, dim: false };
const TITLE: Style = Style { size: 18.0, bold: true, dim: false };
const CAPTION: Style = Style { size: 9.5, bold: false, dim: true };
const NOTICE: Style = Style { size: 9.5, bold: true, dim: false };
const FOOT: Style = Style { size: 8.0, bold: false, dim: true };
/// How far quotations and lists stand in.
const INDENT: f32 = 14.0;
/// The most that the names of facts take.
const NAMES: f32 = 150.0;

/// The document as the bytes of a `.pdf`.
///
/// # Errors
/// The font cannot be read, or the file would not conform to PDF/UA-1.
pub(super) fn render(document: &Document) -> Result<Vec<u8>> {
    let faces = Faces::new()?;
    let notice = document.notice.as_ref().map(|notice| plain(&notice.text));
    let foot: Vec<String> = notice.iter().flat_map(|text| faces.wrap(FOOT, text, WIDE)).collect();
    let mut flow = Flow::new(faces, FOOT.leading() * (foot.len() + 2) as f32);
    let title = match plain(&document.title) {
        title if title.trim().is_empty() => "Document".to_owned(),
        title => title,
    };
    head(&mut flow, document, &title);
    let mut level = 0;
    for block in &document.blocks {
        put_block(&mut flow, block, &mut level);
    }
    feet(&mut flow, &foot);
    paint::paint(&flow, &title)
}

/// Text without what no page shows.
fn plain(text: &str) -> String {
    // A form feed or the like has no place in a PDF; a no-break blank is a blank.
    purge(text).replace('\u{a0}', " ")
}

fn head(flow: &mut Flow, document: &Document, title: &str) {
    flow.outline.push(Entry { level: 0, text: title.to_owned(), at: (0, MARGIN) });
    let branch = flow.text(Tag::Title, (MARGIN, WIDE), TITLE, title);
    flow.tree.push(branch);
    if !document.subtitle.is_empty() {
        paragraph(flow, Style { dim: true, ..BODY }, MARGIN, &document.subtitle);
    }
    if let Some(notice) = &document.notice {
        warn(flow, notice);
    }
    facts(flow, &document.facts);
}

fn warn(flow: &mut Flow, notice: &Notice) {
    flow.space(4.0);
    rule(flow);
    paragraph(flow, NOTICE, MARGIN, &notice.text);
    for scope in &notice.scope {
        paragraph(flow, CAPTION, MARGIN, scope);
    }
    rule(flow);
    flow.space(6.0);
}

fn rule(flow: &mut Flow) {
    flow.decorate((MARGIN, flow.y), Ink::Dark, Mark::Line(vec![(0.0, 0.0), (WIDE, 0.0)], 1.0, vec![]));
    flow.y += 4.0;
}

/// Names and values, the values below each other.
fn facts(flow: &mut Flow, facts: &[(String, String)]) {
    let name_style = Style { dim: true, ..BODY };
    let names: Vec<String> = facts.iter().map(|(name, _)| format!("{}: ", plain(name))).collect();
    let wide =
        names.iter().map(|name| flow.faces.width(name_style, name)).fold(0.0, f32::max).min(NAMES) + 6.0;
    for (name, (_, value)) in names.iter().zip(facts) {
        let mut fact = Branch::new(Tag::P);
        flow.room(BODY.leading());
        let (page, top) = (flow.page(), flow.y);
        let label = flow.text(Tag::Span, (MARGIN, wide), name_style, name);
        if flow.page() == page {
            flow.y = top.max(flow.y - BODY.leading());
        }
        fact.branch(label);
        fact.branch(flow.text(Tag::Span, (MARGIN + wide, WIDE - wide), BODY, &plain(value)));
        flow.tree.push(fact);
    }
    flow.space(4.0);
}

fn paragraph(flow: &mut Flow, style: Style, left: f32, text: &str) {
    let branch = flow.text(Tag::P, (left, WIDE + MARGIN - left), style, &plain(text));
    flow.tree.push(branch);
    flow.space(4.0);
}

fn put_block(flow: &mut Flow, block: &Block, last: &mut u8) {
    match block {
        Block::Heading { level, text } => {
            // A level is never left out on the way down: PDF/UA-1, 7.4.2.
            *last = (*level).clamp(1, *last + 1);
            heading(flow, *last, &plain(text));
        }
        Block::Paragraph(text) => paragraph(flow, BODY, MARGIN, text),
        Block::Said { who, text } => said(flow, who, text),
        Block::List(lines) => list(flow, lines),
        Block::Table(sheet) => table::set(flow, sheet),
        Block::Chart(chart) => {
            chart::set(flow, chart);
            table::set(flow, &chart.sheet());
        }
    }
}

fn heading(flow: &mut Flow, level: u8, text: &str) {
    let size = match level {
        1 => 14.5,
        2 => 12.5,
        _ => 11.0,
    };
    let style = Style { size, bold: true, dim: false };
    flow.space(size * 0.8);
    // A heading does not stand alone at the foot of a page.
    flow.room(style.leading() + 4.0 * BODY.leading());
    flow.outline.push(Entry { level, text: text.to_owned(), at: (flow.page(), flow.y) });
    let number = NonZeroU16::new(u16::from(level)).unwrap_or(NonZeroU16::MIN);
    let branch = flow.text(Tag::Hn(number, Some(text.to_owned())), (MARGIN, WIDE), style, text);
    flow.tree.push(branch);
    flow.space(3.0);
}

fn said(flow: &mut Flow, who: &str, text: &str) {
    flow.room(CAPTION.leading() + 2.0 * BODY.leading());
    let branch = flow.text(Tag::P, (MARGIN, WIDE), CAPTION, &plain(who));
    flow.tree.push(branch);
    let mut quote = Branch::new(Tag::BlockQuote);
    quote.branch(flow.text(Tag::P, (MARGIN + INDENT, WIDE - INDENT), BODY, &plain(text)));
    flow.tree.push(quote);
    flow.space(5.0);
}

fn list(flow: &mut Flow, lines: &[String]) {
    let mut list = Branch::new(Tag::L(ListNumbering::Disc));
    for line in lines {
        flow.room(BODY.leading());
        let mut item = Branch::new(Tag::LI);
        let mut label = Branch::new(Tag::Lbl);
        label.leaf(flow.words((MARGIN, flow.y), BODY, "•"));
        item.branch(label);
        item.branch(flow.text(Tag::LBody, (MARGIN + INDENT, WIDE - INDENT), BODY, &plain(line)));
        list.branch(item);
    }
    flow.tree.push(list);
    flow.space(4.0);
}

/// What every page repeats at its foot: the notice, and which page it is.
fn feet(flow: &mut Flow, notice: &[String]) {
    let count = flow.pages.len();
    let mut feet = Vec::new();
    for number in 1..=count {
        let text = format!("Page {number} of {count}");
        let right = MARGIN + WIDE - flow.faces.width(FOOT, &text);
        let mut y = flow.bottom + 2.0 * FOOT.leading();
        let mut foot = Vec::new();
        for (x, line) in notice.iter().map(|line| (MARGIN, line)).chain([(right, &text)]) {
            let mark = Mark::Words(FOOT, line.clone());
            foot.push(Piece { at: (x, y.min(PAGE.1 - 12.0)), ink: Ink::Dim, mark, role: Role::Footer });
            y += FOOT.leading();
        }
        feet.push(foot);
    }
    for (page, foot) in flow.pages.iter_mut().zip(feet) {
        page.extend(foot);
    }
}
