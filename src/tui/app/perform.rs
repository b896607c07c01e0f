//! Doing what screens want done, and bringing them the answers.

use super::{App, Pending, Session};
use crate::error::Result;
use crate::store::request::Found;
use crate::store::watch::News;
use crate::store::{Reply, Request};
use crate::tui::dialog::{Answer, Dialog, PaletteEntry, PaletteRun};
use crate::tui::input::Input;
use crate::tui::msg::{Effect, RequestId};
use crate::tui::screen::{self, Do, Target};
use crate::tui::widget::mark::Mark;
use crate::tui::work::Product;

/// What was found, as a line of the palette.
fn entry(found: Found) -> PaletteEntry {
    let run = PaletteRun::Open(Target::from(&found.open));
    PaletteEntry { label: found.label, detail: found.detail, off: None, run }
}

impl App {
    /// Sends a request under a new number.
    pub(super) fn send(&mut self, screen: Option<u32>, request: Request) -> Effect {
        self.requests += 1;
        let id = RequestId(self.requests);
        self.pending.push(Pending { id, screen, asked: self.uptime });
        Effect::Store(id, request)
    }

    /// Brings an answer to whoever asked; a screen that is gone meanwhile needs it no more, a failure is told anyway.
    pub(super) fn answered(&mut self, id: RequestId, reply: Result<Reply>) -> Vec<Effect> {
        if let Err(error) = &reply {
            self.only_read(error);
        }
        let Some(place) = self.pending.iter().position(|pending| pending.id == id) else { return Vec::new() };
        let pending = self.pending.swap_remove(place);
        let Some(number) = pending.screen else { return self.own_reply(reply) };
        let gone = self.session.as_mut().is_none_or(|session| session.screen_mut(number).is_none());
        if gone {
            if let Err(error) = reply {
                self.fail(&error);
            }
            return Vec::new();
        }
        let dos = self.with(number, |page, ctx| page.reply(reply, ctx)).unwrap_or_default();
        self.perform(number, dos)
    }

    /// Brings what long work came to to the screen that began it; where that is gone meanwhile, a file that was written
    /// or could not be is told anyway.
    pub(super) fn worked(&mut self, id: RequestId, product: Result<Product>) -> Vec<Effect> {
        let Some(place) = self.works.iter().position(|(work, _)| *work == id) else { return Vec::new() };
        let (_, number) = self.works.swap_remove(place);
        if self.session.as_mut().is_some_and(|session| session.screen_mut(number).is_none()) {
            match product {
                Ok(Product::Said(said)) => self.toast = Some((Mark::Done, said)),
                Err(error) if !crate::import::was_stopped(&error) => self.fail(&error),
                _ => {}
            }
            return Vec::new();
        }
        let dos = self.with(number, |page, ctx| page.worked(product, ctx)).unwrap_or_default();
        self.perform(number, dos)
    }

    fn own_reply(&mut self, reply: Result<Reply>) -> Vec<Effect> {
        match reply {
            Ok(Reply::Found(found)) => {
                if let Some((_, Dialog::Palette(palette))) = self.dialogs.last_mut() {
                    palette.offer(found.into_iter().map(entry).collect());
                }
                Vec::new()
            }
            Ok(Reply::Undo(plan)) => self.offer_undo(&plan),
            Ok(Reply::Saved { said, .. }) => self.was_undone(said),
            Err(error) if self.is_inside() => {
                self.fail(&error);
                Vec::new()
            }
            reply => self.enter_reply(reply),
        }
    }

    /// Asks for the people, families and the rest that what was typed into the palette may mean.
    fn ask_palette(&mut self) -> Vec<Effect> {
        match self.dialogs.last() {
            Some((_, Dialog::Palette(palette))) if !palette.text().trim().is_empty() => {
                let text = palette.text();
                vec![self.send(None, Request::Find(text))]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn perform_one(&mut self, screen: u32, step: Do) -> Vec<Effect> {
        match step {
            Do::Store(request) => return vec![self.send(Some(screen), request)],
            Do::Work(task) => {
                self.requests += 1;
                let id = RequestId(self.requests);
                self.works.push((id, screen));
                return vec![Effect::Work(id, task)];
            }
            Do::Open(target) => return self.open(&target),
            Do::Replace(target) => {
                if let Some(session) = &mut self.session {
                    session.pop();
                }
                return self.open(&target);
            }
            Do::Back => return self.back(),
            Do::Dialog(dialog) => self.dialogs.push((Some(screen), dialog)),
            Do::CloseDialog => drop(self.dialogs.pop()),
            Do::Toast(mark, text) => self.toast = Some((mark, text)),
            Do::Fail(error) => self.fail(&error),
            Do::Run(action) => return self.input(&Input::command(action)),
            Do::Copy(text) if self.settings.general.program.clipboard => return vec![Effect::Copy(text)],
            Do::Copy(_) => {}
        }
        Vec::new()
    }

    fn open(&mut self, target: &Target) -> Vec<Effect> {
        let Some(session) = &self.session else { return Vec::new() };
        if let Target::Tab(tab) = *target {
            let leaves = session.depth() > 0 && session.screens().any(|screen| screen.page().is_unsaved());
            if leaves {
                let text = "Save or leave this page first: something you typed has not been saved.";
                self.toast = Some((Mark::Due, text.into()));
                return Vec::new();
            }
            let effects = self.tick_all();
            if let Some(session) = &mut self.session {
                while session.pop() {}
                session.tab = tab;
            }
            return effects.into_iter().chain(self.reload_top()).collect();
        }
        let Some(opened) = self.ctx(session).map(|ctx| screen::open(target, &ctx)) else {
            return Vec::new();
        };
        let number = self.session.as_mut().map_or(0, |session| session.push(opened));
        self.load(number)
    }

    /// Leaves the page on top; the one under it loads again.
    fn back(&mut self) -> Vec<Effect> {
        let left = self.session.as_mut().is_some_and(Session::pop);
        if left { self.reload_top() } else { Vec::new() }
    }

    fn load(&mut self, number: u32) -> Vec<Effect> {
        let dos = self.with(number, |page, ctx| page.load(ctx)).unwrap_or_default();
        self.perform(number, dos)
    }

    fn reload_top(&mut self) -> Vec<Effect> {
        let top = self.session.as_ref().map_or(0, Session::top_id);
        self.load(top)
    }

    /// Takes in what others saved: what is in sight asks again, and it is said who it was.
    pub(super) fn changed(&mut self, news: &News) -> Vec<Effect> {
        if let Some(said) = news.said().filter(|_| self.is_inside() && self.toast.is_none()) {
            self.toast = Some((Mark::Open, said));
        }
        self.reload()
    }

    /// Lets the screens in sight ask again.
    pub(super) fn reload(&mut self) -> Vec<Effect> {
        if !self.is_inside() {
            return Vec::new();
        }
        self.reload_top()
    }

    /// Brings the answer of a dialog to the screen that opened it.
    pub(super) fn tell(&mut self, owner: Option<u32>, tag: &'static str, answer: Answer) -> Vec<Effect> {
        match owner {
            Some(owner) => {
                let dos = self.with(owner, |page, ctx| page.answer(tag, answer, ctx)).unwrap_or_default();
                self.perform(owner, dos)
            }
            None if tag == super::undo::TAG => self.undo_answer(&answer),
            None if matches!(answer, Answer::Changed("palette")) => self.ask_palette(),
            None if tag == "leave" && matches!(answer, Answer::Chosen(1)) => self.leave(),
            None => Vec::new(),
        }
    }
}
