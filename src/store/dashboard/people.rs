//! Workers: load, miles, credentials, vacancies.

use super::desk::{Desk, Worker};
use super::found::{Found, Rank};
use crate::domain::StaffId;
use crate::domain::assignment::Caps;
use crate::domain::measure::{self, Level};
use crate::domain::month::Month;
use crate::domain::staff::{Recruitment, Role};
use crate::domain::travel::{Miles, projection};
use crate::domain::word::Word;
use crate::error::Result;
use crate::store::gate::ids;
use crate::store::sql::RowExt;
use crate::store::view::today::WorkerLoad;
use crate::store::view::{Explain, Mark, Open};
use chrono::NaiveDate;
use std::collections::HashMap;

const CAPS: &str = "[default] thresholds.toml: caseload";

/// The caps of a worker, by the numbers in force.
fn caps(desk: &Desk<'_>, worker: &Worker) -> Caps {
    let own = worker.own_capacity.then_some(worker.per_full_time);
    desk.settings.thresholds.caseload.caps(worker.role, own, worker.fte)
}

fn explain(desk: &Desk<'_>, worker: &Worker) -> Explain {
    let caps = caps(desk, worker);
    let soft = caps.soft;
    let whose = if worker.own_capacity { "agreed for this person" } else { "the setting for the role" };
    let mut rows = vec![
        ("open families".to_owned(), worker.open.to_string()),
        ("families at full time".to_owned(), format!("{}, {whose}", worker.per_full_time)),
        ("FTE".to_owned(), format!("{:.2}", worker.fte)),
        ("capacity".to_owned(), soft.to_string()),
    ];
    if let Some(hard) = caps.hard {
        rows.push(("stop".to_owned(), hard.to_string()));
    }
    Explain {
        title: format!("{} of {soft} families, {}", worker.open, worker.short),
        rule: "Open families, of capacity at full time × FTE, rounded.".into(),
        basis: CAPS.into(),
        rows,
    }
}

/// Load per worker in scope.
pub(super) fn loads(desk: &Desk<'_>) -> Vec<WorkerLoad> {
    let of = |worker: &Worker| {
        let caps = caps(desk, worker);
        WorkerLoad {
            id: worker.id,
            short: worker.short.clone(),
            role: worker.role,
            open: worker.open,
            capacity: caps.soft,
            mark: caps.level(worker.open).into(),
            explain: explain(desk, worker),
        }
    };
    let mut loads: Vec<_> = desk.workers.iter().map(of).collect();
    loads.sort_by_key(|load| load.role == Role::RecoveryCoordinator);
    loads
}

/// Workers with more families than they can carry.
pub(super) fn over_caps(desk: &Desk<'_>) -> Vec<Found> {
    let of = |worker: &Worker| {
        let caps = caps(desk, worker);
        let soft = caps.soft;
        let level = caps.level(worker.open);
        let why = explain(desk, worker);
        (level < Level::Open).then(|| {
            let found = Found::new(
                Rank::Load,
                level.into(),
                format!("over_cap:{}", worker.id.0),
                format!("{} of {soft} families", worker.open),
            )
            .days(worker.open - soft)
            .about(worker.short.clone())
            .detail(format!("{} over", worker.open - soft))
            .rule(why.rule, CAPS)
            .open(Open::Worker(worker.id));
            why.rows.into_iter().fold(found, |found, (name, value)| found.value(name, value))
        })
    };
    desk.workers.iter().filter_map(of).collect()
}

/// The miles to clients' homes of this month, over all sites, of whoever drove any.
pub(super) fn driven(desk: &Desk<'_>) -> Result<Vec<(StaffId, Miles)>> {
    desk.query(
        "select t.staff_id, sum(cast(round(t.miles * 10) as integer)) as tenths from travel t
         where t.purpose = 'client_home' and t.on_date between date(:today, 'start of month') and :today
         group by t.staff_id",
        |row| Ok((row.num::<StaffId>("staff_id")?, Miles::tenths(row.get("tenths")?))),
    )
}

/// Recovery Coordinators near or over the miles of the month, over all sites.
pub(super) fn miles(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let limits = &desk.settings.thresholds.travel;
    let cap = limits.cap_miles;
    let rows = driven(desk)?;
    let of = |(staff, driven): (StaffId, Miles)| {
        desk.workers.iter().find(|worker| worker.id == staff && worker.role == Role::RecoveryCoordinator)?;
        let level = measure::miles(driven.number(), limits.amber_miles, cap);
        let (left, month) = (driven.to(Miles::whole(cap)), desk.today.format("%B"));
        let detail = if left < Miles::default() {
            format!("{} over in {month}", Miles::whole(cap).to(driven))
        } else {
            format!("{left} left in {month}")
        };
        let this = Month::of(desk.today);
        let projected = projection(driven, this, desk.today, &desk.settings.calendar.calendar());
        let projected = projected
            .map_or_else(|| "nothing to go by yet".into(), |miles| format!("about {} miles", miles.about()));
        (level < Level::Open).then(|| {
            Found::new(Rank::Miles, level.into(), format!("miles:{}:{}", staff.0, desk.today.format("%Y-%m")), format!("{driven} of {cap} miles"))
                .about(desk.name(staff))
                .detail(detail)
                .rule(
                    format!("A Recovery Coordinator may travel up to {cap} miles a calendar month to clients' homes, watched from {}. Travel to meetings and training does not count.", limits.amber_miles),
                    "[seed] thresholds.toml: travel.cap_miles, travel.amber_miles",
                )
                .value("client-home miles this month, all sites", driven.to_string())
                .value("going on like this, at the month's end", projected)
                .open(Open::Travel(staff))
        })
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

/// Credentials of the viewer's own workers that end soon or have ended; a renewed one counts by its latest end.
pub(super) fn credentials(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let warning = desk.settings.thresholds.credential.warning_days;
    let role = desk.own_workers();
    let own: Vec<StaffId> =
        desk.workers.iter().filter(|worker| worker.role == role).map(|worker| worker.id).collect();
    let rows = desk.query_with(
        "select staff_id, kind, max(coalesce(expires_on, '9999-12-31')) as ends_on from credential
         where staff_id in (select value from json_each(:own_workers)) and (issued_on is null or issued_on <= :today)
         group by staff_id, kind",
        &[(":own_workers", ids(own.iter().map(|one| one.0)))],
        |row| Ok((row.num::<StaffId>("staff_id")?, row.get::<_, String>("kind")?, row.day("ends_on")?)),
    )?;
    let stopped: HashMap<(StaffId, String), String> =
        desk.store.stopped(&own)?.into_iter().map(|one| ((one.staff, one.kind), one.words)).collect();
    let of = |(staff, kind, ends): (StaffId, String, NaiveDate)| {
        let level = measure::ending(ends, desk.today, warning);
        let days = desk.since(ends);
        let label = desk.settings.lists.credential_kind.label(&kind);
        let what = match days {
            days if days > 0 => format!("{label} ended {days} d ago"),
            0 => format!("{label} ended today"),
            days => format!("{label} ends in {} d", -days),
        };
        (level < Level::Open).then(|| {
            Found::new(Rank::Credential, level.into(), format!("credential:{}:{kind}", staff.0), what)
                .days(days)
                .about(desk.name(staff))
                .detail(desk.day(ends))
                .rule(
                    format!("A credential shows {warning} days before its end."),
                    "[default] thresholds.toml: credential.warning_days",
                )
                .value("ends", desk.day(ends))
                .value(
                    "it stops",
                    stopped
                        .get(&(staff, kind.clone()))
                        .cloned()
                        .unwrap_or_else(|| "no service that asks for it".into()),
                )
                .open(Open::Person(staff))
        })
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

/// A position of today that nobody fills.
pub(super) struct Vacancy {
    id: i64,
    role: Option<Role>,
    site: String,
    recruitment: Option<Recruitment>,
    pub since: NaiveDate,
    covered: bool,
}

const VACANCIES: &str = "
    select p.id, p.role, t.name as site, p.recruitment,
      coalesce((select max(x.to_on) from position_fill x where x.position_id = p.id and x.to_on <= :today), p.from_on) as since,
      exists (select 1 from position_cover c where c.position_id = p.id and c.from_on <= :today and (c.to_on is null or c.to_on > :today)) as covered
    from position p join site t on t.id = p.site_id
    where p.site_id in (select value from json_each(:sites)) and p.from_on <= :today and (p.to_on is null or p.to_on > :today)
      and not exists (select 1 from position_fill x where x.position_id = p.id and x.from_on <= :today and (x.to_on is null or x.to_on > :today))";

/// The vacant positions in scope.
pub(super) fn vacant(desk: &Desk<'_>) -> Result<Vec<Vacancy>> {
    desk.query(VACANCIES, |row| {
        Ok(Vacancy {
            id: row.get("id")?,
            role: Role::parse(&row.get::<_, String>("role")?),
            site: row.get("site")?,
            recruitment: row.word_opt("recruitment")?,
            since: row.day("since")?,
            covered: row.get("covered")?,
        })
    })
}

/// Vacant positions that nobody covers: for the Intact Supervisor all of the site, otherwise those of the own agency.
pub(super) fn vacancies(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let asked = |role: Option<Role>| {
        desk.viewer.role == Role::IntactSupervisor || role.and_then(Role::side) == Some(desk.viewer.side)
    };
    let of = |one: Vacancy| {
        let days = desk.since(one.since);
        let role = one.role.map_or("A", Role::short);
        let recruitment = one.recruitment.map_or("recruitment not known", Word::label);
        (!one.covered && asked(one.role)).then(|| {
            Found::new(
                Rank::Vacancy,
                Mark::Due,
                format!("vacancy:{}", one.id),
                format!("{role} post vacant {days} d, no cover"),
            )
            .days(days)
            .about(one.site)
            .detail(recruitment.to_lowercase())
            .rule("An authorised position is vacant and nobody covers it.", "[default]")
            .value("vacant since", desk.day(one.since))
            .value("recruitment", recruitment)
            .open(Open::List("staffing".into()))
        })
    };
    Ok(vacant(desk)?.into_iter().filter_map(of).collect())
}
