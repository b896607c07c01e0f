//! Referrals: entered, screened, kept in order, accepted, ended; every step is a dated row that stays.

mod accept;
mod alike;
mod enter;
mod figures;
mod page;
mod steps;
mod treatment;
mod wait;

pub(super) use accept::assigned;

use super::forms::desk::Desk;
use super::sql::{RowExt, word};
use super::view::referral::{ReferralAsk, ReferralForm, ReferralReply};
use super::{OpId, Store, Tx};
use crate::domain::referral::{ReferralStatus, Step};
use crate::domain::{FamilyId, ReferralId, SiteId, StaffId};
use crate::error::{Error, Kind, Result, denied, invalid, missing};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

impl Store {
    /// Does what is asked of referrals.
    pub(super) fn referral(&mut self, ask: ReferralAsk) -> Result<ReferralReply> {
        Ok(match ask {
            ReferralAsk::Page(id) => ReferralReply::Page(Box::new(page::page(self, id)?)),
            ReferralAsk::Pipeline => ReferralReply::Pipeline(figures::pipeline(self)?),
            ReferralAsk::Flow { from, to } => ReferralReply::Flow(figures::flow(self, from, to)?),
            ReferralAsk::Alike(sign) => ReferralReply::Alike(alike::alike(self, &sign)?),
        })
    }

    /// Saves a form about a referral: the referral's number, and the sentence that says so.
    ///
    /// # Errors
    /// What the form's own use case refuses.
    pub(super) fn save_referral(&mut self, op: OpId, form: ReferralForm) -> Result<(i64, String)> {
        match form {
            ReferralForm::Enter { entry, earlier } => self.enter_referral(op, &entry, earlier),
            ReferralForm::Edit { id, version, entry } => self.edit_referral(op, id, version, &entry),
            ReferralForm::Step { id, version, to, on, reason } => {
                self.step_referral(op, (id, version), to, on, &reason)
            }
            ReferralForm::Contacts { id, version, contacts } => {
                self.referral_contacts(op, (id, version), contacts)
            }
            ReferralForm::Treatment { id, member, step, on, reference } => {
                self.referral_treatment(op, id, (member, step), on, &reference)
            }
            ReferralForm::Move { id, version, place, reason } => {
                self.move_referral(op, (id, version), place, &reason)
            }
            ReferralForm::Accept(form) => self.accept_referral(op, &form),
        }
    }
}

/// What every write needs to know of a referral.
struct Core {
    id: ReferralId,
    version: i64,
    status: ReferralStatus,
    /// The day of its last step.
    since: NaiveDate,
    received_on: NaiveDate,
    site: i64,
    family: Option<FamilyId>,
    assigned_to: Option<StaffId>,
}

/// A referral in scope.
fn core(conn: &Connection, desk: &Desk, id: ReferralId) -> Result<Core> {
    let found = conn
        .prepare_cached(
            "select r.version, r.status, r.received_on, r.site_id, r.family_id, r.assigned_to,
               max(r.received_on, coalesce((select s.on_date from referral_status s where s.referral_id = r.id
                 order by s.id desc limit 1), r.received_on)) as since
             from referral r where r.id = ?1",
        )?
        .query_row([id.0], |row| {
            Ok(Core {
                id,
                version: row.get("version")?,
                status: row.word("status")?,
                since: row.day("since")?,
                received_on: row.day("received_on")?,
                site: row.get("site_id")?,
                family: row.num_opt("family_id")?,
                assigned_to: row.num_opt("assigned_to")?,
            })
        })
        .optional()?;
    let core = found.ok_or_else(|| missing(format!("there is no referral {id}")))?;
    if !desk.viewer.sites.iter().any(|own| own.0 == core.site) {
        return Err(denied(format!("{id} came to a site that is not yours")));
    }
    Ok(core)
}

/// The family a referral in scope is about, where it is here already, and its site.
pub(super) fn about(conn: &Connection, desk: &Desk, id: ReferralId) -> Result<(Option<FamilyId>, SiteId)> {
    let core = core(conn, desk, id)?;
    Ok((core.family, SiteId(core.site)))
}

/// A referral in scope that nobody changed since it was read.
fn unchanged(conn: &Connection, desk: &Desk, id: ReferralId, version: i64) -> Result<Core> {
    let core = core(conn, desk, id)?;
    if core.version == version {
        return Ok(core);
    }
    Err(Error::new(Kind::Conflict, format!("somebody else changed {id} meanwhile"))
        .hint("go back, look at it, and do it once more"))
}

/// Takes a step: checks it, adds its row, and keeps what the step says in the referral itself.
fn take(
    tx: &mut Tx<'_>,
    desk: &Desk,
    core: &mut Core,
    to: ReferralStatus,
    on: NaiveDate,
    reason: &str,
) -> Result<()> {
    let step = Step { from: core.status, since: core.since, to, on, reason };
    step.check(desk.today).map_err(|why| invalid(why).hint("look at the referral's page"))?;
    let none = None::<i64>;
    match to {
        ReferralStatus::Screening => {
            core.version = tx.update("referral", core.id.0, core.version, &[("screened_on", &on)])?;
        }
        ReferralStatus::WaitListed => {
            let last = wait::order(tx.sql(), core.site)?.len();
            let place = i64::try_from(last + 1).unwrap_or(i64::MAX);
            core.version = tx.update(
                "referral",
                core.id.0,
                core.version,
                &[("wait_listed_on", &on), ("wait_place", &place)],
            )?;
        }
        _ => core.version = tx.update("referral", core.id.0, core.version, &[("wait_place", &none)])?,
    }
    tx.insert(
        "referral_status",
        &[
            ("referral_id", &core.id),
            ("on_date", &on),
            ("status", &word(to)),
            ("reason", &reason),
            ("staff_id", &desk.viewer.staff),
        ],
    )?;
    (core.status, core.since) = (to, on);
    Ok(())
}
