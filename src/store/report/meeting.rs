//! The Monthly Supervisory meeting, walked from the report: under each heading, what every site's report says.

use super::Head;
use crate::domain::Word;
use crate::domain::month::{Amount, Heading, Month};
use crate::domain::report::{ChallengeState, Status, part};
use crate::error::Result;
use crate::store::Store;
use crate::store::view::month::MonthOf;
use crate::store::view::report::{ReportOf, ReportPage};
use crate::store::view::walk::{StepReport, WalkStep};
use chrono::NaiveDate;

/// The kind of meeting that goes through the reports.
const KIND: &str = "supervisory";

impl Store {
    /// Puts the reports of the viewer's sites under the steps of the five headings.
    pub(in crate::store) fn tell_reports(
        &self,
        kind: &str,
        on: NaiveDate,
        steps: &mut [WalkStep],
    ) -> Result<()> {
        if kind != KIND {
            return Ok(());
        }
        for (site, _) in self.month_sites()? {
            let this = Month::of(on);
            let begun = Head::read(&self.conn, site, this)?.status != Status::Draft;
            let month = if begun { this } else { this.back(1) };
            let page = self.report_page(ReportOf { site: Some(site), month })?;
            for step in steps.iter_mut() {
                if let Some(heading) = Heading::parse(&step.key).filter(|heading| *heading != Heading::Items)
                {
                    step.reports.push(told(&page, heading));
                }
            }
        }
        Ok(())
    }
}

/// How many figures of a report stand in a step: what else there is stands in the report.
const MAIN: usize = 8;

/// What a site's report says under a heading.
fn told(page: &ReportPage, heading: Heading) -> StepReport {
    let figures = &page.figures;
    let lists = figures.under(heading).filter(|block| !block.table).flat_map(|block| &block.lines);
    let main = lists.flat_map(|line| &line.figures).filter(|figure| figure.value != Amount::NoData);
    let cut_off = (page.status != Status::Draft).then_some(figures.cut_off);
    StepReport {
        title: format!("{}, {} ({})", figures.site_name, figures.month.name(), page.stage()),
        of: MonthOf { site: Some(figures.site), month: figures.month, cut_off },
        figures: main.take(MAIN).cloned().collect(),
        lines: lines(page, heading),
    }
}

/// Both teams' words under a heading, and the challenges or successes.
fn lines(page: &ReportPage, heading: Heading) -> Vec<String> {
    let mut out = Vec::new();
    let words = page.texts.iter().filter(|text| text.heading == heading && !text.body.is_empty());
    out.extend(words.map(|text| format!("{}: {}", part(text.side), text.body.replace('\n', " "))));
    match heading {
        Heading::Challenges => out.extend(page.challenges.iter().map(|row| {
            let form = &row.form;
            let owner = row.owner_name.as_deref().unwrap_or("nobody");
            let due =
                form.due_on.map_or_else(|| "no date".to_owned(), |day| day.format("due %-d %b").to_string());
            let help =
                if form.help.is_empty() { String::new() } else { format!("; help asked for: {}", form.help) };
            let state = ChallengeState::label(form.state);
            format!("– {} ({state}, {owner}, {due}{help})", form.body.replace('\n', " "))
        })),
        Heading::Successes => {
            out.extend(page.successes.iter().map(|row| format!("– {}", row.form.body.replace('\n', " "))));
        }
        _ => {}
    }
    out
}
