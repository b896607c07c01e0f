//! Words of the walk that go on from here: a line as an action item, or as a point for the next Co-Supervision.

use super::part::Key;
use super::{Walking, cases, forms};
use crate::store::view::walk::WalkField;
use crate::tui::screen::{Ctx, Do, FormKind, PointFrom, Target};
use crate::tui::widget::mark::Mark;

impl Walking {
    /// The line with the cursor as the beginning of an action item. Both agencies read an item, so that words about
    /// treatment never go there by themselves.
    pub(super) fn line_item(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(Key::Note(key)) = self.sheet.focused().cloned() else {
            return vec![Do::Toast(Mark::Due, "Put the cursor on a line of a note first".into())];
        };
        let part2 = |field: &WalkField| field.part2 && field.key == key.field;
        if self.walk.cases.iter().flat_map(|case| &case.fields).any(part2) {
            let said = "Both agencies read an action item: write this one without treatment detail";
            return vec![Do::Toast(Mark::Due, said.into())];
        }
        let line = self.notes.get(&key).map(|note| note.editor.line_here().trim().to_owned());
        let Some(line) = line.filter(|line| !line.is_empty()) else {
            return vec![Do::Toast(Mark::Due, "There are no words on this line".into())];
        };
        self.about = Some(Key::Item);
        vec![Do::Dialog(forms::item(&self.walk, key.family, Some(("", &line)), ctx))]
    }

    /// Sends what has the focus to the next Co-Supervision: the line with the cursor, the decision, or the family alone.
    /// Nobody's words about treatment go there but by their own side, and nothing that is about a worker ever does.
    pub(super) fn send_on(&mut self) -> Vec<Do> {
        let Some(family) = self.family() else {
            return vec![Do::Toast(Mark::Due, "Go to the family that it is about first".into())];
        };
        let (mut words, mut treatment) = (String::new(), false);
        match self.sheet.focused() {
            Some(Key::Note(key)) => {
                let case = self.walk.cases.iter().find(|case| Some(case.family) == key.family);
                let field = case.and_then(|case| case.fields.iter().find(|field| field.key == key.field));
                treatment = field.is_some_and(|field| field.part2);
                if treatment && key.author != self.viewer {
                    let said =
                        "Words about treatment are sent on by whoever wrote them, at their own terminal";
                    return vec![Do::Toast(Mark::Due, said.into())];
                }
                words = self
                    .notes
                    .get(key)
                    .map(|note| note.editor.line_here().trim().to_owned())
                    .unwrap_or_default();
            }
            Some(Key::Decision) => {
                let case = self.walk.cases.get(self.case).filter(|case| case.decision.is_some());
                words = case.map(|case| cases::decision(&self.walk, case)).unwrap_or_default();
            }
            _ => {}
        }
        let from = PointFrom { words, treatment, ..PointFrom::default() };
        self.open(Target::Form(FormKind::Point(family.into(), from)))
    }
}
