//! The file without identities: nothing that anybody wrote leaves, nothing small, and nothing of treatment.

use crate::forms::world::{World, rows, world};
use ifr::error::{Error, Kind};
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::view::export::ExportAsk;
use ifr::store::{OpId, Reply, Request, Store};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is planted; whatever it stands in is recognised by it.
const MARKER: &str = "zqx";

/// Two dozen families of one site, each with a little of everything.
const LIFE: &str = "
with recursive n (i) as (select 1 union all select i + 1 from n where i < 24)
insert into family (id, case_number, label, site_id) select 300 + i, 'D-' || i, 'label', 1 from n;
insert into family_opening (family_id, from_on, to_on, basis, court_ordered, close_reason)
  select id, '2026-07-0' || (1 + id % 9), iif(id < 312, '2026-09-15', null), 'pending_need', id % 2, iif(id < 312, 'goals_met', null) from family where id > 300;
insert into family_enrolment (family_id, from_on) select id, '2026-07-10' from family where id > 300;
insert into family_risk (family_id, from_on, risk) select id, '2026-07-10', 'high' from family where id > 300;
insert into family_phase (family_id, from_on, phase) select id, '2026-07-10', 3 from family where id > 300;
insert into member (family_id, kind, alias, birth_year) select id, 'adult', 'M.', 1990 from family where id > 300;
insert into member (family_id, kind, alias, birth_year) select id, 'child', 'A.', 2022 from family where id > 300;
insert into assignment (family_id, staff_id, role, from_on, assigned_by) select id, 3, 'intact_worker', '2026-07-10', 1 from family where id > 300;
insert into safety_finding (family_id, on_date, finding) select id, '2026-08-01', 'safe' from family where id > 300;
insert into new_report (family_id, on_date) select id, '2026-08-02' from family where id in (310, 311);
insert into milestone (family_id, kind, due_on, completed_on) select id, 'service_plan', '2026-08-18', '2026-08-19' from family where id > 300;
insert into milestone (family_id, kind, due_on, completed_on) select id, 'sud_assessment', '2026-08-18', '2026-08-19' from family where id > 300;
insert into service (family_id, staff_id, role, kind, on_date, minutes, mode, documented_on) select id, 3, 'intact_worker', 'contact', '2026-07-14', 45, 'home', '2026-07-16' from family where id > 300;
insert into service (family_id, staff_id, role, kind, on_date, minutes, mode, documented_on) select id, 3, 'intact_worker', 'contact', '2026-08-14', 45, 'phone', '2026-08-24' from family where id > 313;
insert into service (family_id, staff_id, role, kind, on_date, minutes, mode) select id, 5, 'recovery_coordinator', 'contact', '2026-07-15', 45, 'video' from family where id > 300;
insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed, signed_on, expires_on)
  values (1, 1, 2, 1, 'Intact staff', 'Planning', 1, 1, '2026-07-05', '2027-11-01');
insert into consent_category (consent_id, category) select 1, value from json_each('[\"level_of_care\", \"attendance\", \"progress\", \"services\"]');
insert into treatment_episode (id, member_id, consent_id, provider, level_of_care, admitted_on) values (1, 1, 1, 'Hope', 'residential', '2026-08-01');
insert into service (family_id, staff_id, role, kind, on_date, minutes, mode, part2, member_id, consent_id) values (197, 5, 'recovery_coordinator', 'peer_coaching', '2026-07-20', 45, 'home', 1, 1, 1);
insert into meeting (id, uid, kind, site_id, status, held_on) values (1, 'a', 'co_supervision', 1, 'held', '2026-08-20');
insert into meeting (id, uid, kind, site_id, family_id, status, held_on) values (2, 'b', 'case_staffing', 1, 310, 'held', '2026-08-21');
insert into meeting_person (meeting_id, staff_id, attendance) values (1, 1, 'present'), (1, 2, 'video'), (1, 3, 'absent');
insert into meeting_pair (meeting_id, iw_id, rc_id, verdict) values (1, 3, 5, 'counts');
insert into meeting_case (meeting_id, family_id, position, rank, why, state, decision) select 1, id, id, 1, 'infant', 'discussed', 'continue_plan' from family where id > 300;
insert into note (kind, author_id, entered_by, at, meeting_id, family_id, field, body) values ('case', 1, 1, '2026-08-20T16:00:00Z', 1, 310, 'safety', 'words');
insert into action_item (description, owner_id, due_on, family_id, category, created_on) select 'Ring the school', 3, '2026-08-30', id, 'safety', '2026-08-20' from family where id > 300;
insert into challenge (site_id, side, raised_on, category, body) select 1, 'treatment', '2026-08-20', 'referral_flow', 'words' where exists (select 1 from pragma_table_info('challenge') where name = 'body');
";

fn lived() -> World {
    let mut world = world();
    for statement in LIFE.split_inclusive(";\n") {
        // The last one only where the table is as it is expected; the rest must all be right.
        let done = world.sql.execute_batch(statement);
        assert!(done.is_ok() || statement.contains("challenge"), "{statement}: {done:?}");
    }
    world.store.sign_in_as("Dana").unwrap();
    world
}

impl World {
    fn export(&mut self, name: &str) -> Result<(PathBuf, String), Error> {
        export(&mut self.store, self._dir.path().join(name))
    }
}

fn export(store: &mut Store, path: PathBuf) -> Result<(PathBuf, String), Error> {
    let ask = ExportAsk::Deidentified { op: OpId::new(), from: None, to: None, path: path.clone() };
    match store.handle(Request::Export(ask))? {
        Reply::Export(reply) => Ok((path, reply.said)),
        other => panic!("{other:?}"),
    }
}

/// Every file of a folder, by its name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// The rows of a table that begin so, after the site's number.
fn told(files: &BTreeMap<String, String>, table: &str, begin: &str) -> Vec<String> {
    let rows = files[table].lines().skip(1).filter_map(|line| line.split_once(','));
    rows.filter(|(_, rest)| rest.starts_with(begin)).map(|(_, rest)| rest.to_owned()).collect()
}

/// Everything in a workbook that may hold words.
fn words(path: &Path) -> String {
    let mut book = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut all = String::new();
    for at in 0..book.len() {
        let mut file = book.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    all
}

/// Puts the marker into every text of every table that is no index of words, whatever its rules.
fn plant(world: &World) -> Vec<String> {
    for trigger in rows(&world.sql, "select name from sqlite_schema where type = 'trigger'") {
        world.sql.execute_batch(&format!("drop trigger {trigger}")).unwrap();
    }
    world.sql.execute_batch("pragma ignore_check_constraints = on; pragma foreign_keys = off").unwrap();
    let columns = rows(
        &world.sql,
        "select m.name || '.' || c.name from sqlite_schema m join pragma_table_info(m.name) c
         where m.type = 'table' and m.sql like '%strict%' and m.name not in ('meta', 'event', 'event_value') and c.type = 'TEXT' order by 1",
    );
    // Who looks must still be able to, and what says that a row counts at all (its day, whose it is) must stay.
    let kept = |column: &str| {
        matches!(column, "staff.role" | "service.role")
            || column == "agency.kind"
            || column.ends_with("_on")
            || column.contains("_date")
    };
    for column in columns.iter().filter(|column| !kept(column)) {
        let (table, field) = column.split_once('.').unwrap();
        // Alike in every row, and unique where it must be.
        let alike = format!("update {table} set {field} = '{MARKER}{field}'");
        if world.sql.execute(&alike, []).is_err() {
            let _ = world
                .sql
                .execute(&format!("update {table} set {field} = '{MARKER}' || rowid || '{field}'"), []);
        }
    }
    columns
}

#[test]
fn families_are_counted_and_work_is_told_in_rows() {
    let mut world = lived();
    let (folder, said) = world.export("out").unwrap();
    assert!(said.contains("without identities, Q1 2026 to Q3 2026"), "{said}");
    let files = files(&folder);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "README.txt",
            "attendance.csv",
            "counts.csv",
            "meetings.csv",
            "quarters.csv",
            "sites.csv",
            "staff.csv"
        ]
    );
    assert_eq!(
        told(&files, "quarters.csv", "families opened"),
        ["families opened,Q1 2026,0", "families opened,Q2 2026,0", "families opened,Q3 2026,25"]
    );
    assert_eq!(told(&files, "counts.csv", "safety findings"), ["safety findings,finding,Safe,24"]);
    assert_eq!(told(&files, "counts.csv", "families closed,reason"), ["families closed,reason,Goals met,11"]);
    assert_eq!(
        told(&files, "counts.csv", "contacts of Recovery Coordinators,mode"),
        ["contacts of Recovery Coordinators,mode,Video,24"]
    );
    assert_eq!(
        told(&files, "counts.csv", "families discussed,decision"),
        ["families discussed,decision,Continue plan,24"]
    );
    assert_eq!(
        files["meetings.csv"].lines().count(),
        2,
        "a meeting about one family is no row: {}",
        files["meetings.csv"]
    );
    assert_eq!(files["attendance.csv"].lines().count(), 4);
    assert_eq!(files["staff.csv"].lines().count(), 7);
    for line in ["164.514(b)(2)", "42 CFR Part 2", "Q1 2026 to Q3 2026"] {
        assert!(files["README.txt"].contains(line), "{line}");
    }
}

#[test]
fn what_is_small_is_not_shown_nor_what_would_tell_it() {
    let mut world = lived();
    let (folder, _) = world.export("out").unwrap();
    let files = files(&folder);
    // Two new reports; one family of 25 has no basis told, and the 24 others would tell that.
    assert_eq!(told(&files, "counts.csv", "new reports"), ["new reports,all,All,not shown"]);
    assert_eq!(
        told(&files, "counts.csv", "families opened,basis"),
        [
            "families opened,basis,Not told,not shown",
            "families opened,basis,\"Pending, service need\",not shown",
        ]
    );
    assert_eq!(told(&files, "counts.csv", "case staffings"), ["case staffings,all,All,not shown"]);
    for table in ["counts.csv", "quarters.csv"] {
        for line in files[table].lines().skip(1) {
            let count = line.rsplit(',').next().unwrap();
            assert!(count == "not shown" || count == "0" || count.parse::<i64>().unwrap() > 10, "{line}");
        }
    }
}

#[test]
fn nothing_of_treatment_is_counted() {
    let mut world = lived();
    let before = world.export("before").unwrap().0;
    let before = files(&before);
    world
        .sql
        .execute_batch(
            "pragma foreign_keys = off; delete from treatment_episode; delete from service where part2 = 1; delete from consent_category;
             delete from consent; delete from family_phase; delete from milestone where kind = 'sud_assessment'; update member set participant = 1 where kind = 'adult';",
        )
        .unwrap();
    let after = world.export("after").unwrap().0;
    let after = files(&after);
    assert_eq!(
        (&before["counts.csv"], &before["quarters.csv"]),
        (&after["counts.csv"], &after["quarters.csv"])
    );
    assert!(!before["counts.csv"].to_lowercase().contains("sud"), "{}", before["counts.csv"]);
}

#[test]
fn no_text_of_any_table_leaves() {
    let mut world = lived();
    let columns = plant(&world);
    assert!(columns.len() > 150, "{}", columns.len());
    assert!(world.count(&format!("select count(*) from family where case_number like '{MARKER}%'")) > 20);
    assert!(world.count(&format!("select count(*) from service where mode like '{MARKER}%'")) > 20);
    let folder = world.export("out").unwrap().0;
    let found: Vec<String> =
        files(&folder).into_values().filter(|text| text.to_lowercase().contains(MARKER)).collect();
    assert!(found.is_empty(), "{found:?}");
    let book = world.export("out.xlsx").unwrap().0;
    assert!(!words(&book).to_lowercase().contains(MARKER));
    // Rows left all the same: what no vocabulary knows is "Other".
    assert_eq!(
        told(&files(&folder), "counts.csv", "contacts of Intact Workers,mode"),
        ["contacts of Intact Workers,mode,Other,35"]
    );
}

#[test]
fn no_date_number_or_name_of_the_demo_leaves() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("demo.ifr");
    let plan = Plan { seed: 7, today: "2026-11-24".parse().unwrap() };
    let mut store = create(&path, &plan, Arc::new(Settings::defaults())).unwrap();
    store.sign_in_as("Dana").unwrap();
    let folder = export(&mut store, dir.path().join("out")).unwrap().0;
    let all: String =
        files(&folder).into_iter().filter(|(name, _)| name != "README.txt").map(|(_, text)| text).collect();
    assert!(all.lines().count() > 100, "{all}");
    let sql = rusqlite::Connection::open(&path).unwrap();
    let texts = rows(
        &sql,
        "select case_number from family union select label from family where label <> '' union select name from staff union select name from site
         union select name from agency union select email from staff where email is not null union select county from site where county <> ''",
    );
    for text in &texts {
        assert!(!all.contains(text.as_str()), "{text}");
    }
    let is_date = |word: &str| word.len() == 10 && word.as_bytes()[4] == b'-' && word.as_bytes()[7] == b'-';
    assert!(!all.split([',', '\n']).any(is_date));
    // Numbers are drawn anew.
    let again = export(&mut store, dir.path().join("again")).unwrap().0;
    assert_ne!(files(&folder)["attendance.csv"], files(&again)["attendance.csv"]);
    let lines = |folder: &Path| files(folder)["attendance.csv"].lines().count();
    assert_eq!(lines(&folder), lines(&again));
}

#[test]
fn it_is_one_event_only_its_owner_can_read_it_and_half_of_it_does_not_exist() {
    let mut world = lived();
    let before = world.count("select count(*) from event");
    let folder = world.export("out").unwrap().0;
    assert_eq!(world.count("select count(*) from event"), before + 1);
    assert_eq!(
        world.rows("select kind || ' ' || entity from event order by seq desc limit 1"),
        ["export file"]
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(folder.join("counts.csv").metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(world.export("out").unwrap_err().kind, Kind::Invalid, "what is there is not written over");
    assert_eq!(world.count("select count(*) from event"), before + 1);
    assert!(folder.join("counts.csv").exists());
    // What the trail cannot keep does not leave.
    world
        .sql
        .execute_batch("create trigger full before insert on event begin select raise(abort, 'no'); end")
        .unwrap();
    assert!(world.export("second").is_err());
    assert!(!world._dir.path().join("second").exists());
}

#[test]
fn a_file_of_this_quarter_says_that_none_is_over() {
    let mut world = lived();
    let ask = |from: &str| ExportAsk::Deidentified {
        op: OpId::new(),
        from: Some(from.parse().unwrap()),
        to: None,
        path: world._dir.path().join("out"),
    };
    let ask = ask("2026-10-05");
    let error = world.store.handle(Request::Export(ask)).unwrap_err();
    assert!(error.message.contains("no whole quarter"), "{}", error.message);
}
