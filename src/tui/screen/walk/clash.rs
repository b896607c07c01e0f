//! Two terminals answered the same question differently: nothing is written over before a person chooses.

use super::Walking;
use crate::domain::meeting::Attendance;
use crate::domain::{Word, dates};
use crate::store::view::walk::{CaseAnswer, Walk, WalkAsk};
use crate::tui::dialog::{Confirm, Dialog};
use crate::tui::screen::Do;

/// The tag of the question.
pub const TAG: &str = "clash";

impl Walking {
    /// Asks which of two answers stands; where both were given here, the later one does.
    pub(super) fn ask_clash(&mut self, mine: WalkAsk, theirs: WalkAsk, walk: &Walk) -> Vec<Do> {
        if self.given.is_own(&theirs) {
            return vec![self.send(WalkAsk::Since { was: Box::new(theirs), mine: Box::new(mine.again()) })];
        }
        let (here, there) = (said(&mine, walk), said(&theirs, walk));
        let text = format!(
            "{}: this was answered at another terminal meanwhile.\n\nTheirs: {there}\n\nYours: {here}",
            about(&mine, walk)
        );
        let answers = [format!("Theirs: {there}"), format!("Mine: {here}")];
        let answers = answers.each_ref().map(String::as_str);
        self.clashes.push((mine, theirs));
        vec![Do::Dialog(Dialog::Confirm(Confirm::ask(TAG, "Two answers to one question", text, &answers)))]
    }

    /// Does what was chosen: theirs stands already, mine is given over theirs.
    pub(super) fn settle_clash(&mut self, choice: usize) -> Vec<Do> {
        let Some((mine, theirs)) = self.clashes.pop().filter(|_| choice == 1) else { return Vec::new() };
        vec![self.send(WalkAsk::Since { was: Box::new(theirs), mine: Box::new(mine.again()) })]
    }
}

/// Whom or what an answer is about.
fn about(ask: &WalkAsk, walk: &Walk) -> String {
    match ask {
        WalkAsk::Attend { person, .. } => {
            let person = walk.people.iter().find(|one| one.row == *person);
            person.map_or_else(String::new, |one| one.name.clone())
        }
        WalkAsk::Carry { item, .. } => item.to_string(),
        WalkAsk::Case { case, answer, .. } => {
            let family = walk.cases.iter().find(|one| one.row == *case);
            let family = family.map_or_else(String::new, |one| one.family.to_string());
            let question = match answer {
                CaseAnswer::Agreement(_) => "agree?",
                CaseAnswer::JointVisit(_) => "joint visit agreed?",
                CaseAnswer::PlansAligned(_) => "plans aligned?",
                CaseAnswer::Decision(_) => "decision",
                CaseAnswer::State(_) => "discussed?",
            };
            format!("{family}, {question}")
        }
        WalkAsk::HoldAs { pair, .. } => {
            let verdict = walk.verdicts.iter().find(|one| one.row == Some(*pair));
            verdict.map_or_else(String::new, |one| format!("{}, held as", one.of))
        }
        WalkAsk::NextDate { .. } => "Next meeting".into(),
        WalkAsk::Approve { case, .. } => {
            let mut approvals = walk.board.iter().flat_map(|board| &board.approvals);
            let one = approvals.find(|one| one.case == *case);
            one.map_or_else(String::new, |one| format!("{}, {}: approved?", one.family, one.decision))
        }
        WalkAsk::Step { step, .. } => {
            let step = walk.steps.iter().find(|one| one.key == *step);
            step.map_or_else(String::new, |one| one.title.clone())
        }
        _ => String::new(),
    }
}

/// An answer in words.
fn said(ask: &WalkAsk, walk: &Walk) -> String {
    const NOTHING: &str = "no answer";
    let yes_no = |yes: Option<bool>| match yes {
        Some(true) => "yes",
        Some(false) => "no",
        None => NOTHING,
    };
    match ask {
        WalkAsk::Attend { attendance, late, left_early, .. } => {
            let mut text = attendance.map_or(NOTHING, Attendance::label).to_owned();
            for (minutes, what) in [(late, "late"), (left_early, "left early")] {
                if let Some(minutes) = minutes {
                    text.push_str(&format!(", {what} {minutes} min"));
                }
            }
            text
        }
        WalkAsk::Carry { answer, .. } => {
            let mut text = answer.outcome.map_or(NOTHING, Word::label).to_owned();
            if !answer.reason.is_empty() {
                text.push_str(&format!(" ({})", answer.reason));
            }
            if let Some(verified) = answer.verified {
                text.push_str(if verified { ", verified" } else { ", not verified" });
            }
            text
        }
        WalkAsk::Case { answer, .. } => match answer {
            CaseAnswer::Agreement(yes) | CaseAnswer::JointVisit(yes) | CaseAnswer::PlansAligned(yes) => {
                yes_no(*yes).to_owned()
            }
            CaseAnswer::Decision(key) => {
                let label = walk.decisions.iter().find(|(one, _)| Some(one) == key.as_ref());
                label.map_or_else(|| NOTHING.to_owned(), |(_, label)| label.clone())
            }
            CaseAnswer::State(state) => state.label().to_owned(),
        },
        WalkAsk::HoldAs { pair, kind, .. } => {
            let verdict = walk.verdicts.iter().find(|one| one.row == Some(*pair));
            let mut known = verdict.into_iter().flat_map(|one| one.offer.iter().chain(&one.held_as));
            let label = known.find(|(key, _)| Some(key) == kind.as_ref()).map(|(_, label)| label.clone());
            label.unwrap_or_else(|| "as planned".into())
        }
        WalkAsk::NextDate { at, .. } => match at {
            Some(at) => dates::moment(*at, walk.on),
            None => NOTHING.to_owned(),
        },
        WalkAsk::Step { answer, .. } => yes_no(*answer).to_owned(),
        WalkAsk::Approve { approved, .. } => yes_no(*approved).to_owned(),
        _ => String::new(),
    }
}
