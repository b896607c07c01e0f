//! Forms about being away: leave, a deputy, leaving the agency.

use super::About;
use crate::domain::StaffId;
use crate::domain::access::{Act, Viewer};
use crate::domain::staff::Role;
use crate::domain::text::count;
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::form::Choice;
use crate::store::view::staffing::{Holdings, Row, StaffAsk, StaffChange, StaffReply, Successors};
use crate::store::{Reply, Request};
use crate::tui::screen::form::sheet::{Seed, Sheet, Wrong, given, options};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use chrono::NaiveDate;

/// A leave with its day of return.
#[derive(Clone, Debug, PartialEq)]
pub struct Leave {
    /// Who.
    pub about: About,
}

impl Sheet for Leave {
    fn title(&self) -> String {
        format!("Leave of {}", self.about.who)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.about.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let fields = vec![
            Field::date("from", "First day of leave", None).required("Say from which day"),
            Field::date("back", "First day back", None).hint("Leave it empty while nobody knows"),
        ];
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let from = given(form.date("from"), "from", "Say from which day")?;
        let back_on = form.date("back");
        if back_on.is_some_and(|back| back <= from) {
            return Err(("back", "The first day back comes after the first day of leave".into()));
        }
        Ok(Filled::StaffChange(StaffChange::Leave { staff: self.about.staff, from, back_on }))
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        Some(if error.message.contains("planned") { "back" } else { "from" })
    }
}

/// Leaving the agency, with what is still in their hands.
#[derive(Clone, Debug, PartialEq)]
pub struct Separation {
    /// Who.
    pub about: About,
    /// What they hold today.
    pub holdings: Holdings,
}

impl Sheet for Separation {
    fn title(&self) -> String {
        format!("{} leaves the agency", self.about.who)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.about.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let parts = self.holdings.parts();
        let others: Vec<Choice> =
            seed.choices.staff.iter().filter(|one| one.id != self.about.staff.0).cloned().collect();
        let mut fields =
            vec![Field::date("last_day", "Last day", None).required("Say which day is the last")];
        if !parts.is_empty() {
            let text = format!(
                "{} still holds {}. What somebody takes changes hands with this form, posts fall vacant, and \
                 Individuals of their own are cancelled; families are given to others from the person's page.",
                self.about.who,
                parts.join(", ")
            );
            fields.push(Field::note(text));
        }
        let alike = same_role(seed, &self.about);
        for (key, held, noun, among) in [
            ("items_to", self.holdings.items, "item", &others),
            ("meetings_to", self.holdings.meetings, "meeting", &alike),
            ("people_to", self.holdings.people, "person", &alike),
        ] {
            if held > 0 {
                let label = format!("Takes {}", count(held, noun));
                let field = Field::pick(key, label, options(among), None);
                // Which meetings come after the last day, only the store knows.
                fields.push(match key {
                    "meetings_to" => field.hint("Those after the last day; needed where there are any"),
                    _ => field.required("Choose who takes them"),
                });
            }
        }
        if !parts.is_empty() {
            fields.push(
                Field::yes_no("acknowledged", "Will be handed over", None)
                    .required("Say yes, or hand over first")
                    .hint("Yes: you know what is still theirs and see to it"),
            );
        }
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let acknowledged = form.yes("acknowledged") == Some(true);
        if !acknowledged && !self.holdings.parts().is_empty() {
            return Err(("acknowledged", "Say yes, or hand over first and come back".into()));
        }
        Ok(Filled::StaffChange(StaffChange::Separate {
            staff: self.about.staff,
            last_day: given(form.date("last_day"), "last_day", "Say which day is the last")?,
            to: Successors {
                items: form.pick("items_to").map(StaffId),
                meetings: form.pick("meetings_to").map(StaffId),
                people: form.pick("people_to").map(StaffId),
            },
            acknowledged,
        }))
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let places = [
            ("item", "items_to"),
            ("meeting", "meetings_to"),
            ("supervises", "people_to"),
            ("still holds", "acknowledged"),
        ];
        let known = places.iter().find(|(word, _)| error.message.contains(word)).map(|(_, key)| *key);
        known.or(Some("last_day"))
    }
}

/// The others of the same role.
fn same_role(seed: &Seed<'_>, about: &About) -> Vec<Choice> {
    let among = match about.role {
        Role::IntactWorker => &seed.choices.intact_workers,
        Role::RecoveryCoordinator => &seed.choices.coordinators,
        _ => &seed.choices.supervisors,
    };
    among.iter().filter(|one| one.id != about.staff.0).cloned().collect()
}

/// A deputy for a supervisor who is away.
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    /// Who is away.
    pub about: About,
    /// Who could stand in.
    pub deputies: Vec<Choice>,
}

impl Sheet for Cover {
    fn title(&self) -> String {
        format!("A deputy for {}", self.about.who)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.about.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let note = "From the first day to the last the deputy sees these sites, counts in their meetings and signs \
                    for them. Personnel notes stay with whoever wrote them.";
        let fields = vec![
            Field::note(note),
            Field::pick("deputy", "Deputy", options(&self.deputies), None).required("Choose who stands in"),
            Field::date("from", "First day", None).required("Say from which day"),
            Field::date("last_day", "Last day", None).required("Say until which day"),
            Field::text("reason", "Reason", "").required("Say why: leave, illness, training"),
        ];
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        Ok(Filled::StaffChange(StaffChange::Cover {
            staff: self.about.staff,
            deputy: StaffId(given(form.pick("deputy"), "deputy", "Choose who stands in")?),
            from: given(form.date("from"), "from", "Say from which day")?,
            last_day: given(form.date("last_day"), "last_day", "Say until which day")?,
            reason: form.text("reason"),
        }))
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        Some(if error.message.contains("last day") { "last_day" } else { "deputy" })
    }
}

/// Another last day of a cover.
#[derive(Clone, Debug, PartialEq)]
pub struct EndCover {
    /// The row.
    pub row: Row,
    /// Who is away.
    pub away: StaffId,
    /// The role of the two.
    pub role: Role,
    /// `Dana for Ruth`.
    pub about: String,
    /// The last day as it stands.
    pub last_day: Option<NaiveDate>,
}

impl Sheet for EndCover {
    fn title(&self) -> String {
        format!("The last day of {}", self.about)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let field = Field::date("last_day", "Last day", self.last_day).required("Say until which day");
        Form::new(seed.today, vec![field])
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let last_day = given(form.date("last_day"), "last_day", "Say until which day")?;
        Ok(Filled::StaffChange(StaffChange::EndCover { row: self.row, last_day }))
    }

    fn again(&self) -> Option<Request> {
        Some(Request::Staff(StaffAsk::Person(self.away)))
    }

    fn renew(&mut self, reply: &Reply) {
        let Reply::Staff(StaffReply::Person(page)) = reply else { return };
        if let Some(now) = page.covers.iter().find(|one| one.row.id == self.row.id) {
            (self.row, self.last_day) = (now.row, now.to.pred_opt());
        }
    }

    fn blame(&self, _: &Error) -> Option<&'static str> {
        Some("last_day")
    }
}
