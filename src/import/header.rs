//! Which row holds the names of the columns, and what each column is called.

use super::columns;
use super::table::{Record, Source, Wanted};

/// How far down a header is looked for.
const DEEPEST: usize = 30;

/// The header of a table.
pub(super) struct Header {
    pub line: u64,
    pub names: Vec<String>,
    /// How many rows stand before it.
    pub skipped: usize,
}

/// Finds the header among the first rows: the one that a map names, else the one with the most known names.
pub(super) fn find(first: &[Record], wanted: Wanted<'_>, source: &dyn Source) -> Option<Header> {
    let at = match (wanted.header, first.first()) {
        (Some(line), _) => first.iter().position(|record| record.line == line)?,
        // A database names its columns itself.
        (None, Some(record)) if record.line == 0 => 0,
        (None, _) => best(first, wanted.known),
    };
    let top = first.get(at)?;
    // A name merged with the cells under it goes down to the row that holds the others.
    let bottom = (0..top.cells.len()).map(|column| source.merged_down(top.line, column)).max();
    let bottom = bottom.filter(|line| wanted.header.is_none() && *line <= top.line + 3).unwrap_or(top.line);
    let last = first.iter().rposition(|record| record.line <= bottom).unwrap_or(at).max(at);
    let over = if last > at { Some(at) } else { at.checked_sub(1) };
    let row = first.get(last)?;
    let group = over.and_then(|over| first.get(over)).filter(|over| counted(over) > 1 || last > at);
    Some(Header { line: row.line, names: names(row, group, first, last), skipped: at })
}

fn counted(record: &Record) -> usize {
    record.cells.iter().filter(|cell| !cell.is_empty()).count()
}

/// The row with the most known names; where none is known the first that is about as full as the fullest.
fn best(first: &[Record], known: &[String]) -> usize {
    let score = |record: &Record| {
        let is_known = |cell: &&String| {
            let name = columns::folded(cell);
            columns::is_known(&name) || known.contains(&name)
        };
        record.cells.iter().filter(is_known).count()
    };
    let scores: Vec<usize> = first.iter().take(DEEPEST).map(score).collect();
    let most = scores.iter().copied().max().unwrap_or(0);
    let top = scores.first().copied().unwrap_or(0);
    if most > 0 && (most > 1 || top > 0) {
        return scores.iter().position(|score| *score == most).unwrap_or(0);
    }
    let fullest = first.iter().take(DEEPEST).map(counted).max().unwrap_or(0);
    first.iter().position(|record| counted(record) * 2 >= fullest).unwrap_or(0)
}

/// The names of the columns: each told from the others, an unnamed one by its letter.
fn names(row: &Record, group: Option<&Record>, first: &[Record], at: usize) -> Vec<String> {
    let under = first.iter().skip(at + 1);
    let width = under.clone().map(|record| record.cells.len()).max().unwrap_or(0).max(row.cells.len());
    let mut names: Vec<String> = Vec::new();
    let mut over = "";
    for column in 0..width {
        let own = row.cells.get(column).map_or("", String::as_str);
        let above = group.and_then(|group| group.cells.get(column)).map_or("", String::as_str);
        if !above.is_empty() {
            over = above;
        }
        let is_used =
            || under.clone().any(|record| record.cells.get(column).is_some_and(|cell| !cell.is_empty()));
        let same = |name: &str| {
            row.cells.iter().filter(|cell| columns::folded(cell) == columns::folded(name)).count()
        };
        let name = match (own, above) {
            ("", "") if column < row.cells.len() && is_used() => format!("column {}", letters(column)),
            // Cells beyond the header have no name: a row that fills them is told.
            ("", "") if column >= row.cells.len() => break,
            ("", above) => above.to_owned(),
            (own, _) if !over.is_empty() && same(own) > 1 => format!("{over} {own}"),
            (own, _) => own.to_owned(),
        };
        names.push(crate::domain::text::clean_line(&name));
    }
    names
}

/// A column as spreadsheets count them: A, B, … Z, AA.
pub(super) fn letters(column: usize) -> String {
    let mut out = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        left -= 1;
        out.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{letters, names};
    use crate::import::table::Record;

    fn record(line: u64, text: &str) -> Record {
        let mut record = Record { line, ..Record::default() };
        text.split('|').for_each(|cell| record.push(cell));
        record
    }

    #[test]
    fn columns_are_counted_as_spreadsheets_do() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn every_column_is_told_from_the_others() {
        let rows =
            [record(1, "Mother||Child||Site"), record(2, "Name|Born|Name|Born|"), record(3, "a|b|c|d|e")];
        assert_eq!(
            names(&rows[1], Some(&rows[0]), &rows, 1),
            ["Mother Name", "Mother Born", "Child Name", "Child Born", "Site"]
        );
        let rows = [record(1, "Name||Role"), record(2, "a|b|c")];
        assert_eq!(names(&rows[0], None, &rows, 0), ["Name", "column B", "Role"]);
    }
}
