//! Submitting, taking back, signing, adding to: once both have signed, nothing of a report changes any more.

use super::texts::fit;
use super::{Head, frozen, stamp};
use crate::domain::access::Act;
use crate::domain::report::telling::Known;
use crate::domain::report::{Passed, Status, part};
use crate::domain::staff::Side;
use crate::error::{Error, Kind, Result, denied, invalid, missing};
use crate::store::Store;
use crate::store::sql::word;
use crate::store::view::report::{Keeps, ReportOf, ReportPage};
use crate::store::write::{OpId, What};
use rusqlite::{Connection, OptionalExtension, params};

/// The shortest reason with which a warning passes, in characters.
const SHORTEST_REASON: usize = 3;

/// The newest event: what was looked at still holds while it is the same.
fn newest(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("select coalesce(max(seq), 0) from event")?.query_row([], |row| row.get(0))?)
}

impl Store {
    /// Submits a report: the figures and words are frozen at this instant, under the next number.
    pub(super) fn submit_report(&mut self, op: OpId, head: &Head) -> Result<String> {
        let viewer = self.viewer()?.clone();
        self.allow(Act::PrepareReport(viewer.side))?;
        head.is_draft()?;
        let seen = newest(&self.conn)?;
        let page = self.report_page(ReportOf { site: Some(head.site), month: head.month })?;
        let passed = reasons(&page)?;
        let cut_off = stamp(self);
        let settings = std::sync::Arc::clone(&self.settings);
        self.write(op, What::new("submit_report", "report"), |tx| {
            if newest(tx.sql())? != seen {
                return Err(Error::new(Kind::Conflict, "somebody saved something while this was submitted")
                    .hint("look at the report again, and submit it once more"));
            }
            let report = head.row(tx)?;
            let number: i64 = tx
                .sql()
                .prepare_cached("select coalesce(max(number), 0) + 1 from report_snapshot where report_id = ?1")?
                .query_row([report], |row| row.get(0))?;
            let (body, digest) = frozen::sealed(&frozen::snapshot(&page, &settings, (number, &cut_off), passed.clone()))?;
            tx.execute(
                "insert into report_snapshot (report_id, number, at, body, digest) values (?1, ?2, ?3, ?4, ?5)",
                params![report, number, cut_off, body, digest],
            )?;
            tx.set("report", report, &[("status", &word(Status::Submitted)), ("cut_off_at", &cut_off)])?;
            tx.note("number", number);
            tx.note("digest", digest);
            Ok(format!("Number {number} is submitted; both supervisors sign it now"))
        })
    }

    /// Lets a warning pass with a reason; without one it stands again.
    pub(super) fn let_pass(&mut self, op: OpId, head: &Head, key: &str, reason: &str) -> Result<String> {
        let viewer = self.viewer()?.clone();
        self.allow(Act::PrepareReport(viewer.side))?;
        head.is_draft()?;
        let page = self.report_page(ReportOf { site: Some(head.site), month: head.month })?;
        let keeps = page.keeps.iter().find(|one| one.key == key);
        let keeps = keeps.ok_or_else(|| missing("this does not stand in the way any more"))?;
        if keeps.refused {
            return Err(invalid("this does not pass with a reason").hint("mend it: Enter opens it"));
        }
        let reason = plain(&page.known, reason)?;
        if !reason.is_empty() && reason.chars().count() < SHORTEST_REASON {
            return Err(invalid("say why it may pass, in a few words"));
        }
        self.write(op, What::new("pass_warning", "report_pass"), |tx| {
            let report = head.row(tx)?;
            let before: Option<i64> = tx
                .sql()
                .prepare_cached("select id from report_pass where report_id = ?1 and warning = ?2")?
                .query_row(params![report, keeps.key], |row| row.get(0))
                .optional()?;
            if let Some(id) = before {
                tx.delete("report_pass", id)?;
            }
            if reason.is_empty() {
                return Ok("It stands again".to_owned());
            }
            tx.insert(
                "report_pass",
                &[
                    ("report_id", &report),
                    ("warning", &keeps.key),
                    ("what", &keeps.plain),
                    ("reason", &reason),
                    ("staff_id", &viewer.staff),
                ],
            )?;
            Ok("It passes, with your reason beside it".to_owned())
        })
    }

    /// Takes what was submitted back to a draft; its number and signatures stay on record.
    pub(super) fn take_report_back(&mut self, op: OpId, head: &Head) -> Result<String> {
        self.allow(Act::PrepareReport(self.viewer()?.side))?;
        let (Status::Submitted, Some(report)) = (head.status, head.id) else {
            return Err(denied("only what is submitted and not signed by both is taken back"));
        };
        let at = stamp(self);
        self.write(op, What::of("take_report_back", "report", report), |tx| {
            tx.execute(
                "update report_snapshot set taken_back_at = ?2, version = version + 1 where report_id = ?1 and taken_back_at is null",
                params![report, at],
            )?;
            tx.set("report", report, &[("status", &word(Status::Draft)), ("cut_off_at", &None::<String>)])?;
            Ok("It is a draft again; what was submitted stays on record".to_owned())
        })
    }

    /// Signs what was submitted for the viewer's own side; the second signature makes it final.
    pub(super) fn sign_report(&mut self, op: OpId, head: &Head, passphrase: &str) -> Result<String> {
        let viewer = self.viewer()?.clone();
        self.allow(Act::PrepareReport(viewer.side))?;
        let (Status::Submitted, Some(report)) = (head.status, head.id) else {
            return Err(denied(match head.status {
                Status::Final => "this report is signed by both already",
                _ => "the report is submitted before it is signed",
            }));
        };
        if !(self.meta.demo && passphrase.is_empty()) {
            self.check_passphrase(viewer.staff, passphrase)?;
        }
        let at = stamp(self);
        self.write(op, What::of("sign_report", "report", report), |tx| {
            let frozen = frozen::last(tx.sql(), Some(report))?;
            let frozen = frozen.ok_or_else(|| Error::new(Kind::Conflict, "it was taken back meanwhile"))?;
            if frozen.signatures.iter().any(|(side, ..)| *side == viewer.side) {
                return Err(invalid(format!("the {} is signed already", part(viewer.side))));
            }
            let snapshot: i64 = tx
                .sql()
                .prepare_cached("select id from report_snapshot where report_id = ?1 and number = ?2")?
                .query_row(params![report, frozen.number], |row| row.get(0))?;
            tx.insert(
                "report_signature",
                &[
                    ("snapshot_id", &snapshot),
                    ("side", &word(viewer.side)),
                    ("staff_id", &viewer.staff),
                    ("at", &at),
                    ("digest", &frozen.digest),
                ],
            )?;
            tx.note("digest", frozen.digest.clone());
            if frozen.signatures.is_empty() {
                let other = if viewer.side == Side::Treatment { Side::ChildWelfare } else { Side::Treatment };
                return Ok(format!(
                    "You have signed; the signature under the {} is still missing",
                    part(other)
                ));
            }
            tx.set("report", report, &[("status", &word(Status::Final)), ("digest", &frozen.digest)])?;
            Ok(format!("Number {} is final: both have signed it", frozen.number))
        })
    }

    /// Adds a dated addendum to a final report.
    pub(super) fn add_to_report(&mut self, op: OpId, head: &Head, body: &str) -> Result<String> {
        let viewer = self.viewer()?.clone();
        self.allow(Act::PrepareReport(viewer.side))?;
        let (Status::Final, Some(report)) = (head.status, head.id) else {
            return Err(denied("this report is not final: change it instead of adding to it"));
        };
        let known = self.known_words(head.site)?;
        let body = plain(&known, body)?;
        if body.is_empty() {
            return Err(invalid("say what is to be added"));
        }
        let at = stamp(self);
        self.write(op, What::of("report_addendum", "report", report), |tx| {
            tx.insert(
                "report_addendum",
                &[("report_id", &report), ("staff_id", &viewer.staff), ("at", &at), ("body", &body)],
            )?;
            Ok("The addendum is added".to_owned())
        })
    }
}

/// Words in which nothing stands that is refused in a report.
fn plain(known: &Known, text: &str) -> Result<String> {
    let text = fit(known, text)?;
    match known.look(&text).into_iter().find(|found| found.tells.is_refused()) {
        Some(found) => {
            Err(invalid(format!("“{}” {}", found.word, found.tells.what())).hint("tell it without"))
        }
        None => Ok(text),
    }
}

/// The warnings that pass, each with its reason; nothing is submitted while anything else stands.
fn reasons(page: &ReportPage) -> Result<Vec<Passed>> {
    let standing: Vec<&Keeps> = page.keeps.iter().filter(|one| one.passed.is_none()).collect();
    if let Some(first) = standing.first() {
        let more = standing.len() - 1;
        let hint = if more == 0 {
            "see what keeps it from being submitted".to_owned()
        } else {
            format!("and {more} more: see what keeps it from being submitted")
        };
        return Err(invalid(first.what.clone()).hint(hint));
    }
    let passed = |one: &Keeps| {
        let (reason, by) = one.passed.clone()?;
        Some(Passed { what: one.plain.clone(), reason, by })
    };
    Ok(page.keeps.iter().filter_map(passed).collect())
}
