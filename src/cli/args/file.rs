//! What makes, fills, copies and looks over the shared file.

use super::ListFormat;
use crate::sample::Size;
use clap::ValueEnum;
use std::path::PathBuf;

/// `ifr demo`.
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// The same seed and day give the same contents
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How much is in it
    #[arg(long, value_enum, default_value_t)]
    pub size: Size,
    /// Only make the file
    #[arg(long)]
    pub no_open: bool,
}

/// `ifr init`: what is not given is asked.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// The new file
    pub path: PathBuf,
    /// The partnership's name
    #[arg(long)]
    pub partnership: Option<String>,
    /// The child welfare agency's name
    #[arg(long)]
    pub child_welfare: Option<String>,
    /// The treatment agency's name
    #[arg(long)]
    pub treatment: Option<String>,
    /// The first site's name
    #[arg(long)]
    pub site: Option<String>,
    /// The time zone, such as America/Chicago
    #[arg(long)]
    pub zone: Option<String>,
    /// The first Intact Supervisor's full name
    #[arg(long, value_name = "NAME")]
    pub intact: Option<String>,
    /// The first SUD Supervisor's full name
    #[arg(long, value_name = "NAME")]
    pub sud: Option<String>,
    /// Who may open the file: only this computer's user, or everybody of its group
    #[arg(long, value_enum)]
    pub share: Option<Share>,
}

/// Who may open the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Share {
    /// Only this computer's user.
    Alone,
    /// Everybody of the file's group.
    Group,
}

/// `ifr import`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = crate::import::listing())]
pub struct Import {
    /// The files: CSV or other text, Excel workbooks (.xlsx), SQLite databases
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the rows are [default: told by the columns]
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Which column is what (`columns.FIELD = "column"`), and what words mean; in a database "Key > Table.Column" looks
    /// a column up in another table ("A & B > …" by a key of two), and "First + Last" puts two into one
    #[arg(long, value_name = "TOML")]
    pub map: Option<PathBuf>,
    /// Which sheet of a workbook, or table of a database
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Write down how the columns are read, to be used as a --map
    #[arg(long, value_name = "TOML")]
    pub save_map: Option<PathBuf>,
    /// What a name in the files means: a person's e-mail address or name, a site, an agency or a case number; or
    /// "nobody", "no site", "no agency", "no family". It is remembered for every later file
    #[arg(long = "name", value_name = "THEIRS=OURS", value_parser = name_of)]
    pub names: Vec<(String, String)>,
    /// Only say what would happen
    #[arg(long)]
    pub dry_run: bool,
    /// Write the refused rows and their reasons here
    #[arg(long, value_name = "CSV")]
    pub errors: Option<PathBuf>,
}

/// The two sides of `THEIRS=OURS`.
fn name_of(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=').map(|(theirs, ours)| (theirs.trim(), ours.trim())) {
        Some((theirs, ours)) if !theirs.is_empty() && !ours.is_empty() => Ok((theirs.into(), ours.into())),
        _ => Err("write it as \"T. Brooks=tamika@example.org\"".into()),
    }
}

/// `ifr export`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = DEIDENTIFIED)]
pub struct Export {
    /// The kind of records, as `ifr import` names them: family, staff, service, …
    #[arg(value_name = "KIND", required_unless_present = "deidentified", conflicts_with = "deidentified")]
    pub kind: Option<String>,
    /// The file of your sites without identities: counts of families and their records, rows of staff and meetings
    #[arg(long)]
    pub deidentified: bool,
    /// From the quarter of this day [default: the file's first]
    #[arg(long, value_name = "DAY", requires = "deidentified")]
    pub from: Option<String>,
    /// To the quarter of this day [default: the last that is over]
    #[arg(long, value_name = "DAY", requires = "deidentified")]
    pub to: Option<String>,
    /// Records as this [default: told by the ending of the file, otherwise CSV]
    #[arg(long, value_enum, conflicts_with = "deidentified")]
    pub format: Option<ListFormat>,
    /// Where to, which must not be there yet; of --deidentified a folder, or a file that ends in .xlsx
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

/// What leaves without identities, and why so.
const DEIDENTIFIED: &str = "With --deidentified, for the evaluator:
  Evaluators see aggregates, never a client. Families, members, referrals, contacts, findings, milestones, decisions
  and action items leave as counts by site, quarter and kind; no row is about one family. A count about 10 families or
  fewer is not shown (thresholds.toml, evaluation), nor one from which such a count could be worked out.
  Staff, meetings and attendance leave as rows, numbered anew for every export: they are about work, not clients.
  The measure is 45 CFR 164.514(b)(2): no name, initials, case number, county, date, e-mail or free text leaves. A
  quarter stands for a date, a band for an age, a setting (rural, suburban, urban) for a place. Notes never leave.
  Nothing of 42 CFR Part 2 is in it: no phase, treatment, consent or recovery support service, not even counted.

Records of a kind (ifr export family -o families.csv) hold what their import reads, of your sites, by the same gate as
on screen. Members come back by their initials; where yours are other aliases, a map says so (clients = \"label\").";

/// `ifr backup`.
#[derive(Debug, clap::Args)]
pub struct Backup {
    /// The folder [default: the one of settings.toml, or `backup` beside the file]
    pub dir: Option<PathBuf>,
}

/// `ifr check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Try from two computers whether the locks of this folder's share are locks, and nothing else
    #[arg(long, value_name = "FOLDER")]
    pub share: Option<PathBuf>,
}

/// `ifr restore`.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The backup
    pub file: PathBuf,
}
