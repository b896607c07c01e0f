//! Status as glyph, word and colour, so that none of the three is needed alone.

use crate::tui::theme::Theme;
use ratatui::style::Style;
use ratatui::text::Span;

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Past its day, or unsafe: `!`.
    Overdue,
    /// Due now or soon: `●`.
    Due,
    /// Open, nothing wrong: `○`.
    Open,
    /// Done, held, signed: `✓`.
    Done,
    /// Cancelled, over: `–`.
    Off,
    /// There is no data of this kind yet, which is not a breach: `·`.
    NoData,
}

impl Mark {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Overdue, Self::Due, Self::Open, Self::Done, Self::Off, Self::NoData];

    /// The sign, one cell wide.
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Overdue => "!",
            Self::Due => "●",
            Self::Open => "○",
            Self::Done => "✓",
            Self::Off => "–",
            Self::NoData => "·",
        }
    }

    /// The colour.
    pub fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Overdue => theme.danger,
            Self::Due => theme.due,
            Self::Open => theme.text,
            Self::Done => theme.good,
            Self::Off | Self::NoData => theme.dim,
        }
    }

    /// Glyph and word: `! overdue 6 d`.
    pub fn with(self, word: &str) -> String {
        if word.is_empty() { self.glyph().to_owned() } else { format!("{} {word}", self.glyph()) }
    }

    /// Glyph, word and colour.
    pub fn span(self, theme: &Theme, word: &str) -> Span<'static> {
        Span::styled(self.with(word), self.style(theme))
    }
}
