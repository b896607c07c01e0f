//! The form that adds a member to a family.

use super::sheet::{Seed, Sheet, Wrong, given};
use crate::domain::FamilyId;
use crate::domain::access::{Act, Viewer};
use crate::domain::alias::wrong_alias;
use crate::domain::family::MemberKind;
use crate::error::Error;
use crate::store::Request;
use crate::store::request::Form as Filled;
use crate::store::view::form::MemberForm;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use chrono::Datelike;

/// Adds a member.
pub(super) struct Member {
    pub family: FamilyId,
}

impl Sheet for Member {
    fn title(&self) -> String {
        format!("Add a member to {}", self.family)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditFamily
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        build(seed, None)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        read(self.family, form).map(Filled::Member)
    }

    fn family(&self) -> Option<FamilyId> {
        Some(self.family)
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, _: &Seed<'_>) -> Option<Request> {
        if key == "kind" {
            show(form);
        }
        None
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        blame(error)
    }
}

/// The fields of a member, as they stand where there is one already.
pub(super) fn build(seed: &Seed<'_>, now: Option<&MemberForm>) -> Form {
    let year = i64::from(seed.today.year());
    let kind = now.map(|now| now.kind);
    let fields = vec![
        Field::text("alias", "Initials or alias", now.map_or("", |now| now.alias.as_str()))
            .required("Give initials or an alias, such as A or JB")
            .hint("Never a full name: A, JB, baby B")
            .rule(|field| wrong_alias(&field.value()).map(str::to_owned)),
        Field::word("kind", "Is", kind)
            .required("Choose adult or child")
            .locked(kind.map(|_| "an adult stays an adult, and a child a child")),
        Field::number(
            "birth_year",
            "Born in year",
            now.and_then(|now| now.birth_year).map(i64::from),
            (1900, year),
            "",
        )
        .hint("A child's year and month say when it is an infant"),
        Field::number(
            "birth_month",
            "Month",
            now.and_then(|now| now.birth_month).map(i64::from),
            (1, 12),
            "",
        ),
        Field::yes_no("in_home", "Lives in the home?", now.map(|now| now.in_home))
            .required("Say whether they live in the home"),
        Field::yes_no("participant", "In the programme?", now.map(|now| now.participant))
            .hint("Whether this adult takes part in the recovery programme"),
        Field::yes_no("exposed", "Substance-exposed?", now.map(|now| now.substance_exposed))
            .hint("A substance-exposed infant"),
    ];
    let mut form = Form::new(seed.today, fields);
    show(&mut form);
    form
}

/// What stands in the fields of a member.
pub(super) fn read(family: FamilyId, form: &Form) -> Result<MemberForm, Wrong> {
    let number = |key: &str| form.number(key);
    Ok(MemberForm {
        family,
        kind: given(form.word("kind"), "kind", "Choose adult or child")?,
        alias: form.text("alias"),
        birth_year: number("birth_year").and_then(|year| i32::try_from(year).ok()),
        birth_month: number("birth_month").and_then(|month| u32::try_from(month).ok()),
        in_home: given(form.yes("in_home"), "in_home", "Say whether they live in the home")?,
        participant: form.yes("participant").unwrap_or(false),
        substance_exposed: form.yes("exposed").unwrap_or(false),
    })
}

/// The field that a refusal is about.
pub(super) fn blame(error: &Error) -> Option<&'static str> {
    let message = &error.message;
    if message.contains("month") {
        return Some("birth_month");
    }
    Some(if message.contains("birth") || message.contains("born") { "birth_year" } else { "alias" })
}

/// Shows what is asked of an adult or of a child alone.
fn show(form: &mut Form) {
    let kind = form.word::<MemberKind>("kind");
    form.show("participant", kind == Some(MemberKind::Adult));
    form.show("exposed", kind == Some(MemberKind::Child));
}
