//! Meetings: who was there, and what the meeting therefore was.

mod about;
mod kind;
mod quorum;

pub use about::About;
pub use kind::{CaseField, FieldKind, FieldSide, Function, KindRules, Panel, Step, StepNote};
pub use quorum::{Present, QuorumVerdict, about_worker, individual_counts, verdict};

use crate::words;

words! {
    /// Where a meeting stands.
    MeetingStatus {
        Scheduled = "scheduled" => "Scheduled",
        InProgress = "in_progress" => "In progress",
        Held = "held" => "Held",
        Signed = "signed" => "Signed",
        Cancelled = "cancelled" => "Cancelled",
        Missed = "missed" => "Missed",
        Rescheduled = "rescheduled" => "Rescheduled",
    }
}

words! {
    /// How a person took part in a meeting; nobody's attendance is ever assumed.
    Attendance {
        Present = "present" => "present",
        Video = "video" => "by video",
        Phone = "phone" => "by phone",
        Excused = "excused" => "excused",
        Absent = "absent" => "absent",
    }
}

impl Attendance {
    /// Whether the person counts as present; late and leaving early still count, excused does not.
    pub fn is_present(self) -> bool {
        matches!(self, Self::Present | Self::Video | Self::Phone)
    }
}

words! {
    /// Whether a meeting, by its attendance, was what it was planned to be.
    Verdict {
        Counts = "counts" => "counts",
        HeldAsOther = "held_as_other" => "held as another kind",
        DoesNotCount = "does_not_count" => "recorded, does not count",
    }
}

words! {
    /// Why a meeting was missed or moved.
    MissReason {
        WorkerLeave = "worker_leave" => "Worker leave",
        Crisis = "crisis" => "Crisis",
        Court = "court" => "Court",
        Vacancy = "vacancy" => "Vacancy",
        Weather = "weather" => "Weather",
        SupervisorUnavailable = "supervisor_unavailable" => "Supervisor unavailable",
        Technical = "technical" => "Technical",
        Other = "other" => "Other",
    }
}

words! {
    /// What a meeting is about, which decides who belongs in it.
    Subject {
        Pair = "pair" => "a pair",
        IntactWorker = "intact_worker" => "an Intact Worker",
        RecoveryCoordinator = "recovery_coordinator" => "a Recovery Coordinator",
        Family = "family" => "a family",
        Programme = "programme" => "the programme",
    }
}

impl Subject {
    /// Whether it is a worker: an Individual, of which some things stay with one supervisor.
    pub fn is_worker(self) -> bool {
        matches!(self, Self::IntactWorker | Self::RecoveryCoordinator)
    }
}

words! {
    /// The three kinds of note, which never mix [rule: WA DCYF 46100].
    NoteKind {
        Case = "case" => "Case note",
        Meeting = "meeting" => "Meeting note",
        Personnel = "personnel" => "Personnel note",
    }
}

words! {
    /// What happened to a family in a meeting.
    CaseState {
        Waiting = "waiting" => "not discussed",
        Discussed = "discussed" => "discussed",
        Skipped = "skipped" => "skipped",
        Deferred = "deferred" => "deferred",
    }
}
