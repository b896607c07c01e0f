//! The SQL that a use case runs, so that benchmarks and plan tests measure what is really asked.

use super::{Reply, Request, Store};
use crate::error::Result;
use rusqlite::trace::{StmtRef, TraceEvent, TraceEventCodes};
use std::sync::mpsc;

impl Store {
    /// Does a use case and gives every statement it ran, with its values filled in.
    ///
    /// # Errors
    /// What the use case says.
    pub fn traced(&mut self, request: Request) -> Result<(Reply, Vec<String>)> {
        self.listen(request, |statement| statement.expanded_sql())
    }

    /// Does a use case and gives every statement it ran as the program keeps it compiled: its values are still open.
    ///
    /// # Errors
    /// What the use case says.
    pub fn asked(&mut self, request: Request) -> Result<(Reply, Vec<String>)> {
        self.listen(request, |statement| Some(statement.sql().into_owned()))
    }

    fn listen(
        &mut self,
        request: Request,
        text: impl Fn(&StmtRef<'_>) -> Option<String> + Send + 'static,
    ) -> Result<(Reply, Vec<String>)> {
        let (sender, seen) = mpsc::channel();
        let keep = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(statement, _) = event
                && let Some(sql) = text(&statement)
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
