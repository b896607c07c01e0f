//! What was said of a family the last time that a meeting of this kind spoke of it, as far as the viewer may read it.

use super::Head;
use super::people::{Listed, listed};
use super::written::Written;
use crate::domain::action_item::ItemStatus;
use crate::domain::meeting::{CaseField, FieldKind};
use crate::domain::sealed::Part2;
use crate::domain::{FamilyId, MeetingId, Word};
use crate::error::{Kind, Result};
use crate::store::Store;
use crate::store::families::short_name;
use crate::store::gate::Gate;
use crate::store::sql::{RowExt, date};
use crate::store::view::walk::{BeforeItem, BeforeWords};
use rusqlite::{OptionalExtension, params};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// What was said the last time of the families of one meeting: what they share is read once.
pub(super) struct Before<'a> {
    store: &'a Store,
    head: &'a Head,
    gate: &'a Gate,
    meetings: HashMap<MeetingId, Option<Earlier>>,
}

/// A meeting of last time; none where the viewer reads nothing of it.
struct Earlier {
    head: Head,
    people: Vec<Listed>,
    written: Written,
    fields: Vec<CaseField>,
}

impl<'a> Before<'a> {
    /// Nothing is read yet.
    pub(super) fn of(store: &'a Store, head: &'a Head, gate: &'a Gate) -> Self {
        Self { store, head, gate, meetings: HashMap::new() }
    }

    /// The words of last time, field by field, and the items that were born then with what became of them.
    ///
    /// Only a meeting of the same kind is looked at: those who lead this one led that one. In an Individual the words
    /// are the viewer's own.
    pub(super) fn family(&mut self, family: FamilyId) -> Result<(Vec<BeforeWords>, Vec<BeforeItem>)> {
        let Some(last) = self.last(family)? else { return Ok((Vec::new(), Vec::new())) };
        let earlier = match self.meetings.entry(last) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(earlier(self.store, last)?),
        };
        let Some(earlier) = earlier else { return Ok((Vec::new(), Vec::new())) };
        let words = self.store.words_before(earlier, self.gate, family)?;
        Ok((words, self.store.items_before(last, family, self.head.id)?))
    }

    /// Found by the family's own cases: of a kind of meeting there are more with every year and site.
    fn last(&self, family: FamilyId) -> Result<Option<MeetingId>> {
        let head = self.head;
        let mut statement = self.store.conn.prepare_cached(
            "select m.id from meeting_case c cross join meeting m on m.id = c.meeting_id
             where c.family_id = ?1 and m.kind = ?2 and m.worker_id is ?3 and m.id <> ?4 and c.state = 'discussed'
               and m.status in ('held', 'signed') and m.held_on <= ?5
             order by m.held_on desc, m.id desc limit 1",
        )?;
        let (worker, on) = (head.worker.map(|id| id.0), date(self.store.day_of(head)));
        let asked = params![family.0, head.kind, worker, head.id.0, on];
        Ok(statement.query_row(asked, |row| row.num("id")).optional()?)
    }
}

fn earlier(store: &Store, last: MeetingId) -> Result<Option<Earlier>> {
    let head = match store.head(last) {
        // A deputy holds the Individual and reads nothing of those before it.
        Err(error) if error.kind == Kind::Denied => return Ok(None),
        head => head?,
    };
    let (people, written) = (listed(&store.conn, last)?, Written::of(&store.conn, last)?);
    let fields = store.fields_of(&head)?.into_iter().filter(|field| field.kind == FieldKind::Note).collect();
    Ok(Some(Earlier { head, people, written, fields }))
}

impl Store {
    fn words_before(&self, earlier: &Earlier, gate: &Gate, family: FamilyId) -> Result<Vec<BeforeWords>> {
        let Earlier { head, people, written, fields } = earlier;
        let (me, own) = (self.viewer()?.staff, head.worker.is_some());
        let mut out = Vec::new();
        for field in fields {
            for one in people.iter().filter(|one| one.writes(field.side)) {
                let Some(author) = one.person().filter(|author| !own || author.id == me) else { continue };
                let body = self.case_words(head, gate, (family, field, author.id), written)?;
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

    /// The items of last time; what was answered a moment ago in the meeting that is walked holds already.
    fn items_before(&self, last: MeetingId, family: FamilyId, here: MeetingId) -> Result<Vec<BeforeItem>> {
        let mut statement = self.conn.prepare_cached(
            "select i.description, coalesce(c.outcome, i.status) as status, o.name, o.short_name
             from action_item i join staff o on o.id = i.owner_id
             left join action_item_carry c on c.action_item_id = i.id and c.meeting_id = ?3 and c.outcome <> 'carried'
             where i.born_meeting_id = ?1 and i.family_id = ?2 order by i.id",
        )?;
        let rows = statement.query_map(params![last.0, family.0, here.0], |row| {
            let status = row.word::<ItemStatus>("status")?;
            Ok(BeforeItem {
                description: row.get("description")?,
                owner: short_name(&row.get::<_, String>("name")?, row.get("short_name")?),
                stands: status.label().to_lowercase(),
                open: status.is_open(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// Whether any of these words tell of treatment.
pub(super) fn tells(words: &[BeforeWords]) -> bool {
    words.iter().any(|one| one.part2 && matches!(one.body, Part2::Shown(_)))
}
