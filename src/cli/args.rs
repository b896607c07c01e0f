//! What can be said on the command line.

mod file;
mod report;

pub use file::{Backup, Check, Demo, Export, Import, Init, Restore, Share};
pub use report::{
    Agenda, Calendar, Disclosures, Fidelity, Meeting, NoteFormat, Report, ReportFormat, Services, Travel,
    Trends,
};

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
