//! What a consent says and what it is worth, as a paper for the adult or the file.

use super::document::{Document, Notice, Sheet};
use crate::domain::Word;
use crate::domain::dates::short;
use crate::store::view::consent::Consent;
use chrono::NaiveDate;

/// The consent of an adult, by family and alias, with every element of 42 CFR 2.31 and how it stands today.
pub fn document(
    consent: &Consent,
    (family, alias): (&str, &str),
    today: NaiveDate,
    notice: &str,
) -> Document {
    let said = &consent.said;
    let day = |on: NaiveDate| short(on, today);
    let words = |text: &str| if text.is_empty() { "not stated".to_owned() } else { text.to_owned() };
    let mut page =
        Document::new(format!("Consent {}, {family} {alias}", consent.id), format!("as of {}", day(today)));
    page.fact("State", consent.state.label());
    if !consent.missing.is_empty() {
        page.fact("Missing", consent.missing.join(", "));
    }
    page.fact("Patient", format!("{alias} in {family}"));
    page.fact("Who discloses", words(&consent.discloser));
    page.fact("Who receives", words(&said.recipient));
    page.fact("Purpose", words(&said.purpose));
    let stated = |yes: bool| if yes { "stated" } else { "not stated" };
    page.fact("Right to revoke", stated(said.right_to_revoke));
    let end = match (said.expires_on, said.expires_event.as_str()) {
        (Some(on), "") => format!("on {}", day(on)),
        (Some(on), event) => format!("on {}, or: {event}", day(on)),
        (None, event) => words(event),
    };
    page.fact("Ends", end);
    page.fact("Signature", if said.signed { "seen" } else { "not seen" });
    page.fact("Signed on", said.signed_on.map_or_else(|| "not stated".to_owned(), day));
    if let Some(ended) = consent.ended_on {
        page.fact(if consent.revoked { "Revoked on" } else { "Its event came on" }, day(ended));
    }
    let still = |ended: Option<NaiveDate>| {
        ended.map_or_else(|| "in the consent".to_owned(), |on| format!("revoked on {}", day(on)))
    };
    let mut covers = Sheet::new("What may be told", &["what", "how it stands"]);
    covers.rows = consent
        .categories
        .iter()
        .map(|(one, ended)| vec![one.label().into(), still(*ended).into()])
        .collect();
    page.heading(1, "What may be told");
    page.table(covers);
    let mut to = Sheet::new("Who receives it", &["agency", "how it stands"]);
    to.rows = consent
        .recipients
        .iter()
        .map(|one| vec![one.name.as_str().into(), still(one.ended_on).into()])
        .collect();
    page.heading(1, "Who receives it");
    page.table(to);
    page.paragraph("The consent can be revoked at any time, as a whole, for one recipient or for one sort of information. What was disclosed before stays disclosed.");
    page.notice = Some(Notice { text: notice.to_owned(), scope: scope(consent, (family, alias), today) });
    page
}

/// The scope of the consent as a sentence, where it grants something today.
fn scope(consent: &Consent, (family, alias): (&str, &str), today: NaiveDate) -> Vec<String> {
    use crate::domain::consent::ConsentState::{Active, Expiring};
    if !matches!(consent.state, Active | Expiring) {
        return vec![format!("{family} {alias}: {}; it grants nothing today", consent.state.label())];
    }
    let holds = |ended: Option<NaiveDate>| ended.is_none_or(|on| on > today);
    let what: Vec<&str> =
        consent.categories.iter().filter(|(_, ended)| holds(*ended)).map(|(one, _)| one.label()).collect();
    let to: Vec<&str> =
        consent.recipients.iter().filter(|one| holds(one.ended_on)).map(|one| one.name.as_str()).collect();
    vec![format!("{family} {alias}: {}; to {}, for {}", what.join(", "), to.join(", "), consent.said.purpose)]
}
