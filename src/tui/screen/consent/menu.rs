//! What can be done with a consent: dim, with its reason, where it cannot.

use super::super::{ConsentSheet, Ctx, FormKind, Target};
use crate::domain::FamilyId;
use crate::domain::access::Act;
use crate::domain::consent::ConsentState as State;
use crate::store::view::consent::Consent;
use crate::tui::dialog::MenuItem;

/// The lines of the menu, each with what it opens.
pub(super) fn lines(family: FamilyId, consent: &Consent, ctx: &Ctx<'_>) -> Vec<(MenuItem, Target)> {
    let open = matches!(consent.state, State::Draft | State::Defective);
    let holds = matches!(consent.state, State::Active | State::Expiring);
    let ended = (!holds).then_some("It grants nothing today");
    let whole = (!open).then_some("It is complete: what was signed stays as it was signed");
    let no_event = consent.said.expires_event.is_empty().then_some("It names no event that ends it");
    let unsigned = open.then_some("It is not complete yet: fill in what is missing");
    let all = Box::new(consent.clone());
    [
        ("Fill in what is missing", ConsentSheet::Complete(family, all.clone()), whole),
        ("Renew with a new one", ConsentSheet::Renew(family, all.clone()), unsigned),
        ("Revoke it, or a part of it", ConsentSheet::Revoke(family, all.clone()), ended),
        ("The event came that ends it", ConsentSheet::EventCame(family, all), no_event.or(ended)),
    ]
    .into_iter()
    .map(|(label, sheet, off)| {
        let may = ctx.can(Act::RecordConsent).and(off.map_or(Ok(()), Err));
        (MenuItem::new(label).allowed(may), Target::Form(FormKind::ConsentChange(Box::new(sheet))))
    })
    .collect()
}
