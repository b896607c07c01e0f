//! How long somebody waits after wrong passphrases: longer each time, so that guessing leads nowhere.

use chrono::{DateTime, TimeDelta, Utc};

/// How many tries are free, and how the waiting grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Wrong passphrases in a row before anybody waits.
    pub free_tries: i64,
    /// Seconds of the first wait; each further wrong one doubles it.
    pub first_seconds: i64,
    /// Seconds that a wait has at most.
    pub longest_seconds: i64,
}

impl Patience {
    /// Seconds to wait after so many wrong passphrases in a row.
    pub fn wait(self, failed: i64) -> i64 {
        if failed < self.free_tries {
            return 0;
        }
        let over = u32::try_from(failed - self.free_tries).unwrap_or(u32::MAX);
        2_i64
            .checked_pow(over)
            .and_then(|by| self.first_seconds.checked_mul(by))
            .map_or(self.longest_seconds, |seconds| seconds.min(self.longest_seconds))
    }

    /// Until when no passphrase is looked at; `None`: it is looked at now.
    ///
    /// A clock that was set back makes nobody wait longer than a wait is.
    pub fn until(self, failed: i64, last: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let until = last.min(now) + TimeDelta::seconds(self.wait(failed));
        (until > now).then_some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience { free_tries: 3, first_seconds: 30, longest_seconds: 3600 };

    #[test]
    fn each_wrong_one_doubles_the_wait() {
        let waits: Vec<i64> = (0..=11).map(|failed| PATIENCE.wait(failed)).collect();
        assert_eq!(waits, [0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(PATIENCE.wait(i64::MAX), 3600);
        assert_eq!(PATIENCE.wait(500), 3600);
    }

    #[test]
    fn the_wait_ends_and_a_clock_set_back_does_not_lengthen_it() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let last = at("2026-11-24T15:00:00Z");
        assert_eq!(PATIENCE.until(2, last, last), None);
        assert_eq!(PATIENCE.until(4, last, at("2026-11-24T15:00:59Z")), Some(at("2026-11-24T15:01:00Z")));
        assert_eq!(PATIENCE.until(4, last, at("2026-11-24T15:01:00Z")), None);
        let before = at("2026-11-20T15:00:00Z");
        assert_eq!(PATIENCE.until(4, last, before), Some(at("2026-11-20T15:01:00Z")));
    }
}
