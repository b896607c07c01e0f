//! Many rows at once: one import row, one event, and a digest over everything that was loaded.

use super::Store;
pub(crate) use super::write::Field;
use super::write::{OpId, Tx, What, feed};
use crate::error::Result;
use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Rows on their way into the file, each marked with its import where the table has room for that.
pub(crate) struct Load<'t, 'c> {
    tx: &'t mut Tx<'c>,
    import: i64,
    marked: BTreeMap<&'static str, bool>,
    digest: Sha256,
    rows: i64,
}

impl Load<'_, '_> {
    /// Adds a row and gives its key.
    ///
    /// # Errors
    /// The file's own rules refuse it.
    pub(crate) fn row(&mut self, table: &'static str, fields: &[Field<'_>]) -> Result<i64> {
        let marked = self.marked(table)?;
        let mut columns: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        let mut values: Vec<Value> = fields.iter().map(|(_, value)| value.value()).collect();
        feed(&mut self.digest, table, &columns, &values);
        if marked {
            columns.push("import_id");
            values.push(Value::Integer(self.import));
        }
        let marks = vec!["?"; columns.len()].join(", ");
        let sql = format!("insert into {table} ({}) values ({marks})", columns.join(", "));
        let conn = self.tx.sql();
        conn.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        let id = conn.last_insert_rowid();
        self.rows += 1;
        if marked {
            self.tx.brought(self.import, table, id, &columns);
        }
        Ok(id)
    }

    fn marked(&mut self, table: &'static str) -> Result<bool> {
        if let Some(marked) = self.marked.get(table) {
            return Ok(*marked);
        }
        let marked = self.tx.sql().query_row(
            "select exists (select 1 from pragma_table_info(?1) where name = 'import_id')",
            [table],
            |row| row.get(0),
        )?;
        self.marked.insert(table, marked);
        Ok(marked)
    }
}

impl Store {
    /// Loads rows in one transaction, under one event that holds their number and their SHA-256.
    ///
    /// # Errors
    /// What `f` or the file's rules refuse; then nothing of it is in the file.
    pub(crate) fn load_bulk<T>(
        &mut self,
        kind: &str,
        source: &str,
        f: impl FnOnce(&mut Load<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let at = self.clock.now();
        let mut made = None;
        self.write(OpId::new(), What::new(kind, "import"), |tx| {
            tx.execute(
                "insert into import (at, source, sha256) values (?1, ?2, '')",
                params![super::sql::instant(at), source],
            )?;
            let import = tx.sql().last_insert_rowid();
            let mut load = Load { tx, import, marked: BTreeMap::new(), digest: Sha256::new(), rows: 0 };
            made = Some(f(&mut load)?);
            let (rows, digest) = (load.rows, load.digest.finalize());
            let digest = digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
            tx.execute(
                "update import set sha256 = ?2, added = ?3 where id = ?1",
                params![import, digest, rows],
            )?;
            tx.note("import", import);
            tx.note("rows", rows);
            tx.note("sha256", digest);
            Ok(())
        })?;
        made.ok_or_else(|| crate::error::invalid("nothing was loaded"))
    }
}
