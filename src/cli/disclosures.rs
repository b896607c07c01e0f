//! `ifr disclosures F-0197 M`: to whom an adult's treatment information was disclosed, as a document.

use super::args::Disclosures;
use super::context::Context;
use super::lists::astray;
use super::meeting::format;
use super::out;
use crate::domain::{FamilyId, MemberId, Number};
use crate::error::{Error, Kind, Result};
use crate::store::view::consent::{AdultConsents, ConsentAsk, ConsentReply, Paper};
use crate::store::{OpId, Reply, Request, Store};

/// Prints the accounting of the last years, or writes it to a file that only its owner can read.
///
/// # Errors
/// No such person, no right to it, or the file is there already.
pub fn run(context: &Context, args: &Disclosures) -> Result<()> {
    let path = args.output.as_deref();
    let format = format(context, args.format, path)?.to(path, "disclosures")?;
    let mut store = context.signed_in()?;
    let member = person(&mut store, &args.family, args.adult.as_deref())?;
    let paper = Paper::Accounting(member, args.years);
    let ask = ConsentAsk::Paper { op: OpId::new(), paper, format, path: args.output.clone() };
    let Reply::Document(document) = store.handle(Request::Consent(ask))? else { return Err(astray()) };
    if args.output.is_none() {
        return out::print_bytes(&document.bytes);
    }
    out::say(&document.said);
    Ok(())
}

/// The adult of a family by alias; the only one where there is one.
fn person(store: &mut Store, family: &str, alias: Option<&str>) -> Result<MemberId> {
    let number = FamilyId::read(family).ok_or_else(|| {
        Error::new(Kind::Usage, format!("\"{family}\" is no family's number"))
            .hint("numbers look like F-0197; ifr caseload prints them")
    })?;
    let Reply::Consent(reply) = store.handle(Request::Consent(ConsentAsk::Family(number)))? else {
        return Err(astray());
    };
    let ConsentReply::Family(page) = *reply else { return Err(astray()) };
    let named = |one: &&AdultConsents| alias.is_none_or(|alias| one.alias.eq_ignore_ascii_case(alias));
    let mut found = page.adults.iter().filter(named);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.id),
        (Some(_), Some(_)) => {
            let aliases: Vec<&str> = page.adults.iter().map(|one| one.alias.as_str()).collect();
            Err(Error::new(Kind::Usage, format!("{number} has several adults"))
                .hint(format!("say which after the number: {}", aliases.join(", "))))
        }
        (None, _) => Err(Error::new(Kind::Missing, format!("no adult of {number} is called so"))
            .hint("the family's page shows its adults by their aliases")),
    }
}
