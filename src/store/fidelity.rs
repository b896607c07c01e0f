//! Whether the programme keeps its own model: the file counts spells and meetings, the domain judges them.

mod coverage;
pub(in crate::store) mod held;

use super::Store;
use super::cadences::Cadences;
use super::families::person;
use super::gate::sites;
use super::sql::{RowExt, date};
use super::view::fidelity::{Fidelity, Line};
use super::view::{Open, Person};
use crate::domain::calendar::Calendar;
use crate::domain::fidelity::{Model, months};
use crate::domain::meeting::{About, KindRules, Subject};
use crate::domain::spell::Span;
use crate::domain::staff::Role;
use crate::domain::{MeetingId, StaffId};
use crate::error::Result;
use chrono::NaiveDate;
use held::Past;
use rusqlite::params;
use std::collections::BTreeMap;

/// How many months the figures go back.
const MONTHS: u32 = 12;

/// A pair or a worker with the spells in which meetings could be expected.
pub(super) struct Subjects {
    pub(super) people: Vec<Person>,
    pub(super) role: Option<Role>,
    site: String,
    spells: Vec<Span>,
}

impl Subjects {
    fn who(&self) -> Vec<StaffId> {
        self.people.iter().map(|person| person.id).collect()
    }
}

impl Store {
    /// What was expected of the pairs and workers of the viewer's sites in the last twelve months, and the families that
    /// were not discussed.
    pub(super) fn fidelity(&self) -> Result<Fidelity> {
        let calendar = self.settings.calendar.calendar();
        let (sites, today) = (sites(self.viewer()?), self.clock.today());
        // Whoever ended before the figures begin cannot be in them.
        let first = months(today, MONTHS).first().copied().unwrap_or_default();
        let (mut pairs, mut workers) =
            (pairs(self, &sites, Some(first), today)?, workers(self, &sites, Some(first), today)?);
        for all in [&mut pairs, &mut workers] {
            all.retain(|one| one.spells.iter().any(|spell| spell.to.is_none_or(|to| to > first)));
        }
        let past = held::past(self, pairs.iter().chain(&workers), today)?;
        let cadences = Cadences::load(self)?;
        let mut lines = Vec::new();
        for kind in &self.settings.meetings.kinds {
            let subjects = if kind.subject == Subject::Pair { &pairs } else { &workers };
            for one in subjects.iter().filter(|one| is_of(kind, one.role)) {
                lines.extend(self.line(kind, one, (&past, &cadences), &calendar));
            }
        }
        Ok(Fidelity {
            lines,
            months: months(self.clock.today(), MONTHS),
            coverage: coverage::coverage(self)?,
            review_days: self.settings.thresholds.case_review.days,
        })
    }

    /// What decides what was to be expected of a kind of meeting with a pair or worker, and the meetings behind it; nothing of
    /// a kind without a cadence.
    pub(super) fn model<'c>(
        &self,
        kind: &KindRules,
        of: &Subjects,
        (past, cadences): (&Past, &Cadences),
        calendar: &'c Calendar,
    ) -> Option<(Model<'c>, BTreeMap<NaiveDate, MeetingId>)> {
        let who = of.who();
        let resetting: Vec<&str> =
            self.settings.meetings.resetting(&kind.key).map(|reset| reset.key.as_str()).collect();
        let found = past.of(&who, &kind.key, &resetting);
        let model = Model {
            spells: of.spells.clone(),
            file_from: self.meta.first_day,
            every: kind.cadence_days.map(|_| cadences.of(kind, &who))?,
            held: found.held,
            wrong: found.wrong,
            reasons: found.reasons,
            calendar,
        };
        Some((model, found.meetings))
    }

    fn line(
        &self,
        kind: &KindRules,
        of: &Subjects,
        past: (&Past, &Cadences),
        calendar: &Calendar,
    ) -> Option<Line> {
        let today = self.clock.today();
        let who = of.who();
        let (model, meetings) = self.model(kind, of, past, calendar)?;
        let first = months(today, MONTHS).first().copied().unwrap_or(today);
        let mut expected = model.expected(today);
        expected.retain(|one| one.due_on >= first);
        let about = match who.as_slice() {
            [iw, rc] => About::Pair(*iw, *rc),
            [worker, ..] => About::Worker(*worker),
            [] => return None,
        };
        let open = Open::StartMeeting { kind: kind.key.clone(), about };
        (!expected.is_empty()).then(|| Line {
            kind_key: kind.key.clone(),
            kind: kind.label.clone(),
            people: of.people.clone(),
            role: of.role,
            site: of.site.clone(),
            open,
            expected,
            meetings,
        })
    }
}

/// Whether a kind is held with pairs, or with workers of this role.
pub(super) fn is_of(kind: &KindRules, role: Option<Role>) -> bool {
    match kind.subject {
        Subject::Pair => role.is_none(),
        Subject::IntactWorker => role == Some(Role::IntactWorker),
        Subject::RecoveryCoordinator => role == Some(Role::RecoveryCoordinator),
        Subject::Family | Subject::Programme => false,
    }
}

/// Who shared an open family of these sites after a day, or ever, up to another, and when: of these pairs every spell,
/// also through families that are closed.
pub(super) fn pairs(
    store: &Store,
    sites: &str,
    since: Option<NaiveDate>,
    until: NaiveDate,
) -> Result<Vec<Subjects>> {
    let mut statement = store.conn.prepare_cached(
        "with lately (iw, rc) as (
           select distinct a.staff_id, b.staff_id from family f
           join assignment a on a.family_id = f.id and a.role = 'intact_worker' and (a.to_on is null or a.to_on > ?3)
           join assignment b on b.family_id = f.id and b.role = 'recovery_coordinator' and (b.to_on is null or b.to_on > ?3)
           where f.site_id in (select value from json_each(?1)) and f.open_until > ?3)
         select i.id as iw_id, i.name as iw_name, i.short_name as iw_short, r.id as rc_id, r.name as rc_name, r.short_name as rc_short,
           s.name as site, max(a.from_on, b.from_on, o.from_on) as from_on,
           nullif(min(coalesce(a.to_on, '9999-12-31'), coalesce(b.to_on, '9999-12-31'), coalesce(o.to_on, '9999-12-31')), '9999-12-31') as to_on
         from lately cross join assignment a on a.staff_id = lately.iw and a.role = 'intact_worker' and a.supervisor_held = 0
         join family f on f.id = a.family_id join site s on s.id = f.site_id
         join assignment b on b.family_id = f.id and b.staff_id = lately.rc and b.role = 'recovery_coordinator' and b.supervisor_held = 0
           and b.from_on < coalesce(a.to_on, '9999-12-31') and a.from_on < coalesce(b.to_on, '9999-12-31')
         join family_opening o on o.family_id = f.id and o.from_on < coalesce(a.to_on, '9999-12-31')
           and o.from_on < coalesce(b.to_on, '9999-12-31') and a.from_on < coalesce(o.to_on, '9999-12-31')
         join staff i on i.id = a.staff_id join staff r on r.id = b.staff_id
         where f.site_id in (select value from json_each(?1)) and max(a.from_on, b.from_on, o.from_on) <= ?2
         order by i.name, r.name",
    )?;
    let mut found: BTreeMap<(String, String, StaffId, StaffId), Subjects> = BTreeMap::new();
    let mut rows = statement.query(params![sites, date(until), since.map(date).unwrap_or_default()])?;
    while let Some(row) = rows.next()? {
        let (iw, rc) = (person(row, "iw_id")?, person(row, "rc_id")?);
        let spell = Span::new(row.day("from_on")?, row.day_opt("to_on")?);
        let site: String = row.get("site")?;
        let key = (iw.short.clone(), rc.short.clone(), iw.id, rc.id);
        let people = || vec![iw, rc];
        let one = found.entry(key).or_insert_with(|| Subjects {
            people: people(),
            role: None,
            site,
            spells: Vec::new(),
        });
        one.spells.push(spell);
    }
    Ok(found.into_values().collect())
}

/// The workers of these sites after a day, or ever, up to another, and when they were at work: nobody is expected while on
/// leave.
pub(super) fn workers(
    store: &Store,
    sites: &str,
    since: Option<NaiveDate>,
    until: NaiveDate,
) -> Result<Vec<Subjects>> {
    let mut statement = store.conn.prepare_cached(
        "select w.id as w_id, w.name as w_name, w.short_name as w_short, w.role, s.name as site, max(e.from_on, t.from_on) as from_on,
           nullif(min(coalesce(e.to_on, '9999-12-31'), coalesce(t.to_on, '9999-12-31'), coalesce(w.left_on, '9999-12-31')), '9999-12-31') as to_on
         from staff w join employment e on e.staff_id = w.id and e.status in ('active', 'onboarding')
         join staff_site t on t.staff_id = w.id and t.site_id in (select value from json_each(?1))
           and t.from_on < coalesce(e.to_on, '9999-12-31') and e.from_on < coalesce(t.to_on, '9999-12-31')
         join site s on s.id = t.site_id
         where +w.role in ('intact_worker', 'recovery_coordinator') and max(e.from_on, t.from_on) <= ?2
           and w.id in (select y.staff_id from staff_site y where y.site_id in (select value from json_each(?1))
             and coalesce(y.to_on, '9999-12-31') > ?3)
         order by w.role, w.name, w.id",
    )?;
    let mut found: Vec<Subjects> = Vec::new();
    let mut rows = statement.query(params![sites, date(until), since.map(date).unwrap_or_default()])?;
    while let Some(row) = rows.next()? {
        let who = person(row, "w_id")?;
        let spell = Span::new(row.day("from_on")?, row.day_opt("to_on")?);
        let same = |one: &&mut Subjects| one.people.iter().any(|person| person.id == who.id);
        match found.last_mut().filter(same) {
            Some(one) => one.spells.push(spell),
            None => found.push(Subjects {
                people: vec![who],
                role: Some(row.word("role")?),
                site: row.get("site")?,
                spells: vec![spell],
            }),
        }
    }
    Ok(found)
}
