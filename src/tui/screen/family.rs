//! A family's page: the children first, then what is due, then its life, newest first.

use super::convert::{standing, why};
use super::{Ctx, Do, FormKind, Page, Target};
use crate::domain::access::Act;
use crate::domain::family::MemberKind;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::Result;
use crate::store::view::family::{FamilyPage, MemberRow};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::theme::Look;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// What a row of the page is.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Member(MemberId),
    Recovery(MemberId),
    Milestone(usize),
    Item(usize),
    Life(usize),
}

/// The page of one family.
pub struct Family {
    id: FamilyId,
    page: Option<FamilyPage>,
    table: Table<Key>,
}

impl Family {
    /// The page of this family.
    pub fn new(id: FamilyId) -> Self {
        let columns =
            vec![Column::new("").width(15, 16), Column::new("").width(22, 70), Column::new("").width(20, 34)];
        Self { id, page: None, table: Table::new(columns, "").without_header() }
    }

    fn fill(&mut self, page: FamilyPage, ctx: &Ctx<'_>) {
        let mut rows = vec![Row::heading("Members")];
        rows.extend(page.members.iter().map(member_row));
        if !page.recovery.is_empty() {
            rows.push(Row::heading("Recovery"));
            rows.extend(page.recovery.iter().map(|line| {
                let fact = Cell::part2(&line.line, Clone::clone);
                Row::new(
                    Key::Recovery(line.member),
                    vec![Cell::new(line.alias.clone()).private(), fact, Cell::dim(line.consent.clone())],
                )
            }));
        }
        section(&mut rows, "Milestones", page.milestones.iter().enumerate(), |(place, (name, due))| {
            Row::new(Key::Milestone(place), vec![Cell::default(), Cell::new(name.clone()), standing(due)])
        });
        section(&mut rows, "Action items", page.items.iter().enumerate(), |(place, item)| {
            let what = Cell::new(item.description.clone()).private();
            let who = Cell::dim(format!("{} {}", item.owner.short, item.id));
            Row::new(Key::Item(place), vec![standing(&item.standing), what, who])
        });
        section(&mut rows, "Life, newest first", page.life.iter().enumerate(), |(place, event)| {
            let on = crate::domain::dates::short(event.on, ctx.today());
            let what = Cell::part2(&event.what, Clone::clone);
            Row::new(Key::Life(place), vec![Cell::dim(on), what, Cell::dim(event.who.clone())])
        });
        self.table.set(rows);
        self.page = Some(page);
    }

    fn member(&self) -> Option<&MemberRow> {
        let Some(Key::Member(id) | Key::Recovery(id)) = self.table.selected() else { return None };
        self.page.as_ref()?.members.iter().find(|member| member.id == id)
    }

    /// The adult the cursor is on, or the only one there is.
    fn adult(&self) -> Option<MemberId> {
        let on = self.member().filter(|member| member.kind == MemberKind::Adult).map(|member| member.id);
        on.or_else(|| {
            let mut adults =
                self.page.as_ref()?.members.iter().filter(|member| member.kind == MemberKind::Adult);
            let first = adults.next()?.id;
            adults.next().is_none().then_some(first)
        })
    }
}

fn section<'a, T: 'a>(
    rows: &mut Vec<Row<Key>>,
    title: &str,
    items: impl ExactSizeIterator<Item = T>,
    row: impl Fn(T) -> Row<Key>,
) {
    if items.len() > 0 {
        rows.push(Row::heading(title));
        rows.extend(items.map(row));
    }
}

fn member_row(member: &MemberRow) -> Row<Key> {
    let mut name = format!("{} {}", member.alias, member.age);
    if member.infant {
        name.push_str(" infant");
    }
    let what = match (&member.seen, member.kind) {
        (Some(seen), _) => standing(seen),
        (None, MemberKind::Child) => Cell::dim("no contact logged yet"),
        (None, MemberKind::Adult) => {
            let consent = member.consents.first().map_or_else(
                || "no consent".to_owned(),
                |consent| {
                    let until = consent
                        .expires_on
                        .map_or_else(String::new, |day| format!(" to {}", day.format("%-d %b %Y")));
                    format!("consent {}{until}", consent.state.label())
                },
            );
            Cell::look(consent, if member.participant { Look::Text } else { Look::Dim })
        }
    };
    let detail = if member.participant { "in the programme".to_owned() } else { member.seen_by.clone() };
    Row::new(Key::Member(member.id), vec![Cell::look(name, Look::Strong).private(), what, Cell::dim(detail)])
}

impl Page for Family {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Family(self.id))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Family(page)) => {
                self.fill(*page, ctx);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, _: &Ctx<'_>) -> Vec<Do> {
        let form = |kind: FormKind| vec![Do::Open(Target::Form(kind))];
        match self.table.update(input) {
            TableEvent::Open(Key::Item(place)) => {
                let item = self.page.as_ref().and_then(|page| page.items.get(place));
                return item.map(|item| Do::Open(Target::Item(item.id))).into_iter().collect();
            }
            TableEvent::Open(Key::Recovery(id)) => return form(FormKind::Consent(self.id, Some(id))),
            TableEvent::Open(Key::Member(_)) => {
                return self.member().map(|member| why(&member.explain)).into_iter().collect();
            }
            TableEvent::Open(_) | TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::Contact) => form(FormKind::Contact(Some(self.id))),
            Some(Action::Assign) => form(FormKind::Assign(self.id, None)),
            Some(Action::Consent) => form(FormKind::Consent(self.id, self.adult())),
            Some(Action::Member) => form(FormKind::Member(self.id)),
            Some(Action::Item) => form(FormKind::Item(Some(self.id))),
            Some(Action::New) => form(FormKind::Finding(self.id)),
            Some(Action::Why) => self.member().map(|member| why(&member.explain)).into_iter().collect(),
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(page) = &self.page else { return };
        let area = paint::inset(area, 1);
        let buf = frame.buffer_mut();
        let theme = ctx.theme;
        let end = paint::text(buf, area, 1, 0, &page.row.id.to_string(), theme.strong);
        let label = if theme.masked { "•••" } else { page.row.label.as_str() };
        let end = paint::text(buf, area, end + 2, 0, label, theme.accent);
        let case = format!("case {} · {}", page.row.case_number, page.row.site);
        paint::text(buf, area, end + 2, 0, &case, theme.dim);
        paint::text(buf, area, 1, 1, &summary(page), theme.text);
        let workers = format!(
            "IW {} · RC {} · {}",
            page.row.iw.as_ref().map_or("nobody", |iw| iw.name.as_str()),
            page.row.rc.as_ref().map_or("nobody", |rc| rc.name.as_str()),
            page.finding
        );
        paint::text(buf, area, 1, 2, &workers, theme.text);
        self.table.view(frame, paint::below(area, 4), theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        vec![
            Command::new(Action::Contact),
            Command::new(Action::Assign).allowed(ctx.can(Act::Assign)),
            Command::new(Action::Consent).allowed(ctx.can(Act::RecordConsent)),
            Command::new(Action::Item).allowed(ctx.can(Act::EditItem)),
            Command::new(Action::Member).allowed(ctx.can(Act::EditFamily)),
            Command::new(Action::New).label("Safety finding").allowed(ctx.can(Act::RecordSafety)),
            Command::new(Action::Why),
            Command::new(Action::Filter),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}

fn summary(page: &FamilyPage) -> String {
    let risk = page.risk.map_or("risk not assessed".to_owned(), |risk| format!("risk {}", risk.label()));
    let enrolled = if page.row.enrolled { "in IFR" } else { "not in IFR" };
    format!("{} {} d · {} · {risk} · {enrolled}", page.row.status.label(), page.row.open_days, page.basis)
}
