//! Whether the programme keeps its own model: what was expected, what became of it, and who was not discussed.

use super::{Explain, Mark, Open, Person};
use crate::domain::fidelity::{Expected, Streak, Tally};
use crate::domain::fidelity::{quarter, quarter_name};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MeetingId, StaffId};
use crate::words;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// All of it, for the viewer's sites.
#[derive(Clone, Debug, Default)]
pub struct Fidelity {
    /// A line per kind and pair or worker of whom something could be expected.
    pub lines: Vec<Line>,
    /// The months the figures cover, the present one last.
    pub months: Vec<NaiveDate>,
    /// The open families.
    pub coverage: Vec<Coverage>,
    /// After how many days a family is to be discussed again.
    pub review_days: i64,
}

/// A kind of meeting of a pair or worker.
#[derive(Clone, Debug)]
pub struct Line {
    /// A key of meetings.toml.
    pub kind_key: String,
    /// The kind as people call it.
    pub kind: String,
    /// The pair, or the worker alone.
    pub people: Vec<Person>,
    /// The worker's role; none for a pair, which is an Intact Worker and a Recovery Coordinator.
    pub role: Option<Role>,
    /// Where they work.
    pub site: String,
    /// Where the next of these is begun.
    pub open: Open,
    /// Everything that was expected in those months, in order.
    pub expected: Vec<Expected>,
    /// The meetings behind them, by the day on which they were held.
    pub meetings: BTreeMap<NaiveDate, MeetingId>,
}

/// An open family, and when it was last discussed.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The family.
    pub family: FamilyId,
    /// How that stands.
    pub mark: Mark,
    /// `not discussed for 40 d`.
    pub text: String,
    /// Days since it was discussed, or could have been.
    pub days: i64,
    /// The session in which it should have been: `Co-Supervision, Lee + Brooks`.
    pub belongs: String,
    /// The rule, with the values it was judged by.
    pub explain: Explain,
}

words! {
    /// By what the figures are shown.
    By {
        Kind = "kind" => "kind",
        People = "people" => "pair and worker",
        Site = "site" => "site",
        Month = "month" => "month",
        Quarter = "quarter" => "quarter",
    }
}

/// The figures of one group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What they are of: `Joint`, `Lee + Brooks`, `Nov 2026`.
    pub name: String,
    /// The figures.
    pub tally: Tally,
    /// The figures of each month.
    pub months: Vec<Tally>,
    /// How long meetings were held on time, where the group is one kind of one pair or worker.
    pub streak: Option<Streak>,
    /// Where one line alone is behind it: its place.
    pub line: Option<usize>,
}

impl Line {
    /// `Lee + Brooks`.
    pub fn about(&self) -> String {
        let names: Vec<&str> = self.people.iter().map(|person| person.short.as_str()).collect();
        names.join(" + ")
    }

    /// The people with their roles, an Intact Worker before a Recovery Coordinator.
    fn roles(&self) -> impl Iterator<Item = (Role, StaffId)> {
        let pair = [Role::IntactWorker, Role::RecoveryCoordinator];
        self.people.iter().zip(pair).map(|(person, role)| (self.role.unwrap_or(role), person.id))
    }

    fn in_month(&self, month: NaiveDate) -> impl Iterator<Item = &Expected> {
        self.expected.iter().filter(move |one| one.due_on.with_day(1) == Some(month))
    }
}

impl Fidelity {
    /// Everything together, by month.
    pub fn all(&self) -> Vec<Tally> {
        self.by_month(|_| true)
    }

    fn by_month(&self, fits: impl Fn(&Line) -> bool) -> Vec<Tally> {
        let of = |month: &NaiveDate| {
            Tally::of(self.lines.iter().filter(|line| fits(line)).flat_map(|line| line.in_month(*month)))
        };
        self.months.iter().map(of).collect()
    }

    /// The figures by kind, people, site, month or quarter; what nothing was expected of is left out.
    pub fn groups(&self, by: By) -> Vec<Group> {
        let found = match by {
            By::Kind => self.named(|line| line.kind.clone()),
            By::Site => self.named(|line| line.site.clone()),
            By::People => self.people(),
            By::Month => self.periods(|month| month, |month| month.format("%b %Y").to_string()),
            By::Quarter => self.periods(quarter, quarter_name),
        };
        found.into_iter().filter(|group| group.tally.expected > 0).collect()
    }

    fn named(&self, name: impl Fn(&Line) -> String) -> Vec<Group> {
        let mut names: Vec<String> = Vec::new();
        for line in &self.lines {
            let name = name(line);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let group = |one: String| {
            let months = self.by_month(|line| name(line) == one);
            Group { name: one, tally: sum(&months), months, streak: None, line: None }
        };
        names.into_iter().map(group).collect()
    }

    /// The worst first: a supervisor looks for whom to meet.
    fn people(&self) -> Vec<Group> {
        let group = |(place, line): (usize, &Line)| Group {
            name: format!("{}, {}", line.about(), line.kind),
            tally: Tally::of(&line.expected),
            months: self.months.iter().map(|month| Tally::of(line.in_month(*month))).collect(),
            streak: Some(Streak::of(&line.expected)),
            line: Some(place),
        };
        let mut groups: Vec<Group> = self.lines.iter().enumerate().map(group).collect();
        groups.sort_by_key(|group| (group.tally.percent(), group.name.clone()));
        groups
    }

    fn periods(&self, of: impl Fn(NaiveDate) -> NaiveDate, name: impl Fn(NaiveDate) -> String) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (month, tally) in self.months.iter().zip(self.all()) {
            let called = name(of(*month));
            match groups.last_mut().filter(|last| last.name == called) {
                Some(last) => {
                    last.tally += tally;
                    last.months.push(tally);
                }
                None => {
                    groups.push(Group { name: called, tally, months: vec![tally], streak: None, line: None });
                }
            }
        }
        groups
    }

    /// The pair or worker of each line without a name: `IW 1 + RC 2`. The numbers are given in the order in which people
    /// came into the file, so that they stay the same from one file to the next.
    pub fn numbered(&self) -> Vec<String> {
        let mut known: Vec<(Role, StaffId)> = self.lines.iter().flat_map(Line::roles).collect();
        known.sort_unstable();
        known.dedup();
        let number = |one: (Role, StaffId)| {
            let before = known.iter().filter(|(role, id)| *role == one.0 && *id <= one.1).count();
            format!("{} {before}", one.0.short())
        };
        let line = |line: &Line| line.roles().map(number).collect::<Vec<_>>().join(" + ");
        self.lines.iter().map(line).collect()
    }

    /// The lines that fit, alone, for their own groups.
    pub fn only(&self, fits: impl Fn(&Line) -> bool) -> Self {
        let lines = self.lines.iter().filter(|line| fits(line)).cloned().collect();
        Self { lines, months: self.months.clone(), ..Self::default() }
    }

    /// Families that were not discussed in time, by the kind of session in which they belong.
    pub fn undiscussed(&self) -> BTreeMap<&str, usize> {
        let mut found = BTreeMap::new();
        for one in self.coverage.iter().filter(|one| one.mark == Mark::Overdue) {
            let kind = one.belongs.split_once(", ").map_or(one.belongs.as_str(), |(kind, _)| kind);
            *found.entry(kind).or_default() += 1;
        }
        found
    }

    /// How many open families were discussed in time, of those of whom it could be expected.
    pub fn covered(&self) -> (usize, usize) {
        let expected = self.coverage.iter().filter(|one| one.mark != Mark::NoData).count();
        (self.coverage.iter().filter(|one| one.mark == Mark::Done).count(), expected)
    }
}

/// The figures of several months together.
pub fn sum(months: &[Tally]) -> Tally {
    months.iter().fold(Tally::default(), |mut all, one| {
        all += *one;
        all
    })
}
