//! Today: what needs this person, and how the programme stands.

use super::{Explain, Mark, Open};
use crate::domain::staff::Role;
use crate::domain::{MeetingId, StaffId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// Everything on the Today screen of one supervisor.
#[derive(Clone, Debug, Serialize)]
pub struct Today {
    /// The day.
    pub on: NaiveDate,
    /// The sites in scope, named.
    pub sites: Vec<String>,
    /// What needs this person, most pressing first: child safety before everything.
    pub needs: Vec<Need>,
    /// How many of them this person had not been shown before today.
    pub new: usize,
    /// The day this person last looked, before today.
    pub last_look: Option<NaiveDate>,
    /// A meeting that was left in the middle.
    pub resume: Option<Resume>,
    /// Load per worker in scope, Intact Workers first.
    pub caseload: Vec<WorkerLoad>,
    /// Referrals in scope.
    pub referrals: ReferralFigures,
    /// Staffing in scope.
    pub staffing: StaffingFigures,
    /// The next meetings, soonest first.
    pub next: Vec<NextMeeting>,
}

/// One row of "Needs you".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// What it is, the same from day to day: `child_unseen:31`.
    pub key: String,
    /// How pressing.
    pub mark: Mark,
    /// What: `Child not seen 34 d`.
    pub what: String,
    /// About whom: `F-0197`, `Lee + Brooks`.
    pub about: String,
    /// The rest: `Lee`, `last held 12 Oct`.
    pub detail: String,
    /// Not shown to this person before today.
    pub new: bool,
    /// Why it is here.
    pub explain: Explain,
    /// Where it is mended.
    pub open: Open,
}

/// A meeting in progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resume {
    /// Its number.
    pub meeting: MeetingId,
    /// `Co-Supervision, Lee + Brooks`.
    pub title: String,
    /// Where it stands: `Cases 3 of 9`.
    pub at: String,
}

/// How many families a worker carries, of how many.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkerLoad {
    /// The worker.
    pub id: StaffId,
    /// The name as said aloud.
    pub short: String,
    /// IW or RC.
    pub role: Role,
    /// Open families.
    pub open: i64,
    /// Capacity × FTE, rounded.
    pub capacity: i64,
    /// Over the soft cap: due; over the hard cap: overdue.
    pub mark: Mark,
    /// The formula with its values.
    pub explain: Explain,
}

/// Referrals in figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReferralFigures {
    /// Received, screening, eligible, wait-listed or assigned, not enrolled.
    pub pending: i64,
    /// Days since the oldest of them was received.
    pub oldest_days: Option<i64>,
    /// Enrolled in this month.
    pub enrolled_this_month: i64,
    /// Median days from received to assigned over the last 90 days.
    pub median_days_to_assign: Option<f64>,
    /// Received per month, oldest first: `("2026-06", 5)`.
    pub months: Vec<(String, i64)>,
    /// The rules.
    pub explain: Explain,
}

/// Staffing in figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StaffingFigures {
    /// Per role: filled FTE of authorised FTE.
    pub posts: Vec<(Role, f64, f64)>,
    /// Vacant positions.
    pub vacancies: i64,
    /// Days the longest has been vacant.
    pub longest_days: Option<i64>,
    /// The rules.
    pub explain: Explain,
}

/// A meeting to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextMeeting {
    /// Its number.
    pub meeting: MeetingId,
    /// When.
    pub at: DateTime<Utc>,
    /// `Thu 9:00`, or `10:00` for today, in the file's time zone.
    pub when: String,
    /// `Co-Supervision, Kim + Shah`.
    pub title: String,
}
