//! How every use case's statements find their rows: never by reading a table through that grows with the years.
//!
//! The statements are those that really run (traced), each explained on the file it ran on. A loop over a whole table
//! or a whole index begins with `Rewind` or `Last` on its cursor in SQLite's own program; that is what is looked for.

use chrono::NaiveDate;
use ifr::domain::action_item::ItemStatus;
use ifr::domain::referral::Sign;
use ifr::domain::staff::Role;
use ifr::domain::{FamilyId, ItemId, MeetingId, Number, ReferralId, StaffId, Word};
use ifr::export::document::Format;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::view::assign::AssignAsk;
use ifr::store::view::caseload::ListFilter;
use ifr::store::view::document::DocumentAsk;
use ifr::store::view::family::{LifeKind, RecordAsk, RecordReply};
use ifr::store::view::find::{FindAsk, FoundKind};
use ifr::store::view::history::Record;
use ifr::store::view::list::{ListAsk, ListFile};
use ifr::store::view::prepare::PrepareAsk;
use ifr::store::view::referral::ReferralAsk;
use ifr::store::view::schedule::ScheduleAsk;
use ifr::store::view::services::ServicesAsk;
use ifr::store::view::staffing::StaffAsk;
use ifr::store::view::undo::UndoAsk;
use ifr::store::view::walk::WalkAsk;
use ifr::store::{OpId, Reply, Request, Store};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Tables that may be read through, because they stay small however long the programme goes on, with the reason.
const SMALL: &[(&[&str], &str)] = &[
    (&["sqlite_schema", "meta"], "one file, one schema"),
    (&["agency", "site", "position"], "the programme's places: a few, for good"),
    (
        &[
            "staff",
            "employment",
            "staff_site",
            "position_fill",
            "position_cover",
            "credential",
            "cover",
            "account",
        ],
        "the programme's people: some hundreds in ten years of a state",
    ),
    (&["import_name"], "names that matched nobody: as many as people and places"),
    (&["saved_filter", "draft"], "what a person keeps for themselves"),
];

fn is_small(table: &str) -> bool {
    SMALL.iter().any(|(tables, _)| tables.contains(&table))
}

/// Statements that begin at the end of a table and stop, each by what it contains, with the reason.
const EXCUSED: &[(&str, &str)] = &[
    ("select seq, hash from event order by seq desc limit 1", "reads the newest event and stops"),
    ("(select max(seq) from event) - ", "reads the newest event, then a fixed number before it"),
];

/// What a cursor may stand on.
struct Tree {
    name: String,
    table: String,
    /// An index of some rows only, such as what is open.
    partial: bool,
}

struct File {
    _folder: tempfile::TempDir,
    store: Store,
    conn: Connection,
    trees: BTreeMap<i64, Tree>,
}

fn file() -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plans.ifr");
    let plan = Plan { seed: 7, today: "2026-11-24".parse().unwrap() };
    let store = create(&path, &plan, Arc::new(Settings::defaults())).unwrap();
    let conn = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    // As the program has it: a plan that no value changes.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    let trees = trees(&conn);
    File { _folder: folder, store, conn, trees }
}

fn trees(conn: &Connection) -> BTreeMap<i64, Tree> {
    let mut read = conn
        .prepare("select rootpage, name, tbl_name, coalesce(sql, '') like '% where %' from sqlite_schema where rootpage > 0")
        .unwrap();
    let mut all: BTreeMap<_, _> = read
        .query_map([], |row| {
            Ok((row.get(0)?, Tree { name: row.get(1)?, table: row.get(2)?, partial: row.get(3)? }))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let schema = || "sqlite_schema".to_owned();
    all.insert(1, Tree { name: schema(), table: schema(), partial: false });
    all
}

/// Every growing table or index that a statement reads from one end on.
fn walked(file: &File, sql: &str) -> BTreeSet<String> {
    let mut read = file.conn.prepare(&format!("explain {sql}")).unwrap();
    let steps: Vec<(String, i64, i64)> = read
        .raw_query()
        .mapped(|row| Ok((row.get("opcode")?, row.get("p1")?, row.get("p2")?)))
        .map(Result::unwrap)
        .collect();
    let mut on = BTreeMap::new();
    let mut found = BTreeSet::new();
    for (code, cursor, root) in &steps {
        match code.as_str() {
            "OpenRead" | "OpenWrite" => {
                on.insert(*cursor, file.trees.get(root));
            }
            "OpenEphemeral" | "OpenAutoindex" | "OpenPseudo" | "SorterOpen" => {
                on.insert(*cursor, None);
            }
            "Rewind" | "Last" => {
                if let Some(Some(tree)) = on.get(cursor)
                    && !is_small(&tree.table)
                    && !tree.partial
                {
                    found.insert(tree.name.clone());
                }
            }
            _ => {}
        }
    }
    found.extend(halves(file, sql));
    found
}

/// Every growing index of which a statement reads all up to some value: a day's past grows with every day.
///
/// What follows a day is as short as it was, so that a lower bound alone is enough there, and nowhere else.
fn halves(file: &File, sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in plan(file, sql).lines() {
        let Some((_, used)) = line.split_once(" INDEX ").filter(|_| line.contains("SEARCH ")) else {
            continue;
        };
        let Some((name, bounds)) = used.split_once(" (") else { continue };
        let Some(tree) = file.trees.values().find(|tree| tree.name == name) else { continue };
        let (above, below) = (bounds.contains(">?"), bounds.contains("<?"));
        let days = ["_on>?", "_at>?"].iter().any(|end| bounds.contains(end));
        let bounded = bounds.contains("=?") || (above && (below || days));
        if !bounded && !tree.partial && !is_small(&tree.table) {
            found.push(format!("half of {name}"));
        }
    }
    found
}

/// The indexes that are there for the sake of questions alone.
fn added(file: &File) -> Vec<String> {
    let sql = include_str!("../src/store/migrations/0010_indexes.sql");
    let names = sql.lines().filter_map(|line| line.strip_prefix("create index ")?.split(' ').next());
    names.map(str::to_owned).filter(|name| file.trees.values().any(|tree| tree.name == *name)).collect()
}

/// The indexes that a statement uses.
fn used(file: &File, sql: &str) -> Vec<String> {
    let names = plan(file, sql);
    let words = names.lines().filter_map(|line| line.split_once(" INDEX ")?.1.split(' ').next());
    words.map(str::to_owned).collect()
}

fn plan(file: &File, sql: &str) -> String {
    let mut read = file.conn.prepare(&format!("explain query plan {sql}")).unwrap();
    let lines = read.raw_query().mapped(|row| row.get::<_, String>("detail"));
    lines.map(|line| format!("    {}\n", line.unwrap())).collect()
}

fn number(file: &File, sql: &str) -> i64 {
    file.conn.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// Everything that a person can look at.
fn looks(file: &File) -> Vec<(String, Request)> {
    let id = |sql: &str| number(file, sql);
    let today = day("2026-11-24");
    let family = FamilyId(197);
    let (lee, brooks) = (StaffId::new(5), StaffId::new(14));
    let referral = ReferralId::new(412);
    let item = ItemId::new(id("select max(id) from action_item where family_id = 197"));
    let all = ListFilter { closed: true, staff: None };
    let mut looks: Vec<(String, Request)> = vec![
        ("sign-in choices".into(), Request::SignInChoices),
        ("today".into(), Request::Today),
        ("caseload".into(), Request::Caseload),
        ("referrals".into(), Request::Referrals(ListFilter::default())),
        ("referrals, all".into(), Request::Referrals(all.clone())),
        ("referrals, decided".into(), Request::List(ListAsk::Decided(None, 20))),
        ("actions, closed".into(), Request::List(ListAsk::Closed(None, 20))),
        ("staffing".into(), Request::Staffing),
        ("meetings".into(), Request::Meetings),
        ("actions".into(), Request::Items(ListFilter::default())),
        ("actions, all".into(), Request::Items(all)),
        ("actions of one".into(), Request::Items(ListFilter { closed: false, staff: Some(lee) })),
        ("family".into(), Request::Family(family)),
        ("choices".into(), Request::Choices(None)),
        ("choices of a family".into(), Request::Choices(Some(family))),
        ("find".into(), Request::Find("le".to_owned())),
        ("find a number".into(), Request::Find("F-0197".to_owned())),
        ("referral".into(), Request::Referral(ReferralAsk::Page(referral))),
        ("pipeline".into(), Request::Referral(ReferralAsk::Pipeline)),
        ("flow".into(), Request::Referral(ReferralAsk::Flow { from: day("2026-11-01"), to: today })),
        ("alike".into(), Request::Referral(ReferralAsk::Alike(Box::new(sign(family))))),
        ("undo".into(), Request::Undo(UndoAsk::Last)),
        ("undo of an event".into(), Request::Undo(UndoAsk::Look(2))),
        ("person".into(), Request::Staff(StaffAsk::Person(lee))),
        ("coordinator".into(), Request::Staff(StaffAsk::Person(brooks))),
        ("post".into(), Request::Staff(StaffAsk::Post(1))),
        ("places".into(), Request::Staff(StaffAsk::Places)),
        ("leaving".into(), Request::Assign(AssignAsk::Leaving { staff: lee, on: today })),
        ("filters".into(), Request::List(ListAsk::Filters("caseload"))),
        ("drafts".into(), Request::Drafts { entity: "family".to_owned(), id: 197 }),
        ("fidelity".into(), Request::Fidelity),
        ("agenda".into(), Request::Prepare(PrepareAsk::Agenda(None))),
        ("waiting points".into(), Request::Prepare(PrepareAsk::Waiting(family))),
        (
            "calendar".into(),
            Request::Schedule(ScheduleAsk::Ahead { from: day("2026-11-01"), until: day("2027-03-01") }),
        ),
        ("calendar file".into(), Request::Schedule(ScheduleAsk::Ics(OpId::new(), None))),
        (
            "service check".into(),
            Request::Services(ServicesAsk::Check { from: day("2026-11-01"), to: today }),
        ),
        ("list on paper".into(), Request::List(ListAsk::Write(OpId::new(), paper()))),
    ];
    for kind in FoundKind::ALL.iter().copied() {
        for text in ["le", "197"] {
            let ask = FindAsk { text: text.to_owned(), kind: Some(kind), most: 20 };
            looks.push((format!("search {kind:?} {text}"), Request::Search(ask)));
        }
    }
    for role in [Role::IntactWorker, Role::RecoveryCoordinator] {
        let ask = AssignAsk::Candidates { family, role, on: today };
        looks.push((format!("candidates, {}", role.word()), Request::Assign(ask)));
    }
    for record in [Record::Family(family), Record::Item(item), Record::Referral(referral), Record::Staff(lee)]
    {
        let request = Request::Record(RecordAsk::History(record, None));
        looks.push((format!("history of {record:?}"), request));
    }
    for kind in ["co_supervision", "joint", "individual_iw", "individual_rc"] {
        looks.push((format!("choices of {kind}"), Request::Walk(WalkAsk::Choices { kind: kind.to_owned() })));
        for status in ["held", "signed"] {
            let sql = format!(
                "select coalesce(max(id), 0) from meeting where kind = '{kind}' and status = '{status}' and site_id = 1"
            );
            let meeting = MeetingId(id(&sql));
            if meeting.0 > 0 {
                looks.push((format!("walk of {kind}, {status}"), Request::Walk(WalkAsk::Load(meeting))));
                looks.push((format!("note of {kind}, {status}"), Request::Meeting(meeting)));
                let paper = DocumentAsk { op: OpId::new(), meeting, format: Format::Html, path: None };
                looks.push((format!("document of {kind}, {status}"), Request::Document(paper)));
                let points = PrepareAsk::Points(meeting);
                looks.push((format!("points of {kind}, {status}"), Request::Prepare(points)));
            }
        }
    }
    looks
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A list that is printed: only the trail hears of it.
fn paper() -> ListFile {
    ListFile { list: "caseload", format: Format::Csv, rows: 1, part2: false, bytes: Vec::new(), path: None }
}

fn sign(family: FamilyId) -> Sign {
    Sign {
        family: Some(family),
        case_number: "PE-2026-27289".to_owned(),
        alias: "A.B.".to_owned(),
        birth_year: Some(1990),
        county: "Peoria".to_owned(),
        source: "court".to_owned(),
        received_on: "2026-11-20".parse().unwrap(),
    }
}

/// Begins an action item, so that there is something to undo.
fn begin(file: &mut File) {
    let item = number(
        file,
        "select max(id) from action_item where status = 'open' and family_id in (select id from family where site_id = 1)",
    );
    let version = number(file, &format!("select version from action_item where id = {item}"));
    let (op, status) = (OpId::new(), ItemStatus::InProgress);
    let request = Request::ItemStatus { op, item: ItemId::new(item), version, status, verified: false };
    file.store.handle(request).unwrap();
}

/// The pages that follow the first one of a list or of a life.
fn further(file: &mut File) -> Vec<(String, Request)> {
    let mut looks = Vec::new();
    for kind in LifeKind::ALL.iter().copied() {
        let text = kind.word();
        let first = Request::Record(RecordAsk::Life(FamilyId(197), kind, None, 5));
        if let Reply::Record(reply) = file.store.handle(first.clone()).unwrap()
            && let RecordReply::Life(life) = *reply
            && let Some(next) = life.next
        {
            let ask = RecordAsk::Life(FamilyId(197), kind, Some(next), 5);
            looks.push((format!("life, {text}, further"), Request::Record(ask)));
        }
        looks.push((format!("life, {text}"), first));
    }
    if let Reply::Meetings(list) = file.store.handle(Request::Meetings).unwrap()
        && let Some(next) = list.next
    {
        looks.push(("meetings, further".into(), Request::List(ListAsk::Past(next, 20))));
    }
    looks
}

#[test]
fn no_use_case_reads_a_growing_table_through() {
    let mut file = file();
    let mut bad: BTreeMap<String, (BTreeSet<String>, String)> = BTreeMap::new();
    let (mut seen, mut refused, mut done) = (BTreeSet::new(), Vec::new(), BTreeSet::new());
    let (mut excused, mut served) = (BTreeSet::new(), BTreeSet::new());
    for who in ["Dana", "Sam"] {
        file.store.sign_in_as(who).unwrap();
        begin(&mut file);
        let mut all = looks(&file);
        all.extend(further(&mut file));
        for (name, request) in all {
            let Ok((_, statements)) = file.store.asked(request) else {
                refused.push(name);
                continue;
            };
            done.insert(name.clone());
            for sql in statements {
                let start = sql.trim_start().to_lowercase();
                if !["select", "with", "update", "delete"].iter().any(|word| start.starts_with(word)) {
                    continue;
                }
                if let Some((who_asks, _)) = bad.get_mut(&sql) {
                    who_asks.insert(name.clone());
                }
                if !seen.insert(sql.clone()) {
                    continue;
                }
                served.extend(used(&file, &sql));
                let walked = walked(&file, &sql);
                if walked.is_empty() {
                    continue;
                }
                if let Some((known, _)) = EXCUSED.iter().find(|(known, _)| sql.contains(known)) {
                    excused.insert(*known);
                    continue;
                }
                let told = format!("reads all of {walked:?}\n{sql}\n{}", plan(&file, &sql));
                bad.insert(sql, (BTreeSet::from([name.clone()]), told));
            }
        }
    }
    assert!(seen.len() > 150, "{} statements are too few: is the tracing on?", seen.len());
    let told: Vec<String> = bad.into_values().map(|(names, told)| format!("{names:?}: {told}")).collect();
    assert!(told.is_empty(), "{} statements\n\n{}", told.len(), told.join("\n"));
    refused.retain(|name| !done.contains(name));
    assert!(refused.is_empty(), "nobody may see: {refused:?}");
    let useless: Vec<_> = added(&file).into_iter().filter(|name| !served.contains(name)).collect();
    assert!(useless.is_empty(), "indexes that no question uses: {useless:?}");
    let idle: Vec<_> = EXCUSED.iter().filter(|(known, _)| !excused.contains(known)).collect();
    assert!(idle.is_empty(), "no longer needs an excuse: {idle:?}");
}

/// Left to itself, SQLite reads all that a site ever received, and all meetings of a kind that were ever held.
#[test]
fn a_wait_list_and_the_meeting_before_are_found_by_what_is_short() {
    let mut file = file();
    file.store.sign_in_as("Dana").unwrap();
    let held =
        "select max(id) from meeting where kind = 'co_supervision' and status = 'held' and site_id = 1";
    let walked = MeetingId::new(number(&file, held));
    for (request, words, wanted) in [
        (Request::Referral(ReferralAsk::Pipeline), "r.wait_place", "referral_pending"),
        (Request::Walk(WalkAsk::Load(walked)), "select m.id from meeting_case c", "meeting_case_family"),
    ] {
        let (_, statements) = file.store.traced(request).unwrap();
        let asked: Vec<_> = statements.iter().filter(|sql| sql.contains(words)).collect();
        assert!(!asked.is_empty(), "nobody asks for {words}");
        for sql in asked {
            // The list of sites is read by a function, which has a number for a name.
            let indexes: Vec<_> = used(&file, sql).into_iter().filter(|name| !name.ends_with(':')).collect();
            assert_eq!(indexes, [wanted], "{sql}\n{}", plan(&file, sql));
        }
    }
}

#[test]
fn a_walk_through_a_table_is_noticed() {
    let file = file();
    let named = |sql: &str| walked(&file, sql).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(named("select sum(minutes) from service"), "service");
    assert_eq!(named("select count(*) from service where mode = 'home'"), "service_staff");
    assert_eq!(
        named("select id from service where on_date < '2026-01-01'"),
        "half of service_day service_day"
    );
    assert_eq!(named("select s.id from staff p join service s on s.minutes = p.id"), "service");
    assert_eq!(named("select id from service where family_id = 197"), "");
    assert_eq!(named("select id from staff"), "");
    assert_eq!(
        named(
            "select id from action_item where status in ('open', 'in_progress', 'blocked') order by due_on, id"
        ),
        ""
    );
}
