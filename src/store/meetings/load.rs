//! The meetings of the viewer's scope with their pairs and signatures: three queries for each lot.

use super::super::Store;
use super::super::families::{person, person_opt};
use super::super::gate::{ids, sites};
use super::super::sql::{RowExt, date};
use crate::domain::meeting::{MeetingStatus, Verdict};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MeetingId, StaffId, Word};
use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::params;
use std::collections::{BTreeMap, HashSet};

/// A meeting as the list needs it.
pub(in crate::store) struct Meeting {
    pub(in crate::store) id: MeetingId,
    pub(in crate::store) kind: String,
    pub(in crate::store) status: MeetingStatus,
    pub(in crate::store) scheduled_at: Option<DateTime<Utc>>,
    pub(in crate::store) held_on: Option<NaiveDate>,
    pub(in crate::store) reason: String,
    pub(in crate::store) worker: Option<StaffId>,
    pub(in crate::store) family: Option<FamilyId>,
    pub(in crate::store) pairs: Vec<(StaffId, StaffId)>,
    pub(in crate::store) about: String,
    pub(in crate::store) verdict: String,
    pub(in crate::store) as_other: bool,
    /// Whose signature is missing: `your signature`, `Sam's signature`.
    pub(in crate::store) waits_for: Vec<String>,
}

/// Which meetings are loaded.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) enum Which {
    /// Scheduled, in progress, and held: those that may wait for a signature are among them.
    Ahead,
    /// One, where it is in scope.
    One(MeetingId),
    /// Whatever became of them, those that were scheduled for a day or a later one.
    Since(NaiveDate),
}

/// Scope: of a site of the viewer, or about people or families there, or about the programme as a whole.
const SCOPE: &str = "(case when m.site_id is not null then m.site_id in (select value from json_each(?1))
      when m.worker_id is not null then m.worker_id in (select id from mine)
      when m.family_id is not null then (select site_id from family where id = m.family_id) in (select value from json_each(?1))
      else not exists (select 1 from meeting_pair p where p.meeting_id = m.id)
        or exists (select 1 from meeting_pair p where p.meeting_id = m.id and (p.iw_id in (select id from mine) or p.rc_id in (select id from mine))) end)";

const MINE: &str = "with mine (id) as (select distinct staff_id from staff_site where site_id in (select value from json_each(?1)))";

const MEETINGS: &str = "
  select m.id, m.kind, m.status, m.scheduled_at, m.held_on, m.reason, m.worker_id, w.name, w.short_name, m.family_id, s.name
  from meeting m left join staff w on w.id = m.worker_id left join site s on s.id = m.site_id";

/// The newest of the past at the site ?5 (null: at none) before the day ?2 and the number ?3, so many as ?4 says.
const PAST_AT: &str = "m.site_id is ?5 and coalesce(m.held_on, substr(m.scheduled_at, 1, 10)) <= ?2
  and (coalesce(m.held_on, substr(m.scheduled_at, 1, 10)) < ?2 or m.id < ?3)
  and m.status not in ('scheduled', 'in_progress')
  order by coalesce(m.held_on, substr(m.scheduled_at, 1, 10)) desc, m.id desc limit ?4";

impl Which {
    /// What is added to [`MEETINGS`]: ?2 is a day, ?3 a number, ?4 how many.
    fn sql(self) -> &'static str {
        match self {
            Self::Ahead => {
                "and m.id in (
                   select id from meeting where site_id in (select value from json_each(?1)) and status in ('scheduled', 'in_progress', 'held')
                   union all select id from meeting where site_id is null and status in ('scheduled', 'in_progress', 'held'))
                 and m.status in ('scheduled', 'in_progress', 'held') and ?2 is not null and ?3 is not null order by m.id limit ?4"
            }
            Self::One(_) => "and m.id = ?3 and ?2 is not null limit ?4",
            Self::Since(_) => "and m.id in (
                   select id from meeting where site_id in (select value from json_each(?1)) and scheduled_at >= ?2
                   union all select id from meeting where site_id is null and scheduled_at >= ?2)
                 and m.scheduled_at >= ?2 and ?3 is not null order by m.scheduled_at limit ?4",
        }
    }

    fn place(self) -> (String, i64, i64) {
        match self {
            Self::Ahead => (String::new(), 0, -1),
            Self::One(id) => (String::new(), id.0, 1),
            Self::Since(on) => (date(on), 0, -1),
        }
    }
}

/// Meetings of the viewer's scope, by number.
pub(in crate::store) fn meetings(store: &Store, which: Which) -> Result<Vec<Meeting>> {
    load(store, which.sql(), which.place())
}

/// So many of the past before a day and number, newest first; `None` begins with the newest.
pub(in crate::store) fn past(
    store: &Store,
    after: Option<(NaiveDate, MeetingId)>,
    most: i64,
) -> Result<Vec<Meeting>> {
    let viewer = store.viewer()?;
    let (day, id) = after.map_or(("9999-12-31".to_owned(), i64::MAX), |(on, id)| (date(on), id.0));
    let sql = format!(
        "{MINE} select coalesce(m.held_on, substr(m.scheduled_at, 1, 10)), m.id from meeting m where {SCOPE} and {PAST_AT}"
    );
    let mut statement = store.conn.prepare_cached(&sql)?;
    let mut newest: Vec<(String, i64)> = Vec::new();
    for site in viewer.sites.iter().map(|site| Some(site.0)).chain([None]) {
        let rows = statement
            .query_map(params![sites(viewer), day, id, most, site], |row| Ok((row.get(0)?, row.get(1)?)))?;
        newest.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    newest.sort_by(|one, other| other.cmp(one));
    newest.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let these = "and m.id in (select value from json_each(?2)) and ?3 is not null limit ?4";
    load(store, these, (ids(newest.into_iter().map(|(_, id)| id)), 0, -1))
}

fn load(store: &Store, which: &str, (on, id, most): (String, i64, i64)) -> Result<Vec<Meeting>> {
    let mut found = BTreeMap::new();
    let mut statement = store.conn.prepare_cached(&format!("{MINE} {MEETINGS} where {SCOPE} {which}"))?;
    let mut rows = statement.query(params![sites(store.viewer()?), on, id, most])?;
    while let Some(row) = rows.next()? {
        let id: MeetingId = row.num(0)?;
        let about = match (person_opt(row, 6)?, row.num_opt::<FamilyId>(9)?) {
            (Some(worker), _) => worker.short,
            (None, Some(family)) => family.to_string(),
            (None, None) => row.get::<_, Option<String>>(10)?.unwrap_or_default(),
        };
        found.insert(
            id,
            Meeting {
                id,
                kind: row.get(1)?,
                status: row.word(2)?,
                scheduled_at: row.instant_opt(3)?,
                held_on: row.day_opt(4)?,
                reason: reason(row.get(5)?),
                worker: row.num_opt(6)?,
                family: row.num_opt(9)?,
                pairs: Vec::new(),
                about,
                verdict: String::new(),
                as_other: false,
                waits_for: Vec::new(),
            },
        );
    }
    let held = load_pairs(store, &mut found)?;
    load_signatures(store, &mut found, &held)?;
    Ok(found.into_values().collect())
}

/// A reason as people read it; words that are not of the list stand as they are.
fn reason(word: String) -> String {
    crate::domain::meeting::MissReason::parse(&word).map_or(word, |reason| reason.label().to_owned())
}

/// The pairs of each sitting, their verdict, and as which kinds they were held.
fn load_pairs(
    store: &Store,
    found: &mut BTreeMap<MeetingId, Meeting>,
) -> Result<BTreeMap<MeetingId, Vec<String>>> {
    let mut statement = store.conn.prepare_cached(
        "select p.meeting_id, p.iw_id, i.name, i.short_name, p.rc_id, r.name, r.short_name, p.verdict, p.kind_held
         from json_each(?1) j cross join meeting_pair p on p.meeting_id = j.value join staff i on i.id = p.iw_id join staff r on r.id = p.rc_id
         order by p.meeting_id, p.id",
    )?;
    let mut held: BTreeMap<MeetingId, Vec<String>> = BTreeMap::new();
    let mut names: BTreeMap<MeetingId, Vec<String>> = BTreeMap::new();
    let mut verdicts: BTreeMap<MeetingId, Vec<String>> = BTreeMap::new();
    let mut rows = statement.query([ids(found.keys().map(|id| id.0))])?;
    while let Some(row) = rows.next()? {
        let id: MeetingId = row.num(0)?;
        let Some(meeting) = found.get_mut(&id) else { continue };
        let (iw, rc) = (person(row, 1)?, person(row, 4)?);
        meeting.pairs.push((iw.id, rc.id));
        names.entry(id).or_default().push(format!("{} + {}", iw.short, rc.short));
        let (verdict, kind): (Option<Verdict>, Option<String>) = (row.word_opt(7)?, row.get(8)?);
        match (verdict, &kind) {
            (Some(Verdict::HeldAsOther), Some(kind)) => {
                meeting.as_other = true;
                let label = store.settings.meetings.label(kind);
                verdicts.entry(id).or_default().push(format!("held as {label}"));
            }
            (Some(verdict), _) => verdicts.entry(id).or_default().push(verdict.label().to_owned()),
            (None, _) => {}
        }
        if let Some(kind) = kind.filter(|_| verdict != Some(Verdict::DoesNotCount)) {
            held.entry(id).or_default().push(kind);
        }
    }
    for (id, meeting) in found {
        if let Some(names) = names.remove(id) {
            meeting.about = names.join(", ");
        }
        let mut said = verdicts.remove(id).unwrap_or_default();
        said.dedup();
        meeting.verdict = said.join(", ");
    }
    Ok(held)
}

/// Whose signatures are missing: those of the kinds as which a meeting was held.
fn load_signatures(
    store: &Store,
    found: &mut BTreeMap<MeetingId, Meeting>,
    held: &BTreeMap<MeetingId, Vec<String>>,
) -> Result<()> {
    let waiting = found.values().filter(|one| one.status == MeetingStatus::Held).map(|one| one.id.0);
    let list = ids(waiting);
    let mut given: HashSet<(MeetingId, Role)> = HashSet::new();
    let mut statement = store.conn.prepare_cached(
        "select g.meeting_id, g.role from json_each(?1) j cross join signature g on g.meeting_id = j.value",
    )?;
    let mut rows = statement.query([&list])?;
    while let Some(row) = rows.next()? {
        given.insert((row.num(0)?, row.word(1)?));
    }
    let mut signers: BTreeMap<(MeetingId, Role), (StaffId, String)> = BTreeMap::new();
    let mut statement = store.conn.prepare_cached(
        "select p.meeting_id, s.role, s.id, s.name, s.short_name from json_each(?1) j cross join meeting_person p on p.meeting_id = j.value
         join staff s on s.id = p.staff_id where s.role in ('intact_supervisor', 'sud_supervisor') and (s.left_on is null or s.left_on > ?2)
         order by p.attendance in ('present', 'video', 'phone'), p.id",
    )?;
    let mut rows = statement.query(params![list, date(store.clock.today())])?;
    while let Some(row) = rows.next()? {
        let who = person(row, 2)?;
        signers.insert((row.num(0)?, row.word(1)?), (who.id, who.short));
    }
    let me = store.viewer()?.staff;
    for (id, meeting) in found.iter_mut().filter(|(_, one)| one.status == MeetingStatus::Held) {
        let planned = vec![meeting.kind.clone()];
        let kinds = held.get(id).unwrap_or(&planned);
        let rules = kinds.iter().filter_map(|kind| store.settings.meetings.kind(kind));
        let mut roles: Vec<Role> = rules.flat_map(|kind| kind.sign.iter().copied()).collect();
        roles.sort_unstable();
        roles.dedup();
        let missing = roles.into_iter().filter(|role| !given.contains(&(*id, *role)));
        meeting.waits_for = missing
            .map(|role| match signers.get(&(*id, role)) {
                Some((who, _)) if *who == me => "you".to_owned(),
                Some((_, short)) => short.clone(),
                None => format!("the {}", role.label()),
            })
            .collect();
    }
    Ok(())
}
