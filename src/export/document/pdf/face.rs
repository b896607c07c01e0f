//! The two faces of a PDF, how wide text is in them, and where its lines break.

use crate::error::{Error, Kind, Result};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

/// What stands on paper for a character that the font does not have; the text behind it stays.
const MISSING: char = '□';

/// A face: DejaVu Sans Condensed, which may be embedded freely.
pub(super) struct Face {
    /// The font, for the page.
    pub font: Font,
    glyphs: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    em: f32,
}

/// The regular face and the bold one.
pub(super) struct Faces {
    regular: Face,
    bold: Face,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    /// In points.
    pub size: f32,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is of less weight than the rest: captions, names of facts.
    pub dim: bool,
}

impl Style {
    /// From one line to the next, in points.
    pub fn leading(self) -> f32 {
        self.size * 1.35
    }
}

impl Faces {
    /// Both faces.
    ///
    /// # Errors
    /// The font of the program cannot be read.
    pub fn new() -> Result<Self> {
        Ok(Self {
            regular: Face::new(dejavu::sans_condensed::regular())?,
            bold: Face::new(dejavu::sans_condensed::bold())?,
        })
    }

    /// The face of a style.
    pub fn of(&self, style: Style) -> &Face {
        if style.bold { &self.bold } else { &self.regular }
    }

    /// How wide a text of one line is, in points.
    pub fn width(&self, style: Style, text: &str) -> f32 {
        let face = self.of(style);
        text.chars().map(|c| face.advance(c)).sum::<f32>() * style.size
    }

    /// The lines of a text that is so many points wide: broken after blanks, within a word only where it fits no line.
    /// A line keeps the blank that it is broken at, so that its words stay apart for those who listen.
    pub fn wrap(&self, style: Style, text: &str, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for paragraph in text.split('\n') {
            if let Some(last) = lines.last_mut() {
                last.push(' ');
            }
            lines.extend(self.wrap_line(style, paragraph, width));
        }
        lines
    }

    fn wrap_line(&self, style: Style, text: &str, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let (mut line, mut used) = (String::new(), 0.0);
        for word in text.split_inclusive(' ') {
            let wide = self.width(style, word.trim_end());
            if used > 0.0 && used + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            if wide > width {
                for c in word.chars() {
                    let advance = self.of(style).advance(c) * style.size;
                    if used > 0.0 && used + advance > width {
                        lines.push(std::mem::take(&mut line));
                        used = 0.0;
                    }
                    line.push(c);
                    used += advance;
                }
            } else {
                line.push_str(word);
                used += self.width(style, word);
            }
        }
        lines.push(line);
        lines
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Result<Self> {
        let unread = || Error::new(Kind::Io, "the font of the program cannot be read");
        let font = Font::new(bytes.into(), 0).ok_or_else(unread)?;
        let read = FontRef::new(bytes).map_err(|_| unread())?;
        let widths = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        let em = font.units_per_em();
        Ok(Self { font, glyphs: read.charmap(), widths, em })
    }

    fn glyph(&self, c: char) -> skrifa::GlyphId {
        self.glyphs.map(c).or_else(|| self.glyphs.map(MISSING)).unwrap_or_default()
    }

    /// The width of a character, in parts of the size.
    fn advance(&self, c: char) -> f32 {
        self.widths.advance_width(self.glyph(c)).unwrap_or_default() / self.em
    }

    /// The characters of a line as glyphs, one each.
    pub fn glyphs(&self, line: &str) -> Vec<KrillaGlyph> {
        line.char_indices()
            .map(|(at, c)| {
                let id = GlyphId::new(self.glyph(c).to_u32());
                KrillaGlyph::new(id, self.advance(c), 0.0, 0.0, 0.0, at..at + c.len_utf8(), None)
            })
            .collect()
    }
}
