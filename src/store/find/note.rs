//! The notes that somebody finds: their own side's, within their scope, and personnel notes of their own.

use super::{By, EXCERPT, Found, Hits, Look, join, words_sql};
use crate::domain::staff::Side;
use crate::domain::{FamilyId, MeetingId};
use crate::error::Result;
use crate::store::sql::RowExt;
use crate::store::view::Open;
use crate::store::view::find::FoundKind;
use rusqlite::{Row, params};

/// Who finds a note: ?2 are the viewer's sites, ?3 is the viewer.
///
/// A personnel note is found by its author and the worker it is about. A note of an Individual is found by those who
/// were there, every other note by the sites of its meeting and of its family.
const READABLE: &str = "(n.kind <> 'personnel' or n.author_id = ?3 or n.about_id = ?3)
    and (n.family_id is null or (select f.site_id from family f where f.id = n.family_id) in (select value from json_each(?2)))
    and case when n.meeting_id is null then n.family_id is not null or n.author_id = ?3 or n.about_id = ?3
      else exists (select 1 from meeting_person p where p.meeting_id = n.meeting_id and p.staff_id = ?3)
        or (m.worker_id is null and (m.site_id is null or m.site_id in (select value from json_each(?2)))) end";

/// Treatment notes are found by the agency whose record they are, and by nobody else.
const OWN_RECORD: &str =
    "exists (select 1 from family f join site s on s.id = f.site_id join staff v on v.id = ?3
    where f.id = n.family_id and s.treatment_agency_id = v.agency_id)";

impl Look<'_> {
    pub(super) fn notes(&self, by: &By<'_>) -> Result<Hits> {
        let By::Words(query, site) = by else { return Ok(Hits::new()) };
        let mut found = self.notes_of("find_word", "n.part2 = 0", (query, *site))?;
        if self.store.viewer()?.side == Side::Treatment {
            found.extend(self.notes_of("find_treatment", OWN_RECORD, (query, *site))?);
        }
        Ok(found)
    }

    /// The sites of the meetings at which the viewer was: a note of one is read there, wherever that was.
    pub(super) fn sat_at(&self) -> Result<Vec<i64>> {
        let mut statement = self.store.conn.prepare_cached(
            "select distinct m.site_id from meeting_person p cross join meeting m on m.id = p.meeting_id
             where p.staff_id = ?1 and m.site_id is not null",
        )?;
        let rows = statement.query_map([self.store.viewer()?.staff.0], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn notes_of(&self, index: &str, whose: &str, (query, site): (&str, i64)) -> Result<Hits> {
        let (from, fits, order) = words_sql(index, (FoundKind::Note, site), "note", "n");
        let mut statement = self.store.conn.prepare_cached(&format!(
            "select n.id, n.body, n.kind, n.part2, n.family_id, n.meeting_id, n.at, m.kind as meeting, coalesce(nullif(a.short_name, ''), a.name) as author
             from {from} join staff a on a.id = n.author_id left join meeting m on m.id = n.meeting_id
             where {fits} and {READABLE} and {whose} {order} limit ?4"
        ))?;
        let viewer = self.store.viewer()?.staff.0;
        let rows = statement
            .query_map(params![query, self.sites, viewer, self.limit()], |row| {
                Ok((row.get("id")?, self.note(row)?))
            })?
            .filter_map(|row| row.map(|(id, note)| note.map(|note| (id, note))).transpose());
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A note as a line: where it stands, whose words it is, and what was found.
    fn note(&self, row: &Row<'_>) -> rusqlite::Result<Option<Found>> {
        let (family, meeting) =
            (row.num_opt::<FamilyId>("family_id")?, row.num_opt::<MeetingId>("meeting_id")?);
        let open = match (meeting, family) {
            (Some(meeting), _) => Open::Meeting(meeting),
            (None, Some(family)) => Open::Family(family),
            (None, None) => return Ok(None),
        };
        let label = family.map(|id| id.to_string()).or_else(|| meeting.map(|id| id.to_string()));
        let kind: Option<String> = row.get("meeting")?;
        let kind = kind.map_or_else(String::new, |kind| self.store.settings.meetings.label(&kind).to_owned());
        let when = row
            .instant_opt("at")?
            .map(|at| crate::domain::dates::short(self.store.clock.date_of(at), self.store.clock.today()));
        let (body, part2): (String, bool) = (row.get("body")?, row.get("part2")?);
        let words = self.words.excerpt(&body, EXCERPT);
        let detail = join(&[&words, &row.get::<_, String>("author")?, &kind, &when.unwrap_or_default()]);
        let treatment = family.filter(|_| part2);
        Ok(Some(Found { kind: FoundKind::Note, label: label.unwrap_or_default(), detail, open, treatment }))
    }
}
