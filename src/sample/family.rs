//! Families with their members, spells, assignments, findings and milestones.

use super::cast::{self, KIM};
use super::phrase::{BASES, CLOSE_REASONS, LABELS};
use super::roster::{Child, Family, Mark, PHASES};
use super::world::{World, row};
use crate::error::Result;
use chrono::{Datelike, Months, NaiveDate, TimeDelta};

pub(super) fn fill(world: &mut World<'_, '_, '_>, families: &mut [Family]) -> Result<()> {
    for (family, label) in families.iter_mut().zip(LABELS.iter().cycle()) {
        one(world, family, label)?;
    }
    Ok(())
}

/// Writes one family, as it stands on the world's day.
pub(super) fn one(world: &mut World<'_, '_, '_>, family: &mut Family, label: &str) -> Result<()> {
    record(world, family, label)?;
    members(world, family)?;
    assignments(world, family)?;
    spells(world, family)?;
    findings(world, family)?;
    milestones(world, family)
}

fn record(world: &mut World<'_, '_, '_>, family: &Family, label: &str) -> Result<()> {
    let case = format!("PE-{}-{:05}", family.opened.year(), 20_000 + family.id * 37);
    let indicated = family.opened - TimeDelta::days(world.between(8, 40));
    row!(world, "family", id: family.id, case_number: case, label: label, site_id: family.site, last_indicated_on: indicated)?;
    let basis = world.pick(BASES);
    let reason = family.closed.map(|_| world.pick(CLOSE_REASONS));
    let ending =
        (family.closed.is_none() && family.id % 17 == 3 && family.mark == Mark::None).then(|| world.ago(-12));
    row!(world, "family_opening", family_id: family.id, from_on: family.opened, to_on: family.closed, basis: basis,
        court_ordered: basis == "indicated_court", pending_close_on: ending, close_reason: reason)?;
    if let Some(enrolled) = family.enrolled {
        row!(world, "family_enrolment", family_id: family.id, from_on: enrolled, to_on: family.closed)?;
    }
    Ok(())
}

fn born(world: &World<'_, '_, '_>, months: i64) -> (i64, i64) {
    let months = u32::try_from(months).unwrap_or_default();
    let day = world.today.checked_sub_months(Months::new(months)).unwrap_or(world.today);
    (i64::from(day.year()), i64::from(day.month()))
}

fn members(world: &mut World<'_, '_, '_>, family: &mut Family) -> Result<()> {
    let second = world.chance(45);
    for (n, there) in [true, second].into_iter().enumerate() {
        if !there {
            continue;
        }
        let alias = initials(world);
        let drawn = world.between(250, 520);
        let (year, _) = born(world, drawn);
        let takes_part = n == 0 && family.enrolled.is_some();
        let at_home = n == 0 || world.chance(70);
        let id = row!(world, "member", family_id: family.id, kind: "adult", alias: alias, birth_year: year, in_home: at_home,
            participant: takes_part)?;
        if takes_part {
            family.participants.push(id);
        }
    }
    let ages: Vec<i64> = match family.mark {
        Mark::ChildNotSeen => vec![51, 28, 7],
        Mark::InfantNotSeen => vec![5, 40],
        _ => {
            let many = world.pick(&[1, 1, 2, 2, 2, 3, 4]);
            let youngest = if world.chance(26) { world.between(2, 9) } else { world.between(16, 90) };
            (0..many).map(|n| youngest + n * 29).collect()
        }
    };
    for months in ages {
        let alias = initials(world);
        let (year, month) = born(world, months);
        let infant = months < 12;
        let exposed = infant && world.chance(40);
        let id = row!(world, "member", family_id: family.id, kind: "child", alias: alias, birth_year: year, birth_month: month,
            in_home: true, substance_exposed: exposed)?;
        family.children.push(Child { id, infant });
    }
    Ok(())
}

fn initials(world: &mut World<'_, '_, '_>) -> String {
    const LETTERS: &[&str] =
        &["A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "T", "V", "W", "Z"];
    format!("{}.{}.", world.pick(LETTERS), world.pick(LETTERS))
}

fn assignments(world: &mut World<'_, '_, '_>, family: &Family) -> Result<()> {
    let (by, _) = cast::supervisors(family.site);
    let mut from = family.opened;
    if let Some((before, until)) = family.iw_before {
        row!(world, "assignment", family_id: family.id, staff_id: before, role: "intact_worker", from_on: from, to_on: until,
            assigned_by: by, reason: "Opened", end_reason: "Worker left; transferred")?;
        from = until;
    }
    let reason = if family.iw_before.is_some() { "Transferred" } else { "Opened" };
    let held = family.mark == Mark::Held;
    row!(world, "assignment", family_id: family.id, staff_id: family.iw, role: "intact_worker", from_on: from,
        to_on: family.closed, supervisor_held: held, assigned_by: by, reason: reason,
        end_reason: if family.closed.is_some() { "Closed" } else { "" })?;
    let Some(mut from) = family.rc_from() else { return Ok(()) };
    if let Some((before, until)) = family.rc_before {
        row!(world, "assignment", family_id: family.id, staff_id: before, role: "recovery_coordinator", from_on: from,
            to_on: until, assigned_by: by, reason: "Referral accepted", end_reason: "Coordinator left")?;
        from = until;
    }
    if let Some(rc) = family.rc {
        let reason = if family.rc_before.is_some() { "Transferred" } else { "Referral accepted" };
        row!(world, "assignment", family_id: family.id, staff_id: rc, role: "recovery_coordinator", from_on: from,
            to_on: family.closed, assigned_by: by, reason: reason,
            end_reason: if family.closed.is_some() { "Closed" } else { "" })?;
    }
    Ok(())
}

fn spells(world: &mut World<'_, '_, '_>, family: &Family) -> Result<()> {
    let until = family.closed.unwrap_or(world.today);
    let first = world.pick(&["moderate", "moderate", "high", "high", "very_high"]);
    let change = family.opened + TimeDelta::days(world.between(80, 120));
    if change < until && world.chance(55) {
        let next = if first == "very_high" { "high" } else { "moderate" };
        let next = if first == "moderate" { "low" } else { next };
        row!(world, "family_risk", family_id: family.id, from_on: family.opened, to_on: change, risk: first)?;
        row!(world, "family_risk", family_id: family.id, from_on: change, to_on: family.closed, risk: next)?;
    } else {
        row!(world, "family_risk", family_id: family.id, from_on: family.opened, to_on: family.closed, risk: first)?;
    }
    let Some(enrolled) = family.enrolled else { return Ok(()) };
    let mut from = enrolled;
    for (phase, after) in (1_i64..).zip(PHASES) {
        let next = enrolled + TimeDelta::days(after);
        if next >= until {
            row!(world, "family_phase", family_id: family.id, from_on: from, to_on: family.closed, phase: phase)?;
            return Ok(());
        }
        row!(world, "family_phase", family_id: family.id, from_on: from, to_on: next, phase: phase)?;
        from = next;
    }
    row!(world, "family_phase", family_id: family.id, from_on: from, to_on: family.closed, phase: 4)?;
    Ok(())
}

fn findings(world: &mut World<'_, '_, '_>, family: &Family) -> Result<()> {
    let (by, _) = cast::supervisors(family.site);
    let until = family.closed.unwrap_or(world.today);
    let last = match family.mark {
        Mark::Unsafe => 6,
        Mark::SafetyPlan => 13,
        Mark::StaleFinding => 97,
        _ => world.between(4, 72),
    };
    let mut on = world.worked(until - TimeDelta::days(last)).max(family.opened);
    let mut finding = match family.mark {
        Mark::Unsafe => "unsafe",
        Mark::SafetyPlan => "plan",
        _ => "safe",
    };
    while on >= family.opened {
        let due = (finding == "plan")
            .then(|| if family.mark == Mark::SafetyPlan { world.ago(-1) } else { on + TimeDelta::days(14) });
        row!(world, "safety_finding", family_id: family.id, on_date: on, finding: finding, review_due_on: due, by_id: by)?;
        if on == family.opened {
            break;
        }
        let drawn = world.between(55, 84);
        on = world.worked(on - TimeDelta::days(drawn));
        finding = if world.chance(14) { "plan" } else { "safe" };
    }
    if family.mark == Mark::Unsafe {
        row!(world, "new_report", family_id: family.id, on_date: world.ago(7))?;
    } else if family.id % 19 == 0 && family.open_on(world.ago(60)) {
        row!(world, "new_report", family_id: family.id, on_date: world.ago(60))?;
    }
    if family.mark == Mark::ActionOverdue {
        let (next, before) = (world.works(world.ago(-6)), world.worked(world.ago(50)));
        row!(world, "court_hearing", family_id: family.id, on_date: before)?;
        row!(world, "court_hearing", family_id: family.id, on_date: next)?;
    }
    Ok(())
}

fn milestones(world: &mut World<'_, '_, '_>, family: &Family) -> Result<()> {
    let safe = NaiveDate::from_ymd_opt(2026, 7, 1).is_some_and(|from| family.opened >= from);
    let intake = if safe { ("safe_intake", 2) } else { ("cerap", 5) };
    let mut all = vec![intake, ("safe_initial", 30), ("service_plan", 45), ("cans", 60)];
    if family.enrolled.is_some() {
        all.push(("sud_assessment", 40));
    }
    let until = family.closed.unwrap_or_else(|| world.ago(-45));
    let mut review = 182;
    while family.opened + TimeDelta::days(review) < until {
        all.push(("plan_review", review));
        review += 182;
    }
    if family.mark == Mark::SafetyPlan {
        all.push(("safety_plan_review", (world.ago(-1) - family.opened).num_days()));
    }
    for (kind, after) in all {
        let due = family.opened + TimeDelta::days(after);
        if due >= until || (!safe && kind == "safe_initial") {
            continue;
        }
        let late = (family.iw == KIM && kind == "plan_review") || world.chance(12);
        let done = due - TimeDelta::days(world.between(0, after.min(9)));
        let recent = (world.today - due).num_days() < 30;
        let done = (done < world.today && !(late && recent)).then_some(done.max(family.opened));
        row!(world, "milestone", family_id: family.id, kind: kind, due_on: due, completed_on: done)?;
    }
    if family.mark == Mark::LongOpen {
        let due = world.ago(8);
        row!(world, "milestone", family_id: family.id, kind: "plan_review", due_on: due)?;
    }
    Ok(())
}
