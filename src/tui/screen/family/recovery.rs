//! What is known of the adults' treatment: each under their consent, what is open by an exception, whom to ask.

use super::Key;
use crate::domain::Word;
use crate::domain::dates::short;
use crate::store::view::family::FamilyPage;
use crate::tui::screen::Ctx;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Cell, Row};

/// The rows of the section, with its heading where there is anything.
pub(super) fn rows(page: &FamilyPage, ctx: &Ctx<'_>) -> Vec<Row<Key>> {
    let mut rows = Vec::new();
    if page.recovery.is_empty() && page.exceptions.is_empty() {
        return rows;
    }
    rows.push(Row::heading("Recovery"));
    rows.extend(page.recovery.iter().map(|line| {
        let fact = Cell::part2(&line.line, Clone::clone);
        let alias = Cell::new(line.alias.clone()).private();
        Row::new(Key::Recovery(line.member), vec![alias, fact, Cell::dim(line.consent.clone())])
    }));
    rows.extend(page.exceptions.iter().map(|one| {
        let what = Cell::new(format!("{}: {} is open", one.basis.label(), one.opens()));
        let until = Cell::dim(format!("until {}", short(one.to, ctx.today())));
        Row::new(
            Key::Exception(one.id, one.member),
            vec![Cell::mark(Mark::Overdue, "exception"), what, until],
        )
    }));
    if !page.ask.is_empty() {
        let ask = Cell::dim(page.ask.clone());
        rows.push(Row::new(Key::Ask, vec![Cell::dim("withheld"), ask, Cell::default()]));
    }
    rows
}
