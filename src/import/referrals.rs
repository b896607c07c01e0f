//! Referrals: each with the days of its steps, from which its statuses come.

use super::cell::{choice, need_past, past, person, read_word, text, wrong};
use super::columns::{Shape, field};
use super::context::{Context, Site};
use super::key;
use super::kind::CASE_NUMBER;
use super::row::{Done, Row, fill};
use crate::domain::access::{Act, can};
use crate::domain::referral::ReferralStatus;
use crate::domain::staff::{Role, Side};
use crate::domain::{Number, ReferralId, Word};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{IntoValue, date, word};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

/// The columns of a list of referrals; a row is known again by its number, else by family and day received.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["received_on"], &["source", "outcome", "number"]],
    fields: &[
        field(
            "number",
            "R-0412, or its number in the other system",
            &["referralnumber", "referralid", "referralno", "referral", "refno", "id"],
        ),
        field(
            "received_on",
            "day received",
            &["received", "datereceived", "receiveddate", "referraldate", "dateofreferral", "referredon"],
        ),
        field(
            "source",
            "who referred: Intact Worker, DCFS investigator, court, …",
            &["referralsource", "referredfrom", "sourcetype"],
        ),
        field(
            "referred_by",
            "the person on the staff who referred",
            &["referredbyname", "referrer", "referringworker"],
        ),
        field("site", "site; otherwise yours", &["office", "location", "sitename"]),
        field("county", "county", &["countyname"]),
        field("case_number", "case number; the family may not be here yet", CASE_NUMBER),
        field("concern", "a concern about appropriateness", &["concerns", "appropriatenessconcern"]),
        field("screened_on", "screening began", &["screened", "screeningdate", "datescreened"]),
        field("eligible_on", "found eligible", &["eligible", "eligibilitydate", "dateeligible"]),
        field("wait_listed_on", "put on the wait list", &["waitlisted", "waitlistdate", "waitliston"]),
        field(
            "assigned_on",
            "assigned to an RC",
            &["assigned", "assigneddate", "dateassigned", "assignmentdate"],
        ),
        field(
            "assigned_to",
            "the RC",
            &["rc", "recoverycoordinator", "assignedrc", "assignedworker", "worker"],
        ),
        field("first_attempt_on", "the RC's first attempt", &["firstattempt", "firstattemptdate"]),
        field("first_contact_on", "the RC's first contact", &["firstcontact", "firstcontactdate"]),
        field("face_to_face_on", "first face to face", &["facetoface", "firstfacetoface", "facetofacedate"]),
        field("enrolled_on", "enrolled", &["enrolled", "enrollmentdate", "enrolmentdate", "dateenrolled"]),
        field(
            "outcome",
            "where it stands, or how it ended",
            &["status", "referralstatus", "disposition", "result"],
        ),
        field(
            "outcome_on",
            "day of that",
            &[
                "closedon",
                "closed",
                "outcomedate",
                "statusdate",
                "dispositiondate",
                "dateclosed",
                "declinedon",
            ],
        ),
        field(
            "reason",
            "why it was declined, ineligible, withdrawn or closed without contact",
            &[
                "outcomereason",
                "ineligiblereason",
                "declinereason",
                "closereason",
                "closedreason",
                "reasonclosed",
                "dispositionreason",
            ],
        ),
    ],
};

/// A status and the day on which it began.
type Step = (ReferralStatus, NaiveDate);

/// What a row says.
struct Said {
    number: Option<String>,
    received: NaiveDate,
    source: Option<String>,
    site: Site,
    site_named: bool,
    county: Option<String>,
    case_number: Option<String>,
    family: Option<i64>,
    referred_by: Option<i64>,
    concern: Option<String>,
    assigned_to: Option<i64>,
    days: Vec<(&'static str, Option<NaiveDate>)>,
    steps: Vec<Step>,
    reason: String,
}

/// Takes a referral.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    can(Act::EditReferral, &context.viewer, context.state).map_err(invalid)?;
    let said = read(context, row)?;
    let known = find(tx, context, row, &said)?;
    let (id, added) = match known {
        Some(id) => (id, false),
        None => (add(tx, context, &said)?, true),
    };
    if let Some(line) = context.seen.get(&format!("referral {id}")) {
        return Err(invalid(format!(
            "it is the same referral as on {}: a number tells two apart",
            context.place(*line)
        )));
    }
    let changed = !added && change(tx, context, id, &said)?;
    let moved = steps(tx, context, row, id, &said)?;
    context.seen.insert(format!("referral {id}"), row.line);
    Ok(Done::of(added, changed || moved))
}

fn read(context: &Context, row: &Row) -> Result<Said> {
    let received = need_past(row, "received_on", context)?;
    let site = super::cell::site(context, row)?;
    // A referral may be about a family that is not open here yet: then nobody is asked.
    let called = row.text("case_number").map(|number| context.families_called(number)).unwrap_or_default();
    let family = match called.as_slice() {
        [(_, site)] if !context.is_own(*site) => {
            return Err(wrong(row, "case_number", "this family belongs to a site that is not yours"));
        }
        [(family, _)] => Some(*family),
        _ => None,
    };
    let assigned_to = person(context, row, "assigned_to")?;
    if let Some(person) = assigned_to.as_ref().filter(|person| person.role != Role::RecoveryCoordinator) {
        return Err(wrong(row, "assigned_to", format!("this person is {}, not an RC", person.role)));
    }
    let mut days = Vec::new();
    for field in [
        "screened_on",
        "wait_listed_on",
        "assigned_on",
        "first_attempt_on",
        "first_contact_on",
        "face_to_face_on",
    ] {
        let on = past(row, field, context)?;
        if on.is_some_and(|on| on < received) {
            return Err(wrong(row, field, format!("this is before the referral was received on {received}")));
        }
        days.push((field, on));
    }
    let steps = told_steps(context, row, received)?;
    let reason = reason(context, row, &steps)?;
    Ok(Said {
        number: text(row, "number")?,
        received,
        source: choice(row, "source", &context.settings.lists.referral_source)?,
        site_named: row.text("site").is_some(),
        site,
        county: text(row, "county")?,
        case_number: row.text("case_number").map(str::to_owned),
        family,
        referred_by: person(context, row, "referred_by")?.map(|person| person.id),
        concern: text(row, "concern")?,
        assigned_to: assigned_to.map(|person| person.id),
        days,
        steps,
        reason,
    })
}

/// The statuses by their days, in the order of the days; the outcome comes last.
fn told_steps(context: &Context, row: &Row, received: NaiveDate) -> Result<Vec<Step>> {
    use ReferralStatus::{Assigned, Eligible, Enrolled, Received, Screening, WaitListed};
    let mut steps = vec![(Received, received)];
    for (field, status) in [
        ("screened_on", Screening),
        ("eligible_on", Eligible),
        ("wait_listed_on", WaitListed),
        ("assigned_on", Assigned),
        ("enrolled_on", Enrolled),
    ] {
        if let Some(on) = past(row, field, context)? {
            steps.push((status, on));
        }
    }
    if let Some((_, before)) = steps.windows(2).find_map(|two| match two {
        [(_, first), (status, then)] if then < first => Some((status, first)),
        _ => None,
    }) {
        return Err(invalid(format!("the days of its steps go back in time: one is before {before}")));
    }
    let last = steps.last().map_or(received, |(_, on)| *on);
    let Some(text) = row.text("outcome") else { return Ok(steps) };
    let status = status(text).ok_or_else(|| {
        let known: Vec<&str> = ReferralStatus::ALL.iter().map(|status| status.label()).collect();
        wrong(row, "outcome", format!("not known here; there are {}", known.join(", ")))
    })?;
    let on = past(row, "outcome_on", context)?.unwrap_or(last);
    match steps.iter().find(|(known, _)| *known == status) {
        Some(_) if steps.last().is_some_and(|(known, _)| *known == status) => Ok(steps),
        Some(_) => Err(wrong(row, "outcome", "its days tell of a later step")),
        None if on < last => Err(wrong(row, "outcome_on", format!("this is before the step of {last}"))),
        None => {
            steps.push((status, on));
            Ok(steps)
        }
    }
}

fn status(text: &str) -> Option<ReferralStatus> {
    read_word(text).or(match text.to_lowercase().replace(['-', '_'], " ").as_str() {
        "new" | "pending" => Some(ReferralStatus::Received),
        "in screening" | "under review" => Some(ReferralStatus::Screening),
        "eligible" | "accepted" => Some(ReferralStatus::Eligible),
        "waitlist" | "waitlisted" | "wait list" => Some(ReferralStatus::WaitListed),
        "refused" => Some(ReferralStatus::Declined),
        "not eligible" => Some(ReferralStatus::Ineligible),
        "unable to contact" | "no contact" => Some(ReferralStatus::ClosedWithoutContact),
        _ => None,
    })
}

/// The reason that an outcome must name.
fn reason(context: &Context, row: &Row, steps: &[Step]) -> Result<String> {
    let lists = &context.settings.lists;
    let Some((status, _)) = steps.last().filter(|(status, _)| status.needs_reason()) else {
        return Ok(String::new());
    };
    let list = if *status == ReferralStatus::Ineligible {
        &lists.ineligible_reason
    } else {
        &lists.referral_end_reason
    };
    choice(row, "reason", list)?
        .ok_or_else(|| wrong(row, "reason", format!("a referral that is {status} needs its reason")))
}

fn find(tx: &Tx<'_>, context: &Context, row: &Row, said: &Said) -> Result<Option<i64>> {
    let found = match (&said.number, &said.case_number) {
        (Some(number), _) => {
            match ReferralId::read(number).filter(|_| number.to_uppercase().starts_with("R-")) {
                Some(own) => {
                    let sql = "select id from referral where id = ?1";
                    let found: Option<i64> =
                        tx.sql().prepare_cached(sql)?.query_row([own.id()], |row| row.get(0)).optional()?;
                    Some(found.ok_or_else(|| wrong(row, "number", "there is no such referral here"))?)
                }
                None => key::known(tx, "referral", context.viewer.side, number)?,
            }
        }
        (None, Some(case)) => {
            let sql = "select id from referral where received_on = ?1 and (family_id = ?2 or (family_id is null and case_number = ?3))
              order by id limit 1";
            let key = params![date(said.received), said.family, case];
            tx.sql().prepare_cached(sql)?.query_row(key, |row| row.get(0)).optional()?
        }
        (None, None) => {
            return Err(wrong(
                row,
                "number",
                "a referral needs its number, or the case number of its family",
            ));
        }
    };
    if let Some(id) = found {
        let site: i64 = tx
            .sql()
            .prepare_cached("select site_id from referral where id = ?1")?
            .query_row([id], |row| row.get(0))?;
        if !context.is_own(site) {
            return Err(invalid("this referral came to a site that is not yours"));
        }
        if said.site_named && site != said.site.id {
            return Err(wrong(
                row,
                "site",
                "the referral is here with another site: an import does not move it",
            ));
        }
    }
    Ok(found)
}

fn add(tx: &mut Tx<'_>, context: &Context, said: &Said) -> Result<i64> {
    let source = said.source.clone().ok_or_else(|| invalid("source is missing: who referred?"))?;
    if said.assigned_to.is_some() {
        context.may_assign.map_err(invalid)?;
    }
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let (county, concern) = (words(&said.county), words(&said.concern));
    let by = said.assigned_to.map(|_| context.viewer.staff);
    let mut fields: Vec<(&str, &dyn IntoValue)> = vec![
        ("received_on", &said.received),
        ("source", &source),
        ("site_id", &said.site.id),
        ("county", &county),
        ("family_id", &said.family),
        ("case_number", &said.case_number),
        ("referred_by", &said.referred_by),
        ("concern", &concern),
        ("assigned_to", &said.assigned_to),
        ("assigned_by", &by),
        ("import_id", &context.import_id),
    ];
    fields.extend(said.days.iter().map(|(field, on)| (*field, on as &dyn IntoValue)));
    let id = tx.insert("referral", &fields)?;
    if let Some(number) = &said.number {
        let side: Side = context.viewer.side;
        key::remember(tx, "referral", side, number, id)?;
    }
    Ok(id)
}

fn change(tx: &mut Tx<'_>, context: &Context, id: i64, said: &Said) -> Result<bool> {
    let mut told = vec![
        ("received_on", said.received.value()),
        ("source", said.source.value()),
        ("county", said.county.value()),
        ("family_id", said.family.value()),
        // A family that is here has its case number itself.
        ("case_number", said.case_number.clone().filter(|_| said.family.is_none()).value()),
        ("referred_by", said.referred_by.value()),
        ("concern", said.concern.value()),
    ];
    told.extend(said.days.iter().map(|(field, on)| (*field, on.value())));
    let mut changed = fill(tx, "referral", id, &told)?;
    if fill(tx, "referral", id, &[("assigned_to", said.assigned_to.value())])? {
        context.may_assign.map_err(invalid)?;
        changed = true;
    }
    Ok(changed)
}

/// Adds the steps that are not here yet. What is here never changes: a step of another day is refused.
fn steps(tx: &mut Tx<'_>, context: &Context, row: &Row, id: i64, said: &Said) -> Result<bool> {
    let sql = "select status, on_date from referral_status where referral_id = ?1 order by id";
    let known: Vec<(String, String)> = tx
        .sql()
        .prepare_cached(sql)?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut last = known.last().map(|(_, on)| on.clone()).unwrap_or_default();
    let mut moved = false;
    for (status, on) in &said.steps {
        let on = date(*on);
        if let Some((_, was)) = known.iter().find(|(known, _)| known == status.word()) {
            if *was != on {
                return Err(invalid(format!(
                    "{status}: here it is so since {was}, not {on}; a step that is here does not change"
                )));
            }
            continue;
        }
        if on < last {
            return Err(invalid(format!("{status} on {on}: here a later step stands already, of {last}")));
        }
        if *status == ReferralStatus::Assigned {
            context.may_assign.map_err(invalid)?;
        }
        if *status == ReferralStatus::Enrolled && said.family.is_none() {
            return Err(wrong(
                row,
                "case_number",
                "it is enrolled, but the family is not here: bring the families in first",
            ));
        }
        let reason = if status.needs_reason() { said.reason.as_str() } else { "" };
        tx.insert(
            "referral_status",
            &[
                ("referral_id", &id),
                ("on_date", &on),
                ("status", &word(*status)),
                ("reason", &reason),
                ("staff_id", &context.viewer.staff),
                ("import_id", &context.import_id),
            ],
        )?;
        last = on;
        moved = true;
    }
    Ok(moved)
}
