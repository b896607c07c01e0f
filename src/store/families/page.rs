//! A family's page.

use super::super::Store;
use super::super::consents::{ask_words, of_family};
use super::super::gate::{Gate, Scope};
use super::super::items_list::family_items;
use super::super::sql::{RowExt, date};
use super::super::view::consent::Consent;
use super::super::view::family::{ConsentRow, FamilyPage, Life, LifeKey, LifeKind, MemberRow, RecoveryLine};
use super::super::view::{Explain, Standing};
use super::super::write::What;
use super::life::Wanted;
use super::rows::{self, Child};
use super::{judged, life, recovery};
use crate::domain::consent::Category;
use crate::domain::family::{FamilyStatus, Finding, MemberKind, Risk};
use crate::domain::standing::{self, Judged};
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::{Result, denied, missing};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::collections::HashMap;

/// How many rows of its life the page begins with.
const FIRST: u32 = 40;
/// How many rows of a life are given at once, at most.
const MOST: u32 = 2000;

/// A family's page, gated for the viewer.
pub(super) fn family(store: &mut Store, family: FamilyId) -> Result<FamilyPage> {
    in_scope(store, family)?;
    let gate = Gate::load(store, Scope::Families(&[family]))?;
    let page = load(store, &gate, family)?;
    disclose(store, family, &read(&gate, family), "family page")?;
    store.viewed(("family", family.0), &[family])?;
    Ok(page)
}

/// The adults of whom the viewer, who is not of the treatment agency, may read something.
fn read(gate: &Gate, family: FamilyId) -> Vec<MemberId> {
    let may = |member: &MemberId| Category::ALL.iter().any(|category| gate.may(*member, *category).is_ok());
    gate.adults(family).iter().copied().filter(|member| gate.discloses(*member) && may(member)).collect()
}

/// Writes down that a family's treatment information is about to be read, where the viewer may read any.
pub(in crate::store) fn tell(store: &mut Store, family: FamilyId, what: &'static str) -> Result<()> {
    let gate = Gate::load(store, Scope::Families(&[family]))?;
    disclose(store, family, &read(&gate, family), what)?;
    store.viewed(("family", family.0), &[family])
}

/// A part of a family's life from a place on; what it discloses is written down first.
pub(super) fn life_of(
    store: &mut Store,
    family: FamilyId,
    (kind, after, many): (LifeKind, Option<LifeKey>, u32),
) -> Result<Life> {
    in_scope(store, family)?;
    tell(store, family, "family page")?;
    let gate = Gate::load(store, Scope::Families(&[family]))?;
    let newest = Wanted::newest(store, kind, many.clamp(1, MOST));
    let wanted =
        after.map_or_else(|| Wanted { ..newest }, |after| Wanted { after, kind, many: many.clamp(1, MOST) });
    life::life(store, &gate, family, &wanted)
}

/// Whether a treatment episode is open, for the treatment agency alone.
fn in_treatment(store: &Store, gate: &Gate, family: FamilyId) -> Result<bool> {
    let own = gate.adults(family).first().is_some_and(|adult| !gate.discloses(*adult));
    let there = store
        .conn
        .prepare_cached(
            "select exists (select 1 from member m join treatment_episode e on e.member_id = m.id and e.discharged_on is null
             where m.family_id = ?1)",
        )?
        .query_row([family.0], |row| row.get(0))?;
    Ok(own && there)
}

/// Refuses a family that is not at the viewer's sites.
pub(in crate::store) fn in_scope(store: &Store, family: FamilyId) -> Result<()> {
    let site: Option<i64> = store
        .conn
        .prepare_cached("select site_id from family where id = ?1")?
        .query_row([family.0], |row| row.get(0))
        .optional()?;
    match site {
        None => Err(missing(format!("there is no family {family}"))
            .hint("the caseload lists the families of your sites")),
        Some(site) if store.viewer()?.sites.iter().any(|one| one.0 == site) => Ok(()),
        Some(_) => Err(denied(format!("{family} belongs to a site that is not yours"))),
    }
}

fn load(store: &Store, gate: &Gate, family: FamilyId) -> Result<FamilyPage> {
    let loaded = rows::load(store, gate, Scope::Families(&[family]))?.into_iter().next();
    let Some(loaded) = loaded else {
        return Err(missing(format!("{family} was not open on that day")));
    };
    let (basis, closed_on, why): (Option<String>, Option<NaiveDate>, Option<String>) = store
        .conn
        .prepare_cached(
            "select basis, to_on, close_reason from family_opening where family_id = ?1 and from_on <= ?2 order by from_on desc, id desc limit 1",
        )?
        .query_row(params![family.0, date(store.clock.today())], |row| {
            Ok((row.get("basis")?, row.day_opt("to_on")?, row.get("close_reason")?))
        })?;
    let closed = closed_on.filter(|_| loaded.row.status == FamilyStatus::Closed);
    let why = why.map(|why| store.settings.lists.close_reason.label(&why).to_lowercase());
    let members = members(store, family, &loaded.children)?;
    let consents: HashMap<MemberId, String> =
        members.iter().map(|one| (one.id, consent_words(store, one))).collect();
    let recovery = recovery::lines(store, gate, family)?.into_iter().map(|(member, alias, line)| {
        RecoveryLine { consent: consents.get(&member).cloned().unwrap_or_default(), member, alias, line }
    });
    let recovery: Vec<RecoveryLine> = recovery.collect();
    let may = |member, category: &Category| gate.may(member, *category).is_ok();
    let withheld = recovery.iter().any(|line| !Category::ALL.iter().all(|one| may(line.member, one)));
    Ok(FamilyPage {
        ask: if withheld { ask_words(store, family)? } else { String::new() },
        exceptions: store.exceptions_today(gate, family)?,
        recovery,
        vouchers: crate::store::vouchers::of_family(store, gate, family)?,
        opened_on: loaded.opened_on,
        basis: basis
            .map(|basis| store.settings.lists.opening_basis.label(&basis).to_owned())
            .unwrap_or_default(),
        risk: risk(store, family)?,
        finding: finding(store, family)?,
        milestones: milestones(store, family, closed.is_some())?,
        items: family_items(store, family)?,
        life: life::life(store, gate, family, &Wanted::newest(store, LifeKind::All, FIRST))?,
        in_treatment: in_treatment(store, gate, family)?,
        closed: closed.map(|on| (on, why.unwrap_or_default())),
        row: std::sync::Arc::unwrap_or_clone(loaded.row),
        members,
    })
}

fn risk(store: &Store, family: FamilyId) -> Result<Option<Risk>> {
    let found = store
        .conn
        .prepare_cached(
            "select risk from family_risk where family_id = ?1 and from_on <= ?2 and (to_on is null or to_on > ?2) order by from_on desc limit 1",
        )?
        .query_row(params![family.0, date(store.clock.today())], |row| row.word("risk"))
        .optional()?;
    Ok(found)
}

/// The last finding: `Safe with a plan, 21 Oct, review overdue 3 d`.
fn finding(store: &Store, family: FamilyId) -> Result<String> {
    let today = store.clock.today();
    let found = store
        .conn
        .prepare_cached(
            "select finding, on_date, review_due_on from safety_finding where family_id = ?1 and on_date <= ?2 order by on_date desc, id desc limit 1",
        )?
        .query_row(params![family.0, date(today)], |row| {
            let finding: Finding = row.word("finding")?;
            let review = row.day_opt("review_due_on")?;
            let review = review.map(|on| format!(", review {}", standing::deadline(on, today, 7).text));
            let on = standing::day(row.day("on_date")?, today);
            Ok(format!("{finding}, {on}{}", review.unwrap_or_default()))
        })
        .optional()?;
    Ok(found.unwrap_or_else(|| "no finding yet".to_owned()))
}

/// What is open by its day, then what was completed, newest first; in a closed family nothing is due any more.
fn milestones(store: &Store, family: FamilyId, closed: bool) -> Result<Vec<(i64, String, Standing)>> {
    let today = store.clock.today();
    let mut statement = store.conn.prepare_cached(
        "select id, kind, due_on, completed_on from milestone where family_id = ?1
         order by completed_on is not null, case when completed_on is null then coalesce(due_on, '9999-12-31') end, completed_on desc, id",
    )?;
    let rows = statement.query_map([family.0], |row| {
        let kind: String = row.get("kind")?;
        let how = match (row.day_opt("completed_on")?, row.day_opt("due_on")?) {
            (None, _) if closed => Judged { text: "not completed".into(), ..Judged::no_data() },
            (Some(on), _) => Judged::done(format!("done {}", standing::day(on, today)), Some(on)),
            (None, Some(on)) => standing::deadline(on, today, 7),
            (None, None) => Judged { text: "no date".into(), ..Judged::no_data() },
        };
        Ok((row.get("id")?, store.settings.lists.milestone_kind.label(&kind).to_owned(), judged(how)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Children first, infants before them, then adults.
fn members(store: &Store, family: FamilyId, children: &[Child]) -> Result<Vec<MemberRow>> {
    let today = store.clock.today();
    let mut consents = consents(store, family)?;
    let mut statement = store.conn.prepare_cached(
        "select id, kind, alias, birth_year, birth_month, participant from member
         where family_id = ?1 and (left_on is null or left_on > ?2) order by id",
    )?;
    let rows = statement.query_map(params![family.0, date(today)], |row| {
        let id: MemberId = row.num("id")?;
        let child = children.iter().find(|child| child.id == id);
        let alias: String = row.get("alias")?;
        Ok(MemberRow {
            id,
            kind: row.word("kind")?,
            age: standing::age(row.get("birth_year")?, row.get("birth_month")?, today),
            infant: child.is_some_and(|child| child.infant),
            participant: row.get("participant")?,
            seen: child.map(|child| judged(child.judged.clone())),
            seen_by: child.map(|child| child.seen_by.clone()).unwrap_or_default(),
            explain: child.map(|child| seen_rule(store, &alias, child)).unwrap_or_default(),
            consents: consents.remove(&id).unwrap_or_default(),
            alias,
        })
    })?;
    let mut rows: Vec<MemberRow> = rows.collect::<rusqlite::Result<_>>()?;
    rows.sort_by_key(|one| (one.kind != MemberKind::Child, !one.infant, one.id));
    Ok(rows)
}

fn seen_rule(store: &Store, alias: &str, child: &Child) -> Explain {
    let limits = &store.settings.thresholds.child_seen;
    let last = if child.seen_by.is_empty() { "none in this file".into() } else { child.seen_by.clone() };
    let mut rows = vec![("last in-person contact".to_owned(), last)];
    if !child.in_home {
        rows.push(("in the home".to_owned(), "no".to_owned()));
    }
    Explain {
        title: format!("{alias}, last seen: {}", child.judged.text),
        rule: format!(
            "Days since the Intact Worker last saw this child in person, {} at most. A visit with the Recovery Coordinator counts when the Intact Worker documented it.",
            limits.red_days
        ),
        basis: "setting: thresholds.toml, child_seen.red_days".into(),
        rows,
    }
}

/// The consents of a family's adults, newest first, with what they are worth today.
fn consents(store: &Store, family: FamilyId) -> Result<HashMap<MemberId, Vec<ConsentRow>>> {
    let today = store.clock.gate_today();
    let row = |one: Consent| ConsentRow {
        id: one.id,
        state: one.state,
        categories: one
            .categories
            .iter()
            .filter(|(_, ended)| ended.is_none_or(|day| day > today))
            .map(|(category, _)| *category)
            .collect(),
        signed_on: one.said.signed_on,
        expires_on: one.until,
        missing: one.missing.into_iter().map(str::to_owned).collect(),
    };
    let all = of_family(store, family)?.into_iter();
    Ok(all.map(|(member, list)| (member, list.into_iter().map(row).collect())).collect())
}

/// `consent to 2 Mar 2027`, or what stands in its place.
fn consent_words(store: &Store, member: &MemberRow) -> String {
    use crate::domain::consent::ConsentState as State;
    let today = store.clock.gate_today();
    let best = member.consents.iter().min_by_key(|one| match one.state {
        State::Active => 0,
        State::Expiring => 1,
        State::Defective => 2,
        State::Draft => 3,
        State::Expired | State::Revoked => 4,
    });
    let Some(best) = best else { return "no consent".into() };
    let until = best.expires_on.map(|on| standing::day(on, today));
    match (best.state, until) {
        (State::Active | State::Expiring, Some(day)) => format!("consent to {day}"),
        (State::Active | State::Expiring, None) => "consent in force".into(),
        (State::Defective, _) => format!("consent not complete: {}", best.missing.join(", ")),
        (State::Draft, _) => "consent not signed".into(),
        (State::Expired | State::Revoked, Some(day)) => format!("consent {} {day}", best.state.label()),
        (State::Expired | State::Revoked, None) => format!("consent {}", best.state.label()),
    }
}

/// Writes down once a day per person, viewer and thing read that treatment information was read, before it is shown.
pub(in crate::store) fn disclose(
    store: &mut Store,
    family: FamilyId,
    read: &[MemberId],
    what: &str,
) -> Result<()> {
    store.disclose(What::of("disclose", "family", family.0), read, what)
}
