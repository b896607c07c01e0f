//! Numbers with a few decimals, held in units of the last one, so that their sums are exact: 12.5 to a tenth is 125.

/// Why a text is no such number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is no number of a size that is kept here.
    NoNumber,
    /// It has more decimals than are kept; it is not rounded, since nothing is changed silently.
    TooFine,
}

/// Reads a number of up to so many decimals in units of the last one; a sign is read, too, so that it can be refused.
///
/// # Errors
/// Why it is none.
pub fn read(text: &str, decimals: u32) -> Result<i64, Wrong> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if !all_digits(whole) || !all_digits(part) || whole.len() > 9 {
        return Err(Wrong::NoNumber);
    }
    let part = part.trim_end_matches('0');
    let width = usize::try_from(decimals).unwrap_or_default();
    if part.len() > width {
        return Err(Wrong::TooFine);
    }
    let units: i64 = format!("{whole}{part:0<width$}").parse().map_err(|_| Wrong::NoNumber)?;
    Ok(sign * units)
}

/// Writes such a number without decimals that say nothing: `12`, `12.5`.
pub fn show(units: i64, decimals: u32) -> String {
    let (scale, sign) = (10_u64.pow(decimals), if units < 0 { "-" } else { "" });
    let (whole, part) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let width = usize::try_from(decimals).unwrap_or_default();
    format!("{sign}{whole}.{}", format!("{part:0width$}").trim_end_matches('0'))
}

/// Such a number as the file holds it.
pub fn number(units: i64, decimals: u32) -> f64 {
    i32::try_from(units).map_or(f64::MAX, f64::from) / f64::from(10_u32.pow(decimals))
}

/// Reads a number within two bounds, in whole numbers, in units of its last decimal.
///
/// # Errors
/// What it must be, as words that follow "this must be".
pub fn within(text: &str, (least, most): (i64, i64), decimals: u32) -> Result<i64, String> {
    let scale = 10_i64.pow(decimals);
    let fits = |units: &i64| (least * scale..=most * scale).contains(units);
    read(text, decimals).ok().filter(fits).ok_or_else(|| match decimals {
        0 => format!("a whole number from {least} to {most}"),
        1 => format!("a number from {least} to {most}, to one decimal"),
        _ => format!("a number from {least} to {most}, to {decimals} decimals"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_to_their_last_decimal() {
        for (text, decimals, units) in [
            ("12", 0, Ok(12)),
            ("12.0", 0, Ok(12)),
            ("12.5", 0, Err(Wrong::TooFine)),
            ("12.5", 1, Ok(125)),
            ("12.50", 1, Ok(125)),
            ("12.55", 1, Err(Wrong::TooFine)),
            ("-0.25", 2, Ok(-25)),
            ("007", 1, Ok(70)),
            ("", 1, Err(Wrong::NoNumber)),
            (".5", 1, Err(Wrong::NoNumber)),
            ("5.", 1, Err(Wrong::NoNumber)),
            ("1,5", 1, Err(Wrong::NoNumber)),
            ("1e3", 1, Err(Wrong::NoNumber)),
            ("9999999999", 0, Err(Wrong::NoNumber)),
        ] {
            assert_eq!(read(text, decimals), units, "{text} with {decimals}");
        }
    }

    #[test]
    fn bounds_are_whole_numbers_and_hold_for_what_follows_the_point() {
        assert_eq!(within("100", (0, 100), 1), Ok(1000));
        for (text, decimals, says) in [
            ("100.1", 1, "a number from 0 to 100, to one decimal"),
            ("-0.01", 2, "a number from 0 to 100, to 2 decimals"),
            ("0.5", 0, "a whole number from 0 to 100"),
        ] {
            assert_eq!(within(text, (0, 100), decimals), Err(says.to_owned()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_what_was_read(units in -999_999_999_i64..=999_999_999, decimals in 0_u32..=2) {
            prop_assert_eq!(read(&show(units, decimals), decimals), Ok(units));
        }
    }
}
