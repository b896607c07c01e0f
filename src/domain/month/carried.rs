//! Who carried which family, from when to when, and how that began and ended.

use crate::domain::spell::Span;
use crate::domain::{FamilyId, StaffId};
use chrono::NaiveDate;

/// A case of a family, or a stretch of its enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The family.
    pub family: FamilyId,
    /// When it was open.
    pub span: Span,
}

/// A family assigned to somebody, in one of the two roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The family.
    pub family: FamilyId,
    /// To whom.
    pub staff: StaffId,
    /// When.
    pub span: Span,
    /// A supervisor holds it until a worker has it.
    pub held: bool,
}

/// Whether a family came or went with its case, or passed from one worker to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It was new in this role, or its case or enrolment ended.
    Case,
    /// It came from, or went to, somebody else or nobody.
    Transfer,
}

/// A stretch in which somebody carried a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The family.
    pub family: FamilyId,
    /// Who.
    pub staff: StaffId,
    /// From when to when: within one case.
    pub span: Span,
    /// How it came.
    pub came: Turn,
    /// How it went, where it did.
    pub went: Turn,
    /// When the case was opened.
    pub opened_on: NaiveDate,
}

/// Says who carried each family in one role, as far as its case was open: opened is what nobody had in this role before in
/// this case, closed is what ended with the case or, where `enrolments` are given, with the enrolment.
///
/// All lists are sorted by family and day, and no day lies in two openings ([`apart`]). Stretches of one person that touch are one.
pub fn carried(openings: &[Opening], assigned: &[Assigned], enrolments: &[Opening]) -> Vec<Carried> {
    let mut out: Vec<Carried> = Vec::new();
    let mut at = 0;
    for opening in openings {
        while assigned.get(at).is_some_and(|one| one.family < opening.family) {
            at += 1;
        }
        let mine = assigned.iter().skip(at).take_while(|one| one.family == opening.family);
        let mut first: Option<NaiveDate> = None;
        let begins = out.len();
        for one in mine.filter_map(|one| Some((one.staff, both(one.span, opening.span)?))) {
            let (staff, span) = one;
            let first = *first.get_or_insert(span.from);
            let came = if span.from == first { Turn::Case } else { Turn::Transfer };
            let same =
                |other: &&mut Carried| other.staff == staff && other.span.to.is_none_or(|to| to >= span.from);
            match out.iter_mut().skip(begins).find(same) {
                Some(other) => other.span.to = later(other.span.to, span.to),
                None => out.push(Carried {
                    family: opening.family,
                    staff,
                    span,
                    came,
                    went: Turn::Transfer,
                    opened_on: opening.span.from,
                }),
            }
        }
        let enrolled = of(enrolments, opening.family);
        for one in out.iter_mut().skip(begins) {
            let left = |other: &Opening| other.span.to == one.span.to;
            if one.span.to == opening.span.to || enrolled.iter().any(left) {
                one.went = Turn::Case;
            }
        }
    }
    out
}

/// The openings of a family, in a list that is sorted by family.
pub fn of(openings: &[Opening], family: FamilyId) -> &[Opening] {
    let from = openings.partition_point(|one| one.family < family);
    let rest = openings.get(from..).unwrap_or_default();
    rest.get(..rest.partition_point(|one| one.family == family)).unwrap_or_default()
}

/// Openings of which no day lies in two: each begins where the one before it ends. They are sorted by family and day.
pub fn apart(openings: impl IntoIterator<Item = Opening>) -> Vec<Opening> {
    let bare = apart_with(openings.into_iter().map(|one| (one, ())));
    bare.into_iter().map(|(one, ())| one).collect()
}

/// Openings of which no day lies in two, as [`apart`], each with what is said of it.
pub fn apart_with<T>(openings: impl IntoIterator<Item = (Opening, T)>) -> Vec<(Opening, T)> {
    let mut out: Vec<(Opening, T)> = Vec::new();
    for (mut one, said) in openings {
        if let Some((last, _)) = out.last().filter(|(last, _)| last.family == one.family) {
            let Some(until) = last.span.to else { continue };
            one.span.from = one.span.from.max(until);
        }
        if one.span.to.is_none_or(|to| to >= one.span.from) {
            out.push((one, said));
        }
    }
    out
}

/// The days that two stretches share.
fn both(one: Span, other: Span) -> Option<Span> {
    let to = match (one.to, other.to) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    let from = one.from.max(other.from);
    to.is_none_or(|to| to > from).then(|| Span::new(from, to))
}

/// The later of two ends; none is later than all.
fn later(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<NaiveDate> {
    one.zip(other).map(|(one, other)| one.max(other))
}

impl Carried {
    /// Whether it was so at the end of a day.
    pub fn on(&self, day: NaiveDate) -> bool {
        self.span.holds(day)
    }

    /// Whether it began between two days, both included.
    pub fn began(&self, first: NaiveDate, until: NaiveDate) -> bool {
        (first..=until).contains(&self.span.from)
    }

    /// Whether it ended between two days, both included.
    pub fn ended(&self, first: NaiveDate, until: NaiveDate) -> bool {
        self.span.to.is_some_and(|to| (first..=until).contains(&to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, to: &str) -> Span {
        let day = |text: &str| format!("2026-{text}").parse::<NaiveDate>().unwrap();
        Span::new(day(from), (!to.is_empty()).then(|| day(to)))
    }

    fn told(
        openings: &[(&str, &str)],
        assigned: &[(i64, &str, &str)],
        enrolled: &[(&str, &str)],
    ) -> Vec<String> {
        let opening = |(from, to): &(&str, &str)| Opening { family: FamilyId(1), span: span(from, to) };
        let one = |(staff, from, to): &(i64, &str, &str)| Assigned {
            family: FamilyId(1),
            staff: StaffId(*staff),
            span: span(from, to),
            held: false,
        };
        let list = |all: &[(&str, &str)]| all.iter().map(opening).collect::<Vec<_>>();
        let assigned: Vec<_> = assigned.iter().map(one).collect();
        carried(&apart(list(openings)), &assigned, &list(enrolled))
            .iter()
            .map(|one| {
                let to = one.span.to.map_or(String::new(), |to| to.format("%m-%d").to_string());
                format!(
                    "{} {} {to} {:?} {:?}",
                    one.staff.0,
                    one.span.from.format("%m-%d"),
                    one.came,
                    one.went
                )
            })
            .collect()
    }

    #[test]
    fn families_open_pass_on_and_close() {
        for (openings, assigned, enrolled, wanted) in [
            // Assigned two days after opening is opened; nobody had it before.
            (&[("01-05", "")][..], &[(3, "01-07", "")][..], &[][..], &["3 01-07  Case Case"][..]),
            (
                &[("01-05", "06-01")],
                &[(3, "01-05", "03-01"), (4, "03-01", "06-01")],
                &[],
                &["3 01-05 03-01 Case Transfer", "4 03-01 06-01 Transfer Case"],
            ),
            // What is assigned on, and was not ended, ends with the case.
            (&[("01-05", "06-01")], &[(3, "01-05", "")], &[], &["3 01-05 06-01 Case Case"]),
            // Closed and reopened on a day is closed and opened, and not one stretch.
            (
                &[("01-05", "06-01"), ("06-01", "")],
                &[(3, "01-05", "")],
                &[],
                &["3 01-05 06-01 Case Case", "3 06-01  Case Case"],
            ),
            // Ended and assigned again on the same day goes on.
            (
                &[("01-05", "")],
                &[(3, "01-05", "02-01"), (3, "02-01", "04-01")],
                &[],
                &["3 01-05 04-01 Case Transfer"],
            ),
            // There and back again.
            (
                &[("01-05", "")],
                &[(3, "01-05", "02-01"), (4, "02-01", "03-01"), (3, "03-01", "")],
                &[],
                &["3 01-05 02-01 Case Transfer", "4 02-01 03-01 Transfer Transfer", "3 03-01  Transfer Case"],
            ),
            // The enrolment ended, the case did not.
            (&[("01-05", "")], &[(5, "02-01", "03-01")], &[("02-01", "03-01")], &["5 02-01 03-01 Case Case"]),
            // Two cases of which the second was entered a month too early.
            (
                &[("01-05", "06-01"), ("05-01", "")],
                &[(3, "01-05", "")],
                &[],
                &["3 01-05 06-01 Case Case", "3 06-01  Case Case"],
            ),
            // Opened and closed on one day was never carried, nor what was assigned while it was closed.
            (&[("01-05", "01-05")], &[(3, "01-05", "01-05")], &[], &[]),
            (&[("01-05", "02-01")], &[(3, "03-01", "")], &[], &[]),
        ] {
            assert_eq!(told(openings, assigned, enrolled), wanted);
        }
    }
}
