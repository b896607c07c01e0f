//! The figures of the monthly supervisory report: each with what it means, what it was, and how to see what is behind it.

use super::Open;
use crate::domain::SiteId;
use crate::domain::month::{Amount, Flow, Heading, Month};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use std::borrow::Cow;

/// What is asked about a site's month. Sites of the viewer only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MonthAsk {
    /// Which sites there are to ask about.
    Sites,
    /// All figures.
    Figures(MonthOf),
    /// The rows behind one of them, by its key.
    Rows(MonthOf, String),
}

/// A site's month at a cut-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthOf {
    /// The site; none is the viewer's first.
    pub site: Option<SiteId>,
    /// The month.
    pub month: Month,
    /// What happened up to this instant counts; none is now.
    pub cut_off: Option<DateTime<Utc>>,
}

/// The answer to a [`MonthAsk`].
#[derive(Clone, Debug)]
pub enum MonthReply {
    /// The viewer's sites, by name.
    Sites(Vec<(SiteId, String)>),
    /// All figures.
    Figures(Box<MonthFigures>),
    /// The rows behind one of them.
    Rows(Box<FigureRows>),
}

/// A site's month in figures.
#[derive(Clone, Debug, Serialize)]
pub struct MonthFigures {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// The month.
    pub month: Month,
    /// The cut-off.
    pub cut_off: DateTime<Utc>,
    /// The last day that counts, in the file's time zone: the month's last, or the cut-off's.
    pub until: NaiveDate,
    /// The months of every series, this one last.
    pub months: Vec<Month>,
    /// The figures, in the order of the headings.
    pub blocks: Vec<Block>,
    /// What must add up, and whether it does.
    pub identities: Vec<Identity>,
}

/// Figures that belong together: a list of them, or a table with a line for each worker, role or post.
#[derive(Clone, Debug, Serialize)]
pub struct Block {
    /// The heading under which it stands.
    pub heading: Heading,
    /// `caseloads.iw`, `referrals.source`, …
    pub key: String,
    /// What it is called.
    pub label: String,
    /// A table: all lines have the same figures in the same order. Otherwise there is one line, without a label.
    pub table: bool,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line of a block.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Whose line it is, within the block.
    pub key: String,
    /// `Lee`, `Recovery Coordinator`; empty where the block is a list.
    pub label: String,
    /// Its figures.
    pub figures: Vec<Figure>,
}

/// A figure.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// Unique in the month, and the same in every month: `caseloads.iw.3.end`.
    pub key: String,
    /// What it is called, short enough for a column.
    pub label: Cow<'static, str>,
    /// What it comes to.
    pub value: Amount,
    /// What is counted, in a sentence, with the numbers it is judged by.
    pub definition: Cow<'static, str>,
    /// What it came to a month before.
    pub last: Amount,
    /// What it came to in each of the months of the series, this one last.
    pub series: Vec<Amount>,
}

/// A flow that must add up: end = start + came − went.
#[derive(Clone, Debug, Serialize)]
pub struct Identity {
    /// The heading under which it stands.
    pub heading: Heading,
    /// Of what: `All families`, `Lee`, `Referrals`.
    pub of: String,
    /// The numbers.
    pub flow: Flow,
    /// Whether they add up.
    pub holds: bool,
}

/// What is behind a figure.
#[derive(Clone, Debug, Serialize)]
pub struct FigureRows {
    /// The figure.
    pub figure: Figure,
    /// The rows, in order.
    pub rows: Vec<FigureRow>,
    /// How many more there are that this viewer may not see without a consent.
    pub withheld: usize,
}

/// A row behind a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FigureRow {
    /// `F-0197`, `R-0412`, `Lee`.
    pub label: String,
    /// Why it counts: `opened`, `licence`, `not documented`.
    pub detail: String,
    /// The day it is about.
    pub on: Option<NaiveDate>,
    /// Where it opens.
    pub open: Option<Open>,
}

impl MonthFigures {
    /// Every figure, in order.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.blocks.iter().flat_map(|block| &block.lines).flat_map(|line| &line.figures)
    }

    /// A figure by its key.
    pub fn figure(&self, key: &str) -> Option<&Figure> {
        self.figures().find(|figure| figure.key == key)
    }

    /// The blocks under a heading.
    pub fn under(&self, heading: Heading) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.heading == heading)
    }
}
