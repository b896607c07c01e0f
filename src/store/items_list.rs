//! The list of action items.

use super::gate::sites;
use super::sql::{RowExt, date};
use super::view::caseload::{ItemRow, ListFilter};
use super::{Store, families::judged};
use crate::domain::action_item::ItemStatus;
use crate::domain::standing::{self, Judged};
use crate::domain::{FamilyId, ItemId, Word};
use crate::error::Result;
use chrono::NaiveDate;
use rusqlite::{Row, params};
use std::sync::LazyLock;

const ITEM: &str = "select i.id, i.description, i.owner_id, o.name as owner_name, o.short_name as owner_short, i.due_on,
      i.family_id, i.category, i.priority, i.status, i.born_meeting_id, i.created_on, i.closed_on, i.verified_by,
      i.escalated_on, i.version,
      (select count(*) from action_item_carry c join meeting m on m.id = c.meeting_id where c.action_item_id = i.id
        and coalesce(c.outcome, 'carried') = 'carried' and m.status in ('held', 'signed')) as carries
    from action_item i join staff o on o.id = i.owner_id";

/// Who works at the viewer's sites today.
const MINE: &str = "with mine (id) as (select distinct staff_id from staff_site where site_id in (select value from json_each(?1))
      and from_on <= ?2 and (to_on is null or to_on > ?2))";

/// Items of the viewer's families, and those whose owner or pair works at the viewer's sites: ?1 sites, ?2 today, ?4 the viewer.
const IN_SCOPE: &str = "i.created_on <= ?2 and (case when i.family_id is not null
      then (select site_id from family where id = i.family_id) in (select value from json_each(?1))
      else i.owner_id in (select id from mine) or i.iw_id in (select id from mine) or i.rc_id in (select id from mine)
        or i.owner_id = ?4 end)";

/// The same scope, from which a list of closed ones begins: by the viewer's families, and by who works at their sites.
const SEEN: &str = "seen (id) as (
      select x.id from family f cross join action_item x on x.family_id = f.id where f.site_id in (select value from json_each(?1))
      union select id from action_item where family_id is null and owner_id in (select id from mine union select ?4)
      union select id from action_item where family_id is null and iw_id in (select id from mine)
      union select id from action_item where family_id is null and rc_id in (select id from mine))";

/// The newest closed ones of the site ?3 (0: of no family) in scope, before the place ?5, ?6, so many as ?7 says.
pub(super) static ENDED_AT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{MINE} select e.closed_on, e.item_id from action_item_ended e cross join action_item i on i.id = e.item_id
         where e.site_id = ?3 and (e.closed_on, e.item_id) < (?5, ?6) and {IN_SCOPE}
         order by e.closed_on desc, e.item_id desc limit ?7"
    )
});

/// Closed action items by their numbers, newest first; whoever asks has seen to the scope.
pub(super) fn items_by(store: &Store, numbers: &str) -> Result<Vec<ItemRow>> {
    let sql = format!(
        "{ITEM} where i.id in (select value from json_each(?1)) order by coalesce(i.closed_on, '') desc, i.id desc"
    );
    let mut statement = store.conn.prepare_cached(&sql)?;
    let rows = statement.query_map([numbers], |row| item(store, row))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The action items in the viewer's scope: those of their families, and those whose owner or pair works at their sites.
///
/// Open ones first, by their day; closed ones after them, newest first, where they are asked for.
pub(super) fn list_items(store: &Store, filter: &ListFilter) -> Result<Vec<ItemRow>> {
    // What is open is little in all sites together; what was closed in all the years is not.
    let (select, fits) = if filter.closed {
        (
            format!(
                "{MINE}, {SEEN} {}",
                ITEM.replace("from action_item i", "from seen cross join action_item i on i.id = seen.id")
            ),
            "i.created_on <= ?2",
        )
    } else {
        (format!("{MINE} {ITEM}"), &*format!("i.status in ('open', 'in_progress', 'blocked') and {IN_SCOPE}"))
    };
    let sql = format!(
        "{select} where (?3 is null or i.owner_id = ?3) and {fits}
         order by i.status not in ('open', 'in_progress', 'blocked'),
           case when i.status in ('open', 'in_progress', 'blocked') then i.due_on end, i.closed_on desc,
           case when i.status in ('open', 'in_progress', 'blocked') then i.id else -i.id end"
    );
    let viewer = store.viewer()?;
    let today = date(store.clock.today());
    let mut statement = store.conn.prepare_cached(&sql)?;
    let rows = statement.query_map(
        params![sites(viewer), today, filter.staff.map(|staff| staff.0), viewer.staff.0],
        |row| item(store, row),
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The action items of a search, where they are in scope: where its rows come from, its condition and its order, with
/// `?5` as what is looked for.
pub(super) fn find_items(
    store: &Store,
    (from, fits, order): (&str, &str, &str),
    what: &rusqlite::types::Value,
    most: i64,
) -> Result<Vec<ItemRow>> {
    let (select, fits) = (
        ITEM.replace("from action_item i", &format!("from {}", from.replace("?1", "?5"))),
        fits.replace("?1", "?5"),
    );
    let sql = format!("{MINE} {select} where {fits} and {IN_SCOPE} and ?3 is null {order} limit ?6");
    let viewer = store.viewer()?;
    let today = date(store.clock.today());
    let mut statement = store.conn.prepare_cached(&sql)?;
    let rows = statement
        .query_map(params![sites(viewer), today, Option::<i64>::None, viewer.staff.0, what, most], |row| {
            item(store, row)
        })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An action item, where it is in scope.
pub(super) fn one_item(store: &Store, item: ItemId) -> Result<Option<ItemRow>> {
    let id = rusqlite::types::Value::Integer(item.0);
    Ok(find_items(store, ("action_item i", "i.id = ?1", ""), &id, 1)?.into_iter().next())
}

/// The open action items of a family, by their day.
pub(super) fn family_items(store: &Store, family: FamilyId) -> Result<Vec<ItemRow>> {
    let sql = format!(
        "{ITEM} where i.family_id = ?1 and i.status in ('open', 'in_progress', 'blocked') order by i.due_on, i.id"
    );
    let mut statement = store.conn.prepare_cached(&sql)?;
    let rows = statement.query_map([family.0], |row| item(store, row))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Reads a row of [`ITEM`] by its columns' places: a page has a hundred of them.
fn item(store: &Store, row: &Row<'_>) -> rusqlite::Result<ItemRow> {
    let today = store.clock.today();
    let (status, due_on): (ItemStatus, NaiveDate) = (row.word(9)?, row.day(5)?);
    let (closed_on, created_on) = (row.day_opt(12)?, row.day(11)?);
    let category: String = row.get(7)?;
    let carries: i64 = row.get(16)?;
    let often = carries >= store.settings.thresholds.action_item.escalate_after_carries;
    let standing = if status.is_open() {
        standing::deadline(due_on, today, 1)
    } else {
        let when = closed_on.map(|on| format!(" {}", standing::day(on, today))).unwrap_or_default();
        Judged::done(format!("{}{when}", status.label().to_lowercase()), closed_on)
    };
    Ok(ItemRow {
        id: row.num(0)?,
        description: row.get(1)?,
        owner: super::families::person(row, 2)?,
        due_on,
        standing: judged(standing),
        family: row.num_opt(6)?,
        category: store.settings.lists.action_category.label(&category).to_owned(),
        priority: row.word(8)?,
        status,
        born: row.num_opt(10)?,
        age_days: (closed_on.unwrap_or(today) - created_on).num_days(),
        carries,
        verified: row.get::<_, Option<i64>>(13)?.is_some(),
        escalated: status.is_open() && (often || row.get::<_, Option<String>>(14)?.is_some()),
        version: row.get(15)?,
    })
}
