//! Which keys do what: data, read from `config/keys.toml` and a person's own file over it.

mod action;
mod chord;

pub use action::Action;
pub use chord::Chord;

use crate::domain::Word;
use crate::settings::{Problem, Reader, Table, nearest};
use crate::words;
use std::collections::HashMap;

/// The keys that come with the program.
pub const DEFAULTS: &str = include_str!("../../config/keys.toml");

words! {
    /// A section of `keys.toml`: where its keys act.
    Place {
        Anywhere = "anywhere" => "Anywhere",
        Lists = "lists" => "In lists",
        Fields = "fields" => "While typing",
        Walk = "walk" => "In a meeting",
    }
}

impl Place {
    /// Whether keys of both places can be meant at the same moment, so that one key cannot serve both.
    fn meets(self, other: Self) -> bool {
        !matches!((self, other), (Self::Lists, Self::Fields) | (Self::Fields, Self::Lists))
    }
}

/// The keys of every action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    keys: HashMap<Action, Vec<Chord>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut keymap = Self { keys: HashMap::new() };
        keymap.overlay("keys.toml", DEFAULTS);
        keymap
    }
}

impl Keymap {
    /// The keys with a person's own file over them, and every mistake in that file; an action with a mistake keeps
    /// the keys it comes with.
    pub fn choose(own: Option<(&str, &str)>) -> (Self, Vec<Problem>) {
        let mut keymap = Self::default();
        let problems = own.map_or_else(Vec::new, |(file, text)| keymap.overlay(file, text));
        (keymap, problems)
    }

    /// The action that a key means: `typing` while a text field has the focus, where characters are text.
    pub fn action(&self, chord: Chord, place: Place, typing: bool) -> Option<Action> {
        if typing && (chord.is_text() || chord.code == ratatui::crossterm::event::KeyCode::Enter) {
            return None;
        }
        let places: &[Place] = match (place, typing) {
            (Place::Walk, true) => &[Place::Fields, Place::Walk, Place::Anywhere],
            (Place::Walk, false) => &[Place::Walk, Place::Lists, Place::Anywhere],
            (_, true) => &[Place::Fields, Place::Anywhere],
            (_, false) => &[Place::Lists, Place::Anywhere],
        };
        places.iter().find_map(|place| self.bound(chord, *place))
    }

    fn bound(&self, chord: Chord, place: Place) -> Option<Action> {
        let mut actions = Action::ALL.iter().copied().filter(|action| action.place() == place);
        actions.find(|action| self.keys(*action).contains(&chord))
    }

    /// The keys of an action.
    pub fn keys(&self, action: Action) -> &[Chord] {
        self.keys.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The first key of an action as people read it: `Ctrl-P`; empty where it has none.
    pub fn hint(&self, action: Action) -> String {
        self.keys(action).first().map(ToString::to_string).unwrap_or_default()
    }

    fn overlay(&mut self, file: &str, text: &str) -> Vec<Problem> {
        let reader = Reader::new(file, text);
        let root = reader.root();
        for place in Place::ALL {
            if let Some(table) = root.table(place.word()) {
                self.section(&table, *place);
            }
        }
        root.finish();
        reader.problems()
    }

    fn section(&mut self, table: &Table<'_>, place: Place) {
        let names: Vec<&str> = table.keys().into_iter().map(|(name, _)| name).collect();
        for name in names {
            let here = || Action::ALL.iter().filter(|action| action.place() == place);
            let Some(action) = here().find(|action| action.word() == name) else {
                unknown(table, name, place, nearest(name, here().map(|action| action.word())));
                continue;
            };
            let Some(chords) = chords(table, name, place) else { continue };
            let old = self.keys.insert(*action, chords);
            if let Some((chord, other)) = self.clash(*action) {
                let message = format!("`{chord}` is bound to both `{}` and `{name}`", other.word());
                table.problem(name, message, format!("Give `{}` another key", other.word()));
                self.keys.insert(*action, old.unwrap_or_default());
            }
        }
    }

    fn clash(&self, action: Action) -> Option<(Chord, Action)> {
        let mine = self.keys(action);
        Action::ALL
            .iter()
            .copied()
            .filter(|other| *other != action && other.place().meets(action.place()))
            .find_map(|other| {
                let chord = self.keys(other).iter().find(|chord| mine.contains(chord))?;
                Some((*chord, other))
            })
    }
}

fn unknown(table: &Table<'_>, name: &str, place: Place, near: Option<&str>) {
    let elsewhere = <Action as Word>::parse(name)
        .map(|action| format!("`{name}` belongs under [{}]", action.place().word()));
    let hint = elsewhere.or_else(|| near.map(|near| format!("Did you mean `{near}`?"))).unwrap_or_default();
    table.problem(name, format!("there is no command `{name}` under [{}]", place.word()), hint);
}

fn chords(table: &Table<'_>, name: &str, place: Place) -> Option<Vec<Chord>> {
    let texts = table.one_or_more(name)?;
    let mut chords = Vec::new();
    let mut good = true;
    for text in texts {
        let wrong = match Chord::read(&text) {
            Err(wrong) => Some(wrong),
            Ok(chord) => match chord.unbindable() {
                Some(why) => Some(why.to_owned()),
                None if place == Place::Fields && chord.is_text() => {
                    Some("Letters are text in a field".into())
                }
                None => {
                    chords.push(chord);
                    None
                }
            },
        };
        if let Some(wrong) = wrong {
            table.problem(name, format!("`{name}` cannot have the key {text}"), wrong);
            good = false;
        }
    }
    good.then_some(chords)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::crossterm::event::KeyCode;

    #[test]
    fn the_defaults_have_no_mistake_and_bind_every_action() {
        let mut keymap = Keymap { keys: HashMap::new() };
        assert_eq!(keymap.overlay("keys.toml", DEFAULTS), vec![]);
        for action in Action::ALL {
            assert!(!keymap.keys(*action).is_empty(), "{action}");
        }
    }

    #[test]
    fn letters_are_text_while_typing() {
        let keymap = Keymap::default();
        let s = Chord::plain(KeyCode::Char('s'));
        assert_eq!(keymap.action(s, Place::Lists, false), Some(Action::Start));
        assert_eq!(keymap.action(s, Place::Lists, true), None);
        assert_eq!(keymap.action(s, Place::Walk, true), None);
        assert_eq!(keymap.action(Chord::ctrl('n'), Place::Walk, true), Some(Action::NextCase));
        assert_eq!(keymap.action(Chord::ctrl('n'), Place::Lists, false), None);
        assert_eq!(keymap.action(Chord::ctrl('s'), Place::Lists, true), Some(Action::Save));
    }

    #[test]
    fn all_mistakes_are_told_at_once_with_their_lines() {
        let own = "[anywhere]\nhelp = \"ctrl-h\"\nhlep = \"f1\"\nlock = \"alt-l\"\nmask = \"f99\"\n\n[lists]\nfilter = \"s\"\nnext_case = \"x\"\nopen = 3\n[feilds]\n";
        let (keymap, problems) = Keymap::choose(Some(("keys.toml", own)));
        let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 8, 9, 10, 11], "{problems:#?}");
        assert_eq!(keymap, Keymap::default());
    }

    #[test]
    fn a_file_of_ones_own_changes_single_lines() {
        let (keymap, problems) = Keymap::choose(Some(("keys.toml", "[lists]\nstart = [\"g\", \"f10\"]\n")));
        assert_eq!(problems, vec![]);
        assert_eq!(keymap.hint(Action::Start), "g");
        assert_eq!(keymap.hint(Action::Commands), "Ctrl-P");
        assert_eq!(keymap.hint(Action::Filter), "f");
    }
}
