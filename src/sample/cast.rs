//! The people of the invented partnership, and its posts.

use super::past;
use super::world::{World, row};
use crate::error::Result;
use chrono::{NaiveDate, TimeDelta};

pub(super) const NORTH: i64 = 1;
pub(super) const TAZEWELL: i64 = 2;

pub(super) const DANA: i64 = 1;
pub(super) const RUTH: i64 = 2;
pub(super) const SAM: i64 = 3;
pub(super) const MAYA: i64 = 4;
pub(super) const LEE: i64 = 5;
pub(super) const KIM: i64 = 6;
pub(super) const NGUYEN: i64 = 7;
pub(super) const ABARA: i64 = 8;
pub(super) const WHITFIELD: i64 = 9;
pub(super) const CASTELLANO: i64 = 10;
pub(super) const HADDAD: i64 = 11;
pub(super) const MOREAU: i64 = 12;
pub(super) const TADESSE: i64 = 13;
pub(super) const BROOKS: i64 = 14;
pub(super) const SHAH: i64 = 15;
pub(super) const OKAFOR: i64 = 16;
pub(super) const NOVAK: i64 = 17;
pub(super) const DELGADO: i64 = 18;
/// An Intact Worker who left.
pub(super) const MARSH: i64 = 19;
/// A Recovery Coordinator who left.
pub(super) const SOLBERG: i64 = 20;
pub(super) const LEAD: i64 = 23;

/// Days since the Recovery Coordinator left whose post nobody covers.
pub(super) const SOLBERG_LEFT: i64 = 23;
/// Days since the Intact Worker left.
pub(super) const MARSH_LEFT: i64 = 41;
/// Days since the newest Intact Worker began.
pub(super) const WHITFIELD_BEGAN: i64 = 38;

const INTACT: &str = "intact_worker";
const RECOVERY: &str = "recovery_coordinator";

/// One person as invented.
pub(super) struct Person {
    pub(super) id: i64,
    pub(super) name: &'static str,
    pub(super) short: &'static str,
    pub(super) role: &'static str,
    sites: &'static [(i64, f64)],
    fte: f64,
    /// Days since hired, and since leaving.
    hired: i64,
    left: Option<i64>,
}

impl Person {
    /// 1 child welfare, 2 treatment, 3 the project lead.
    fn agency(&self) -> i64 {
        match self.role {
            "project_lead" => 3,
            RECOVERY | "sud_supervisor" => 2,
            _ => {
                if self.id == 22 {
                    2
                } else {
                    1
                }
            }
        }
    }

    /// The days on which the person began and left.
    pub(super) fn employed(&self, world: &World<'_, '_, '_>) -> (NaiveDate, Option<NaiveDate>) {
        (world.ago(self.hired), self.left.map(|days| world.ago(days)))
    }

    /// Whether the person has left.
    pub(super) fn gone(&self) -> bool {
        self.left.is_some()
    }

    /// The first site.
    pub(super) fn site(&self) -> Option<i64> {
        self.sites.first().map(|(site, _)| *site)
    }

    pub(super) fn supervisor(&self) -> Option<i64> {
        let (site, _) = self.sites.first()?;
        let (intact, sud) = supervisors(*site);
        match self.role {
            INTACT => Some(intact),
            RECOVERY => Some(sud),
            _ => None,
        }
    }
}

const fn person(
    id: i64,
    name: &'static str,
    short: &'static str,
    role: &'static str,
    sites: &'static [(i64, f64)],
    hired: i64,
) -> Person {
    Person { id, name, short, role, sites, fte: 1.0, hired, left: None }
}

const AT_NORTH: &[(i64, f64)] = &[(NORTH, 1.0)];
const AT_TAZEWELL: &[(i64, f64)] = &[(TAZEWELL, 1.0)];
const AT_BOTH: &[(i64, f64)] = &[(NORTH, 0.6), (TAZEWELL, 0.4)];

/// Everybody, supervisors first.
pub(super) const PEOPLE: &[Person] = &[
    person(DANA, "Dana Ortiz", "Ortiz", "intact_supervisor", AT_NORTH, 2210),
    person(RUTH, "Ruth Halvorsen", "Halvorsen", "intact_supervisor", AT_TAZEWELL, 1540),
    person(SAM, "Sam Reyes", "Reyes", "sud_supervisor", AT_NORTH, 1320),
    person(MAYA, "Maya Lindqvist", "Lindqvist", "sud_supervisor", AT_TAZEWELL, 870),
    person(LEE, "Hannah Lee", "Lee", INTACT, AT_NORTH, 1180),
    person(KIM, "Marcus Kim", "Kim", INTACT, AT_NORTH, 940),
    person(NGUYEN, "Thao Nguyen", "Nguyen", INTACT, AT_NORTH, 655),
    Person { fte: 0.8, ..person(ABARA, "Ifeoma Abara", "Abara", INTACT, AT_NORTH, 1410) },
    person(WHITFIELD, "Cole Whitfield", "Whitfield", INTACT, AT_NORTH, WHITFIELD_BEGAN),
    person(CASTELLANO, "Rosa Castellano", "Castellano", INTACT, AT_TAZEWELL, 1730),
    person(HADDAD, "Yusuf Haddad", "Haddad", INTACT, AT_TAZEWELL, 820),
    person(MOREAU, "Elise Moreau", "Moreau", INTACT, AT_TAZEWELL, 560),
    person(TADESSE, "Selam Tadesse", "Tadesse", INTACT, AT_TAZEWELL, 430),
    person(BROOKS, "Tanya Brooks", "Brooks", RECOVERY, AT_NORTH, 760),
    person(SHAH, "Nikhil Shah", "Shah", RECOVERY, AT_NORTH, 610),
    person(OKAFOR, "Chidi Okafor", "Okafor", RECOVERY, AT_BOTH, 505),
    person(NOVAK, "Petra Novak", "Novak", RECOVERY, AT_TAZEWELL, 690),
    person(DELGADO, "Luis Delgado", "Delgado", RECOVERY, AT_TAZEWELL, 380),
    Person { left: Some(MARSH_LEFT), ..person(MARSH, "Colette Marsh", "Marsh", INTACT, AT_TAZEWELL, 900) },
    Person {
        left: Some(SOLBERG_LEFT),
        ..person(SOLBERG, "Ingrid Solberg", "Solberg", RECOVERY, AT_NORTH, 580)
    },
    person(21, "Beatrice Lowry", "Lowry", "executive", &[], 2900),
    person(22, "Anders Quint", "Quint", "executive", &[], 2400),
    person(LEAD, "Noor Farrow", "Farrow", "project_lead", &[], 1100),
];

/// A person's role, as it stands in the file.
pub(super) fn role(id: i64) -> &'static str {
    PEOPLE.iter().find(|person| person.id == id).map_or_else(|| past::crew::role(id), |person| person.role)
}

/// The Intact and the SUD Supervisor of a site.
pub(super) fn supervisors(site: i64) -> (i64, i64) {
    match site {
        NORTH => (DANA, SAM),
        TAZEWELL => (RUTH, MAYA),
        _ => past::crew::supervisors(site),
    }
}

pub(super) fn fill(world: &mut World<'_, '_, '_>, passphrase: &str) -> Result<()> {
    agencies(world)?;
    for person in PEOPLE {
        place(world, person)?;
    }
    let set_at = world.at(world.first_day, 9, 0);
    for id in [DANA, RUTH, SAM, MAYA] {
        row!(world, "account", staff_id: id, passphrase: passphrase, set_at: set_at)?;
    }
    let (from, to) = (world.ago(96), world.ago(89));
    row!(world, "cover", staff_id: RUTH, deputy_id: DANA, from_on: from, to_on: to, reason: "Leave")?;
    posts(world)?;
    credentials(world)
}

fn agencies(world: &mut World<'_, '_, '_>) -> Result<()> {
    for (id, name, kind) in [
        (1, "Riverbend Family Services", "child_welfare"),
        (2, "Prairie Light Recovery", "treatment"),
        (3, "Intact Family Recovery project office", "project_lead"),
    ] {
        row!(world, "agency", id: id, name: name, kind: kind)?;
    }
    for (id, name, county, setting) in
        [(NORTH, "Peoria North", "Peoria", "urban"), (TAZEWELL, "Tazewell", "Tazewell", "rural")]
    {
        row!(world, "site", id: id, name: name, county: county, setting: setting, intact_agency_id: 1, treatment_agency_id: 2)?;
    }
    Ok(())
}

fn place(world: &mut World<'_, '_, '_>, person: &Person) -> Result<()> {
    let hired = world.ago(person.hired);
    let left = person.left.map(|days| world.ago(days));
    let domain = match person.agency() {
        1 => "riverbend.example",
        2 => "prairielight.example",
        _ => "project.example",
    };
    let email = format!("{}@{domain}", person.name.to_lowercase().replace(' ', "."));
    row!(world, "staff", id: person.id, name: person.name, short_name: person.short, email: email, role: person.role,
        agency_id: person.agency(), hired_on: hired, left_on: left)?;
    let settled = hired + TimeDelta::days(21);
    let mut from = hired;
    if person.id == WHITFIELD {
        row!(world, "employment", staff_id: person.id, from_on: hired, to_on: settled, fte: person.fte, capacity: 4,
            status: "onboarding", supervisor_id: person.supervisor())?;
        from = settled;
    }
    row!(world, "employment", staff_id: person.id, from_on: from, to_on: left, fte: person.fte, status: "active",
        supervisor_id: person.supervisor())?;
    for (site, share) in person.sites {
        row!(world, "staff_site", staff_id: person.id, site_id: *site, from_on: hired, to_on: left, share: *share)?;
    }
    Ok(())
}

/// One post a person, at the person's first site; two stand empty, one of them uncovered.
fn posts(world: &mut World<'_, '_, '_>) -> Result<()> {
    let authorised = world.first_day - TimeDelta::days(400);
    for person in PEOPLE.iter().filter(|person| !person.sites.is_empty() && person.id != WHITFIELD) {
        let Some((site, _)) = person.sites.iter().max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        let site = if person.id == OKAFOR { TAZEWELL } else { *site };
        let (recruitment, on) = match person.id {
            MARSH => ("interviewing", world.ago(9)),
            SOLBERG => ("posted", world.ago(17)),
            _ => ("filled", world.ago(person.hired)),
        };
        let post = row!(world, "position", site_id: site, agency_id: person.agency(), role: person.role, fte: person.fte,
            from_on: authorised, recruitment: recruitment, recruitment_on: on)?;
        let from = world.ago(person.hired).max(authorised);
        let to = person.left.map(|days| world.ago(days));
        row!(world, "position_fill", position_id: post, staff_id: person.id, from_on: from, to_on: to)?;
        if person.id == MARSH {
            let since = world.ago(MARSH_LEFT);
            row!(world, "position_cover", position_id: post, staff_id: MOREAU, from_on: since)?;
        }
    }
    let from = world.ago(120);
    let post = row!(world, "position", site_id: NORTH, agency_id: 1, role: INTACT, fte: 1.0, from_on: from,
        recruitment: "filled", recruitment_on: world.ago(WHITFIELD_BEGAN))?;
    let began = world.ago(WHITFIELD_BEGAN);
    row!(world, "position_fill", position_id: post, staff_id: WHITFIELD, from_on: began)?;
    Ok(())
}

fn credentials(world: &mut World<'_, '_, '_>) -> Result<()> {
    for person in PEOPLE.iter().filter(|person| person.left.is_none()) {
        let kinds: &[&str] = match person.role {
            RECOVERY => &["cadc", "recovery_coach", "drivers_licence", "auto_insurance", "liability_cover"],
            INTACT => &["lsw", "drivers_licence"],
            "intact_supervisor" => &["lcsw"],
            "sud_supervisor" => &["lcpc", "cadc"],
            _ => &[],
        };
        for kind in kinds {
            let ending = person.id == SHAH && *kind == "recovery_coach";
            let left = if ending { 21 } else { world.between(120, 690) };
            let (issued, ends) = (world.ago(730 - left), world.ago(-left));
            let by = if matches!(*kind, "drivers_licence" | "auto_insurance") {
                person.supervisor()
            } else {
                None
            };
            let on = by.map(|_| issued + TimeDelta::days(6));
            row!(world, "credential", staff_id: person.id, kind: *kind, issued_on: issued, expires_on: ends,
                validated_by: by, validated_on: on)?;
        }
    }
    row!(world, "credential", staff_id: OKAFOR, kind: "lived_experience", issued_on: world.ago(480))?;
    Ok(())
}
