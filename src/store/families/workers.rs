//! The caseload by worker and by pair, with how their sessions stand.

use super::super::Store;
use super::super::cadences::Cadences;
use super::super::gate::{Gate, Scope, sites};
use super::super::individuals;
use super::super::sql::{RowExt, date};
use super::super::staffing::came;
use super::super::view::caseload::{Caseload, FamilyRow, PairRow, WorkerRow};
use super::super::view::{Explain, Mark, Person, Standing};
use super::cadence::Cadence;
use super::rows::{self, Loaded};
use super::{judged, person};
use crate::domain::assignment::Caps;
use crate::domain::cadence::last_held;
use crate::domain::consent::Category;
use crate::domain::family::FamilyStatus;
use crate::domain::measure::{self, Level};
use crate::domain::meeting::Subject;
use crate::domain::sealed::Part2;
use crate::domain::staff::{EmploymentStatus, Role};
use crate::domain::standing::Judged;
use crate::domain::{FamilyId, MemberId, StaffId, Word};
use crate::error::Result;
use chrono::NaiveDate;
use rusqlite::params;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A worker of the viewer's sites as employed today.
pub(in super::super) struct Worker {
    pub(in super::super) person: Person,
    pub(in super::super) role: Role,
    pub(in super::super) fte: f64,
    pub(in super::super) per_full_time: Option<i64>,
    pub(in super::super) status: EmploymentStatus,
    pub(in super::super) since: Option<NaiveDate>,
    pub(in super::super) open: i64,
    /// The day they came into the file, where that was later than its first: no data from before is no breach.
    pub(in super::super) came: Option<NaiveDate>,
}

/// A pair of today with the day since which it shares a family, and when its kinds of session were last held.
pub(in super::super) struct Pair {
    pub(in super::super) iw: Person,
    pub(in super::super) rc: Person,
    pub(in super::super) since: Option<NaiveDate>,
    came: Option<NaiveDate>,
    held: BTreeMap<String, NaiveDate>,
}

impl Pair {
    /// How a kind of session stands for this pair.
    pub(in super::super) fn standing(&self, store: &Store, kind: &str, cadences: &Cadences) -> Cadence {
        let last = last_held(
            store.settings.meetings.resetting(kind).map(|reset| self.held.get(&reset.key).copied()),
        );
        let rules = store.settings.meetings.kind(kind);
        let every = rules.map(|rules| cadences.of(rules, &[self.iw.id, self.rc.id])).unwrap_or_default();
        Cadence::judge(store, (kind, every), last, (self.since, self.came))
    }

    /// `Lee + Brooks`.
    pub(in super::super) fn about(&self) -> String {
        format!("{} + {}", self.iw.short, self.rc.short)
    }
}

/// The workers of the viewer's sites who are employed today, Intact Workers first.
pub(in super::super) fn workers_of(store: &Store) -> Result<Vec<Worker>> {
    let mut statement = store.conn.prepare_cached(
        "select w.id as w_id, w.name as w_name, w.short_name as w_short, w.role, w.hired_on, e.fte, e.capacity, e.status, e.from_on,
           (select count(*) from assignment a where a.staff_id = w.id and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)
              and exists (select 1 from family_opening o where o.family_id = a.family_id and o.from_on <= ?2 and (o.to_on is null or o.to_on > ?2))) as open
         from staff w left join employment e on e.id = (select x.id from employment x where x.staff_id = w.id and x.from_on <= ?2
           and (x.to_on is null or x.to_on > ?2) order by x.from_on desc limit 1)
         where +w.role in ('intact_worker', 'recovery_coordinator') and (w.left_on is null or w.left_on > ?2)
           and w.id in (select t.staff_id from staff_site t where t.site_id in (select value from json_each(?1))
             and t.from_on <= ?2 and (t.to_on is null or t.to_on > ?2))
         order by w.role, w.name",
    )?;
    let came = came::days(store)?;
    let rows = statement.query_map(params![sites(store.viewer()?), date(store.clock.today())], |row| {
        let person = person(row, "w_id")?;
        Ok(Worker {
            came: came.get(&person.id).copied(),
            person,
            role: row.word("role")?,
            fte: row.get::<_, Option<f64>>("fte")?.unwrap_or(1.0),
            per_full_time: row.get("capacity")?,
            status: row.word_opt("status")?.unwrap_or(EmploymentStatus::Active),
            since: row.day_opt("from_on")?.or(row.day_opt("hired_on")?),
            open: row.get("open")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many families a worker can carry: at most without being over, and at most at all where there is such a cap.
fn caps(store: &Store, worker: &Worker) -> Caps {
    store.settings.thresholds.caseload.caps(worker.role, worker.per_full_time, worker.fte)
}

/// How many families a worker can carry, and how that stands.
pub(in super::super) fn staff_load(store: &Store, worker: &Worker) -> (i64, Mark) {
    let caps = caps(store, worker);
    (caps.soft, caps.level(worker.open).into())
}

/// The formula of [`staff_load`] with its values.
pub(in super::super) fn load_rule(store: &Store, worker: &Worker) -> Explain {
    let limits = &store.settings.thresholds.caseload;
    let full_time = worker.per_full_time.or(limits.capacity(worker.role)).unwrap_or(limits.iw);
    let caps = caps(store, worker);
    let mut rows = vec![
        ("open families".to_owned(), worker.open.to_string()),
        ("families at full time".to_owned(), full_time.to_string()),
        ("share of full time".to_owned(), format!("{:.2}", worker.fte)),
        ("capacity".to_owned(), caps.soft.to_string()),
    ];
    if let Some(hard) = caps.hard {
        rows.push(("no more than".to_owned(), hard.to_string()));
    }
    Explain {
        title: format!("{}: {} of {} families", worker.person.short, worker.open, caps.soft),
        rule: "Open families, of the families at full time times the share of full time.".into(),
        basis: "setting: thresholds.toml, caseload".into(),
        rows,
    }
}

/// How each worker's Individual stands: nobody is due while on leave.
pub(in super::super) fn worker_standing<'w>(
    store: &Store,
    workers: impl Iterator<Item = &'w Worker>,
) -> Result<HashMap<StaffId, Cadence>> {
    let today = store.clock.today();
    let cadences = Cadences::load(store)?;
    let mut found = HashMap::new();
    for worker in workers {
        let subject = match worker.role {
            Role::IntactWorker => Subject::IntactWorker,
            _ => Subject::RecoveryCoordinator,
        };
        let Some(kind) = store.settings.meetings.kinds.iter().find(|kind| kind.subject == subject) else {
            continue;
        };
        let at_work = matches!(worker.status, EmploymentStatus::Active | EmploymentStatus::Onboarding);
        let last = individuals::last_held(store, &kind.key, worker.person.id, today)?;
        let every = cadences.of(kind, &[worker.person.id]);
        let cadence = Cadence::judge(store, (&kind.key, every), last, (worker.since, worker.came));
        let cadence = if at_work { cadence } else { cadence.away(worker.status.label()) };
        found.insert(worker.person.id, cadence);
    }
    Ok(found)
}

/// The pairs of today at the viewer's sites, by the names of their Intact Workers.
pub(in super::super) fn pairs(store: &Store) -> Result<Vec<Pair>> {
    let mut found = sharing(store)?;
    let keys: Vec<String> = found.iter().map(|pair| format!("[{},{}]", pair.iw.id.0, pair.rc.id.0)).collect();
    let kinds: Vec<&str> = store
        .settings
        .meetings
        .kinds
        .iter()
        .filter(|kind| kind.subject == Subject::Pair)
        .map(|kind| kind.key.as_str())
        .collect();
    let mut statement = store.conn.prepare_cached(
        "select j.key as at, k.value as kind, (select p.held_on from meeting_pair p join meeting m on m.id = p.meeting_id
             where p.iw_id = json_extract(j.value, '$[0]') and p.rc_id = json_extract(j.value, '$[1]') and p.kind_held = k.value
               and p.held_on <= ?3 and p.verdict in ('counts', 'held_as_other') and m.status in ('held', 'signed')
             order by p.held_on desc limit 1) as held_on
         from json_each(?1) j cross join json_each(?2) k",
    )?;
    let mut rows =
        statement.query(params![format!("[{}]", keys.join(",")), json(&kinds), date(store.clock.today())])?;
    while let Some(row) = rows.next()? {
        let Ok(at) = usize::try_from(row.get::<_, i64>("at")?) else { continue };
        if let (Some(pair), Some(on)) = (found.get_mut(at), row.day_opt("held_on")?) {
            pair.held.insert(row.get("kind")?, on);
        }
    }
    Ok(found)
}

/// Who shares an open family today, and since when without a break.
fn sharing(store: &Store) -> Result<Vec<Pair>> {
    type Spells = Vec<(NaiveDate, Option<NaiveDate>)>;
    let today = store.clock.today();
    let mut statement = store.conn.prepare_cached(
        "with now (iw, rc) as (
      select distinct i.staff_id, r.staff_id from family f
      join assignment i on i.family_id = f.id and i.role = 'intact_worker' and (i.to_on is null or i.to_on > ?2)
      join assignment r on r.family_id = f.id and r.role = 'recovery_coordinator' and (r.to_on is null or r.to_on > ?2)
      where f.site_id in (select value from json_each(?1)) and f.open_until > ?2)
    select i.id as iw_id, i.name as iw_name, i.short_name as iw_short, r.id as rc_id, r.name as rc_name, r.short_name as rc_short,
           max(a.from_on, b.from_on, o.from_on) as from_on,
           nullif(min(coalesce(a.to_on, '9999-12-31'), coalesce(b.to_on, '9999-12-31'), coalesce(o.to_on, '9999-12-31')), '9999-12-31') as to_on
         from now cross join assignment a on a.staff_id = now.iw and a.role = 'intact_worker' and a.supervisor_held = 0
         join family f on f.id = a.family_id
         join assignment b on b.family_id = f.id and b.staff_id = now.rc and b.role = 'recovery_coordinator' and b.supervisor_held = 0
           and b.from_on < coalesce(a.to_on, '9999-12-31') and a.from_on < coalesce(b.to_on, '9999-12-31')
         join family_opening o on o.family_id = f.id and o.from_on <= ?2
         join staff i on i.id = a.staff_id join staff r on r.id = b.staff_id
         where f.site_id in (select value from json_each(?1)) order by i.name, r.name",
    )?;
    let mut order: Vec<(StaffId, StaffId)> = Vec::new();
    let mut found: HashMap<(StaffId, StaffId), (Person, Person, Spells)> = HashMap::new();
    let mut rows = statement.query(params![sites(store.viewer()?), date(today)])?;
    while let Some(row) = rows.next()? {
        let key = (row.num("iw_id")?, row.num("rc_id")?);
        let spell = (row.day("from_on")?, row.day_opt("to_on")?);
        if let Some((_, _, spells)) = found.get_mut(&key) {
            spells.push(spell);
        } else {
            order.push(key);
            found.insert(key, (person(row, "iw_id")?, person(row, "rc_id")?, vec![spell]));
        }
    }
    let came = came::days(store)?;
    let pairs = order.iter().filter_map(|key| {
        let (iw, rc, spells) = found.remove(key)?;
        let since = measure::spell_since(spells, today)?;
        let came = came.get(&iw.id).max(came.get(&rc.id)).copied();
        Some(Pair { iw, rc, since: Some(since), came, held: BTreeMap::new() })
    });
    Ok(pairs.collect())
}

/// The open families of the viewer's sites by worker and by pair, and the adults of whom a phase in it tells somebody of
/// another agency.
pub(super) fn caseload(store: &Store) -> Result<(Caseload, Vec<MemberId>)> {
    let gate = Gate::load(store, Scope::Open)?;
    let families = rows::by_family(rows::load(store, &gate, Scope::Open)?);
    let workers = workers_of(store)?;
    let mut individuals = worker_standing(store, workers.iter())?;
    let rows = workers.iter().map(|worker| {
        let (capacity, mark) = staff_load(store, worker);
        let individual = individuals.remove(&worker.person.id);
        WorkerRow {
            person: worker.person.clone(),
            role: worker.role,
            fte: worker.fte,
            open: worker.open,
            capacity,
            mark,
            explain: load_rule(store, worker),
            individual: individual
                .map_or_else(|| judged(Judged::no_data()), |cadence| judged(cadence.judged)),
            families: pick(&families, |row| has(row, worker.role, worker.person.id)),
        }
    });
    let workers = rows.collect();
    let cadences = Cadences::load(store)?;
    let mut pairs: Vec<PairRow> =
        pairs(store)?.iter().map(|pair| pair_row(store, pair, &families, &cadences)).collect();
    pairs.sort_by_key(|pair| pressing(&pair.co_supervision).min(pressing(&pair.joint)));
    let open = |one: &&Loaded| one.row.status != FamilyStatus::Closed;
    let lacking = |one: &&Loaded| one.row.iw.is_none() || one.row.rc.is_none() || one.row.held.is_some();
    let mut incomplete: Vec<Arc<FamilyRow>> =
        families.values().filter(open).filter(lacking).map(|one| Arc::clone(&one.row)).collect();
    incomplete.sort_by_key(|row| urgency(row));
    let told = families.values().filter(|one| matches!(one.row.phase, Part2::Shown(_)));
    let told = told.flat_map(|one| gate.told_by(one.row.id, Category::Progress)).collect();
    Ok((Caseload { workers, pairs, incomplete }, told))
}

fn pair_row(
    store: &Store,
    pair: &Pair,
    families: &BTreeMap<FamilyId, Loaded>,
    cadences: &Cadences,
) -> PairRow {
    let (co, joint) =
        (pair.standing(store, "co_supervision", cadences), pair.standing(store, "joint", cadences));
    let about = pair.about();
    let (why, joint_why) = (co.explain(store, &about), joint.explain(store, &about));
    let shared = |row: &FamilyRow| {
        has(row, Role::IntactWorker, pair.iw.id) && has(row, Role::RecoveryCoordinator, pair.rc.id)
    };
    let mut explain = why;
    explain.title = about;
    explain.rule = format!("{} {} A Co-Supervision counts as a Joint, too.", explain.rule, joint_why.rule);
    let joint_rows = joint_why.rows.into_iter().filter(|(name, _)| name == "last held" || name == "due");
    explain.rows.extend(joint_rows.map(|(name, value)| (format!("Joint {name}"), value)));
    PairRow {
        iw: pair.iw.clone(),
        rc: pair.rc.clone(),
        families: pick(families, shared),
        co_supervision: judged(co.judged),
        joint: judged(joint.judged),
        explain,
    }
}

/// The most overdue first, then what is due soonest.
fn pressing(standing: &Standing) -> (Level, Option<NaiveDate>) {
    let level = match standing.mark {
        Mark::Overdue => Level::Overdue,
        Mark::Due => Level::Due,
        _ => Level::Open,
    };
    (level, standing.on)
}

fn has(row: &FamilyRow, role: Role, staff: StaffId) -> bool {
    let who = if role == Role::IntactWorker { &row.iw } else { &row.rc };
    who.as_ref().is_some_and(|person| person.id == staff)
}

/// The families that fit, most pressing first.
fn pick(families: &BTreeMap<FamilyId, Loaded>, fits: impl Fn(&FamilyRow) -> bool) -> Vec<Arc<FamilyRow>> {
    let mut found: Vec<Arc<FamilyRow>> =
        families.values().filter(|one| fits(&one.row)).map(|one| Arc::clone(&one.row)).collect();
    found.sort_by_key(|row| urgency(row));
    found
}

fn urgency(row: &FamilyRow) -> (Mark, Mark, Option<NaiveDate>, FamilyId) {
    (row.mark, row.child_seen.mark, row.child_seen.on, row.id)
}

/// Words as a JSON list; keys of settings hold no character that JSON would escape.
fn json(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", quoted.join(","))
}
