//! What hangs on a service: the children who were seen, and what else is on file. Their changes are told with their
//! service's, so that the history shows them and undoing puts them back.

use crate::error::Result;
use crate::store::write::Tx;
use rusqlite::types::Value;
use rusqlite::{Connection, params};

/// What the children seen are told under in the history.
const CHILDREN: &str = "children";
/// What stands before the name of a fact there.
const FACT: &str = "fact ";

/// Makes the children who were seen these ones.
pub(crate) fn see(tx: &mut Tx<'_>, service: i64, told: &[i64]) -> Result<bool> {
    let before: Vec<i64> = tx
        .sql()
        .prepare_cached("select member_id from service_child where service_id = ?1 order by member_id")?
        .query_map([service], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut now = told.to_vec();
    now.sort_unstable();
    now.dedup();
    if before == now {
        return Ok(false);
    }
    tx.execute("delete from service_child where service_id = ?1", [service])?;
    for child in &now {
        tx.execute(
            "insert into service_child (service_id, member_id) values (?1, ?2)",
            params![service, child],
        )?;
    }
    let list = |ids: &[i64]| ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
    tx.tell("service", service, CHILDREN, &list(&before), &list(&now));
    Ok(true)
}

/// The facts on file for a service, by name.
pub(crate) fn facts(conn: &Connection, service: i64) -> Result<Vec<(String, String)>> {
    let sql = "select name, value from service_fact where service_id = ?1 order by name";
    let mut statement = conn.prepare_cached(sql)?;
    let facts = statement.query_map([service], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(facts.collect::<rusqlite::Result<_>>()?)
}

/// Makes the facts on file these ones; each has its old and new value in the history, as gated as its service.
pub(crate) fn tell(tx: &mut Tx<'_>, service: i64, told: &[(String, String)]) -> Result<bool> {
    let before = facts(tx.sql(), service)?;
    let value = |facts: &[(String, String)], name: &str| {
        facts.iter().find(|(one, _)| one == name).map_or_else(String::new, |(_, value)| value.clone())
    };
    let mut names: Vec<&String> = before.iter().chain(told).map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    let mut changed = false;
    for name in names {
        let (old, new) = (value(&before, name), value(told, name));
        if old == new {
            continue;
        }
        put(tx, service, name, &new)?;
        tx.tell("service", service, &format!("{FACT}{name}"), &old, &new);
        changed = true;
    }
    Ok(changed)
}

fn put(tx: &Tx<'_>, service: i64, name: &str, value: &str) -> Result<()> {
    tx.execute("delete from service_fact where service_id = ?1 and name = ?2", params![service, name])?;
    if !value.is_empty() {
        tx.execute(
            "insert into service_fact (service_id, name, value) values (?1, ?2, ?3)",
            params![service, name, value],
        )?;
    }
    Ok(())
}

/// Puts a part back as it was: `field` is what its change was told under.
pub(crate) fn put_back(tx: &mut Tx<'_>, service: i64, field: &str, old: &Value) -> Result<()> {
    let text = match old {
        Value::Text(text) => text.as_str(),
        _ => "",
    };
    if field == CHILDREN {
        let children: Vec<i64> = text.split_whitespace().filter_map(|id| id.parse().ok()).collect();
        see(tx, service, &children)?;
    } else if let Some(name) = field.strip_prefix(FACT) {
        let before = now(tx.sql(), service, field)?.unwrap_or_default();
        put(tx, service, name, text)?;
        if before != text {
            tx.tell("service", service, field, &before, text);
        }
    }
    Ok(())
}

/// What a field that was told of a service holds now; `None` where it is no part of one.
pub(in crate::store) fn now(conn: &Connection, service: i64, field: &str) -> Result<Option<String>> {
    if field == CHILDREN {
        let sql = "select coalesce(group_concat(member_id, ' '), '') from
                     (select member_id from service_child where service_id = ?1 order by member_id)";
        return Ok(Some(conn.prepare_cached(sql)?.query_row([service], |row| row.get(0))?));
    }
    let Some(name) = field.strip_prefix(FACT) else { return Ok(None) };
    let sql = "select coalesce((select value from service_fact where service_id = ?1 and name = ?2), '')";
    Ok(Some(conn.prepare_cached(sql)?.query_row(params![service, name], |row| row.get(0))?))
}
