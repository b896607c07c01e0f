//! The order in which a session takes its families, and why each stands where it stands (`domain.md` §3).

use super::FamilyId;

/// What the ranking looks at, all on the day of the meeting. Only `recovery` may come of treatment information.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFacts {
    /// The last safety finding is "unsafe".
    pub unsafe_finding: bool,
    /// Days since a report that came after the family was last discussed.
    pub new_report_days: Option<i64>,
    /// Days since the review of a safety plan fell due; 0 on that day.
    pub plan_due_days: Option<i64>,
    /// Days since the child seen longest ago was seen; `None` where there is no data.
    pub unseen_days: Option<i64>,
    /// That child is an infant.
    pub unseen_infant: bool,
    /// Return to use was reported or treatment is not attended, of an adult whose consent covers it.
    pub recovery: bool,
    /// Days since the family was opened.
    pub open_days: i64,
    /// Days since it was last discussed; `None` where it never was.
    pub reviewed_days: Option<i64>,
}

/// The numbers of the ranking, in days: settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A child may not be seen so long.
    pub unseen_days: i64,
    /// A family is new so long.
    pub new_family_days: i64,
    /// A family is discussed so often.
    pub review_days: i64,
    /// So long before a mark of service a family comes forward.
    pub near_days: i64,
    /// The marks of service, in months.
    pub marks: [i64; 3],
}

/// The rank of what only consent lets be said.
pub const RECOVERY_RANK: i64 = 3;

/// Where a family stands: 1 to 7, and why, in a few words.
pub fn rank(facts: &CaseFacts, limits: &Limits) -> (i64, String) {
    if facts.unsafe_finding {
        return (1, "unsafe finding".into());
    }
    if let Some(days) = facts.new_report_days {
        return (1, format!("new report {days} d ago"));
    }
    if let Some(days) = facts.plan_due_days {
        return (
            1,
            if days == 0 { "safety plan due".into() } else { format!("safety plan due {days} d ago") },
        );
    }
    if let Some(days) = facts.unseen_days.filter(|days| *days > limits.unseen_days) {
        let who = if facts.unseen_infant { "infant" } else { "child" };
        return (2, format!("{who} not seen {days} d"));
    }
    if facts.recovery {
        return (RECOVERY_RANK, "recovery needs attention".into());
    }
    if facts.open_days < limits.new_family_days {
        return (4, format!("opened {} d ago", facts.open_days));
    }
    match facts.reviewed_days {
        Some(days) if days > limits.review_days => return (5, format!("not discussed for {days} d")),
        None => return (5, "not discussed yet".into()),
        Some(_) => {}
    }
    for months in limits.marks {
        let left = months * 365 / 12 - facts.open_days;
        if (0..=limits.near_days).contains(&left) {
            return (6, format!("{months} months in {left} d"));
        }
    }
    (7, "regular review".into())
}

/// A family in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// The family.
    pub family: FamilyId,
    /// 1 to 7.
    pub rank: i64,
    /// Why.
    pub why: String,
}

/// The families in the order of the meeting: by rank, infants first, who waits longest first, then by number.
pub fn order(families: &[(FamilyId, CaseFacts)], limits: &Limits) -> Vec<Ranked> {
    let mut placed: Vec<_> = families
        .iter()
        .map(|(family, facts)| {
            let (rank, why) = rank(facts, limits);
            let infant = rank == 2 && facts.unseen_infant;
            let waits = match rank {
                2 => facts.unseen_days,
                5 => Some(facts.reviewed_days.unwrap_or(facts.open_days)),
                _ => facts.reviewed_days,
            };
            let key = (rank, !infant, -waits.unwrap_or(facts.open_days), family.0);
            (key, Ranked { family: *family, rank, why })
        })
        .collect();
    placed.sort_by_key(|(key, _)| *key);
    placed.into_iter().map(|(_, ranked)| ranked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits =
        Limits { unseen_days: 31, new_family_days: 30, review_days: 31, near_days: 30, marks: [6, 12, 18] };

    fn calm() -> CaseFacts {
        CaseFacts { open_days: 100, reviewed_days: Some(10), unseen_days: Some(5), ..CaseFacts::default() }
    }

    #[test]
    fn each_family_shows_why_it_stands_where_it_stands() {
        for (facts, expected, why) in [
            (CaseFacts { unsafe_finding: true, ..calm() }, 1, "unsafe finding"),
            (CaseFacts { new_report_days: Some(3), ..calm() }, 1, "new report 3 d ago"),
            (CaseFacts { plan_due_days: Some(0), ..calm() }, 1, "safety plan due"),
            (CaseFacts { plan_due_days: Some(4), ..calm() }, 1, "safety plan due 4 d ago"),
            (CaseFacts { unseen_days: Some(32), ..calm() }, 2, "child not seen 32 d"),
            (CaseFacts { unseen_days: Some(40), unseen_infant: true, ..calm() }, 2, "infant not seen 40 d"),
            (CaseFacts { unseen_days: Some(31), ..calm() }, 7, "regular review"),
            (CaseFacts { unseen_days: None, ..calm() }, 7, "regular review"),
            (CaseFacts { recovery: true, ..calm() }, 3, "recovery needs attention"),
            (CaseFacts { open_days: 29, ..calm() }, 4, "opened 29 d ago"),
            (CaseFacts { reviewed_days: Some(32), ..calm() }, 5, "not discussed for 32 d"),
            (CaseFacts { reviewed_days: None, ..calm() }, 5, "not discussed yet"),
            (CaseFacts { open_days: 172, ..calm() }, 6, "6 months in 10 d"),
            (CaseFacts { open_days: 365, ..calm() }, 6, "12 months in 0 d"),
            (calm(), 7, "regular review"),
        ] {
            assert_eq!(rank(&facts, &LIMITS), (expected, why.to_owned()), "{facts:?}");
        }
    }

    #[test]
    fn infants_come_first_and_then_who_waits_longest() {
        let unseen = |days, infant| CaseFacts { unseen_days: Some(days), unseen_infant: infant, ..calm() };
        let families = [
            (FamilyId(1), calm()),
            (FamilyId(2), unseen(60, false)),
            (FamilyId(3), unseen(40, true)),
            (FamilyId(4), CaseFacts { unsafe_finding: true, ..calm() }),
            (FamilyId(5), unseen(90, false)),
            (FamilyId(6), calm()),
        ];
        let order: Vec<i64> = order(&families, &LIMITS).iter().map(|ranked| ranked.family.0).collect();
        assert_eq!(order, [4, 3, 5, 2, 1, 6]);
    }
}
