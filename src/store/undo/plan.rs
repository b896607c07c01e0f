//! What an event did, whether it may be undone, and what undoing it would do.

use super::table::{self, Table};
use crate::domain::access::{State, can};
use crate::domain::calendar::Clock;
use crate::domain::staff::{Role, Side};
use crate::error::{Error, Kind, Result, denied, invalid, missing};
use crate::store::forms::desk::Desk;
use crate::store::sql::{RowExt, read_instant};
use crate::store::write::GONE;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Events that are looks and comings, not changes: undoing passes over them.
const PASSED_OVER: &[&str] = &[
    "undo",
    "sign_in",
    "sign_in_refused",
    "sign_out",
    "disclose",
    "disclosure",
    "export",
    "view",
    "look",
    "refused",
];

/// What happens inside a meeting is answered again there, and what is signed stays.
const IN_MEETING: &[&str] = &[
    "start_meeting",
    "attend",
    "add_guest",
    "hold_as",
    "carry",
    "answer_case",
    "step",
    "next_date",
    "close_meeting",
    "addendum",
    "sign_meeting",
    "note",
];

/// The kinds that are passed over, for `in (select value from json_each(?))`.
pub(super) fn passed_over() -> String {
    Json::from(PASSED_OVER.to_vec()).to_string()
}

/// A row that an event touched.
#[derive(Clone, Debug)]
pub(super) struct Touched {
    pub table: &'static Table,
    pub id: i64,
    /// The version it left.
    pub version: i64,
    /// It made the row.
    pub made: bool,
}

/// An event as undoing sees it.
#[derive(Debug)]
pub(super) struct Done {
    pub seq: i64,
    at: String,
    actor: Option<i64>,
    result: String,
    /// In the order in which they were touched, each once.
    pub rows: Vec<Touched>,
}

impl Done {
    /// What an event is about: its table and key.
    pub(super) fn about(conn: &Connection, seq: i64) -> Result<(String, Option<i64>)> {
        conn.prepare_cached("select entity, entity_id from event where seq = ?1")?
            .query_row([seq], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .ok_or_else(|| missing("the history holds no such step"))
    }

    /// Reads an event that can be undone as such; whether it still can be is [`Done::untouched`].
    pub(super) fn read(conn: &Connection, seq: i64) -> Result<Self> {
        let found: Option<(String, Option<i64>, String, String, String)> = conn
            .prepare_cached("select at, actor, kind, body, result from event where seq = ?1")?
            .query_row([seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
            .optional()?;
        let (at, actor, kind, body, result) =
            found.ok_or_else(|| missing("the history holds no such step"))?;
        if IN_MEETING.contains(&kind.as_str()) {
            return Err(invalid("what you did last was in a meeting, and is changed there")
                .hint("open the meeting and answer again; what is signed gets a dated addendum"));
        }
        if PASSED_OVER.contains(&kind.as_str()) {
            return Err(invalid("that was no change: there is nothing to undo"));
        }
        let rows = touched(&body).filter(|rows| !rows.is_empty()).ok_or_else(|| {
            invalid("what you did last cannot be undone in one step").hint("change it where it stands")
        })?;
        let done = Self { seq, at, actor, result, rows };
        if undone(conn, seq)? {
            return Err(invalid(format!("this was undone already: {}", done.said())));
        }
        Ok(done)
    }

    /// The sentence that was said then.
    pub(super) fn said(&self) -> String {
        let said = serde_json::from_str(&self.result).ok();
        let sentence = match said {
            Some(Json::Array(parts)) => {
                parts.iter().filter_map(Json::as_str).find(|text| !text.is_empty()).map(str::to_owned)
            }
            Some(Json::String(text)) if !text.is_empty() => Some(text),
            _ => None,
        };
        sentence.unwrap_or_else(|| {
            let both = [self.count(true), self.count(false)];
            both.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(", ")
        })
    }

    /// What undoing would do: `removes 1 assignment and restores 1 assignment`.
    pub(super) fn effect(&self) -> String {
        match (self.count(true), self.count(false)) {
            (made, changed) if changed.is_empty() => format!("removes {made}"),
            (made, changed) if made.is_empty() => format!("restores {changed}"),
            (made, changed) => format!("removes {made} and restores {changed}"),
        }
    }

    /// The rows that were made, or changed, by their nouns: `1 opening, 2 assignments`.
    fn count(&self, made: bool) -> String {
        let mut nouns: BTreeMap<&str, usize> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.made == made) {
            *nouns.entry(row.table.noun).or_default() += 1;
        }
        let said = nouns.iter().map(|(noun, count)| match (count, noun.strip_suffix('y')) {
            (1, _) => format!("1 {noun}"),
            (_, Some(stem)) => format!("{count} {stem}ies"),
            _ if noun.contains(" of ") || noun.contains(" into ") || *noun == "person" => {
                format!("{count} × {noun}")
            }
            _ => format!("{count} {noun}s"),
        });
        said.collect::<Vec<_>>().join(", ")
    }

    /// When, and by whom where it was somebody else.
    pub(super) fn when(&self, conn: &Connection, desk: &Desk, clock: &Clock) -> Result<String> {
        let when = moment(&self.at, desk, clock);
        match self.actor {
            Some(actor) if actor != desk.viewer.staff.0 => Ok(format!("{when}, by {}", name(conn, actor)?)),
            _ => Ok(when),
        }
    }

    /// Whether the viewer may: whoever did it, or somebody of the same side who may do that.
    pub(super) fn may(&self, conn: &Connection, desk: &Desk, state: State) -> Result<()> {
        let viewer = &desk.viewer;
        if self.actor == Some(viewer.staff.0) {
            return Ok(());
        }
        let side: Option<Side> = match self.actor {
            None => None,
            Some(actor) => conn
                .prepare_cached("select role from staff where id = ?1")?
                .query_row([actor], |row| row.word::<Role>("role"))
                .optional()?
                .and_then(Role::side),
        };
        if side != Some(viewer.side) {
            return Err(super::not_theirs());
        }
        for row in &self.rows {
            can(row.table.act(viewer.side), viewer, state).map_err(denied)?;
            in_scope(conn, desk, row)?;
        }
        Ok(())
    }

    /// Refuses where a row is no longer what this event made it, and says who changed what.
    pub(super) fn untouched(&self, conn: &Connection, desk: &Desk, clock: &Clock) -> Result<()> {
        for row in &self.rows {
            let later = later(conn, self.seq, row)?;
            let mut expected = row.version;
            for step in &later {
                if step.kind != "undo" && !undone(conn, step.seq)? {
                    return Err(step.error(conn, desk, clock, row)?);
                }
                expected = step.version.unwrap_or(expected);
            }
            if row.table.version(conn, row.id)?.unwrap_or(GONE) != expected {
                let record = row.table.record(conn, row.id)?;
                return Err(Error::new(Kind::Conflict, format!("{record} was changed since"))
                    .hint("look at it and change it where it stands"));
            }
        }
        Ok(())
    }
}

/// Refuses rows of families outside the viewer's sites.
fn in_scope(conn: &Connection, desk: &Desk, row: &Touched) -> Result<()> {
    let columns = row.table.columns(conn)?;
    let column = match row.table.name {
        "family" => "id",
        _ if columns.iter().any(|column| column == "family_id") => "family_id",
        _ => return Ok(()),
    };
    let family: Option<i64> = conn
        .prepare_cached(&format!("select {column} from {} where id = ?1", row.table.name))?
        .query_row([row.id], |found| found.get(0))
        .optional()?
        .flatten();
    family.map_or(Ok(()), |family| desk.family(conn, crate::domain::FamilyId(family)).map(|_| ()))
}

/// Something that happened to a row later.
struct Later {
    seq: i64,
    kind: String,
    actor: Option<i64>,
    at: String,
    fields: String,
    version: Option<i64>,
}

impl Later {
    fn error(&self, conn: &Connection, desk: &Desk, clock: &Clock, row: &Touched) -> Result<Error> {
        let who = match self.actor {
            Some(actor) if actor == desk.viewer.staff.0 => "you".to_owned(),
            Some(actor) => name(conn, actor)?,
            None => "the program".to_owned(),
        };
        let record = row.table.record(conn, row.id)?;
        let fields: Vec<String> = self.fields.split(',').map(plain).collect();
        let message = format!(
            "{who} changed {record} since ({}), {}",
            fields.join(", "),
            moment(&self.at, desk, clock)
        );
        Ok(Error::new(Kind::Conflict, message).hint("look at it and change it where it stands"))
    }
}

/// A column's name as a word.
fn plain(column: &str) -> String {
    let bare = column.strip_suffix("_on").or_else(|| column.strip_suffix("_id")).unwrap_or(column);
    bare.replace('_', " ")
}

fn later(conn: &Connection, seq: i64, row: &Touched) -> Result<Vec<Later>> {
    let mut statement = conn.prepare_cached(
        "select e.seq, e.kind, e.actor, e.at, e.body, group_concat(v.field) as fields
         from event e join event_value v on v.seq = e.seq and v.entity = ?2 and v.entity_id = ?3
         where e.seq > ?1 group by e.seq order by e.seq",
    )?;
    let rows = statement.query_map(params![seq, row.table.name, row.id], |found| {
        let body: String = found.get("body")?;
        let version = touched(&body)
            .and_then(|rows| {
                rows.into_iter().find(|one| one.table.name == row.table.name && one.id == row.id)
            })
            .map(|one| one.version);
        Ok(Later {
            seq: found.get("seq")?,
            kind: found.get("kind")?,
            actor: found.get("actor")?,
            at: found.get("at")?,
            fields: found.get("fields")?,
            version,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The rows an event's body names; `None` where it names none, or one that cannot be put back.
fn touched(body: &str) -> Option<Vec<Touched>> {
    let body: Json = serde_json::from_str(body).ok()?;
    let mut rows: Vec<Touched> = Vec::new();
    for row in body.get("rows")?.as_array()? {
        let (name, id) = (row.get(0)?.as_str()?, row.get(1)?.as_i64()?);
        let (version, made) = (row.get(2)?.as_i64()?, row.get(3)?.as_bool()?);
        let table = table::find(name)?;
        match rows.iter_mut().find(|one| one.table.name == name && one.id == id) {
            Some(one) => one.version = version,
            None => rows.push(Touched { table, id, version, made }),
        }
    }
    Some(rows)
}

/// Whether an event was undone already.
fn undone(conn: &Connection, seq: i64) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "select exists (select 1 from event where seq > ?1 and kind = 'undo' and json_extract(body, '$.undoes') = ?1)",
        )?
        .query_row([seq], |row| row.get(0))?)
}

fn name(conn: &Connection, staff: i64) -> Result<String> {
    Ok(conn
        .prepare_cached("select name from staff where id = ?1")?
        .query_row([staff], |row| row.get(0))
        .optional()?
        .unwrap_or_else(|| "somebody".to_owned()))
}

/// An instant as people say it: `08:12` today, `Fri 20 Nov 16:05` earlier.
fn moment(at: &str, desk: &Desk, clock: &Clock) -> String {
    let Some(at) = read_instant(at) else { return String::new() };
    let (on, time) = (clock.date_of(at), clock.time_of(at).format("%H:%M"));
    if on == desk.today { time.to_string() } else { format!("{} {time}", desk.day(on)) }
}
