//! `ifr check`: the file looked over, one line per thing, and a failure where one is wrong.

use super::context::Context;
use super::out;
use crate::domain::text::clean_line;
use crate::error::{Error, Kind, Result};
use crate::store::Store;
use crate::store::view::audit::{Breach, Edited};
use rusqlite::Connection;
use serde_json::json;
use std::path::Path;

/// One thing that was looked at.
struct Finding {
    name: &'static str,
    right: bool,
    said: String,
}

/// Looks the file over and says what was found.
///
/// # Errors
/// The file cannot be opened, or something is wrong with it.
pub fn run(context: &Context) -> Result<()> {
    context.say_problems();
    let store = context.open(&context.path())?;
    let findings = look(&store)?;
    let wrong = findings.iter().filter(|finding| !finding.right).count();
    let text = if context.global.json {
        let list: Vec<_> = findings
            .iter()
            .map(|one| json!({ "name": one.name, "ok": one.right, "said": clean_line(&one.said) }))
            .collect();
        format!("{}\n", json!({ "schema": "ifr.check.1", "ok": wrong == 0, "findings": list }))
    } else {
        findings.iter().fold(String::new(), |text, one| {
            let sign = if one.right { "✓" } else { "!" };
            format!("{text}{sign} {:<12} {}\n", one.name, clean_line(&one.said))
        })
    };
    out::print(&text)?;
    match wrong {
        0 => Ok(()),
        _ => Err(Error::new(Kind::NotOurs, "the file is not as it should be").hint(
            "leave it as it is and go back to a backup from before; \"ifr backup\" copies only a whole file",
        )),
    }
}

fn look(store: &Store) -> Result<Vec<Finding>> {
    let conn = store.conn();
    let trail = store.verify_trail()?;
    let broken: Vec<String> = trail.breaches.iter().map(Breach::said).collect();
    let said = match broken.as_slice() {
        [] => format!("{} events, unbroken, head {}", trail.events, trail.head),
        some => some.join("; "),
    };
    let edited: Vec<String> = trail.edited.iter().map(Edited::said).collect();
    let as_written = match edited.as_slice() {
        [] => "they hold what the trail says was written last".to_owned(),
        some => some.join("; "),
    };
    Ok(vec![
        settings(conn)?,
        whole(conn)?,
        links(conn)?,
        Finding { name: "audit chain", right: broken.is_empty(), said },
        Finding { name: "records", right: edited.is_empty(), said: as_written },
        permissions(store.path()),
    ])
}

/// The pragmas that keep acknowledged writes, as this connection has them.
fn settings(conn: &Connection) -> Result<Finding> {
    let mut said = Vec::new();
    let mut right = true;
    for (name, wanted) in
        [("journal_mode", "persist"), ("synchronous", "3"), ("foreign_keys", "1"), ("secure_delete", "1")]
    {
        let got = conn.pragma_query_value(None, name, |row| {
            Ok(match row.get::<_, rusqlite::types::Value>(0)? {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                _ => String::new(),
            })
        })?;
        right &= got == wanted;
        said.push(format!("{name} {got}"));
    }
    Ok(Finding { name: "safety", right, said: said.join(", ") })
}

fn whole(conn: &Connection) -> Result<Finding> {
    let said: String =
        conn.query_row("select group_concat(quick_check, '; ') from pragma_quick_check", [], |row| {
            row.get(0)
        })?;
    Ok(Finding { name: "contents", right: said == "ok", said })
}

fn links(conn: &Connection) -> Result<Finding> {
    let loose: i64 = conn.query_row("select count(*) from pragma_foreign_key_check", [], |row| row.get(0))?;
    let said = if loose == 0 {
        "every link leads somewhere".to_owned()
    } else {
        format!("{loose} links lead nowhere")
    };
    Ok(Finding { name: "links", right: loose == 0, said })
}

#[cfg(unix)]
fn permissions(path: &Path) -> Finding {
    use std::os::unix::fs::PermissionsExt;
    let mode = path.metadata().map_or(0, |meta| meta.permissions().mode() & 0o777);
    let right = mode & 0o007 == 0;
    let who = match (right, mode & 0o070) {
        (false, _) => "everybody on this computer may open it: chmod o-rwx it",
        (true, 0) => "only its owner may open it",
        (true, _) => "its owner and its group may open it",
    };
    Finding { name: "permissions", right, said: format!("{mode:o}, {who}") }
}

#[cfg(not(unix))]
fn permissions(_: &Path) -> Finding {
    Finding { name: "permissions", right: true, said: "as its folder has them".into() }
}
