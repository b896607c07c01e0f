//! Caseloads: of the site, and of each Intact Worker and Recovery Coordinator.

mod worker;

use super::Days;
use super::facts::{Facts, ROLES, family};
use super::sheet::{Sheet, named, whole};
use crate::domain::FamilyId;
use crate::domain::measure::is_infant;
use crate::domain::month::{Carried, Flow, Heading, Opening};
use crate::domain::staff::Role;
use crate::error::Result;
use crate::store::view::month::FigureRow;
use chrono::{Months, NaiveDate};

/// Puts the caseloads down.
pub(super) fn count(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) -> Result<()> {
    site(facts, days, sheet);
    closures(facts, days, sheet);
    for (at, role) in ROLES.into_iter().enumerate() {
        worker::count(facts, days, (at, role), sheet)?;
    }
    Ok(())
}

/// What the Recovery Coordinators of the site made of the contacts that were to be expected of them.
pub(super) fn contacts(facts: &Facts<'_>, days: Days) -> (f64, f64) {
    let made = facts.services.iter().filter(|one| one.rc && !one.attempted && days.hold(one.on)).count();
    let float = |count: i64| i32::try_from(count).map_or(f64::MAX, f64::from);
    (float(whole(made)), float(worker::due(facts, days, |_| true)))
}

fn site(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let Days { first, until } = days;
    let of = |fits: &dyn Fn(&Opening) -> bool| -> Vec<Opening> {
        facts.openings.iter().filter(|one| fits(one)).copied().collect()
    };
    let start = of(&|one| one.span.from < first && one.span.to.is_none_or(|to| to >= first));
    let opened = of(&|one| days.hold(one.span.from));
    let closed = of(&|one| one.span.to.is_some_and(|to| days.hold(to)));
    let end = of(&|one| one.span.holds(until));
    let [start_count, came, went, end_count] = [&start, &opened, &closed, &end].map(|list| whole(list.len()));
    sheet.identity(
        Heading::Caseloads,
        "All families",
        Flow { start: start_count, came, went, end: end_count },
    );

    sheet.list(Heading::Caseloads, "caseloads.site", "All families");
    let row = |one: &Opening| family(one.family, "open since", Some(one.span.from));
    sheet.count(
        named(
            "start",
            "Open at start",
            "Families whose case was open at the end of the day before the month.",
        ),
        &start,
        row,
    );
    sheet.count(
        named("opened", "Opened", "Cases that were opened in the month; a reopened one counts again."),
        &opened,
        |one| family(one.family, "opened", Some(one.span.from)),
    );
    sheet.count(
        named("closed", "Closed", "Cases that were closed in the month, by their first day no longer open."),
        &closed,
        |one| family(one.family, "closed", one.span.to),
    );
    sheet.count(
        named(
            "end",
            "Open at end",
            "Families whose case was open at the end of the last day that counts: start + opened − closed.",
        ),
        &end,
        row,
    );
    let ids: Vec<(FamilyId, NaiveDate)> = end.iter().map(|one| (one.family, one.span.from)).collect();
    families(facts, until, &ids, sheet);
}

/// An open family, and the day on which its case was opened.
type OpenCase = (FamilyId, NaiveDate);

fn since(one: &OpenCase) -> FigureRow {
    family(one.0, "open since", Some(one.1))
}

/// What is said of a number of open families, of the site or of one worker.
fn families(facts: &Facts<'_>, until: NaiveDate, end: &[OpenCase], sheet: &mut Sheet) {
    let ifr: Vec<OpenCase> = end.iter().filter(|one| facts.enrolled(one.0, until)).copied().collect();
    sheet.count(
        named("ifr", "IFR", "Open families that were enrolled in the recovery programme on the last day."),
        &ifr,
        since,
    );
    children(facts, until, end, sheet);
    lengths(facts, until, end, sheet);
    let held = |one: &&OpenCase| (0..ROLES.len()).any(|at| facts.held(at, one.0, until));
    let held: Vec<OpenCase> = end.iter().filter(held).copied().collect();
    sheet.count(
        named(
            "held",
            "Held by a supervisor",
            "Open families that a supervisor held in either role on the last day, until a worker has them.",
        ),
        &held,
        since,
    );
    let lone: Vec<(FamilyId, &str)> =
        ifr.iter().filter_map(|one| Some((one.0, facts.lacks(one.0, until)?))).collect();
    sheet.count(
        named(
            "incomplete",
            "Incomplete pairs",
            "Enrolled families without an Intact Worker or without a Recovery Coordinator on the last day.",
        ),
        &lone,
        |one| family(one.0, one.1, None),
    );
}

/// Their children, and the infants among these.
fn children(facts: &Facts<'_>, until: NaiveDate, end: &[OpenCase], sheet: &mut Sheet) {
    let months = facts.store.settings().thresholds.child_seen.infant_months;
    let (mut children, mut infants) = (Vec::new(), Vec::new());
    for (id, _) in end {
        for child in facts.members_of(*id, until).filter(|one| one.child) {
            children.push(*id);
            if is_infant(child.born, until, months) {
                infants.push(*id);
            }
        }
    }
    let child = |id: &FamilyId| family(*id, "child", None);
    sheet.count(
        named("children", "Children", "Children of the open families on the last day."),
        &children,
        child,
    );
    sheet.count(
        named(
            "infants",
            "Infants",
            "Children who are infants on the last day: thresholds.toml, child_seen.infant_months.",
        ),
        &infants,
        child,
    );
}

/// How many are served for long.
fn lengths(facts: &Facts<'_>, until: NaiveDate, end: &[OpenCase], sheet: &mut Sheet) {
    let length = &facts.store.settings().thresholds.length_of_service;
    for (name, limit) in [
        ("over_amber", length.amber_months),
        ("over_red", length.red_months),
        ("over_stop", length.stop_months),
    ] {
        let old: Vec<OpenCase> = end.iter().filter(|one| over(one.1, limit, until)).copied().collect();
        let definition = "Open families served for more than so many months on the last day: thresholds.toml, length_of_service.";
        sheet.count(named(name, format!("Over {limit} mo"), definition), &old, since);
    }
}

/// Whether a case opened on a day has gone on for more than so many months.
fn over(opened: NaiveDate, months: i64, until: NaiveDate) -> bool {
    let limit = u32::try_from(months).ok().and_then(|months| opened.checked_add_months(Months::new(months)));
    limit.is_some_and(|limit| limit < until)
}

fn closures(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let list = &facts.store.settings().lists.close_reason;
    let closed: Vec<(&str, &Opening)> = facts
        .openings
        .iter()
        .zip(&facts.reasons)
        .filter(|(one, _)| one.span.to.is_some_and(|to| days.hold(to)))
        .map(|(one, why)| (why.as_deref().unwrap_or_default(), one))
        .collect();
    sheet.table(Heading::Caseloads, "caseloads.closed", "Closures by reason");
    sheet.parts(list, "Cases that were closed in the month, by the reason.", &closed, |one| {
        family(one.family, "closed", one.span.to)
    });
}

impl Facts<'_> {
    /// Whether somebody had a family in a role on a day.
    fn has(&self, at: usize, id: FamilyId, on: NaiveDate) -> bool {
        let all: &[Carried] = self.carried.get(at).map_or(&[], Vec::as_slice);
        let rest = all.get(all.partition_point(|one| one.family < id)..).unwrap_or_default();
        rest.iter().take_while(|one| one.family == id).any(|one| one.on(on))
    }

    /// Whether a supervisor held a family in a role on a day.
    fn held(&self, at: usize, id: FamilyId, on: NaiveDate) -> bool {
        let all = self.assigned.get(at).map_or(&[][..], Vec::as_slice);
        let rest = all.get(all.partition_point(|one| one.family < id)..).unwrap_or_default();
        rest.iter().take_while(|one| one.family == id).any(|one| one.held && one.span.holds(on))
    }

    /// Which worker a family lacks on a day.
    fn lacks(&self, id: FamilyId, on: NaiveDate) -> Option<&'static str> {
        match (self.has(0, id, on), self.has(1, id, on)) {
            (true, true) => None,
            (false, true) => Some("no Intact Worker"),
            (true, false) => Some("no Recovery Coordinator"),
            (false, false) => Some("neither worker"),
        }
    }
}

/// The short name of a role in a key.
fn short(role: Role) -> &'static str {
    if role == Role::IntactWorker { "iw" } else { "rc" }
}
