//! The words that are being written: kept as a draft while they are typed, saved when their field is left.

use super::part::NoteKey;
use crate::store::view::walk::{Walk, WalkField};
use crate::tui::widget::editor::Editor;
use std::time::Duration;

/// How long after the last key a draft is kept.
const DRAFT_AFTER: Duration = Duration::from_secs(2);

/// A text with where it stands.
#[derive(Debug)]
pub struct Note {
    /// Whose words about what.
    pub key: NoteKey,
    /// The text as it is typed.
    pub editor: Editor,
    saved: String,
    /// What was handed to the store, whose answer is not there yet.
    sent: Option<String>,
    draft_due: Option<Duration>,
}

impl Note {
    /// Whether the text is another than the saved one.
    pub fn is_unsaved(&self) -> bool {
        let text = self.editor.text();
        let known = self.sent.as_ref().unwrap_or(&self.saved);
        text.trim() != known.trim()
    }
}

/// Every text of a meeting that may be written here.
#[derive(Debug, Default)]
pub struct Notes {
    all: Vec<Note>,
}

impl Notes {
    /// Takes what the store holds: what is being typed here stays, what others wrote comes in.
    pub fn take(&mut self, walk: &Walk, draft: impl Fn(&NoteKey) -> String) {
        let mut fields: Vec<(NoteKey, &WalkField)> = Vec::new();
        for case in &walk.cases {
            fields.extend(
                case.fields.iter().filter_map(|field| Some((note_key(Some(case.family), field)?, field))),
            );
        }
        fields.extend(walk.notes.iter().filter_map(|field| Some((note_key(None, field)?, field))));
        for (key, field) in fields {
            let body = field.body.shown().cloned().unwrap_or_default();
            match self.all.iter_mut().find(|note| note.key == key) {
                Some(note) => {
                    let untouched = note.editor.text().trim() == note.saved.trim();
                    if untouched && body != note.saved {
                        note.editor.set(&body);
                    }
                    note.saved = body;
                    note.sent = None;
                }
                None => {
                    let name = draft(&key);
                    let kept = walk.drafts.iter().find(|(field, ..)| *field == name);
                    let text = kept.map_or(body.as_str(), |(_, text, _)| text.as_str());
                    self.all.push(Note {
                        editor: Editor::long(text),
                        saved: body,
                        sent: None,
                        draft_due: None,
                        key,
                    });
                }
            }
        }
    }

    /// The text of a place.
    pub fn get(&self, key: &NoteKey) -> Option<&Note> {
        self.all.iter().find(|note| note.key == *key)
    }

    /// The text of a place, to be typed in.
    pub fn get_mut(&mut self, key: &NoteKey) -> Option<&mut Note> {
        self.all.iter_mut().find(|note| note.key == *key)
    }

    /// Remembers that something was typed.
    pub fn typed(&mut self, key: &NoteKey, now: Duration) {
        if let Some(note) = self.get_mut(key) {
            note.draft_due = Some(now + DRAFT_AFTER);
        }
    }

    /// When the next draft is to be kept.
    pub fn deadline(&self) -> Option<Duration> {
        self.all.iter().filter_map(|note| note.draft_due).min()
    }

    /// The drafts to keep: those whose time has come, or all that wait.
    pub fn drafts(&mut self, until: Option<Duration>) -> Vec<(NoteKey, String)> {
        let mut due = Vec::new();
        for note in &mut self.all {
            if note.draft_due.is_some_and(|at| until.is_none_or(|until| at <= until)) {
                note.draft_due = None;
                due.push((note.key.clone(), note.editor.text()));
            }
        }
        due
    }

    /// The texts that are not saved yet.
    pub fn unsaved(&self) -> Vec<(NoteKey, String)> {
        let unsaved = self.all.iter().filter(|note| note.is_unsaved());
        unsaved.map(|note| (note.key.clone(), note.editor.text())).collect()
    }

    /// The store refused: what was handed to it is not saved.
    pub fn refused(&mut self) {
        self.all.iter_mut().for_each(|note| note.sent = None);
    }

    /// A text was handed to the store: no draft of it is needed any more.
    pub fn sent(&mut self, key: &NoteKey) {
        if let Some(note) = self.get_mut(key) {
            note.sent = Some(note.editor.text());
            note.draft_due = None;
        }
    }
}

/// The place of a field's words; none where it has no author, or the viewer may not write it.
pub fn note_key(family: Option<crate::domain::FamilyId>, field: &WalkField) -> Option<NoteKey> {
    let author = field.author.as_ref()?.id;
    if field.refused.is_some() {
        return None;
    }
    Some(NoteKey { family, field: field.key.clone(), author })
}
