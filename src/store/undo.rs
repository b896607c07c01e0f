//! Undo: what an operation changed is put back by another one, as long as nobody has changed it since.
//!
//! ```text
//! event 41  assign   rows: assignment 7 → version 2, assignment 12 made
//! event 42  undo 41  assignment 12 removed, assignment 7 as before → version 3
//! ```
//!
//! Nothing leaves the audit trail. What is signed, sign-ins, exports, looks and what happened inside a meeting are
//! never undone.

mod plan;
mod reverse;
mod table;

use super::view::undo::{UndoAsk, UndoPlan};
use super::write::What;
use super::{OpId, Reply, Store};
use crate::domain::access::Act;
use crate::error::{Result, denied, invalid};
use plan::Done;

/// How far back the newest thing a person did is looked for, in events of everybody.
const NEWEST: i64 = 5_000;

impl Store {
    /// Answers about undoing, or undoes.
    ///
    /// # Errors
    /// There is nothing to undo, it is not the viewer's to undo, or somebody changed it since: then who, and what.
    pub(super) fn undo(&mut self, ask: UndoAsk) -> Result<Reply> {
        Ok(match ask {
            UndoAsk::Last => Reply::Undo(self.plan(self.last_of_mine()?)?),
            UndoAsk::Look(seq) => Reply::Undo(self.plan(seq)?),
            UndoAsk::Undo { op, seq } => {
                let (id, said) = self.reverse(op, seq)?;
                Reply::Saved { id, said }
            }
        })
    }

    fn plan(&self, seq: i64) -> Result<UndoPlan> {
        let desk = self.desk(Act::EditItem)?;
        let done = Done::read(self.conn(), seq)?;
        done.may(self.conn(), &desk, self.state())?;
        done.untouched(self.conn(), &desk, self.clock())?;
        Ok(UndoPlan {
            seq,
            said: done.said(),
            when: done.when(self.conn(), &desk, self.clock())?,
            effect: done.effect(),
        })
    }

    /// The newest event of the viewer that is a change and stands.
    fn last_of_mine(&self) -> Result<i64> {
        let viewer = self.allow(Act::EditItem)?;
        let found = self
            .conn()
            .prepare_cached(
                "with recent as (select * from event where seq > (select max(seq) from event) - ?2)
                 select e.seq from recent e where e.actor = ?1
                   and e.kind not in (select value from json_each(?3))
                   and coalesce(json_array_length(e.body, '$.rows'), 1) > 0
                   and not exists (select 1 from recent u where u.kind = 'undo' and json_extract(u.body, '$.undoes') = e.seq)
                 order by e.seq desc limit 1",
            )?
            .query_map(rusqlite::params![viewer.staff.0, NEWEST, plan::passed_over()], |row| row.get(0))?
            .next();
        match found {
            Some(seq) => Ok(seq?),
            None => Err(invalid("there is nothing of yours to undo")
                .hint("u undoes what you did last; what others did, they undo themselves")),
        }
    }

    fn reverse(&mut self, op: OpId, seq: i64) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditItem)?;
        let (state, clock) = (self.state(), *self.clock());
        let (entity, id) = Done::about(self.conn(), seq)?;
        let what = What { kind: "undo", entity: &entity, id };
        self.write(op, what, |tx| {
            let done = Done::read(tx.sql(), seq)?;
            done.may(tx.sql(), &desk, state)?;
            done.untouched(tx.sql(), &desk, &clock)?;
            tx.note("undoes", seq);
            reverse::reverse(tx, &done)?;
            Ok((id.unwrap_or(0), format!("Undone: {}", done.said())))
        })
    }
}

/// Refuses somebody else's act of the other side.
fn not_theirs() -> crate::error::Error {
    denied("this was done by the other agency").hint("ask whoever did it to undo it")
}
