//! The rows of an action item's page.

use super::super::Ctx;
use super::super::convert::standing;
use super::Key;
use crate::domain::Word;
use crate::domain::action_item::ItemStatus;
use crate::domain::dates::short;
use crate::store::view::history::HistoryRow;
use crate::store::view::item::{ItemPage, Visit};
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Cell, Row};
use chrono::NaiveDate;

/// So many changes stand on the page; all of them are one key away.
const CHANGES: usize = 8;

/// Everything about an item: how it stands, where it went through, who changed what.
pub(super) fn rows(page: &ItemPage, history: &[HistoryRow], ctx: &Ctx<'_>) -> Vec<Row<Key>> {
    let today = ctx.today();
    let mut rows = facts(page, today);
    if page.visits.is_empty() {
        rows.push(Row::heading("Not spoken of in a meeting yet"));
    } else {
        rows.push(Row::heading("Meetings it went through"));
    }
    rows.extend(page.visits.iter().enumerate().map(|(place, one)| visit(place, one, today)));
    if !history.is_empty() {
        rows.push(Row::heading("What was changed, newest first"));
        rows.extend(history.iter().take(CHANGES).map(|event| {
            let changes: Vec<String> = event.changes.iter().filter_map(change).collect();
            // What it said when it was made stands above as it is now.
            let made = event.changes.len() > 4 && event.changes.iter().all(|one| one.old.shown().is_none());
            let what = if changes.is_empty() || made { event.what.clone() } else { changes.join(", ") };
            let when = Cell::dim(short(event.on, today));
            Row::new(
                Key::Event(event.seq),
                vec![when, Cell::new(what).private(), Cell::dim(event.who.clone())],
            )
        }));
    }
    rows
}

/// `due on 3 Dec 2026`: what a field says since; what was emptied says nothing.
fn change(change: &crate::store::view::history::FieldChange) -> Option<String> {
    change.new.shown().filter(|new| !new.is_empty()).map(|new| format!("{} {new}", change.field))
}

fn facts(page: &ItemPage, today: NaiveDate) -> Vec<Row<Key>> {
    let row = &page.row;
    let closed = page.closed_on.map(|on| format!(" {}", short(on, today))).unwrap_or_default();
    let stands = match row.status {
        ItemStatus::Done => {
            let seen = page
                .verified_by
                .as_ref()
                .map_or(", not verified".to_owned(), |who| format!(", verified by {}", who.name));
            Cell::mark(Mark::Done, &format!("done{closed}{seen}"))
        }
        ItemStatus::Cancelled => Cell::mark(Mark::Off, &format!("cancelled{closed}")),
        ItemStatus::Blocked => Cell::mark(Mark::Due, "blocked"),
        open => Cell::mark(Mark::Open, &open.label().to_lowercase()),
    };
    let fact = |key, what: &str, cell| Row::new(key, vec![Cell::dim(what), cell]);
    let mut rows = vec![fact(Key::Stands, "Stands", stands)];
    if row.status.is_open() {
        rows.push(fact(Key::Fact(0), "Due", due(page, today)));
    }
    rows.push(fact(Key::Owner(row.owner.id), "Owner", Cell::new(row.owner.name.clone())));
    rows.push(fact(
        Key::Fact(1),
        "About",
        Cell::new(format!("{}, {}", row.category, row.priority.label().to_lowercase())),
    ));
    if let Some(family) = row.family {
        rows.push(fact(Key::Family(family), "Family", Cell::new(family.to_string())));
    }
    if let Some(pair) = &page.pair {
        rows.push(fact(Key::Fact(2), "Pair", Cell::new(pair.clone())));
    }
    let by = page.made_by.as_ref().map_or(String::new(), |who| format!(" by {}", who.name));
    let made = Cell::new(format!("{}{by}", short(page.made_on, today)));
    let (key, born) = match row.born {
        Some(meeting) => (Key::Meeting(meeting), format!("in {meeting}, {} d old", row.age_days)),
        None => (Key::Fact(3), format!("{} d old", row.age_days)),
    };
    rows.push(Row::new(key, vec![Cell::dim("Made"), made, Cell::dim(born)]));
    if row.escalated {
        let since = page.escalated_on.map_or(String::new(), |on| format!(" since {}", short(on, today)));
        let cells = vec![
            Cell::dim("Escalated"),
            Cell::mark(Mark::Overdue, &format!("to both supervisors{since}")),
            Cell::dim(format!("carried {}×", row.carries)),
        ];
        rows.push(Row::new(Key::Fact(4), cells));
    }
    rows
}

/// `! overdue 2 d, Thu 26 Nov`.
fn due(page: &ItemPage, today: NaiveDate) -> Cell {
    let mut stands = page.row.standing.clone();
    let day = short(page.row.due_on, today);
    if !stands.text.contains(&day) {
        stands.text = format!("{}, {day}", stands.text);
    }
    standing(&stands)
}

fn visit(place: usize, one: &Visit, today: NaiveDate) -> Row<Key> {
    let when = one.on.map_or_else(|| "no day".to_owned(), |on| short(on, today));
    let cells =
        vec![Cell::dim(when), Cell::new(format!("{} {}", one.meeting, one.label)), standing(&one.standing)];
    Row::new(Key::Visit(place, one.meeting), cells)
}
