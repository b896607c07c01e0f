//! `ifr services`: the catalogue of services, and what of a month would not be accepted.

use super::args::Services;
use super::context::Context;
use super::json;
use super::lists::{astray, title};
use super::out::{self, Table};
use crate::domain::catalogue::{Catalogue, Definition, Rule, Severity};
use crate::domain::sealed::Part2;
use crate::error::{Error, Kind, Result};
use crate::store::view::Mark;
use crate::store::view::services::{Broken, FindingRow, ServiceCheck, ServicesAsk, ServicesReply};
use crate::store::{Reply, Request, Store};
use chrono::{Months, NaiveDate};
use serde_json::{Value, json};

/// Prints the catalogue, or with `--check` every finding of a month.
///
/// # Errors
/// The month cannot be read, the file cannot be opened, or nobody could be signed in.
pub fn run(context: &Context, args: &Services) -> Result<()> {
    if !args.check {
        context.say_problems();
        let text = if context.global.json { catalogue_json(context) } else { catalogue(context) };
        return out::print(&text);
    }
    let mut store = context.signed_in()?;
    let (from, to) = month(args.month.as_deref(), store.clock().today())?;
    let Reply::Services(ServicesReply::Check(check)) =
        store.handle(Request::Services(ServicesAsk::Check { from, to }))?
    else {
        return Err(astray());
    };
    if context.global.json {
        return out::print(&json::envelope(&store, "services", body(&check))?);
    }
    out::print(&text(context, &store, &check)?)
}

/// The first and the last day of a month given as `2026-10`; of this one up to today where none is given.
fn month(text: Option<&str>, today: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
    let day = match text {
        None => Some(today),
        Some(text) => NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok(),
    };
    let first = day.and_then(|day| chrono::Datelike::with_day(&day, 1));
    let last =
        first.and_then(|first| first.checked_add_months(Months::new(1))).and_then(|next| next.pred_opt());
    match (first, last) {
        (Some(first), Some(last)) => Ok((first, if text.is_none() { today } else { last })),
        _ => Err(Error::new(Kind::Usage, format!("\"{}\" is not a month", text.unwrap_or_default()))
            .hint("write it as 2026-10")),
    }
}

fn mark(severity: Severity) -> Mark {
    match severity {
        Severity::Must => Mark::Overdue,
        Severity::Should | Severity::Off => Mark::Due,
    }
}

fn text(context: &Context, store: &Store, check: &ServiceCheck) -> Result<String> {
    let days = format!("{} to {}", check.from.format("%-d %b"), check.to.format("%-d %b %Y"));
    let mut text = title(context, store, &format!("Services, {days}"))?;
    text.push_str(&format!(
        "{}, {}\n\n",
        crate::domain::text::count(check.services, "service"),
        crate::domain::text::count(check.findings.len(), "finding")
    ));
    let mut table = Table::new(&["Day", "Family", "Provider", "Service", "", "Rule", "What is wrong"]);
    for row in &check.findings {
        table.row(row.broken.shown().map(|broken| mark(broken.severity)), &cells(row));
    }
    text.push_str(&table.text(context.style, "nothing would be refused"));
    if !check.rules.is_empty() {
        text.push_str(&format!("\n{}", context.style.heading("The rules, in the words of the definition")));
        for rule in &check.rules {
            let broken = &rule.broken;
            text.push_str(&format!(
                "{} {} × {}: {}\n    \"{}\"\n    {}\n",
                out::glyph(mark(broken.severity)),
                rule.count,
                broken.rule,
                broken.says,
                broken.quote,
                broken.source
            ));
        }
    }
    if !check.stopped.is_empty() {
        text.push_str(&format!("\n{}", context.style.heading("Papers that end, and what their end stops")));
        let today = store.clock().today();
        for one in &check.stopped {
            let glyph = out::glyph(if one.ends_on <= today { Mark::Overdue } else { Mark::Due });
            text.push_str(&format!("{glyph} {} {}, {}: {}\n", one.ends_on, one.short, one.label, one.words));
        }
    }
    Ok(text)
}

fn cells(row: &FindingRow) -> [String; 7] {
    let said = |value: &dyn Fn(&Broken) -> String| match &row.broken {
        Part2::Shown(broken) => value(broken.open()),
        Part2::Withheld(why) => why.label().to_owned(),
        Part2::Nothing => String::new(),
    };
    let kind = row.kind.shown().cloned().unwrap_or_default();
    let other = row.other.map_or_else(String::new, |other| format!(" (with entry {other})"));
    [
        row.on.to_string(),
        row.family.to_string(),
        row.staff.clone(),
        kind,
        row.service.to_string(),
        said(&|broken| broken.rule.clone()),
        row.broken.shown().map_or_else(String::new, |broken| broken.says.clone() + &other),
    ]
}

fn body(check: &ServiceCheck) -> Value {
    let finding = |row: &FindingRow| {
        json!({
            "service": row.service,
            "other": row.other,
            "family": row.family.to_string(),
            "on": row.on,
            "provider": row.staff,
            "kind": json::part2(&row.kind),
            "finding": json::part2(&row.broken),
        })
    };
    json!({
        "from": check.from,
        "to": check.to,
        "services": check.services,
        "findings": check.findings.iter().map(finding).collect::<Value>(),
        "rules": check.rules,
        "stopped": check.stopped,
    })
}

/// Every service with its modality, what must be on file, and its rules.
fn catalogue(context: &Context) -> String {
    let settings = &context.settings;
    let catalogue: &Catalogue = &settings.services;
    let mut text = String::new();
    for service in &catalogue.services {
        let label = settings.lists.service_label(&service.kind);
        text.push_str(&context.style.heading(&format!("{label} · {}", service.modality)));
        for rule in service.rules.iter().filter(|rule| rule.severity != Severity::Off) {
            text.push_str(&format!(
                "{} {} ({}): {}\n",
                out::glyph(mark(rule.severity)),
                rule.id,
                rule.severity,
                rule.says
            ));
        }
        text.push('\n');
    }
    text
}

/// The same as JSON: every rule with its sentence and where it stands.
fn catalogue_json(context: &Context) -> String {
    let settings = &context.settings;
    let rule = |rule: &Rule| {
        json!({
            "id": rule.id,
            "severity": rule.severity.to_string(),
            "says": rule.says,
            "quote": rule.quote,
            "source": rule.source,
        })
    };
    let rules = |rules: &[Rule]| rules.iter().map(rule).collect::<Value>();
    let service = |one: &Definition| {
        json!({
            "kind": one.kind,
            "label": settings.lists.service_label(&one.kind),
            "modality": one.modality,
            "facts": one.facts,
            "rules": rules(&one.rules),
        })
    };
    let catalogue: &Catalogue = &settings.services;
    let all = json!({
        "schema": "ifr.catalogue.1",
        "services": catalogue.services.iter().map(service).collect::<Value>(),
        "rules": rules(&catalogue.rules),
    });
    format!("{all:#}\n")
}
