//! Names of people that mean nobody here, or more than one: asked about once, then remembered.

use super::row::{folded, several};
use crate::domain::access::Act;
use crate::domain::text::clean_line;
use crate::domain::{StaffId, Word};
use crate::error::{Result, invalid};
use crate::store::sql::RowExt;
use crate::store::{OpId, Store, What};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What stands for "nobody" among the remembered names.
pub(super) const NOBODY: i64 = 0;
/// How many people are offered for a name.
const OFFERED: usize = 200;

/// A name that a file holds, and whom it may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// The name as the file has it.
    pub text: String,
    /// How often it stands there.
    pub rows: u64,
    /// How many people it fits: none, or more than one.
    pub fits: usize,
    /// Everybody whom it may mean, the most likely first.
    #[serde(skip)]
    pub people: Vec<(StaffId, String)>,
}

impl Unknown {
    /// The name with how often it stands there: `"L. Brooks" (3)`.
    pub fn shown(&self) -> String {
        format!("\"{}\" ({})", clean_line(&self.text), self.rows)
    }
}

/// The names of one run that wait for an answer.
#[derive(Default)]
pub(super) struct Queue {
    /// By folded name.
    names: RefCell<BTreeMap<String, Waiting>>,
}

/// A name as the file has it, how often it stood there, and whom it fits.
struct Waiting {
    text: String,
    rows: u64,
    fits: Vec<i64>,
}

impl Queue {
    pub(super) fn add(&self, text: &str, fits: &[i64]) {
        if several(text).len() > 1 && text.contains('@') {
            // Several addresses in one cell are asked about one by one.
            return;
        }
        let mut names = self.names.borrow_mut();
        let waiting = || Waiting { text: text.to_owned(), rows: 0, fits: fits.to_vec() };
        names.entry(folded(text)).or_insert_with(waiting).rows += 1;
    }

    pub(super) fn list(&self, conn: &Connection) -> Result<Vec<Unknown>> {
        let people = everybody(conn)?;
        let names = self.names.borrow();
        let mut list: Vec<Unknown> =
            names.iter().map(|(name, waiting)| unknown(&people, name, waiting)).collect();
        list.sort_by_key(|unknown| std::cmp::Reverse(unknown.rows));
        Ok(list)
    }
}

/// Key, folded name, and name with role.
type Somebody = (i64, String, String);

fn everybody(conn: &Connection) -> Result<Vec<Somebody>> {
    let people = conn
        .prepare("select id, name, role from staff order by name")?
        .query_map([], |row| {
            let name: String = row.get(1)?;
            let role: crate::domain::staff::Role = row.word("role")?;
            Ok((row.get(0)?, folded(&name), format!("{name}, {}", role.label())))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(people)
}

fn unknown(people: &[Somebody], name: &str, waiting: &Waiting) -> Unknown {
    let fits = &waiting.fits;
    let likeness = |(id, own, _): &&Somebody| {
        let like = if fits.contains(id) { 2.0 } else { strsim::jaro_winkler(own, name) };
        std::cmp::Reverse((like * 1000.0) as i64)
    };
    let mut likely: Vec<&Somebody> = people.iter().collect();
    likely.sort_by_key(likeness);
    let people = likely.iter().take(OFFERED).map(|(id, _, shown)| (StaffId(*id), shown.clone())).collect();
    Unknown { text: waiting.text.clone(), rows: waiting.rows, fits: fits.len(), people }
}

/// Remembers whom a name means, or that it means nobody here, for this file and those that come.
///
/// # Errors
/// The person who is signed in may not import, or there is no such person.
pub fn remember(store: &mut Store, text: &str, means: Option<StaffId>) -> Result<()> {
    store.allow(Act::Import)?;
    let id = means.map_or(NOBODY, |staff| staff.0);
    let text = folded(text);
    store.write(OpId::new(), What::new("import_name", "import_name"), |tx| {
        let known = tx.sql().query_row("select 1 from staff where id = ?1", [id], |_| Ok(())).optional()?;
        if means.is_some() && known.is_none() {
            return Err(invalid("that person is no longer here"));
        }
        tx.note("means", id);
        tx.execute(
            "insert into import_name (kind, text, target_id) values ('staff', ?1, ?2)
             on conflict (kind, text) do update set target_id = excluded.target_id",
            params![text, id],
        )?;
        Ok(())
    })
}
