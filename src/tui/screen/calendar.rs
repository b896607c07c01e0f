//! The weeks ahead: what is proposed, scheduled and overdue, day by day, with the weeks as a grid where there is room.

mod grid;

use super::schedule::{Scheduling, day, title};
use super::{Ctx, Do, Page, Target};
use crate::domain::MeetingId;
use crate::domain::access::Act;
use crate::domain::meeting::MeetingStatus;
use crate::error::Result;
use crate::store::view::schedule::{About, Ahead, Appointment, ScheduleAsk, ScheduleReply};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, FormDialog};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use chrono::{Datelike, Days, NaiveDate};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::path::PathBuf;

/// How many weeks are ahead at once.
pub(super) const WEEKS: u64 = 5;
/// The tag of the form that asks where the calendar file goes.
const FILE: &str = "calendar_file";

/// An appointment, by number or, while it is only proposed, by its place.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Meeting(MeetingId),
    Proposed(usize),
}

/// The weeks ahead.
pub struct Calendar {
    /// The Monday with which they begin; this week's where nobody turned the page.
    monday: Option<NaiveDate>,
    facts: Ahead,
    table: Table<Key>,
    scheduling: Scheduling,
}

impl Default for Calendar {
    fn default() -> Self {
        let columns = vec![
            Column::new("Time").width(6, 6),
            Column::new("Kind").width(15, 15),
            Column::new("About").width(12, 26),
            Column::new("Status").width(14, 34),
            Column::new("No.").width(6, 7).priority(3),
        ];
        let table =
            Table::new(columns, "Nothing is scheduled or falls due in these weeks. n schedules a meeting.");
        Self { monday: None, facts: Ahead::default(), table, scheduling: Scheduling::default() }
    }
}

/// The Monday of a day's week.
fn monday_of(on: NaiveDate) -> NaiveDate {
    on.checked_sub_days(Days::new(u64::from(on.weekday().num_days_from_monday()))).unwrap_or(on)
}

impl Calendar {
    fn first(&self, ctx: &Ctx<'_>) -> NaiveDate {
        self.monday.unwrap_or_else(|| monday_of(ctx.today()))
    }

    fn ask(&self, ctx: &Ctx<'_>) -> Do {
        let from = self.first(ctx);
        let until = from.checked_add_days(Days::new(WEEKS * 7 - 1)).unwrap_or(from);
        Do::Store(Request::Schedule(ScheduleAsk::Ahead { from, until }))
    }

    /// Turns to other weeks.
    fn turn(&mut self, forward: bool, ctx: &Ctx<'_>) -> Vec<Do> {
        let (now, week) = (self.first(ctx), Days::new(7));
        self.monday = if forward { now.checked_add_days(week) } else { now.checked_sub_days(week) };
        vec![self.ask(ctx)]
    }

    fn one(&self) -> Option<&Appointment> {
        match self.table.selected()? {
            Key::Meeting(id) => self.facts.appointments.iter().find(|one| one.id == Some(id)),
            Key::Proposed(place) => self.facts.appointments.get(place),
        }
    }

    fn fill(&mut self, ctx: &Ctx<'_>) {
        let mut rows = Vec::new();
        let mut last = None;
        for (place, one) in self.facts.appointments.iter().enumerate() {
            if last != Some(one.on) {
                let holiday = self.facts.holidays.iter().find(|(on, _)| *on == one.on);
                let name = holiday.map(|(_, name)| format!(", {name}")).unwrap_or_default();
                rows.push(Row::heading(format!("{}{name}", day(one.on, ctx.today()))));
                last = Some(one.on);
            }
            rows.push(row(place, one));
        }
        self.table.set(rows);
    }

    /// What Enter does: a proposal is scheduled, a meeting is opened.
    fn open(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(one) = self.one().cloned() else { return Vec::new() };
        if let Some(open) = &one.open {
            return vec![Do::Open(Target::from(open))];
        }
        if let Some(reason) = &one.refused {
            return vec![Do::Toast(Mark::Due, reason.clone())];
        }
        let others = self.others(&one.kind);
        self.scheduling.accept(&one, &others, ctx)
    }

    /// What else a kind can be about.
    fn others(&self, kind: &str) -> Vec<(About, String)> {
        let kind = self.facts.kinds.iter().find(|one| one.key == kind);
        kind.map(|kind| kind.subjects.clone()).unwrap_or_default()
    }

    /// Moves, misses, cancels or declines what is selected.
    fn postpone(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(one) = self.one().cloned() else { return Vec::new() };
        match (one.id, &one.refused) {
            (_, Some(reason)) => vec![Do::Toast(Mark::Due, reason.clone())],
            (Some(id), None) => self.scheduling.ask(id, title(&one.label, &one.about), false),
            (None, None) => self.scheduling.decline(&one, ctx),
        }
    }

    fn ask_file(ctx: &Ctx<'_>) -> Vec<Do> {
        let path = super::destination::folder().join("ifr-meetings.ics");
        let field = Field::text("file", "File", &path.to_string_lossy()).required("Say where to");
        let form = Form::new(ctx.today(), vec![field]).button("Write");
        let text = "From a month ago on; workers and kinds, no family. Bring the same file in again after changes: your \
                    calendar updates its entries and doubles none. The file is readable by you alone.";
        vec![Do::Dialog(Dialog::Form(Box::new(FormDialog::new(FILE, "Write the calendar", text, form))))]
    }
}

fn row(place: usize, one: &Appointment) -> Row<Key> {
    let id = one.id.map_or_else(String::new, |id| id.to_string());
    let over = matches!(
        one.status,
        Some(MeetingStatus::Missed | MeetingStatus::Cancelled | MeetingStatus::Rescheduled)
    );
    let words = |text: &str| if over { Cell::dim(text) } else { Cell::new(text) };
    let cells = vec![
        Cell::dim(one.at.format("%k:%M").to_string()),
        words(&one.label),
        words(&one.about),
        super::convert::standing(&one.standing),
        Cell::dim(id),
    ];
    Row::new(one.id.map_or(Key::Proposed(place), Key::Meeting), cells)
}

impl Page for Calendar {
    fn load(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        vec![self.ask(ctx)]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        let reply = match reply {
            Ok(Reply::Schedule(reply)) => *reply,
            Ok(_) => return Vec::new(),
            Err(error) => return vec![Do::Fail(error)],
        };
        if let Some(mut dos) = self.scheduling.reply(&reply, ctx) {
            if matches!(reply, ScheduleReply::Done(..) | ScheduleReply::Rhythm(_)) {
                dos.push(self.ask(ctx));
            }
            return dos;
        }
        match reply {
            ScheduleReply::Ahead(facts) => {
                self.facts = facts;
                self.fill(ctx);
                Vec::new()
            }
            ScheduleReply::Ics(_, said) => vec![Do::Toast(Mark::Done, said)],
            ScheduleReply::Done(..) | ScheduleReply::Instead(..) | ScheduleReply::Rhythm(_) => Vec::new(),
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        if !self.is_typing() {
            match input.code() {
                Some(KeyCode::Left) => return self.turn(false, ctx),
                Some(KeyCode::Right) => return self.turn(true, ctx),
                _ => {}
            }
        }
        match self.table.update(input) {
            TableEvent::Open(_) => return self.open(ctx),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::New) => self.scheduling.new_one(&self.facts.kinds),
            Some(Action::Postpone) => self.postpone(ctx),
            Some(Action::Change) => match self.one().cloned() {
                Some(one) => match one.unset {
                    Some(reason) => vec![Do::Toast(Mark::Due, reason)],
                    None => self.scheduling.rhythm(&one, ctx),
                },
                None => Vec::new(),
            },
            Some(Action::Assign) => {
                let one = self.one().filter(|one| one.status == Some(MeetingStatus::Scheduled));
                one.and_then(|one| one.id).map(|id| Do::Open(Target::Agenda(id))).into_iter().collect()
            }
            Some(Action::View) => vec![Do::Back],
            Some(Action::Write) if ctx.can(Act::Export).is_ok() => Self::ask_file(ctx),
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        let (from, today) = (self.first(ctx), ctx.today());
        let until = from.checked_add_days(Days::new(WEEKS * 7 - 1)).unwrap_or(from);
        let short = |on| crate::domain::dates::short(on, today);
        let end = paint::text(frame.buffer_mut(), area, 1, 0, "Calendar", ctx.theme.strong);
        let span = format!("{} to {}", short(from), short(until));
        paint::text(frame.buffer_mut(), area, end + 2, 0, &span, ctx.theme.dim);
        let body = paint::below(area, 2);
        let chosen = self.one().map(|one| one.on);
        if ctx.is_very_wide() {
            let width = body.width * 3 / 5;
            let (left, right) = (
                Rect { width, ..body },
                Rect { x: body.x + width + 1, width: body.width.saturating_sub(width + 1), ..body },
            );
            grid::month(frame, left, (from, chosen), &self.facts, ctx);
            self.table.view(frame, right, ctx.theme, ctx.focused);
            return;
        }
        let week = chosen.map_or(from, monday_of);
        grid::week(frame, paint::top(body, 2), (week, chosen), &self.facts, ctx);
        self.table.view(frame, paint::below(body, 3), ctx.theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let one = self.one();
        let refused = one.and_then(|one| one.refused.as_deref());
        let proposed = one.is_some_and(|one| one.id.is_none());
        let (open, postpone) =
            if proposed { ("Schedule it", "Not this time") } else { ("Open", "Move, miss") };
        let facilitates = ctx.can(Act::Facilitate { intact: true, sud: true });
        vec![
            Command::new(Action::Open).label(open).off(refused.filter(|_| proposed)),
            Command::new(Action::Postpone).label(postpone).off(refused),
            Command::new(Action::New).label("Schedule").allowed(facilitates),
            Command::new(Action::Change).label("How they meet").off(one.and_then(|one| one.unset.as_deref())),
            Command::key(KeyCode::Right, "Next week"),
            Command::key(KeyCode::Left, "Week before"),
            Command::new(Action::Assign).label("Agenda").off(
                (one.and_then(|one| one.status) != Some(MeetingStatus::Scheduled))
                    .then_some("An agenda is made for what is scheduled"),
            ),
            Command::new(Action::Write).label("Write .ics").allowed(ctx.can(Act::Export)),
            Command::new(Action::View).label("List"),
        ]
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        if let Some(dos) = self.scheduling.answer(tag, &answer, ctx) {
            return dos;
        }
        match (tag, answer) {
            (FILE, Answer::Form(form)) => {
                let path: PathBuf = super::destination::home(&form.text("file"));
                vec![Do::Store(Request::Schedule(ScheduleAsk::Ics(OpId::new(), Some(path))))]
            }
            _ => Vec::new(),
        }
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
