//! Columns that a map looks up in other tables of a database.
//!
//! A database keeps a fact once and points to it: a service names its client by a key, the client's table the
//! household. A map follows these keys with `>`, a key of several columns with `&`, in the order of that key, and puts
//! several columns into one with `+`:
//!
//! ```toml
//! case_number = "Client > Contact.Household"
//! staff = "Office & Badge > Worker.Email"
//! member = "Client > Contact.FirstName + Client > Contact.LastName"
//! ```

use super::quoted;
use crate::domain::text::{clean_line, count};
use crate::error::{Error, Result};
use crate::import::table::{named, wrong};
use rusqlite::Connection;

/// Whether a column of a map is to be looked up or put together, where no column has this very name.
pub(in crate::import) fn is_followed(column: &str) -> bool {
    column.contains(['>', '+'])
}

/// The columns of the table itself that a map's column begins with, keys and parts, which are nothing by themselves;
/// a key with the table in which it is looked up.
pub(in crate::import) fn pointers(column: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let parts = column.split('+').filter(move |_| is_followed(column));
    parts.flat_map(|path| {
        let (keys, rest) = path.split_once('>').unwrap_or((path, ""));
        let table =
            rest.split('>').next().and_then(|step| step.rsplit_once('.')).map(|(table, _)| table.trim());
        keys.split('&').map(move |key| (key.trim(), table))
    })
}

/// What is selected of a table, and from where.
pub(super) struct Follow<'a> {
    conn: &'a Connection,
    /// The name of the file.
    name: &'a str,
    tables: &'a [String],
    table: &'a str,
    selected: Vec<String>,
    /// The joined tables, each with what it is joined by; its place is its alias.
    joins: Vec<String>,
}

impl<'a> Follow<'a> {
    pub(super) fn new(conn: &'a Connection, name: &'a str, tables: &'a [String], table: &'a str) -> Self {
        let (selected, joins) = (vec!["t.*".to_owned()], Vec::new());
        Self { conn, name, tables, table, selected, joins }
    }

    /// The statement that reads the table with everything that is looked up.
    pub(super) fn sql(self) -> String {
        let mut sql = format!("select {} from {} t", self.selected.join(", "), quoted(self.table));
        for (at, join) in self.joins.iter().enumerate() {
            sql.push_str(&join.replace(PLACE, &format!("j{at}")));
        }
        sql
    }

    /// Adds a column of a map; one that the table has under this very name is there already.
    ///
    /// # Errors
    /// A table or column is not there, or a table has no key by which it could be looked up.
    pub(super) fn add(&mut self, column: &str) -> Result<()> {
        if self.columns(self.table)?.iter().any(|own| own == column) {
            return Ok(());
        }
        let parts = column.split('+').map(|path| self.path(path)).collect::<Result<Vec<_>>>()?;
        let value = match parts.as_slice() {
            [one] => one.clone(),
            several => {
                let texts: Vec<String> = several.iter().map(|part| format!("coalesce({part}, '')")).collect();
                format!("trim({})", texts.join(" || ' ' || "))
            }
        };
        self.selected.push(format!("{value} as {}", quoted(column)));
        Ok(())
    }

    /// Follows keys from this table to a column of the last.
    fn path(&mut self, path: &str) -> Result<String> {
        let (keys, steps) = path.split_once('>').map_or((path, None), |(keys, steps)| (keys, Some(steps)));
        let own = |name: &str| Ok(format!("t.{}", quoted(&self.column(self.table, name.trim())?)));
        let several = steps.is_some() && named(&self.columns(self.table)?, keys).is_none();
        let mut at = match several {
            true => keys.split('&').map(own).collect::<Result<Vec<_>>>()?,
            false => vec![own(keys)?],
        };
        for step in steps.into_iter().flat_map(|steps| steps.split('>')).map(str::trim) {
            let (table, column) = step.rsplit_once('.').ok_or_else(|| {
                self.wrong(&format!("is told to look up \"{}\"", clean_line(step)))
                    .hint("after > a map names a table and its column: Client > Contact.Household")
            })?;
            let Some(table) = named(self.tables, table) else {
                let tables = clean_line(&self.tables.join(", "));
                let told = self.wrong(&format!("has no table \"{}\"", clean_line(table)));
                return Err(told.hint(format!("its tables are {tables}")));
            };
            let column = self.column(table, column)?;
            let alias = self.join(table, &at)?;
            at = vec![format!("{alias}.{}", quoted(&column))];
        }
        Ok(at.concat())
    }

    /// Joins a table by its key, once for each way to it.
    fn join(&mut self, table: &str, at: &[String]) -> Result<String> {
        let key = self.key(table, at.len())?;
        let same = key.iter().zip(at).map(|(key, at)| format!("{PLACE}.{} = {at}", quoted(key)));
        let join =
            format!(" left join {} {PLACE} on {}", quoted(table), same.collect::<Vec<_>>().join(" and "));
        let place = self.joins.iter().position(|known| *known == join).unwrap_or_else(|| {
            self.joins.push(join);
            self.joins.len() - 1
        });
        Ok(format!("j{place}"))
    }

    /// The columns that tell the rows of a table apart, so that no row is doubled by looking one up: its primary key,
    /// or the only unique index of as many columns.
    fn key(&self, table: &str, given: usize) -> Result<Vec<String>> {
        let primary = self.names("select name from pragma_table_info(?1) where pk > 0 order by pk", table)?;
        if primary.len() == given {
            return Ok(primary);
        }
        let indexes = self.names(
            "select name from pragma_index_list(?1) where \"unique\" = 1 and partial = 0 and origin <> 'pk'
               and not exists (select 1 from pragma_index_info(pragma_index_list.name) k where k.name is null)",
            table,
        )?;
        let columns =
            |index: &String| self.names("select name from pragma_index_info(?1) order by seqno", index);
        let mut keys = indexes.iter().map(columns).collect::<Result<Vec<_>>>()?;
        keys.retain(|key| key.len() == given);
        match (keys.as_slice(), primary.is_empty()) {
            ([one], _) => Ok(one.clone()),
            (_, false) => Err(self
                .no_key(table, &format!("has a key of {}", count(primary.len(), "column")))
                .hint(format!(
                    "name the columns that point to {}, in this order, with & between them: A & B > {}.…",
                    clean_line(&primary.join(", ")),
                    clean_line(table)
                ))),
            _ => Err(self.no_key(table, "has no key").hint(
                "a table that is looked up needs a primary key, or one unique index of as many columns",
            )),
        }
    }

    fn no_key(&self, table: &str, why: &str) -> Error {
        self.wrong(&format!("cannot be looked up in: its table {} {why}", clean_line(table)))
    }

    fn columns(&self, table: &str) -> Result<Vec<String>> {
        self.names("select name from pragma_table_info(?1)", table)
    }

    fn column(&self, table: &str, wanted: &str) -> Result<String> {
        let columns = self.columns(table)?;
        named(&columns, wanted).cloned().ok_or_else(|| {
            let (table, wanted) = (clean_line(table), clean_line(wanted));
            self.wrong(&format!("has no column \"{wanted}\" in its table {table}"))
                .hint(format!("its columns are {}", clean_line(&columns.join(", "))))
        })
    }

    fn names(&self, sql: &str, table: &str) -> Result<Vec<String>> {
        let read = || -> rusqlite::Result<Vec<String>> {
            self.conn.prepare(sql)?.query_map([table], |row| row.get(0))?.collect()
        };
        read().map_err(|error| super::damaged(self.name, &error))
    }

    fn wrong(&self, what: &str) -> Error {
        wrong(self.name, what)
    }
}

/// What stands for a table's alias until its place is known.
const PLACE: &str = "\u{1}";

#[cfg(test)]
mod tests {
    use super::{Follow, pointers};
    use rusqlite::Connection;

    fn sql(columns: &[&str]) -> Result<String, String> {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "create table visit (id integer primary key, who text, \"a + b\" text, at text);
             create table person (id integer primary key, first text, last text, home text);
             create table house (code text unique, street text); create table loose (x text);
             create table badge (office text, no text, holder text, primary key (no, office));
             create table seat (room text, row text, who text, unique (room, row));",
        )
        .unwrap();
        let tables = ["visit", "person", "house", "loose", "badge", "seat"].map(str::to_owned);
        let mut follow = Follow::new(&conn, "x.db", &tables, "visit");
        for column in columns {
            follow.add(column).map_err(|error| format!("{}: {}", error.message, error.hint))?;
        }
        let sql = follow.sql();
        conn.prepare(&sql).map_err(|error| error.to_string())?;
        Ok(sql)
    }

    #[test]
    fn keys_are_followed_and_each_way_is_joined_once() {
        let sql =
            sql(&["who > person.last + Who > Person.first", "who > person.home > house.street"]).unwrap();
        assert_eq!(sql.matches("left join").count(), 2, "{sql}");
        assert!(sql.contains("on j1.\"code\" = j0.\"home\""), "{sql}");
    }

    #[test]
    fn a_key_of_several_columns_is_followed_in_its_order() {
        let sql = sql(&["at & who > badge.holder > person.last + id & at > seat.who"]).unwrap();
        assert!(sql.contains("on j0.\"no\" = t.\"at\" and j0.\"office\" = t.\"who\""), "{sql}");
        assert!(sql.contains("on j2.\"room\" = t.\"id\" and j2.\"row\" = t.\"at\""), "{sql}");
        let of = |column| pointers(column).collect::<Vec<_>>();
        assert_eq!(
            of("at & who > badge.holder > person.last + id"),
            [("at", Some("badge")), ("who", Some("badge")), ("id", None)]
        );
        assert_eq!(of("at & who"), []);
    }

    #[test]
    fn a_column_of_this_very_name_is_itself() {
        assert_eq!(sql(&["a + b"]).unwrap(), "select t.* from \"visit\" t");
    }

    #[test]
    fn what_is_not_there_is_named() {
        for (column, says) in [
            (
                "who > people.last",
                "x.db has no table \"people\": its tables are visit, person, house, loose, badge, seat",
            ),
            (
                "who > person.age",
                "x.db has no column \"age\" in its table person: its columns are id, first, last, home",
            ),
            (
                "whom > person.last",
                "x.db has no column \"whom\" in its table visit: its columns are id, who, a + b, at",
            ),
            (
                "who > last",
                "x.db is told to look up \"last\": after > a map names a table and its column: Client > Contact.Household",
            ),
            (
                "who > loose.x",
                "x.db cannot be looked up in: its table loose has no key: a table that is looked up needs a primary key, or one unique index of as many columns",
            ),
            (
                "who > badge.holder",
                "x.db cannot be looked up in: its table badge has a key of 2 columns: name the columns that point to no, office, in this order, with & between them: A & B > badge.…",
            ),
            (
                "who & whom > badge.holder",
                "x.db has no column \"whom\" in its table visit: its columns are id, who, a + b, at",
            ),
        ] {
            assert_eq!(sql(&[column]).unwrap_err(), says);
        }
    }
}
