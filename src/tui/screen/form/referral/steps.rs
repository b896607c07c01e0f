//! The small steps of a referral: screening, wait list, first contacts, treatment, its end.

use super::super::sheet::{Seed, Wrong, given, listed};
use crate::domain::referral::{FirstContacts, ReferralStatus};
use crate::domain::{MemberId, Word};
use crate::store::view::referral::{ReferralBrief, ReferralForm, TreatmentStep};
use crate::tui::widget::field::{Field, PickOption};
use crate::tui::widget::form::Form;

/// What the screening found; nothing is chosen before somebody chooses.
pub(super) fn screen(seed: &Seed<'_>, brief: &ReferralBrief) -> Form {
    let outcomes: &[ReferralStatus] = match brief.status {
        ReferralStatus::Received => {
            &[ReferralStatus::Screening, ReferralStatus::Eligible, ReferralStatus::Ineligible]
        }
        _ => &[ReferralStatus::Eligible, ReferralStatus::Ineligible],
    };
    let options = outcomes
        .iter()
        .map(|status| {
            let label = match status {
                ReferralStatus::Screening => "Still being screened",
                ReferralStatus::Eligible => "Eligible",
                other => other.label(),
            };
            (status.word().to_owned(), label.to_owned())
        })
        .collect();
    let mut fields = vec![
        Field::date("on", "Screened on", Some(seed.today)).required("Say on which day"),
        Field::choice("outcome", "Outcome", options, None).required("Choose what the screening found"),
    ];
    fields.extend(reasons(seed));
    hidden(Form::new(seed.today, fields))
}

/// How a referral ends short of enrolment.
pub(super) fn end(seed: &Seed<'_>, brief: &ReferralBrief) -> Form {
    let among: Vec<ReferralStatus> =
        brief.status.onward().iter().copied().filter(|status| status.needs_reason()).collect();
    let mut fields = vec![
        Field::date("on", "Ended on", Some(seed.today)).required("Say on which day"),
        Field::words("outcome", "Outcome", &among, None).required("Choose how it ended"),
    ];
    fields.extend(reasons(seed));
    hidden(Form::new(seed.today, fields).button("End it"))
}

fn reasons(seed: &Seed<'_>) -> [Field; 2] {
    let lists = &seed.settings.lists;
    let sentence = "Choose the reason: no referral ends without one";
    [
        Field::choice("ineligible", "Reason", listed(&lists.ineligible_reason), None).required(sentence),
        Field::choice("ended", "Reason", listed(&lists.referral_end_reason), None).required(sentence),
    ]
}

fn hidden(mut form: Form) -> Form {
    show_reason(&mut form);
    form
}

/// Shows the reasons that go with the outcome.
pub(super) fn show_reason(form: &mut Form) {
    let outcome = form.word::<ReferralStatus>("outcome");
    let ineligible = outcome == Some(ReferralStatus::Ineligible);
    form.show("ineligible", ineligible);
    form.show("ended", !ineligible && outcome.is_some_and(ReferralStatus::needs_reason));
}

/// The outcome with its reason.
pub(super) fn read_outcome(form: &Form, brief: &ReferralBrief) -> Result<ReferralForm, Wrong> {
    let to = given(form.word::<ReferralStatus>("outcome"), "outcome", "Choose the outcome")?;
    let key = if to == ReferralStatus::Ineligible { "ineligible" } else { "ended" };
    let reason = form.choice(key).filter(|_| to.needs_reason()).unwrap_or_default();
    step(form, brief, to, reason)
}

/// A step that needs a day and may have a word on why.
pub(super) fn plain(seed: &Seed<'_>, when: &str, button: &str) -> Form {
    let fields = vec![
        Field::date("on", when, Some(seed.today)).required("Say on which day"),
        Field::text("reason", "Why", "").hint("It may stay empty"),
    ];
    Form::new(seed.today, fields).button(button)
}

/// The step to there.
pub(super) fn read_plain(
    form: &Form,
    brief: &ReferralBrief,
    to: ReferralStatus,
) -> Result<ReferralForm, Wrong> {
    step(form, brief, to, form.text("reason"))
}

fn step(
    form: &Form,
    brief: &ReferralBrief,
    to: ReferralStatus,
    reason: String,
) -> Result<ReferralForm, Wrong> {
    let on = given(form.date("on"), "on", "Say on which day")?;
    Ok(ReferralForm::Step { id: brief.id, version: brief.version, to, on, reason })
}

/// Another place in the wait list.
pub(super) fn place(seed: &Seed<'_>, count: i64) -> Form {
    let fields = vec![
        Field::number("place", "To place", None, (1, count.max(1)), &format!("of {count}"))
            .required("Say to which place"),
        Field::text("reason", "Why", "").required("Give the reason: the order is kept with it"),
    ];
    Form::new(seed.today, fields).button("Move it")
}

/// Where to, and why.
pub(super) fn read_place(form: &Form, brief: &ReferralBrief) -> Result<ReferralForm, Wrong> {
    let place = given(form.number("place"), "place", "Say to which place")?;
    Ok(ReferralForm::Move { id: brief.id, version: brief.version, place, reason: form.text("reason") })
}

/// The Recovery Coordinator's first steps towards the family.
pub(super) fn contacts(seed: &Seed<'_>, brief: &ReferralBrief) -> Form {
    let known = brief.contacts;
    let fields = vec![
        Field::note("That contact was tried or made needs no consent: days only, no adult, no content."),
        Field::date("attempt", "First attempt", known.attempt),
        Field::date("contact", "First contact", known.contact),
        Field::date("face_to_face", "Face to face", known.face_to_face),
    ];
    Form::new(seed.today, fields)
}

/// The days, in an order that can be.
pub(super) fn read_contacts(form: &Form, brief: &ReferralBrief) -> Result<ReferralForm, Wrong> {
    let contacts = FirstContacts {
        attempt: form.date("attempt"),
        contact: form.date("contact"),
        face_to_face: form.date("face_to_face"),
    };
    // The day of today is the store's to say; what is out of order can be said at once.
    contacts.check(brief.entry.received_on, chrono::NaiveDate::MAX)?;
    Ok(ReferralForm::Contacts { id: brief.id, version: brief.version, contacts })
}

/// A step into treatment.
pub(super) fn treatment(seed: &Seed<'_>, brief: &ReferralBrief) -> Form {
    let adults: Vec<PickOption> =
        brief.adults.iter().map(|(id, alias)| PickOption::new(id.0, alias.clone(), "adult")).collect();
    let fields = vec![
        Field::pick("member", "Adult", adults, None).required("Choose the adult"),
        Field::word::<TreatmentStep>("step", "Step", None).required("Choose the step"),
        Field::date("on", "On", Some(seed.today)).required("Say on which day"),
        Field::text("reference", "Reference", "")
            .hint("Only where no consent covers it: your own record's number"),
    ];
    Form::new(seed.today, fields)
}

/// The step.
pub(super) fn read_treatment(form: &Form, brief: &ReferralBrief) -> Result<ReferralForm, Wrong> {
    Ok(ReferralForm::Treatment {
        id: brief.id,
        member: MemberId(given(form.pick("member"), "member", "Choose the adult")?),
        step: given(form.word("step"), "step", "Choose the step")?,
        on: given(form.date("on"), "on", "Say on which day")?,
        reference: form.text("reference"),
    })
}
