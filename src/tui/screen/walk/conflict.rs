//! Two terminals wrote different words in one place: both are shown, and a person chooses.

use super::Walking;
use super::notes::{note_key, place};
use super::part::NoteKey;
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
            0 => format!("{}\n{}", theirs.trim_end(), mine.trim()),
            1 => mine,
            _ => theirs,
        };
        let drafts: Vec<String> = self.walk.drafts.iter().map(|(name, ..)| name.clone()).collect();
        self.notes.settle(&key, &text, version);
        let mut dos = self.save_notes();
        if dos.is_empty() {
            // Theirs stands already: what is left is the draft of what was given up.
            let name = place(&key);
            let given_up = drafts.into_iter().filter(|draft| draft.split('@').next() == Some(&name));
            dos.extend(given_up.map(|draft| self.draft(draft, String::new())));
        }
        dos.push(Do::Toast(Mark::Done, "Settled: the note is as you chose".into()));
        dos
    }
}

/// The field of a place that may be written here.
fn field_at<'a>(walk: &'a Walk, key: &NoteKey) -> Option<&'a WalkField> {
    let case = walk.cases.iter().find(|case| Some(case.family) == key.family);
    let fields = case.map_or(&walk.notes, |case| &case.fields);
    let found = fields.iter().find(|field| note_key(key.family, field).as_ref() == Some(key))?;
    (!matches!(found.body, Part2::Withheld(_))).then_some(found)
}
