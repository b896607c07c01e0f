//! The form for what is charged to the treatment agency's fee or training allowance.

use crate::domain::access::{Act, Viewer};
use crate::domain::charge::{self, ChargeKind};
use crate::domain::voucher::dollars;
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::charge::{ChargeChange, ChargeForm};
use crate::store::view::staffing::{StaffAsk, StaffChange, StaffReply};
use crate::store::{Reply, Request};
use crate::tui::screen::form::sheet::{Seed, Sheet, Wrong, given};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// A charge: a new one, or one that is changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Charge {
    /// As it stands; none: a new one.
    pub now: Option<ChargeForm>,
}

impl Sheet for Charge {
    fn title(&self) -> String {
        if self.now.is_some() { "Change a charge".into() } else { "Charge to a fee or allowance".into() }
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::KeepFees
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let now = self.now.as_ref();
        let amount = now.map(|now| dollars(now.cents)).unwrap_or_default();
        let fields = vec![
            Field::word::<ChargeKind>("kind", "To which", now.map(|now| now.kind))
                .required("Choose the fee or the training allowance"),
            Field::date("on", "On", now.map(|now| now.on)).past().required("Say on which day"),
            Field::text("amount", "Amount in dollars", &amount).required("Say how much").rule(|field| {
                let right = charge::read(&field.value()).is_some_and(|cents| cents > 0);
                (!right).then(|| "Give an amount, such as 250 or 250.50".to_owned())
            }),
            Field::text("what", "What for", now.map(|now| now.what_for.as_str()).unwrap_or_default())
                .required("Say what it was for")
                .hint("What a person's own training cost is entered with that person and counts as well"),
        ];
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let charge = ChargeForm {
            row: self.now.as_ref().and_then(|now| now.row),
            kind: given(form.word("kind"), "kind", "Choose the fee or the training allowance")?,
            on: given(form.date("on"), "on", "Say on which day")?,
            cents: given(charge::read(&form.text("amount")), "amount", "Give an amount, such as 250")?,
            what_for: form.text("what"),
        };
        Ok(Filled::StaffChange(StaffChange::Charge(ChargeChange::Save(charge))))
    }

    fn again(&self) -> Option<Request> {
        self.now.is_some().then_some(Request::Staff(StaffAsk::Places))
    }

    fn renew(&mut self, reply: &Reply) {
        let Reply::Staff(StaffReply::Places(places)) = reply else { return };
        let Some((id, _)) = self.now.as_ref().and_then(|now| now.row) else { return };
        let now = places.years.iter().flat_map(|year| &year.charges).find(|one| one.row.0 == id);
        if let Some(now) = now {
            self.now = Some(now.form());
        }
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let places = [("amount", "amount"), ("still to come", "on"), ("was for", "what")];
        places.iter().find(|(word, _)| error.message.contains(word)).map(|(_, key)| *key)
    }
}
