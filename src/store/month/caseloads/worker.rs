//! The caseload of each worker: what came, what went, what it comes to.

use super::super::Days;
use super::super::facts::{Facts, Someone, family};
use super::super::sheet::{Sheet, named, whole};
use super::{families, short};
use crate::domain::family::Phase;
use crate::domain::month::{Amount, Carried, Flow, Heading, Turn};
use crate::domain::staff::Role;
use crate::domain::travel::Miles;
use crate::domain::{FamilyId, StaffId, Word};
use crate::error::Result;
use crate::store::view::month::FigureRow;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A worker's families in a month.
#[derive(Default)]
struct Load<'f> {
    start: Vec<&'f Carried>,
    came: [Vec<&'f Carried>; 2],
    went: [Vec<&'f Carried>; 2],
    end: Vec<&'f Carried>,
}

/// Puts down the workers of a role: who carried a family in the month, or worked here on its last day.
pub(super) fn count(
    facts: &Facts<'_>,
    days: Days,
    (at, role): (usize, Role),
    sheet: &mut Sheet,
) -> Result<()> {
    let mut loads: BTreeMap<(String, StaffId), Load<'_>> = BTreeMap::new();
    let key = |staff: StaffId| (facts.name(staff).to_owned(), staff);
    for (staff, person) in &facts.people {
        if person.role == role && person.share(days.until).is_some() && person.employed(days.until).is_some()
        {
            loads.entry(key(*staff)).or_default();
        }
    }
    for one in facts.carried.get(at).into_iter().flatten() {
        let touches = one.span.from <= days.until && one.span.to.is_none_or(|to| to >= days.first);
        if touches {
            loads.entry(key(one.staff)).or_default().add(one, days);
        }
    }
    let who = short(role);
    let label = if role == Role::IntactWorker { "Intact Workers" } else { "Recovery Coordinators" };
    sheet.table(Heading::Caseloads, &format!("caseloads.{who}"), label);
    for ((name, staff), load) in &loads {
        sheet.line(staff.0.to_string(), name.clone());
        line(facts, days, (role, *staff), load, sheet)?;
    }
    Ok(())
}

impl<'f> Load<'f> {
    fn add(&mut self, one: &'f Carried, days: Days) {
        let before = one.span.from < days.first;
        if before {
            self.start.push(one);
        }
        let [opened, transferred] = &mut self.came;
        if one.began(days.first, days.until) {
            if one.came == Turn::Case { opened.push(one) } else { transferred.push(one) }
        }
        let [closed, transferred] = &mut self.went;
        if one.ended(days.first, days.until) {
            if one.went == Turn::Case { closed.push(one) } else { transferred.push(one) }
        }
        if one.on(days.until) {
            self.end.push(one);
        }
    }
}

fn line(
    facts: &Facts<'_>,
    days: Days,
    (role, staff): (Role, StaffId),
    load: &Load<'_>,
    sheet: &mut Sheet,
) -> Result<()> {
    let [opened, transferred_in] = &load.came;
    let [closed, transferred_out] = &load.went;
    let counted = |lists: &[&Vec<&Carried>]| whole(lists.iter().map(|list| list.len()).sum());
    let flow = Flow {
        start: counted(&[&load.start]),
        came: counted(&[opened, transferred_in]),
        went: counted(&[closed, transferred_out]),
        end: counted(&[&load.end]),
    };
    sheet.identity(Heading::Caseloads, facts.name(staff), flow);
    capacity(facts, days.until, (role, staff), flow.end, sheet);
    let row = |one: &&Carried| family(one.family, "carried since", Some(one.span.from));
    let left = |one: &&Carried| family(one.family, "until", one.span.to);
    sheet.count(
        named("start", "Start", "Open families carried at the end of the day before the month."),
        &load.start,
        row,
    );
    sheet.count(
        named(
            "opened",
            "Opened",
            "Families that came in the month and that nobody had in this role before in their case.",
        ),
        opened,
        row,
    );
    sheet.count(
        named("in", "In", "Families that came in the month from somebody else in this role."),
        transferred_in,
        row,
    );
    sheet.count(named("closed", "Closed", "Families that went in the month because their case, or for a Recovery Coordinator their enrolment, ended."), closed, left);
    sheet.count(
        named("out", "Out", "Families that went in the month to somebody else, or to nobody yet."),
        transferred_out,
        left,
    );
    sheet.count(named("end", "End", "Open families carried at the end of the last day that counts: start + opened + in − closed − out."), &load.end, row);
    let end: Vec<(FamilyId, NaiveDate)> = load.end.iter().map(|one| (one.family, one.opened_on)).collect();
    families(facts, days.until, &end, sheet);
    if role == Role::RecoveryCoordinator {
        phases(facts, days.until, &end, sheet)?;
        contacts(facts, days, staff, sheet);
        miles(facts, days, staff, sheet);
    }
    Ok(())
}

fn capacity(
    facts: &Facts<'_>,
    until: NaiveDate,
    (role, staff): (Role, StaffId),
    open: i64,
    sheet: &mut Sheet,
) {
    let of = |person: &Someone| {
        let (fte, own, ..) = person.employed(until)?;
        let fte = fte * person.share(until)?;
        let caps = facts.store.settings().thresholds.caseload.caps(role, own, fte);
        Some((fte, (person.role == role).then_some(caps.soft)))
    };
    let found = facts.people.get(&staff).and_then(of);
    let why = || vec![person(facts, staff, "employment and share of time on the last day", None)];
    let fte = found.map_or(Amount::NoData, |(fte, _)| Amount::Measure(fte));
    sheet.put(
        named("fte", "FTE", "Full-time equivalent on the last day × the share of time at this site."),
        fte,
        why,
    );
    let capacity = found.and_then(|(_, capacity)| capacity);
    let families = capacity.map_or(Amount::NoData, Amount::Count);
    sheet.put(named("capacity", "Cap", "Families at full time × FTE at this site, rounded: thresholds.toml, caseload, unless another number was agreed."), families, why);
    let use_of = capacity.map_or(Amount::NoData, |capacity| Amount::share(open, capacity));
    sheet.put(named("use", "Use", "Open families at the end, of the capacity at this site."), use_of, why);
}

fn person(facts: &Facts<'_>, staff: StaffId, detail: &str, on: Option<NaiveDate>) -> FigureRow {
    FigureRow {
        label: facts.name(staff).to_owned(),
        detail: detail.to_owned(),
        on,
        open: Some(crate::store::view::Open::Person(staff)),
    }
}

fn phases(
    facts: &Facts<'_>,
    until: NaiveDate,
    end: &[(FamilyId, NaiveDate)],
    sheet: &mut Sheet,
) -> Result<()> {
    let known: Vec<(FamilyId, Option<Phase>)> =
        end.iter().map(|one| (one.0, facts.phase(one.0, until))).collect();
    for phase in Phase::ALL {
        let these: Vec<FamilyId> =
            known.iter().filter(|one| one.1 == Some(*phase)).map(|one| one.0).collect();
        let name = format!("phase_{}", phase.word());
        let label = format!("Ph {}", phase.word());
        sheet.count_gated(
            facts.store,
            named(name, label, "Families carried at the end, by their phase of recovery."),
            &these,
            |one| family(*one, phase.label(), None),
        )?;
    }
    let unknown: Vec<FamilyId> = known.iter().filter(|one| one.1.is_none()).map(|one| one.0).collect();
    sheet.count(
        named("phase_unknown", "Ph ?", "Families carried at the end of which no phase is on record."),
        &unknown,
        |one| family(*one, "no phase on record", None),
    );
    Ok(())
}

fn contacts(facts: &Facts<'_>, days: Days, staff: StaffId, sheet: &mut Sheet) {
    let made: Vec<_> = facts
        .services
        .iter()
        .filter(|one| one.rc && one.staff == staff && !one.attempted && days.hold(one.on))
        .collect();
    let due = due(facts, days, |one| one.staff == staff);
    let known = facts.has_services(1, days.until);
    let value = |count: i64| if known { Amount::Count(count) } else { Amount::NoData };
    sheet.put(
        named("contacts", "Contacts", "Contacts and services of this Recovery Coordinator with families of this site in the month; an attempt is none."),
        value(whole(made.len())),
        || made.iter().map(|one| family(one.family, "contact", Some(one.on))).collect(),
    );
    sheet.put(
        named("contacts_due", "Due", "Contacts to be expected: for each family, the days carried in each phase ÷ the days between two contacts in it (thresholds.toml, rc_contacts), together rounded."),
        value(due),
        || facts.carried.get(1).into_iter().flatten()
            .filter(|one| one.staff == staff && one.span.from <= days.until && one.span.to.is_none_or(|to| to > days.first))
            .map(|one| family(one.family, "carried since", Some(one.span.from)))
            .collect(),
    );
}

/// How many contacts were to be expected of some Recovery Coordinators: no day before the file's first one counts.
pub(in super::super) fn due(facts: &Facts<'_>, days: Days, fits: impl Fn(&Carried) -> bool) -> i64 {
    let first = days.first.max(facts.store.meta().first_day);
    let mut carried = [0_i64; 5];
    for one in facts.carried.get(1).into_iter().flatten().filter(|one| fits(one)) {
        let mut phases = facts.phases_of(one.family).peekable();
        while let Some((_, span, phase)) = phases.next() {
            // Two phases of one day count once: the later one.
            let next = phases.peek().map(|(_, next, _)| next.from);
            let from = first.max(span.from).max(one.span.from);
            let ends = [span.to, one.span.to, next, days.until.succ_opt()].into_iter().flatten().min();
            let held = ends.map_or(0, |ends| (ends - from).num_days()).max(0);
            if let Some(sum) =
                Phase::ALL.iter().position(|other| other == phase).and_then(|at| carried.get_mut(at))
            {
                *sum += held;
            }
        }
    }
    let every = |phase: &Phase| facts.store.settings().thresholds.rc_contacts.days(*phase);
    let parts: Vec<(i64, i64)> =
        Phase::ALL.iter().zip(carried).filter_map(|(phase, held)| Some((held, every(phase)?))).collect();
    // As fractions of one denominator, so that half a contact is half a contact, whatever it was added up from.
    let common: i64 = parts.iter().map(|(_, every)| every).product();
    let sum: i64 = parts.iter().map(|(held, every)| held * (common / every)).sum();
    (2 * sum + common) / (2 * common)
}

fn miles(facts: &Facts<'_>, days: Days, staff: StaffId, sheet: &mut Sheet) {
    let trips: Vec<_> = facts.trips.iter().filter(|one| one.staff == staff && days.hold(one.on)).collect();
    let known = facts.first_trip.is_some_and(|first| first <= days.until);
    let sum = |here: bool| {
        let counted = trips.iter().filter(|one| one.here || !here);
        counted.fold(Miles::default(), |sum, one| sum + one.miles).number()
    };
    let row = |one: &&super::super::facts::Trip| FigureRow {
        label: one.family.map_or_else(
            || "no family named".to_owned(),
            |id| if one.here { id.to_string() } else { "another site".to_owned() },
        ),
        detail: one.miles.said(),
        on: Some(one.on),
        open: one.family.filter(|_| one.here).map(crate::store::view::Open::Family),
    };
    let here = if known { Amount::Measure(sum(true)) } else { Amount::NoData };
    sheet.put(
        named("miles", "Miles", "Miles to the homes of this site's families in the month."),
        here,
        || trips.iter().filter(|one| one.here).map(row).collect(),
    );
    let cap =
        f64::from(i32::try_from(facts.store.settings().thresholds.travel.cap_miles).unwrap_or(i32::MAX));
    let all = if known { Amount::of(sum(false), cap) } else { Amount::NoData };
    sheet.put(
        named("miles_all", "Of cap", "Miles to clients' homes in the month over all sites, of the most a calendar month (seed); travel to meetings and training does not count."),
        all,
        || trips.iter().map(row).collect(),
    );
}
