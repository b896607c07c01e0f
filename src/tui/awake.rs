//! Whether the computer slept: its clock went on while the program's own stood still.

use std::time::{Duration, Instant, SystemTime};

/// Less than this is a clock that was set right a little.
const NAP: Duration = Duration::from_secs(20);

/// Both clocks, as they were looked at last.
#[derive(Debug)]
pub struct Awake {
    wall: SystemTime,
    own: Instant,
}

impl Awake {
    /// Awake from now on.
    pub fn now() -> Self {
        Self { wall: SystemTime::now(), own: Instant::now() }
    }

    /// How long the computer slept since this was asked last; `None` where it did not.
    ///
    /// A clock that somebody sets forward looks the same: the screen is then locked early, and never late.
    pub fn slept(&mut self) -> Option<Duration> {
        let before = std::mem::replace(self, Self::now());
        // A clock that was set back says nothing.
        let wall = self.wall.duration_since(before.wall).unwrap_or_default();
        asleep(wall, self.own.saturating_duration_since(before.own))
    }
}

fn asleep(wall: Duration, own: Duration) -> Option<Duration> {
    wall.checked_sub(own).filter(|slept| *slept > NAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_clock_on_the_wall_is_ahead_is_sleep() {
        let (second, night) = (Duration::from_secs(1), Duration::from_secs(9 * 3600));
        assert_eq!(asleep(second, second), None);
        assert_eq!(asleep(second * 15, second), None, "set right a little");
        assert_eq!(asleep(night + second, second), Some(night));
        assert_eq!(asleep(Duration::ZERO, second), None, "set back");
        assert_eq!(Awake::now().slept(), None);
    }
}
