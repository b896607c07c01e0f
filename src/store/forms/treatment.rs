//! Facts of treatment: each needs the adult's consent in force on its day, or stands in the treatment agency's record.

use super::conflict::update;
use super::desk::{Desk, FamilyFacts, line};
use crate::domain::family::MemberKind;
use crate::domain::{MemberId, Word};
use crate::error::{Result, denied, invalid};
use crate::store::Tx;
use crate::store::consents::covering;
use crate::store::sql::{RowExt, date, word};
use crate::store::view::family::change::{Fact, Seen, TreatmentForm};
use chrono::{Datelike, NaiveDate};
use rusqlite::{OptionalExtension, params};

/// Records a fact, or, where it stands elsewhere, only that it does.
pub(super) fn record(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    form: &TreatmentForm,
) -> Result<(i64, String)> {
    own_family(tx, desk, family)?;
    desk.not_future(form.on, "this is")?;
    desk.while_open(tx.sql(), family, form.on)?;
    let (alias, kind, of) = desk.member(tx.sql(), form.member)?;
    if of.id != family.id || kind != MemberKind::Adult {
        return Err(invalid(format!("{alias} is no adult of {}", family.id)));
    }
    if let Some(reference) = &form.elsewhere {
        return elsewhere(tx, desk, family, form.on, reference);
    }
    let category = form.fact.category();
    let Some(consent) = covering(tx.sql(), (form.member, category), form.on, None)? else {
        let day = desk.day(form.on);
        let message = format!("no consent of {alias} in force on {day} covers {}", category.label());
        return Err(invalid(message).hint(
            "keep it in your own agency's record, and give its reference under \"Documented elsewhere\"",
        ));
    };
    tx.part2(true);
    match &form.fact {
        Fact::Admission { provider, level } => admit(tx, desk, form, consent, (provider, level)),
        Fact::Discharge(episode, reason) => discharge(tx, desk, form, *episode, reason),
        Fact::Week { episode, offered, attended } => {
            week(tx, desk, form, consent, (*episode, *offered, *attended))
        }
        Fact::ReturnToUse => {
            let fields: [(&str, &dyn crate::store::sql::IntoValue); 3] =
                [("member_id", &form.member), ("consent_id", &consent), ("reported_on", &form.on)];
            Ok((tx.insert("return_to_use", &fields)?, format!("{}: recorded", family.id)))
        }
        Fact::Voucher { kind, cap } => crate::store::vouchers::issue(tx, desk, form, consent, (kind, *cap)),
        Fact::Step(kind) => {
            let id = tx.insert(
                "treatment_step",
                &[
                    ("member_id", &form.member),
                    ("consent_id", &consent),
                    ("kind", &word(*kind)),
                    ("on_date", &form.on),
                ],
            )?;
            Ok((id, format!("{}: {} on {}", family.id, kind.label().to_lowercase(), desk.day(form.on))))
        }
    }
}

/// Only the site's own treatment agency keeps its record.
fn own_family(tx: &Tx<'_>, desk: &Desk, family: &FamilyFacts) -> Result<()> {
    let agency: i64 = tx
        .sql()
        .prepare_cached("select agency_id from staff where id = ?1")?
        .query_row([desk.viewer.staff.0], |row| row.get(0))?;
    if agency == family.treatment_agency {
        Ok(())
    } else {
        Err(denied(format!("the treatment record of {} belongs to another agency", family.id)))
    }
}

/// Keeps the day and the reference into the agency's own record, and nothing of what it says.
fn elsewhere(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    on: NaiveDate,
    reference: &str,
) -> Result<(i64, String)> {
    let reference = line(reference, "The reference", 80)?;
    let staff: Option<i64> = tx
        .sql()
        .prepare_cached(
            "select staff_id from assignment where family_id = ?1 and role = 'recovery_coordinator' and from_on <= ?2
               and (to_on is null or to_on > ?2) order by from_on desc limit 1",
        )?
        .query_row(params![family.id.0, date(on)], |row| row.get(0))
        .optional()?;
    let id = tx.insert(
        "service",
        &[
            ("family_id", &family.id),
            ("staff_id", &staff.unwrap_or(desk.viewer.staff.0)),
            ("role", &"recovery_coordinator"),
            ("kind", &"documented_elsewhere"),
            ("on_date", &on),
            // No contact: it must not reset the clock of the Recovery Coordinator's contacts.
            ("mode", &"attempted"),
            ("documented_on", &desk.today),
            ("documented_elsewhere", &reference),
        ],
    )?;
    Ok((id, format!("{}: documented elsewhere, {reference}, {}", family.id, desk.day(on))))
}

fn admit(
    tx: &mut Tx<'_>,
    desk: &Desk,
    form: &TreatmentForm,
    consent: i64,
    (provider, level): (&str, &str),
) -> Result<(i64, String)> {
    let provider = line(provider, "The provider", 80)?;
    if !desk.settings.lists.level_of_care.contains(level) {
        return Err(invalid("choose the level of care").hint("the levels are in the list"));
    }
    let id = tx.insert(
        "treatment_episode",
        &[
            ("member_id", &form.member),
            ("consent_id", &consent),
            ("provider", &provider),
            ("level_of_care", &level),
            ("admitted_on", &form.on),
        ],
    )?;
    Ok((id, format!("{}: admission recorded, {}", form.family, desk.day(form.on))))
}

/// When an episode of an adult began, and since when it is over.
fn episode(tx: &Tx<'_>, member: MemberId, id: i64) -> Result<(NaiveDate, Option<NaiveDate>)> {
    let found = tx
        .sql()
        .prepare_cached(
            "select admitted_on, discharged_on from treatment_episode where id = ?1 and member_id = ?2",
        )?
        .query_row(params![id, member.0], |row| Ok((row.day("admitted_on")?, row.day_opt("discharged_on")?)))
        .optional()?;
    found.ok_or_else(|| invalid("choose the treatment it belongs to"))
}

fn discharge(
    tx: &mut Tx<'_>,
    desk: &Desk,
    form: &TreatmentForm,
    seen: Seen,
    reason: &str,
) -> Result<(i64, String)> {
    if !desk.settings.lists.discharge_reason.contains(reason) {
        return Err(invalid("choose how the treatment ended").hint("the reasons are in the list"));
    }
    let (admitted, _) = episode(tx, form.member, seen.id)?;
    if form.on < admitted {
        return Err(invalid(format!("the admission was on {}", desk.day(admitted))));
    }
    let fields: [(&str, &dyn crate::store::sql::IntoValue); 2] =
        [("discharged_on", &form.on), ("discharge_reason", &reason)];
    update(tx, desk, "treatment_episode", seen, &fields)?;
    Ok((seen.id, format!("{}: discharge recorded, {}", form.family, desk.day(form.on))))
}

fn week(
    tx: &mut Tx<'_>,
    desk: &Desk,
    form: &TreatmentForm,
    consent: i64,
    (of, offered, attended): (i64, u32, u32),
) -> Result<(i64, String)> {
    let (admitted, discharged) = episode(tx, form.member, of)?;
    let monday = form.on - chrono::Days::new(u64::from(form.on.weekday().num_days_from_monday()));
    if attended > offered {
        return Err(invalid("more attended than offered").hint("check both numbers"));
    }
    if offered > 21 {
        return Err(invalid("that many were not offered in a week").hint("check the number"));
    }
    if form.on < admitted || discharged.is_some_and(|day| monday > day) {
        return Err(invalid("the treatment did not run in that week").hint("check the week"));
    }
    let there: Option<i64> = tx
        .sql()
        .prepare_cached("select id from treatment_week where episode_id = ?1 and week_on = ?2")?
        .query_row(params![of, date(monday)], |row| row.get(0))
        .optional()?;
    let said = format!("{}: attendance in the week of {} recorded", form.family, desk.day(monday));
    if let Some(id) = there {
        tx.set("treatment_week", id, &[("offered", &offered), ("attended", &attended)])?;
        return Ok((id, said));
    }
    let id = tx.insert(
        "treatment_week",
        &[
            ("episode_id", &of),
            ("member_id", &form.member),
            ("consent_id", &consent),
            ("week_on", &monday),
            ("offered", &offered),
            ("attended", &attended),
        ],
    )?;
    Ok((id, said))
}
