//! The families of a meeting: what was frozen when it began, what was answered, and what the viewer may read.

use super::Head;
use super::before::Before;
use super::facts::{Frozen, said};
use super::note::Place;
use super::part2::{about, adults, consenting};
use super::people::Listed;
use super::written::Written;
use crate::domain::agenda::RECOVERY_RANK;
use crate::domain::consent::Category;
use crate::domain::meeting::{CaseField, CaseState, FieldKind, NoteKind};
use crate::domain::sealed::{Part2, Sealed};
use crate::domain::{FamilyId, MeetingId, MemberId, StaffId};
use crate::error::Result;
use crate::store::Store;
use crate::store::gate::Gate;
use crate::store::sql::{RowExt, date};
use crate::store::view::walk::{WalkCase, WalkField};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

/// A case as it lies in the file.
pub(in crate::store) struct CaseRow {
    pub row: i64,
    pub family: FamilyId,
    pub label: String,
    pub rank: i64,
    pub why: String,
    pub frozen: Frozen,
    pub state: CaseState,
    pub agreement: Option<bool>,
    pub joint_visit: Option<bool>,
    pub plans_aligned: Option<bool>,
    pub decision: Option<String>,
}

fn yes(text: Option<String>) -> Option<bool> {
    text.map(|text| text == "yes")
}

impl Store {
    /// The cases of a meeting, in their order.
    pub(in crate::store) fn case_rows(&self, meeting: MeetingId) -> Result<Vec<CaseRow>> {
        let mut statement = self.conn.prepare_cached(
            "select c.*, f.label from meeting_case c join family f on f.id = c.family_id
             where c.meeting_id = ?1 order by c.position",
        )?;
        let rows = statement.query_map([meeting.0], |row| {
            let facts: String = row.get("facts")?;
            Ok(CaseRow {
                row: row.get("id")?,
                family: row.num("family_id")?,
                label: row.get("label")?,
                rank: row.get("rank")?,
                why: row.get("why")?,
                frozen: serde_json::from_str(&facts).unwrap_or_default(),
                state: row.word("state")?,
                agreement: yes(row.get("agreement")?),
                joint_visit: yes(row.get("joint_visit")?),
                plans_aligned: yes(row.get("plans_aligned")?),
                decision: row.get("decision")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The cases as the viewer gets them.
    pub(super) fn walk_cases(&self, head: &Head, people: &[Listed]) -> Result<Vec<WalkCase>> {
        let rows = self.case_rows(head.id)?;
        let gate = self.walk_gate(&rows.iter().map(|case| case.family).collect::<Vec<_>>())?;
        let (on, fields) = (self.day_of(head), self.fields_of(head)?);
        let written = Written::of(&self.conn, head.id)?;
        let mut past = Before::of(self, head, &gate);
        let mut out = Vec::new();
        for case in rows {
            let recovery = self.recovery(&gate, case.family, on)?;
            let (before, items_before) = past.family(case.family)?;
            out.push(WalkCase {
                row: case.row,
                family: case.family,
                summary: case.frozen.summary.clone(),
                rank: case.rank,
                why: self.why(&gate, &case)?,
                recovery,
                fields: self.case_fields(head, people, &gate, (case.family, &written), &fields)?,
                label: case.label,
                children: case.frozen.children,
                safety: case.frozen.safety,
                joint_visit: case.frozen.joint_visit,
                last_time: case.frozen.last_time,
                before,
                items_before,
                state: case.state,
                agreement: case.agreement,
                joint_visit_agreed: case.joint_visit,
                plans_aligned: case.plans_aligned,
                decision: case.decision,
            });
        }
        Ok(out)
    }

    /// Why a family stands where it stands; what came of treatment only while consent lets it be said.
    pub(in crate::store) fn why(&self, gate: &Gate, case: &CaseRow) -> Result<String> {
        if case.rank == RECOVERY_RANK {
            for adult in adults(&self.conn, case.family)? {
                if let Err(why) = gate.may(adult.member, Category::Progress) {
                    return Ok(why.label().to_owned());
                }
            }
        }
        Ok(case.why.clone())
    }

    /// A line per adult: level of care, attendance of the last month, each within its own category.
    fn recovery(&self, gate: &Gate, family: FamilyId, on: NaiveDate) -> Result<Vec<(String, Part2<String>)>> {
        let mut out = Vec::new();
        for adult in adults(&self.conn, family)? {
            let mut parts = Vec::new();
            let mut withheld = None;
            for (category, fact) in [
                (Category::Attendance, self.attendance_fact(adult.member, on)?),
                (Category::LevelOfCare, self.level_fact(adult.member, on)?),
                (Category::Progress, self.return_fact(adult.member, on)?),
            ] {
                // The gate comes first: that there is nothing would already say something.
                match gate.may(adult.member, category) {
                    Err(why) => withheld = withheld.or(Some(why)),
                    Ok(()) => parts.extend(fact),
                }
            }
            let fact = match (parts.is_empty(), withheld) {
                (false, _) => Part2::Shown(Sealed::new(parts.join(" · "))),
                (true, Some(why)) => Part2::Withheld(why),
                (true, None) => Part2::Nothing,
            };
            out.push((adult.alias, fact));
        }
        Ok(out)
    }

    fn attendance_fact(&self, member: MemberId, on: NaiveDate) -> Result<Option<String>> {
        let from = on.checked_sub_days(chrono::Days::new(31)).unwrap_or(on);
        let (offered, attended) = self.weeks(member, from, on)?;
        Ok((offered > 0).then(|| format!("attended {attended} of {offered} in the last month")))
    }

    fn level_fact(&self, member: MemberId, on: NaiveDate) -> Result<Option<String>> {
        let found: Option<String> = self
            .conn
            .prepare_cached(
                "select level_of_care from treatment_episode where member_id = ?1 and admitted_on <= ?2
                 and (discharged_on is null or discharged_on > ?2) order by admitted_on desc limit 1",
            )?
            .query_row(params![member.0, date(on)], |row| row.get(0))
            .optional()?;
        Ok(found.map(|level| format!("level of care {}", self.settings.lists.level_of_care.label(&level))))
    }

    fn return_fact(&self, member: MemberId, on: NaiveDate) -> Result<Option<String>> {
        let found: Option<String> = self
            .conn
            .prepare_cached(
                "select max(reported_on) from return_to_use where member_id = ?1 and reported_on <= ?2",
            )?
            .query_row(params![member.0, date(on)], |row| row.get(0))?;
        Ok(found
            .and_then(|text| crate::store::sql::read_date(&text))
            .map(|day| format!("return to use reported {}", said(day))))
    }

    fn case_fields(
        &self,
        head: &Head,
        people: &[Listed],
        gate: &Gate,
        (family, written): (FamilyId, &Written),
        fields: &[CaseField],
    ) -> Result<Vec<WalkField>> {
        let mut out = Vec::new();
        for field in fields {
            let blank = WalkField {
                key: field.key.clone(),
                label: field.label.clone(),
                kind: field.kind,
                side: field.side,
                part2: field.part2,
                prompts: field.prompts.clone(),
                author: None,
                body: Part2::Nothing,
                version: 0,
                refused: head.locked().map(str::to_owned),
            };
            if field.kind != FieldKind::Note {
                out.push(blank);
                continue;
            }
            let place =
                Place { kind: NoteKind::Case, side: field.side, part2: field.part2, family: Some(family) };
            for one in people.iter().filter(|one| one.writes(field.side)) {
                let Some(author) = one.person() else { continue };
                let body = self.case_words(head, gate, (family, field, author.id), written)?;
                let refused = self.refused(head, people, &place, author.id)?;
                // The version of what is withheld would say that there is something.
                let told = !matches!(body, Part2::Withheld(_));
                let kept = written.by(family, &field.key, author.id).filter(|_| told);
                let version = kept.map_or(0, |kept| kept.version);
                out.push(WalkField { author: Some(author), body, version, refused, ..blank.clone() });
            }
        }
        Ok(out)
    }

    /// Somebody's words about a family. Where they are treatment information the gate comes first, whether there are
    /// any or not: that there are none would already say something.
    pub(in crate::store) fn case_words(
        &self,
        head: &Head,
        gate: &Gate,
        (family, field, author): (FamilyId, &CaseField, StaffId),
        written: &Written,
    ) -> Result<Part2<String>> {
        let found = written.by(family, &field.key, author);
        let body = found.map(|one| one.body.clone()).filter(|body| !body.is_empty());
        if !field.part2 {
            return Ok(body.map_or(Part2::Nothing, |body| Part2::Shown(Sealed::new(body))));
        }
        let mut members = match found {
            Some(one) => about(&self.conn, one.id)?,
            None => Vec::new(),
        };
        if members.is_empty() {
            let able = consenting(&self.conn, family, self.day_of(head))?;
            members = able.into_iter().map(|(member, _)| member).collect();
        }
        Ok(if members.is_empty() {
            gate.part2_family(family, Category::Progress, body)
        } else {
            gate.part2_all(&members, Category::Progress, body)
        })
    }
}
