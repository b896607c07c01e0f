//! Decisions that were made elsewhere and want the supervisor's answer; nothing is answered beforehand.

use super::part::{Key, Part};
use crate::store::view::walk::{Approval, Board};
use crate::tui::theme::Look;

/// The parts of the decisions for approval.
pub fn parts(board: &Board) -> Vec<Part> {
    let mut parts = vec![Part::heading("Decisions that wait for your approval")];
    if board.approvals.is_empty() {
        parts.push(Part::text("", "✓ No decision waits for an answer.").look(Look::Good));
    }
    parts.extend(board.approvals.iter().flat_map(one));
    parts.push(Part::gap());
    parts
}

fn one(approval: &Approval) -> Vec<Part> {
    let said = format!("{} · {}", approval.decision, approval.made);
    let since = if approval.new { "" } else { " · from before the last Individual" };
    vec![
        Part::text(&approval.family.to_string(), format!("{said}{since}")),
        Part::yes_no(Key::Approval(approval.case), "Approved?", approval.approved),
    ]
}
