//! Members of families: kept as initials, with year and month of birth.

use super::cell::{family, wrong};
use super::columns::{Shape, field};
use super::context::Context;
use super::row::{Done, Row, fill};
use crate::domain::Word;
use crate::domain::access::{Act, can};
use crate::domain::dates::{Precision, read_import};
use crate::domain::family::{MemberEnd, MemberKind};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{IntoValue, word};
use chrono::{Datelike, NaiveDate};
use rusqlite::params;

/// The columns of a list of family members.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["case_number"], &["name"]],
    fields: &[
        field(
            "case_number",
            "case number",
            &["casenumber", "caseno", "caseid", "case", "familyid", "caseref"],
        ),
        field(
            "name",
            "kept as initials",
            &["name", "displayname", "fullname", "membername", "alias", "initials", "member", "person"],
        ),
        field("kind", "adult or child", &["kind", "type", "adultorchild", "membertype", "membership"]),
        field(
            "birth",
            "kept as year and month",
            &["birth", "birthdate", "dateofbirth", "dob", "birthmonthyear", "born", "birthmonthyearyouth"],
        ),
        field("in_home", "yes or no", &["inhome", "livesathome"]),
        field(
            "participant",
            "yes or no: an adult in the recovery programme",
            &["participant", "inprogramme", "inprogram"],
        ),
        field("substance_exposed", "yes or no", &["substanceexposed", "sei", "exposed"]),
        field("left_on", "day they moved out of the family", &["movedout", "movedouton", "leftfamily"]),
    ],
};

/// What a row says of a member.
struct Said {
    family: i64,
    alias: String,
    kind: MemberKind,
    year: Option<i32>,
    month: Option<u32>,
    in_home: Option<bool>,
    participant: Option<bool>,
    substance_exposed: Option<bool>,
    left_on: Option<NaiveDate>,
}

/// Takes a member.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let said = read(context, row)?;
    let key = format!("{} {} {} {:?} {:?}", said.family, said.kind, said.alias, said.year, said.month);
    if let Some(line) = context.seen.get(&key) {
        return Err(invalid(format!(
            "with these initials and birth it is the same person as on {}; tell them apart, as in \"J.R. 2\"",
            context.place(*line)
        )));
    }
    let (member, added) = match find(tx, &said)? {
        Some(member) => (member, false),
        None => (add(tx, context, &said)?, true),
    };
    let changed = fill(
        tx,
        "member",
        member,
        &[
            ("birth_year", said.year.value()),
            ("birth_month", said.month.value()),
            ("in_home", said.in_home.value()),
            ("participant", said.participant.value()),
            ("substance_exposed", said.substance_exposed.value()),
            ("left_on", said.left_on.value()),
            ("left_reason", said.left_on.map(|_| word(MemberEnd::MovedOut)).value()),
        ],
    )?;
    if changed && !added {
        can(Act::EditFamily, &context.viewer, context.state).map_err(invalid)?;
    }
    context.seen.insert(key, row.line);
    Ok(Done::of(added, changed))
}

fn read(context: &Context, row: &Row) -> Result<Said> {
    let name = row.need("name", "the name")?;
    let alias = if context.labels { name.to_owned() } else { initials(name) };
    if alias.is_empty() {
        return Err(wrong(row, "name", "a name has letters"));
    }
    let (family, _) = family(context, row)?;
    let birth = row.text("birth").map(read_import).transpose().map_err(|why| row.wrong("birth", why))?;
    if birth.is_some_and(|birth| birth.date > context.today) {
        return Err(wrong(row, "birth", "this has not come yet"));
    }
    let year = birth.map(|birth| birth.date.year());
    if year.is_some_and(|year| year < 1900) {
        return Err(wrong(row, "birth", "this is before 1900"));
    }
    Ok(Said {
        family,
        alias,
        kind: kind(row, year, context.today.year())?,
        year,
        month: birth.filter(|birth| birth.precision != Precision::Year).map(|birth| birth.date.month()),
        in_home: row.yes("in_home")?,
        participant: row.yes("participant")?,
        substance_exposed: row.yes("substance_exposed")?,
        left_on: row.past_day("left_on", context.today)?,
    })
}

/// Adult or child: as told, else by the year of birth where it leaves no doubt.
fn kind(row: &Row, year: Option<i32>, this_year: i32) -> Result<MemberKind> {
    match row.text("kind").map(str::to_lowercase).as_deref() {
        Some("adult" | "parent" | "mother" | "father" | "caregiver" | "caretaker") => Ok(MemberKind::Adult),
        Some("child" | "youth" | "son" | "daughter" | "infant") => Ok(MemberKind::Child),
        Some(_) => Err(wrong(row, "kind", "neither adult nor child")),
        None => match year.map(|year| this_year - year) {
            Some(..=17) => Ok(MemberKind::Child),
            Some(19..) => Ok(MemberKind::Adult),
            _ => Err(invalid("it is not told whether this is an adult or a child")),
        },
    }
}

/// A name as initials: `Maria Lopez` and `Lopez, Maria` are `M.L.`; `J.R. 2` keeps its number.
pub(super) fn initials(name: &str) -> String {
    let turned = match name.split_once(',') {
        Some((last, first)) => format!("{first} {last}"),
        None => name.to_owned(),
    };
    let mut out = String::new();
    for part in turned.split(|c: char| c.is_whitespace() || matches!(c, '.' | '-')) {
        let mut chars = part.chars().filter(|c| c.is_alphanumeric());
        let Some(first) = chars.next() else { continue };
        if first.is_numeric() {
            out.push(' ');
            out.extend(part.chars().filter(|c| c.is_numeric()).take(3));
            continue;
        }
        out.extend(first.to_uppercase());
        out.push('.');
        // Two or three capitals in one word are initials already.
        let rest: Vec<char> = chars.collect();
        if rest.len() <= 2 && rest.iter().all(|c| c.is_uppercase()) {
            rest.iter().for_each(|c| out.extend([*c, '.']));
        }
    }
    out.trim().to_owned()
}

/// The member whom the row means: the same initials, and no other birth.
fn find(tx: &Tx<'_>, said: &Said) -> Result<Option<i64>> {
    let found: Vec<i64> = tx
        .sql()
        .prepare_cached(
            "select id from member where family_id = ?1 and kind = ?2 and alias = ?3
               and (?4 is null or birth_year is null or birth_year = ?4)
               and (?5 is null or birth_month is null or birth_month = ?5)",
        )?
        .query_map(params![said.family, said.kind.word(), said.alias, said.year, said.month], |row| {
            row.get(0)
        })?
        .collect::<rusqlite::Result<_>>()?;
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err(invalid("several members of this family have these initials: give the month of birth")),
    }
}

fn add(tx: &mut Tx<'_>, context: &Context, said: &Said) -> Result<i64> {
    tx.insert(
        "member",
        &[
            ("family_id", &said.family),
            ("kind", &word(said.kind)),
            ("alias", &said.alias),
            ("import_id", &context.import_id),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn names_are_kept_as_initials() {
        for (name, kept) in [
            ("Maria Lopez", "M.L."),
            ("Lopez, Maria", "M.L."),
            ("M.L.", "M.L."),
            ("ML", "M.L."),
            ("m. l.", "M.L."),
            ("Ana-Lucía de la Cruz", "A.L.D.L.C."),
            ("J.R. 2", "J.R. 2"),
            ("...", ""),
        ] {
            assert_eq!(initials(name), kept, "{name}");
        }
    }
}
