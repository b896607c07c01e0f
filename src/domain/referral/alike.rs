//! Referrals that may be about the same family, pointed out before a new one is saved.

use crate::domain::FamilyId;
use crate::words;
use chrono::NaiveDate;

words! {
    /// Why two referrals may be one.
    Likeness {
        Family = "family" => "same family",
        CaseNumber = "case_number" => "same case number",
        Member = "member" => "same initials and birth year",
        Origin = "origin" => "same county and source, days apart",
    }
}

/// What tells one referral from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sign {
    /// The family it is about.
    pub family: Option<FamilyId>,
    /// The agency's case number, as it was typed.
    pub case_number: String,
    /// Initials or alias of the adult.
    pub alias: String,
    /// Birth year of the adult.
    pub birth_year: Option<i32>,
    /// County.
    pub county: String,
    /// Source, as lists.toml calls it.
    pub source: String,
    /// The day it came.
    pub received_on: NaiveDate,
}

impl Sign {
    /// Why the other one may be the same, the surest reason first; `days` is how near two referrals from one county
    /// and source must be.
    pub fn likeness(&self, other: &Self, days: i64) -> Option<Likeness> {
        if self.family.is_some() && self.family == other.family {
            return Some(Likeness::Family);
        }
        let (mine, theirs) = (bare(&self.case_number), bare(&other.case_number));
        if !mine.is_empty() && mine == theirs {
            return Some(Likeness::CaseNumber);
        }
        let (alias, theirs_alias) = (bare(&self.alias), bare(&other.alias));
        if !alias.is_empty()
            && alias == theirs_alias
            && self.birth_year.is_some()
            && self.birth_year == other.birth_year
        {
            return Some(Likeness::Member);
        }
        // Where both name a family or a case, and not the same, the county tells nothing more.
        let told_apart = (self.family.is_some() && other.family.is_some())
            || (!mine.is_empty() && !theirs.is_empty())
            || (self.birth_year.is_some() && other.birth_year.is_some());
        let near = (self.received_on - other.received_on).num_days().abs() <= days;
        let county = bare(&self.county);
        let origin = !county.is_empty() && county == bare(&other.county) && self.source == other.source;
        (origin && near && !told_apart).then_some(Likeness::Origin)
    }
}

/// A text without what people type in one way or another: case, blanks, dashes, dots.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign() -> Sign {
        Sign {
            county: "Peoria".into(),
            source: "court".into(),
            received_on: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default(),
            ..Sign::default()
        }
    }

    fn of(family: i64, case_number: &str, alias: &str, born: i32) -> Sign {
        Sign {
            family: (family > 0).then_some(FamilyId(family)),
            case_number: case_number.into(),
            alias: alias.into(),
            birth_year: (born > 0).then_some(born),
            ..sign()
        }
    }

    #[test]
    fn the_surest_likeness_is_named() {
        let table = [
            (of(1, "", "", 0), of(1, "", "", 0), Some(Likeness::Family)),
            (of(0, "c 4711", "", 0), of(0, "C-4711", "", 0), Some(Likeness::CaseNumber)),
            (of(0, "", "J.M.", 1990), of(0, "", "jm", 1990), Some(Likeness::Member)),
            (of(0, "", "JM", 1990), of(0, "", "JM", 1991), None),
            (of(0, "", "", 0), of(0, "", "", 0), Some(Likeness::Origin)),
            (of(1, "", "", 0), of(2, "", "", 0), None),
            (of(0, "C-1", "", 0), of(0, "C-2", "", 0), None),
            (of(1, "", "", 0), of(0, "", "", 0), Some(Likeness::Origin)),
        ];
        for (one, other, expected) in table {
            assert_eq!(one.likeness(&other, 7), expected, "{one:?} {other:?}");
        }
    }

    #[test]
    fn county_and_source_count_only_within_days() {
        let later = Sign { received_on: sign().received_on + chrono::TimeDelta::days(8), ..sign() };
        assert_eq!(sign().likeness(&later, 7), None);
        assert_eq!(sign().likeness(&later, 8), Some(Likeness::Origin));
        let elsewhere = Sign { county: "Tazewell".into(), ..sign() };
        assert_eq!(sign().likeness(&elsewhere, 7), None);
    }
}
