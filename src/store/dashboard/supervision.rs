//! Meetings: what is overdue, what is in progress, what waits for a signature, what comes next.

mod meeting;

pub(super) use meeting::{meetings, next, open_meetings, resume};

use super::desk::{Desk, json};
use super::found::{Found, Rank};
use crate::domain::StaffId;
use crate::domain::cadence::{Due, Every, Standing};
use crate::domain::measure::spell_since;
use crate::domain::meeting::{About, KindRules, Subject};
use crate::domain::staff::Role;
use crate::domain::standing;
use crate::error::Result;
use crate::store::cadences::Cadences;
use crate::store::individuals;
use crate::store::sql::RowExt;
use crate::store::view::{Mark, Open};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

type Pair = (StaffId, StaffId);

/// Meetings of the viewer's kinds that are past their day, for pairs and workers in scope.
pub(super) fn overdue(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let mine = |subject| {
        desk.settings.meetings.kinds.iter().filter(move |kind: &&KindRules| {
            kind.subject == subject
                && kind.cadence_days.is_some()
                && kind.facilitators.contains(&desk.viewer.role)
        })
    };
    let pairs = pairs(desk)?;
    let held = pairs_held(desk, &pairs)?;
    let cadences = Cadences::load(desk.store)?;
    let mut found = Vec::new();
    for kind in mine(Subject::Pair) {
        for (pair, since) in &pairs {
            let held = last(desk, kind, |key| held.get(&(*pair, key.to_owned())).copied());
            let every = cadences.of(kind, &[pair.0, pair.1]);
            found.extend(pair_overdue(desk, (kind, every), *pair, *since, held));
        }
    }
    for kind in mine(Subject::IntactWorker) {
        found.extend(individuals(desk, kind, Role::IntactWorker, &cadences)?);
    }
    for kind in mine(Subject::RecoveryCoordinator) {
        found.extend(individuals(desk, kind, Role::RecoveryCoordinator, &cadences)?);
    }
    Ok(found)
}

/// The latest day on which a meeting of this kind, or one that resets its clock, was held.
fn last(desk: &Desk<'_>, kind: &KindRules, held: impl Fn(&str) -> Option<NaiveDate>) -> Option<NaiveDate> {
    crate::domain::cadence::last_held(desk.settings.meetings.resetting(&kind.key).map(|kind| held(&kind.key)))
}

/// Of the pairs that share a family today, all that they ever shared: a spell goes on through families that are closed.
const SHARED: &str = "
    with now (iw, rc) as (
      select distinct i.staff_id, r.staff_id from family f
      join assignment i on i.family_id = f.id and i.role = 'intact_worker' and (i.to_on is null or i.to_on > :today)
      join assignment r on r.family_id = f.id and r.role = 'recovery_coordinator' and (r.to_on is null or r.to_on > :today)
      where f.site_id in (select value from json_each(:sites)) and f.open_until > :today)
    select i.staff_id as iw, r.staff_id as rc, max(i.from_on, r.from_on, o.from_on) as from_on,
      nullif(min(coalesce(i.to_on, '9999-12-31'), coalesce(r.to_on, '9999-12-31'), coalesce(o.to_on, '9999-12-31')), '9999-12-31') as to_on
    from now cross join assignment i on i.staff_id = now.iw and i.role = 'intact_worker' and i.supervisor_held = 0
    join family f on f.id = i.family_id
    join assignment r on r.family_id = f.id and r.staff_id = now.rc and r.role = 'recovery_coordinator' and r.supervisor_held = 0
      and r.from_on < coalesce(i.to_on, '9999-12-31') and i.from_on < coalesce(r.to_on, '9999-12-31')
    join family_opening o on o.family_id = f.id
      and o.from_on < coalesce(i.to_on, '9999-12-31') and i.from_on < coalesce(o.to_on, '9999-12-31')
      and o.from_on < coalesce(r.to_on, '9999-12-31') and r.from_on < coalesce(o.to_on, '9999-12-31')
    where f.site_id in (select value from json_each(:sites)) and max(i.from_on, r.from_on, o.from_on) <= :today";

/// The pairs of today, with the day since which each shares a family without a break.
fn pairs(desk: &Desk<'_>) -> Result<BTreeMap<Pair, NaiveDate>> {
    let mut spells: BTreeMap<Pair, Vec<(NaiveDate, Option<NaiveDate>)>> = BTreeMap::new();
    for (pair, spell) in desk.query(SHARED, |row| {
        Ok(((row.num("iw")?, row.num("rc")?), (row.day("from_on")?, row.day_opt("to_on")?)))
    })? {
        spells.entry(pair).or_default().push(spell);
    }
    Ok(spells
        .into_iter()
        .filter_map(|(pair, spells)| Some((pair, spell_since(spells, desk.today)?)))
        .collect())
}

const PAIRS_HELD: &str = "
    select p.iw_id as iw, p.rc_id as rc, p.kind_held, max(p.held_on) as held_on
    from json_each(:pairs) j
    join meeting_pair p on p.iw_id = j.value ->> 0 and p.rc_id = j.value ->> 1
    where p.kind_held is not null and p.held_on <= :today and p.verdict is not 'does_not_count'
    group by 1, 2, 3";

fn pairs_held(
    desk: &Desk<'_>,
    pairs: &BTreeMap<Pair, NaiveDate>,
) -> Result<HashMap<(Pair, String), NaiveDate>> {
    let list: Vec<String> = pairs.keys().map(|(iw, rc)| json(&[iw.0, rc.0])).collect();
    let rows = desk.query_with(PAIRS_HELD, &[(":pairs", format!("[{}]", list.join(",")))], |row| {
        Ok((((row.num("iw")?, row.num("rc")?), row.get("kind_held")?), row.day("held_on")?))
    })?;
    Ok(rows.into_iter().collect())
}

fn pair_overdue(
    desk: &Desk<'_>,
    (kind, every): (&KindRules, Every),
    pair: Pair,
    since: NaiveDate,
    held: Option<NaiveDate>,
) -> Option<Found> {
    let (iw, rc) = pair;
    let about = format!("{} + {}", desk.name(iw), desk.name(rc));
    let open = Open::StartMeeting { kind: kind.key.clone(), about: About::Pair(iw, rc) };
    let key = format!("{}:{}+{}", kind.key, iw.0, rc.0);
    let file_from = desk.expected_from(&[iw, rc]);
    standing(desk, (kind, every), (since, file_from), held).map(|found| {
        found
            .finish(key, about)
            .value("share a family since", desk.day(since))
            .value("expected from", desk.day(since.max(file_from)))
            .open(open)
    })
}

fn individuals(desk: &Desk<'_>, kind: &KindRules, role: Role, cadences: &Cadences) -> Result<Vec<Found>> {
    let workers: Vec<_> = desk
        .workers
        .iter()
        .filter(|one| one.role == role && one.at_work && one.supervisor.is_none_or(|who| desk.is_me(who)))
        .collect();
    let mut found = Vec::new();
    for one in workers {
        let held = individuals::last_held(desk.store, &kind.key, one.id, desk.today)?;
        let since = one.since.unwrap_or(desk.meta.first_day);
        let file_from = desk.expected_from(&[one.id]);
        let every = cadences.of(kind, &[one.id]);
        let Some(late) = standing(desk, (kind, every), (since, file_from), held) else { continue };
        let open = Open::StartMeeting { kind: kind.key.clone(), about: About::Worker(one.id) };
        found.push(late.finish(format!("{}:{}", kind.key, one.id.0), one.short.clone()).open(open));
    }
    Ok(found)
}

/// A meeting past its day, before it is said about whom.
struct Late {
    what: String,
    mark: Mark,
    days: i64,
    detail: String,
    rule: String,
    basis: String,
    values: Vec<(&'static str, String)>,
}

fn standing(
    desk: &Desk<'_>,
    (kind, every): (&KindRules, Every),
    (since, file_from): (NaiveDate, NaiveDate),
    held: Option<NaiveDate>,
) -> Option<Late> {
    let days_between = every.on(desk.today).unwrap_or_default();
    let due = Due { last_held: held, since: Some(since), file_from, every };
    let (mark, days, on) = match due.standing(desk.today) {
        Standing::Overdue { days, since } => (Mark::Overdue, days, since),
        Standing::DueToday => (Mark::Due, 0, desk.today),
        Standing::NoData | Standing::NotDue { .. } => return None,
    };
    let counts = held.filter(|held| *held >= since);
    let detail =
        counts.map_or_else(|| "not held yet".into(), |on| format!("last held {}", on.format("%-d %b")));
    let values = vec![
        ("last held", counts.map_or_else(|| "not yet".into(), |on| desk.day(on))),
        ("due", desk.day(on)),
    ];
    Some(Late {
        what: format!("{} {}", kind.label, standing::overdue(days)),
        mark,
        days,
        detail,
        rule: format!(
            "{} is held at least every {days_between} days. A meeting counts on the day it was held, when those who must be there were there.",
            kind.label
        ),
        basis: format!("[default] meetings.toml: {}.cadence_days", kind.key),
        values,
    })
}

impl Late {
    fn finish(self, key: String, about: String) -> Found {
        let found = Found::new(Rank::Supervision, self.mark, key, self.what)
            .days(self.days)
            .about(about)
            .detail(self.detail)
            .rule(self.rule, &self.basis);
        self.values.into_iter().fold(found, |found, (name, value)| found.value(name, value))
    }
}
