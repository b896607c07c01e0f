//! What an Individual looks at besides the families, gathered while it can still be answered.

use super::Head;
use super::choices::worker_role;
use crate::domain::decimal;
use crate::domain::meeting::MeetingStatus;
use crate::error::Result;
use crate::store::Store;
use crate::store::dashboard;
use crate::store::view::walk::Board;
use chrono::Datelike;

impl Store {
    /// The board of an Individual; none for other kinds, and none once it is signed.
    pub(super) fn board(&self, head: &Head) -> Result<Option<Box<Board>>> {
        let Some(worker) = head.worker else { return Ok(None) };
        if !matches!(head.status, MeetingStatus::InProgress | MeetingStatus::Held) {
            return Ok(None);
        }
        let Some(role) = worker_role(self.kind_rules(&head.kind)?) else { return Ok(None) };
        let (figures, due) = dashboard::board(self, worker, role)?;
        let (credentials, training) = self.learning_of(worker)?;
        let credentials = credentials.into_iter().filter(|one| !one.renewed);
        let year = self.clock.today().year();
        Ok(Some(Box::new(Board {
            figures,
            due,
            credentials: credentials.map(|one| (one.label, one.standing)).collect(),
            training: format!(
                "{} of {} hours in {year}",
                decimal::show(training.hours, 2),
                training.hours_wanted
            ),
            approvals: self.approvals(head)?,
            kept: self.kept_about(head, worker)?,
        })))
    }
}
