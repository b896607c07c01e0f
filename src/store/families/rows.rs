//! Families as lists show them: one query per fact for all of them, then judged.

use super::super::Store;
use super::super::gate::{Gate, Scope, ids, sites};
use super::super::sql::{RowExt, date};
use super::super::view::caseload::{FamilyRow, HeldBy};
use super::super::view::{Explain, Mark, Person};
use super::{judged, person};
use crate::domain::consent::Category;
use crate::domain::dates::short;
use crate::domain::family::FamilyStatus;
use crate::domain::measure::{self, ChildFacts};
use crate::domain::sealed::Part2;
use crate::domain::staff::Role;
use crate::domain::standing::{self, Judged};
use crate::domain::{FamilyId, MemberId};
use crate::error::Result;
use chrono::NaiveDate;
use rusqlite::params;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// A child with the last in-person contact of the Intact Worker.
#[derive(Clone, Debug)]
pub(super) struct Child {
    pub(super) id: MemberId,
    pub(super) infant: bool,
    pub(super) in_home: bool,
    pub(super) seen_on: Option<NaiveDate>,
    pub(super) seen_by: String,
    pub(super) judged: Judged,
}

/// A family's list row with what the page and the lists need besides.
pub(super) struct Loaded {
    pub(super) row: Arc<FamilyRow>,
    pub(super) opened_on: NaiveDate,
    pub(super) children: Vec<Child>,
}

/// The facts that are gathered per family before its row is judged.
struct Facts<'a> {
    store: &'a Store,
    gate: &'a Gate,
    children: HashMap<FamilyId, Vec<Child>>,
    people: HashMap<(FamilyId, Role), Holder>,
    reviewed: HashMap<FamilyId, NaiveDate>,
    sites_with_reviews: HashSet<i64>,
}

const BASE: &str = "select f.id, f.case_number, f.label, f.site_id, s.name as site, o.from_on, o.to_on, o.pending_close_on,
      (select p.phase from family_phase p where p.family_id = f.id and p.from_on <= ?2 and (p.to_on is null or p.to_on > ?2)) as phase,
      exists (select 1 from family_enrolment e where e.family_id = f.id and e.from_on <= ?2 and (e.to_on is null or e.to_on > ?2)) as enrolled,
      exists (select 1 from member m join consent_cover v on v.member_id = m.id and v.recipient_agency_id = s.intact_agency_id
        where m.family_id = f.id and v.from_on <= ?4 and v.until_on > ?4) as consented
    from family f join site s on s.id = f.site_id
    join family_opening o on o.id = (select x.id from family_opening x where x.family_id = f.id and x.from_on <= ?2
      order by x.from_on desc, x.id desc limit 1)
    where f.site_id in (select value from json_each(?1))";

/// The families of a scope, in the order of their numbers.
pub(super) fn load(store: &Store, gate: &Gate, scope: Scope<'_>) -> Result<Vec<Loaded>> {
    let today = date(store.clock.today());
    let sites = sites(store.viewer()?);
    let (sql, wanted) = match scope {
        Scope::Open => (
            format!(
                "{BASE} and (o.to_on is null or o.to_on > ?2) and f.open_until > ?2 and ?3 is not null order by f.id"
            ),
            "[]".to_owned(),
        ),
        Scope::Families(list) => (
            format!("{BASE} and f.id in (select value from json_each(?3)) order by f.id"),
            ids(list.iter().map(|id| id.0)),
        ),
    };
    let mut statement = store.conn.prepare_cached(&sql)?;
    let mut base = Vec::new();
    let mut rows = statement.query(params![sites, today, wanted, date(store.clock.gate_today())])?;
    while let Some(row) = rows.next()? {
        base.push(Base {
            id: row.num("id")?,
            case_number: row.get("case_number")?,
            label: row.get("label")?,
            site_id: row.get("site_id")?,
            site: row.get("site")?,
            opened_on: row.day("from_on")?,
            closed_on: row.day_opt("to_on")?,
            pending_on: row.day_opt("pending_close_on")?,
            phase: row.get("phase")?,
            enrolled: row.get("enrolled")?,
            consented: row.get("consented")?,
        });
    }
    let list = ids(base.iter().map(|one| one.id.0));
    let opened: HashMap<FamilyId, (NaiveDate, i64)> =
        base.iter().map(|one| (one.id, (one.opened_on, one.site_id))).collect();
    let facts = Facts {
        store,
        gate,
        children: children(store, &list, &opened)?,
        people: people(store, &list)?,
        reviewed: reviewed(store, &list)?,
        sites_with_reviews: sites_with(
            store,
            &sites,
            "select 1 from meeting_case c join family f on f.id = c.family_id where f.site_id = s.id and c.state = 'discussed'",
        )?,
    };
    Ok(base.into_iter().map(|one| facts.row(one)).collect())
}

struct Base {
    id: FamilyId,
    case_number: String,
    label: String,
    site_id: i64,
    site: String,
    opened_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    pending_on: Option<NaiveDate>,
    phase: Option<i64>,
    enrolled: bool,
    consented: bool,
}

impl Base {
    fn status(&self, today: NaiveDate) -> FamilyStatus {
        let past = |day: Option<NaiveDate>| day.is_some_and(|day| day <= today);
        if past(self.closed_on) {
            FamilyStatus::Closed
        } else if past(self.pending_on) {
            FamilyStatus::PendingClose
        } else {
            FamilyStatus::Open
        }
    }
}

impl Facts<'_> {
    fn row(&self, base: Base) -> Loaded {
        let today = self.store.clock.today();
        let status = base.status(today);
        let closed = status == FamilyStatus::Closed;
        let mut children = self.children.get(&base.id).cloned().unwrap_or_default();
        let since = base.opened_on.max(self.store.meta.first_day);
        let most = self.store.settings.thresholds.case_review.days;
        let over = || Judged::done("closed", base.closed_on);
        let reviewed = if closed {
            over()
        } else {
            let data = self.sites_with_reviews.contains(&base.site_id);
            standing::since(self.reviewed.get(&base.id).copied(), since, data, today, most)
        };
        if closed {
            children.iter_mut().for_each(|child| child.judged = over());
        }
        let seen = if closed { over() } else { longest_unseen(&children) };
        let iw = self.people.get(&(base.id, Role::IntactWorker));
        let rc = self.people.get(&(base.id, Role::RecoveryCoordinator));
        let held = [iw, rc].into_iter().flatten().find_map(|holder| self.held(base.id, holder));
        let held = held.filter(|_| !closed);
        let (child_seen, reviewed) = (judged(seen), judged(reviewed));
        let incomplete = iw.is_none() || held.is_some() || (rc.is_none() && base.enrolled);
        let clock = held.as_ref().map_or(Mark::Open, |held| held.clock.mark);
        let pair = if incomplete && !closed { Mark::Due } else { Mark::Open };
        let end = base.closed_on.filter(|_| closed).unwrap_or(today);
        let row = FamilyRow {
            id: base.id,
            phase: self.phase(&base),
            status,
            open_days: (end - base.opened_on).num_days(),
            children: count(children.len()),
            infants: count(children.iter().filter(|child| child.infant).count()),
            iw: iw.map(|holder| holder.person.clone()),
            rc: rc.map(|holder| holder.person.clone()),
            incomplete: incomplete && !closed,
            held,
            enrolled: base.enrolled,
            consented: base.consented,
            mark: child_seen.mark.min(reviewed.mark).min(clock).min(if closed { Mark::Done } else { pair }),
            child_seen,
            reviewed,
            case_number: base.case_number,
            label: base.label,
            site: base.site,
        };
        Loaded { row: Arc::new(row), opened_on: base.opened_on, children }
    }

    /// Who holds it as a supervisor, and how long already (89 IAC 401.420).
    fn held(&self, family: FamilyId, holder: &Holder) -> Option<HeldBy> {
        let since = holder.held_since?;
        let (today, most) =
            (self.store.clock.today(), self.store.settings.thresholds.caseload.supervisor_held_days);
        let clock = judged(standing::held(since, today, most));
        let explain = Explain {
            title: format!("{family} is held by {}, {}", holder.person.name, clock.text),
            rule: format!("A supervisor holds a family {most} days at most, until a worker has it."),
            basis: "[rule: 89 IAC 401.420] thresholds.toml: caseload.supervisor_held_days".to_owned(),
            rows: vec![("held since".to_owned(), short(since, today))],
        };
        Some(HeldBy { person: holder.person.clone(), clock, explain })
    }

    /// A family that is not enrolled has no phase to withhold.
    fn phase(&self, base: &Base) -> Part2<i64> {
        if base.enrolled {
            self.gate.part2_family(base.id, Category::Progress, base.phase)
        } else {
            Part2::Nothing
        }
    }
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// The child at home who was seen longest ago decides; of two alike, the infant.
fn longest_unseen(children: &[Child]) -> Judged {
    let worst = children
        .iter()
        .filter(|child| child.in_home)
        .min_by_key(|child| (child.judged.level, child.seen_on, !child.infant));
    worst.map_or_else(|| Judged { text: String::new(), ..Judged::no_data() }, |child| child.judged.clone())
}

/// The children of families with who saw them last. An RC's sighting never resets this clock [domain.md §8].
fn children(
    store: &Store,
    list: &str,
    opened: &HashMap<FamilyId, (NaiveDate, i64)>,
) -> Result<HashMap<FamilyId, Vec<Child>>> {
    let today = store.clock.today();
    let limits = &store.settings.thresholds.child_seen;
    let viewer_sites = sites(store.viewer()?);
    let with_data = sites_with(
        store,
        &viewer_sites,
        "select 1 from family f join service v on v.family_id = f.id join service_child c on c.service_id = v.id
         where f.site_id = s.id and v.role = 'intact_worker'",
    )?;
    let mut statement = store.conn.prepare_cached(
        "select m.family_id, m.id, m.in_home, m.birth_year, m.birth_month, v.on_date as seen_on,
           v.staff_id as by_id, a.name as by_name, a.short_name as by_short, b.name as with_name, b.short_name as with_short
         from json_each(?1) j cross join member m on m.family_id = j.value and m.kind = 'child' and (m.left_on is null or m.left_on > ?2)
         left join service v on v.id = (select x.id from service x where x.family_id = m.family_id and x.on_date <= ?2
           and x.role = 'intact_worker' and x.mode in ('home', 'office', 'field', 'treatment_site')
           and exists (select 1 from service_child c where c.service_id = x.id and c.member_id = m.id)
           order by x.on_date desc limit 1)
         left join staff a on a.id = v.staff_id left join staff b on b.id = v.joint_with
         order by m.id",
    )?;
    let mut found: HashMap<FamilyId, Vec<Child>> = HashMap::new();
    let mut rows = statement.query(params![list, date(today)])?;
    while let Some(row) = rows.next()? {
        let family: FamilyId = row.num("family_id")?;
        let Some((opened_on, site)) = opened.get(&family).copied() else { continue };
        let seen_on = row.day_opt("seen_on")?;
        let facts = ChildFacts {
            born: (row.get("birth_year")?, row.get("birth_month")?),
            seen_on,
            opened_on,
            file_from: store.meta.first_day,
            has_data: with_data.contains(&site),
        };
        let seen = measure::child_seen(facts, today, limits.red_days, limits.infant_months);
        let judged = standing::child_seen(seen, seen_on);
        let mut seen_by = String::new();
        if let Some(on) = seen_on {
            seen_by = format!("{}, {}", standing::day(on, today), person(row, "by_id")?.short);
            if let Some(name) = row.get::<_, Option<String>>("with_name")? {
                seen_by = format!("{seen_by}, {}", super::short_name(&name, row.get("with_short")?));
            }
        }
        found.entry(family).or_default().push(Child {
            id: row.num("id")?,
            infant: seen.infant,
            in_home: row.get("in_home")?,
            seen_on,
            seen_by,
            judged,
        });
    }
    Ok(found)
}

/// Who has a family today.
struct Holder {
    person: Person,
    /// Since when, where it is a supervisor in between.
    held_since: Option<NaiveDate>,
}

/// Who has these families today, and whether a supervisor holds them in between.
fn people(store: &Store, list: &str) -> Result<HashMap<(FamilyId, Role), Holder>> {
    let mut statement = store.conn.prepare_cached(
        "select a.family_id, a.role, a.supervisor_held, a.from_on, a.staff_id as who_id, w.name as who_name, w.short_name as who_short
         from json_each(?1) j cross join assignment a on a.family_id = j.value join staff w on w.id = a.staff_id
         where a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2) order by a.from_on, a.id",
    )?;
    let mut found = HashMap::new();
    let mut rows = statement.query(params![list, date(store.clock.today())])?;
    while let Some(row) = rows.next()? {
        let held: bool = row.get("supervisor_held")?;
        let from = row.day("from_on")?;
        let holder = Holder { person: person(row, "who_id")?, held_since: held.then_some(from) };
        found.insert((row.num("family_id")?, row.word("role")?), holder);
    }
    Ok(found)
}

/// The day these families were last discussed in a session that was held.
fn reviewed(store: &Store, list: &str) -> Result<HashMap<FamilyId, NaiveDate>> {
    let mut statement = store.conn.prepare_cached(
        "select c.family_id, max(m.held_on) as held_on from json_each(?1) j
         cross join meeting_case c on c.family_id = j.value and c.state = 'discussed'
         join meeting m on m.id = c.meeting_id and m.status in ('held', 'signed') and m.held_on <= ?2
         group by c.family_id",
    )?;
    let rows = statement.query_map(params![list, date(store.clock.today())], |row| {
        Ok((row.num("family_id")?, row.day("held_on")?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The sites for which a query finds its first row: elsewhere there is no data, which is not a breach.
fn sites_with(store: &Store, sites: &str, first: &str) -> Result<HashSet<i64>> {
    let sql = format!(
        "select s.id from site s where s.id in (select value from json_each(?1)) and exists ({first})"
    );
    let mut statement = store.conn.prepare_cached(&sql)?;
    let rows = statement.query_map([sites], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Rows by their family's number.
pub(super) fn by_family(rows: Vec<Loaded>) -> BTreeMap<FamilyId, Loaded> {
    rows.into_iter().map(|one| (one.row.id, one)).collect()
}
