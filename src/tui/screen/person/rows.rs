//! The rows of a person's page, from what is pressing to what is history.

use super::Key;
use crate::domain::Word;
use crate::domain::dates::short;
use crate::domain::decimal;
use crate::domain::staff::EmploymentStatus;
use crate::domain::voucher::dollars;
use crate::store::view::staffing::{Account, CoverRow, CredentialRow, Employment, PersonPage, Supervised};
use crate::store::view::travel::CoordinatorMonth;
use crate::tui::screen::convert::standing;
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Cell, Row};
use chrono::NaiveDate;

/// Everything on the page.
pub(super) fn rows(page: &PersonPage, today: NaiveDate) -> Vec<Row<Key>> {
    let mut rows = Vec::new();
    if page.left_on.is_some() {
        hand_over(&mut rows, page);
    }
    families(&mut rows, page, today);
    rows.extend(page.travel.iter().map(|own| travel(own, today)));
    section(&mut rows, "Supervision", page.supervision.iter(), |_, one| supervised(one, today));
    section(&mut rows, "Credentials", page.credentials.iter(), |place, one| credential(place, one, today));
    rows.extend(page.credentials.iter().enumerate().filter(|(_, one)| !one.stops.is_empty()).map(
        |(place, one)| {
            let what = Cell::new(one.stops.clone());
            Row::new(
                Key::Credential(place),
                vec![Cell::mark(Mark::Due, "its end stops"), what, Cell::dim(one.label.clone())],
            )
        },
    ));
    training(&mut rows, page, today);
    section(&mut rows, "Open action items", page.items.iter(), |_, (id, what, due)| {
        Row::new(
            Key::Item(*id),
            vec![standing(due), Cell::new(what.clone()).private(), Cell::dim(id.to_string())],
        )
    });
    section(&mut rows, "Deputies", page.covers.iter(), |place, one| cover(place, one, today));
    section(&mut rows, "Employment", page.employment.iter(), |place, one| employment(place, one, today));
    section(&mut rows, "Sites", page.sites.iter(), |place, one| {
        let share = if page.role.is_worker() {
            format!("{:.0} % of the time", one.share * 100.0)
        } else {
            String::new()
        };
        let days = Cell::dim(days(one.from, one.to, today));
        Row::new(Key::Site(place), vec![Cell::new(one.name.clone()), Cell::new(share), days])
    });
    section(&mut rows, "Posts", page.posts.iter(), |_, (id, words)| {
        Row::new(Key::Post(*id), vec![Cell::new("Fills a post"), Cell::new(words.clone())])
    });
    section(&mut rows, "Meetings, newest first", page.meetings.iter(), |_, one| {
        let cells =
            vec![Cell::dim(short(one.on, today)), Cell::new(one.kind.clone()), Cell::dim(one.how.clone())];
        Row::new(Key::Meeting(one.id), cells)
    });
    section(&mut rows, "History", page.history.iter(), |place, (on, what, who)| {
        let cells = vec![Cell::dim(short(*on, today)), Cell::new(what.clone()), Cell::dim(who.clone())];
        Row::new(Key::Note(place), cells)
    });
    rows
}

fn section<'a, T: 'a>(
    rows: &mut Vec<Row<Key>>,
    title: &str,
    items: impl ExactSizeIterator<Item = &'a T>,
    row: impl Fn(usize, &'a T) -> Row<Key>,
) {
    if items.len() > 0 {
        rows.push(Row::heading(title));
        rows.extend(items.enumerate().map(|(place, item)| row(place, item)));
    }
}

fn hand_over(rows: &mut Vec<Row<Key>>, page: &PersonPage) {
    let parts = page.holdings.parts();
    if !parts.is_empty() {
        rows.push(Row::heading("Still to be handed over"));
        let families = page.holdings.families + page.holdings.held > 0;
        let hint = if families { "Enter reassigns them" } else { "" };
        let what = Cell::new(parts.join(", "));
        rows.push(Row::new(
            Key::HandOver,
            vec![Cell::mark(Mark::Overdue, "hand over"), what, Cell::dim(hint)],
        ));
    }
}

fn families(rows: &mut Vec<Row<Key>>, page: &PersonPage, today: NaiveDate) {
    if let Some((open, capacity, mark, _)) = &page.load {
        rows.push(Row::heading("Families"));
        let here = i64::try_from(page.families.len()).unwrap_or(i64::MAX);
        let elsewhere = open.saturating_sub(here);
        let told = if elsewhere > 0 { format!("{elsewhere} of them at other sites") } else { String::new() };
        let load = Cell::mark((*mark).into(), &format!("{open} of {capacity}"));
        let formula = page.load.as_ref().map(|(.., explain)| formula(&explain.rows)).unwrap_or_default();
        rows.push(Row::new(Key::Load, vec![load, Cell::new(formula), Cell::dim(told)]));
    } else if !page.families.is_empty() {
        rows.push(Row::heading("Families held as supervisor"));
    }
    rows.extend(page.families.iter().map(|family| {
        let label = Cell::new(family.label.clone()).private();
        let since = format!("since {}", short(family.since, today));
        let held = if family.as_supervisor { format!("{since}, as supervisor") } else { since };
        let id = Cell::look(family.id.to_string(), Look::Strong);
        Row::new(Key::Family(family.id), vec![id, label, Cell::dim(held)])
    }));
}

/// `10 families at full time × 0.80`.
fn formula(rows: &[(String, String)]) -> String {
    let find = |name: &str| rows.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    format!("{} at full time × {} FTE", find("families at full time"), find("share of full time"))
}

/// `Miles to homes  ● 131 of 150   19 left in November`.
fn travel(own: &CoordinatorMonth, today: NaiveDate) -> Row<Key> {
    let ahead = match own.projected {
        Some(miles) => {
            let last = crate::domain::month::Month::of(today).last();
            format!("about {} by {}", miles.about(), last.format("%-d %b"))
        }
        None => today.format("in %B").to_string(),
    };
    Row::new(Key::Travel, vec![Cell::new("Miles to homes"), standing(&own.standing), Cell::dim(ahead)])
}

fn supervised(one: &Supervised, today: NaiveDate) -> Row<Key> {
    let last =
        one.last.map_or_else(|| "not held yet".to_owned(), |(_, on)| format!("last {}", short(on, today)));
    let next =
        one.next.map_or_else(|| "none planned".to_owned(), |(_, on)| format!("next {}", short(on, today)));
    let key = one.last.or(one.next).map_or(Key::Note(usize::MAX), |(meeting, _)| Key::Meeting(meeting));
    Row::new(key, vec![Cell::new(one.kind.clone()), Cell::new(last), Cell::dim(next)])
}

fn credential(place: usize, one: &CredentialRow, today: NaiveDate) -> Row<Key> {
    let seen = match &one.validated {
        Some((who, on)) => format!("seen {} by {who}", short(*on, today)),
        None => "document not seen yet".to_owned(),
    };
    let name = if one.renewed { Cell::dim(one.label.clone()) } else { Cell::new(one.label.clone()) };
    Row::new(Key::Credential(place), vec![name, standing(&one.standing), Cell::dim(seen)])
}

#[allow(clippy::cast_precision_loss)]
fn training(rows: &mut Vec<Row<Key>>, page: &PersonPage, today: NaiveDate) {
    let year = &page.training;
    rows.push(Row::heading("Training this year"));
    let (spent, allowed) = (year.spent_cents, year.allowance.map(|allowance| allowance.saturating_mul(100)));
    let money = match allowed {
        Some(0) => format!("{}, allowance not set", dollars(spent)),
        Some(allowed) => format!("{} of {}", dollars(spent), dollars(allowed)),
        None if spent > 0 => dollars(spent),
        None => String::new(),
    };
    let over = allowed.is_some_and(|allowed| allowed > 0 && spent > allowed);
    let money = if over { Cell::mark(Mark::Overdue, &money) } else { Cell::new(money) };
    let hours = format!("{} of {} h", decimal::show(year.hours, 2), year.hours_wanted);
    let done = year.hours >= year.hours_wanted * 100;
    let mark = if done { Mark::Done } else { Mark::Open };
    rows.push(Row::new(Key::Training(usize::MAX), vec![Cell::mark(mark, &hours), money]));
    rows.extend(year.rows.iter().enumerate().map(|(place, one)| {
        let cost = one.cost_cents.map_or_else(String::new, |cents| format!(", {}", dollars(cents)));
        let hours = format!("{} h{cost}", decimal::show(one.hours, 2));
        let cells = vec![Cell::dim(short(one.on, today)), Cell::new(one.topic.clone()), Cell::dim(hours)];
        Row::new(Key::Training(place), cells)
    }));
}

fn cover(place: usize, one: &CoverRow, today: NaiveDate) -> Row<Key> {
    let mark = match () {
        () if one.from <= today && one.to > today => Mark::Due,
        () if one.from > today => Mark::Open,
        () => Mark::Off,
    };
    let days = days(one.from, Some(one.to), today);
    let who = format!("{} for {}", one.deputy.short, one.away.short);
    Row::new(Key::Cover(place), vec![Cell::mark(mark, &who), Cell::new(days), Cell::dim(one.reason.clone())])
}

fn employment(place: usize, one: &Employment, today: NaiveDate) -> Row<Key> {
    let terms = &one.terms;
    let mut what = format!("{} FTE", terms.fte);
    if let Some(capacity) = terms.capacity {
        what.push_str(&format!(", {capacity} at full time"));
    }
    let supervisor = one.supervisor.as_ref().map_or_else(String::new, |who| format!(" · {who} supervises"));
    let status = match terms.status {
        EmploymentStatus::Leave => Cell::mark(Mark::Due, "on leave"),
        other => Cell::new(other.label()),
    };
    let cells =
        vec![status, Cell::new(format!("{what}{supervisor}")), Cell::dim(days(one.from, one.to, today))];
    Row::new(Key::Spell(place), cells)
}

/// `from Mon 5 Jan`, `Mon 5 Jan to Fri 6 Mar`; the last day is the last on which it holds.
pub(super) fn days(from: NaiveDate, to: Option<NaiveDate>, today: NaiveDate) -> String {
    match to.and_then(|to| to.pred_opt()) {
        Some(last) => format!("{} to {}", short(from, today), short(last, today)),
        None => format!("from {}", short(from, today)),
    }
}

/// Who the person is today, in one line.
pub(super) fn now(page: &PersonPage, today: NaiveDate) -> String {
    if let Some(left) = page.left_on {
        let last = left.pred_opt().unwrap_or(left);
        let verb = if left <= today { "left; the last day was" } else { "leaves; the last day is" };
        return format!("{verb} {}", short(last, today));
    }
    let Some(spell) = page.at(today) else { return "not employed today".to_owned() };
    let mut line = format!("{} · {} FTE", spell.terms.status.label(), spell.terms.fte);
    if let Some(back) = spell.to.filter(|_| spell.terms.status == EmploymentStatus::Leave) {
        line.push_str(&format!(" · back on {}", short(back, today)));
    }
    let ahead =
        page.employment.iter().filter(|one| one.from > today && one.terms.status == EmploymentStatus::Leave);
    if let Some(leave) = ahead.min_by_key(|one| one.from) {
        line.push_str(&format!(" · leave from {}", short(leave.from, today)));
    }
    if let Some(supervisor) = &spell.supervisor {
        line.push_str(&format!(" · supervised by {supervisor}"));
    }
    let sites: Vec<&str> = page
        .sites
        .iter()
        .filter(|one| one.from <= today && one.to.is_none_or(|to| to > today))
        .map(|one| one.name.as_str())
        .collect();
    format!("{line} · {}", if sites.is_empty() { "no site".to_owned() } else { sites.join(", ") })
}

/// How to reach them, and whether they can sign in.
pub(super) fn contact(page: &PersonPage) -> String {
    let account = match page.account {
        Account::Nobody | Account::Ready => "",
        Account::Missing => "has no passphrase yet: c gives one",
        Account::Given => "signs in with a passphrase that somebody else chose: c changes it",
    };
    [page.email.as_str(), account].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
