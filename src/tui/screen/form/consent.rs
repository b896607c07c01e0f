//! The form that records a consent of an adult, completes one or renews one; what becomes of them is in `change`.

mod change;

pub use change::{ConsentSheet, Opening};

use super::sheet::{Seed, Sheet, Wrong, given, listed, members, options, ticked, ticked_words};
use crate::domain::access::{Act, Viewer};
use crate::domain::consent::Category;
use crate::domain::family::MemberKind;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::Error;
use crate::settings::List;
use crate::store::Request;
use crate::store::request::Form as Filled;
use crate::store::view::consent::{Consent as Known, ConsentChange};
use crate::store::view::form::ConsentForm;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// The word of a list for what has a field of its own.
const OTHER: &str = "other";
/// Each choice that can be answered in other words, with the field for them.
const WORDED: [(&str, &str); 3] =
    [("agency", "recipient"), ("purpose", "purpose_text"), ("event", "event_text")];

/// Records a consent, completes one, or renews one.
pub(super) struct Consent {
    pub family: FamilyId,
    pub member: Option<MemberId>,
    pub from: From,
}

/// What the form begins with.
pub(super) enum From {
    /// Nothing.
    Nothing,
    /// The consent that it follows: its words, but neither signature nor dates nor the right to revoke.
    Old(Box<Known>),
    /// The consent that lacks something: all that it states.
    Unfinished(Box<Known>),
}

impl Consent {
    /// What stands in the fields at first, of the consent it begins with; none of it is judged.
    fn known(&self) -> Option<&ConsentForm> {
        match &self.from {
            From::Nothing => None,
            From::Old(known) | From::Unfinished(known) => Some(&known.said),
        }
    }

    /// What stands in the fields that only the paper in hand can answer.
    fn answered(&self) -> Option<&ConsentForm> {
        match &self.from {
            From::Unfinished(known) => Some(&known.said),
            From::Nothing | From::Old(_) => None,
        }
    }

    fn note(&self) -> &'static str {
        match &self.from {
            From::Nothing => {
                "Whatever is missing leaves the consent defective: it is kept, and grants nothing."
            }
            From::Old(_) => {
                "Taken over from the consent before it: check each word against the new form. What was signed is asked anew."
            }
            From::Unfinished(_) => "It grants nothing until it is whole. What it states already stands here.",
        }
    }

    /// What is filled in just now.
    fn form(&self, form: &Form, seed: &Seed<'_>) -> Option<ConsentForm> {
        let lists = &seed.settings.lists;
        Some(ConsentForm {
            member: MemberId(form.pick("member")?),
            renews: match &self.from {
                From::Old(known) => Some(known.id),
                From::Nothing | From::Unfinished(_) => None,
            },
            recipient: match form.choice("agency") {
                Some(name) if name != OTHER => name,
                _ => form.text("recipient"),
            },
            others: ticked(form, "others"),
            categories: ticked_words(form, "categories"),
            purpose: worded(form, "purpose", "purpose_text", &lists.consent_purpose),
            right_to_revoke: form.yes("revoke").unwrap_or(false),
            signed: form.yes("signed").unwrap_or(false),
            signed_on: form.date("signed_on"),
            expires_on: form.date("expires_on"),
            expires_event: worded(form, "event", "event_text", &lists.consent_event),
        })
    }

    /// Says under the field that was answered what is still missing.
    fn guide(&self, form: &mut Form, key: &'static str, seed: &Seed<'_>) {
        let Some(filled) = self.form(form, seed) else { return };
        let missing = filled.elements().missing();
        let said = if missing.is_empty() {
            "Whole: it grants what it covers from the day of the signature".to_owned()
        } else {
            format!("Still missing: {}", missing.join(", "))
        };
        form.forget_findings();
        form.find(key, key, &said, false);
    }
}

impl Sheet for Consent {
    fn title(&self) -> String {
        match &self.from {
            From::Nothing => format!("Record a consent of an adult in {}", self.family),
            From::Old(_) => format!("Renew a consent of an adult in {}", self.family),
            From::Unfinished(_) => format!("Complete a consent of an adult in {}", self.family),
        }
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::RecordConsent
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let mut form = Form::new(seed.today, self.fields(seed));
        for (key, words) in WORDED {
            let other = form.choice(key).as_deref() == Some(OTHER);
            form.show(words, other);
        }
        if self.member.is_some() {
            form.focus_on("agency");
        }
        form
    }

    fn read(&self, form: &Form, seed: &Seed<'_>) -> Result<Filled, Wrong> {
        let filled = given(self.form(form, seed), "member", "Choose the adult who consents")?;
        Ok(match &self.from {
            From::Unfinished(known) => {
                Filled::ConsentChange(Box::new(ConsentChange::Complete(known.id, known.version, filled)))
            }
            From::Nothing | From::Old(_) => Filled::Consent(filled),
        })
    }

    fn family(&self) -> Option<FamilyId> {
        Some(self.family)
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, seed: &Seed<'_>) -> Option<Request> {
        if let Some((_, words)) = WORDED.iter().find(|(choice, _)| *choice == key) {
            form.show(words, form.text(key) == OTHER);
        }
        self.guide(form, key, seed);
        None
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        if error.message.contains("still to come") {
            return Some("signed_on");
        }
        error.message.contains("would end").then_some("expires_on")
    }
}

impl Consent {
    fn fields(&self, seed: &Seed<'_>) -> Vec<Field> {
        let lists = &seed.settings.lists;
        let (known, answered) = (self.known(), self.answered());
        let said = |of: fn(&ConsentForm) -> &str| known.map(of).unwrap_or_default();
        let agencies = agencies(seed);
        let names = agencies.iter().map(|(name, label)| (name.as_str(), label.as_str()));
        let (to, to_words) = split(said(|form| &form.recipient), names);
        let (purpose, purpose_words) = split(said(|form| &form.purpose), labels(&lists.consent_purpose));
        let (event, event_words) = split(said(|form| &form.expires_event), labels(&lists.consent_event));
        let ticked = |one: &Category| known.is_some_and(|form| form.categories.contains(one));
        let categories =
            Category::ALL.iter().map(|one| (one.word().to_owned(), one.label().to_owned(), ticked(one)));
        let others = seed.choices.agencies.iter().map(|one| {
            (one.id.to_string(), one.label.clone(), known.is_some_and(|form| form.others.contains(&one.id)))
        });
        vec![
            Field::note(self.note()),
            Field::pick(
                "member",
                "Adult",
                options(&members(seed, MemberKind::Adult)),
                self.member.map(|id| id.0),
            )
            .required("Choose the adult who consents"),
            Field::choice("agency", "Who receives it", agencies.clone(), to.as_deref())
                .hint("As the form says it; what it covers opens to that agency alone"),
            Field::text("recipient", "In words", &to_words)
                .hint("A name, or a class: the Intact staff of the agency"),
            Field::many("categories", "It covers", categories.collect())
                .hint("Space ticks what the form names"),
            Field::many("others", "Others who receive it", others.collect())
                .hint("Space ticks each other agency that the form names"),
            Field::choice("purpose", "Purpose", listed(&lists.consent_purpose), purpose.as_deref()),
            Field::text("purpose_text", "In words", &purpose_words).hint("The purpose as the form says it"),
            Field::yes_no("revoke", "States right to revoke?", yes(answered, |form| form.right_to_revoke)),
            Field::yes_no("signed", "Signature seen?", yes(answered, |form| form.signed)),
            Field::date("signed_on", "Signed on", answered.and_then(|form| form.signed_on)),
            Field::date("expires_on", "Ends on", answered.and_then(|form| form.expires_on))
                .hint("The first day on which it no longer holds"),
            Field::choice("event", "Or ends", listed(&lists.consent_event), event.as_deref())
                .hint("Where it ends with an event and not on a date"),
            Field::text("event_text", "In words", &event_words).hint("The event as the form says it"),
        ]
    }
}

/// What was stated already; what was not seen yet is not answered "no".
fn yes(form: Option<&ConsentForm>, of: fn(&ConsentForm) -> bool) -> Option<bool> {
    form.map(of).filter(|yes| *yes)
}

fn labels(list: &List) -> impl Iterator<Item = (&str, &str)> {
    list.choices().map(|one| (one.value.as_str(), one.label.as_str()))
}

/// The choice with this label; other words stand in the field beside it.
fn split<'a>(said: &str, mut among: impl Iterator<Item = (&'a str, &'a str)>) -> (Option<String>, String) {
    match among.find(|(_, label)| *label == said) {
        _ if said.is_empty() => (None, String::new()),
        Some((value, _)) => (Some(value.to_owned()), String::new()),
        None => (Some(OTHER.to_owned()), said.to_owned()),
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
