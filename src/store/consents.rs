//! Consents under 42 CFR 2.31, per adult: saved as they are, with what is missing told.

mod change;
mod load;
mod page;
pub(crate) mod parts;

pub(super) use load::of_family;
pub(super) use page::{ask_words, exceptions};

use super::forms::desk::{Desk, FamilyFacts, short_line};
use super::sql::date;
use super::view::consent::{ConsentAsk, ConsentReply};
use super::view::form::ConsentForm;
use super::write::{Field, Tx, What};
use super::{OpId, Reply, Store};
use crate::domain::access::Act;
use crate::domain::consent::Category;
use crate::domain::family::MemberKind;
use crate::domain::{MemberId, Word};
use crate::error::{Result, invalid};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

/// The consent of an adult in force on a day that covers a category, of several the one signed last; to one agency
/// only, where one is named.
pub(super) fn covering(
    conn: &Connection,
    (member, category): (MemberId, Category),
    on: NaiveDate,
    agency: Option<i64>,
) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached(
            "select consent_id from consent_cover where member_id = ?1 and category = ?2 and from_on <= ?3 and ?3 < until_on
               and (?4 is null or recipient_agency_id = ?4) order by from_on desc, consent_id desc limit 1",
        )?
        .query_row(params![member.0, category.word(), date(on), agency], |row| row.get(0))
        .optional()?)
}

impl Store {
    /// What is asked about consents, exceptions and disclosures.
    pub(super) fn consent(&mut self, ask: ConsentAsk) -> Result<Reply> {
        Ok(match ask {
            ConsentAsk::Family(family) => {
                Reply::Consent(Box::new(ConsentReply::Family(page::page(self, family)?)))
            }
            ConsentAsk::Accounting(member, years) => {
                Reply::Consent(Box::new(ConsentReply::Accounting(self.accounting(member, years)?)))
            }
            ConsentAsk::Paper { op, paper, format, path } => {
                Reply::Document(self.paper(op, paper, (format, path))?)
            }
        })
    }

    /// Records a consent; an incomplete one is kept and grants nothing.
    ///
    /// # Errors
    /// Not a SUD Supervisor; not an adult of a family in scope; dates that make no sense.
    pub(super) fn save_consent(&mut self, op: OpId, form: &ConsentForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::RecordConsent)?;
        let stated = Stated::read(&desk, form)?;
        self.write(op, What::new("consent", "consent"), |tx| {
            let (alias, family) = adult(&desk, tx, form)?;
            let receives = stated.receives(tx, &family)?;
            tx.part2(true);
            let mut fields: Vec<Field<'_>> = vec![("member_id", &form.member), ("renews_id", &form.renews)];
            fields.extend(stated.fields(form, &family, &receives));
            let id = tx.insert("consent", &fields)?;
            parts::begin(tx, id, &form.categories, &form.others)?;
            let names: Vec<&str> = form.categories.iter().map(|category| category.word()).collect();
            tx.note("categories", names);
            Ok((id, said(&alias, &family.id.to_string(), form, &desk)))
        })
    }
}

/// The words of a consent, cleaned.
struct Stated {
    recipient: String,
    purpose: String,
    event: String,
}

impl Stated {
    /// The words of the form, where its dates make sense.
    fn read(desk: &Desk, form: &ConsentForm) -> Result<Self> {
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
        Ok(Self { recipient, purpose, event })
    }

    /// What a consent states, as its row holds it.
    fn fields<'a>(
        &'a self,
        form: &'a ConsentForm,
        family: &'a FamilyFacts,
        receives: &'a i64,
    ) -> [Field<'a>; 9] {
        [
            ("discloser_agency_id", &family.treatment_agency),
            ("recipient_agency_id", receives),
            ("recipient", &self.recipient),
            ("purpose", &self.purpose),
            ("right_to_revoke", &form.right_to_revoke),
            ("signed", &form.signed),
            ("signed_on", &form.signed_on),
            ("expires_on", &form.expires_on),
            ("expires_event", &self.event),
        ]
    }

    /// The agency that receives it: the one that is named, and no other; a class in words is the Intact agency's staff.
    fn receives(&self, tx: &Tx<'_>, family: &FamilyFacts) -> Result<i64> {
        let named: Option<i64> = tx
            .sql()
            .prepare_cached("select id from agency where name = ?1")?
            .query_row([&self.recipient], |row| row.get(0))
            .optional()?;
        Ok(named.unwrap_or(family.intact_agency))
    }
}

/// The adult a consent is of: the alias, the family.
fn adult(desk: &Desk, tx: &Tx<'_>, form: &ConsentForm) -> Result<(String, FamilyFacts)> {
    let (alias, kind, family) = desk.member(tx.sql(), form.member)?;
    if kind != MemberKind::Adult {
        return Err(invalid(format!("{alias} is a child: consents are given by adults about themselves")));
    }
    Ok((alias, family))
}

fn said(alias: &str, family: &str, form: &ConsentForm, desk: &Desk) -> String {
    let lacks = form.elements().missing();
    if !lacks.is_empty() {
        return format!(
            "The consent of {alias} in {family} is kept, but it is defective and grants nothing yet. Missing: {}",
            lacks.join(", ")
        );
    }
    let covers: Vec<&str> = form.categories.iter().map(|category| category.label()).collect();
    let until = form.expires_on.map_or_else(String::new, |day| format!(" until {}", desk.day(day)));
    format!("The consent of {alias} in {family} is recorded{until}. It covers {}", covers.join(", "))
}
