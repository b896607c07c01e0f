//! Another program's SQLite file: opened for reading only, as it stands, never beside our own.

mod follow;

pub(super) use follow::{is_followed, pointers};

use super::table::{MOST_COLUMNS, Record, Source, Take, Wanted, named, wrong};
use super::watch::Watch;
use crate::domain::text::clean_line;
use crate::error::{Error, Result};
use follow::Follow;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// The longest value that is read, in bytes.
const LONGEST_VALUE: i32 = 1024 * 1024;

/// A table of a database.
pub(super) struct Database {
    conn: Connection,
    name: String,
    tables: Vec<String>,
    pub table: String,
    /// What reads its rows, with all that a map looks up.
    sql: String,
    rows: u64,
}

impl Database {
    /// Opens a database and chooses its table: the one that is named, or the only one.
    pub(super) fn open(path: &Path, name: &str, wanted: Wanted<'_>, notes: &mut Vec<String>) -> Result<Self> {
        let conn = connect(path).map_err(|error| damaged(name, &error))?;
        let tables = tables(&conn).map_err(|error| damaged(name, &error))?;
        if path.with_file_name(format!("{}-wal", file_name(path))).metadata().is_ok_and(|meta| meta.len() > 0)
        {
            notes.push("another program has it open: what that one wrote last may be missing here".into());
        }
        let table = choose(name, &tables, wanted.sheet)?;
        let mut follow = Follow::new(&conn, name, &tables, &table);
        wanted.followed.iter().try_for_each(|column| follow.add(column))?;
        let sql = follow.sql();
        let rows = conn.query_row(&format!("select count(*) from {}", quoted(&table)), [], |row| row.get(0));
        let rows: i64 = rows.map_err(|error| damaged(name, &error))?;
        Ok(Self { conn, name: name.to_owned(), tables, table, sql, rows: u64::try_from(rows).unwrap_or(0) })
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Opens it so that nothing is written, not even a lock, and nothing in it runs.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?mode=ro&immutable=1");
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(uri, flags)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE)?;
    conn.pragma_update(None, "query_only", true)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    Ok(conn)
}

/// What the tables of a database are called; nothing where it cannot be read.
pub(super) fn list(path: &Path) -> Vec<String> {
    connect(path).and_then(|conn| tables(&conn)).unwrap_or_default()
}

/// Ordinary tables: what a view or another module would compute is not read.
fn tables(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'
       and sql not like 'create virtual%' order by name";
    conn.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

fn choose(name: &str, tables: &[String], wanted: Option<&str>) -> Result<String> {
    let list = || clean_line(&tables.iter().take(30).cloned().collect::<Vec<_>>().join(", "));
    match (wanted, tables) {
        (_, []) => Err(wrong(name, "is a database without tables")),
        (Some(wanted), _) => named(tables, wanted).cloned().ok_or_else(|| {
            wrong(name, &format!("has no table \"{}\"", clean_line(wanted)))
                .hint(format!("its tables are {}", list()))
        }),
        (None, [one]) => Ok(one.clone()),
        (None, _) => Err(wrong(name, "has several tables")
            .hint(format!("say which one with --sheet, or in the map (sheet = \"…\"): {}", list()))),
    }
}

fn damaged(name: &str, error: &rusqlite::Error) -> Error {
    wrong(name, &format!("cannot be read as a database: {}", clean_line(&error.to_string())))
        .hint("is it damaged, or protected by a password? nothing was brought in")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A value as its cell is written.
fn shown(record: &mut Record, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => record.push(""),
        ValueRef::Integer(n) => record.push(&n.to_string()),
        ValueRef::Real(n) => record.push(&n.to_string()),
        ValueRef::Text(text) => record.push(&String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => {
            let why = format!("it holds {} bytes that are no text", bytes.len());
            record.bad.push((record.cells.len(), why));
            record.cells.push(String::new());
        }
    }
}

impl Source for Database {
    fn walk(&self, watch: &Watch, take: Take<'_>) -> Result<()> {
        let failed = |error: rusqlite::Error| damaged(&self.name, &error);
        let mut statement = self.conn.prepare(&self.sql).map_err(failed)?;
        let names = statement.column_names();
        let count = names.len();
        if count > MOST_COLUMNS {
            return Err(wrong(&self.name, &format!("has more than {MOST_COLUMNS} columns")));
        }
        // The names stand as line 0, so that the first row is row 1.
        let mut header = Record::default();
        names.into_iter().for_each(|name| header.push(name));
        if !take(header)? {
            return Ok(());
        }
        let mut rows = statement.query([]).map_err(failed)?;
        let mut line = 0;
        while let Some(row) = rows.next().map_err(failed)? {
            line += 1;
            let mut record = Record { line, cells: Vec::with_capacity(count), ..Record::default() };
            for column in 0..count {
                shown(&mut record, row.get_ref(column).map_err(failed)?);
            }
            if record.is_blank() {
                continue;
            }
            watch.row(line, self.rows)?;
            if !take(record)? {
                break;
            }
        }
        Ok(())
    }

    fn tables(&self) -> &[String] {
        &self.tables
    }
}
