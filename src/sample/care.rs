//! Consents, and what they allow to be kept about treatment (42 CFR Part 2).

use super::phrase::PROVIDERS;
use super::roster::{Family, Mark};
use super::told;
use super::world::{World, row};
use crate::error::Result;
use chrono::{NaiveDate, TimeDelta};

const CATEGORIES: &[&str] =
    &["enrolment", "assessment", "level_of_care", "attendance", "progress", "discharge", "services"];

pub(super) fn fill(world: &mut World<'_, '_, '_>, families: &mut [Family]) -> Result<()> {
    for family in families {
        let (Some(member), Some(enrolled)) = (family.participants.first().copied(), family.enrolled) else {
            continue;
        };
        consent(world, family, member, enrolled)?;
        let Some((consent, from, until)) = family.consent else { continue };
        let of = Patient { member, consent, from, until: until.min(family.closed.unwrap_or(until)) };
        treatment(world, family, of)?;
        vouchers(world, family, of)?;
    }
    Ok(())
}

/// An adult, and the days on which a consent of theirs holds.
#[derive(Clone, Copy)]
struct Patient {
    member: i64,
    consent: i64,
    from: NaiveDate,
    until: NaiveDate,
}

fn consent(
    world: &mut World<'_, '_, '_>,
    family: &mut Family,
    member: i64,
    enrolled: NaiveDate,
) -> Result<()> {
    let mut signed = enrolled + TimeDelta::days(world.between(0, 9));
    let young = (world.today - enrolled).num_days() < 12;
    if family.mark == Mark::NoConsent || young || signed > world.today {
        return if family.mark == Mark::NoConsent { told::emergency(world, member) } else { Ok(()) };
    }
    let mut ends = signed + TimeDelta::days(365);
    let (mut right, mut ended) = (true, None);
    match family.mark {
        Mark::ConsentEnds => ends = world.ago(-5),
        Mark::ConsentExpired => {
            signed = world.ago(374);
            ends = world.ago(9);
        }
        Mark::ConsentRevoked => ended = Some(world.ago(19)),
        Mark::ConsentDefective => right = false,
        Mark::ChildNotSeen => ends = world.ago(-98),
        _ if ends <= world.ago(-35) => {
            // Renewed in time, so that only what is told of as a trouble ends soon.
            let days = world.between(60, 300);
            ends = world.ago(-days);
        }
        _ => {}
    }
    let id = row!(world, "consent", member_id: member, discloser_agency_id: 2, recipient_agency_id: 1,
        recipient: "Intact family services staff of Riverbend Family Services", purpose: "coordination", right_to_revoke: right,
        signed: true, signed_on: signed, expires_on: ends, ended_on: ended, revoked: ended.is_some())?;
    for category in CATEGORIES {
        row!(world, "consent_category", consent_id: id, category: *category)?;
    }
    if right {
        family.consent = Some((id, signed, ended.unwrap_or(ends)));
        told::looks(world, (member, id), (signed, ended.unwrap_or(ends)))?;
    }
    Ok(())
}

fn step(world: &mut World<'_, '_, '_>, of: Patient, kind: &str, after: i64) -> Result<Option<NaiveDate>> {
    let on = world.works(of.from + TimeDelta::days(after));
    if on >= of.until || on > world.today {
        return Ok(None);
    }
    row!(world, "treatment_step", member_id: of.member, consent_id: of.consent, kind: kind, on_date: on)?;
    Ok(Some(on))
}

fn treatment(world: &mut World<'_, '_, '_>, family: &Family, of: Patient) -> Result<()> {
    let days = world.between(3, 12);
    if step(world, of, "assessment", days)?.is_none()
        || step(world, of, "treatment_referral", days + 3)?.is_none()
    {
        return Ok(());
    }
    if family.mark == Mark::None && world.chance(12) {
        return Ok(());
    }
    let wait = world.between(5, 20);
    let Some(admitted) = step(world, of, "admission", days + 3 + wait)? else { return Ok(()) };
    let first = if family.mark == Mark::ChildNotSeen {
        "2.1"
    } else {
        world.pick(&["1", "2.1", "2.1", "3.5", "otp"])
    };
    let change = admitted + TimeDelta::days(world.between(70, 110));
    let moves = change < of.until
        && change < world.ago(10)
        && matches!(first, "2.1" | "3.5")
        && family.mark == Mark::None;
    let ends = if moves { Some(change) } else { family.closed };
    let why = if moves { "stepped_down" } else { "completed" };
    episode(world, family, of, admitted, ends, first, why)?;
    if moves {
        let next = if first == "3.5" { "2.1" } else { "1" };
        episode(world, family, of, change, family.closed, next, "completed")?;
    }
    if family.mark == Mark::ReturnToUse {
        let on = world.ago(6);
        row!(world, "return_to_use", member_id: of.member, consent_id: of.consent, reported_on: on)?;
    } else if family.id % 11 == 4 && admitted + TimeDelta::days(40) < of.until.min(world.today) {
        let on = admitted + TimeDelta::days(40);
        row!(world, "return_to_use", member_id: of.member, consent_id: of.consent, reported_on: on)?;
    }
    Ok(())
}

fn episode(
    world: &mut World<'_, '_, '_>,
    family: &Family,
    of: Patient,
    from: NaiveDate,
    to: Option<NaiveDate>,
    level: &str,
    why: &str,
) -> Result<()> {
    let provider = world.pick(PROVIDERS);
    let reason = to.map(|_| why);
    let id = row!(world, "treatment_episode", member_id: of.member, consent_id: of.consent, provider: provider,
        level_of_care: level, admitted_on: from, discharged_on: to, discharge_reason: reason)?;
    let offered = match level {
        _ if family.mark == Mark::ChildNotSeen => 1,
        "2.1" => 3,
        "3.5" | "otp" => 5,
        _ => 1,
    };
    let end = to.unwrap_or(world.today).min(of.until).min(world.today);
    let mut week = World::monday(from) + TimeDelta::days(7);
    if week < world.first_day {
        week = World::monday(world.first_day) + TimeDelta::days(7);
    }
    while week < end {
        let ago = (world.today - week).num_days();
        let attended = match family.mark {
            Mark::NotAttending if ago < 24 => 0,
            Mark::ChildNotSeen => i64::from(!(7..14).contains(&ago)),
            _ => (0..offered).filter(|_| world.chance(82)).count() as i64,
        };
        row!(world, "treatment_week", episode_id: id, member_id: of.member, consent_id: of.consent, week_on: week,
            offered: offered, attended: attended)?;
        week += TimeDelta::days(7);
    }
    Ok(())
}

/// The vouchers that pay for what is logged: one after the other, 90 days each. Every ninth family's last ones were
/// forgotten, every eleventh's is for a few rides only.
fn running(world: &mut World<'_, '_, '_>, family: &Family, of: Patient) -> Result<()> {
    for (place, kind) in (0i64..).zip(["transportation", "recovery_coaching"]) {
        // Most have a while to go: the last one began 20 to 60 days ago.
        let last = world.ago(20 + (family.id * 7 + place * 13) % 41);
        let mut all: Vec<NaiveDate> =
            (0i64..8).map(|back| last - TimeDelta::days(90 * back)).filter(|on| *on > of.from).collect();
        all.push(of.from);
        let forgotten = family.id % 9 == 0 && all.len() > 1;
        let today = world.today;
        for on in all.into_iter().skip(usize::from(forgotten)).filter(|on| *on < of.until && *on <= today) {
            let until = on + TimeDelta::days(90);
            let few = (family.id % 11 == 0 && place == 0).then_some(3);
            let cents = if few.is_some() { 0 } else { 25_000 };
            row!(world, "voucher", member_id: of.member, consent_id: of.consent, kind: kind, cap_cents: cents, cap_units: few,
                issued_on: on, expires_on: until)?;
        }
    }
    Ok(())
}

fn vouchers(world: &mut World<'_, '_, '_>, family: &Family, of: Patient) -> Result<()> {
    running(world, family, of)?;
    if family.id % 4 != 0 && family.mark != Mark::ConsentEnds {
        return Ok(());
    }
    let ending = family.mark == Mark::ConsentEnds;
    let drawn = world.between(10, 80);
    let on = if ending { world.ago(84) } else { world.ago(drawn) };
    if on < of.from || on >= of.until {
        return Ok(());
    }
    let kind = world.pick(&["transportation", "recovery_coaching", "recovery_home", "peer_coaching"]);
    let cap = world.pick(&[15_000, 25_000, 40_000]);
    let until = on + TimeDelta::days(90);
    row!(world, "voucher", member_id: of.member, consent_id: of.consent, kind: kind, cap_cents: cap, issued_on: on, expires_on: until)?;
    Ok(())
}
