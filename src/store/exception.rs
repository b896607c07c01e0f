//! Exceptions: treatment information opened without a consent, on a basis of the law, from a day to a day.

use super::forms::desk::line;
use super::sql::{RowExt, word};
use super::view::consent::ExceptionForm;
use super::write::What;
use super::{OpId, Store};
use crate::domain::access::Act;
use crate::domain::consent::Category;
use crate::domain::family::MemberKind;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::{Result, invalid, missing};
use rusqlite::OptionalExtension;

impl Store {
    /// Opens categories of one adult's treatment information; everything where all are named.
    ///
    /// # Errors
    /// Not a SUD Supervisor; not an adult in scope; no reason, nothing to open, or days that make no sense.
    pub(super) fn open_exception(&mut self, op: OpId, form: &ExceptionForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::OpenException)?;
        let reason = line(&form.reason, "The reason", 500)?;
        if form.categories.is_empty() {
            return Err(invalid("it opens nothing").hint("tick what the basis covers, and no more"));
        }
        if form.to <= form.from || form.to <= desk.today {
            return Err(
                invalid("it would end before it begins to hold").hint("give the first day without it")
            );
        }
        let all = form.categories.len() == Category::ALL.len();
        let opened: Vec<Option<Category>> =
            if all { vec![None] } else { form.categories.iter().copied().map(Some).collect() };
        self.write(op, What::new("exception", "disclosure_exception"), |tx| {
            let (alias, kind, family) = desk.member(tx.sql(), form.member)?;
            if kind != MemberKind::Adult {
                return Err(invalid(format!("{alias} is a child: there is no treatment record to open")));
            }
            tx.part2(true);
            let mut id = 0;
            for category in &opened {
                id = tx.insert(
                    "disclosure_exception",
                    &[
                        ("member_id", &form.member),
                        ("category", &category.map(word)),
                        ("basis", &word(form.basis)),
                        ("reason", &reason),
                        ("staff_id", &desk.viewer.staff),
                        ("from_on", &form.from),
                        ("to_on", &form.to),
                    ],
                )?;
            }
            tx.note("basis", form.basis.word());
            let names: Vec<&str> = form.categories.iter().map(|one| one.label()).collect();
            let what = if all { "everything".to_owned() } else { names.join(", ") };
            let days = format!("{} until {}", desk.day(form.from), desk.day(form.to));
            Ok((
                id,
                format!("{what} of {alias} in {} is open from {days}: {}", family.id, form.basis.label()),
            ))
        })
    }

    /// Ends an exception today.
    pub(super) fn end_exception(&mut self, op: OpId, id: i64, version: i64) -> Result<(i64, String)> {
        let desk = self.desk(Act::OpenException)?;
        let found: Option<(MemberId, String, FamilyId)> = self
            .conn
            .prepare_cached(
                "select m.id, m.alias, m.family_id from disclosure_exception x join member m on m.id = x.member_id
                 where x.id = ?1 and x.to_on > ?2",
            )?
            .query_row(rusqlite::params![id, super::sql::date(desk.today)], |row| {
                Ok((row.num("id")?, row.get("alias")?, row.num("family_id")?))
            })
            .optional()?;
        let (_, alias, family) = found.ok_or_else(|| missing("this exception is not in force"))?;
        desk.family(&self.conn, family)?;
        self.write(op, What::of("exception_ended", "disclosure_exception", id), |tx| {
            tx.update("disclosure_exception", id, version, &[("to_on", &desk.today)])?;
            Ok((
                id,
                format!(
                    "The exception about {alias} in {family} ends today: what it opened is withheld again"
                ),
            ))
        })
    }
}
