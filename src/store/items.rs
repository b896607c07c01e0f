//! Action items: exactly one owner and a due date, both compulsory.

mod change;
mod page;

use super::forms::desk::{Desk, line};
use super::sql::{RowExt, word};
use super::view::caseload::{ItemRow, ListFilter};
use super::view::form::ItemForm;
use super::write::What;
use super::{OpId, Reply, Store};
use crate::domain::access::Act;
use crate::domain::action_item::ItemStatus;
use crate::domain::{FamilyId, ItemId, MeetingId, StaffId};
use crate::error::{Error, Kind, Result, denied, invalid, missing};
use rusqlite::{Connection, OptionalExtension, params};

impl Store {
    /// The action items in scope, the most pressing first.
    pub(super) fn items(&self, filter: &ListFilter) -> Result<Vec<ItemRow>> {
        super::items_list::list_items(self, filter)
    }

    /// Moves an action item on; that somebody checked it is kept only where somebody said so.
    ///
    /// # Errors
    /// Not in scope, or changed by somebody else meanwhile.
    pub(super) fn item_status(
        &mut self,
        op: OpId,
        item: ItemId,
        version: i64,
        status: ItemStatus,
        verified: bool,
    ) -> Result<Reply> {
        let desk = self.desk(Act::EditItem)?;
        let (id, said) = self.write(op, What::of("item_status", "action_item", item.0), |tx| {
            in_scope(tx.sql(), item, &desk.sites())?;
            not_closed_meanwhile(tx.sql(), &desk, item, version)?;
            let closed = (!status.is_open()).then_some(desk.today);
            let by = (verified && status == ItemStatus::Done).then_some(desk.viewer.staff);
            let fields: [(&str, &dyn super::sql::IntoValue); 3] =
                [("status", &word(status)), ("closed_on", &closed), ("verified_by", &by)];
            tx.update("action_item", item.0, version, &fields)?;
            let checked = if by.is_some() { ", and checked" } else { "" };
            Ok((item.0, format!("{item} is {}{checked}", status.to_string().to_lowercase())))
        })?;
        Ok(Reply::Saved { id, said })
    }

    /// Makes an action item.
    ///
    /// # Errors
    /// A description, owner, due date or category that will not do; a meeting that is signed.
    pub(super) fn save_item(&mut self, op: OpId, form: &ItemForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditItem)?;
        let terms = &form.terms;
        let description = line(&terms.description, "What is to be done", 500)?;
        if !desk.settings.lists.action_category.contains(&terms.category) {
            return Err(
                invalid("choose what the action item is about").hint("the categories are in the list")
            );
        }
        if terms.due_on < desk.today {
            return Err(invalid(format!("the due date, {}, is past", desk.day(terms.due_on)))
                .hint("give today or a later day"));
        }
        self.write(op, What::new("item", "action_item"), |tx| {
            let owner = desk.staff(tx.sql(), terms.owner)?;
            if let Some(family) = terms.family {
                desk.family(tx.sql(), family)?;
            }
            let pair = form.meeting.map(|meeting| born_in(tx.sql(), meeting)).transpose()?.flatten();
            let id = tx.insert(
                "action_item",
                &[
                    ("description", &description),
                    ("owner_id", &owner.id),
                    ("due_on", &terms.due_on),
                    ("family_id", &terms.family),
                    ("iw_id", &pair.map(|pair| pair.0)),
                    ("rc_id", &pair.map(|pair| pair.1)),
                    ("category", &terms.category),
                    ("priority", &word(terms.priority)),
                    ("born_meeting_id", &form.meeting),
                    ("created_on", &desk.today),
                    ("created_by", &desk.viewer.staff),
                ],
            )?;
            let about = terms.family.map_or_else(String::new, |family: FamilyId| format!(", about {family}"));
            Ok((id, format!("{} is {}'s{about}, due {}", ItemId(id), owner.short, desk.day(terms.due_on))))
        })
    }
}

/// Refuses a change of an item that somebody closed after it was read, and says who and when.
fn not_closed_meanwhile(conn: &Connection, desk: &Desk, item: ItemId, version: i64) -> Result<()> {
    let found = conn
        .prepare_cached(
            "select i.status, e.at, coalesce(w.name, 'the program') as who from action_item i
             left join event e on e.seq = (select max(v.seq) from event_value v where v.entity = 'action_item' and v.entity_id = i.id)
             left join staff w on w.id = e.actor where i.id = ?1 and i.version <> ?2",
        )?
        .query_row(params![item.0, version], |row| {
            Ok((row.word::<ItemStatus>("status")?, row.instant_opt("at")?, row.get::<_, String>("who")?))
        })
        .optional()?;
    let Some((status, at, who)) = found.filter(|(status, ..)| !status.is_open()) else { return Ok(()) };
    let when = at.map_or_else(String::new, |at| {
        let on = at.with_timezone(&desk.clock.zone()).date_naive();
        format!(", {} {}", desk.day(on), desk.clock.time_of(at).format("%H:%M"))
    });
    let status = status.to_string().to_lowercase();
    Err(Error::new(Kind::Conflict, format!("{item} is {status} already: {who}{when}"))
        .hint("nothing was changed by you"))
}

/// The one pair of the meeting in which an item is born; a meeting of several pairs names none.
fn born_in(conn: &Connection, meeting: MeetingId) -> Result<Option<(StaffId, StaffId)>> {
    let status: Option<String> = conn
        .prepare_cached(
            "select case when exists (select 1 from signature s where s.meeting_id = m.id) then 'signed' else status end
             from meeting m where id = ?1",
        )?
        .query_row([meeting.0], |row| row.get(0))
        .optional()?;
    match status.as_deref() {
        None => return Err(missing(format!("there is no meeting {meeting}"))),
        Some("signed") => {
            return Err(Error::new(Kind::Denied, format!("{meeting} is signed"))
                .hint("make the action item without a meeting"));
        }
        Some(_) => {}
    }
    let pairs: Vec<(StaffId, StaffId)> = conn
        .prepare_cached("select iw_id, rc_id from meeting_pair where meeting_id = ?1 limit 2")?
        .query_map([meeting.0], |row| Ok((row.num("iw_id")?, row.num("rc_id")?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(match pairs.as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}

/// Refuses an item whose family, or, where it is about none, whose owner and pair stand outside the viewer's sites.
pub(super) fn in_scope(conn: &Connection, item: ItemId, sites: &str) -> Result<()> {
    let near: Option<bool> = conn
        .prepare_cached(
            "select exists (select 1 from family f where f.id = i.family_id and f.site_id in (select value from json_each(?2)))
               or i.family_id is null and exists (select 1 from staff_site t where t.staff_id in (i.owner_id, i.iw_id, i.rc_id)
                 and t.site_id in (select value from json_each(?2)))
             from action_item i where i.id = ?1",
        )?
        .query_row(params![item.0, sites], |row| row.get(0))
        .optional()?;
    match near {
        Some(true) => Ok(()),
        Some(false) => Err(denied(format!("{item} belongs to a site that is not yours"))),
        None => Err(missing(format!("there is no action item {item}"))),
    }
}
