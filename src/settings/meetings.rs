//! The kinds of meeting: `meetings.toml`.

use super::{Table, set};
use crate::domain::Word;
use crate::domain::meeting::{
    CaseField, FieldKind, FieldSide, Function, KindRules, Panel, Step, StepNote, Subject,
};

/// The kinds of meeting, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meetings {
    /// Every kind.
    pub kinds: Vec<KindRules>,
}

impl Meetings {
    /// The kind of this key.
    pub fn kind(&self, key: &str) -> Option<&KindRules> {
        self.kinds.iter().find(|kind| kind.key == key)
    }

    /// What people call a kind; the key itself where it is not known.
    pub fn label<'a>(&'a self, key: &'a str) -> &'a str {
        self.kind(key).map_or(key, |kind| &kind.label)
    }

    /// The kinds that the program walks step by step.
    pub fn walked(&self) -> impl Iterator<Item = &KindRules> {
        self.kinds.iter().filter(|kind| kind.walked)
    }

    /// The kinds whose meetings reset the clock of this kind: itself among them.
    pub fn resetting<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a KindRules> {
        self.kinds.iter().filter(move |kind| kind.resets_clock_of(key))
    }

    /// Takes over what the file gives rightly, and notes what it gives wrongly.
    pub(super) fn overlay(&mut self, root: Table<'_>) {
        if let Some(kinds) = root.table("kind") {
            let before = self.clone();
            for (key, _) in kinds.keys() {
                let Some(table) = kinds.table(key) else { continue };
                self.overlay_kind(key, &table);
                table.finish();
            }
            self.check_resets(&kinds, &before);
        }
        root.finish();
    }

    fn overlay_kind(&mut self, key: &str, table: &Table<'_>) {
        if let Some(at) = self.kinds.iter().position(|kind| kind.key == key) {
            if let Some(kind) = self.kinds.get_mut(at) {
                take_kind(kind, table);
            }
            return;
        }
        let mut kind = KindRules::new(key, Subject::Programme);
        take_kind(&mut kind, table);
        if table.has("label") && table.has("subject") && !kind.label.is_empty() {
            self.kinds.push(kind);
        } else {
            let known = self.kinds.iter().map(|kind| kind.key.as_str());
            let hint = match super::nearest(key, known) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "A new kind needs at least label and subject".into(),
            };
            table.problem_at(table.line(), format!("there is no kind of meeting `{key}`"), hint);
        }
    }

    fn check_resets(&mut self, kinds: &Table<'_>, before: &Self) {
        let keys: Vec<String> = self.kinds.iter().map(|kind| kind.key.clone()).collect();
        for kind in &mut self.kinds {
            let strange: Vec<String> =
                kind.resets.iter().filter(|one| !keys.contains(one)).cloned().collect();
            if !strange.is_empty() {
                kind.resets = before.kind(&kind.key).map(|kind| kind.resets.clone()).unwrap_or_default();
            }
            for one in strange {
                let line = kinds.table(&kind.key).map_or(0, |table| table.line_of("resets"));
                let hint = match super::nearest(&one, keys.iter().map(String::as_str)) {
                    Some(near) => format!("Did you mean \"{near}\"?"),
                    None => format!("It is one of {}", keys.join(", ")),
                };
                let message = format!("`kind.{}.resets` names no kind of meeting: \"{one}\"", kind.key);
                kinds.problem_at(line, message, hint);
            }
        }
    }
}

fn take_kind(kind: &mut KindRules, table: &Table<'_>) {
    set(&mut kind.label, table.words("label"));
    set(&mut kind.subject, table.word("subject"));
    set(&mut kind.required, table.word_list("required"));
    set(&mut kind.exclusive, table.flag("exclusive"));
    set(&mut kind.facilitators, table.word_list("facilitators"));
    set(&mut kind.sign, table.word_list("sign"));
    set(&mut kind.cadence, table.text("cadence"));
    set(&mut kind.resets, table.texts("resets"));
    let days = table.number("cadence_days", 1..=1000).and_then(|days| u32::try_from(days).ok());
    kind.cadence_days = days.or(kind.cadence_days);
    kind.planned_minutes = table.number("planned_minutes", 5..=960).or(kind.planned_minutes);
    set(&mut kind.walked, table.flag("walked"));
    if let Some(steps) = table.tables("step").and_then(|tables| keyed(tables, read_step, |step| &step.key))
        && (!kind.walked || walkable(&steps, table))
    {
        kind.steps = steps;
    }
    let fields = table.tables("case_field").and_then(|tables| keyed(tables, read_field, |field| &field.key));
    set(&mut kind.case_fields, fields);
    no_personnel_note_elsewhere(kind, table);
    if kind.walked && kind.steps.is_empty() {
        table.problem(
            "walked",
            format!("`{}` has no steps to walk", kind.key),
            "Give it [[kind.….step]] tables",
        );
        kind.walked = false;
    }
}

/// A personnel note is about the one worker of an Individual: elsewhere it would be about nobody, before everybody.
fn no_personnel_note_elsewhere(kind: &mut KindRules, table: &Table<'_>) {
    let personnel = |step: &&mut Step| step.note == StepNote::Personnel;
    if kind.subject.is_worker() || !kind.steps.iter_mut().any(|step| personnel(&step)) {
        return;
    }
    table.problem(
        "step",
        "a personnel note belongs to a meeting about one worker".to_owned(),
        "Give the step note = \"meeting\", or the kind the subject of an Individual; the step has no note until then",
    );
    for step in kind.steps.iter_mut().filter(personnel) {
        step.note = StepNote::Nothing;
    }
}

/// A walk needs somewhere to answer who was there, and somewhere to end.
fn walkable(steps: &[Step], table: &Table<'_>) -> bool {
    for panel in [Panel::Attendance, Panel::Close] {
        if !steps.iter().any(|step| step.panel == panel) {
            let message = format!("no step here has panel \"{}\"", panel.word());
            table.problem("step", message, "A meeting that is walked needs one; the steps stay as they were");
            return false;
        }
    }
    true
}

/// Reads repeated tables, each with a key of its own; where one is wrong none is taken, lest a walk lose a step.
fn keyed<T>(
    tables: Vec<Table<'_>>,
    read: fn(&Table<'_>) -> Option<T>,
    key: fn(&T) -> &String,
) -> Option<Vec<T>> {
    let mut out: Vec<T> = Vec::new();
    let mut right = true;
    for table in tables {
        match read(&table) {
            Some(one) if out.iter().any(|other| key(other) == key(&one)) => {
                table.problem(
                    "key",
                    format!("`{}` stands here twice", key(&one)),
                    "Give this one another key",
                );
                right = false;
            }
            Some(one) => out.push(one),
            None => right = false,
        }
        table.finish();
    }
    right.then_some(out)
}

fn read_step(table: &Table<'_>) -> Option<Step> {
    let (key, title, panel) = (required(table, "key"), required(table, "title"), table.word("panel"));
    let minutes = table.number("minutes", 0..=480).unwrap_or_default();
    let function = table.word("function").unwrap_or(Function::Administrative);
    let note = table.word("note").unwrap_or(StepNote::Nothing);
    let prompts = table.texts("prompts").unwrap_or_default();
    if !table.has("panel") {
        missing(table, "panel");
    }
    Some(Step { key: key?, title: title?, panel: panel?, minutes, function, prompts, note })
}

fn read_field(table: &Table<'_>) -> Option<CaseField> {
    let (key, label) = (required(table, "key"), required(table, "label"));
    let (kind, side) = (table.word::<FieldKind>("kind"), table.word::<FieldSide>("side"));
    let part2 = table.flag("part2");
    let prompts = table.texts("prompts").unwrap_or_default();
    // Whether a field is treatment information is never guessed: a wrong guess would show it to the wrong people.
    for name in ["kind", "side", "part2"] {
        if !table.has(name) {
            missing(table, name);
        }
    }
    if let (Some(side), Some(part2)) = (side, part2)
        && part2 != (side == FieldSide::Treatment)
    {
        let message = format!("`part2` cannot be {part2} for side \"{}\"", side.word());
        table.problem(
            "part2",
            message,
            "What treatment staff write about a family is Part 2 data, and only that",
        );
        return None;
    }
    Some(CaseField { key: key?, label: label?, kind: kind?, side: side?, part2: part2?, prompts })
}

fn required(table: &Table<'_>, key: &str) -> Option<String> {
    if !table.has(key) {
        missing(table, key);
        return None;
    }
    table.words(key)
}

fn missing(table: &Table<'_>, key: &str) {
    table.problem_at(
        table.line(),
        format!("`{key}` is missing here"),
        "Until it is there, the list stays as it was",
    );
}
