//! The meetings for a calendar: everything from a month ago on, what was called off among it.

use super::super::Store;
use super::super::gate::ids;
use super::super::meetings::load::{Meeting, Which, meetings};
use super::super::sql::read_instant;
use super::super::view::schedule::ScheduleReply;
use super::super::write::{OpId, What};
use crate::domain::access::Act;
use crate::domain::meeting::MeetingStatus;
use crate::domain::{MeetingId, Number, Word};
use crate::error::Result;
use crate::export::ics::{Entry, render};
use chrono::{DateTime, Days, Utc};
use std::cell::Cell;
use std::collections::HashMap;
use std::path::Path;

/// How many days back the calendar reaches, so that what was called off lately is called off there, too.
const BACK: u64 = 31;

/// What a calendar needs besides what lists show.
struct Detail {
    uid: String,
    version: u32,
    minutes: Option<i64>,
    site: String,
    changed: Option<DateTime<Utc>>,
}

impl Store {
    /// The calendar file, written where there is a path; it is noted in the audit trail before it leaves.
    pub(super) fn write_ics(&mut self, op: OpId, path: Option<&Path>) -> Result<ScheduleReply> {
        self.allow(Act::Export)?;
        let entries = self.ics_entries()?;
        let name = format!("{}: meetings of {}", self.meta.partnership, self.viewer()?.name);
        let text = render(&name, self.meta.time_zone.name(), &entries);
        let made = Cell::new(false);
        let said = self.write(op, What::new("export", "calendar"), |tx| {
            tx.note("list", "calendar");
            tx.note("rows", entries.len());
            let Some(path) = path else { return Ok(String::new()) };
            crate::export::replace(path, text.as_bytes())?;
            made.set(true);
            Ok(format!(
                "{} written to {}",
                crate::domain::text::count(entries.len(), "meeting"),
                path.display()
            ))
        });
        if let (Err(_), true, Some(path)) = (&said, made.get(), path) {
            let _ = std::fs::remove_file(path);
        }
        Ok(ScheduleReply::Ics(text, said?))
    }

    fn ics_entries(&self) -> Result<Vec<Entry>> {
        let today = self.clock.today();
        let since = today.checked_sub_days(Days::new(BACK)).unwrap_or(today);
        let found = meetings(self, Which::Since(since))?;
        let details = self.details(&found)?;
        let made_at = self.made_at()?;
        let one = |meeting: &Meeting| {
            let (detail, begins) = (details.get(&meeting.id)?, meeting.scheduled_at?);
            let rules = self.settings.meetings.kind(&meeting.kind);
            let label = self.settings.meetings.label(&meeting.kind);
            // A family is no business of a calendar that others may look into.
            let about = if meeting.family.is_some() { String::new() } else { meeting.about.clone() };
            let title = if about.is_empty() { label.to_owned() } else { format!("{label}, {about}") };
            let reason = if meeting.reason.is_empty() {
                String::new()
            } else {
                format!(": {}", meeting.reason.to_lowercase())
            };
            Some(Entry {
                uid: detail.uid.clone(),
                sequence: detail.version.saturating_sub(1),
                changed: detail.changed.unwrap_or(made_at),
                title,
                text: format!("{}, {}{reason}", meeting.id, meeting.status.label().to_lowercase()),
                place: detail.site.clone(),
                begins,
                minutes: detail.minutes.or(rules.and_then(|kind| kind.planned_minutes)).unwrap_or(60),
                cancelled: matches!(
                    meeting.status,
                    MeetingStatus::Cancelled | MeetingStatus::Missed | MeetingStatus::Rescheduled
                ),
            })
        };
        Ok(found.iter().filter_map(one).collect())
    }

    fn details(&self, found: &[Meeting]) -> Result<HashMap<MeetingId, Detail>> {
        let mut statement = self.conn.prepare_cached(
            "select m.id, m.uid, m.version, m.planned_minutes, coalesce(s.name, '') as site,
               (select e.at from event_value v join event e on e.seq = v.seq where v.entity = 'meeting' and v.entity_id = m.id
                order by v.seq desc limit 1) as changed
             from json_each(?1) j cross join meeting m on m.id = j.value left join site s on s.id = m.site_id",
        )?;
        let rows = statement.query_map([ids(found.iter().map(|one| one.id.0))], |row| {
            let changed: Option<String> = row.get("changed")?;
            let detail = Detail {
                uid: row.get("uid")?,
                version: row.get("version")?,
                minutes: row.get("planned_minutes")?,
                site: row.get("site")?,
                changed: changed.and_then(|text| read_instant(&text)),
            };
            Ok((MeetingId::new(row.get("id")?), detail))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// When the file was made: the day of what was never changed in it.
    fn made_at(&self) -> Result<DateTime<Utc>> {
        let text: String =
            self.conn.prepare_cached("select created_at from meta")?.query_row([], |row| row.get(0))?;
        Ok(read_instant(&text).unwrap_or(DateTime::UNIX_EPOCH))
    }
}
