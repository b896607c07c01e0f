//! What a month's report tells besides numbers: challenges, successes, training.

use super::cast::{self, DANA, MAYA, NORTH, PEOPLE, RUTH, SAM, TAZEWELL};
use super::phrase::TOPICS;
use super::world::{World, row};
use crate::error::Result;

/// Site, side, days ago, category, text, families, tried, help, owner, state.
type Challenge =
    (i64, &'static str, i64, &'static str, &'static str, i64, &'static str, &'static str, i64, &'static str);

const CHALLENGES: &[Challenge] = &[
    (
        NORTH,
        "treatment",
        22,
        "staffing",
        "One of three Recovery Coordinator posts is vacant; two people carry more families.",
        6,
        "Posted twice; families shared out for now.",
        "Help with recruitment",
        SAM,
        "ongoing",
    ),
    (
        NORTH,
        "child_welfare",
        61,
        "transport",
        "Evening groups end after the last bus.",
        5,
        "Ride vouchers for some families.",
        "An earlier group",
        DANA,
        "improving",
    ),
    (
        TAZEWELL,
        "treatment",
        48,
        "treatment_access",
        "The wait for residential care with children is six weeks.",
        3,
        "Called providers in two counties.",
        "A list of open beds",
        MAYA,
        "ongoing",
    ),
    (
        TAZEWELL,
        "child_welfare",
        130,
        "referral_flow",
        "Investigators did not know who may be referred.",
        8,
        "A one-page guide, two visits.",
        "",
        RUTH,
        "resolved",
    ),
    (
        NORTH,
        "child_welfare",
        9,
        "court",
        "Hearings are set on short notice and overlap with visits.",
        4,
        "",
        "",
        DANA,
        "new",
    ),
];

const SUCCESSES: &[(i64, &str, i64, &str, &str)] = &[
    (
        NORTH,
        "child_welfare",
        14,
        "permanency",
        "A family closed with goals met after nine months; the children stayed home.",
    ),
    (
        NORTH,
        "treatment",
        30,
        "recovery",
        "A parent finished intensive outpatient care and began to coach others.",
    ),
    (
        TAZEWELL,
        "child_welfare",
        52,
        "collaboration",
        "Joint visits made a shared plan possible within two weeks.",
    ),
    (
        TAZEWELL,
        "treatment",
        75,
        "family_stability",
        "A family moved into its own home near the treatment site.",
    ),
    (NORTH, "child_welfare", 118, "child_safety", "Relatives became part of a safety plan that held."),
];

pub(super) fn fill(world: &mut World<'_, '_, '_>) -> Result<()> {
    for (site, side, days, category, body, families, tried, help, owner, state) in CHALLENGES {
        let due = (*state != "resolved").then(|| world.ago(-14));
        let resolved = (*state == "resolved").then(|| world.ago(70));
        row!(world, "challenge", site_id: *site, side: *side, raised_on: world.ago(*days), category: *category, body: *body,
            families_affected: *families, tried: *tried, help_requested: *help, owner_id: *owner, due_on: due, state: *state,
            resolved_on: resolved)?;
    }
    for (site, side, days, category, body) in SUCCESSES {
        row!(world, "success", site_id: *site, side: *side, on_date: world.ago(*days), category: *category, body: *body,
            share: true, family_agreed: true)?;
    }
    for person in PEOPLE
        .iter()
        .filter(|person| matches!(cast::role(person.id), "intact_worker" | "recovery_coordinator"))
    {
        for _ in 0..3 {
            let days = world.between(45, 230);
            let (on, topic, hours) =
                (world.worked(world.ago(days)), world.pick(TOPICS), world.pick(&[1.5, 3.0, 6.0]));
            let cost = (hours > 5.0).then_some(12_500);
            row!(world, "training", staff_id: person.id, on_date: on, hours: hours, topic: topic, cost_cents: cost)?;
        }
    }
    charges(world)
}

/// What the treatment agency was paid of its fee, and a training that it booked for everybody.
fn charges(world: &mut World<'_, '_, '_>) -> Result<()> {
    for (kind, days, cents, what_for) in [
        ("fee", 147, 1_125_000, "Fee of the second quarter"),
        ("fee", 55, 1_125_000, "Fee of the third quarter"),
        ("training", 90, 60_000, "Motivational interviewing, everybody"),
    ] {
        row!(world, "agency_charge", agency_id: 2, kind: kind, on_date: world.ago(days), amount_cents: cents,
            what_for: what_for)?;
    }
    Ok(())
}
