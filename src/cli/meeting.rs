//! `ifr meeting M-0123`: the note of a held meeting, as a document.

use super::args::{Meeting, NoteFormat};
use super::context::Context;
use super::lists::astray;
use super::out;
use crate::domain::{MeetingId, Number};
use crate::error::{Error, Kind, Result};
use crate::export::document::Format;
use crate::export::meeting::format_of;
use crate::store::view::document::DocumentAsk;
use crate::store::{OpId, Reply, Request};
use std::path::Path;

/// Prints the note, or writes it to a file that only its owner can read.
///
/// # Errors
/// No such number, no note, no right to export, or the file is there already.
pub fn run(context: &Context, args: &Meeting) -> Result<()> {
    let meeting = MeetingId::read(&args.meeting).ok_or_else(|| {
        Error::new(Kind::Usage, format!("\"{}\" is no meeting's number", args.meeting))
            .hint("numbers look like M-0123; ifr meetings prints them")
    })?;
    let path = args.output.as_deref();
    let format = format(context, args.format, path)?.to(path, &meeting.to_string())?;
    let mut store = context.signed_in()?;
    let ask = DocumentAsk { op: OpId::new(), meeting, format, path: args.output.clone() };
    let Reply::Document(document) = store.handle(Request::Document(ask))? else { return Err(astray()) };
    if args.output.is_none() {
        return out::print_bytes(&document.bytes);
    }
    out::say(&document.said);
    Ok(())
}

/// The format that is asked for: by name, by the ending of the file, as JSON, otherwise text.
///
/// # Errors
/// The ending of the file says no format.
pub(super) fn format(context: &Context, named: Option<NoteFormat>, path: Option<&Path>) -> Result<Format> {
    Ok(match (named, path) {
        (Some(NoteFormat::Md), _) => Format::Markdown,
        (Some(NoteFormat::Html), _) => Format::Html,
        (Some(NoteFormat::Docx), _) => Format::Docx,
        (Some(NoteFormat::Pdf), _) => Format::Pdf,
        (Some(NoteFormat::Json), _) => Format::Json,
        (None, Some(path)) => format_of(path)?,
        (None, None) if context.global.json => Format::Json,
        (Some(NoteFormat::Text), _) | (None, None) => Format::Text,
    })
}
