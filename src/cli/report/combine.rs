//! `ifr report MONTH --combine`: final reports of several files side by side; no file is opened but these.

use super::{WIDTH, folded, value};
use crate::cli::context::Context;
use crate::cli::out;
use crate::domain::Word;
use crate::domain::month::{Heading, Month};
use crate::domain::report::combine::{Combined, Row, combine};
use crate::domain::report::{FORMAT, Final};
use crate::domain::text::cells::wrap;
use crate::error::{Error, Kind, Result, invalid};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A report of one site is larger by far than this only where it is none.
const LARGEST: u64 = 20_000_000;

/// Prints the programme's report of a month.
///
/// # Errors
/// A file cannot be read, is no final report of that month, or is not as it was signed.
pub(super) fn run(context: &Context, month: Month, files: &[PathBuf]) -> Result<()> {
    let reports = files.iter().map(|path| read(path, month)).collect::<Result<Vec<Final>>>()?;
    let combined =
        combine(&reports, context.settings.thresholds.evaluation.hidden_families).map_err(invalid)?;
    if context.global.json {
        return out::print(&format!("{:#}\n", value(&combined)?));
    }
    out::print(&text(context, month, &combined))
}

/// A final report, as it was signed.
fn read(path: &Path, month: Month) -> Result<Final> {
    let name = path.display();
    let size = path
        .metadata()
        .map_err(|error| Error::new(Kind::Missing, format!("{name} cannot be read: {error}")))?
        .len();
    if size > LARGEST {
        return Err(invalid(format!("{name} is too large for a report")));
    }
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::new(Kind::Missing, format!("{name} cannot be read: {error}")))?;
    let found: Final = serde_json::from_str(&text).map_err(|_| {
        invalid(format!("{name} is no final report"))
            .hint("each site writes one with \"ifr report MONTH --final\"")
    })?;
    if found.format != FORMAT {
        return Err(Error::new(Kind::Newer, format!("{name} was written by another version of ifr")));
    }
    let body = serde_json::to_string(&found.report).map_err(|error| invalid(error.to_string()))?;
    let digest: String = Sha256::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    if digest != found.digest {
        return Err(
            invalid(format!("{name} is not as it was signed")).hint("ask the site to write it once more")
        );
    }
    if found.report.month != month.to_string() {
        return Err(invalid(format!("{name} is of {}, not of {month}", found.report.month)));
    }
    Ok(found)
}

/// Whether a row has anything to tell: a value of a list that no site has is left out of the text.
fn says(row: &Row) -> bool {
    row.total != Some(0) || !row.key.ends_with(".count")
}

/// A row as it is printed: its name, all sites, each site.
fn line<T: ToString>(row: &Row<T>) -> Vec<String> {
    let cell = |cell: &Option<T>| cell.as_ref().map_or_else(|| "×".to_owned(), T::to_string);
    let cells = std::iter::once(&row.total).chain(&row.cells).map(cell);
    std::iter::once(row.label.clone()).chain(cells).collect()
}

fn text(context: &Context, month: Month, combined: &Combined) -> String {
    let mut text = format!("{}, {} sites\n", month.name(), combined.sites.len());
    text.push_str("Aggregates only. × stands for a count of 1 to 10 families, or for what would give such a count away.\n");
    for heading in Heading::ALL {
        let of = |under: &str| under == heading.word();
        let counts = combined.rows.iter().filter(|row| of(&row.heading) && says(row)).map(line);
        let rows: Vec<_> =
            counts.chain(combined.measures.iter().filter(|row| of(&row.heading)).map(line)).collect();
        let medians: Vec<&str> =
            combined.medians.iter().filter(|one| of(&one.heading)).map(|one| one.label.as_str()).collect();
        if rows.is_empty() && medians.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{}\n\n", context.style.heading(heading.label())));
        let names = combined.sites.iter().map(|site| site.name.clone());
        let mut table: Vec<Vec<String>> =
            vec![std::iter::once(String::new()).chain(["All".to_owned()]).chain(names).collect()];
        table.extend(rows);
        text.push_str(&folded(&table));
        if !medians.is_empty() {
            let said = format!(
                "Not joined, since no median follows from others: {}. See each site's own report.",
                medians.join("; ")
            );
            wrap(&said, WIDTH - 2).iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
    }
    text.push_str(&format!("\n{} masked.\n", crate::domain::text::count(combined.masked, "cell")));
    for site in &combined.sites {
        let digest: String = site.digest.chars().take(12).collect();
        text.push_str(&format!("{}: number {}, signed by both, {digest}…\n", site.name, site.number));
    }
    text
}
