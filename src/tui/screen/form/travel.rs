//! The forms for trips: one, or a week of them, a line for each day.

use super::sheet::{Seed, Sheet, Wrong, given, options};
use crate::domain::access::{Act, Viewer};
use crate::domain::dates::short;
use crate::domain::month::Month;
use crate::domain::travel::{Errand, Miles, Purpose, read_day, short_day};
use crate::domain::{FamilyId, Number, StaffId};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::form::Choice;
use crate::store::view::travel::{TravelAsk, TravelChange, TripForm, TripRow};
use crate::store::{Reply, Request};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use chrono::NaiveDate;

/// The lines of a week; the last one is today, where a new week begins.
const DAYS: [&str; 8] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "today"];

/// A trip: a new one, or one that is changed.
pub(super) struct Trip {
    pub staff: Option<StaffId>,
    pub now: Option<TripForm>,
}

impl Sheet for Trip {
    fn title(&self) -> String {
        if self.now.is_some() { "Change a trip".into() } else { "Enter a trip".into() }
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::LogTravel
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let now = self.now.as_ref();
        let miles = now.map(|now| now.miles.to_string()).unwrap_or_default();
        let family = now.and_then(|now| now.family).map(|family| family.0);
        let fields = vec![
            who(seed, self.staff),
            Field::date("on", "On", now.map(|now| now.on)).past().required("Say on which day"),
            Field::text("miles", "Miles", &miles)
                .required("Say how many miles")
                .hint("To a tenth: 12 or 12.4")
                .rule(|field| Miles::read(&field.value()).err()),
            Field::word::<Purpose>("purpose", "What for", now.map(|now| now.purpose))
                .required("Choose what for"),
            Field::pick("family", "Family", options(&seed.choices.families), family)
                .hint("Whose home it was: only these miles count toward the cap"),
        ];
        let mut form = Form::new(seed.today, fields);
        form.focus_on(if self.staff.is_some() { "on" } else { "staff" });
        form.show("family", now.is_none_or(|now| now.purpose == Purpose::ClientHome));
        form
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, _: &Seed<'_>) -> Option<Request> {
        if key == "purpose" {
            let home = form.word::<Purpose>("purpose").is_none_or(|purpose| purpose == Purpose::ClientHome);
            form.show("family", home);
            if !home {
                form.set_pick("family", None);
            }
        }
        None
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let miles = Miles::read(&form.text("miles")).map_err(|sentence| ("miles", sentence))?;
        let purpose = given(form.word("purpose"), "purpose", "Choose what for")?;
        let trip = TripForm {
            row: self.now.as_ref().and_then(|now| now.row),
            staff: StaffId(given(form.pick("staff"), "staff", "Choose who drove")?),
            on: given(form.date("on"), "on", "Say on which day")?,
            miles,
            purpose,
            family: form.pick("family").map(FamilyId).filter(|_| purpose == Purpose::ClientHome),
        };
        Ok(Filled::Travel(Box::new(TravelChange::Save(trip))))
    }

    fn again(&self) -> Option<Request> {
        let now = self.now.as_ref()?;
        Some(Request::Travel(TravelAsk { staff: Some(now.staff), month: Some(Month::of(now.on)) }))
    }

    /// A trip that is another person's or in another month by now is not found, and the refusal is said as it is.
    fn renew(&mut self, reply: &Reply) {
        let (Reply::Travel(month), Some(now)) = (reply, &mut self.now) else { return };
        let same = |row: &&TripRow| now.row.is_some_and(|(id, _)| id == row.row.0);
        if let Some(trip) = month.trips.iter().find(same) {
            *now = trip.form();
        }
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let places = [("miles", "miles"), ("still to come", "on"), ("not open", "on"), ("family", "family")];
        places.iter().find(|(word, _)| error.message.contains(word)).map(|(_, key)| *key)
    }
}

/// A week of trips, typed a line for each day: `12.4 oak, 8 F-0203, 14 meeting`.
pub(super) struct TripWeek {
    pub staff: Option<StaffId>,
    pub monday: NaiveDate,
}

impl Sheet for TripWeek {
    fn title(&self) -> String {
        format!("A week of trips, from {}", self.monday.format("%a %-d %b %Y"))
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::LogTravel
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let mut fields = vec![who(seed, self.staff)];
        for (key, on) in self.days(seed.today) {
            let label = short(on, seed.today);
            let field = Field::text(key, label, "")
                .hint("12.4 oak, 8 F-0203, 14 meeting, 30 training")
                .rule(|field| read_day(&field.value()).err());
            fields.push(field);
        }
        fields.push(Field::note("Miles, then where to: a family's number or short name, meeting or training; a comma between trips"));
        let mut form = Form::new(seed.today, fields);
        form.focus_on(if self.staff.is_some() { "mon" } else { "staff" });
        form
    }

    fn read(&self, form: &Form, seed: &Seed<'_>) -> Result<Filled, Wrong> {
        let staff = StaffId(given(form.pick("staff"), "staff", "Choose who drove")?);
        let mut trips = Vec::new();
        for (key, on) in self.days(seed.today) {
            let read = read_day(&form.text(key)).map_err(|sentence| (key, sentence))?;
            for (miles, errand) in read {
                let (purpose, family) = match errand {
                    Errand::To(purpose) => (purpose, None),
                    Errand::Home(words) => {
                        let family = meant(&seed.choices.families, &words).map_err(|why| (key, why))?;
                        (Purpose::ClientHome, Some(family))
                    }
                };
                trips.push(TripForm { row: None, staff, on, miles, purpose, family });
            }
        }
        if trips.is_empty() {
            return Err(("mon", "There is nothing to save yet: type a trip, such as 12 oak".into()));
        }
        Ok(Filled::Travel(Box::new(TravelChange::Week(trips))))
    }

    fn drafts(&self) -> &'static [&'static str] {
        &DAYS
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let (day, _) = error.message.split_once(':')?;
        let found = self.lines().find(|(_, on)| short_day(*on) == day);
        found.map(|(key, _)| key)
    }
}

impl TripWeek {
    /// What its drafts are kept under: what was typed for one person and week never comes back in another.
    pub(super) fn draft(&self) -> i64 {
        self.staff.map_or(0, |staff| staff.0) * 1_000_000 + i64::from(self.monday.to_epoch_days())
    }

    fn lines(&self) -> impl Iterator<Item = (&'static str, NaiveDate)> + use<> {
        DAYS.into_iter().zip(self.monday.iter_days())
    }

    /// The days of the week that have come: a line for one that is still to come would only take room. On the Monday
    /// after it, that day, too.
    fn days(&self, today: NaiveDate) -> impl Iterator<Item = (&'static str, NaiveDate)> + use<> {
        self.lines().filter(move |(key, on)| *on == today || *on < today && *key != "today")
    }
}

/// Who drove: the Recovery Coordinators alone.
fn who(seed: &Seed<'_>, staff: Option<StaffId>) -> Field {
    Field::pick("staff", "Who", options(&seed.choices.coordinators), staff.map(|id| id.0))
        .required("Choose who drove: type a part of the name")
}

/// The one family that words mean: its number, or a part of its short name.
fn meant(families: &[Choice], words: &str) -> Result<FamilyId, String> {
    if let Some(family) = FamilyId::read(words).filter(|id| families.iter().any(|one| one.id == id.0)) {
        return Ok(family);
    }
    let words = words.to_lowercase();
    let name = |one: &Choice| one.detail.split(" · ").next().unwrap_or_default().to_lowercase();
    let exact: Vec<&Choice> = families.iter().filter(|one| name(one) == words).collect();
    let part: Vec<&Choice> = families.iter().filter(|one| name(one).contains(&words)).collect();
    match (exact.as_slice(), part.as_slice()) {
        ([one], _) | ([], [one]) => Ok(FamilyId(one.id)),
        ([], []) => {
            Err(format!("No open family here is called \"{words}\": give its number, meeting or training"))
        }
        _ => Err(format!("Several families are called \"{words}\": give the number")),
    }
}
