//! `ifr check --share`: whether the locks of a share are locks, tried from two computers.

use super::context::Context;
use super::out;
use crate::error::{Error, Kind, Result};
use crate::store::share::probe::{EACH, Side, run as probe};
use serde_json::json;
use std::path::Path;

/// Tries the folder together with another computer and says what was found.
///
/// # Errors
/// Nobody else took part, or the share loses what is saved.
pub fn run(context: &Context, folder: &Path) -> Result<()> {
    out::say(
        "Run \"ifr check --share\" in the same folder on another computer now; this one waits two minutes.",
    );
    let outcome = probe(folder)?;
    let text = if context.global.json {
        let first = outcome.side == Side::First;
        format!(
            "{}\n",
            json!({ "schema": "ifr.share.1", "ok": outcome.is_good(), "first": first, "counted": outcome.counted, "of": 2 * EACH, "contents": outcome.contents })
        )
    } else if outcome.side == Side::Second {
        "✓ this computer's part is done; the other one says what was found\n".to_owned()
    } else {
        let sign = if outcome.is_good() { "✓" } else { "!" };
        format!(
            "{sign} {} of {} saves are there; contents: {}\n",
            outcome.counted,
            2 * EACH,
            outcome.contents
        )
    };
    out::print(&text)?;
    if outcome.is_good() {
        return Ok(());
    }
    Err(Error::new(Kind::Place, "this share loses what is saved")
        .hint("the file may not lie there: keep it on a local disk of one computer"))
}
