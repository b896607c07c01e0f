//! `ifr init`: a new file, with what is not given as an option asked for.

use super::args::{Init, Share};
use super::ask;
use super::context::Context;
use super::out;
use crate::domain::calendar::Clock;
use crate::error::{Error, Kind, Result};
use crate::store::{FirstSupervisor, NewFile, OpenOptions, SetUp, Store};
use chrono_tz::Tz;
use std::path::Path;
use std::sync::Arc;

/// Asks what is missing, makes the file, and says what to do next.
///
/// # Errors
/// An answer is missing or breaks a rule, or the file cannot be made; nothing is left behind then.
pub fn run(context: &Context, args: Init) -> Result<()> {
    context.say_problems();
    if args.path.symlink_metadata().is_ok() {
        return Err(Error::new(Kind::Conflict, format!("{} is there already", args.path.display()))
            .hint("nothing was changed; choose another name, or open it with --db"));
    }
    let answer = |given: Option<String>, question: &str| match given {
        Some(given) => Ok(given),
        None => until_right(question, "", named),
    };
    let usual = context.settings.calendar.time_zone;
    let partnership = answer(args.partnership, "The partnership's name")?;
    let zone = match args.zone {
        Some(given) => zone(&given)?,
        None => until_right("Its time zone", usual.name(), zone)?,
    };
    let child_welfare = answer(args.child_welfare, "The child welfare agency")?;
    let treatment = answer(args.treatment, "The treatment agency")?;
    let site = answer(args.site, "The first site")?;
    let intact = answer(args.intact, "The first Intact Supervisor, full name")?;
    let sud = answer(args.sud, "The first SUD Supervisor, full name")?;
    let share = match args.share {
        Some(share) => share,
        None => until_right(
            "Who opens this file: alone (only you, on this account) or group (everybody of the file's group)",
            "alone",
            share_of,
        )?,
    };
    let with = SetUp {
        child_welfare,
        treatment,
        site,
        intact: FirstSupervisor { passphrase: ask::new_passphrase(&intact)?, name: intact },
        sud: FirstSupervisor { passphrase: ask::new_passphrase(&sud)?, name: sud },
    };
    let new = NewFile { partnership, time_zone: zone, first_day: Clock::System(zone).today(), demo: false };
    let mut store = Store::set_up(&args.path, &new, &with, OpenOptions::new(Arc::clone(&context.settings)))?;
    context.witness(&mut store);
    let codes = store.first_codes()?;
    let path = store.path().to_owned();
    drop(store);
    if share == Share::Group {
        open_to_group(&path)?;
    }
    out::print(&said(&path, &with, &codes))
}

/// Asks until the answer can be read; without a person to ask again, the first answer counts.
fn until_right<T>(question: &str, suggestion: &str, read: impl Fn(&str) -> Result<T>) -> Result<T> {
    loop {
        match read(&ask::line(question, suggestion)?) {
            Err(error) if ask::somebody() => out::say(&format!("{error}; try again")),
            answer => return answer,
        }
    }
}

fn said(path: &Path, with: &SetUp, codes: &[(String, String)]) -> String {
    let codes: String = codes.iter().map(|(agency, code)| format!("  {code}  {agency}\n")).collect();
    crate::domain::text::clean(&format!(
        "Made {path}.\nTo open it:  ifr --db {path}\nSign in as {} or {}.\n\
         Fill it from your own lists:  ifr import staff.csv families.csv --db {path}\n\n\
         Recovery codes, shown only now. Each sets a lost passphrase of its own agency, once; keep it on paper where\n\
         only that agency finds it:\n{codes}",
        with.intact.name.trim(),
        with.sud.name.trim(),
        path = path.display(),
    ))
}

fn named(text: &str) -> Result<String> {
    if text.is_empty() && ask::somebody() {
        return Err(Error::new(Kind::Invalid, "a name is needed").hint("type it, then Enter"));
    }
    Ok(text.to_owned())
}

fn zone(text: &str) -> Result<Tz> {
    text.trim().parse().map_err(|_| {
        Error::new(Kind::Invalid, format!("there is no time zone \"{text}\""))
            .hint("write it as America/Chicago")
    })
}

fn share_of(text: &str) -> Result<Share> {
    match text.trim().to_lowercase().as_str() {
        "alone" | "a" => Ok(Share::Alone),
        "group" | "g" => Ok(Share::Group),
        _ => Err(Error::new(Kind::Invalid, format!("\"{text}\" is neither alone nor group"))
            .hint("answer one of the two")),
    }
}

/// Lets the file's group read and write it; the journal beside takes the file's rights over.
#[cfg(unix)]
fn open_to_group(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let group = std::fs::Permissions::from_mode(0o660);
    std::fs::set_permissions(path, group.clone())?;
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    if Path::new(&journal).exists() {
        std::fs::set_permissions(&journal, group)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn open_to_group(_: &Path) -> Result<()> {
    Ok(())
}
