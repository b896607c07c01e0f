//! The first two lines of a meeting: what it is and for how long, and where the walk stands.

use super::notes::Notes;
use crate::domain::meeting::{MeetingStatus, Panel};
use crate::store::presence::Guest;
use crate::store::view::walk::{Walk, WalkStep};
use crate::tui::screen::Ctx;
use crate::tui::theme::Theme;
use crate::tui::widget::paint;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::cell::RefCell;

/// The steps on the screen.
#[derive(Debug, Default)]
pub struct StepLine {
    places: RefCell<Vec<(usize, Rect)>>,
}

/// Seconds spent, each against its plan.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// In the whole meeting.
    pub meeting: i64,
    /// In this step.
    pub step: i64,
}

/// Draws the title and the minutes against the plan: of the meeting, and of the step where there is room.
pub fn view(frame: &mut Frame<'_>, area: Rect, theme: &Theme, walk: &Walk, here: usize, spent: Spent) {
    let buf = frame.buffer_mut();
    let seconds = spent.meeting;
    let state = match (walk.status, walk.afterwards) {
        (MeetingStatus::InProgress, false) if walk.planned_minutes == 0 => format!("{} min", seconds / 60),
        (MeetingStatus::InProgress, false) => format!("{} of {} min", seconds / 60, walk.planned_minutes),
        (MeetingStatus::InProgress, true) => format!("held {}", walk.on.format("%-d %b")),
        (status, _) => status.to_string(),
    };
    let planned = walk.planned_minutes;
    let over = planned > 0 && seconds / 60 > planned && walk.status == MeetingStatus::InProgress;
    let end = paint::right(buf, area, 1, 0, &state, if over { theme.due } else { theme.text });
    let mut room = end;
    if let Some(step) = walk.steps.get(here).filter(|step| step.minutes > 0 && state.ends_with("min")) {
        let text = format!("this step {} of {}  ·  ", spent.step / 60, step.minutes);
        if paint::cells(&walk.title) + paint::cells(&text) + 4 <= end {
            let style = if spent.step / 60 > step.minutes { theme.due } else { theme.dim };
            room = paint::right(buf, Rect { width: end, ..area }, 0, 0, &text, style);
        }
    }
    paint::text(buf, Rect { width: room.saturating_sub(2), ..area }, 1, 0, &walk.title, theme.strong);
}

/// Draws who else is in this meeting at a terminal of their own, and gives what is left of the line.
pub fn here(frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>, walk: &Walk) -> Rect {
    let others: Vec<&Guest> = ctx.others.iter().filter(|other| other.meeting == Some(walk.id)).collect();
    let text = match others.as_slice() {
        [] => return area,
        [one] if ctx.size.width >= 80 => format!("● {} is here", one.name),
        [one] => format!("● {}", one.short()),
        several => {
            let names: Vec<&str> = several.iter().map(|one| one.short()).collect();
            format!("● {} are here", names.join(", "))
        }
    };
    let width = paint::right(frame.buffer_mut(), area, 1, 0, &text, ctx.theme.good);
    Rect { width: width.saturating_sub(2), ..area }
}

/// Whether everything that a step asks has been answered; a step with nothing but notes where there are words.
pub fn is_complete(walk: &Walk, step: &WalkStep, notes: &Notes) -> bool {
    match step.panel {
        Panel::Attendance => walk.people.iter().all(|person| person.attendance.is_some()),
        Panel::Confidentiality => step.answer == Some(true),
        Panel::Carried => walk.carried.iter().all(|item| item.answer.outcome.is_some()),
        Panel::Cases => {
            walk.cases.iter().all(|case| case.state != crate::domain::meeting::CaseState::Waiting)
        }
        Panel::Documentation => step.answer.is_some(),
        Panel::Close => walk.status != MeetingStatus::InProgress,
        Panel::Caseload | Panel::Referrals | Panel::Triggers | Panel::Note => {
            let others = walk.notes.iter().filter(|field| field.key == step.key);
            notes.has_step_words(&step.key) || others.into_iter().any(|field| field.body.shown().is_some())
        }
    }
}

impl StepLine {
    /// Draws the steps; where they do not all fit, those near the one of here keep their words.
    pub fn view(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        theme: &Theme,
        walk: &Walk,
        here: usize,
        case: usize,
    ) {
        let titles: Vec<String> = walk.steps.iter().map(|step| title(walk, step, case)).collect();
        let (first, last) = shown(&titles, here, usize::from(area.width.saturating_sub(2)));
        let mut places = Vec::new();
        let mut x = 1;
        for (index, (step, title)) in walk.steps.iter().zip(&titles).enumerate() {
            // A dash: passed, with nothing answered or not all of it.
            let passed = index < here || step.seconds > 0;
            let (sign, style) = match (index == here, step.done, passed) {
                (true, ..) => ("●", theme.accent),
                (_, true, _) => ("✓", theme.good),
                (.., true) => ("–", theme.dim),
                _ => ("○", theme.dim),
            };
            let begin = x;
            x = paint::text(frame.buffer_mut(), area, x, 0, sign, style);
            if (first..=last).contains(&index) {
                let style = if index == here { theme.strong } else { theme.dim };
                x = paint::text(frame.buffer_mut(), area, x + 1, 0, title, style) + 1;
            }
            places
                .push((index, Rect { x: area.x + begin, width: x.saturating_sub(begin), height: 1, ..area }));
            x += 1;
        }
        self.places.replace(places);
    }

    /// The step that was clicked on.
    pub fn hit(&self, at: ratatui::layout::Position) -> Option<usize> {
        self.places.borrow().iter().find(|(_, area)| area.contains(at)).map(|(index, _)| *index)
    }
}

fn title(walk: &Walk, step: &WalkStep, case: usize) -> String {
    match step.panel {
        Panel::Cases if !walk.cases.is_empty() => {
            format!("{} {} of {}", step.title, case + 1, walk.cases.len())
        }
        Panel::Carried if !walk.carried.is_empty() => format!("{} {}", step.title, walk.carried.len()),
        _ => step.title.clone(),
    }
}

/// The first and the last step that keep their words.
fn shown(titles: &[String], here: usize, room: usize) -> (usize, usize) {
    let cells = |index: usize| titles.get(index).map(|title| usize::from(paint::cells(title)) + 2);
    let mut left = room.saturating_sub(titles.len() * 2).saturating_sub(cells(here).unwrap_or(0));
    let (mut first, mut last) = (here, here);
    loop {
        let after = cells(last + 1).filter(|cells| *cells <= left);
        if let Some(cells) = after {
            last += 1;
            left -= cells;
        }
        let before = first.checked_sub(1).and_then(cells).filter(|cells| *cells <= left);
        if let Some(cells) = before {
            first -= 1;
            left -= cells;
        }
        if after.is_none() && before.is_none() {
            return (first, last);
        }
    }
}
