//! The rows of the page, and what is behind each.

use super::View;
use crate::domain::dates::short;
use crate::domain::fidelity::{Expected, Kept, Tally, quarter, quarter_name};
use crate::domain::{FamilyId, MeetingId, Word};
use crate::store::view::Explain;
use crate::store::view::fidelity::{By, Fidelity, Group, Line, sum};
use crate::tui::theme::{Look, Theme};
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table};
use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Key {
    /// A group, by its place.
    Group(usize),
    /// An expected meeting: its line and its place there.
    Expected(usize, usize),
    /// A family.
    Family(FamilyId),
}

/// An empty table with the columns of a view.
pub(super) fn table(view: &View) -> Table<Key> {
    let (columns, empty) = match view {
        View::Groups(by) => (
            vec![
                Column::new(match by {
                    By::Kind => "Kind",
                    By::People => "Pair or worker",
                    By::Site => "Site",
                    By::Month => "Month",
                    By::Quarter => "Quarter",
                })
                .width(15, 34),
                Column::new("Held of expected").width(10, 16),
                Column::new("").width(12, 24).priority(2),
                Column::new("Late").width(4, 5).right(),
                Column::new("Wrong").width(5, 6).right(),
                Column::new("Missed").width(6, 6).right(),
                Column::new("Overdue").width(7, 7).right(),
                Column::new("Streak").width(6, 14).priority(3),
            ],
            "Nothing was expected yet: meetings are, once a pair shares a family or a worker is at work.",
        ),
        View::Behind(..) => (
            vec![
                Column::new("Due").width(11, 13),
                Column::new("Meeting").width(22, 36),
                Column::new("Became").width(16, 20),
                Column::new("Why, or when").width(14, 40).priority(2),
            ],
            "Nothing was expected here.",
        ),
        View::Coverage => (
            vec![
                Column::new("Family").width(8, 9),
                Column::new("Stands").width(26, 34),
                Column::new("Belongs in").width(20, 44),
            ],
            "No family is open.",
        ),
    };
    Table::new(columns, empty)
}

/// The rows of a view.
pub(super) fn rows(facts: &Fidelity, view: &View, groups: &[Group]) -> Vec<Row<Key>> {
    match view {
        View::Groups(_) => groups.iter().enumerate().map(|(place, one)| group(place, one)).collect(),
        View::Behind(by, name) => behind(facts, *by, name),
        View::Coverage => facts
            .coverage
            .iter()
            .map(|one| {
                let stands = Cell::mark(Mark::from(one.mark), &one.text);
                let cells = vec![Cell::new(one.family.to_string()), stands, Cell::dim(one.belongs.clone())];
                Row::new(Key::Family(one.family), cells)
            })
            .collect(),
    }
}

fn group(place: usize, one: &Group) -> Row<Key> {
    let tally = one.tally;
    let percent = tally.percent().unwrap_or(0);
    let count = |count: i64, look: Look| {
        let text = if count == 0 { String::new() } else { count.to_string() };
        Cell::look(text, look)
    };
    let streak =
        one.streak.map_or_else(String::new, |streak| format!("{} · best {}", streak.now, streak.longest));
    let cells = vec![
        Cell::new(one.name.clone()),
        Cell::new(format!("{:>3} of {:<3}", tally.held(), tally.expected)),
        Cell::look(format!("{} {percent} %", bar(tally)), if percent < 75 { Look::Due } else { Look::Good }),
        count(tally.late, Look::Due),
        count(tally.wrong, Look::Danger),
        count(tally.missed, Look::Danger),
        count(tally.overdue, Look::Danger),
        Cell::dim(streak),
    ];
    Row::new(Key::Group(place), cells)
}

/// Six cells, in eighths.
fn bar(tally: Tally) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = usize::try_from(tally.held() * 48 / tally.expected.max(1)).unwrap_or(0);
    let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    format!("{:<6}", format!("{}{rest}", "█".repeat(eighths / 8)))
}

/// Whether an expected meeting is behind a group's figures.
fn fits(by: By, name: &str, line: &Line, one: &Expected) -> bool {
    match by {
        By::Kind => line.kind == name,
        By::Site => line.site == name,
        By::People => format!("{}, {}", line.about(), line.kind) == name,
        By::Month => one.due_on.format("%b %Y").to_string() == name,
        By::Quarter => quarter_name(quarter(one.due_on)) == name,
    }
}

/// The newest first.
fn behind(facts: &Fidelity, by: By, name: &str) -> Vec<Row<Key>> {
    let mut found: Vec<(NaiveDate, Row<Key>)> = Vec::new();
    for (at, line) in facts.lines.iter().enumerate() {
        for (place, one) in line.expected.iter().enumerate().filter(|(_, one)| fits(by, name, line, one)) {
            let mark = mark(one.kept);
            let cells = vec![
                Cell::new(one.due_on.format("%-d %b %Y").to_string()).day(Some(one.due_on)),
                Cell::new(format!("{}, {}", line.kind, line.about())),
                Cell::mark(mark, one.kept.label()),
                Cell::dim(detail(one)),
            ];
            found.push((one.due_on, Row::new(Key::Expected(at, place), cells)));
        }
    }
    found.sort_by_key(|(on, _)| std::cmp::Reverse(*on));
    found.into_iter().map(|(_, row)| row).collect()
}

fn mark(kept: Kept) -> Mark {
    match kept {
        Kept::OnTime => Mark::Done,
        Kept::Late => Mark::Due,
        Kept::Wrong | Kept::Missed | Kept::Overdue => Mark::Overdue,
    }
}

fn detail(one: &Expected) -> String {
    match (one.held_on, one.why.as_str()) {
        (Some(on), "") => format!("held {}", on.format("%-d %b")),
        (Some(on), why) => format!("held {}: {why}", on.format("%-d %b")),
        (None, "") if one.kept == Kept::Missed => "no reason given".to_owned(),
        (None, why) => why.to_owned(),
    }
}

/// The meeting behind an expected one, where it was held.
pub(super) fn meeting(facts: &Fidelity, line: usize, place: usize) -> Option<MeetingId> {
    let line = facts.lines.get(line)?;
    let on = line.expected.get(place)?.held_on?;
    line.meetings.get(&on).copied()
}

/// The definition behind a row, with its values.
pub(super) fn explain(facts: &Fidelity, groups: &[Group], key: Key, today: NaiveDate) -> Option<Explain> {
    match key {
        Key::Family(family) => {
            facts.coverage.iter().find(|one| one.family == family).map(|one| one.explain.clone())
        }
        Key::Group(place) => groups.get(place).map(|group| figures(&group.name, group.tally)),
        Key::Expected(line, place) => {
            let line = facts.lines.get(line)?;
            let one = line.expected.get(place)?;
            let mut found = figures(&format!("{}, {}", line.kind, line.about()), Tally::of(&line.expected));
            found.rows.insert(0, ("due".into(), short(one.due_on, today)));
            found.rows.insert(1, ("became".into(), one.kept.label().to_owned()));
            Some(found)
        }
    }
}

fn figures(name: &str, tally: Tally) -> Explain {
    let row = |name: &str, count: i64| (name.to_owned(), count.to_string());
    Explain {
        title: format!("{name}: {} of {} held", tally.held(), tally.expected),
        rule: "A meeting is expected the kind's days after the last one that counts, on a working day, while the pair \
               shares a family or the worker is at work, from this file's first day on. On time: held by that day. Late: \
               before the next was due. Wrong attendance: held without the people who make it this kind. Missed: not held \
               before the next was due. It counts in the month in which it was due."
            .into(),
        basis: "settings: meetings.toml, cadence_days; calendar.toml, holidays".into(),
        rows: vec![
            row("expected", tally.expected),
            row("held on time", tally.on_time),
            row("held late", tally.late),
            row("wrong attendance", tally.wrong),
            row("missed", tally.missed),
            row("overdue now", tally.overdue),
        ],
    }
}

/// The line above: what is shown, and the two figures that matter most; gives the rows it used.
pub(super) fn heading(buf: &mut Buffer, area: Rect, facts: &Fidelity, view: &View, theme: &Theme) -> u16 {
    let tally = sum(&facts.all());
    let said = match view {
        View::Groups(by) => format!("by {by}"),
        View::Behind(_, name) => name.clone(),
        View::Coverage => "families discussed".to_owned(),
    };
    let end = paint::text(buf, area, 1, 0, "Fidelity", theme.strong);
    let end = paint::text(buf, area, end + 2, 0, &said, theme.accent);
    let (covered, of) = facts.covered();
    let percent = tally.percent().map_or_else(|| "no data".to_owned(), |percent| format!("{percent} %"));
    let figures =
        format!("held {} of {}, {percent} · discussed {covered} of {of}", tally.held(), tally.expected);
    if usize::from(end) + figures.chars().count() + 2 <= usize::from(area.width) {
        paint::right(buf, area, 0, 0, &figures, theme.dim);
    }
    2
}
