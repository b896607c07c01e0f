//! The meetings that are not over: in progress, waiting for a signature, to come.

use crate::domain::meeting::{Panel, Subject};
use crate::domain::{FamilyId, MeetingId, StaffId};
use crate::error::Result;
use crate::store::dashboard::desk::Desk;
use crate::store::dashboard::found::{Found, Rank};
use crate::store::sql::RowExt;
use crate::store::view::today::{NextMeeting, Resume};
use crate::store::view::{Mark, Open};
use chrono::{DateTime, NaiveDate, Utc};

/// How many meetings to come are shown.
const SHOWN: usize = 5;

/// A meeting that is not over, and what it has to do with the viewer.
pub(crate) struct Row {
    id: MeetingId,
    kind: String,
    status: String,
    step: String,
    worker: Option<StaffId>,
    family: Option<FamilyId>,
    pairs: Option<String>,
    /// What it was held as, by pair: those kinds say who signs.
    held_as: Option<String>,
    scheduled_at: Option<DateTime<Utc>>,
    held_on: Option<NaiveDate>,
    /// The viewer, or somebody they stand in for, is on its list or started it.
    mine: bool,
    /// Somebody of the viewer's role who still works here is on its list.
    anothers: bool,
    signed: bool,
    cases: i64,
    cases_over: i64,
}

const MEETINGS: &str = "
    select m.id, m.kind, m.status, m.step, m.worker_id, m.family_id, m.scheduled_at, m.held_on,
      (select group_concat(p.iw_id || ':' || p.rc_id) from meeting_pair p where p.meeting_id = m.id) as pairs,
      (select group_concat(coalesce(iif(p.verdict is 'does_not_count', null, p.kind_held), m.kind)) from meeting_pair p where p.meeting_id = m.id) as held_as,
      m.started_by in (select value from json_each(:me)) or exists (
        select 1 from meeting_person p where p.meeting_id = m.id and p.staff_id in (select value from json_each(:me))) as mine,
      exists (select 1 from meeting_person p join staff s on s.id = p.staff_id where p.meeting_id = m.id
        and s.role = :role and (s.left_on is null or s.left_on > :today)) as anothers,
      exists (select 1 from signature g where g.meeting_id = m.id and g.role = :role) as signed,
      (select count(*) from meeting_case c where c.meeting_id = m.id) as cases,
      (select count(*) from meeting_case c where c.meeting_id = m.id and c.state <> 'waiting') as cases_over
    from meeting m
    where m.status in ('scheduled', 'in_progress', 'held')
      and (m.site_id is null or m.site_id in (select value from json_each(:sites)))
      and (m.held_on is null or m.held_on <= :today)
    order by m.scheduled_at, m.id";

/// The meetings in scope that are not over and concern the viewer.
pub(crate) fn meetings(desk: &Desk<'_>) -> Result<Vec<Row>> {
    let rows = desk.query(MEETINGS, |row| {
        Ok(Row {
            id: row.num("id")?,
            kind: row.get("kind")?,
            status: row.get("status")?,
            step: row.get("step")?,
            worker: row.num_opt("worker_id")?,
            family: row.num_opt("family_id")?,
            pairs: row.get("pairs")?,
            held_as: row.get("held_as")?,
            scheduled_at: row.instant_opt("scheduled_at")?,
            held_on: row.day_opt("held_on")?,
            mine: row.get::<_, Option<bool>>("mine")?.unwrap_or_default(),
            anothers: row.get("anothers")?,
            signed: row.get("signed")?,
            cases: row.get("cases")?,
            cases_over: row.get("cases_over")?,
        })
    })?;
    Ok(rows.into_iter().filter(|row| concerns(desk, row)).collect())
}

/// A meeting is the viewer's when they are on its list, or when it is theirs to lead and nobody else of their role is.
fn concerns(desk: &Desk<'_>, row: &Row) -> bool {
    if row.mine {
        return true;
    }
    let Some(kind) = desk.settings.meetings.kind(&row.kind) else { return false };
    let lead = kind.facilitators.contains(&desk.viewer.role) && !row.anothers;
    let worker = row.worker.and_then(|id| desk.workers.iter().find(|worker| worker.id == id));
    match kind.subject {
        Subject::Pair | Subject::Family => lead,
        Subject::IntactWorker | Subject::RecoveryCoordinator => {
            lead && worker.is_some_and(|worker| worker.supervisor.is_none_or(|who| desk.is_me(who)))
        }
        Subject::Programme => false,
    }
}

/// `Co-Supervision, Lee + Brooks`.
fn title(desk: &Desk<'_>, row: &Row) -> String {
    let label = desk.settings.meetings.label(&row.kind);
    let about = about(desk, row);
    if about.is_empty() { label.to_owned() } else { format!("{label}, {about}") }
}

fn about(desk: &Desk<'_>, row: &Row) -> String {
    if let Some(worker) = row.worker {
        return desk.name(worker);
    }
    if let Some(family) = row.family {
        return family.to_string();
    }
    let text = row.pairs.as_deref().unwrap_or_default();
    let mut pairs = text.split(',').filter_map(|pair| {
        let (iw, rc) = pair.split_once(':')?;
        Some(format!("{} + {}", desk.name(StaffId(iw.parse().ok()?)), desk.name(StaffId(rc.parse().ok()?))))
    });
    let first = pairs.next().unwrap_or_default();
    match pairs.count() {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Where a walk stands: `Cases 3 of 9`.
fn place(desk: &Desk<'_>, row: &Row) -> String {
    let step = desk.settings.meetings.kind(&row.kind).and_then(|kind| kind.step(&row.step));
    match step {
        Some(step) if step.panel == Panel::Cases && row.cases > 0 => {
            format!("{} {} of {}", step.title, (row.cases_over + 1).min(row.cases), row.cases)
        }
        Some(step) => step.title.clone(),
        None => "at the beginning".into(),
    }
}

/// The meeting that was left in the middle.
pub(crate) fn resume(desk: &Desk<'_>, rows: &[Row]) -> Option<Resume> {
    let row = rows.iter().find(|row| row.status == "in_progress")?;
    Some(Resume { meeting: row.id, title: title(desk, row), at: place(desk, row) })
}

/// Meetings in progress, and notes that wait for the viewer's signature.
pub(crate) fn open_meetings(desk: &Desk<'_>, rows: &[Row]) -> Vec<Found> {
    rows.iter().filter_map(|row| in_progress(desk, row).or_else(|| unsigned(desk, row))).collect()
}

fn in_progress(desk: &Desk<'_>, row: &Row) -> Option<Found> {
    (row.status == "in_progress").then(|| {
        let what = format!("{} in progress", desk.settings.meetings.label(&row.kind));
        Found::new(Rank::InProgress, Mark::Due, format!("in_progress:{}", row.id.0), what)
            .about(about(desk, row))
            .detail(place(desk, row))
            .rule("This meeting was begun and is not closed.", "[seed]")
            .value("meeting", row.id.to_string())
            .open(Open::Meeting(row.id))
    })
}

fn unsigned(desk: &Desk<'_>, row: &Row) -> Option<Found> {
    let kind = desk.settings.meetings.kind(&row.kind)?;
    let signs = row
        .held_as
        .as_deref()
        .unwrap_or(&row.kind)
        .split(',')
        .any(|key| desk.settings.meetings.kind(key).unwrap_or(kind).sign.contains(&desk.viewer.role));
    if row.status != "held" || row.signed || !signs {
        return None;
    }
    let days = row.held_on.map_or(0, |on| desk.since(on));
    let held = row.held_on.map_or_else(|| "no date".into(), |on| desk.day(on));
    Some(
        Found::new(Rank::Signature, Mark::Due, format!("signature:{}", row.id.0), format!("{} waits for you to sign", kind.label))
            .days(days)
            .about(about(desk, row))
            .detail(format!("held {held}"))
            .rule("The note of this meeting is complete and has no signature of your role. It counts as held all the same.", "[seed]")
            .value("meeting", row.id.to_string())
            .value("held", held)
            .open(Open::Meeting(row.id)),
    )
}

/// The next meetings, soonest first.
pub(crate) fn next(desk: &Desk<'_>, rows: &[Row]) -> Vec<NextMeeting> {
    let clock = desk.store.clock();
    let coming = rows.iter().filter(|row| row.status == "scheduled").filter_map(|row| {
        let at = row.scheduled_at?;
        let (on, time) = (clock.date_of(at), clock.time_of(at).format("%-H:%M"));
        let when = match (on - desk.today).num_days() {
            days if days < 0 => return None,
            0 => time.to_string(),
            1..=6 => format!("{} {time}", on.format("%a")),
            _ => format!("{} {time}", desk.day(on)),
        };
        Some(NextMeeting { meeting: row.id, at, when, title: title(desk, row) })
    });
    coming.take(SHOWN).collect()
}
