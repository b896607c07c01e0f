//! The one shared file: opened with care, written through one function, read for one viewer at a time.
//!
//! [`Store::handle`] takes a [`Request`] (a use case) and gives a [`Reply`]; it is synchronous, so a test calls it
//! directly and the screens' worker thread runs it beside them. The gate for Part 2 facts stands here.

pub(crate) mod account;
mod assign;
mod audit;
pub mod backup;
pub(crate) mod bulk;
mod cadences;
mod charges;
pub mod check;
pub(crate) mod consents;
mod dashboard;
mod deidentified;
mod disclosure;
mod documents;
mod drafts;
mod event;
mod exception;
mod exports;
mod families;
mod fidelity;
mod find;
#[cfg(test)]
pub(crate) mod fixture;
mod forms;
mod gate;
mod handle;
mod history;
mod individuals;
mod items;
mod items_list;
mod lists;
mod meetings;
mod migrate;
mod month;
mod names;
mod notes;
mod open;
pub mod patience;
mod place;
mod prepare;
pub mod presence;
mod records;
mod recover;
mod referrals;
mod report;
pub mod request;
pub mod restore;
mod schedule;
pub(crate) mod services;
mod setup;
pub mod share;
pub(crate) mod sql;
mod staffing;
mod trace;
pub(crate) mod travel;
mod undo;
pub mod upkeep;
pub mod view;
mod viewed;
mod vouchers;
mod walk;
pub mod watch;
mod witness;
mod write;

pub use event::{ChainReport, verify_chain};
pub use open::{Access, NewFile, OpenOptions};
pub use request::{Reply, Request};
pub use setup::{FirstSupervisor, SetUp};
pub use sql::instant;
pub use write::{OpId, Tx};
pub(crate) use {
    event::hex,
    write::{What, needs_care},
};

use crate::domain::access::{Act, State, Viewer, can};
use crate::domain::calendar::Clock;
use crate::error::{Error, Kind, Result, denied};
use crate::settings::Settings;
use audit::Asked;
use rusqlite::Connection;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use view::audit::Trail;

/// What the file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The partnership's name.
    pub partnership: String,
    /// The file's time zone.
    pub time_zone: chrono_tz::Tz,
    /// No cadence starts before this day.
    pub first_day: chrono::NaiveDate,
    /// The people in it are invented.
    pub demo: bool,
    /// The file's own identity, for the witness.
    pub file_uuid: String,
}

/// A file's identity as twelve letters, by which its own record numbers are known from those of other files. Digits
/// could look like a social security number.
pub(crate) fn file_letters(file_uuid: &str) -> String {
    let end = file_uuid.rsplit('-').next().unwrap_or_default();
    let letter = |digit: char| Some(char::from(b'a' + u8::try_from(digit.to_digit(16)?).ok()?));
    end.chars().filter_map(letter).collect()
}

/// An open file, and who is looking.
pub struct Store {
    conn: Connection,
    path: PathBuf,
    meta: Meta,
    clock: Clock,
    settings: Arc<Settings>,
    access: Access,
    viewer: Option<Viewer>,
    /// How far what others saved was looked at.
    seen: watch::Seen,
    /// The events written here, which are no news.
    own: watch::Own,
    /// Whether something is being saved on any connection of this program.
    saving: Arc<AtomicBool>,
    /// What the next write takes for granted.
    granted: Option<write::Granted>,
    /// The file's device and number, where they can be told: another file may come to lie in its place.
    place: Option<(u64, u64)>,
    /// On a share: who may write, and with what; `conn` then only reads.
    share: Option<share::Share>,
    /// What came of looking the audit trail over, shared with the connection that did.
    trail: Arc<Mutex<Option<Trail>>>,
    /// Where this computer keeps what it has seen of the audit trail.
    witness: Option<PathBuf>,
    /// What was refused already, so that a screen that asks again fills no trail.
    refused: HashSet<Asked>,
}

impl Store {
    /// What the file says of itself.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file lies on a network share.
    pub fn is_shared(&self) -> bool {
        self.share.is_some()
    }

    /// Whether something is being saved here, for whoever waits for it.
    pub fn saving(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.saving)
    }

    /// The clock that "today" comes from.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The thresholds, lists and meetings in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The person who is signed in.
    ///
    /// # Errors
    /// Nobody is signed in.
    pub fn viewer(&self) -> Result<&Viewer> {
        self.viewer.as_ref().ok_or_else(|| {
            Error::new(Kind::Denied, "nobody is signed in").hint("sign in with your name and passphrase")
        })
    }

    /// What the answer of [`can`] depends on besides the person.
    pub fn state(&self) -> State {
        State { signed: false, read_only: self.access == Access::ReadOnly, as_of: self.clock.as_of() }
    }

    /// Whether the system lets this file only be read, whatever was asked for.
    ///
    /// # Errors
    /// The file cannot be asked.
    pub fn is_locked(&self) -> Result<bool> {
        match &self.share {
            None => Ok(self.conn.is_readonly(rusqlite::MAIN_DB)?),
            Some(share) => share.is_locked(),
        }
    }

    /// Whether nothing may be written: the file is read only, or looked back at.
    fn looks_only(&self) -> bool {
        self.state().looks_only()
    }

    /// Refuses what would write where nothing may be written.
    fn refuse_looking(&self) -> Result<()> {
        if self.looks_only() { Err(denied("this file is open for reading only")) } else { Ok(()) }
    }

    /// Refuses what the viewer may not do, in words.
    pub(crate) fn allow(&self, act: Act) -> Result<&Viewer> {
        let viewer = self.viewer()?;
        can(act, viewer, self.state()).map_err(denied)?;
        Ok(viewer)
    }

    /// The connection, for reading.
    pub(crate) fn conn(&self) -> &Connection {
        &self.conn
    }
}
