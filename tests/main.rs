//! Every promise in one program: a file of its own for each, linked once.
// A test says what it expects by failing where it is not so.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]
#![allow(clippy::print_stderr, clippy::print_stdout)]

mod account;
mod agenda;
mod assign;
mod audit;
mod backup;
mod bad_files;
mod cadence;
mod caseload_screen;
mod cli;
mod config;
mod consent;
mod deidentified;
mod desk;
mod documents;
mod effort;
mod export_import;
mod exports;
mod families;
mod faults;
mod fees;
mod fidelity;
mod find;
mod forms;
mod hostile;
mod hostile_exports;
mod hostile_fuzz;
mod house;
mod import;
mod import_cli;
mod import_foreign;
mod import_formats;
mod import_kinds;
mod import_names;
mod import_odd;
mod import_questions;
mod import_screen;
mod individual;
mod items;
mod kill;
mod list_screens;
mod lists;
mod live;
mod month;
mod note_kinds;
mod personnel;
mod plans;
mod points;
mod proof;
mod referrals;
mod report;
mod sample;
mod schedule;
mod screens;
mod service_findings;
mod service_rules;
mod services_check;
mod services_log;
mod staffing;
mod today;
mod traces;
mod travel;
mod trends;
mod two_processes;
mod undo;
mod upkeep;
mod vouchers;
mod walk;
mod walk_screen;

#[test]
fn every_file_here_is_run() {
    let known = include_str!("main.rs");
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(name) = name.strip_suffix(".rs").filter(|name| *name != "main") {
            assert!(known.contains(&format!("mod {name};")), "tests/main.rs does not name {name}");
        }
    }
}
