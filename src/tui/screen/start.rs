//! The start of a meeting: which kind, for which pairs; or the recording of one that was held earlier.

mod instead;
mod pair;

use super::walk::notes::Notes;
use super::walk::part::{Key, Opt, Part};
use super::walk::sheet::{Event, Sheet};
use super::{Ctx, Do, Page, Target};
use crate::domain::StaffId;
use crate::domain::access::Act;
use crate::domain::meeting::KindRules;
use crate::domain::staff::Role;
use crate::error::Result;
use crate::store::view::Mark as Standing;
use crate::store::view::walk::{PairChoice, WalkAsk, WalkReply};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, FormDialog};
use crate::tui::input::Input;
use crate::tui::theme::Look;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The start of a meeting.
pub struct Start {
    kind: Option<String>,
    /// Pairs that are ticked; at first the one proposed.
    ticked: Vec<(StaffId, StaffId)>,
    afterwards: bool,
    pairs: Option<Vec<PairChoice>>,
    sheet: Sheet,
    nothing: Notes,
}

impl Start {
    /// A meeting that begins now, proposed for this kind and pair.
    pub fn now(kind: Option<String>, pair: Option<(StaffId, StaffId)>) -> Self {
        let ticked = pair.into_iter().collect();
        let (sheet, nothing) = (Sheet::default(), Notes::default());
        Self { kind, ticked, afterwards: false, pairs: None, sheet, nothing }
    }

    /// A meeting that was held earlier.
    pub fn afterwards() -> Self {
        Self { afterwards: true, ..Self::now(None, None) }
    }

    /// The kind that is to be held: the one asked for, else the first that is walked.
    fn kind(&self, ctx: &Ctx<'_>) -> String {
        let meetings = &ctx.settings.meetings;
        let first = meetings.walked().next().map(|kind| kind.key.clone()).unwrap_or_default();
        let asked = self.kind.clone().filter(|kind| meetings.kind(kind).is_some_and(|kind| kind.walked));
        asked.unwrap_or(first)
    }

    /// Puts the focus where the next key is most likely meant: on the start, or on the pairs.
    fn begin(&mut self) {
        self.sheet.begin();
        let first = self.pairs.iter().flatten().next().map(|pair| Key::Pair(pair.iw.id, pair.rc.id));
        match first {
            _ if !self.ticked.is_empty() => self.sheet.focus_on(&Key::Start),
            Some(first) => self.sheet.focus_on(&first),
            None => {}
        }
    }

    fn show(&mut self, ctx: &Ctx<'_>) {
        let parts = self.parts(ctx);
        self.sheet.set(parts);
    }

    /// The kind that was asked for and is not walked here.
    fn unwalked<'a>(&self, ctx: &Ctx<'a>) -> Option<&'a KindRules> {
        ctx.settings.meetings.kind(self.kind.as_deref()?).filter(|kind| !kind.walked)
    }

    /// Why the viewer does not lead this kind.
    fn refused(&self, ctx: &Ctx<'_>) -> Option<String> {
        let kind = ctx.settings.meetings.kind(&self.kind(ctx))?;
        let leads = |role| kind.facilitators.contains(&role);
        let (intact, sud) = (leads(Role::IntactSupervisor), leads(Role::SudSupervisor));
        ctx.can(Act::Facilitate { intact, sud }).err().map(str::to_owned)
    }

    fn parts(&self, ctx: &Ctx<'_>) -> Vec<Part> {
        if let Some(kind) = self.unwalked(ctx) {
            return instead::parts(&kind.label, ctx.settings);
        }
        let title = if self.afterwards { "Record a meeting held earlier" } else { "Start a meeting" };
        let mut parts = vec![Part::heading(title), Part::gap()];
        let here = self.kind(ctx);
        let kinds: Vec<Opt> = ctx
            .settings
            .meetings
            .walked()
            .map(|kind| Opt::new(&kind.key, &kind.label, kind.key.chars().next().unwrap_or(' ')))
            .collect();
        let minutes = ctx.settings.meetings.kind(&here).and_then(|kind| kind.planned_minutes);
        let planned = minutes.map_or_else(String::new, |minutes| format!("{minutes} min planned"));
        parts.push(Part::choice(Key::Kind, "Kind", kinds, Some(&here)).behind(planned));
        parts.push(Part::gap());
        parts.extend(self.pair_parts(ctx.today()));
        parts.push(Part::gap());
        parts.push(match self.refused(ctx) {
            Some(reason) => Part::text("", format!("– {reason}.")).look(Look::Dim),
            None => Part::button(Key::Start, "", self.start_label()),
        });
        parts
    }

    fn start_label(&self) -> String {
        let word = if self.afterwards { "Record it" } else { "Start" };
        match self.ticked.len() {
            0 | 1 => word.to_owned(),
            pairs => format!("{word}: {pairs} pairs in one sitting"),
        }
    }

    fn pair_parts(&self, today: NaiveDate) -> Vec<Part> {
        let Some(pairs) = &self.pairs else {
            return vec![Part::text("", "The pairs are being read…").look(Look::Dim)];
        };
        if pairs.is_empty() {
            let text = "No Intact Worker and Recovery Coordinator share an open family yet. Assign both to a family first.";
            return vec![Part::text("", text).look(Look::Dim)];
        }
        let mut parts = vec![
            Part::text("", "For which pairs? Space ticks; one sitting may cover several.").look(Look::Dim),
        ];
        parts.extend(pair::parts(pairs, &self.ticked, today));
        parts
    }

    /// Proposes the pair that waits longest, where one is due; whoever starts may tick another.
    fn propose(&mut self) {
        let due = |pair: &&PairChoice| {
            matches!(pair.standing.mark, Standing::Overdue | Standing::Due) && pair.in_progress.is_none()
        };
        if self.ticked.is_empty() && !self.afterwards {
            let most = self.pairs.iter().flatten().find(due);
            self.ticked.extend(most.map(|pair| (pair.iw.id, pair.rc.id)));
        }
    }

    fn toggle(&mut self, pair: (StaffId, StaffId), ctx: &Ctx<'_>) -> Vec<Do> {
        let known = self.pairs.iter().flatten().find(|known| (known.iw.id, known.rc.id) == pair);
        if let Some(meeting) = known.and_then(|known| known.in_progress).filter(|_| !self.afterwards) {
            return vec![Do::Replace(Target::Meeting(meeting))];
        }
        match self.ticked.iter().position(|one| *one == pair) {
            Some(place) => drop(self.ticked.remove(place)),
            None => self.ticked.push(pair),
        }
        self.show(ctx);
        Vec::new()
    }

    fn start(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.ticked.is_empty() {
            return vec![Do::Toast(Mark::Due, "Tick a pair first: Space on its line".into())];
        }
        if !self.afterwards {
            return vec![self.ask(None, ctx)];
        }
        let day =
            Field::date("day", "Held on", None).required("Say on which day it was held").rule(|field| {
                field
                    .value()
                    .starts_with('+')
                    .then(|| "A meeting that is still to come cannot be recorded".into())
            });
        let minutes =
            Field::number("minutes", "It took", None, (1, 600), "min").required("Say how long it took");
        let form = Form::new(ctx.today(), vec![day, minutes]).button("Record");
        let text = "The note is written as if the meeting were walked, without a timer.";
        vec![Do::Dialog(Dialog::Form(Box::new(FormDialog::new("when", "Held earlier", text, form))))]
    }

    /// What can be done where a kind is not walked here.
    fn instead(&mut self, place: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        match instead::target(place) {
            Some(target) => vec![Do::Open(target)],
            None => {
                self.kind = None;
                self.load(ctx)
            }
        }
    }

    fn ask(&self, afterwards: Option<(NaiveDate, u32)>, ctx: &Ctx<'_>) -> Do {
        let scheduled =
            self.pairs.iter().flatten().find(|pair| self.ticked.first() == Some(&(pair.iw.id, pair.rc.id)));
        let meeting = scheduled.and_then(|pair| pair.scheduled).map(|(meeting, _)| meeting);
        Do::Store(Request::Walk(WalkAsk::Start {
            op: OpId::new(),
            kind: self.kind(ctx),
            pairs: self.ticked.clone(),
            meeting: meeting.filter(|_| afterwards.is_none()),
            afterwards,
        }))
    }
}

impl Page for Start {
    fn load(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Walk(WalkAsk::Choices { kind: self.kind(ctx) }))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        let reply = match reply {
            Ok(Reply::Walk(reply)) => *reply,
            Ok(_) => return Vec::new(),
            Err(error) => return vec![Do::Fail(error)],
        };
        match reply {
            WalkReply::Choices(pairs) => {
                let first = self.pairs.is_none();
                self.pairs = Some(pairs);
                if first {
                    self.propose();
                }
                self.show(ctx);
                if first {
                    self.begin();
                }
                Vec::new()
            }
            WalkReply::Walk(walk) | WalkReply::Signed { walk, .. } | WalkReply::Conflict { walk, .. } => {
                vec![Do::Replace(Target::Meeting(walk.id))]
            }
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.sheet.update(input, &mut self.nothing) {
            Event::Pressed(Key::Pair(iw, rc)) => self.toggle((iw, rc), ctx),
            Event::Pressed(Key::Start) => self.start(ctx),
            Event::Pressed(Key::Instead(place)) => self.instead(place, ctx),
            Event::Chose(Key::Kind, Some(kind)) => {
                self.kind = Some(kind);
                self.load(ctx)
            }
            // A kind there always is: taking the answer back leaves the one that stands.
            Event::Chose(Key::Kind, None) => {
                self.show(ctx);
                Vec::new()
            }
            Event::Ignored if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        self.sheet.view(frame, area, ctx.theme, &self.nothing, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        if self.unwalked(ctx).is_some() {
            return vec![Command::key(KeyCode::Enter, "Do this"), Command::key(KeyCode::Esc, "Back")];
        }
        let word = if self.afterwards { "Record it" } else { "Start" };
        let refused = self.refused(ctx);
        let first = match self.sheet.focused() {
            Some(Key::Start) => Command::key(KeyCode::Enter, word),
            Some(Key::Kind) => Command::key(KeyCode::Right, "Another kind"),
            _ => Command::key(KeyCode::Char(' '), "Tick the pair"),
        };
        let second = match self.sheet.focused() {
            Some(Key::Start) => Command::key(KeyCode::Up, "Other pairs"),
            _ => Command::key(KeyCode::End, &format!("To \"{word}\"")).off(refused.as_deref()),
        };
        vec![first, second, Command::key(KeyCode::Esc, "Back")]
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        let ("when", Answer::Form(form)) = (tag, answer) else { return Vec::new() };
        let minutes = form.number("minutes").and_then(|minutes| u32::try_from(minutes).ok());
        match form.date("day").zip(minutes) {
            Some((day, _)) if day > ctx.today() => {
                vec![Do::Toast(Mark::Overdue, "A meeting that is still to come cannot be recorded".into())]
            }
            Some(when) => vec![self.ask(Some(when), ctx)],
            None => Vec::new(),
        }
    }
}
