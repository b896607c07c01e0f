//! What the command line prints and writes: every command that there is, every format, as text and as JSON. The commands,
//! their flags and their formats are read from the program's own definition, so that a new one has to be tried here.

use super::read;
use super::world::World;
use crate::cli::ifr;
use clap::CommandFactory;
use ifr::cli::args::Args;
use ifr::domain::SiteId;
use ifr::domain::month::Month;
use ifr::store::view::report::{ReportAsk, ReportChange, ReportOf, ReportReply};
use ifr::store::{OpId, Reply, Request};
use std::path::Path;

/// How a command is called so that it shows what it can; nothing where it shows no record.
fn calls(command: &str) -> &'static [&'static [&'static str]] {
    match command {
        "status" | "staffing" | "meetings" | "fidelity" | "trends" | "travel" | "calendar" | "audit"
        | "check" | "caseload" | "backup" => &[&[]],
        "referrals" | "actions" => &[&[], &["--all"]],
        "meeting" => &[&["M-0001"]],
        "agenda" => &[&[], &["M-0003"]],
        "report" => &[
            &["2026-11"],
            &["2026-11", "--external"],
            &["2026-11", "--final"],
            &["2026-10", "--final"],
            &["2026-11", "--rows", "caseloads.rc.5.phase_4"],
            &["2026-11", "--rows", "caseloads.site.end"],
        ],
        "services" => &[&["--check"], &["--check", "--month", "2026-11"], &[]],
        "find" => &[&["F-0106"], &["oak"], &["QZNTB000"], &["ZM006"]],
        "history" => &[&["F-0100"], &["F-0106"], &["F-0121"], &["R-0100"], &["Brooks"]],
        "disclosures" => &[&["F-0100"], &["F-0106"]],
        "export" => &[&["service"], &["consent"], &["member"], &["--deidentified"]],
        "import" => &[&["FOLDER/members.csv", "--dry-run"]],
        // These make or set something, or print what is the same for everybody.
        "demo" | "init" | "passphrase" | "restore" | "config" | "completions" | "man" => &[],
        other => panic!("{other}: say here how it is called, so that what it prints is looked at"),
    }
}

/// Flags that choose fewer or other rows of what is looked at anyway, or are no part of what is shown.
const CHOOSE: &[(&str, &[&str])] = &[
    ("fidelity", &["month", "quarter", "csv", "deidentified"]),
    ("trends", &["months", "site", "csv"]),
    ("travel", &["month"]),
    ("report", &["site", "combine"]),
    ("find", &["most"]),
    ("disclosures", &["years"]),
    ("audit", &["kind", "who", "since", "most", "accept"]),
    ("import", &["kind", "map", "sheet", "save-map", "name", "errors"]),
    ("export", &["from", "to"]),
    ("check", &["share"]),
];

/// Calls that have a form of their own, and take no other.
const ALONE: &[&str] = &["--final", "--rows", "--deidentified"];

/// November is not final yet; and what was planted is in no trail, which is found.
const REFUSED: &[&str] = &["2026-11 --final", "--deidentified Some", "ifr audit", "ifr check", "ifr backup"];

/// What stands at every command, and is tried with every one.
const EVERYWHERE: &[&str] = &["db", "as", "today", "json", "color", "format", "output", "help", "version"];

/// Submits the report of October, whatever is warned of, and signs it for both sides.
fn sign_october(world: &World) {
    let of = ReportOf { site: Some(SiteId(1)), month: Month::read("2026-10").unwrap() };
    let act = |who: &str, ask: ReportAsk| world.store(who).handle(Request::Report(ask)).unwrap();
    let change = |who: &str, change| act(who, ReportAsk::Do(OpId::new(), of, change));
    let both = ["Dana Ortiz", "Sam Reyes"];
    for who in both {
        change(who, ReportChange::Ready(true));
    }
    let Reply::Report(ReportReply::Page(page)) = act("Sam Reyes", ReportAsk::Page(of)) else { panic!() };
    for warned in page.keeps {
        change("Sam Reyes", ReportChange::Pass { key: warned.key, reason: "It is known".into() });
    }
    change("Sam Reyes", ReportChange::Submit);
    for who in both {
        change(who, ReportChange::Sign { passphrase: String::new() });
    }
}

/// What a call of a command prints, and what it writes to a file.
fn run(world: &World, who: &str, command: &str, call: &[&str], format: Option<&str>) -> (bool, String) {
    let folder = world.folder.path();
    let db = world.path().to_str().unwrap().to_owned();
    let out = tempfile::tempdir_in(folder).unwrap();
    let path = out.path().join(format!("out.{}", format.unwrap_or("folder")));
    let mut args = vec![command];
    let call: Vec<String> =
        call.iter().map(|word| word.replace("FOLDER", folder.to_str().unwrap())).collect();
    args.extend(call.iter().map(String::as_str));
    match format {
        Some("json-printed") => args.push("--json"),
        Some(format) => args.extend(["--format", format, "-o", path.to_str().unwrap()]),
        None => {}
    }
    if args.contains(&"--deidentified") {
        args.extend(["-o", path.to_str().unwrap()]);
    }
    args.extend(["--db", &db, "--as", who, "--today", "2026-11-24"]);
    let done = ifr(folder, &args);
    let mut said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    // What was asked for is said again.
    for word in call.iter().filter(|word| word.starts_with("QZ")) {
        said = said.replace(&format!("{word}\""), "").replace(&format!("for {word}"), "");
    }
    written(out.path(), &mut said);
    (done.status.success(), said)
}

/// Everything that stands in the files of a folder.
fn written(folder: &Path, said: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            written(&entry.path(), said);
        } else {
            said.push_str(&read::text(&std::fs::read(entry.path()).unwrap()));
        }
    }
}

/// The formats of a command, as it defines them.
fn formats(command: &clap::Command) -> Vec<String> {
    let format = command.get_arguments().find(|one| one.get_long() == Some("format"));
    let values = format.map(clap::Arg::get_possible_values).unwrap_or_default();
    let pdf = |name: &String| ifr::export::document::PDF || name != "pdf";
    values.iter().map(|value| value.get_name().to_owned()).filter(pdf).collect()
}

#[test]
fn every_command_and_flag_is_tried() {
    for command in Args::command().get_subcommands() {
        let name = command.get_name();
        let calls = calls(name);
        if calls.is_empty() {
            continue;
        }
        let chosen = CHOOSE.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, flags)| flags);
        for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
            let tried = calls.iter().any(|call| call.contains(&format!("--{flag}").as_str()));
            assert!(
                tried || chosen.contains(&flag) || EVERYWHERE.contains(&flag),
                "ifr {name} --{flag}: try it here, or say why it shows nothing else"
            );
        }
    }
}

#[test]
fn every_command_prints_and_writes_what_its_user_may_read() {
    let world = World::new();
    std::fs::write(world.folder.path().join("members.csv"), "case_number,name,kind\nC-100,ZM000,adult\n")
        .unwrap();
    sign_october(&world);
    let commands: Vec<clap::Command> = Args::command().get_subcommands().cloned().collect();
    let mut printed = String::new();
    let mut done = Vec::new();
    for (who, name) in [("Dana", "Dana Ortiz"), ("Sam", "Sam Reyes"), ("Omar", "Omar Diaz")] {
        for command in &commands {
            let mut wanted = vec![None, Some("json-printed".to_owned())];
            wanted.extend(formats(command).into_iter().map(Some));
            for call in calls(command.get_name()) {
                // A deputy gets what the others get, in fewer formats.
                let plain = who == "Omar" || call.iter().any(|word| ALONE.contains(word));
                let formats = wanted.iter().take(if plain { 2 } else { wanted.len() });
                for format in formats {
                    let (good, said) = run(&world, who, command.get_name(), call, format.as_deref());
                    let what = format!("ifr {} {} {format:?}", command.get_name(), call.join(" "));
                    world.closed(name, &what, &said);
                    if who == "Sam" {
                        done.push((good, what));
                        printed.push_str(&said);
                    }
                }
            }
        }
    }
    let failed: Vec<&String> = done.iter().filter(|(good, _)| !good).map(|(_, what)| what).collect();
    let known = |what: &&&String| REFUSED.iter().any(|word| what.contains(word));
    assert!(failed.iter().all(|what| known(&what)), "{failed:#?}");
    let active = world.cases.iter().position(|case| case.name == "active").unwrap();
    assert!(printed.contains("\"signatures\""), "nobody printed a final report");
    for word in ["NTB", "EVO", "SVC", "PUR"] {
        assert!(printed.contains(&format!("QZ{word}{active:03}")), "Sam finds no {word}");
    }
}
