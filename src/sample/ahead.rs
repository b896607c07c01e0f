//! What is put down for the meetings to come, one that was moved, and a pair that meets on its own weekday.

use super::cast::{self, DANA};
use super::roster::Family;
use super::sitting::{Fate, Sitting};
use super::world::{World, row};
use crate::error::Result;
use chrono::TimeDelta;

/// What supervisors send to the next Co-Supervision.
const POINTS: &[(bool, &str)] = &[
    (true, "Who drives the children while the car is in repair?"),
    (false, "The aunt asks how she can help in the evenings"),
    (true, "Agree on one day for the joint visit"),
];

/// Puts down points for the next Co-Supervision, moves the next Joint, and sets a rhythm.
pub(super) fn fill(world: &mut World<'_, '_, '_>, families: &[Family], plan: &[Sitting]) -> Result<()> {
    let scheduled = |kind: &str| {
        let mut all = (1_i64..).zip(plan);
        all.find(|(_, of)| of.kind == kind && of.fate == Fate::Scheduled)
    };
    if let Some((_, of)) = scheduled("co_supervision") {
        points(world, families, of)?;
    }
    if let Some((id, of)) = scheduled("joint") {
        let to = world.at(of.on, of.hour, 0);
        let (from, on) = (to - TimeDelta::days(1), world.ago(2));
        row!(world, "meeting_move", meeting_id: id, from_at: from, to_at: to, reason: "crisis", on_date: on, staff_id: DANA)?;
        if let Some((iw, rc)) = of.pairs.first() {
            let weekday = i64::from(chrono::Datelike::weekday(&of.on).number_from_monday());
            row!(world, "meeting_series", kind: "joint", iw_id: *iw, rc_id: *rc, site_id: of.site, from_on: world.ago(60),
                weekday: weekday, at_time: "10:00")?;
        }
    }
    Ok(())
}

fn points(world: &mut World<'_, '_, '_>, families: &[Family], of: &Sitting) -> Result<()> {
    let (intact, sud) = cast::supervisors(of.site.unwrap_or(cast::NORTH));
    let today = world.today;
    let shared = families.iter().filter(|family| {
        family.closed.is_none_or(|on| on > today)
            && of
                .pairs
                .iter()
                .any(|(iw, rc)| family.iw_on(today) == Some(*iw) && family.rc_on(today) == Some(*rc))
    });
    for (family, (by_intact, body)) in shared.zip(POINTS) {
        let (iw, rc) = (family.iw_on(today), family.rc_on(today));
        let author = if *by_intact { intact } else { sud };
        let at = world.at(world.ago(3), 16, 0);
        row!(world, "prepared_point", kind: "co_supervision", iw_id: iw, rc_id: rc, family_id: family.id, body: *body,
            author_id: author, at: at)?;
    }
    Ok(())
}
