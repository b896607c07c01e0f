//! The steps of the pipeline short of assigning, and the Recovery Coordinator's first contacts.

use super::{take, unchanged};
use crate::domain::access::Act;
use crate::domain::referral::{FirstContacts, ReferralStatus};
use crate::domain::{ReferralId, Word};
use crate::error::{Result, invalid};
use crate::store::forms::desk::{Desk, short_line};
use crate::store::write::What;
use crate::store::{OpId, Store};
use chrono::NaiveDate;

impl Store {
    /// Takes a step; from received, an outcome of the screening is screening and then that outcome, on one day.
    ///
    /// # Errors
    /// The pipeline does not lead there; a day before the last step; no reason where one is needed.
    pub(super) fn step_referral(
        &mut self,
        op: OpId,
        (id, version): (ReferralId, i64),
        to: ReferralStatus,
        on: NaiveDate,
        reason: &str,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditReferral)?;
        let reason = read_reason(&desk, to, reason)?;
        if matches!(to, ReferralStatus::Assigned | ReferralStatus::Enrolled) {
            return Err(invalid("a referral is assigned and enrolled by an Intact Supervisor")
                .hint("use Accept, or Assign"));
        }
        self.write(op, What::of("step_referral", "referral", id.0), |tx| {
            let mut core = unchanged(tx.sql(), &desk, id, version)?;
            let screens = matches!(to, ReferralStatus::Eligible | ReferralStatus::Ineligible);
            if screens && core.status == ReferralStatus::Received {
                take(tx, &desk, &mut core, ReferralStatus::Screening, on, "")?;
            }
            take(tx, &desk, &mut core, to, on, &reason)?;
            Ok((id.0, format!("{id}: {}, {}", to.label().to_lowercase(), desk.day(on))))
        })
    }

    /// Keeps the Recovery Coordinator's first attempt, contact and meeting: no adult, no content.
    ///
    /// # Errors
    /// A day before the referral, to come, or out of order.
    pub(super) fn referral_contacts(
        &mut self,
        op: OpId,
        (id, version): (ReferralId, i64),
        contacts: FirstContacts,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditReferral)?;
        self.write(op, What::of("referral_contacts", "referral", id.0), |tx| {
            let core = unchanged(tx.sql(), &desk, id, version)?;
            contacts.check(core.received_on, desk.today).map_err(|(_, why)| invalid(why))?;
            tx.update(
                "referral",
                id.0,
                version,
                &[
                    ("first_attempt_on", &contacts.attempt),
                    ("first_contact_on", &contacts.contact),
                    ("face_to_face_on", &contacts.face_to_face),
                ],
            )?;
            Ok((id.0, format!("{id}: the first contacts are kept")))
        })
    }
}

/// The reason, clean: one of the list where there is a list.
fn read_reason(desk: &Desk, to: ReferralStatus, reason: &str) -> Result<String> {
    let reason = short_line(reason, "The reason", 500)?;
    let lists = &desk.settings.lists;
    let list = match to {
        ReferralStatus::Ineligible => &lists.ineligible_reason,
        _ if to.needs_reason() => &lists.referral_end_reason,
        _ => return Ok(reason),
    };
    if list.contains(&reason) {
        return Ok(reason);
    }
    Err(invalid("choose the reason: no referral ends without one").hint("the choices are in the list"))
}
