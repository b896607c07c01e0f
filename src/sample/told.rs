//! Who was told of treatment: looks under a consent, and an exception that is over.

use super::cast::{DANA, SAM};
use super::world::{World, row};
use crate::error::Result;
use chrono::NaiveDate;

/// Days ago on which the Intact Supervisor looked, and at what.
const LOOKS: [(i64, &str); 4] =
    [(6, "family page"), (13, "family page"), (27, "agenda"), (55, "family page")];

/// The looks at an adult that a consent covered, from its signature until it ended.
pub(super) fn looks(
    world: &mut World<'_, '_, '_>,
    (member, consent): (i64, i64),
    (signed, until): (NaiveDate, NaiveDate),
) -> Result<()> {
    for (days, what) in LOOKS {
        let on = world.works(world.ago(days));
        if signed <= on && on < until && on <= world.today {
            let at = world.at(on, 9, 40);
            row!(world, "disclosure", at: at, member_id: member, consent_id: consent, recipient: "Dana Ortiz",
                viewer_id: DANA, what: what, purpose: "coordination")?;
        }
    }
    Ok(())
}

/// A medical emergency of an adult without a consent, three weeks ago, and the look that it allowed.
pub(super) fn emergency(world: &mut World<'_, '_, '_>, member: i64) -> Result<()> {
    let (from, to) = (world.ago(21), world.ago(19));
    let reason = "Emergency department asked for the current medication";
    let id = row!(world, "disclosure_exception", member_id: member, category: "medication", basis: "medical_emergency",
        reason: reason, staff_id: SAM, from_on: from, to_on: to)?;
    let at = world.at(from, 15, 5);
    row!(world, "disclosure", at: at, member_id: member, exception_id: id, recipient: "Dana Ortiz", viewer_id: DANA,
        what: "family page", purpose: reason, basis: "medical_emergency")?;
    Ok(())
}
