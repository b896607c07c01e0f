//! What was said of a family the last time that a meeting of this kind spoke of it, as far as the viewer may read it.

use super::Head;
use super::people::{listed, person};
use super::written::Written;
use crate::domain::action_item::ItemStatus;
use crate::domain::meeting::FieldKind;
use crate::domain::sealed::Part2;
use crate::domain::{FamilyId, MeetingId, StaffId, Word};
use crate::error::{Kind, Result};
use crate::store::Store;
use crate::store::gate::Gate;
use crate::store::sql::{RowExt, date};
use crate::store::view::walk::{BeforeItem, BeforeWords};
use rusqlite::{OptionalExtension, params};

impl Store {
    /// The words of last time, field by field, and the items that were born then with what became of them.
    ///
    /// Only a meeting of the same kind is looked at: those who lead this one led that one. In an Individual the words
    /// are the viewer's own.
    pub(super) fn before(
        &self,
        head: &Head,
        gate: &Gate,
        family: FamilyId,
    ) -> Result<(Vec<BeforeWords>, Vec<BeforeItem>)> {
        // Found by the family's own cases: of a kind of meeting there are more with every year and site.
        let last: Option<MeetingId> = self
            .conn
            .prepare_cached(
                "select m.id from meeting_case c cross join meeting m on m.id = c.meeting_id
                 where c.family_id = ?1 and m.kind = ?2 and m.worker_id is ?3 and m.id <> ?4 and c.state = 'discussed'
                   and m.status in ('held', 'signed') and m.held_on <= ?5
                 order by m.held_on desc, m.id desc limit 1",
            )?
            .query_row(
                params![family.0, head.kind, head.worker.map(|id| id.0), head.id.0, date(self.day_of(head))],
                |row| row.num("id"),
            )
            .optional()?;
        let Some(last) = last else { return Ok((Vec::new(), Vec::new())) };
        let head = match self.head(last) {
            // A deputy holds the Individual and reads nothing of those before it.
            Err(error) if error.kind == Kind::Denied => return Ok((Vec::new(), Vec::new())),
            head => head?,
        };
        Ok((self.words_before(&head, gate, family)?, self.items_before(last, family)?))
    }

    fn words_before(&self, head: &Head, gate: &Gate, family: FamilyId) -> Result<Vec<BeforeWords>> {
        let (me, own) = (self.viewer()?.staff, head.worker.is_some());
        let (people, written) = (listed(&self.conn, head.id)?, Written::of(&self.conn, head.id)?);
        let mut out = Vec::new();
        for field in self.fields_of(head)?.iter().filter(|field| field.kind == FieldKind::Note) {
            for one in people.iter().filter(|one| one.writes(field.side)) {
                let Some(author) = one.person().filter(|author| !own || author.id == me) else { continue };
                let body = self.case_words(head, gate, (family, field, author.id), &written)?;
                if body.shown().is_some_and(|text| !text.is_empty()) {
                    out.push(BeforeWords {
                        field: field.key.clone(),
                        author,
                        on: self.day_of(head),
                        body,
                        part2: field.part2,
                    });
                }
            }
        }
        Ok(out)
    }

    fn items_before(&self, last: MeetingId, family: FamilyId) -> Result<Vec<BeforeItem>> {
        let mut statement = self.conn.prepare_cached(
            "select description, owner_id, status from action_item where born_meeting_id = ?1 and family_id = ?2 order by id",
        )?;
        let rows = statement.query_map(params![last.0, family.0], |row| {
            Ok((
                row.get::<_, String>("description")?,
                row.num::<StaffId>("owner_id")?,
                row.word::<ItemStatus>("status")?,
            ))
        })?;
        let mut out = Vec::new();
        for row in rows {
            let (description, owner, status) = row?;
            let stands = status.label().to_lowercase();
            out.push(BeforeItem {
                description,
                owner: person(&self.conn, owner)?.short,
                stands,
                open: status.is_open(),
            });
        }
        Ok(out)
    }
}

/// Whether any of these words tell of treatment.
pub(super) fn tells(words: &[BeforeWords]) -> bool {
    words.iter().any(|one| one.part2 && matches!(one.body, Part2::Shown(_)))
}
