//! One worker's work as an Individual looks at it: the measures of Today, for that worker's families alone.

use super::desk::Desk;
use super::found::{Found, Rank, counted, ranked};
use super::{people, safety, treatment, work};
use crate::domain::StaffId;
use crate::domain::measure::{self, Level, median};
use crate::domain::staff::Role;
use crate::domain::travel::Miles;
use crate::domain::word::Word;
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::{RowExt, date};
use crate::store::view::today::Need;
use crate::store::view::{Mark, Open};
use chrono::{Days, NaiveDate, TimeDelta};
use std::collections::BTreeMap;

/// So many days ahead an Individual looks: until the next one.
const AHEAD_DAYS: u64 = 7;
/// Over so many days what was documented in time is counted.
const DOCUMENTED_DAYS: i64 = 31;
/// Over so many days the median from assessment to admission is taken.
const ADMISSION_DAYS: i64 = 365;

/// The figures of a worker, and what is due or overdue behind them, children's safety first.
pub(in crate::store) fn board(store: &Store, worker: StaffId, role: Role) -> Result<(Vec<Need>, Vec<Need>)> {
    let mut desk = Desk::load(store)?;
    desk.workers.retain(|one| one.id == worker);
    desk.families.retain(|_, family| {
        let holder = if role == Role::RecoveryCoordinator { family.rc } else { family.iw };
        holder.is_some_and(|holder| holder.staff == worker)
    });
    let mine = |found: Vec<Found>, key: String| -> Vec<Need> {
        ranked(found).into_iter().filter(|need| need.key == key).collect()
    };
    let mut found = Vec::new();
    let mut figures = vec![load(&desk, worker)];
    if role == Role::RecoveryCoordinator {
        // Treatment information: for the agency whose record it is.
        if desk.viewer.role == Role::SudSupervisor {
            figures.extend(by_phase(&desk)?.into_iter().map(Some));
            figures.push(Some(admission_days(&desk, worker)?));
            figures.push(vouchers(&desk, worker)?);
            found.extend(treatment::contacts(&desk)?);
            found.extend(treatment::not_attending(&desk)?);
            found.extend(treatment::admissions(&desk)?);
            found.extend(treatment::vouchers(&desk)?);
        }
        figures.push(Some(miles(&desk, worker)?));
    } else {
        figures.push(children_seen(&desk, worker)?);
        found.extend(safety::needs(&desk)?);
        found.extend(soon(&desk)?);
        let until = desk.today.checked_add_days(Days::new(AHEAD_DAYS + 1)).unwrap_or(desk.today);
        found.extend(work::milestones_before(&desk, until)?);
    }
    figures.push(documented(&desk, worker)?);
    let mut rows = ranked(found);
    rows.extend(mine(work::undocumented(&desk)?, format!("undocumented:{}", worker.0)));
    let figures = figures.into_iter().flatten().collect();
    Ok((ranked_in_order(figures), rows))
}

/// Figures stay in the order in which they are asked for.
fn ranked_in_order(figures: Vec<Found>) -> Vec<Need> {
    figures.into_iter().flat_map(|one| ranked(vec![one])).collect()
}

fn figure(worker: StaffId, mark: Mark, about: &str, what: String) -> Found {
    Found::new(Rank::Load, mark, format!("figure:{about}"), what).about(about).open(Open::Worker(worker))
}

fn load(desk: &Desk<'_>, worker: StaffId) -> Option<Found> {
    let load = people::loads(desk).into_iter().next()?;
    let what = format!("{} of {} families", load.open, load.capacity);
    let found = figure(worker, load.mark, "Caseload", what).rule(load.explain.rule, &load.explain.basis);
    Some(load.explain.rows.into_iter().fold(found, |found, (name, value)| found.value(name, value)))
}

/// Families whose child comes up before the next Individual: not late, and soon to be.
fn soon(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let red = desk.settings.thresholds.child_seen.red_days;
    let ahead = i64::try_from(AHEAD_DAYS).unwrap_or_default();
    let mut found = Vec::new();
    for (id, children) in safety::children(desk)? {
        let late = |level: Level| children.iter().any(|child| child.seen.level == level);
        let Some(longest) = children.iter().max_by_key(|child| child.seen.days) else { continue };
        if late(Level::Overdue) || late(Level::NoData) || longest.seen.days + ahead <= red {
            continue;
        }
        let left = red - longest.seen.days;
        let what = format!("Child to be seen within {left} d");
        let one = Found::new(Rank::Child, Mark::Due, format!("child_soon:{}", id.0), what)
            .days(longest.seen.days)
            .about(id.to_string())
            .detail(format!("{}, {} d ago", longest.alias, longest.seen.days))
            .rule(
                format!("A child is seen in person by the Intact Worker at least every {red} days; this one comes up before the next Individual."),
                "[default] thresholds.toml: child_seen.red_days",
            )
            .open(Open::Family(id));
        let value = |found: Found, child: &safety::Child| {
            found.value(format!("child {}", child.alias), format!("{} d", child.seen.days))
        };
        found.push(children.iter().fold(one, value));
    }
    Ok(found)
}

fn children_seen(desk: &Desk<'_>, worker: StaffId) -> Result<Option<Found>> {
    let red = desk.settings.thresholds.child_seen.red_days;
    let families = safety::children(desk)?;
    let levels = || families.values().flatten().map(|child| child.seen.level);
    let of = levels().filter(|level| *level != Level::NoData).count();
    let seen = levels().filter(|level| *level == Level::Open).count();
    let (mark, what) = match (seen, of) {
        (_, 0) => (Mark::NoData, "no data".to_owned()),
        (seen, of) if seen == of => (Mark::Done, format!("all {of} seen within {red} d")),
        (seen, of) => (Mark::Overdue, format!("{seen} of {of} seen within {red} d")),
    };
    Ok(Some(figure(worker, mark, "Children", what).rule(
        format!("Each child at home is seen in person by the Intact Worker at least every {red} days."),
        "[default] thresholds.toml: child_seen.red_days",
    )))
}

/// What of the last month's services was documented in time; of those whose time is not over yet, nothing is said.
fn documented(desk: &Desk<'_>, worker: StaffId) -> Result<Option<Found>> {
    let hours = desk.settings.thresholds.documentation.hours;
    let more = [
        (":worker", worker.0.to_string()),
        (":hours", hours.to_string()),
        (":from", date(desk.today - TimeDelta::days(DOCUMENTED_DAYS))),
    ];
    let rows = desk.query_with(
        "select count(*) as services, count(*) filter (where documented_on is not null
           and julianday(documented_on) - julianday(on_date) <= :hours / 24.0 or documented_elsewhere <> '') as in_time
         from service where staff_id = cast(:worker as integer) and on_date > :from and on_date <= :today
           and (documented_on is not null or documented_elsewhere <> '' or julianday(:today) - julianday(on_date) > :hours / 24.0)",
        &more,
        |row| Ok((row.get::<_, i64>("services")?, row.get::<_, i64>("in_time")?)),
    )?;
    let Some((services, in_time)) = rows.first().copied() else { return Ok(None) };
    let (mark, what) = match services {
        0 => (Mark::NoData, "no data".to_owned()),
        _ if in_time == services => (Mark::Done, format!("all {services} documented within {hours} h")),
        _ => (Mark::Due, format!("{in_time} of {services} documented within {hours} h")),
    };
    let found = figure(worker, mark, "Notes", what)
        .rule(
            format!("Services of the last {DOCUMENTED_DAYS} days that were documented at most {hours} hours after their day, of all whose time is over."),
            "[default] thresholds.toml: documentation.hours",
        )
        .value("services", services.to_string())
        .value("in time", in_time.to_string());
    Ok(Some(found))
}

/// Families by phase of recovery, and of how many the contact is late.
fn by_phase(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let mut phases: BTreeMap<&'static str, (i64, i64, i64, &'static str)> = BTreeMap::new();
    for one in treatment::contacts_due(desk)? {
        let (families, late, every, label) =
            phases.entry(one.phase.word()).or_insert((0, 0, one.every, one.phase.label()));
        (*every, *label) = (one.every, one.phase.label());
        *families += 1;
        *late += i64::from(one.level == Level::Overdue);
    }
    let worker = desk.workers.first().map_or(StaffId(0), |worker| worker.id);
    let one = |(word, (families, late, every, label)): (&str, (i64, i64, i64, &str))| {
        let mark = if late > 0 { Mark::Overdue } else { Mark::Done };
        let stands = if late > 0 { format!("{late} late") } else { "none late".to_owned() };
        let what = format!("{}, contact every {every} d, {stands}", counted(families, "family", "families"));
        figure(worker, mark, &format!("Phase {word}"), what)
            .rule(
                format!("In phase {label} the Recovery Coordinator is in contact at least every {every} days. An attempt is not a contact."),
                &format!("[default] thresholds.toml: rc_contacts.phase_{word}_days"),
            )
            .value("families", families.to_string())
            .value("late", late.to_string())
    };
    Ok(phases.into_iter().map(one).collect())
}

const LAGS: &str = "
    select f.id, cast(julianday(min(e.admitted_on)) - julianday(t.on_date) as integer) as days
    from family f join member m on m.family_id = f.id join treatment_step t on t.member_id = m.id and t.kind = 'assessment'
    join treatment_episode e on e.member_id = m.id and e.admitted_on >= t.on_date and e.admitted_on <= :today
    where f.site_id in (select value from json_each(:sites)) and f.open_until > :today and t.on_date >= :from
    group by m.id, t.id";

fn admission_days(desk: &Desk<'_>, worker: StaffId) -> Result<Found> {
    let from = date(desk.today - TimeDelta::days(ADMISSION_DAYS));
    let days: Vec<i64> = desk
        .query_with(LAGS, &[(":from", from)], |row| Ok((row.num("id")?, row.get("days")?)))?
        .into_iter()
        .filter(|(family, _)| desk.families.contains_key(family))
        .map(|(_, days)| days)
        .collect();
    let count = days.len();
    let (mark, what) = match median(days) {
        Some(days) => (Mark::Open, format!("median {days:.0} d from assessment, n = {count}")),
        None => (Mark::NoData, "no data".to_owned()),
    };
    Ok(figure(worker, mark, "Admission", what).rule(
        "Days from a person's assessment to the admission that followed, of the families this worker has now, in the last 12 months.",
        "[default]",
    ))
}

fn miles(desk: &Desk<'_>, worker: StaffId) -> Result<Found> {
    let limits = &desk.settings.thresholds.travel;
    let driven = people::driven(desk)?.into_iter().find(|(staff, _)| *staff == worker);
    let driven = driven.map_or(Miles::default(), |(_, miles)| miles);
    let level = measure::miles(driven.number(), limits.amber_miles, limits.cap_miles);
    let what = format!("{driven} of {} in {}", limits.cap_miles, desk.today.format("%B"));
    Ok(figure(worker, level.into(), "Miles", what).rule(
        format!("A Recovery Coordinator may travel up to {} miles a calendar month to clients' homes, watched from {}.", limits.cap_miles, limits.amber_miles),
        "[seed] thresholds.toml: travel.cap_miles, travel.amber_miles",
    )
    .open(Open::Travel(worker)))
}

/// The vouchers that run, where there are any.
fn vouchers(desk: &Desk<'_>, worker: StaffId) -> Result<Option<Found>> {
    let running: Vec<NaiveDate> = treatment::running_vouchers(desk)?
        .into_iter()
        .filter(|(family, _)| desk.families.contains_key(family))
        .map(|(_, ends)| ends)
        .collect();
    let Some(first) = running.iter().min() else { return Ok(None) };
    let count = i64::try_from(running.len()).unwrap_or_default();
    let what =
        format!("{}, the first ends {}", counted(count, "voucher runs", "vouchers run"), desk.day(*first));
    Ok(Some(
        figure(worker, Mark::Open, "Vouchers", what)
            .rule("A voucher lasts 90 days or to its cap.", "[rule: IDHS]"),
    ))
}
