//! What both workers did with the families: visits, calls, services, and the miles for them.

use super::cast::{BROOKS, DELGADO, KIM, NOVAK, OKAFOR, SHAH};
use super::roster::{Child, Family, Mark};
use super::world::{World, row};
use crate::error::Result;
use chrono::{Datelike, NaiveDate, TimeDelta};

/// Miles that Brooks drove to families' homes in this month.
const BROOKS_MILES: i64 = 131;

pub(super) fn fill(world: &mut World<'_, '_, '_>, families: &[Family]) -> Result<usize> {
    let (mut made, mut kim) = (0, 0);
    for family in families {
        let visits = visits(world, family, &mut kim);
        for visit in &visits {
            made += save_visit(world, family, visit)?;
        }
        made += recovery(world, family, &visits)?;
    }
    Ok(made)
}

/// A visit of the Intact Worker before it is in the file.
struct Visit {
    on: NaiveDate,
    joint: Option<i64>,
    mode: &'static str,
    documented: bool,
}

/// The days on which four contacts of Kim's were not written down yet.
const KIM_OWES: [i64; 4] = [3, 1, 1, 0];

/// The Intact Worker's visits, newest first: weekly to day 45, then twice a month, every second one with the
/// Recovery Coordinator.
fn visits(world: &mut World<'_, '_, '_>, family: &Family, kim: &mut usize) -> Vec<Visit> {
    let first = (family.opened + TimeDelta::days(1)).max(world.first_day);
    let mut documented = true;
    let last = match family.mark {
        Mark::ChildNotSeen => world.ago(13),
        Mark::InfantNotSeen => world.ago(11),
        _ if family.closed.is_some() => {
            let drawn = world.between(1, 6);
            world.worked(family.closed.unwrap_or(world.today) - TimeDelta::days(drawn))
        }
        _ => {
            let days = world.between(1, 11);
            let owed = (family.iw == KIM).then(|| KIM_OWES.get(*kim).copied()).flatten();
            *kim += usize::from(family.iw == KIM);
            documented = owed.is_none();
            owed.map_or_else(|| world.worked(world.ago(days)), |days| world.ago(days))
        }
    };
    let mut all: Vec<Visit> = told(world, family).into_iter().collect();
    let (mut on, mut turn) = (last, 0);
    while on >= first {
        let n = turn;
        turn += 1;
        let rc = family
            .rc_on(on)
            .filter(|_| n % 2 == 0 && documented && (n > 0 || family.mark != Mark::NotAttending));
        let (joint, mode) = match n {
            _ if n > 2 && world.chance(5) => (None, "attempted"),
            _ if n > 2 && world.chance(8) => (None, "field"),
            _ => (rc, "home"),
        };
        all.push(Visit { on, joint, mode, documented });
        if world.chance(20) && n > 0 {
            let mode = world.pick(&["phone", "phone", "office", "video"]);
            all.push(Visit {
                on: world.worked(on - TimeDelta::days(2)).max(first),
                joint: None,
                mode,
                documented: true,
            });
        }
        documented = true;
        let age = (on - family.opened).num_days();
        let gap = if age <= 45 { world.between(6, 7) } else { world.between(12, 14) };
        on = world.worked(on - TimeDelta::days(gap));
    }
    all
}

/// The visit on which a child was last seen who has not been seen since.
fn told(world: &World<'_, '_, '_>, family: &Family) -> Option<Visit> {
    let days = match family.mark {
        Mark::ChildNotSeen => 34,
        Mark::InfantNotSeen => 33,
        _ => return None,
    };
    Some(Visit { on: world.ago(days), joint: None, mode: "home", documented: true })
}

fn save_visit(world: &mut World<'_, '_, '_>, family: &Family, visit: &Visit) -> Result<usize> {
    let Some(iw) = family.iw_on(visit.on) else { return Ok(0) };
    let kind = match visit.mode {
        _ if visit.joint.is_some() => "joint_visit",
        "phone" | "office" | "video" => "collateral",
        _ => "visit",
    };
    let drawn = clock_time(world);
    let minutes = if visit.mode == "attempted" { 10 } else { world.pick(&[30, 45, 60, 60, 75, 90]) };
    let people: Vec<i64> = std::iter::once(iw).chain(visit.joint).collect();
    let began = world.free_time(&people, visit.on, drawn, minutes);
    let written = visit.documented.then(|| written(world, visit.on));
    let id = row!(world, "service", family_id: family.id, staff_id: iw, role: "intact_worker", kind: kind, on_date: visit.on,
        began: began, minutes: minutes, mode: visit.mode, joint_with: visit.joint, documented_on: written)?;
    if matches!(visit.mode, "home" | "field") {
        for (n, child) in family.children.iter().enumerate() {
            if seen(world, family, visit, n, child) {
                row!(world, "service_child", service_id: id, member_id: child.id)?;
            }
        }
    }
    if let Some(rc) = visit.joint {
        let written = written.or(Some(visit.on));
        row!(world, "service", family_id: family.id, staff_id: rc, role: "recovery_coordinator", kind: "contact",
            on_date: visit.on, began: began, minutes: minutes, mode: "home", joint_with: iw, documented_on: written)?;
        return Ok(2);
    }
    Ok(1)
}

/// Whether a child was seen on a visit: all in the latest ones, except who is told of as a trouble.
fn seen(world: &mut World<'_, '_, '_>, family: &Family, visit: &Visit, n: usize, child: &Child) -> bool {
    let days = (world.today - visit.on).num_days();
    match family.mark {
        Mark::ChildNotSeen if n == 0 => days >= 34,
        Mark::InfantNotSeen if child.infant => days >= 33,
        _ => days < 35 || !world.chance(9),
    }
}

/// The minute of the day at which something would begin, were everybody free.
fn clock_time(world: &mut World<'_, '_, '_>) -> i64 {
    world.between(9, 16) * 60 + world.between(0, 3) * 15
}

fn written(world: &mut World<'_, '_, '_>, on: NaiveDate) -> NaiveDate {
    let days = if world.chance(7) { world.between(3, 6) } else { world.between(0, 2) };
    (on + TimeDelta::days(days)).min(world.today)
}

/// The Recovery Coordinator's own contacts, as often as the phase asks, and services under consent.
fn recovery(world: &mut World<'_, '_, '_>, family: &Family, visits: &[Visit]) -> Result<usize> {
    let Some(from) = family.rc_from() else { return Ok(0) };
    let first = (from + TimeDelta::days(1)).max(world.first_day);
    let drawn = if family.mark == Mark::NotAttending { 23 } else { world.between(1, 6) };
    let mut on = world.worked(family.closed.unwrap_or(world.today) - TimeDelta::days(drawn));
    let mut made = 0;
    while on >= first {
        let phase = family.phase_on(on);
        let gap = match phase {
            1 | 2 => world.between(5, 7),
            3 => world.between(9, 13),
            _ => world.between(20, 28),
        };
        let there = visits.iter().any(|visit| visit.on == on && visit.joint.is_some());
        if let Some(rc) = family.rc_on(on).filter(|_| !there) {
            let owes = rc == SHAH && made == 0 && family.id % 3 == 0 && family.closed.is_none();
            if made % 3 == 1 && family.consent.is_some_and(|(_, from, until)| from <= on && on < until) {
                support(world, family, rc, on)?;
            } else {
                contact(world, family, rc, on, !owes)?;
            }
            made += 1;
        }
        on = world.worked(on - TimeDelta::days(gap));
    }
    Ok(made)
}

fn contact(world: &mut World<'_, '_, '_>, family: &Family, rc: i64, on: NaiveDate, done: bool) -> Result<()> {
    let drawn = clock_time(world);
    let mode = world.pick(&["home", "home", "home", "field", "phone", "treatment_site", "attempted"]);
    let minutes = world.pick(&[20, 30, 45, 60]);
    let began = world.free_time(&[rc], on, drawn, minutes);
    let (written, elsewhere) = match family.consent {
        _ if !done => (None, ""),
        None if world.chance(30) => (Some(on), "Treatment agency record"),
        _ => (Some(written(world, on)), ""),
    };
    let kind = if elsewhere.is_empty() { "contact" } else { "documented_elsewhere" };
    row!(world, "service", family_id: family.id, staff_id: rc, role: "recovery_coordinator", kind: kind, on_date: on, began: began,
        minutes: minutes, mode: mode, documented_on: written, documented_elsewhere: elsewhere)?;
    Ok(())
}

fn support(world: &mut World<'_, '_, '_>, family: &Family, rc: i64, on: NaiveDate) -> Result<()> {
    let (Some((consent, _, _)), Some(member)) = (family.consent, family.participants.first()) else {
        return Ok(());
    };
    let drawn = clock_time(world);
    let kind = world.pick(&[
        "recovery_planning",
        "treatment_contact",
        "recovery_coaching",
        "treatment_linkage",
        "transportation",
    ]);
    let minutes = world.pick(&[30, 45, 60]);
    let began = world.free_time(&[rc], on, drawn, minutes);
    let written = written(world, on);
    let id = row!(world, "service", family_id: family.id, staff_id: rc, role: "recovery_coordinator", kind: kind, on_date: on,
        began: began, minutes: minutes, mode: "home", documented_on: written, part2: true, member_id: *member, consent_id: consent)?;
    if kind == "recovery_coaching" {
        let topic =
            world.pick(&["relapse_prevention", "coping_skills", "decision_making", "pursuing_interests"]);
        row!(world, "service_fact", service_id: id, name: "topic", value: topic)?;
    }
    if kind == "transportation" {
        transport(world, id)?;
    }
    Ok(())
}

/// What a ride has on file; whoever drove four miles forgot to say where to.
fn transport(world: &mut World<'_, '_, '_>, id: i64) -> Result<()> {
    let miles = world.between(4, 18);
    row!(world, "service_fact", service_id: id, name: "form", value: "mileage")?;
    row!(world, "service_fact", service_id: id, name: "miles", value: miles.to_string())?;
    if miles > 4 {
        row!(world, "service_fact", service_id: id, name: "to_service", value: "recovery_coaching")?;
    }
    Ok(())
}

/// Miles by day: Brooks stands at 131 this month, the others at their share of the month so far.
pub(super) fn travel(world: &mut World<'_, '_, '_>, families: &[Family]) -> Result<()> {
    for rc in [BROOKS, SHAH, OKAFOR, NOVAK, DELGADO] {
        let mut month = world.first_day.with_day(1).unwrap_or(world.first_day);
        while month <= world.today {
            let next = month + chrono::Months::new(1);
            let last = (next - TimeDelta::days(1)).min(world.today);
            let days = i64::from(last.day());
            let total = match rc {
                BROOKS if last == world.today => BROOKS_MILES,
                _ => world.between(74, 108) * days / 30,
            };
            drive(world, families, rc, month, days, total)?;
            let (kind, miles) = (world.pick(&["meeting", "meeting", "training"]), world.between(6, 44));
            let on = world.worked(last);
            row!(world, "travel", staff_id: rc, on_date: on, miles: f64_of(miles), purpose: kind)?;
            month = next;
        }
    }
    Ok(())
}

fn drive(
    world: &mut World<'_, '_, '_>,
    families: &[Family],
    rc: i64,
    month: NaiveDate,
    days: i64,
    total: i64,
) -> Result<()> {
    let mut left = total;
    let own: Vec<i64> = families
        .iter()
        .filter(|family| family.rc == Some(rc) && family.closed.is_none())
        .map(|f| f.id)
        .collect();
    let trips = (days / 2).clamp(1, 12);
    for n in 0..trips {
        let share = if n == trips - 1 { left } else { (total / trips + world.between(-3, 3)).clamp(0, left) };
        left -= share;
        let day = month + TimeDelta::days(n * days / trips);
        let on = Some(world.works(day)).filter(|on| *on < month + TimeDelta::days(days)).unwrap_or(day);
        let family = Some(world.pick(&own)).filter(|id| *id != 0);
        if share > 0 {
            row!(world, "travel", staff_id: rc, on_date: on, miles: f64_of(share), purpose: "client_home", family_id: family)?;
        }
    }
    Ok(())
}

fn f64_of(miles: i64) -> f64 {
    f64::from(i32::try_from(miles).unwrap_or_default())
}
