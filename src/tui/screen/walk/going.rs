//! Going from step to step and from family to family; what is left behind is kept first.

use super::{Walking, cases, dashboard, header};
use crate::domain::FamilyId;
use crate::domain::meeting::{CaseState, MeetingStatus, Panel};
use crate::store::OpId;
use crate::store::view::walk::{CaseAnswer, WalkAsk};
use crate::tui::screen::{Ctx, Do, Tab, Target};
use crate::tui::widget::mark::Mark;

impl Walking {
    /// The seconds spent since they were last kept, as something to be kept.
    pub(super) fn spend(&mut self, ctx: &Ctx<'_>) -> Option<WalkAsk> {
        if !self.is_running() {
            return None;
        }
        let seconds = i64::try_from(ctx.uptime.saturating_sub(self.since).as_secs()).unwrap_or(0);
        self.since = ctx.uptime;
        if seconds == 0 {
            return None;
        }
        self.walk.elapsed_seconds += seconds;
        if let Some(step) = self.walk.steps.get_mut(self.step) {
            step.seconds += seconds;
        }
        let (op, meeting, step) = (OpId::new(), self.walk.id, self.step_key());
        Some(WalkAsk::Step { op, meeting, step, seconds, done: None, answer: None })
    }

    /// Goes to a step; the one that is left is done where everything it asks is answered.
    pub(super) fn go_step(&mut self, to: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let to = to.min(self.walk.steps.len().saturating_sub(1));
        if to == self.step {
            return Vec::new();
        }
        let mut dos = self.save_notes();
        dos.extend(self.leave_case(false));
        if self.walk.locked.is_none() && self.walk.status == MeetingStatus::InProgress {
            dos.extend(self.leave_step(to, ctx));
        }
        self.step = to;
        self.begin(ctx);
        dos
    }

    fn leave_step(&mut self, to: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let complete = to > self.step
            && self
                .walk
                .steps
                .get(self.step)
                .is_some_and(|step| !step.done && header::is_complete(&self.walk, step, &self.notes));
        let (meeting, step) = (self.walk.id, self.step_key());
        let seconds = match self.spend(ctx) {
            Some(WalkAsk::Step { seconds, .. }) => seconds,
            _ => 0,
        };
        let mut dos = Vec::new();
        if complete || seconds > 0 {
            let done = complete.then_some(true);
            dos.push(self.send(WalkAsk::Step {
                op: OpId::new(),
                meeting,
                step,
                seconds,
                done,
                answer: None,
            }));
        }
        if let Some(step) = self.walk.steps.get(to).map(|step| step.key.clone()) {
            dos.push(self.send(WalkAsk::Step {
                op: OpId::new(),
                meeting,
                step,
                seconds: 0,
                done: None,
                answer: None,
            }));
        }
        dos
    }

    /// Leaves a family: it was discussed where something was entered about it, or where `said` so; else it waits on.
    pub(super) fn leave_case(&mut self, said: bool) -> Vec<Do> {
        let Some(case) = self.walk.cases.get(self.case).filter(|case| case.state == CaseState::Waiting)
        else {
            return Vec::new();
        };
        if self.walk.locked.is_some() || self.panel() != Panel::Cases {
            return Vec::new();
        }
        let entered = cases::is_entered(&self.walk, case)
            || self.notes.has_words(case.family)
            || self.item_for.contains(&case.family);
        if entered || said {
            return self.case_answer(CaseAnswer::State(CaseState::Discussed));
        }
        Vec::new()
    }

    /// The family was discussed, says the supervisor, and the next one comes.
    pub(super) fn discussed_next(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let mut dos = self.leave_case(true);
        dos.extend(self.next_case(ctx));
        dos
    }

    /// The next family; the one that is left stays not discussed where nothing was entered.
    pub(super) fn next_case(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.panel() != Panel::Cases {
            let cases = self.walk.steps.iter().position(|step| step.panel == Panel::Cases);
            return cases.map_or_else(Vec::new, |cases| self.go_step(cases, ctx));
        }
        let mut dos = self.save_notes();
        dos.extend(self.leave_case(false));
        if let Some(case) = self.walk.cases.get(self.case).filter(|case| case.state == CaseState::Waiting) {
            let text = format!("{} stays not discussed: nothing was entered", case.family);
            dos.push(Do::Toast(Mark::Due, text));
        }
        if self.case + 1 < self.walk.cases.len() {
            self.case += 1;
            self.begin(ctx);
            return dos;
        }
        dos.extend(self.go_step(self.step + 1, ctx));
        dos
    }

    pub(super) fn show_case(&mut self, case: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let mut dos = self.save_notes();
        dos.extend(self.leave_case(false));
        self.case = case.min(self.walk.cases.len().saturating_sub(1));
        self.begin(ctx);
        dos
    }

    pub(super) fn pause(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let mut dos = self.keep_drafts(None);
        dos.extend(self.save_notes());
        self.leaving = true;
        dos.extend(self.leave_when_kept(ctx));
        dos
    }

    /// Leaves for whoever wants to, as soon as everything handed to the store is in the file: until then the words are
    /// nowhere but here.
    pub(super) fn leave_when_kept(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        if !self.leaving || self.waiting > 0 {
            return Vec::new();
        }
        self.leaving = false;
        let running = self.walk.status == MeetingStatus::InProgress;
        let mut dos: Vec<Do> = self.spend(ctx).map(|ask| self.send(ask)).into_iter().collect();
        dos.push(Do::Open(Target::Tab(Tab::Today)));
        let said = if running { "paused, nothing is lost" } else { "the note is kept" };
        dos.push(Do::Toast(Mark::Done, format!("{}: {said}", self.walk.title)));
        dos
    }

    /// Opens what is behind a row of the dashboard.
    pub(super) fn open_row(&mut self, place: usize) -> Vec<Do> {
        let rows = self.walk.board.iter().flat_map(|board| dashboard::rows(board));
        let target = rows.into_iter().find(|(at, _)| *at == place).map(|(_, need)| Target::from(&need.open));
        target.map_or_else(Vec::new, |target| self.open(target))
    }

    /// Opens another page over the meeting; what was typed is kept first, and Esc comes back.
    pub(super) fn open(&mut self, target: Target) -> Vec<Do> {
        let mut dos = self.save_notes();
        dos.push(Do::Open(target));
        dos
    }

    /// Goes to a family; one that is not on the agenda is added first.
    pub(super) fn go_family(&mut self, family: FamilyId, ctx: &Ctx<'_>) -> Vec<Do> {
        let cases = self.walk.steps.iter().position(|step| step.panel == Panel::Cases);
        let mut dos = cases.map_or_else(Vec::new, |cases| self.go_step(cases, ctx));
        match self.walk.cases.iter().position(|case| case.family == family) {
            Some(case) => dos.extend(self.show_case(case, ctx)),
            None => {
                // What was said of the family that is left is kept with it.
                dos.extend(self.save_notes());
                dos.extend(self.leave_case(false));
                self.sought = Some(family);
                let ask = WalkAsk::AddFamily { op: OpId::new(), meeting: self.walk.id, family };
                dos.push(self.send(ask));
            }
        }
        dos
    }
}
