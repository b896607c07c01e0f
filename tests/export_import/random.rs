//! A file filled at random, within what the programme allows.

use chrono::{Days, NaiveDate};
use fastrand::Rng;
use ifr::domain::decimal;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, ToSql, params};
use std::ops::Add;

/// Words that files of other programs stumble over.
const WORDS: [&str; 8] =
    ["plain", "=1+1", "-a", "@b", "a, \"b\"; c", "O'Neil 'x'", "Straße 漢字", "semi;colon | bar"];
const INTACT: [&str; 2] = ["Dana Brooks", "Kim Ortiz"];
const TREATMENT: [&str; 2] = ["Lee Moss", "Ana Shah"];
const STEPS: [&str; 4] = ["screening", "eligible", "wait_listed", "assigned"];

/// A day as the file holds it.
#[derive(Clone, Copy)]
struct Day(NaiveDate);

impl Add<Days> for Day {
    type Output = Self;
    fn add(self, days: Days) -> Self {
        Self(self.0 + days)
    }
}

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

fn day(text: &str, plus: u64) -> Day {
    Day(text.parse().unwrap()) + Days::new(plus)
}

fn word(rng: &mut Rng) -> &'static str {
    WORDS[rng.usize(..WORDS.len())]
}

fn some<T>(rng: &mut Rng, value: T) -> Option<T> {
    rng.bool().then_some(value)
}

/// Fills a file that holds its places and its two supervisors.
pub fn fill(sql: &Connection, seed: u64) {
    let mut rng = Rng::with_seed(seed);
    sql.execute_batch("begin").unwrap();
    staff(sql, &mut rng);
    for number in 0..rng.i64(3..7) {
        family(sql, &mut rng, number);
    }
    meetings(sql, &mut rng);
    sql.execute_batch("commit").unwrap();
}

fn staff(sql: &Connection, rng: &mut Rng) {
    let people = INTACT
        .iter()
        .map(|name| (*name, "intact_worker", 1))
        .chain(TREATMENT.iter().map(|name| (*name, "recovery_coordinator", 2)));
    for (name, role, agency) in people {
        let email = some(rng, format!("{}@example.org", name.split(' ').next().unwrap().to_lowercase()));
        sql.execute(
            "insert into staff (name, email, role, agency_id, hired_on) values (?1, ?2, ?3, ?4, '2024-03-01')",
            params![name, email, role, agency],
        )
        .unwrap();
        let id = sql.last_insert_rowid();
        sql.execute(
            "insert into employment (staff_id, from_on, fte, capacity, status, supervisor_id) values (?1, '2024-03-01', ?2, ?3, ?4, ?5)",
            params![id, [0.5, 0.8, 1.0][rng.usize(..3)], some(rng, rng.clone().i64(1..20)), ["active", "leave"][rng.usize(..2)], agency],
        )
        .unwrap();
        for site in 1..=rng.i64(1..3) {
            sql.execute(
                "insert into staff_site (staff_id, site_id, from_on) values (?1, ?2, '2024-03-01')",
                [id, site],
            )
            .unwrap();
        }
        position(sql, rng, (id, role, agency));
        sql.execute(
            "insert into credential (staff_id, kind, issued_on, expires_on, validated_by, validated_on) values (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                id,
                ["cadc", "lcsw", "drivers_licence"][rng.usize(..3)],
                some(rng, day("2025-01-01", rng.clone().u64(..300))),
                day("2026-06-01", rng.u64(..600)),
                agency,
                some(rng, "2025-12-01"),
            ],
        )
        .unwrap();
    }
}

fn position(sql: &Connection, rng: &mut Rng, (staff, role, agency): (i64, &str, i64)) {
    sql.execute(
        "insert into position (site_id, agency_id, role, fte, from_on, recruitment, recruitment_on) values (1, ?1, ?2, 1.0, '2024-03-01', ?3, ?4)",
        params![agency, role, ["posted", "interviewing", "filled"][rng.usize(..3)], some(rng, "2025-05-05")],
    )
    .unwrap();
    let post = sql.last_insert_rowid();
    // Filled, left again, or never filled: two of the last two look alike but for their number.
    let (filled, left) = (rng.bool(), rng.bool());
    if filled || left {
        let to = (!filled).then_some("2026-02-02");
        sql.execute("insert into position_fill (position_id, staff_id, from_on, to_on) values (?1, ?2, '2024-04-01', ?3)", params![post, staff, to]).unwrap();
    }
    if !filled && rng.bool() {
        sql.execute(
            "insert into position_cover (position_id, staff_id, from_on) values (?1, ?2, '2026-02-02')",
            [post, agency],
        )
        .unwrap();
    }
}

fn family(sql: &Connection, rng: &mut Rng, number: i64) {
    let site = 1 + number % 2;
    sql.execute(
        "insert into family (case_number, label, site_id) values (?1, ?2, ?3)",
        params![format!("K-{number}"), word(rng), site],
    )
    .unwrap();
    let family = sql.last_insert_rowid();
    let opened = day("2025-01-10", rng.u64(..200));
    let (closed, reopened) = (rng.bool(), rng.bool());
    opening(sql, rng, family, (opened, closed.then(|| opened + Days::new(150))));
    let last = if closed && reopened { opened + Days::new(200) } else { opened };
    if closed && reopened {
        opening(sql, rng, family, (last, None));
    }
    if !closed || reopened {
        sql.execute(
            "insert into family_risk (family_id, from_on, risk) values (?1, ?2, ?3)",
            params![family, last, ["low", "very_high"][rng.usize(..2)]],
        )
        .unwrap();
    }
    if rng.bool() {
        sql.execute("insert into court_hearing (family_id, on_date) values (?1, '2027-01-12')", [family])
            .unwrap();
    }
    let (adult, children) = members(sql, rng, family);
    consent(sql, rng, adult, opened);
    services(sql, rng, (family, adult), &children, opened);
    referral(sql, rng, (family, site), opened);
    for (at, kind) in ["service_plan", "cans", "plan_review"].into_iter().enumerate() {
        sql.execute(
            "insert into milestone (family_id, kind, due_on, completed_on) values (?1, ?2, ?3, ?4)",
            params![family, kind, opened + Days::new(40 + at as u64), some(rng, opened + Days::new(30))],
        )
        .unwrap();
    }
    item(sql, rng, Some(family), opened);
    item(sql, rng, None, opened);
}

fn opening(sql: &Connection, rng: &mut Rng, family: i64, (from, to): (Day, Option<Day>)) {
    sql.execute(
        "insert into family_opening (family_id, from_on, to_on, close_reason, basis, court_ordered) values (?1, ?2, ?3, ?4, ?5, ?6)",
        params![family, from, to, to.map(|_| "goals_met"), some(rng, "pending_need"), some(rng, rng.clone().bool())],
    )
    .unwrap();
    if rng.bool() {
        sql.execute(
            "insert into family_enrolment (family_id, from_on, to_on) values (?1, ?2, ?3)",
            params![family, from + Days::new(9), to],
        )
        .unwrap();
    }
    // One Intact Worker who hands over, and a Recovery Coordinator.
    let over = from + Days::new(30 + rng.u64(..60));
    for (staff, role, from, to, why) in [
        (3, "intact_worker", from, Some(over), "handed over"),
        (4, "intact_worker", over, to, ""),
        (5 + rng.i64(0..2), "recovery_coordinator", from, to, ""),
    ] {
        sql.execute(
            "insert into assignment (family_id, staff_id, role, from_on, to_on, assigned_by, reason, end_reason) values (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7)",
            params![family, staff, role, from, to, word(rng), if to.is_some() { why } else { "" }],
        )
        .unwrap();
    }
}

/// An adult, and the children who are still there.
fn members(sql: &Connection, rng: &mut Rng, family: i64) -> (i64, Vec<i64>) {
    let mut add = |kind: &str, alias: &str, year: i64, left: Option<&str>| {
        sql.execute(
            "insert into member (family_id, kind, alias, birth_year, birth_month, in_home, participant, substance_exposed, left_on, left_reason)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![family, kind, alias, year, some(rng, rng.clone().i64(1..13)), rng.bool(), kind == "adult" && rng.bool(), kind == "child" && rng.bool(), left, left.map(|_| "moved_out")],
        )
        .unwrap();
        sql.last_insert_rowid()
    };
    let adult = add("adult", "M.L.", 1990, None);
    add("adult", "P.L.", 1988, Some("2026-05-05"));
    let children = vec![add("child", "J.L.", 2019, None), add("child", "J.L. 2", 2021, None)];
    (adult, children)
}

fn consent(sql: &Connection, rng: &mut Rng, adult: i64, opened: Day) {
    sql.execute(
        "insert into consent (member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed, signed_on, expires_on, ended_on, revoked)
         values (?1, 2, 1, 'Intact staff', ?2, 1, 1, ?3, '2027-03-03', ?4, ?5)",
        params![adult, word(rng), opened, some(rng, "2026-11-01"), false],
    )
    .unwrap();
    let consent = sql.last_insert_rowid();
    sql.execute("update consent set revoked = ended_on is not null where id = ?1", [consent]).unwrap();
    for category in ["services", "attendance"] {
        sql.execute(
            "insert into consent_category (consent_id, category) values (?1, ?2)",
            params![consent, category],
        )
        .unwrap();
    }
}

fn services(sql: &Connection, rng: &mut Rng, (family, adult): (i64, i64), children: &[i64], opened: Day) {
    let consent: i64 =
        sql.query_row("select id from consent where member_id = ?1", [adult], |row| row.get(0)).unwrap();
    for _ in 0..rng.usize(3..9) {
        let on = opened + Days::new(rng.u64(1..140));
        let (role, staff) = if rng.bool() { ("intact_worker", 3) } else { ("recovery_coordinator", 5) };
        let kind = match role {
            "intact_worker" => ["contact", "visit"][rng.usize(..2)],
            _ => [
                "contact",
                "recovery_coaching",
                "transportation",
                "spiritual_support",
                "documented_elsewhere",
            ][rng.usize(..5)],
        };
        service(sql, rng, (family, staff, role, kind, on), (adult, consent), children);
    }
    // At least one of each, so that every file has something to show.
    let on = opened + Days::new(3);
    for kind in ["recovery_coaching", "transportation", "spiritual_support"] {
        service(sql, rng, (family, 5, "recovery_coordinator", kind, on), (adult, consent), children);
    }
    service(sql, rng, (family, 3, "intact_worker", "visit", on), (adult, consent), children);
    for (purpose, family) in [("client_home", Some(family)), ("meeting", None), ("training", None)] {
        let miles = f64::from(rng.i32(1..1200)) / 10.0;
        sql.execute(
            "insert into travel (staff_id, on_date, miles, purpose, family_id) values (5, ?1, ?2, ?3, ?4)",
            params![on, miles, purpose, family],
        )
        .unwrap();
    }
}

fn service(
    sql: &Connection,
    rng: &mut Rng,
    (family, staff, role, kind, on): (i64, i64, &str, &str, Day),
    (adult, consent): (i64, i64),
    children: &[i64],
) {
    let facts = on_file(rng, kind);
    let part2 = !facts.is_empty();
    let mode = ["home", "phone", "video"][rng.usize(..3)];
    let elsewhere = if kind == "documented_elsewhere" { "no. 12" } else { "" };
    let written = (!elsewhere.is_empty() || rng.bool()).then_some(on);
    sql.execute(
        "insert into service (family_id, staff_id, role, kind, on_date, began, minutes, mode, joint_with, documented_on, documented_elsewhere, part2, member_id, consent_id)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            family, staff, role, kind, on,
            some(rng, "09:30"), rng.i64(1..300), mode, some(rng, 8 - staff), written, elsewhere, part2,
            part2.then_some(adult), part2.then_some(consent),
        ],
    )
    .unwrap();
    let id = sql.last_insert_rowid();
    for (name, value) in facts {
        sql.execute(
            "insert into service_fact (service_id, name, value) values (?1, ?2, ?3)",
            params![id, name, value],
        )
        .unwrap();
    }
    for child in children.iter().filter(|_| mode == "home") {
        if rng.bool() {
            sql.execute("insert into service_child (service_id, member_id) values (?1, ?2)", [id, *child])
                .unwrap();
        }
    }
}

/// What is on file for a service of treatment staff; always something.
fn on_file(rng: &mut Rng, kind: &str) -> Vec<(&'static str, String)> {
    let number = |rng: &mut Rng, most| rng.i64(0..=most).to_string();
    let decimal = |rng: &mut Rng, decimals| decimal::show(rng.i64(0..=1000), decimals);
    match kind {
        "recovery_coaching" => vec![
            ("topic", ["coping_skills", "drug_free_recreation"][rng.usize(..2)].into()),
            ("group_size", number(rng, 12)),
            ("amount", decimal(rng, 2)),
        ],
        "transportation" => vec![
            ("form", ["mileage", "transit_pass"][rng.usize(..2)].into()),
            ("miles", decimal(rng, 1)),
            ("to_service", ["recovery_coaching", "peer_coaching"][rng.usize(..2)].into()),
        ],
        "spiritual_support" => vec![("beliefs", word(rng).into())],
        _ => Vec::new(),
    }
}

fn referral(sql: &Connection, rng: &mut Rng, (family, site): (i64, i64), opened: Day) {
    let known = rng.bool();
    let steps = rng.usize(..=STEPS.len());
    let on = |step: usize| opened + Days::new(step as u64);
    let at = |name: &str| {
        STEPS.iter().position(|step| *step == name).filter(|at| *at < steps).map(|at| on(at + 1))
    };
    sql.execute(
        "insert into referral (received_on, source, site_id, county, family_id, case_number, referred_by, concern, screened_on, wait_listed_on, assigned_on, assigned_to, assigned_by, first_attempt_on)
         values (?1, 'intact_worker', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            opened, site, ["", "Peoria"][rng.usize(..2)], known.then_some(family), (!known && rng.bool()).then(|| format!("X-{family}")), some(rng, 3),
            word(rng), at("screening"), at("wait_listed"), at("assigned"), at("assigned").map(|_| 5), at("assigned").map(|_| 1), some(rng, on(6)),
        ],
    )
    .unwrap();
    let id = sql.last_insert_rowid();
    let add = |status: &str, on: Day, reason: &str| {
        sql.execute(
            "insert into referral_status (referral_id, on_date, status, reason) values (?1, ?2, ?3, ?4)",
            params![id, on, status, reason],
        )
        .unwrap();
    };
    add("received", opened, "");
    for (step, status) in STEPS.iter().take(steps).enumerate() {
        add(status, on(step + 1), "");
    }
    match rng.u8(..3) {
        0 => add("ineligible", on(9), "outside_area"),
        1 if known && steps == STEPS.len() => add("enrolled", on(9), ""),
        _ => {}
    }
}

fn item(sql: &Connection, rng: &mut Rng, family: Option<i64>, on: Day) {
    let closed = some(rng, on + Days::new(5));
    sql.execute(
        "insert into action_item (description, owner_id, due_on, family_id, category, priority, status, created_on, created_by, closed_on) values (?1, 3, ?2, ?3, 'safety', ?4, ?5, ?6, 1, ?7)",
        params![word(rng), on + Days::new(7), family, ["urgent", "low"][rng.usize(..2)], if closed.is_some() { "done" } else { "open" }, on, closed],
    )
    .unwrap();
}

fn meetings(sql: &Connection, rng: &mut Rng) {
    for (at, (kind, worker)) in
        [("co_supervision", None), ("joint", None), ("individual_iw", Some(3)), ("individual_rc", Some(5))]
            .into_iter()
            .enumerate()
    {
        let on = day("2026-01-05", rng.u64(..200));
        sql.execute(
            "insert into meeting (uid, kind, site_id, worker_id, status, held_on) values (?1, ?2, 1, ?3, 'held', ?4)",
            params![format!("uid {at}"), kind, worker, on],
        )
        .unwrap();
        if worker.is_none() {
            sql.execute(
                "insert into meeting_pair (meeting_id, iw_id, rc_id, verdict, kind_held, held_on) values (?1, 3, 5, 'counts', ?2, ?3)",
                params![sql.last_insert_rowid(), kind, on],
            )
            .unwrap();
        }
    }
}
