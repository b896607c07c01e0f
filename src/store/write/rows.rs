//! What is told of many rows at once: one digest over all of them in the order in which they came; how many of which table
//! each import brought; and for each table a digest over what its rows held when the write ended, by which a row that
//! another program changes later is noticed.

use crate::error::Result;
use crate::store::event::{hex, text};
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of a table in one write up to which each has its mark; of more it is known only that some changed.
const MOST_MARKED: i64 = 250_000;

/// How many rows, by import and table.
pub(super) type Counts = BTreeMap<i64, BTreeMap<&'static str, i64>>;

/// What imports brought in one write.
#[derive(Default)]
pub(super) struct Brought {
    pub counts: Counts,
    /// Where those rows stand; a part that was taken back leaves its place in it, which holds no row then.
    spans: BTreeMap<(i64, &'static str), Span>,
}

impl Brought {
    /// A row came.
    pub(super) fn take(&mut self, import: i64, table: &'static str, id: i64, columns: &[&str]) {
        *self.counts.entry(import).or_default().entry(table).or_default() += 1;
        let new = || Span { import, table: table.to_owned(), ..Span::default() };
        self.spans.entry((import, table)).or_insert_with(new).take(id, columns);
    }

    /// Adds to the body of an event how many rows of which table each import brought, and the digests of what they hold.
    pub(super) fn note(&mut self, conn: &Connection, body: &mut serde_json::Map<String, Json>) -> Result<()> {
        if self.counts.is_empty() {
            return Ok(());
        }
        body.insert("brought".to_owned(), json!(self.counts));
        let spans = std::mem::take(&mut self.spans).into_values();
        let sums = spans.map(|span| span.sealed(conn)).collect::<Result<Vec<_>>>()?;
        body.insert("sums".to_owned(), json!(sums));
        Ok(())
    }
}

/// Takes a row into a digest: its table, and each column with its value.
pub(in crate::store) fn feed(digest: &mut Sha256, table: &str, columns: &[&str], values: &[Value]) {
    let mut line = String::from(table);
    for (column, value) in columns.iter().zip(values) {
        line.push('\u{1f}');
        line.push_str(column);
        line.push('=');
        match value {
            Value::Null | Value::Blob(_) => {}
            Value::Integer(n) => line.push_str(&n.to_string()),
            Value::Real(n) => line.push_str(&n.to_string()),
            Value::Text(text) => line.push_str(text),
        }
    }
    line.push('\u{1e}');
    digest.update(line.as_bytes());
}

/// Columns that follow from other rows, and tables whose rows the program itself rewrites besides.
pub(in crate::store) fn follows(table: &str, column: &str) -> bool {
    column == "version"
        || matches!(table, "action_item_carry" | "account" | "recovery_code" | "draft")
        || (table == "referral" && column == "status")
}

/// The rows of a table that an import brought in one write: where they stand, and what was written in them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::store) struct Span {
    pub import: i64,
    pub table: String,
    /// The keys of the first and the last one.
    pub ids: (i64, i64),
    /// The columns that were written.
    pub columns: BTreeSet<String>,
    /// The SHA-256 over what stands in them, row by row.
    pub sha256: String,
    /// A mark of what stands in each, from the first key to the last, by which one that changed is found: four
    /// hexadecimal digits, `0000` where no row stands. Empty in a file from before, and of very many rows.
    #[serde(default)]
    pub marks: String,
}

impl Span {
    /// A row came.
    fn take(&mut self, id: i64, columns: &[&str]) {
        let (first, last) = self.ids;
        self.ids = if last == 0 { (id, id) } else { (first.min(id), last.max(id)) };
        for column in columns {
            if !self.columns.contains(*column) && !follows(&self.table, column) {
                self.columns.insert((*column).to_owned());
            }
        }
    }

    /// The span with its digest, as its rows stand now.
    fn sealed(mut self, conn: &Connection) -> Result<Self> {
        let (mut digest, mut marks, mut next) = (Sha256::new(), String::new(), self.ids.0);
        let marked = self.ids.1 - self.ids.0 < MOST_MARKED;
        self.add(conn, self.ids, &Since::new(), &mut |id, line| {
            digest.update(line);
            if !marked {
                return;
            }
            while next < id {
                marks.push_str("0000");
                next += 1;
            }
            marks.push_str(&mark(line));
            next += 1;
        })?;
        (self.sha256, self.marks) = (hex(&digest.finalize()), marks);
        Ok(self)
    }

    /// Whether a row is what was brought, as far as its mark tells; none where there are no marks.
    pub(in crate::store) fn is_as_brought(&self, id: i64, line: &[u8]) -> Option<bool> {
        let at = usize::try_from(id - self.ids.0).ok()?.checked_mul(4)?;
        let was = self.marks.get(at..at.checked_add(4)?)?;
        Some(was == mark(line))
    }

    /// Gives the rows with keys from one to another to `take`, as they were before events changed them since, or took
    /// them away: each as its key and the bytes that tell it.
    pub(in crate::store) fn add(
        &self,
        conn: &Connection,
        (from, to): (i64, i64),
        since: &Since,
        take: &mut impl FnMut(i64, &[u8]),
    ) -> Result<()> {
        let columns: String = self.columns.iter().map(|column| format!(", \"{column}\"")).collect();
        let sql = format!(
            "select id{columns} from \"{}\" where id between ?1 and ?2 and import_id = ?3 order by id",
            self.table
        );
        let import = Some(self.import.to_string());
        let ours = |(_, fields): &(&i64, &BTreeMap<String, Option<String>>)| {
            fields.get("import_id") == Some(&import)
        };
        let mut gone = since.range(from..=to).filter(ours).map(|(id, _)| *id).peekable();
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![from, to, self.import])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            while let Some(before) = gone.next_if(|gone| *gone <= id) {
                if before < id {
                    take(before, &self.line(before, |_, column| Ok(was(since, before, column).flatten()))?);
                }
            }
            let line = self.line(id, |place, column| match was(since, id, column) {
                Some(was) => Ok(was),
                None => Ok(text(&row.get::<_, Value>(place)?)),
            })?;
            take(id, &line);
        }
        for id in gone {
            take(id, &self.line(id, |_, column| Ok(was(since, id, column).flatten()))?);
        }
        Ok(())
    }

    /// The bytes that tell a row: its key, and each value with its length before it.
    fn line(&self, id: i64, value: impl Fn(usize, &str) -> Result<Option<String>>) -> Result<Vec<u8>> {
        let mut line = id.to_be_bytes().to_vec();
        for (place, column) in (1..).zip(&self.columns) {
            match value(place, column)? {
                None => line.extend(u64::MAX.to_be_bytes()),
                Some(value) => {
                    line.extend((value.len() as u64).to_be_bytes());
                    line.extend(value.as_bytes());
                }
            }
        }
        Ok(line)
    }
}

/// A row's mark: FNV-1a, folded to 16 bits and never nothing. It finds a row; that one changed is the digest's to say.
fn mark(line: &[u8]) -> String {
    let hash =
        line.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    format!("{:04x}", ((hash >> 16) ^ (hash & 0xffff)).max(1))
}

/// What fields of rows held before events changed them.
pub(in crate::store) type Since = BTreeMap<i64, BTreeMap<String, Option<String>>>;

fn was(since: &Since, id: i64, column: &str) -> Option<Option<String>> {
    since.get(&id)?.get(column).cloned()
}
