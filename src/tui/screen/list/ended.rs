//! What is over in a list: asked for page by page near the end of what is there.

use super::{Ctx, Do, List, Taken};
use crate::store::Request;
use crate::store::view::list::{EndedPlace, ListAsk, PAGE};
use crate::tui::input::Input;
use crate::tui::keymap::Action;

/// Where a list goes on with what is over.
pub(in super::super) struct Ended {
    /// What is over is shown, too.
    pub shown: bool,
    /// Where it goes on: at the beginning, after a place, or nowhere.
    next: Option<Option<EndedPlace>>,
    /// The page after this place is on its way.
    asked: Option<Option<EndedPlace>>,
    /// The list is to be written as soon as all of it is there.
    writes: bool,
    ask: fn(Option<EndedPlace>, i64) -> ListAsk,
}

impl Ended {
    /// None shown, and how a page is asked for.
    pub fn new(ask: fn(Option<EndedPlace>, i64) -> ListAsk) -> Self {
        Self { shown: false, next: None, asked: None, writes: false, ask }
    }

    /// Begins anew, as the rows before it are new.
    pub fn begin(&mut self) {
        (self.next, self.asked) = (self.shown.then_some(None), None);
    }

    /// Whether there is more than was loaded.
    pub fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// Whether a page is the one that was asked for; then the list goes on after it.
    pub fn take(&mut self, after: &Option<EndedPlace>, next: Option<EndedPlace>) -> bool {
        if self.asked.as_ref() != Some(after) {
            return false;
        }
        (self.next, self.asked) = (next.map(Some), None);
        true
    }

    /// Asks for more near the end of what is there, and for all of it where the rows are sifted, sorted or written.
    pub fn more<K: Copy + PartialEq>(&mut self, list: &List<K>) -> Option<Do> {
        let next = self.next.clone().filter(|_| self.asked.is_none())?;
        let all = list.table.is_sifted() || list.table.sort().is_some() || self.writes;
        if !all && next.is_some() && !list.table.is_near_end() {
            return None;
        }
        self.asked = Some(next.clone());
        Some(Do::Store(Request::List((self.ask)(next, if all { -1 } else { PAGE }))))
    }

    /// Gives an input to the list; where it then wants rows that are not there yet, they are asked for with what it did.
    pub fn update<K: Copy + PartialEq>(
        &mut self,
        list: &mut List<K>,
        input: &Input,
        ctx: &Ctx<'_>,
    ) -> Taken<K> {
        if self.waits_to_write(input, list) {
            return Taken::Done(self.more(list).into_iter().collect());
        }
        let mut taken = list.update(input, ctx);
        if let Taken::Done(dos) = &mut taken {
            dos.extend(self.more(list));
        }
        taken
    }

    /// Whether an input would write a list that is not all there: it is written when it is.
    fn waits_to_write<K: Copy + PartialEq>(&mut self, input: &Input, list: &List<K>) -> bool {
        let waits = input.action() == Some(Action::Write) && !list.table.is_typing() && self.next.is_some();
        self.writes |= waits;
        waits
    }

    /// Writes the list, where that waited for the last page.
    pub fn written(&mut self) -> Option<Do> {
        let writes = self.writes && self.next.is_none();
        self.writes &= !writes;
        writes.then_some(Do::Run(Action::Write))
    }
}
