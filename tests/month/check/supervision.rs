//! Supervision: what was to be expected of every pair and worker, looked for day by day, and what became of it.

use crate::month::raw::{Raw, Row, day_in_chicago, whole, works};
use chrono::NaiveDate;
use ifr::domain::month::Amount;
use std::collections::BTreeSet;

/// A kind of Individual or of meeting with a pair: its key, the days between two, and the kinds that count for it.
const KINDS: [(&str, i64, &[&str]); 4] = [
    ("co_supervision", 31, &["co_supervision"]),
    ("joint", 14, &["joint", "co_supervision"]),
    ("individual_iw", 7, &["individual_iw"]),
    ("individual_rc", 7, &["individual_rc"]),
];

/// Why meetings are missed, as the file says it; anything else is said as it stands.
const REASONS: [(&str, &str); 8] = [
    ("worker_leave", "Worker leave"),
    ("crisis", "Crisis"),
    ("court", "Court"),
    ("vacancy", "Vacancy"),
    ("weather", "Weather"),
    ("supervisor_unavailable", "Supervisor unavailable"),
    ("technical", "Technical"),
    ("other", "Other"),
];

/// What was due, and what became of it.
struct Due {
    kind: &'static str,
    on: NaiveDate,
    became: &'static str,
    why: String,
}

/// What there was of a kind with a pair or worker.
#[derive(Default)]
struct Past {
    held: BTreeSet<NaiveDate>,
    wrong: BTreeSet<NaiveDate>,
    /// Of two on one day the first by its letters is told.
    reasons: BTreeSet<(NaiveDate, String)>,
}

pub fn count(raw: &mut Raw<'_>) {
    let mut all: Vec<Due> = Vec::new();
    for (kind, every, counting) in KINDS {
        for who in subjects(raw, kind) {
            let past = past(raw, kind, counting, &who);
            let every = |on: NaiveDate| settled(raw, kind, &who, on).unwrap_or(every);
            let shared = shared(raw, &who);
            let there: Vec<NaiveDate> = days(raw).filter(|on| is_there(raw, &who, &shared, *on)).collect();
            for spell in there.chunk_by(|one, next| one.succ_opt() == Some(*next)) {
                all.extend(expected(raw, kind, spell, &past, &every));
            }
        }
    }
    all.retain(|due| raw.within(Some(due.on)));
    for (kind, ..) in KINDS {
        let these: Vec<&Due> = all.iter().filter(|due| due.kind == kind).collect();
        let became = |what: &[&str]| these.iter().filter(|due| what.contains(&due.became)).count();
        let held = vec![true; became(&["on_time", "late"])];
        let rest = vec![false; these.len() - held.len()];
        raw.share(&format!("staffing.supervision.{kind}.held"), true, &[held, rest].concat());
        for name in ["on_time", "late", "wrong", "missed", "overdue"] {
            let many = became(&[name]);
            raw.count(format!("staffing.supervision.{kind}.{name}"), many);
        }
    }
    let lacking = all.iter().filter(|due| ["wrong", "missed", "overdue"].contains(&due.became));
    let key =
        |why: &str| if why.is_empty() { "none".to_owned() } else { why.to_lowercase().replace(' ', "_") };
    let reasons: Vec<String> = lacking.map(|due| key(&due.why)).collect();
    raw.parts("staffing.reasons", reasons.iter().map(String::as_str));
    attendance(raw);
}

/// Every day that can matter.
fn days(raw: &Raw<'_>) -> impl Iterator<Item = NaiveDate> + use<> {
    let first =
        raw.rows("assignment").iter().chain(raw.rows("employment")).filter_map(|row| row.day("from_on"));
    let (first, until) = (first.min().unwrap_or(raw.first), raw.until);
    first.iter_days().take_while(move |on| *on <= until)
}

/// The pairs, Intact Worker first, or the workers of a kind.
fn subjects(raw: &Raw<'_>, kind: &str) -> Vec<Vec<i64>> {
    let role = match kind {
        "individual_iw" => "intact_worker",
        "individual_rc" => "recovery_coordinator",
        _ => {
            let mut pairs = BTreeSet::new();
            for family in &raw.families {
                let of = |role: &'static str| {
                    let mine = move |row: &&Row| row.text("role") == role && row.num("supervisor_held") == 0;
                    raw.of("assignment", *family).filter(mine).map(|row| row.num("staff_id"))
                };
                pairs.extend(
                    of("intact_worker").flat_map(|iw| of("recovery_coordinator").map(move |rc| vec![iw, rc])),
                );
            }
            return pairs.into_iter().collect();
        }
    };
    raw.rows("staff").iter().filter(|row| row.text("role") == role).map(|row| vec![row.num("id")]).collect()
}

/// The families that both of a pair ever had, whenever that was.
fn shared(raw: &Raw<'_>, who: &[i64]) -> Vec<i64> {
    let had = |family: i64, staff: i64| raw.of("assignment", family).any(|row| row.num("staff_id") == staff);
    raw.families.iter().copied().filter(|id| who.iter().all(|staff| had(*id, *staff))).collect()
}

/// Whether the pair shared an open family of this site on a day, or the worker was at work here.
fn is_there(raw: &Raw<'_>, who: &[i64], shared: &[i64], on: NaiveDate) -> bool {
    if let [iw, rc] = who {
        let has = |family: i64, staff: i64, role: &str| {
            raw.of("assignment", family).any(|row| {
                row.num("staff_id") == staff
                    && row.text("role") == role
                    && row.num("supervisor_held") == 0
                    && row.holds(on)
            })
        };
        return shared.iter().any(|id| {
            has(*id, *iw, "intact_worker")
                && has(*id, *rc, "recovery_coordinator")
                && raw.case(*id, on).is_some()
        });
    }
    let mine = |row: &&Row| row.num("staff_id") == who[0] && row.holds(on);
    let person = raw.rows("staff").iter().find(|row| row.num("id") == who[0]).unwrap();
    raw.rows("staff_site").iter().filter(mine).any(|row| row.num("site_id") == raw.site)
        && raw
            .rows("employment")
            .iter()
            .filter(mine)
            .any(|row| ["active", "onboarding"].contains(&row.text("status")))
        && person.day("left_on").is_none_or(|left| on < left)
}

/// How often these meet, where they settled it themselves.
fn settled(raw: &Raw<'_>, kind: &str, who: &[i64], on: NaiveDate) -> Option<i64> {
    let of = |row: &Row| -> Vec<i64> {
        ["iw_id", "rc_id", "worker_id"]
            .iter()
            .filter(|name| row.has(name))
            .map(|name| row.num(name))
            .collect()
    };
    let mine =
        |row: &&Row| row.text("kind") == kind && of(row) == who && row.num("every_days") > 0 && row.holds(on);
    raw.rows("meeting_series").iter().find(mine).map(|row| row.num("every_days"))
}

fn past(raw: &Raw<'_>, kind: &str, counting: &[&str], who: &[i64]) -> Past {
    let mut past = Past::default();
    for meeting in raw.rows("meeting") {
        let (as_what, why) = match who {
            [iw, rc] => {
                let id = meeting.num("id");
                let mine = |row: &&Row| {
                    row.num("meeting_id") == id && row.num("iw_id") == *iw && row.num("rc_id") == *rc
                };
                let Some(pair) = raw.rows("meeting_pair").iter().find(mine) else { continue };
                let counts = ["counts", "held_as_other"].contains(&pair.text("verdict"));
                let why = if pair.text("reason").is_empty() { meeting } else { pair };
                (if counts { pair.text("kind_held") } else { "" }, why.text("reason"))
            }
            _ if meeting.num("worker_id") != who[0] => continue,
            _ => {
                (if alone(raw, meeting, who[0]) { meeting.text("kind") } else { "" }, meeting.text("reason"))
            }
        };
        let held = ["held", "signed"].contains(&meeting.text("status"));
        let planned = || Some(day_in_chicago(meeting.text("scheduled_at").parse().ok()?));
        let Some(on) = meeting.day("held_on").or_else(planned) else { continue };
        if !(held || ["missed", "cancelled", "rescheduled"].contains(&meeting.text("status")))
            || (held && on > raw.cut_off)
        {
            continue;
        }
        let counts = counting.contains(&as_what);
        match (held, counts, meeting.text("kind") == kind) {
            (true, true, _) => _ = past.held.insert(on),
            (true, false, true) => _ = past.wrong.insert(on),
            _ => {}
        }
        if !(counts && held) && meeting.text("kind") == kind && !why.is_empty() {
            let said = REASONS.iter().find(|(word, _)| *word == why).map_or(why, |(_, said)| said);
            past.reasons.insert((on, said.to_owned()));
        }
    }
    past
}

/// Whether an Individual had the supervisor and the worker, and nobody besides; without a list it is as it was recorded.
fn alone(raw: &Raw<'_>, meeting: &Row, worker: i64) -> bool {
    let list: Vec<&Row> =
        raw.people().iter().filter(|row| row.num("meeting_id") == meeting.num("id")).collect();
    let there = list.iter().filter(|row| ["present", "video", "phone"].contains(&row.text("attendance")));
    let mut roles: Vec<&str> =
        there.map(|row| if row.num("staff_id") == worker { "worker" } else { row.text("role") }).collect();
    roles.sort_unstable();
    let supervisor =
        if meeting.text("kind") == "individual_iw" { "intact_supervisor" } else { "sud_supervisor" };
    list.is_empty() || roles == [supervisor, "worker"]
}

/// What was expected in a stretch of days: looked for from one due day to the next.
fn expected(
    raw: &Raw<'_>,
    kind: &'static str,
    spell: &[NaiveDate],
    past: &Past,
    every: &dyn Fn(NaiveDate) -> i64,
) -> Vec<Due> {
    let (from, until) = (spell[0], raw.until);
    let ends = spell.last().unwrap().succ_opt().filter(|_| *spell.last().unwrap() < until);
    let start = from.max(raw.file_from());
    // The first working day on which so many days have passed as hold on it.
    let due_after = |last: NaiveDate| -> NaiveDate {
        let due = last.iter_days().skip(1).find(|on| (*on - last).num_days() >= every(*on)).unwrap();
        due.iter_days().find(|on| works(*on)).unwrap()
    };
    let held = |from: NaiveDate, to: NaiveDate| past.held.range(from..to).filter(|on| **on <= until).copied();
    let mut last = held(from, start.succ_opt().unwrap()).next_back().unwrap_or(start);
    let mut due = due_after(last).max(start);
    let mut out = Vec::new();
    while due <= until && ends.is_none_or(|ends| due < ends) {
        let after = |day: NaiveDate| day.succ_opt().unwrap();
        let next = ends.map_or(due_after(due), |ends| due_after(due).min(ends));
        let in_time = held(after(last), after(due)).rfind(|on| *on < next);
        let late = held(after(due).max(after(last)), next.max(after(due)).max(after(last))).next();
        let between = |on: &NaiveDate| last < *on && *on < next && *on <= until;
        let (mut became, mut why) = ("missed", String::new());
        if in_time.is_some() {
            became = "on_time";
        } else if late.is_some() {
            became = "late";
        } else {
            why = past
                .reasons
                .iter()
                .find(|(on, _)| between(on))
                .map(|(_, why)| why.clone())
                .unwrap_or_default();
            if past.wrong.iter().any(between) {
                became = "wrong";
            } else if next > until {
                became = "overdue";
            }
        }
        out.push(Due { kind, on: due, became, why });
        if became == "overdue" {
            break;
        }
        last = in_time.or(late).unwrap_or(due);
        due = due_after(last).max(after(due).iter_days().find(|on| works(*on)).unwrap());
    }
    out
}

fn attendance(raw: &mut Raw<'_>) {
    let mut all = Vec::new();
    for person in raw.people().iter().filter(|row| row.has("staff_id") && row.has("attendance")) {
        let of = raw.rows("meeting").iter().find(|row| row.num("id") == person.num("meeting_id")).unwrap();
        let counts = of.num("site_id") == raw.site && ["held", "signed"].contains(&of.text("status"));
        if counts && raw.within(of.day("held_on")) {
            all.push(["present", "video", "phone"].contains(&person.text("attendance")));
        }
    }
    let part = whole(all.iter().filter(|there| **there).count());
    let value = if all.is_empty() { Amount::NoData } else { Amount::Share { part, whole: whole(all.len()) } };
    raw.put("staffing.attendance.present", value);
}
