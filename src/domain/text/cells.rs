//! Text measured and broken in cells of the terminal, never in bytes or characters.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How many cells a text takes on one line.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// The text if it fits, or as much of its beginning as fits with `…` behind it.
pub fn fit(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let mut out = take(text, cells - 1);
    out.truncate(out.trim_end().len());
    out.push('…');
    Cow::Owned(out)
}

fn take(text: &str, cells: usize) -> String {
    let mut used = 0;
    text.graphemes(true)
        .take_while(|grapheme| {
            used += grapheme.width();
            used <= cells
        })
        .collect()
}

/// Breaks a text into lines of at most so many cells, between words where it can; a word that is longer than a line
/// is cut. Line ends in the text stay; an empty text is one empty line.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let first = lines.len();
        let mut line = String::new();
        for piece in paragraph.split_word_bounds() {
            place(piece, cells, &mut line, &mut lines, first);
        }
        line.truncate(line.trim_end().len());
        lines.push(line);
    }
    lines
}

/// Puts a piece at the end of a line, which goes to the lines where it is full.
fn place(piece: &str, cells: usize, line: &mut String, lines: &mut Vec<String>, first: usize) {
    let blank = piece.trim().is_empty();
    if blank && line.is_empty() && lines.len() > first {
        return;
    }
    if push(line, piece, cells) {
        return;
    }
    if !line.is_empty() {
        // A closing sign goes to the next line with its word, so that no line begins with a comma.
        let carried =
            if blank || piece.chars().any(char::is_alphanumeric) { String::new() } else { last_word(line) };
        line.truncate(line.trim_end().len());
        if !line.is_empty() {
            lines.push(std::mem::take(line));
        }
        *line = carried;
    }
    if blank {
        return;
    }
    for grapheme in piece.graphemes(true) {
        if !push(line, grapheme, cells) {
            lines.push(std::mem::replace(line, grapheme.to_owned()));
        }
    }
}

/// Adds a piece if the line is not too wide then. Measured together: marks may join with what stands before them.
fn push(line: &mut String, piece: &str, cells: usize) -> bool {
    let before = line.len();
    line.push_str(piece);
    let fits = width(line) <= cells;
    if !fits {
        line.truncate(before);
    }
    fits
}

/// Takes the last word off a line; empty where the line is a single word.
fn last_word(line: &mut String) -> String {
    match line.rfind(' ') {
        Some(blank) => line.split_off(blank).trim_start().to_owned(),
        None => String::new(),
    }
}

/// The text with blanks before it, so that it ends at this cell; cut with `…` where it is longer.
pub fn right(text: &str, cells: usize) -> String {
    let text = fit(text, cells);
    let pad = cells.saturating_sub(width(&text));
    format!("{}{text}", " ".repeat(pad))
}

/// The text with blanks behind it, so that the next thing starts after this many cells; cut with `…` where it is longer.
pub fn left(text: &str, cells: usize) -> String {
    let text = fit(text, cells);
    let pad = cells.saturating_sub(width(&text));
    format!("{text}{}", " ".repeat(pad))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_stay_whole_and_long_ones_are_cut() {
        assert_eq!(
            wrap("Mother's sister watches A on work days", 16),
            ["Mother's sister", "watches A on", "work days"]
        );
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("one, two, three", 8), ["one,", "two,", "three"]);
        assert_eq!(wrap("a\n\nb", 9), ["a", "", "b"]);
        assert_eq!(wrap("", 9), [""]);
    }

    #[test]
    fn widths_are_cells() {
        assert_eq!(width("漢字é"), 5);
        assert_eq!(fit("漢字漢字", 5), "漢字…");
        assert_eq!(fit("Peoria North", 8), "Peoria…");
        assert_eq!(right("9", 3), "  9");
        assert_eq!(left("漢", 3), "漢 ");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked(text in "\\PC{0,60}", cells in 2usize..30) {
            for line in wrap(&text, cells) {
                prop_assert!(width(&line) <= cells || line.graphemes(true).count() == 1, "{line:?}");
            }
            prop_assert!(width(&fit(&text, cells)) <= cells);
        }

        #[test]
        fn nothing_is_lost(text in "[a-z ,.漢\n]{0,80}", cells in 2usize..30) {
            let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(squeeze(&wrap(&text, cells).join("")), squeeze(&text));
        }
    }
}
