//! The lists as JSON: one object, stable names, dates as `YYYY-MM-DD`, numbers of records as people say them.
//!
//! A Part 2 value is an object: `{"shown": …}`, `{"withheld": "[withheld: no consent]"}`, or null where there is none.

use crate::domain::Word;
use crate::domain::sealed::Part2;
use crate::domain::text::clean;
use crate::error::Result;
use crate::store::Store;
use crate::store::view::caseload::{
    FamilyRow, ItemRow, MeetingRow, PairRow, ReferralRow, StaffRow, VacancyRow, WorkerRow,
};
use crate::store::view::referral::{Pipeline, WaitRow};
use crate::store::view::{Mark, Person, Standing};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Wraps what a command answers: `schema`, whose file, which day, who asked, and the answer's own fields.
///
/// # Errors
/// Nobody is signed in.
pub fn envelope(store: &Store, name: &str, body: Value) -> Result<String> {
    let mut all = Map::new();
    all.insert("schema".into(), json!(format!("ifr.{name}.1")));
    all.insert("partnership".into(), json!(store.meta().partnership));
    all.insert("demo".into(), json!(store.meta().demo));
    all.insert("today".into(), json!(store.clock().today()));
    all.insert("viewer".into(), json!(store.viewer()?.name));
    match body {
        Value::Object(fields) => all.extend(fields),
        other => {
            all.insert(name.to_owned(), other);
        }
    }
    let mut all = Value::Object(all);
    tidy(&mut all);
    Ok(format!("{all:#}\n"))
}

/// Takes control characters out of every text, so that JSON shown on a terminal is harmless, too.
fn tidy(value: &mut Value) {
    match value {
        Value::String(text) => *text = clean(text),
        Value::Array(list) => list.iter_mut().for_each(tidy),
        Value::Object(map) => map.values_mut().for_each(tidy),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn person(person: &Person) -> Value {
    json!({ "id": person.id.0, "name": person.name, "short": person.short })
}

fn person_opt(of: Option<&Person>) -> Value {
    of.map_or(Value::Null, person)
}

fn mark(mark: Mark) -> Value {
    json!(mark)
}

fn standing(standing: &Standing) -> Value {
    json!({ "mark": standing.mark, "text": standing.text, "on": standing.on })
}

/// A Part 2 value: absent, shown, or withheld with the reason.
pub fn part2<T: serde::Serialize>(fact: &Part2<T>) -> Value {
    match fact {
        Part2::Nothing => Value::Null,
        Part2::Withheld(why) => json!({ "withheld": why.label() }),
        Part2::Shown(_) => json!({ "shown": fact.shown() }),
    }
}

/// A family in a list.
pub fn family(row: &FamilyRow) -> Value {
    json!({
        "family": row.id.to_string(), "case_number": row.case_number, "label": row.label, "site": row.site,
        "status": row.status.word(), "open_days": row.open_days, "children": row.children, "infants": row.infants,
        "intact_worker": person_opt(row.iw.as_ref()), "recovery_coordinator": person_opt(row.rc.as_ref()),
        "enrolled": row.enrolled, "phase": part2(&row.phase), "child_seen": standing(&row.child_seen),
        "reviewed": standing(&row.reviewed), "mark": mark(row.mark),
    })
}

/// Families in a list.
pub fn families(rows: &[Arc<FamilyRow>]) -> Value {
    rows.iter().map(|row| family(row)).collect()
}

/// A worker with their families.
pub fn worker(row: &WorkerRow) -> Value {
    json!({
        "worker": person(&row.person), "role": row.role.word(), "fte": row.fte, "open": row.open,
        "capacity": row.capacity, "mark": mark(row.mark), "individual": standing(&row.individual),
        "families": families(&row.families),
    })
}

/// A pair with the families it shares.
pub fn pair(row: &PairRow) -> Value {
    json!({
        "intact_worker": person(&row.iw), "recovery_coordinator": person(&row.rc),
        "co_supervision": standing(&row.co_supervision), "joint": standing(&row.joint),
        "families": families(&row.families),
    })
}

/// A referral.
pub fn referral(row: &ReferralRow) -> Value {
    json!({
        "referral": row.id.to_string(), "received_on": row.received_on, "source": row.source, "site": row.site,
        "county": row.county, "family": row.family.map(|id| id.to_string()), "status": row.status.word(),
        "reason": row.reason, "assigned_to": person_opt(row.assigned_to.as_ref()), "waits_days": row.waits_days,
        "standing": standing(&row.standing),
    })
}

/// How long referrals take, and the wait lists.
pub fn pipeline(pipeline: &Pipeline) -> Value {
    let [fresh, watched, late] = pipeline.ageing;
    let median = |(step, days, count): &(&str, Option<f64>, usize)| json!({ "from_to": step, "median_days": days, "n": count });
    let wait = |row: &WaitRow| {
        json!({
            "place": row.place, "referral": row.id.to_string(), "site": row.site, "since": row.since,
            "standing": standing(&row.standing),
        })
    };
    json!({
        "ageing": { "amber_days": pipeline.limits.0, "red_days": pipeline.limits.1,
            "fresh": fresh, "watched": watched, "late": late },
        "medians": pipeline.medians.iter().map(median).collect::<Value>(), "over_days": pipeline.over_days,
        "wait_list": pipeline.wait.iter().map(wait).collect::<Value>(),
    })
}

/// A person on the staff.
pub fn staff(row: &StaffRow) -> Value {
    let credential = row.credential.as_ref();
    json!({
        "person": person(&row.person), "role": row.role.word(), "agency": row.agency, "sites": row.sites,
        "fte": row.fte, "status": row.status.word(), "open": row.load.map(|(open, _)| open),
        "capacity": row.load.map(|(_, capacity)| capacity),
        "credential": credential.map(|(kind, ends)| json!({ "kind": kind, "ends": standing(ends) })),
        "leaves_on": row.leaves_on,
    })
}

/// A vacant position.
pub fn vacancy(row: &VacancyRow) -> Value {
    json!({
        "id": row.id, "role": row.role.word(), "site": row.site, "fte": row.fte, "since": row.since, "days": row.days,
        "recruitment": row.recruitment.map(Word::word), "cover": person_opt(row.cover.as_ref()),
    })
}

/// A meeting.
pub fn meeting(row: &MeetingRow) -> Value {
    json!({
        "meeting": row.id.map(|id| id.to_string()), "kind": row.kind_key, "title": row.kind, "about": row.about,
        "when": row.when, "on": row.on, "standing": standing(&row.standing), "verdict": row.verdict,
    })
}

/// An action item.
pub fn item(row: &ItemRow) -> Value {
    json!({
        "item": row.id.to_string(), "description": row.description, "owner": person(&row.owner), "due_on": row.due_on,
        "standing": standing(&row.standing), "family": row.family.map(|id| id.to_string()), "category": row.category,
        "priority": row.priority.word(), "status": row.status.word(), "meeting": row.born.map(|id| id.to_string()),
        "age_days": row.age_days, "carries": row.carries, "verified": row.verified, "escalated": row.escalated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sealed::{Sealed, Withheld};

    #[test]
    fn what_is_withheld_says_so_and_nothing_else() {
        assert_eq!(part2(&Part2::Shown(Sealed::new(3))), json!({ "shown": 3 }));
        assert_eq!(part2::<i64>(&Part2::Nothing), Value::Null);
        let withheld = part2::<i64>(&Part2::Withheld(Withheld::NoConsent(None)));
        assert_eq!(withheld, json!({ "withheld": "[withheld: no consent]" }));
    }

    #[test]
    fn no_text_carries_escapes() {
        let mut value = json!({ "a": ["x\u{1b}[31m\u{9b}y", 1], "b": { "c": "\u{202e}z" } });
        tidy(&mut value);
        assert_eq!(value, json!({ "a": ["x[31my", 1], "b": { "c": "z" } }));
    }
}
