//! Adults with consents, whole and lacking something, and the steps they took into treatment.

use super::{Dice, quoted};
use chrono::Days;

pub(super) fn put(dice: &mut Dice, text: &mut String) {
    for family in 1..=10 {
        for adult in 0..dice.0.i64(0..3) {
            let id = family * 10 + 5 + adult;
            let left = if dice.0.u8(0..5) == 0 { Some(dice.day()) } else { None };
            text.push_str(&format!("insert into member (id, family_id, kind, alias, birth_year, participant, left_on) values ({id}, {family}, 'adult', 'A', 1990, {}, {});",
                dice.one(&["1", "1", "0"]), quoted(left)));
            for consent in 0..dice.0.i64(0..3) {
                one(dice, (id, id * 10 + consent), text);
            }
        }
    }
}

fn one(dice: &mut Dice, (adult, consent): (i64, i64), text: &mut String) {
    let signed = dice.day();
    let long = dice.0.u64(1..120);
    let expires = if dice.maybe() { Some(signed + Days::new(long)) } else { None };
    let ended = if dice.0.u8(0..4) == 0 { Some(signed + Days::new(long / 2 + 1)) } else { None };
    let lacking = dice.0.u8(0..4) == 0;
    text.push_str(&format!("insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed, signed_on, expires_on, expires_event, ended_on) values ({consent}, {adult}, 2, 1, 'Intact', '{}', 1, 1, '{signed}', {}, '{}', {});",
        if lacking { "" } else { "work together" }, quoted(expires), if expires.is_none() { "the case closes" } else { "" }, quoted(ended)));
    for category in ["assessment", "level_of_care", "progress"] {
        text.push_str(&format!(
            "insert into consent_category (consent_id, category) values ({consent}, '{category}');"
        ));
    }
    let until = [expires, ended].into_iter().flatten().min().map_or(40, |to| (to - signed).num_days());
    for kind in ["assessment", "admission"] {
        if !lacking && dice.maybe() {
            let on = signed + Days::new(dice.0.u64(0..u64::try_from(until).unwrap()));
            text.push_str(&format!("insert into treatment_step (member_id, consent_id, kind, on_date, referral_id) values ({adult}, {consent}, '{kind}', '{on}', {});",
                dice.one(&["null", "null", "3"])));
        }
    }
}
