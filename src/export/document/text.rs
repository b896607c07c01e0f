//! A document as plain lines, for a terminal or a printer.

use super::{Block, Chart, Document, Sheet};
use crate::domain::text::cells::{width, wrap};

/// The document in lines of at most so many cells.
pub(super) fn render(document: &Document, cells: usize) -> String {
    let cells = cells.max(20);
    let mut lines = wrap(&document.title, cells);
    lines.extend(wrap(&document.subtitle, cells).into_iter().filter(|line| !line.is_empty()));
    if let Some(notice) = &document.notice {
        lines.push(String::new());
        lines.extend(std::iter::once(&notice.text).chain(&notice.scope).flat_map(|text| wrap(text, cells)));
    }
    if !document.facts.is_empty() {
        lines.push(String::new());
        let label = document.facts.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        for (name, value) in &document.facts {
            hang(&pad(name, label + 1, false), &format!("{value}\n"), cells, &mut lines);
        }
    }
    for block in &document.blocks {
        put_block(block, cells, &mut lines);
    }
    lines.push(String::new());
    lines.join("\n")
}

fn put_block(block: &Block, cells: usize, lines: &mut Vec<String>) {
    lines.push(String::new());
    match block {
        Block::Heading { level: 1, text } => {
            lines.push(text.to_uppercase());
            lines.push("─".repeat(width(text).min(cells)));
        }
        Block::Heading { text, .. } => lines.push(text.clone()),
        Block::Paragraph(text) => lines.extend(wrap(text, cells)),
        Block::Said { who, text } => {
            lines.push(format!("{who}:"));
            lines.extend(wrap(text, cells.saturating_sub(2)).into_iter().map(|line| format!("  {line}")));
        }
        Block::List(entries) => {
            for entry in entries {
                hang("·", entry, cells, lines);
            }
        }
        Block::Table(sheet) => table(sheet, cells, lines),
        Block::Chart(chart) => plot(chart, cells, lines),
    }
}

/// A text behind a mark, its further lines under its beginning.
fn hang(mark: &str, text: &str, cells: usize, lines: &mut Vec<String>) {
    let indent = width(mark) + 1;
    for (place, line) in wrap(text.trim_end(), cells.saturating_sub(indent)).into_iter().enumerate() {
        let before = if place == 0 { format!("{mark} ") } else { " ".repeat(indent) };
        lines.push(before + &line);
    }
}

fn table(sheet: &Sheet, cells: usize, lines: &mut Vec<String>) {
    if !sheet.caption.is_empty() {
        lines.push(sheet.caption.clone());
    }
    let mut rows: Vec<Vec<String>> = vec![sheet.columns.clone()];
    rows.extend(sheet.rows.iter().map(|row| row.iter().map(super::Value::show).collect()));
    let widths = widths(&rows, sheet.columns.len(), cells);
    for row in &rows {
        let broken: Vec<Vec<String>> =
            row.iter().zip(&widths).map(|(cell, width)| wrap(cell, *width)).collect();
        let tall = broken.iter().map(Vec::len).max().unwrap_or(1);
        for y in 0..tall {
            let cells = broken.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                pad(cell.get(y).map_or("", String::as_str), *width, sheet.is_number(column))
            });
            lines.push(cells.collect::<Vec<_>>().join("  ").trim_end().to_owned());
        }
    }
}

/// What each column gets: what it wants, the widest giving first where there is not enough.
fn widths(rows: &[Vec<String>], columns: usize, cells: usize) -> Vec<usize> {
    let wants = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
    let mut widths: Vec<usize> = (0..columns).map(|column| wants(column).unwrap_or(0).max(1)).collect();
    let room = cells.saturating_sub(2 * columns.saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max().filter(|widest| **widest > 6) else { break };
        *widest -= 1;
    }
    widths
}

fn plot(chart: &Chart, cells: usize, lines: &mut Vec<String>) {
    lines.extend(wrap(&chart.title, cells));
    let label = chart.lines.iter().map(|line| width(&line.name)).max().unwrap_or(0);
    for line in &chart.lines {
        let shown = line.points.iter().flatten().next_back().map_or(String::new(), |last| format!(" {last}"));
        lines.push(format!("{} {}{shown}", pad(&line.name, label, false), spark(&line.points)));
    }
    if let (Some(first), Some(last)) = (chart.labels.first(), chart.labels.last()) {
        lines.push(format!("{} {first} to {last}", " ".repeat(label)));
    }
}

/// A row of small columns, the largest full; no data is a dot.
pub(super) fn spark(points: &[Option<f64>]) -> String {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = points.iter().flatten().copied().fold(0.0, f64::max);
    let step = |value: f64| {
        let share = if most > 0.0 { value / most } else { 0.0 };
        STEPS.get((share * 7.0).ceil().clamp(0.0, 7.0) as usize).copied().unwrap_or('█')
    };
    points.iter().map(|point| point.map_or('·', step)).collect()
}

fn pad(text: &str, cells: usize, right: bool) -> String {
    let blank = " ".repeat(cells.saturating_sub(width(text)));
    if right { blank + text } else { text.to_owned() + &blank }
}
