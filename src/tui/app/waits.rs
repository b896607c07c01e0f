//! Waits: nothing that takes longer than a second is silent, and who is waited for is named.

use super::App;
use std::time::Duration;

impl App {
    /// Takes over whether the store waits just now until somebody else has saved; comes before each message.
    pub fn set_held_up(&mut self, held_up: bool) {
        self.held_up = held_up;
    }

    /// Whether an answer is on its way that will change what is on screen.
    pub fn is_waiting(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Whether a wait is told, so that it matters who saves.
    pub fn is_slow(&self) -> bool {
        self.slow_seconds().is_some()
    }

    /// When the wait is told next: after the time that is set, and then each second.
    pub(super) fn told_next(&self) -> Option<Duration> {
        let since = self.waiting()?;
        let seconds = self.uptime.saturating_sub(since).as_secs().saturating_add(1);
        Some(since + Duration::from_secs(seconds).max(self.slow()))
    }

    /// After how long a wait is told.
    fn slow(&self) -> Duration {
        let seconds = self.settings.general.program.lock_wait_seconds;
        Duration::from_secs(u64::try_from(seconds).unwrap_or(1))
    }

    /// Since when the oldest request has been waiting.
    fn waiting(&self) -> Option<Duration> {
        self.pending.iter().map(|pending| pending.asked).min()
    }

    fn slow_seconds(&self) -> Option<u64> {
        let waited = self.uptime.saturating_sub(self.waiting()?);
        (waited >= self.slow()).then_some(waited.as_secs())
    }

    /// What is said of a wait; `None` where there is none, or a short one.
    pub(super) fn wait_told(&self) -> Option<String> {
        let seconds = self.slow_seconds()?;
        let what = if self.held_up { format!("Waiting for {}", self.waited_for()) } else { "Working".into() };
        Some(format!("{what}… {seconds} s"))
    }

    /// What the store waits for, as far as the other terminals say and what runs beside this one.
    fn waited_for(&self) -> String {
        let mut saving = self.others.iter().filter(|other| other.saving);
        match (saving.next(), saving.next()) {
            (Some(one), None) => format!("{}'s save", one.short()),
            (None, _) if !self.works.is_empty() => "the work that is done here".into(),
            (None, _) if self.copying.is_some() => "the backup".into(),
            (None, _) => "the file, which another program holds".into(),
            _ => "other people's saves".into(),
        }
    }
}
