//! The words of the viewer's own team, as they are typed: kept as a draft, with what could tell who a family is beside them.

use super::clash::Clash;
use super::{Report, word};
use crate::domain::SiteId;
use crate::domain::month::{Heading, Month};
use crate::domain::report::telling::Found;
use crate::error::{Error, Kind};
use crate::store::Request;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::editor::{Edit, Editor};
use crate::tui::widget::mark::Mark;
use ratatui::crossterm::event::KeyCode;
use std::time::Duration;

/// Seconds without a key after which the words are kept as a draft.
const DRAFT_AFTER: u64 = 2;

/// Words that are being typed.
pub(super) struct Words {
    pub heading: Heading,
    pub editor: Editor,
    /// What lay in the file when they were begun, and its version.
    pub saved: String,
    pub version: i64,
    /// They were not saved because others were: those are on their way.
    pub refused: bool,
    /// What others saved meanwhile, while it is asked what stays.
    pub clash: Option<Clash>,
    due: Option<Duration>,
    /// What in them could tell who a family is.
    pub found: Vec<Found>,
}

impl Words {
    /// What drafts of a site's month are kept under.
    fn entity(month: Month) -> String {
        format!("report {month}")
    }

    fn draft(&self, site: Option<SiteId>, month: Month, body: String) -> Do {
        Do::Store(Request::Draft {
            entity: Self::entity(month),
            id: site.map_or(0, |site| site.0),
            field: word(self.heading).to_owned(),
            body,
        })
    }

    /// Forgets the draft: it is saved.
    pub(super) fn forget(&self, site: Option<SiteId>, month: Month) -> Do {
        self.draft(site, month, String::new())
    }

    /// Keeps what is typed, where that is due.
    pub(super) fn keep(&mut self, site: Option<SiteId>, month: Month) -> Option<Do> {
        self.due.take()?;
        Some(self.draft(site, month, self.editor.text()))
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        self.due
    }

    pub(super) fn is_unsaved(&self) -> bool {
        self.editor.text().trim() != self.saved.trim()
    }
}

impl Report {
    /// Begins to write under the heading that is shown.
    pub(super) fn begin_words(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let (Some(page), Ok(())) = (&self.page, self.may(ctx)) else { return Vec::new() };
        if self.heading == Heading::Items {
            return Vec::new();
        }
        let (body, version) = page.text(ctx.viewer.side, self.heading);
        let (editor, found) = (Editor::long(body), page.known.look(body));
        let (heading, saved) = (self.heading, body.to_owned());
        let words = Words { heading, editor, saved, version, refused: false, clash: None, due: None, found };
        self.words = Some(words);
        let id = self.site.map_or(0, |site| site.0);
        vec![Do::Store(Request::Drafts { entity: Words::entity(self.month(ctx)), id })]
    }

    /// Takes what was typed here before and not saved.
    pub(super) fn restore(&mut self, drafts: &[(String, String, String)]) -> Vec<Do> {
        let Some(words) = self.words.as_mut().filter(|words| !words.is_unsaved()) else { return Vec::new() };
        let Some((_, body, _)) = drafts.iter().find(|(field, ..)| field == word(words.heading)) else {
            return Vec::new();
        };
        words.editor.set(body);
        if let Some(page) = &self.page {
            words.found = page.known.look(body);
        }
        vec![Do::Toast(Mark::Due, "What you had typed here before is back: it has not been saved yet".into())]
    }

    /// Takes a key while words are typed.
    pub(super) fn type_words(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        let (site, month) = (self.site, self.month(ctx));
        let Some(words) = self.words.as_mut().filter(|_| !self.saving) else { return Vec::new() };
        if input.action() == Some(Action::Save) && words.clash.is_none() {
            return self.save_words(ctx);
        }
        if input.is(KeyCode::Esc) {
            let unsaved = words.is_unsaved();
            let dos = if unsaved {
                let said = "Kept as a draft: c goes on with it, F2 saves it";
                vec![words.draft(site, month, words.editor.text()), Do::Toast(Mark::Due, said.to_owned())]
            } else {
                vec![words.forget(site, month)]
            };
            self.words = None;
            return dos;
        }
        if words.clash.is_some() {
            return self.settle(input, ctx);
        }
        if words.editor.update(input) == Edit::Changed {
            words.due = Some(ctx.after(DRAFT_AFTER));
            if let Some(page) = &self.page {
                words.found = page.known.look(&words.editor.text());
            }
        }
        Vec::new()
    }

    /// Says what the store refused; words that somebody else of the same team changed meanwhile are shown beside these.
    pub(super) fn failed(&mut self, error: Error, ctx: &Ctx<'_>) -> Vec<Do> {
        let saving = std::mem::take(&mut self.saving);
        let conflict = error.kind == Kind::Conflict;
        if let Some(words) = self.words.as_mut().filter(|_| saving && conflict) {
            // What is typed stays as a draft; the page comes with the others' words.
            let (site, month) = (self.site, self.month.unwrap_or_else(|| Month::of(ctx.today())));
            words.refused = true;
            return vec![words.draft(site, month, words.editor.text()), self.ask(ctx)];
        }
        let again = conflict.then(|| self.ask(ctx));
        std::iter::once(Do::Fail(error)).chain(again).collect()
    }
}
