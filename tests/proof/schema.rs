//! What is treatment information is read from the schema: a table or a column that comes later must be planted, too.

use super::world::World;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Columns of these tables that hold nobody's words, or have no word that could be planted: keys, kinds with a check, days.
const PLAIN: &[(&str, &str)] = &[
    ("treatment_episode", "admitted_on"),
    ("treatment_episode", "discharged_on"),
    ("treatment_week", "week_on"),
    ("return_to_use", "reported_on"),
    ("treatment_step", "kind"),
    ("treatment_step", "on_date"),
    ("service", "role"),
    ("service", "on_date"),
    ("service", "began"),
    ("service", "mode"),
    ("service", "documented_on"),
    // A reference into the treatment agency's own record, which both agencies see.
    ("service", "documented_elsewhere"),
    ("service_fact", "name"),
    ("voucher", "issued_on"),
    ("voucher", "expires_on"),
    ("note", "kind"),
    ("note", "at"),
    ("note", "field"),
    ("note_member", "on_date"),
    ("prepared_point", "kind"),
    ("prepared_point", "at"),
    ("prepared_point", "taken_back_on"),
    ("prepared_point_member", "on_date"),
    ("draft", "entity"),
    ("draft", "field"),
    ("draft", "at"),
    ("event_value", "entity"),
    ("event_value", "field"),
    ("event_value", "salt"),
];

/// What tells of consents and not of treatment, and children of a service, who are seen by both agencies.
const NOT_TREATMENT: &[&str] = &["consent_category", "consent_recipient", "disclosure", "service_child"];

fn column(sql: &Connection, query: &str) -> Vec<String> {
    let mut statement = sql.prepare(query).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Every table that says of itself that it is treatment information, or belongs to one that says so as its detail.
fn tables(sql: &Connection) -> BTreeSet<String> {
    let own = "select distinct t.name from sqlite_master t, pragma_table_info(t.name) c
        where t.type = 'table' and c.name in ('part2', 'consent_id')";
    let mut found: BTreeSet<String> = column(sql, own).into_iter().collect();
    let detail = "select distinct t.name from sqlite_master t, pragma_foreign_key_list(t.name) k, pragma_table_info(t.name) c
        where t.type = 'table' and c.name = k.\"from\" and c.pk > 0 and k.\"table\" in ('service', 'voucher',
          'treatment_episode', 'treatment_week', 'return_to_use', 'treatment_step', 'note', 'prepared_point')";
    found.extend(column(sql, detail));
    found.retain(|table| !NOT_TREATMENT.contains(&table.as_str()));
    found
}

#[test]
fn every_treatment_field_of_the_schema_is_planted() {
    let world = World::new();
    let sql = world.sql();
    let tables = tables(&sql);
    assert!(tables.len() >= 12, "{tables:?}");
    for table in &tables {
        let rows = column(&sql, &format!("select cast(count(*) as text) from {table}"));
        assert_ne!(rows, ["0"], "nothing is planted in {table}");
        let texts = column(
            &sql,
            &format!("select name from pragma_table_info('{table}') where type = 'TEXT' collate nocase"),
        );
        for text in texts {
            let words =
                column(&sql, &format!("select cast(count(*) as text) from {table} where {text} like 'QZ%'"));
            let plain = PLAIN.contains(&(table, &text));
            assert_eq!(words == ["0"], plain, "{table}.{text}: plant a word in it, or say why there is none");
        }
    }
    for (table, column) in PLAIN {
        assert!(tables.contains(*table), "{table}.{column} is no longer treatment information");
    }
}
