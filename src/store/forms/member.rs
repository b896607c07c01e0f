//! Members of a family: by initials or an alias, never by a full name.

use super::conflict::update;
use super::desk::{Desk, FamilyFacts};
use crate::domain::access::Act;
use crate::domain::alias::wrong_alias;
use crate::domain::family::{MemberEnd, MemberKind};
use crate::domain::text::clean_line;
use crate::domain::{FamilyId, MemberId};
use crate::error::{Result, invalid};
use crate::store::sql::word;
use crate::store::view::family::change::Seen;
use crate::store::view::form::MemberForm;
use crate::store::write::{Field, What};
use crate::store::{OpId, Store, Tx};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, params};

impl Store {
    /// Adds a member to a family.
    ///
    /// # Errors
    /// Not an Intact Supervisor; an alias that is a full name or taken; a birth that is to come.
    pub(in crate::store) fn save_member(&mut self, op: OpId, form: &MemberForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditFamily)?;
        self.write(op, What::new("member", "member"), |tx| add_member(tx, &desk, form))
    }
}

/// The facts of a member, cleaned; an adult is in the programme or not, a child was exposed to substances or not.
struct Facts {
    alias: String,
    birth: (Option<i32>, Option<u32>),
    in_home: bool,
    participant: bool,
    substance_exposed: bool,
}

impl Facts {
    /// Those of a form whose alias and birth make sense.
    fn read(desk: &Desk, form: &MemberForm) -> Result<Self> {
        let alias = clean_line(&form.alias);
        if let Some(wrong) = wrong_alias(&alias) {
            return Err(invalid(wrong));
        }
        check_birth(desk, form)?;
        let adult = form.kind == MemberKind::Adult;
        Ok(Self {
            alias,
            birth: (form.birth_year, form.birth_month),
            in_home: form.in_home,
            participant: form.participant && adult,
            substance_exposed: form.substance_exposed && !adult,
        })
    }

    /// As the row holds them.
    fn fields(&self) -> [Field<'_>; 6] {
        [
            ("alias", &self.alias),
            ("birth_year", &self.birth.0),
            ("birth_month", &self.birth.1),
            ("in_home", &self.in_home),
            ("participant", &self.participant),
            ("substance_exposed", &self.substance_exposed),
        ]
    }
}

/// Changes the facts of a member; an adult stays an adult.
pub(super) fn change(tx: &mut Tx<'_>, desk: &Desk, seen: Seen, form: &MemberForm) -> Result<String> {
    let facts = Facts::read(desk, form)?;
    let (_, kind, family) = desk.member(tx.sql(), MemberId(seen.id))?;
    if kind != form.kind {
        return Err(invalid("an adult stays an adult, and a child a child")
            .hint("end the wrong entry and add the member again"));
    }
    alias_is_free(tx.sql(), family.id, &facts.alias, Some(seen.id))?;
    update(tx, desk, "member", seen, &facts.fields())?;
    Ok(format!("{} of {} is changed", facts.alias, family.id))
}

/// Ends a member: the entry and all it ever said stay, and it counts no more from that day on.
pub(super) fn end(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    seen: Seen,
    (on, why): (NaiveDate, MemberEnd),
) -> Result<String> {
    let (alias, _, of) = desk.member(tx.sql(), MemberId(seen.id))?;
    if of.id != family.id {
        return Err(invalid(format!("{alias} is not in {}", family.id)));
    }
    desk.not_future(on, "this is")?;
    desk.while_open(tx.sql(), family, on)?;
    update(tx, desk, "member", seen, &[("left_on", &on), ("left_reason", &word(why))])?;
    let how = if why == MemberEnd::MovedOut { "moved out" } else { "was a wrong entry" };
    Ok(format!("{alias} of {} {how}, {}; what was recorded stays", family.id, desk.day(on)))
}

/// Adds a member inside a write; gives the row's key and the sentence that says so.
pub(in crate::store) fn add_member(tx: &mut Tx<'_>, desk: &Desk, form: &MemberForm) -> Result<(i64, String)> {
    let facts = Facts::read(desk, form)?;
    let family = desk.family(tx.sql(), form.family)?;
    alias_is_free(tx.sql(), form.family, &facts.alias, None)?;
    let kind = word(form.kind);
    let mut fields: Vec<Field<'_>> = vec![("family_id", &form.family), ("kind", &kind)];
    fields.extend(facts.fields());
    let id = tx.insert("member", &fields)?;
    let what = if form.kind == MemberKind::Adult { "an adult" } else { "a child" };
    Ok((id, format!("{} is now in {}, {what}", facts.alias, family.id)))
}

fn check_birth(desk: &Desk, form: &MemberForm) -> Result<()> {
    if form.birth_month.is_some_and(|month| !(1..=12).contains(&month)) {
        return Err(invalid("a month is a number from 1 to 12"));
    }
    match (form.birth_year, form.birth_month) {
        (None, Some(_)) => Err(invalid("a birth month needs its year").hint("give both, or the year alone")),
        (Some(year), month) => {
            let now = (desk.today.year(), desk.today.month());
            if (year, month.unwrap_or(1)) > now {
                return Err(invalid("this birth is still to come").hint("check the year and the month"));
            }
            if year < 1900 {
                return Err(invalid(format!("nobody here was born in {year}")).hint("give all four digits"));
            }
            if form.kind == MemberKind::Child && now.0 - year > 21 {
                return Err(invalid(format!("born in {year} is no child any more"))
                    .hint("check the year, or choose adult"));
            }
            Ok(())
        }
        (None, None) => Ok(()),
    }
}

fn alias_is_free(conn: &Connection, family: FamilyId, alias: &str, own: Option<i64>) -> Result<()> {
    let taken: bool = conn
        .prepare_cached(
            "select exists (select 1 from member where family_id = ?1 and lower(alias) = lower(?2)
               and left_on is null and id is not ?3)",
        )?
        .query_row(params![family.0, alias, own], |row| row.get(0))?;
    if taken {
        return Err(invalid(format!("{family} has somebody called {alias} already"))
            .hint("choose other initials, or add a number"));
    }
    Ok(())
}
