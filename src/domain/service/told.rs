//! What may be logged: the one place that the form, the week's grid and the import ask, so that the same mistake gets
//! the same answer wherever it is made.
//!
//! What cannot have happened is kept out: a day to come, a day on which the family was not open, minutes that no day
//! has. What happened and would not be accepted is kept with a finding of [`crate::domain::rules`].

use super::Mode;
use crate::domain::dates::short;
use crate::domain::staff::Role;
use crate::domain::{ConsentId, MemberId, StaffId};
use chrono::{NaiveDate, NaiveTime};

/// The longest service, in minutes: a working day and a half.
pub const LONGEST: i64 = 720;

/// The kind of a plain contact.
pub const CONTACT: &str = "contact";
/// The kind under which stands what another record holds.
pub const ELSEWHERE: &str = "documented_elsewhere";

/// A service as somebody tells it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Who provided it.
    pub staff: StaffId,
    /// Who else was there.
    pub joint_with: Option<StaffId>,
    /// The day.
    pub on: NaiveDate,
    /// When it began.
    pub began: Option<NaiveTime>,
    /// How long it took.
    pub minutes: Option<i64>,
    /// How.
    pub mode: Mode,
    /// How many children were seen.
    pub children: usize,
    /// The day it was documented.
    pub documented_on: Option<NaiveDate>,
    /// When the family was open: `[from, to)`; on the day of closing it can still be visited.
    pub spells: &'a [(NaiveDate, Option<NaiveDate>)],
}

/// Why something cannot be logged: the column it is about, a sentence, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The column, as it is called in the file.
    pub column: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

fn refuse(column: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Result<(), Refusal> {
    Err(Refusal { column, message: message.into(), hint: hint.into() })
}

impl Told<'_> {
    /// Says what of it cannot have happened, on a day and at a time of day.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, today: NaiveDate, now: NaiveTime) -> Result<(), Refusal> {
        self.when(today, now)?;
        let least = i64::from(self.mode != Mode::Attempted);
        if let Some(minutes) = self.minutes.filter(|minutes| !(least..=LONGEST).contains(minutes)) {
            let hint = format!("give {least} to {LONGEST} minutes, or leave it empty");
            return refuse("minutes", format!("{minutes} minutes cannot be right"), hint);
        }
        if self.joint_with == Some(self.staff) {
            let hint = "leave it empty, or name the other worker";
            return refuse("joint_with", "nobody can be there together with themselves", hint);
        }
        if self.children > 0 && !self.mode.in_person() {
            let message = format!("children are not seen in person by \"{}\"", self.mode);
            return refuse("children", message, "take the children away, or choose how they were seen");
        }
        Ok(())
    }

    fn when(&self, today: NaiveDate, now: NaiveTime) -> Result<(), Refusal> {
        let day = |on| short(on, today);
        if self.on > today {
            let message = format!("{} is still to come", day(self.on));
            return refuse("on_date", message, "give the day on which it happened");
        }
        if self.on == today && self.began.is_some_and(|at| at > now) {
            return refuse("began", "it begins later than now", "check the time");
        }
        if !was_open(self.spells, self.on) {
            let message = format!("the family was not open on {}", day(self.on));
            return refuse("on_date", message, format!("it was open {}", spells(self.spells, today)));
        }
        match self.documented_on {
            Some(on) if on > today => refuse(
                "documented_on",
                format!("{} is still to come", day(on)),
                "give the day it was written",
            ),
            Some(on) if on < self.on => {
                refuse("documented_on", "it was written down before it happened", "check both dates")
            }
            _ => Ok(()),
        }
    }
}

/// Whether a family was open on a day: on the day of closing it can still be visited.
pub fn was_open(spells: &[(NaiveDate, Option<NaiveDate>)], on: NaiveDate) -> bool {
    spells.iter().any(|(from, to)| *from <= on && to.is_none_or(|to| on <= to))
}

fn spells(spells: &[(NaiveDate, Option<NaiveDate>)], today: NaiveDate) -> String {
    let one = |(from, to): &(NaiveDate, Option<NaiveDate>)| match to {
        Some(to) => format!("from {} to {}", short(*from, today), short(*to, today)),
        None => format!("from {}", short(*from, today)),
    };
    spells.iter().map(one).collect::<Vec<_>>().join(" and ")
}

/// What somebody wants to keep of a service, and what the law looks at.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The kind that was told.
    pub kind: &'a str,
    /// Whether it tells what treatment staff did with an adult.
    pub part2: bool,
    /// The provider's role.
    pub role: Role,
    /// The adult.
    pub member: Option<MemberId>,
    /// The consents of that adult that cover services: `[from, until)`.
    pub consents: &'a [(ConsentId, NaiveDate, NaiveDate)],
    /// The day of the fact.
    pub on: NaiveDate,
    /// The reference into the treatment agency's own record; empty: none was told.
    pub elsewhere: &'a str,
}

/// What may stand here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The kind.
    pub kind: String,
    /// The adult.
    pub member: Option<MemberId>,
    /// The consent under which it stands here; then it is Part 2 data.
    pub consent: Option<ConsentId>,
    /// The reference into another record.
    pub elsewhere: String,
    /// More was told than may stand here.
    pub withheld: bool,
}

impl Asked<'_> {
    /// What may stand here by 42 CFR Part 2 (`domain.md` §7), judged by the date of the fact.
    ///
    /// A contact needs no consent and names no adult. Another service of the Recovery Coordinator stands here under a
    /// consent in force on that day; otherwise, or where a reference is told, only that it is documented elsewhere.
    pub fn keep(&self) -> Kept {
        let elsewhere = self.elsewhere.to_owned();
        if self.role == Role::IntactWorker {
            let (kind, member) = (self.kind.to_owned(), self.member);
            return Kept { kind, member, elsewhere, ..Kept::default() };
        }
        if self.part2 && elsewhere.is_empty() {
            let held = self.consents.iter().find(|(_, from, until)| *from <= self.on && self.on < *until);
            if let Some((consent, ..)) = held.filter(|_| self.member.is_some()) {
                let (kind, member) = (self.kind.to_owned(), self.member);
                return Kept { kind, member, consent: Some(*consent), ..Kept::default() };
            }
        }
        let kind = if self.part2 || !elsewhere.is_empty() { ELSEWHERE } else { CONTACT };
        Kept { kind: kind.to_owned(), elsewhere, withheld: self.part2, ..Kept::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_cannot_have_happened_is_kept_out() {
        let spells = [(day("2026-07-04"), Some(day("2026-08-31"))), (day("2026-10-01"), None)];
        let base = Told {
            staff: StaffId(3),
            joint_with: None,
            on: day("2026-11-20"),
            began: None,
            minutes: Some(45),
            mode: Mode::Home,
            children: 2,
            documented_on: Some(day("2026-11-24")),
            spells: &spells,
        };
        let at = |text: &str| text.parse::<NaiveTime>().ok();
        for (told, column) in [
            (base, ""),
            (Told { minutes: Some(720), ..base }, ""),
            (Told { minutes: None, documented_on: None, ..base }, ""),
            (Told { minutes: Some(0), mode: Mode::Attempted, children: 0, ..base }, ""),
            (Told { on: day("2026-08-31"), ..base }, ""),
            (Told { on: day("2026-11-24"), began: at("14:00:00"), ..base }, ""),
            (Told { minutes: Some(0), ..base }, "minutes"),
            (Told { minutes: Some(-5), ..base }, "minutes"),
            (Told { minutes: Some(721), ..base }, "minutes"),
            (Told { on: day("2026-11-25"), documented_on: None, ..base }, "on_date"),
            (Told { on: day("2026-07-03"), ..base }, "on_date"),
            (Told { on: day("2026-09-10"), ..base }, "on_date"),
            (Told { on: day("2026-11-24"), began: at("16:00:00"), ..base }, "began"),
            (Told { documented_on: Some(day("2026-11-19")), ..base }, "documented_on"),
            (Told { documented_on: Some(day("2026-11-25")), ..base }, "documented_on"),
            (Told { joint_with: Some(StaffId(3)), ..base }, "joint_with"),
            (Told { mode: Mode::Phone, ..base }, "children"),
            (Told { mode: Mode::Attempted, ..base }, "children"),
        ] {
            let found = told.check(day("2026-11-24"), at("15:00:00").unwrap());
            assert_eq!(found.err().map_or("", |refusal| refusal.column), column, "{told:?}");
        }
    }

    #[test]
    fn only_a_consent_of_that_day_lets_treatment_stand_here() {
        let consents = [(ConsentId(7), day("2026-06-01"), day("2026-11-01"))];
        let base = Asked {
            kind: "recovery_coaching",
            part2: true,
            role: Role::RecoveryCoordinator,
            member: Some(MemberId(1)),
            consents: &consents,
            on: day("2026-10-31"),
            elsewhere: "",
        };
        for (asked, kind, consent, withheld) in [
            (base, "recovery_coaching", Some(7), false),
            (Asked { on: day("2026-11-01"), ..base }, ELSEWHERE, None, true),
            (Asked { on: day("2026-05-31"), ..base }, ELSEWHERE, None, true),
            (Asked { member: None, ..base }, ELSEWHERE, None, true),
            (Asked { consents: &[], elsewhere: "no. 12", ..base }, ELSEWHERE, None, true),
            (Asked { elsewhere: "no. 12", ..base }, ELSEWHERE, None, true),
            (Asked { kind: "outreach", part2: false, ..base }, CONTACT, None, false),
            (Asked { kind: "outreach", part2: false, elsewhere: "no. 3", ..base }, ELSEWHERE, None, false),
            (Asked { kind: "visit", part2: false, role: Role::IntactWorker, ..base }, "visit", None, false),
        ] {
            let kept = asked.keep();
            assert_eq!(
                (kept.kind.as_str(), kept.consent.map(|id| id.0), kept.withheld),
                (kind, consent, withheld),
                "{asked:?}"
            );
            let names = consent.is_some() || asked.role == Role::IntactWorker;
            assert_eq!(kept.member.is_some(), names, "an adult stands here only under consent: {asked:?}");
        }
    }
}
