//! The form that changes what an action item says.

use super::super::sheet::{Seed, Sheet, Wrong};
use super::{blamed, fields, terms};
use crate::domain::ItemId;
use crate::domain::access::{Act, Viewer};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::item::{ItemAsk, ItemChange, ItemTerms};
use crate::store::{Reply, Request};
use crate::tui::widget::form::Form;

/// Changes an action item.
pub(in crate::tui::screen::form) struct ChangeItem {
    pub item: ItemId,
    pub now: ItemTerms,
}

impl Sheet for ChangeItem {
    fn title(&self) -> String {
        format!("Change {}", self.item)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditItem
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let mut form = Form::new(seed.today, fields(seed, self.now.family));
        form.set_text("description", &self.now.description);
        form.set_pick("owner", Some(self.now.owner.0));
        form.set_text("category", &self.now.category);
        form.set_text("priority", crate::domain::Word::word(self.now.priority));
        form.set_date("due", Some(self.now.due_on));
        form
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let mine = terms(form)?;
        Ok(Filled::ItemChange(Box::new(ItemChange { item: self.item, base: self.now.clone(), mine })))
    }

    fn again(&self) -> Option<Request> {
        Some(Request::Item(ItemAsk::Page(self.item)))
    }

    fn renew(&mut self, reply: &Reply) {
        if let Reply::Item(page) = reply {
            self.now = page.terms.clone();
        }
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        blamed(error)
    }
}
