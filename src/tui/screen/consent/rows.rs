//! The page of consents as rows: each adult, what each consent is worth and says, what is withheld and why.

use super::Key;
use crate::domain::Word;
use crate::domain::consent::{Category, ConsentState as State};
use crate::domain::dates::short;
use crate::domain::sealed::Withheld;
use crate::store::view::consent::{AdultConsents, Consent, ConsentPage, Exception};
use crate::tui::screen::Ctx;
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Cell, Row};

/// Every row of the page.
pub(super) fn rows(page: &ConsentPage, ctx: &Ctx<'_>) -> Vec<Row<Key>> {
    let mut rows = Vec::new();
    for adult in &page.adults {
        rows.extend(of_adult(adult, ctx));
    }
    if page.adults.is_empty() {
        rows.push(Row::heading("This family has no adult on record: add one on its page"));
    }
    if !page.exceptions.is_empty() {
        rows.push(Row::heading("Exceptions: open without a consent"));
        rows.extend(page.exceptions.iter().map(|one| exception(one, ctx)));
    }
    rows
}

fn of_adult(adult: &AdultConsents, ctx: &Ctx<'_>) -> Vec<Row<Key>> {
    let part = if adult.participant { "in the programme" } else { "not in the programme" };
    let name = if ctx.theme.masked { "•••" } else { adult.alias.as_str() };
    let mut rows = vec![Row::heading(format!("{name}, {part}"))];
    if adult.consents.is_empty() {
        let none = Cell::mark(Mark::Due, "no consent");
        let why = Cell::dim("treatment stays in the treatment agency's record");
        rows.push(Row::new(Key::Adult(adult.id), vec![none, why, Cell::default()]));
    }
    for one in &adult.consents {
        rows.extend(consent(adult, one, ctx));
    }
    rows.extend(withheld(adult));
    rows
}

/// The glyph of a state.
fn mark(state: State) -> Mark {
    match state {
        State::Active => Mark::Done,
        State::Expiring => Mark::Due,
        State::Draft | State::Defective => Mark::Overdue,
        State::Expired | State::Revoked => Mark::Off,
    }
}

fn consent(adult: &AdultConsents, one: &Consent, ctx: &Ctx<'_>) -> Vec<Row<Key>> {
    let day = |on| short(on, ctx.today());
    let key = |line| Key::Consent(adult.id, one.id, line);
    let said = &one.said;
    let until = match (one.until, said.expires_event.is_empty()) {
        (Some(on), _) => format!("until {}", day(on)),
        (None, false) => format!("ends: {}", said.expires_event.to_lowercase()),
        (None, true) => "no end stated".to_owned(),
    };
    let signed = said.signed_on.map_or_else(|| "not signed".to_owned(), |on| format!("signed {}", day(on)));
    let to: Vec<String> = one
        .recipients
        .iter()
        .map(|to| {
            to.ended_on.map_or_else(|| to.name.clone(), |on| format!("{} (revoked {})", to.name, day(on)))
        })
        .collect();
    let left = one.categories.iter().filter(|(_, ended)| ended.is_none());
    let covers: Vec<&str> = left.map(|(what, _)| what.label()).collect();
    let gone = one.categories.iter().filter_map(|(what, ended)| Some((what.label(), day((*ended)?))));
    let gone: Vec<String> = gone.map(|(what, on)| format!("{what} ({on})")).collect();
    let head = Cell::new(format!("to {}", to.join(", ")));
    let state = Cell::mark(mark(one.state), one.state.label());
    let mut rows = vec![Row::new(key(0), vec![state, head, Cell::dim(until)])];
    let mut more = |line, text: String, look, end: String| {
        rows.push(Row::new(
            key(line),
            vec![Cell::dim(one.id.to_string()), Cell::look(text, look), Cell::dim(end)],
        ));
    };
    if !one.missing.is_empty() {
        more(1, format!("missing: {}", one.missing.join(", ")), Look::Danger, String::new());
    }
    let covers = if covers.is_empty() {
        "covers nothing yet".to_owned()
    } else {
        format!("covers {}", covers.join(", "))
    };
    more(2, covers, Look::Text, signed);
    if !gone.is_empty() {
        more(3, format!("revoked for {}", gone.join(", ")), Look::Dim, String::new());
    }
    rows
}

/// All that a consent says, where the lines of the page cut it.
pub(super) fn whole(one: &Consent) -> Vec<(String, String)> {
    let said = &one.said;
    let covers: Vec<&str> =
        one.categories.iter().filter(|(_, ended)| ended.is_none()).map(|(what, _)| what.label()).collect();
    let gone: Vec<&str> =
        one.categories.iter().filter(|(_, ended)| ended.is_some()).map(|(what, _)| what.label()).collect();
    let end = said.expires_on.map(|on| on.format("%-d %b %Y").to_string()).unwrap_or_default();
    let rows = [
        ("missing", one.missing.join(", ")),
        ("covers", covers.join(", ")),
        ("revoked for", gone.join(", ")),
        ("disclosed by", one.discloser.clone()),
        ("received by", said.recipient.clone()),
        ("purpose", said.purpose.clone()),
        ("ends on", end),
        ("or ends", said.expires_event.clone()),
        ("follows", said.renews.map(|id| id.to_string()).unwrap_or_default()),
    ];
    let stated = rows.into_iter().filter(|(_, value)| !value.is_empty());
    stated.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What the viewer may not read, by reason.
fn withheld(adult: &AdultConsents) -> Vec<Row<Key>> {
    let mut reasons: Vec<(Withheld, Vec<&str>)> = Vec::new();
    for (category, why) in &adult.withheld {
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, list)) => list.push(category.label()),
            None => reasons.push((*why, vec![category.label()])),
        }
    }
    let row = |(why, list): (Withheld, Vec<&str>)| {
        let all = list.len() == Category::ALL.len();
        let what = if all { "everything about their treatment".to_owned() } else { list.join(", ") };
        Row::new(Key::Withheld(adult.id, why), vec![Cell::withheld(why), Cell::dim(what), Cell::default()])
    };
    reasons.into_iter().map(row).collect()
}

fn exception(one: &Exception, ctx: &Ctx<'_>) -> Row<Key> {
    let (mark, word) = if one.in_force { (Mark::Overdue, "open") } else { (Mark::Off, "over") };
    let name = if ctx.theme.masked { "•••" } else { one.alias.as_str() };
    let day = |on| short(on, ctx.today());
    let what = format!("{}: {} of {name}", one.basis.label(), one.opens());
    let until = format!("until {}", day(one.to));
    Row::new(Key::Exception(one.id), vec![Cell::mark(mark, word), Cell::new(what), Cell::dim(until)])
}
