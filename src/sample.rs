//! An invented programme: believable people, families and meetings, with real-life trouble in them.
//!
//! The same seed and day give the same contents. Nobody in it is or was a real person.

mod ahead;
mod care;
mod cast;
mod contact;
mod family;
mod item;
mod meeting;
mod month;
mod past;
mod phrase;
mod referral;
mod roster;
mod sitting;
mod size;
mod told;
mod world;

use crate::domain::calendar::Clock;
use crate::error::Result;
use crate::settings::Settings;
use crate::store::{NewFile, OpenOptions, Store};
use chrono::NaiveDate;
pub use size::{Scale, Size};
use std::path::Path;
use std::sync::Arc;
use world::World;

/// The time zone of the invented partnership.
const ZONE: chrono_tz::Tz = chrono_tz::America::Chicago;

/// What decides the contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Where the invention starts: another number, other families.
    pub seed: u64,
    /// The day on which the programme stands as told.
    pub today: NaiveDate,
}

impl Plan {
    /// The day eight months back, on which the file begins.
    pub fn first_day(&self) -> NaiveDate {
        Scale::from(Size::Site).first_day(self.today)
    }
}

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// People who work now or worked before.
    pub staff: usize,
    /// Families, open and closed.
    pub families: usize,
    /// Meetings, held and planned.
    pub meetings: usize,
    /// Contacts and services.
    pub services: usize,
}

/// Makes a demo file where there is none and fills it; its clock begins on the plan's day.
///
/// Sign in as Dana Ortiz (Intact Supervisor) or Sam Reyes (SUD Supervisor); the passphrase is `demo`.
///
/// # Errors
/// Something is there already, or the place cannot be written.
pub fn create(path: &Path, plan: &Plan, settings: Arc<Settings>) -> Result<Store> {
    create_at(path, plan, Size::Site.into(), settings)
}

/// Makes a demo file of any size: the same people and troubles, and around them as much as the scale says.
///
/// # Errors
/// As [`create`].
pub fn create_at(path: &Path, plan: &Plan, scale: Scale, settings: Arc<Settings>) -> Result<Store> {
    let system = Clock::System(ZONE);
    let clock = if system.today() == plan.today { system } else { Clock::beginning(plan.today, ZONE) };
    let new = NewFile {
        partnership: "Peoria Intact Family Recovery".to_owned(),
        time_zone: ZONE,
        first_day: scale.first_day(plan.today),
        demo: true,
    };
    let options = OpenOptions { clock: Some(clock), ..OpenOptions::new(settings) };
    let mut store = Store::create(path, &new, options)?;
    fill_at(&mut store, plan, scale)?;
    Ok(store)
}

/// Fills an empty file, all of it or nothing, under one event.
///
/// # Errors
/// The file's own rules refuse a row, or the disk does.
pub fn fill(store: &mut Store, plan: &Plan) -> Result<Made> {
    fill_at(store, plan, Size::Site.into())
}

fn fill_at(store: &mut Store, plan: &Plan, scale: Scale) -> Result<Made> {
    let passphrase = crate::store::account::hash("demo")?;
    let clock = *store.clock();
    let calendar = store.settings().calendar.calendar();
    store.load_bulk("demo", "demo", |load| {
        let mut world = World::new(load, *plan, scale.first_day(plan.today), clock, calendar);
        cast::fill(&mut world, &passphrase)?;
        let mut families = roster::draw(&mut world);
        family::fill(&mut world, &mut families)?;
        referral::fill(&mut world, &families)?;
        care::fill(&mut world, &mut families)?;
        let services = contact::fill(&mut world, &families)?;
        contact::travel(&mut world, &families)?;
        let meetings = meeting::fill(&mut world, &families)?;
        month::fill(&mut world)?;
        let mut made = Made { staff: cast::PEOPLE.len(), families: families.len(), meetings, services };
        if scale.is_larger() {
            let told = past::fill(&mut world, scale, &passphrase, meetings)?;
            made.staff += told.staff;
            made.families += told.families;
            made.meetings += told.meetings;
            made.services += told.services;
        }
        Ok(made)
    })
}
