//! What becomes of a consent: completed, revoked as a whole or in part, ended by its event.

use super::parts::{self, CATEGORIES, RECIPIENTS};
use super::{Stated, adult, said};
use crate::domain::Word;
use crate::domain::access::Act;
use crate::domain::consent::ConsentState as State;
use crate::domain::{ConsentId, FamilyId};
use crate::error::{Result, invalid, missing};
use crate::store::forms::desk::Desk;
use crate::store::sql::RowExt;
use crate::store::view::consent::{Consent, ConsentChange, Revoked};
use crate::store::view::form::ConsentForm;
use crate::store::write::What;
use crate::store::{OpId, Store};
use chrono::NaiveDate;
use rusqlite::OptionalExtension;

impl Store {
    /// Completes, ends or revokes a consent, opens or ends an exception.
    ///
    /// # Errors
    /// Not a SUD Supervisor, not in scope, somebody changed it meanwhile, or days that make no sense.
    pub(in crate::store) fn change_consent(
        &mut self,
        op: OpId,
        change: &ConsentChange,
    ) -> Result<(i64, String)> {
        match change {
            ConsentChange::Complete(consent, version, form) => {
                self.complete_consent(op, (*consent, *version), form)
            }
            ConsentChange::Revoke(consent, version, on, what) => {
                self.revoke_consent(op, (*consent, *version), *on, *what)
            }
            ConsentChange::EventCame(consent, version, on) => self.end_consent(op, (*consent, *version), *on),
            ConsentChange::Except(form) => self.open_exception(op, form),
            ConsentChange::EndException(id, version) => self.end_exception(op, *id, *version),
        }
    }

    /// A consent in scope, with the alias of its adult.
    pub(in crate::store) fn one_consent(
        &self,
        desk: &Desk,
        id: ConsentId,
    ) -> Result<(Consent, String, FamilyId)> {
        let found: Option<(FamilyId, String)> = self
            .conn
            .prepare_cached(
                "select m.family_id, m.alias from consent c join member m on m.id = c.member_id where c.id = ?1",
            )?
            .query_row([id.0], |row| Ok((row.num("family_id")?, row.get("alias")?)))
            .optional()?;
        let (family, alias) = found.ok_or_else(|| missing("this consent is no longer there"))?;
        desk.family(&self.conn, family)?;
        let consent = super::of_family(self, family)?.into_values().flatten().find(|one| one.id == id);
        Ok((consent.ok_or_else(|| missing("this consent is no longer there"))?, alias, family))
    }

    fn complete_consent(
        &mut self,
        op: OpId,
        (id, version): (ConsentId, i64),
        form: &ConsentForm,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::RecordConsent)?;
        let (consent, ..) = self.one_consent(&desk, id)?;
        if !matches!(consent.state, State::Draft | State::Defective) {
            return Err(invalid("this consent is complete: what was signed stays as it was signed")
                .hint("renew it, or revoke what no longer holds"));
        }
        let form = ConsentForm { member: consent.said.member, renews: consent.said.renews, ..form.clone() };
        let stated = Stated::read(&desk, &form)?;
        self.write(op, What::of("consent_completed", "consent", id.0), |tx| {
            let (alias, family) = adult(&desk, tx, &form)?;
            let receives = stated.receives(tx, &family)?;
            tx.part2(true);
            parts::telling(tx, id.0, |tx| {
                tx.update("consent", id.0, version, &stated.fields(&form, &family, &receives))?;
                parts::replace(tx, id.0, receives, &form.categories, &form.others)
            })?;
            tx.touch("consent", id.0, version)?;
            Ok((id.0, said(&alias, &family.id.to_string(), &form, &desk)))
        })
    }

    fn revoke_consent(
        &mut self,
        op: OpId,
        (id, version): (ConsentId, i64),
        on: NaiveDate,
        what: Revoked,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::RecordConsent)?;
        let (consent, alias, family) = self.one_consent(&desk, id)?;
        ending(&desk, &consent, on, "It was revoked")?;
        self.write(op, What::of("consent_revoked", "consent", id.0), |tx| {
            tx.part2(true);
            let part = match what {
                Revoked::Whole => {
                    tx.update("consent", id.0, version, &[("ended_on", &on), ("revoked", &true)])?;
                    String::new()
                }
                Revoked::Category(category) => {
                    // An update without a change refuses what somebody else changed meanwhile.
                    tx.update("consent", id.0, version, &[("ended_on", &consent.ended_on)])?;
                    if !parts::end(tx, CATEGORIES, id.0, &parts::key(category), on)? {
                        return Err(invalid(format!(
                            "this consent does not cover {} any more",
                            category.label()
                        )));
                    }
                    format!(" for {}", category.label())
                }
                Revoked::Recipient(agency) => {
                    tx.update("consent", id.0, version, &[("ended_on", &consent.ended_on)])?;
                    let name = consent.recipients.iter().find(|one| one.agency == agency);
                    if !parts::end(tx, RECIPIENTS, id.0, &agency.to_string(), on)? {
                        return Err(invalid("this consent does not name that recipient any more"));
                    }
                    format!(" for {}", name.map_or("one recipient", |one| one.name.as_str()))
                }
            };
            tx.touch("consent", id.0, version)?;
            let on = desk.day(on);
            Ok((
                id.0,
                format!(
                    "The consent of {alias} in {family} is revoked{part} from {on} on: it is withheld at once"
                ),
            ))
        })
    }

    fn end_consent(
        &mut self,
        op: OpId,
        (id, version): (ConsentId, i64),
        on: NaiveDate,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::RecordConsent)?;
        let (consent, alias, family) = self.one_consent(&desk, id)?;
        if consent.said.expires_event.is_empty() {
            return Err(
                invalid("this consent names no event that ends it").hint("it ends on its day, or is revoked")
            );
        }
        ending(&desk, &consent, on, "The event came")?;
        self.write(op, What::of("consent_ended", "consent", id.0), |tx| {
            tx.part2(true);
            tx.update("consent", id.0, version, &[("ended_on", &on)])?;
            Ok((
                id.0,
                format!("The consent of {alias} in {family} ended on {}: its event came", desk.day(on)),
            ))
        })
    }
}

/// Refuses to end what has ended, or on a day on which nothing can have ended it.
fn ending(desk: &Desk, consent: &Consent, on: NaiveDate, what: &str) -> Result<()> {
    desk.not_future(on, what)?;
    if let Some(ended) = consent.ended_on {
        return Err(invalid(format!("this consent ended on {} already", desk.day(ended))));
    }
    match consent.said.signed_on {
        None => Err(invalid("this consent was not signed: there is nothing to end")
            .hint("an unsigned consent grants nothing")),
        Some(signed) if on < signed => {
            Err(invalid(format!("{what} before it was signed on {}", desk.day(signed))).hint("check the day"))
        }
        Some(_) => Ok(()),
    }
}
