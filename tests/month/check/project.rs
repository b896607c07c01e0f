//! Challenges, successes and action items.

use crate::month::raw::{Raw, Row};
use chrono::NaiveDate;
use ifr::domain::month::Amount;

/// What there was, from when to when.
type Spell<'r> = (NaiveDate, Option<NaiveDate>, &'r Row);

pub fn count(raw: &mut Raw<'_>) {
    challenges(raw);
    successes(raw);
    items(raw);
}

/// What was there, came, went and is there; gives what is there, and what went.
fn stock<'r>(raw: &mut Raw<'_>, names: [&str; 4], all: &[Spell<'r>]) -> [Vec<Spell<'r>>; 2] {
    let before = raw.first.pred_opt().unwrap();
    let on = |day: NaiveDate| {
        all.iter()
            .filter(|(from, to, _)| *from <= day && to.is_none_or(|to| to > day))
            .copied()
            .collect::<Vec<_>>()
    };
    let went: Vec<_> = all.iter().filter(|(_, to, _)| raw.within(*to)).copied().collect();
    let came = all.iter().filter(|(from, ..)| raw.within(Some(*from))).count();
    let (start, end) = (on(before), on(raw.until));
    for (name, count) in names.into_iter().zip([start.len(), came, went.len(), end.len()]) {
        raw.count(name, count);
    }
    [end, went]
}

fn challenges(raw: &mut Raw<'_>) {
    let site = raw.site;
    let here = raw.rows("challenge").iter().filter(|row| row.num("site_id") == site);
    let spell = |row| -> Spell<'_> {
        let row: &Row = row;
        let from = row.day("raised_on").unwrap();
        let ended = row.text("state") == "resolved";
        (from, ended.then(|| row.day("resolved_on").unwrap_or(from)), row)
    };
    let all: Vec<Spell<'_>> = here.map(spell).collect();
    let names = ["challenges.start", "challenges.raised", "challenges.resolved", "challenges.end"];
    let [open, _] = stock(raw, names, &all);
    let families = open.iter().map(|(.., row)| row.num("families_affected")).sum();
    raw.put("challenges.families", Amount::Count(families));
    let lone = open.iter().filter(|(.., row)| !row.has("owner_id") || !row.has("due_on")).count();
    raw.count("challenges.unowned", lone);
    raw.parts("challenges.category", open.iter().map(|(.., row)| row.text("category")));
}

fn successes(raw: &mut Raw<'_>) {
    let site = raw.site;
    let told: Vec<&Row> = raw
        .rows("success")
        .iter()
        .filter(|row| row.num("site_id") == site && raw.within(row.day("on_date")))
        .collect();
    raw.count("successes.told", told.len());
    raw.count("successes.shared", told.iter().filter(|row| row.num("share") == 1).count());
    raw.parts("successes.category", told.iter().map(|row| row.text("category")));
}

/// An item is of the site of its family; without one, of where its owner worked when it was made.
fn items(raw: &mut Raw<'_>) {
    let here = |row: &&Row| {
        let made = row.day("created_on").unwrap();
        let works = |spell: &Row| {
            spell.num("staff_id") == row.num("owner_id")
                && spell.num("site_id") == raw.site
                && spell.holds(made)
        };
        let ours = match row.has("family_id") {
            true => raw.families.contains(&row.num("family_id")),
            false => raw.rows("staff_site").iter().any(works),
        };
        // What is closed and does not say when was never counted.
        ours && (row.has("closed_on") || ["open", "in_progress", "blocked"].contains(&row.text("status")))
    };
    let spell = |row| -> Spell<'_> {
        let row: &Row = row;
        (row.day("created_on").unwrap(), row.day("closed_on"), row)
    };
    let all: Vec<Spell<'_>> = raw.rows("action_item").iter().filter(here).map(spell).collect();
    let [open, closed] = stock(raw, ["items.start", "items.made", "items.closed", "items.end"], &all);
    let late = open.iter().filter(|(.., row)| row.day("due_on").unwrap() < raw.until).count();
    raw.count("items.overdue", late);
    let days = closed.iter().map(|(from, to, _)| (to.unwrap() - *from).num_days()).collect();
    raw.median("items.days", days);
}
