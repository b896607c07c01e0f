//! Bringing in files of other systems: bytes → table → columns → rows in the file.
//!
//! Good rows are taken, bad rows are told by line and reason, and the same file a second time changes nothing.
//! One run is one transaction and one event; every row it brings carries the key of its `import` row.

mod assignments;
mod cell;
mod columns;
mod consents;
mod context;
mod credentials;
mod csv;
mod encoding;
mod errors;
mod families;
mod header;
mod items;
mod key;
mod kind;
mod last_held;
mod look;
mod map;
mod mapping;
mod members;
mod milestones;
mod moment;
mod outcome;
mod positions;
mod preview;
mod queue;
mod referrals;
mod row;
mod services;
mod sqlite;
mod staff;
mod table;
mod travel;
mod watch;
mod xlsx;

pub use columns::listing;
pub use errors::{NewFile, map_beside};
pub use kind::Kind;
pub use look::{How, Look};
pub use map::{Clients, Map};
pub use outcome::{FileOutcome, Outcome, Refused};
pub use preview::{ColumnPreview, Preview, Unclear, map_of, preview, unclear};
pub use queue::{Means, Unknown, remember};
pub use watch::Watch;
pub(crate) use watch::was_stopped;

use crate::domain::Word;
use crate::domain::access::Act;
use crate::error::{Error, Kind as Trouble, Result};
use crate::store::{OpId, Store, Tx, What, needs_care};
use context::Context;
use errors::Mending;
use mapping::Sheet;
use row::Done;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use table::{Record, Table, Wanted};

/// How files are brought in.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the files hold; otherwise their columns tell.
    pub kind: Option<Kind>,
    /// A TOML file that says which column is what; see [`Map`].
    pub map: Option<PathBuf>,
    /// A map in hand, which goes before the one in the file.
    pub with: Option<Map>,
    /// The sheet of a workbook or the table of a database; otherwise the map tells, or there is only one.
    pub sheet: Option<String>,
    /// Where the rows that are refused are to go: a file that is not there yet.
    pub errors: Option<PathBuf>,
    /// What names in the files mean, as the command line says it; remembered unless this is a try.
    pub names: BTreeMap<String, String>,
    /// Only tells what would happen.
    pub dry_run: bool,
    /// How far it has come, and whether it shall stop.
    pub watch: Watch,
}

impl Options {
    fn map(&self) -> Result<Map> {
        match (&self.with, &self.map) {
            (Some(map), _) => Ok(map.clone()),
            (None, Some(path)) => Map::load(path),
            (None, None) => Ok(Map::default()),
        }
    }

    fn open(&self, path: &Path, map: &Map) -> Result<Table> {
        let known: Vec<String> = map.columns.values().map(|name| columns::folded(name)).collect();
        let sheet = self.sheet.as_deref().or(map.sheet.as_deref());
        let columns = map.columns.values().map(String::as_str);
        let followed: Vec<&str> = columns.filter(|column| sqlite::is_followed(column)).collect();
        Table::open(
            path,
            Wanted {
                sheet,
                told: self.sheet.is_some(),
                header: map.header,
                known: &known,
                followed: &followed,
            },
        )
    }
}

/// Brings files in for the person who is signed in, in one transaction and one event.
///
/// # Errors
/// The person may not, a file or the map cannot be read, the file for refused rows cannot be made, somebody stopped
/// it, or the disk refuses: then nothing of any file is taken. Rows that are refused are no error: they stand in the
/// [`Outcome`].
pub fn run(store: &mut Store, files: &[PathBuf], options: &Options) -> Result<Outcome> {
    store.allow(Act::Import)?;
    let map = options.map()?;
    learn(store, options)?;
    let mut sheets = Vec::with_capacity(files.len());
    for path in files {
        is_foreign(store, path)?;
        let mut sheet = Sheet::new(options.open(path, &map)?, &map, options.kind, store)?;
        sheet.decide_order(&options.watch)?;
        let sha256 = sheet.table.sha256()?;
        sheets.push((sheet, sha256));
    }
    sheets.sort_by_key(|(sheet, _)| sheet.kind);
    let kind = options.kind.map(|kind| kind.word().to_owned());
    let read_by = Map { kind: kind.or_else(|| map.kind.clone()), ..map.clone() };
    let errors = options.errors.as_ref().map(|path| Mending::make(path, &read_by)).transpose()?;
    // First without a way back for each row; where a row was refused half done, all again with care.
    let outcome = match bring(store, &map, &sheets, options, Care::Light) {
        Err(error) if error == needs_care() => bring(store, &map, &sheets, options, Care::Full)?,
        done => done?,
    };
    if let Some(errors) = errors {
        errors.write(&outcome)?;
    }
    Ok(outcome)
}

/// Remembers what the command line says of names, unless this is a try.
fn learn(store: &mut Store, options: &Options) -> Result<()> {
    if options.dry_run || options.names.is_empty() {
        return Ok(());
    }
    for (means, text, id) in Context::load(store)?.learn(&options.names)? {
        remember(store, means, &text, id)?;
    }
    Ok(())
}

/// How a row is tried: with a way back for itself, or without.
#[derive(Clone, Copy)]
enum Care {
    Light,
    Full,
}

/// Takes all files in one write.
fn bring(
    store: &mut Store,
    map: &Map,
    sheets: &[(Sheet, String)],
    options: &Options,
    care: Care,
) -> Result<Outcome> {
    let mut context = Context::load(store)?;
    context.learn(&map.names)?;
    context.learn(&options.names)?;
    let mut outcome = Outcome { dry_run: options.dry_run, ..Outcome::default() };
    let written = store.write(OpId::new(), What::new("import", "import"), |tx| {
        tx.hold_in_memory()?;
        take_all(tx, &mut context, sheets, options, care, &mut outcome)
    });
    match written {
        Err(error) if error != unwritten() => return Err(error),
        _ => {}
    }
    (outcome.names, outcome.more_names) = context.unknown(store.conn())?;
    Ok(outcome)
}

/// Refuses the shared file itself: to open and close it once more would lose the locks that are held on it.
fn is_foreign(store: &Store, path: &Path) -> Result<()> {
    let own = store.path().canonicalize().ok();
    if own.is_some() && own == path.canonicalize().ok() {
        return Err(Error::new(Trouble::Usage, "this is the shared file itself")
            .hint("name the file of another system; nothing was brought in"));
    }
    Ok(())
}

/// Takes every file's rows into one write; a write that was only a look, or changed nothing, ends as [`unwritten`].
fn take_all(
    tx: &mut Tx<'_>,
    context: &mut Context,
    sheets: &[(Sheet, String)],
    options: &Options,
    care: Care,
    outcome: &mut Outcome,
) -> Result<()> {
    tx.digest_rows();
    let mut notes = Vec::new();
    for (sheet, sha256) in sheets {
        options.watch.begin();
        let file = take(tx, context, sheet, sha256, (&options.watch, care))?;
        notes.push(json!({
            "sha256": sha256, "added": file.added, "changed": file.changed,
            "left_alone": file.left_alone, "refused": file.refused.len(),
        }));
        outcome.files.push(file);
    }
    if options.dry_run || !outcome.changes_something() {
        return Err(unwritten());
    }
    tx.note("files", notes);
    tx.note("rows_sha256", tx.rows_digest());
    Ok(())
}

/// What ends a write that was only a look, so that nothing of it stays.
fn unwritten() -> Error {
    Error::new(Trouble::Usage, "nothing was to be written")
}

/// Takes one file's rows, each by itself.
fn take(
    tx: &mut Tx<'_>,
    context: &mut Context,
    sheet: &Sheet,
    sha256: &str,
    (watch, care): (&Watch, Care),
) -> Result<FileOutcome> {
    let mut file = FileOutcome::new(sheet);
    context.begin_file(open_import(tx, context, sheet, sha256)?, sheet);
    // The cells of rows whose supervisor is looked for only once everybody is known.
    let mut waiting: HashMap<u64, Vec<String>> = HashMap::new();
    sheet.table.walk(watch, &mut |record| {
        if context.is_notice(&record.cells) {
            return Ok(());
        }
        let done = match sheet.row(&record) {
            Ok(mut row) => {
                context.without_nobodies(&mut row);
                let mut taken = |tx: &mut Tx<'_>| sheet.kind.take(tx, context, &row);
                match care {
                    Care::Light => tx.attempt_lightly(&mut taken)?,
                    Care::Full => tx.attempt(&mut taken)?,
                }
            }
            Err(reason) => Err(crate::error::invalid(reason)),
        };
        settle(context, &mut file, record, done, &mut waiting)
    })?;
    for (line, reason) in staff::link_supervisors(tx, context, &mut file)? {
        file.refuse(line, waiting.get(&line).cloned().unwrap_or_default(), reason);
    }
    file.refused.sort_by_key(|refused| refused.line);
    file.notes.append(&mut context.notes());
    close_import(tx, context, &file)?;
    Ok(file)
}

/// Counts what became of a row, and keeps what it brought or forgets it.
fn settle(
    context: &mut Context,
    file: &mut FileOutcome,
    record: Record,
    done: Result<Done>,
    waiting: &mut HashMap<u64, Vec<String>>,
) -> Result<()> {
    let line = record.line;
    match done {
        Ok(Done { verdict, refused }) => {
            file.count(verdict);
            context.keep_row();
            if context.supervisors.last().is_some_and(|named| named.line == line) {
                waiting.insert(line, record.cells.clone());
            }
            for reason in refused {
                file.refuse(line, record.cells.clone(), reason);
            }
        }
        Err(error) if is_about_the_row(&error) => {
            context.forget_row();
            file.refuse(line, record.cells, error.message);
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

fn is_about_the_row(error: &Error) -> bool {
    matches!(error.kind, Trouble::Invalid | Trouble::Missing | Trouble::Denied)
}

fn open_import(tx: &Tx<'_>, context: &Context, sheet: &Sheet, sha256: &str) -> Result<i64> {
    tx.execute(
        "insert into import (at, staff_id, source, sha256) values (?1, ?2, ?3, ?4)",
        rusqlite::params![context.at, context.viewer.staff.0, sheet.table.name, sha256],
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
