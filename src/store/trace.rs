//! The SQL that a use case runs, so that benchmarks and plan tests measure what is really asked.

use super::{Reply, Request, Store};
use crate::error::Result;
use rusqlite::trace::{StmtRef, TraceEvent, TraceEventCodes};
use std::sync::mpsc;

/// How a statement is told.
#[derive(Clone, Copy)]
enum Values {
    /// As it is run: with its values.
    Filled,
    /// As it is kept compiled: before any value is known.
    Open,
}

impl Values {
    fn text(self, statement: &StmtRef<'_>) -> Option<String> {
        match self {
            Self::Filled => statement.expanded_sql(),
            Self::Open => Some(statement.sql().into_owned()),
        }
    }
}

impl Store {
    /// Does a use case and gives every statement it ran, with its values filled in.
    ///
    /// # Errors
    /// What the use case says.
    pub fn traced(&mut self, request: Request) -> Result<(Reply, Vec<String>)> {
        self.listen(request, Values::Filled)
    }

    /// Does a use case and gives every statement it ran as the program keeps it compiled: its values are still open.
    ///
    /// # Errors
    /// What the use case says.
    pub fn asked(&mut self, request: Request) -> Result<(Reply, Vec<String>)> {
        self.listen(request, Values::Open)
    }

    fn listen(&mut self, request: Request, values: Values) -> Result<(Reply, Vec<String>)> {
        let (sender, seen) = mpsc::channel();
        let keep = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(statement, _) = event
                && let Some(sql) = values.text(&statement)
            {
                let _ = sender.send(sql);
            }
        };
        self.conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(keep))?;
        let reply = self.handle(request);
        self.conn.trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>)?;
        Ok((reply?, seen.try_iter().collect()))
    }
}
