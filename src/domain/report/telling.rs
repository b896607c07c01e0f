//! What in a report's words could tell a reader who a family is: pointed out as one types, judged when it is submitted.

use std::collections::BTreeSet;

/// The shortest alias that is looked for: one or two letters stand in any text.
const SHORTEST_ALIAS: usize = 3;

/// What the file knows that must not stand in a report.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Exact case numbers, of the child-welfare agency and of the treatment agency.
    case_numbers: BTreeSet<String>,
    /// Aliases of family members, three letters or longer.
    aliases: BTreeSet<String>,
    /// The supervisors' own short names of families.
    labels: BTreeSet<String>,
}

/// How a word of a report could tell who a family is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tells {
    /// An exact case number, or a family's number in this file: refused.
    CaseNumber,
    /// What looks like a social security number: refused.
    StateNumber,
    /// An alias of a family member.
    Alias,
    /// A family's short name.
    Label,
    /// A day.
    Date,
    /// Details that only few families share.
    Rare,
}

impl Tells {
    /// Whether nothing is submitted while it stands there.
    pub fn is_refused(self) -> bool {
        matches!(self, Self::CaseNumber | Self::StateNumber)
    }

    /// What it is, after the word itself.
    pub fn what(self) -> &'static str {
        match self {
            Self::CaseNumber => "is a case number",
            Self::StateNumber => "looks like a social security number",
            Self::Alias => "is the alias of a family member",
            Self::Label => "is a family's short name",
            Self::Date => "is a day: a month is enough",
            Self::Rare => "together fit few families",
        }
    }
}

/// A word that could tell, as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// How.
    pub tells: Tells,
    /// The word or words.
    pub word: String,
}

impl Known {
    /// What the file knows: case numbers, aliases and labels as they are kept.
    pub fn new(
        case_numbers: impl IntoIterator<Item = String>,
        aliases: impl IntoIterator<Item = String>,
        labels: impl IntoIterator<Item = String>,
    ) -> Self {
        let long = |alias: &String| alias.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST_ALIAS;
        let plain = |word: String| words(&word).join(" ");
        let kept = |all: BTreeSet<String>| all.into_iter().filter(|word| !word.is_empty()).collect();
        Self {
            case_numbers: kept(case_numbers.into_iter().map(plain).collect()),
            aliases: kept(aliases.into_iter().filter(long).map(plain).collect()),
            labels: kept(labels.into_iter().map(plain).collect()),
        }
    }

    /// What in a text could tell who a family is, the worst first, each once.
    pub fn look(&self, text: &str) -> Vec<Found> {
        let words = words(text);
        let mut found = Vec::new();
        for long in 1..=4usize {
            for run in words.windows(long) {
                let word = run.join(" ");
                let tells = if self.case_numbers.contains(&word) || is_number(&word) {
                    Tells::CaseNumber
                } else if self.aliases.contains(&word) {
                    Tells::Alias
                } else if self.labels.contains(&word) {
                    Tells::Label
                } else if is_day(run) {
                    Tells::Date
                } else {
                    continue;
                };
                found.push(Found { tells, word });
            }
        }
        if crate::domain::alias::holds_ssn(text) {
            found.push(Found { tells: Tells::StateNumber, word: "a number of nine digits".to_owned() });
        }
        found.extend(text.split(['.', '!', '?', '\n']).filter_map(rare));
        found.sort();
        found.dedup();
        found
    }
}

/// A text's words in small letters; signs within a word stay, so that `C-197` and `10/14` are one.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '"' | '“' | '”' | '!' | '?')
    })
    .map(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).map(str::to_owned);
        bare.unwrap_or(word)
    })
    .filter(|word| !word.is_empty())
    .collect()
}

/// Whether a word is a record's number of a client: `f-0197`, `r-0412`.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix("f-").or_else(|| word.strip_prefix("r-"));
    digits.is_some_and(|digits| digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether words are a day: `10/14`, `10/14/2026`, `2026-10-14`, `october 14`, `14 oct`, `oct 14th`.
fn is_day(run: &[String]) -> bool {
    let number = |word: &str, most: u32| {
        let word = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        word.len() <= 2 && word.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
    };
    let month = |word: &str| {
        let whole = word.trim_end_matches('.');
        let full = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "sept",
        ];
        MONTHS.contains(&whole) || full.contains(&whole)
    };
    match run {
        [one] => {
            let parts: Vec<&str> = one.split(['/', '-', '.']).collect();
            match parts.as_slice() {
                [a, b] if one.contains('/') => number(a, 12) && number(b, 31),
                [a, b, c] => {
                    let year = |word: &str| matches!(word.len(), 2 | 4) && word.parse::<u32>().is_ok();
                    (number(a, 12) && number(b, 31) && year(c))
                        || (a.len() == 4 && year(a) && number(b, 12) && number(c, 31))
                }
                _ => false,
            }
        }
        [a, b] => (month(a) && number(b, 31)) || (number(a, 31) && month(b) && !(a == "1" && b == "may")),
        _ => false,
    }
}

/// Details that single a family out where two of them stand in one sentence: ages, how many children, twins, births.
fn rare(sentence: &str) -> Option<Found> {
    const COUNTS: [&str; 10] =
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"];
    const SINGLE: [&str; 12] = [
        "twins",
        "triplets",
        "twin",
        "newborn",
        "pregnant",
        "stillbirth",
        "wheelchair",
        "deaf",
        "blind",
        "refugee",
        "widowed",
        "incarcerated",
    ];
    const CHILDREN: [&str; 7] = ["children", "kids", "sons", "daughters", "siblings", "boys", "girls"];
    let words = words(sentence);
    let counts = |word: &str| COUNTS.contains(&word) || (word.len() <= 2 && word.parse::<u32>().is_ok());
    let mut details: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).map_or("", String::as_str);
        if SINGLE.contains(&word.as_str()) || word.contains("-year-old") || word.contains("-month-old") {
            details.push(word.clone());
        } else if counts(word) && CHILDREN.contains(&next)
            || matches!(word.as_str(), "age" | "aged") && counts(next)
        {
            details.push(format!("{word} {next}"));
        }
    }
    details.dedup();
    (details.len() > 1).then(|| Found { tells: Tells::Rare, word: details.join(", ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let own = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        Known::new(own(&["C-197", "2026 44 17"]), own(&["M", "JB", "Jaz", "Adult A"]), own(&["oak", ""]))
    }

    #[test]
    fn what_could_tell_is_found_and_what_could_not_is_left_alone() {
        for (text, found) in [
            ("Families waited nine days on average.", vec![]),
            ("C-197 was late; c-197, too", vec![(Tells::CaseNumber, "c-197")]),
            ("About (C-197).", vec![(Tells::CaseNumber, "c-197")]),
            ("It is 2026 44 17 again", vec![(Tells::CaseNumber, "2026 44 17")]),
            ("See F-0197 and R-0412", vec![(Tells::CaseNumber, "f-0197"), (Tells::CaseNumber, "r-0412")]),
            ("Her number is 123-45-6789", vec![(Tells::StateNumber, "a number of nine digits")]),
            ("M and JB did well", vec![]),
            ("Jaz's mother did well", vec![(Tells::Alias, "jaz")]),
            ("adult a did well", vec![(Tells::Alias, "adult a")]),
            ("The oak family moved", vec![(Tells::Label, "oak")]),
            ("On 10/14 they moved", vec![(Tells::Date, "10/14")]),
            ("On October 14th they moved", vec![(Tells::Date, "october 14th")]),
            ("From 2026-10-14 on", vec![(Tells::Date, "2026-10-14")]),
            ("In October 2026, 3 of 14 came; 24/7 cover", vec![]),
            ("A family with three children moved", vec![]),
            ("A mother of twins, aged 19, moved", vec![(Tells::Rare, "twins, aged 19")]),
        ] {
            let seen = known().look(text);
            let seen: Vec<(Tells, &str)> = seen.iter().map(|one| (one.tells, one.word.as_str())).collect();
            assert_eq!(seen, found, "{text}");
        }
    }

    #[test]
    fn only_numbers_are_refused() {
        for (tells, refused) in [
            (Tells::CaseNumber, true),
            (Tells::StateNumber, true),
            (Tells::Alias, false),
            (Tells::Label, false),
            (Tells::Date, false),
            (Tells::Rare, false),
        ] {
            assert_eq!(tells.is_refused(), refused);
        }
    }
}
