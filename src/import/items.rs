//! Action items: exactly one owner and a due date.

use super::cell::{choice, day, family, need_past, need_person, past, text, word_of, wrong};
use super::columns::{Shape, field};
use super::context::Context;
use super::key;
use super::kind::CASE_NUMBER;
use super::row::{Done, Row, fill};
use crate::domain::access::{Act, can};
use crate::domain::action_item::{ItemStatus, Priority};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{IntoValue, word};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

/// The columns of a list of action items; a row is known again by its number, else by owner, family and description.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["description"], &["owner"], &["due_on"]],
    fields: &[
        field(
            "number",
            "its number in the other system",
            &["itemid", "taskid", "actionid", "itemnumber", "id"],
        ),
        field("description", "what is to be done", &["actionitem", "item", "action", "task", "todo", "what"]),
        field(
            "owner",
            "who does it: name or e-mail address",
            &["assignedto", "responsible", "person", "staff", "worker", "who"],
        ),
        field("due_on", "day it is due", &["due", "duedate", "deadline", "targetdate", "bywhen"]),
        field("case_number", "the family it is about, where it is about one", CASE_NUMBER),
        field("category", "safety, engagement, documentation, …", &["type", "area"]),
        field("priority", "urgent, high, normal or low; otherwise that of its category", &["urgency"]),
        field("status", "open, in progress, blocked, done or cancelled", &["state"]),
        field(
            "created_on",
            "day it was agreed; otherwise today",
            &["created", "createddate", "datecreated", "dateassigned", "opened"],
        ),
        field(
            "closed_on",
            "day it was done or cancelled",
            &["closed", "completed", "completedon", "datecompleted", "done", "doneon", "dateclosed"],
        ),
    ],
};

/// What a row says.
struct Said {
    number: Option<String>,
    description: String,
    owner: i64,
    due_on: NaiveDate,
    family: Option<i64>,
    category: Option<String>,
    priority: Option<Priority>,
    status: Option<ItemStatus>,
    created_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
}

/// Takes an action item.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    can(Act::EditItem, &context.viewer, context.state).map_err(invalid)?;
    let said = read(context, row)?;
    let known = find(tx, context, &said)?;
    let seen = known.map(|id| format!("item {id}"));
    if let Some(line) = seen.as_ref().and_then(|seen| context.seen.get(seen)) {
        return Err(invalid(format!(
            "it is the same action item as on {}: a number tells two apart",
            context.place(*line)
        )));
    }
    let (id, done) = match known {
        Some(id) => (id, Done::of(false, change(tx, id, &said)?)),
        None => (add(tx, context, &said)?, Done::of(true, false)),
    };
    context.seen.insert(format!("item {id}"), row.line);
    Ok(done)
}

fn read(context: &Context, row: &Row) -> Result<Said> {
    let description =
        text(row, "description")?.ok_or_else(|| wrong(row, "description", "what is to be done?"))?;
    let due_on =
        day(row, "due_on")?.ok_or_else(|| wrong(row, "due_on", "an action item needs the day it is due"))?;
    let family = match row.text("case_number") {
        Some(_) => Some(family(context, row)?.0),
        None => None,
    };
    let created_on = row.text("created_on").map(|_| need_past(row, "created_on", context)).transpose()?;
    let closed_on = past(row, "closed_on", context)?;
    let status = word_of::<ItemStatus>(row, "status")?.or(closed_on.map(|_| ItemStatus::Done));
    match (status, closed_on) {
        (Some(status), Some(_)) if status.is_open() => {
            return Err(wrong(
                row,
                "closed_on",
                format!("the item is told as {status}, which is not closed"),
            ));
        }
        (Some(status), None) if !status.is_open() => {
            return Err(wrong(row, "closed_on", format!("it is {status}: say since when")));
        }
        _ => {}
    }
    if created_on.zip(closed_on).is_some_and(|(created, closed)| closed < created) {
        return Err(wrong(row, "closed_on", "it was closed before it was agreed"));
    }
    Ok(Said {
        number: text(row, "number")?,
        description,
        owner: need_person(context, row, "owner")?.id,
        due_on,
        family,
        category: choice(row, "category", &context.settings.lists.action_category)?,
        priority: word_of(row, "priority")?,
        status,
        created_on,
        closed_on,
    })
}

fn find(tx: &Tx<'_>, context: &Context, said: &Said) -> Result<Option<i64>> {
    if let Some(number) = &said.number {
        return key::known(tx, "action_item", context.viewer.side, number);
    }
    let sql = "select id from action_item where owner_id = ?1 and family_id is ?2 and description = ?3 order by id desc limit 1";
    let key = params![said.owner, said.family, said.description];
    Ok(tx.sql().prepare_cached(sql)?.query_row(key, |row| row.get(0)).optional()?)
}

fn add(tx: &mut Tx<'_>, context: &Context, said: &Said) -> Result<i64> {
    let category = said.category.clone().ok_or_else(|| invalid("category is missing: what is it about?"))?;
    let listed = context.settings.lists.action_category.find(&category).and_then(|choice| choice.priority);
    let priority = said.priority.or(listed).unwrap_or(Priority::Normal);
    let created = said.created_on.or(said.closed_on).unwrap_or(context.today);
    let id = tx.insert(
        "action_item",
        &[
            ("description", &said.description),
            ("owner_id", &said.owner),
            ("due_on", &said.due_on),
            ("family_id", &said.family),
            ("category", &category),
            ("priority", &word(priority)),
            ("status", &word(said.status.unwrap_or(ItemStatus::Open))),
            ("created_on", &created),
            ("created_by", &context.viewer.staff),
            ("closed_on", &said.closed_on),
            ("import_id", &context.import_id),
        ],
    )?;
    if let Some(number) = &said.number {
        key::remember(tx, "action_item", context.viewer.side, number, id)?;
    }
    Ok(id)
}

fn change(tx: &mut Tx<'_>, id: i64, said: &Said) -> Result<bool> {
    fill(
        tx,
        "action_item",
        id,
        &[
            ("description", said.description.value()),
            ("owner_id", said.owner.value()),
            ("due_on", said.due_on.value()),
            ("family_id", said.family.value()),
            ("category", said.category.value()),
            ("priority", said.priority.map(word).value()),
            ("status", said.status.map(word).value()),
            ("created_on", said.created_on.value()),
            ("closed_on", said.closed_on.value()),
        ],
    )
}
