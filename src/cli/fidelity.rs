//! `ifr fidelity`: whether the meetings of the model were held, in figures that name no client and no worker.

use super::args::Fidelity as Args;
use super::context::Context;
use super::json;
use super::lists::{astray, title};
use super::out::{self, Table};
use crate::domain::Word;
use crate::domain::fidelity::Tally;
use crate::error::Result;
use crate::export::document::{Format, Sheet, Value};
use crate::export::list::List;
use crate::store::view::fidelity::{By, Fidelity, Group};
use crate::store::view::list::{ListAsk, ListFile};
use crate::store::{OpId, Reply, Request, Store};
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
        return csv(&mut store, &facts, time);
    }
    let groups = |by: By| facts.groups(by);
    if context.global.json {
        let list = |by: By| groups(by).iter().map(figures).collect::<Vec<_>>();
        let (discussed, expected) = facts.covered();
        let body = json!({
            "by": { "kind": list(By::Kind), "site": list(By::Site), time.word(): list(time) },
            "coverage": { "open_families": facts.coverage.len(), "expected": expected, "discussed": discussed,
                          "within_days": facts.review_days },
        });
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

/// A row for each site, kind and month or quarter, and an event that says that it left.
fn csv(store: &mut Store, facts: &Fidelity, time: By) -> Result<()> {
    let columns = [
        time.label(),
        "site",
        "kind",
        "expected",
        "on_time",
        "late",
        "wrong_attendance",
        "missed",
        "overdue",
    ];
    let mut sheet = Sheet::new("fidelity", &columns);
    for site in facts.groups(By::Site) {
        for kind in facts.groups(By::Kind) {
            let fits =
                |line: &&crate::store::view::fidelity::Line| line.site == site.name && line.kind == kind.name;
            let lines = facts.lines.iter().filter(fits).cloned().collect();
            let part = Fidelity { lines, months: facts.months.clone(), ..Fidelity::default() };
            for group in part.groups(time) {
                let Tally { expected, on_time, late, wrong, missed, overdue } = group.tally;
                let mut row: Vec<Value> =
                    [group.name, site.name.clone(), kind.name.clone()].map(Value::from).to_vec();
                row.extend([expected, on_time, late, wrong, missed, overdue].map(Value::from));
                sheet.rows.push(row);
            }
        }
    }
    let rows = sheet.rows.len();
    let bytes = List { sheet, notice: None }.render(Format::Csv)?;
    let file = ListFile {
        list: "fidelity",
        format: Format::Csv,
        rows,
        part2: false,
        bytes: bytes.clone(),
        path: None,
    };
    store.handle(Request::List(ListAsk::Write(OpId::new(), file)))?;
    out::print_bytes(&bytes)
}
