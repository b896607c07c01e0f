//! What an import costs beside SQLite's own: 200,000 services from CSV, as a ratio to the sqlite3 shell's `.import` and
//! to prepared inserts into the same table and indexes with the same pragmas; the memory it takes; a preview of 100 MB.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

use ifr::domain::calendar::Clock;
use ifr::import::{Kind, Options, preview, run};
use ifr::settings::Settings;
use ifr::store::{NewFile, OpenOptions, Store};
use rusqlite::Connection;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROWS: u64 = 200_000;
const FAMILIES: u64 = 1_000;
const STAFF: u64 = 60;

/// The table of services with all its rules and indexes; what no row fills stands last, so that the shell leaves it.
const SCHEMA: &str = "
insert into import (id, at, source, sha256) values (1, '2026-11-24', 'raw', '');
create table raw (
  id integer primary key,
  family_id integer not null references family (id),
  staff_id integer not null references staff (id),
  role text not null check (role in ('intact_worker', 'recovery_coordinator')),
  kind text not null,
  on_date text not null,
  began text,
  minutes integer check (minutes between 0 and 1440),
  mode text not null check (mode in ('home', 'office', 'field', 'treatment_site', 'phone', 'video', 'attempted')),
  joint_with integer references staff (id),
  documented_on text,
  documented_elsewhere text not null default '',
  part2 integer not null default 0 check (part2 in (0, 1)),
  import_id integer references import (id),
  version integer not null default 1,
  member_id integer references member (id),
  consent_id integer,
  foreign key (consent_id, member_id) references consent (id, member_id),
  check (part2 = 0 or (member_id is not null and consent_id is not null)),
  check (part2 = 1 or role = 'intact_worker' or (kind in ('contact', 'documented_elsewhere') and member_id is null))
) strict;
create index raw_family on raw (family_id, on_date, role, mode, staff_id, joint_with, documented_on);
create index raw_staff on raw (staff_id, on_date, family_id, mode, documented_on);
create index raw_undocumented on raw (staff_id, on_date, family_id) where documented_on is null;
create trigger raw_consent before insert on raw
when new.part2 = 1 and not exists (select 1 from consent_cover v where v.consent_id = new.consent_id
  and v.member_id = new.member_id and v.category = 'services' and v.from_on <= new.on_date and new.on_date < v.until_on)
begin select raise(abort, 'no consent in force on that day covers services'); end;
";
const PRAGMAS: &str = "pragma journal_mode = persist; pragma synchronous = extra; pragma fullfsync = on;
pragma secure_delete = on; pragma temp_store = memory; pragma cell_size_check = on; pragma foreign_keys = on;
pragma cache_spill = off;\n";

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.ifr");
    let mut store = store(&path);
    let (raw, shelled) = (folder.path().join("raw.db"), folder.path().join("shell.db"));
    std::fs::copy(&path, &raw).unwrap();
    std::fs::copy(&path, &shelled).unwrap();
    let (theirs, ours) = (folder.path().join("services.csv"), folder.path().join("raw.csv"));
    write(&theirs, &ours);

    let large = folder.path().join("large.csv");
    let mut out = BufWriter::new(std::fs::File::create(&large).unwrap());
    writeln!(out, "case_number,staff,on_date,minutes,kind,note").unwrap();
    for n in 0..1_000_000u64 {
        writeln!(out, "C-{},w{}@example.org,2026-03-09,60,contact,{:050}", n % FAMILIES, n % STAFF, n)
            .unwrap();
    }
    out.flush().unwrap();
    drop(out);
    let began = Instant::now();
    let seen = preview(&store, &large, &Options { kind: Some(Kind::Service), ..Options::default() }).unwrap();
    let megabytes = large.metadata().unwrap().len() / 1_000_000;
    println!(
        "preview of {megabytes} MB, {} columns: {:.2} s",
        seen.columns.len(),
        began.elapsed().as_secs_f64()
    );

    let began = Instant::now();
    let outcome =
        run(&mut store, &[theirs], &Options { kind: Some(Kind::Service), ..Options::default() }).unwrap();
    let import = began.elapsed();
    let file = &outcome.files[0];
    println!(
        "import: {} added, {} refused, {:.2} s, most memory {} MB",
        file.added,
        file.refused.len(),
        import.as_secs_f64(),
        memory()
    );
    if let Some(refused) = file.refused.first() {
        println!("  first refused: {}", refused.reason);
    }
    ratio("prepared inserts", import, Some(prepared(&raw, &ours)));
    ratio("sqlite3 .import", import, shell(&shelled, &ours));
}

fn ratio(what: &str, import: Duration, other: Option<Duration>) {
    match other {
        Some(other) => println!(
            "{what}: {:.2} s, ratio {:.1}",
            other.as_secs_f64(),
            import.as_secs_f64() / other.as_secs_f64()
        ),
        None => println!("{what}: not here"),
    }
}

/// The most memory that this process ever held, in MB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1000
}

fn store(path: &Path) -> Store {
    let zone = chrono_tz::America::Chicago;
    let new = NewFile {
        partnership: "Bench".into(),
        time_zone: zone,
        first_day: "2020-01-01".parse().unwrap(),
        demo: false,
    };
    let mut options = OpenOptions::new(Arc::new(Settings::defaults()));
    options.clock = Some(Clock::Fixed("2026-11-24T16:00:00Z".parse().unwrap(), zone));
    let mut store = Store::create(path, &new, options).unwrap();
    let mut sql = String::from(
        "insert into agency (id, name, kind) values (1, 'Harbor', 'child_welfare'), (2, 'Bridge', 'treatment');
         insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'North', 1, 2);
         insert into staff (id, name, email, role, agency_id) values (1000, 'Pat Green', 'pat@example.org', 'intact_supervisor', 1);
         insert into staff_site (staff_id, site_id, from_on) values (1000, 1, '2020-01-01');",
    );
    for n in 0..STAFF {
        let id = n + 1;
        write!(sql, "insert into staff (id, name, email, role, agency_id) values ({id}, 'W {n}', 'w{n}@example.org', 'intact_worker', 1);
            insert into employment (staff_id, from_on, fte) values ({id}, '2020-01-01', 1.0);
            insert into staff_site (staff_id, site_id, from_on) values ({id}, 1, '2020-01-01');").unwrap();
    }
    for n in 0..FAMILIES {
        let id = n + 1;
        write!(
            sql,
            "insert into family (id, case_number, site_id) values ({id}, 'C-{n}', 1);
            insert into family_opening (family_id, from_on) values ({id}, '2020-01-01');"
        )
        .unwrap();
    }
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(&format!("begin; {sql} commit;")).unwrap();
    store.sign_in_as("Pat").unwrap();
    store
}

/// The same services twice: as another system writes them, and as the table holds them.
fn write(theirs: &Path, ours: &Path) {
    let mut theirs = BufWriter::new(std::fs::File::create(theirs).unwrap());
    let mut ours = BufWriter::new(std::fs::File::create(ours).unwrap());
    writeln!(theirs, "case_number,staff,on_date,began,minutes,mode,joint_with,documented_on").unwrap();
    for n in 0..ROWS {
        let (family, staff, other) = (n % FAMILIES, n % STAFF, (n + 1) % STAFF);
        let day = chrono::NaiveDate::from_ymd_opt(2021, 1, 1).unwrap() + chrono::Days::new(n / 150);
        let (hour, minute) = (8 + n % 10, n % 60);
        writeln!(
            theirs,
            "C-{family},w{staff}@example.org,{day},{hour:02}:{minute:02},60,home,w{other}@example.org,{day}"
        )
        .unwrap();
        writeln!(
            ours,
            "{},{},{},intact_worker,contact,{day},{hour:02}:{minute:02},60,home,{},{day},,0,1,1",
            n + 1,
            family + 1,
            staff + 1,
            other + 1
        )
        .unwrap();
    }
    theirs.flush().unwrap();
    ours.flush().unwrap();
}

fn prepared(path: &Path, csv: &Path) -> Duration {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(&format!("{PRAGMAS}{SCHEMA}")).unwrap();
    let began = Instant::now();
    conn.execute_batch("begin immediate").unwrap();
    let mut insert =
        conn.prepare("insert into raw values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, null, null)").unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(csv).unwrap();
    for record in reader.records() {
        insert.execute(rusqlite::params_from_iter(record.unwrap().iter())).unwrap();
    }
    drop(insert);
    conn.execute_batch("commit").unwrap();
    began.elapsed()
}

fn shell(path: &Path, csv: &Path) -> Option<Duration> {
    let mut child = Command::new("sqlite3")
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let began = Instant::now();
    let script = format!("{PRAGMAS}{SCHEMA}begin;\n.import --csv \"{}\" raw\ncommit;\n", csv.display());
    child.stdin.take()?.write_all(script.as_bytes()).ok()?;
    child.wait().ok()?.success().then(|| began.elapsed())
}
