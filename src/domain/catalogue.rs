//! The catalogue of services: what can be on file for each, and the rules it is checked by (seed 004), as data.

use super::dates::{Precision, read_import};
use super::decimal;
use super::rules::same;
use crate::words;

/// The greatest number that is kept as a fact.
pub const MOST: i64 = 100_000;
/// The longest text that is kept as a fact, in characters.
pub const LONGEST: usize = 200;

words! {
    /// How much a rule weighs.
    Severity {
        Must = "must" => "error",
        Should = "should" => "warning",
        Off = "off" => "off",
    }
}

words! {
    /// What a rule looks at.
    Check {
        FaceToFace = "face_to_face" => "face to face",
        OneOnOne = "one_on_one" => "one-on-one",
        Group = "group" => "group",
        Record = "record" => "record",
        Fact = "fact" => "on file",
        OneOf = "one_of" => "one of",
        Excluded = "excluded" => "not payable",
        Credential = "credential" => "credential",
        Validated = "validated" => "validated before",
        InForce = "in_force" => "in force",
        Supported = "supported" => "supported service",
        Duration = "duration" => "duration",
        Spell = "spell" => "family open",
        Future = "future" => "not in the future",
        ProviderOverlap = "provider_overlap" => "provider elsewhere",
        ClientOverlap = "client_overlap" => "client elsewhere",
        Duplicate = "duplicate" => "logged twice",
        Voucher = "voucher" => "voucher",
        VoucherRuns = "voucher_runs" => "voucher runs",
    }
}

words! {
    /// What sort of value a fact is.
    FactKind {
        Text = "text" => "text",
        Number = "number" => "number",
        Date = "date" => "date",
        YesNo = "yes_no" => "yes or no",
        Choice = "choice" => "choice",
        Service = "service" => "service",
    }
}

/// Something that can be on file for a service: `service_fact.name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The word in the file.
    pub name: String,
    /// What people read.
    pub label: String,
    /// What sort of value it is.
    pub kind: FactKind,
    /// How many decimals a number may have.
    pub decimals: u32,
    /// What helps to fill it in.
    pub hint: String,
    /// The words to choose from, and what people read; the topics of a service are its own.
    pub choices: Vec<(String, String)>,
}

impl Fact {
    /// Reads what somebody wrote as it is kept: a choice by its word or label, a number, a day, yes or no.
    ///
    /// # Errors
    /// Why it cannot be kept, as words that follow the fact's name.
    pub fn read(&self, text: &str, choices: &[(String, String)]) -> Result<String, String> {
        match self.kind {
            FactKind::Text if text.chars().count() > LONGEST => {
                Err(format!("this is longer than {LONGEST} characters"))
            }
            FactKind::Text => Ok(text.to_owned()),
            FactKind::Number => decimal::within(text, (0, MOST), self.decimals)
                .map(|units| decimal::show(units, self.decimals))
                .map_err(|what| format!("this must be {what}")),
            FactKind::Date => match read_import(text)? {
                read if read.precision == Precision::Day => Ok(read.date.to_string()),
                _ => Err("this is not a day: write it like 2026-03-09".to_owned()),
            },
            FactKind::YesNo => match text.to_lowercase().as_str() {
                "yes" | "y" | "true" | "1" => Ok("yes".to_owned()),
                "no" | "n" | "false" | "0" => Ok("no".to_owned()),
                _ => Err("this is neither yes nor no".to_owned()),
            },
            FactKind::Choice | FactKind::Service => {
                let found = choices.iter().find(|(word, label)| same(word, text) || same(label, text));
                let labels =
                    || choices.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join(", ");
                found
                    .map(|(word, _)| word.clone())
                    .ok_or_else(|| format!("not known here; there are {}", labels()))
            }
        }
    }
}

/// A rule: what is looked at, and the sentence it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `recovery_coaching.coach`.
    pub id: String,
    /// What it looks at.
    pub check: Check,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong where it is broken.
    pub says: String,
    /// The sentence of the definition.
    pub quote: String,
    /// Where the sentence stands.
    pub source: String,
    /// The facts it looks at.
    pub facts: Vec<String>,
    /// The values it looks for.
    pub values: Vec<String>,
    /// The facts that lift an exclusion.
    pub unless: Vec<String>,
    /// The credentials it asks for.
    pub credentials: Vec<String>,
    /// The fact and value under which alone it holds.
    pub when: Option<(String, String)>,
    /// The most minutes.
    pub most: i64,
    /// Whether a rule of every service holds for recovery support services alone.
    pub support_only: bool,
}

/// What the definition says of one service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// The kind: a word of `lists.toml`.
    pub kind: String,
    /// One-on-one, group, residence…
    pub modality: String,
    /// The names of the facts that a form asks for.
    pub facts: Vec<String>,
    /// The topics and activities of the definition, and what people read.
    pub topics: Vec<(String, String)>,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// How vouchers end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoucherTerms {
    /// Days from issue to the end.
    pub days: i64,
    /// From which share of the cap it is near its end, in percent.
    pub near_percent: i64,
    /// How many days before its end it is near.
    pub near_days: i64,
}

/// Every service, fact and rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    /// The source of a quote that names no other.
    pub source: String,
    /// What can be on file.
    pub facts: Vec<Fact>,
    /// The services that have something of their own.
    pub services: Vec<Definition>,
    /// The rules of every service.
    pub rules: Vec<Rule>,
    /// How vouchers end.
    pub voucher: VoucherTerms,
}

impl Default for Catalogue {
    fn default() -> Self {
        let voucher = VoucherTerms { days: 90, near_percent: 80, near_days: 14 };
        Self { source: String::new(), facts: Vec::new(), services: Vec::new(), rules: Vec::new(), voucher }
    }
}

impl Catalogue {
    /// What the definition says of a kind of service.
    pub fn service(&self, kind: &str) -> Option<&Definition> {
        self.services.iter().find(|service| service.kind == kind)
    }

    /// A fact by its name.
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.name == name)
    }

    /// The facts that a form of this kind asks for, in order.
    pub fn facts_of(&self, kind: &str) -> Vec<&Fact> {
        let names = self.service(kind).map_or(&[][..], |service| &service.facts);
        names.iter().filter_map(|name| self.fact(name)).collect()
    }

    /// What can be chosen for a fact of this kind of service: its topics, or the fact's own choices.
    pub fn choices(&self, kind: &str, fact: &str) -> &[(String, String)] {
        match self.service(kind) {
            Some(service) if fact == "topic" => &service.topics,
            _ => self.fact(fact).map_or(&[][..], |fact| &fact.choices),
        }
    }

    /// What people read for a value of a fact; the value itself where it is none of the choices.
    pub fn value_label<'a>(&'a self, kind: &str, fact: &str, value: &'a str) -> &'a str {
        let known = self.choices(kind, fact).iter().find(|(word, _)| word == value);
        known.map_or(value, |(_, label)| label.as_str())
    }

    /// Every rule that holds for a kind, those of every service first.
    pub fn rules_of<'a>(&'a self, kind: &str, support: bool) -> impl Iterator<Item = &'a Rule> {
        let own = self.service(kind).map_or(&[][..], |service| &service.rules);
        let all = self.rules.iter().filter(move |rule| support || !rule.support_only);
        all.chain(own).filter(|rule| rule.severity != Severity::Off)
    }

    /// The credentials that a kind's rules ask for: what stops it when it ends.
    pub fn credentials_of<'a>(&'a self, kind: &str) -> impl Iterator<Item = &'a str> {
        let own = self.service(kind).map_or(&[][..], |service| &service.rules);
        own.iter().flat_map(|rule| rule.credentials.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(kind: FactKind, decimals: u32) -> Fact {
        let (name, label, hint) = (String::new(), String::new(), String::new());
        Fact { name, label, kind, decimals, hint, choices: Vec::new() }
    }

    #[test]
    fn facts_are_read_as_they_are_kept() {
        let choices =
            [("transit_pass".to_owned(), "Transit pass".to_owned()), ("car".into(), "Mileage".into())];
        for (kind, text, read) in [
            (FactKind::Text, "day pass", Ok("day pass")),
            (FactKind::Number, "12", Ok("12")),
            (FactKind::Number, "12.0", Ok("12")),
            (FactKind::Number, "0", Ok("0")),
            (FactKind::Number, "12.5", Err("whole number")),
            (FactKind::Number, "-4", Err("whole number")),
            (FactKind::Number, "100001", Err("whole number")),
            (FactKind::Date, "3/9/2026", Ok("2026-03-09")),
            (FactKind::Date, "March 2026", Err("not a day")),
            (FactKind::YesNo, "Y", Ok("yes")),
            (FactKind::YesNo, "perhaps", Err("neither")),
            (FactKind::Choice, "Transit Pass", Ok("transit_pass")),
            (FactKind::Choice, "mileage", Ok("car")),
            (FactKind::Service, "boat", Err("there are Transit pass, Mileage")),
        ] {
            match (fact(kind, 0).read(text, &choices), read) {
                (Ok(is), Ok(wanted)) => assert_eq!(is, wanted, "{text}"),
                (Err(why), Err(wanted)) => assert!(why.contains(wanted), "{text}: {why}"),
                (is, wanted) => panic!("{text}: {is:?}, not {wanted:?}"),
            }
        }
        let long = "x".repeat(LONGEST + 1);
        assert!(fact(FactKind::Text, 0).read(&long, &[]).is_err());
    }

    #[test]
    fn a_number_has_the_decimals_that_the_catalogue_gives_it() {
        for (text, decimals, read) in [
            ("12.5", 1, Some("12.5")),
            ("12.50", 1, Some("12.5")),
            ("12.55", 1, None),
            ("12.55", 2, Some("12.55")),
            ("100000", 2, Some("100000")),
            ("100000.01", 2, None),
        ] {
            assert_eq!(fact(FactKind::Number, decimals).read(text, &[]).ok().as_deref(), read, "{text}");
        }
    }
}
