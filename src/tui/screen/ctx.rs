//! What screens may know besides their own state.

use crate::domain::access::{Act, Reason, State, Viewer, can};
use crate::domain::calendar::Clock;
use crate::settings::Settings;
use crate::store::presence::Guest;
use crate::tui::keymap::Keymap;
use crate::tui::theme::Theme;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use ratatui::layout::Size;
use std::time::Duration;

/// What screens may know besides their own state.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// How things look; `theme.masked` while the privacy mask is on.
    pub theme: &'a Theme,
    /// Which keys do what, for words such as "n opens one".
    pub keymap: &'a Keymap,
    /// Thresholds, lists, meetings.
    pub settings: &'a Settings,
    /// The person who is signed in.
    pub viewer: &'a Viewer,
    /// Whether the file is read only or looked back at.
    pub state: State,
    /// Where the day comes from.
    pub clock: &'a Clock,
    /// How long the program has been running: what deadlines are counted in.
    pub uptime: Duration,
    /// The size of the whole terminal.
    pub size: Size,
    /// Whether the keys go to the screen and not to a dialog over it: what [`super::super::widget`]s are told as `focused`.
    pub focused: bool,
    /// Who else has the file open.
    pub others: &'a [Guest],
}

impl Ctx<'_> {
    /// Today where the file lives.
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// The instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The time of day of an instant where the file lives.
    pub fn time_of(&self, instant: DateTime<Utc>) -> NaiveTime {
        self.clock.time_of(instant)
    }

    /// Says whether the viewer may do something, or why not.
    ///
    /// # Errors
    /// The reason, as a sentence.
    pub fn can(&self, act: Act) -> Result<(), Reason> {
        can(act, self.viewer, self.state)
    }

    /// Whether a list and a detail stand side by side: from 100 columns.
    pub fn is_wide(&self) -> bool {
        self.size.width >= 100
    }

    /// Whether three panes stand side by side: from 140 columns.
    pub fn is_very_wide(&self) -> bool {
        self.size.width >= 140
    }

    /// The moment so many seconds from now, for [`super::Page::deadline`].
    pub fn after(&self, seconds: u64) -> Duration {
        self.uptime + Duration::from_secs(seconds)
    }
}
