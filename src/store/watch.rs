//! What others saved since this program last looked: `data_version` says that something was, the trail what and by whom.

use super::Store;
use crate::domain::StaffId;
use crate::error::Result;
use std::sync::{Arc, Mutex, PoisonError};

/// Kinds of events that change nothing anybody looks at.
const SILENT: &str =
    "'sign_in', 'sign_in_refused', 'recovery_refused', 'refused', 'disclose', 'view', 'export', 'document'";

/// What others saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Who, as said aloud, the newest first; nobody where only the place in a meeting moved, or nobody is known.
    pub by: Vec<String>,
}

impl News {
    /// `Changed by Sam and Maya`; `None` where nobody is known.
    pub fn said(&self) -> Option<String> {
        let (last, others) = self.by.split_last()?;
        if others.is_empty() {
            return Some(format!("Changed by {last}"));
        }
        Some(format!("Changed by {} and {last}", others.join(", ")))
    }
}

/// An event's kind, and who did it: their key and their name as said aloud.
type Told = (String, Option<StaffId>, String);

/// The events that this program wrote itself, over all of its connections.
#[derive(Clone, Debug, Default)]
pub(super) struct Own(Arc<Mutex<Vec<i64>>>);

impl Own {
    /// Remembers an event as its own.
    pub fn keep(&self, seq: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(seq);
    }

    fn holds(&self, seq: i64) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&seq)
    }

    fn forget(&self, until: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|seq| *seq > until);
    }
}

/// How far a connection has looked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// What `data_version` was.
    pub version: i64,
    /// The newest event.
    pub seq: i64,
}

impl Seen {
    /// Everything that is there now.
    pub fn all(conn: &rusqlite::Connection) -> Result<Self> {
        let version = conn.pragma_query_value(None, "data_version", |row| row.get(0))?;
        Ok(Self { version, seq: newest(conn)? })
    }
}

fn newest(conn: &rusqlite::Connection) -> Result<i64> {
    let mut statement = conn.prepare_cached("select coalesce(max(seq), 0) from event")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

impl Store {
    /// What others saved since this was last asked; `None` where that is nothing anybody looks at: a draft, a sign-in.
    pub fn others_news(&mut self) -> Option<News> {
        if self.is_lost() || super::open::replaced(&self.path, self.place) {
            // A backup was put back: everything may be another.
            return self.reopen(self.access).is_ok().then(News::default);
        }
        let version = self.conn.pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0)).ok()?;
        if version == self.seen.version {
            return None;
        }
        // A file that cannot be read just now says so to whoever reads it next.
        let (seq, events) = self.events_since(self.seen.seq).unwrap_or_default();
        self.own.forget(self.seen.seq);
        self.seen = Seen { version, seq: seq.max(self.seen.seq) };
        if events.is_empty() {
            return None;
        }
        let mut by = Vec::new();
        for (kind, actor, name) in events {
            let own = self.viewer.as_ref().is_some_and(|viewer| Some(viewer.staff) == actor);
            let name = if own { "you, elsewhere".to_owned() } else { name };
            if kind != "step" && !name.is_empty() && !by.contains(&name) {
                by.push(name);
            }
        }
        Some(News { by })
    }

    /// The newest event, and what others did since one: its kind, and who.
    fn events_since(&self, seq: i64) -> Result<(i64, Vec<Told>)> {
        let mut statement = self.conn.prepare_cached(&format!(
            "select e.seq, e.kind, e.actor, coalesce(nullif(s.short_name, ''), s.name, '') from event e
             left join staff s on s.id = e.actor where e.seq > ?1 and e.kind not in ({SILENT})
             order by e.seq desc limit 200"
        ))?;
        let rows = statement.query_map([seq], |row| {
            let actor = row.get::<_, Option<i64>>(2)?.map(StaffId);
            Ok((row.get::<_, i64>(0)?, (row.get(1)?, actor, row.get(3)?)))
        })?;
        let mut others = Vec::new();
        for row in rows {
            let (seq, event) = row?;
            if !self.own.holds(seq) {
                others.push(event);
            }
        }
        Ok((newest(&self.conn)?, others))
    }
}
