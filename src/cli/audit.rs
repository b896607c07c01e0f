//! `ifr audit`: who did what and when, and whether the trail of it is as it was written.

use super::args::Audit;
use super::context::Context;
use super::json;
use super::lists::{astray, title};
use super::out;
use crate::domain::dates;
use crate::domain::text::count;
use crate::error::{Error, Kind, Result};
use crate::store::view::audit::{AuditAsk, AuditPage, Trail};
use crate::store::{Reply, Request};
use serde_json::json;

/// Prints the newest events and what came of looking the trail over.
///
/// # Errors
/// The file cannot be opened, nobody can be signed in, or the trail is not as it was written.
pub fn run(context: &Context, args: &Audit) -> Result<()> {
    let mut store = context.signed_in()?;
    let trail = if args.accept { store.accept_trail()? } else { store.verify_trail()? };
    let since = match &args.since {
        Some(text) => Some(dates::read(text, store.clock().today()).map_err(|why| {
            Error::new(Kind::Usage, format!("--since {text}: {why}")).hint("write it as 2026-11-24")
        })?),
        None => None,
    };
    let ask = AuditAsk {
        kind: args.kind.clone().unwrap_or_default(),
        who: args.who_did.clone().unwrap_or_default(),
        since,
        before: None,
        most: usize::from(args.most),
    };
    let Reply::Audit(page) = store.handle(Request::Audit(ask))? else { return Err(astray()) };
    if context.global.json {
        let body = json!({ "trail": trail, "events": page.rows, "more": page.more });
        out::print(&json::envelope(&store, "audit", body)?)?;
    } else {
        let head = title(context, &store, "Audit trail")?;
        out::print(&crate::domain::text::clean(&format!("{head}\n{}\n{}", said(&trail), text(&page))))?;
    }
    if trail.breaches.is_empty() {
        return Ok(());
    }
    Err(Error::new(Kind::NotOurs, "the audit trail is not as it was written").hint(
        "leave the file as it is and ask who had it open in another program; where a backup was put back on purpose, \
         \"ifr audit --accept\" lets this computer take it as it is",
    ))
}

/// What came of looking the trail over, a line for each thing.
fn said(trail: &Trail) -> String {
    let seen = trail.witnessed.map_or_else(
        || "this computer had seen none of it before".to_owned(),
        |seen| format!("this computer had seen it up to event {seen}"),
    );
    let edited: String = trail.edited.iter().map(|one| format!("! {}\n", one.said())).collect();
    if trail.breaches.is_empty() {
        let short: String = trail.head.chars().take(12).collect();
        return format!(
            "✓ {} as written, the newest {short}; {seen}\n{edited}",
            count(trail.events, "event")
        );
    }
    trail.breaches.iter().map(|breach| format!("! {}\n", breach.said())).chain([edited]).collect()
}

fn text(page: &AuditPage) -> String {
    let mut text: String = page
        .rows
        .iter()
        .map(|row| {
            let at = row.at.format("%H:%M");
            format!("{:>7}  {} {at}  {:<28}  {:<20}  {}\n", row.seq, row.on, row.what, row.who, row.about)
        })
        .collect();
    if page.more {
        text.push_str("There are earlier ones: --most NUMBER, --since, --kind and --who choose others\n");
    }
    text
}
