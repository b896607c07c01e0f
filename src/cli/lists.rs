//! The lists as text and JSON: what their screens show, in the same order.

use super::args::{List, ListFormat, Out};
use super::context::Context;
use super::json;
use super::out::{self, Table};
use crate::domain::Word;
use crate::domain::dates::short;
use crate::domain::sealed::Part2;
use crate::error::{Error, Kind, Result};
use crate::export::document::{Format, Sheet};
use crate::export::list;
use crate::store::view::caseload::{
    Caseload, FamilyRow, ItemRow, ListFilter, MeetingRow, Meetings, ReferralRow, Staffing,
};
use crate::store::view::list::{ListAsk, ListReply};
use crate::store::view::referral::{Pipeline, ReferralAsk, ReferralReply};
use crate::store::view::{Person, Standing};
use crate::store::{OpId, Reply, Request, Store};
use crate::tui::screen::{self, Tab};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::sync::Arc;

/// An answer of another kind than was asked for, which the store never gives.
pub fn astray() -> Error {
    Error::new(Kind::Io, "the file answered something else than was asked")
}

/// A line above every list: whose file, which day, who looks.
///
/// # Errors
/// Nobody is signed in.
pub fn title(context: &Context, store: &Store, name: &str) -> Result<String> {
    let day = store.clock().today().format("%a %-d %b %Y");
    let meta = store.meta();
    let demo = if meta.demo { ", invented people" } else { "" };
    Ok(context.style.heading(&format!(
        "{name} · {}{demo} · {day} · {}",
        meta.partnership,
        store.viewer()?.name
    )))
}

/// Prints the answer, as text or as JSON.
fn answer(
    context: &Context,
    store: &Store,
    name: (&str, &str),
    body: impl FnOnce() -> Value,
    text: impl FnOnce() -> String,
) -> Result<()> {
    if context.global.json {
        return out::print(&json::envelope(store, name.0, body())?);
    }
    out::print(&format!("{}\n{}", title(context, store, name.1)?, text()))
}

/// Prints rows that name nobody as CSV, and the audit trail says that they left.
///
/// # Errors
/// It cannot be recorded, or not be printed.
pub fn print_csv(store: &mut Store, name: &'static str, sheet: Sheet) -> Result<()> {
    let file = screen::file(name, &list::List { sheet, notice: None }, Format::Csv, None)?;
    let bytes = file.bytes.clone();
    store.handle(Request::List(ListAsk::Write(OpId::new(), file)))?;
    out::print_bytes(&bytes)
}

/// Whether the list is asked for as a file; then it is written or printed, and the audit trail says so.
fn leaves(context: &Context, store: &mut Store, out: &Out, tab: Tab, reply: &Reply) -> Result<bool> {
    let format = match (out.format, &out.output) {
        (Some(ListFormat::Csv), _) => Format::Csv,
        (Some(ListFormat::Xlsx), _) => Format::Xlsx,
        (Some(ListFormat::Json), _) => Format::Json,
        (None, Some(path)) => list::format_of(path)?,
        (None, None) => return Ok(false),
    };
    if format == Format::Xlsx && out.output.is_none() {
        return Err(
            Error::new(Kind::Usage, "a workbook cannot be printed").hint("say where to with -o FILE.xlsx")
        );
    }
    let leaving = screen::leaving(store, &context.settings, tab, reply.clone())?;
    let file = screen::file(tab.word(), &leaving, format, out.output.clone())?;
    let bytes = out.output.is_none().then(|| file.bytes.clone());
    let reply = store.handle(Request::List(ListAsk::Write(OpId::new(), file)))?;
    match (bytes, reply) {
        (Some(bytes), _) => out::print_bytes(&bytes)?,
        (None, Reply::List(ListReply::Said(said))) => out::say(&said),
        _ => return Err(astray()),
    }
    Ok(true)
}

fn name(person: Option<&Person>) -> String {
    person.map_or_else(|| "none".to_owned(), |person| person.short.clone())
}

fn phase(phase: &Part2<i64>) -> String {
    match phase {
        Part2::Nothing => String::new(),
        Part2::Withheld(why) => why.label().to_owned(),
        Part2::Shown(_) => phase.shown().map(ToString::to_string).unwrap_or_default(),
    }
}

fn said(standing: &Standing) -> String {
    standing.text.clone()
}

fn families(context: &Context, rows: &[Arc<FamilyRow>]) -> String {
    let mut table = Table::new(&[
        "Family",
        "Site",
        "Status",
        "Open",
        "Children",
        "IW",
        "RC",
        "Phase",
        "Child seen",
        "Reviewed",
    ]);
    for row in rows {
        let infants = if row.infants > 0 { format!(", {} under 1", row.infants) } else { String::new() };
        let label =
            if row.label.is_empty() { row.id.to_string() } else { format!("{} {}", row.id, row.label) };
        table.row(
            Some(row.mark),
            &[
                label,
                row.site.clone(),
                row.status.to_string(),
                format!("{} d", row.open_days),
                format!("{}{infants}", row.children),
                name(row.iw.as_ref()),
                name(row.rc.as_ref()),
                phase(&row.phase),
                said(&row.child_seen),
                said(&row.reviewed),
            ],
        );
    }
    table.text(context.style, "no families")
}

/// `ifr caseload`: by worker, by pair, and the families without a full pair.
///
/// # Errors
/// The file cannot be opened, or nobody could be signed in.
pub fn caseload(context: &Context, out: &Out) -> Result<()> {
    let mut store = context.signed_in()?;
    let reply = store.handle(Request::Caseload)?;
    if leaves(context, &mut store, out, Tab::Caseload, &reply)? {
        return Ok(());
    }
    let Reply::Caseload(all) = reply else { return Err(astray()) };
    let body = || {
        let lacking = all.lacking();
        json!({
            "workers": all.workers.iter().map(json::worker).collect::<Value>(),
            "pairs": all.pairs.iter().map(json::pair).collect::<Value>(),
            "held_by_supervisor": json::families(&lacking.held),
            "incomplete": json::families(&lacking.incomplete),
            "outside": json::families(&lacking.outside),
        })
    };
    answer(context, &store, ("caseload", "Caseload"), body, || caseload_text(context, &all))
}

fn caseload_text(context: &Context, all: &Caseload) -> String {
    let style = context.style;
    let mut text = String::new();
    let lacking = all.lacking();
    for (title, some) in [
        ("Held by a supervisor", lacking.held),
        ("Incomplete pairs", lacking.incomplete),
        ("Not in the programme, no RC", lacking.outside),
    ] {
        if !some.is_empty() {
            text.push_str(&format!("{}{}\n", style.heading(title), families(context, &some)));
        }
    }
    text.push_str(&style.heading("By pair"));
    let mut pairs = Table::new(&["Pair", "Families", "Co-Supervision", "Joint"]);
    for row in &all.pairs {
        let pair = format!("{} + {}", row.iw.short, row.rc.short);
        let shared = row.families.len().to_string();
        pairs
            .row(Some(row.co_supervision.mark), &[pair, shared, said(&row.co_supervision), said(&row.joint)]);
    }
    text.push_str(&pairs.text(style, "no pairs yet"));
    for row in &all.workers {
        let head = format!(
            "{} {}: {} of {} families · Individual {}",
            row.role, row.person.name, row.open, row.capacity, row.individual.text
        );
        text.push_str(&format!("\n{} {}", out::glyph(row.mark), style.heading(&head)));
        text.push_str(&families(context, &row.families));
    }
    text
}

/// `ifr referrals`.
///
/// # Errors
/// As [`caseload`].
pub fn referrals(context: &Context, args: &List) -> Result<()> {
    let mut store = context.signed_in()?;
    let filter = ListFilter { closed: args.all, staff: None };
    let reply = store.handle(Request::Referrals(filter))?;
    if leaves(context, &mut store, &args.out, Tab::Referrals, &reply)? {
        return Ok(());
    }
    let Reply::Referrals(rows) = reply else { return Err(astray()) };
    let Reply::Referral(reply) = store.handle(Request::Referral(ReferralAsk::Pipeline))? else {
        return Err(astray());
    };
    let ReferralReply::Pipeline(pipeline) = *reply else { return Err(astray()) };
    let today = store.clock().today();
    let body = || {
        json!({
            "referrals": rows.iter().map(json::referral).collect::<Value>(),
            "pipeline": json::pipeline(&pipeline),
        })
    };
    let text = || referrals_text(context, &rows, today) + &pipeline_text(context, &pipeline, today);
    answer(context, &store, ("referrals", "Referrals"), body, text)
}

/// How old the pending are, how long the steps take, and the wait lists in their order.
fn pipeline_text(context: &Context, pipeline: &Pipeline, today: NaiveDate) -> String {
    let medians = pipeline.median_words().join(" · ");
    let mut text =
        format!("\nPending: {}\nMedian over {} d: {medians}\n", pipeline.ageing_words(), pipeline.over_days);
    if !pipeline.wait.is_empty() {
        let mut table = Table::new(&["Place", "Referral", "Site", "On the list since", ""]);
        for row in &pipeline.wait {
            let since = short(row.since, today);
            let cells =
                [row.place.to_string(), row.id.to_string(), row.site.clone(), since, said(&row.standing)];
            table.row(Some(row.standing.mark), &cells);
        }
        text.push_str(&format!("\n{}{}", context.style.heading("Wait list"), table.text(context.style, "")));
    }
    text
}

fn referrals_text(context: &Context, rows: &[ReferralRow], today: NaiveDate) -> String {
    let mut table =
        Table::new(&["Referral", "Received", "From", "Site", "County", "Family", "Status", "To", "Waits"]);
    for row in rows {
        let status = if row.reason.is_empty() {
            row.status.to_string()
        } else {
            format!("{}: {}", row.status, row.reason)
        };
        table.row(
            Some(row.standing.mark),
            &[
                row.id.to_string(),
                short(row.received_on, today),
                row.source.clone(),
                row.site.clone(),
                row.county.clone(),
                row.family.map(|id| id.to_string()).unwrap_or_default(),
                status,
                row.assigned_to.as_ref().map(|to| to.short.clone()).unwrap_or_default(),
                row.waits_days.map(|days| format!("{days} d")).unwrap_or_default(),
            ],
        );
    }
    table.text(context.style, "no referrals")
}

/// `ifr staffing`.
///
/// # Errors
/// As [`caseload`].
pub fn staffing(context: &Context, out: &Out) -> Result<()> {
    let mut store = context.signed_in()?;
    let reply = store.handle(Request::Staffing)?;
    if leaves(context, &mut store, out, Tab::Staffing, &reply)? {
        return Ok(());
    }
    let Reply::Staffing(all) = reply else { return Err(astray()) };
    let today = store.clock().today();
    let body = || {
        json!({
            "staff": all.staff.iter().map(json::staff).collect::<Value>(),
            "vacancies": all.vacancies.iter().map(json::vacancy).collect::<Value>(),
        })
    };
    answer(context, &store, ("staffing", "Staffing"), body, || staffing_text(context, &all, today))
}

fn staffing_text(context: &Context, all: &Staffing, today: NaiveDate) -> String {
    let mut people =
        Table::new(&["Name", "Role", "Agency", "Sites", "FTE", "Status", "Families", "Credential", "Leaves"]);
    for row in &all.staff {
        let credential = row.credential.as_ref();
        people.row(
            credential.map(|(_, ends)| ends.mark),
            &[
                row.person.name.clone(),
                row.role.to_string(),
                row.agency.clone(),
                row.sites.join(", "),
                format!("{:.2}", row.fte),
                row.status.to_string(),
                row.load.map(|(open, of)| format!("{open} of {of}")).unwrap_or_default(),
                credential.map(|(kind, ends)| format!("{kind} {}", ends.text)).unwrap_or_default(),
                row.leaves_on.map(|day| short(day, today)).unwrap_or_default(),
            ],
        );
    }
    let mut vacant = Table::new(&["Position", "Site", "FTE", "Vacant since", "", "Recruitment", "Cover"]);
    for row in &all.vacancies {
        vacant.row(
            None,
            &[
                row.role.to_string(),
                row.site.clone(),
                format!("{:.2}", row.fte),
                short(row.since, today),
                format!("{} d", row.days),
                row.recruitment.map(|how| how.to_string()).unwrap_or_default(),
                name(row.cover.as_ref()),
            ],
        );
    }
    let style = context.style;
    format!(
        "{}\n{}{}",
        people.text(style, "nobody yet"),
        style.heading("Vacant positions"),
        vacant.text(style, "none")
    )
}

/// `ifr meetings`.
///
/// # Errors
/// As [`caseload`].
pub fn meetings(context: &Context, out: &Out) -> Result<()> {
    let mut store = context.signed_in()?;
    let Reply::Meetings(mut all) = store.handle(Request::Meetings)? else { return Err(astray()) };
    if let Some(next) = all.next.take() {
        let ask = Request::List(ListAsk::Past(next, -1));
        let Reply::List(ListReply::Past(rest, _)) = store.handle(ask)? else { return Err(astray()) };
        all.past.extend(rest);
    }
    if leaves(context, &mut store, out, Tab::Meetings, &Reply::Meetings(all.clone()))? {
        return Ok(());
    }
    let body = || {
        json!({
            "ahead": all.ahead.iter().map(json::meeting).collect::<Value>(),
            "past": all.past.iter().map(json::meeting).collect::<Value>(),
        })
    };
    answer(context, &store, ("meetings", "Meetings"), body, || meetings_text(context, &all))
}

fn meetings_text(context: &Context, all: &Meetings) -> String {
    let table = |rows: &[MeetingRow], nothing: &str| {
        let mut table = Table::new(&["Meeting", "Kind", "About", "When", "Stands", "Attendance"]);
        for row in rows {
            let number = row.id.map(|id| id.to_string()).unwrap_or_default();
            table.row(
                Some(row.standing.mark),
                &[
                    number,
                    row.kind.clone(),
                    row.about.clone(),
                    row.when.clone(),
                    said(&row.standing),
                    row.verdict.clone(),
                ],
            );
        }
        table.text(context.style, nothing)
    };
    let style = context.style;
    format!(
        "{}{}\n{}{}",
        style.heading("Ahead"),
        table(&all.ahead, "nothing is due or planned"),
        style.heading("Past"),
        table(&all.past, "none was held yet")
    )
}

/// `ifr actions`.
///
/// # Errors
/// As [`caseload`].
pub fn actions(context: &Context, args: &List) -> Result<()> {
    let mut store = context.signed_in()?;
    let filter = ListFilter { closed: args.all, staff: None };
    let reply = store.handle(Request::Items(filter))?;
    if leaves(context, &mut store, &args.out, Tab::Actions, &reply)? {
        return Ok(());
    }
    let Reply::Items(rows) = reply else { return Err(astray()) };
    let today = store.clock().today();
    let body = || json!({ "items": rows.iter().map(json::item).collect::<Value>() });
    answer(context, &store, ("actions", "Action items"), body, || actions_text(context, &rows, today))
}

fn actions_text(context: &Context, rows: &[ItemRow], today: NaiveDate) -> String {
    let mut table = Table::new(&[
        "Item", "Due", "", "Owner", "What", "Family", "Category", "Priority", "Status", "Carried",
    ]);
    for row in rows {
        let carried = if row.carries > 0 { format!("{} ×", row.carries) } else { String::new() };
        table.row(
            Some(row.standing.mark),
            &[
                row.id.to_string(),
                short(row.due_on, today),
                said(&row.standing),
                row.owner.short.clone(),
                row.description.clone(),
                row.family.map(|id| id.to_string()).unwrap_or_default(),
                row.category.clone(),
                row.priority.to_string(),
                row.status.to_string(),
                if row.escalated { format!("{carried}, for both supervisors") } else { carried },
            ],
        );
    }
    table.text(context.style, "no action items")
}
