//! What can be said on the command line.

use crate::sample::Size;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// For the supervisors of Intact Family Recovery: caseloads, meetings and action items in one shared file.
#[derive(Debug, Parser)]
#[command(name = "ifr", version, about, disable_help_subcommand = true)]
#[command(after_help = "Without a command, the dashboard opens. Exit codes: 0 done, 1 failed, 2 usage.")]
pub struct Args {
    /// What may stand before or after every subcommand.
    #[command(flatten)]
    pub global: Global,
    /// What to do; without one, the dashboard opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What may stand before or after every subcommand.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Global {
    /// The shared file [default: IFR_DB, then `db` of settings.toml]
    #[arg(long, global = true, value_name = "PATH")]
    pub db: Option<PathBuf>,
    /// Who is asking: a supervisor's first or full name [default: this computer's user]
    #[arg(long = "as", global = true, value_name = "NAME")]
    pub who: Option<String>,
    /// As if it were that day; a real file is then only looked at
    #[arg(long, global = true, value_name = "DAY")]
    pub today: Option<String>,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Color,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an invented programme in a new file and open it
    Demo(Demo),
    /// Make a new file: partnership, agencies, site, first supervisors
    Init(Box<Init>),
    /// Print Today
    Status,
    /// Print the caseload, by worker and by pair
    Caseload(Out),
    /// Print the referrals
    Referrals(List),
    /// Print the staff and the vacant positions
    Staffing(Out),
    /// Print the meetings, ahead and past
    Meetings(Out),
    /// Print the note of a held meeting, or write it to a file
    Meeting(Meeting),
    /// Print the agenda of a meeting that is to come, or write it to a file
    Agenda(Agenda),
    /// Print whether the meetings of the model were held, of how many expected
    Fidelity(Fidelity),
    /// Write the meetings for a calendar program, as an .ics file
    Calendar(Calendar),
    /// Print the action items
    Actions(List),
    /// Print the figures of a site's month
    Report(Report),
    /// Print a site's figures month by month, over one or two years
    Trends(Trends),
    /// Look the services of a month over by the state's definitions
    Services(Services),
    /// Print the travel of a month, by Recovery Coordinator
    Travel(Travel),
    /// Find anything by a number or by words
    Find(Find),
    /// Print who changed what of a family, referral, action item or person, and when
    History(History),
    /// Print to whom an adult's treatment information was disclosed, or write it to a file
    Disclosures(Disclosures),
    /// Print who did what and when, and whether the trail of it is as it was written
    Audit(Audit),
    /// Change your passphrase, give a colleague a first one, or set a lost one by the recovery code
    Passphrase(Passphrase),
    /// Read files of other systems into the shared file
    Import(Import),
    /// Write records as their import reads them, or the file without identities for the evaluator
    Export(Export),
    /// Copy the file, checked, into a folder
    Backup(Backup),
    /// Bring a backup back; the file that is there now goes to `quarantine` beside it
    Restore(Restore),
    /// Look the file over: its safety settings, its contents, its audit chain, its folder
    Check(Check),
    /// Print the default of a settings file, or the names and the folder
    Config(Config),
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

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

/// What a list takes.
#[derive(Debug, clap::Args)]
pub struct List {
    /// Closed ones, too
    #[arg(long)]
    pub all: bool,
    /// As a file.
    #[command(flatten)]
    pub out: Out,
}

/// A list as a file, the columns and rows of its screen.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Out {
    /// Write the list in this format [default: told by the ending of the file]
    #[arg(long, value_enum)]
    pub format: Option<ListFormat>,
    /// Write it to this file, which must not be there yet [default: print it]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What a list can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Values between commas.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// One JSON object.
    Json,
}

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

/// `ifr find`.
#[derive(Debug, clap::Args)]
pub struct Find {
    /// F-0197 or 197, a case number, a label, an alias, a name, words of a referral, item, meeting or note
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    /// How many of each sort, newest first
    #[arg(long, default_value_t = 50, value_name = "NUMBER")]
    pub most: u16,
}

/// `ifr history`.
#[derive(Debug, clap::Args)]
pub struct History {
    /// F-0197, R-0412, A-0456, or the name of a worker
    #[arg(value_name = "RECORD")]
    pub record: String,
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

/// `ifr audit`: numbers, kinds and names, never what was written.
#[derive(Debug, clap::Args)]
pub struct Audit {
    /// Only these: signing_in, refusals, treatment, signatures, files, changes, or one kind of event
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Only what somebody did, by a part of their name
    #[arg(long = "who", value_name = "NAME")]
    pub who_did: Option<String>,
    /// Only from this day on
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
    /// How many, newest first
    #[arg(long, default_value_t = 100, value_name = "NUMBER")]
    pub most: u16,
    /// Let this computer take the file as it is, after a backup was put back on purpose; that is recorded
    #[arg(long)]
    pub accept: bool,
}

/// `ifr passphrase`: without anything, your own.
#[derive(Debug, clap::Args)]
pub struct Passphrase {
    /// A supervisor of your own agency, who gets a first one from you and chooses their own then
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Set the lost passphrase of this supervisor by the recovery code of the agency
    #[arg(long, value_name = "NAME", conflicts_with = "name")]
    pub recover: Option<String>,
    /// Make a new recovery code for your agency
    #[arg(long, conflicts_with_all = ["name", "recover"])]
    pub new_code: bool,
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
    /// Which column is what
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

/// `ifr config`.
#[derive(Debug, clap::Args)]
pub struct Config {
    /// The settings file, such as thresholds.toml
    pub name: Option<String>,
}

/// `ifr completions`.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}
