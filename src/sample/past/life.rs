//! The families of the larger sizes: one after the other in each worker's places, told as each stood in its own time.

use super::super::roster::{Family, Mark};
use super::super::{care, contact, family, phrase::LABELS, referral};
use super::{Place, crew};
use crate::error::Result;
use crate::sample::world::{World, row};
use chrono::{NaiveDate, TimeDelta};

/// Families that an Intact Worker has at a time.
const PLACES: i64 = 6;

/// Draws a site's families, those that opened first at the front.
pub(super) fn draw(world: &mut World<'_, '_, '_>, place: &Place) -> Vec<Family> {
    let mut families = Vec::new();
    for post in crew::INTACT {
        for n in 0..PLACES {
            let mut opened = world.first_day + TimeDelta::days(world.between(0, 180));
            while opened < place.until - TimeDelta::days(10) {
                let closed = opened + TimeDelta::days(world.between(160, 320));
                if closed >= place.until && !place.live {
                    break;
                }
                let rc = (n > 0).then_some(5 + (post - 1) / 2);
                families.push(one(world, place, (post, rc), opened, closed));
                let gap = world.between(2, 20);
                opened = world.works(closed + TimeDelta::days(gap));
            }
        }
    }
    families.sort_by_key(|family| family.opened);
    families
}

fn one(
    world: &mut World<'_, '_, '_>,
    place: &Place,
    (post, rc): (i64, Option<i64>),
    opened: NaiveDate,
    closed: NaiveDate,
) -> Family {
    let closed = Some(closed).filter(|day| *day < place.until);
    let after = TimeDelta::days(world.between(7, 16));
    let enrolled = rc.map(|_| opened + after).filter(|on| *on < place.until);
    let in_time = |day: &NaiveDate| closed.is_none_or(|closed| *day < closed);
    let mut family = Family::new(place.site, 0, None, Mark::None, opened);
    (family.closed, family.enrolled) = (closed, enrolled);
    let (iw, next) = crew::filled(place, post, opened);
    family.iw = iw;
    if let Some((day, next)) = next.filter(|(day, _)| in_time(day)) {
        (family.iw, family.iw_before) = (next, Some((iw, day)));
    }
    if let (Some(post), Some(from)) = (rc, family.rc_from()) {
        let (rc, next) = crew::filled(place, post, from);
        family.rc = Some(rc);
        if let Some((day, next)) = next.filter(|(day, _)| in_time(day)) {
            (family.rc, family.rc_before) = (Some(next), Some((rc, day)));
        }
    }
    family
}

/// Writes a site's families with all that was done for them, and gives the number of contacts and services.
pub(super) fn fill(
    world: &mut World<'_, '_, '_>,
    families: &mut [Family],
    first: i64,
    every_month: i64,
) -> Result<usize> {
    let today = world.today;
    let mut made = 0;
    for ((family, id), label) in families.iter_mut().zip(first..).zip(LABELS.iter().cycle()) {
        family.id = id;
        world.today = family.closed.map_or(today, |closed| (closed + TimeDelta::days(30)).min(today));
        family::one(world, family, label)?;
        referral::earlier(world, family)?;
        care::fill(world, std::slice::from_mut(family))?;
        made += contact::fill(world, std::slice::from_ref(family))?;
        made += services(world, family, every_month)?;
    }
    world.today = today;
    Ok(made)
}

/// What a worker did besides visits: calls, letters, ways to the office.
fn services(world: &mut World<'_, '_, '_>, family: &Family, every_month: i64) -> Result<usize> {
    let until = family.closed.unwrap_or(world.today);
    let days = (until - family.opened).num_days();
    let count = days * every_month / 30;
    for n in 0..count {
        let on = world.works(family.opened + TimeDelta::days(n * days / count.max(1)));
        let rc = family.rc_on(on).filter(|_| n % 2 == 0);
        let Some((staff, role, kind)) = rc
            .map(|rc| (rc, "recovery_coordinator", "contact"))
            .or_else(|| family.iw_on(on).map(|iw| (iw, "intact_worker", "collateral")))
        else {
            continue;
        };
        let (minutes, mode) =
            (world.pick(&[10, 15, 20, 30]), world.pick(&["phone", "phone", "office", "video"]));
        row!(world, "service", family_id: family.id, staff_id: staff, role: role, kind: kind, on_date: on, minutes: minutes,
            mode: mode, documented_on: on)?;
    }
    Ok(usize::try_from(count).unwrap_or_default())
}
