//! A referral's page: what was said, every step, the days that are counted, and what of treatment may be read.

use super::{accept, core, wait};
use crate::domain::access::Act;
use crate::domain::dates::short;
use crate::domain::referral::{FirstContacts, ReferralStatus};
use crate::domain::sealed::{Part2, Sealed};
use crate::domain::standing::{self, Judged};
use crate::domain::{FamilyId, MemberId, ReferralId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::families::{disclose, judged, person_opt};
use crate::store::forms::desk::Desk;
use crate::store::gate::{Gate, Scope};
use crate::store::sql::{RowExt, date};
use crate::store::view::referral::{
    ReferralBrief, ReferralEntry, ReferralPage, StoryRow, TreatmentStep, WaitRow,
};
use crate::store::view::{Explain, Person};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row, params};
use std::sync::Arc;

const HEAD: &str = "
    select r.*, s.name as site, b.id as by_id, b.name as by_name, b.short_name as by_short,
      t.id as to_id, t.name as to_name, t.short_name as to_short, n.id as later_id
    from referral r join site s on s.id = r.site_id left join staff b on b.id = r.referred_by
    left join staff t on t.id = r.assigned_to left join referral n on n.earlier_id = r.id
    where r.id = ?1 order by n.id limit 1";

const STORY: &str = "
    select l.on_date, l.status, l.reason, coalesce(nullif(p.short_name, ''), p.name, '') as who, l.id as place, 0 as sort
    from referral_status l left join staff p on p.id = l.staff_id where l.referral_id = ?1
    union all
    select m.on_date, 'place ' || m.from_place || ' to ' || m.to_place, m.reason,
      coalesce(nullif(p.short_name, ''), p.name, ''), m.id, 1
    from referral_move m left join staff p on p.id = m.staff_id where m.referral_id = ?1
    order by on_date, sort, place";

/// The page of a referral in scope; what it discloses is written down before it is shown.
pub(super) fn page(store: &mut Store, id: ReferralId) -> Result<ReferralPage> {
    let desk = looking(store)?;
    let core = core(store.conn(), &desk, id)?;
    let gate = match core.family {
        Some(family) => Some((family, Gate::load(store, Scope::Families(&[family]))?)),
        None => None,
    };
    let mut page = store.conn().prepare_cached(HEAD)?.query_row([id.0], |row| head(store, row))?;
    page.since = core.since;
    page.story = story(store, id)?;
    if core.status == ReferralStatus::WaitListed {
        page.wait = wait::rows(store, Some(core.site))?;
    }
    if let Some((family, gate)) = gate {
        about_family(store, &mut page, family)?;
        let read = treatment(store, &mut page, &gate)?;
        disclose(store, family, &read, "referral page")?;
        store.viewed(("family", family.0), &[family])?;
    }
    let elsewhere = elsewhere(store, id)?;
    page.treatment.extend(elsewhere);
    page.standing = judged(how_long(store, &page));
    page.explain = explain(store, &page);
    Ok(page)
}

/// Who looks: reading needs no permission but a site in common.
fn looking(store: &Store) -> Result<Desk> {
    match store.desk(Act::EditReferral) {
        Ok(desk) => Ok(desk),
        // On another day, or in a file that is open for reading only.
        Err(_) => Ok(Desk {
            viewer: store.viewer()?.clone(),
            settings: Arc::clone(&store.settings),
            today: store.clock().today(),
            now: store.clock().time_of(store.clock().now()),
            clock: *store.clock(),
        }),
    }
}

fn head(store: &Store, row: &Row<'_>) -> rusqlite::Result<ReferralPage> {
    let entry = entry(row)?;
    let contacts = FirstContacts {
        attempt: row.day_opt("first_attempt_on")?,
        contact: row.day_opt("first_contact_on")?,
        face_to_face: row.day_opt("face_to_face_on")?,
    };
    let assigned_to = person_opt(row, "to_id")?;
    Ok(ReferralPage {
        source: store.settings().lists.referral_source.label(&entry.source).to_owned(),
        site: row.get("site")?,
        referred_by: person_opt(row, "by_id")?,
        days: vec![
            ("Screened", row.day_opt("screened_on")?),
            ("Wait-listed", row.day_opt("wait_listed_on")?),
            ("Assigned", row.day_opt("assigned_on")?),
            ("First attempt", contacts.attempt),
            ("First contact", contacts.contact),
            ("Face to face", contacts.face_to_face),
        ],
        assigned_to,
        since: entry.received_on,
        standing: judged(Judged::no_data()),
        family_open: false,
        enrolled_on: None,
        story: Vec::new(),
        treatment: Vec::new(),
        wait: Vec::<WaitRow>::new(),
        earlier: row.num_opt("earlier_id")?,
        later: row.num_opt("later_id")?,
        explain: Explain::default(),
        brief: ReferralBrief {
            id: row.num("id")?,
            version: row.get("version")?,
            status: row.word("status")?,
            entry,
            contacts,
            coordinator: None,
            adults: Vec::new(),
        },
    })
}

fn entry(row: &Row<'_>) -> rusqlite::Result<ReferralEntry> {
    Ok(ReferralEntry {
        received_on: row.day("received_on")?,
        source: row.get("source")?,
        site: row.num("site_id")?,
        county: row.get("county")?,
        family: row.num_opt("family_id")?,
        case_number: row.get::<_, Option<String>>("case_number")?.unwrap_or_default(),
        alias: row.get("alias")?,
        birth_year: row.get("birth_year")?,
        referred_by: row.num_opt("referred_by")?,
        reason: row.get("reason")?,
        concern: row.get("concern")?,
    })
}

fn story(store: &Store, id: ReferralId) -> Result<Vec<StoryRow>> {
    let lists = &store.settings().lists;
    let mut statement = store.conn().prepare_cached(STORY)?;
    let rows = statement.query_map([id.0], |row| {
        let (word, reason): (String, String) = (row.get("status")?, row.get("reason")?);
        let status = ReferralStatus::parse(&word);
        let reason = match status {
            Some(ReferralStatus::Ineligible) => lists.ineligible_reason.label(&reason).to_owned(),
            Some(status) if status.needs_reason() => lists.referral_end_reason.label(&reason).to_owned(),
            _ => reason,
        };
        let what = status.map_or_else(|| format!("Moved from {word}"), |status| status.label().to_owned());
        Ok(StoryRow { on: row.day("on_date")?, what, reason, who: row.get("who")? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the page needs of the family: open or not, enrolled or not, its coordinator, its adults, the first consent.
fn about_family(store: &Store, page: &mut ReferralPage, family: FamilyId) -> Result<()> {
    let today = store.clock().today();
    let (open, enrolled, consent) = store
        .conn()
        .prepare_cached(
            "select exists (select 1 from family_opening where family_id = ?1 and from_on <= ?2 and (to_on is null or to_on > ?2)) as open,
               (select from_on from family_enrolment where family_id = ?1 and from_on <= ?2 and (to_on is null or to_on > ?2)
                order by from_on desc limit 1) as enrolled,
               (select min(c.signed_on) from member m join consent_complete c on c.member_id = m.id
                where m.family_id = ?1 and c.signed_on >= ?3) as consent",
        )?
        .query_row(params![family.0, date(today), date(page.brief.entry.received_on)], |row| {
            Ok((row.get(0)?, row.day_opt("enrolled")?, row.day_opt("consent")?))
        })?;
    (page.family_open, page.enrolled_on) = (open, enrolled);
    page.days.push(("Consent", consent));
    if let Some((staff, _)) = accept::coordinator(store.conn(), family, today)? {
        page.brief.coordinator = store
            .conn()
            .prepare_cached(
                "select id as rc_id, name as rc_name, short_name as rc_short from staff where id = ?1",
            )?
            .query_row([staff.0], |row| person_opt(row, "rc_id"))
            .optional()?
            .flatten();
    }
    let mut statement = store
        .conn()
        .prepare_cached("select id, alias from member where family_id = ?1 and kind = 'adult' order by id")?;
    let rows = statement.query_map([family.0], |row| Ok((row.num("id")?, row.get("alias")?)))?;
    page.brief.adults = rows.collect::<rusqlite::Result<_>>()?;
    Ok(())
}

/// The steps into treatment since the referral came, each through the gate; gives whose were read.
fn treatment(store: &Store, page: &mut ReferralPage, gate: &Gate) -> Result<Vec<MemberId>> {
    let today = store.clock().today();
    let mut read = Vec::new();
    for (member, alias) in &page.brief.adults {
        for step in TreatmentStep::ALL {
            let on: Option<NaiveDate> = store
                .conn()
                .prepare_cached(
                    "select min(on_date) as first_on from treatment_step where member_id = ?1 and kind = ?2
                       and (referral_id = ?3 or (referral_id is null and on_date >= ?4)) and on_date <= ?5",
                )?
                .query_row(
                    params![
                        member.0,
                        step.word(),
                        page.brief.id.0,
                        date(page.brief.entry.received_on),
                        date(today)
                    ],
                    |row| row.day_opt("first_on"),
                )?;
            let words = on.map(|on| format!("{}, {}", step.label(), short(on, today)));
            let fact = gate.part2(*member, step.category(), words);
            if gate.discloses(*member) && gate.may(*member, step.category()).is_ok() && !read.contains(member)
            {
                read.push(*member);
            }
            // One line says that an adult's steps are withheld, whether there are any or not.
            let again = |one: &(String, Part2<String>)| {
                one.0 == *alias && matches!((&one.1, &fact), (Part2::Withheld(_), Part2::Withheld(_)))
            };
            if !matches!(fact, Part2::Nothing) && !page.treatment.iter().any(again) {
                page.treatment.push((alias.clone(), fact));
            }
        }
    }
    Ok(read)
}

/// What is documented elsewhere: a date and a reference, no adult and no content.
fn elsewhere(store: &Store, id: ReferralId) -> Result<Vec<(String, Part2<String>)>> {
    let today = store.clock().today();
    let mut statement = store.conn().prepare_cached(
        "select on_date, reference from referral_elsewhere where referral_id = ?1 order by id",
    )?;
    let rows = statement.query_map([id.0], |row| {
        let (on, reference): (_, String) = (row.day("on_date")?, row.get("reference")?);
        let words = format!("documented elsewhere, {}, {reference}", short(on, today));
        Ok((String::new(), Part2::Shown(Sealed::new(words))))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn how_long(store: &Store, page: &ReferralPage) -> Judged {
    let limits = &store.settings().thresholds.referral;
    let today = store.clock().today();
    let brief = &page.brief;
    if brief.status.is_pending() {
        return standing::waiting(brief.entry.received_on, today, limits.amber_days, limits.red_days);
    }
    let days = (page.since - brief.entry.received_on).num_days();
    let words = format!("{} after {days} d", brief.status.label().to_lowercase());
    Judged::done(words, Some(page.since))
}

fn explain(store: &Store, page: &ReferralPage) -> Explain {
    let limits = &store.settings().thresholds.referral;
    let today = store.clock().today();
    let received = page.brief.entry.received_on;
    let mut rows = vec![("received".to_owned(), short(received, today))];
    rows.extend(page.days.iter().filter_map(|(name, on)| {
        let on = (*on)?;
        let days = (on - received).num_days();
        Some((name.to_lowercase(), format!("{}, day {days}", short(on, today))))
    }));
    let who = page.assigned_to.as_ref().map_or_else(|| "nobody".to_owned(), |to: &Person| to.name.clone());
    rows.push(("assigned to".to_owned(), who));
    Explain {
        title: format!("{}: {}", page.brief.id, page.standing.text),
        rule: format!(
            "Days pending are counted from the day it was received, which is day 0, until it is enrolled or has another outcome. More than {} days is watched, more than {} days is late.",
            limits.amber_days, limits.red_days
        ),
        basis: "setting: thresholds.toml, referral".into(),
        rows,
    }
}
