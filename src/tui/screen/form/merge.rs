//! Somebody saved the same record first: what the two changed in different fields stands together; the same field is
//! asked about.

use super::{FormPage, seed};
use crate::error::Error;
use crate::store::{Reply, Request};
use crate::tui::screen::{Ctx, Do};

/// Where a form stands with a change that somebody else made since it was opened.
#[derive(Default)]
pub(super) enum Merge {
    /// Nobody changed anything, as far as is known.
    #[default]
    None,
    /// A save was refused for this; the record as it stands now was asked for.
    Asked(Error),
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
        let fresh = self.sheet.build(&seed(&self.choices, ctx));
        let Some(form) = &mut self.form else { return Vec::new() };
        let (clashes, values) = (form.clashes(&self.began, &fresh), fresh.values());
        form.adopt(&self.began, fresh);
        self.began = values;
        if clashes.is_empty() {
            self.merge = Merge::Saved(error.message);
            return self.save(ctx);
        }
        let hint = format!(
            "both of you changed {}: what you typed is kept; save once more and yours stands",
            clashes.join(", ")
        );
        vec![Do::Fail(error.hint(hint))]
    }
}
