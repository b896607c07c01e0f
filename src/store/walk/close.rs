//! How a meeting ends: the verdicts stand, carried items change, the next one is made.

use super::Head;
use super::answer::NEXT;
use super::people::{listed, pairs};
use crate::domain::action_item::{CarryOutcome, ItemStatus};
use crate::domain::meeting::{MeetingStatus, Verdict};
use crate::domain::{ItemId, MeetingId, StaffId};
use crate::error::{Kind, Result, invalid};
use crate::store::Store;
use crate::store::sql::{RowExt, word};
use crate::store::write::{Granted, OpId, Tx, What};
use chrono::{NaiveDate, NaiveDateTime};
use rusqlite::{OptionalExtension, params};

/// What a pair's meeting was.
struct Judged {
    row: i64,
    verdict: Verdict,
    kind_held: Option<String>,
    reason: String,
    pair: (StaffId, StaffId),
}

/// What became of a carried item.
struct Outcome {
    item: ItemId,
    outcome: Option<CarryOutcome>,
    verified: bool,
    reason: String,
    carries: i64,
    open: bool,
    escalated: bool,
}

/// What the close goes by: every answer that is given or taken back changes it.
const ANSWERS: &str = "
    select (select count(*) + coalesce(sum(version), 0) from meeting_person where meeting_id = ?1)
      + (select count(*) + coalesce(sum(version), 0) from meeting_pair where meeting_id = ?1)
      + (select count(*) + coalesce(sum(version), 0) from action_item_carry where meeting_id = ?1)
      + (select count(*) + coalesce(sum(version), 0) from meeting_step where meeting_id = ?1)";

/// How often the close looks again where somebody answers at the same moment.
const AGAIN: usize = 3;

impl Store {
    /// Ends the meeting, over the answers as they are when it ends.
    pub(super) fn close_meeting(&mut self, op: OpId, meeting: MeetingId) -> Result<MeetingId> {
        let mut tried = 0;
        loop {
            // The answers first: one that comes in between is found when the close is written.
            let answers = Granted::read(&self.conn, ANSWERS, [meeting.0.into()])?;
            let done = self.close_over(op, meeting, answers);
            self.granted = None;
            tried += 1;
            match done {
                Err(error) if error.kind == Kind::Conflict && tried < AGAIN => {}
                done => return done,
            }
        }
    }

    fn close_over(&mut self, op: OpId, meeting: MeetingId, answers: Granted) -> Result<MeetingId> {
        let head = self.open_head(meeting)?;
        if head.status == MeetingStatus::Held {
            return Ok(meeting);
        }
        let judged = self.judged(meeting, &head.kind)?;
        let pairs: Vec<_> = judged.iter().map(|one| one.pair).collect();
        let outcomes = self.outcomes(meeting)?;
        let on = self.day_of(&head);
        let now = self.clock.now();
        let ended = (!head.afterwards).then_some(now);
        let next = self.chosen_next(meeting)?.map(|at| self.clock.instant(at.date(), at.time()));
        let after = self.settings.thresholds.action_item.escalate_after_carries;
        let viewer = self.viewer()?.staff;
        self.granted = Some(answers);
        self.write(op, What::of("close_meeting", "meeting", meeting.0), |tx| {
            for one in &judged {
                tx.set(
                    "meeting_pair",
                    one.row,
                    &[
                        ("verdict", &word(one.verdict)),
                        ("kind_held", &one.kind_held),
                        ("reason", &one.reason),
                        ("held_on", &on),
                    ],
                )?;
            }
            for one in &outcomes {
                settle(tx, one, on, viewer, after)?;
            }
            let made = match next {
                Some(at) => Some(make_next(tx, &head, &pairs, at)?),
                None => None,
            };
            let mut fields: Vec<crate::store::write::Field<'_>> =
                vec![("ended_at", &ended), ("next_id", &made)];
            let (held, status) = (on, word(MeetingStatus::Held));
            fields.push(("status", &status));
            fields.push(("held_on", &held));
            tx.set("meeting", meeting.0, &fields)?;
            Ok(())
        })?;
        Ok(meeting)
    }

    /// The verdict per pair: as the other kind that was chosen, where its quorum is still met, else as planned.
    fn judged(&self, meeting: MeetingId, kind: &str) -> Result<Vec<Judged>> {
        let people = listed(&self.conn, meeting)?;
        let planned = self.kind_rules(kind)?;
        let mut out = Vec::new();
        for pair in pairs(&self.conn, meeting)? {
            let as_planned = self.judge(planned, &people, Some(&pair));
            let other = pair.kind_held.clone().filter(|held| held != kind);
            let held = match &other {
                Some(other) => self.judge(self.kind_rules(other)?, &people, Some(&pair)).counts,
                None => false,
            };
            let (verdict, kind_held) = match (held, as_planned.counts) {
                (true, _) => (Verdict::HeldAsOther, other),
                (false, true) => (Verdict::Counts, Some(kind.to_owned())),
                (false, false) => (Verdict::DoesNotCount, None),
            };
            let ids = (pair.iw.id, pair.rc.id);
            out.push(Judged { row: pair.row, verdict, kind_held, reason: pair.reason, pair: ids });
        }
        Ok(out)
    }

    fn outcomes(&self, meeting: MeetingId) -> Result<Vec<Outcome>> {
        let mut statement = self.conn.prepare_cached(
            "select c.action_item_id, c.outcome, coalesce(c.verified, 0) as verified, c.reason, i.status, i.escalated_on,
               (select count(*) from action_item_carry o where o.action_item_id = i.id) as carries
             from action_item_carry c join action_item i on i.id = c.action_item_id where c.meeting_id = ?1",
        )?;
        let rows = statement.query_map([meeting.0], |row| {
            Ok(Outcome {
                item: row.num("action_item_id")?,
                outcome: row.word_opt("outcome")?,
                verified: row.get("verified")?,
                reason: row.get("reason")?,
                carries: row.get("carries")?,
                open: row.word::<ItemStatus>("status")?.is_open(),
                escalated: row.get::<_, Option<String>>("escalated_on")?.is_some(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// When the next one is to be, as it was chosen in the meeting.
    pub(super) fn chosen_next(&self, meeting: MeetingId) -> Result<Option<NaiveDateTime>> {
        let found: Option<Option<String>> = self
            .conn
            .prepare_cached("select answer from meeting_step where meeting_id = ?1 and step = ?2")?
            .query_row(params![meeting.0, NEXT], |row| row.get(0))
            .optional()?;
        let text = found.flatten().unwrap_or_default();
        Ok(NaiveDateTime::parse_from_str(text.trim_matches('"'), "%Y-%m-%dT%H:%M:%S").ok())
    }

    /// Adds a dated addendum to a meeting that is signed.
    pub(super) fn add_addendum(&mut self, op: OpId, meeting: MeetingId, body: &str) -> Result<MeetingId> {
        let head = self.head(meeting)?;
        self.refuse_looking()?;
        let body = crate::domain::text::whole(body)?;
        if body.trim().is_empty() {
            return Err(invalid("an addendum needs words"));
        }
        if head.signatures == 0 {
            return Err(invalid("this meeting is not signed yet").hint("change its note itself"));
        }
        let (author, now) = (self.viewer()?.staff, self.clock.now());
        self.write(op, What::of("addendum", "meeting", meeting.0), |tx| {
            // The table has no version: what is added never changes.
            tx.insert(
                "addendum",
                &[("meeting_id", &meeting), ("author_id", &author), ("at", &now), ("body", &body)],
            )
        })?;
        Ok(meeting)
    }
}

/// An item takes what the meeting said of it; whoever was not answered about is carried on.
fn settle(tx: &mut Tx<'_>, one: &Outcome, on: NaiveDate, viewer: StaffId, after: i64) -> Result<()> {
    if !one.open {
        return Ok(());
    }
    let status = match one.outcome {
        Some(CarryOutcome::Done) => ItemStatus::Done,
        Some(CarryOutcome::Cancelled) => ItemStatus::Cancelled,
        Some(CarryOutcome::Carried) | None => {
            if one.carries >= after && !one.escalated {
                tx.set("action_item", one.item.0, &[("escalated_on", &on)])?;
            }
            return Ok(());
        }
    };
    let verified_by = one.verified.then_some(viewer);
    tx.set(
        "action_item",
        one.item.0,
        &[
            ("status", &word(status)),
            ("closed_on", &on),
            ("verified_by", &verified_by),
            ("reason", &one.reason),
        ],
    )?;
    Ok(())
}

/// Makes the next meeting of the same kind about the same.
pub(super) fn make_next(
    tx: &mut Tx<'_>,
    head: &Head,
    pairs: &[(StaffId, StaffId)],
    at: chrono::DateTime<chrono::Utc>,
) -> Result<i64> {
    let uid = uuid::Uuid::now_v7().to_string();
    let id = tx.insert(
        "meeting",
        &[
            ("uid", &uid),
            ("kind", &head.kind),
            ("site_id", &head.site),
            ("worker_id", &head.worker),
            ("family_id", &head.family),
            ("planned_minutes", &head.planned_minutes),
            ("scheduled_at", &at),
            ("status", &word(MeetingStatus::Scheduled)),
        ],
    )?;
    for (iw, rc) in pairs {
        tx.insert("meeting_pair", &[("meeting_id", &id), ("iw_id", iw), ("rc_id", rc)])?;
    }
    Ok(id)
}
