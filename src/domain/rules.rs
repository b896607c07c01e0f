//! Checks services against the catalogue's rules (seed 004): pure, one entry at a time, and a day for what overlaps.

mod day;

pub use day::{Day, day};

use super::catalogue::{Catalogue, Check, Rule};
use super::decimal;
use super::service::Mode;
use super::service::told::was_open;
use super::voucher::{Cover, Given, cover};
use super::{FamilyId, MemberId, StaffId};
use chrono::{NaiveDate, NaiveTime, Timelike};

/// A service as it was logged.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `service.id`; 0 while it is being entered.
    pub id: i64,
    /// The kind: a word of `lists.toml`.
    pub kind: String,
    /// Whether it is a recovery support service.
    pub support: bool,
    /// The provider.
    pub staff: StaffId,
    /// The other worker, where they went together.
    pub joint_with: Option<StaffId>,
    /// The family.
    pub family: FamilyId,
    /// The client, where one is named.
    pub member: Option<MemberId>,
    /// Whether what was provided is Part 2 data of that client.
    pub sealed: bool,
    /// The day.
    pub on: NaiveDate,
    /// When it began.
    pub began: Option<NaiveTime>,
    /// How long it took.
    pub minutes: Option<i64>,
    /// How it was provided.
    pub mode: Mode,
    /// Whether it is documented.
    pub documented: bool,
    /// What else is on file: name and value.
    pub facts: Vec<(String, String)>,
}

/// A credential or vehicle paper of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// A word of `lists.toml`.
    pub kind: String,
    /// The first day it is valid; none: not known, taken as always.
    pub from: Option<NaiveDate>,
    /// The first day it no longer holds; none: it does not end.
    pub until: Option<NaiveDate>,
    /// The day it was validated.
    pub validated_on: Option<NaiveDate>,
}

/// What an entry is judged by besides itself.
#[derive(Clone, Copy, Debug)]
pub struct Background<'a> {
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// What the provider holds.
    pub held: &'a [Held],
    /// When the family was open: `[from, to)`.
    pub spells: &'a [(NaiveDate, Option<NaiveDate>)],
    /// The vouchers of the site.
    pub vouchers: &'a [Given],
    /// Today.
    pub today: NaiveDate,
}

/// A rule that an entry breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<'a> {
    /// The service.
    pub service: i64,
    /// The rule.
    pub rule: &'a Rule,
    /// The other service, where two do not go together.
    pub other: Option<i64>,
}

/// The rules that one entry breaks by itself, in the order of the catalogue.
pub fn check<'a>(entry: &Entry, by: Background<'a>) -> Vec<Finding<'a>> {
    let rules = by.catalogue.rules_of(&entry.kind, entry.support);
    rules
        .filter(|rule| applies(rule, entry) && breaks(rule, entry, by))
        .map(|rule| Finding { service: entry.id, rule, other: None })
        .collect()
}

impl Entry {
    /// The value of a fact; an empty one is none.
    pub fn fact(&self, name: &str) -> Option<&str> {
        let found = self.facts.iter().find(|(fact, _)| fact == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// What it costs of a voucher, in cents; nothing where no amount is on file.
    pub fn cents(&self) -> i64 {
        self.fact("amount").and_then(|amount| decimal::read(amount, 2).ok()).unwrap_or(0)
    }

    fn group_size(&self) -> i64 {
        self.fact("group_size").and_then(|size| size.parse().ok()).unwrap_or(1)
    }

    /// When it began in minutes of the day, where that is known.
    fn begin(&self) -> Option<i64> {
        self.began.map(|began| i64::from(began.hour()) * 60 + i64::from(began.minute()))
    }

    /// Begin and end in minutes of the day, where both are known.
    fn span(&self) -> Option<(i64, i64)> {
        let begin = self.begin()?;
        Some((begin, begin + self.minutes.filter(|minutes| *minutes > 0)?))
    }
}

impl Held {
    /// Whether it is valid on a day.
    fn is_valid(&self, on: NaiveDate) -> bool {
        super::credential::holds(self.from, self.until, on)
    }
}

fn applies(rule: &Rule, entry: &Entry) -> bool {
    // An attempt is logged as such; what must be on file for a service is asked of services that took place.
    let took_place = entry.mode != Mode::Attempted
        || matches!(rule.check, Check::Spell | Check::Future | Check::Duplicate | Check::ProviderOverlap);
    let when = rule.when.as_ref();
    took_place && when.is_none_or(|(fact, value)| entry.fact(fact).is_some_and(|given| same(given, value)))
}

fn breaks(rule: &Rule, entry: &Entry, by: Background<'_>) -> bool {
    let given = || rule.facts.iter().filter_map(|fact| entry.fact(fact));
    match rule.check {
        Check::FaceToFace => !entry.mode.in_person(),
        Check::OneOnOne => entry.group_size() > 1,
        Check::Group => entry.group_size() < 2,
        Check::Record => rule.values.iter().any(|field| !is_filled_in(entry, field)),
        Check::Fact => given().next().is_none(),
        Check::OneOf => given().any(|value| !is_one_of(rule, entry, value, by.catalogue)),
        Check::Excluded => {
            given().any(|value| rule.values.iter().any(|no| same(value, no))) && !lifted(rule, entry)
        }
        Check::Credential | Check::Validated => lacks(rule, by.held, entry.on),
        Check::Voucher => covered(entry, by) == Some(Cover::Never),
        Check::VoucherRuns => covered(entry, by) == Some(Cover::Past),
        Check::InForce => {
            given().any(|value| value.parse::<NaiveDate>().map_or(true, |until| until < entry.on))
        }
        Check::Supported => !given().any(|kind| kind != entry.kind && by.catalogue.service(kind).is_some()),
        Check::Duration => entry.minutes.is_some_and(|minutes| !(1..=rule.most).contains(&minutes)),
        Check::Spell => !was_open(by.spells, entry.on),
        Check::Future => entry.on > by.today,
        // Judged by the day.
        Check::ProviderOverlap | Check::ClientOverlap | Check::Duplicate => false,
    }
}

/// Whether the papers that a rule asks for are lacking on a day.
fn lacks(rule: &Rule, held: &[Held], on: NaiveDate) -> bool {
    let validated = |held: &Held| held.validated_on.is_some_and(|validated| validated <= on);
    match rule.check {
        Check::Credential => !rule.credentials.iter().any(|kind| holds(held, kind, on, |_| true)),
        Check::Validated => !rule.credentials.iter().all(|kind| holds(held, kind, on, validated)),
        _ => false,
    }
}

/// The kinds of service that a person may provide until a paper's last day, and no longer on the day after: what its
/// end stops. Judged by the rules of the check, so a second paper that serves as well stops nothing.
pub fn stops<'a>(catalogue: &'a Catalogue, held: &[Held], paper: &Held) -> Vec<&'a str> {
    let Some((last, after)) = paper.until.and_then(|after| Some((after.pred_opt()?, after))) else {
        return Vec::new();
    };
    let lacking = |kind: &str, on| catalogue.rules_of(kind, true).any(|rule| lacks(rule, held, on));
    let asked = |kind: &str| catalogue.credentials_of(kind).any(|one| one == paper.kind);
    let kinds = catalogue.services.iter().map(|service| service.kind.as_str());
    kinds.filter(|kind| asked(kind) && !lacking(kind, last) && lacking(kind, after)).collect()
}

/// Whether a voucher pays for it; none where no client is named.
fn covered(entry: &Entry, by: Background<'_>) -> Option<Cover> {
    Some(cover(by.vouchers, entry.id, &entry.kind, entry.member?, entry.on))
}

fn is_filled_in(entry: &Entry, field: &str) -> bool {
    match field {
        "began" => entry.began.is_some(),
        "minutes" => entry.minutes.is_some(),
        "documented" => entry.documented,
        "member" => entry.member.is_some(),
        fact => entry.fact(fact).is_some(),
    }
}

fn is_one_of(rule: &Rule, entry: &Entry, value: &str, catalogue: &Catalogue) -> bool {
    if !rule.values.is_empty() {
        return rule.values.iter().any(|one| same(value, one));
    }
    let topics = catalogue.service(&entry.kind).map_or(&[][..], |service| &service.topics);
    topics.iter().any(|(word, label)| same(value, word) || same(value, label))
}

fn lifted(rule: &Rule, entry: &Entry) -> bool {
    !rule.unless.is_empty()
        && rule.unless.iter().all(|fact| entry.fact(fact).is_some_and(|value| !same(value, "no")))
}

fn holds(held: &[Held], kind: &str, on: NaiveDate, more: impl Fn(&Held) -> bool) -> bool {
    held.iter().any(|one| one.kind == kind && one.is_valid(on) && more(one))
}

/// Upper and lower case, blanks, hyphens and underscores are one.
pub(super) fn same(a: &str, b: &str) -> bool {
    let plain = |c: char| if matches!(c, ' ' | '-' | '_') { '_' } else { c.to_ascii_lowercase() };
    a.trim().chars().map(plain).eq(b.trim().chars().map(plain))
}
