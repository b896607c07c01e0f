//! `ifr travel`: the month's miles of every Recovery Coordinator, the purposes apart, and the year's fee and training of
//! the treatment agency; it names no client.

use super::args::Travel as Args;
use super::context::Context;
use super::json;
use super::lists::{astray, title};
use super::out::{self, Table};
use crate::domain::Word;
use crate::domain::month::Month;
use crate::domain::travel::{Miles, Purpose};
use crate::error::{Error, Kind, Result};
use crate::store::view::charge::{AgencyYear, Allowance};
use crate::store::view::staffing::{StaffAsk, StaffReply};
use crate::store::view::travel::{CoordinatorMonth, TravelAsk, TravelMonth};
use crate::store::{Reply, Request};
use serde_json::{Value, json};

/// Prints a month's travel.
///
/// # Errors
/// The month cannot be read, the file cannot be opened, or nobody could be signed in.
pub fn run(context: &Context, args: &Args) -> Result<()> {
    let month = match args.month.as_deref() {
        None => None,
        Some(text) => Some(Month::read(text).ok_or_else(|| {
            Error::new(Kind::Usage, format!("\"{text}\" is not a month")).hint("write it as 2026-10")
        })?),
    };
    let mut store = context.signed_in()?;
    let Reply::Travel(travel) = store.handle(Request::Travel(TravelAsk { staff: None, month }))? else {
        return Err(astray());
    };
    let Reply::Staff(StaffReply::Places(places)) = store.handle(Request::Staff(StaffAsk::Places))? else {
        return Err(astray());
    };
    if context.global.json {
        let cap = store.settings().thresholds.travel.cap_miles;
        return out::print(&json::envelope(&store, "travel", body(&travel, &places.years, cap))?);
    }
    let heading = format!("Travel, {}, to {}", travel.month.name(), travel.on.format("%-d %b"));
    let mut text = title(context, &store, &heading)?;
    text.push_str(&table(&travel).text(context.style, "no Recovery Coordinator works here"));
    text.push_str(
        "\nMeetings and training are reimbursed separately. Miles with clients are a service: another ledger.\n",
    );
    for year in &places.years {
        text.push_str(&format!("\n{}, {}:\n", year.agency.1, year.year));
        for one in &year.allowances {
            text.push_str(&format!("  {}: {}\n", one.kind.label(), one.standing.text));
        }
    }
    out::print(&text)
}

fn table(travel: &TravelMonth) -> Table {
    let mut table =
        Table::new(&["Who", "Clients' homes", "Month's end", "Meetings", "Training", "With clients"]);
    for one in &travel.coordinators {
        let ahead = one.projected.map_or_else(String::new, |miles| format!("about {}", miles.about()));
        let cells = [
            one.person.short.clone(),
            one.standing.text.clone(),
            ahead,
            one.ledger.meeting.to_string(),
            one.ledger.training.to_string(),
            one.clients.to_string(),
        ];
        table.row(Some(one.standing.mark), &cells);
    }
    table
}

/// What a treatment agency's year allows and used, in cents; an allowance that is not set is null.
fn year(year: &AgencyYear) -> Value {
    let one = |one: &Allowance| {
        let facts = json!({
            "used_cents": one.used_cents,
            "allowed_cents": one.allowed_cents,
            "standing": one.standing,
            "basis": one.explain.basis,
        });
        (one.kind.word().to_owned(), facts)
    };
    let mut facts: serde_json::Map<String, Value> = year.allowances.iter().map(one).collect();
    facts.insert("agency".into(), json!(year.agency.1));
    facts.insert("year".into(), json!(year.year));
    Value::Object(facts)
}

fn body(travel: &TravelMonth, years: &[AgencyYear], cap: i64) -> Value {
    let one = |one: &CoordinatorMonth| {
        json!({
            "person": one.person,
            Purpose::ClientHome.word(): one.ledger.client_home.number(),
            "at_other_sites": one.elsewhere.number(),
            "projected": one.projected.map(Miles::number),
            "standing": one.standing,
            Purpose::Meeting.word(): one.ledger.meeting.number(),
            Purpose::Training.word(): one.ledger.training.number(),
            "with_clients": one.clients.number(),
        })
    };
    json!({
        "month": travel.month.first().format("%Y-%m").to_string(),
        "on": travel.on,
        "cap": cap,
        "coordinators": travel.coordinators.iter().map(one).collect::<Value>(),
        "agencies": years.iter().map(year).collect::<Value>(),
    })
}
