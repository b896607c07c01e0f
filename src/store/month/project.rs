//! Challenges, successes and action items: how many there are.

use super::Days;
use super::facts::{Facts, rows};
use super::sheet::{Sheet, named, whole};
use crate::domain::month::{Amount, Flow, Heading};
use crate::domain::spell::Span;
use crate::domain::{ItemId, SiteId};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::RowExt;
use crate::store::view::Open;
use crate::store::view::month::FigureRow;
use chrono::NaiveDate;
use rusqlite::params;

/// What the partnership wrote down.
pub(super) struct Project {
    challenges: Vec<Challenge>,
    successes: Vec<(NaiveDate, String, bool)>,
    items: Vec<(ItemId, Span, NaiveDate)>,
}

struct Challenge {
    span: Span,
    category: String,
    families: i64,
    answered: bool,
}

const CHALLENGES: &str = "
    select id, raised_on, iif(state = 'resolved', coalesce(resolved_on, raised_on), null), category,
      coalesce(families_affected, 0), owner_id is not null and due_on is not null
    from challenge where site_id = ?1 and raised_on <= ?2 order by raised_on, id";
const SUCCESSES: &str = "
    select on_date, category, share from success where site_id = ?1 and on_date between ?2 and ?3 order by on_date, id";
// An item belongs to the site of its family, otherwise to where its owner worked when it was made.
const ITEMS: &str = "
    select a.id, a.created_on, a.closed_on, a.due_on from action_item a left join family f on f.id = a.family_id
    where a.created_on <= ?3 and (a.closed_on >= ?2 or (a.closed_on is null and a.status in ('open', 'in_progress', 'blocked')))
      and (f.site_id = ?1 or (a.family_id is null and exists (select 1 from staff_site t where t.staff_id = a.owner_id
        and t.site_id = ?1 and t.from_on <= a.created_on and (t.to_on is null or t.to_on > a.created_on))))
    order by a.id";

impl Project {
    /// Reads what counts between two days.
    pub(super) fn load(store: &Store, site: SiteId, from: &str, until: &str) -> Result<Self> {
        let challenge = |row: &rusqlite::Row<'_>| {
            let (category, families, answered) = (row.get(3)?, row.get(4)?, row.get(5)?);
            Ok(Challenge { span: Span::new(row.day(1)?, row.day_opt(2)?), category, families, answered })
        };
        Ok(Self {
            challenges: rows(store, CHALLENGES, params![site.0, until], challenge)?,
            successes: rows(store, SUCCESSES, params![site.0, from, until], |row| {
                Ok((row.day(0)?, row.get(1)?, row.get(2)?))
            })?,
            items: rows(store, ITEMS, params![site.0, from, until], |row| {
                Ok((row.num(0)?, Span::new(row.day(1)?, row.day_opt(2)?), row.day(3)?))
            })?,
        })
    }
}

/// Puts them down.
pub(super) fn count(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    challenges(facts, days, sheet);
    successes(facts, days, sheet);
    items(facts, days, sheet);
}

/// What was there, came, went and is there, of what begins and ends on a day.
struct Stock<'f, T> {
    start: Vec<&'f T>,
    came: Vec<&'f T>,
    went: Vec<&'f T>,
    end: Vec<&'f T>,
}

fn stock<T>(all: &[T], days: Days, span: impl Fn(&T) -> Span) -> Stock<'_, T> {
    let of = |fits: &dyn Fn(Span) -> bool| all.iter().filter(|one| fits(span(one))).collect::<Vec<_>>();
    Stock {
        start: of(&|span| span.from < days.first && span.to.is_none_or(|to| to >= days.first)),
        came: of(&|span| days.hold(span.from)),
        went: of(&|span| span.to.is_some_and(|to| days.hold(to))),
        end: of(&|span| span.holds(days.until)),
    }
}

impl<T> Stock<'_, T> {
    fn flow(&self) -> Flow {
        let [start, came, went, end] =
            [&self.start, &self.came, &self.went, &self.end].map(|list| whole(list.len()));
        Flow { start, came, went, end }
    }
}

fn challenges(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let list = &facts.store.settings().lists.challenge_category;
    let stock = stock(&facts.project.challenges, days, |one| one.span);
    sheet.identity(Heading::Challenges, "Challenges", stock.flow());
    let row = |one: &&Challenge| FigureRow {
        label: list.label(&one.category).to_owned(),
        detail: "raised".to_owned(),
        on: Some(one.span.from),
        open: None,
    };
    sheet.list(Heading::Challenges, "challenges", "Challenges");
    sheet.count(named("start", "Brought forward", "Challenges that were raised before the month and not resolved by then; they carry forward by themselves."), &stock.start, row);
    sheet.count(named("raised", "New", "Challenges raised in the month."), &stock.came, row);
    sheet.count(named("resolved", "Resolved", "Challenges resolved in the month."), &stock.went, row);
    sheet.count(
        named(
            "end",
            "Open at end",
            "Challenges not resolved by the end of the last day: brought forward + new − resolved.",
        ),
        &stock.end,
        row,
    );
    let families = Amount::Count(stock.end.iter().map(|one| one.families).sum());
    sheet.put(named("families", "Families affected", "Families affected by the open challenges, as their authors said; one family may be affected by several."), families, || stock.end.iter().map(row).collect());
    let lone: Vec<&Challenge> = stock.end.iter().filter(|one| !one.answered).copied().collect();
    sheet.count(
        named("unowned", "Without owner or date", "Open challenges that nobody owns, or that have no date."),
        &lone,
        row,
    );
    let by: Vec<(&str, &Challenge)> = stock.end.iter().map(|one| (one.category.as_str(), *one)).collect();
    sheet.table(Heading::Challenges, "challenges.category", "Open challenges by category");
    sheet.parts(list, "Challenges open at the end of the last day, by category.", &by, row);
}

fn successes(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let list = &facts.store.settings().lists.success_category;
    let these: Vec<(&str, &(NaiveDate, String, bool))> = facts
        .project
        .successes
        .iter()
        .filter(|(on, ..)| days.hold(*on))
        .map(|one| (one.1.as_str(), one))
        .collect();
    let row = |one: &&(NaiveDate, String, bool)| FigureRow {
        label: list.label(&one.1).to_owned(),
        detail: if one.2 { "to share beyond the site" } else { "for the site" }.to_owned(),
        on: Some(one.0),
        open: None,
    };
    let all: Vec<&(NaiveDate, String, bool)> = these.iter().map(|(_, one)| *one).collect();
    let shared: Vec<&(NaiveDate, String, bool)> = all.iter().filter(|one| one.2).copied().collect();
    sheet.list(Heading::Successes, "successes", "Successes");
    sheet.count(named("told", "Successes", "Successes of the month."), &all, row);
    sheet.count(named("shared", "To share", "Of them, those to be shared beyond the site."), &shared, row);
    sheet.table(Heading::Successes, "successes.category", "Successes by category");
    sheet.parts(list, "Successes of the month, by category.", &these, row);
}

fn items(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    type Item = (ItemId, Span, NaiveDate);
    let stock = stock(&facts.project.items, days, |one: &Item| one.1);
    sheet.identity(Heading::Items, "Action items", stock.flow());
    let row = |one: &&Item| FigureRow {
        label: one.0.to_string(),
        detail: "due".to_owned(),
        on: Some(one.2),
        open: Some(Open::Item(one.0)),
    };
    sheet.list(Heading::Items, "items", "Action items");
    sheet.count(
        named("start", "Brought forward", "Action items made before the month and not closed by then."),
        &stock.start,
        row,
    );
    sheet.count(named("made", "New", "Action items made in the month."), &stock.came, row);
    sheet.count(named("closed", "Closed", "Action items done or cancelled in the month."), &stock.went, row);
    sheet.count(
        named(
            "end",
            "Open at end",
            "Action items open at the end of the last day: brought forward + new − closed.",
        ),
        &stock.end,
        row,
    );
    let late: Vec<&Item> = stock.end.iter().filter(|one| one.2 < days.until).copied().collect();
    sheet.count(named("overdue", "Overdue", "Of them, those past their day."), &late, row);
    let days_open = stock.went.iter().filter_map(|one| Some((one.1.to? - one.1.from).num_days())).collect();
    sheet.put(
        named(
            "days",
            "Median days to close",
            "Days from made to closed, of the items closed in the month: the middle value, and of how many.",
        ),
        Amount::median(days_open),
        || stock.went.iter().map(row).collect(),
    );
}
