//! A meeting that was held: its note, gated for whoever reads it.

use super::Store;
use super::gate::Gate;
use super::sql::RowExt;
use super::view::meeting::{CaseNote, MeetingNote};
use super::walk::{CaseRow, Given, Head, Listed, PairRow, Written, given, listed, people_pairs, said};
use crate::domain::action_item::CarryOutcome;
use crate::domain::meeting::{
    Attendance, CaseField, CaseState, FieldKind, MeetingStatus, MissReason, Verdict,
};
use crate::domain::sealed::Part2;
use crate::domain::{FamilyId, ItemId, MeetingId, StaffId, Word};
use crate::error::{Result, invalid};
use rusqlite::params;

const NOT_ANSWERED: &str = "not answered";

fn yes_no(answer: Option<bool>) -> String {
    answer.map_or(NOT_ANSWERED, |yes| if yes { "yes" } else { "no" }).to_owned()
}

impl Store {
    /// The note of a meeting that was held or is being held, to be read on a screen.
    pub(super) fn meeting_note(&mut self, meeting: MeetingId) -> Result<MeetingNote> {
        let note = self.note_of(meeting, false)?;
        if note.notice {
            self.log_disclosures(meeting)?;
            let families: Vec<_> = note.cases.iter().map(|case| case.family).collect();
            self.viewed(("meeting", meeting.0), &families)?;
        }
        Ok(note)
    }

    /// The note; what leaves the file is without personnel notes, the reader's own among them.
    pub(super) fn note_of(&self, meeting: MeetingId, leaves: bool) -> Result<MeetingNote> {
        let head = self.head(meeting)?;
        if !matches!(head.status, MeetingStatus::InProgress | MeetingStatus::Held | MeetingStatus::Signed) {
            return Err(invalid(format!("{meeting} has no note: it was not held")));
        }
        let pairs = people_pairs(&self.conn, meeting)?;
        let given = given(&self.conn, meeting)?;
        let people = listed(&self.conn, meeting)?;
        let cases = self.case_notes(&head, &people)?;
        let scope = self.treatment_scope(&head, &cases)?;
        let (signatures, can_sign) = self.signature_lines(&head, &pairs, &given)?;
        Ok(MeetingNote {
            id: meeting,
            title: self.title(&head, &pairs)?,
            when: self.when(&head)?,
            verdicts: self.verdict_lines(&head, &pairs, &people)?,
            people: people_lines(&people),
            notice: scope.is_some(),
            scope: scope.unwrap_or_default(),
            cases,
            notes: self.note_lines(&head, leaves)?,
            items: self.item_lines(meeting)?,
            carried: self.carried_lines(meeting)?,
            unanswered: self.unanswered_lines(&head, &given)?,
            digest: self.signed_digest(meeting)?,
            approvals: self.approved_here(meeting)?,
            hand_over: self.may_receive(&head)?,
            signatures,
            addenda: self.addenda(meeting)?,
            can_sign,
        })
    }

    /// The digest that the signatures of a meeting cover.
    fn signed_digest(&self, meeting: MeetingId) -> Result<Option<String>> {
        let sql = "select max(digest) from signature where meeting_id = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([meeting.0], |row| row.get(0))?)
    }

    /// Who signed when and who still has to, and whether the viewer can.
    fn signature_lines(
        &self,
        head: &Head,
        pairs: &[PairRow],
        given: &[Given],
    ) -> Result<(Vec<String>, bool)> {
        let (mut lines, mut can_sign) = (Vec::new(), false);
        for role in self.signing_roles(head, pairs)? {
            match given.iter().find(|one| one.role == role) {
                Some(one) => lines.push(format!("Signed by {}", self.signed_line(one))),
                None => {
                    let who = self.signers(head.id, role)?;
                    let me = self.viewer()?.staff;
                    can_sign |= head.status == MeetingStatus::Held && who.iter().any(|one| one.id == me);
                    let name = who.first().map_or_else(|| format!("the {role}"), |one| one.short.clone());
                    lines.push(format!("Waiting for {name}'s signature"));
                }
            }
        }
        if lines.is_empty() {
            lines.push("This kind of meeting needs no signature".to_owned());
        }
        Ok((lines, can_sign))
    }

    /// Where Part 2 words are shown, the notice belongs under them: the consents behind them.
    fn treatment_scope(&self, head: &Head, cases: &[CaseNote]) -> Result<Option<Vec<String>>> {
        let fields = self.fields_of(head)?;
        let part2 = |label: &str| {
            fields.iter().any(|field| field.part2 && label.starts_with(&format!("{} (", field.label)))
        };
        let shown = |(label, words): &(String, Part2<String>)| part2(label) && words.shown().is_some();
        let families: Vec<_> =
            cases.iter().filter(|case| case.notes.iter().any(shown)).map(|case| case.family).collect();
        if families.is_empty() {
            return Ok(None);
        }
        let scopes = families.into_iter().map(|family| self.consent_scope(family));
        Ok(Some(scopes.collect::<Result<Vec<_>>>()?.concat()))
    }

    fn pair_verdict(&self, head: &Head, pair: &PairRow) -> String {
        let kind = pair.kind_held.as_deref().unwrap_or(&head.kind);
        let said = self.verdict_line(&head.kind, kind, pair.verdict);
        let known = MissReason::parse(&pair.reason).map(|reason| reason.label().to_owned());
        let reason = known.unwrap_or_else(|| pair.reason.clone());
        let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
        format!("{}: {said}{reason}", pair.name())
    }

    /// What the meeting was: a line per pair, or one for the whole.
    fn verdict_lines(&self, head: &Head, pairs: &[PairRow], people: &[Listed]) -> Result<Vec<String>> {
        if pairs.is_empty() {
            let verdict = self.judge_whole(head, people)?;
            return Ok(vec![format!("{}.", verdict.sentence)]);
        }
        Ok(pairs.iter().map(|pair| self.pair_verdict(head, pair)).collect())
    }

    fn verdict_line(&self, planned: &str, held: &str, verdict: Option<Verdict>) -> String {
        let label = |key: &str| self.settings.meetings.label(key).to_owned();
        match verdict {
            Some(Verdict::Counts) => format!("counts as {}", label(planned)),
            Some(Verdict::HeldAsOther) => format!("held as {}, {} missed", label(held), label(planned)),
            Some(Verdict::DoesNotCount) => format!("recorded, does not count as {}", label(planned)),
            None => "not closed yet".to_owned(),
        }
    }

    /// `Tue 24 Nov 2026, 10:02 to 11:21, 79 of 90 min`.
    fn when(&self, head: &Head) -> Result<String> {
        let day = self.day_of(head).format("%a %-d %b %Y");
        let planned = head.planned_minutes.map_or_else(String::new, |minutes| format!(" of {minutes}"));
        if let (Some(began), Some(ended)) = (head.began_at, head.ended_at) {
            let zone = self.clock.zone();
            let (from, to) = (began.with_timezone(&zone), ended.with_timezone(&zone));
            let minutes = (ended - began).num_minutes();
            let (from, to) = (from.format("%-H:%M"), to.format("%-H:%M"));
            return Ok(format!("{day}, {from} to {to}, {minutes}{planned} min"));
        }
        let seconds: i64 = self
            .conn
            .prepare_cached("select coalesce(sum(seconds), 0) from meeting_step where meeting_id = ?1")?
            .query_row([head.id.0], |row| row.get(0))?;
        let afterwards = if head.afterwards { ", recorded afterwards" } else { "" };
        Ok(format!("{day}, {}{planned} min{afterwards}", seconds / 60))
    }

    fn case_notes(&self, head: &Head, people: &[Listed]) -> Result<Vec<CaseNote>> {
        let written = Written::of(&self.conn, head.id)?;
        let rows = self.case_rows(head.id)?;
        let gate = self.walk_gate(&rows.iter().map(|case| case.family).collect::<Vec<_>>())?;
        let fields = self.fields_of(head)?;
        let mut out = Vec::new();
        for case in rows {
            out.push(CaseNote {
                family: case.family,
                // A case staffing was not held for its family's place among others.
                why: if head.family.is_some() { String::new() } else { self.why(&gate, &case)? },
                facts: facts(&case),
                state: case.state.label().to_owned(),
                notes: self.case_lines((head, people), (&gate, &written), case.family, &fields)?,
                answers: self.case_answers(&case, &fields),
            });
        }
        Ok(out)
    }

    /// The answers about a family and its decision; nothing about one that did not come up.
    fn case_answers(&self, case: &CaseRow, fields: &[CaseField]) -> Vec<(String, String)> {
        let mut out = answers(case, fields);
        let decision = case.decision.as_deref().map(|key| self.settings.lists.case_decision.label(key));
        out.push(("Decision".to_owned(), decision.unwrap_or(NOT_ANSWERED).to_owned()));
        let came_up = case.state == CaseState::Discussed || out.iter().any(|(_, said)| said != NOT_ANSWERED);
        if came_up { out } else { Vec::new() }
    }

    /// The words about a family, by field and author.
    fn case_lines(
        &self,
        (head, people): (&Head, &[Listed]),
        (gate, written): (&Gate, &Written),
        family: FamilyId,
        fields: &[CaseField],
    ) -> Result<Vec<(String, Part2<String>)>> {
        let mut out = Vec::new();
        for field in fields.iter().filter(|field| field.kind == FieldKind::Note) {
            for one in people.iter().filter(|one| one.writes(field.side)) {
                let Some(author) = one.staff else { continue };
                let words = self.case_words(head, gate, (family, field, author), written)?;
                if words != Part2::Nothing {
                    out.push((format!("{} ({})", field.label, one.short), words));
                }
            }
        }
        Ok(out)
    }

    /// Notes about the meeting, and on a screen the viewer's own personnel notes.
    fn note_lines(&self, head: &Head, leaves: bool) -> Result<Vec<(String, String, String)>> {
        let steps = self.steps_of(head)?;
        let mut statement = self.conn.prepare_cached(
            "select n.field, s.name, n.body from note n join staff s on s.id = n.author_id
             where n.meeting_id = ?1 and n.family_id is null and n.body <> ''
               and (n.kind = 'meeting' or (n.kind = 'personnel' and n.author_id = ?2 and not ?3)) order by n.id",
        )?;
        let rows = statement.query_map(params![head.id.0, self.viewer()?.staff.0, leaves], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        let found: Vec<(String, String, String)> = rows.collect::<rusqlite::Result<_>>()?;
        let title = |key: &str| steps.iter().find(|step| step.key == key).map(|step| step.title.clone());
        let place = |key: &str| steps.iter().position(|step| step.key == key).unwrap_or(steps.len());
        let mut placed: Vec<_> = found.into_iter().map(|one| (place(&one.0), one)).collect();
        placed.sort_by_key(|(place, _)| *place);
        Ok(placed
            .into_iter()
            .map(|(_, (key, author, body))| (title(&key).unwrap_or(key), author, body))
            .collect())
    }

    /// The items born here: as they were when signed, and what changed since.
    fn item_lines(&self, meeting: MeetingId) -> Result<Vec<(ItemId, String, String, String)>> {
        let mut statement = self.conn.prepare_cached(
            "select i.id, i.description as now_what, i.due_on as now_due, n.name as now_owner,
               coalesce(k.description, i.description) as what, coalesce(k.due_on, i.due_on) as due, coalesce(o.name, n.name) as owner
             from action_item i join staff n on n.id = i.owner_id
             left join meeting_item k on k.action_item_id = i.id and k.meeting_id = i.born_meeting_id
             left join staff o on o.id = k.owner_id where i.born_meeting_id = ?1 order by i.id",
        )?;
        let rows = statement.query_map([meeting.0], |row| {
            let due = row.day("due")?.format("%-d %b %Y").to_string();
            let now_due = row.day("now_due")?.format("%-d %b %Y").to_string();
            let text = |column| row.get::<_, String>(column);
            let (what, owner) = (text("what")?, text("owner")?);
            let then = [&what, &owner, &due];
            let now = [&text("now_what")?, &text("now_owner")?, &now_due];
            let changed: Vec<&str> = now
                .iter()
                .zip(then)
                .filter(|(now, then)| **now != *then)
                .map(|(now, _)| now.as_str())
                .collect();
            let said =
                if changed.is_empty() { what } else { format!("{what} (now: {})", changed.join(", ")) };
            Ok((row.num("id")?, said, owner, due))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn carried_lines(&self, meeting: MeetingId) -> Result<Vec<(ItemId, String, String)>> {
        let mut statement = self.conn.prepare_cached(
            "select i.id, i.description, c.outcome, c.verified, c.reason from action_item_carry c
             join action_item i on i.id = c.action_item_id where c.meeting_id = ?1 order by i.id",
        )?;
        let rows = statement.query_map([meeting.0], |row| {
            let outcome: Option<CarryOutcome> = row.word_opt("outcome")?;
            let verified = match row.get::<_, Option<bool>>("verified")? {
                Some(true) => ", verified",
                Some(false) => ", not verified",
                None => "",
            };
            let outcome = outcome.map_or(NOT_ANSWERED, Word::label);
            let reason: String = row.get("reason")?;
            let why = if reason.is_empty() { reason } else { format!(": {reason}") };
            Ok((row.num("id")?, row.get("description")?, format!("{outcome}{why}{verified}")))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// As it was read back before the first signature; before that, as it stands.
    fn unanswered_lines(&self, head: &Head, given: &[Given]) -> Result<Vec<String>> {
        if given.is_empty() {
            return Ok(self.load(head.id)?.unanswered);
        }
        let kept: String = self
            .conn
            .prepare_cached("select unanswered from signature where meeting_id = ?1 order by id limit 1")?
            .query_row([head.id.0], |row| row.get(0))?;
        Ok(serde_json::from_str(&kept).unwrap_or_default())
    }
}

/// Everybody on the list, the role, and how they took part.
fn people_lines(people: &[Listed]) -> Vec<(String, String, String)> {
    let name_of = |id: StaffId| {
        people.iter().find(|one| one.staff == Some(id)).map_or_else(|| id.to_string(), |one| one.name.clone())
    };
    let line = |one: &Listed| {
        let mut took = one.attendance.map_or(NOT_ANSWERED, Attendance::label).to_owned();
        if let Some(minutes) = one.late {
            took.push_str(&format!(", {minutes} min late"));
        }
        if let Some(minutes) = one.left_early {
            took.push_str(&format!(", left {minutes} min early"));
        }
        if let Some(away) = one.deputy_for {
            took.push_str(&format!(", for {}", name_of(away)));
        }
        (one.name.clone(), one.role.label().to_owned(), took)
    };
    people.iter().map(line).collect()
}

/// What was known of a family's children when the meeting took place.
fn facts(case: &CaseRow) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for child in &case.frozen.children {
        let age = if child.age.is_empty() { String::new() } else { format!(", {}", child.age) };
        let late = child.days.filter(|_| child.overdue);
        let seen = match (child.seen_on, late) {
            (Some(on), None) => format!("seen {} by {}", said(on), child.seen_by),
            (Some(on), Some(days)) => format!("seen {} by {}, {days} d before", said(on), child.seen_by),
            (None, Some(days)) => format!("not seen in {days} d"),
            (None, None) => "not seen yet".to_owned(),
        };
        out.push((format!("{}{age}", child.alias), seen));
    }
    let visit = case.frozen.joint_visit.map_or_else(String::new, said);
    for (name, value) in
        [("Safety", &case.frozen.safety), ("Joint visit", &visit), ("Last time", &case.frozen.last_time)]
    {
        if !value.is_empty() {
            out.push((name.to_owned(), value.clone()));
        }
    }
    out
}

/// The yes-or-no answers of a family, by the labels of the fields.
fn answers(case: &CaseRow, fields: &[CaseField]) -> Vec<(String, String)> {
    let one = |field: &CaseField| {
        let answer = match (field.kind, field.key.as_str()) {
            (FieldKind::Agreement, _) => case.agreement,
            (FieldKind::YesNo, "joint_visit") => case.joint_visit,
            (FieldKind::YesNo, "plans_aligned") => case.plans_aligned,
            _ => return None,
        };
        Some((field.label.clone(), yes_no(answer)))
    };
    fields.iter().filter_map(one).collect()
}
