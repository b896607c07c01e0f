//! Changing an action item: what it says, and where it stands.

use super::super::Store;
use super::super::forms::desk::{Desk, line};
use super::super::sql::{RowExt, word};
use super::super::view::item::{ItemChange, ItemTerms};
use super::super::write::{Field, OpId, What};
use super::page::terms;
use super::{in_scope, not_closed_meanwhile};
use crate::domain::access::Act;
use crate::domain::action_item::{ItemStatus, ItemStep};
use crate::domain::{ItemId, Word};
use crate::error::{Error, Kind, Result, invalid, missing};
use chrono::NaiveDate;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

/// How an item stands before something is said of it.
struct Stands {
    status: ItemStatus,
    closed_on: Option<NaiveDate>,
    verified: bool,
}

impl Store {
    /// Says where an action item stands.
    pub(super) fn step_item(
        &mut self,
        op: OpId,
        (item, version): (ItemId, i64),
        step: ItemStep,
        reason: &str,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditItem)?;
        let reason = if step.needs_reason() { line(reason, "Why", 300)? } else { String::new() };
        self.write(op, What::of("item_status", "action_item", item.0), |tx| {
            in_scope(tx.sql(), item, &desk.sites())?;
            let now = stands(tx.sql(), item)?;
            if !matches!(step, ItemStep::Verify | ItemStep::Open) {
                not_closed_meanwhile(tx.sql(), &desk, item, version)?;
            }
            step.may(now.status, now.verified).map_err(|why| invalid(format!("{item}: {}", lower(why))))?;
            let status = step.status();
            let closed = (!status.is_open()).then(|| now.closed_on.unwrap_or(desk.today));
            let by = (step == ItemStep::Verify).then_some(desk.viewer.staff);
            let fields: [Field<'_>; 4] = [
                ("status", &word(status)),
                ("reason", &reason),
                ("closed_on", &closed),
                ("verified_by", &by),
            ];
            tx.update("action_item", item.0, version, &fields)?;
            let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            Ok((item.0, format!("{item} is {}{why}", lower(step.label()))))
        })
    }

    /// Changes what an action item says, field by field: what somebody else changed besides stays.
    pub(in crate::store) fn change_item(&mut self, op: OpId, change: &ItemChange) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditItem)?;
        let (base, item) = (&change.base, change.item);
        let description = line(&change.mine.description, "What is to be done", 500)?;
        let mine = ItemTerms { description, ..change.mine.clone() };
        self.write(op, What::of("change_item", "action_item", item.0), |tx| {
            in_scope(tx.sql(), item, &desk.sites())?;
            let (now, version) = terms(tx.sql(), item)?;
            if !stands(tx.sql(), item)?.status.is_open() {
                return Err(invalid(format!("{item} is no longer open")).hint("open it again first"));
            }
            checked(tx.sql(), &desk, base, &mine)?;
            let priority = word(mine.priority);
            let fields = changed(item, (base, &mine, &now), &priority)?;
            if fields.is_empty() {
                return Ok((item.0, format!("{item} stays as it was")));
            }
            tx.update("action_item", item.0, version, &fields)?;
            Ok((item.0, format!("{item} is changed")))
        })
    }
}

/// What differs of an item between what was read and what is wanted.
///
/// # Errors
/// [`Kind::Conflict`] where somebody else changed one of these meanwhile, unless to the same.
fn changed<'a>(
    item: ItemId,
    (base, mine, now): (&ItemTerms, &'a ItemTerms, &ItemTerms),
    priority: &'a Value,
) -> Result<Vec<Field<'a>>> {
    type Same = fn(&ItemTerms, &ItemTerms) -> bool;
    let all: [(&str, Field<'a>, Same); 6] = [
        ("what is to be done", ("description", &mine.description), |a, b| a.description == b.description),
        ("the owner", ("owner_id", &mine.owner), |a, b| a.owner == b.owner),
        ("the due date", ("due_on", &mine.due_on), |a, b| a.due_on == b.due_on),
        ("the family", ("family_id", &mine.family), |a, b| a.family == b.family),
        ("what it is about", ("category", &mine.category), |a, b| a.category == b.category),
        ("the priority", ("priority", priority), |a, b| a.priority == b.priority),
    ];
    let mut fields = Vec::new();
    for (name, field, same) in all {
        if same(mine, base) {
            continue;
        }
        if !same(now, base) && !same(now, mine) {
            let message = format!("somebody else changed {name} of {item} meanwhile");
            return Err(Error::new(Kind::Conflict, message)
                .hint("leave this page and look at it before you change it again"));
        }
        fields.push(field);
    }
    Ok(fields)
}

/// Refuses what an item must not say; what was not changed is not asked about again.
fn checked(conn: &Connection, desk: &Desk, base: &ItemTerms, mine: &ItemTerms) -> Result<()> {
    if mine.category != base.category && !desk.settings.lists.action_category.contains(&mine.category) {
        return Err(invalid("choose what the action item is about").hint("the categories are in the list"));
    }
    if mine.due_on != base.due_on && mine.due_on < desk.today {
        return Err(invalid(format!("the due date, {}, is past", desk.day(mine.due_on)))
            .hint("give today or a later day"));
    }
    if mine.owner != base.owner {
        desk.staff(conn, mine.owner)?;
    }
    if let Some(family) = mine.family.filter(|_| mine.family != base.family) {
        desk.family(conn, family)?;
    }
    Ok(())
}

fn stands(conn: &Connection, item: ItemId) -> Result<Stands> {
    conn.prepare_cached("select status, closed_on, verified_by from action_item where id = ?1")?
        .query_row([item.0], |row| {
            let verified = row.get::<_, Option<i64>>("verified_by")?.is_some();
            Ok(Stands { status: row.word("status")?, closed_on: row.day_opt("closed_on")?, verified })
        })
        .optional()?
        .ok_or_else(|| missing(format!("there is no action item {item}")))
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
