//! `ifr find`: what a number or words find, by sort.

use super::args::Find;
use super::context::Context;
use super::json;
use super::lists::{astray, title};
use super::out;
use crate::domain::Word;
use crate::error::Result;
use crate::store::request::Found;
use crate::store::view::find::FindAsk;
use crate::store::{Reply, Request};
use serde_json::{Value, json};

/// Prints what was found.
///
/// # Errors
/// The file cannot be opened, or nobody can be signed in.
pub fn run(context: &Context, args: &Find) -> Result<()> {
    let mut store = context.signed_in()?;
    let ask = FindAsk { text: args.words.join(" "), kind: None, most: usize::from(args.most) };
    let Reply::Found(found) = store.handle(Request::Search(ask))? else { return Err(astray()) };
    if context.global.json {
        let one = |one: &Found| json!({ "sort": one.kind.word(), "name": one.label, "what": one.detail });
        let body = json!({ "found": found.iter().map(one).collect::<Value>() });
        return out::print(&json::envelope(&store, "find", body)?);
    }
    let head = title(context, &store, "Found")?;
    out::print(&format!("{head}\n{}", text(context, &found)))
}

fn text(context: &Context, found: &[Found]) -> String {
    if found.is_empty() {
        return "Nothing that you may see has all of these words\n".to_owned();
    }
    let mut text = String::new();
    let mut last = None;
    for one in found {
        if last != Some(one.kind) {
            last = Some(one.kind);
            text.push_str(&context.style.heading(one.kind.label()));
        }
        text.push_str(&format!("  {:<10}  {}\n", one.label, one.detail));
    }
    crate::domain::text::clean(&text)
}
