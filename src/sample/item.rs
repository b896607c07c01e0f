//! Action items: born in a meeting, carried through others, done or not.

use super::cast::{BROOKS, CASTELLANO, DELGADO, HADDAD, KIM, LEE, NOVAK, SHAH};
use super::phrase::ITEMS;
use super::roster::{Family, Mark};
use super::world::{World, row};
use crate::error::Result;
use chrono::{NaiveDate, TimeDelta};

/// A meeting, its day and its pairs.
type Birth<'a> = (i64, NaiveDate, &'a [(i64, i64)]);

/// An item that later meetings of its pair meet again.
struct Going {
    id: i64,
    pair: (i64, i64),
    owner: i64,
    closed: Option<NaiveDate>,
}

/// An item that is told of.
struct Special {
    pair: (i64, i64),
    /// Born at most and at least so many days ago.
    born: (i64, i64),
    mark: Mark,
    what: (&'static str, &'static str),
    owner: i64,
    /// Days past its due day; negative where that is to come.
    overdue: i64,
    status: &'static str,
    escalated: Option<i64>,
}

const SPECIAL: &[Special] = &[
    Special {
        pair: (KIM, BROOKS),
        born: (26, 4),
        mark: Mark::ActionOverdue,
        what: ("Send the report for the hearing", "court"),
        owner: KIM,
        overdue: 2,
        status: "open",
        escalated: None,
    },
    Special {
        pair: (CASTELLANO, NOVAK),
        born: (95, 60),
        mark: Mark::LongOpen,
        what: ("Find child care for the evening group", "system_barrier"),
        owner: CASTELLANO,
        overdue: 12,
        status: "blocked",
        escalated: Some(10),
    },
    Special {
        pair: (LEE, BROOKS),
        born: (43, 5),
        mark: Mark::ChildNotSeen,
        what: ("See A at school", "safety"),
        owner: LEE,
        overdue: -2,
        status: "in_progress",
        escalated: None,
    },
    Special {
        pair: (LEE, SHAH),
        born: (30, 2),
        mark: Mark::ConsentEnds,
        what: ("Talk about renewing the consent", "consent"),
        owner: SHAH,
        overdue: 0,
        status: "open",
        escalated: None,
    },
    Special {
        pair: (HADDAD, DELGADO),
        born: (30, 6),
        mark: Mark::Unsafe,
        what: ("Agree with relatives who stays with the children", "safety"),
        owner: DELGADO,
        overdue: 5,
        status: "open",
        escalated: None,
    },
];

/// The items so far, while the meetings pass in order.
#[derive(Default)]
pub(super) struct Items {
    going: Vec<Going>,
    told: Vec<usize>,
}

impl Items {
    /// Takes the items of a pair, or of a worker, through a meeting.
    pub(super) fn carry(
        &mut self,
        world: &mut World<'_, '_, '_>,
        meeting: i64,
        on: NaiveDate,
        pairs: &[(i64, i64)],
        worker: Option<i64>,
    ) -> Result<()> {
        for item in self.going.iter().filter(|item| pairs.contains(&item.pair) || worker == Some(item.owner))
        {
            let done = item.closed.is_some_and(|closed| closed <= on);
            let (outcome, verified) = if done { ("done", Some(true)) } else { ("carried", None) };
            row!(world, "action_item_carry", action_item_id: item.id, meeting_id: meeting, outcome: outcome, verified: verified)?;
        }
        self.going.retain(|item| {
            let here = pairs.contains(&item.pair) || worker == Some(item.owner);
            !(here && item.closed.is_some_and(|closed| closed <= on))
        });
        Ok(())
    }

    /// An item about a family, from a meeting.
    pub(super) fn draw(
        &mut self,
        world: &mut World<'_, '_, '_>,
        meeting: i64,
        on: NaiveDate,
        family: &Family,
        by: i64,
    ) -> Result<()> {
        let (what, category, days) = world.pick(ITEMS);
        let Some(iw) = family.iw_on(on) else { return Ok(()) };
        let rc = family.rc_on(on);
        let of_rc = matches!(category, "treatment_linkage" | "consent" | "engagement");
        let owner = rc.filter(|_| of_rc).unwrap_or(iw);
        let due = on + TimeDelta::days(days);
        let usual = due + TimeDelta::days(world.between(1 - days, 4));
        let closed = Some(if due < world.today { usual.min(world.ago(1)).max(on) } else { usual })
            .filter(|day| *day < world.today);
        let status = match closed {
            None => world.pick(&["open", "open", "in_progress"]),
            Some(_) if world.chance(4) => "cancelled",
            Some(_) => "done",
        };
        let priority = match category {
            "safety" => "urgent",
            "documentation" | "treatment_linkage" | "consent" | "court" => "high",
            _ => "normal",
        };
        let verified = (status == "done").then_some(by);
        let id = row!(world, "action_item", description: what, owner_id: owner, due_on: due, family_id: family.id, iw_id: iw,
            rc_id: rc, category: category, priority: priority, status: status, born_meeting_id: meeting, created_on: on,
            created_by: by, closed_on: closed, verified_by: verified)?;
        self.going.push(Going { id, pair: (iw, rc.unwrap_or_default()), owner, closed });
        Ok(())
    }

    /// The items that are told of, born where their pair met in time.
    pub(super) fn tell(
        &mut self,
        world: &mut World<'_, '_, '_>,
        families: &[Family],
        born: Option<Birth<'_>>,
        by: i64,
    ) -> Result<()> {
        for (n, special) in SPECIAL.iter().enumerate() {
            let (earliest, latest) = (world.ago(special.born.0), world.ago(special.born.1));
            let here = born
                .is_none_or(|(_, on, pairs)| pairs.contains(&special.pair) && earliest <= on && on <= latest);
            if self.told.contains(&n) || !here {
                continue;
            }
            self.told.push(n);
            let meeting = born.map(|(id, _, _)| id);
            let created = born.map_or(latest, |(_, on, _)| on);
            let family = families.iter().find(|family| family.mark == special.mark).map(|family| family.id);
            let due = world.ago(special.overdue);
            let escalated = special.escalated.map(|days| world.ago(days));
            let (what, category) = special.what;
            let (iw, rc) = special.pair;
            let id = row!(world, "action_item", description: what, owner_id: special.owner, due_on: due, family_id: family,
                iw_id: iw, rc_id: rc, category: category, priority: "high", status: special.status, born_meeting_id: meeting,
                created_on: created, created_by: by, escalated_on: escalated)?;
            self.going.push(Going { id, pair: special.pair, owner: special.owner, closed: None });
        }
        Ok(())
    }
}
