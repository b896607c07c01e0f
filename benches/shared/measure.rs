//! What a use case costs beside the same SQL, run raw on the same file in the same run.
//!
//! The statements are those that the use case itself runs (traced once); raw means: prepared once, stepped to the end,
//! every column read, in one transaction, which the program does, too, so that an answer is of one state of the file.

use ifr::domain::{FamilyId, MeetingId, Number, StaffId, Word};
use ifr::store::view::caseload::ListFilter;
use ifr::store::view::family::{LifeKind, RecordAsk};
use ifr::store::view::history::Record;
use ifr::store::view::list::{ListAsk, PAGE};
use ifr::store::view::referral::ReferralAsk;
use ifr::store::view::schedule::ScheduleAsk;
use ifr::store::view::staffing::StaffAsk;
use ifr::store::view::walk::WalkAsk;
use ifr::store::{Request, Store};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Statement};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Quarter points of the rounds: see [`usual`].
#[allow(dead_code, reason = "each benchmark prints what it is about")]
pub struct Cost {
    pub ours: Duration,
    pub raw: Duration,
    /// The same SQL where each statement locks the file for itself.
    pub alone: Duration,
    pub statements: usize,
}

impl Cost {
    pub fn ratio(&self) -> f64 {
        self.ours.as_secs_f64() / self.raw.as_secs_f64()
    }
}

/// Opens the file beside the program, to read.
pub fn reader(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// Every screen and list of the demo's first site.
pub fn looks(path: &Path) -> Vec<(&'static str, Request)> {
    let conn = reader(path);
    let one = |sql: &str| conn.query_row(sql, [], |row| row.get(0)).unwrap();
    let walked = MeetingId(one(
        "select max(id) from meeting where kind = 'co_supervision' and status = 'held' and site_id = 1",
    ));
    let (family, worker) = (FamilyId(197), StaffId::new(5));
    let (from, until) = ("2026-11-01".parse().unwrap(), "2027-01-31".parse().unwrap());
    let life = RecordAsk::Life(family, LifeKind::ALL[0], None, 50);
    vec![
        ("today", Request::Today),
        ("caseload", Request::Caseload),
        ("referrals", Request::Referrals(ListFilter::default())),
        ("referrals, all", Request::List(ListAsk::Decided(None, PAGE))),
        ("pipeline", Request::Referral(ReferralAsk::Pipeline)),
        ("flow", Request::Referral(ReferralAsk::Flow { from, to: "2026-11-24".parse().unwrap() })),
        ("staffing", Request::Staffing),
        ("person", Request::Staff(StaffAsk::Person(worker))),
        ("meetings", Request::Meetings),
        ("calendar", Request::Schedule(ScheduleAsk::Ahead { from, until })),
        ("actions", Request::Items(ListFilter::default())),
        ("actions, all", Request::List(ListAsk::Closed(None, PAGE))),
        ("fidelity", Request::Fidelity),
        ("family", Request::Family(family)),
        ("life", Request::Record(life)),
        ("history", Request::Record(RecordAsk::History(Record::Family(family), None))),
        ("walk", Request::Walk(WalkAsk::Load(walked))),
        ("note", Request::Meeting(walked)),
    ]
}

/// Whether a statement reads, and does not begin or end a transaction.
pub fn reads(sql: &str) -> bool {
    let start = sql.trim_start().to_lowercase();
    start.starts_with("select") || start.starts_with("with")
}

/// What a use case costs; a first time before it, so that what is written on the first look of a day is no part of it.
pub fn cost(store: &mut Store, path: &Path, request: &Request, rounds: usize) -> Cost {
    store.handle(request.clone()).unwrap();
    let (_, statements) = store.traced(request.clone()).unwrap();
    let conn = reader(path);
    let mut prepared: Vec<_> =
        statements.iter().filter(|sql| reads(sql)).map(|sql| conn.prepare(sql).unwrap()).collect();
    let (mut ours, mut raw, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        ours.push(timed(|| {
            black_box(store.handle(request.clone()).unwrap());
        }));
        raw.push(timed(|| {
            conn.execute_batch("begin").unwrap();
            prepared.iter_mut().for_each(step);
            conn.execute_batch("commit").unwrap();
        }));
        alone.push(timed(|| prepared.iter_mut().for_each(step)));
    }
    Cost { ours: usual(ours), raw: usual(raw), alone: usual(alone), statements: prepared.len() }
}

/// The statements of a use case that take the longest on a file, with the microseconds that each takes.
#[allow(dead_code, reason = "only growth is asked where its time goes")]
pub fn longest(store: &mut Store, path: &Path, request: &Request, most: usize) -> Vec<(u128, String)> {
    let (_, statements) = store.traced(request.clone()).unwrap();
    let conn = reader(path);
    let mut times: Vec<(u128, String)> = statements
        .into_iter()
        .filter_map(|sql| {
            let mut statement = Some(&sql).filter(|sql| reads(sql)).and_then(|sql| conn.prepare(sql).ok())?;
            let times = (0..5).map(|_| timed(|| step(&mut statement))).collect();
            drop(statement);
            Some((usual(times).as_micros(), sql))
        })
        .collect();
    times.sort_by(|one, other| other.cmp(one));
    times.truncate(most);
    times
}

pub fn timed(run: impl FnOnce()) -> Duration {
    let began = Instant::now();
    run();
    began.elapsed()
}

/// Steps a statement to its end, with every column read.
pub fn step(statement: &mut Statement<'_>) {
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            if let Ok(ValueRef::Text(text)) = row.get_ref(column) {
                black_box(text.len());
            }
        }
    }
}

/// What it takes where nothing else disturbs it: a quarter of the rounds are faster. Others on the same machine only ever
/// add, so that half of the rounds may tell of them.
pub fn usual(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 4]
}
