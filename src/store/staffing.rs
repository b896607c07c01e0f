//! People, posts, agencies and sites: their pages, and every change of them.

mod account;
pub(in crate::store) mod came;
mod cover;
mod credential;
mod employ;
mod hand_over;
pub(in crate::store) mod history;
mod leave;
mod load;
mod person;
mod place;
mod post;
mod post_page;
mod separate;

use super::forms::desk::Desk;
use super::sql::RowExt;
use super::view::staffing::{CredentialRow, StaffAsk, StaffChange, StaffReply, TrainingYear};
use super::{OpId, Store};
use crate::domain::StaffId;
use crate::domain::access::{Act, Viewer, can};
use crate::domain::staff::Role;
use crate::error::{Result, denied, missing};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

/// What the pages and changes need to know of a person, at work or gone.
pub(in crate::store) struct Facts {
    pub id: StaffId,
    pub name: String,
    pub short: String,
    pub role: Role,
    pub agency: i64,
    pub hired_on: Option<NaiveDate>,
    pub left_on: Option<NaiveDate>,
    pub version: i64,
}

impl Store {
    /// A page about staffing.
    pub(super) fn staff_page(&self, ask: StaffAsk) -> Result<StaffReply> {
        Ok(match ask {
            StaffAsk::Person(staff) => StaffReply::Person(Box::new(self.person_page(staff)?)),
            StaffAsk::Post(post) => StaffReply::Post(Box::new(self.post_page(post)?)),
            StaffAsk::Places => StaffReply::Places(Box::new(self.places()?)),
        })
    }

    /// Saves a change and says what it did.
    pub(super) fn change_staff(&mut self, op: OpId, change: &StaffChange) -> Result<(i64, String)> {
        match change {
            StaffChange::Details { row, name, short, email } => {
                self.save_details(op, *row, [name, short, email])
            }
            StaffChange::Employ { staff, from, terms } => self.save_employment(op, *staff, *from, *terms),
            StaffChange::Correct { staff, row, terms } => self.correct_employment(op, *staff, *row, *terms),
            StaffChange::Sites { staff, from, shares, over } => {
                self.save_shares(op, *staff, *from, shares, *over)
            }
            StaffChange::Leave { staff, from, back_on } => self.save_leave(op, *staff, *from, *back_on),
            StaffChange::Separate { .. } => self.save_separation(op, change),
            StaffChange::Credential { .. } => self.save_credential(op, change),
            StaffChange::Training { .. } => self.save_training(op, change),
            StaffChange::Cover { .. } => self.save_cover(op, change),
            StaffChange::EndCover { row, last_day } => self.end_cover(op, *row, *last_day),
            StaffChange::Post { row, terms } => self.save_post(op, *row, terms),
            StaffChange::Fill { post, staff, from } => self.fill_post(op, *post, *staff, *from),
            StaffChange::PostCover { post, staff, from, last_day } => {
                self.cover_post(op, *post, *staff, *from, *last_day)
            }
            StaffChange::Agency { row, name, kind } => self.save_agency(op, *row, name, *kind),
            StaffChange::Charge(change) => self.change_charges(op, change),
            StaffChange::Site { .. } => self.save_site(op, change),
            StaffChange::Passphrase { staff, old, new } => {
                self.save_passphrase(op, *staff, old.as_deref(), new)
            }
        }
    }

    /// What a person can show and what they learned this year.
    pub(super) fn learning_of(&self, staff: StaffId) -> Result<(Vec<CredentialRow>, TrainingYear)> {
        let facts = facts(self.conn(), self.viewer()?, staff)?;
        Ok((self.credentials_of(staff)?, self.training_of(&facts)?))
    }

    /// Who writes, with the person it is about, where they may.
    fn desk_about(&self, staff: StaffId) -> Result<(Desk, Facts)> {
        let facts = facts(self.conn(), self.viewer()?, staff)?;
        let desk = self.desk(Act::EditStaff(facts.role))?;
        Ok((desk, facts))
    }
}

/// A person whom the viewer may look up: at the viewer's sites, the viewer, or a supervisor of the same role.
///
/// # Errors
/// Nobody has that number, or they work at sites that are not the viewer's.
fn facts(conn: &Connection, viewer: &Viewer, id: StaffId) -> Result<Facts> {
    let found = conn
        .prepare_cached(
            "select s.*, exists (select 1 from staff_site t where t.staff_id = s.id
               and t.site_id in (select value from json_each(?2))) as near from staff s where s.id = ?1",
        )?
        .query_row(params![id.0, super::gate::sites(viewer)], |row| {
            let name: String = row.get("name")?;
            let facts = Facts {
                id,
                short: super::families::short_name(&name, row.get("short_name")?),
                name,
                role: row.word("role")?,
                agency: row.get("agency_id")?,
                hired_on: row.day_opt("hired_on")?,
                left_on: row.day_opt("left_on")?,
                version: row.get("version")?,
            };
            Ok((facts, row.get::<_, bool>("near")?))
        })
        .optional()?;
    let (facts, near) = found.ok_or_else(|| missing("nobody here has that number"))?;
    if near || id == viewer.staff || facts.role == viewer.role {
        return Ok(facts);
    }
    Err(denied(format!("{} does not work at your sites", facts.short)))
}

/// Whether the viewer may change a person or post of this role: the reason why not is of no interest here.
fn may(desk: &Desk, role: Role) -> Result<()> {
    can(Act::EditStaff(role), &desk.viewer, crate::domain::access::State::default()).map_err(denied)
}
