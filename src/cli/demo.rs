//! `ifr demo`: an invented programme in a new file.

use super::args::Demo;
use super::context::Context;
use super::{ask, dashboard, out};
use crate::domain::calendar::Clock;
use crate::domain::text::{clean, clean_line};
use crate::error::{Error, Kind, Result};
use crate::sample::{self, Plan};
use crate::store::{Reply, Request, Store};
use crate::tui::terminal;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Makes the file, says who to sign in as, and opens it where there is a terminal.
///
/// # Errors
/// Something is there already, or the file cannot be made.
pub fn run(context: &Context, args: &Demo) -> Result<()> {
    if !context.global.json {
        context.say_problems();
    }
    let today = match context.day()? {
        Some(day) => day,
        None => Clock::System(context.settings.calendar.time_zone).today(),
    };
    let asks = !args.no_open && !context.global.json && terminal::is_interactive();
    let there = latest(context).filter(|_| asks && context.global.db.is_none());
    if let Some(path) = there.filter(|path| go_on(path)) {
        let store = context.open(&path)?;
        return dashboard::show(context, Some(store), path);
    }
    let path = match &context.global.db {
        Some(path) => path.clone(),
        None => free(context)?,
    };
    if path.symlink_metadata().is_ok() {
        return Err(Error::new(Kind::Conflict, format!("{} is there already", path.display()))
            .hint("nothing was changed; choose another name, or open it with ifr --db PATH"));
    }
    let plan = Plan { seed: args.seed, today };
    let mut store = sample::create_at(&path, &plan, args.size.into(), Arc::clone(&context.settings))?;
    let path = store.path().to_owned();
    let people = people(&mut store)?;
    drop(store);
    let open = !args.no_open && !context.global.json && terminal::is_interactive();
    out::print(&said(context, &path, &people, open))?;
    if open {
        let store = context.open(&path)?;
        dashboard::show(context, Some(store), path)?;
    }
    Ok(())
}

/// The demo file that was made last, where there is one.
fn latest(context: &Context) -> Option<PathBuf> {
    let folder = context.data.clone().unwrap_or_else(|| PathBuf::from("."));
    (1..1000).map(|n| folder.join(name(n))).take_while(|path| path.is_file()).last()
}

/// Whether the person wants to go on with a demo file that is there; no answer makes a new one.
fn go_on(path: &Path) -> bool {
    let question = format!("{} is there already. Go on with it? yes, or new for another", path.display());
    ask::line(&question, "yes").is_ok_and(|answer| answer.to_lowercase().starts_with('y'))
}

fn name(n: usize) -> String {
    if n == 1 { "ifr-demo.db".to_owned() } else { format!("ifr-demo-{n}.db") }
}

/// A name in the data folder that nobody has yet, or one here where there is no data folder.
fn free(context: &Context) -> Result<PathBuf> {
    let folder = match &context.data {
        Some(data) if std::fs::create_dir_all(data).is_ok() => data.clone(),
        _ => PathBuf::from("."),
    };
    let names = (1..1000).map(name);
    names.map(|name| folder.join(name)).find(|path| path.symlink_metadata().is_err()).ok_or_else(|| {
        Error::new(Kind::Conflict, format!("{} holds a thousand demo files", folder.display()))
            .hint("remove the old ones, or name a new file with --db PATH")
    })
}

fn people(store: &mut Store) -> Result<Vec<(String, String)>> {
    let Reply::SignInChoices(choices) = store.handle(Request::SignInChoices)? else { return Ok(Vec::new()) };
    Ok(choices.into_iter().map(|one| (clean_line(&one.label), clean_line(&one.detail))).collect())
}

fn said(context: &Context, path: &Path, people: &[(String, String)], open: bool) -> String {
    if context.global.json {
        let list: Vec<_> = people.iter().map(|(name, role)| json!({ "name": name, "role": role })).collect();
        return format!(
            "{}\n",
            json!({ "schema": "ifr.demo.1", "db": path.display().to_string(), "sign_in": list })
        );
    }
    let mut text = format!(
        "Made {}: everybody in it is invented.\n\nSign in, without a passphrase, as\n",
        path.display()
    );
    for (name, role) in people {
        text.push_str(&format!("  {name:<24}{role}\n"));
    }
    if !open {
        let day = context.global.today.as_ref().map(|day| format!(" --today {day}")).unwrap_or_default();
        let first = people.first().and_then(|(name, _)| name.split(' ').next()).unwrap_or("NAME");
        let path = path.display();
        text.push_str(&format!(
            "\nTo open it:   ifr --db {path}{day}\nTo print it:  ifr status --as {first} --db {path}{day}\n"
        ));
    }
    clean(&text)
}
