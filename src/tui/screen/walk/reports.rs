//! What the sites' reports say under the heading of a step: each figure opens its definition and the rows behind it.

use super::Walking;
use super::part::{Key, Part};
use crate::store::view::walk::{StepReport, WalkStep};
use crate::tui::screen::{Do, Target};
use crate::tui::theme::Look;

/// The parts of the reports.
pub fn parts(step: &WalkStep) -> Vec<Part> {
    step.reports.iter().enumerate().flat_map(|(place, report)| one(place, report)).collect()
}

fn one(place: usize, report: &StepReport) -> Vec<Part> {
    let mut parts = vec![Part::heading(report.title.as_str())];
    parts.extend(report.figures.iter().enumerate().map(|(at, figure)| {
        let text = format!("{} · last month {}", figure.value, figure.last);
        Part::row(Key::Figure(place, at), &figure.label, text).hint(figure.definition.as_ref())
    }));
    parts.extend(report.lines.iter().map(|line| Part::text("", line.as_str()).look(Look::Dim)));
    parts.push(Part::gap());
    parts
}

impl Walking {
    /// Opens what is behind a figure; what was typed is saved before.
    pub(super) fn open_figure(&mut self, report: usize, figure: usize) -> Vec<Do> {
        let report = self.walk.steps.get(self.step).and_then(|step| step.reports.get(report));
        let Some((report, figure)) = report.and_then(|one| Some((one, one.figures.get(figure)?))) else {
            return Vec::new();
        };
        self.open(Target::Figure(report.of, figure.key.clone()))
    }
}
