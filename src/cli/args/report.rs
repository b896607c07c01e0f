//! What is printed or written for people to read: notes, reports, figures, the accounting of disclosures.

use clap::ValueEnum;
use std::path::PathBuf;

/// `ifr meeting`.
#[derive(Debug, clap::Args)]
pub struct Meeting {
    /// M-0123
    #[arg(value_name = "MEETING")]
    pub meeting: String,
    /// What it becomes [default: told by the ending of the file, otherwise text]
    #[arg(long, value_enum)]
    pub format: Option<NoteFormat>,
    /// Write it to this file, which must not be there yet [default: print it]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What a meeting's note can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NoteFormat {
    /// Plain text.
    Text,
    /// Markdown.
    Md,
    /// A web page in one file.
    Html,
    /// A Word document.
    Docx,
    /// A tagged PDF, where ifr was built with it.
    Pdf,
    /// One JSON object.
    Json,
}

/// `ifr fidelity`: figures that name no client and no worker.
#[derive(Debug, clap::Args)]
pub struct Fidelity {
    /// By month; so it is counted where nothing is said
    #[arg(long, conflicts_with = "quarter")]
    pub month: bool,
    /// By quarter
    #[arg(long)]
    pub quarter: bool,
    /// Print values between commas: a row for each month or quarter, site and kind
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Every pair and worker, too, by role and number instead of a name
    #[arg(long)]
    pub deidentified: bool,
}

/// What a report can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Plain text.
    Text,
    /// Markdown.
    Md,
    /// A web page in one file.
    Html,
    /// A Word document.
    Docx,
    /// A tagged PDF, where ifr was built with it.
    Pdf,
    /// An Excel workbook: a sheet for each heading.
    Xlsx,
    /// Values between commas, one table after another.
    Csv,
    /// One JSON object.
    Json,
}

/// What the JSON of a report holds.
const REPORT: &str = "As JSON, one object: schema (ifr.report.1), partnership, demo, today, viewer, site, site_name, month, cut_off,
until, months (six, this one last), blocks, identities, status, stage, external, told, changed, addenda.
  blocks      heading, key, label, table, lines: [key, label, figures: [key, label, definition, value, last, series]]
  identities  heading, of, flow: start, came, went, end; holds
  told        both teams' words, challenges, successes and figures as submitted, or as they would be now
              (--combine reads what --final prints, never this: only that has the hash and both signatures)
  a value     \"no_data\", {\"count\": 12}, {\"measure\": 0.5}, {\"share\": {\"part\": 1, \"whole\": 3}},
              {\"of\": {\"value\": 131.5, \"of\": 150.0}}, {\"median\": {\"days\": 5.5, \"n\": 2}}, {\"words\": \"Brooks\"}";

/// `ifr report`: figures that name no client.
#[derive(Debug, clap::Args)]
#[command(after_long_help = REPORT)]
pub struct Report {
    /// The month, as in 2026-10
    #[arg(value_name = "MONTH")]
    pub month: String,
    /// The site: a name, or the beginning of one [default: your first]
    #[arg(long, value_name = "SITE")]
    pub site: Option<String>,
    /// Print the rows behind one figure, by its key in the JSON
    #[arg(long, value_name = "KEY")]
    pub rows: Option<String>,
    /// Print the final report as JSON, with its hash and both signatures: what --combine reads
    #[arg(long = "final", conflicts_with_all = ["rows", "format", "output", "external"])]
    pub signed: bool,
    /// Join final reports of several files: totals over sites, with counts of 1 to 10 masked
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["site", "rows", "signed", "format", "output", "external"])]
    pub combine: Vec<PathBuf>,
    /// What it becomes [default: told by the ending of the file, otherwise the figures as text]
    #[arg(long, value_enum, conflicts_with = "rows")]
    pub format: Option<ReportFormat>,
    /// Write it to this file, which must not be there yet [default: print it]
    #[arg(short, long, value_name = "FILE", conflicts_with = "rows")]
    pub output: Option<PathBuf>,
    /// For people outside both agencies: counts of 1 to 10 are hidden, no worker is named
    #[arg(long, conflicts_with = "rows")]
    pub external: bool,
}

/// `ifr trends`: figures that name no client and no worker.
#[derive(Debug, clap::Args)]
pub struct Trends {
    /// How many months, this one last
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=24), value_name = "NUMBER")]
    pub months: u32,
    /// The site: a name, or the beginning of one [default: your first]
    #[arg(long, value_name = "SITE")]
    pub site: Option<String>,
    /// Print values between commas: a row for each month and figure
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

/// `ifr disclosures`: what an adult may ask to be told.
#[derive(Debug, clap::Args)]
pub struct Disclosures {
    /// The family: F-0197
    #[arg(value_name = "FAMILY")]
    pub family: String,
    /// The adult by alias, where there are several
    #[arg(value_name = "ADULT")]
    pub adult: Option<String>,
    /// How many years back
    #[arg(long, default_value_t = 3, value_name = "NUMBER")]
    pub years: u32,
    /// What it becomes [default: told by the ending of the file, otherwise text]
    #[arg(long, value_enum)]
    pub format: Option<NoteFormat>,
    /// Write it to this file, which must not be there yet [default: print it]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `ifr services`.
#[derive(Debug, clap::Args)]
pub struct Services {
    /// Every finding of the month, with its rule and sentence; without it, the catalogue is printed
    #[arg(long)]
    pub check: bool,
    /// The month, as in 2026-10 [default: this month so far]
    #[arg(long, value_name = "MONTH", requires = "check")]
    pub month: Option<String>,
}

/// `ifr travel`.
#[derive(Debug, clap::Args)]
pub struct Travel {
    /// The month, as in 2026-10 [default: this month so far]
    #[arg(long, value_name = "MONTH")]
    pub month: Option<String>,
}

/// `ifr agenda`.
#[derive(Debug, clap::Args)]
pub struct Agenda {
    /// M-0123, or the next one that you lead
    #[arg(value_name = "MEETING", default_value = "next")]
    pub meeting: String,
    /// What it becomes [default: told by the ending of the file, otherwise text]
    #[arg(long, value_enum)]
    pub format: Option<NoteFormat>,
    /// Write it to this file, which must not be there yet [default: print it]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `ifr calendar`: bringing the file in again updates its entries and doubles none.
#[derive(Debug, clap::Args)]
pub struct Calendar {
    /// Where to; printed where it is not given
    #[arg(short, long, value_name = "FILE.ics")]
    pub output: Option<PathBuf>,
}
