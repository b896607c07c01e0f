//! The command line: one file per subcommand, all of them over the same use cases as the screens.
//!
//! What was asked for goes to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 usage.

mod agenda;
pub mod args;
mod ask;
mod audit;
mod backup;
mod calendar;
mod check;
mod config;
mod context;
mod dashboard;
mod demo;
mod disclosures;
mod dumps;
mod export;
mod fidelity;
mod find;
mod history;
mod import;
mod init;
mod json;
mod lists;
mod meeting;
mod out;
mod passphrase;
mod probe;
mod report;
mod restore;
mod services;
mod status;
mod travel;
mod trends;

use crate::error::{Error, Kind, Result};
use args::{Args, Command};
use clap::{CommandFactory, Parser};
use context::Context;
use std::process::ExitCode;

/// Reads the command line, does what it says, and gives the exit code.
pub fn main() -> ExitCode {
    dumps::forbid();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            // A reader that went away does not mind.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            out::complain(&error);
            ExitCode::from(if error.kind == Kind::Usage { 2 } else { 1 })
        }
    }
}

fn run(args: Args) -> Result<()> {
    let Args { global, command } = args;
    let context = Context::new(global);
    match command {
        None => dashboard::run(&context),
        Some(Command::Demo(args)) => demo::run(&context, &args),
        Some(Command::Init(args)) => init::run(&context, *args),
        Some(Command::Status) => status::run(&context),
        Some(Command::Caseload(out)) => lists::caseload(&context, &out),
        Some(Command::Referrals(args)) => lists::referrals(&context, &args),
        Some(Command::Staffing(out)) => lists::staffing(&context, &out),
        Some(Command::Meetings(out)) => lists::meetings(&context, &out),
        Some(Command::Meeting(args)) => meeting::run(&context, &args),
        Some(Command::Agenda(args)) => agenda::run(&context, &args),
        Some(Command::Fidelity(args)) => fidelity::run(&context, &args),
        Some(Command::Calendar(args)) => calendar::run(&context, &args),
        Some(Command::Actions(args)) => lists::actions(&context, &args),
        Some(Command::Report(args)) => report::run(&context, &args),
        Some(Command::Trends(args)) => trends::run(&context, &args),
        Some(Command::Services(args)) => services::run(&context, &args),
        Some(Command::Travel(args)) => travel::run(&context, &args),
        Some(Command::Import(args)) => import::run(&context, &args),
        Some(Command::Find(args)) => find::run(&context, &args),
        Some(Command::History(args)) => history::run(&context, &args.record),
        Some(Command::Disclosures(args)) => disclosures::run(&context, &args),
        Some(Command::Audit(args)) => audit::run(&context, &args),
        Some(Command::Passphrase(args)) => passphrase::run(&context, &args),
        Some(Command::Export(args)) => export::run(&context, &args),
        Some(Command::Backup(args)) => backup::run(&context, args.dir.as_deref()),
        Some(Command::Restore(args)) => restore::run(&context, &args.file),
        Some(Command::Check(args)) => check::run(&context, &args),
        Some(Command::Config(args)) => config::run(&context, args.name.as_deref()),
        Some(Command::Completions(args)) => completions(args.shell),
        Some(Command::Man) => man(),
    }
}

fn completions(shell: clap_complete::Shell) -> Result<()> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "ifr", &mut text);
    out::print_bytes(&text)
}

fn man() -> Result<()> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Args::command())
        .render(&mut text)
        .map_err(|error| Error::new(Kind::Io, format!("the manual page could not be made: {error}")))?;
    out::print_bytes(&text)
}
