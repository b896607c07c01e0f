//! What is told of many rows at once: one digest over all of them, and how many of which table each import brought.

use rusqlite::types::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How many rows, by import and table.
pub(super) type Brought = BTreeMap<i64, BTreeMap<&'static str, i64>>;

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
