//! `ifr check`: the file looked over, one line per thing, and a failure where one is wrong.

use super::args::Check;
use super::context::Context;
use super::out;
use crate::domain::text::clean_line;
use crate::error::{Error, Kind, Result};
use crate::store::check::{Finding, Verdict, look_over};
use serde_json::{Value, json};

/// Looks the file over, or a share, and says what was found and what to do.
///
/// # Errors
/// The file cannot be opened, or something is wrong with it.
pub fn run(context: &Context, args: &Check) -> Result<()> {
    context.say_problems();
    if let Some(folder) = &args.share {
        return super::probe::run(context, folder);
    }
    let store = context.open(&context.path())?;
    let findings = look_over(&store);
    let wrong = findings.iter().filter(|finding| finding.verdict == Verdict::Wrong).count();
    let text = if context.global.json {
        let list: Vec<Value> = findings.iter().map(as_json).collect();
        format!("{}\n", json!({ "schema": "ifr.check.1", "ok": wrong == 0, "findings": list }))
    } else {
        findings.iter().map(line).collect()
    };
    out::print(&text)?;
    match wrong {
        0 => Ok(()),
        _ => Err(Error::new(Kind::NotOurs, format!("{wrong} of these things are not as they should be"))
            .hint("what to do stands under each")),
    }
}

fn as_json(finding: &Finding) -> Value {
    json!({
        "name": finding.name,
        "ok": finding.verdict != Verdict::Wrong,
        "note": finding.verdict == Verdict::Note,
        "said": clean_line(&finding.said),
        "todo": finding.todo,
    })
}

fn line(finding: &Finding) -> String {
    let sign = match finding.verdict {
        Verdict::Right => "✓",
        Verdict::Note => "●",
        Verdict::Wrong => "!",
    };
    let todo = if finding.todo.is_empty() { String::new() } else { format!("{:20}{}\n", "", finding.todo) };
    format!("{sign} {:<17} {}\n{todo}", finding.name, clean_line(&finding.said))
}
