//! A table: its head read with every cell and repeated on every page, its numbers to the right.

use super::super::Sheet;
use super::face::{Faces, Style};
use super::flow::{Branch, Flow, Ink, MARGIN, Mark, WIDE};
use super::{CAPTION, plain};
use krilla::tagging::{TableHeaderScope, Tag, TagKind};

/// Between a cell's edge and its text.
const PAD: f32 = 4.0;
/// The sizes of text to be tried until the longest words fit.
const SIZES: [f32; 4] = [9.5, 8.5, 7.5, 6.5];

/// A table whose columns have their places.
struct Laid {
    style: Style,
    columns: Vec<Column>,
}

struct Column {
    left: f32,
    wide: f32,
    right: bool,
}

/// The lines of a row, cell by cell.
type Lines = Vec<Vec<String>>;

/// Sets a table.
pub(super) fn set(flow: &mut Flow, sheet: &Sheet) {
    let laid = Laid::new(&flow.faces, sheet);
    let head: Vec<String> = sheet.columns.iter().map(|name| plain(name)).collect();
    let head = laid.lines(&flow.faces, &head, true);
    let mut table = Branch::new(Tag::Table);
    // The caption, the head and a first row stay together.
    flow.room(CAPTION.leading() + laid.tall(&head) + 2.0 * laid.style.leading());
    if !sheet.caption.is_empty() {
        table.branch(flow.text(Tag::Caption, (MARGIN, WIDE), CAPTION, &plain(&sheet.caption)));
    }
    let mut row = Branch::new(Tag::TR);
    laid.shade(flow, laid.tall(&head));
    for (cell, lines) in head.iter().enumerate() {
        let mut branch = Branch::new(Tag::TH(TableHeaderScope::Column));
        laid.cell(flow, (cell, true), lines, &mut branch);
        row.branch(branch);
    }
    flow.y += laid.tall(&head);
    let mut thead = Branch::new(Tag::THead);
    thead.branch(row);
    table.branch(thead);
    let mut body = Branch::new(Tag::TBody);
    for row in &sheet.rows {
        let cells: Vec<String> = row.iter().map(|value| plain(&value.show())).collect();
        let lines = laid.lines(&flow.faces, &cells, false);
        body.branch(laid.row(flow, &lines, &head));
    }
    table.branch(body);
    flow.tree.push(table);
    flow.y += 8.0;
}

impl Laid {
    fn new(faces: &Faces, sheet: &Sheet) -> Self {
        let style = |size| Style { size, bold: false, dim: false };
        let count = sheet.columns.len().max(1);
        let mut chosen = (style(6.5), Vec::new());
        for size in SIZES {
            let needs: Vec<(f32, f32)> = (0..count).map(|at| needs(faces, style(size), sheet, at)).collect();
            let fits = needs.iter().map(|(least, _)| least).sum::<f32>() <= WIDE;
            chosen = (style(size), needs);
            if fits {
                break;
            }
        }
        let mut left = MARGIN;
        let mut columns = Vec::new();
        for (at, wide) in shares(&chosen.1).into_iter().enumerate() {
            columns.push(Column { left, wide, right: sheet.is_number(at) });
            left += wide;
        }
        Self { style: chosen.0, columns }
    }

    fn style(&self, bold: bool) -> Style {
        Style { bold, ..self.style }
    }

    fn lines(&self, faces: &Faces, cells: &[String], head: bool) -> Lines {
        let lines =
            |(cell, column): (&String, &Column)| faces.wrap(self.style(head), cell, column.wide - 2.0 * PAD);
        cells.iter().zip(&self.columns).map(lines).collect()
    }

    fn tall(&self, lines: &[Vec<String>]) -> f32 {
        let most = lines.iter().map(Vec::len).max().unwrap_or(1);
        self.style.leading() * most as f32 + PAD
    }

    fn shade(&self, flow: &mut Flow, tall: f32) {
        flow.decorate((MARGIN, flow.y), Ink::Shade, Mark::Block(WIDE, tall));
    }

    /// Where a line of a cell begins.
    fn x(&self, faces: &Faces, cell: usize, style: Style, line: &str) -> f32 {
        let Some(column) = self.columns.get(cell) else { return MARGIN };
        let free = column.wide - 2.0 * PAD - faces.width(style, line.trim_end());
        column.left + PAD + if column.right { free.max(0.0) } else { 0.0 }
    }

    fn cell(&self, flow: &mut Flow, (cell, head): (usize, bool), lines: &[String], branch: &mut Branch) {
        let style = self.style(head);
        let mut top = flow.y + PAD / 2.0;
        for line in lines {
            let x = self.x(&flow.faces, cell, style, line);
            branch.leaf(flow.words((x, top), style, line));
            top += style.leading();
        }
    }

    /// The head once more at the top of a page: for the eye alone, since it is read with every cell as it is.
    fn again(&self, flow: &mut Flow, head: &[Vec<String>]) {
        self.shade(flow, self.tall(head));
        let style = self.style(true);
        for (cell, lines) in head.iter().enumerate() {
            let mut top = flow.y + PAD / 2.0;
            for line in lines.iter().filter(|line| !line.is_empty()) {
                let at = (self.x(&flow.faces, cell, style, line), top + style.size * 1.05);
                flow.decorate(at, Ink::Dark, Mark::Words(style, line.clone()));
                top += style.leading();
            }
        }
        flow.y += self.tall(head);
    }

    /// A row, over as many pages as it needs.
    fn row(&self, flow: &mut Flow, lines: &[Vec<String>], head: &[Vec<String>]) -> Branch {
        let mut cells: Vec<Branch> = (0..lines.len())
            .map(|at| -> TagKind {
                if at == 0 { Tag::TH(TableHeaderScope::Row).into() } else { Tag::TD.into() }
            })
            .map(Branch::new)
            .collect();
        let all = lines.iter().map(Vec::len).max().unwrap_or(1);
        let page = ((flow.bottom - MARGIN - self.tall(head) - PAD) / self.style.leading()).max(1.0) as usize;
        let (mut done, mut turned) = (0, false);
        while done < all {
            let free = ((flow.bottom - flow.y - PAD) / self.style.leading()).max(0.0) as usize;
            let left = all - done;
            // A fresh page takes a line, however tall the head is.
            if !turned && (free == 0 || (free < left && left <= page)) {
                flow.turn();
                self.again(flow, head);
                turned = true;
                continue;
            }
            turned = false;
            let take = left.min(free.max(1));
            for (at, branch) in cells.iter_mut().enumerate() {
                let part: Vec<String> =
                    lines.get(at).into_iter().flatten().skip(done).take(take).cloned().collect();
                self.cell(flow, (at, false), &part, branch);
            }
            done += take;
            flow.y += self.style.leading() * take as f32 + PAD;
            flow.decorate(
                (MARGIN, flow.y),
                Ink::Rule,
                Mark::Line(vec![(0.0, 0.0), (WIDE, 0.0)], 0.5, vec![]),
            );
        }
        let mut row = Branch::new(Tag::TR);
        cells.into_iter().for_each(|cell| row.branch(cell));
        row
    }
}

/// How wide a column must be for its longest word, and how wide it would like to be.
fn needs(faces: &Faces, style: Style, sheet: &Sheet, at: usize) -> (f32, f32) {
    let bold = Style { bold: true, ..style };
    let head = sheet.columns.get(at).map(|name| (bold, plain(name)));
    let cells = sheet.rows.iter().filter_map(|row| row.get(at)).map(|value| (style, plain(&value.show())));
    let mut needs = (0.0_f32, 0.0_f32);
    for (style, text) in head.into_iter().chain(cells) {
        let word = text.split_whitespace().map(|word| faces.width(style, word)).fold(0.0, f32::max);
        let line = text.split('\n').map(|line| faces.width(style, line)).fold(0.0, f32::max);
        needs = (needs.0.max(word), needs.1.max(line));
    }
    // A little more than its width, so that nothing breaks by the rounding of sums.
    (needs.0 + 2.0 * PAD + 0.5, needs.1 + 2.0 * PAD + 0.5)
}

/// The widths of the columns, which come to the width of the text.
fn shares(needs: &[(f32, f32)]) -> Vec<f32> {
    let least: f32 = needs.iter().map(|(least, _)| least).sum();
    let wish: f32 = needs.iter().map(|(_, wish)| wish).sum();
    if wish <= WIDE {
        return needs.iter().map(|(_, own)| own * WIDE / wish.max(1.0)).collect();
    }
    if least >= WIDE {
        return needs.iter().map(|(own, _)| own * WIDE / least).collect();
    }
    let part = (WIDE - least) / (wish - least);
    needs.iter().map(|(least, wish)| least + (wish - least) * part).collect()
}
