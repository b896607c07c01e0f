//! `ifr status`: Today as text and JSON.

use super::context::Context;
use super::json;
use super::lists::{astray, title};
use super::out::{self, Table};
use crate::error::{Error, Kind, Result};
use crate::store::view::Mark;
use crate::store::view::today::Today;
use crate::store::{Reply, Request};

/// Prints Today of whoever is asking.
///
/// # Errors
/// The file cannot be opened, or nobody could be signed in.
pub fn run(context: &Context) -> Result<()> {
    let mut store = context.signed_in()?;
    let Reply::Today(today) = store.handle(Request::Today)? else { return Err(astray()) };
    if context.global.json {
        let body = serde_json::to_value(&today)
            .map_err(|error| Error::new(Kind::Io, format!("Today could not be written: {error}")))?;
        return out::print(&json::envelope(&store, "status", body)?);
    }
    let parts = [
        title(context, &store, "Today")?,
        needs(context, &today),
        caseload(context, &today),
        figures(context, &today),
        next(context, &today),
    ];
    out::print(&parts.join("\n"))
}

fn needs(context: &Context, today: &Today) -> String {
    let mut head = format!("Needs you ({})", today.needs.len());
    if let (Some(day), true) = (today.last_look, today.new > 0) {
        head.push_str(&format!(", {} new since {}", today.new, day.format("%-d %b")));
    }
    let mut table = Table::new(&["What", "About", "", ""]);
    for need in &today.needs {
        let new = if need.new && today.last_look.is_some() { "new" } else { "" };
        let cells = [need.what.clone(), need.about.clone(), need.detail.clone(), new.to_owned()];
        table.row(Some(need.mark), &cells);
    }
    let mut text = context.style.heading(&head);
    if let Some(left) = &today.resume {
        let line = format!("○ Left in the middle: {} · {}", left.title, left.at);
        text.push_str(&format!("{}\n", crate::domain::text::clean_line(&line)));
    }
    text + &table.text(context.style, "nothing needs you today")
}

fn caseload(context: &Context, today: &Today) -> String {
    let mut table = Table::new(&["Worker", "Role", "Families"]);
    for row in &today.caseload {
        let load = format!("{} of {}", row.open, row.capacity);
        table.row(Some(row.mark), &[row.short.clone(), row.role.short().to_owned(), load]);
    }
    context.style.heading("Caseload") + &table.text(context.style, "no workers yet")
}

fn figures(context: &Context, today: &Today) -> String {
    let referrals = &today.referrals;
    let staffing = &today.staffing;
    let days = |days: Option<i64>| days.map_or_else(|| "no data".to_owned(), |days| format!("{days} d"));
    let median = referrals.median_days_to_assign;
    let mut rows = Table::new(&["", ""]);
    let mut say = |what: &str, value: String| rows.row(None, &[what.to_owned(), value]);
    say("Referrals pending", referrals.pending.to_string());
    say("The oldest waits", days(referrals.oldest_days));
    say("Enrolled this month", referrals.enrolled_this_month.to_string());
    say(
        "Median to assign, 90 days",
        median.map_or_else(|| "no data".to_owned(), |days| format!("{days:.1} d")),
    );
    for (role, filled, of) in &staffing.posts {
        say(&format!("{role}, FTE"), format!("{filled:.2} of {of:.2}"));
    }
    say("Vacant positions", staffing.vacancies.to_string());
    say("The longest vacant", days(staffing.longest_days));
    let text = rows.text(context.style, "no data");
    let body: String = text.lines().skip(1).map(|line| format!("{line}\n")).collect();
    context.style.heading("Referrals and staffing") + &body
}

fn next(context: &Context, today: &Today) -> String {
    let mut table = Table::new(&["When", "Meeting", ""]);
    for row in &today.next {
        table.row(Some(Mark::Open), &[row.when.clone(), row.title.clone(), row.meeting.to_string()]);
    }
    context.style.heading("Next meetings") + &table.text(context.style, "none is planned")
}
