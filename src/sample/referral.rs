//! Eight months of referrals: those that led to families, those that did not, and those that wait.

use super::cast::{self, NORTH, TAZEWELL};
use super::past;
use super::roster::{Family, Mark};
use super::world::{World, row};
use crate::error::Result;
use chrono::{NaiveDate, TimeDelta};

/// Days ago, site and status of the referrals that wait.
const PENDING: &[(i64, i64, &str)] = &[
    (2, NORTH, "received"),
    (4, NORTH, "screening"),
    (6, NORTH, "screening"),
    (9, NORTH, "eligible"),
    (3, TAZEWELL, "received"),
    (16, TAZEWELL, "wait_listed"),
    (13, TAZEWELL, "wait_listed"),
    (11, TAZEWELL, "wait_listed"),
];

/// Days ago of the referral that people know as R-0412.
const KNOWN: (i64, i64) = (9, 412);

/// Why families are referred, as workers write it.
const REASONS: &[&str] = &[
    "Positive screen at birth, mother asks for help",
    "Parent names alcohol as the worry, wants to stay at home with the children",
    "Use named in the investigation, no provider yet",
    "Left treatment in summer, would begin again",
];

/// One referral before it has its number.
struct Draft<'f> {
    received: NaiveDate,
    site: i64,
    family: Option<&'f Family>,
    source: &'static str,
    steps: Vec<(NaiveDate, &'static str, &'static str)>,
}

pub(super) fn fill(world: &mut World<'_, '_, '_>, families: &[Family]) -> Result<()> {
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for family in families {
        if let Some(draft) = accepted(world, family) {
            drafts.push(draft);
        }
    }
    turned_down(world, &mut drafts);
    waiting(world, families, &mut drafts);
    drafts.sort_by_key(|draft| (draft.received, draft.site));
    let known = drafts.iter().position(|draft| draft.received == world.ago(KNOWN.0) && draft.site == NORTH);
    let first = KNOWN.1 - i64::try_from(known.unwrap_or_default()).unwrap_or_default();
    for (id, draft) in (first..).zip(&drafts) {
        save(world, id, draft)?;
    }
    Ok(())
}

/// Writes how a family of the past came, numbered with the family, and now and then one that did not come.
pub(super) fn earlier(world: &mut World<'_, '_, '_>, family: &Family) -> Result<()> {
    if let Some(draft) = accepted(world, family) {
        save(world, 2 * family.id, &draft)?;
    }
    if family.id % 3 == 0 {
        let days = world.between(1, 20);
        let received = world.worked((family.opened + TimeDelta::days(days)).min(world.today));
        let mut steps = vec![(received, "received", "")];
        if (world.today - received).num_days() > 20 {
            steps.push((received + TimeDelta::days(9), "declined", "family_declined"));
        }
        let draft = Draft { received, site: family.site, family: None, source: "dcfs_intake", steps };
        save(world, 2 * family.id + 1, &draft)?;
    }
    Ok(())
}

fn accepted<'f>(world: &mut World<'_, '_, '_>, family: &'f Family) -> Option<Draft<'f>> {
    let enrolled = family.enrolled?;
    let assigned = family.rc_from()?;
    let days = world.between(1, 6);
    let received = world.worked(assigned - TimeDelta::days(days));
    if received < world.first_day {
        return None;
    }
    let source = if received >= family.opened {
        world.pick(&["intact_worker", "intact_worker", "intact_supervisor"])
    } else {
        world.pick(&["dcfs_investigator", "dcfs_investigator", "dcfs_intake", "court"])
    };
    let screened = (received + TimeDelta::days(1)).min(assigned);
    let steps = vec![
        (received, "received", ""),
        (screened, "screening", ""),
        (screened, "eligible", ""),
        (assigned, "assigned", ""),
        (enrolled.max(assigned), "enrolled", ""),
    ];
    Some(Draft { received, site: family.site, family: Some(family), source, steps })
}

fn turned_down(world: &mut World<'_, '_, '_>, drafts: &mut Vec<Draft<'_>>) {
    for (status, reason, count) in [
        ("declined", "family_declined", 6),
        ("ineligible", "no_sud", 4),
        ("ineligible", "outside_area", 2),
        ("ineligible", "children_not_home", 2),
        ("withdrawn", "referrer_withdrew", 2),
        ("closed_without_contact", "no_response", 3),
    ] {
        for _ in 0..count {
            let drawn = world.between(25, 235);
            let received = world.worked(world.ago(drawn));
            let screened = received + TimeDelta::days(world.between(1, 3));
            let ended = screened + TimeDelta::days(world.between(1, 12));
            let site = world.pick(&[NORTH, NORTH, TAZEWELL]);
            let source = world.pick(&[
                "intact_worker",
                "dcfs_investigator",
                "dcfs_intake",
                "treatment_agency",
                "self",
            ]);
            let steps =
                vec![(received, "received", ""), (screened, "screening", ""), (ended, status, reason)];
            drafts.push(Draft { received, site, family: None, source, steps });
        }
    }
}

fn waiting<'f>(world: &World<'_, '_, '_>, families: &'f [Family], drafts: &mut Vec<Draft<'f>>) {
    for (n, (days, site, status)) in PENDING.iter().enumerate() {
        let received = world.ago(*days);
        let alone = |family: &&Family| {
            family.site == *site
                && family.enrolled.is_none()
                && family.closed.is_none()
                && family.mark != Mark::Held
                && family.opened <= received
        };
        let family = families.iter().filter(alone).nth(n % 4);
        let mut steps = vec![(received, "received", "")];
        if *status != "received" {
            steps.push((received + TimeDelta::days(1), "screening", ""));
        }
        if matches!(*status, "eligible" | "wait_listed") {
            steps.push((received + TimeDelta::days(3), "eligible", ""));
        }
        if *status == "wait_listed" {
            steps.push((received + TimeDelta::days(5), "wait_listed", ""));
        }
        let source = if family.is_some() { "intact_worker" } else { "dcfs_investigator" };
        drafts.push(Draft { received, site: *site, family, source, steps });
    }
}

fn save(world: &mut World<'_, '_, '_>, id: i64, draft: &Draft<'_>) -> Result<()> {
    let on = |status: &str| draft.steps.iter().find(|step| step.1 == status).map(|step| step.0);
    let county = past::county(draft.site);
    let (intact, _) = cast::supervisors(draft.site);
    let assigned = on("assigned");
    let to = draft
        .family
        .filter(|_| assigned.is_some())
        .and_then(|family| family.rc_before.map(|was| was.0).or(family.rc));
    let attempt = assigned.map(|day| (day + TimeDelta::days(world.between(0, 2))).min(world.today));
    let contact = attempt.map(|day| (day + TimeDelta::days(world.between(0, 2))).min(world.today));
    let met = contact.map(|day| (day + TimeDelta::days(world.between(0, 3))).min(world.today));
    let by = (draft.source == "intact_worker")
        .then(|| draft.family.and_then(|family| family.iw_on(draft.received)))
        .flatten();
    let family = draft.family.map(|family| family.id);
    let pending = draft
        .steps
        .iter()
        .all(|step| matches!(step.1, "received" | "screening" | "eligible" | "wait_listed"));
    let reason = REASONS.get(usize::try_from(id).unwrap_or_default() % REASONS.len());
    let reason = reason.copied().filter(|_| pending).unwrap_or_default();
    row!(world, "referral", id: id, received_on: draft.received, source: draft.source, site_id: draft.site, county: county,
        family_id: family, referred_by: by, screened_on: on("screening"), wait_listed_on: on("wait_listed"),
        assigned_on: assigned, assigned_to: to, assigned_by: assigned.map(|_| intact), first_attempt_on: attempt,
        first_contact_on: contact, face_to_face_on: met, reason: reason)?;
    for (day, status, reason) in &draft.steps {
        row!(world, "referral_status", referral_id: id, on_date: *day, status: *status, reason: *reason, staff_id: intact)?;
    }
    Ok(())
}
