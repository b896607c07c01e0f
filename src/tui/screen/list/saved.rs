//! The menu of filters: the built-in ones, one's own, and keeping what is shown under a name.

use super::super::{Ctx, Do};
use super::List;
use crate::store::Request;
use crate::store::view::list::{ListAsk, SavedFilter};
use crate::tui::dialog::{Answer, Dialog, FormDialog, Menu, MenuItem};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// The tag of the menu of filters.
const FILTER: &str = "list filter";
/// The tag of the form that asks for a name.
const NAME: &str = "list filter name";
/// The tag of the menu of filters to forget.
const FORGET: &str = "list filter forget";

impl<K: Copy + PartialEq> List<K> {
    /// All rows, the built-in filters, one's own, then what can be done with them.
    pub(super) fn ask_filter(&self) -> Do {
        let now = self.table.lens().map(|(_, name)| name);
        let is_now = |name: &str| if now == Some(name) { "now" } else { "" };
        let mut items =
            vec![MenuItem::new("All rows").detail(if self.table.is_sifted() { "" } else { "now" })];
        items.extend(self.lenses.iter().map(|(_, label)| MenuItem::new(label).detail(is_now(label))));
        items.extend(self.saved.iter().map(|one| MenuItem::new(&one.name).detail("yours")));
        let shown = self.table.is_sifted() || self.table.sort().is_some();
        let keep = MenuItem::new("Save this filter…");
        items.push(if shown { keep } else { keep.allowed(Err("Filter or sort the list first")) });
        if !self.saved.is_empty() {
            items.push(MenuItem::new("Forget a filter…"));
        }
        Do::Dialog(Dialog::Menu(Menu::new(FILTER, "Show", items)))
    }

    pub(super) fn filter_answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (FILTER, Answer::Chosen(line)) => self.choose(line, ctx),
            (NAME, Answer::Form(form)) => self.keep(form.text("name")),
            (FORGET, Answer::Chosen(line)) => {
                let ask = |one: &SavedFilter| ListAsk::Forget(self.name, one.name.clone());
                self.saved.get(line).map(|one| Do::Store(Request::List(ask(one)))).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Does what a line of the menu says, counted as [`Self::ask_filter`] made them.
    fn choose(&mut self, line: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(line) = line.checked_sub(1) else {
            self.table.set_filter("");
            self.table.set_lens(None);
            return Vec::new();
        };
        if let Some((key, _)) = self.lenses.get(line) {
            self.apply(&SavedFilter { lens: (*key).to_owned(), ..self.shown() });
            return Vec::new();
        }
        let line = line.saturating_sub(self.lenses.len());
        if let Some(saved) = self.saved.get(line).cloned() {
            self.apply(&saved);
            return Vec::new();
        }
        match line.saturating_sub(self.saved.len()) {
            0 => vec![ask_name(ctx)],
            _ => {
                let items = self.saved.iter().map(|one| MenuItem::new(&one.name)).collect();
                vec![Do::Dialog(Dialog::Menu(Menu::new(FORGET, "Forget", items)))]
            }
        }
    }

    /// How the list is filtered and sorted just now, without a name.
    fn shown(&self) -> SavedFilter {
        let lens = self.table.lens().and_then(|(bit, _)| self.lenses.get(usize::try_from(bit).ok()?));
        let sort = self.table.sort();
        let title = sort.and_then(|(column, _)| self.table.titles().nth(column));
        SavedFilter {
            name: String::new(),
            lens: lens.map(|(key, _)| (*key).to_owned()).unwrap_or_default(),
            words: self.table.filter().trim().to_owned(),
            sort: title.unwrap_or_default().to_owned(),
            descending: sort.is_some_and(|(_, descending)| descending),
        }
    }

    /// Filters and sorts as it was kept; a built-in filter or column that is no more is left out.
    fn apply(&mut self, filter: &SavedFilter) {
        let lens = self.lenses.iter().position(|(key, _)| *key == filter.lens);
        let lens =
            lens.and_then(|place| Some((u32::try_from(place).ok()?, self.lenses.get(place)?.1.clone())));
        let column = self.table.titles().position(|title| title == filter.sort);
        self.table.set_filter(&filter.words);
        self.table.set_lens(lens);
        self.table.set_sort(column.map(|column| (column, filter.descending)));
    }

    fn keep(&mut self, name: String) -> Vec<Do> {
        let filter = SavedFilter { name, ..self.shown() };
        vec![Do::Store(Request::List(ListAsk::Keep(self.name, filter)))]
    }
}

fn ask_name(ctx: &Ctx<'_>) -> Do {
    let text =
        "Kept in the shared file, for you alone: the name, the sorting, and what you typed into the filter.";
    let name = Field::text("name", "Name", "").required("Give it a name that you will know again");
    let form = Form::new(ctx.today(), vec![name]).button("Keep");
    Do::Dialog(Dialog::Form(Box::new(FormDialog::new(NAME, "Save this filter", text, form))))
}
