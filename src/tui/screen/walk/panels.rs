//! What the panel of a step is made of, from its first line to the way on.

use super::part::{Key, Part};
use super::{
    Walking, approvals, attendance, carried, caseload, cases, close, confidentiality, dashboard,
    documentation, fields, learning, points, referrals, reports, triggers,
};
use crate::domain::meeting::{Function, Panel};
use crate::store::view::walk::{Walk, WalkStep};
use crate::tui::screen::Ctx;
use crate::tui::theme::Look;

impl Walking {
    /// The step that is shown; after the last one, the close.
    pub(super) fn parts(&self, ctx: &Ctx<'_>) -> Vec<Part> {
        let (walk, today) = (&self.walk, ctx.today());
        let Some(step) = walk.steps.get(self.step) else { return close::parts(walk, self.viewer, today) };
        let mut parts = match step.panel {
            Panel::Attendance => attendance::parts(walk),
            Panel::Confidentiality => confidentiality::parts(walk, step),
            Panel::Carried => carried::parts(walk, today),
            Panel::Caseload => match &walk.board {
                Some(board) => dashboard::parts(board),
                None => caseload::parts(walk),
            },
            Panel::Referrals => referrals::parts(walk),
            Panel::Cases => cases::parts(walk, self.case, self.viewer, today),
            Panel::Triggers => match &walk.board {
                Some(board) => approvals::parts(board),
                None => triggers::parts(walk),
            },
            Panel::Documentation => documentation::parts(walk, step),
            Panel::Note => note_parts(walk, step, today),
            Panel::Close => close::parts(walk, self.viewer, today),
        };
        if step.panel == Panel::Carried {
            parts.extend(points::of_nobody(walk, today));
        }
        if !matches!(step.panel, Panel::Cases | Panel::Close) {
            parts.extend(fields::step_notes(walk, step, self.viewer));
        }
        if let Some(reason) = &walk.locked {
            parts.insert(0, Part::text("", reason.as_str()).look(Look::Due));
        }
        if let Some(notice) = walk.notice.as_ref().filter(|_| step.panel == Panel::Cases) {
            parts.push(Part::text("", notice.as_str()).look(Look::Dim));
        }
        if let Some(next) = walk.steps.get(self.step + 1) {
            let cases = step.panel == Panel::Cases;
            let text = if cases { "Leave the cases" } else { "Next" };
            let key = if cases { " (Ctrl-PgDn)" } else { " (PgDn)" };
            parts.push(Part::gap());
            parts.push(Part::button(Key::NextStep, "", format!("{text}: {}{key}", next.title)));
        }
        parts
    }
}

/// A step that is talked through: learning shows what the worker can show, and personnel notes what was said before.
fn note_parts(walk: &Walk, step: &WalkStep, today: chrono::NaiveDate) -> Vec<Part> {
    let mut parts = match step.reports.is_empty() {
        true => vec![Part::heading(step.title.as_str())],
        false => reports::parts(step),
    };
    let Some(board) = &walk.board else { return parts };
    if step.function == Function::Educational {
        parts = learning::parts(board, today);
    }
    parts.extend(learning::before(board, step, today));
    parts
}
