//! Travel: the month's miles of every Recovery Coordinator, or one person's month with its trips.

mod rows;

use super::convert::why;
use super::list::{Lens, List, Taken};
use super::{Ctx, Do, FormKind, Page, Target};
use crate::domain::StaffId;
use crate::domain::access::{Act, Reason};
use crate::domain::dates;
use crate::domain::month::Month;
use crate::error::Result;
use crate::export::list::List as Leaving;
use crate::store::request::Form as Saved;
use crate::store::view::travel::{TravelAsk, TravelChange, TravelMonth, TripRow};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, FormDialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Column, Table};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use rows::Key;

/// The tag of the reason for which a trip is taken back.
const DELETE: &str = "delete trip";

/// The tag of the menu of weeks.
const WEEKS: &str = "which week";
/// How many weeks are offered to be entered.
const WEEKS_BACK: u64 = 5;

/// The Travel page.
pub struct Travel {
    staff: Option<StaffId>,
    month: Option<Month>,
    page: Option<TravelMonth>,
    list: List<Key>,
    /// The trip that the open dialog is about, as it was read when it was asked.
    asked: Option<(i64, i64)>,
}

impl Travel {
    /// This month of everybody, or of one Recovery Coordinator.
    pub fn new(staff: Option<StaffId>) -> Self {
        let columns = if staff.is_some() {
            vec![
                Column::new("Day").width(16, 22),
                Column::new("Miles").width(14, 24),
                Column::new("").width(20, 70),
            ]
        } else {
            vec![
                Column::new("Who").width(10, 20),
                Column::new("Clients' homes").width(14, 22),
                Column::new("At the month's end").width(18, 24),
                Column::new("Meetings").width(8, 9).right(),
                Column::new("Training").width(8, 9).right(),
                Column::new("With clients").width(12, 13).right().priority(2),
            ]
        };
        let list = List::new("travel", Table::new(columns, "No Recovery Coordinator works here this month."));
        Self { staff, month: None, page: None, list, asked: None }
    }

    fn ask(&self) -> Do {
        Do::Store(Request::Travel(TravelAsk { staff: self.staff, month: self.month }))
    }

    /// Goes so many months back, or one on; never past this month.
    fn go(&mut self, month: Month, today: NaiveDate) -> Vec<Do> {
        if month > Month::of(today) {
            return Vec::new();
        }
        self.month = Some(month);
        vec![self.ask()]
    }

    fn shown(&self, today: NaiveDate) -> Month {
        self.month.unwrap_or_else(|| Month::of(today))
    }

    fn trip(&self) -> Option<&TripRow> {
        match self.list.selected()? {
            Key::Trip(place) => self.page.as_ref()?.trips.get(place),
            _ => None,
        }
    }

    /// Why the selected trip cannot be changed here, where it cannot.
    fn refused(&self, ctx: &Ctx<'_>) -> Option<Reason> {
        match self.trip() {
            None => Some("Choose a trip first"),
            Some(trip) if trip.elsewhere => Some("This trip belongs to another site"),
            Some(_) => ctx.can(Act::LogTravel).err(),
        }
    }

    /// The person that is selected, or whose page this is.
    fn person(&self) -> Option<StaffId> {
        self.staff.or(match self.list.selected()? {
            Key::Coordinator(staff) => Some(staff),
            _ => None,
        })
    }

    fn change(&self) -> Vec<Do> {
        let Some(trip) = self.trip() else { return Vec::new() };
        let form = trip.form();
        vec![Do::Open(Target::Form(FormKind::Trip(Some(form.staff), Some(Box::new(form)))))]
    }

    fn open(&mut self, key: Key, ctx: &Ctx<'_>) -> Vec<Do> {
        match key {
            Key::Coordinator(staff) => vec![Do::Open(Target::Travel(Some(staff)))],
            Key::Month(month) => self.go(month, ctx.today()),
            Key::Trip(_) if self.refused(ctx).is_none() => self.change(),
            Key::Trip(_) => {
                let family = self.trip().and_then(|trip| trip.family);
                family.map(|family| Do::Open(Target::Family(family))).into_iter().collect()
            }
            Key::Sum => self.why(),
        }
    }

    fn why(&self) -> Vec<Do> {
        let Some(page) = &self.page else { return Vec::new() };
        let who = self.person();
        let own = page.coordinators.iter().find(|one| Some(one.person.id) == who);
        own.or(page.coordinators.first()).map(|one| why(&one.explain)).into_iter().collect()
    }

    fn ask_delete(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(trip) = self.trip() else { return Vec::new() };
        let text = format!(
            "{}, {}, {}. The history keeps what stood there.",
            trip.staff.short,
            trip.on.format("%a %-d %b"),
            trip.miles.said()
        );
        let field = Field::text("reason", "Why", "").required("Say why: entered twice, another month…");
        let form = Form::new(ctx.today(), vec![field]).button("Take it back");
        self.asked = Some(trip.row);
        let dialog = FormDialog::new(DELETE, "Take this trip back?", text, form);
        vec![Do::Dialog(Dialog::Form(Box::new(dialog)))]
    }

    /// The Mondays of the weeks that can be entered, the latest first: of this month the one of today, else of its last
    /// day. A week that begins today is entered with the one before it.
    fn mondays(&self, today: NaiveDate) -> impl Iterator<Item = NaiveDate> + use<> {
        let day = self.shown(today).until(today);
        let first = u64::from(day == today && today.weekday() == Weekday::Mon);
        let back = u64::from(day.weekday().num_days_from_monday());
        (first..first + WEEKS_BACK).filter_map(move |weeks| day.checked_sub_days(Days::new(back + 7 * weeks)))
    }

    fn ask_week(&self, today: NaiveDate) -> Vec<Do> {
        let items = self.mondays(today).map(|monday| {
            let from = dates::short(monday, today);
            MenuItem::new(match (today - monday).num_days() {
                0..7 => format!("This week, from {from}"),
                7 => format!("Last week and today, from {from}"),
                8..14 => format!("Last week, from {from}"),
                _ => format!("The week from {from}"),
            })
        });
        vec![Do::Dialog(Dialog::Menu(Menu::new(WEEKS, "Which week?", items.collect())))]
    }

    fn fill(&mut self) {
        let lenses: Vec<Lens<TripRow>> = rows::lenses();
        let rows = self.page.as_ref().map_or_else(Vec::new, |page| rows::rows(page, &lenses));
        self.list.set(rows, &lenses);
    }

    fn title(&self) -> String {
        let Some(page) = &self.page else { return String::new() };
        match &page.of {
            Some(person) => format!("Travel of {}, {}", person.name, page.month.name()),
            None => format!("Travel, {}", page.month.name()),
        }
    }
}

impl Page for Travel {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![self.ask()]
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Travel(page)) => {
                self.page = Some(*page);
                self.fill();
                Vec::new()
            }
            Ok(Reply::Saved { said, .. }) => vec![self.ask(), Do::Toast(Mark::Done, said)],
            Ok(reply) => self.list.reply(Ok(reply)),
            Err(error) if self.page.is_some() => vec![self.ask(), Do::Fail(error)],
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.list.update(input, ctx) {
            Taken::Open(key) => return self.open(key, ctx),
            Taken::Done(dos) => return dos,
            Taken::Other => {}
        }
        let today = ctx.today();
        match input.code() {
            Some(KeyCode::Left) => return self.go(self.shown(today).back(1), today),
            Some(KeyCode::Right) => {
                let next = self.shown(today).last().succ_opt().map(Month::of);
                return next.map_or_else(Vec::new, |next| self.go(next, today));
            }
            _ => {}
        }
        match input.action() {
            Some(Action::New) => vec![Do::Open(Target::Form(FormKind::Trip(self.person(), None)))],
            Some(Action::Start) if ctx.can(Act::LogTravel).is_ok() => self.ask_week(today),
            Some(Action::Change) if self.refused(ctx).is_none() => self.change(),
            Some(Action::Remove) if self.refused(ctx).is_none() => self.ask_delete(ctx),
            Some(Action::Why) => self.why(),
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (WEEKS, Answer::Chosen(place)) => {
                let week = self.mondays(ctx.today()).nth(place);
                let form = week.map(|monday| FormKind::TripWeek(self.person(), monday));
                form.map(|form| Do::Open(Target::Form(form))).into_iter().collect()
            }
            (DELETE, Answer::Form(form)) => {
                let Some((id, version)) = self.asked.take() else { return Vec::new() };
                let change = TravelChange::Delete { id, version, reason: form.text("reason") };
                vec![Do::Store(Request::Save(OpId::new(), Saved::Travel(Box::new(change))))]
            }
            (tag, answer) => self.list.answer(tag, answer, ctx),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        if self.page.is_some() {
            self.list.view(frame, area, &self.title(), ctx);
        }
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let logs = ctx.can(Act::LogTravel);
        let refused = self.refused(ctx);
        let own = vec![
            Command::new(Action::Open),
            Command::new(Action::New).label("Enter a trip").allowed(logs),
            Command::new(Action::Start).label("A week of trips").allowed(logs),
            Command::new(Action::Why),
            Command::key(KeyCode::Left, "The month before"),
            Command::key(KeyCode::Right, "The month after"),
            Command::new(Action::Change).off(refused),
            Command::new(Action::Remove).label("Take a trip back").off(refused),
        ];
        self.list.commands(ctx, own)
    }

    fn leaving(&self, ctx: &Ctx<'_>) -> Option<Leaving> {
        Some(self.list.leaving(ctx))
    }

    fn is_typing(&self) -> bool {
        self.list.table.is_typing()
    }
}
