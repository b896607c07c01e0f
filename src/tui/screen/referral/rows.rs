//! The rows of a referral's page.

use super::super::convert::standing;
use super::{Ctx, ReferralId};
use crate::domain::dates::short;
use crate::store::view::referral::ReferralPage;
use crate::tui::theme::Look;
use crate::tui::widget::table::{Cell, Row};
use chrono::NaiveDate;

/// What a row of the page is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Key {
    Next,
    Family,
    Said(u8),
    Link(ReferralId),
    Story(usize),
    Day(usize),
    Wait(ReferralId),
    Treatment(usize),
}

/// The page from top to bottom: what is next, what was said, the story, the days, the wait list, treatment.
pub(super) fn rows(page: &ReferralPage, ctx: &Ctx<'_>) -> Vec<Row<Key>> {
    let today = ctx.today();
    let mut rows = vec![Row::new(
        Key::Next,
        vec![Cell::dim("Next"), Cell::look(page.brief.status.next(), Look::Strong), Cell::default()],
    )];
    rows.push(family(page, today));
    rows.extend(said(page));
    for (name, link) in [("Reopens", page.earlier), ("Reopened as", page.later)] {
        let row = |id: ReferralId| Row::new(Key::Link(id), three(name, Cell::new(id.to_string()), ""));
        rows.extend(link.map(row));
    }
    rows.push(Row::heading("Story"));
    rows.extend(page.story.iter().enumerate().map(|(place, step)| {
        let what = match step.reason.as_str() {
            "" => step.what.clone(),
            reason => format!("{}: {reason}", step.what),
        };
        Row::new(Key::Story(place), three(&short(step.on, today), Cell::new(what), &step.who))
    }));
    rows.extend(days(page, today));
    if !page.wait.is_empty() {
        rows.push(Row::heading(format!("Wait list of {}", page.site)));
        rows.extend(page.wait.iter().map(|row| {
            let mine = if row.id == page.brief.id { Look::Strong } else { Look::Text };
            let name = Cell::look(format!("{}  on the list since {}", row.id, short(row.since, today)), mine);
            Row::new(
                Key::Wait(row.id),
                vec![Cell::dim(format!("number {}", row.place)), name, standing(&row.standing)],
            )
        }));
    }
    if !page.treatment.is_empty() {
        rows.push(Row::heading("Into treatment"));
        rows.extend(page.treatment.iter().enumerate().map(|(place, (alias, fact))| {
            let cells =
                vec![Cell::dim(alias.clone()).private(), Cell::part2(fact, Clone::clone), Cell::default()];
            Row::new(Key::Treatment(place), cells)
        }));
    }
    rows
}

/// `received Sun 15 Nov from DCFS investigator · Peoria North · Woodford County`.
pub(super) fn came(page: &ReferralPage, today: NaiveDate) -> String {
    let entry = &page.brief.entry;
    let by = page.referred_by.as_ref().map_or_else(String::new, |by| format!(" ({})", by.short));
    let mut parts = vec![
        format!("received {} from {}{by}", short(entry.received_on, today), page.source),
        page.site.clone(),
    ];
    if !entry.county.is_empty() && !page.site.contains(&entry.county) {
        parts.push(format!("{} County", entry.county.trim_end_matches(" County")));
    }
    parts.join(" · ")
}

fn three(name: &str, what: Cell, who: &str) -> Vec<Cell> {
    vec![Cell::dim(name), what, Cell::dim(who)]
}

fn family(page: &ReferralPage, today: NaiveDate) -> Row<Key> {
    let Some(family) = page.brief.entry.family else {
        let none = Cell::dim("not here yet: accepting opens it");
        return Row::new(Key::Said(0), three("Family", none, ""));
    };
    let mut words = family.to_string();
    match (page.family_open, page.enrolled_on) {
        (false, _) => words.push_str(", closed"),
        (true, Some(on)) => words.push_str(&format!(", in IFR since {}", short(on, today))),
        (true, None) => words.push_str(", open, not in IFR"),
    }
    let rc = page.brief.coordinator.as_ref().map_or_else(String::new, |rc| format!("RC {}", rc.short));
    Row::new(Key::Family, three("Family", Cell::new(words), &rc))
}

/// What was said when it came, as far as something was.
fn said(page: &ReferralPage) -> Vec<Row<Key>> {
    let entry = &page.brief.entry;
    let adult = match (entry.alias.as_str(), entry.birth_year) {
        ("", None) => String::new(),
        (alias, None) => alias.to_owned(),
        (alias, Some(born)) => format!("{alias}, born {born}").trim_start_matches(", ").to_owned(),
    };
    let lines = [
        (1, "Case number", entry.case_number.clone()),
        (2, "Adult", adult),
        (3, "Reason", entry.reason.clone()),
        (4, "Concern", entry.concern.clone()),
    ];
    let row = |(key, name, text): (u8, &str, String)| {
        Row::new(Key::Said(key), vec![Cell::dim(name), Cell::new(text).private(), Cell::default()])
    };
    lines.into_iter().filter(|(_, _, text)| !text.is_empty()).map(row).collect()
}

/// The days that are counted, with how many it took from the day it was received.
fn days(page: &ReferralPage, today: NaiveDate) -> Vec<Row<Key>> {
    let received = page.brief.entry.received_on;
    let mut rows: Vec<Row<Key>> = page
        .days
        .iter()
        .enumerate()
        .filter_map(|(place, (name, on))| {
            let on = (*on)?;
            let day = format!("{}, day {}", short(on, today), (on - received).num_days());
            let who = page.assigned_to.as_ref().filter(|_| *name == "Assigned");
            let who = who.map_or("", |who| who.short.as_str());
            Some(Row::new(Key::Day(place), three(name, Cell::new(day), who)))
        })
        .collect();
    if !rows.is_empty() {
        rows.insert(0, Row::heading("Days"));
    }
    rows
}
