//! The words that are being written: kept as a draft while they are typed, saved when their field is left.

use super::part::NoteKey;
use crate::domain::merge::{Stands, three_way};
use crate::store::view::walk::{Walk, WalkField, draft_field};
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
    /// The version over which the text is typed.
    version: i64,
    /// The version that lies in the file.
    current: i64,
    /// What was handed to the store, whose answer is not there yet.
    sent: Option<String>,
    /// How often it was handed over since the last answer: each time makes the version one more.
    on_its_way: i64,
    draft_due: Option<Duration>,
    /// A question about these words is open.
    held: bool,
}

impl Note {
    /// Whether the text is another than the saved one.
    pub fn is_unsaved(&self) -> bool {
        let text = self.editor.text();
        let known = self.sent.as_ref().unwrap_or(&self.saved);
        text.trim() != known.trim()
    }

    fn draft_name(&self) -> String {
        format!("{}@{}", place(&self.key), self.version)
    }

    /// Takes what lies in the file now. Words that are not saved stay, over the version they were typed over: saving
    /// them asks what is to become of the others.
    fn take(&mut self, body: &str, version: i64) {
        let typed = self.editor.text();
        let sent = self.sent.take();
        // A draft over an older version does not know what it was typed over.
        let knows = sent.is_some() || self.version == self.current;
        let known = sent.unwrap_or_else(|| std::mem::take(&mut self.saved));
        let stands = match three_way(known.trim(), typed.trim(), body.trim()) {
            Stands::Mine if !knows => Stands::Clash,
            stands => stands,
        };
        match stands {
            Stands::Theirs => self.editor.set(body),
            // Saving the others' words has taken the draft of these away.
            Stands::Clash if self.current != version => self.draft_due = Some(Duration::ZERO),
            _ => {}
        }
        if stands != Stands::Clash {
            self.version = version;
        }
        self.current = version;
        body.clone_into(&mut self.saved);
        self.on_its_way = 0;
    }
}

/// Every text of a meeting that may be written here.
#[derive(Debug, Default)]
pub struct Notes {
    all: Vec<Note>,
}

impl Notes {
    /// Takes what the store holds: what is being typed here stays, what others wrote comes in.
    pub fn take(&mut self, walk: &Walk) {
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
                Some(note) => note.take(&body, field.version),
                None => {
                    let draft = kept_draft(walk, &key);
                    let text = draft.map_or(body.as_str(), |(_, text)| text);
                    self.all.push(Note {
                        editor: Editor::long(text),
                        version: draft.map_or(field.version, |(version, _)| version),
                        current: field.version,
                        saved: body,
                        sent: None,
                        on_its_way: 0,
                        draft_due: None,
                        held: false,
                        key,
                    });
                }
            }
        }
    }

    /// Whether there are words about a family, saved or not.
    pub fn has_words(&self, family: crate::domain::FamilyId) -> bool {
        self.all.iter().any(|note| note.key.family == Some(family) && !note.editor.is_blank())
    }

    /// Whether there are words about a step, saved or not.
    pub fn has_step_words(&self, step: &str) -> bool {
        let mut of = self.all.iter().filter(|note| note.key.family.is_none() && note.key.field == step);
        of.any(|note| !note.editor.is_blank())
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
            note.held = false;
        }
    }

    /// When the next draft is to be kept.
    pub fn deadline(&self) -> Option<Duration> {
        self.all.iter().filter_map(|note| note.draft_due).min()
    }

    /// The drafts to keep, each with its name: those whose time has come, or all that wait.
    pub fn drafts(&mut self, until: Option<Duration>) -> Vec<(String, String)> {
        let mut due = Vec::new();
        for note in &mut self.all {
            if note.draft_due.is_some_and(|at| until.is_none_or(|until| at <= until)) {
                note.draft_due = None;
                due.push((note.draft_name(), note.editor.text()));
            }
        }
        due
    }

    /// The texts that are not saved yet, each with the version over which it was typed.
    pub fn unsaved(&self) -> Vec<(NoteKey, String, i64)> {
        let unsaved = self.all.iter().filter(|note| note.is_unsaved() && !note.held);
        unsaved.map(|note| (note.key.clone(), note.editor.text(), note.version + note.on_its_way)).collect()
    }

    /// The store refused: what was handed to it is not saved.
    pub fn refused(&mut self) {
        for note in &mut self.all {
            note.sent = None;
            note.on_its_way = 0;
        }
    }

    /// The place whose words were not kept, because others stand there; they are unsaved again.
    pub fn conflicted(&mut self, name: &str) -> Option<NoteKey> {
        let note = self.all.iter_mut().find(|note| place(&note.key) == name)?;
        note.sent = None;
        note.on_its_way = 0;
        Some(note.key.clone())
    }

    /// The words are not handed to the store again before somebody types: they wait for an answer.
    pub fn hold(&mut self, key: &NoteKey) {
        if let Some(note) = self.get_mut(key) {
            note.held = true;
            // Without an answer they are still there as a draft.
            note.draft_due = Some(Duration::ZERO);
        }
    }

    /// What the draft of a place is called.
    pub fn draft_name(&self, key: &NoteKey) -> Option<String> {
        self.get(key).map(Note::draft_name)
    }

    /// Takes words back to what is saved.
    pub fn drop_words(&mut self, key: &NoteKey) {
        if let Some(note) = self.get_mut(key) {
            let saved = note.saved.clone();
            note.editor.set(&saved);
            (note.held, note.draft_due) = (false, None);
        }
    }

    /// Settles a conflict: the text that is to stay is typed over the words that stand there now.
    pub fn settle(&mut self, key: &NoteKey, text: &str, version: i64) {
        if let Some(note) = self.get_mut(key) {
            note.editor.set(text);
            note.held = false;
            note.version = version;
            note.current = version;
            note.sent = None;
            note.on_its_way = 0;
            note.draft_due = None;
        }
    }

    /// A text was handed to the store: no draft of it is needed any more.
    pub fn sent(&mut self, key: &NoteKey) {
        if let Some(note) = self.get_mut(key) {
            note.sent = Some(note.editor.text());
            note.on_its_way += 1;
            note.draft_due = None;
        }
    }
}

/// A place as the store calls it.
pub fn place(key: &NoteKey) -> String {
    draft_field(key.family, &key.field, key.author)
}

/// The viewer's last draft of a place: the version it was typed over, and the words.
fn kept_draft<'a>(walk: &'a Walk, key: &NoteKey) -> Option<(i64, &'a str)> {
    let name = place(key);
    let drafts = walk.drafts.iter().filter_map(|(field, text, at)| {
        let (of, version) = field.rsplit_once('@')?;
        (of == name).then_some((at, version.parse::<i64>().ok()?, text.as_str()))
    });
    drafts.max_by_key(|(at, ..)| *at).map(|(_, version, text)| (version, text))
}

/// The place of a field's words; none where it has no author, or the viewer may not write it.
pub fn note_key(family: Option<crate::domain::FamilyId>, field: &WalkField) -> Option<NoteKey> {
    let author = field.author.as_ref()?.id;
    if field.refused.is_some() {
        return None;
    }
    Some(NoteKey { family, field: field.key.clone(), author })
}
