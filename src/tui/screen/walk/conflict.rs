//! Two terminals wrote different words in one place: both are shown, and a person chooses.

use super::Walking;
use super::notes::{note_key, place};
use super::part::NoteKey;
use crate::domain::merge::both;
use crate::domain::sealed::Part2;
use crate::store::view::walk::{Walk, WalkField};
use crate::tui::dialog::{Confirm, Dialog};
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::mark::Mark;
use crate::tui::widget::wrap;

/// How much of a text the question quotes.
const QUOTED: usize = 240;

/// What stays, in the order of the answers; the first one loses nothing.
const ANSWERS: [&str; 3] = ["Keep both", "Mine", "Theirs"];

impl Walking {
    /// Asks what is to become of words that were not kept because others stand in their place.
    pub(super) fn ask_conflict(&mut self, name: &str, walk: &Walk, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(key) = self.notes.conflicted(name) else { return Vec::new() };
        let mine = self.notes.get(&key).map(|note| note.editor.text()).unwrap_or_default();
        let Some(field) = field_at(walk, &key) else { return Vec::new() };
        let theirs = field.body.shown().cloned().unwrap_or_default();
        let quote = |text: &str| match text.trim() {
            _ if ctx.theme.masked => "•••".to_owned(),
            "" => "(nothing)".to_owned(),
            text => wrap::fit(&text.replace('\n', " "), QUOTED).into_owned(),
        };
        let about =
            key.family.map_or_else(|| field.label.clone(), |family| format!("{}, {family}", field.label));
        let text = format!(
            "{about}: while you were typing, other words were saved at another terminal.\n\nTheirs: {}\n\nYours: {}",
            quote(&theirs),
            quote(&mine)
        );
        self.conflicts.push(key);
        vec![Do::Dialog(Dialog::Confirm(Confirm::ask(
            "conflict",
            "Two versions of one note",
            text,
            &ANSWERS,
        )))]
    }

    /// Does what was chosen; without a choice the words stay unsaved here, and kept as a draft.
    pub(super) fn settle(&mut self, choice: usize) -> Vec<Do> {
        let Some(key) = self.conflicts.pop() else { return Vec::new() };
        let Some(field) = field_at(&self.walk, &key) else { return Vec::new() };
        let theirs = field.body.shown().cloned().unwrap_or_default();
        let version = field.version;
        let mine = self.notes.get(&key).map(|note| note.editor.text()).unwrap_or_default();
        let text = match choice {
            0 => both(&theirs, &mine),
            1 => mine,
            _ => theirs,
        };
        self.notes.settle(&key, &text, version);
        let mut dos = self.save_notes();
        if dos.is_empty() {
            // Theirs stands already: what is left is the draft of what was given up.
            dos.extend(self.forget(&key));
        }
        dos.push(Do::Toast(Mark::Done, "Settled: the note is as you chose".into()));
        dos
    }
}

impl Walking {
    /// Says that the author wrote at their own terminal meanwhile, and asks what becomes of the words typed for them.
    pub(super) fn ask_own(&mut self, name: &str, walk: &Walk, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(key) = self.notes.conflicted(name) else { return Vec::new() };
        self.notes.hold(&key);
        let Some(field) = field_at(walk, &key) else { return Vec::new() };
        let author = field.author.as_ref().map_or("The author", |author| author.short.as_str());
        let mine = self.notes.get(&key).map(|note| note.editor.text()).unwrap_or_default();
        let mine = if ctx.theme.masked { "•••".to_owned() } else { mine.replace('\n', " ") };
        let about =
            key.family.map_or_else(|| field.label.clone(), |family| format!("{family}, {}", field.label));
        let text = format!(
            "{about}: {author} wrote this at their own terminal meanwhile; only {author} changes it.\n\nYou typed: {}",
            wrap::fit(&mine, QUOTED)
        );
        let own = NoteKey { author: self.viewer, ..key.clone() };
        // Where only the other side writes there is no place for words of one's own.
        let answers: &[&str] = if field_at(walk, &own).is_some() {
            &["Keep as my own note", "Discard"]
        } else {
            &["Not now", "Discard"]
        };
        self.conflicts.push(key);
        vec![Do::Dialog(Dialog::Confirm(Confirm::ask("own", format!("{author} wrote here"), text, answers)))]
    }

    /// Keeps the words typed for somebody else as the viewer's own, or discards them; their draft goes either way.
    pub(super) fn settle_own(&mut self, choice: usize) -> Vec<Do> {
        let Some(key) = self.conflicts.pop() else { return Vec::new() };
        let Some(field) = field_at(&self.walk, &key) else { return Vec::new() };
        let own = NoteKey { author: self.viewer, ..key.clone() };
        let keeps = choice == 0 && field_at(&self.walk, &own).is_some();
        if choice == 0 && !keeps {
            return Vec::new();
        }
        let (theirs, version) = (field.body.shown().cloned().unwrap_or_default(), field.version);
        let typed = self.notes.get(&key).map(|note| note.editor.text()).unwrap_or_default();
        let mut dos = self.forget(&key);
        self.notes.settle(&key, &theirs, version);
        if keeps && let Some(note) = self.notes.get_mut(&own) {
            let before = note.editor.text();
            note.editor.set(&both(&before, &typed));
            dos.extend(self.save_notes());
        }
        let said = if keeps { "Kept as your own note" } else { "Discarded: their words stand" };
        dos.push(Do::Toast(Mark::Done, said.into()));
        dos
    }

    /// Forgets every draft of a place.
    pub(super) fn forget(&self, key: &NoteKey) -> Vec<Do> {
        let name = place(key);
        let names = self.walk.drafts.iter().map(|(name, ..)| name.clone());
        let mut given_up: Vec<String> =
            names.filter(|draft| draft.split('@').next() == Some(&name)).collect();
        given_up.extend(self.notes.draft_name(key).filter(|name| !given_up.contains(name)));
        given_up.into_iter().map(|draft| self.draft(draft, String::new())).collect()
    }
}

/// The field of a place that may be written here.
fn field_at<'a>(walk: &'a Walk, key: &NoteKey) -> Option<&'a WalkField> {
    let case = walk.cases.iter().find(|case| Some(case.family) == key.family);
    let fields = case.map_or(&walk.notes, |case| &case.fields);
    let found = fields.iter().find(|field| note_key(key.family, field).as_ref() == Some(key))?;
    (!matches!(found.body, Part2::Withheld(_))).then_some(found)
}
