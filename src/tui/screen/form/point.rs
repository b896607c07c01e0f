//! The form that sends something about a family or a pair to the next Co-Supervision.

use super::sheet::{Seed, Sheet, Wrong, members, ticked};
use crate::domain::access::{Act, Viewer};
use crate::domain::family::MemberKind;
use crate::domain::staff::Side;
use crate::domain::{FamilyId, MemberId};
use crate::store::request::Form as Filled;
use crate::store::view::prepare::{PointAbout, PointForm};
use crate::tui::screen::PointFrom;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// Sends a point about a family or a pair to the next Co-Supervision.
pub(super) struct Point {
    pub on: PointAbout,
    pub from: PointFrom,
}

impl Sheet for Point {
    fn title(&self) -> String {
        let about = self.on.family().map_or_else(|| self.from.pair.clone(), |family| family.to_string());
        format!("Send to the next Co-Supervision, {about}")
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditItem
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let mut fields = vec![
            Field::long("body", "To be spoken of", &self.from.words, 3)
                .required("Say what is to be spoken of"),
        ];
        if seed.viewer.side == Side::Treatment && self.on.family().is_some() {
            let adults = members(seed, MemberKind::Adult);
            let told = self.from.treatment;
            let lines =
                adults.iter().map(|adult| (adult.id.to_string(), adult.label.clone(), told)).collect();
            fields.push(
                Field::many("about", "Tells of treatment of", lines)
                    .hint("Tick whom: who may read it is judged by the consent. None: both agencies see it"),
            );
        } else {
            fields.push(Field::note(seed.settings.notices.both_agencies.clone()));
        }
        Form::new(seed.today, fields).button("Send")
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let about = ticked(form, "about").into_iter().map(MemberId).collect();
        Ok(Filled::Point(PointForm { on: self.on, item: self.from.item, body: form.text("body"), about }))
    }

    fn family(&self) -> Option<FamilyId> {
        self.on.family()
    }

    fn drafts(&self) -> &'static [&'static str] {
        // On the treatment side the words may tell of treatment before it is said of whom: they are kept nowhere yet.
        &[]
    }
}
