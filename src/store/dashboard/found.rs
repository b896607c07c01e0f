//! A need in the making, and the order of needs.

use crate::store::view::today::Need;
use crate::store::view::{Explain, Mark, Open};

/// What a need is about, most pressing first; up to `Child` it is the children's safety.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Unsafe,
    NewReport,
    SafetyPlan,
    Infant,
    Child,
    InProgress,
    Trail,
    Supervision,
    Referral,
    Pair,
    Held,
    Contact,
    Attendance,
    Admission,
    Consent,
    Milestone,
    Documentation,
    Miles,
    Voucher,
    Signature,
    Account,
    Item,
    Load,
    Credential,
    Vacancy,
}

/// A need with what decides its place.
pub(super) struct Found {
    rank: Rank,
    days: i64,
    need: Need,
}

impl Found {
    pub(super) fn new(rank: Rank, mark: Mark, key: impl Into<String>, what: impl Into<String>) -> Self {
        let what = what.into();
        let need = Need {
            key: key.into(),
            mark,
            explain: Explain { title: what.clone(), ..Explain::default() },
            what,
            about: String::new(),
            detail: String::new(),
            new: false,
            open: Open::List("caseload".into()),
        };
        Self { rank, days: 0, need }
    }
    /// How long it has been so: among equals the longest comes first.
    pub(super) fn days(mut self, days: i64) -> Self {
        self.days = days;
        self
    }
    pub(super) fn about(mut self, about: impl Into<String>) -> Self {
        self.need.about = about.into();
        self
    }
    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.need.detail = detail.into();
        self
    }
    pub(super) fn rule(mut self, rule: impl Into<String>, basis: &str) -> Self {
        self.need.explain.rule = rule.into();
        self.need.explain.basis = basis.into();
        self
    }
    pub(super) fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.need.explain.rows.push((name.into(), value.into()));
        self
    }
    pub(super) fn open(mut self, open: Open) -> Self {
        self.need.open = open;
        self
    }
}

/// Child safety by its rank; then what was left in the middle; then by how pressing it is, what, and how long.
pub(super) fn ranked(mut found: Vec<Found>) -> Vec<Need> {
    found.sort_by_cached_key(|one| {
        let safety = one.rank <= Rank::Child;
        let first = if safety { one.rank } else { Rank::InProgress };
        let waiting = one.rank != Rank::InProgress;
        (first, waiting, one.need.mark, one.rank, std::cmp::Reverse(one.days), one.need.key.clone())
    });
    found.into_iter().map(|one| one.need).collect()
}

/// `1 service`, `4 services`.
pub(super) fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
