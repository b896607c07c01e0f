//! How full a caseload is, and how long a supervisor may hold a family.

use super::measure::{self, Level};

/// How many families a worker carries: beyond the first number watch, beyond the second only with a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Families at full time × FTE: the capacity.
    pub soft: i64,
    /// Where there is a hard cap, that one: Recovery Coordinators have one.
    pub hard: Option<i64>,
}

/// How full a caseload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Within the capacity.
    Within,
    /// Over the capacity.
    OverSoft,
    /// Over the hard cap of so many families: only with a reason.
    OverHard(i64),
}

impl Caps {
    /// The caps of somebody with this share of full time: at least one family, unless none was agreed, and no hard cap
    /// below the soft one.
    pub fn of(full_time: i64, hard_full_time: Option<i64>, fte: f64) -> Self {
        let scaled = |families: i64| measure::capacity(families, fte).max(families.min(1));
        Self { soft: scaled(full_time), hard: hard_full_time.map(|hard| scaled(hard.max(full_time))) }
    }

    /// How full so many open families are.
    pub fn fill(self, open: i64) -> Fill {
        match self.hard {
            Some(hard) if open > hard => Fill::OverHard(hard),
            _ if open > self.soft => Fill::OverSoft,
            _ => Fill::Within,
        }
    }

    /// How pressing so many open families are: over the last cap is overdue, over the first is due.
    pub fn level(self, open: i64) -> Level {
        measure::ageing(open, self.soft, self.hard.unwrap_or(self.soft))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Fill::{OverHard, OverSoft, Within};

    #[test]
    fn caps_scale_with_the_share_of_time() {
        let rc = Some(15);
        for (open, full_time, hard, fte, capacity, fill, level) in [
            (10, 10, rc, 1.0, 10, Within, Level::Open),
            (11, 10, rc, 1.0, 10, OverSoft, Level::Due),
            (15, 10, rc, 1.0, 10, OverSoft, Level::Due),
            (16, 10, rc, 1.0, 10, OverHard(15), Level::Overdue),
            (8, 10, rc, 0.5, 5, OverSoft, Level::Due),
            (9, 10, rc, 0.5, 5, OverHard(8), Level::Overdue),
            (12, 12, rc, 1.0, 12, Within, Level::Open),
            (20, 20, rc, 1.0, 20, Within, Level::Open),
            (40, 10, None, 1.0, 10, OverSoft, Level::Overdue),
            (1, 10, None, 0.01, 1, Within, Level::Open),
            (1, 0, None, 1.0, 0, OverSoft, Level::Overdue),
        ] {
            let caps = Caps::of(full_time, hard, fte);
            assert_eq!(
                (caps.soft, caps.fill(open), caps.level(open)),
                (capacity, fill, level),
                "{open} {fte}"
            );
        }
    }
}
