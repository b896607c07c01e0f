//! Random walks through the pipeline: whatever people do, a referral has one status and every period balances.

use super::*;
use chrono::TimeDelta;

/// A small generator with a seed, so that a failure can be walked again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// One move of one referral on one day, allowed or not; whether it was taken.
fn tries(world: &mut World, dice: &mut Dice, id: ReferralId, on: chrono::NaiveDate) -> bool {
    let brief = world.page("Dana", id).brief;
    let all = [
        S::Screening,
        S::Eligible,
        S::WaitListed,
        S::Declined,
        S::Ineligible,
        S::Withdrawn,
        S::ClosedWithoutContact,
        S::Enrolled,
    ];
    let to = all[dice.below(all.len())];
    let save = if to == S::Enrolled {
        let open = OpenForm {
            case_number: format!("W-{}", id.0),
            label: String::new(),
            opened_on: on,
            intact_worker: None,
            adults: vec![],
            children: vec![],
            ..opening()
        };
        let accept = AcceptForm {
            id,
            version: brief.version,
            on,
            coordinator: Some(BROOKS),
            reason: "walk".into(),
            open: Some(open),
        };
        ReferralForm::Accept(Box::new(accept))
    } else {
        let reason = if to == S::Ineligible { "no_sud" } else { "moved" };
        ReferralForm::Step { id, version: brief.version, to, on, reason: reason.into() }
    };
    let allowed = match to {
        S::Enrolled => brief.status.may_become(S::Assigned).is_ok() || brief.status == S::Assigned,
        S::Eligible | S::Ineligible if brief.status == S::Received => true,
        to => brief.status.may_become(to).is_ok(),
    };
    let last = world.page("Dana", id).since;
    let saved = world.save("Dana", form(save));
    assert_eq!(saved.is_ok(), allowed && on >= last, "{id} {} to {to} on {on}: {saved:?}", brief.status);
    saved.is_ok()
}

#[test]
fn every_walk_keeps_one_status_and_every_period_balances() {
    for seed in 1..=6u64 {
        let mut world = world();
        let mut dice = Dice(seed);
        let first = day("2026-09-01");
        let mut ids = vec![KNOWN];
        let mut taken = 0;
        for n in 0..70 {
            let on = first + TimeDelta::days(n);
            if dice.below(3) == 0 {
                let entry = ReferralEntry { received_on: on, ..entry() };
                ids.push(world.enter(entry));
            }
            let id = ids[dice.below(ids.len())];
            taken += usize::from(tries(&mut world, &mut dice, id, on));
        }
        assert!(taken > 5, "seed {seed}: {taken} steps are no walk");
        let strange =
            "select count(*) from referral r where r.status is not (select s.status from referral_status s
            where s.referral_id = r.id order by s.id desc limit 1)";
        assert_eq!(world.count(strange), 0, "the current status is the last row");
        let twice = "select count(*) from (select referral_id from referral_status where status in
            ('enrolled', 'declined', 'ineligible', 'withdrawn', 'closed_without_contact') group by 1 having count(*) > 1)";
        assert_eq!(world.count(twice), 0, "a referral ends once");
        for _ in 0..40 {
            let from = first + TimeDelta::days(i64::try_from(dice.below(80)).unwrap() - 5);
            let to = from + TimeDelta::days(i64::try_from(dice.below(40)).unwrap());
            let flow = world.flow(&from.to_string(), &to.to_string());
            assert!(flow.balances(), "seed {seed}, {from} to {to}: {flow:?}");
            let before = world.count(&format!(
                "select count(*) from referral where site_id = 1 and received_on between '{from}' and '{to}'"
            ));
            assert_eq!(flow.received, before);
        }
    }
}
