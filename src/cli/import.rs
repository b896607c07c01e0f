//! `ifr import`: rows of other systems' files.

use super::args::Import;
use super::context::Context;
use super::{json, out};
use crate::domain::Word;
use crate::domain::text::{clean, clean_line};
use crate::error::{Error, Kind as Trouble, Result};
use crate::import::{self, Kind, Options, Outcome};
use crate::store::Store;
use crate::tui::here::Here;
use std::path::Path;

/// Brings the files in and says what became of every row; a try also says how the columns are read.
///
/// # Errors
/// Nobody may, a file cannot be read, or a file that is asked for cannot be made. Rows that were refused are told and
/// are no failure.
pub fn run(context: &Context, args: &Import) -> Result<()> {
    let mut store = context.signed_in()?;
    let options = Options {
        kind: args.kind.as_deref().map(kind).transpose()?,
        map: args.map.clone(),
        sheet: args.sheet.clone(),
        errors: args.errors.clone(),
        names: args.names.iter().cloned().collect(),
        dry_run: args.dry_run,
        ..Options::default()
    };
    if let Some(path) = &args.save_map {
        let [file] = args.files.as_slice() else {
            return Err(Error::new(Trouble::Usage, "one map is written for one file")
                .hint("name one file with --save-map; nothing was brought in"));
        };
        import::map_of(&store, file, &options)?.save(path)?;
    }
    // Whoever has to wait meanwhile reads for whom.
    let here = if args.dry_run { None } else { Here::announce(&store) };
    let outcome = import::run(&mut store, &args.files, &options);
    if let Some(here) = here {
        here.finish();
    }
    let outcome = outcome?;
    print(context, &store, args, &options, &outcome)
}

fn print(
    context: &Context,
    store: &Store,
    args: &Import,
    options: &Options,
    outcome: &Outcome,
) -> Result<()> {
    let previews = args.files.iter().filter(|_| args.dry_run);
    let previews = previews.map(|file| import::preview(store, file, options)).collect::<Result<Vec<_>>>()?;
    if context.global.json {
        let unwritable =
            |error| Error::new(Trouble::Io, format!("the outcome could not be written: {error}"));
        let mut body = serde_json::to_value(outcome).map_err(unwritable)?;
        if let (true, Some(body)) = (args.dry_run, body.as_object_mut()) {
            body.insert("columns".into(), serde_json::to_value(&previews).map_err(unwritable)?);
        }
        return out::print(&json::envelope(store, "import", body)?);
    }
    for preview in &previews {
        out::print(&clean(&preview.text()))?;
    }
    out::print(&clean(&outcome.text()))?;
    match &args.errors {
        _ if outcome.refused() == 0 => Ok(()),
        Some(path) => {
            let map = import::map_beside(path);
            let name = |path: &Path| clean_line(&path.display().to_string());
            let with = if map.is_file() { format!(" --map \"{}\"", name(&map)) } else { String::new() };
            out::print(&format!(
                "Every refused row is in {0}, with its reason: mend them there and bring that file in:\n  ifr import \"{0}\"{with}\n",
                name(path)
            ))
        }
        None => {
            out::print("--errors FILE writes every refused row into a file, to be mended and brought in.\n")
        }
    }
}

/// The kind that a word means.
pub(super) fn kind(text: &str) -> Result<Kind> {
    Kind::read(text).ok_or_else(|| {
        let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        Error::new(Trouble::Usage, format!("\"{text}\" is no kind of file that is read here"))
            .hint(format!("there are {}", kinds.join(", ")))
    })
}
