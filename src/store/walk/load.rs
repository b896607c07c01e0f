//! The whole state of a meeting, for the person who looks.

use super::Head;
use super::head::facilitate;
use super::note::Place;
use super::people::{Listed, PairRow, covered_by, listed, pairs, person};
use super::sign::given;
use crate::domain::meeting::{FieldKind, FieldSide, MeetingStatus, NoteKind, Panel, Step};
use crate::domain::schedule::suitable_day;
use crate::domain::sealed::{Part2, Sealed};
use crate::domain::{MeetingId, StaffId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::cadences::Cadences;
use crate::store::sql::RowExt;
use crate::store::view::schedule::About as SeriesOf;
use crate::store::view::walk::{NextDate, Walk, WalkField, WalkPerson, WalkSignature, WalkStep, WalkVerdict};
use rusqlite::{OptionalExtension, params};
use std::collections::HashMap;

impl Store {
    /// `Co-Supervision, Lee + Brooks and Kim + Shah`, `Individual (IW), Lee`, `Case staffing, F-0197`.
    pub(in crate::store) fn title(&self, head: &Head, pairs: &[PairRow]) -> Result<String> {
        let label = self.settings.meetings.label(&head.kind);
        let about = match (head.worker, head.family) {
            (Some(worker), _) => person(&self.conn, worker)?.short,
            (None, Some(family)) => family.to_string(),
            (None, None) => {
                let names: Vec<String> = pairs.iter().map(PairRow::name).collect();
                names.join(" and ")
            }
        };
        Ok(if about.is_empty() { label.to_owned() } else { format!("{label}, {about}") })
    }

    /// The state, and a line in the disclosure log for what it shows of treatment.
    pub(super) fn load_walk(&mut self, meeting: MeetingId) -> Result<Walk> {
        let walk = self.load(meeting)?;
        if walk.notice.is_some() {
            self.log_disclosures(meeting)?;
            let families: Vec<_> = walk.cases.iter().map(|case| case.family).collect();
            self.viewed(("meeting", meeting.0), &families)?;
        }
        for (family, read) in self.told(&walk.points)? {
            crate::store::families::disclose(self, family, &read, "points for a meeting")?;
        }
        Ok(walk)
    }

    /// The state.
    pub(in crate::store) fn load(&self, meeting: MeetingId) -> Result<Walk> {
        let head = self.head(meeting)?;
        let on = self.day_of(&head);
        let (people, pairs) = (listed(&self.conn, meeting)?, pairs(&self.conn, meeting)?);
        let mut steps = self.walk_steps(&head)?;
        self.tell_reports(&head.kind, on, &mut steps)?;
        let cases = self.walk_cases(&head, &people)?;
        let families: Vec<_> = cases.iter().map(|case| case.family).collect();
        let workers = self.workers_in(&head, &pairs)?;
        let points = self.points_of(meeting)?;
        let told = points.iter().any(|point| point.part2 && point.body.shown().is_some());
        let shown = told
            || cases.iter().any(|case| {
                case.recovery.iter().any(|(_, fact)| fact.shown().is_some())
                    || super::before::tells(&case.before)
                    || case.fields.iter().any(|field| field.part2 && field.body.shown().is_some())
            });
        let mut walk = Walk {
            id: meeting,
            kind: head.kind.clone(),
            title: self.title(&head, &pairs)?,
            status: head.status,
            on,
            afterwards: head.afterwards,
            locked: self.locked_here(&head)?,
            step: head.step.clone(),
            elapsed_seconds: steps.iter().map(|step| step.seconds).sum(),
            planned_minutes: head
                .planned_minutes
                .unwrap_or_else(|| steps.iter().map(|step| step.minutes).sum()),
            about: self.about(&head)?,
            verdicts: self.walk_verdicts(&head, &people, &pairs)?,
            people: self.walk_people(&head, &people)?,
            others: self.others(&people)?,
            statement: self.settings.notices.confidentiality.join("\n"),
            without_consent: self.without_consent(&families)?,
            carried: self.carried_items(meeting, on)?,
            points,
            caseload: self.caseload_lines(&workers, on)?,
            referrals: self.referral_lines(on)?,
            triggers: self.triggers(&head, &cases, on)?,
            documentation: self.documentation(&workers, on)?,
            notes: self.step_notes(&head, &people)?,
            items: self.born_items(meeting)?,
            decisions: self.decisions(),
            unanswered: Vec::new(),
            next: self.walk_next(&head, on)?,
            signatures: self.walk_signatures(&head, &pairs)?,
            drafts: self.walk_drafts(meeting)?,
            addenda: self.addenda(meeting)?,
            notice: shown.then(|| self.settings.notices.part2.clone()),
            board: self.board(&head)?,
            cases,
            steps,
        };
        walk.unanswered = super::panels::unanswered(&walk);
        Ok(walk)
    }

    fn locked_here(&self, head: &Head) -> Result<Option<String>> {
        if let Some(why) = head.locked() {
            return Ok(Some(why.to_owned()));
        }
        let act = facilitate(self.kind_rules(&head.kind)?);
        Ok(self.allow(act).err().map(|error| error.message))
    }

    fn walk_steps(&self, head: &Head) -> Result<Vec<WalkStep>> {
        let mut statement = self
            .conn
            .prepare_cached("select step, seconds, done, answer from meeting_step where meeting_id = ?1")?;
        let kept: HashMap<String, (i64, bool, Option<String>)> = statement
            .query_map([head.id.0], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))))?
            .collect::<rusqlite::Result<_>>()?;
        let one = |step: Step| {
            let (seconds, done, answer) = kept.get(&step.key).cloned().unwrap_or_default();
            WalkStep {
                key: step.key,
                title: step.title,
                panel: step.panel,
                minutes: step.minutes,
                function: step.function,
                prompts: step.prompts,
                reports: Vec::new(),
                seconds,
                done,
                answer: answer.and_then(|text| text.parse().ok()),
            }
        };
        Ok(self.steps_of(head)?.into_iter().map(one).collect())
    }

    fn walk_verdicts(&self, head: &Head, people: &[Listed], pairs: &[PairRow]) -> Result<Vec<WalkVerdict>> {
        if pairs.is_empty() {
            let verdict = self.judge_whole(head, people)?;
            return Ok(vec![WalkVerdict {
                row: None,
                of: String::new(),
                sentence: verdict.sentence,
                counts: verdict.counts,
                offer: None,
                held_as: None,
                reason: String::new(),
            }]);
        }
        let planned = self.kind_rules(&head.kind)?;
        let meetings = &self.settings.meetings;
        let named = |key: &str| (key.to_owned(), meetings.label(key).to_owned());
        let mut out = Vec::new();
        for pair in pairs {
            let verdict = self.judge(planned, people, Some(pair));
            let held_as = pair.kind_held.clone().filter(|held| *held != head.kind);
            let (mut counts, mut sentence) = (verdict.counts, verdict.sentence);
            if let Some(other) = held_as.as_deref().and_then(|key| meetings.kind(key)) {
                let as_other = self.judge(other, people, Some(pair));
                if as_other.counts {
                    counts = true;
                    sentence = format!("Held as {}; the planned {} is missed", other.label, planned.label);
                }
            }
            out.push(WalkVerdict {
                row: Some(pair.row),
                of: pair.name(),
                sentence,
                counts,
                offer: verdict.offer.as_deref().map(named),
                held_as: held_as.as_deref().map(named),
                reason: pair.reason.clone(),
            });
        }
        Ok(out)
    }

    fn walk_people(&self, head: &Head, people: &[Listed]) -> Result<Vec<WalkPerson>> {
        let on = self.day_of(head);
        let mut out = Vec::new();
        for one in people {
            let may_deputise = match one.staff {
                Some(staff) => covered_by(&self.conn, staff, on)?,
                None => Vec::new(),
            };
            out.push(WalkPerson {
                row: one.row,
                staff: one.staff,
                name: one.name.clone(),
                short: one.short.clone(),
                role: one.role,
                attendance: one.attendance,
                late: one.late,
                left_early: one.left_early,
                deputy_for: one.deputy_for,
                may_deputise,
            });
        }
        Ok(out)
    }

    /// The notes about the meeting: a field per step that offers one and supervisor on the list.
    fn step_notes(&self, head: &Head, people: &[Listed]) -> Result<Vec<WalkField>> {
        let mut out = Vec::new();
        for step in self.steps_of(head)? {
            let Some(kind) = step.note.kind() else { continue };
            if step.panel == Panel::Cases {
                continue;
            }
            let place = Place { kind, side: FieldSide::Both, part2: false, family: None };
            let viewer = self.viewer()?.staff;
            for one in people.iter().filter(|one| one.role.is_supervisor()) {
                let Some(author) = one.person() else { continue };
                // That somebody else wrote of the worker is theirs alone to know.
                if kind == NoteKind::Personnel && author.id != viewer {
                    continue;
                }
                let (body, version) = self.step_words(head.id, &step.key, author.id, kind.word())?;
                out.push(WalkField {
                    key: step.key.clone(),
                    label: step.title.clone(),
                    kind: FieldKind::Note,
                    side: FieldSide::Both,
                    part2: false,
                    prompts: step.prompts.clone(),
                    refused: self.refused(head, people, &place, author.id)?,
                    author: Some(author),
                    body,
                    version,
                });
            }
        }
        Ok(out)
    }

    /// A personnel note is read by its author and the worker alone.
    fn step_words(
        &self,
        meeting: MeetingId,
        field: &str,
        author: StaffId,
        kind: &str,
    ) -> Result<(Part2<String>, i64)> {
        if kind == "personnel" && author != self.viewer()?.staff {
            return Ok((Part2::Nothing, 0));
        }
        let found: Option<(String, i64)> = self
            .conn
            .prepare_cached(
                "select body, version from note where meeting_id = ?1 and family_id is null and field = ?2 and author_id = ?3
                   and kind = ?4",
            )?
            .query_row(params![meeting.0, field, author.0, kind], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((body, version)) = found else { return Ok((Part2::Nothing, 0)) };
        let body = if body.is_empty() { Part2::Nothing } else { Part2::Shown(Sealed::new(body)) };
        Ok((body, version))
    }

    fn walk_next(&self, head: &Head, on: chrono::NaiveDate) -> Result<NextDate> {
        let rules = self.kind_rules(&head.kind)?;
        let pairs = pairs(&self.conn, head.id)?;
        let series = match head.worker {
            Some(worker) => SeriesOf::Worker(worker),
            None => SeriesOf::Pairs(pairs.iter().map(|pair| (pair.iw.id, pair.rc.id)).collect()),
        };
        let who = match (head.worker, pairs.first()) {
            (Some(worker), _) => vec![worker],
            (None, pair) => pair.iter().flat_map(|pair| [pair.iw.id, pair.rc.id]).collect(),
        };
        let (rhythm, every) = (self.rhythm(&head.kind, &series)?, Cadences::load(self)?.of(rules, &who));
        let proposed = every.due_after(on).and_then(|due| {
            Some(suitable_day(&self.settings.calendar.calendar(), due, on.succ_opt()?, rhythm.weekday))
        });
        let chosen = self.next_of(head)?;
        let planned = match self.about(head)?.first() {
            Some(about) => self.meeting_about(&head.kind, *about, MeetingStatus::Scheduled, on)?,
            None => None,
        };
        let planned = planned.and_then(|(id, day)| Some((id, day.filter(|day| *day > on)?)));
        Ok(NextDate { proposed, at: rhythm.at, chosen, meeting: head.next, planned })
    }

    /// When the next one is: as it is planned, or as it was chosen until the close.
    pub(super) fn next_of(&self, head: &Head) -> Result<Option<chrono::NaiveDateTime>> {
        let Some(next) = head.next else { return self.chosen_next(head.id) };
        let at = self.planned_at(next)?;
        Ok(at.map(|at| self.clock.date_of(at).and_time(self.clock.time_of(at))))
    }

    /// When a meeting is to be.
    fn planned_at(&self, meeting: MeetingId) -> Result<Option<chrono::DateTime<chrono::Utc>>> {
        Ok(self
            .conn
            .prepare_cached("select scheduled_at from meeting where id = ?1")?
            .query_row([meeting.0], |row| row.instant_opt("scheduled_at"))?)
    }

    fn walk_signatures(&self, head: &Head, pairs: &[PairRow]) -> Result<Vec<WalkSignature>> {
        let there = given(&self.conn, head.id)?;
        let mut out = Vec::new();
        for role in self.signing_roles(head, pairs)? {
            let signed = there.iter().find(|one| one.role == role).map(|one| self.signed_line(one));
            let refused = match head.status {
                _ if signed.is_some() => Some("Signed already".to_owned()),
                MeetingStatus::Held => {
                    self.state().as_of.map(|_| "You are looking at another day".to_owned())
                }
                MeetingStatus::InProgress => Some("Close the meeting first".to_owned()),
                _ => Some("There is nothing to sign".to_owned()),
            };
            out.push(WalkSignature { role, who: self.signers(head.id, role)?, signed, refused });
        }
        Ok(out)
    }

    /// `Dana Ortiz, 24 Nov 2026 11:21`.
    pub(in crate::store) fn signed_line(&self, one: &super::sign::Given) -> String {
        let at = one.at.with_timezone(&self.clock.zone()).format("%-d %b %Y %H:%M");
        match &one.for_name {
            Some(name) => format!("{} for {name}, {at}", one.name),
            None => format!("{}, {at}", one.name),
        }
    }

    fn walk_drafts(&self, meeting: MeetingId) -> Result<Vec<(String, String, String)>> {
        let mut statement = self.conn.prepare_cached(
            "select field, body, at from draft where staff_id = ?1 and entity = 'meeting' and entity_id = ?2 order by field",
        )?;
        let rows = statement.query_map(params![self.viewer()?.staff.0, meeting.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
