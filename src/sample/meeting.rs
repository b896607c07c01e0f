//! Meetings with who was there, what was said and decided, and who signed.

use super::cast::{self, DANA, LEAD, PEOPLE};
use super::item::Items;
use super::phrase::{BARRIERS, DECISIONS, MEETING, PERSONNEL, PROGRESS, RECOVERY, SAFETY};
use super::roster::{Family, Mark};
use super::sitting::{self, Fate, Sitting};
use super::world::{World, row};
use crate::error::Result;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// The steps of a walked Co-Supervision and their seconds.
const STEPS: &[(&str, i64)] = &[
    ("attendance", 140),
    ("confidentiality", 80),
    ("carried", 260),
    ("caseload", 300),
    ("referrals", 240),
    ("cases", 2500),
    ("triggers", 180),
    ("documentation", 220),
    ("working_together", 300),
    ("support", 260),
    ("close", 280),
];

pub(super) fn fill(world: &mut World<'_, '_, '_>, families: &[Family]) -> Result<usize> {
    let plan = sitting::plan(world, families);
    let mut items = Items::default();
    for (id, sitting) in (1_i64..).zip(&plan) {
        record(world, families, &mut items, id, sitting)?;
    }
    items.tell(world, families, None, DANA)?;
    super::ahead::fill(world, families, &plan)?;
    Ok(plan.len())
}

fn minutes(kind: &str) -> i64 {
    if matches!(kind, "co_supervision" | "supervisory" | "rc_level" | "executive") { 90 } else { 60 }
}

/// Writes one meeting with all that belongs to it.
pub(super) fn record(
    world: &mut World<'_, '_, '_>,
    families: &[Family],
    items: &mut Items,
    id: i64,
    of: &Sitting,
) -> Result<()> {
    let begins = world.at(of.on, of.hour, 0);
    let uid = uuid::Builder::from_random_bytes(world.rng.u128(..).to_be_bytes()).into_uuid().to_string();
    let planned = minutes(of.kind);
    let held = !matches!(of.fate, Fate::Missed(_) | Fate::Scheduled);
    let (status, reason) = match of.fate {
        Fate::Signed | Fate::AsJoint | Fate::WithAThird => ("signed", ""),
        Fate::Waiting => ("held", ""),
        Fate::Missed(reason) => ("missed", reason),
        Fate::Scheduled => ("scheduled", ""),
    };
    let began = held.then(|| begins + TimeDelta::minutes(world.between(0, 6)));
    let ended = began.map(|at| at + TimeDelta::minutes(planned + world.between(-12, 9)));
    let (on, step) = (held.then_some(of.on), if held { "close" } else { "" });
    let (is, sud) = cast::supervisors(of.site.unwrap_or(cast::NORTH));
    let started = held.then_some(if of.kind == "individual_rc" { sud } else { is });
    row!(world, "meeting", id: id, uid: uid, kind: of.kind, site_id: of.site, worker_id: of.worker, family_id: of.family,
        scheduled_at: begins, planned_minutes: planned, status: status, reason: reason, held_on: on, began_at: began,
        ended_at: ended, step: step, started_by: started)?;
    pairs(world, id, of, held)?;
    people(world, id, of, held)?;
    let Some(ended) = ended else { return Ok(()) };
    items.carry(world, id, of.on, &of.pairs, of.worker)?;
    let mut content = vec![of.kind.to_owned(), of.on.to_string()];
    if of.kind == "co_supervision" {
        for (step, usual) in STEPS {
            let seconds = usual * world.between(70, 125) / 100;
            row!(world, "meeting_step", meeting_id: id, step: *step, seconds: seconds, done: true)?;
        }
    }
    cases(world, families, items, id, of, &mut content)?;
    notes(world, id, of, ended, &mut content)?;
    items.tell(world, families, Some((id, of.on, &of.pairs)), is)?;
    sign(world, id, of, ended, &content)
}

fn pairs(world: &mut World<'_, '_, '_>, id: i64, of: &Sitting, held: bool) -> Result<()> {
    let (verdict, kind) = match of.fate {
        Fate::AsJoint => (Some("held_as_other"), Some("joint")),
        _ if held => (Some("counts"), Some(of.kind)),
        _ => (None, None),
    };
    let on = held.then_some(of.on);
    for (iw, rc) in &of.pairs {
        row!(world, "meeting_pair", meeting_id: id, iw_id: *iw, rc_id: *rc, verdict: verdict, kind_held: kind, held_on: on)?;
    }
    Ok(())
}

/// Who belongs into a meeting.
fn invited(of: &Sitting) -> Vec<i64> {
    let (is, sud) = cast::supervisors(of.site.unwrap_or(cast::NORTH));
    let coordinators = PEOPLE
        .iter()
        .filter(|person| person.role == "recovery_coordinator" && !person.gone())
        .map(|person| person.id);
    let mut all = match of.kind {
        "co_supervision" | "case_staffing" => vec![is, sud],
        "joint" | "individual_iw" => vec![is],
        "individual_rc" => vec![sud],
        "supervisory" => vec![cast::DANA, cast::RUTH, cast::SAM, cast::MAYA, LEAD],
        "rc_level" => coordinators.chain([LEAD]).collect(),
        _ => vec![21, 22, LEAD],
    };
    all.extend(of.worker);
    for (iw, rc) in &of.pairs {
        for worker in [iw, rc] {
            if !all.contains(worker) {
                all.push(*worker);
            }
        }
    }
    all
}

fn people(world: &mut World<'_, '_, '_>, id: i64, of: &Sitting, held: bool) -> Result<()> {
    for staff in invited(of) {
        let role = cast::role(staff);
        let attendance = match of.fate {
            _ if !held => None,
            Fate::AsJoint if role == "sud_supervisor" => Some("absent"),
            _ if world.chance(9) => Some("video"),
            _ => Some("present"),
        };
        let late = (held && attendance == Some("present") && world.chance(4)).then_some(10);
        row!(world, "meeting_person", meeting_id: id, staff_id: staff, role: role, attendance: attendance, late_minutes: late)?;
    }
    if of.fate == Fate::WithAThird {
        row!(world, "meeting_person", meeting_id: id, staff_id: cast::LEE, role: cast::role(cast::LEE), attendance: "present")?;
    }
    Ok(())
}

/// Why a family is discussed where it is, as one would have seen it then.
fn why(family: &Family, of: &Sitting) -> (i64, String) {
    let days = (of.on - family.opened).num_days();
    if family.children.iter().any(|child| child.infant) {
        return (2, "infant in the home".to_owned());
    }
    match days {
        ..30 => (4, format!("opened {days} days ago")),
        152..=182 => (6, "near 6 months".to_owned()),
        335..=365 => (6, "near 12 months".to_owned()),
        _ if family.id % 2 == 0 => (5, "not reviewed this month".to_owned()),
        _ => (7, "in turn".to_owned()),
    }
}

fn cases(
    world: &mut World<'_, '_, '_>,
    families: &[Family],
    items: &mut Items,
    id: i64,
    of: &Sitting,
    content: &mut Vec<String>,
) -> Result<()> {
    let mut about: Vec<(i64, String, &Family)> = families
        .iter()
        .filter(|family| match (of.family, of.worker) {
            (Some(one), _) => family.id == one,
            (None, Some(worker)) => {
                (family.iw_on(of.on) == Some(worker) || family.rc_on(of.on) == Some(worker))
                    && (family.id + of.on.signed_duration_since(world.first_day).num_days() / 7) % 3 == 0
            }
            (None, None) => {
                let pair = family.iw_on(of.on).zip(family.rc_on(of.on));
                pair.is_some_and(|pair| of.pairs.contains(&pair))
            }
        })
        .map(|family| {
            let (rank, why) = why(family, of);
            (rank, why, family)
        })
        .collect();
    about.sort_by_key(|(rank, _, family)| (*rank, family.id));
    if of.kind == "joint" {
        about.truncate(5);
    }
    for (place, (rank, why, family)) in (1_i64..).zip(&about) {
        let told = family.mark == Mark::ChildNotSeen && of.kind == "co_supervision";
        let decision = if told { "continue_plan" } else { world.pick(DECISIONS) };
        let pair = matches!(of.kind, "co_supervision" | "joint" | "case_staffing");
        let agreement = pair.then(|| if world.chance(92) { "yes" } else { "no" });
        let joint = pair.then(|| if world.chance(70) { "yes" } else { "no" });
        let aligned = (of.kind == "co_supervision").then(|| if world.chance(85) { "yes" } else { "no" });
        row!(world, "meeting_case", meeting_id: id, family_id: family.id, iw_id: family.iw_on(of.on), rc_id: family.rc_on(of.on),
            position: place, rank: *rank, why: why.as_str(), state: "discussed", agreement: agreement, joint_visit: joint,
            plans_aligned: aligned, decision: decision)?;
        content.push(format!("{}:{decision}", family.id));
        case_notes(world, id, of, family, content)?;
        let often = match of.kind {
            "co_supervision" => 26,
            "joint" => 20,
            "case_staffing" => 90,
            _ => 10,
        };
        if world.chance(often) {
            let (is, sud) = cast::supervisors(family.site);
            items.draw(world, id, of.on, family, if of.kind == "individual_rc" { sud } else { is })?;
        }
    }
    Ok(())
}

fn case_notes(
    world: &mut World<'_, '_, '_>,
    id: i64,
    of: &Sitting,
    family: &Family,
    content: &mut Vec<String>,
) -> Result<()> {
    let (is, sud) = cast::supervisors(family.site);
    let at = world.at(of.on, of.hour, 40);
    let mut write = |world: &mut World<'_, '_, '_>,
                     field: &str,
                     author: i64,
                     body: &str,
                     part2: bool|
     -> Result<i64> {
        content.push(format!("{}:{field}:{body}", family.id));
        row!(world, "note", kind: "case", author_id: author, entered_by: author, at: at, meeting_id: id, family_id: family.id,
            field: field, body: body, part2: part2)
    };
    if of.kind == "individual_iw" {
        let body = world.pick(PROGRESS);
        write(world, "progress", is, body, false)?;
    } else if of.kind != "individual_rc" && world.chance(60) {
        let told = family.mark == Mark::ChildNotSeen;
        let body = if told { "Visit at the school." } else { world.pick(SAFETY) };
        write(world, "safety", is, body, false)?;
    }
    if of.kind == "co_supervision" && world.chance(35) {
        let body = world.pick(BARRIERS);
        write(world, "barriers", is, body, false)?;
    }
    let treated =
        matches!(of.kind, "co_supervision" | "individual_rc" | "case_staffing") && of.fate != Fate::AsJoint;
    let consent = family.consent.filter(|(_, from, until)| *from <= of.on && of.on < *until);
    if let (true, Some((consent, _, _)), Some(member)) = (treated, consent, family.participants.first()) {
        let body = world.pick(RECOVERY);
        let note = write(world, "recovery", sud, body, true)?;
        row!(world, "note_member", note_id: note, member_id: *member, consent_id: consent, on_date: of.on)?;
    }
    Ok(())
}

fn notes(
    world: &mut World<'_, '_, '_>,
    id: i64,
    of: &Sitting,
    at: DateTime<Utc>,
    content: &mut Vec<String>,
) -> Result<()> {
    let (is, sud) = cast::supervisors(of.site.unwrap_or(cast::NORTH));
    let author = match of.kind {
        "individual_rc" => sud,
        "federal_ta" | "rc_level" | "executive" => return Ok(()),
        _ => is,
    };
    let field = match of.kind {
        "co_supervision" => "working_together",
        "joint" => "week",
        "supervisory" => "themes",
        "case_staffing" => "purpose",
        _ => "learning",
    };
    if world.chance(50) {
        let body = world.pick(MEETING);
        content.push(format!("{field}:{body}"));
        row!(world, "note", kind: "meeting", author_id: author, entered_by: author, at: at, meeting_id: id, field: field, body: body)?;
    }
    if let Some(worker) = of.worker.filter(|_| world.chance(40)) {
        let body = world.pick(PERSONNEL);
        content.push(format!("check_in:{body}"));
        row!(world, "note", kind: "personnel", author_id: author, entered_by: author, at: at, meeting_id: id, about_id: worker,
            field: "check_in", body: body)?;
    }
    Ok(())
}

fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |all, byte| all + &format!("{byte:02x}"))
}

fn sign(
    world: &mut World<'_, '_, '_>,
    id: i64,
    of: &Sitting,
    at: DateTime<Utc>,
    content: &[String],
) -> Result<()> {
    let (is, sud) = cast::supervisors(of.site.unwrap_or(cast::NORTH));
    let (intact, treatment) = ((is, "intact_supervisor"), (sud, "sud_supervisor"));
    let signers: &[(i64, &str)] = match (of.kind, of.fate) {
        ("co_supervision", Fate::Waiting | Fate::AsJoint) | ("joint" | "individual_iw", _) => &[intact],
        ("individual_rc", _) => &[treatment],
        ("co_supervision" | "case_staffing", _) => &[intact, treatment],
        _ => &[],
    };
    if signers.is_empty() {
        return Ok(());
    }
    let digests: Vec<String> = content.iter().map(|text| hex(text)).collect();
    let covers = serde_json::json!({ "meeting": id, "fields": digests }).to_string();
    let digest = hex(&covers);
    for ((staff, role), minutes) in signers.iter().zip([3, 8]) {
        let at = at + TimeDelta::minutes(minutes);
        row!(world, "signature", meeting_id: id, staff_id: *staff, role: *role, at: at, digest: digest.as_str(), covers: covers.as_str())?;
    }
    Ok(())
}
