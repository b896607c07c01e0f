//! Whether supervision was held: of what was to be expected, by kind, and who came.

use super::super::Days;
use super::super::facts::{Facts, rows};
use super::super::sheet::{Sheet, named};
use crate::domain::fidelity::{Expected, Kept, Model, Tally};
use crate::domain::meeting::{KindRules, Subject};
use crate::domain::month::{Amount, Heading};
use crate::domain::{MeetingId, SiteId, StaffId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::cadences::Cadences;
use crate::store::fidelity::{held, is_of, pairs, workers};
use crate::store::gate::ids;
use crate::store::sql::{RowExt, date};
use crate::store::view::Open;
use crate::store::view::month::FigureRow;
use chrono::NaiveDate;
use rusqlite::params;
use std::collections::{BTreeMap, HashMap};

/// What was to be expected in each month of the series, by its last day that counts.
pub(in super::super) struct Supervision {
    months: HashMap<NaiveDate, Vec<Due>>,
    /// Who was to be at the meetings that were held, and whether they were there.
    attended: Vec<Attended>,
}

/// A meeting that was to be expected.
struct Due {
    kind: String,
    about: String,
    one: Expected,
    meeting: Option<MeetingId>,
}

struct Attended {
    meeting: MeetingId,
    on: NaiveDate,
    who: StaffId,
    there: bool,
}

const ATTENDED: &str = "
    select m.id, m.held_on, p.staff_id, p.attendance in ('present', 'video', 'phone')
    from meeting m join meeting_person p on p.meeting_id = m.id
    where m.site_id = ?1 and coalesce(m.held_on, substr(m.scheduled_at, 1, 10)) between ?2 and ?3
      and m.held_on between ?2 and ?3 and m.status in ('held', 'signed')
      and p.staff_id is not null and p.attendance is not null order by m.held_on, m.id, p.id";

impl Supervision {
    /// Reads what was to be expected in some months, up to the day of the cut-off.
    pub(in super::super) fn load(
        store: &Store,
        site: SiteId,
        months: &[Days],
        cut_off: NaiveDate,
    ) -> Result<Self> {
        let sites = ids([site.0]);
        // Of whoever was not there any more when the months began nothing is due in them.
        let since = months.first().map(|days| days.first);
        let (pairs, workers) =
            (pairs(store, &sites, since, cut_off)?, workers(store, &sites, since, cut_off)?);
        let past = held::past(store, pairs.iter().chain(&workers), cut_off)?;
        let calendar = store.settings().calendar.calendar();
        let cadences = Cadences::load(store)?;
        let mut found: HashMap<NaiveDate, Vec<Due>> = HashMap::new();
        for kind in &store.settings().meetings.kinds {
            let subjects = if kind.subject == Subject::Pair { &pairs } else { &workers };
            for of in subjects.iter().filter(|one| is_of(kind, one.role)) {
                let Some((model, meetings)) = store.model(kind, of, (&past, &cadences), &calendar) else {
                    continue;
                };
                let names: Vec<&str> = of.people.iter().map(|person| person.short.as_str()).collect();
                for days in months {
                    let due = due(&model, *days, kind, &names.join(" + "), &meetings);
                    found.entry(days.until).or_default().extend(due);
                }
            }
        }
        let (first, day) = (months.first().map_or(cut_off, |days| days.first), date(cut_off));
        let attended = rows(store, ATTENDED, params![site.0, date(first), day], |row| {
            Ok(Attended { meeting: row.num(0)?, on: row.day(1)?, who: row.num(2)?, there: row.get(3)? })
        })?;
        Ok(Self { months: found, attended })
    }
}

/// What was due in a month, as it stood at its end.
fn due(
    model: &Model<'_>,
    days: Days,
    kind: &KindRules,
    about: &str,
    meetings: &BTreeMap<NaiveDate, MeetingId>,
) -> Vec<Due> {
    let mut all = model.clone().expected(days.until);
    all.retain(|one| days.hold(one.due_on));
    let of = |one: Expected| Due {
        kind: kind.key.clone(),
        about: about.to_owned(),
        meeting: one.held_on.and_then(|on| meetings.get(&on)).copied(),
        one,
    };
    all.into_iter().map(of).collect()
}

impl Due {
    fn row(&self) -> FigureRow {
        let why = if self.one.why.is_empty() { String::new() } else { format!(", {}", self.one.why) };
        FigureRow {
            label: self.about.clone(),
            detail: format!("{}{why}", self.one.kept),
            on: Some(self.one.due_on),
            open: self.meeting.map(Open::Meeting),
        }
    }
}

/// Puts supervision down.
pub(super) fn count(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let none = Vec::new();
    let all = facts.supervision.months.get(&days.until).unwrap_or(&none);
    sheet.table(Heading::Staffing, "staffing.supervision", "Supervision held");
    for kind in facts
        .store
        .settings()
        .meetings
        .kinds
        .iter()
        .filter(|kind| kind.cadence_days.is_some() && kind.subject != Subject::Programme)
    {
        let these: Vec<&Due> = all.iter().filter(|due| due.kind == kind.key).collect();
        let tally = Tally::of(these.iter().map(|due| &due.one));
        sheet.line(kind.key.clone(), kind.label.clone());
        let rows = || these.iter().map(|due| due.row()).collect();
        sheet.put(named("held", "Held", "Meetings that were held with the right people, on time or late, of those due in the month by the kind's cadence (meetings.toml), as it stood on the last day."), Amount::share(tally.held(), tally.expected), rows);
        for (kept, name, label) in [
            (Kept::OnTime, "on_time", "On time"),
            (Kept::Late, "late", "Late"),
            (Kept::Wrong, "wrong", "Wrong attendance"),
            (Kept::Missed, "missed", "Missed"),
            (Kept::Overdue, "overdue", "Overdue"),
        ] {
            let of: Vec<&&Due> = these.iter().filter(|due| due.one.kept == kept).collect();
            sheet.count(
                named(
                    name,
                    label,
                    "Of the meetings due in the month, by what had become of them on the last day.",
                ),
                &of,
                |due| due.row(),
            );
        }
    }
    sheet.list(Heading::Staffing, "staffing.attendance", "Attendance");
    let these: Vec<(&Attended, bool)> = facts
        .supervision
        .attended
        .iter()
        .filter(|one| days.hold(one.on))
        .map(|one| (one, one.there))
        .collect();
    sheet.share(named("present", "Attendance", "People of the staff who were present, by video or by phone, late or not, of all whose attendance was noted at this site's meetings held in the month."), &these, |one| {
        FigureRow { label: facts.name(one.who).to_owned(), detail: "not there".to_owned(), on: Some(one.on), open: Some(Open::Meeting(one.meeting)) }
    });
    reasons(all, sheet);
}

/// Why meetings were not held; a reason that somebody gave in the series keeps its line.
fn reasons(all: &[Due], sheet: &mut Sheet) {
    let missed: Vec<(&str, &Due)> = all
        .iter()
        .filter(|due| matches!(due.one.kept, Kept::Wrong | Kept::Missed | Kept::Overdue))
        .map(|due| (due.one.why.as_str(), due))
        .collect();
    let mut labels: Vec<&str> =
        crate::domain::meeting::MissReason::ALL.iter().map(|why| why.label()).collect();
    let strays: std::collections::BTreeSet<&str> =
        missed.iter().map(|(why, _)| *why).filter(|why| !labels.contains(why)).collect();
    labels.extend(strays);
    sheet.table(Heading::Staffing, "staffing.reasons", "Why supervision was not held");
    for why in labels {
        let these: Vec<&Due> = missed.iter().filter(|(one, _)| *one == why).map(|(_, due)| *due).collect();
        let (key, label) = if why.is_empty() {
            ("none".to_owned(), "no reason given".to_owned())
        } else {
            (why.to_lowercase().replace(' ', "_"), why.to_owned())
        };
        sheet.line(key, label);
        sheet.count(named("count", "Count", "Meetings due in the month that were not held with the right people by the last day, by the reason that was given."), &these, |due| due.row());
    }
}
