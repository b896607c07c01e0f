//! The consents of a family's adults: what each is worth, what is withheld and why, whom to ask, and exceptions.

mod menu;
pub(super) mod paper;
mod rows;

use super::{ConsentSheet, Ctx, Do, FormKind, Opening, Page, Target, destination};
use crate::domain::access::Act;
use crate::domain::sealed::Withheld;
use crate::domain::{ConsentId, FamilyId, MemberId};
use crate::error::Result;
use crate::store::request::Form as Filled;
use crate::store::view::consent::{
    Consent, ConsentAsk, ConsentChange, ConsentPage, ConsentReply, Exception, Paper,
};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Explain, Menu};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Column, Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Adult(MemberId),
    /// A line of a consent.
    Consent(MemberId, ConsentId, u8),
    Withheld(MemberId, Withheld),
    Exception(i64),
}

/// The tag of the menu about a consent.
const CHANGE: &str = "consent_menu";

/// The consents of a family.
pub struct Consents {
    family: FamilyId,
    /// The adult the cursor is to stand on, until the page is there.
    wanted: Option<MemberId>,
    page: Option<ConsentPage>,
    table: Table<Key>,
    /// What the lines of the menu that is open lead to.
    targets: Vec<Target>,
}

impl Consents {
    /// The consents of this family.
    pub fn new(family: FamilyId, wanted: Option<MemberId>) -> Self {
        let columns =
            vec![Column::new("").width(12, 38), Column::new("").width(24, 90), Column::new("").width(21, 34)];
        let table = Table::new(columns, "").without_header();
        Self { family, wanted, page: None, table, targets: Vec::new() }
    }

    fn take(&mut self, page: ConsentPage, ctx: &Ctx<'_>) {
        self.table.set(rows::rows(&page, ctx));
        if let Some(member) = self.wanted.take() {
            let adult = page.adults.iter().find(|one| one.id == member);
            let first = adult.and_then(|one| one.consents.first()).map(|one| Key::Consent(member, one.id, 0));
            self.table.select(first.unwrap_or(Key::Adult(member)));
        }
        self.page = Some(page);
    }

    /// The consent the cursor is on.
    fn consent(&self) -> Option<&Consent> {
        let Some(Key::Consent(_, id, _)) = self.table.selected() else { return None };
        self.page.as_ref()?.adults.iter().flat_map(|adult| &adult.consents).find(|one| one.id == id)
    }

    fn exception(&self) -> Option<&Exception> {
        let Some(Key::Exception(id)) = self.table.selected() else { return None };
        self.page.as_ref()?.exceptions.iter().find(|one| one.id == id)
    }

    /// The adult the cursor is on, or the only one there is.
    fn adult(&self) -> Option<MemberId> {
        match self.table.selected() {
            Some(Key::Adult(id) | Key::Consent(id, ..) | Key::Withheld(id, _)) => return Some(id),
            Some(Key::Exception(_)) => return self.exception().map(|one| one.member),
            None => {}
        }
        match self.page.as_ref()?.adults.as_slice() {
            [one] => Some(one.id),
            _ => None,
        }
    }

    fn change(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(consent) = self.consent() else { return Vec::new() };
        let title = format!("Consent {}", consent.id);
        let (items, targets) = menu::lines(self.family, consent, ctx).into_iter().unzip();
        self.targets = targets;
        vec![Do::Dialog(Dialog::Menu(Menu::new(CHANGE, title, items)))]
    }

    fn end(&self, ctx: &Ctx<'_>) -> Vec<Do> {
        let ends = self.exception().filter(|one| one.in_force && ctx.can(Act::OpenException).is_ok());
        let change = ends.map(|one| ConsentChange::EndException(one.id, one.version));
        change
            .map(|change| Do::Store(Request::Save(OpId::new(), Filled::ConsentChange(Box::new(change)))))
            .into_iter()
            .collect()
    }

    /// Why something is withheld and whom to ask, or what an exception stands on.
    fn why(&self) -> Vec<Do> {
        let Some(page) = &self.page else { return Vec::new() };
        let ask = page.ask.iter().map(|(who, role)| (role.to_string(), who.name.clone())).collect();
        let explain = |title: &str, rule: String, rows| {
            let basis = "[rule: 42 CFR 2.31, 2.32, 2.51, 2.61]".to_owned();
            vec![Do::Dialog(Dialog::Explain(Explain::new(title.to_owned(), vec![rule], rows, basis)))]
        };
        if let Some(one) = self.exception() {
            let reason = one.reason.shown().cloned().unwrap_or_else(|| "for the treatment agency".to_owned());
            let rows = vec![
                ("opens".to_owned(), one.opens().to_owned()),
                ("basis".to_owned(), one.basis.to_string()),
                ("reason".to_owned(), reason),
                ("opened by".to_owned(), one.by.clone()),
            ];
            return explain("Exception", "Opened without a consent, on a basis of the law, and for those days only. Every look is in the disclosure log.".into(), rows);
        }
        if let Some(one) = self.consent() {
            let title = format!("Consent {}: {}", one.id, one.state);
            let rule = "It grants what it covers to whom it names, from its signature until it ends or is revoked; where an element is missing, nothing.";
            return explain(&title, rule.into(), rows::whole(one));
        }
        let rule = "Each adult decides about a consent of their own. What no consent to your agency covers today is withheld everywhere; the children's safety never is. Who treats them can say whether a consent can be asked for.";
        explain("Withheld, and whom to ask", rule.into(), ask)
    }

    fn paper(&self) -> Option<Paper> {
        self.consent().map(|one| Paper::Summary(one.id))
    }
}

impl Page for Consents {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Consent(ConsentAsk::Family(self.family)))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Consent(reply)) => {
                if let ConsentReply::Family(page) = *reply {
                    self.take(page, ctx);
                }
                Vec::new()
            }
            Ok(Reply::Saved { said, .. }) => {
                let mut dos = self.load(ctx);
                dos.push(Do::Toast(Mark::Done, said));
                dos
            }
            Ok(Reply::Document(document)) => vec![Do::Toast(Mark::Done, document.said)],
            Ok(_) => Vec::new(),
            Err(error) if self.page.is_some() => vec![Do::Fail(error)],
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(Key::Consent(..)) => return self.change(ctx),
            TableEvent::Open(Key::Withheld(..) | Key::Exception(_)) => return self.why(),
            TableEvent::Open(Key::Adult(id)) => {
                return vec![Do::Open(Target::Form(FormKind::Consent(self.family, Some(id))))];
            }
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        let form = |kind: FormKind| vec![Do::Open(Target::Form(kind))];
        match input.action() {
            Some(Action::New | Action::Consent) => form(FormKind::Consent(self.family, self.adult())),
            Some(Action::Change) => self.change(ctx),
            Some(Action::Start) => {
                let opening = Opening { family: self.family, member: self.adult() };
                form(FormKind::ConsentChange(Box::new(ConsentSheet::Except(opening))))
            }
            Some(Action::Remove) => self.end(ctx),
            Some(Action::Record) if ctx.can(Act::AccountDisclosures).is_ok() => {
                self.adult().map(|id| Do::Open(Target::Disclosures(id))).into_iter().collect()
            }
            Some(Action::Item) => form(FormKind::ConsentItem(self.family, String::new())),
            Some(Action::Write) if destination::allowed(ctx).is_ok() => {
                let text = "What the consent says, what is missing and what it is worth today.";
                self.consent().map(|one| paper::ask(&one.id.to_string(), text, ctx)).into_iter().collect()
            }
            Some(Action::Why) => self.why(),
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, _: &Ctx<'_>) -> Vec<Do> {
        match answer {
            Answer::Chosen(place) if tag == CHANGE => {
                self.targets.get(place).cloned().map(Do::Open).into_iter().collect()
            }
            Answer::Form(form) if tag == paper::PAPER => {
                self.paper().map(|paper| paper::write(paper, &form)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(page) = &self.page else { return };
        let area = paint::inset(area, 1);
        let (buf, theme) = (frame.buffer_mut(), ctx.theme);
        let end = paint::text(buf, area, 1, 0, &format!("Consents of {}", page.family), theme.strong);
        let label = if theme.masked { "•••" } else { page.label.as_str() };
        paint::text(buf, area, end + 2, 0, label, theme.accent);
        paint::text(buf, area, 1, 1, &whom(page), theme.dim);
        self.table.view(frame, paint::below(area, 3), theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let consent = self.consent().is_none().then_some("The cursor is on no consent");
        let open =
            self.exception().is_none_or(|one| !one.in_force).then_some("The cursor is on no open exception");
        vec![
            Command::new(Action::New).label("Record a consent").allowed(ctx.can(Act::RecordConsent)),
            Command::new(Action::Change).label("Change…").off(ctx.can(Act::RecordConsent).err().or(consent)),
            Command::new(Action::Why),
            Command::new(Action::Start).label("Exception…").allowed(ctx.can(Act::OpenException)),
            Command::new(Action::Remove)
                .label("End exception")
                .off(ctx.can(Act::OpenException).err().or(open)),
            Command::new(Action::Record).label("Disclosures").allowed(ctx.can(Act::AccountDisclosures)),
            Command::new(Action::Write).label("Write").off(destination::allowed(ctx).err().or(consent)),
            Command::new(Action::Item).allowed(ctx.can(Act::EditItem)),
            Command::new(Action::Filter),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}

/// Whose record it is, or whom to ask for what is withheld.
fn whom(page: &ConsentPage) -> String {
    if page.own {
        return "Your agency's own record: you read all of it, others what these cover".to_owned();
    }
    let names: Vec<String> =
        page.ask.iter().map(|(who, role)| format!("{} ({})", who.name, role.short())).collect();
    if names.is_empty() {
        return "You read what these cover; nobody is on record whom to ask for the rest".to_owned();
    }
    format!("For what is withheld ask {}", names.join(" or "))
}
