//! Bringing in files of other systems: bytes → table → columns → rows in the file.
//!
//! Good rows are taken, bad rows are told by line and reason, and the same file a second time changes nothing.
//! One run is one transaction and one event; every row it brings carries the key of its `import` row.

mod columns;
mod context;
mod families;
mod kind;
mod last_held;
mod mapping;
mod members;
mod outcome;
mod row;
mod staff;
mod table;

pub use columns::listing;
pub use kind::Kind;
pub use outcome::{FileOutcome, Outcome, Refused};

use crate::domain::access::Act;
use crate::error::{Error, Kind as Trouble, Result};
use crate::store::{OpId, Store, Tx, What};
use context::Context;
use mapping::{Map, Sheet};
use row::Done;
use serde_json::json;
use std::path::PathBuf;

/// How files are brought in.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the files hold; otherwise their columns tell.
    pub kind: Option<Kind>,
    /// A TOML file that says which column is what: `kind = "family"`, `[columns]` with `case_number = "Case #"`,
    /// `[values.role]` with `"Volunteer" = "intact_worker"`, `[defaults]` with `role`, `site`, `agency` or any field.
    pub map: Option<PathBuf>,
    /// Only tells what would happen.
    pub dry_run: bool,
}

/// Brings files in for the person who is signed in, in one transaction and one event.
///
/// # Errors
/// The person may not, a file or the map cannot be read, or the disk refuses: then nothing of any file is taken.
/// Rows that are refused are no error: they stand in the [`Outcome`].
pub fn run(store: &mut Store, files: &[PathBuf], options: &Options) -> Result<Outcome> {
    store.allow(Act::Import)?;
    let map = options.map.as_deref().map(Map::load).transpose()?.unwrap_or_default();
    let mut sheets = Vec::with_capacity(files.len());
    for path in files {
        sheets.push(Sheet::new(table::read(path)?, &map, options.kind)?);
    }
    sheets.sort_by_key(|sheet| sheet.kind);
    let mut context = Context::load(store)?;
    let mut outcome = Outcome { dry_run: options.dry_run, files: Vec::new() };
    // What a large import writes stays in memory until the commit, so that readers are not kept out.
    store.conn().pragma_update(None, "cache_spill", false)?;
    let written = store.write(OpId::new(), What::new("import", "import"), |tx| {
        let mut notes = Vec::new();
        for sheet in &sheets {
            let file = take(tx, &mut context, sheet)?;
            notes.push(json!({
                "sha256": sheet.table.sha256, "added": file.added, "changed": file.changed,
                "left_alone": file.left_alone, "refused": file.refused.len(),
            }));
            outcome.files.push(file);
        }
        if options.dry_run || !outcome.changes_something() {
            return Err(unwritten());
        }
        tx.note("files", notes);
        Ok(())
    });
    store.conn().pragma_update(None, "cache_spill", true)?;
    match written {
        Err(error) if error == unwritten() => Ok(outcome),
        Err(error) => Err(error),
        Ok(()) => Ok(outcome),
    }
}

/// What ends a write that was only a look, so that nothing of it stays.
fn unwritten() -> Error {
    Error::new(Trouble::Usage, "nothing was to be written")
}

/// Takes one file's rows, each by itself.
fn take(tx: &mut Tx<'_>, context: &mut Context, sheet: &Sheet) -> Result<FileOutcome> {
    let mut file = FileOutcome::new(sheet);
    context.begin_file(open_import(tx, context, sheet)?, sheet.notes.clone());
    for (line, row) in sheet.rows() {
        let done = match row {
            Ok(row) => tx.attempt(|tx| sheet.kind.take(tx, context, &row))?,
            Err(reason) => Err(crate::error::invalid(reason)),
        };
        match done {
            Ok(Done { verdict, refused }) => {
                file.count(verdict);
                context.keep_row();
                for reason in refused {
                    file.refuse(sheet, line, reason);
                }
            }
            Err(error) if is_about_the_row(&error) => {
                context.forget_row();
                file.refuse(sheet, line, error.message);
            }
            Err(error) => return Err(error),
        }
    }
    for (line, reason) in staff::link_supervisors(tx, context, &mut file)? {
        file.refuse(sheet, line, reason);
    }
    file.refused.sort_by_key(|refused| refused.line);
    file.notes.append(&mut context.notes());
    close_import(tx, context, &file)?;
    Ok(file)
}

fn is_about_the_row(error: &Error) -> bool {
    matches!(error.kind, Trouble::Invalid | Trouble::Missing | Trouble::Denied)
}

fn open_import(tx: &Tx<'_>, context: &Context, sheet: &Sheet) -> Result<i64> {
    tx.execute(
        "insert into import (at, staff_id, source, sha256) values (?1, ?2, ?3, ?4)",
        rusqlite::params![context.at, context.viewer.staff.0, sheet.table.name, sheet.table.sha256],
    )?;
    Ok(tx.sql().last_insert_rowid())
}

/// Writes the counts; a file that changed nothing leaves no row.
fn close_import(tx: &Tx<'_>, context: &Context, file: &FileOutcome) -> Result<()> {
    if file.added + file.changed == 0 {
        tx.execute("delete from import where id = ?1", [context.import_id])?;
        return Ok(());
    }
    let refused = i64::try_from(file.refused.len()).unwrap_or(i64::MAX);
    tx.execute(
        "update import set added = ?2, changed = ?3, left_alone = ?4, refused = ?5 where id = ?1",
        rusqlite::params![context.import_id, file.added, file.changed, file.left_alone, refused],
    )?;
    Ok(())
}
