//! The words of the two teams: a row for each side and heading, which only that side writes.

use super::{Head, stamp};
use crate::domain::Word;
use crate::domain::access::Act;
use crate::domain::month::Heading;
use crate::domain::report::part;
use crate::domain::report::telling::{Known, Tells};
use crate::domain::staff::Side;
use crate::domain::text::whole;
use crate::error::{Error, Kind, Result, invalid};
use crate::store::Store;
use crate::store::sql::{RowExt, word};
use crate::store::view::report::ReportText;
use crate::store::write::{OpId, Tx, What};
use rusqlite::{Connection, OptionalExtension, params};

/// Every word of a report.
pub(super) fn read(conn: &Connection, report: Option<i64>) -> Result<Vec<ReportText>> {
    let mut statement = conn.prepare_cached(
        "select side, heading, body, version from report_text where report_id = ?1 order by id",
    )?;
    let rows = statement.query_map([report], |row| {
        Ok(ReportText { side: row.word(0)?, heading: row.word(1)?, body: row.get(2)?, version: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Cleans words and refuses what is kept out of every report from the first moment on.
pub(super) fn fit(known: &Known, text: &str) -> Result<String> {
    let text = whole(text)?.trim().to_owned();
    if let Some(found) = known.look(&text).into_iter().find(|found| found.tells == Tells::StateNumber) {
        return Err(invalid(format!("{} {}", found.word, found.tells.what()))
            .hint("such numbers are never kept here: tell it without"));
    }
    Ok(text)
}

impl Store {
    /// Saves the viewer's words under a heading; a part that was ready is no longer so.
    pub(super) fn save_report_text(
        &mut self,
        op: OpId,
        head: &Head,
        heading: Heading,
        body: &str,
        version: i64,
    ) -> Result<String> {
        let side = self.viewer()?.side;
        self.allow(Act::PrepareReport(side))?;
        head.is_draft()?;
        if heading == Heading::Items {
            return Err(
                invalid("action items speak for themselves").hint("write under one of the five headings")
            );
        }
        let body = fit(&self.known_words(head.site)?, body)?;
        self.write(op, What::new("report_text", "report_text"), |tx| {
            let report = head.row(tx)?;
            let found: Option<(i64, i64)> = tx
                .sql()
                .prepare_cached(
                    "select id, version from report_text where report_id = ?1 and side = ?2 and heading = ?3",
                )?
                .query_row(params![report, side.word(), heading.word()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            match found {
                None => {
                    tx.insert(
                        "report_text",
                        &[
                            ("report_id", &report),
                            ("side", &word(side)),
                            ("heading", &word(heading)),
                            ("body", &body),
                        ],
                    )?;
                }
                Some(_) if version == 0 => {
                    return Err(Error::new(Kind::Conflict, "somebody else wrote here meanwhile")
                        .hint("their words were loaded: look at both and save once more"));
                }
                Some((id, _)) => {
                    tx.update("report_text", id, version, &[("body", &body)])?;
                }
            }
            let again = unready(tx, head, report, side)?;
            Ok(if again {
                format!("Saved; the {} is no longer marked as ready", part(side))
            } else {
                "Saved".to_owned()
            })
        })
    }

    /// The viewer's part is ready, or is not any more.
    pub(super) fn part_ready(&mut self, op: OpId, head: &Head, ready: bool) -> Result<String> {
        let side = self.viewer()?.side;
        self.allow(Act::PrepareReport(side))?;
        head.is_draft()?;
        let at = ready.then(|| stamp(self));
        let said = if ready { "is ready" } else { "is a draft again" };
        self.write(op, What::new("report_ready", "report"), |tx| {
            let report = head.row(tx)?;
            tx.set("report", report, &[(column(side), &at)])?;
            Ok(format!("The {} of {} {said}", part(side), head.month.name()))
        })
    }
}

/// The column that says when a side's part became ready.
fn column(side: Side) -> &'static str {
    match side {
        Side::ChildWelfare => "intact_ready_at",
        Side::Treatment => "treatment_ready_at",
    }
}

/// Takes back that a part is ready, where it was; says whether it was.
pub(super) fn unready(tx: &mut Tx<'_>, head: &Head, report: i64, side: Side) -> Result<bool> {
    let now = Head::read(tx.sql(), head.site, head.month)?;
    let was = match side {
        Side::ChildWelfare => now.intact_ready,
        Side::Treatment => now.treatment_ready,
    };
    if was.is_some() {
        tx.set("report", report, &[(column(side), &None::<String>)])?;
    }
    Ok(was.is_some())
}
