//! Whose words stand where: each supervisor's own, and treatment information only where consent lets it be written.

use super::Head;
use super::part2::consenting;
use super::people::{Listed, listed};
use crate::domain::consent::Category;
use crate::domain::meeting::{CaseField, FieldSide, NoteKind, StepNote};
use crate::domain::text::whole;
use crate::domain::{FamilyId, MeetingId, MemberId, StaffId, Word};
use crate::error::{Error, Kind, Result, denied, missing};
use crate::store::Store;
use crate::store::sql::{date, word};
use crate::store::view::walk::draft_field;
use crate::store::write::{Field, OpId, Tx, What};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

/// A place for words: where it belongs and what it may hold.
pub(super) struct Place {
    pub kind: NoteKind,
    pub side: FieldSide,
    pub part2: bool,
    pub family: Option<FamilyId>,
}

/// A note as it lies in the file.
pub(super) struct Kept {
    id: i64,
    entered_by: StaffId,
    body: String,
    pub version: i64,
}

impl Kept {
    /// Whether the author wrote them, and somebody else would change them.
    fn is_own(&self, author: StaffId, viewer: StaffId) -> bool {
        self.entered_by == author && viewer != author
    }
}

/// Words on their way into the file.
pub(super) struct Words<'a> {
    pub family: Option<FamilyId>,
    pub field: &'a str,
    pub author: StaffId,
    pub body: &'a str,
    /// The version over which they were typed.
    pub version: i64,
}

/// Somebody wrote over the words that these were typed over.
fn other_words() -> Error {
    Error::new(Kind::Conflict, "somebody wrote other words here meanwhile")
        .hint("both are still there: choose which stay")
}

/// The adults whose treatment a note tells of, with the consents that let it be written.
fn tells_of(tx: &Tx<'_>, note: i64, about: &[(MemberId, i64)], on: NaiveDate) -> Result<()> {
    for (member, consent) in about {
        tx.execute(
            "insert into note_member (note_id, member_id, consent_id, on_date) values (?1, ?2, ?3, ?4)",
            params![note, member.0, consent, date(on)],
        )?;
    }
    Ok(())
}

impl Store {
    /// The fields of a family's review, as they were when the meeting began.
    pub(in crate::store) fn fields_of(&self, head: &Head) -> Result<Vec<CaseField>> {
        match &head.agenda {
            Some(agenda) => super::read::fields(agenda),
            None => Ok(self.kind_rules(&head.kind)?.case_fields.clone()),
        }
    }

    /// Why the viewer cannot write these words of this author now; `None` where they can.
    pub(super) fn refused(
        &self,
        head: &Head,
        people: &[Listed],
        place: &Place,
        author: StaffId,
    ) -> Result<Option<String>> {
        if let Some(why) = head.locked() {
            return Ok(Some(why.to_owned()));
        }
        let viewer = self.viewer()?;
        let Some(one) = people.iter().find(|one| one.staff == Some(author) && one.role.is_supervisor())
        else {
            return Ok(Some("Only supervisors on the list of this meeting write here".to_owned()));
        };
        if !one.role.side().is_some_and(|side| place.side.is_for(side)) {
            return Ok(Some(format!("This is written by the {} side", place.side)));
        }
        if place.kind == NoteKind::Personnel && author != viewer.staff {
            return Ok(Some("A personnel note is written and read by its author alone".to_owned()));
        }
        if author != viewer.staff && !one.is_there() {
            return Ok(Some(format!(
                "{} writes this; it can be typed here once they are present",
                one.short
            )));
        }
        if place.part2
            && let Some(family) = place.family
        {
            return self.no_consent(head, family, author);
        }
        Ok(None)
    }

    /// Entering is judged by the day of the fact; typing for the other side also by what the typist may read.
    fn no_consent(&self, head: &Head, family: FamilyId, author: StaffId) -> Result<Option<String>> {
        let about = consenting(&self.conn, family, self.day_of(head))?;
        if about.is_empty() {
            return Ok(Some(
                "No adult's consent covers this on that day: keep this in your agency's own record"
                    .to_owned(),
            ));
        }
        if author != self.viewer()?.staff {
            let gate = self.walk_gate(&[family])?;
            for (member, _) in &about {
                if let Err(why) = gate.may(*member, Category::Progress) {
                    return Ok(Some(format!("{}: only the treatment side writes here", why.label())));
                }
            }
        }
        Ok(None)
    }

    /// What stands behind a field's key.
    fn place(&self, head: &Head, family: Option<FamilyId>, field: &str) -> Result<Place> {
        let unknown = || missing(format!("this meeting has no note called {field}"));
        if let Some(family) = family {
            let fields = self.fields_of(head)?;
            let found = fields.iter().find(|one| one.key == field).ok_or_else(unknown)?;
            let listed: bool = self
                .conn
                .prepare_cached(
                    "select exists (select 1 from meeting_case where meeting_id = ?1 and family_id = ?2)",
                )?
                .query_row(params![head.id.0, family.0], |row| row.get(0))?;
            if !listed || found.kind != crate::domain::meeting::FieldKind::Note {
                return Err(unknown());
            }
            let (side, part2) = (found.side, found.part2);
            return Ok(Place { kind: NoteKind::Case, side, part2, family: Some(family) });
        }
        let steps = self.steps_of(head)?;
        let step = steps.iter().find(|one| one.key == field && one.note != StepNote::Nothing);
        let kind = step.and_then(|step| step.note.kind()).ok_or_else(unknown)?;
        Ok(Place { kind, side: FieldSide::Both, part2: false, family: None })
    }

    /// Keeps somebody's words; the draft of the same words is forgotten.
    pub(super) fn keep_note(&mut self, op: OpId, meeting: MeetingId, words: &Words<'_>) -> Result<MeetingId> {
        let Words { family, field, author, .. } = *words;
        let head = self.open_head(meeting)?;
        let place = self.place(&head, family, field)?;
        let body = whole(words.body)?;
        let entered_by = self.viewer()?.staff;
        let kept = self.kept(meeting, family, field, author, place.kind)?;
        if !self.changes_words((&head, &place), words, &body, kept.as_ref())? {
            return Ok(meeting);
        }
        let about = match family.filter(|_| place.part2) {
            Some(family) => consenting(&self.conn, family, self.day_of(&head))?,
            None => Vec::new(),
        };
        let (on, now) = (self.day_of(&head), self.clock.now());
        let (worker, draft) = (head.worker, draft_field(family, field, author));
        self.write(op, What::of("note", "meeting", meeting.0), |tx| {
            tx.part2(place.part2);
            match &kept {
                Some(kept) => {
                    let fields: [Field<'_>; 3] = [("body", &body), ("entered_by", &entered_by), ("at", &now)];
                    tx.update("note", kept.id, kept.version, &fields)?;
                }
                None => {
                    let about_id = worker.filter(|_| place.kind == NoteKind::Personnel);
                    let note = tx.insert(
                        "note",
                        &[
                            ("kind", &word(place.kind)),
                            ("author_id", &author),
                            ("entered_by", &entered_by),
                            ("at", &now),
                            ("meeting_id", &meeting),
                            ("family_id", &family),
                            ("about_id", &about_id),
                            ("field", &field),
                            ("body", &body),
                            ("part2", &place.part2),
                        ],
                    )?;
                    tells_of(tx, note, &about, on)?;
                }
            }
            tx.execute(
                "delete from draft where staff_id = ?1 and entity = 'meeting' and entity_id = ?2
                   and substr(field, 1, length(?3) + 1) in (?3, ?3 || '@')",
                params![entered_by.0, meeting.0, draft],
            )?;
            Ok(())
        })?;
        Ok(meeting)
    }

    /// Whether there is something to keep of somebody's words over those that are there.
    ///
    /// # Errors
    /// They may not be written, or somebody wrote other words meanwhile.
    fn changes_words(
        &self,
        (head, place): (&Head, &Place),
        words: &Words<'_>,
        body: &str,
        kept: Option<&Kept>,
    ) -> Result<bool> {
        let (author, viewer) = (words.author, self.viewer()?.staff);
        let people = listed(&self.conn, head.id)?;
        let blank = body.trim().is_empty();
        // Taking words away needs no consent; whoever may write them may do so.
        if let Some(why) = self.refused(head, &people, place, author)?
            && !(blank && author == viewer && kept.is_some())
        {
            return Err(denied(why));
        }
        let Some(kept) = kept else {
            return if blank || words.version == 0 { Ok(!blank) } else { Err(other_words()) };
        };
        if kept.is_own(author, viewer) {
            return Err(Error::new(Kind::Conflict, "these words were written at the author's own terminal")
                .hint("only their author changes them"));
        }
        if kept.version != words.version {
            return if kept.body == body { Ok(false) } else { Err(other_words()) };
        }
        Ok(true)
    }

    /// Whether the words that stand there are their author's own, and the viewer is somebody else.
    pub(super) fn is_own(&self, meeting: MeetingId, words: &Words<'_>) -> Result<bool> {
        let head = self.head(meeting)?;
        let kind = self.place(&head, words.family, words.field)?.kind;
        let kept = self.kept(meeting, words.family, words.field, words.author, kind)?;
        let viewer = self.viewer()?.staff;
        Ok(kept.is_some_and(|kept| kept.is_own(words.author, viewer)))
    }

    /// The words of a place as they lie in the file.
    pub(super) fn kept(
        &self,
        meeting: MeetingId,
        family: Option<FamilyId>,
        field: &str,
        author: StaffId,
        kind: NoteKind,
    ) -> Result<Option<Kept>> {
        Ok(self
            .conn
            .prepare_cached(
                "select id, entered_by, body, version from note where meeting_id = ?1 and coalesce(family_id, 0) = ?2
                   and field = ?3 and author_id = ?4 and kind = ?5",
            )?
            .query_row(
                params![meeting.0, family.map_or(0, |family| family.0), field, author.0, kind.word()],
                |row| {
                    let entered_by = StaffId(row.get(1)?);
                    Ok(Kept { id: row.get(0)?, entered_by, body: row.get(2)?, version: row.get(3)? })
                },
            )
            .optional()?)
    }
}
