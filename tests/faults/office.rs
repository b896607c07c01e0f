//! What people do all day, on one small file: deeds that are told by the number of their operation.

use crate::walk::world::{BROOKS, CONSENTING, DANA, File, LEE, SAM, WITHOUT, day};
use ifr::domain::action_item::Priority;
use ifr::domain::meeting::{About, Attendance, MeetingStatus};
use ifr::domain::staff::Role;
use ifr::domain::{MeetingId, StaffId};
use ifr::error::{Error, Kind};
use ifr::store::request::Form;
use ifr::store::view::form::{AssignForm, ItemForm};
use ifr::store::view::item::ItemTerms;
use ifr::store::view::walk::{Walk, WalkAsk, WalkReply};
use ifr::store::{OpId, OpenOptions, Reply, Request, Store, verify_chain};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A third worker of the Intact side, so that families change hands.
const KIM: StaffId = StaffId(5);

/// The file in a folder in memory, where there is one.
pub fn make() -> (TempDir, PathBuf) {
    let folder = crate::desk::in_memory();
    let file = File::new();
    file.sql()
        .execute_batch(
            "insert into staff (id, name, role, agency_id) values (5, 'Alex Kim', 'intact_worker', 1);
             insert into staff_site (staff_id, site_id, from_on) values (5, 1, '2026-01-01');
             insert into employment (staff_id, from_on, fte, supervisor_id) values (5, '2026-01-01', 1, 1);
             pragma journal_mode = delete",
        )
        .unwrap();
    let path = folder.path().join("programme.ifr");
    std::fs::copy(file.folder.path().join("programme.ifr"), &path).unwrap();
    (folder, path)
}

/// How it is opened. Reading the settings takes longer than all the rest, and is done once.
pub fn options() -> OpenOptions {
    static OPTIONS: OnceLock<OpenOptions> = OnceLock::new();
    OPTIONS.get_or_init(crate::walk::world::options).clone()
}

pub fn open(path: &Path) -> Store {
    let mut store = Store::open(path, options()).unwrap();
    let sign_in = || Request::SignIn { staff: DANA, passphrase: String::new() };
    // Seven others may be saving: whoever is told so presses the key once more.
    while let Err(error) = store.handle(sign_in()) {
        assert_eq!(error.kind, Kind::Busy, "{error}");
    }
    store
}

/// The file for looking into it while others write: what it asks is not in the office's way for long.
pub fn read(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    conn.busy_timeout(crate::desk::LIMIT).unwrap();
    conn
}

/// Whether somebody has done each thing that people here do.
pub const EVERY_DEED: &str = "select exists (select 1 from assignment where from_on = '2026-11-24')
  and exists (select 1 from meeting_person where attendance is not null) and exists (select 1 from action_item where id > 1)
  and exists (select 1 from note) and exists (select 1 from signature)";

/// Something that somebody does, and the word for it.
pub struct Deed {
    pub word: &'static str,
    pub op: OpId,
    pub request: Request,
}

impl Deed {
    fn new(word: &'static str, request: impl FnOnce(OpId) -> Request) -> Self {
        let op = OpId::new();
        Self { word, op, request: request(op) }
    }
}

pub fn item(words: &str) -> Deed {
    let form = ItemForm {
        terms: ItemTerms {
            description: words.to_owned(),
            owner: LEE,
            due_on: day("2026-12-01"),
            family: Some(CONSENTING),
            category: "administrative".into(),
            priority: Priority::Normal,
        },
        meeting: None,
    };
    Deed::new("item", |op| Request::Save(op, Form::Item(form)))
}

pub fn assign(to_kim: bool) -> Deed {
    let form = AssignForm {
        family: WITHOUT,
        referral: None,
        staff: if to_kim { KIM } else { LEE },
        role: Role::IntactWorker,
        instead_of: None,
        from_on: day("2026-11-24"),
        reason: "because of the way".into(),
    };
    Deed::new("assign", |op| Request::Save(op, Form::Assign(form)))
}

pub fn attend(walk: &Walk, number: usize) -> Option<Deed> {
    let person = walk.people.get(number % walk.people.len().max(1))?.row;
    let attendance = Some(if number.is_multiple_of(2) { Attendance::Present } else { Attendance::Phone });
    let (late, left_early, deputy_for, meeting) = (None, None, None, walk.id);
    Some(Deed::new("attendance", |op| {
        Request::Walk(WalkAsk::Attend { op, meeting, person, attendance, late, left_early, deputy_for })
    }))
}

/// Words of its own: the same words written twice are kept once, without an operation more.
pub fn note(path: &Path, meeting: MeetingId, body: String) -> Deed {
    // The version is read as a screen reads it: at once before; somebody else may write in between.
    let conn = Connection::open(path).unwrap();
    let sql = "select coalesce(max(version), 0) from note where meeting_id = ?1 and family_id = ?2 and field = 'safety'
                 and author_id = ?3";
    let version = conn.query_row(sql, [meeting.0, CONSENTING.0, DANA.0], |row| row.get(0)).unwrap_or(0);
    let (family, field, author) = (Some(CONSENTING), "safety".to_owned(), DANA);
    Deed::new("note", |op| Request::Walk(WalkAsk::Note { op, meeting, family, field, author, body, version }))
}

fn start() -> Deed {
    let about = vec![About::Pair(LEE, BROOKS)];
    let kind = "co_supervision".into();
    Deed::new("start", |op| Request::Walk(WalkAsk::Start { op, kind, about, afterwards: None }))
}

fn sign(meeting: MeetingId, staff: StaffId) -> Deed {
    Deed::new("sign", |op| Request::Walk(WalkAsk::Sign { op, meeting, staff, passphrase: String::new() }))
}

/// The meeting that is going on; a new one where none is.
pub fn meeting(store: &mut Store, path: &Path) -> Option<Walk> {
    let going: Option<i64> = Connection::open(path)
        .ok()?
        .query_row("select max(id) from meeting where status = 'in_progress'", [], |row| row.get(0))
        .ok()?;
    let request = match going {
        Some(id) => Request::Walk(WalkAsk::Load(MeetingId(id))),
        None => start().request,
    };
    let Ok(Reply::Walk(reply)) = store.handle(request) else { return None };
    match *reply {
        WalkReply::Walk(walk) => Some(*walk),
        _ => None,
    }
}

/// What the person of this number does next.
pub fn next(store: &mut Store, path: &Path, number: usize) -> Vec<Deed> {
    match number % 6 {
        0 | 3 => vec![item(&format!("Call the school, {number}"))],
        1 => vec![assign((number / 6).is_multiple_of(2))],
        2 => meeting(store, path).and_then(|walk| attend(&walk, number)).into_iter().collect(),
        4 => meeting(store, path)
            .map(|walk| note(path, walk.id, format!("Seen at school, {number}: {}", std::process::id())))
            .into_iter()
            .collect(),
        _ if number.is_multiple_of(5) => {
            let Some(walk) = meeting(store, path) else { return Vec::new() };
            let meeting = walk.id;
            let close = Deed::new("close", |op| Request::Walk(WalkAsk::Close { op, meeting }));
            vec![close, sign(meeting, DANA), sign(meeting, SAM)]
        }
        _ => Vec::new(),
    }
}

/// Does it; `false` where somebody else was there first, which is said on the screen.
pub fn done(store: &mut Store, deed: &Deed) -> Result<bool, Error> {
    let reply = store.handle(deed.request.clone())?;
    Ok(!matches!(&reply, Reply::Walk(walk) if matches!(**walk, WalkReply::Conflict { .. })))
}

/// What is found in a file afterwards.
#[derive(Default, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub corrupt: bool,
    pub lost: usize,
    pub twice: usize,
}

/// Looks whether a file is whole, and holds every operation that was acknowledged, once.
pub fn judge<'a>(path: &Path, acknowledged: impl IntoIterator<Item = &'a String>) -> Found {
    let corrupt = Found { corrupt: true, ..Found::default() };
    let Ok(conn) = Connection::open(path) else { return corrupt };
    conn.busy_timeout(crate::desk::LIMIT).unwrap();
    let whole = || -> Option<Found> {
        conn.execute_batch("pragma synchronous = off").ok()?;
        let said: String = conn.query_row("pragma integrity_check", [], |row| row.get(0)).ok()?;
        let links: i64 =
            conn.query_row("select count(*) from pragma_foreign_key_check", [], |row| row.get(0)).ok()?;
        if said != "ok" || links > 0 || verify_chain(&conn).ok()?.broken.is_some() {
            return None;
        }
        let mut found = Found::default();
        let mut count = conn.prepare("select count(*) from event where op_id = ?1").ok()?;
        for op in acknowledged {
            match count.query_row([op], |row| row.get::<_, i64>(0)).ok()? {
                0 => found.lost += 1,
                1 => {}
                _ => found.twice += 1,
            }
        }
        Some(found)
    };
    whole().unwrap_or(corrupt)
}

#[test]
fn a_day_of_this_office_has_every_sort_of_deed() {
    let (_folder, path) = make();
    let mut store = open(&path);
    let (mut words, mut ops) = (std::collections::BTreeSet::new(), Vec::new());
    for number in 0..36 {
        for deed in next(&mut store, &path, number) {
            if done(&mut store, &deed).is_ok_and(|done| done) {
                words.insert(deed.word);
                ops.push(deed.op.to_string());
            }
        }
    }
    let all = ["assign", "attendance", "close", "item", "note", "sign"];
    assert_eq!(words.into_iter().collect::<Vec<_>>(), all);
    assert_eq!(judge(&path, &ops), Found::default());
    let other = OpId::new().to_string();
    assert_eq!(judge(&path, [&other]).lost, 1, "what is not there is missed");
    let running = store.handle(start().request);
    assert!(running.is_ok_and(|reply| {
        matches!(reply, Reply::Walk(walk) if matches!(&*walk, WalkReply::Walk(walk) if walk.status != MeetingStatus::Held))
    }));
}
