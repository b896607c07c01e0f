//! `ifr trends`: a site's figures over one or two years, without a name.

use super::args::Trends as Args;
use super::context::Context;
use super::json;
use super::lists::{astray, print_csv, title};
use super::out;
use super::report::{folded, site, value};
use crate::domain::month::Amount;
use crate::error::Result;
use crate::export::trends::sheet;
use crate::store::view::trends::{TrendLine, Trends, TrendsAsk};
use crate::store::{Reply, Request, Store};

/// Prints the figures month by month, as text, JSON or CSV.
///
/// # Errors
/// The site cannot be read, the file cannot be opened, or nobody could be signed in.
pub fn run(context: &Context, args: &Args) -> Result<()> {
    let mut store = context.signed_in()?;
    let site = args.site.as_deref().map(|name| site(&mut store, name)).transpose()?;
    let ask = Request::Trends(TrendsAsk { site, months: args.months });
    let Reply::Trends(facts) = store.handle(ask)? else { return Err(astray()) };
    if args.csv {
        return print_csv(&mut store, "trends", sheet(&facts));
    }
    if context.global.json {
        return out::print(&json::envelope(&store, "trends", value(&*facts)?)?);
    }
    let text = text(context, &store, &facts)?;
    out::print(&text)
}

fn text(context: &Context, store: &Store, facts: &Trends) -> Result<String> {
    let mut text = title(context, store, &format!("Trends, {}", facts.site_name))?;
    let names = facts.months.iter().map(|month| month.first().format("%b").to_string());
    let head: Vec<String> = std::iter::once(String::new()).chain(names).collect();
    for plot in &facts.plots {
        text.push_str(&format!("\n{}\n", context.style.heading(&format!("{}, {}", plot.title, plot.unit))));
        let line = |line: &TrendLine| -> Vec<String> {
            std::iter::once(line.label.to_owned()).chain(line.amounts.iter().map(cell)).collect()
        };
        let rows: Vec<Vec<String>> =
            std::iter::once(head.clone()).chain(plot.lines.iter().map(line)).collect();
        text.push_str(&folded(&rows));
    }
    Ok(text)
}

/// A number as a column of months holds it; no data is a dot.
fn cell(amount: &Amount) -> String {
    match amount {
        Amount::Share { .. } => amount.number().map_or_else(String::new, |number| format!("{number:.0}")),
        Amount::NoData => "·".to_owned(),
        Amount::Median { days, .. } => Amount::Measure(*days).to_string(),
        other => other.to_string(),
    }
}
