//! A meeting that was held: its note as it is read afterwards.

use crate::domain::sealed::Part2;
use crate::domain::{FamilyId, ItemId, MeetingId};
use crate::store::view::Person;

/// Everything of a held meeting, gated for the viewer.
#[derive(Clone, Debug)]
pub struct MeetingNote {
    /// Its number.
    pub id: MeetingId,
    /// `Co-Supervision, Lee + Brooks`.
    pub title: String,
    /// `Tue 24 Nov 2026, 10:02 to 11:21, 79 of 90 min`.
    pub when: String,
    /// The verdict per pair, in a sentence.
    pub verdicts: Vec<String>,
    /// Name, role and attendance.
    pub people: Vec<(String, String, String)>,
    /// The families, in the order of the meeting.
    pub cases: Vec<CaseNote>,
    /// Notes about the meeting: the prompt, the author, the words.
    pub notes: Vec<(String, String, String)>,
    /// Action items born there: number, description, owner, due.
    pub items: Vec<(ItemId, String, String, String)>,
    /// Items carried in, and what became of them.
    pub carried: Vec<(ItemId, String, String)>,
    /// What was not answered, as it was read back.
    pub unanswered: Vec<String>,
    /// Who signed when, or who still has to.
    pub signatures: Vec<String>,
    /// The SHA-256 of what the signatures cover; none before the first.
    pub digest: Option<String>,
    /// Dated addenda: when and who, the words.
    pub addenda: Vec<(String, String)>,
    /// Decisions made elsewhere that were answered here: which, and the answer.
    pub approvals: Vec<(String, String)>,
    /// To whom the viewer can hand over what they wrote about the worker; nobody where there is nothing.
    pub hand_over: Vec<Person>,
    /// Whose signature is missing, when the viewer can give it.
    pub can_sign: bool,
    /// Anything of Part 2 is shown: the notice belongs under it.
    pub notice: bool,
    /// The scope of each consent that covers what is shown; empty where nothing of Part 2 is.
    pub scope: Vec<String>,
}

/// A family in a held meeting.
#[derive(Clone, Debug)]
pub struct CaseNote {
    /// The family.
    pub family: FamilyId,
    /// Why it stood where it stood, as shown then; empty in a case staffing.
    pub why: String,
    /// Child-welfare facts as they were then: `A, 4 y` and `seen 20 Nov 2026 by Lee`.
    pub facts: Vec<(String, String)>,
    /// Discussed, not discussed, skipped, deferred.
    pub state: String,
    /// Prompt and words, gated.
    pub notes: Vec<(String, Part2<String>)>,
    /// Answers: `Do IW and RC see the same? yes`, the decision last; none about a family that did not come up.
    pub answers: Vec<(String, String)>,
}
