//! What a treatment agency gets besides its services: a supervision and administrative fee, and a training allowance
//! (seed).

use super::measure::Level;
use super::standing::Judged;
use super::voucher::dollars;
use crate::words;

words! {
    /// Which of the two allowances something is charged to.
    ChargeKind {
        Fee = "fee" => "Supervision and administrative fee",
        Training = "training" => "Training allowance",
    }
}

/// The year's fee in cents: so many percent of what the services are paid; none where the contract is not set.
pub fn fee(percent: i64, services_dollars: i64) -> Option<i64> {
    (services_dollars > 0).then(|| services_dollars.saturating_mul(percent))
}

/// The year's training allowance in cents; none where it is not set.
pub fn training(allowance_dollars: i64) -> Option<i64> {
    (allowance_dollars > 0).then(|| allowance_dollars.saturating_mul(100))
}

/// How what was used stands against what is allowed, in cents; an allowance that is not set is none, not nothing.
pub fn standing(used: i64, allowed: Option<i64>) -> Judged {
    let (level, text) = match allowed {
        None => (Level::NoData, format!("{}, allowance not set", dollars(used))),
        Some(allowed) if used > allowed => {
            (Level::Overdue, format!("{} of {}, over", dollars(used), dollars(allowed)))
        }
        Some(allowed) => (Level::Open, format!("{} of {}", dollars(used), dollars(allowed))),
    };
    Judged { level, text, on: None }
}

/// Reads an amount in cents as people write it: `250`, `$1,250.50`; none where it is no amount.
pub fn read(text: &str) -> Option<i64> {
    let plain = text.trim().trim_start_matches('$').replace(',', "");
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, "00"));
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if !digits(whole) || !digits(rest) || rest.len() != 2 || whole.len() > 8 {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 100 + rest.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fee_is_fifteen_percent_and_what_is_not_set_is_none() {
        for (percent, dollars, allowed) in
            [(15, 300_000, Some(4_500_000)), (15, 1, Some(15)), (0, 300_000, Some(0)), (15, 0, None)]
        {
            assert_eq!(fee(percent, dollars), allowed, "{percent} % of {dollars}");
        }
        assert_eq!((training(5_000), training(0)), (Some(500_000), None));
    }

    #[test]
    fn use_stands_against_what_is_allowed() {
        for (used, allowed, level, text) in [
            (0, None, Level::NoData, "$0, allowance not set"),
            (124_050, None, Level::NoData, "$1,240.50, allowance not set"),
            (0, Some(500_000), Level::Open, "$0 of $5,000"),
            (500_000, Some(500_000), Level::Open, "$5,000 of $5,000"),
            (500_001, Some(500_000), Level::Overdue, "$5,000.01 of $5,000, over"),
        ] {
            let judged = standing(used, allowed);
            assert_eq!((judged.level, judged.text.as_str()), (level, text), "{used} of {allowed:?}");
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, cents) in [
            ("250", Some(25_000)),
            ("$1,250.50", Some(125_050)),
            (" 12.05 ", Some(1_205)),
            ("12.5", None),
            ("-3", None),
            ("twelve", None),
            ("", None),
            ("123456789", None),
        ] {
            assert_eq!(read(text), cents, "{text}");
        }
    }
}
