//! A meeting, walked: step by step, on the whole screen, with everything kept as it is answered.

mod answered;
mod approvals;
mod ask;
mod attendance;
mod carried;
mod caseload;
mod cases;
mod clash;
mod close;
mod commands;
mod confidentiality;
mod conflict;
mod dashboard;
mod documentation;
mod families;
mod fields;
mod forms;
mod given;
mod going;
mod header;
mod late;
mod learning;
pub(super) mod notes;
mod onward;
mod panels;
pub(super) mod part;
mod points;
mod referrals;
mod reply;
mod reports;
pub(super) mod sheet;
mod triggers;

use super::{Ctx, Do, Page};
use crate::domain::meeting::{CaseState, MeetingStatus, Panel};
use crate::domain::{FamilyId, StaffId};
use crate::error::Result;
use crate::store::view::walk::{Walk, WalkAsk};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::Answer;
use crate::tui::input::Input;
use crate::tui::keymap::{Action, Place};
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
pub(super) use close::{gathered, is_frozen};
pub(super) use documentation::documented;
pub(super) use forms::{addendum, next as next_date, reason, signs};
use header::{Spent, StepLine};
use notes::Notes;
use part::{Key, Part};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use sheet::{Event, Sheet};
use std::time::Duration;

/// A meeting that is walked.
pub struct Walking {
    walk: Walk,
    viewer: StaffId,
    step: usize,
    case: usize,
    sheet: Sheet,
    notes: Notes,
    line: StepLine,
    families: families::Families,
    /// What the dialog on top is about.
    about: Option<Key>,
    /// The answer as it stood when that dialog opened.
    read: Option<WalkAsk>,
    /// The places about whose two versions a dialog asks, the one on top last.
    conflicts: Vec<part::NoteKey>,
    /// The answers about which a dialog asks, mine and theirs, the one on top last.
    clashes: Vec<(WalkAsk, WalkAsk)>,
    /// The answers of which it is not known yet that they are kept.
    given: given::GivenAnswers,
    /// The words that a signature came before, about which a dialog asks.
    late: Option<part::NoteKey>,
    /// Why a save was refused, while it is looked whether a signature came before it.
    denied: Option<crate::error::Error>,
    /// A family that is being added, to be shown when it is there.
    sought: Option<FamilyId>,
    /// Who is about to sign: a refusal is said in the form of the signature.
    signing: Option<StaffId>,
    /// The families for which an item was made here.
    item_for: Vec<FamilyId>,
    /// How many answers of the store are still on their way.
    waiting: usize,
    /// Somebody wants to leave, as soon as what they wrote is kept.
    leaving: bool,
    /// Since when the seconds of this step are counted.
    since: Duration,
    /// When the minute in the header changes.
    minute: Option<Duration>,
}

impl Walking {
    /// The walk, where it stands.
    pub fn new(walk: Walk, ctx: &Ctx<'_>) -> Self {
        let step = walk.steps.iter().position(|step| step.key == walk.step).unwrap_or(0);
        let case = walk.cases.iter().position(|case| case.state == CaseState::Waiting).unwrap_or(0);
        let mut walking = Self {
            walk,
            viewer: ctx.viewer.staff,
            step,
            case,
            sheet: Sheet::default(),
            notes: Notes::default(),
            line: StepLine::default(),
            families: families::Families::default(),
            about: None,
            read: None,
            conflicts: Vec::new(),
            clashes: Vec::new(),
            given: given::GivenAnswers::default(),
            late: None,
            denied: None,
            sought: None,
            signing: None,
            item_for: Vec::new(),
            waiting: 0,
            leaving: false,
            since: ctx.uptime,
            minute: None,
        };
        walking.refresh(ctx);
        walking.begin(ctx);
        walking
    }

    fn panel(&self) -> Panel {
        self.walk.steps.get(self.step).map_or(Panel::Close, |step| step.panel)
    }

    fn step_key(&self) -> String {
        self.walk.steps.get(self.step).map(|step| step.key.clone()).unwrap_or_default()
    }

    fn family(&self) -> Option<FamilyId> {
        (self.panel() == Panel::Cases)
            .then(|| self.walk.cases.get(self.case))
            .flatten()
            .map(|case| case.family)
    }

    fn is_running(&self) -> bool {
        self.walk.status == MeetingStatus::InProgress && !self.walk.afterwards && self.walk.locked.is_none()
    }

    /// Takes the state of the store into the notes and the sheet.
    fn refresh(&mut self, ctx: &Ctx<'_>) {
        self.notes.take(&self.walk);
        self.case = self.case.min(self.walk.cases.len().saturating_sub(1));
        self.sheet.set(self.parts(ctx));
        self.minute = self.is_running().then(|| {
            let seconds = u64::try_from(self.elapsed(ctx)).unwrap_or(0);
            ctx.after(60 - seconds % 60)
        });
    }

    /// Takes the state of the store; the family in sight stays in sight, whatever others added before it.
    fn take(&mut self, walk: Walk) {
        let row = self.walk.cases.get(self.case).map(|case| case.row);
        self.case = walk.cases.iter().position(|case| Some(case.row) == row).unwrap_or(self.case);
        self.walk = walk;
    }

    /// What was kept before, and what has passed since.
    fn spent(&self, ctx: &Ctx<'_>) -> Spent {
        let here = if self.is_running() { ctx.uptime.saturating_sub(self.since).as_secs() } else { 0 };
        let here = i64::try_from(here).unwrap_or(0);
        let step = self.walk.steps.get(self.step).map_or(0, |step| step.seconds);
        Spent { meeting: self.walk.elapsed_seconds + here, step: step + here }
    }

    fn elapsed(&self, ctx: &Ctx<'_>) -> i64 {
        self.spent(ctx).meeting
    }

    /// Shows a step or a family from its beginning; among words, the viewer's own have the focus.
    fn begin(&mut self, ctx: &Ctx<'_>) {
        let parts = self.parts(ctx);
        let own = |part: &&Part| matches!(&part.key, Some(Key::Note(key)) if key.author == self.viewer);
        let own = parts.iter().find(own).and_then(|part| part.key.clone());
        self.sheet.set(parts);
        self.sheet.begin();
        if self.panel() == Panel::Documentation {
            // The question is answered at once; what is open stands above it.
            self.sheet.begin_at(&Key::StepAnswer);
        }
        if let Some(own) =
            own.filter(|_| matches!(self.sheet.focused(), Some(Key::Note(_) | Key::Referral(_))))
        {
            self.sheet.begin_at(&own);
        }
    }

    /// Shows the family that was sought, once it is among the cases.
    fn show_sought(&mut self, ctx: &Ctx<'_>) {
        let place = self.walk.cases.iter().position(|case| Some(case.family) == self.sought);
        if let Some(case) = place {
            self.sought = None;
            self.case = case;
            self.begin(ctx);
        }
    }

    fn command(&mut self, input: &Input, ctx: &Ctx<'_>) -> Option<Vec<Do>> {
        if let Input::Key(chord, _) = input
            && chord.ctrl
            && (matches!(chord.code, KeyCode::PageDown | KeyCode::PageUp)
                || matches!(chord.code, KeyCode::Right | KeyCode::Left) && !self.is_typing())
        {
            let right = matches!(chord.code, KeyCode::Right | KeyCode::PageDown);
            return Some(self.go_step(if right { self.step + 1 } else { self.step.saturating_sub(1) }, ctx));
        }
        Some(match (input.action(), input.code()) {
            (Some(Action::NextCase), _) => self.next_case(ctx),
            (Some(Action::LastCase), _) if self.case == 0 && self.panel() == Panel::Cases => {
                self.go_step(self.step.saturating_sub(1), ctx)
            }
            (Some(Action::LastCase), _) => self.show_case(self.case.saturating_sub(1), ctx),
            (Some(Action::NewItem), _) => self.new_item(ctx),
            (_, Some(KeyCode::F(3))) => self.log_service(ctx),
            (Some(Action::Decision), _) if self.panel() == Panel::Cases => self.pressed(Key::Decision, ctx),
            (Some(Action::CaseStaffing), _) => match self.family() {
                Some(family) => self.pressed(Key::Staffing(family), ctx),
                None => Vec::new(),
            },
            (Some(Action::GoFamily), _) => vec![Do::Dialog(forms::family(ctx))],
            (Some(Action::LineItem), _) => self.line_item(ctx),
            (Some(Action::SendOn), _) => self.send_on(),
            (Some(Action::Save), _) => self.save_notes(),
            // A long family scrolls; the step is left with Ctrl-N behind the last one, or Ctrl-PgDn.
            (_, Some(code @ (KeyCode::PageDown | KeyCode::PageUp))) if self.panel() == Panel::Cases => {
                self.sheet.page(code == KeyCode::PageDown);
                Vec::new()
            }
            // The close is the last one, and read.
            (_, Some(KeyCode::PageDown)) if self.panel() == Panel::Close => {
                self.sheet.read(true);
                Vec::new()
            }
            (_, Some(KeyCode::PageUp)) if self.panel() == Panel::Close && !self.sheet.is_at_top() => {
                self.sheet.read(false);
                Vec::new()
            }
            (_, Some(KeyCode::PageDown)) => self.go_step(self.step + 1, ctx),
            (_, Some(KeyCode::PageUp)) => self.go_step(self.step.saturating_sub(1), ctx),
            (_, Some(KeyCode::Esc)) => self.pause(ctx),
            _ => return None,
        })
    }

    fn clicked(&mut self, input: &Input, ctx: &Ctx<'_>) -> Option<Vec<Do>> {
        let Input::Click(at) = input else { return None };
        if let Some(step) = self.line.hit(*at) {
            return Some(self.go_step(step, ctx));
        }
        let case = self.families.hit(*at).filter(|_| self.panel() == Panel::Cases)?;
        Some(self.show_case(case, ctx))
    }
}

impl Page for Walking {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        let ask = WalkAsk::Load(self.walk.id);
        vec![self.send(ask)]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Walk(reply)) => self.replied(*reply, ctx),
            Ok(Reply::Saved { said, .. }) => {
                let ask = WalkAsk::Load(self.walk.id);
                vec![Do::Toast(Mark::Done, said), self.send(ask)]
            }
            Ok(_) => Vec::new(),
            Err(error) => self.refused(error, ctx),
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        let before = self.sheet.focused().cloned();
        if let Some(dos) = self.clicked(input, ctx) {
            return dos;
        }
        let mut dos = match self.sheet.update(input, &mut self.notes) {
            Event::Ignored => return self.command(input, ctx).unwrap_or_default(),
            Event::Moved => Vec::new(),
            Event::Chose(key, word) => self.chose(&key, word.as_deref(), ctx),
            Event::Pressed(key) => self.pressed(key, ctx),
            Event::Typed(key) => {
                self.notes.typed(&key, ctx.uptime);
                Vec::new()
            }
        };
        if matches!(before, Some(Key::Note(_))) && self.sheet.focused() != before.as_ref() {
            dos.extend(self.save_notes());
        }
        dos
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let line = paint::top(area, 1);
        let title = header::here(frame, line, ctx, &self.walk);
        header::view(frame, title, ctx.theme, &self.walk, self.step, self.spent(ctx));
        let line = paint::top(paint::below(area, 1), 1);
        self.line.view(frame, line, ctx.theme, &self.walk, self.step, self.case);
        let mut body = paint::below(area, if area.height > 16 { 3 } else { 2 });
        if ctx.is_wide() && self.panel() == Panel::Cases {
            let list = Rect { width: families::WIDTH, ..body };
            self.families.view(frame, list, ctx.theme, &self.walk, self.case);
            body = Rect {
                x: body.x + families::WIDTH,
                width: body.width.saturating_sub(families::WIDTH),
                ..body
            };
        } else {
            self.families.hide();
        }
        self.sheet.view(frame, body, ctx.theme, &self.notes, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        self.offered(ctx)
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        let open = matches!(answer, Answer::Changed(_));
        let dos = self.answered(tag, answer, ctx);
        if !open {
            self.read = None;
        }
        dos
    }

    fn is_typing(&self) -> bool {
        matches!(self.sheet.focused(), Some(Key::Note(_)))
    }

    fn place(&self) -> Place {
        Place::Walk
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn deadline(&self) -> Option<Duration> {
        self.notes.deadline().into_iter().chain(self.minute).min()
    }

    fn tick(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let early = self.deadline().is_none_or(|deadline| deadline > ctx.uptime);
        let mut dos = self.keep_drafts((!early).then_some(ctx.uptime));
        if early && let Some(ask) = self.spend(ctx) {
            dos.push(self.send(ask));
        }
        if self.minute.is_some_and(|minute| minute <= ctx.uptime) {
            let seconds = u64::try_from(self.elapsed(ctx)).unwrap_or(0);
            self.minute = Some(ctx.after(60 - seconds % 60));
        }
        dos
    }

    fn is_unsaved(&self) -> bool {
        !self.notes.unsaved().is_empty()
    }
}

/// What asks for a meeting as it stands.
pub(super) fn load(meeting: crate::domain::MeetingId) -> Do {
    Do::Store(Request::Walk(WalkAsk::Load(meeting)))
}

#[cfg(test)]
mod tests;
