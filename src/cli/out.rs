//! What is printed: cleaned, in tables, and quiet when nobody reads any more.

use super::args::Color;
use crate::domain::text::{clean, clean_line, is_plain};
use crate::error::{Error, Result};
use crate::store::view::Mark;
use crate::tui::widget::mark::Mark as Sign;
use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};
use unicode_width::UnicodeWidthStr;

/// Prints text of our own making; every value in it was cleaned where it was put in.
///
/// # Errors
/// The disk or the terminal refused; a reader that went away is no error.
pub fn print(text: &str) -> Result<()> {
    // Escapes are the colours of our own; calendars end their lines in two characters.
    let plain = |c: char| is_plain(c) || matches!(c, '\u{1b}' | '\r');
    print_bytes(text.chars().filter(|c| plain(*c)).collect::<String>().as_bytes())
}

/// Prints bytes as they are.
///
/// # Errors
/// As [`print`].
pub fn print_bytes(bytes: &[u8]) -> Result<()> {
    let mut out = stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Says something beside the output.
pub fn say(text: &str) {
    // Where even stderr is gone, there is nobody left to tell.
    let _ = writeln!(stderr(), "{}", clean(text));
}

/// Says what went wrong and what to do.
pub fn complain(error: &Error) {
    let hint = if error.hint.is_empty() { String::new() } else { format!("\n  {}", error.hint) };
    say(&format!("ifr: {}{hint}", error.message));
}

/// How text is printed.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    colour: bool,
}

impl Style {
    /// Colours where they are wanted.
    pub fn new(color: Color) -> Self {
        let colour = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => stdout().is_terminal() && !crate::tui::theme::no_color(),
        };
        Self { colour }
    }

    /// A heading with a line of its own.
    pub fn heading(self, text: &str) -> String {
        let text = clean_line(text);
        if self.colour { format!("\x1b[1m{text}\x1b[0m\n") } else { format!("{text}\n") }
    }

    /// The colour of a mark, where there is one.
    fn colour_of(self, mark: Mark) -> Option<&'static str> {
        let code = match mark {
            Mark::Overdue => "\x1b[31m",
            Mark::Due => "\x1b[33m",
            Mark::Done => "\x1b[32m",
            Mark::Open | Mark::NoData => return None,
        };
        self.colour.then_some(code)
    }
}

/// The sign of a mark, the same as on the screens.
pub fn glyph(mark: Mark) -> &'static str {
    Sign::from(mark).glyph()
}

/// A table: a heading per column, rows as wide as their widest cell, nothing cut off.
pub struct Table {
    heads: Vec<&'static str>,
    rows: Vec<(Option<Mark>, Vec<String>)>,
}

impl Table {
    /// A table with these headings.
    pub fn new(heads: &[&'static str]) -> Self {
        Self { heads: heads.to_vec(), rows: Vec::new() }
    }

    /// Adds a row whose first cell is a mark's sign.
    pub fn row(&mut self, mark: Option<Mark>, cells: &[String]) {
        let cells = cells.iter().map(|cell| clean_line(cell)).collect();
        self.rows.push((mark, cells));
    }

    /// The table as text; `nothing` where it has no rows.
    pub fn text(&self, style: Style, nothing: &str) -> String {
        if self.rows.is_empty() {
            return format!("  {nothing}\n");
        }
        let mut widths: Vec<usize> = self.heads.iter().map(|head| head.width()).collect();
        for (_, cells) in &self.rows {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(cell.width());
            }
        }
        let mut out = line("  ", self.heads.iter().copied(), &widths);
        for (mark, cells) in &self.rows {
            let sign = mark.map_or_else(|| "  ".to_owned(), |mark| format!("{} ", glyph(mark)));
            let text = line(&sign, cells.iter().map(String::as_str), &widths);
            match mark.and_then(|mark| style.colour_of(mark)) {
                Some(code) => out.push_str(&format!("{code}{}\x1b[0m\n", text.trim_end())),
                None => out.push_str(&text),
            }
        }
        out
    }
}

fn line<'c>(sign: &str, cells: impl Iterator<Item = &'c str>, widths: &[usize]) -> String {
    let mut out = sign.to_owned();
    for (cell, width) in cells.zip(widths) {
        out.push_str(cell);
        out.push_str(&" ".repeat((width + 2).saturating_sub(cell.width())));
    }
    format!("{}\n", out.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_line_up_and_take_no_escapes() {
        let mut table = Table::new(&["Who", "What"]);
        table.row(Some(Mark::Overdue), &["漢字".into(), "a\u{1b}[31m".into()]);
        table.row(None, &["Lee".into(), "b".into()]);
        let text = table.text(Style { colour: false }, "nobody");
        assert_eq!(text, "  Who   What\n! 漢字  a[31m\n  Lee   b\n");
    }
}
