//! The form that logs a contact with a family.

use super::sheet::{
    Seed, Sheet, Wrong, children, given, only_in_person, options, own_workers, refill_children, ticked,
    worker_of,
};
use crate::domain::access::{Act, Viewer};
use crate::domain::dates::read_time;
use crate::domain::service::Mode;
use crate::domain::{FamilyId, MemberId, StaffId};
use crate::error::Error;
use crate::store::Request;
use crate::store::request::Form as Filled;
use crate::store::view::form::ContactForm;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// Logs a contact.
pub(super) struct Contact {
    pub family: Option<FamilyId>,
}

impl Sheet for Contact {
    fn title(&self) -> String {
        self.family
            .map_or_else(|| "Log a contact".to_owned(), |family| format!("Log a contact with {family}"))
    }

    fn act(&self, viewer: &Viewer) -> Act {
        Act::LogService(worker_of(viewer.side))
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let mut others = options(&seed.choices.intact_workers);
        others.extend(options(&seed.choices.coordinators));
        let fields = vec![
            Field::pick("family", "Family", options(&seed.choices.families), self.family.map(|id| id.0))
                .required("Choose the family: type a part of its number or name"),
            Field::pick("staff", "Who was there", own_workers(seed), None)
                .required("Choose who was there: type a part of the name"),
            Field::date("on", "On", Some(seed.today)).past().required("Say on which day"),
            Field::word::<Mode>("mode", "How", None).required("Choose how"),
            Field::text("began", "Began at", "")
                .hint("Such as 10:00 or 2pm; it may stay empty")
                .rule(|field| read_time(&field.value()).err()),
            Field::number("minutes", "How long", None, (1, 720), "min"),
            Field::pick("joint_with", "Together with", others, None)
                .hint("For a joint visit: the other worker"),
            Field::many("children", "Children seen", children(seed))
                .hint("Space ticks a child that was seen"),
            Field::date("documented_on", "Documented on", None)
                .hint("The day it was entered into the record; leave it empty until it is"),
        ];
        let mut form = Form::new(seed.today, fields);
        if self.family.is_some() {
            form.focus_on("staff");
        }
        form
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let began = form.some_text("began").map(|text| read_time(&text)).transpose();
        Ok(Filled::Contact(ContactForm {
            family: FamilyId(given(form.pick("family"), "family", "Choose the family")?),
            staff: StaffId(given(form.pick("staff"), "staff", "Choose who was there")?),
            on: given(form.date("on"), "on", "Say on which day")?,
            began: began.map_err(|sentence| ("began", sentence))?,
            minutes: form.number("minutes").and_then(|minutes| u32::try_from(minutes).ok()),
            mode: given(form.word("mode"), "mode", "Choose how")?,
            joint_with: form.pick("joint_with").map(StaffId),
            children: ticked(form, "children").into_iter().map(MemberId).collect(),
            documented_on: form.date("documented_on"),
        }))
    }

    fn family(&self) -> Option<FamilyId> {
        self.family
    }

    fn family_in(&self, form: &Form) -> Option<FamilyId> {
        form.pick("family").map(FamilyId)
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, _: &Seed<'_>) -> Option<Request> {
        match key {
            "family" => {
                form.set_many("children", Vec::new());
                form.pick("family").map(|family| Request::Choices(Some(FamilyId(family))))
            }
            "mode" => {
                only_in_person(form);
                None
            }
            _ => None,
        }
    }

    fn refill(&self, form: &mut Form, seed: &Seed<'_>) -> Option<Request> {
        refill_children(form, seed);
        None
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        super::service::blame(&error.message)
    }
}
