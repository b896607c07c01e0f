//! The recovery side: contacts by phase, attendance, admission, consents, vouchers.
//!
//! Only [`consents`] is read by both supervisors; the rest is treatment information and is asked for the SUD
//! Supervisor alone, at the sites of the agency that wrote it.

use super::desk::Desk;
use super::found::{Found, Rank};
use crate::domain::family::Phase;
use crate::domain::measure::{self, Level};
use crate::domain::staff::Role;
use crate::domain::standing;
use crate::domain::voucher::Given;
use crate::domain::word::Word;
use crate::domain::{FamilyId, MemberId};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::{RowExt, date};
use crate::store::view::{Mark, Open};
use chrono::{Days, NaiveDate, TimeDelta};
use std::collections::{BTreeSet, HashMap};

const CONTACTS: &str = "
    select f.id, (select max(s.on_date) from service s where s.family_id = f.id and s.role = 'recovery_coordinator'
      and s.mode <> 'attempted' and s.on_date <= :today) as last_on
    from family f where f.site_id in (select value from json_each(:sites)) and f.open_until > :today";

const SITES_CONTACTED: &str = "
    select t.id from site t where t.id in (select value from json_each(:own)) and exists (
      select 1 from family f join service s on s.family_id = f.id
      where f.site_id = t.id and s.role = 'recovery_coordinator' and s.on_date <= :today)";

/// When the Recovery Coordinator's next contact with a family is due.
pub(super) struct ContactDue<'a> {
    family: &'a super::desk::Family,
    pub phase: Phase,
    pub every: i64,
    last: Option<NaiveDate>,
    due: NaiveDate,
    pub level: Level,
}

/// When each enrolled family's next contact is due by its phase of recovery.
pub(super) fn contacts_due<'a>(desk: &'a Desk<'_>) -> Result<Vec<ContactDue<'a>>> {
    let sites = desk.sites_with(SITES_CONTACTED)?;
    let last: HashMap<FamilyId, Option<NaiveDate>> =
        desk.query(CONTACTS, |row| Ok((row.num("id")?, row.day_opt("last_on")?)))?.into_iter().collect();
    let of = |family: &'a super::desk::Family| {
        let rc = family.rc.filter(|_| family.enrolled_on.is_some() && sites.contains(&family.site))?;
        let phase = Phase::parse(family.phase.as_deref()?)?;
        let every = desk.settings.thresholds.rc_contacts.days(phase)?;
        let last = last.get(&family.id).copied().flatten();
        let from = last.unwrap_or_else(|| rc.from_on.max(desk.meta.first_day));
        let due = from.checked_add_days(Days::new(u64::try_from(every).ok()?))?;
        let level = measure::due(due, desk.today, 0);
        Some(ContactDue { family, phase, every, last, due, level })
    };
    Ok(desk.families.values().filter_map(of).collect())
}

/// Families whose Recovery Coordinator's contact is due or overdue today, in words; it goes by the phase of recovery, so
/// that the treatment agency's supervisor alone is told.
pub(in crate::store) fn late_contacts(store: &Store) -> Result<Vec<(FamilyId, String)>> {
    let desk = Desk::load(store)?;
    if desk.viewer.role != Role::SudSupervisor {
        return Ok(Vec::new());
    }
    let mut late: Vec<ContactDue<'_>> =
        contacts_due(&desk)?.into_iter().filter(|one| one.level < Level::Open).collect();
    late.sort_by_key(|one| (one.due, one.family.id));
    let words = |one: &ContactDue<'_>| {
        let who = one.family.rc.map(|rc| format!(" ({})", desk.name(rc.staff))).unwrap_or_default();
        (one.family.id, format!("RC contact {}{who}", standing::overdue(desk.since(one.due))))
    };
    Ok(late.iter().map(words).collect())
}

/// Families whose Recovery Coordinator's contact is due by the phase of recovery.
pub(super) fn contacts(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let of = |one: ContactDue<'_>| {
        let ContactDue { family, phase, every, last, due, level } = one;
        let rc = family.rc?;
        let days = desk.since(due);
        (level < Level::Open).then(|| {
            Found::new(Rank::Contact, level.into(), format!("rc_contact:{}", family.id.0), format!("RC contact {}", standing::overdue(days)))
                .days(days)
                .about(family.id.to_string())
                .detail(format!("{}, phase {}", desk.name(rc.staff), phase.word()))
                .rule(
                    format!("In phase {} the Recovery Coordinator is in contact with the family at least every {every} days. An attempt is not a contact.", phase.label()),
                    &format!("[default] thresholds.toml: rc_contacts.phase_{}_days", phase.word()),
                )
                .value("last contact", last.map_or_else(|| "none yet".into(), |on| desk.day(on)))
                .value("due", desk.day(due))
                .open(Open::LogContact(family.id))
        })
    };
    Ok(contacts_due(desk)?.into_iter().filter_map(of).collect())
}

const ATTENDANCE: &str = "
    select m.family_id, m.id, m.alias, w.offered, max(w.week_on) as week_on, w.attended
    from family f join member m on m.family_id = f.id join treatment_week w on w.member_id = m.id
    join treatment_episode e on e.id = w.episode_id and (e.discharged_on is null or e.discharged_on > :today)
    where f.site_id in (select value from json_each(:own)) and f.open_until > :today
      and w.week_on between :from and :over
      and exists (select 1 from consent_cover v where v.member_id = m.id and v.category = 'attendance'
        and v.from_on <= :gate and v.until_on > :gate)
    group by m.id";

/// Adults who came to nothing of what was offered in the latest week on record that is over; only under a consent in force.
pub(super) fn not_attending(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let recent = desk.settings.thresholds.case_review.days;
    // A week that still runs says nothing yet.
    let (from, over) = (desk.today - TimeDelta::days(recent), desk.today - TimeDelta::weeks(1));
    let rows = desk.query_with(ATTENDANCE, &[(":from", date(from)), (":over", date(over))], |row| {
        let week: (i64, i64) = (row.get("offered")?, row.get("attended")?);
        Ok((
            row.num::<FamilyId>("family_id")?,
            row.num::<MemberId>("id")?,
            row.get::<_, String>("alias")?,
            row.day("week_on")?,
            week,
        ))
    })?;
    let of = |(family, member, alias, week_on, (offered, attended)): (
        FamilyId,
        MemberId,
        String,
        NaiveDate,
        (i64, i64),
    )| {
        let days = desk.since(week_on);
        let absent = offered > 0 && attended == 0 && desk.families.contains_key(&family);
        absent.then(|| {
            Found::new(Rank::Attendance, Mark::Due, format!("not_attending:{}", member.0), "Not attending treatment")
                .days(days)
                .about(family.to_string())
                .detail(format!("adult {alias}, 0 of {offered} in the week of {}", desk.day(week_on)))
                .rule(
                    format!("In the latest week on record that is over, within {recent} days, something was offered and nothing was attended. Shown only under a consent in force that covers attendance."),
                    "[default] thresholds.toml: case_review.days",
                )
                .value("week of", desk.day(week_on))
                .value("attended", format!("{attended} of {offered}"))
                .open(Open::Family(family))
        })
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

const ADMISSIONS: &str = "
    select m.family_id, m.id, m.alias, max(t.on_date) as on_date
    from family f join member m on m.family_id = f.id join treatment_step t on t.member_id = m.id
    where f.site_id in (select value from json_each(:own)) and f.open_until > :today
      and t.kind = 'assessment' and t.on_date <= :today
      and not exists (select 1 from treatment_step a where a.member_id = m.id and a.kind = 'admission' and a.on_date between t.on_date and :today)
      and not exists (select 1 from treatment_episode e where e.member_id = m.id and e.admitted_on between t.on_date and :today)
    group by m.id";

/// Adults who were assessed and wait for admission.
pub(super) fn admissions(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let limits = &desk.settings.thresholds.referral;
    let rows = desk.query(ADMISSIONS, |row| {
        Ok((
            row.num::<FamilyId>("family_id")?,
            row.num::<MemberId>("id")?,
            row.get::<_, String>("alias")?,
            row.day("on_date")?,
        ))
    })?;
    let of = |(family, member, alias, on): (FamilyId, MemberId, String, NaiveDate)| {
        let days = desk.since(on);
        let level = measure::ageing(days, limits.amber_days, limits.red_days);
        (level < Level::Open && desk.families.contains_key(&family)).then(|| {
            Found::new(Rank::Admission, level.into(), format!("admission:{}", member.0), format!("Assessed {days} d ago, not admitted"))
                .days(days)
                .about(family.to_string())
                .detail(format!("adult {alias}"))
                .rule(
                    format!("From assessment to admission: more than {} days is watched, more than {} days is late, as for a referral.", limits.amber_days, limits.red_days),
                    "[default] thresholds.toml: referral.amber_days, referral.red_days",
                )
                .value("assessed", desk.day(on))
                .open(Open::Family(family))
        })
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

const CONSENTS: &str = "
    select m.family_id, m.id, m.alias,
      (select max(min(coalesce(c.expires_on, '9999-12-31'), coalesce(c.ended_on, '9999-12-31'))) from consent_complete c
       where c.member_id = m.id and c.signed_on <= :gate) as until_on,
      exists (select 1 from consent c where c.member_id = m.id and c.revoked = 1 and c.ended_on <= :gate) as revoked
    from family f join member m on m.family_id = f.id
    where f.site_id in (select value from json_each(:sites)) and f.open_until > :today
      and m.kind = 'adult' and m.participant = 1 and m.left_on is null";

const SITES_CONSENTING: &str = "
    select t.id from site t where t.id in (select value from json_each(:sites)) and exists (
      select 1 from family f join member m on m.family_id = f.id join consent c on c.member_id = m.id where f.site_id = t.id)";

/// Consents of adults in the programme that end soon or have ended, and, for the SUD Supervisor, that are missing.
///
/// Somebody who revoked a consent has decided: that is not a task.
pub(super) fn consents(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let warning = desk.settings.thresholds.consent.warning_days;
    let keeps = desk.viewer.role == Role::SudSupervisor;
    let sites = desk.sites_with(SITES_CONSENTING)?;
    let rows = desk.query(CONSENTS, |row| {
        let consent: (Option<NaiveDate>, bool) = (row.day_opt("until_on")?, row.get("revoked")?);
        Ok((
            row.num::<FamilyId>("family_id")?,
            row.num::<MemberId>("id")?,
            row.get::<_, String>("alias")?,
            consent,
        ))
    })?;
    let of = |(id, member, alias, (until, revoked)): (
        FamilyId,
        MemberId,
        String,
        (Option<NaiveDate>, bool),
    )| {
        let family = desk.families.get(&id).filter(|family| family.enrolled_on.is_some())?;
        let (mark, days, what) = match until {
            None if keeps && !revoked && sites.contains(&family.site) => {
                (Mark::Due, desk.since(family.enrolled_on?), "No consent in force".to_owned())
            }
            None => return None,
            Some(until) => {
                let days = -(until - desk.store.clock().gate_today()).num_days();
                match measure::ending(until, desk.store.clock().gate_today(), warning) {
                    Level::Overdue if !revoked => (Mark::Overdue, days, ended(days)),
                    Level::Due => (Mark::Due, days, format!("Consent ends in {} d", -days)),
                    _ => return None,
                }
            }
        };
        let open = if keeps { Open::Consent(id, member) } else { Open::Family(id) };
        Some(
            Found::new(Rank::Consent, mark, format!("consent:{}", member.0), what)
                .days(days)
                .about(id.to_string())
                .detail(format!("adult {alias}"))
                .rule(
                    format!("Each adult in the programme decides about a consent of their own. One that is complete shows {warning} days before its end."),
                    "[rule: 42 CFR 2.31] thresholds.toml: consent.warning_days",
                )
                .value("holds until", until.map_or_else(|| "there is none".into(), |on| desk.day(on)))
                .open(open),
        )
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

fn ended(days: i64) -> String {
    if days == 0 { "Consent ended today".into() } else { format!("Consent ended {days} d ago") }
}

const VOUCHERS: &str = "
    select m.family_id, v.member_id, v.id, m.alias, v.expires_on
    from family f join member m on m.family_id = f.id join voucher v on v.member_id = m.id
    where f.site_id in (select value from json_each(:own)) and f.open_until > :today and v.issued_on <= :today and v.expires_on > :today";

/// The vouchers of open families that run, and until when.
pub(super) fn running_vouchers(desk: &Desk<'_>) -> Result<Vec<(FamilyId, NaiveDate)>> {
    desk.query(VOUCHERS, |row| Ok((row.num("family_id")?, row.day("expires_on")?)))
}

/// Vouchers that are near their end, by date or by cap, or used up.
pub(super) fn vouchers(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let terms = &desk.settings.services.voucher;
    let running = desk.query(VOUCHERS, |row| {
        Ok((row.num::<MemberId>("member_id")?, row.get("id")?, row.num("family_id")?, row.get("alias")?))
    })?;
    let members: BTreeSet<MemberId> = running.iter().map(|(member, ..)| *member).collect();
    let own: HashMap<i64, (FamilyId, String)> =
        running.into_iter().map(|(_, id, family, alias)| (id, (family, alias))).collect();
    let all = crate::store::vouchers::load(&desk.store.conn, members, (desk.today, desk.today))?;
    // Where another one has taken its place there is nothing to do about its end.
    let replaced = |given: &Given| {
        all.iter().any(|other| {
            let same = other.member == given.member && other.kind == given.kind;
            let runs = other.voucher.runs(desk.today) && other.voucher.left() > 0;
            same && runs && other.voucher.expires_on > given.voucher.expires_on
        })
    };
    let of = |given: &Given| {
        if replaced(given) {
            return None;
        }
        let (family, alias) = own.get(&given.id).filter(|(family, _)| desk.families.contains_key(family))?;
        let stands = given.voucher.standing(desk.today, terms);
        (stands.level < Level::Open).then(|| {
            let kind = desk.settings.lists.service_label(&given.kind);
            Found::new(Rank::Voucher, stands.level.into(), format!("voucher:{}", given.id), format!("Voucher {}", stands.text))
                .days(desk.since(given.voucher.expires_on))
                .about(family.to_string())
                .detail(format!("adult {alias}, {kind}"))
                .rule(
                    format!("A voucher lasts {} days or to its cap. It shows {} days before its end, and from {} % of its cap; what is left is counted from the log of services.", terms.days, terms.near_days, terms.near_percent),
                    "[rule: IDHS] services.toml: voucher",
                )
                .value("ends", desk.day(given.voucher.expires_on))
                .value("by its cap", given.voucher.words())
                .open(Open::Family(*family))
        })
    };
    Ok(all.iter().filter_map(of).collect())
}
