//! The findings of a day against every two of its entries, looked at one by one.

use super::*;
use crate::domain::{FamilyId, MemberId, StaffId};
use crate::settings::Settings;
use chrono::NaiveTime;
use proptest::prelude::*;

/// Who, for whom, when, how long.
type Made = (i64, Option<i64>, Option<u32>, Option<i64>);

fn entry(id: usize, (staff, member, slot, minutes): &Made) -> Entry {
    Entry {
        id: i64::try_from(id).unwrap(),
        kind: "visit".into(),
        support: false,
        staff: StaffId(*staff),
        joint_with: None,
        family: FamilyId(member.unwrap_or(1)),
        member: member.map(MemberId),
        sealed: false,
        on: "2026-11-20".parse().unwrap(),
        began: slot.and_then(|slot| NaiveTime::from_hms_opt(9, slot * 10, 0)),
        minutes: *minutes,
        mode: Mode::Home,
        documented: true,
        facts: Vec::new(),
    }
}

proptest! {
    #[test]
    fn whoever_cannot_meet_need_not_be_looked_at(
        made in proptest::collection::vec(
            (1..3_i64, proptest::option::of(1..3_i64), proptest::option::of(0..6_u32), proptest::option::of(0..40_i64)),
            0..9,
        ),
    ) {
        let settings = Settings::defaults();
        let entries: Vec<Entry> = made.iter().enumerate().map(|(id, made)| entry(id, made)).collect();
        let found: Vec<(i64, Option<i64>, Check)> = day(&entries, &settings.services)
            .iter()
            .map(|finding| (finding.service, finding.other, finding.rule.check))
            .collect();
        let mut all = Vec::new();
        for (place, early) in entries.iter().enumerate() {
            for late in &entries[place + 1..] {
                let same = early.staff == late.staff;
                let client = early.member.is_some() && early.member == late.member;
                let checks = [
                    (same, Check::ProviderOverlap),
                    (client, Check::ClientOverlap),
                    (same, Check::Duplicate),
                ];
                let broken = checks.into_iter().filter(|(of, check)| *of && breaks(*check, early, late));
                all.extend(broken.map(|(_, check)| (late.id, Some(early.id), check)));
            }
        }
        let sorted = |mut all: Vec<(i64, Option<i64>, Check)>| {
            all.sort_by_key(|(service, other, check)| (*service, *other, format!("{check}")));
            all
        };
        prop_assert_eq!(sorted(found), sorted(all));
    }
}
