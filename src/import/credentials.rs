//! Credentials: what a member of staff can show, and until when.

use super::cell::{choice, day, need_person, past, person, wrong};
use super::columns::{Shape, field};
use super::context::Context;
use super::row::{Done, Row, fill};
use crate::domain::access::{Act, can};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{IntoValue, date};
use rusqlite::{OptionalExtension, params};

/// The columns of a list of credentials; a row is known again by person, kind and day of issue.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["staff"], &["kind"], &["issued_on", "expires_on"]],
    fields: &[
        field(
            "staff",
            "name or e-mail address",
            &[
                "name",
                "email",
                "staffname",
                "staffemail",
                "worker",
                "workername",
                "employee",
                "employeename",
                "fullname",
            ],
        ),
        field(
            "kind",
            "CADC, CRSS, LCSW, driver's licence, …",
            &["credential", "credentialtype", "license", "licence", "licensetype", "certification", "type"],
        ),
        field(
            "issued_on",
            "day of issue; another one is a renewal",
            &["issued", "issuedate", "dateissued", "effectivedate", "effective"],
        ),
        field(
            "expires_on",
            "first day it no longer holds",
            &["expires", "expiration", "expirationdate", "expirydate", "expiry", "validuntil", "dateexpires"],
        ),
        field("validated_by", "who saw it: name or e-mail address", &["validatedby", "verifiedby"]),
        field("validated_on", "when it was seen", &["validated", "verifiedon", "verified", "dateverified"]),
    ],
};

/// Takes a credential.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let who = need_person(context, row, "staff")?;
    let kind = choice(row, "kind", &context.settings.lists.credential_kind)?
        .ok_or_else(|| wrong(row, "kind", "a row needs its credential"))?;
    let (issued, expires) = (past(row, "issued_on", context)?, day(row, "expires_on")?);
    if issued.zip(expires).is_some_and(|(issued, expires)| expires <= issued) {
        return Err(wrong(row, "expires_on", "this is not after the day of issue"));
    }
    let validated_by = person(context, row, "validated_by")?.map(|person| person.id);
    let validated_on = past(row, "validated_on", context)?;
    let sql = "select id from credential where staff_id = ?1 and kind = ?2
      and case when ?3 is null then ?4 is null or expires_on is ?4 else issued_on is ?3 or (issued_on is null and expires_on is ?4) end
      order by issued_on is ?3 desc, id desc limit 1";
    let known: Option<i64> = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![who.id, kind, issued.map(date), expires.map(date)], |row| row.get(0))
        .optional()?;
    let (id, added) = match known {
        Some(id) => (id, false),
        None => {
            let fields: [(&str, &dyn IntoValue); 7] = [
                ("staff_id", &who.id),
                ("kind", &kind),
                ("issued_on", &issued),
                ("expires_on", &expires),
                ("validated_by", &validated_by),
                ("validated_on", &validated_on),
                ("import_id", &context.import_id),
            ];
            (tx.insert("credential", &fields)?, true)
        }
    };
    let told = [
        ("issued_on", issued.value()),
        ("expires_on", expires.value()),
        ("validated_by", validated_by.value()),
        ("validated_on", validated_on.value()),
    ];
    let changed = !added && fill(tx, "credential", id, &told)?;
    if added || changed {
        can(Act::EditStaff(who.role), &context.viewer, context.state).map_err(invalid)?;
    }
    Ok(Done::of(added, changed))
}
