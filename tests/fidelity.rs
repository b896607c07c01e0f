//! Whether the programme keeps its own model: counted from real rows, shown on its page, given to the evaluator.

use crate::cli::{demo, ifr};
use crate::walk::world::{BROOKS, File, LEE};
use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::domain::fidelity::{Kept, Streak, Tally};
use ifr::domain::{MeetingId, Word};
use ifr::store::view::Mark;
use ifr::store::view::fidelity::{By, Fidelity, sum};
use ifr::store::{Reply, Request};

/// Lee + Brooks share families since the 1st of July; a Co-Supervision is due every 31 days.
const MEETINGS: &str = "
insert into meeting (id, uid, kind, site_id, status, held_on, scheduled_at, reason) values
  (11, 'a', 'co_supervision', 1, 'signed', '2026-07-30', null, ''),
  (12, 'b', 'co_supervision', 1, 'held', '2026-09-10', null, ''),
  (13, 'c', 'co_supervision', 1, 'held', '2026-10-08', null, ''),
  (14, 'd', 'co_supervision', 1, 'missed', null, '2026-11-10T16:00:00Z', 'court');
insert into meeting_pair (meeting_id, iw_id, rc_id, verdict, kind_held, reason, held_on) values
  (11, {iw}, {rc}, 'counts', 'co_supervision', '', '2026-07-30'),
  (12, {iw}, {rc}, 'counts', 'co_supervision', '', '2026-09-10'),
  (13, {iw}, {rc}, 'held_as_other', 'joint', 'supervisor_unavailable', '2026-10-08'),
  (14, {iw}, {rc}, null, null, '', null);
insert into meeting_case (meeting_id, family_id, position, rank, why, state) values (12, {family}, 1, 7, '', 'discussed');
";

fn rows(iw: i64, rc: i64, family: i64) -> String {
    let rows = MEETINGS.replace("{iw}", &iw.to_string()).replace("{rc}", &rc.to_string());
    rows.replace("{family}", &family.to_string())
}

fn fidelity(file: &mut File) -> Fidelity {
    match file.store.handle(Request::Fidelity).unwrap() {
        Reply::Fidelity(facts) => *facts,
        _ => panic!("another answer"),
    }
}

#[test]
fn every_expected_meeting_became_something() {
    let mut file = File::new();
    file.sql().execute_batch(&rows(LEE.0, BROOKS.0, 1)).unwrap();
    let facts = fidelity(&mut file);
    let line = facts.lines.iter().find(|line| line.kind_key == "co_supervision").unwrap();
    assert_eq!(line.about(), "Lee + Brooks");
    let kept: Vec<_> = line.expected.iter().map(|one| (one.kept, one.why.as_str())).collect();
    assert_eq!(
        kept,
        [
            (Kept::OnTime, ""),
            (Kept::Late, ""),
            (Kept::Wrong, "Supervisor unavailable"),
            (Kept::Overdue, "Court")
        ]
    );
    assert_eq!(line.expected[0].due_on.to_string(), "2026-08-03", "the first of August is a Saturday");
    assert_eq!(line.meetings[&line.expected[1].held_on.unwrap()], MeetingId(12));

    let tally = Tally { expected: 4, on_time: 1, late: 1, wrong: 1, missed: 0, overdue: 1 };
    let kinds = facts.groups(By::Kind);
    assert_eq!(kinds.iter().find(|group| group.name == "Co-Supervision").unwrap().tally, tally);
    let people = facts.groups(By::People);
    let pair = people.iter().find(|group| group.name == "Lee + Brooks, Co-Supervision").unwrap();
    assert_eq!((pair.tally, pair.streak), (tally, Some(Streak { now: 0, longest: 1 })));
    for by in By::ALL {
        let all: Vec<Tally> = facts.groups(*by).iter().map(|group| group.tally).collect();
        assert_eq!(sum(&all), sum(&facts.all()), "by {by}");
    }
    // What was held as a Joint counts as one.
    let joint = facts.lines.iter().find(|line| line.kind_key == "joint").unwrap();
    let held: Vec<String> =
        joint.expected.iter().filter_map(|one| one.held_on).map(|on| on.to_string()).collect();
    assert!(held.contains(&"2026-10-08".to_owned()) && held.contains(&"2026-07-30".to_owned()), "{held:?}");
}

#[test]
fn no_data_is_not_a_breach() {
    let mut file = File::new();
    file.sql().execute("update meta set first_day = '2026-11-20'", []).unwrap();
    file.reopen();
    let facts = fidelity(&mut file);
    assert_eq!(facts.lines.iter().filter(|line| line.kind_key == "co_supervision").count(), 0);
    assert!(facts.coverage.iter().all(|one| one.mark == Mark::NoData), "{:?}", facts.coverage);
    assert_eq!((facts.coverage.len(), facts.covered()), (2, (0, 0)));
}

#[test]
fn a_family_that_nobody_discussed_says_where_it_belongs() {
    let mut file = File::new();
    file.sql().execute_batch(&rows(LEE.0, BROOKS.0, 1)).unwrap();
    let facts = fidelity(&mut file);
    let all: Vec<_> = facts.coverage.iter().map(|one| (one.family.0, one.mark, one.text.as_str())).collect();
    assert_eq!(
        all,
        [(2, Mark::Overdue, "never discussed in 146 d"), (1, Mark::Overdue, "not discussed for 75 d")]
    );
    assert_eq!(facts.coverage[0].belongs, "Co-Supervision, Lee + Brooks");
    assert_eq!(facts.covered(), (0, 2));
}

#[test]
fn a_figure_opens_the_meetings_behind_it() {
    let desk = Desk::new();
    desk.sql.execute_batch(&rows(3, 5, 197)).unwrap();
    let mut dana = desk.dana();
    dana.keys("5 m");
    sees(&dana, &["Fidelity", "by kind", "Held of expected", "Co-Supervision", "held %", "on time"]);
    dana.keys("e");
    sees(&dana, &["wrong attendance", "cadence_days"]);
    dana.keys("esc enter");
    sees(&dana, &["Due", "Became"]);
    dana.keys("esc v");
    sees(&dana, &["by pair and worker"]);
    dana.keys("v v v v");
    sees(&dana, &["families discussed", "F-0198", "never discussed", "Belongs in"]);
    dana.keys("enter");
    sees(&dana, &["elm"]);
    dana.keys("esc esc");
    sees_no(&dana, "Held of expected");
}

#[test]
fn the_evaluator_gets_figures_and_no_names() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let said = |more: &[&str]| {
        let args = ["fidelity", "--as", "Dana", "--db", &db, "--today", "2026-11-24"];
        let done = ifr(folder.path(), &[&args[..], more].concat());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let json: serde_json::Value = serde_json::from_str(&said(&["--json"])).unwrap();
    assert_eq!(json["schema"], "ifr.fidelity.1");
    assert!(json["by"]["kind"][0]["expected"].as_i64().unwrap() > 0, "{json}");
    let csv = said(&["--csv", "--quarter"]);
    assert!(
        csv.starts_with("quarter,site,kind,expected,on_time,late,wrong_attendance,missed,overdue"),
        "{csv}"
    );
    let sql = rusqlite::Connection::open(&db).unwrap();
    let mut names =
        sql.prepare("select short_name from staff where short_name <> '' and role like '%worker'").unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for text in [csv, said(&[]), json["by"].to_string(), json["coverage"].to_string()] {
        assert!(!text.contains("F-0") && names.iter().all(|name| !text.contains(name.as_str())), "{text}");
    }
}

#[test]
fn the_evaluator_gets_pairs_and_workers_by_number() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let args = [
        "fidelity",
        "--csv",
        "--deidentified",
        "--quarter",
        "--as",
        "Dana",
        "--db",
        &db,
        "--today",
        "2026-11-24",
    ];
    let done = ifr(folder.path(), &args);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let csv = String::from_utf8(done.stdout).unwrap();
    assert!(csv.starts_with("quarter,site,kind,who,expected,on_time"), "{csv}");
    assert!(csv.contains("IW 1 + RC 1") && csv.contains(",IW 2,") && csv.contains("streak_longest"), "{csv}");
    let sql = rusqlite::Connection::open(&db).unwrap();
    let mut names = sql
        .prepare("select name from staff union select short_name from staff where short_name <> ''")
        .unwrap();
    for name in names.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap) {
        assert!(!csv.contains(&name), "{name} in {csv}");
    }
    // Every pair that worked together met, or nothing was expected of it.
    let silent = csv.lines().skip(1).filter(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        cells[4].parse::<i64>().unwrap() >= 4 && cells[5] == "0" && cells[6] == "0"
    });
    assert_eq!(silent.collect::<Vec<_>>(), Vec::<&str>::new(), "nobody's quarter is empty");
}

#[test]
fn the_page_writes_what_it_shows() {
    let desk = Desk::new();
    desk.sql.execute_batch(&rows(3, 5, 197)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut dana = desk.dana();
    dana.keys("5 m v");
    for ending in ["csv", "json", "xlsx"] {
        let path = folder.path().join(format!("fidelity.{ending}"));
        dana.keys("w");
        sees(&dana, &["Write to a file", "with the names of workers"]);
        dana.keys("ctrl-u").text(path.to_str().unwrap()).keys("enter enter");
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{error}\n{}", dana.screen()));
        assert!(!bytes.is_empty());
        if ending == "csv" {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains("Lee + Brooks, Co-Supervision"), "{text}");
        }
    }
    assert_eq!(desk.one::<i64>("select count(*) from event where kind = 'export'"), 3);
}
