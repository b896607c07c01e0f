//! Deadlines: the idle lock, drafts, a running timer, a save that waits. Where there is none, nothing happens.

use super::{App, Session};
use crate::tui::msg::Effect;
use std::time::Duration;

impl App {
    /// The next moment at which something happens by itself; `None`: never.
    pub fn deadline(&self) -> Option<Duration> {
        let lock = self.is_inside().then(|| self.last_input + self.idle().saturating_sub(self.slept));
        let screens =
            self.session.iter().flat_map(Session::screens).filter_map(|screen| screen.page().deadline());
        // A deadline that was not met by a tick must not keep the program busy.
        let least = self.uptime + Duration::from_millis(50);
        lock.into_iter().chain(self.told_next()).chain(screens).min().map(|deadline| deadline.max(least))
    }

    fn idle(&self) -> Duration {
        let minutes = u64::try_from(self.settings.general.program.idle_lock_minutes).unwrap_or(5);
        Duration::from_secs(minutes * 60)
    }

    pub(super) fn clock(&mut self) -> Vec<Effect> {
        if self.is_inside() && self.uptime + self.slept >= self.last_input + self.idle() {
            return self.lock();
        }
        let now = self.uptime;
        self.tick(|deadline| deadline.is_some_and(|deadline| deadline <= now))
    }

    /// A night asleep is idle time, too, though the program's own clock stood still.
    pub(super) fn slept(&mut self, slept: Duration) -> Vec<Effect> {
        self.slept += slept;
        self.clock()
    }

    /// Lets every open screen save its drafts.
    pub(super) fn tick_all(&mut self) -> Vec<Effect> {
        self.tick(|_| true)
    }

    fn tick(&mut self, due: impl Fn(Option<Duration>) -> bool) -> Vec<Effect> {
        let numbers = self.session.as_ref().map(Session::open).unwrap_or_default();
        let mut effects = Vec::new();
        for number in numbers {
            let dos =
                self.with(number, |page, ctx| if due(page.deadline()) { page.tick(ctx) } else { Vec::new() });
            effects.extend(self.perform(number, dos.unwrap_or_default()));
        }
        effects
    }

    /// Saves drafts and leaves.
    pub(super) fn leave(&mut self) -> Vec<Effect> {
        let mut effects = self.tick_all();
        effects.push(Effect::Quit);
        effects
    }
}
