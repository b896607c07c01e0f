//! Consents under 42 CFR 2.31, per adult: saved as they are, with what is missing told.

use super::forms::desk::short_line;
use super::sql::word;
use super::view::form::ConsentForm;
use super::write::What;
use super::{OpId, Store};
use crate::domain::Word;
use crate::domain::access::Act;
use crate::domain::family::MemberKind;
use crate::error::{Result, invalid};
use rusqlite::{OptionalExtension, params};

impl Store {
    /// Records a consent; an incomplete one is kept and grants nothing.
    ///
    /// # Errors
    /// Not a SUD Supervisor; not an adult of a family in scope; dates that make no sense.
    pub(super) fn save_consent(&mut self, op: OpId, form: &ConsentForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::RecordConsent)?;
        let recipient = short_line(&form.recipient, "The recipient", 200)?;
        let purpose = short_line(&form.purpose, "The purpose", 500)?;
        let event = short_line(&form.expires_event, "The event", 200)?;
        if let Some(signed) = form.signed_on {
            desk.not_future(signed, "The consent is signed")?;
        }
        if let (Some(signed), Some(ends)) = (form.signed_on, form.expires_on)
            && ends <= signed
        {
            return Err(invalid("the consent would end before it was signed").hint("check both dates"));
        }
        let lacks = missing_parts(form);
        let day = form.expires_on.map(|on| desk.day(on));
        self.write(op, What::new("consent", "consent"), |tx| {
            let (alias, kind, family) = desk.member(tx.sql(), form.member)?;
            if kind != MemberKind::Adult {
                return Err(invalid(format!(
                    "{alias} is a child: consents are given by adults about themselves"
                )));
            }
            // An agency that is named receives it, and no other; a class in words is the Intact agency's staff.
            let named: Option<i64> = tx
                .sql()
                .prepare_cached("select id from agency where name = ?1")?
                .query_row([&recipient], |row| row.get(0))
                .optional()?;
            let receives = named.unwrap_or(family.intact_agency);
            tx.part2(true);
            let id = tx.insert(
                "consent",
                &[
                    ("member_id", &form.member),
                    ("discloser_agency_id", &family.treatment_agency),
                    ("recipient_agency_id", &receives),
                    ("recipient", &recipient),
                    ("purpose", &purpose),
                    ("right_to_revoke", &form.right_to_revoke),
                    ("signed", &form.signed),
                    ("signed_on", &form.signed_on),
                    ("expires_on", &form.expires_on),
                    ("expires_event", &event),
                ],
            )?;
            for category in &form.categories {
                tx.execute(
                    "insert or ignore into consent_category (consent_id, category) values (?1, ?2)",
                    params![id, word(*category)],
                )?;
            }
            let names: Vec<&str> = form.categories.iter().map(|category| category.word()).collect();
            tx.note("categories", names);
            Ok((id, said(&alias, &family.id.to_string(), form, &lacks, day.as_deref())))
        })
    }
}

fn said(alias: &str, family: &str, form: &ConsentForm, lacks: &[&str], until: Option<&str>) -> String {
    if !lacks.is_empty() {
        return format!(
            "The consent of {alias} in {family} is kept, but it is defective and grants nothing yet. Missing: {}",
            lacks.join(", ")
        );
    }
    let covers: Vec<&str> = form.categories.iter().map(|category| category.label()).collect();
    let until = until.map_or_else(String::new, |day| format!(" until {day}"));
    format!("The consent of {alias} in {family} is recorded{until}. It covers {}", covers.join(", "))
}

/// The elements of 42 CFR 2.31 that a consent lacks, as people call them; none where it is complete.
fn missing_parts(form: &ConsentForm) -> Vec<&'static str> {
    let event = !form.expires_event.trim().is_empty();
    [
        (form.recipient.trim().is_empty(), "who receives it"),
        (form.categories.is_empty(), "what it covers"),
        (form.purpose.trim().is_empty(), "the purpose"),
        (!form.right_to_revoke, "the right to revoke"),
        (!form.signed, "the signature"),
        (form.signed_on.is_none(), "the date of the signature"),
        (form.expires_on.is_none() && !event, "when it ends"),
    ]
    .into_iter()
    .filter_map(|(lacks, name)| lacks.then_some(name))
    .collect()
}
