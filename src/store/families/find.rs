//! Finding families, people, referrals, meetings and items by what people say aloud.

use super::super::Store;
use super::super::gate::sites;
use super::super::request::Found;
use super::super::sql::{RowExt, date};
use super::super::view::Open;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, ItemId, MeetingId, Number, ReferralId, StaffId, Word};
use crate::error::Result;
use rusqlite::params;

/// How many of each of the five sorts are enough to choose from: fifty altogether.
const MOST: i64 = 10;

/// What fits a text in the viewer's sites: numbers, labels, case numbers, names, descriptions.
///
/// An empty text finds nothing. A family's alias and anything of treatment is never searched.
pub(super) fn find(store: &Store, text: &str) -> Result<Vec<Found>> {
    let text = crate::domain::text::clean_line(text).trim().to_lowercase();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let sites = sites(store.viewer()?);
    let mut found = families(store, &sites, &text)?;
    found.extend(people(store, &sites, &text)?);
    found.extend(referrals(store, &sites, &text)?);
    found.extend(items(store, &text)?);
    found.extend(meetings(store, &text)?);
    Ok(found)
}

/// The number that was typed, where it is one of this sort: `f197`, or a bare `197` for any sort.
fn number<N: Number>(text: &str) -> Option<i64> {
    N::read(text).map(Number::id)
}

fn families(store: &Store, sites: &str, text: &str) -> Result<Vec<Found>> {
    let mut statement = store.conn.prepare_cached(
        "select f.id, f.case_number, f.label, s.name as site,
           exists (select 1 from family_opening o where o.family_id = f.id and o.from_on <= ?4 and (o.to_on is null or o.to_on > ?4)) as open
         from family f join site s on s.id = f.site_id
         where f.site_id in (select value from json_each(?1)) and (f.id = ?3 or instr(lower(f.label), ?2) > 0 or instr(lower(f.case_number), ?2) > 0)
         order by f.id = ?3 desc, open desc, f.id limit ?5",
    )?;
    let today = date(store.clock.today());
    let rows = statement.query_map(params![sites, text, number::<FamilyId>(text), today, MOST], |row| {
        let id: FamilyId = row.num("id")?;
        let (case, label, site): (String, String, String) =
            (row.get("case_number")?, row.get("label")?, row.get("site")?);
        let closed = if row.get("open")? { "" } else { "closed" };
        let detail = join(&[&label, &case, &site, closed]);
        Ok(Found { label: id.to_string(), detail, open: Open::Family(id) })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn people(store: &Store, sites: &str, text: &str) -> Result<Vec<Found>> {
    let mut statement = store.conn.prepare_cached(
        "select w.id, w.name, w.role, a.name as agency from staff w join agency a on a.id = w.agency_id
         where (instr(lower(w.name), ?2) > 0 or instr(lower(w.short_name), ?2) > 0) and (w.left_on is null or w.left_on > ?3)
           and w.id in (select t.staff_id from staff_site t where t.site_id in (select value from json_each(?1)) and t.from_on <= ?3 and (t.to_on is null or t.to_on > ?3))
         order by w.name limit ?4",
    )?;
    let rows = statement.query_map(params![sites, text, date(store.clock.today()), MOST], |row| {
        let (id, role): (StaffId, Role) = (row.num("id")?, row.word("role")?);
        let open = if role.is_worker() { Open::Worker(id) } else { Open::List("staffing".into()) };
        let agency: String = row.get("agency")?;
        Ok(Found { label: row.get("name")?, detail: join(&[role.label(), &agency]), open })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn referrals(store: &Store, sites: &str, text: &str) -> Result<Vec<Found>> {
    let mut statement = store.conn.prepare_cached(
        "select r.id, r.status, r.family_id, s.name as site from referral r join site s on s.id = r.site_id
         where r.site_id in (select value from json_each(?1)) and (r.id = ?3 or instr(lower(r.case_number), ?2) > 0)
         order by r.id desc limit ?4",
    )?;
    let rows = statement.query_map(params![sites, text, number::<ReferralId>(text), MOST], |row| {
        let id: ReferralId = row.num("id")?;
        let status: crate::domain::referral::ReferralStatus = row.word("status")?;
        let family = row.num_opt::<FamilyId>("family_id")?.map(|id| id.to_string()).unwrap_or_default();
        let detail = join(&["Referral", status.label(), &family, &row.get::<_, String>("site")?]);
        Ok(Found { label: id.to_string(), detail, open: Open::Referral(id) })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn items(store: &Store, text: &str) -> Result<Vec<Found>> {
    let all = super::super::items_list::find_items(store, number::<ItemId>(text), text, MOST)?;
    let found = all.into_iter().map(|item| Found {
        label: item.id.to_string(),
        detail: join(&[&item.description, &item.owner.short, &item.standing.text]),
        open: Open::Item(item.id),
    });
    Ok(found.collect())
}

fn meetings(store: &Store, text: &str) -> Result<Vec<Found>> {
    let Some(id) = MeetingId::read(text) else { return Ok(Vec::new()) };
    let found = store.meeting_row(id)?.map(|row| Found {
        label: id.to_string(),
        detail: join(&[&row.kind, &row.about, &row.when]),
        open: Open::Meeting(id),
    });
    Ok(found.into_iter().collect())
}

fn join(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}
