//! Lists that leave the file: first into the audit trail, what and how much, never what it said.

use super::super::disclosure::Listener;
use super::super::view::list::ListFile;
use super::super::write::What;
use super::super::{OpId, Store};
use crate::domain::Word;
use crate::domain::access::Act;
use crate::error::Result;
use std::cell::Cell;

/// Writes a list to its file, or only notes that it is printed; where the note cannot be kept, nothing leaves.
pub(in crate::store) fn write(store: &mut Store, op: OpId, file: &ListFile) -> Result<String> {
    store.allow(Act::Export)?;
    let listener = if file.part2 { Some(Listener::of(store)?) } else { None };
    let made = Cell::new(false);
    let answer = store.write(op, What::new("export", "list"), |tx| {
        tx.note("list", file.list);
        tx.note("format", file.format.word());
        tx.note("rows", file.rows);
        tx.note("part2", file.part2);
        if let Some(listener) = &listener {
            listener.list_left(tx.sql(), &format!("list as a file: {}", file.list))?;
        }
        let Some(path) = &file.path else { return Ok(String::new()) };
        crate::export::save(path, &file.bytes)?;
        made.set(true);
        Ok(format!("{} written to {}", crate::domain::text::count(file.rows, "row"), path.display()))
    });
    if let (Err(_), true, Some(path)) = (&answer, made.get(), &file.path) {
        let _ = std::fs::remove_file(path);
    }
    answer
}
