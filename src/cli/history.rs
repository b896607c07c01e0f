//! `ifr history`: who changed what of a record, and when.

use super::context::Context;
use super::json;
use super::lists::{astray, title};
use super::out;
use crate::domain::{FamilyId, ItemId, Number, ReferralId, StaffId};
use crate::error::{Error, Kind, Result};
use crate::store::view::Open;
use crate::store::view::family::{RecordAsk, RecordReply};
use crate::store::view::history::{FieldChange, History, NOT_LISTED, Record};
use crate::store::{Reply, Request, Store};
use serde_json::{Value, json};

/// Prints the history of a record, newest first.
///
/// # Errors
/// The record is not found or not the viewer's, or the file cannot be opened.
pub fn run(context: &Context, name: &str) -> Result<()> {
    let mut store = context.signed_in()?;
    let record = record(&mut store, name)?;
    let all = all(&mut store, record)?;
    if context.global.json {
        return out::print(&json::envelope(&store, "history", body(&all))?);
    }
    let head = title(context, &store, &format!("History of {}", all.title))?;
    out::print(&format!("{head}\n{}", text(context, &all)))
}

/// The record of a number, or of a person's name.
fn record(store: &mut Store, name: &str) -> Result<Record> {
    let begins = |prefix: &str| name.to_uppercase().starts_with(prefix);
    let numbered = if begins("F") {
        FamilyId::read(name).map(Record::Family)
    } else if begins("R") {
        ReferralId::read(name).map(Record::Referral)
    } else if begins("A") {
        ItemId::read(name).map(Record::Item)
    } else {
        None
    };
    if let Some(record) = numbered {
        return Ok(record);
    }
    let Reply::Found(found) = store.handle(Request::Find(name.to_owned()))? else { return Err(astray()) };
    let mut people = found.into_iter().filter_map(|one| match one.open {
        Open::Worker(staff) => Some(staff),
        _ => None,
    });
    match (people.next(), people.next()) {
        (Some(staff), None) => Ok(Record::Staff(StaffId(staff.0))),
        (Some(_), Some(_)) => {
            Err(Error::new(Kind::Usage, format!("several people are called {name}"))
                .hint("give the full name"))
        }
        _ => Err(Error::new(Kind::Missing, format!("nothing here is called {name}"))
            .hint("give a number such as F-0197, R-0412 or A-0456, or the name of a worker")),
    }
}

/// Every page of a history.
fn all(store: &mut Store, record: Record) -> Result<History> {
    let mut all = page(store, record, None)?;
    while let Some(next) = all.next {
        let more = page(store, record, Some(next))?;
        all.rows.extend(more.rows);
        (all.next, all.origin) = (more.next, more.origin);
    }
    Ok(all)
}

fn page(store: &mut Store, record: Record, before: Option<i64>) -> Result<History> {
    match store.handle(Request::Record(RecordAsk::History(record, before)))? {
        Reply::Record(reply) => match *reply {
            RecordReply::History(history) => Ok(history),
            RecordReply::Life(_) => Err(astray()),
        },
        _ => Err(astray()),
    }
}

fn body(all: &History) -> Value {
    let changes = |changes: &[FieldChange]| -> Value {
        let one = |change: &FieldChange| {
            json!({
                "record": change.record, "field": change.field,
                "old": json::part2(&change.old), "new": json::part2(&change.new),
            })
        };
        changes.iter().map(one).collect()
    };
    let row = |row: &crate::store::view::history::HistoryRow| {
        json!({
            "event": row.seq, "on": row.on, "at": row.at.format("%H:%M").to_string(), "who": row.who,
            "what": row.what, "changes": changes(&row.changes),
        })
    };
    json!({
        "record": all.title, "origin": all.origin, "withheld": all.withheld, "history": all.rows.iter().map(row).collect::<Value>(),
    })
}

fn text(context: &Context, all: &History) -> String {
    let mut text = String::new();
    for row in &all.rows {
        let head = format!("{} {}  {}, {}", row.on, row.at.format("%H:%M"), row.what, row.who);
        text.push_str(&context.style.heading(&head));
        for change in &row.changes {
            text.push_str(&format!("    {}, {}: {}\n", change.record, change.field, values(change)));
        }
    }
    if !all.origin.is_empty() {
        text.push_str(&format!("{}\n", all.origin));
    }
    if text.is_empty() {
        text.push_str("Nothing has been changed since this came into the file\n");
    }
    if all.withheld {
        text.push_str(&format!("{NOT_LISTED}\n"));
    }
    crate::domain::text::clean(&text)
}

/// `oak → elm`
fn values(change: &FieldChange) -> String {
    let new = change.new.shown().map_or("nothing", String::as_str);
    change.old.shown().map_or_else(|| new.to_owned(), |old| format!("{old} → {new}"))
}
