//! What a meeting can be about, the most overdue first: pairs, workers, families, the programme.

mod worker;

pub(super) use worker::worker_role;

use super::head::Head;
use super::people::person;
use crate::domain::cadence::{self, Due, Every};
use crate::domain::meeting::{About, MeetingStatus, Subject};
use crate::domain::{FamilyId, MeetingId, StaffId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::cadences::Cadences;
use crate::store::sql::{RowExt, date};
use crate::store::view::walk::Choice;
use crate::store::view::{Mark, Standing};
use chrono::NaiveDate;
use rusqlite::{ToSql, params};

/// The pairs that share an open family on a day, in the viewer's sites: `?1` the day, `?2` the sites as JSON.
const PAIRS: &str = "select i.staff_id as iw_id, r.staff_id as rc_id, count(*) as families,
    min(max(i.from_on, r.from_on, o.from_on)) as since
  from assignment i
  join assignment r on r.family_id = i.family_id and r.role = 'recovery_coordinator'
    and r.from_on <= ?1 and (r.to_on is null or r.to_on > ?1)
  join family_opening o on o.family_id = i.family_id and o.from_on <= ?1 and (o.to_on is null or o.to_on > ?1)
  join family f on f.id = i.family_id and f.site_id in (select value from json_each(?2))
  where i.role = 'intact_worker' and i.from_on <= ?1 and (i.to_on is null or i.to_on > ?1)
  group by i.staff_id, r.staff_id";

/// The open families of the viewer's sites, and what calls for a case staffing: the last finding is unsafe, or the last
/// decision asks for one: `?1` the day, `?2` the sites as JSON.
const FAMILIES: &str = "select f.id, f.label,
    (select finding from safety_finding s where s.family_id = f.id and s.on_date <= ?1 order by s.on_date desc, s.id desc limit 1)
      is 'unsafe' as unsafe,
    (select c.decision from meeting_case c join meeting m on m.id = c.meeting_id where c.family_id = f.id and m.held_on <= ?1
      and m.status in ('held', 'signed') and c.state = 'discussed' and m.worker_id is null
      order by m.held_on desc, m.id desc limit 1) is 'case_staffing_required' as asked,
    (select max(m.held_on) from meeting m where m.family_id = f.id and m.kind = ?3 and m.held_on <= ?1
      and m.status in ('held', 'signed')) as held_on
  from family f join family_opening o on o.family_id = f.id and o.from_on <= ?1 and (o.to_on is null or o.to_on > ?1) and f.open_until > ?1
  where f.site_id in (select value from json_each(?2)) order by f.id";

/// How a cadence stands, in words.
pub(super) fn standing(found: cadence::Standing, today: NaiveDate) -> Standing {
    let (mark, text) = match found {
        cadence::Standing::NoData => (Mark::NoData, "no data".to_owned()),
        cadence::Standing::NotDue { on } => (Mark::Open, format!("in {} d", (on - today).num_days())),
        cadence::Standing::DueToday => (Mark::Due, "due today".to_owned()),
        cadence::Standing::Overdue { days, .. } => (Mark::Overdue, format!("overdue {days} d")),
    };
    Standing { mark, text, on: found.due_on(today) }
}

impl Store {
    /// The viewer's sites as a JSON list, for SQL.
    pub(super) fn site_list(&self) -> Result<String> {
        let sites: Vec<String> = self.viewer()?.sites.iter().map(|site| site.0.to_string()).collect();
        Ok(format!("[{}]", sites.join(",")))
    }

    /// What a meeting of a kind can be about.
    pub(super) fn meeting_choices(&self, kind: &str) -> Result<Vec<Choice>> {
        let mut found = match self.kind_rules(kind)?.subject {
            Subject::Pair => self.pair_choices(kind)?,
            Subject::IntactWorker | Subject::RecoveryCoordinator => self.worker_choices(kind)?,
            Subject::Family => self.staffing_choices(kind)?,
            Subject::Programme => vec![self.programme_choice(kind)?],
        };
        // What was begun or planned comes before what merely could be; then what is due first.
        found.sort_by_key(|one| {
            let planned = one.scheduled.is_some() && one.about.family().is_some();
            let turn = (one.in_progress.is_none(), !planned, one.standing.mark == Mark::NoData);
            (turn, one.standing.on.unwrap_or(NaiveDate::MAX), one.about)
        });
        Ok(found)
    }

    fn choice(&self, kind: &str, about: About, name: String, standing: Standing) -> Result<Choice> {
        let today = self.clock.today();
        let planned = self.meeting_about(kind, about, MeetingStatus::Scheduled, today)?;
        Ok(Choice {
            about,
            name,
            families: None,
            last_held: None,
            standing,
            in_progress: self.meeting_about(kind, about, MeetingStatus::InProgress, today)?.map(|(id, _)| id),
            scheduled: planned.and_then(|(id, on)| on.map(|on| (id, on))),
        })
    }

    fn pair_choices(&self, kind: &str) -> Result<Vec<Choice>> {
        let (rules, cadences) = (self.kind_rules(kind)?, Cadences::load(self)?);
        let today = self.clock.today();
        let mut statement = self.conn.prepare_cached(PAIRS)?;
        let rows = statement.query_map(params![date(today), self.site_list()?], |row| {
            Ok((row.num("iw_id")?, row.num("rc_id")?, row.get::<_, i64>("families")?, row.day("since")?))
        })?;
        let mut out = Vec::new();
        for row in rows {
            let (iw, rc, families, since): (StaffId, StaffId, _, _) = row?;
            let last_held = self.last_held(kind, iw, rc, today)?;
            let every = cadences.of(rules, &[iw, rc]);
            let due = Due { last_held, since: Some(since), file_from: self.meta.first_day, every };
            let name = format!("{} + {}", person(&self.conn, iw)?.short, person(&self.conn, rc)?.short);
            let stands = standing(due.standing(today), today);
            let choice = self.choice(kind, About::Pair(iw, rc), name, stands)?;
            out.push(Choice { families: Some(families), last_held, ..choice });
        }
        Ok(out)
    }

    fn staffing_choices(&self, kind: &str) -> Result<Vec<Choice>> {
        let today = self.clock.today();
        let mut statement = self.conn.prepare_cached(FAMILIES)?;
        let rows = statement.query_map(params![date(today), self.site_list()?, kind], |row| {
            let called = match (row.get("unsafe")?, row.get("asked")?) {
                (true, _) => Some("unsafe finding"),
                (false, true) => Some("decided in a meeting"),
                (false, false) => None,
            };
            let family: FamilyId = row.num("id")?;
            Ok((family, row.get::<_, String>("label")?, called, row.day_opt("held_on")?))
        })?;
        let mut out = Vec::new();
        for row in rows {
            let (family, label, called, last_held) = row?;
            let stands = match called {
                Some(why) => Standing { mark: Mark::Due, text: why.to_owned(), on: Some(today) },
                None => Standing { mark: Mark::NoData, text: String::new(), on: None },
            };
            let name = format!("{family} {label}").trim_end().to_owned();
            let choice = self.choice(kind, About::Family(family), name, stands)?;
            out.push(Choice { last_held, ..choice });
        }
        Ok(out)
    }

    fn programme_choice(&self, kind: &str) -> Result<Choice> {
        let rules = self.kind_rules(kind)?;
        let today = self.clock.today();
        let found: Option<String> = self
            .conn
            .prepare_cached(
                "select max(held_on) from meeting where kind = ?1 and status in ('held', 'signed') and held_on <= ?2",
            )?
            .query_row(params![kind, date(today)], |row| row.get(0))?;
        let last_held = found.and_then(|text| crate::store::sql::read_date(&text));
        let due = Due {
            last_held,
            since: Some(self.meta.first_day),
            file_from: self.meta.first_day,
            every: Every::kind(rules.cadence_days),
        };
        let stands = standing(due.standing(today), today);
        Ok(Choice { last_held, ..self.choice(kind, About::Programme, rules.label.clone(), stands)? })
    }

    /// The day of the latest meeting that resets this kind's clock for a pair.
    pub(super) fn last_held(
        &self,
        kind: &str,
        iw: StaffId,
        rc: StaffId,
        today: NaiveDate,
    ) -> Result<Option<NaiveDate>> {
        let mut days = Vec::new();
        for resetting in self.settings.meetings.resetting(kind) {
            let found: Option<String> = self
                .conn
                .prepare_cached(
                    "select max(held_on) from meeting_pair where iw_id = ?1 and rc_id = ?2 and kind_held = ?3 and held_on <= ?4",
                )?
                .query_row(params![iw.0, rc.0, resetting.key, date(today)], |row| row.get(0))?;
            days.push(found.and_then(|text| crate::store::sql::read_date(&text)));
        }
        Ok(cadence::last_held(days))
    }

    /// The meeting of a kind about something in a status, with its day where it is scheduled; of several the one that is
    /// planned nearest to a day.
    pub(super) fn meeting_about(
        &self,
        kind: &str,
        about: About,
        status: MeetingStatus,
        near: NaiveDate,
    ) -> Result<Option<(MeetingId, Option<NaiveDate>)>> {
        let (wanted, one, other) = match about {
            // What is planned counts as no kind yet: the others of all the years are passed over.
            About::Pair(iw, rc) if status == MeetingStatus::Scheduled => (
                "m.id in (select p.meeting_id from meeting_pair p
                          where p.iw_id = ?3 and p.rc_id = ?4 and p.kind_held is null) and +m.kind = ?1",
                iw.0,
                rc.0,
            ),
            About::Pair(iw, rc) => (
                "m.kind = ?1 and exists (select 1 from meeting_pair p
                                         where p.meeting_id = m.id and p.iw_id = ?3 and p.rc_id = ?4)",
                iw.0,
                rc.0,
            ),
            About::Worker(worker) => ("m.kind = ?1 and m.worker_id = ?3 and ?4 = 0", worker.0, 0),
            About::Family(family) => ("m.kind = ?1 and m.family_id = ?3 and ?4 = 0", family.0, 0),
            About::Programme => ("m.kind = ?1 and ?3 = 0 and ?4 = 0", 0, 0),
        };
        let sql = format!(
            "select m.id, m.scheduled_at from meeting m where {wanted} and m.status = ?5
             order by abs(julianday(m.scheduled_at) - julianday(?2)), m.id limit 1"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let given: [&dyn ToSql; 5] = [&kind, &date(near), &one, &other, &status.word()];
        let mut rows = statement
            .query_map(given, |row| Ok((MeetingId(row.get(0)?), row.instant_opt("scheduled_at")?)))?;
        let found = rows.next().transpose()?;
        Ok(found.map(|(id, at)| (id, at.map(|at| self.clock.date_of(at)))))
    }

    /// What a meeting is about.
    pub(super) fn about(&self, head: &Head) -> Result<Vec<About>> {
        if let Some(worker) = head.worker {
            return Ok(vec![About::Worker(worker)]);
        }
        if let Some(family) = head.family {
            return Ok(vec![About::Family(family)]);
        }
        let pairs = super::people::pairs(&self.conn, head.id)?;
        if pairs.is_empty() {
            return Ok(vec![About::Programme]);
        }
        Ok(pairs.iter().map(|pair| About::Pair(pair.iw.id, pair.rc.id)).collect())
    }
}
