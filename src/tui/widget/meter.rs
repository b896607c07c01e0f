//! How full something is: `9 of 10 ███████▏`.

use crate::tui::theme::Theme;
use ratatui::text::{Line, Span};

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar of so many cells for `used` of `limit`; what is over the limit fills it and shows `!` in the danger colour.
pub fn bar(theme: &Theme, used: f64, limit: f64, cells: usize) -> Line<'static> {
    if limit <= 0.0 {
        let word = if used > 0.0 { "!" } else { "" };
        return Line::from(Span::styled(word, theme.danger));
    }
    if used > limit {
        return Line::from(Span::styled(format!("{}!", "█".repeat(cells)), theme.danger));
    }
    let style = if used / limit >= 0.9 { theme.due } else { theme.good };
    Line::from(Span::styled(filled(used / limit, cells), style))
}

/// The figures and their bar: ` 9 of 10 ███████▏`, right-aligned so that meters stand under each other.
pub fn meter(theme: &Theme, used: f64, limit: f64, cells: usize) -> Line<'static> {
    let mut line = bar(theme, used, limit, cells);
    let over = used > limit;
    let style = if over { theme.danger } else { theme.text };
    line.spans.insert(0, Span::styled(format!("{:>2} of {:<2} ", figure(used), figure(limit)), style));
    line
}

/// A number without needless decimals: `9`, `2.5`.
pub fn figure(value: f64) -> String {
    // Nothing summed up is -0.0, which is no figure that people know.
    let value = if value.abs() < 0.05 { 0.0 } else { value };
    if value.fract().abs() < 0.05 { format!("{value:.0}") } else { format!("{value:.1}") }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn filled(share: f64, cells: usize) -> String {
    let eighths = (share.clamp(0.0, 1.0) * cells as f64 * 8.0).round() as usize;
    let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    format!("{}{rest}", "█".repeat(eighths / 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_no_less_than_nothing() {
        let none: f64 = [].iter().sum();
        for (value, text) in [(none, "0"), (-0.0, "0"), (-0.01, "0"), (0.04, "0"), (7.5, "7.5"), (-2.0, "-2")]
        {
            assert_eq!(figure(value), text, "{value:?}");
        }
    }

    fn shown(used: f64, limit: f64) -> String {
        meter(&Theme::plain(), used, limit, 8).to_string()
    }

    #[test]
    fn bars_fill_by_eighths_and_shout_over_the_limit() {
        assert_eq!(shown(9.0, 10.0), " 9 of 10 ███████▎");
        assert_eq!(shown(12.0, 10.0), "12 of 10 ████████!");
        assert_eq!(shown(0.0, 10.0), " 0 of 10 ");
        assert_eq!(shown(3.0, 7.5), " 3 of 7.5 ███▎");
        assert_eq!(shown(0.0, 0.0), " 0 of 0  ");
    }
}
