//! Families: the caseload by worker and by pair, and a family's page.

mod cadence;
mod file;
mod life;
mod page;
mod recovery;
mod rows;
mod workers;

use super::Store;
use super::view::caseload::Caseload;
use super::view::family::change::FamilyFile;
use super::view::family::{FamilyPage, RecordAsk, RecordReply};
use super::view::{Person, Standing};
use super::write::What;
use crate::domain::standing::Judged;
use crate::domain::{FamilyId, StaffId};
use crate::error::Result;
use rusqlite::{Row, RowIndex};

pub(super) use page::{disclose, in_scope, tell};

pub(super) use cadence::Cadence;
pub(super) use workers::{Pair, Worker, load_rule, pairs, staff_load, worker_standing, workers_of};

impl Store {
    /// The open families of the viewer's sites by worker and by pair; what it discloses is written down before it is shown.
    pub(super) fn caseload(&mut self) -> Result<Caseload> {
        let (caseload, told) = workers::caseload(self)?;
        self.disclose(What::new("disclose", ""), &told, "caseload")?;
        Ok(caseload)
    }

    /// A family's page, gated for the viewer; what it discloses is written down before it is shown.
    pub(super) fn family(&mut self, family: FamilyId) -> Result<FamilyPage> {
        page::family(self, family)
    }

    /// A family as its forms begin with it, where it is in scope.
    pub(super) fn family_file(&self, family: FamilyId) -> Result<Option<FamilyFile>> {
        file::file(self, family)
    }

    /// A part of a family's life, or the history of a record.
    pub(super) fn record(&mut self, ask: &RecordAsk) -> Result<RecordReply> {
        match ask {
            RecordAsk::Life(family, kind, after, many) => {
                page::life_of(self, *family, (*kind, *after, *many)).map(RecordReply::Life)
            }
            RecordAsk::History(record, before) => {
                super::history::history(self, *record, *before).map(RecordReply::History)
            }
        }
    }
}

/// What was judged, as screens show it.
pub(super) fn judged(judged: Judged) -> Standing {
    Standing { mark: judged.level.into(), text: judged.text, on: judged.on }
}

/// The person whose key stands in a column; their full name and their short one stand in the two after it.
pub(super) fn person(row: &Row<'_>, key: impl RowIndex) -> rusqlite::Result<Person> {
    let at = key.idx(row.as_ref())?;
    let (name, short): (String, String) = (row.get(at + 1)?, row.get(at + 2)?);
    Ok(Person { id: StaffId(row.get(at)?), short: short_name(&name, short), name })
}

/// The person whose key stands in a column, where there is one.
pub(super) fn person_opt(row: &Row<'_>, key: impl RowIndex) -> rusqlite::Result<Option<Person>> {
    let at = key.idx(row.as_ref())?;
    match row.get::<_, Option<i64>>(at)? {
        Some(_) => person(row, at).map(Some),
        None => Ok(None),
    }
}

/// A name as said aloud: the short one, or the first word of the full one.
pub(super) fn short_name(name: &str, short: String) -> String {
    if short.is_empty() { name.split(' ').next().unwrap_or(name).to_owned() } else { short }
}
