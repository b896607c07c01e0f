//! Meetings that are due and stand in no calendar.

use super::super::Store;
use super::super::cadences::Cadences;
use super::super::families::{Cadence, Pair, judged};
use super::super::view::Open;
use super::super::view::caseload::{MeetingRow, MeetingWhy};
use super::load::Meeting;
use crate::domain::StaffId;
use crate::domain::dates::short;
use crate::domain::measure::Level;
use crate::domain::meeting::{About, KindRules, MeetingStatus, Subject};
use crate::error::Result;
use std::collections::HashMap;

/// What is due today or overdue for a pair or a worker and is neither scheduled nor in progress.
///
/// A kind is listed for those who lead it or must be there; who does not lead it cannot begin it.
pub(super) fn late(
    store: &Store,
    meetings: &[Meeting],
    pairs: &[Pair],
    individuals: &HashMap<StaffId, Cadence>,
) -> Result<Vec<MeetingRow>> {
    let (role, cadences) = (store.viewer()?.role, Cadences::load(store)?);
    let mut found = Vec::new();
    for kind in store.settings.meetings.kinds.iter().filter(|kind| kind.subject == Subject::Pair) {
        if !kind.required.contains(&role) && !kind.facilitators.contains(&role) {
            continue;
        }
        for pair in pairs {
            let how = pair.standing(store, &kind.key, &cadences);
            let key = (pair.iw.id, pair.rc.id);
            let planned = |one: &Meeting| to_come(one, &kind.key) && one.pairs.contains(&key);
            if !is_late(&how) || meetings.iter().any(planned) {
                continue;
            }
            let open = Open::StartMeeting { kind: kind.key.clone(), about: About::Pair(key.0, key.1) };
            let open = kind.facilitators.contains(&role).then_some(open);
            found.push(row(store, kind, pair.about(), &how, open));
        }
    }
    let names: HashMap<StaffId, String> =
        super::workers_of(store)?.into_iter().map(|worker| (worker.person.id, worker.person.short)).collect();
    for (worker, how) in individuals {
        let Some(kind) = store.settings.meetings.kind(&how.kind) else { continue };
        let planned = |one: &Meeting| to_come(one, &kind.key) && one.worker == Some(*worker);
        if !is_late(how) || !kind.facilitators.contains(&role) || meetings.iter().any(planned) {
            continue;
        }
        let about = names.get(worker).cloned().unwrap_or_default();
        let open = Open::StartMeeting { kind: kind.key.clone(), about: About::Worker(*worker) };
        found.push(row(store, kind, about, how, Some(open)));
    }
    Ok(found)
}

fn is_late(how: &Cadence) -> bool {
    how.judged.level == Level::Overdue || how.judged.text == "due today"
}

fn to_come(meeting: &Meeting, kind: &str) -> bool {
    matches!(meeting.status, MeetingStatus::Scheduled | MeetingStatus::InProgress) && meeting.kind == kind
}

fn row(store: &Store, kind: &KindRules, about: String, how: &Cadence, open: Option<Open>) -> MeetingRow {
    let today = store.clock.today();
    let why = MeetingWhy::Due(how.explain(store, &about));
    let how = how.judged.clone();
    MeetingRow {
        id: None,
        kind: kind.label.clone(),
        kind_key: kind.key.clone(),
        about,
        pair: match open {
            Some(Open::StartMeeting { about: About::Pair(iw, rc), .. }) => Some((iw, rc)),
            _ => None,
        },
        when: how.on.map(|on| format!("due {}", short(on, today))).unwrap_or_default(),
        on: how.on,
        standing: judged(how),
        verdict: String::new(),
        status: None,
        unsigned: false,
        as_other: false,
        open,
        why,
    }
}
