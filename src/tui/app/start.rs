//! What the program starts with: settings, keys and theme from a person's folder, every mistake gathered.

use crate::domain::access::State;
use crate::domain::calendar::Clock;
use crate::settings::{Problem, Settings, nearest};
use crate::tui::keymap::Keymap;
use crate::tui::theme::{BUILT_IN, Theme, no_color};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the program starts with.
pub struct Start {
    /// Settings in force.
    pub settings: Arc<Settings>,
    /// Everything that is wrong in the settings files; said once at the start.
    pub problems: Vec<Problem>,
    /// How things look.
    pub theme: Theme,
    /// Which keys do what.
    pub keymap: Keymap,
    /// The file; `None` where there is none, which shows the first-run page.
    pub file: Option<OpenFile>,
    /// Where a file was looked for.
    pub path: PathBuf,
}

/// What the screens say of the open file.
#[derive(Clone, Debug)]
pub struct OpenFile {
    /// The partnership's name.
    pub name: String,
    /// Where the day comes from.
    pub clock: Clock,
    /// Whether it is read only or looked back at.
    pub state: State,
    /// Whether the people in it are invented.
    pub demo: bool,
    /// The person to be signed in, by name, where one was named on the command line.
    pub who: Option<String>,
}

impl Start {
    /// Adds keys and theme of a person's settings folder to settings that are loaded already.
    ///
    /// NO_COLOR chooses the theme `mono`. What is wrong in a file is a problem, and the defaults stand in its place.
    pub fn new(
        settings: Arc<Settings>,
        mut problems: Vec<Problem>,
        folder: Option<&Path>,
        file: Option<OpenFile>,
        path: PathBuf,
    ) -> Self {
        let keys = own(folder, "keys.toml", &mut problems);
        let (keymap, wrong) = Keymap::choose(keys.as_deref().map(|text| ("keys.toml", text)));
        problems.extend(wrong);
        let name = settings.general.program.theme.clone();
        let theme_file = format!("themes/{name}.toml");
        let theme = own(folder, &theme_file, &mut problems);
        if theme.is_none() {
            problems.extend(unknown_theme(&name));
        }
        let own = theme.as_deref().map(|text| (theme_file.as_str(), text));
        let (theme, wrong) = Theme::choose(&name, own, no_color());
        problems.extend(wrong);
        Self { settings, problems, theme, keymap, file, path }
    }
}

/// The text of a file of a person's own; `None` where there is none or it cannot be read, which is a problem.
fn own(folder: Option<&Path>, name: &str, problems: &mut Vec<Problem>) -> Option<String> {
    match std::fs::read_to_string(folder?.join(name)) {
        Ok(text) => Some(text.trim_start_matches('\u{feff}').to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            let message = format!("this file cannot be read: {error}");
            problems.push(Problem { file: name.to_owned(), line: 0, message, hint: String::new() });
            None
        }
    }
}

fn unknown_theme(name: &str) -> Option<Problem> {
    let known = || BUILT_IN.iter().map(|(name, _)| *name);
    if known().any(|one| one == name) {
        return None;
    }
    let hint = match nearest(name, known()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!(
            "There are {}; or put themes/{name}.toml into this folder",
            known().collect::<Vec<_>>().join(", ")
        ),
    };
    Some(Problem {
        file: "settings.toml".into(),
        line: 0,
        message: format!("there is no theme `{name}`"),
        hint,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_mistakes_of_the_folder_come_together() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("keys.toml"), "[lists]\nstrat = \"g\"\n").unwrap();
        let mut settings = Settings::defaults();
        settings.general.program.theme = "drak".into();
        let start = Start::new(Arc::new(settings), Vec::new(), Some(folder.path()), None, "x.ifr".into());
        let said: Vec<String> = start.problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("keys.toml, line 2") && said[1].contains("Did you mean `dark`?"));
        assert_eq!(start.keymap, Keymap::default());
    }
}
