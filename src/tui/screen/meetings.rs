//! Meetings: what is ahead with what is overdue, and what was held.

use super::convert::{number, standing, why};
use super::list::{Lens, List, Taken};
use super::schedule::{Scheduling, title};
use super::waiting::Waiting;
use super::{Ctx, Do, FormKind, Page, PointFrom, Target};
use crate::domain::MeetingId;
use crate::domain::access::Act;
use crate::domain::meeting::MeetingStatus;
use crate::domain::standing::WAITING;
use crate::error::Result;
use crate::export::list::List as Leaving;
use crate::store::view::caseload::{MeetingRow, Meetings as Facts};
use crate::store::view::list::{ListAsk, ListReply, PAGE};
use crate::store::view::prepare::{PointAbout, PrepareAsk, PrepareReply};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::Answer;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Cell, Column, Row, Table};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The Meetings list.
pub struct Meetings {
    facts: Facts,
    list: List<Key>,
    /// The rest of the past is on its way.
    asked: bool,
    /// The list is to be written as soon as all of the past is there.
    writes: bool,
    scheduling: Scheduling,
    waiting: Waiting,
}

/// A meeting, or one that is due and exists nowhere yet, by its place.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Meeting(MeetingId),
    Due(usize),
}

impl Default for Meetings {
    fn default() -> Self {
        let columns = vec![
            Column::new("Kind").width(15, 15),
            Column::new("About").width(16, 24),
            Column::new("When").width(17, 24).priority(2),
            Column::new("Status").width(19, 40),
            Column::new("Attendance").width(10, 30).priority(3),
            Column::new("No.").width(6, 7).priority(4),
        ];
        let empty = "No meeting is due or was held. s starts one, h records one that was held earlier.";
        Self {
            facts: Facts::default(),
            list: List::new("meetings", Table::new(columns, empty)),
            asked: false,
            writes: false,
            scheduling: Scheduling::default(),
            waiting: Waiting::default(),
        }
    }
}

impl Meetings {
    fn row(&self, key: Key) -> Option<&MeetingRow> {
        let mut rows = self.facts.ahead.iter().chain(&self.facts.past);
        match key {
            Key::Meeting(id) => rows.find(|row| row.id == Some(id)),
            Key::Due(place) => rows.nth(place),
        }
    }

    /// Asks for more of the past near the end of it, and for all of it where the rows are sifted, sorted or written.
    fn ask_more(&mut self) -> Option<Do> {
        let next = self.facts.next.filter(|_| !self.asked)?;
        let all = self.list.table.is_sifted() || self.list.table.sort().is_some() || self.writes;
        if !all && !self.list.table.is_near_end() {
            return None;
        }
        self.asked = true;
        Some(Do::Store(Request::List(ListAsk::Past(next, if all { -1 } else { PAGE }))))
    }

    /// Asks what becomes of the meeting that is selected, where it is not held yet.
    fn postpone(&mut self) -> Vec<Do> {
        let Some(row) = self.list.selected().and_then(|place| self.row(place)) else { return Vec::new() };
        match (row.id, row.status) {
            (Some(id), Some(status @ (MeetingStatus::Scheduled | MeetingStatus::InProgress))) => {
                let title = title(&row.kind, &row.about);
                self.scheduling.ask(id, title, status == MeetingStatus::InProgress)
            }
            _ => {
                let said = "Only what is not held yet can be moved, missed or cancelled";
                vec![Do::Toast(Mark::Due, said.into())]
            }
        }
    }

    fn fill(&mut self) {
        let ahead = self.facts.ahead.len();
        let lenses = lenses();
        let mut rows = Vec::new();
        let mut under = "";
        for (place, meeting) in self.facts.ahead.iter().enumerate() {
            let heading = heading(meeting);
            if heading != under {
                rows.push(Row::heading(heading));
            }
            under = heading;
            rows.push(row(place, meeting, &lenses));
        }
        if !self.facts.past.is_empty() {
            rows.push(Row::heading("Held, missed, cancelled"));
            let past = self.facts.past.iter().enumerate();
            rows.extend(past.map(|(place, meeting)| row(ahead + place, meeting, &lenses)));
        }
        self.list.more = self.facts.next.is_some();
        self.list.set(rows, &lenses);
    }
}

/// What supervisors look for among meetings.
fn lenses() -> Vec<Lens<MeetingRow>> {
    vec![
        Lens::new("unsigned", "Waiting for a signature", |row: &MeetingRow| row.unsigned),
        Lens::new("missed", "Missed", |row: &MeetingRow| row.status == Some(MeetingStatus::Missed)),
        Lens::new("as_other", "Held as another kind", |row: &MeetingRow| row.as_other),
    ]
}

/// What a meeting stands under that is not over.
fn heading(meeting: &MeetingRow) -> &'static str {
    match meeting.status {
        Some(MeetingStatus::InProgress) => "In progress",
        _ if meeting.unsigned => "Waiting for a signature",
        _ => "Ahead",
    }
}

fn row(place: usize, meeting: &MeetingRow, lenses: &[Lens<MeetingRow>]) -> Row<Key> {
    let id = meeting.id.map_or_else(String::new, |id| id.to_string());
    let mut stands = standing(&meeting.standing);
    if let Some(whose) = meeting.standing.text.strip_prefix(WAITING) {
        stands = stands.or(Mark::Due.with(whose));
    }
    let cells = vec![
        Cell::new(meeting.kind.clone()),
        Cell::new(meeting.about.clone()),
        Cell::dim(meeting.when.clone()).day(meeting.on),
        stands,
        Cell::dim(meeting.verdict.clone()),
        Cell::dim(id).order(meeting.id.map_or(f64::INFINITY, |id| number(id.0))),
    ];
    Row::new(meeting.id.map_or(Key::Due(place), Key::Meeting), cells).tagged(Lens::tags(lenses, meeting))
}

/// A point about the pair of a meeting, for its next Co-Supervision.
fn point(row: &MeetingRow) -> Option<Do> {
    let (iw, rc) = row.pair?;
    // Of a sitting of several pairs it is the first one's.
    let pair = row.about.split(", ").next().unwrap_or_default().to_owned();
    let from = PointFrom { pair, ..PointFrom::default() };
    Some(Do::Open(Target::Form(FormKind::Point(PointAbout::Pair(iw, rc), from))))
}

impl Page for Meetings {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Meetings)]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Meetings(facts)) => {
                let before = self.list.selected();
                self.facts = *facts;
                self.asked = false;
                self.fill();
                self.list.want(before);
                self.ask_more().into_iter().collect()
            }
            Ok(Reply::List(ListReply::Past(rows, next))) => {
                self.facts.past.extend(rows);
                self.facts.next = next;
                self.asked = false;
                self.fill();
                let writes = std::mem::take(&mut self.writes) && next.is_none();
                let write = writes.then_some(Do::Run(Action::Write));
                self.ask_more().into_iter().chain(write).collect()
            }
            Ok(Reply::Schedule(reply)) => {
                let mut dos = self.scheduling.reply(&reply, ctx).unwrap_or_default();
                dos.push(Do::Store(Request::Meetings));
                dos
            }
            Ok(Reply::Prepare(reply)) => match *reply {
                PrepareReply::Points(points) => vec![self.waiting.ask(points, ctx)],
                PrepareReply::Said(said) => vec![Do::Toast(Mark::Done, said)],
                _ => Vec::new(),
            },
            reply => self.list.reply(reply),
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        if input.action() == Some(Action::Write) && !self.is_typing() && self.facts.next.is_some() {
            self.writes = true;
            return self.ask_more().into_iter().collect();
        }
        match self.list.update(input, ctx) {
            Taken::Open(place) => {
                let open = self.row(place).and_then(|row| row.open.as_ref());
                return open.map(|open| Do::Open(Target::from(open))).into_iter().collect();
            }
            Taken::Done(mut dos) => {
                dos.extend(self.ask_more());
                return dos;
            }
            Taken::Other => {}
        }
        if input.action() == Some(Action::Postpone) {
            return self.postpone();
        }
        let row = self.list.selected().and_then(|place| self.row(place));
        match input.action() {
            Some(Action::Why) => row.map(|row| why(&row.explain(ctx.today()))).into_iter().collect(),
            Some(Action::Start) => {
                let target = row.and_then(|row| row.open.as_ref()).map(Target::from);
                let scheduled = row.is_some_and(|row| row.status == Some(MeetingStatus::Scheduled));
                let start = target.filter(|to| scheduled || matches!(to, Target::StartMeeting { .. }));
                vec![Do::Open(start.unwrap_or(Target::StartMeeting { kind: None, about: Vec::new() }))]
            }
            Some(Action::Record) => vec![Do::Open(Target::RecordMeeting)],
            Some(Action::Member) => vec![Do::Open(Target::Fidelity)],
            Some(Action::Point) => row.and_then(point).into_iter().collect(),
            Some(Action::Remove) if ctx.can(Act::EditItem).is_ok() => {
                let ask = row.and_then(|row| row.pair).map(|(iw, rc)| PrepareAsk::Pair(iw, rc));
                ask.map(|ask| Do::Store(Request::Prepare(ask))).into_iter().collect()
            }
            Some(Action::View) => vec![Do::Open(Target::Calendar)],
            Some(Action::Assign) => {
                let scheduled = row.filter(|row| row.status == Some(MeetingStatus::Scheduled));
                scheduled.and_then(|row| row.id).map(|id| Do::Open(Target::Agenda(id))).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        self.list.view(frame, area, "Meetings", ctx);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let facilitates = ctx.can(Act::Facilitate { intact: true, sud: true });
        let row = self.list.selected().and_then(|place| self.row(place));
        let scheduled = row.is_some_and(|row| row.status == Some(MeetingStatus::Scheduled));
        let unscheduled = (!scheduled).then_some("An agenda is made for what is scheduled");
        let unpaired =
            row.is_none_or(|row| row.pair.is_none()).then_some("Only what a pair holds has a next one");
        let unpaired = ctx.can(Act::EditItem).err().or(unpaired);
        let own = vec![
            Command::new(Action::Open),
            Command::new(Action::Start).allowed(facilitates),
            Command::new(Action::Record).allowed(facilitates),
            Command::new(Action::Postpone).label("Move, miss").allowed(facilitates),
            Command::new(Action::Assign).label("Agenda").off(unscheduled),
            Command::new(Action::Point).off(unpaired),
            Command::new(Action::Remove).label("Take a point back").off(unpaired),
            Command::new(Action::View).label("Calendar"),
            Command::new(Action::Why),
            Command::new(Action::Member).label("Fidelity"),
        ];
        self.list.commands(ctx, own)
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        if let Some(dos) = self.scheduling.answer(tag, &answer, ctx) {
            return dos;
        }
        if let Some(dos) = self.waiting.answer(tag, &answer) {
            return dos;
        }
        let mut dos = self.list.answer(tag, answer, ctx);
        dos.extend(self.ask_more());
        dos
    }

    fn leaving(&self, ctx: &Ctx<'_>) -> Option<Leaving> {
        Some(self.list.leaving(ctx))
    }

    fn is_typing(&self) -> bool {
        self.list.table.is_typing()
    }
}
