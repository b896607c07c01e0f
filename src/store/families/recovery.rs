//! What is known of each adult's treatment, in one line, category by category through the gate.

use super::super::Store;
use super::super::gate::Gate;
use super::super::sql::{RowExt, date};
use crate::domain::consent::Category;
use crate::domain::sealed::{Part2, Sealed, Withheld};
use crate::domain::standing;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::Result;
use chrono::{Datelike, NaiveDate};
use rusqlite::params;

/// One adult's facts, not yet gated.
struct Facts {
    member: MemberId,
    alias: String,
    attended: Option<(i64, i64)>,
    level: Option<String>,
    returned_on: Option<NaiveDate>,
}

/// Each adult's line: `attending 3 of 4 this month · level 2.1`, or why it is withheld.
pub(super) fn lines(
    store: &Store,
    gate: &Gate,
    family: FamilyId,
) -> Result<Vec<(MemberId, String, Part2<String>)>> {
    let today = store.clock.today();
    let first = today.with_day(1).unwrap_or(today);
    let mut statement = store.conn.prepare_cached(
        "select m.id, m.alias,
           (select sum(w.offered) from treatment_week w where w.member_id = m.id and w.week_on between ?3 and ?2) as offered,
           (select sum(w.attended) from treatment_week w where w.member_id = m.id and w.week_on between ?3 and ?2) as attended,
           (select e.level_of_care from treatment_episode e where e.member_id = m.id and e.admitted_on <= ?2
              and (e.discharged_on is null or e.discharged_on > ?2) order by e.admitted_on desc limit 1) as level,
           (select max(r.reported_on) from return_to_use r where r.member_id = m.id and r.reported_on <= ?2) as returned_on
         from member m where m.family_id = ?1 and m.kind = 'adult' and (m.left_on is null or m.left_on > ?2)
           and (m.participant = 1 or exists (select 1 from consent c where c.member_id = m.id))
         order by m.participant desc, m.id",
    )?;
    let mut found = Vec::new();
    let mut rows = statement.query(params![family.0, date(today), date(first)])?;
    while let Some(row) = rows.next()? {
        let attended = match (row.get("attended")?, row.get("offered")?) {
            (Some(attended), Some(offered)) => Some((attended, offered)),
            _ => None,
        };
        let facts = Facts {
            member: row.num("id")?,
            alias: row.get("alias")?,
            attended,
            level: row.get("level")?,
            returned_on: row.day_opt("returned_on")?,
        };
        let line = line(gate, &facts, today);
        found.push((facts.member, facts.alias, line));
    }
    Ok(found)
}

/// What may be read is said; what may not is named by its category, whether there is anything or not.
fn line(gate: &Gate, facts: &Facts, today: NaiveDate) -> Part2<String> {
    let attended =
        facts.attended.map(|(attended, offered)| format!("attending {attended} of {offered} this month"));
    let level = facts.level.as_ref().map(|level| format!("level {level}"));
    let returned = facts.returned_on.map(|on| format!("return to use {}", standing::day(on, today)));
    let parts = [
        (Category::Attendance, gate.part2(facts.member, Category::Attendance, attended)),
        (Category::LevelOfCare, gate.part2(facts.member, Category::LevelOfCare, level)),
        (Category::Progress, gate.part2(facts.member, Category::Progress, returned)),
    ];
    let mut said = Vec::new();
    let mut withheld: Vec<(Category, Withheld)> = Vec::new();
    for (category, part) in parts {
        match part {
            Part2::Nothing => {}
            Part2::Shown(text) => said.push(text.open().clone()),
            Part2::Withheld(why) => withheld.push((category, why)),
        }
    }
    if let [(_, why), _, _] = withheld.as_slice() {
        return Part2::Withheld(*why);
    }
    said.extend(withheld.iter().map(|(category, why)| format!("{} {}", category.label(), why.label())));
    if said.is_empty() { Part2::Nothing } else { Part2::Shown(Sealed::new(said.join(" · "))) }
}
