//! Today: what needs one supervisor, child safety before everything, and how the programme stands.
//!
//! Each query below gathers one kind of fact for all families in scope at once; what it means is judged in
//! [`crate::domain::measure`] and [`crate::domain::cadence`].

mod desk;
mod figures;
mod found;
mod look;
mod people;
mod safety;
mod supervision;
mod treatment;
mod trust;
mod work;
mod worker;

use super::Store;
use super::view::today::Today;
use crate::domain::staff::Role;
use crate::error::Result;
pub(in crate::store) use treatment::late_contacts;
pub(in crate::store) use worker::board;

use desk::Desk;
use found::{Found, ranked};

impl Store {
    /// The Today screen of the person who is signed in; remembers that it was shown, where the file may be written.
    pub(super) fn today(&mut self) -> Result<Today> {
        let mut today = self.gather()?;
        self.look(&mut today)?;
        Ok(today)
    }

    fn gather(&self) -> Result<Today> {
        let desk = Desk::load(self)?;
        let meetings = supervision::meetings(&desk)?;
        let caseload = people::loads(&desk);
        let mut found = safety::needs(&desk)?;
        found.extend(supervision::open_meetings(&desk, &meetings));
        found.extend(supervision::overdue(&desk)?);
        found.extend(own_needs(&desk)?);
        found.extend(work::undocumented(&desk)?);
        found.extend(work::pressing_items(&desk)?);
        found.extend(people::credentials(&desk)?);
        found.extend(people::miles(&desk)?);
        found.extend(people::vacancies(&desk)?);
        found.extend(trust::breaches(&desk));
        found.extend(trust::passphrases(&desk)?);
        found.extend(trust::clock(&desk)?);
        Ok(Today {
            on: desk.today,
            sites: desk.site_names()?,
            needs: ranked(found),
            new: 0,
            last_look: None,
            resume: supervision::resume(&desk, &meetings),
            caseload,
            referrals: figures::referrals(&desk)?,
            staffing: figures::staffing(&desk)?,
            next: supervision::next(&desk, &meetings),
        })
    }
}

/// What only one of the two supervisors is asked for: assigning is the Intact Supervisor's, treatment the other's.
fn own_needs(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    if desk.viewer.role == Role::SudSupervisor {
        found.extend(treatment::contacts(desk)?);
        found.extend(treatment::not_attending(desk)?);
        found.extend(treatment::admissions(desk)?);
        found.extend(treatment::vouchers(desk)?);
    } else {
        found.extend(work::incomplete_pairs(desk)?);
        found.extend(work::supervisor_held(desk));
        found.extend(work::referrals(desk)?);
        found.extend(work::milestones(desk)?);
        found.extend(people::over_caps(desk));
    }
    found.extend(treatment::consents(desk)?);
    Ok(found)
}
