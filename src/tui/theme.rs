//! How things look: one accent, weight before colour, blue and orange; the colours are data.

use crate::settings::{Problem, Reader};
use ratatui::style::{Color, Modifier, Style};

/// The themes that come with the program, by name, with their files.
pub const BUILT_IN: [(&str, &str); 4] = [
    ("dark", include_str!("../../config/themes/dark.toml")),
    ("light", include_str!("../../config/themes/light.toml")),
    ("contrast", include_str!("../../config/themes/contrast.toml")),
    ("mono", include_str!("../../config/themes/mono.toml")),
];

/// The style of each role a piece of the screen can play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// What people read.
    pub text: Style,
    /// Labels, hints, what is beside the point.
    pub dim: Style,
    /// Headings and names.
    pub strong: Style,
    /// The one accent: where you are.
    pub accent: Style,
    /// The row you stand on; laid over what the row has.
    pub selection: Style,
    /// Overdue, unsafe, refused: orange.
    pub danger: Style,
    /// Due today, ending soon.
    pub due: Style,
    /// Done, held, signed: blue.
    pub good: Style,
    /// Lines, and the empty parts of meters.
    pub rule: Style,
    /// Where something can be typed; laid over the field.
    pub input: Style,
    /// What a consent does not cover.
    pub withheld: Style,
    /// Behind dialogs.
    pub float: Style,
    /// Whether what is confidential is hidden just now (the privacy mask).
    pub masked: bool,
}

/// What a piece of text is, for rows that are built before a theme is at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// What people read.
    #[default]
    Text,
    /// Beside the point.
    Dim,
    /// A name, a heading.
    Strong,
    /// The one accent.
    Accent,
    /// Overdue, unsafe.
    Danger,
    /// Due, ending soon.
    Due,
    /// Done, held.
    Good,
    /// Not covered by a consent.
    Withheld,
}

impl Theme {
    /// A theme without any style: what stands when a file gives nothing.
    pub fn plain() -> Self {
        let none = Style::new();
        Self {
            text: none,
            dim: none,
            strong: none,
            accent: none,
            selection: none.add_modifier(Modifier::REVERSED),
            danger: none,
            due: none,
            good: none,
            rule: none,
            input: none,
            withheld: none,
            float: none,
            masked: false,
        }
    }

    /// A theme that comes with the program; `dark` where the name is not one of them.
    pub fn built_in(name: &str) -> Self {
        let file = BUILT_IN.iter().find(|(known, _)| *known == name).or(BUILT_IN.first());
        file.map_or_else(Self::plain, |(name, text)| {
            Self::read(Self::plain(), &format!("themes/{name}.toml"), text).0
        })
    }

    /// The theme a person chose: `themes/NAME.toml` of their own over the built-in one of that name or over `dark`,
    /// with every mistake of that file. `no_color` chooses `mono` whatever the name.
    pub fn choose(name: &str, own: Option<(&str, &str)>, no_color: bool) -> (Self, Vec<Problem>) {
        if no_color {
            return (Self::built_in("mono"), Vec::new());
        }
        let base = Self::built_in(name);
        match own {
            Some((file, text)) => Self::read(base, file, text),
            None => (base, Vec::new()),
        }
    }

    /// The style of a look.
    pub fn look(&self, look: Look) -> Style {
        match look {
            Look::Text => self.text,
            Look::Dim => self.dim,
            Look::Strong => self.strong,
            Look::Accent => self.accent,
            Look::Danger => self.danger,
            Look::Due => self.due,
            Look::Good => self.good,
            Look::Withheld => self.withheld,
        }
    }

    fn read(base: Self, file: &str, text: &str) -> (Self, Vec<Problem>) {
        let mut theme = base;
        let reader = Reader::new(file, text);
        let root = reader.root();
        for (role, place) in theme.roles() {
            let Some(words) = root.text(role) else { continue };
            match style(&words) {
                Ok(style) => *place = style,
                Err(word) => root.problem(
                    role,
                    format!("`{role}` has a look that does not exist: {word}"),
                    "Write colours as 0-255, a name or #rrggbb, `on` before the one behind; bold, dim, italic, underlined, reversed",
                ),
            }
        }
        root.finish();
        let problems = reader.problems();
        (theme, problems)
    }

    fn roles(&mut self) -> [(&'static str, &mut Style); 12] {
        [
            ("text", &mut self.text),
            ("dim", &mut self.dim),
            ("strong", &mut self.strong),
            ("accent", &mut self.accent),
            ("selection", &mut self.selection),
            ("danger", &mut self.danger),
            ("due", &mut self.due),
            ("good", &mut self.good),
            ("rule", &mut self.rule),
            ("input", &mut self.input),
            ("withheld", &mut self.withheld),
            ("float", &mut self.float),
        ]
    }
}

/// Reads a look such as `bold 75 on 236`; the error is the word that was not understood.
fn style(words: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut behind = false;
    for word in words.split_whitespace() {
        if word == "on" && !behind {
            behind = true;
        } else if behind {
            style = style.bg(word.parse::<Color>().map_err(|_| word.to_owned())?);
            behind = false;
        } else if let Some(modifier) = modifier(word) {
            style = style.add_modifier(modifier);
        } else {
            style = style.fg(word.parse::<Color>().map_err(|_| word.to_owned())?);
        }
    }
    if behind { Err("on".into()) } else { Ok(style) }
}

fn modifier(word: &str) -> Option<Modifier> {
    Some(match word {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underlined" => Modifier::UNDERLINED,
        "reversed" => Modifier::REVERSED,
        _ => return None,
    })
}

/// Whether the person asked for no colours (no-color.org): NO_COLOR is set and not empty.
pub fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_themes_have_every_role_and_no_mistake() {
        for (name, text) in BUILT_IN {
            let (_, problems) = Theme::read(Theme::plain(), name, text);
            assert_eq!(problems, vec![], "{name}");
            let reader = Reader::new(name, text);
            let mut plain = Theme::plain();
            assert_eq!(reader.root().keys().len(), plain.roles().len(), "{name}");
        }
    }

    #[test]
    fn mono_has_no_colour_at_all_and_shows_the_selection() {
        let mut mono = Theme::built_in("mono");
        for (role, style) in mono.roles() {
            assert_eq!((style.fg, style.bg), (None, None), "{role}");
        }
        assert!(mono.selection.add_modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn mistakes_are_told_with_their_line_and_the_rest_counts() {
        let own = "accent = \"bold purpel\"\ndim = \"12\"\nacent = \"3\"\ntext = \"on\"\n";
        let (theme, problems) = Theme::choose("dark", Some(("themes/dark.toml", own)), false);
        assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(theme.dim, Style::new().fg(Color::Indexed(12)));
        assert_eq!(theme.accent, Theme::built_in("dark").accent);
    }
}
