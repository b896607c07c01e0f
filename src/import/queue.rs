//! Names that mean nothing here, or more than one thing: asked about once, then remembered.

use super::row::{folded, several};
use crate::domain::access::{Act, Viewer};
use crate::domain::text::{clean_line, many};
use crate::domain::{FamilyId, SiteId, Word};
use crate::error::{Error, Result, invalid};
use crate::store::sql::RowExt;
use crate::store::{OpId, Store, What};
use crate::words;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What stands for "nothing here" among the remembered names.
pub(super) const NOTHING: i64 = 0;
/// How many things are offered for a name.
const OFFERED: usize = 200;
/// How many names are asked about at a time, the most frequent first.
const ASKED: usize = 100;

words! {
    /// What a name in somebody's file can mean.
    Means {
        Staff = "staff" => "person",
        Site = "site" => "site",
        Agency = "agency" => "agency",
        Family = "family" => "family",
    }
}

impl Means {
    /// What a map says of a name that means none: `nobody`, `no site`.
    pub(super) fn nothing(self) -> &'static str {
        match self {
            Self::Staff => "nobody",
            Self::Site => "no site",
            Self::Agency => "no agency",
            Self::Family => "no family",
        }
    }

    /// The answer that a name means none, and what follows from it.
    pub fn none(self) -> (&'static str, &'static str) {
        match self {
            Self::Staff => ("Nobody here", "the name is left out, in every file"),
            Self::Site => ("None of these", "read as if no site stood there"),
            Self::Agency => ("None of these", "read as if no agency stood there"),
            Self::Family => ("None of these", "its rows stay out, in every file"),
        }
    }

    /// Why a name is not understood, which fits so many.
    pub(super) fn unclear(self, text: &str, fits: usize) -> Error {
        let text = clean_line(text);
        let several = |way: &str| format!("\"{text}\" may be any of {fits} {}: {way}", many(self.label()));
        invalid(match (self, fits) {
            (Self::Staff, 0) => {
                format!("nobody here is \"{text}\": bring the staff in first, or say whom it means")
            }
            (Self::Staff, _) => several("write the e-mail address, or say whom it means"),
            (Self::Family, 0) => {
                format!("no family here is \"{text}\": bring the families in first, or say which it means")
            }
            (Self::Family, _) => several("write the case number, or say which it means"),
            (_, 0) => format!("there is no {self} called \"{text}\" here: say which it means"),
            (_, _) => several("say which it means"),
        })
    }
}

/// A name that a file holds, and what it may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// What it names.
    pub kind: Means,
    /// The name as the file has it.
    pub text: String,
    /// How often it stands there.
    pub rows: u64,
    /// How many things it fits: none, or more than one.
    pub fits: usize,
    /// Everything that it may mean, with its key, the most likely first.
    #[serde(skip)]
    pub choices: Vec<(i64, String)>,
}

impl Unknown {
    /// The name with how often it stands there: `"L. Brooks" (3)`.
    pub fn shown(&self) -> String {
        format!("\"{}\" ({})", clean_line(&self.text), self.rows)
    }

    /// Why it is asked about: `no site here has this name`.
    pub fn why(&self) -> String {
        match (self.kind, self.fits) {
            (Means::Staff, 0) => "nobody here has this name".into(),
            (kind, 0) => format!("no {kind} here has this name"),
            (kind, fits) => format!("{fits} {} have this name", many(kind.label())),
        }
    }

    /// The question: `Who is "L. Brooks"?`
    pub fn question(&self) -> String {
        let text = clean_line(&self.text);
        match self.kind {
            Means::Staff => format!("Who is \"{text}\"?"),
            kind => format!("Which {kind} is \"{text}\"?"),
        }
    }
}

/// The names of one run that wait for an answer.
#[derive(Default)]
pub(super) struct Queue {
    /// By what they name and the folded name.
    names: RefCell<BTreeMap<(Means, String), Waiting>>,
}

/// A name as the file has it, how often it stood there, and what it fits.
struct Waiting {
    text: String,
    rows: u64,
    fits: Vec<i64>,
}

impl Queue {
    pub(super) fn add(&self, means: Means, text: &str, fits: &[i64]) {
        if several(text).len() > 1 && text.contains('@') {
            // Several addresses in one cell are asked about one by one.
            return;
        }
        let mut names = self.names.borrow_mut();
        let waiting = || Waiting { text: text.to_owned(), rows: 0, fits: fits.to_vec() };
        names.entry((means, folded(text))).or_insert_with(waiting).rows += 1;
    }

    /// The names that stand in most rows, and how many more there are.
    pub(super) fn list(&self, conn: &Connection, viewer: &Viewer) -> Result<(Vec<Unknown>, usize)> {
        let names = self.names.borrow();
        let mut list: Vec<_> = names.iter().collect();
        list.sort_by_key(|(_, waiting)| std::cmp::Reverse(waiting.rows));
        let more = list.len().saturating_sub(ASKED);
        let mut known: BTreeMap<Means, Vec<Known>> = BTreeMap::new();
        let mut unknown = Vec::new();
        for ((means, name), waiting) in list.into_iter().take(ASKED) {
            if !known.contains_key(means) {
                known.insert(*means, all(conn, viewer, *means)?);
            }
            let choices = likely(known.get(means).map_or(&[], Vec::as_slice), name, &waiting.fits);
            let (text, rows, fits) = (waiting.text.clone(), waiting.rows, waiting.fits.len());
            unknown.push(Unknown { kind: *means, text, rows, fits, choices });
        }
        Ok((unknown, more))
    }
}

/// Key, folded name, and as it is offered.
type Known = (i64, String, String);

/// Everything of a kind that may be offered to this person.
fn all(conn: &Connection, viewer: &Viewer, means: Means) -> Result<Vec<Known>> {
    let sql = match means {
        Means::Staff => "select id, name, role from staff order by name",
        Means::Site => "select id, name, id as site from site order by name",
        Means::Agency => "select id, name from agency order by name",
        Means::Family => {
            "select id, case_number, site_id as site, coalesce(label, '') as label from family order by id desc"
        }
    };
    let mut found = Vec::new();
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
        if matches!(means, Means::Site | Means::Family) && !viewer.sites.contains(&SiteId(row.get("site")?)) {
            continue;
        }
        let shown = match means {
            Means::Staff => format!("{name}, {}", row.word::<crate::domain::staff::Role>("role")?.label()),
            Means::Site | Means::Agency => name.clone(),
            Means::Family => {
                format!("{name}  {}  {}", FamilyId(id), row.get::<_, String>("label")?)
            }
        };
        found.push((id, folded(&name), shown.trim_end().to_owned()));
    }
    Ok(found)
}

/// What a name is likely to mean: what it fits, then what is written most like it.
fn likely(known: &[Known], name: &str, fits: &[i64]) -> Vec<(i64, String)> {
    let wanted = bare(name);
    let likeness = |(id, own, _): &&Known| {
        let like = if fits.contains(id) { 2.0 } else { strsim::jaro_winkler(&bare(own), &wanted) };
        std::cmp::Reverse((like * 1000.0) as i64)
    };
    let mut likely: Vec<&Known> = known.iter().collect();
    likely.sort_by_cached_key(likeness);
    likely.into_iter().take(OFFERED).map(|(id, _, shown)| (*id, shown.clone())).collect()
}

/// A name without what is written now this way and now that: `q-1` and `q1` are alike.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).collect()
}

/// Remembers what a name means, or that it means nothing here, for this file and those that come.
///
/// # Errors
/// The person who is signed in may not import, or there is no such thing at their sites.
pub fn remember(store: &mut Store, kind: Means, text: &str, means: Option<i64>) -> Result<()> {
    store.allow(Act::Import)?;
    let viewer = store.viewer()?.clone();
    let id = means.unwrap_or(NOTHING);
    let text = folded(text);
    store.write(OpId::new(), What::new("import_name", "import_name"), |tx| {
        if means.is_some() && !is_here(tx.sql(), &viewer, kind, id)? {
            return Err(invalid(format!("that {kind} is no longer here")));
        }
        tx.note("kind", kind.word());
        tx.note("means", id);
        tx.execute(
            "insert into import_name (kind, text, target_id) values (?1, ?2, ?3)
             on conflict (kind, text) do update set target_id = excluded.target_id",
            params![kind.word(), text, id],
        )?;
        Ok(())
    })
}

/// Whether there is such a thing; a site and a family also have to be the viewer's.
fn is_here(conn: &Connection, viewer: &Viewer, kind: Means, id: i64) -> Result<bool> {
    let sql = match kind {
        Means::Staff => "select null from staff where id = ?1",
        Means::Site => "select id from site where id = ?1",
        Means::Agency => "select null from agency where id = ?1",
        Means::Family => "select site_id from family where id = ?1",
    };
    let site: Option<Option<i64>> = conn.query_row(sql, [id], |row| row.get(0)).optional()?;
    Ok(site.is_some_and(|site| site.is_none_or(|site| viewer.sites.contains(&SiteId(site)))))
}
