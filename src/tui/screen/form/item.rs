//! The form that makes an action item.

mod change;

pub(super) use change::ChangeItem;

use super::sheet::{Seed, Sheet, Wrong, given, listed, options};
use crate::domain::access::{Act, Viewer};
use crate::domain::action_item::Priority;
use crate::domain::{FamilyId, StaffId, Word};
use crate::error::Error;
use crate::settings::List;
use crate::settings::thresholds::ActionItem;
use crate::store::Request;
use crate::store::request::Form as Filled;
use crate::store::view::form::ItemForm;
use crate::store::view::item::ItemTerms;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use chrono::{Days, NaiveDate};

/// What is offered, in sight: the priority of what it is about, the due day of the priority. What a person set
/// themselves is never overwritten.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::tui::screen) struct Offer {
    own_priority: bool,
    own_due: bool,
}

impl Offer {
    /// A field of the form, `category`, `priority` or `due`, has another value.
    pub(in crate::tui::screen) fn changed(
        &mut self,
        form: &mut Form,
        key: &str,
        (categories, days): (&List, &ActionItem),
        today: NaiveDate,
    ) {
        match key {
            "category" if !self.own_priority => {
                let category = form.choice("category").unwrap_or_default();
                if let Some(priority) = categories.find(&category).and_then(|choice| choice.priority) {
                    form.set_text("priority", priority.word());
                }
            }
            "priority" => self.own_priority = true,
            "due" => {
                self.own_due = form.date("due").is_some();
                return;
            }
            _ => return,
        }
        let Some(priority) = form.word::<Priority>("priority").filter(|_| !self.own_due) else { return };
        let days = u64::try_from(days.days(priority)).ok();
        form.set_date("due", days.and_then(|days| today.checked_add_days(Days::new(days))));
    }
}

/// What an action item is made of.
struct Begun {
    /// Whose it is to be, where that is plain.
    owner: Option<StaffId>,
    /// What is to be done.
    what: String,
    /// What it is about.
    category: &'static str,
}

/// Makes an action item.
pub(super) struct Item {
    family: Option<FamilyId>,
    /// What it is made of, where it is made of something.
    begun: Option<Begun>,
    offer: Offer,
}

impl Item {
    /// For a family, or for none.
    pub(super) fn new(family: Option<FamilyId>) -> Self {
        Self { family, begun: None, offer: Offer::default() }
    }

    /// Of an open point of the log of services.
    pub(super) fn begun(family: FamilyId, owner: StaffId, what: String) -> Self {
        let begun = Begun { owner: Some(owner), what, category: "documentation" };
        Self { family: Some(family), begun: Some(begun), offer: Offer::default() }
    }

    /// Of a consent that ends.
    pub(super) fn about_consent(family: FamilyId, what: String) -> Self {
        let begun = Begun { owner: None, what, category: "consent" };
        Self { family: Some(family), begun: Some(begun), offer: Offer::default() }
    }
}

/// What the item says.
fn terms(form: &Form) -> Result<ItemTerms, Wrong> {
    Ok(ItemTerms {
        description: form.text("description"),
        owner: StaffId(given(form.pick("owner"), "owner", "Choose one person")?),
        due_on: given(form.date("due"), "due", "Say by which day")?,
        family: form.pick("family").map(FamilyId),
        category: given(form.choice("category"), "category", "Choose what it is about")?,
        priority: given(form.word("priority"), "priority", "Choose how soon")?,
    })
}

impl Sheet for Item {
    fn title(&self) -> String {
        self.family
            .map_or_else(|| "New action item".to_owned(), |family| format!("New action item about {family}"))
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditItem
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let mut form = Form::new(seed.today, fields(seed, self.family));
        if let Some(Begun { owner, what, category }) = &self.begun {
            form.set_text("description", what);
            form.set_pick("owner", owner.map(|owner| owner.0));
            form.set_text("category", category);
            let rules = (&seed.settings.lists.action_category, &seed.settings.thresholds.action_item);
            Offer::default().changed(&mut form, "category", rules, seed.today);
        }
        form
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        Ok(Filled::Item(ItemForm { terms: terms(form)?, meeting: None }))
    }

    fn family(&self) -> Option<FamilyId> {
        self.family
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, seed: &Seed<'_>) -> Option<Request> {
        let rules = (&seed.settings.lists.action_category, &seed.settings.thresholds.action_item);
        self.offer.changed(form, key, rules, seed.today);
        None
    }

    fn drafts(&self) -> &'static [&'static str] {
        &["description"]
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        blamed(error)
    }
}

/// The fields of an action item, new or changed.
fn fields(seed: &Seed<'_>, family: Option<FamilyId>) -> Vec<Field> {
    vec![
        Field::long("description", "What is to be done", "", 3)
            .required("Say what is to be done")
            .hint("Both agencies see this: no treatment detail"),
        Field::pick("owner", "Who does it", options(&seed.choices.staff), None)
            .required("Choose one person: type a part of the name"),
        Field::choice("category", "About", listed(&seed.settings.lists.action_category), None)
            .required("Choose what it is about"),
        Field::word::<Priority>("priority", "Priority", None).required("Choose how soon"),
        Field::date("due", "Due on", None)
            .required("Say by which day")
            .hint("Offered by the priority; change it"),
        Field::pick("family", "Family", options(&seed.choices.families), family.map(|id| id.0))
            .hint("Leave it empty where it is about no family"),
        Field::note("Both agencies see this: no treatment detail."),
    ]
}

/// The field that a refusal of the store is about.
fn blamed(error: &Error) -> Option<&'static str> {
    let places = [("due date", "due"), ("to be done", "description")];
    places.iter().find(|(word, _)| error.message.contains(word)).map(|(_, key)| *key)
}
