//! The partnership: its agencies with their fee and training, sites, supervisors with their deputies, and authorised posts.

mod fees;

use super::convert::why;
use super::form::staffing::{Agency, Charge, Post, Site, StaffSheet};
use super::post::stands;
use super::{Ctx, Do, FormKind, Page, Target};
use crate::domain::access::{Act, Reason};
use crate::domain::dates::short;
use crate::domain::{StaffId, Word};
use crate::error::Result;
use crate::store::request::Form as Saved;
use crate::store::view::charge::{Allowance, ChargeChange, ChargeRow};
use crate::store::view::staffing::{Account, Places, StaffAsk, StaffChange, StaffReply, SupervisorRow};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, FormDialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::screen::form::sheet::worker_of;
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

const NEW: &str = "place_new";
/// The tag of the reason for which a charge is taken back.
const DELETE: &str = "charge_delete";

/// What a row is.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Agency(usize),
    /// An agency's year, and which of its allowances.
    Allowance(usize, usize),
    /// An agency's year, and which of its charges.
    Charge(usize, usize),
    Site(usize),
    Supervisor(StaffId),
    Post(i64),
}

/// Agencies, sites, supervisors, posts.
pub struct Agencies {
    places: Places,
    table: Table<Key>,
    /// The charge that the open dialog is about, as it was read when it was asked.
    asked: Option<(i64, i64)>,
}

impl Default for Agencies {
    fn default() -> Self {
        let columns =
            vec![Column::new("").width(22, 34), Column::new("").width(22, 40), Column::new("").width(24, 60)];
        Self { places: Places::default(), table: Table::new(columns, "").without_header(), asked: None }
    }
}

fn sheet(sheet: StaffSheet) -> Vec<Do> {
    vec![Do::Open(Target::Form(FormKind::Staffing(Box::new(sheet))))]
}

fn supervisor(row: &SupervisorRow, today: NaiveDate) -> Row<Key> {
    let cover = match (&row.deputy, row.account) {
        (Some((deputy, to)), _) => {
            let last = to.pred_opt().unwrap_or(*to);
            Cell::mark(Mark::Due, &format!("{} stands in to {}", deputy.short, short(last, today)))
        }
        (None, Account::Missing) => Cell::mark(Mark::Due, "no passphrase yet"),
        (None, _) => Cell::dim(row.sites.clone()),
    };
    let name = Cell::look(row.person.name.clone(), Look::Strong);
    Row::new(Key::Supervisor(row.person.id), vec![name, Cell::new(row.role.label()), cover])
}

fn rows(places: &Places, today: NaiveDate) -> Vec<Row<Key>> {
    let mut rows = vec![Row::heading("Sites")];
    rows.extend(places.sites.iter().enumerate().map(|(at, site)| {
        let setting = site.setting.map_or("setting not said", Word::label).to_lowercase();
        let county =
            if site.county.is_empty() { "county not said".into() } else { format!("{} County", site.county) };
        let agencies = Cell::dim(format!("{} + {}", site.intact.1, site.treatment.1));
        let name = Cell::look(site.name.clone(), Look::Strong);
        Row::new(Key::Site(at), vec![name, Cell::new(format!("{county}, {setting}")), agencies])
    }));
    rows.push(Row::heading("Agencies"));
    rows.extend(places.agencies.iter().enumerate().map(|(at, agency)| {
        let name = Cell::look(agency.name.clone(), Look::Strong);
        Row::new(Key::Agency(at), vec![name, Cell::new(agency.kind.label())])
    }));
    fees::rows(&mut rows, &places.years, today);
    rows.push(Row::heading("Supervisors"));
    rows.extend(places.supervisors.iter().map(|one| supervisor(one, today)));
    rows.push(Row::heading("Authorised posts"));
    rows.extend(places.posts.iter().map(|post| {
        let what = format!("{} {} FTE", post.terms.role.label(), post.terms.fte);
        Row::new(Key::Post(post.row.id), vec![Cell::new(what), stands(post), Cell::dim(post.site.clone())])
    }));
    rows
}

impl Page for Agencies {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Staff(StaffAsk::Places))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Staff(StaffReply::Places(places))) => {
                self.table.set(rows(&places, ctx.today()));
                self.places = *places;
                Vec::new()
            }
            Ok(Reply::Saved { said, .. }) => {
                vec![Do::Store(Request::Staff(StaffAsk::Places)), Do::Toast(Mark::Done, said)]
            }
            Ok(_) => Vec::new(),
            Err(error) if !self.places.agencies.is_empty() => {
                vec![Do::Store(Request::Staff(StaffAsk::Places)), Do::Fail(error)]
            }
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        let change = match self.table.update(input) {
            TableEvent::Open(key) => Some(key),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored if input.action() == Some(Action::Change) => self.table.selected(),
            TableEvent::Ignored => None,
        };
        match change {
            Some(Key::Agency(at)) => {
                let row = self.places.agencies.get(at);
                return row.map_or_else(Vec::new, |row| sheet(StaffSheet::Agency(Agency::of(row))));
            }
            Some(Key::Site(at)) => {
                let row = self.places.sites.get(at);
                return row.map_or_else(Vec::new, |row| sheet(StaffSheet::Site(Site::of(row))));
            }
            Some(Key::Allowance(year, at)) => {
                return self.allowance(year, at).map(|one| why(&one.explain)).into_iter().collect();
            }
            Some(Key::Charge(year, at)) => {
                let now = self.charge(year, at).filter(|_| ctx.can(Act::KeepFees).is_ok());
                return now.map_or_else(Vec::new, |now| {
                    sheet(StaffSheet::Charge(Charge { now: Some(now.form()) }))
                });
            }
            Some(Key::Supervisor(id)) => return vec![Do::Open(Target::Person(id))],
            Some(Key::Post(id)) => return vec![Do::Open(Target::Post(id))],
            None => {}
        }
        match input.action() {
            Some(Action::New) => {
                let place = ctx.can(Act::EditPlace);
                let items = vec![
                    MenuItem::new("Site").allowed(place),
                    MenuItem::new("Agency").allowed(place),
                    MenuItem::new("Post")
                        .detail("authorised")
                        .allowed(ctx.can(Act::EditStaff(worker_of(ctx.viewer.side)))),
                    MenuItem::new("Charge").detail("fee or training").allowed(ctx.can(Act::KeepFees)),
                ];
                vec![Do::Dialog(Dialog::Menu(Menu::new(NEW, "New", items)))]
            }
            Some(Action::Remove) if self.refused(ctx).is_none() => self.ask_delete(ctx),
            Some(Action::Why) => match self.table.selected() {
                Some(Key::Allowance(year, at)) => {
                    self.allowance(year, at).map(|one| why(&one.explain)).into_iter().collect()
                }
                _ => Vec::new(),
            },
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        paint::text(frame.buffer_mut(), area, 1, 0, "Agencies, sites and posts", ctx.theme.strong);
        self.table.view(frame, paint::below(area, 2), ctx.theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        vec![
            Command::new(Action::Open),
            Command::new(Action::New).label("New…").allowed(ctx.can(Act::EditPlace)),
            Command::new(Action::Change).allowed(ctx.can(Act::EditPlace)),
            Command::new(Action::Remove).label("Take a charge back").off(self.refused(ctx)),
            Command::new(Action::Why),
            Command::new(Action::Filter),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, _: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (DELETE, Answer::Form(form)) => {
                let Some(row) = self.asked.take() else { return Vec::new() };
                let change = ChargeChange::Delete { row, reason: form.text("reason") };
                vec![Do::Store(Request::Save(OpId::new(), Saved::StaffChange(StaffChange::Charge(change))))]
            }
            (NEW, Answer::Chosen(0)) => sheet(StaffSheet::Site(Site::default())),
            (NEW, Answer::Chosen(1)) => sheet(StaffSheet::Agency(Agency::default())),
            (NEW, Answer::Chosen(2)) => sheet(StaffSheet::Post(Post { now: None })),
            (NEW, Answer::Chosen(3)) => sheet(StaffSheet::Charge(Charge::default())),
            _ => Vec::new(),
        }
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
