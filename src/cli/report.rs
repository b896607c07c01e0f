//! `ifr report`: the figures of a site's month, each beside last month's.

mod combine;

use super::args::{Report as Args, ReportFormat};
use super::context::Context;
use super::json;
use super::lists::{astray, title};
use super::out::{self, Style, Table};
use crate::domain::SiteId;
use crate::domain::Word;
use crate::domain::month::{Amount, Heading, Month};
use crate::error::{Error, Kind, Result, missing};
use crate::export::document::Format;
use crate::export::report::{Leaving, body, format_of, page, write};
use crate::store::view::month::{Block, FigureRows, MonthAsk, MonthFigures, MonthOf, MonthReply};
use crate::store::view::report::{ReportAsk, ReportOf, ReportReply};
use crate::store::{Reply, Request, Store};
use serde_json::Value;

/// Prints the figures, or the rows behind one of them.
///
/// # Errors
/// The month or site cannot be read, the file cannot be opened, or nobody could be signed in.
pub fn run(context: &Context, args: &Args) -> Result<()> {
    let month = Month::read(&args.month).ok_or_else(|| {
        Error::new(Kind::Usage, format!("\"{}\" is not a month", args.month)).hint("write it as 2026-10")
    })?;
    if !args.combine.is_empty() {
        return combine::run(context, month, &args.combine);
    }
    let mut store = context.signed_in()?;
    let site = args.site.as_deref().map(|name| site(&mut store, name)).transpose()?;
    let of = MonthOf { site, month, cut_off: None };
    if args.signed {
        let ask = ReportAsk::Final(ReportOf { site, month });
        return match store.handle(Request::Report(ask))? {
            Reply::Report(ReportReply::Final(found)) => out::print(&format!("{:#}\n", value(&*found)?)),
            _ => Err(astray()),
        };
    }
    if args.format.is_some() || args.output.is_some() || args.external {
        return leave(context, &mut store, args, ReportOf { site, month });
    }
    match &args.rows {
        Some(key) => match ask(&mut store, MonthAsk::Rows(of, key.clone()))? {
            MonthReply::Rows(found) if context.global.json => {
                out::print(&json::envelope(&store, "report_rows", value(&*found)?)?)
            }
            MonthReply::Rows(found) => out::print(&behind(context, &store, &found)?),
            _ => Err(astray()),
        },
        None if context.global.json => {
            let page = page(&mut store, ReportOf { site, month })?;
            out::print(&json::envelope(&store, "report", body(&store, &page, false)?)?)
        }
        None => match ask(&mut store, MonthAsk::Figures(of))? {
            MonthReply::Figures(figures) => out::print(&text(context, &store, &figures)?),
            _ => Err(astray()),
        },
    }
}

/// Prints the report as a document, or writes it to a file that only its owner can read.
fn leave(context: &Context, store: &mut Store, args: &Args, of: ReportOf) -> Result<()> {
    let format = match (args.format, &args.output) {
        (Some(format), _) => named(format),
        (None, Some(path)) => format_of(path)?,
        (None, None) if context.global.json => Format::Json,
        (None, None) => Format::Text,
    };
    let format = format.to(args.output.as_deref(), &format!("report-{}", of.month))?;
    let leaving = Leaving { of, format, external: args.external, path: args.output.clone() };
    let bytes = write(store, &leaving)?;
    match &args.output {
        None => out::print_bytes(&bytes),
        Some(path) => {
            out::say(&format!("The report of {} is written to {}", of.month.name(), path.display()));
            Ok(())
        }
    }
}

fn named(format: ReportFormat) -> Format {
    match format {
        ReportFormat::Text => Format::Text,
        ReportFormat::Md => Format::Markdown,
        ReportFormat::Html => Format::Html,
        ReportFormat::Docx => Format::Docx,
        ReportFormat::Pdf => Format::Pdf,
        ReportFormat::Xlsx => Format::Xlsx,
        ReportFormat::Csv => Format::Csv,
        ReportFormat::Json => Format::Json,
    }
}

fn ask(store: &mut Store, ask: MonthAsk) -> Result<MonthReply> {
    match store.handle(Request::Month(ask))? {
        Reply::Month(reply) => Ok(reply),
        _ => Err(astray()),
    }
}

/// What is printed, as JSON.
pub(super) fn value<T: serde::Serialize>(of: &T) -> Result<Value> {
    serde_json::to_value(of)
        .map_err(|error| Error::new(Kind::Io, format!("the figures could not be written: {error}")))
}

/// The one of the viewer's sites with this name, or whose name begins so.
pub(super) fn site(store: &mut Store, name: &str) -> Result<SiteId> {
    let MonthReply::Sites(sites) = ask(store, MonthAsk::Sites)? else { return Err(astray()) };
    let wanted = name.trim().to_lowercase();
    let names: Vec<&str> = sites.iter().map(|(_, name)| name.as_str()).collect();
    let hint = format!("your sites: {}", names.join(", "));
    if let Some((id, _)) = sites.iter().find(|(_, name)| name.to_lowercase() == wanted) {
        return Ok(*id);
    }
    let found: Vec<SiteId> =
        sites.iter().filter(|(_, name)| name.to_lowercase().contains(&wanted)).map(|(id, _)| *id).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(missing(format!("you have no site called {name}")).hint(hint)),
        _ => Err(missing(format!("several of your sites are called {name}")).hint(hint)),
    }
}

fn text(context: &Context, store: &Store, figures: &MonthFigures) -> Result<String> {
    let name = format!("{}, {}", figures.month.name(), figures.site_name);
    let mut text = title(context, store, &name)?;
    text.push_str(&format!(
        "\nFigures up to {}; last month's stand beside them.\n",
        figures.until.format("%a %-d %b %Y")
    ));
    for heading in Heading::ALL {
        let mut blocks = figures.under(*heading).filter(|block| !block.lines.is_empty()).peekable();
        if blocks.peek().is_none() {
            continue;
        }
        text.push_str(&format!("\n{}\n", context.style.heading(heading.label())));
        for block in blocks {
            text.push_str(&shown(block, context.style));
        }
    }
    text.push('\n');
    let wrong: Vec<&str> =
        figures.identities.iter().filter(|one| !one.holds).map(|one| one.of.as_str()).collect();
    text.push_str(&if wrong.is_empty() {
        format!("All {} flows add up.\n", figures.identities.len())
    } else {
        format!("These do not add up: {}\n", wrong.join(", "))
    });
    Ok(text)
}

fn shown(block: &Block, style: Style) -> String {
    let mut text = format!("\n{}\n", block.label);
    if !block.table {
        let mut table = Table::new(&["", "", "Last month"]);
        for figure in block.lines.iter().flat_map(|line| &line.figures) {
            table.row(None, &[figure.label.to_string(), figure.value.to_string(), figure.last.to_string()]);
        }
        text.push_str(&table.text(style, "nothing"));
        return text;
    }
    let heads = block
        .lines
        .first()
        .map(|line| line.figures.iter().map(|figure| figure.label.to_string()).collect::<Vec<_>>());
    let mut rows: Vec<Vec<String>> =
        vec![std::iter::once(String::new()).chain(heads.unwrap_or_default()).collect()];
    for line in block.lines.iter().filter(|line| tells(line)) {
        let cells = line.figures.iter().map(|figure| beside(&figure.value, &figure.last));
        rows.push(std::iter::once(line.label.clone()).chain(cells).collect());
    }
    if rows.len() == 1 {
        return format!("{text}  none\n");
    }
    text.push_str(&folded(&rows));
    text
}

/// Whether a line has anything to tell: a value of a list that nothing has, now or a month ago, is left out of the text.
fn tells(line: &crate::store::view::month::Line) -> bool {
    let nothing = |amount: &Amount| matches!(amount, Amount::Count(0) | Amount::NoData);
    line.figures.len() != 1 || !line.figures.iter().all(|one| nothing(&one.value) && nothing(&one.last))
}

/// A value, with last month's in brackets where it was another.
fn beside(value: &Amount, last: &Amount) -> String {
    match (value, last) {
        (Amount::NoData, Amount::NoData) => "·".to_owned(),
        (Amount::Share { .. }, _) => {
            value.number().map_or_else(|| "·".to_owned(), |percent| format!("{percent:.0} %"))
        }
        (value, last) if value == last || matches!(last, Amount::NoData) => value.to_string(),
        (value, last) => format!("{value} ({last})"),
    }
}

/// How wide a line may be, as on the smallest of usual terminals.
const WIDTH: usize = 80;

/// Columns side by side as far as the width goes, the rest of them below, each part under the names of the lines.
pub(super) fn folded(rows: &[Vec<String>]) -> String {
    use unicode_width::UnicodeWidthStr;
    let columns = rows.first().map_or(0, Vec::len);
    let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    let width = |at: usize| rows.iter().map(|row| cell(row, at).width()).max().unwrap_or_default();
    let name = width(0);
    let mut text = String::new();
    let mut at = 1;
    while at < columns {
        let mut used = 2 + name;
        let from = at;
        while at < columns && (at == from || used + 2 + width(at) <= WIDTH) {
            used += 2 + width(at);
            at += 1;
        }
        for row in rows {
            let label = cell(row, 0);
            let mut line = format!("  {label}{}", " ".repeat(name.saturating_sub(label.width())));
            for column in from..at {
                let value = cell(row, column);
                line.push_str(&format!(
                    "  {}{value}",
                    " ".repeat(width(column).saturating_sub(value.width()))
                ));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

fn behind(context: &Context, store: &Store, found: &FigureRows) -> Result<String> {
    let figure = &found.figure;
    let mut text = title(context, store, &figure.label)?;
    text.push_str(&format!(
        "\n{}: {}; last month {}\n{}\n\n",
        figure.label, figure.value, figure.last, figure.definition
    ));
    let mut table = Table::new(&["", "", ""]);
    for row in &found.rows {
        let on = row.on.map(|on| on.to_string()).unwrap_or_default();
        table.row(None, &[row.label.clone(), row.detail.clone(), on]);
    }
    text.push_str(&table.text(context.style, "no rows"));
    if found.withheld > 0 {
        text.push_str(&format!("  {} more [withheld: no consent]\n", found.withheld));
    }
    Ok(text)
}
