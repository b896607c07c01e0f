//! `ifr export`: records as their import reads them, and the file without identities.

use super::args::{Export, ListFormat};
use super::context::Context;
use super::lists::astray;
use super::out;
use crate::domain::{Word, dates};
use crate::error::{Error, Kind, Result};
use crate::export::deidentified::place;
use crate::export::document::Format;
use crate::export::list::format_of;
use crate::store::view::export::ExportAsk;
use crate::store::{OpId, Reply, Request, Store};
use chrono::NaiveDate;

/// Writes what is asked for, into the audit trail first.
///
/// # Errors
/// The viewer may not export, a day or a kind is not known, or the file cannot be written.
pub fn run(context: &Context, args: &Export) -> Result<()> {
    let mut store = context.signed_in()?;
    let ask = match &args.kind {
        Some(kind) => records(args, kind)?,
        None => deidentified(&store, args)?,
    };
    let Reply::Export(reply) = store.handle(Request::Export(ask))? else { return Err(astray()) };
    if !reply.bytes.is_empty() {
        out::print_bytes(&reply.bytes)?;
    }
    if !reply.said.is_empty() {
        out::say(&reply.said);
    }
    Ok(())
}

fn deidentified(store: &Store, args: &Export) -> Result<ExportAsk> {
    let today = store.clock().today();
    let day = |text: &Option<String>, name: &str| -> Result<Option<NaiveDate>> {
        let Some(text) = text else { return Ok(None) };
        dates::read(text, today).map(Some).map_err(|why| {
            Error::new(Kind::Usage, format!("--{name} {text}: {why}")).hint("write it as 2026-07-01")
        })
    };
    let (from, to) = (day(&args.from, "from")?, day(&args.to, "to")?);
    let path = place(args.output.as_deref(), today);
    Ok(ExportAsk::Deidentified { op: OpId::new(), from, to, path })
}

fn records(args: &Export, kind: &str) -> Result<ExportAsk> {
    let kind = super::import::kind(kind)?;
    let format = match (args.format, &args.output) {
        (Some(ListFormat::Csv), _) | (None, None) => Format::Csv,
        (Some(ListFormat::Xlsx), _) => Format::Xlsx,
        (Some(ListFormat::Json), _) => Format::Json,
        (None, Some(path)) => format_of(path)?,
    };
    if format == Format::Xlsx && args.output.is_none() {
        return Err(
            Error::new(Kind::Usage, "a workbook cannot be printed").hint("say where to with -o FILE.xlsx")
        );
    }
    Ok(ExportAsk::Records {
        op: OpId::new(),
        kind: kind.word().to_owned(),
        format,
        path: args.output.clone(),
    })
}
