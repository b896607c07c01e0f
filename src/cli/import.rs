//! `ifr import`: rows of other systems' files.

use super::args::Import;
use super::context::Context;
use super::{json, out};
use crate::error::{Error, Kind as Trouble, Result};
use crate::import::{self, Kind, Options};

/// Brings the files in and says what became of every row.
///
/// # Errors
/// Nobody may, or a file cannot be read. Rows that were refused are told and are no failure.
pub fn run(context: &Context, args: &Import) -> Result<()> {
    let kind = args.kind.as_deref().map(kind).transpose()?;
    let mut store = context.signed_in()?;
    let options = Options { kind, map: args.map.clone(), dry_run: args.dry_run };
    let outcome = import::run(&mut store, &args.files, &options)?;
    if context.global.json {
        let body = serde_json::to_value(&outcome)
            .map_err(|error| Error::new(Trouble::Io, format!("the outcome could not be written: {error}")))?;
        out::print(&json::envelope(&store, "import", body)?)?;
    } else {
        out::print(&crate::domain::text::clean(&outcome.text()))?;
    }
    let refused = outcome.refused();
    match &args.errors {
        Some(path) if refused > 0 => outcome.write_errors(path),
        _ => Ok(()),
    }
}

fn kind(text: &str) -> Result<Kind> {
    Kind::read(text).ok_or_else(|| {
        Error::new(Trouble::Usage, format!("\"{text}\" is no kind of file that is read here"))
            .hint("there are staff, family, member and last_held")
    })
}
