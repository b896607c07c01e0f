//! The rows under a heading: figures beside last month's, challenges, successes, what keeps the report from leaving.

use super::View;
use crate::domain::month::{Amount, Heading};
use crate::domain::report::{ChallengeState, part};
use crate::store::view::month::{Block, Figure, FigureRows, Line};
use crate::store::view::report::{ChallengeRow, ReportPage};
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::spark::spark;
use crate::tui::widget::table::{Cell, Column, Row, Table};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Key {
    /// A line of a table: the places of block and line.
    Line(usize, usize),
    /// A figure: the places of block, line and figure.
    Figure(usize, usize, usize),
    /// A row behind a figure.
    Row(usize),
    /// A challenge.
    Challenge(usize),
    /// A success.
    Success(usize),
    /// A tagged line of a note.
    Offered(usize),
    /// Something that keeps it from being submitted.
    Keeps(usize),
    /// A figure that has changed since.
    Changed(usize),
}

/// An empty table with the columns of a view.
pub(super) fn table(view: &View, heading: Heading) -> Table<Key> {
    let figures = || {
        vec![
            Column::new("Figure").width(18, 46),
            Column::new("Now").width(6, 24).right(),
            Column::new("Last month").width(6, 24).right(),
            Column::new("Change").width(6, 8).right().priority(1),
            Column::new("6 months").width(6, 8).priority(2),
        ]
    };
    match (view, heading) {
        (View::Heading, Heading::Challenges) => Table::new(
            vec![
                Column::new("Challenge").width(40, 60),
                Column::new("State").width(11, 12),
                Column::new("Owner").width(10, 16),
                Column::new("Due").width(6, 10).priority(1),
                Column::new("Families").width(8, 8).right().priority(2),
            ],
            "No challenge is open; n adds one.",
        ),
        (View::Heading, Heading::Successes) => Table::new(
            vec![
                Column::new("Success").width(28, 80),
                Column::new("Category").width(10, 18).priority(1),
                Column::new("Shared").width(14, 14),
            ],
            "Nothing is told yet; n adds a success.",
        ),
        (View::Heading | View::Line(..), _) => {
            Table::new(figures(), "There are no figures under this heading.")
        }
        (View::Behind(_), _) => Table::new(
            vec![
                Column::new("").width(10, 26),
                Column::new("Why it counts").width(16, 50),
                Column::new("On").width(6, 12),
            ],
            "No rows are behind this figure.",
        ),
        (View::Keeps, _) => Table::new(
            vec![
                Column::new("").width(9, 9),
                Column::new("What stands in the way").width(30, 90),
                Column::new("").width(6, 30).priority(1),
            ],
            "Nothing stands in the way.",
        ),
    }
}

/// A figure by its places.
pub(super) fn figure(page: &ReportPage, (block, line, figure): (usize, usize, usize)) -> Option<&Figure> {
    page.figures.blocks.get(block)?.lines.get(line)?.figures.get(figure)
}

/// The rows of a view.
pub(super) fn rows(page: &ReportPage, view: &View, heading: Heading) -> Vec<Row<Key>> {
    match (view, heading) {
        (View::Heading, Heading::Challenges) => challenges(page),
        (View::Heading, Heading::Successes) => successes(page),
        (View::Heading, _) => under(page, heading),
        (View::Line(block, line), _) => {
            let figures = page.figures.blocks.get(*block).and_then(|found| found.lines.get(*line));
            let figures = figures.map_or(&[][..], |line| line.figures.as_slice());
            figures
                .iter()
                .enumerate()
                .map(|(at, one)| figure_row(Key::Figure(*block, *line, at), &one.label, one))
                .collect()
        }
        (View::Behind(found), _) => behind(found),
        (View::Keeps, _) => keeps(page),
    }
}

/// The figures under a heading. A line with many figures is one row, which opens them.
fn under(page: &ReportPage, heading: Heading) -> Vec<Row<Key>> {
    let mut out = Vec::new();
    for (at, block) in page.figures.blocks.iter().enumerate().filter(|(_, block)| block.heading == heading) {
        let lines = || block.lines.iter().enumerate().filter(|(_, line)| tells(block, line));
        if lines().next().is_none() {
            continue;
        }
        out.push(Row::heading(block.label.clone()));
        for (place, line) in lines() {
            match line.figures.as_slice() {
                [one] if block.table => out.push(figure_row(Key::Figure(at, place, 0), &line.label, one)),
                many if block.table => out.push(line_row(Key::Line(at, place), line, many)),
                many => out.extend(
                    many.iter()
                        .enumerate()
                        .map(|(n, one)| figure_row(Key::Figure(at, place, n), &one.label, one)),
                ),
            }
        }
    }
    out
}

/// Whether a line has anything to tell: a value of a list that nothing has, now or a month ago, is left out.
fn tells(block: &Block, line: &Line) -> bool {
    let nothing = |amount: &Amount| matches!(amount, Amount::Count(0) | Amount::NoData);
    !block.table
        || line.figures.len() != 1
        || !line.figures.iter().all(|one| nothing(&one.value) && nothing(&one.last))
}

fn figure_row(key: Key, label: &str, figure: &Figure) -> Row<Key> {
    let series: Vec<Option<u32>> = figure
        .series
        .iter()
        .map(|amount| amount.number().and_then(|number| format!("{number:.0}").parse().ok()))
        .collect();
    let cells = vec![
        Cell::new(label.to_owned()),
        value(&figure.value),
        Cell::look(figure.last.to_string(), Look::Dim),
        Cell::new(change(figure)),
        Cell::look(spark(&series), Look::Accent),
    ];
    Row::new(key, cells)
}

fn value(amount: &Amount) -> Cell {
    match amount {
        Amount::NoData => Cell::dim("no data"),
        amount => Cell::look(amount.to_string(), Look::Strong),
    }
}

/// By how much a figure is another one than a month before.
fn change(figure: &Figure) -> String {
    let (Some(now), Some(last)) = (figure.value.number(), figure.last.number()) else { return String::new() };
    let by = now - last;
    let unit = if matches!(figure.value, Amount::Share { .. }) { " pt" } else { "" };
    let size = format!("{:.1}", by.abs());
    let size = size.strip_suffix(".0").unwrap_or(&size);
    match by {
        _ if size == "0" => "=".to_owned(),
        by if by > 0.0 => format!("+{size}{unit}"),
        _ => format!("−{size}{unit}"),
    }
}

/// A worker, role or post with the figure that says most; the others open from it.
fn line_row(key: Key, line: &Line, figures: &[Figure]) -> Row<Key> {
    let find = |names: &[&str]| {
        let named = |figure: &&Figure| names.iter().any(|name| figure.key.ends_with(&format!(".{name}")));
        figures.iter().find(named).or(figures.first())
    };
    let (said, figure) = match find(&["end", "filled", "share", "days"]) {
        Some(figure) => (format!("{}, {}", line.label, figure.label.to_lowercase()), figure),
        None => return Row::new(key, vec![Cell::new(line.label.clone())]),
    };
    let mut row = figure_row(key, &format!("{said} ▸"), figure);
    row = row.found_by(&line.label);
    row
}

/// The rows behind a figure, and how many more there are.
pub(super) fn behind(found: &FigureRows) -> Vec<Row<Key>> {
    let row = |(place, row): (usize, &crate::store::view::month::FigureRow)| {
        let on = row.on.map(|on| on.format("%-d %b %Y").to_string()).unwrap_or_default();
        Row::new(
            Key::Row(place),
            vec![Cell::new(row.label.clone()), Cell::new(row.detail.clone()), Cell::dim(on).day(row.on)],
        )
    };
    let mut rows: Vec<Row<Key>> = found.rows.iter().enumerate().map(row).collect();
    if found.withheld > 0 {
        rows.push(Row::heading(format!("{} more [withheld: no consent]", found.withheld)));
    }
    rows
}

fn challenges(page: &ReportPage) -> Vec<Row<Key>> {
    let mut out = Vec::new();
    let all = || page.challenges.iter().enumerate();
    let group = |out: &mut Vec<Row<Key>>, name: &str, fits: &dyn Fn(&ChallengeRow) -> bool| {
        let rows: Vec<Row<Key>> =
            all().filter(|(_, row)| fits(row)).map(|(place, row)| challenge(place, row)).collect();
        if !rows.is_empty() {
            out.push(Row::heading(name));
            out.extend(rows);
        }
    };
    group(&mut out, "Brought forward", &|row| row.carried);
    group(&mut out, "New this month", &|row| !row.carried);
    out.extend(offered(page, true));
    out
}

fn challenge(place: usize, row: &ChallengeRow) -> Row<Key> {
    let form = &row.form;
    let open = form.state != ChallengeState::Resolved;
    let mark = match form.state {
        ChallengeState::Resolved => Mark::Done,
        ChallengeState::New => Mark::Due,
        _ => Mark::Open,
    };
    let owner = match &row.owner_name {
        Some(owner) => Cell::new(owner.clone()),
        None if open => Cell::look("nobody", Look::Due),
        None => Cell::dim("nobody"),
    };
    let due = match form.due_on {
        Some(day) => Cell::new(day.format("%-d %b").to_string()).day(Some(day)),
        None if open => Cell::look("no date", Look::Due),
        None => Cell::default(),
    };
    let families = form.families.map(|families| families.to_string()).unwrap_or_default();
    let words = format!("{} ({})", form.body.replace('\n', " "), part(row.side));
    let cells = vec![
        Cell::new(words),
        Cell::mark(mark, form.state.to_string().as_str()),
        owner,
        due,
        Cell::new(families),
    ];
    Row::new(Key::Challenge(place), cells)
}

fn successes(page: &ReportPage) -> Vec<Row<Key>> {
    let row = |(place, row): (usize, &crate::store::view::report::SuccessRow)| {
        let shared = match (row.form.share, row.form.family_agreed) {
            (false, _) => Cell::dim("for the site"),
            (true, Some(true)) => Cell::mark(Mark::Done, "agreed"),
            (true, _) => Cell::mark(Mark::Due, "not agreed yet"),
        };
        let words = format!("{} ({})", row.form.body.replace('\n', " "), part(row.side));
        Row::new(
            Key::Success(place),
            vec![Cell::new(words), Cell::dim(row.form.category.replace('_', " ")), shared],
        )
    };
    let mut out: Vec<Row<Key>> = page.successes.iter().enumerate().map(row).collect();
    out.extend(offered(page, false));
    out
}

/// Tagged lines of meeting notes; Enter makes one of them what it says.
fn offered(page: &ReportPage, challenge: bool) -> Vec<Row<Key>> {
    let these = page.offered.iter().enumerate().filter(|(_, one)| one.challenge == challenge);
    let rows: Vec<Row<Key>> = these
        .map(|(place, one)| {
            let from = format!("{}, {}", one.meeting, one.on.format("%-d %b"));
            Row::new(Key::Offered(place), vec![Cell::new(one.line.clone()), Cell::dim(from)])
        })
        .collect();
    let heading = (!rows.is_empty()).then(|| Row::heading("From meeting notes: Enter takes one over"));
    heading.into_iter().chain(rows).collect()
}

fn keeps(page: &ReportPage) -> Vec<Row<Key>> {
    let changed = page.changed.iter().enumerate().map(|(place, one)| {
        let now = one.now.as_ref().map_or_else(|| "gone".to_owned(), ToString::to_string);
        let what = format!("{}: {} was submitted, {now} now", one.label, one.was);
        Row::new(Key::Changed(place), vec![Cell::mark(Mark::Due, "changed"), Cell::new(what)])
    });
    let keeps = page.keeps.iter().enumerate().map(|(place, one)| {
        let (mark, word) = match (&one.passed, one.refused) {
            (Some(_), _) => (Mark::Done, "passes"),
            (None, true) => (Mark::Overdue, "refused"),
            (None, false) => (Mark::Due, "warning"),
        };
        let reason = one.passed.as_ref().map(|(reason, by)| format!("{reason} ({by})")).unwrap_or_default();
        Row::new(
            Key::Keeps(place),
            vec![Cell::mark(mark, word), Cell::new(one.what.clone()), Cell::dim(reason)],
        )
    });
    keeps.chain(changed).collect()
}
