//! The workers whose Individual the viewer holds.

use super::standing;
use crate::domain::StaffId;
use crate::domain::cadence::Due;
use crate::domain::meeting::{About, KindRules, Subject};
use crate::domain::staff::{EmploymentStatus, Role};
use crate::error::Result;
use crate::store::Store;
use crate::store::cadences::Cadences;
use crate::store::families::workers_of;
use crate::store::individuals;
use crate::store::view::walk::Choice;
use crate::store::view::{Mark, Standing};
use crate::store::walk::people::supervisor;
use chrono::NaiveDate;

/// The role of the worker of an Individual of this kind.
pub(in crate::store::walk) fn worker_role(kind: &KindRules) -> Option<Role> {
    match kind.subject {
        Subject::IntactWorker => Some(Role::IntactWorker),
        Subject::RecoveryCoordinator => Some(Role::RecoveryCoordinator),
        _ => None,
    }
}

impl Store {
    /// Whether an Individual with this worker is the viewer's to hold on a day: their own, one they cover, or nobody's.
    pub(in crate::store::walk) fn supervises(&self, worker: StaffId, on: NaiveDate) -> Result<bool> {
        let viewer = self.viewer()?;
        let whose = supervisor(&self.conn, worker, on)?;
        Ok(whose.is_none_or(|whose| whose == viewer.staff || viewer.deputy_for.contains(&whose)))
    }

    pub(super) fn worker_choices(&self, kind: &str) -> Result<Vec<Choice>> {
        let rules = self.kind_rules(kind)?;
        let (role, cadences) = (worker_role(rules), Cadences::load(self)?);
        let today = self.clock.today();
        let mut out = Vec::new();
        for worker in workers_of(self)?.into_iter().filter(|worker| Some(worker.role) == role) {
            if !self.supervises(worker.person.id, today)? {
                continue;
            }
            let last_held = individuals::last_held(self, kind, worker.person.id, today)?;
            let file_from = worker.came.map_or(self.meta.first_day, |came| came.max(self.meta.first_day));
            let every = cadences.of(rules, &[worker.person.id]);
            let due = Due { last_held, since: worker.since, file_from, every };
            let at_work = matches!(worker.status, EmploymentStatus::Active | EmploymentStatus::Onboarding);
            let stands = if at_work {
                standing(due.standing(today), today)
            } else {
                let text = crate::domain::Word::label(worker.status).to_lowercase();
                Standing { mark: Mark::NoData, text, on: None }
            };
            let name = worker.person.short.clone();
            let choice = self.choice(kind, About::Worker(worker.person.id), name, stands)?;
            out.push(Choice { families: Some(worker.open), last_held, ..choice });
        }
        Ok(out)
    }
}
