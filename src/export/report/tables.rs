//! A block of figures as tables in which every number is a number.

use crate::domain::month::{Amount, Month};
use crate::export::document::{Document, Sheet, Value};
use crate::store::view::month::{Block, Figure, Line};

/// So many workers stand side by side.
const BESIDE: usize = 6;

/// What stands in the first column of a block's table: no head of a column is empty for whoever hears it read.
const FIRST: [(&str, &str); 9] = [
    ("caseloads.closed", "Reason"),
    ("referrals.source", "Source"),
    ("referrals.county", "County"),
    ("referrals.ineligible", "Reason"),
    ("staffing.posts", "Post"),
    ("staffing.vacancies", "Post"),
    ("staffing.supervisors", "Supervisor"),
    ("staffing.supervision", "Meeting"),
    ("staffing.reasons", "Reason"),
];

fn first(block: &Block) -> &'static str {
    FIRST.iter().find(|(key, _)| *key == block.key).map_or("Category", |(_, name)| name)
}

/// Puts a block's tables into the document.
pub(super) fn put(out: &mut Document, block: &Block, month: Month) {
    let figures = block.lines.first().map_or(0, |line| line.figures.len());
    match (block.table, figures) {
        (false, _) => list(out, block, month),
        (true, 0 | 1) => single(out, block, month),
        // Many figures of a few people stand under each other, so that the table fits on a page.
        (true, many) if many > BESIDE => {
            for lines in block.lines.chunks(BESIDE) {
                turned(out, &block.label, lines, month);
            }
        }
        _ => {
            several(out, block, &month.name(), |figure| &figure.value);
            several(out, block, &month.back(1).name(), |figure| &figure.last);
        }
    }
}

/// What a number is held against, and what that is called.
fn of(amount: &Amount) -> (&'static str, Value) {
    match amount {
        Amount::Share { whole, .. } => ("of", Value::count(*whole)),
        Amount::Of { of, .. } => ("of", number(*of)),
        Amount::Median { n, .. } => ("cases", Value::count(*n)),
        _ => ("", Value::Nothing),
    }
}

/// What an amount comes to; a share as what fulfils it, with all of them beside it.
fn value(amount: &Amount) -> Value {
    match amount {
        Amount::NoData => Value::Nothing,
        Amount::Count(count) => Value::count(*count),
        Amount::Measure(value) | Amount::Of { value, .. } | Amount::Median { days: value, .. } => {
            number(*value)
        }
        Amount::Share { part, .. } => Value::count(*part),
        Amount::Words(words) => Value::from(words.as_str()),
    }
}

fn percent(amount: &Amount) -> Value {
    match amount {
        Amount::Share { .. } => {
            amount.number().map_or(Value::Nothing, |percent| Value::Number(percent.round(), 0))
        }
        _ => Value::Nothing,
    }
}

fn number(value: f64) -> Value {
    let decimals = (0..3).find(|decimals| (value * 10f64.powi(*decimals)).fract().abs() < 1e-9).unwrap_or(2);
    Value::Number(value, u8::try_from(decimals).unwrap_or(2))
}

/// Which further columns some amounts need: what they are held against, and per cent.
fn needs<'a>(amounts: impl Iterator<Item = &'a Amount> + Clone) -> (Option<&'static str>, bool) {
    let held = amounts.clone().map(|amount| of(amount).0).find(|name| !name.is_empty());
    (held, amounts.into_iter().any(|amount| matches!(amount, Amount::Share { .. })))
}

/// The values of an amount in the columns that were found to be needed.
fn cells(amount: &Amount, (held, share): (Option<&'static str>, bool)) -> Vec<Value> {
    let mut cells = vec![value(amount)];
    cells.extend(held.map(|_| of(amount).1));
    cells.extend(share.then(|| percent(amount)));
    cells
}

fn heads(name: &str, (held, share): (Option<&'static str>, bool)) -> Vec<String> {
    let mut heads = vec![name.to_owned()];
    heads.extend(held.map(str::to_owned));
    heads.extend(share.then(|| "%".to_owned()));
    heads
}

/// A list: a row for each figure, this month and the last.
fn list(out: &mut Document, block: &Block, month: Month) {
    let figures = || block.lines.iter().flat_map(|line| &line.figures);
    let amounts: Vec<&Amount> = figures().flat_map(|figure| [&figure.value, &figure.last]).collect();
    let need = needs(amounts.iter().copied());
    let mut sheet = Sheet::new(block.label.clone(), &["Figure"]);
    for month in [month, month.back(1)] {
        sheet.columns.extend(heads(&month.name(), need));
    }
    for figure in figures() {
        let mut row = vec![Value::from(&*figure.label)];
        row.extend(cells(&figure.value, need));
        row.extend(cells(&figure.last, need));
        sheet.rows.push(row);
    }
    out.table(sheet);
}

/// One figure of each line: what nothing has, this month or the last, is left out.
fn single(out: &mut Document, block: &Block, month: Month) {
    let nothing = |amount: &Amount| matches!(amount, Amount::Count(0) | Amount::NoData);
    let mut sheet = Sheet::new(block.label.clone(), &[first(block), &month.name(), &month.back(1).name()]);
    for line in &block.lines {
        for figure in line.figures.iter().filter(|one| !nothing(&one.value) || !nothing(&one.last)) {
            sheet.rows.push(vec![line.label.as_str().into(), with(&figure.value), with(&figure.last)]);
        }
    }
    match sheet.rows.is_empty() {
        true => out.paragraph(format!("{}: none.", block.label)),
        false => out.table(sheet),
    }
}

/// An amount in one cell: a number, or the words where it is held against another.
fn with(amount: &Amount) -> Value {
    match amount {
        Amount::Share { .. } | Amount::Of { .. } | Amount::Median { .. } => amount.to_string().into(),
        amount => value(amount),
    }
}

/// A row for each line, its figures beside it.
fn several(out: &mut Document, block: &Block, month: &str, pick: impl Fn(&Figure) -> &Amount) {
    let mut sheet = Sheet::new(format!("{}, {month}", block.label), &[first(block)]);
    let figures = block.lines.first().map(|line| line.figures.as_slice()).unwrap_or_default();
    let mut need = Vec::new();
    for (place, figure) in figures.iter().enumerate() {
        let amounts = block.lines.iter().filter_map(|line| line.figures.get(place)).map(&pick);
        let found = needs(amounts.collect::<Vec<_>>().into_iter());
        sheet.columns.extend(heads(&figure.label, found));
        need.push(found);
    }
    for line in &block.lines {
        let cells = line.figures.iter().zip(&need).flat_map(|(figure, need)| cells(pick(figure), *need));
        sheet.rows.push(std::iter::once(Value::from(line.label.as_str())).chain(cells).collect());
    }
    out.table(sheet);
}

/// A row for each figure, a column for each line: this month, then the last.
fn turned(out: &mut Document, label: &str, lines: &[Line], month: Month) {
    for (name, last) in [(month.name(), false), (month.back(1).name(), true)] {
        let pick = |figure: &Figure| if last { figure.last.clone() } else { figure.value.clone() };
        let mut sheet = Sheet::new(format!("{label}, {name}"), &["Figure"]);
        sheet.columns.extend(lines.iter().map(|line| line.label.clone()));
        let count = lines.first().map_or(0, |line| line.figures.len());
        for place in 0..count {
            let figures: Vec<&Figure> = lines.iter().filter_map(|line| line.figures.get(place)).collect();
            let amounts: Vec<Amount> = figures.iter().map(|figure| pick(figure)).collect();
            let label = figures.first().map(|figure| figure.label.to_string()).unwrap_or_default();
            let row = |name: String, value: &dyn Fn(&Amount) -> Value| -> Vec<Value> {
                std::iter::once(Value::from(name)).chain(amounts.iter().map(value)).collect()
            };
            sheet.rows.push(row(label.clone(), &value));
            let (held, share) = needs(amounts.iter());
            if let Some(held) = held {
                sheet.rows.push(row(format!("{label}, {held}"), &|amount| of(amount).1));
            }
            if share {
                sheet.rows.push(row(format!("{label}, %"), &percent));
            }
        }
        out.table(sheet);
    }
}
