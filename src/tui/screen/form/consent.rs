//! The form that records a consent of an adult.

use super::sheet::{Seed, Sheet, Wrong, given, listed, members, options, ticked_words};
use crate::domain::access::{Act, Viewer};
use crate::domain::consent::Category;
use crate::domain::family::MemberKind;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::Error;
use crate::settings::List;
use crate::store::Request;
use crate::store::request::Form as Filled;
use crate::store::view::form::ConsentForm;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// The word of a list for what has a field of its own.
const OTHER: &str = "other";

/// Records a consent.
pub(super) struct Consent {
    pub family: FamilyId,
    pub member: Option<MemberId>,
}

impl Sheet for Consent {
    fn title(&self) -> String {
        format!("Record a consent of an adult in {}", self.family)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::RecordConsent
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let lists = &seed.settings.lists;
        let categories =
            Category::ALL.iter().map(|one| (one.word().to_owned(), one.label().to_owned(), false));
        let fields = vec![
            Field::note("Whatever is missing leaves the consent defective: it is kept, and grants nothing."),
            Field::pick(
                "member",
                "Adult",
                options(&members(seed, MemberKind::Adult)),
                self.member.map(|id| id.0),
            )
            .required("Choose the adult who consents"),
            Field::choice("agency", "Who receives it", agencies(seed), None)
                .hint("As the form says it; what it covers opens to that agency alone"),
            Field::text("recipient", "In words", "")
                .hint("A name, or a class: the Intact staff of the agency"),
            Field::many("categories", "It covers", categories.collect())
                .hint("Space ticks what the form names"),
            Field::choice("purpose", "Purpose", listed(&lists.consent_purpose), None),
            Field::text("purpose_text", "In words", "").hint("The purpose as the form says it"),
            Field::yes_no("revoke", "States right to revoke?", None),
            Field::yes_no("signed", "Signature seen?", None),
            Field::date("signed_on", "Signed on", None),
            Field::date("expires_on", "Ends on", None).hint("The first day on which it no longer holds"),
            Field::choice("event", "Or ends", listed(&lists.consent_event), None)
                .hint("Where it ends with an event and not on a date"),
            Field::text("event_text", "In words", "").hint("The event as the form says it"),
        ];
        let mut form = Form::new(seed.today, fields);
        form.show("recipient", false);
        form.show("purpose_text", false);
        form.show("event_text", false);
        if self.member.is_some() {
            form.focus_on("agency");
        }
        form
    }

    fn read(&self, form: &Form, seed: &Seed<'_>) -> Result<Filled, Wrong> {
        let lists = &seed.settings.lists;
        Ok(Filled::Consent(ConsentForm {
            member: MemberId(given(form.pick("member"), "member", "Choose the adult who consents")?),
            recipient: match form.choice("agency") {
                Some(name) if name != OTHER => name,
                _ => form.text("recipient"),
            },
            categories: ticked_words(form, "categories"),
            purpose: worded(form, "purpose", "purpose_text", &lists.consent_purpose),
            right_to_revoke: form.yes("revoke").unwrap_or(false),
            signed: form.yes("signed").unwrap_or(false),
            signed_on: form.date("signed_on"),
            expires_on: form.date("expires_on"),
            expires_event: worded(form, "event", "event_text", &lists.consent_event),
        }))
    }

    fn family(&self) -> Option<FamilyId> {
        Some(self.family)
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, _: &Seed<'_>) -> Option<Request> {
        match key {
            "agency" => form.show("recipient", form.text("agency") == OTHER),
            "purpose" => form.show("purpose_text", form.text("purpose") == OTHER),
            "event" => form.show("event_text", form.text("event") == OTHER),
            _ => {}
        }
        None
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        if error.message.contains("still to come") {
            return Some("signed_on");
        }
        error.message.contains("would end").then_some("expires_on")
    }
}

/// The agencies of the partnership that treat or serve families, and a wording of the form's own.
fn agencies(seed: &Seed<'_>) -> Vec<(String, String)> {
    let known = seed.choices.agencies.iter().map(|agency| (agency.label.clone(), agency.label.clone()));
    known.chain([(OTHER.to_owned(), "Other words".to_owned())]).collect()
}

/// What was chosen, as people read it; for "other", the words beside it.
fn worded(form: &Form, key: &str, words: &str, list: &List) -> String {
    match form.choice(key) {
        None => String::new(),
        Some(value) if value == OTHER => form.text(words),
        Some(value) => list.label(&value).to_owned(),
    }
}
