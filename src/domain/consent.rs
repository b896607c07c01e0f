//! Consents under 42 CFR 2.31, per adult, and what they let a viewer see.

use super::MemberId;
use super::sealed::Withheld;
use crate::words;
use chrono::NaiveDate;

words! {
    /// What a consent describes: the categories of treatment information it covers.
    Category {
        Enrolment = "enrolment" => "enrolment",
        Assessment = "assessment" => "assessment",
        LevelOfCare = "level_of_care" => "level of care",
        Attendance = "attendance" => "attendance in treatment",
        Progress = "progress" => "progress",
        Screens = "screens" => "screens",
        Medication = "medication" => "medication",
        Discharge = "discharge" => "discharge",
        Services = "services" => "services",
    }
}

words! {
    /// What a consent is worth today; derived, never stored.
    ConsentState {
        Draft = "draft" => "draft",
        Defective = "defective" => "defective",
        Active = "active" => "active",
        Expiring = "expiring" => "expiring",
        Expired = "expired" => "expired",
        Revoked = "revoked" => "revoked",
    }
}

words! {
    /// On what basis treatment information is opened without a consent; the words are `disclosure_basis` of lists.toml.
    Basis {
        MedicalEmergency = "medical_emergency" => "medical emergency",
        CourtOrder = "court_order" => "court order",
        MandatedReport = "mandated_report" => "mandated report",
    }
}

/// The elements of a consent as they stand in the file (42 CFR 2.31).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elements {
    /// The agency that discloses is named.
    pub discloser: bool,
    /// The agency that receives is named.
    pub recipient_agency: bool,
    /// The recipient is named, or a class of persons.
    pub recipient: bool,
    /// The purpose is stated.
    pub purpose: bool,
    /// The right to revoke is stated.
    pub right_to_revoke: bool,
    /// The signature was seen.
    pub signed: bool,
    /// The day it was signed.
    pub signed_on: Option<NaiveDate>,
    /// The first day it no longer holds.
    pub expires_on: Option<NaiveDate>,
    /// The event that ends it is stated.
    pub expires_event: bool,
    /// The day the event came, or it was revoked.
    pub ended_on: Option<NaiveDate>,
    /// It was revoked.
    pub revoked: bool,
    /// What it describes, each with the day from which it was revoked for this alone.
    pub categories: Vec<(Category, Option<NaiveDate>)>,
    /// For each agency that receives it, the day from which it was revoked for this one alone.
    pub recipients: Vec<Option<NaiveDate>>,
}

impl Elements {
    /// What 42 CFR 2.31 asks for and is not there, in the words of the form.
    pub fn missing(&self) -> Vec<&'static str> {
        [
            (self.discloser, "who discloses"),
            (self.recipient_agency && self.recipient, "who receives"),
            (!self.categories.is_empty(), "what may be told"),
            (self.purpose, "the purpose"),
            (self.right_to_revoke, "the right to revoke"),
            (self.expires_on.is_some() || self.expires_event, "when it ends"),
            (self.signed, "the signature"),
            (self.signed_on.is_some(), "the date of the signature"),
        ]
        .into_iter()
        .filter_map(|(there, name)| (!there).then_some(name))
        .collect()
    }

    /// The first day on which it no longer holds, whatever ends it.
    pub fn until(&self) -> Option<NaiveDate> {
        let last = |days: Option<Vec<NaiveDate>>| days.and_then(|days| days.into_iter().max());
        let no_category = last(self.categories.iter().map(|(_, ended)| *ended).collect());
        let nobody = last(self.recipients.iter().copied().collect());
        [self.expires_on, self.ended_on, no_category, nobody].into_iter().flatten().min()
    }

    /// What it is worth on a day; it shows as ending so many days before its end.
    pub fn state(&self, today: NaiveDate, warning_days: i64) -> ConsentState {
        let over = |day: Option<NaiveDate>| day.is_some_and(|day| day <= today);
        if self.revoked && over(self.ended_on) {
            return ConsentState::Revoked;
        }
        if !self.signed && self.signed_on.is_none() {
            return ConsentState::Draft;
        }
        if !self.missing().is_empty() {
            return ConsentState::Defective;
        }
        if self.signed_on.is_some_and(|day| day > today) {
            return ConsentState::Draft;
        }
        if over(self.expires_on) || over(self.ended_on) {
            return ConsentState::Expired;
        }
        match self.until() {
            Some(day) if day <= today => ConsentState::Revoked,
            Some(day) if (day - today).num_days() <= warning_days => ConsentState::Expiring,
            _ => ConsentState::Active,
        }
    }
}

/// From when to when a complete consent of one adult covers a category for one recipient: from ≤ day < until.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cover {
    /// What it covers.
    pub category: Category,
    /// The day it was signed.
    pub from: NaiveDate,
    /// The first day it no longer holds.
    pub until: NaiveDate,
}

impl Cover {
    /// Whether it holds on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }
}

/// Says whether an adult's consents let a category be read on a day, or why not.
///
/// # Errors
/// The reason that helps most: a consent that ended before one that was never there.
pub fn reading(
    member: MemberId,
    covers: &[Cover],
    category: Category,
    day: NaiveDate,
) -> Result<(), Withheld> {
    let mut same = covers.iter().filter(|cover| cover.category == category);
    if same.clone().any(|cover| cover.holds(day)) {
        return Ok(());
    }
    let ended = same.any(|cover| cover.until <= day);
    let other = covers.iter().any(|cover| cover.holds(day));
    let any_ended = covers.iter().any(|cover| cover.until <= day);
    Err(match (ended, other, any_ended) {
        (true, _, _) | (false, false, true) => Withheld::Ended(Some(member)),
        (false, true, _) => Withheld::NotCovered(Some(member)),
        _ => Withheld::NoConsent(Some(member)),
    })
}

/// Joins the answers of several adults whom one fact is about: it is read only when all of them consent.
///
/// # Errors
/// The first adult's reason; a fact about nobody has no consent.
pub fn all(answers: impl IntoIterator<Item = Result<(), Withheld>>) -> Result<(), Withheld> {
    let mut answers = answers.into_iter().peekable();
    if answers.peek().is_none() {
        return Err(Withheld::NoConsent(None));
    }
    answers.collect()
}

/// Joins the answers of a family's adults for what is kept per family: it is read when any of them consents.
///
/// # Errors
/// The reason that helps most: ended, then not covered, then no consent.
pub fn any(answers: impl IntoIterator<Item = Result<(), Withheld>>) -> Result<(), Withheld> {
    let worth = |why: &Withheld| match why {
        Withheld::OutOfScope => 3,
        Withheld::Ended(_) => 2,
        Withheld::NotCovered(_) => 1,
        Withheld::NoConsent(_) => 0,
    };
    let mut best = Withheld::NoConsent(None);
    for answer in answers {
        match answer {
            Ok(()) => return Ok(()),
            Err(why) if worth(&why) > worth(&best) => best = why,
            Err(_) => {}
        }
    }
    Err(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Word;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    fn complete() -> Elements {
        Elements {
            discloser: true,
            recipient_agency: true,
            recipient: true,
            purpose: true,
            right_to_revoke: true,
            signed: true,
            signed_on: Some(day("2026-03-02")),
            expires_on: Some(day("2027-03-02")),
            categories: vec![(Category::Progress, None), (Category::Attendance, None)],
            ..Elements::default()
        }
    }

    #[test]
    fn a_consent_is_worth_what_its_elements_say() {
        type Change = fn(&mut Elements);
        use ConsentState::{Active, Defective, Draft, Expired, Expiring, Revoked};
        let today = day("2026-11-24");
        let cases: [(&str, Change, ConsentState); 17] = [
            ("complete", |_| {}, Active),
            ("empty", |e| *e = Elements::default(), Draft),
            ("unsigned", |e| (e.signed, e.signed_on) = (false, None), Draft),
            ("signed later", |e| e.signed_on = NaiveDate::from_ymd_opt(2026, 11, 25), Draft),
            ("no purpose", |e| e.purpose = false, Defective),
            ("no recipient", |e| e.recipient = false, Defective),
            ("no end", |e| e.expires_on = None, Defective),
            ("an event for an end", |e| (e.expires_on, e.expires_event) = (None, true), Active),
            ("ends in 30 days", |e| e.expires_on = NaiveDate::from_ymd_opt(2026, 12, 24), Expiring),
            ("ends in 31 days", |e| e.expires_on = NaiveDate::from_ymd_opt(2026, 12, 25), Active),
            ("ended today", |e| e.expires_on = NaiveDate::from_ymd_opt(2026, 11, 24), Expired),
            ("revoked", |e| (e.revoked, e.ended_on) = (true, NaiveDate::from_ymd_opt(2026, 11, 1)), Revoked),
            (
                "revoked for its only recipient",
                |e| e.recipients = vec![NaiveDate::from_ymd_opt(2026, 11, 1)],
                Revoked,
            ),
            (
                "revoked for one recipient of two",
                |e| e.recipients = vec![NaiveDate::from_ymd_opt(2026, 11, 1), None],
                Active,
            ),
            ("its event came", |e| e.ended_on = NaiveDate::from_ymd_opt(2026, 11, 24), Expired),
            (
                "revoked from tomorrow",
                |e| (e.revoked, e.ended_on) = (true, NaiveDate::from_ymd_opt(2026, 11, 25)),
                Expiring,
            ),
            (
                "revoked for every category",
                |e| e.categories.iter_mut().for_each(|one| one.1 = NaiveDate::from_ymd_opt(2026, 11, 1)),
                Revoked,
            ),
        ];
        for (name, change, expected) in cases {
            let mut elements = complete();
            change(&mut elements);
            assert_eq!(elements.state(today, 30), expected, "{name}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(complete().missing().is_empty());
        assert_eq!(Elements::default().missing().len(), 8);
        let mut one = complete();
        one.right_to_revoke = false;
        assert_eq!(one.missing(), ["the right to revoke"]);
    }

    #[test]
    fn reading_is_judged_by_the_day() {
        let who = MemberId(4);
        let cover = |category, from, until| Cover { category, from: day(from), until: day(until) };
        let progress = cover(Category::Progress, "2026-03-02", "2026-11-24");
        let attendance = cover(Category::Attendance, "2026-03-02", "2027-03-02");
        let later = cover(Category::Progress, "2026-12-01", "2027-03-02");
        for (covers, on, expected) in [
            (vec![progress], "2026-11-23", Ok(())),
            (vec![progress], "2026-11-24", Err(Withheld::Ended(Some(who)))),
            (vec![progress, attendance], "2026-11-24", Err(Withheld::Ended(Some(who)))),
            (vec![attendance], "2026-11-24", Err(Withheld::NotCovered(Some(who)))),
            (vec![later], "2026-11-24", Err(Withheld::NoConsent(Some(who)))),
            (vec![], "2026-11-24", Err(Withheld::NoConsent(Some(who)))),
        ] {
            assert_eq!(reading(who, &covers, Category::Progress, day(on)), expected, "{covers:?} on {on}");
        }
        assert_eq!(Category::parse("progress"), Some(Category::Progress));
    }

    #[test]
    fn a_note_needs_all_a_family_needs_one() {
        let (ended, none) = (Withheld::Ended(Some(MemberId(1))), Withheld::NoConsent(Some(MemberId(2))));
        assert_eq!(all([Ok(()), Ok(())]), Ok(()));
        assert_eq!(all([Ok(()), Err(none)]), Err(none));
        assert_eq!(all([]), Err(Withheld::NoConsent(None)));
        assert_eq!(any([Err(none), Ok(())]), Ok(()));
        assert_eq!(any([Err(none), Err(ended)]), Err(ended));
        assert_eq!(any([]), Err(Withheld::NoConsent(None)));
    }
}
