//! Who was at a meeting that another system tells of, and whether it therefore counts.

use crate::domain::StaffId;
use crate::domain::meeting::{Attendance, KindRules, Present, about_worker, verdict};
use crate::error::{Result, invalid};
use crate::import::cell::{people as people_of, wrong};
use crate::import::context::{Context, Person};
use crate::import::row::Row;
use crate::store::Tx;
use crate::store::sql::word;

/// The people whom a row names; nobody where it tells only that they met.
pub(super) struct Who(Vec<(Person, Attendance)>);

impl Who {
    pub(super) fn read(context: &Context, row: &Row) -> Result<Self> {
        let mut people: Vec<(Person, Attendance)> = Vec::new();
        for (field, attendance) in [
            ("attended", Attendance::Present),
            ("excused", Attendance::Excused),
            ("absent", Attendance::Absent),
        ] {
            for person in people_of(context, row, field)? {
                if people.iter().any(|(known, _)| known.id == person.id) {
                    return Err(wrong(row, field, "somebody is named twice"));
                }
                people.push((person.clone(), attendance));
            }
        }
        Ok(Self(people))
    }

    /// Whether a meeting of these workers counts, by who was there; where nobody is named it counts as it is told.
    ///
    /// # Errors
    /// It was a meeting of another kind: which one it is to be is for people to say.
    pub(super) fn counts(&self, context: &Context, rules: &KindRules, about: &[i64]) -> Result<bool> {
        if self.0.is_empty() {
            return Ok(true);
        }
        // Other workers sat there for pairs of their own.
        let there = self.0.iter().filter(|(one, _)| !one.role.is_worker() || about.contains(&one.id));
        let mut people: Vec<Present> = there
            .map(|(one, attendance)| Present {
                staff: StaffId(one.id),
                role: one.role,
                attendance: Some(*attendance),
                deputy_for: None,
            })
            .collect();
        if let [worker] = about {
            people = about_worker(&people, StaffId(*worker));
        }
        let found = verdict(rules, &context.settings.meetings.kinds, &people);
        match found.offer.filter(|_| !found.counts) {
            Some(_) => Err(invalid(format!("{}: write the kind that it was", found.sentence))),
            None => Ok(found.counts),
        }
    }

    /// Keeps who was there.
    pub(super) fn keep(&self, tx: &mut Tx<'_>, meeting: i64) -> Result<()> {
        for (person, attendance) in &self.0 {
            tx.insert(
                "meeting_person",
                &[
                    ("meeting_id", &meeting),
                    ("staff_id", &person.id),
                    ("role", &word(person.role)),
                    ("attendance", &word(*attendance)),
                ],
            )?;
        }
        Ok(())
    }
}
