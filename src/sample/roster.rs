//! Which families there are, who works with them, and when they came.

use super::cast::{
    ABARA, BROOKS, CASTELLANO, DANA, DELGADO, HADDAD, KIM, LEE, MARSH, MARSH_LEFT, MOREAU, NGUYEN, NORTH,
    NOVAK, OKAFOR, SHAH, SOLBERG, SOLBERG_LEFT, TADESSE, TAZEWELL, WHITFIELD, WHITFIELD_BEGAN,
};
use super::world::World;
use chrono::{NaiveDate, TimeDelta};

/// What is out of the ordinary about a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    None,
    /// F-0197: one child not seen for 34 days.
    ChildNotSeen,
    /// The infant not seen for 33 days.
    InfantNotSeen,
    /// F-0188: the consent ends in 5 days.
    ConsentEnds,
    /// F-0203: an action item overdue by 2 days, and a hearing next week.
    ActionOverdue,
    /// Enrolled, and without a Recovery Coordinator.
    Incomplete,
    /// Held by the supervisor.
    Held,
    /// The latest finding says unsafe.
    Unsafe,
    /// The latest finding is a safety plan, its review due tomorrow.
    SafetyPlan,
    /// Safety last assessed 97 days ago.
    StaleFinding,
    /// The consent ran out.
    ConsentExpired,
    /// The consent was revoked.
    ConsentRevoked,
    /// The consent's form is not complete.
    ConsentDefective,
    /// Enrolled a while ago, and no consent yet.
    NoConsent,
    /// An adult reported a return to use.
    ReturnToUse,
    /// An adult has not attended for three weeks.
    NotAttending,
    /// Open for nearly 18 months.
    LongOpen,
}

/// A child as invented.
#[derive(Clone)]
pub(super) struct Child {
    pub(super) id: i64,
    pub(super) infant: bool,
}

/// A family as invented.
#[derive(Clone)]
pub(super) struct Family {
    pub(super) id: i64,
    pub(super) site: i64,
    pub(super) mark: Mark,
    pub(super) iw: i64,
    pub(super) rc: Option<i64>,
    pub(super) opened: NaiveDate,
    pub(super) closed: Option<NaiveDate>,
    pub(super) enrolled: Option<NaiveDate>,
    /// Who had it before, until when.
    pub(super) iw_before: Option<(i64, NaiveDate)>,
    pub(super) rc_before: Option<(i64, NaiveDate)>,
    pub(super) children: Vec<Child>,
    /// The adults in the recovery programme.
    pub(super) participants: Vec<i64>,
    /// Of the participant's consent to everything: from when to when it holds.
    pub(super) consent: Option<(i64, NaiveDate, NaiveDate)>,
}

impl Family {
    /// A family of which nothing is known but its site, its workers and its day.
    pub(super) fn new(site: i64, iw: i64, rc: Option<i64>, mark: Mark, opened: NaiveDate) -> Self {
        Self {
            id: 0,
            site,
            mark,
            iw,
            rc,
            opened,
            closed: None,
            enrolled: None,
            iw_before: None,
            rc_before: None,
            children: Vec::new(),
            participants: Vec::new(),
            consent: None,
        }
    }

    /// Whether it was open on a day.
    pub(super) fn open_on(&self, day: NaiveDate) -> bool {
        self.opened <= day && self.closed.is_none_or(|closed| day < closed)
    }

    /// The first day with a Recovery Coordinator.
    pub(super) fn rc_from(&self) -> Option<NaiveDate> {
        self.enrolled.map(|on| (on - TimeDelta::days(3)).max(self.opened))
    }

    /// The Intact Worker on a day.
    pub(super) fn iw_on(&self, day: NaiveDate) -> Option<i64> {
        match self.iw_before {
            _ if !self.open_on(day) => None,
            Some((before, until)) if day < until => Some(before),
            _ => Some(self.iw),
        }
    }

    /// The Recovery Coordinator on a day.
    pub(super) fn rc_on(&self, day: NaiveDate) -> Option<i64> {
        if !self.open_on(day) || self.rc_from().is_none_or(|from| day < from) {
            return None;
        }
        match self.rc_before {
            Some((before, until)) if day < until => Some(before),
            _ => self.rc,
        }
    }

    /// The phase of recovery on a day, by the days since enrolment.
    pub(super) fn phase_on(&self, day: NaiveDate) -> i64 {
        let days = self.enrolled.map_or(0, |on| (day - on).num_days());
        1 + PHASES.iter().filter(|after| days >= **after).count() as i64
    }
}

/// Days after enrolment at which phases 2, 3 and 4 begin.
pub(super) const PHASES: [i64; 3] = [16, 45, 190];

/// Who shares how many open families.
const OPEN: &[(i64, i64, Option<i64>, usize)] = &[
    (NORTH, LEE, Some(BROOKS), 6),
    (NORTH, LEE, Some(SHAH), 2),
    (NORTH, LEE, None, 1),
    (NORTH, KIM, Some(BROOKS), 4),
    (NORTH, KIM, Some(SHAH), 5),
    (NORTH, KIM, None, 2),
    (NORTH, NGUYEN, Some(OKAFOR), 4),
    (NORTH, NGUYEN, Some(BROOKS), 2),
    (NORTH, NGUYEN, None, 1),
    (NORTH, ABARA, Some(OKAFOR), 2),
    (NORTH, ABARA, None, 2),
    (NORTH, WHITFIELD, Some(SHAH), 1),
    (NORTH, WHITFIELD, None, 1),
    (NORTH, DANA, None, 1),
    (TAZEWELL, CASTELLANO, Some(NOVAK), 6),
    (TAZEWELL, CASTELLANO, None, 1),
    (TAZEWELL, HADDAD, Some(DELGADO), 5),
    (TAZEWELL, HADDAD, Some(NOVAK), 1),
    (TAZEWELL, MOREAU, Some(DELGADO), 3),
    (TAZEWELL, MOREAU, Some(OKAFOR), 2),
    (TAZEWELL, TADESSE, Some(OKAFOR), 1),
    (TAZEWELL, TADESSE, Some(NOVAK), 2),
    (TAZEWELL, TADESSE, None, 1),
];

/// The same for closed ones.
const CLOSED: &[(i64, i64, Option<i64>, usize)] = &[
    (NORTH, LEE, Some(BROOKS), 2),
    (NORTH, KIM, Some(SHAH), 2),
    (NORTH, NGUYEN, Some(OKAFOR), 2),
    (NORTH, ABARA, None, 1),
    (TAZEWELL, CASTELLANO, Some(NOVAK), 3),
    (TAZEWELL, HADDAD, Some(DELGADO), 2),
    (TAZEWELL, MOREAU, Some(DELGADO), 1),
    (TAZEWELL, TADESSE, None, 1),
];

/// The n-th family of a couple of workers that is out of the ordinary, and for how many days it is open.
fn special(iw: i64, rc: Option<i64>, n: usize) -> Option<(Mark, i64)> {
    Some(match (iw, rc, n) {
        (LEE, Some(BROOKS), 0) => (Mark::ChildNotSeen, 143),
        (LEE, Some(BROOKS), 1) => (Mark::ReturnToUse, 171),
        (LEE, Some(SHAH), 0) => (Mark::ConsentEnds, 205),
        (LEE, Some(BROOKS), 2) => (Mark::ConsentExpired, 388),
        (KIM, Some(BROOKS), 0) => (Mark::ActionOverdue, 118),
        (KIM, Some(BROOKS), 1) => (Mark::SafetyPlan, 77),
        (KIM, Some(SHAH), 0) => (Mark::ConsentRevoked, 236),
        (KIM, Some(SHAH), 1) => (Mark::NotAttending, 129),
        (KIM, None, 0) => (Mark::Incomplete, 97),
        (NGUYEN, Some(OKAFOR), 0) => (Mark::InfantNotSeen, 112),
        (NGUYEN, Some(BROOKS), 0) => (Mark::ConsentDefective, 154),
        (ABARA, Some(OKAFOR), 0) => (Mark::StaleFinding, 260),
        (DANA, None, 0) => (Mark::Held, 12),
        (CASTELLANO, Some(NOVAK), 0) => (Mark::LongOpen, 531),
        (HADDAD, Some(DELGADO), 0) => (Mark::Unsafe, 166),
        (HADDAD, Some(DELGADO), 1) => (Mark::NoConsent, 88),
        (WHITFIELD, _, _) => (Mark::None, 31),
        _ => return None,
    })
}

/// Draws every family, numbered by the day it opened, except those whose numbers people know.
pub(super) fn draw(world: &mut World<'_, '_, '_>) -> Vec<Family> {
    let mut families = Vec::with_capacity(70);
    for (site, iw, rc, count) in OPEN {
        for n in 0..*count {
            families.push(open(world, *site, *iw, *rc, n));
        }
    }
    for (site, iw, rc, count) in CLOSED {
        for _ in 0..*count {
            families.push(closed(world, *site, *iw, *rc));
        }
    }
    families.sort_by_key(|family| family.opened);
    for (family, id) in families.iter_mut().zip(141..) {
        family.id = id;
    }
    for (mark, id) in [(Mark::ChildNotSeen, 197), (Mark::ConsentEnds, 188), (Mark::ActionOverdue, 203)] {
        let Some(now) = families.iter().find(|family| family.mark == mark).map(|family| family.id) else {
            continue;
        };
        for family in &mut families {
            if family.id == now {
                family.id = id;
            } else if family.id == id {
                family.id = now;
            }
        }
    }
    families
}

fn open(world: &mut World<'_, '_, '_>, site: i64, iw: i64, rc: Option<i64>, n: usize) -> Family {
    let (mark, age) = special(iw, rc, n).unwrap_or_else(|| {
        let age = match n {
            _ if rc.is_none() => world.between(20, 110),
            0 => world.between(250, 330),
            _ if world.chance(15) => world.between(20, 45),
            _ => world.between(50, 310),
        };
        (Mark::None, age)
    });
    let opened = world.worked(world.ago(age));
    let mut family = Family::new(site, iw, rc, mark, opened);
    if rc.is_some() || mark == Mark::Incomplete {
        let days = world.between(7, 16);
        family.enrolled = Some(world.worked((opened + TimeDelta::days(days)).min(world.today)));
    }
    if mark == Mark::Incomplete || (rc == Some(BROOKS) && iw == LEE && n >= 3 && age > 60) {
        family.rc_before = Some((SOLBERG, world.ago(SOLBERG_LEFT)));
    }
    if matches!((iw, n), (MOREAU | TADESSE, 1)) && age > MARSH_LEFT + 10 {
        family.iw_before = Some((MARSH, world.ago(MARSH_LEFT)));
    }
    if iw == WHITFIELD {
        family.opened = world.works(world.ago(WHITFIELD_BEGAN - 7));
        family.enrolled = rc.map(|_| world.works(family.opened + TimeDelta::days(6)));
    }
    family
}

fn closed(world: &mut World<'_, '_, '_>, site: i64, iw: i64, rc: Option<i64>) -> Family {
    let drawn = world.between(9, 200);
    let closed = world.worked(world.ago(drawn));
    let days = world.between(120, 330);
    let opened = world.worked(closed - TimeDelta::days(days));
    let mut family = Family::new(site, iw, rc, Mark::None, opened);
    family.closed = Some(closed);
    family.enrolled = rc.map(|_| world.worked(opened + TimeDelta::days(12)));
    family
}
