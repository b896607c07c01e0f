//! The meetings of the larger sizes, a quarter of a year at a time, and the ways to the families.

use super::super::item::Items;
use super::super::meeting;
use super::super::roster::Family;
use super::super::sitting::{Fate, Sitting};
use super::{Place, crew};
use crate::error::Result;
use crate::sample::world::{World, row};
use chrono::{NaiveDate, TimeDelta};

const QUARTER: i64 = 13;

/// Writes a site's meetings from the file's first day to the week ahead, and gives the next free number.
pub(super) fn fill(
    world: &mut World<'_, '_, '_>,
    place: &Place,
    families: &[Family],
    mut id: i64,
) -> Result<i64> {
    let mut items = Items::default();
    let (mut monday, mut week) = (World::monday(world.first_day) + TimeDelta::days(7), 0);
    let mut open: Vec<Family> = Vec::new();
    while monday < place.until {
        if week % QUARTER == 0 {
            let end = monday + TimeDelta::days(7 * QUARTER);
            let there =
                |family: &&Family| family.opened < end && family.closed.is_none_or(|closed| closed > monday);
            open = families.iter().filter(there).cloned().collect();
        }
        for sitting in sittings(world, place, &open, monday, week) {
            meeting::record(world, &open, &mut items, id, &sitting)?;
            id += 1;
        }
        drive(world, place, &open, monday)?;
        monday += TimeDelta::days(7);
        week += 1;
    }
    Ok(id)
}

/// A week: everybody's Individual, and for every pair in turn a Co-Supervision or, every two weeks, a Joint.
fn sittings(
    world: &mut World<'_, '_, '_>,
    place: &Place,
    open: &[Family],
    monday: NaiveDate,
    week: i64,
) -> Vec<Sitting> {
    let mut all = Vec::new();
    let blank = |kind, on, hour, fate| Sitting {
        kind,
        site: Some(place.site),
        on,
        hour,
        pairs: Vec::new(),
        worker: None,
        family: None,
        fate,
    };
    for post in crew::INTACT.chain(crew::RECOVERY) {
        let on = world.works(monday + TimeDelta::days(post % 5));
        let fate = fate(world, on);
        let kind = if crew::INTACT.contains(&post) { "individual_iw" } else { "individual_rc" };
        let (worker, _) = crew::filled(place, post, on);
        all.push(Sitting { worker: Some(worker), ..blank(kind, on, 11, fate) });
        if !crew::INTACT.contains(&post) || (week + post) % 2 == 1 {
            continue;
        }
        let pair = (worker, crew::filled(place, 5 + (post - 1) / 2, on).0);
        let kind = if (week + post) % 4 == 0 { "co_supervision" } else { "joint" };
        let shared = open.iter().any(|f| f.iw_on(on) == Some(pair.0) && f.rc_on(on) == Some(pair.1));
        if shared {
            all.push(Sitting { pairs: vec![pair], ..blank(kind, on, 9, fate) });
        }
    }
    all.retain(|sitting| sitting.on < place.until + TimeDelta::days(7));
    all
}

fn fate(world: &mut World<'_, '_, '_>, on: NaiveDate) -> Fate {
    match on {
        _ if on >= world.today => Fate::Scheduled,
        _ if world.chance(5) => Fate::Missed(world.pick(&["worker_leave", "crisis", "weather", "court"])),
        _ => Fate::Signed,
    }
}

/// Each Recovery Coordinator's miles of a week, to one family of theirs.
fn drive(world: &mut World<'_, '_, '_>, place: &Place, open: &[Family], monday: NaiveDate) -> Result<()> {
    let on = world.works(monday + TimeDelta::days(2));
    for post in crew::RECOVERY {
        let (rc, _) = crew::filled(place, post, on);
        let own: Vec<i64> = open.iter().filter(|f| f.rc_on(on) == Some(rc)).map(|f| f.id).collect();
        let family = world.pick(&own);
        if family == 0 || on > world.today {
            continue;
        }
        let miles = f64::from(i32::try_from(world.between(12, 30)).unwrap_or_default());
        row!(world, "travel", staff_id: rc, on_date: on, miles: miles, purpose: "client_home", family_id: family)?;
    }
    Ok(())
}
