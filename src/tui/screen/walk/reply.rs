//! What the store answered: the state of the meeting as it is now, or why an answer was refused.

use super::{Walking, given};
use crate::error::{Error, Kind};
use crate::store::view::walk::{WalkAsk, WalkReply};
use crate::tui::screen::{Ctx, Do, Page};
use crate::tui::widget::mark::Mark;

/// Whether words that were refused are in the file all the same: the rules refused them, and their draft was kept.
fn is_kept_as_draft(error: &Error) -> bool {
    matches!(error.kind, Kind::Denied | Kind::Invalid | Kind::Conflict | Kind::Missing)
}

impl Walking {
    pub(super) fn replied(&mut self, reply: WalkReply, ctx: &Ctx<'_>) -> Vec<Do> {
        self.waiting = self.waiting.saturating_sub(1);
        let (dos, walk) = match reply {
            WalkReply::Walk(walk) => (Vec::new(), walk),
            WalkReply::Signed { said, walk } => {
                self.signing = None;
                (vec![Do::Toast(Mark::Done, said)], walk)
            }
            // Whoever leaves without choosing finds their words as a draft.
            WalkReply::Conflict { place, walk, .. } if self.leaving => {
                self.notes.conflicted(&place);
                (Vec::new(), walk)
            }
            WalkReply::Conflict { place, own: false, walk } => (self.ask_conflict(&place, &walk, ctx), walk),
            WalkReply::Conflict { place, own: true, walk } => (self.ask_own(&place, &walk, ctx), walk),
            WalkReply::Clash { mine, theirs, walk } => (self.ask_clash(*mine, *theirs, &walk), walk),
            WalkReply::Choices(_) => return Vec::new(),
        };
        // What is on its way comes after this answer: showing this one now would take it back for a moment.
        if self.waiting == 0 {
            self.given = given::GivenAnswers::default();
            self.take(*walk);
            self.refresh(ctx);
            self.show_sought(ctx);
        }
        let denied = self.denied.take_if(|_| self.waiting == 0).filter(|_| self.walk.locked.is_none());
        let late = self.ask_late(ctx);
        let mut dos: Vec<Do> = dos.into_iter().chain(denied.map(Do::Fail)).chain(late).collect();
        // Whoever has to answer something stays.
        self.leaving &= dos.is_empty();
        dos.extend(self.leave_when_kept(ctx));
        dos
    }

    pub(super) fn refused(&mut self, error: Error, ctx: &Ctx<'_>) -> Vec<Do> {
        self.waiting = self.waiting.saturating_sub(1);
        self.sought = None;
        self.given.refuse();
        self.notes.refused();
        self.leaving &= is_kept_as_draft(&error);
        self.refresh(ctx);
        let may_be_signed = self.signing.is_none() && self.walk.locked.is_none() && self.is_unsaved();
        if error.kind == Kind::Denied && may_be_signed {
            // What becomes of the words is asked over the state as it is.
            self.denied = Some(error);
            let ask = WalkAsk::Load(self.walk.id);
            return vec![self.send(ask)];
        }
        let again = self.signing.take().filter(|_| error.kind == Kind::Denied);
        let again = again.and_then(|staff| self.sign_again(staff, &error, ctx));
        let mut dos = vec![again.unwrap_or(Do::Fail(error))];
        dos.extend(self.leave_when_kept(ctx));
        dos
    }
}
