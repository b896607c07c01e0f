//! A meeting's own row, with what decides whether it can still be changed.

use crate::domain::access::Act;
use crate::domain::meeting::{KindRules, MeetingStatus, Step};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MeetingId, Number, SiteId, StaffId};
use crate::error::{Result, denied, invalid, missing};
use crate::store::Store;
use crate::store::sql::RowExt;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::OptionalExtension;

/// A meeting's row.
#[derive(Clone, Debug)]
pub(in crate::store) struct Head {
    pub id: MeetingId,
    pub kind: String,
    pub site: Option<SiteId>,
    pub worker: Option<StaffId>,
    pub family: Option<FamilyId>,
    pub planned_minutes: Option<i64>,
    pub status: MeetingStatus,
    pub held_on: Option<NaiveDate>,
    pub began_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub scheduled_at: Option<DateTime<Utc>>,
    pub afterwards: bool,
    pub step: String,
    pub agenda: Option<String>,
    pub next: Option<MeetingId>,
    pub signatures: i64,
}

impl Head {
    /// Whether somebody began to hold it: from then on it has a note.
    pub(in crate::store) fn has_begun(&self) -> bool {
        matches!(self.status, MeetingStatus::InProgress | MeetingStatus::Held | MeetingStatus::Signed)
    }

    /// Why nothing can be changed any more.
    pub(in crate::store) fn locked(&self) -> Option<&'static str> {
        match self.status {
            _ if self.signatures > 0 => Some("This is signed: add a dated addendum instead"),
            MeetingStatus::InProgress | MeetingStatus::Held => None,
            MeetingStatus::Signed => Some("This is signed: add a dated addendum instead"),
            MeetingStatus::Scheduled => Some("This meeting has not begun"),
            MeetingStatus::Cancelled | MeetingStatus::Missed | MeetingStatus::Rescheduled => {
                Some("This meeting did not take place")
            }
        }
    }
}

/// Who facilitates a kind, as the table of rights asks it.
pub(in crate::store) fn facilitate(kind: &KindRules) -> Act {
    Act::Facilitate {
        intact: kind.facilitators.contains(&Role::IntactSupervisor),
        sud: kind.facilitators.contains(&Role::SudSupervisor),
    }
}

impl Store {
    /// A kind of meeting.
    pub(in crate::store) fn kind_rules(&self, key: &str) -> Result<&KindRules> {
        self.settings
            .meetings
            .kind(key)
            .ok_or_else(|| missing(format!("there is no kind of meeting called {key}")))
    }

    /// A meeting that the viewer may see.
    pub(in crate::store) fn head(&self, meeting: MeetingId) -> Result<Head> {
        let viewer = self.viewer()?;
        let found = self
            .conn
            .prepare_cached(
                "select m.*, (select count(*) from signature s where s.meeting_id = m.id) as signatures,
                   exists (select 1 from meeting_person p where p.meeting_id = m.id and p.staff_id = ?2) as mine
                 from meeting m where m.id = ?1",
            )?
            .query_row([meeting.0, viewer.staff.0], |row| {
                let head = Head {
                    id: meeting,
                    kind: row.get("kind")?,
                    site: row.num_opt("site_id")?,
                    worker: row.num_opt("worker_id")?,
                    family: row.num_opt("family_id")?,
                    planned_minutes: row.get("planned_minutes")?,
                    status: row.word("status")?,
                    held_on: row.day_opt("held_on")?,
                    began_at: row.instant_opt("began_at")?,
                    ended_at: row.instant_opt("ended_at")?,
                    scheduled_at: row.instant_opt("scheduled_at")?,
                    afterwards: row.get("afterwards")?,
                    step: row.get("step")?,
                    agenda: row.get("agenda")?,
                    next: row.get::<_, Option<i64>>("next_id")?.map(MeetingId::new),
                    signatures: row.get("signatures")?,
                };
                Ok((head, row.get::<_, bool>("mine")?))
            })
            .optional()?;
        let (head, mine) = found.ok_or_else(|| missing(format!("there is no meeting {meeting}")))?;
        let in_sites = head.site.is_none_or(|site| viewer.sites.contains(&site));
        let may = match head.worker {
            // An Individual stays with its supervisor: whoever else was in the room has no part in its note.
            Some(worker) => {
                let leads = self.kind_rules(&head.kind)?.facilitators.contains(&viewer.role);
                leads
                    && (mine
                        || (!head.has_begun() && in_sites && self.supervises(worker, self.clock.today())?))
            }
            None => mine || in_sites,
        };
        let hint = "a note is read by those who held the meeting, and by whoever stood in for them";
        if may { Ok(head) } else { Err(denied(format!("{meeting} is not one of your meetings")).hint(hint)) }
    }

    /// A meeting in which something can still be answered.
    pub(in crate::store) fn open_head(&self, meeting: MeetingId) -> Result<Head> {
        let head = self.head(meeting)?;
        if let Some(why) = head.locked() {
            return Err(denied(why));
        }
        let act = facilitate(self.kind_rules(&head.kind)?);
        self.allow(act)?;
        Ok(head)
    }

    /// A meeting that is in progress: what its close has used up can no longer be answered.
    pub(super) fn running_head(&self, meeting: MeetingId) -> Result<Head> {
        let head = self.open_head(meeting)?;
        if head.status == MeetingStatus::InProgress {
            return Ok(head);
        }
        Err(invalid("this meeting is closed").hint("its notes can be finished until it is signed"))
    }

    /// The day of a meeting: when it was held, else when it began.
    pub(in crate::store) fn day_of(&self, head: &Head) -> NaiveDate {
        let began = head.began_at.or(head.scheduled_at).map(|at| self.clock.date_of(at));
        head.held_on.or(began).unwrap_or_else(|| self.clock.today())
    }

    /// The steps as they were when the meeting began.
    pub(in crate::store) fn steps_of(&self, head: &Head) -> Result<Vec<Step>> {
        match &head.agenda {
            Some(agenda) => super::read::steps(agenda),
            None => Ok(self.kind_rules(&head.kind)?.steps.clone()),
        }
    }
}
