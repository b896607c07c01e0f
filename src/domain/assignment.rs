//! How full a caseload is, what speaks for giving a family to somebody, and what becomes of pairs.

use super::StaffId;
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

/// What speaks for and against giving a family to somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Open families on that day.
    pub open: i64,
    /// What they can carry.
    pub caps: Caps,
    /// Families they were given since the month began.
    pub new_this_month: i64,
    /// Their share of time at the family's site; `None`: they do not work there.
    pub share: Option<f64>,
    /// The other worker of the family, and whether the two share another family already.
    pub pair: Option<(String, bool)>,
    /// Why they cannot take it just now: `on leave`, `leaves on Fri 27 Nov`.
    pub away: Option<String>,
    /// Credentials that have ended.
    pub lacking: Vec<String>,
}

/// Where a candidate stands among the others: what comes first is compared first.
pub type Order = (bool, bool, u8, bool, i64, i64);

impl Candidate {
    /// The order of candidates: who is there and works at the site; then who has room; then who pairs with the other
    /// worker already; then how full they are, and how many families are new this month.
    pub fn order(&self) -> Order {
        let room = match self.caps.fill(self.open + 1) {
            Fill::Within => 0,
            Fill::OverSoft => 1,
            Fill::OverHard(_) => 2,
        };
        let continues = self.pair.as_ref().is_some_and(|(_, already)| *already);
        let full = self.open * 1000 / self.caps.soft.max(1);
        (self.away.is_some(), self.share.is_none(), room, !continues, full, self.new_this_month)
    }

    /// The reasons in words: `9 of 10, 1 new this month, already pairs with Brooks`.
    pub fn reasons(&self) -> String {
        let mut said = vec![format!("{} of {}", self.open, self.caps.soft)];
        match self.caps.fill(self.open + 1) {
            Fill::Within => {}
            Fill::OverSoft if self.open > self.caps.soft => said.push("over already".to_owned()),
            Fill::OverSoft => said.push("one more is over".to_owned()),
            Fill::OverHard(hard) => said.push(format!("one more is over the hard cap of {hard}")),
        }
        said.extend(self.away.clone());
        if self.new_this_month > 0 {
            said.push(format!("{} new this month", self.new_this_month));
        }
        match &self.pair {
            Some((other, true)) => said.push(format!("already pairs with {other}")),
            Some((other, false)) => said.push(format!("new pair with {other}")),
            None => {}
        }
        match self.share {
            None => said.push("works at another site".to_owned()),
            Some(share) if share < 1.0 => said.push(format!("{:.0} % at this site", share * 100.0)),
            Some(_) => {}
        }
        said.extend(self.lacking.iter().map(|kind| format!("{kind} has ended")));
        said.join(", ")
    }
}

/// What becomes of pairs when a worker's families go to others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairsChanged {
    /// The other workers whose pair with the leaver ends.
    pub ended: Vec<StaffId>,
    /// Who begins to share a family: the receiver, the other worker.
    pub begun: Vec<(StaffId, StaffId)>,
}

/// The pairs that end and begin when somebody leaves; `pairs` are Intact Worker and Recovery Coordinator, `moves` the
/// other worker of a family and who takes it.
pub fn pairs_changed(
    pairs: &[(StaffId, StaffId)],
    leaver: StaffId,
    leaver_is_intact: bool,
    moves: impl IntoIterator<Item = (StaffId, StaffId)>,
) -> PairsChanged {
    let pair = |own: StaffId, other: StaffId| if leaver_is_intact { (own, other) } else { (other, own) };
    let ended = pairs.iter().filter_map(|(iw, rc)| {
        let (own, other) = if leaver_is_intact { (*iw, *rc) } else { (*rc, *iw) };
        (own == leaver).then_some(other)
    });
    let mut begun: Vec<(StaffId, StaffId)> = Vec::new();
    for (other, to) in moves {
        if !pairs.contains(&pair(to, other)) && !begun.contains(&(to, other)) {
            begun.push((to, other));
        }
    }
    PairsChanged { ended: ended.collect(), begun }
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

    fn candidate(open: i64) -> Candidate {
        let caps = Caps::of(10, Some(15), 1.0);
        let (pair, away) = (Some(("Brooks".to_owned(), false)), None);
        Candidate { open, caps, new_this_month: 0, share: Some(1.0), pair, away, lacking: Vec::new() }
    }

    #[test]
    fn candidates_are_ordered_by_what_can_be_said_in_words() {
        let pairs = Candidate { pair: Some(("Brooks".into(), true)), new_this_month: 1, ..candidate(9) };
        let free = candidate(2);
        let full = candidate(10);
        let over = candidate(12);
        let stop = candidate(15);
        let half = Candidate { share: Some(0.5), lacking: vec!["CADC".into()], ..candidate(3) };
        let elsewhere = Candidate { share: None, pair: None, ..candidate(0) };
        let away = Candidate { away: Some("on leave".into()), ..candidate(0) };
        let table = [
            (pairs, "9 of 10, 1 new this month, already pairs with Brooks"),
            (free, "2 of 10, new pair with Brooks"),
            (half, "3 of 10, new pair with Brooks, 50 % at this site, CADC has ended"),
            (full, "10 of 10, one more is over, new pair with Brooks"),
            (over, "12 of 10, over already, new pair with Brooks"),
            (stop, "15 of 10, one more is over the hard cap of 15, new pair with Brooks"),
            (elsewhere, "0 of 10, works at another site"),
            (away, "0 of 10, on leave, new pair with Brooks"),
        ];
        for (candidate, words) in &table {
            assert_eq!(candidate.reasons(), *words);
        }
        for (first, then) in table.iter().zip(table.iter().skip(1)) {
            assert!(first.0.order() < then.0.order(), "{} before {}", first.1, then.1);
        }
    }

    #[test]
    fn the_leavers_pairs_end_and_new_ones_begin_once() {
        let (lee, kim, brooks, shah) = (StaffId(3), StaffId(4), StaffId(5), StaffId(6));
        let pairs = [(lee, brooks), (lee, shah), (kim, brooks)];
        let changed = pairs_changed(&pairs, lee, true, [(brooks, kim), (shah, kim), (shah, kim)]);
        assert_eq!(changed, PairsChanged { ended: vec![brooks, shah], begun: vec![(kim, shah)] });
        let changed = pairs_changed(&pairs, brooks, false, [(lee, shah), (kim, shah)]);
        assert_eq!(changed, PairsChanged { ended: vec![lee, kim], begun: vec![(shah, kim)] });
    }
}
