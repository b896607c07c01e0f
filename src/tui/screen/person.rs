//! A person's page: who they are, what they carry, what they can show, and everything that changes of it.

mod rows;

use super::convert::why;
use super::form::staffing::{
    About, Cover, Credential, Details, Employment, EndCover, Leave, Passphrase, Separation, Shares,
    StaffSheet, Training,
};
use super::{Ctx, Do, FormKind, Page, Target};
use crate::domain::access::Act;
use crate::domain::{FamilyId, ItemId, MeetingId, StaffId};
use crate::error::Result;
use crate::store::view::staffing::{Account, PersonPage, StaffAsk, StaffReply};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Column, Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

const CHANGE: &str = "person_change";
const NEW: &str = "person_new";
const SHOWN: &str = "person_credential";

/// What a row of the page is.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    HandOver,
    Load,
    Spell(usize),
    Site(usize),
    Family(FamilyId),
    Meeting(MeetingId),
    Travel,
    Credential(usize),
    Training(usize),
    Item(ItemId),
    Cover(usize),
    Post(i64),
    Note(usize),
}

/// The page of one person.
pub struct Person {
    id: StaffId,
    page: Option<PersonPage>,
    table: Table<Key>,
    /// The credential that the menu is about, whatever the cursor is on when it is answered.
    shown: Option<i64>,
}

impl Person {
    /// The page of this person.
    pub fn new(id: StaffId) -> Self {
        let columns =
            vec![Column::new("").width(17, 26), Column::new("").width(20, 60), Column::new("").width(22, 48)];
        Self { id, page: None, table: Table::new(columns, "").without_header(), shown: None }
    }

    fn about(page: &PersonPage) -> About {
        About { staff: page.person.id, role: page.role, who: page.person.short.clone() }
    }

    fn sheet(sheet: StaffSheet) -> Vec<Do> {
        vec![Do::Open(Target::Form(FormKind::Staffing(Box::new(sheet))))]
    }

    /// What can be changed, each with its reason where it cannot.
    fn change_menu(page: &PersonPage, ctx: &Ctx<'_>) -> Do {
        let may = ctx.can(Act::EditStaff(page.role));
        let gone = page.left_on.is_some_and(|left| left <= ctx.today());
        let here = may.and(if gone { Err("This person has left") } else { Ok(()) });
        let going = here.and(if page.left_on.is_some() { Err("This person leaves already") } else { Ok(()) });
        let signs = may.and(match page.account {
            Account::Nobody => Err("Only supervisors sign in"),
            _ if gone => Err("This person has left"),
            _ => Ok(()),
        });
        let employed = page.employment.first().map_or(Err("There is no employment to correct"), |_| may);
        let items = vec![
            MenuItem::new("Employment from a day").detail("FTE, capacity, status, supervisor").allowed(may),
            MenuItem::new("Correct the employment").detail("what was entered wrongly").allowed(employed),
            MenuItem::new("Name and e-mail").allowed(may),
            MenuItem::new("Sites and shares").allowed(here),
            MenuItem::new("Takes leave").detail("with the day of return").allowed(going),
            MenuItem::new("Leaves the agency").detail("hand over").allowed(going),
            MenuItem::new("Passphrase").allowed(signs),
        ];
        Do::Dialog(Dialog::Menu(Menu::new(CHANGE, format!("Change {}", page.person.short), items)))
    }

    fn new_menu(page: &PersonPage, ctx: &Ctx<'_>) -> Do {
        let may = ctx.can(Act::EditStaff(page.role));
        let deputy =
            may.and(if page.role.is_supervisor() { Ok(()) } else { Err("Only supervisors have deputies") });
        let items = vec![
            MenuItem::new("Credential").allowed(may),
            MenuItem::new("Training").allowed(may),
            MenuItem::new("Deputy while away").allowed(deputy),
            MenuItem::new("Action item").allowed(ctx.can(Act::EditItem)),
        ];
        Do::Dialog(Dialog::Menu(Menu::new(NEW, format!("New for {}", page.person.short), items)))
    }

    fn changed(page: &PersonPage, chosen: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let about = Self::about(page);
        let sheet = match chosen {
            0 => match page.at(ctx.today()).or(page.employment.first()) {
                Some(now) => StaffSheet::Employment(Employment { about, terms: now.terms, correct: None }),
                None => return Vec::new(),
            },
            1 => {
                let place = page.employment.iter().position(|spell| spell.from <= ctx.today()).unwrap_or(0);
                return Self::correct(page, place, ctx);
            }
            2 => StaffSheet::Details(Details::of(page)),
            3 => return Self::shares(page, ctx),
            4 => StaffSheet::Leave(Leave { about }),
            5 => StaffSheet::Separation(Separation { about, holdings: page.holdings }),
            _ => {
                let own = page.person.id == ctx.viewer.staff && page.account != Account::Missing;
                StaffSheet::Passphrase(Passphrase { about, own })
            }
        };
        Self::sheet(sheet)
    }

    fn correct(page: &PersonPage, place: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(spell) = page.employment.get(place) else { return Vec::new() };
        let days = rows::days(spell.from, spell.to, ctx.today());
        let (about, terms) = (Self::about(page), spell.terms);
        Self::sheet(StaffSheet::Employment(Employment { about, terms, correct: Some((spell.row, days)) }))
    }

    fn shares(page: &PersonPage, ctx: &Ctx<'_>) -> Vec<Do> {
        let today = ctx.today();
        let now = page.sites.iter().filter(|one| one.to.is_none_or(|to| to > today));
        let now = now.map(|one| (one.site, one.name.clone(), one.share)).collect();
        Self::sheet(StaffSheet::Shares(Shares { about: Self::about(page), now }))
    }

    fn added(page: &PersonPage, chosen: usize) -> Vec<Do> {
        let about = Self::about(page);
        match chosen {
            0 => Self::sheet(StaffSheet::Credential(Credential::new(about, None))),
            1 => Self::sheet(StaffSheet::Training(Training { about })),
            2 => Self::sheet(StaffSheet::Cover(Cover { about, deputies: page.deputies.clone() })),
            _ => vec![Do::Open(Target::Form(FormKind::Item(None)))],
        }
    }

    /// Renews the credential that the menu was opened for, or corrects it.
    fn credential(&self, page: &PersonPage, chosen: usize) -> Vec<Do> {
        let row = self.shown.and_then(|id| page.credentials.iter().find(|one| one.row.id == id));
        let Some(row) = row else { return Vec::new() };
        let about = Self::about(page);
        Self::sheet(StaffSheet::Credential(if chosen == 0 {
            Credential::new(about, Some(row.kind.clone()))
        } else {
            Credential::of(about, row)
        }))
    }

    fn open(&mut self, key: Key, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(page) = &self.page else { return Vec::new() };
        match key {
            Key::HandOver => vec![Do::Open(Target::Leaving(Some(self.id)))],
            Key::Travel => vec![Do::Open(Target::Travel(Some(self.id)))],
            Key::Load => page.load.iter().map(|(.., explain)| why(explain)).collect(),
            Key::Spell(place) => Self::correct(page, place, ctx),
            Key::Site(_) => Self::shares(page, ctx),
            Key::Family(family) => vec![Do::Open(Target::Family(family))],
            Key::Meeting(meeting) => vec![Do::Open(Target::Meeting(meeting))],
            Key::Item(item) => vec![Do::Open(Target::Item(item))],
            Key::Post(post) => vec![Do::Open(Target::Post(post))],
            Key::Credential(place) => {
                self.shown = page.credentials.get(place).map(|one| one.row.id);
                let may = ctx.can(Act::EditStaff(page.role));
                let items = vec![
                    MenuItem::new("Renew").detail("a new row; this one stays").allowed(may),
                    MenuItem::new("Document seen, or correct").allowed(may),
                ];
                let title = page.credentials.get(place).map_or("Credential", |one| one.label.as_str());
                vec![Do::Dialog(Dialog::Menu(Menu::new(SHOWN, title, items)))]
            }
            Key::Cover(place) => match page.covers.get(place) {
                Some(cover) => Self::sheet(StaffSheet::EndCover(EndCover {
                    row: cover.row,
                    away: cover.away.id,
                    role: page.role,
                    about: format!("{} for {}", cover.deputy.short, cover.away.short),
                    last_day: cover.to.pred_opt(),
                })),
                None => Vec::new(),
            },
            Key::Training(_) | Key::Note(_) => Vec::new(),
        }
    }
}

impl Page for Person {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Staff(StaffAsk::Person(self.id)))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Staff(StaffReply::Person(page))) => {
                self.table.set(rows::rows(&page, ctx.today()));
                self.page = Some(*page);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(key) => return self.open(key, ctx),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        let Some(page) = &self.page else {
            return if input.is(KeyCode::Esc) { vec![Do::Back] } else { Vec::new() };
        };
        match input.action() {
            Some(Action::Change) => vec![Self::change_menu(page, ctx)],
            Some(Action::New) => vec![Self::new_menu(page, ctx)],
            Some(Action::Assign) if page.role.is_worker() => vec![Do::Open(Target::Worker(self.id))],
            Some(Action::Done) if page.role.is_worker() => vec![Do::Open(Target::Services(Some(self.id)))],
            Some(Action::View) if page.travel.is_some() => vec![Do::Open(Target::Travel(Some(self.id)))],
            Some(Action::Item) => vec![Do::Open(Target::Form(FormKind::Item(None)))],
            Some(Action::Why) => page.load.iter().map(|(.., explain)| why(explain)).collect(),
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(page) = &self.page else { return };
        let area = paint::inset(area, 1);
        let (buf, theme) = (frame.buffer_mut(), ctx.theme);
        let end = paint::text(buf, area, 1, 0, &page.person.name, theme.strong);
        let end = paint::text(buf, area, end + 2, 0, crate::domain::Word::label(page.role), theme.accent);
        paint::text(buf, area, end + 2, 0, &page.agency, theme.dim);
        paint::text(buf, area, 1, 1, &rows::now(page, ctx.today()), theme.text);
        paint::text(buf, area, 1, 2, &rows::contact(page), theme.dim);
        self.table.view(frame, paint::below(area, 4), theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let Some(page) = &self.page else { return vec![Command::key(KeyCode::Esc, "Back")] };
        let worker = (!page.role.is_worker()).then_some("Only workers carry families");
        let drives = page.travel.is_none().then_some("Only Recovery Coordinators' travel stands here");
        vec![
            Command::new(Action::Open),
            Command::new(Action::Change).label("Change…").allowed(ctx.can(Act::EditStaff(page.role))),
            Command::new(Action::New).label("New…"),
            Command::new(Action::Assign).label("Their families").off(worker),
            Command::new(Action::Done).label("Their services").off(worker),
            Command::new(Action::View).label("Their travel").off(drives),
            Command::new(Action::Item).allowed(ctx.can(Act::EditItem)),
            Command::new(Action::Why),
            Command::new(Action::Filter),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        let (Answer::Chosen(chosen), Some(page)) = (answer, &self.page) else { return Vec::new() };
        match tag {
            CHANGE => Self::changed(page, chosen, ctx),
            NEW => Self::added(page, chosen),
            SHOWN => self.credential(page, chosen),
            _ => Vec::new(),
        }
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
