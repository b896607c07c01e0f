//! The history of every record, from the audit trail: who changed what, and when, gated like each field.

pub(crate) mod words;

use super::Store;
use super::audit::OF_TREATMENT;
use super::gate::{Gate, Scope, sites};
use super::items;
use super::sql::{RowExt, date};
use super::view::family::change::Fact;
use super::view::history::{FieldChange, History, HistoryRow, Record};
use crate::domain::consent::Category;
use crate::domain::family::StepKind;
use crate::domain::sealed::{Part2, Sealed, Withheld};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MemberId};
use crate::error::{Result, denied, missing};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// How many events a page holds.
const PAGE: i64 = 50;

/// The rows that belong to a family. Notes and sessions are not among them: they are read, and kept, with their meeting.
const FAMILY: &str = "select 'family' as entity, ?1 as id
  union all select 'family_opening', id from family_opening where family_id = ?1
  union all select 'family_enrolment', id from family_enrolment where family_id = ?1
  union all select 'family_risk', id from family_risk where family_id = ?1
  union all select 'family_phase', id from family_phase where family_id = ?1
  union all select 'member', id from member where family_id = ?1
  union all select 'assignment', id from assignment where family_id = ?1
  union all select 'safety_finding', id from safety_finding where family_id = ?1
  union all select 'new_report', id from new_report where family_id = ?1
  union all select 'court_hearing', id from court_hearing where family_id = ?1
  union all select 'milestone', id from milestone where family_id = ?1
  union all select 'service', id from service where family_id = ?1
  union all select 'service', e.entity_id from event e join event_value v on v.seq = e.seq and v.entity = 'service'
    and v.entity_id = e.entity_id and v.field = 'family_id' and v.old = cast(?1 as text)
    where e.entity = 'service' and e.kind = 'delete_service'
  union all select 'action_item', id from action_item where family_id = ?1
  union all select 'consent', c.id from member m join consent c on c.member_id = m.id where m.family_id = ?1
  union all select 'treatment_episode', c.id from member m join treatment_episode c on c.member_id = m.id where m.family_id = ?1
  union all select 'treatment_week', c.id from member m join treatment_week c on c.member_id = m.id where m.family_id = ?1
  union all select 'treatment_step', c.id from member m join treatment_step c on c.member_id = m.id where m.family_id = ?1
  union all select 'return_to_use', c.id from member m join return_to_use c on c.member_id = m.id where m.family_id = ?1
  union all select 'voucher', c.id from member m join voucher c on c.member_id = m.id where m.family_id = ?1";
const ITEM: &str = "select 'action_item' as entity, ?1 as id";
const REFERRAL: &str = "select 'referral' as entity, ?1 as id
  union all select 'referral_status', id from referral_status where referral_id = ?1";
/// The passphrase of an account is no part of a history.
const STAFF: &str = "select 'staff' as entity, ?1 as id
  union all select 'employment', id from employment where staff_id = ?1
  union all select 'staff_site', id from staff_site where staff_id = ?1
  union all select 'position_fill', id from position_fill where staff_id = ?1
  union all select 'position_cover', id from position_cover where staff_id = ?1
  union all select 'credential', id from credential where staff_id = ?1
  union all select 'training', id from training where staff_id = ?1
  union all select 'cover', id from cover where staff_id = ?1";

impl Record {
    /// Its table, its key, and the rows that belong to it.
    fn rows(self) -> (&'static str, i64, &'static str) {
        match self {
            Self::Family(id) => ("family", id.0, FAMILY),
            Self::Item(id) => ("action_item", id.0, ITEM),
            Self::Referral(id) => ("referral", id.0, REFERRAL),
            Self::Staff(id) => ("staff", id.0, STAFF),
        }
    }
}

/// A page of a record's history: what was done before an event, newest first; without what the gate keeps.
pub(super) fn history(store: &mut Store, record: Record, before: Option<i64>) -> Result<History> {
    let title = title(store, record)?;
    let (table, id, rows) = record.rows();
    let gate = match family_of(store, record)? {
        Some(family) => {
            super::families::tell(store, family, "history")?;
            Some((family, Gate::load(store, Scope::Families(&[family]))?))
        }
        None => None,
    };
    let store = &*store;
    let withheld = gate.as_ref().is_some_and(|(family, gate)| gate.withholds(*family));
    let events = events(store, (table, id, rows), before)?;
    let next = (events.len() > usize::try_from(PAGE).unwrap_or(usize::MAX))
        .then(|| events.get(events.len().saturating_sub(2)).map(|event| event.seq))
        .flatten();
    let mut page = Vec::new();
    for mut event in events.into_iter().take(usize::try_from(PAGE).unwrap_or(usize::MAX)) {
        let all = changes(store, gate.as_ref(), event.seq, (id, rows))?;
        let some = !all.is_empty();
        event.changes = all.into_iter().filter(|change| !change.is_withheld()).collect();
        // That something of treatment was written, and when, would tell of treatment by itself.
        let silent = event.changes.is_empty() && (some || (withheld && event.treatment));
        if !silent {
            page.push(event);
        }
    }
    let origin = if next.is_some() { String::new() } else { origin(store, table, id)? };
    Ok(History { title, rows: page, next, origin, withheld })
}

/// The events that touched the record or named it, one more than a page holds.
fn events(
    store: &Store,
    (table, id, rows): (&str, i64, &str),
    before: Option<i64>,
) -> Result<Vec<HistoryRow>> {
    let sql = format!(
        "with own as ({rows}),
           touched (seq) as (
             select v.seq from own cross join event_value v on v.entity = own.entity and v.entity_id = own.id where v.seq < ?2
             union select seq from event where entity = ?3 and entity_id = ?1 and seq < ?2)
         select e.seq, e.at, e.kind, coalesce(w.name, 'the program') as who
         from touched t cross join event e on e.seq = t.seq left join staff w on w.id = e.actor
         where e.kind <> 'view' and coalesce(json_array_length(e.body, '$.rows'), 1) > 0 order by e.seq desc limit ?4"
    );
    let mut statement = store.conn.prepare_cached(&sql)?;
    let found = statement.query_map(
        params![id, before.unwrap_or(i64::MAX), table, PAGE.saturating_add(1)],
        |row| {
            let at = row.instant_opt("at")?.unwrap_or_else(|| store.clock.now());
            let kind: String = row.get("kind")?;
            Ok(HistoryRow {
                seq: row.get("seq")?,
                treatment: OF_TREATMENT.contains(&kind.as_str()),
                on: store.clock.date_of(at),
                at: store.clock.time_of(at),
                who: row.get("who")?,
                what: words::event(&kind),
                changes: Vec::new(),
            })
        },
    )?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// What an event changed of the record, field by field.
fn changes(
    store: &Store,
    gate: Option<&(FamilyId, Gate)>,
    seq: i64,
    (id, rows): (i64, &str),
) -> Result<Vec<FieldChange>> {
    let sql = format!(
        "with own as ({rows})
         select v.entity, v.entity_id, v.field, v.old, v.new, v.part2 from event_value v
         where v.seq = ?2 and exists (select 1 from own where own.entity = v.entity and own.id = v.entity_id)"
    );
    let mut statement = store.conn.prepare_cached(&sql)?;
    let mut found = statement.query(params![id, seq])?;
    let mut changes = Vec::new();
    while let Some(row) = found.next()? {
        let (entity, field): (String, String) = (row.get("entity")?, row.get("field")?);
        if words::is_silent(&field) {
            continue;
        }
        let told = change(store, gate, row, (&entity, &field))?;
        // What a new record left empty is no change.
        if told.old != Part2::Nothing || told.new != Part2::Nothing {
            changes.push(told);
        }
    }
    Ok(changes)
}

fn change(
    store: &Store,
    gate: Option<&(FamilyId, Gate)>,
    row: &Row<'_>,
    (entity, field): (&str, &str),
) -> Result<FieldChange> {
    let id: i64 = row.get("entity_id")?;
    let refused = if row.get("part2")? || words::is_treatment(entity) {
        let about = store.conn();
        refusal(about, gate, (entity, field), id)?
    } else {
        None
    };
    let value = |column| -> Result<Part2<String>> {
        let text: Option<String> = row.get(column)?;
        Ok(match (refused, text) {
            (Some(why), _) => Part2::Withheld(why),
            (None, None) => Part2::Nothing,
            (None, Some(text)) if text.is_empty() => Part2::Nothing,
            (None, Some(text)) => Part2::Shown(Sealed::new(words::value(store, entity, field, &text)?)),
        })
    };
    let whose = if entity == "assignment" { assigned(store.conn(), id)? } else { None };
    Ok(FieldChange {
        record: whose.unwrap_or_else(|| words::record(entity).to_owned()),
        field: words::field(entity, field).to_owned(),
        old: value("old")?,
        new: value("new")?,
    })
}

/// Whose assignment it is, and as what: `Whitfield, Intact Worker`.
fn assigned(conn: &Connection, id: i64) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "select a.role, coalesce(nullif(s.short_name, ''), s.name) from assignment a join staff s on s.id = a.staff_id where a.id = ?1",
    )?;
    let found = statement.query_row([id], |row| {
        let role: Role = row.word("role")?;
        Ok(format!("{}, {role}", row.get::<_, String>(1)?))
    });
    Ok(found.optional()?)
}

/// Why the gate keeps a treatment value from the viewer; `None` where it does not.
fn refusal(
    conn: &Connection,
    gate: Option<&(FamilyId, Gate)>,
    (entity, field): (&str, &str),
    id: i64,
) -> Result<Option<Withheld>> {
    let Some((family, gate)) = gate else { return Ok(Some(Withheld::OutOfScope)) };
    let category = match entity {
        "family_phase" => return Ok(gate.may_family(*family, Category::Progress).err()),
        "treatment_episode" if field.starts_with("discharge") => Category::Discharge,
        "treatment_episode" => Category::LevelOfCare,
        "treatment_week" => Category::Attendance,
        "return_to_use" => Category::Progress,
        "treatment_step" => step_category(conn, id)?,
        "service" | "voucher" => Category::Services,
        _ => Category::Enrolment,
    };
    let sql = format!("select member_id from {} where id = ?1", words::table(entity));
    let member: Option<Option<MemberId>> =
        conn.prepare_cached(&sql)?.query_row([id], |row| row.num_opt("member_id")).optional()?;
    Ok(match member.flatten() {
        Some(member) => gate.may(member, category).err(),
        None => Some(Withheld::OutOfScope),
    })
}

/// The category under which a step into treatment was entered.
fn step_category(conn: &Connection, id: i64) -> Result<Category> {
    let kind: Option<StepKind> = conn
        .prepare_cached("select kind from treatment_step where id = ?1")?
        .query_row([id], |row| row.word("kind"))
        .optional()?;
    Ok(Fact::Step(kind.unwrap_or(StepKind::Admission)).category())
}

/// The family whose gate the record's fields have.
fn family_of(store: &Store, record: Record) -> Result<Option<FamilyId>> {
    let sql = match record {
        Record::Family(family) => return Ok(Some(family)),
        Record::Item(_) => "select family_id from action_item where id = ?1",
        Record::Referral(_) => "select family_id from referral where id = ?1",
        Record::Staff(_) => return Ok(None),
    };
    let (_, id, _) = record.rows();
    let found = store.conn.prepare_cached(sql)?.query_row([id], |row| row.num_opt("family_id")).optional()?;
    Ok(found.flatten())
}

/// What the record is called, where the viewer may see it.
fn title(store: &Store, record: Record) -> Result<String> {
    let sites = sites(store.viewer()?);
    let (title, sql) = match record {
        Record::Item(item) => {
            items::in_scope(store.conn(), item, &sites)?;
            return Ok(item.to_string());
        }
        Record::Family(family) => (
            family.to_string(),
            "select '' as name, site_id in (select value from json_each(?2)) as near from family where id = ?1",
        ),
        Record::Referral(referral) => (
            referral.to_string(),
            "select '' as name, site_id in (select value from json_each(?2)) as near from referral where id = ?1",
        ),
        Record::Staff(_) => (
            String::new(),
            "select name, exists (select 1 from staff_site t where t.staff_id = staff.id
               and t.site_id in (select value from json_each(?2))) as near from staff where id = ?1",
        ),
    };
    let (_, id, _) = record.rows();
    let found: Option<(String, bool)> = store
        .conn
        .prepare_cached(sql)?
        .query_row(params![id, sites], |row| Ok((row.get("name")?, row.get("near")?)))
        .optional()?;
    match found {
        None => Err(missing("there is no such record").hint("the lists show what there is")),
        Some((_, false)) => Err(denied("this belongs to a site that is not yours")),
        Some((name, true)) => Ok(if title.is_empty() { name } else { title }),
    }
}

/// How the record came into the file, where an import brought it.
fn origin(store: &Store, table: &str, id: i64) -> Result<String> {
    let sql =
        format!("select i.at, i.source from {table} r join import i on i.id = r.import_id where r.id = ?1");
    let found: Option<(Option<chrono::DateTime<chrono::Utc>>, String)> = store
        .conn
        .prepare_cached(&sql)?
        .query_row([id], |row| Ok((row.instant_opt("at")?, row.get("source")?)))
        .optional()?;
    Ok(found.map_or_else(String::new, |(at, source)| {
        let on = at.map(|at| format!(" on {}", date(store.clock.date_of(at)))).unwrap_or_default();
        format!("Brought in{on} from {source}")
    }))
}
