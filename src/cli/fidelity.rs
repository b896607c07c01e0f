//! `ifr fidelity`: whether the meetings of the model were held, in figures that name no client and no worker.

use super::args::Fidelity as Args;
use super::context::Context;
use super::json;
use super::lists::{astray, print_csv, title};
use super::out::{self, Table};
use crate::domain::Word;
use crate::domain::fidelity::{Streak, Tally};
use crate::error::Result;
use crate::export::fidelity::sheet;
use crate::store::view::fidelity::{By, Fidelity, Group, Line};
use crate::store::{Reply, Request};
use serde_json::json;

/// Prints the figures by kind, site and time; for the evaluator as CSV or JSON.
///
/// # Errors
/// The file cannot be opened, or nobody could be signed in.
pub fn run(context: &Context, args: &Args) -> Result<()> {
    let mut store = context.signed_in()?;
    let Reply::Fidelity(facts) = store.handle(Request::Fidelity)? else { return Err(astray()) };
    let time = if args.quarter { By::Quarter } else { By::Month };
    if args.csv {
        return print_csv(&mut store, "fidelity", sheet(&facts, time, args.deidentified));
    }
    let groups = |by: By| facts.groups(by);
    if context.global.json {
        let list = |by: By| groups(by).iter().map(figures).collect::<Vec<_>>();
        let (discussed, expected) = facts.covered();
        let mut body = json!({
            "by": { "kind": list(By::Kind), "site": list(By::Site), time.word(): list(time) },
            "coverage": { "open_families": facts.coverage.len(), "expected": expected, "discussed": discussed,
                          "within_days": facts.review_days, "not_discussed_by_where_they_belong": facts.undiscussed() },
        });
        if let Some(by) = body.get_mut("by").and_then(|by| by.as_object_mut()).filter(|_| args.deidentified) {
            by.insert("who".into(), each(&facts).into());
        }
        return out::print(&json::envelope(&store, "fidelity", body)?);
    }
    let mut text = format!("{}\n", title(context, &store, "Fidelity")?);
    for by in [By::Kind, By::Site, time] {
        text.push_str(&table(by, &groups(by)).text(context.style, "nothing was expected yet"));
        text.push('\n');
    }
    let (discussed, expected) = facts.covered();
    text.push_str(&format!(
        "Discussed within {} days: {discussed} of {expected} families\n",
        facts.review_days
    ));
    for (kind, families) in facts.undiscussed() {
        text.push_str(&format!("  belong in {kind}, not discussed: {families}\n"));
    }
    out::print(&text)
}

fn figures(group: &Group) -> serde_json::Value {
    let tally = group.tally;
    json!({
        "name": group.name, "expected": tally.expected, "held": tally.held(), "on_time": tally.on_time, "late": tally.late,
        "wrong_attendance": tally.wrong, "missed": tally.missed, "overdue": tally.overdue, "percent": tally.percent(),
    })
}

fn table(by: By, groups: &[Group]) -> Table {
    let name = by.label();
    let mut table = Table::new(&[
        name,
        "Expected",
        "Held",
        "%",
        "On time",
        "Late",
        "Wrong attendance",
        "Missed",
        "Overdue",
    ]);
    for group in groups {
        let Tally { expected, on_time, late, wrong, missed, overdue } = group.tally;
        let percent = group.tally.percent().map(|percent| percent.to_string()).unwrap_or_default();
        let held = group.tally.held().to_string();
        let count = |count: i64| count.to_string();
        table.row(
            None,
            &[
                group.name.clone(),
                count(expected),
                held,
                percent,
                count(on_time),
                count(late),
                count(wrong),
                count(missed),
                count(overdue),
            ],
        );
    }
    table
}

/// Every pair and worker by role and number, each kind with its streak.
fn each(facts: &Fidelity) -> Vec<serde_json::Value> {
    let one = |(who, line): (String, &Line)| {
        let (tally, streak) = (Tally::of(&line.expected), Streak::of(&line.expected));
        json!({
            "who": who, "kind": line.kind, "site": line.site, "expected": tally.expected, "held": tally.held(),
            "percent": tally.percent(), "streak_now": streak.now, "streak_longest": streak.longest,
        })
    };
    facts.numbered().into_iter().zip(&facts.lines).map(one).collect()
}
