//! Somebody saved the same record first: what the two changed in different fields stands together; the same field is
//! asked about.

use super::{FormPage, seed};
use crate::domain::merge::both;
use crate::error::Error;
use crate::store::view::services::ServicesReply;
use crate::store::{Reply, Request};
use crate::tui::dialog::{Confirm, Dialog};
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::form::Form;
use crate::tui::widget::wrap;

/// The tag of the question which of two versions stands.
pub(super) const CLASH: &str = "clash_form";
/// How much of a value the question quotes.
const QUOTED: usize = 120;

/// Where a form stands with a change that somebody else made since it was opened.
#[derive(Default)]
pub(super) enum Merge {
    /// Nobody changed anything, as far as is known.
    #[default]
    None,
    /// A save was refused for this; the record as it stands now was asked for.
    Asked(Error),
    /// Both changed the same fields, and a dialog asks which stand: theirs.
    Clash(Vec<&'static str>, Box<Form>),
    /// Both changes stand in the form and were saved at once; what the other did.
    Saved(String),
}

impl FormPage {
    /// A save was refused because somebody else was faster: looks at the record again, once.
    pub(super) fn conflict(&mut self, error: Error) -> Vec<Do> {
        if matches!(self.merge, Merge::Saved(_)) {
            self.merge = Merge::None;
            return vec![Do::Fail(error)];
        }
        self.merge = Merge::Asked(error);
        let again = self.sheet.again().unwrap_or_else(|| Request::Choices(self.sheet.family()));
        vec![Do::Store(again)]
    }

    /// Takes what the store says of services: an entry is what the form begins with, or as it stands now where that was
    /// asked for.
    pub(super) fn services(&mut self, reply: ServicesReply, ctx: &Ctx<'_>) -> Vec<Do> {
        let is_entry = matches!(reply, ServicesReply::Entry(_));
        if is_entry && matches!(self.merge, Merge::Asked(_)) {
            return self.renewed(&Reply::Services(reply), ctx);
        }
        let Some(form) = &mut self.form else { return Vec::new() };
        let asked = self.sheet.services(form, reply, &seed(&self.choices, ctx));
        if is_entry {
            self.began = form.values();
        }
        asked.map(Do::Store).into_iter().collect()
    }

    /// Takes the record as it stands now, where that was asked for.
    pub(super) fn renewed(&mut self, reply: &Reply, ctx: &Ctx<'_>) -> Vec<Do> {
        if matches!(self.merge, Merge::Asked(_)) {
            self.sheet.renew(reply);
        }
        self.join(ctx)
    }

    /// Takes over what the other changed where nothing was entered here, and saves; where both changed the same field,
    /// it is for the viewer to say which one stands.
    pub(super) fn join(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Merge::Asked(error) = std::mem::take(&mut self.merge) else { return Vec::new() };
        let (fresh, theirs) = (self.fresh(ctx), self.fresh(ctx));
        let Some(form) = &mut self.form else { return Vec::new() };
        let (clashes, values) = (form.clashes(&self.began, &fresh), fresh.values());
        form.adopt(&self.began, fresh);
        self.began = values;
        if clashes.is_empty() {
            self.merge = Merge::Saved(error.message);
            return self.save(ctx);
        }
        let (question, answers) = ask(form, &theirs, &clashes, ctx);
        let keys = clashes.into_iter().map(|(key, _)| key).collect();
        self.merge = Merge::Clash(keys, Box::new(theirs));
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        vec![Do::Dialog(Dialog::Confirm(Confirm::ask(CLASH, "Both of you changed this", question, &answers)))]
    }

    fn fresh(&self, ctx: &Ctx<'_>) -> Form {
        self.sheet.build(&seed(&self.choices, ctx))
    }

    /// Does what was chosen about the fields that both changed: look again, theirs, mine, both.
    pub(super) fn settle(&mut self, choice: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let Merge::Clash(keys, theirs) = std::mem::take(&mut self.merge) else { return Vec::new() };
        let Some(form) = &mut self.form else { return Vec::new() };
        match choice {
            1 => form.take(&keys, *theirs),
            2 => {}
            3 => {
                for key in keys {
                    let text = both(&theirs.text(key), &form.text(key));
                    form.set_text(key, &text);
                }
            }
            _ => return Vec::new(),
        }
        self.save(ctx)
    }
}

/// The question about the fields that both changed, and its answers; both stand only where they are words.
fn ask(
    form: &Form,
    theirs: &Form,
    clashes: &[(&'static str, String)],
    ctx: &Ctx<'_>,
) -> (String, Vec<String>) {
    let quote = |text: String| match text.trim() {
        _ if ctx.theme.masked => "•••".to_owned(),
        "" => "(nothing)".to_owned(),
        text => wrap::fit(&text.replace('\n', " "), QUOTED).into_owned(),
    };
    let labels: Vec<&str> = clashes.iter().map(|(_, label)| label.as_str()).collect();
    let mut text = format!(
        "While this was open, both of you changed {}. Everything else stands together.",
        labels.join(", ")
    );
    for (key, label) in clashes.iter().filter(|(key, _)| !form.is_choice(key)) {
        text.push_str(&format!(
            "\n\n{label}\nTheirs: {}\nYours: {}",
            quote(theirs.text(key)),
            quote(form.text(key))
        ));
    }
    let mut answers = vec!["Look again".to_owned(), "Theirs".to_owned(), "Mine".to_owned()];
    if clashes.iter().all(|(key, _)| form.is_long(key)) {
        answers.push("Keep both".to_owned());
    }
    (text, answers)
}
