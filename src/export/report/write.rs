//! The report on its way out of the file: read, made, noted in the audit trail, written.

use super::super::document::Format;
use super::{document, figures, mask};
use crate::domain::text::clean;
use crate::error::{Error, Kind, Result, missing};
use crate::store::view::list::{ListAsk, ListFile, ListReply};
use crate::store::view::report::{ReportAsk, ReportOf, ReportPage, ReportReply};
use crate::store::{OpId, Reply, Request, Store};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// What is to leave, and how.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// Whose month.
    pub of: ReportOf,
    /// What it becomes.
    pub format: Format,
    /// For people outside both agencies.
    pub external: bool,
    /// Where to; none where it is printed.
    pub path: Option<PathBuf>,
}

/// Makes the report and writes it, readable by its owner alone, to a file that is not there yet; gives its bytes.
///
/// # Errors
/// The report cannot be read, may not leave, cannot be made, or the file is there already.
pub fn write(store: &mut Store, leaving: &Leaving) -> Result<Vec<u8>> {
    let page = page(store, leaving.of)?;
    let bytes = match leaving.format {
        Format::Json => {
            let mut all = json!({ "schema": "ifr.report.1" });
            if let (Some(all), Value::Object(body)) =
                (all.as_object_mut(), body(store, &page, leaving.external)?)
            {
                all.extend(body);
            }
            format!("{:#}\n", tidy(all)).into_bytes()
        }
        format => document(&page, store.settings(), leaving.external).render(format)?,
    };
    let file = ListFile {
        list: "report",
        format: leaving.format,
        rows: page.figures.figures().count(),
        part2: false,
        bytes: bytes.clone(),
        path: leaving.path.clone(),
    };
    match store.handle(Request::List(ListAsk::Write(OpId::new(), file)))? {
        Reply::List(ListReply::Said(_)) => Ok(bytes),
        _ => Err(missing("the report could not be written")),
    }
}

/// The page of a month.
///
/// # Errors
/// The site or month cannot be read.
pub fn page(store: &mut Store, of: ReportOf) -> Result<ReportPage> {
    match store.handle(Request::Report(ReportAsk::Page(of)))? {
        Reply::Report(ReportReply::Page(page)) => Ok(*page),
        _ => Err(missing(format!("{} has no report", of.month.name()))),
    }
}

/// The object that is documented in [`super`], without its `schema`.
///
/// # Errors
/// The figures cannot be told as JSON.
pub fn body(store: &Store, page: &ReportPage, external: bool) -> Result<Value> {
    let mut figures = figures(page);
    let mut told = page.told(store.settings());
    if external {
        mask(&mut figures, store.settings().thresholds.evaluation.hidden_families);
        figures.identities.clear();
        told.figures.clear();
        told.flows.clear();
        told.passed.clear();
        told.challenges.iter_mut().for_each(|one| (one.families, one.owner) = (None, None));
    }
    let changed = page.changed.iter().filter(|_| !external);
    let addenda = page.addenda.iter().filter(|_| !external);
    let mut all = Map::new();
    all.insert("partnership".into(), json!(store.meta().partnership));
    all.insert("demo".into(), json!(store.meta().demo));
    all.insert("today".into(), json!(store.clock().today()));
    all.insert("viewer".into(), json!(store.viewer()?.name));
    if let Value::Object(fields) = serde_json::to_value(&figures).map_err(failed)? {
        all.extend(fields);
    }
    all.insert("status".into(), json!(page.status));
    all.insert("stage".into(), json!(page.stage()));
    all.insert("external".into(), json!(external));
    all.insert("told".into(), serde_json::to_value(&told).map_err(failed)?);
    let one = |one: &crate::store::view::report::ChangedFigure| json!({ "key": one.key, "was": one.was, "now": one.now });
    all.insert("changed".into(), changed.map(one).collect());
    let one =
        |one: &crate::store::view::report::Addendum| json!({ "by": one.by, "at": one.at, "body": one.body });
    all.insert("addenda".into(), addenda.map(one).collect());
    Ok(Value::Object(all))
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn failed(error: serde_json::Error) -> Error {
    Error::new(Kind::Io, format!("the figures could not be written: {error}"))
}

/// Texts without control characters: a file that is shown on a terminal is harmless, too.
fn tidy(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(clean(&text)),
        Value::Array(list) => list.into_iter().map(tidy).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, tidy(value))).collect(),
        other => other,
    }
}
