//! The forms about what becomes of a consent, and the one that opens an exception.

use super::{Consent, From};
use crate::domain::access::{Act, Viewer};
use crate::domain::consent::{Basis, Category};
use crate::domain::family::MemberKind;
use crate::domain::{ConsentId, FamilyId, MemberId, Word};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::consent::{Consent as Known, ConsentChange, ExceptionForm, Revoked};
use crate::tui::screen::form::sheet::{Seed, Sheet, Wrong, given, members, options, ticked_words};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// A form about a consent that is there, or about an exception.
#[derive(Clone, Debug, PartialEq)]
pub enum ConsentSheet {
    /// A new consent that follows an old one.
    Renew(FamilyId, Box<Known>),
    /// What a consent lacks.
    Complete(FamilyId, Box<Known>),
    /// Revokes a consent or a part of it.
    Revoke(FamilyId, Box<Known>),
    /// The event came that ends a consent.
    EventCame(FamilyId, Box<Known>),
    /// Opens treatment information without a consent.
    Except(Opening),
}

impl ConsentSheet {
    /// The family's key, and the form.
    pub(in crate::tui::screen::form) fn sheet(&self) -> (i64, Box<dyn Sheet>) {
        let begun = |family: FamilyId, member: MemberId, from: From| -> (i64, Box<dyn Sheet>) {
            (family.0, Box::new(Consent { family, member: Some(member), from }))
        };
        match self {
            Self::Renew(family, known) => begun(*family, known.said.member, From::Old(known.clone())),
            Self::Complete(family, known) => {
                begun(*family, known.said.member, From::Unfinished(known.clone()))
            }
            Self::Revoke(family, known) => {
                (family.0, Box::new(Ending { family: *family, known: (**known).clone(), event: false }))
            }
            Self::EventCame(family, known) => {
                (family.0, Box::new(Ending { family: *family, known: (**known).clone(), event: true }))
            }
            Self::Except(opening) => (opening.family.0, Box::new(opening.clone())),
        }
    }
}

/// Ends a consent: revoked, or by its event.
struct Ending {
    family: FamilyId,
    known: Known,
    event: bool,
}

impl Ending {
    /// What can be revoked: all of it, each category, each recipient that is left.
    fn parts(&self) -> Vec<(String, String)> {
        let mut parts = vec![(WHOLE.to_owned(), "All of it".to_owned())];
        let known = &self.known;
        let left = known.categories.iter().filter(|(_, ended)| ended.is_none());
        parts.extend(
            left.map(|(one, _)| (format!("category {}", one.word()), format!("Only {}", one.label()))),
        );
        let left = known.recipients.iter().filter(|one| one.ended_on.is_none());
        parts.extend(left.map(|one| (format!("recipient {}", one.agency), format!("Only for {}", one.name))));
        parts
    }
}

/// The key of a consent as a whole.
const WHOLE: &str = "whole";

/// What the key of a part stands for.
fn revoked(key: &str) -> Option<Revoked> {
    match key.split_once(' ') {
        None => (key == WHOLE).then_some(Revoked::Whole),
        Some(("category", word)) => Category::parse(word).map(Revoked::Category),
        Some((_, agency)) => agency.parse().ok().map(Revoked::Recipient),
    }
}

impl Sheet for Ending {
    fn title(&self) -> String {
        let id: ConsentId = self.known.id;
        let what = if self.event { "The event came that ends" } else { "Revoke" };
        format!("{what} consent {id} in {}", self.family)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::RecordConsent
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let fields = if self.event {
            vec![
                Field::note(format!("It ends so: {}", self.known.said.expires_event)),
                Field::date("on", "It came on", None).past().required("Say on which day"),
            ]
        } else {
            vec![
                Field::note(
                    "What was told before stays told. From that day on it is withheld, on every screen at once.",
                ),
                Field::choice("part", "What is revoked", self.parts(), None)
                    .required("Choose what is revoked"),
                Field::date("on", "From", None)
                    .past()
                    .required("Say from which day")
                    .hint("The day it was revoked"),
            ]
        };
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let on = given(form.date("on"), "on", "Say on which day")?;
        let (id, version) = (self.known.id, self.known.version);
        let change = if self.event {
            ConsentChange::EventCame(id, version, on)
        } else {
            let part = form.choice("part").and_then(|key| revoked(&key));
            ConsentChange::Revoke(id, version, on, given(part, "part", "Choose what is revoked")?)
        };
        Ok(Filled::ConsentChange(Box::new(change)))
    }

    fn family(&self) -> Option<FamilyId> {
        Some(self.family)
    }

    fn blame(&self, _: &Error) -> Option<&'static str> {
        Some("on")
    }
}

/// Opens treatment information of an adult without a consent.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// Whose family.
    pub family: FamilyId,
    /// Who, where that is known.
    pub member: Option<MemberId>,
}

impl Sheet for Opening {
    fn title(&self) -> String {
        format!("Open an exception in {}", self.family)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::OpenException
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let categories =
            Category::ALL.iter().map(|one| (one.word().to_owned(), one.label().to_owned(), false));
        let adults = options(&members(seed, MemberKind::Adult));
        let fields = vec![
            Field::note(
                "It opens what is ticked, and no more, to the child-welfare agency until its last day. Both agencies see that it is open, on what basis, and who opened it.",
            ),
            Field::pick("member", "Adult", adults, self.member.map(|id| id.0)).required("Choose the adult"),
            Field::word::<Basis>("basis", "Basis", None).required("Choose the basis"),
            Field::text("reason", "Reason", "")
                .required("Say why")
                .hint("Who asked, the number of the order or report; no more of the record than that takes"),
            Field::many("categories", "It opens", categories.collect())
                .hint("Space ticks what the basis covers"),
            Field::date("from", "From", None).required("Say from which day"),
            Field::date("to", "Ends on", None)
                .required("Say when it ends")
                .hint("The first day on which it no longer holds"),
        ];
        let mut form = Form::new(seed.today, fields);
        if self.member.is_some() {
            form.focus_on("basis");
        }
        form
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let categories = ticked_words(form, "categories");
        if categories.is_empty() {
            return Err(("categories", "Tick what the basis covers".to_owned()));
        }
        Ok(Filled::ConsentChange(Box::new(ConsentChange::Except(ExceptionForm {
            member: MemberId(given(form.pick("member"), "member", "Choose the adult")?),
            categories,
            basis: given(form.word("basis"), "basis", "Choose the basis")?,
            reason: form.text("reason"),
            from: given(form.date("from"), "from", "Say from which day")?,
            to: given(form.date("to"), "to", "Say when it ends")?,
        }))))
    }

    fn family(&self) -> Option<FamilyId> {
        Some(self.family)
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        Some(if error.message.contains("reason") { "reason" } else { "to" })
    }
}
