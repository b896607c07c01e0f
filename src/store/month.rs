//! The figures of a site's month: the file gives the dated spells and rows, here they are counted as of then.
//!
//! A figure and the rows behind it come from the same list, so that the one is always the length of the other.

mod caseloads;
mod facts;
mod project;
mod referrals;
mod sheet;
mod staffing;
mod timeliness;
mod trends;

use super::Store;
use super::sql::RowExt;
use super::view::month::{FigureRows, MonthAsk, MonthFigures, MonthOf, MonthReply};
use super::write::What;
use crate::domain::SiteId;
use crate::domain::month::{Amount, Month};
use crate::error::{Result, missing};
use chrono::{NaiveDate, NaiveTime};
use facts::Facts;
use sheet::Sheet;
use std::collections::HashMap;

/// A month as it is counted: from its first day to the last that counts.
#[derive(Clone, Copy)]
struct Days {
    first: NaiveDate,
    until: NaiveDate,
}

impl Days {
    /// The days of a month that count at a cut-off.
    fn of(month: Month, cut_off: NaiveDate) -> Self {
        Self { first: month.first(), until: month.until(cut_off) }
    }

    fn hold(self, on: NaiveDate) -> bool {
        self.first <= on && on <= self.until
    }
}

impl Store {
    /// The figures of a site's month, or the rows behind one of them; what these disclose is written down first.
    pub(super) fn month(&mut self, ask: &MonthAsk) -> Result<MonthReply> {
        match ask {
            MonthAsk::Figures(of) => Ok(MonthReply::Figures(Box::new(self.month_figures(*of)?))),
            MonthAsk::Sites => Ok(MonthReply::Sites(self.month_sites()?)),
            MonthAsk::Rows(of, key) => {
                let (figures, sheet) = self.month_sheet(*of, Some(key))?;
                let figure = figures.figure(key).cloned();
                let figure =
                    figure.ok_or_else(|| missing(format!("there is no figure {key} in that month")))?;
                self.disclose(What::new("disclose", ""), &sheet.told, "report figure")?;
                Ok(MonthReply::Rows(Box::new(FigureRows {
                    figure,
                    rows: sheet.rows,
                    withheld: sheet.withheld,
                })))
            }
        }
    }

    /// The figures of a site's month.
    pub(super) fn month_figures(&self, of: MonthOf) -> Result<MonthFigures> {
        Ok(self.month_sheet(of, None)?.0)
    }

    fn month_sheet(&self, of: MonthOf, wanted: Option<&str>) -> Result<(MonthFigures, Sheet)> {
        let site = self.month_site(of.site)?;
        let cut_off = of.cut_off.unwrap_or_else(|| match self.clock.as_of() {
            Some(day) => {
                self.clock.instant(day, NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN))
            }
            None => self.clock.now(),
        });
        let day = self.clock.date_of(cut_off);
        if of.month.first() > day {
            return Err(missing(format!("{} has not begun", of.month.name())));
        }
        let months = of.month.series();
        let facts = Facts::load(self, site, &months, day)?;
        let mut earlier: Vec<HashMap<String, Amount>> = Vec::new();
        for month in months.iter().filter(|month| **month != of.month) {
            earlier.push(count(&facts, *month, None)?.amounts());
        }
        let mut sheet = count(&facts, of.month, wanted)?;
        sheet.remember(&earlier);
        let figures = MonthFigures {
            site,
            site_name: facts.site_name.clone(),
            month: of.month,
            cut_off,
            until: of.month.until(day),
            months,
            blocks: std::mem::take(&mut sheet.blocks),
            identities: std::mem::take(&mut sheet.identities),
        };
        Ok((figures, sheet))
    }

    /// The viewer's sites, by name.
    pub(super) fn month_sites(&self) -> Result<Vec<(SiteId, String)>> {
        let sql = "select id, name from site where id in (select value from json_each(?1)) order by name, id";
        facts::rows(self, sql, [super::gate::sites(self.viewer()?)], |row| Ok((row.num(0)?, row.get(1)?)))
    }

    /// The site that is asked for, or the viewer's first.
    fn month_site(&self, asked: Option<SiteId>) -> Result<SiteId> {
        let viewer = self.viewer()?;
        match asked {
            Some(site) if viewer.sites.contains(&site) => Ok(site),
            Some(_) => Err(crate::error::denied("that site is not one of yours")),
            None => viewer.sites.first().copied().ok_or_else(|| missing("you have no site here")),
        }
    }
}

/// Counts a month; where a figure is wanted, with the rows behind it.
fn count(facts: &Facts<'_>, month: Month, wanted: Option<&str>) -> Result<Sheet> {
    let days = Days::of(month, facts.cut_off);
    let mut sheet = Sheet::new(wanted);
    caseloads::count(facts, days, &mut sheet)?;
    timeliness::count(facts, days, &mut sheet);
    referrals::count(facts, days, &mut sheet)?;
    staffing::count(facts, days, &mut sheet);
    project::count(facts, days, &mut sheet);
    Ok(sheet)
}
