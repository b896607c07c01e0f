//! The accounting of disclosures of one adult, as a document they may ask for.

use super::document::{Document, Notice, Sheet, Value};
use crate::domain::text::count;
use crate::store::view::consent::Accounting;

/// Every disclosure of the last years, newest first: when, to whom, what, what for, on what basis.
pub fn document(all: &Accounting, notice: &str) -> Document {
    let (from, to) = (all.from.format("%-d %b %Y"), all.to.format("%-d %b %Y"));
    let who = format!("{} {}", all.family, all.alias);
    let mut page = Document::new(format!("Disclosures about {who}"), format!("{from} to {to}"));
    page.fact("Disclosures", count(all.rows.len(), "disclosure"));
    page.heading(1, "Disclosures");
    let mut sheet = Sheet::new(
        format!("Disclosures about {who}"),
        &["date", "to", "what", "purpose", "basis", "consent"],
    );
    sheet.rows = all
        .rows
        .iter()
        .map(|row| {
            let consent = row.consent.map(|id| id.to_string());
            let on = row.on.format("%Y-%m-%d").to_string();
            vec![
                on.into(),
                row.recipient.as_str().into(),
                row.what.as_str().into(),
                row.purpose.as_str().into(),
                row.basis.as_str().into(),
                consent.map_or(Value::Nothing, Value::from),
            ]
        })
        .collect();
    if sheet.rows.is_empty() {
        page.paragraph("Nothing was disclosed in this time.");
    }
    page.table(sheet);
    let scope = vec![format!("{who}: the accounting of {} years, for the adult it is about", all.years)];
    page.notice = Some(Notice { text: notice.to_owned(), scope });
    page
}
