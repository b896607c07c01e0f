//! A site's month as a document: the five headings, both teams' words, every figure beside last month's.
//!
//! What was submitted leaves as it was submitted; a draft leaves as it stands, and says that it is one. As JSON
//! (`ifr report MONTH --format json`) it is one object, stable from version to version:
//!
//! ```text
//! { "schema": "ifr.report.1", "partnership", "demo", "today", "viewer",
//!   "site", "site_name", "month": "2026-10", "cut_off", "until", "months": ["2026-05", …],
//!   "blocks": [ { "heading", "key", "label", "table",
//!                 "lines": [ { "key", "label", "figures": [ { "key", "label", "definition",
//!                                                             "value", "last", "series": [value, …] } ] } ] } ],
//!   "identities": [ { "heading", "of", "flow": { "start", "came", "went", "end" }, "holds" } ],
//!   "status": "draft" | "submitted" | "final", "stage": words, "told": what was submitted, or would be now,
//!   "changed": [ { "key", "was", "now" } ], "addenda": [ { "by", "at", "body" } ] }
//! ```
//!
//! A value is `"no_data"`, `{"count": 12}`, `{"measure": 0.5}`, `{"share": {"part": 1, "whole": 3}}`,
//! `{"of": {"value": 131.5, "of": 150.0}}`, `{"median": {"days": 5.5, "n": 2}}` or `{"words": "Brooks"}`.

mod mask;
mod tables;
mod write;

pub use mask::mask;
pub use write::{Leaving, body, page, write};

use super::document::{Block, Chart, ChartLine, Document, Format, REPORT_ENDINGS, Sheet};
use crate::domain::Word;
use crate::domain::month::{Amount, Heading, Month};
use crate::domain::report::{Challenge, Snapshot, Success, part};
use crate::domain::staff::Side;
use crate::error::{Error, Kind, Result};
use crate::settings::Settings;
use crate::store::view::month::MonthFigures;
use crate::store::view::report::ReportPage;
use std::collections::HashMap;
use std::path::Path;

/// A plot: under which heading, its title, and the figures that are its lines.
type Plotted = (Heading, &'static str, &'static [(&'static str, &'static str)]);

/// The plots.
const CHARTS: [Plotted; 4] = [
    (Heading::Caseloads, "Families", &[("caseloads.site.end", "Open"), ("caseloads.site.ifr", "IFR")]),
    (
        Heading::Caseloads,
        "Documented in time, %",
        &[("caseloads.timeliness.iw_documented", "IW"), ("caseloads.timeliness.rc_documented", "RC")],
    ),
    (
        Heading::Referrals,
        "Referrals",
        &[
            ("referrals.received", "Received"),
            ("referrals.enrolled", "Enrolled"),
            ("referrals.end", "Pending"),
        ],
    ),
    (Heading::Items, "Open action items", &[("items.end", "Open")]),
];

/// The format that the ending of a file's name asks for.
///
/// # Errors
/// [`Kind::Invalid`] for any other than [`REPORT_ENDINGS`]; another for PDF where the program was built without it.
pub fn format_of(path: &Path) -> Result<Format> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let known = match ending.as_deref() {
        Some("htm") => Some(Format::Html),
        Some("txt") => Some(Format::Text),
        Some(ending) => Format::parse(ending).filter(|format| *format != Format::Text),
        None => None,
    };
    let known = known.ok_or_else(|| {
        Error::new(Kind::Invalid, "the name says no kind of file that a report can be written to")
            .hint(format!("end it in one of {REPORT_ENDINGS}"))
    })?;
    known.writable()
}

/// The name that is proposed for a file: the month and nothing that tells of anybody.
pub fn file_name(month: Month, ending: &str) -> String {
    format!("report-{month}.{ending}")
}

/// The figures as the report tells them: what was submitted stands, whatever the file says since.
pub fn figures(page: &ReportPage) -> MonthFigures {
    let mut figures = page.figures.clone();
    let Some(frozen) = &page.frozen else { return figures };
    let was: HashMap<&str, _> =
        frozen.snapshot.figures.iter().map(|one| (one.key.as_str(), &one.value)).collect();
    for figure in
        figures.blocks.iter_mut().flat_map(|block| &mut block.lines).flat_map(|line| &mut line.figures)
    {
        if let Some(value) = was.get(figure.key.as_str()) {
            figure.value = (*value).clone();
            if let Some(last) = figure.series.last_mut() {
                last.clone_from(value);
            }
        }
    }
    figures
}

/// The report as a document; with `external`, no count of so many or fewer stands in it, nor a worker's name.
pub fn document(page: &ReportPage, settings: &Settings, external: bool) -> Document {
    let told = page.told(settings);
    let mut figures = figures(page);
    if external {
        mask(&mut figures, settings.thresholds.evaluation.hidden_families);
    }
    let mut out = Document::new(
        format!("Monthly supervisory report, {}", figures.month.name()),
        figures.site_name.clone(),
    );
    facts(&mut out, page, &figures, external);
    for heading in Heading::ALL {
        out.heading(1, heading.label());
        texts(&mut out, &told, *heading);
        match heading {
            Heading::Challenges => told.challenges.iter().for_each(|one| challenge(&mut out, one, external)),
            Heading::Successes => told.successes.iter().for_each(|one| success(&mut out, one)),
            _ => {}
        }
        charts(&mut out, &figures, *heading);
        figures.under(*heading).for_each(|block| tables::put(&mut out, block, figures.month));
    }
    if !external {
        after(&mut out, page, &told);
    }
    definitions(&mut out, &figures);
    out
}

fn facts(out: &mut Document, page: &ReportPage, figures: &MonthFigures, external: bool) {
    out.fact("Status", page.stage());
    out.fact("Figures up to", figures.until.format("%A %-d %B %Y").to_string());
    let wrong: Vec<&str> =
        figures.identities.iter().filter(|one| !one.holds).map(|one| one.of.as_str()).collect();
    let flows = figures.identities.len();
    out.fact(
        "Flows",
        match wrong.len() {
            0 => format!("all {flows} add up"),
            count if external => format!("{count} of {flows} do not add up"),
            _ => format!("these do not add up: {}", wrong.join(", ")),
        },
    );
    if external {
        out.fact(
            "Masked",
            "counts of 1 to 10, and those from which one could be worked out; no worker is named",
        );
    }
    let Some(frozen) = &page.frozen else { return };
    out.fact("Number", frozen.number.to_string());
    out.fact("Submitted", frozen.at.format("%-d %B %Y, %H:%M UTC").to_string());
    for (side, name, at) in &frozen.signatures {
        out.fact("Signed", format!("{name}, {}, {}", side.label(), at.format("%-d %B %Y, %H:%M UTC")));
    }
    out.fact("SHA-256", frozen.digest.clone());
}

fn texts(out: &mut Document, told: &Snapshot, heading: Heading) {
    for text in told.texts.iter().filter(|text| text.heading == heading.word()) {
        let who = Side::parse(&text.side).map_or("", part);
        out.said(crate::domain::text::capital(who), text.body.clone());
    }
}

fn challenge(out: &mut Document, one: &Challenge, external: bool) {
    out.heading(2, format!("{}: {}", one.category, one.state));
    out.paragraph(one.body.clone());
    let side = Side::parse(&one.side).map_or("", part);
    let mut lines = vec![format!("Raised on {}, {side}", one.raised_on)];
    if let Some(families) = one.families.filter(|_| !external) {
        lines.push(format!("Families affected: {families}"));
    }
    for (name, text) in [("Tried", &one.tried), ("Help asked for", &one.help)] {
        if !text.is_empty() {
            lines.push(format!("{name}: {text}"));
        }
    }
    for (name, text) in [
        ("Owner", one.owner.as_ref().filter(|_| !external)),
        ("Due", one.due_on.as_ref()),
        ("Taken to", one.escalate_to.as_ref()),
    ] {
        lines.extend(text.map(|text| format!("{name}: {text}")));
    }
    out.list(lines);
}

fn success(out: &mut Document, one: &Success) {
    out.heading(2, one.category.clone());
    out.paragraph(one.body.clone());
    let side = Side::parse(&one.side).map_or("", part);
    let mut lines = vec![format!("{}, {side}", one.on)];
    if one.share {
        lines.push("May be told beyond the site".to_owned());
    }
    out.list(lines);
}

fn charts(out: &mut Document, figures: &MonthFigures, heading: Heading) {
    for (_, title, wanted) in CHARTS.iter().filter(|(under, ..)| *under == heading) {
        let line = |(key, name): &(&str, &str)| {
            // A percentage or median has one digit after the point, in the plot as in its table.
            let tenth = |amount: &Amount| amount.number().map(|number| (number * 10.0).round() / 10.0);
            let points = figures.figure(key)?.series.iter().map(tenth).collect();
            Some(ChartLine { name: (*name).to_owned(), points })
        };
        let lines: Vec<ChartLine> = wanted.iter().filter_map(line).collect();
        if lines.iter().any(|line| line.points.iter().any(Option::is_some)) {
            let labels = figures.months.iter().map(|month| month.first().format("%b").to_string()).collect();
            out.blocks.push(Block::Chart(Chart { title: format!("{title} by month"), labels, lines }));
        }
    }
}

/// What came after the figures were fixed.
fn after(out: &mut Document, page: &ReportPage, told: &Snapshot) {
    if !told.passed.is_empty() {
        out.heading(1, "Passed with a reason");
        let lines = told.passed.iter().map(|one| format!("{}: {} ({})", one.what, one.reason, one.by));
        out.list(lines.collect());
    }
    if !page.changed.is_empty() {
        out.heading(1, "Changed since it was submitted");
        let mut sheet = Sheet::new("Figures that are others now", &["Figure", "Submitted", "Now"]);
        for one in &page.changed {
            let now =
                one.now.as_ref().map_or_else(|| "is not there any more".to_owned(), ToString::to_string);
            sheet.rows.push(vec![one.label.as_str().into(), one.was.to_string().into(), now.into()]);
        }
        out.table(sheet);
    }
    if !page.addenda.is_empty() {
        out.heading(1, "Addenda");
        for one in &page.addenda {
            out.said(format!("{}, {}", one.by, one.at.format("%-d %B %Y")), one.body.clone());
        }
    }
}

fn definitions(out: &mut Document, figures: &MonthFigures) {
    let mut sheet = Sheet::new("What the figures mean", &["Table", "Figure", "What is counted"]);
    for block in &figures.blocks {
        let of = block.lines.first().map(|line| line.figures.as_slice()).unwrap_or_default();
        for figure in of {
            let texts = [block.label.as_str(), &figure.label, &figure.definition];
            sheet.rows.push(texts.map(Into::into).to_vec());
        }
    }
    out.heading(1, "Definitions");
    out.table(sheet);
}
