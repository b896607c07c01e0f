//! Steps into treatment: facts of an adult under 42 CFR Part 2, or one line that says they are documented elsewhere.

use super::core;
use crate::domain::access::Act;
use crate::domain::family::MemberKind;
use crate::domain::{MemberId, ReferralId, Word};
use crate::error::{Result, invalid};
use crate::store::consents::covering;
use crate::store::forms::desk::short_line;
use crate::store::sql::word;
use crate::store::view::referral::TreatmentStep;
use crate::store::write::What;
use crate::store::{OpId, Store};
use chrono::NaiveDate;

impl Store {
    /// Records a step under the consent in force on its day; without one, only that it is documented elsewhere.
    ///
    /// # Errors
    /// Not a SUD Supervisor; not an adult of the referral's family; neither a consent nor a reference.
    pub(super) fn referral_treatment(
        &mut self,
        op: OpId,
        id: ReferralId,
        (member, step): (MemberId, TreatmentStep),
        on: NaiveDate,
        reference: &str,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::WriteTreatment)?;
        let reference = short_line(reference, "The reference", 60)?;
        desk.not_future(on, "the step is")?;
        self.write(op, What::of("treatment_step", "referral", id.0), |tx| {
            let core = core(tx.sql(), &desk, id)?;
            let (alias, kind, family) = desk.member(tx.sql(), member)?;
            if kind != MemberKind::Adult || Some(family.id) != core.family {
                return Err(invalid(format!("{alias} is not an adult of the family of {id}"))
                    .hint("choose one from the list"));
            }
            if on < core.received_on {
                return Err(invalid(format!("{id} was received on {}", desk.day(core.received_on)))
                    .hint("choose that day or a later one"));
            }
            let consent = covering(tx.sql(), (member, step.category()), on, Some(family.intact_agency))?;
            match (consent, reference.is_empty()) {
                (Some(consent), _) => {
                    tx.part2(true);
                    tx.insert(
                        "treatment_step",
                        &[
                            ("member_id", &member),
                            ("consent_id", &consent),
                            ("kind", &word(step)),
                            ("on_date", &on),
                            ("referral_id", &id),
                        ],
                    )?;
                    let what = step.label().to_lowercase();
                    Ok((id.0, format!("{id}: {what} of {alias} on {}, under the consent", desk.day(on))))
                }
                (None, false) => {
                    tx.insert(
                        "referral_elsewhere",
                        &[
                            ("referral_id", &id),
                            ("on_date", &on),
                            ("reference", &reference),
                            ("staff_id", &desk.viewer.staff),
                        ],
                    )?;
                    Ok((id.0, format!("{id}: documented elsewhere, {}, {reference}", desk.day(on))))
                }
                (None, true) => {
                    let covers = step.category().label();
                    Err(invalid(format!("no consent of {alias} in force on {} covers {covers}", desk.day(on)))
                        .hint("give the reference in your agency's own record: only that it is documented there is kept here"))
                }
            }
        })
    }
}
