//! The start of a meeting: which kind, about whom; or the recording of one that was held earlier.

mod choice;
mod instead;

use super::walk::notes::Notes;
use super::walk::part::{Key, Line, Opt, Part};
use super::walk::sheet::{Event, Sheet};
use super::{Ctx, Do, Page, Target};
use crate::domain::MeetingId;
use crate::domain::access::Act;
use crate::domain::meeting::{About, KindRules, Subject};
use crate::domain::staff::Role;
use crate::error::Result;
use crate::store::view::Mark as Standing;
use crate::store::view::walk::{Choice, WalkAsk, WalkReply};
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

/// So many choices are walked through; among more, one is found by typing.
const WALKED: usize = 9;

/// The start of a meeting.
pub struct Start {
    kind: Option<String>,
    /// What is ticked; at first the one proposed.
    ticked: Vec<About>,
    afterwards: bool,
    choices: Option<Vec<Choice>>,
    /// What is typed to find one of many choices.
    typed: String,
    /// Somebody looks through the kinds: the focus stays there.
    looking: bool,
    sheet: Sheet,
    nothing: Notes,
}

impl Start {
    /// A meeting that begins now, proposed for this kind and what it is about.
    pub fn now(kind: Option<String>, ticked: Vec<About>) -> Self {
        let (sheet, nothing) = (Sheet::default(), Notes::default());
        Self {
            kind,
            ticked,
            afterwards: false,
            choices: None,
            typed: String::new(),
            looking: false,
            sheet,
            nothing,
        }
    }

    /// A meeting that was held earlier.
    pub fn afterwards() -> Self {
        Self { afterwards: true, ..Self::now(None, Vec::new()) }
    }

    /// The kind that is to be held: the one asked for, else the first that is walked.
    fn kind(&self, ctx: &Ctx<'_>) -> String {
        let meetings = &ctx.settings.meetings;
        let first = meetings.walked().next().map(|kind| kind.key.clone()).unwrap_or_default();
        let asked = self.kind.clone().filter(|kind| meetings.kind(kind).is_some_and(|kind| kind.walked));
        asked.unwrap_or(first)
    }

    /// Puts the focus where the next key is most likely meant: on the start, or on the choices.
    fn begin(&mut self) {
        self.sheet.begin();
        let first = self.choices.iter().flatten().next().map(|one| Key::About(one.about));
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
        leads(kind, ctx).err().map(str::to_owned)
    }

    fn parts(&self, ctx: &Ctx<'_>) -> Vec<Part> {
        if let Some(kind) = self.unwalked(ctx) {
            return instead::parts(&kind.label);
        }
        let title = if self.afterwards { "Record a meeting held earlier" } else { "Start a meeting" };
        let mut parts = vec![Part::heading(title), Part::gap()];
        let here = self.kind(ctx);
        let rules = ctx.settings.meetings.kind(&here);
        let minutes = rules.and_then(|kind| kind.planned_minutes);
        let planned = minutes.map_or_else(String::new, |minutes| format!("{minutes} min planned"));
        parts.extend(kind_line(Line::People, &here, ctx));
        parts.extend(kind_line(Line::Programme, &here, ctx));
        parts.push(Part::text(" ", planned).look(Look::Dim));
        parts.push(Part::gap());
        parts.extend(self.choice_parts(ctx));
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

    /// What the kind that is to be held is about.
    fn subject(&self, ctx: &Ctx<'_>) -> Subject {
        ctx.settings.meetings.kind(&self.kind(ctx)).map_or(Subject::Programme, |kind| kind.subject)
    }

    fn choice_parts(&self, ctx: &Ctx<'_>) -> Vec<Part> {
        let Some(choices) = &self.choices else {
            return vec![Part::text("", "It is being read…").look(Look::Dim)];
        };
        let (ask, none) = match self.subject(ctx) {
            Subject::Pair => (
                "For which pairs? Space ticks; one sitting may cover several.",
                "No Intact Worker and Recovery Coordinator share an open family yet. Assign both to a family first.",
            ),
            Subject::IntactWorker | Subject::RecoveryCoordinator => {
                ("With whom? Space ticks.", "Nobody is supervised by you in this role.")
            }
            Subject::Family => ("About which family? Space ticks.", "There is no open family here yet."),
            Subject::Programme => ("", ""),
        };
        if choices.is_empty() {
            return vec![Part::text("", none).look(Look::Dim)];
        }
        let shown = self.shown();
        let ask = match (self.is_long(), self.typed.as_str()) {
            (false, _) => ask.to_owned(),
            (true, "") => format!("{ask} Typing finds one."),
            (true, typed) => {
                format!("Typed: {typed}, {} of {}. Backspace takes it back.", shown.len(), choices.len())
            }
        };
        let mut parts = Vec::new();
        if !ask.is_empty() {
            parts.push(Part::text("", ask).look(Look::Dim));
        }
        parts.extend(choice::parts(&shown, &self.ticked, ctx.today()));
        parts
    }

    /// What was typed finds these, best first.
    fn shown(&self) -> Vec<&Choice> {
        choice::found(self.choices.as_deref().unwrap_or_default(), &self.typed)
    }

    /// Whether there are too many choices to walk through.
    fn is_long(&self) -> bool {
        self.choices.as_ref().is_some_and(|choices| choices.len() > WALKED)
    }

    /// Takes a letter that finds one of many, or takes one back; whether it did.
    fn find(&mut self, input: &Input, ctx: &Ctx<'_>) -> bool {
        match (input.code(), input.typed()) {
            _ if !self.is_typing() => return false,
            (_, Some(letter)) if letter != ' ' => {
                let done = self.sheet.focused() == Some(&Key::Start) && !self.ticked.is_empty();
                if done && self.shown().iter().any(|one| self.ticked.contains(&one.about)) {
                    self.typed.clear();
                }
                self.typed.push(letter);
            }
            (Some(KeyCode::Backspace), _) => drop(self.typed.pop()),
            (Some(KeyCode::Esc), _) if !self.typed.is_empty() => self.typed.clear(),
            _ => return false,
        }
        self.show(ctx);
        let first = self.shown().first().map(|one| one.about);
        self.sheet.focus_on(&first.map_or(Key::Start, Key::About));
        true
    }

    /// Proposes what waits longest, where it is due or planned for today, and the only one there is; whoever starts may
    /// tick another.
    fn propose(&mut self, today: NaiveDate) {
        if !self.ticked.is_empty() || self.afterwards {
            return;
        }
        let due = |one: &&Choice| {
            let open = one.in_progress.is_none();
            let planned = one.scheduled.is_some_and(|(_, on)| on <= today);
            open && (planned
                || matches!(one.standing.mark, Standing::Overdue | Standing::Due)
                || one.about == About::Programme)
        };
        self.ticked.extend(self.choices.iter().flatten().find(due).map(|one| one.about));
    }

    /// The meeting about this that is in progress already.
    fn running(&self, about: About) -> Option<MeetingId> {
        let known = self.choices.iter().flatten().find(|known| known.about == about)?;
        known.in_progress.filter(|_| !self.afterwards)
    }

    fn toggle(&mut self, about: About, ctx: &Ctx<'_>) -> Vec<Do> {
        if let Some(meeting) = self.running(about) {
            return vec![Do::Replace(Target::Meeting(meeting))];
        }
        match self.ticked.iter().position(|one| *one == about) {
            Some(place) => drop(self.ticked.remove(place)),
            // Only pairs can sit together.
            None if about.pair().is_none() => self.ticked = vec![about],
            None => self.ticked.push(about),
        }
        self.show(ctx);
        if !self.typed.is_empty() {
            self.sheet.focus_on(&Key::Start);
        }
        Vec::new()
    }

    fn start(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.ticked.is_empty() {
            return vec![Do::Toast(Mark::Due, "Tick first what it is about: Space on its line".into())];
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
        Do::Store(Request::Walk(WalkAsk::Start {
            op: OpId::new(),
            kind: self.kind(ctx),
            about: self.ticked.clone(),
            afterwards,
        }))
    }
}

/// The kinds that the viewer leads: those about people and families, or those about the programme.
fn kind_line(line: Line, here: &str, ctx: &Ctx<'_>) -> Option<Part> {
    let of_line = |kind: &&KindRules| (kind.subject == Subject::Programme) == (line == Line::Programme);
    let kinds = ctx.settings.meetings.walked().filter(of_line).filter(|kind| leads(kind, ctx).is_ok());
    let kinds: Vec<Opt> =
        kinds.map(|kind| Opt::new(&kind.key, &kind.label, kind.key.chars().next().unwrap_or(' '))).collect();
    let label = if line == Line::People { "Kind" } else { "or" };
    (!kinds.is_empty()).then(|| Part::choice(Key::Kind(line), label, kinds, Some(here)))
}

/// Whether the viewer leads a kind, or why not.
fn leads(kind: &KindRules, ctx: &Ctx<'_>) -> std::result::Result<(), &'static str> {
    let leads = |role| kind.facilitators.contains(&role);
    let (intact, sud) = (leads(Role::IntactSupervisor), leads(Role::SudSupervisor));
    ctx.can(Act::Facilitate { intact, sud })
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
            WalkReply::Choices(choices) => {
                let fresh = self.choices.replace(choices).is_none();
                if fresh {
                    self.propose(ctx.today());
                }
                self.show(ctx);
                if fresh && !self.looking {
                    self.begin();
                }
                Vec::new()
            }
            WalkReply::Walk(walk)
            | WalkReply::Signed { walk, .. }
            | WalkReply::Clash { walk, .. }
            | WalkReply::Conflict { walk, .. } => {
                vec![Do::Replace(Target::Meeting(walk.id))]
            }
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.find(input, ctx) {
            return Vec::new();
        }
        match self.sheet.update(input, &mut self.nothing) {
            Event::Pressed(Key::About(about)) => self.toggle(about, ctx),
            Event::Pressed(Key::Start) => self.start(ctx),
            Event::Pressed(Key::Instead(place)) => self.instead(place, ctx),
            Event::Chose(Key::Kind(_), Some(kind)) => {
                self.kind = Some(kind);
                (self.choices, self.ticked, self.looking) = (None, Vec::new(), true);
                self.typed.clear();
                self.show(ctx);
                self.load(ctx)
            }
            // A kind there always is: taking the answer back leaves the one that stands.
            Event::Chose(Key::Kind(_), None) => {
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
            Some(Key::Kind(_)) => Command::key(KeyCode::Right, "Another kind"),
            Some(Key::About(about)) if self.running(*about).is_some() => {
                Command::key(KeyCode::Enter, "Go on with it")
            }
            _ => Command::key(KeyCode::Char(' '), "Tick it"),
        };
        let second = match self.sheet.focused() {
            Some(Key::Start) => Command::key(KeyCode::Up, "Another one"),
            _ => Command::key(KeyCode::End, &format!("To \"{word}\"")).off(refused.as_deref()),
        };
        vec![first, second, Command::key(KeyCode::Esc, "Back")]
    }

    fn is_typing(&self) -> bool {
        self.is_long() && !matches!(self.sheet.focused(), Some(Key::Kind(_)))
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
