//! When who met: eight months of meetings and the week ahead, as a plan.

use super::cast::{
    self, ABARA, BROOKS, CASTELLANO, DELGADO, HADDAD, KIM, LEE, MOREAU, NGUYEN, NORTH, NOVAK, OKAFOR, SHAH,
    SOLBERG, TADESSE, TAZEWELL, WHITFIELD,
};
use super::roster::{Family, Mark};
use super::world::World;
use chrono::{NaiveDate, TimeDelta};

/// What became of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Held and signed.
    Signed,
    /// Held; the SUD Supervisor has yet to sign.
    Waiting,
    /// Held without the SUD Supervisor: it counts as a Joint.
    AsJoint,
    /// Held with somebody besides: it does not count as what it was planned as.
    WithAThird,
    /// Not held, for this reason.
    Missed(&'static str),
    /// Still to come.
    Scheduled,
}

/// A meeting before it is in the file.
pub(super) struct Sitting {
    pub(super) kind: &'static str,
    pub(super) site: Option<i64>,
    pub(super) on: NaiveDate,
    pub(super) hour: u32,
    pub(super) pairs: Vec<(i64, i64)>,
    pub(super) worker: Option<i64>,
    pub(super) family: Option<i64>,
    pub(super) fate: Fate,
}

/// The pairs that sit together, the days since their last Co-Supervision and their last Joint.
struct Group {
    site: i64,
    pairs: &'static [(i64, i64)],
    co: Option<i64>,
    joint: Option<i64>,
}

const fn group(site: i64, pairs: &'static [(i64, i64)], co: Option<i64>, joint: Option<i64>) -> Group {
    Group { site, pairs, co, joint }
}

const GROUPS: &[Group] = &[
    group(NORTH, &[(LEE, BROOKS)], Some(43), Some(12)),
    group(NORTH, &[(LEE, SHAH)], None, None),
    group(NORTH, &[(KIM, BROOKS), (NGUYEN, BROOKS)], Some(3), Some(11)),
    group(NORTH, &[(KIM, SHAH)], Some(27), Some(8)),
    group(NORTH, &[(NGUYEN, OKAFOR)], None, None),
    group(NORTH, &[(ABARA, OKAFOR)], None, None),
    group(NORTH, &[(WHITFIELD, SHAH)], Some(10), Some(4)),
    group(TAZEWELL, &[(CASTELLANO, NOVAK)], None, None),
    group(TAZEWELL, &[(HADDAD, DELGADO)], None, None),
    group(TAZEWELL, &[(HADDAD, NOVAK)], Some(24), Some(17)),
    group(TAZEWELL, &[(MOREAU, DELGADO)], None, None),
    group(TAZEWELL, &[(MOREAU, OKAFOR), (TADESSE, OKAFOR)], None, None),
    group(TAZEWELL, &[(TADESSE, NOVAK)], None, None),
];

/// Whether a pair shares a family on a day.
fn shares(families: &[Family], pair: (i64, i64), on: NaiveDate) -> bool {
    families.iter().any(|family| family.iw_on(on) == Some(pair.0) && family.rc_on(on) == Some(pair.1))
}

/// Every meeting, the earliest first.
pub(super) fn plan(world: &mut World<'_, '_, '_>, families: &[Family]) -> Vec<Sitting> {
    let mut all = Vec::new();
    for (n, group) in GROUPS.iter().enumerate() {
        let hour = 9 + u32::try_from(n % 7).unwrap_or_default();
        let co = co_supervisions(world, families, group, hour, &mut all);
        joints(world, families, group, hour, &co, &mut all);
    }
    with_solberg(world, families, &mut all);
    individuals(world, &mut all);
    programme(world, &mut all);
    staffings(world, families, &mut all);
    ahead(world, families, &mut all);
    all.sort_by_key(|sitting| (sitting.on, sitting.hour));
    all
}

fn of_group(
    families: &[Family],
    group: &Group,
    kind: &'static str,
    on: NaiveDate,
    hour: u32,
    fate: Fate,
) -> Option<Sitting> {
    let pairs: Vec<_> = group.pairs.iter().copied().filter(|pair| shares(families, *pair, on)).collect();
    let some = !pairs.is_empty();
    some.then_some(Sitting {
        kind,
        site: Some(group.site),
        on,
        hour,
        pairs,
        worker: None,
        family: None,
        fate,
    })
}

fn co_supervisions(
    world: &mut World<'_, '_, '_>,
    families: &[Family],
    group: &Group,
    hour: u32,
    all: &mut Vec<Sitting>,
) -> Vec<NaiveDate> {
    let drawn = world.between(4, 20);
    let mut on = match group.co {
        // Told of exactly: "overdue 12 d".
        Some(43) => world.ago(43),
        days => world.worked(world.ago(days.unwrap_or(drawn))),
    };
    let mut days = Vec::new();
    while on >= world.first_day {
        let fate = match days.len() {
            0 if group.co == Some(3) => Fate::Waiting,
            2 if group.co == Some(27) => Fate::AsJoint,
            _ => Fate::Signed,
        };
        all.extend(of_group(families, group, "co_supervision", on, hour, fate));
        days.push(on);
        let drawn = world.between(27, 30);
        on = world.worked(on - TimeDelta::days(drawn));
    }
    if group.co == Some(43) {
        let missed = world.worked(world.ago(11));
        all.extend(of_group(families, group, "co_supervision", missed, hour, Fate::Missed("court")));
    }
    days
}

fn joints(
    world: &mut World<'_, '_, '_>,
    families: &[Family],
    group: &Group,
    hour: u32,
    co: &[NaiveDate],
    all: &mut Vec<Sitting>,
) {
    let drawn = world.between(2, 9);
    let mut on = world.worked(world.ago(group.joint.unwrap_or(drawn)));
    let mut latest = true;
    while on >= world.first_day {
        let near = !latest && co.iter().any(|day| (*day - on).num_days().abs() < 5);
        let fate = if !latest && world.chance(5) {
            Fate::Missed(world.pick(&["worker_leave", "crisis", "weather", "court"]))
        } else {
            Fate::Signed
        };
        if !near {
            all.extend(of_group(families, group, "joint", on, hour, fate));
        }
        latest = false;
        on = world.worked(on - TimeDelta::days(13));
    }
}

/// The pairs of the Recovery Coordinator who left: a Co-Supervision every four weeks, a Joint in between.
fn with_solberg(world: &World<'_, '_, '_>, families: &[Family], all: &mut Vec<Sitting>) {
    let pairs: &'static [(i64, i64)] = &[(LEE, SOLBERG), (KIM, SOLBERG)];
    for pair in pairs {
        let group = Group { site: NORTH, pairs: std::slice::from_ref(pair), co: None, joint: None };
        let mut on = world.worked(world.ago(25));
        let mut kinds = ["co_supervision", "joint"].into_iter().cycle();
        while on >= world.first_day {
            let kind = kinds.next().unwrap_or("joint");
            all.extend(of_group(families, &group, kind, on, 15, Fate::Signed));
            on = world.worked(on - TimeDelta::days(13));
        }
    }
}

fn individuals(world: &mut World<'_, '_, '_>, all: &mut Vec<Sitting>) {
    for person in cast::PEOPLE {
        let kind = match person.role {
            "intact_worker" => "individual_iw",
            "recovery_coordinator" => "individual_rc",
            _ => continue,
        };
        let (began, left) = person.employed(world);
        let hour = 11 + u32::try_from(person.id % 6).unwrap_or_default();
        let next = match person.id {
            KIM => world.works(world.today),
            id => world.works(world.ago(-(id % 5))),
        };
        let mut on = match left {
            Some(day) => world.worked(day - TimeDelta::days(3)),
            None if person.id == ABARA => world.worked(world.ago(15)),
            None => world.worked((next - TimeDelta::days(7)).min(world.ago(1))),
        };
        let sitting = |on, hour, fate| Sitting {
            kind,
            site: person.site(),
            on,
            hour,
            pairs: Vec::new(),
            worker: Some(person.id),
            family: None,
            fate,
        };
        if person.id == ABARA {
            all.push(sitting(world.worked(world.ago(8)), hour, Fate::Missed("worker_leave")));
        }
        if left.is_none() && person.id != ABARA {
            all.push(sitting(next, if person.id == KIM { 14 } else { hour }, Fate::Scheduled));
        }
        let mut latest = true;
        let mut third = person.id == NGUYEN;
        while on >= world.first_day.max(began) {
            let missed = !latest && world.chance(6);
            let fate = if missed {
                Fate::Missed(world.pick(&["worker_leave", "crisis", "court", "supervisor_unavailable"]))
            } else if !latest && std::mem::take(&mut third) {
                Fate::WithAThird
            } else {
                Fate::Signed
            };
            all.push(sitting(on, hour, fate));
            latest = false;
            on = world.worked(on - TimeDelta::days(7));
        }
    }
}

fn programme(world: &mut World<'_, '_, '_>, all: &mut Vec<Sitting>) {
    for (kind, last, every) in
        [("supervisory", 18, 30), ("federal_ta", 9, 30), ("rc_level", 40, 88), ("executive", 55, 88)]
    {
        let sitting = |on, fate| Sitting {
            kind,
            site: None,
            on,
            hour: 13,
            pairs: Vec::new(),
            worker: None,
            family: None,
            fate,
        };
        let mut on = world.worked(world.ago(last));
        all.push(sitting(world.works(on + TimeDelta::days(every)), Fate::Scheduled));
        while on >= world.first_day {
            all.push(sitting(on, Fate::Signed));
            on = world.worked(on - TimeDelta::days(every));
        }
    }
}

fn staffing(family: &Family, on: NaiveDate, fate: Fate) -> Option<Sitting> {
    let pair = (family.iw_on(on)?, family.rc_on(on)?);
    let pairs = vec![pair];
    Some(Sitting {
        kind: "case_staffing",
        site: Some(family.site),
        on,
        hour: 11,
        pairs,
        worker: None,
        family: Some(family.id),
        fate,
    })
}

fn staffings(world: &World<'_, '_, '_>, families: &[Family], all: &mut Vec<Sitting>) {
    for (family, days) in families.iter().step_by(9).zip([20, 47, 75, 110, 150, 190, 215]) {
        all.extend(staffing(family, world.worked(world.ago(days)), Fate::Signed));
    }
    for family in families.iter().filter(|family| family.mark == Mark::Unsafe) {
        all.extend(staffing(family, world.works(world.ago(-1)), Fate::Scheduled));
    }
}

/// The week ahead: a Joint today, a Co-Supervision on the next working day, and what else is due.
fn ahead(world: &World<'_, '_, '_>, families: &[Family], all: &mut Vec<Sitting>) {
    for (n, kind, days, hour) in [
        (0, "joint", 0, 10),
        (3, "co_supervision", -1, 9),
        (1, "joint", -3, 10),
        (4, "joint", -1, 15),
        (7, "co_supervision", -6, 9),
        (8, "joint", -2, 13),
    ] {
        let Some(group) = GROUPS.get(n) else { continue };
        let on = world.works(world.ago(days));
        let shared = of_group(families, group, kind, world.today, hour, Fate::Scheduled);
        all.extend(shared.map(|sitting| Sitting { on, ..sitting }));
    }
}
