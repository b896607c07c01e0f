//! Deadlines: the idle lock, drafts, a running timer, a save that waits. Where there is none, nothing happens.

use super::{App, Session};
use crate::tui::msg::Effect;
use std::time::Duration;

/// After how long a request counts as waiting for somebody else.
const SLOW: Duration = Duration::from_secs(1);

impl App {
    /// The next moment at which something happens by itself; `None`: never.
    pub fn deadline(&self) -> Option<Duration> {
        let lock = self.is_inside().then(|| self.last_input + self.idle());
        let slow =
            self.waiting().map(|since| since + SLOW * (1 + whole_seconds(self.uptime.saturating_sub(since))));
        let screens =
            self.session.iter().flat_map(Session::screens).filter_map(|screen| screen.page().deadline());
        // A deadline that was not met by a tick must not keep the program busy.
        let least = self.uptime + Duration::from_millis(50);
        lock.into_iter().chain(slow).chain(screens).min().map(|deadline| deadline.max(least))
    }

    fn idle(&self) -> Duration {
        let minutes = u64::try_from(self.settings.general.program.idle_lock_minutes).unwrap_or(5);
        Duration::from_secs(minutes * 60)
    }

    /// Since when the oldest request has been waiting, if it is slow or may become so.
    pub(super) fn waiting(&self) -> Option<Duration> {
        self.pending.iter().map(|pending| pending.asked).min()
    }

    /// What to say of a request that takes long: how many seconds.
    pub(super) fn slow_seconds(&self) -> Option<u64> {
        let waited = self.uptime.saturating_sub(self.waiting()?);
        (waited >= SLOW).then_some(waited.as_secs())
    }

    /// Whether an answer is on its way that will change what is on screen.
    pub fn is_waiting(&self) -> bool {
        !self.pending.is_empty()
    }

    pub(super) fn clock(&mut self) -> Vec<Effect> {
        if self.is_inside() && self.uptime >= self.last_input + self.idle() {
            return self.lock();
        }
        let now = self.uptime;
        self.tick(|deadline| deadline.is_some_and(|deadline| deadline <= now))
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

fn whole_seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}
