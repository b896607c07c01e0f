//! What an import did, as text, as JSON and as a file of the rows that were refused.

use super::Kind;
use super::mapping::Sheet;
use super::queue::Unknown;
use super::row::Verdict;
use crate::domain::Word;
use crate::domain::text::{clean_line, count};
use serde::{Serialize, Serializer};
use std::collections::HashMap;
use std::fmt::Write;

/// How many rows of the same reason are told one by one.
const TOLD_APART: usize = 3;
/// How many reasons are told.
const MOST_REASONS: usize = 30;

/// A row that was not taken, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The line or row in the file on which it begins, from 1.
    pub line: u64,
    /// Why, as a sentence.
    pub reason: String,
    /// The cells, cleaned; in JSON as one text, `row`, separated by ` | `.
    #[serde(rename = "row", serialize_with = "joined")]
    pub cells: Vec<String>,
}

impl Refused {
    /// What rows of the same reason have in common: its column and its small words, without values, numbers and names.
    fn gist(&self) -> String {
        let mut gist = String::new();
        for (at, part) in self.reason.split('"').enumerate() {
            if at % 2 == 0 {
                for word in part.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)) {
                    gist.push_str(word);
                    gist.push(' ');
                }
            } else if gist.ends_with("column ") {
                gist.push_str(part);
            }
        }
        gist
    }
}

fn joined<S: Serializer>(cells: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&clean_line(&cells.join(" | ")))
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileOutcome {
    /// The file's name, without its folder.
    pub file: String,
    /// Which of its sheets or tables was read, where it has some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// What its rows are counted in: `line` or `row`.
    #[serde(skip)]
    pub unit: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Rows that brought something new.
    pub added: i64,
    /// Rows that changed something.
    pub changed: i64,
    /// Rows that said what is known already.
    pub left_alone: i64,
    /// Rows that were refused, in the order of their lines.
    pub refused: Vec<Refused>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    /// The names of its columns.
    #[serde(skip)]
    pub columns: Vec<String>,
}

impl FileOutcome {
    pub(super) fn new(sheet: &Sheet) -> Self {
        Self {
            file: sheet.table.name.clone(),
            sheet: sheet.table.sheet.clone(),
            unit: sheet.table.unit,
            kind: sheet.kind,
            added: 0,
            changed: 0,
            left_alone: 0,
            refused: Vec::new(),
            notes: Vec::new(),
            columns: sheet.table.headers.clone(),
        }
    }

    pub(super) fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Added => self.added += 1,
            Verdict::Changed => self.changed += 1,
            Verdict::LeftAlone => self.left_alone += 1,
        }
    }

    /// A row that said what is known turned out to change something after all.
    pub(super) fn recount_changed(&mut self) {
        if self.left_alone > 0 {
            self.left_alone -= 1;
            self.changed += 1;
        }
    }

    pub(super) fn refuse(&mut self, line: u64, cells: Vec<String>, reason: String) {
        self.refused.push(Refused { line, reason, cells });
    }

    /// The refused rows by what is wrong with them: of each reason the first rows, by their places, and how many more
    /// there are.
    pub fn reasons(&self) -> Vec<(Vec<usize>, usize)> {
        let mut reasons: Vec<(Vec<usize>, usize)> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for (place, refused) in self.refused.iter().enumerate() {
            let reason = *known.entry(refused.gist()).or_insert(reasons.len());
            match reasons.get_mut(reason) {
                Some((first, more)) if first.len() == TOLD_APART => *more += 1,
                Some((first, _)) => first.push(place),
                None => reasons.push((vec![place], 0)),
            }
        }
        reasons
    }

    /// How many more rows there are, in the word of this file: `3 more lines`.
    pub fn more(&self, rows: usize) -> String {
        count(rows, &format!("more {}", self.unit))
    }

    fn tell_refused(&self, out: &mut String) {
        let reasons = self.reasons();
        for (first, more) in reasons.iter().take(MOST_REASONS) {
            for row in first.iter().filter_map(|place| self.refused.get(*place)) {
                let _ = writeln!(out, "  {} {}: {}", self.unit, row.line, row.reason);
            }
            if *more > 0 {
                let _ = writeln!(out, "    and {} like these", self.more(*more));
            }
        }
        let others = reasons.iter().skip(MOST_REASONS).map(|(first, more)| first.len() + more).sum();
        if others > 0 {
            let _ = writeln!(out, "  and {} with other reasons", self.more(others));
        }
    }

    /// The file with its sheet, where it has some: `staff.xlsx, Staff`.
    pub fn title(&self) -> String {
        match &self.sheet {
            Some(sheet) => clean_line(&format!("{}, {sheet}", self.file)),
            None => self.file.clone(),
        }
    }
}

/// What an import did, file by file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Nothing was written: this is what would happen.
    pub dry_run: bool,
    /// The files, in the order in which they were taken.
    pub files: Vec<FileOutcome>,
    /// Names that mean nothing here, or more than one thing, to be resolved once; the most frequent first.
    pub names: Vec<Unknown>,
    /// How many more such names there are.
    pub more_names: usize,
}

impl Outcome {
    /// Whether any row brought or changed anything.
    pub fn changes_something(&self) -> bool {
        self.files.iter().any(|file| file.added + file.changed > 0)
    }

    /// How many rows were refused.
    pub fn refused(&self) -> usize {
        self.files.iter().map(|file| file.refused.len()).sum()
    }

    /// The outcome as people read it, file by file, with the refused rows by their reasons.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for file in &self.files {
            let _ = writeln!(
                out,
                "{} ({}): {} added, {} changed, {} left alone, {} refused",
                file.title(),
                file.kind.label(),
                file.added,
                file.changed,
                file.left_alone,
                file.refused.len()
            );
            file.tell_refused(&mut out);
            for note in &file.notes {
                let _ = writeln!(out, "  {note}");
            }
        }
        if !self.names.is_empty() {
            let names: Vec<String> = self.names.iter().map(Unknown::shown).collect();
            let more = match self.more_names {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let _ = writeln!(
                out,
                "Names to resolve: {}{more}. Say what they mean on the Import page or with --name \"THEIRS=OURS\", and it is remembered; or in the map ([names]).",
                names.join(", ")
            );
        }
        if self.dry_run {
            out.push_str("This was a try: nothing was written.\n");
        }
        out
    }
}
