//! Consents: per adult, as they are; an incomplete one is kept and grants nothing (42 CFR 2.31).

use super::cell::{day, family, past, read_word, text, wrong, yes};
use super::columns::{Shape, field};
use super::context::Context;
use super::kind::CASE_NUMBER;
use super::members::initials;
use super::row::{Done, Row, fill, several};
use crate::domain::Word;
use crate::domain::access::{Act, can};
use crate::domain::consent::{Category, Elements};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::consents::parts;
use crate::store::sql::{IntoValue, date};
use rusqlite::{OptionalExtension, params};

/// The columns of a list of consents; a row is known again by the adult and the day of the signature.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["case_number"], &["adult"], &["signed_on", "categories", "expires_on"]],
    fields: &[
        field("case_number", "case number", CASE_NUMBER),
        field(
            "adult",
            "the adult who consents: initials or name",
            &["member", "client", "patient", "name", "clientname", "participant", "person"],
        ),
        field(
            "signed_on",
            "day of the signature",
            &["signed", "signeddate", "datesigned", "consentdate", "signaturedate", "dateofconsent"],
        ),
        field(
            "signature_seen",
            "yes or no; otherwise yes where the day is told",
            &["signature", "signatureonfile", "onfile"],
        ),
        field(
            "expires_on",
            "first day it no longer holds",
            &["expires", "expiration", "expirationdate", "expirydate", "expiry", "validuntil"],
        ),
        field("expires_event", "the event with which it ends", &["event", "expirationevent", "endswith"]),
        field(
            "revoked_on",
            "day from which it was revoked",
            &["revoked", "revokeddate", "daterevoked", "revocationdate"],
        ),
        field(
            "recipient",
            "who receives: a name or a class of persons",
            &["disclosedto", "releaseto", "to", "recipientname"],
        ),
        field("purpose", "what for", &["reason", "purposeofdisclosure"]),
        field(
            "right_to_revoke",
            "yes or no: the form states it",
            &["righttorevokestated", "revocationstatement"],
        ),
        field(
            "categories",
            "what may be told, several in a cell, or \"all\"",
            &["category", "covers", "information", "description", "informationtobereleased"],
        ),
    ],
};

/// What a row says.
struct Said {
    member: i64,
    elements: Elements,
    recipient: Option<String>,
    purpose: Option<String>,
    event: Option<String>,
    right_to_revoke: Option<bool>,
    categories: Vec<Category>,
}

/// Takes a consent.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let (family, site) = family(context, row)?;
    let said = read(tx, context, row, family)?;
    let sql = "select id from consent where member_id = ?1 and signed_on is ?2 order by id desc limit 1";
    let known: Option<i64> = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![said.member, said.elements.signed_on.map(date)], |row| row.get(0))
        .optional()?;
    tx.part2(true);
    let done = keep(tx, context, site, &said, known);
    tx.part2(false);
    let done = done?;
    if !done.is_old() {
        can(Act::RecordConsent, &context.viewer, context.state).map_err(invalid)?;
    }
    if done.is_new() && !said.elements.missing().is_empty() {
        context.tally("incomplete, kept, and granting nothing until it is complete");
    }
    Ok(done)
}

fn read(tx: &Tx<'_>, context: &Context, row: &Row, family: i64) -> Result<Said> {
    let (signed_on, expires_on) = (past(row, "signed_on", context)?, day(row, "expires_on")?);
    if signed_on.zip(expires_on).is_some_and(|(signed, ends)| ends <= signed) {
        return Err(wrong(row, "expires_on", "it would end before it was signed"));
    }
    let ended_on = past(row, "revoked_on", context)?;
    if signed_on.zip(ended_on).is_some_and(|(signed, ended)| ended < signed) {
        return Err(wrong(row, "revoked_on", "it would be revoked before it was signed"));
    }
    let categories =
        row.text("categories").map(|text| categories(row, text)).transpose()?.unwrap_or_default();
    let (recipient, purpose, event) =
        (text(row, "recipient")?, text(row, "purpose")?, text(row, "expires_event")?);
    let right_to_revoke = yes(row, "right_to_revoke")?;
    let elements = Elements {
        recipients: Vec::new(),
        discloser: true,
        recipient_agency: true,
        recipient: recipient.is_some(),
        purpose: purpose.is_some(),
        right_to_revoke: right_to_revoke == Some(true),
        signed: yes(row, "signature_seen")?.unwrap_or(signed_on.is_some()),
        signed_on,
        expires_on,
        expires_event: event.is_some(),
        ended_on,
        revoked: ended_on.is_some(),
        categories: categories.iter().map(|category| (*category, None)).collect(),
    };
    Ok(Said {
        member: adult(tx, row, family)?,
        elements,
        recipient,
        purpose,
        event,
        right_to_revoke,
        categories,
    })
}

fn categories(row: &Row, text: &str) -> Result<Vec<Category>> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(Category::ALL.to_vec());
    }
    let mut found = Vec::new();
    for one in several(text) {
        let category: Category = read_word(one).ok_or_else(|| {
            let known: Vec<&str> = Category::ALL.iter().map(|category| category.label()).collect();
            wrong(row, "categories", format!("\"{one}\" is none of {}", known.join(", ")))
        })?;
        found.push(category);
    }
    Ok(found)
}

fn adult(tx: &Tx<'_>, row: &Row, family: i64) -> Result<i64> {
    let name = row.need("adult", "the adult who consents")?;
    let sql = "select id from member where family_id = ?1 and kind = 'adult' and (alias = ?2 or lower(alias) = lower(?3))";
    let found: Vec<i64> = tx
        .sql()
        .prepare_cached(sql)?
        .query_map(params![family, initials(name), name], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            Err(wrong(row, "adult", "no adult of this family has these initials: bring the members in first"))
        }
        _ => Err(wrong(row, "adult", "several adults of this family have these initials")),
    }
}

fn keep(tx: &mut Tx<'_>, context: &Context, site: i64, said: &Said, known: Option<i64>) -> Result<Done> {
    let Some(id) = known else {
        add(tx, context, site, said)?;
        return Ok(Done::of(true, false));
    };
    let elements = &said.elements;
    let revoked = elements.ended_on.is_some().then_some(true);
    let mut told = vec![
        ("recipient", said.recipient.value()),
        ("purpose", said.purpose.value()),
        ("right_to_revoke", said.right_to_revoke.value()),
        ("expires_on", elements.expires_on.value()),
        ("expires_event", said.event.value()),
        ("ended_on", elements.ended_on.value()),
        ("revoked", revoked.value()),
    ];
    if elements.signed {
        told.push(("signed", true.value()));
    }
    let changed = fill(tx, "consent", id, &told)?;
    Ok(Done::of(false, changed | cover(tx, id, &said.categories)?))
}

fn add(tx: &mut Tx<'_>, context: &Context, site: i64, said: &Said) -> Result<()> {
    let agencies = "select treatment_agency_id, intact_agency_id from site where id = ?1";
    let (discloser, receiver): (i64, i64) =
        tx.sql().prepare_cached(agencies)?.query_row([site], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let elements = &said.elements;
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let (recipient, purpose, event) = (words(&said.recipient), words(&said.purpose), words(&said.event));
    let id = tx.insert(
        "consent",
        &[
            ("member_id", &said.member),
            ("discloser_agency_id", &discloser),
            ("recipient_agency_id", &receiver),
            ("recipient", &recipient),
            ("purpose", &purpose),
            ("right_to_revoke", &elements.right_to_revoke),
            ("signed", &elements.signed),
            ("signed_on", &elements.signed_on),
            ("expires_on", &elements.expires_on),
            ("expires_event", &event),
            ("ended_on", &elements.ended_on),
            ("revoked", &elements.revoked),
            ("import_id", &context.import_id),
        ],
    )?;
    cover(tx, id, &said.categories)?;
    Ok(())
}

/// Adds the categories that are told; one that is not told any more is not taken away silently.
fn cover(tx: &mut Tx<'_>, consent: i64, told: &[Category]) -> Result<bool> {
    let sql = "select category from consent_category where consent_id = ?1 and ended_on is null";
    let known: Vec<String> = tx
        .sql()
        .prepare_cached(sql)?
        .query_map([consent], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let gone = known.iter().find(|known| !told.is_empty() && !told.iter().any(|told| told.word() == *known));
    if let Some(gone) = gone {
        return Err(invalid(format!(
            "categories: here it covers {}, too: revoke that in its form, an import does not",
            gone.replace('_', " ")
        )));
    }
    parts::begin(tx, consent, told, &[])
}
