//! Every open family: when it was last discussed in some session, and in which one it belongs.

use super::super::Store;
use super::super::families::person_opt;
use super::super::gate::sites;
use super::super::sql::{RowExt, date};
use super::super::view::fidelity::Coverage;
use super::super::view::{Explain, Mark, Person};
use crate::domain::FamilyId;
use crate::domain::dates::short;
use crate::domain::fidelity::{Covered, covered};
use crate::domain::meeting::Subject;
use crate::error::Result;
use chrono::NaiveDate;
use rusqlite::params;

/// The open families of the viewer's sites, the longest undiscussed first.
pub(super) fn coverage(store: &Store) -> Result<Vec<Coverage>> {
    let mut statement = store.conn.prepare_cached(
        "select f.id, o.from_on, w.id as iw_id, w.name as iw_name, w.short_name as iw_short,
           r.id as rc_id, r.name as rc_name, r.short_name as rc_short,
           (select max(m.held_on) from meeting_case c join meeting m on m.id = c.meeting_id
              where c.family_id = f.id and c.state = 'discussed' and m.status in ('held', 'signed') and m.held_on <= ?2) as discussed
         from family f join family_opening o on o.family_id = f.id and o.from_on <= ?2 and (o.to_on is null or o.to_on > ?2) and f.open_until > ?2
         left join assignment a on a.id = (select x.id from assignment x where x.family_id = f.id and x.role = 'intact_worker'
           and x.from_on <= ?2 and (x.to_on is null or x.to_on > ?2) order by x.from_on desc limit 1)
         left join assignment b on b.id = (select x.id from assignment x where x.family_id = f.id and x.role = 'recovery_coordinator'
           and x.from_on <= ?2 and (x.to_on is null or x.to_on > ?2) order by x.from_on desc limit 1)
         left join staff w on w.id = a.staff_id left join staff r on r.id = b.staff_id
         where f.site_id in (select value from json_each(?1)) order by f.id",
    )?;
    let mut rows = statement.query(params![sites(store.viewer()?), date(store.clock.today())])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let people = (person_opt(row, "iw_id")?, person_opt(row, "rc_id")?);
        found.push(judge(store, row.num("id")?, row.day("from_on")?, row.day_opt("discussed")?, &people));
    }
    found.sort_by_key(|one| (one.mark, std::cmp::Reverse(one.days), one.family));
    Ok(found)
}

fn judge(
    store: &Store,
    family: FamilyId,
    opened: NaiveDate,
    discussed: Option<NaiveDate>,
    people: &(Option<Person>, Option<Person>),
) -> Coverage {
    let today = store.clock.today();
    let within = store.settings.thresholds.case_review.days;
    let (mark, text, days) = match covered(discussed, opened, store.meta.first_day, today, within) {
        Covered::Recently(days) => (Mark::Done, format!("discussed {days} d ago"), days),
        Covered::New(days) => (Mark::NoData, format!("new, {days} d, not discussed yet"), days),
        Covered::Late(days) => (Mark::Overdue, format!("not discussed for {days} d"), days),
        Covered::Never(days) => (Mark::Overdue, format!("never discussed in {days} d"), days),
    };
    let belongs = belongs(store, people);
    let last = discussed.map_or_else(|| "not yet".to_owned(), |on| short(on, today));
    let explain = Explain {
        title: format!("{family}: {text}"),
        rule: format!(
            "Every open family is discussed in some session every {within} days; of one that is newer here nothing is \
             expected yet."
        ),
        basis: "setting: thresholds.toml, case_review.days".into(),
        rows: vec![
            ("open since".into(), short(opened, today)),
            ("first day of this file".into(), short(store.meta.first_day, today)),
            ("last discussed".into(), last),
            ("belongs in".into(), belongs.clone()),
        ],
    };
    Coverage { family, mark, text, days, belongs, explain }
}

/// The session in which a family belongs: its pair's, or the one worker's who is there.
fn belongs(store: &Store, people: &(Option<Person>, Option<Person>)) -> String {
    let label = |subject: Subject| {
        let kind = store
            .settings
            .meetings
            .kinds
            .iter()
            .find(|kind| kind.subject == subject && kind.cadence_days.is_some());
        kind.map_or_else(|| subject.to_string(), |kind| kind.label.clone())
    };
    match people {
        (Some(iw), Some(rc)) => format!("{}, {} + {}", label(Subject::Pair), iw.short, rc.short),
        (Some(iw), None) => format!("{}, {}", label(Subject::IntactWorker), iw.short),
        (None, Some(rc)) => format!("{}, {}", label(Subject::RecoveryCoordinator), rc.short),
        (None, None) => "nobody has it: assign it first".to_owned(),
    }
}
