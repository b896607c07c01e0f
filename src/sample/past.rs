//! The larger sizes: years before the demo's own months at its two sites, and further sites beside them.
//!
//! They exist to measure with. Nothing in them is told of, and what the demo promises of its two sites stays as it is.

pub(super) mod crew;
mod life;
mod round;

use super::cast::{NORTH, TAZEWELL};
use super::size::Scale;
use super::world::{World, row};
use crate::error::Result;
use chrono::{NaiveDate, TimeDelta};

/// The sites beside the two: name and county, and the setting.
const SITES: &[(&str, &str)] = &[
    ("McLean", "urban"),
    ("Sangamon", "urban"),
    ("Knox", "rural"),
    ("Macon", "urban"),
    ("Champaign", "urban"),
    ("Vermilion", "rural"),
    ("Kankakee", "suburban"),
    ("Winnebago", "urban"),
    ("Adams", "rural"),
    ("Coles", "rural"),
    ("Jackson", "rural"),
    ("Madison", "suburban"),
    ("Marion", "rural"),
    ("Whiteside", "rural"),
    ("Kane", "suburban"),
    ("Morgan", "rural"),
];

/// Days before today on which the demo's own families take over at its two sites.
const BEFORE: i64 = 560;

/// A site, and up to when it is told of here.
struct Place {
    site: i64,
    /// The first day that is not told of.
    until: NaiveDate,
    /// Whether it goes on today.
    live: bool,
}

/// The county of a site.
pub(super) fn county(site: i64) -> &'static str {
    let beside = usize::try_from(site - TAZEWELL - 1).ok().and_then(|n| SITES.get(n));
    match site {
        NORTH => "Peoria",
        _ => beside.map_or("Tazewell", |(name, _)| name),
    }
}

/// What was made here.
#[derive(Default)]
pub(super) struct Told {
    pub(super) staff: usize,
    pub(super) families: usize,
    pub(super) meetings: usize,
    pub(super) services: usize,
}

/// Fills what a scale has beside the demo.
pub(super) fn fill(world: &mut World<'_, '_, '_>, scale: Scale, hash: &str, meetings: usize) -> Result<Told> {
    let before = world.ago(BEFORE);
    let mut places: Vec<Place> =
        [NORTH, TAZEWELL].map(|site| Place { site, until: before, live: false }).into();
    let after = world.today + TimeDelta::days(1);
    for (site, (name, setting)) in (TAZEWELL + 1..).zip(SITES).take(usize::try_from(scale.sites).unwrap_or(0))
    {
        row!(world, "site", id: site, name: *name, county: *name, setting: *setting, intact_agency_id: 1, treatment_agency_id: 2)?;
        places.push(Place { site, until: after, live: true });
    }
    let (mut told, mut family) = (Told::default(), 1001);
    let first = i64::try_from(meetings).unwrap_or_default() + 1;
    let mut meeting = first;
    let first_day = world.first_day;
    for place in places.iter().filter(|place| first_day < place.until) {
        told.staff += crew::fill(world, place, hash)?;
        let mut families = life::draw(world, place);
        told.services += life::fill(world, &mut families, family, scale.services)?;
        meeting = round::fill(world, place, &families, meeting)?;
        told.families += families.len();
        family += i64::try_from(families.len()).unwrap_or_default();
    }
    told.meetings = usize::try_from(meeting - first).unwrap_or_default();
    Ok(told)
}
