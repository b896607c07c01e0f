//! The monthly supervisory report: two teams' words beside the month's figures, submitted, signed and frozen.

mod check;
mod frozen;
mod known;
mod meeting;
mod project;
mod submit;
mod texts;

use super::Store;
use super::sql::{RowExt, date, instant};
use super::view::month::{MonthFigures, MonthOf};
use super::view::report::{Addendum, ReportAsk, ReportChange, ReportOf, ReportPage, ReportReply};
use super::write::{OpId, Tx, done_before};
use crate::domain::SiteId;
use crate::domain::month::Month;
use crate::domain::report::Status;
use crate::error::{Result, denied, missing};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

/// A report's row.
#[derive(Clone, Debug)]
struct Head {
    /// Its key; none until somebody writes.
    id: Option<i64>,
    site: SiteId,
    month: Month,
    status: Status,
    cut_off: Option<DateTime<Utc>>,
    intact_ready: Option<DateTime<Utc>>,
    treatment_ready: Option<DateTime<Utc>>,
}

impl Head {
    /// Reads a month's row of a site.
    fn read(conn: &Connection, site: SiteId, month: Month) -> Result<Self> {
        let found = conn
            .prepare_cached(
                "select id, status, cut_off_at, intact_ready_at, treatment_ready_at from report where site_id = ?1 and month = ?2",
            )?
            .query_row(params![site.0, month.to_string()], |row| {
                Ok(Self {
                    id: Some(row.get("id")?),
                    site,
                    month,
                    status: row.word("status")?,
                    cut_off: row.instant_opt("cut_off_at")?,
                    intact_ready: row.instant_opt("intact_ready_at")?,
                    treatment_ready: row.instant_opt("treatment_ready_at")?,
                })
            })
            .optional()?;
        let (intact_ready, treatment_ready) = (None, None);
        let none = || Self {
            id: None,
            site,
            month,
            status: Status::Draft,
            cut_off: None,
            intact_ready,
            treatment_ready,
        };
        Ok(found.unwrap_or_else(none))
    }

    /// The row's key; the row is made where there is none yet.
    fn row(&self, tx: &mut Tx<'_>) -> Result<i64> {
        match Self::read(tx.sql(), self.site, self.month)?.id {
            Some(id) => Ok(id),
            None => tx.insert("report", &[("site_id", &self.site), ("month", &self.month.to_string())]),
        }
    }

    /// Refuses what a submitted report no longer takes.
    fn is_draft(&self) -> Result<()> {
        match self.status {
            Status::Draft => Ok(()),
            Status::Submitted => Err(denied("this report is submitted")
                .hint("take it back to a draft first, as long as not both have signed")),
            Status::Final => Err(denied("This is signed: add a dated addendum instead")),
        }
    }
}

impl Store {
    /// Anything of a month's report.
    pub(super) fn report(&mut self, ask: ReportAsk) -> Result<ReportReply> {
        match ask {
            ReportAsk::Page(of) => Ok(ReportReply::Page(Box::new(self.report_page(of)?))),
            ReportAsk::Final(of) => Ok(ReportReply::Final(Box::new(self.final_report(of)?))),
            ReportAsk::Do(op, of, change) => {
                let again = done_before(&self.conn, op)?.is_some();
                let said = if again {
                    "That is done already".to_owned()
                } else {
                    self.change_report(op, of, change)?
                };
                Ok(ReportReply::Said(said, Box::new(self.report_page(of)?)))
            }
        }
    }

    fn change_report(&mut self, op: OpId, of: ReportOf, change: ReportChange) -> Result<String> {
        let head = self.report_head(of)?;
        match change {
            ReportChange::Text { heading, body, version } => {
                self.save_report_text(op, &head, heading, &body, version)
            }
            ReportChange::Challenge(form) => self.save_challenge(op, &head, &form),
            ReportChange::Success(form) => self.save_success(op, &head, &form),
            ReportChange::Ready(ready) => self.part_ready(op, &head, ready),
            ReportChange::Pass { key, reason } => self.let_pass(op, &head, &key, &reason),
            ReportChange::Submit => self.submit_report(op, &head),
            ReportChange::TakeBack => self.take_report_back(op, &head),
            ReportChange::Sign { passphrase } => self.sign_report(op, &head, &passphrase),
            ReportChange::Addendum(body) => self.add_to_report(op, &head, &body),
        }
    }

    /// The row of a month that the viewer may see.
    fn report_head(&self, of: ReportOf) -> Result<Head> {
        let viewer = self.viewer()?;
        let site = match of.site {
            Some(site) if viewer.sites.contains(&site) => site,
            Some(_) => return Err(denied("that site is not one of yours")),
            None => viewer.sites.first().copied().ok_or_else(|| missing("you have no site here"))?,
        };
        Head::read(&self.conn, site, of.month)
    }

    fn report_page(&self, of: ReportOf) -> Result<ReportPage> {
        let head = self.report_head(of)?;
        let figures = self.report_figures(&head)?;
        let known = self.known_words(head.site)?;
        let texts = texts::read(&self.conn, head.id)?;
        let (first, until) = (date(head.month.first()), date(figures.until));
        let challenges = project::challenges(&self.conn, head.site, &first, &until)?;
        let successes = project::successes(&self.conn, head.site, &first, &until)?;
        let frozen = frozen::last(&self.conn, head.id)?;
        let changed =
            frozen.as_ref().map_or_else(Vec::new, |frozen| frozen::changed(&frozen.snapshot, &figures));
        let mut page = ReportPage {
            sites: self.month_sites()?,
            status: head.status,
            intact_ready: head.intact_ready,
            treatment_ready: head.treatment_ready,
            offered: self.offered_lines(&head, figures.until, &challenges, &successes)?,
            figures,
            texts,
            challenges,
            successes,
            keeps: Vec::new(),
            frozen,
            changed,
            addenda: self.report_addenda(head.id)?,
            people: self.report_people(head.site)?,
            known,
        };
        if head.status == Status::Draft {
            page.keeps = self.what_keeps(&head, &page)?;
        }
        Ok(page)
    }

    /// The figures: of now in a draft, of the cut-off once it is submitted.
    fn report_figures(&self, head: &Head) -> Result<MonthFigures> {
        let of = MonthOf { site: Some(head.site), month: head.month, cut_off: head.cut_off };
        self.month_figures(of)
    }

    fn report_addenda(&self, report: Option<i64>) -> Result<Vec<Addendum>> {
        let mut statement = self.conn.prepare_cached(
            "select s.name, a.at, a.body from report_addendum a join staff s on s.id = a.staff_id where a.report_id = ?1 order by a.id",
        )?;
        let rows = statement.query_map([report], |row| {
            Ok(Addendum { by: row.get(0)?, at: row.instant_opt(1)?.unwrap_or_default(), body: row.get(2)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// An instant for a column, now.
fn stamp(store: &Store) -> String {
    instant(store.clock.now())
}
