//! `ifr backup`: a checked copy of the file.

use super::context::Context;
use super::out;
use crate::error::Result;
use crate::store::backup;
use serde_json::json;
use std::path::Path;

/// Copies the file into a folder and says where the copy is.
///
/// # Errors
/// The file cannot be opened, the folder cannot be written, or the copy is not whole.
pub fn run(context: &Context, dir: Option<&Path>) -> Result<()> {
    context.say_problems();
    let store = context.open(&context.path())?;
    let usual = backup::folder_of(store.path(), &context.settings.general.backup);
    let now = store.clock().now().with_timezone(&store.meta().time_zone).naive_local();
    let made = backup::make(store.path(), dir.unwrap_or(&usual), now)?;
    let text = if context.global.json {
        format!("{}\n", json!({ "schema": "ifr.backup.1", "backup": made.display().to_string() }))
    } else {
        format!("{}\n", crate::domain::text::clean_line(&made.display().to_string()))
    };
    out::print(&text)
}
