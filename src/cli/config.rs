//! `ifr config`: what can be set, as the program has it by itself.

use super::context::Context;
use super::out;
use crate::error::{Error, Kind, Result};
use crate::settings::{embedded, nearest};
use crate::tui::{keymap, theme};

/// Prints the default of a settings file; without a name, the folder, the names, and what is wrong in them.
///
/// # Errors
/// There is no settings file of that name.
pub fn run(context: &Context, name: Option<&str>) -> Result<()> {
    let files = files();
    let Some(name) = name else { return overview(context, &files) };
    let full = if name.ends_with(".toml") { name.to_owned() } else { format!("{name}.toml") };
    let found = files.iter().find(|(known, _)| *known == full || *known == format!("themes/{full}"));
    let Some((_, text)) = found else {
        let names = files.iter().map(|(name, _)| name.as_str());
        let hint = match nearest(&full, names.clone()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("there are {}", names.collect::<Vec<_>>().join(", ")),
        };
        return Err(Error::new(Kind::Usage, format!("there is no settings file {full}")).hint(hint));
    };
    out::print(text)
}

fn files() -> Vec<(String, &'static str)> {
    let settings = embedded().iter().map(|(name, text)| ((*name).to_owned(), *text));
    let keys = [("keys.toml".to_owned(), keymap::DEFAULTS)];
    let themes = theme::BUILT_IN.iter().map(|(name, text)| (format!("themes/{name}.toml"), *text));
    settings.chain(keys).chain(themes).collect()
}

fn overview(context: &Context, files: &[(String, &'static str)]) -> Result<()> {
    let folder = context.folder.as_deref();
    let mut text = match folder {
        Some(folder) => format!("Your own settings go into {}\n", folder.display()),
        None => "This computer has no folder for settings.\n".to_owned(),
    };
    text.push_str(
        "A file there needs only the lines that differ; \"ifr config NAME\" prints the defaults.\n\n",
    );
    for (name, _) in files {
        let own = folder.is_some_and(|folder| folder.join(name).is_file());
        text.push_str(&format!(
            "  {name:<24}{}\n",
            if own { "yours is read over the default" } else { "default" }
        ));
    }
    if !context.problems.is_empty() {
        text.push_str("\nThese mistakes are passed over, and the defaults stand in their place:\n");
        for problem in &context.problems {
            text.push_str(&format!("  {}\n", problem.to_string().replace('\n', "\n  ")));
        }
    }
    out::print(&crate::domain::text::clean(&text))
}
