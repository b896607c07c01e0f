//! Somebody signed while words were being typed here: they are not lost, and where they belong now is asked.

use super::Walking;
use super::part::NoteKey;
use crate::tui::dialog::{Confirm, Dialog};
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::mark::Mark;
use crate::tui::widget::wrap;

/// The tag of the question.
pub const TAG: &str = "late";
/// How much of the words the question quotes.
const QUOTED: usize = 240;

impl Walking {
    /// Asks about the next words that came after the signature; nothing where there are none, or it is being asked.
    pub(super) fn ask_late(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.walk.locked.is_none() || self.late.is_some() {
            return Vec::new();
        }
        let Some((key, words, _)) = self.notes.unsaved().into_iter().next() else { return Vec::new() };
        // Until somebody says otherwise they are a draft of their author, and nobody else reads them.
        self.notes.hold(&key);
        let mut dos = self.keep_drafts(Some(ctx.uptime));
        let who = self.walk.signatures.iter().rev().find_map(|signature| {
            let signed = signature.signed.as_ref()?;
            Some(signed.split(',').next().unwrap_or_default().to_owned())
        });
        let who = who.unwrap_or_else(|| "Somebody".into());
        let place = match key.family {
            Some(family) => format!("about {family}"),
            None => "about the meeting".into(),
        };
        let quote = if ctx.theme.masked {
            "•••".to_owned()
        } else {
            wrap::fit(&words.trim().replace('\n', " "), QUOTED).into_owned()
        };
        let (rest, answers): (&str, &[&str]) = if self.is_part2(&key) {
            let rest =
                "Both agencies read an addendum, and this is treatment information: it stays your draft.";
            (rest, &["Keep as my draft", "Discard"])
        } else {
            let rest = "What was signed stays as it is. As a dated addendum your words stand under it.";
            (rest, &["Add as addendum", "Keep as my draft", "Discard"])
        };
        let text =
            format!("{who} signed this meeting while you were writing {place}.\n\nYours: {quote}\n\n{rest}");
        self.late = Some(key);
        dos.push(Do::Dialog(Dialog::Confirm(Confirm::ask(TAG, "Signed meanwhile", text, answers))));
        dos
    }

    fn is_part2(&self, key: &NoteKey) -> bool {
        let mut fields = self.walk.cases.iter().flat_map(|case| &case.fields);
        fields.any(|field| field.part2 && key.family.is_some() && field.key == key.field)
    }

    /// Offers the words as an addendum, keeps them as a draft, or discards them; then asks about the next.
    pub(super) fn settle_late(&mut self, choice: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(key) = self.late.take() else { return Vec::new() };
        if choice == 0 && !self.is_part2(&key) {
            let words = self.notes.get(&key).map(|note| note.editor.text()).unwrap_or_default();
            // They stay a draft until the addendum is there.
            self.late = Some(key);
            return vec![Do::Dialog(super::forms::addendum_of(&words, ctx))];
        }
        let discards = if self.is_part2(&key) { choice == 1 } else { choice == 2 };
        let mut dos = Vec::new();
        if discards {
            dos.extend(self.give_up(&key));
        }
        let said = if discards { "Discarded: what was signed stands" } else { "Kept as your draft" };
        dos.push(Do::Toast(Mark::Done, said.into()));
        dos.extend(self.ask_late(ctx));
        dos
    }

    /// The addendum is being saved, or was left: with it the draft goes, without it the words stay one.
    pub(super) fn added_late(&mut self, saved: bool) -> Vec<Do> {
        let Some(key) = self.late.take().filter(|_| saved) else { return Vec::new() };
        self.give_up(&key)
    }

    fn give_up(&mut self, key: &NoteKey) -> Vec<Do> {
        let dos = self.forget(key);
        self.notes.drop_words(key);
        dos
    }
}
