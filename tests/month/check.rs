//! The month again, from the raw rows, day by day, in plain Rust: no SQL but `select *`, and none of the program's own code.

use chrono::{Datelike, Days, Months, NaiveDate};
use ifr::domain::month::Amount;
use ifr::store::view::month::MonthFigures;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A raw row: what is null is not there.
struct Row(HashMap<String, String>);

impl Row {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
    fn day(&self, name: &str) -> Option<NaiveDate> {
        self.0.get(name).map(|text| text.parse().unwrap())
    }
    fn num(&self, name: &str) -> i64 {
        self.text(name).parse().unwrap_or(0)
    }
    fn real(&self, name: &str) -> f64 {
        self.text(name).parse().unwrap()
    }
    fn holds(&self, on: NaiveDate) -> bool {
        self.day("from_on").unwrap() <= on && self.day("to_on").is_none_or(|to| to > on)
    }
}

fn all(sql: &Connection, table: &str) -> Vec<Row> {
    let mut statement = sql.prepare(&format!("select * from {table} order by 1")).unwrap();
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row<'_>| {
        let cell = |at: usize| match row.get_ref(at).unwrap() {
            ValueRef::Null | ValueRef::Blob(_) => None,
            ValueRef::Integer(value) => Some(value.to_string()),
            ValueRef::Real(value) => Some(value.to_string()),
            ValueRef::Text(text) => Some(String::from_utf8(text.to_vec()).unwrap()),
        };
        Ok(Row(names.iter().enumerate().filter_map(|(at, name)| Some((name.clone(), cell(at)?))).collect()))
    };
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}

/// The raw rows of a site, and the days that count.
struct Raw {
    tables: HashMap<&'static str, Vec<Row>>,
    families: BTreeSet<i64>,
    site: i64,
    first: NaiveDate,
    until: NaiveDate,
    found: BTreeMap<String, Amount>,
}

const TABLES: [&str; 20] = [
    "family",
    "family_opening",
    "family_enrolment",
    "family_phase",
    "assignment",
    "member",
    "staff",
    "employment",
    "staff_site",
    "referral",
    "referral_status",
    "service",
    "service_child",
    "travel",
    "position",
    "position_fill",
    "credential",
    "challenge",
    "success",
    "action_item",
];

/// What the program counted otherwise than the raw rows come to, in sentences.
pub fn compare(sql: &Connection, figures: &MonthFigures) -> Vec<String> {
    let tables: HashMap<&str, Vec<Row>> = TABLES.into_iter().map(|name| (name, all(sql, name))).collect();
    let site = figures.site.0;
    let families =
        tables["family"].iter().filter(|row| row.num("site_id") == site).map(|row| row.num("id")).collect();
    let mut raw = Raw {
        tables,
        families,
        site,
        first: figures.month.first(),
        until: figures.until,
        found: BTreeMap::new(),
    };
    raw.families_of_the_site();
    raw.workers();
    raw.referrals();
    raw.staffing();
    raw.project();
    let known: HashMap<&str, &Amount> = figures.figures().map(|one| (one.key.as_str(), &one.value)).collect();
    let mut wrong = Vec::new();
    for (key, wanted) in &raw.found {
        match known.get(key.as_str()) {
            Some(value) if same(value, wanted) => {}
            Some(value) => wrong.push(format!("{key}: {value}, and not {wanted}")),
            None if *wanted == Amount::Count(0) => {}
            None => wrong.push(format!("{key} is not there, {wanted}")),
        }
    }
    assert!(raw.found.len() > 40, "{}", raw.found.len());
    wrong
}

fn same(one: &Amount, other: &Amount) -> bool {
    match (one, other) {
        (Amount::Measure(a), Amount::Measure(b)) => (a - b).abs() < 1e-6,
        (Amount::Of { value: a, of: c }, Amount::Of { value: b, of: d }) => (a - b).abs() < 1e-6 && c == d,
        _ => one == other,
    }
}

impl Raw {
    fn rows(&self, name: &str) -> impl Iterator<Item = &Row> {
        self.tables[name].iter()
    }

    /// The rows of a table that are about this site's families.
    fn here<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Row> {
        self.tables[name].iter().filter(|row| self.families.contains(&row.num("family_id")))
    }

    fn within(&self, on: Option<NaiveDate>) -> bool {
        on.is_some_and(|on| self.first <= on && on <= self.until)
    }

    fn put(&mut self, key: impl Into<String>, count: usize) {
        self.found.insert(key.into(), Amount::Count(i64::try_from(count).unwrap()));
    }

    /// The case that is open on a day.
    fn case(&self, family: i64, on: NaiveDate) -> Option<&Row> {
        self.here("family_opening").find(|row| row.num("family_id") == family && row.holds(on))
    }

    fn enrolled(&self, family: i64, on: NaiveDate) -> bool {
        self.here("family_enrolment").any(|row| row.num("family_id") == family && row.holds(on))
    }

    fn families_of_the_site(&mut self) {
        let before = self.first.pred_opt().unwrap();
        let open =
            |on| self.families.iter().filter(|id| self.case(**id, on).is_some()).copied().collect::<Vec<_>>();
        let (start, end) = (open(before), open(self.until));
        let opened = self.here("family_opening").filter(|row| self.within(row.day("from_on"))).count();
        let closed = self.here("family_opening").filter(|row| self.within(row.day("to_on"))).count();
        self.put("caseloads.site.start", start.len());
        self.put("caseloads.site.opened", opened);
        self.put("caseloads.site.closed", closed);
        self.put("caseloads.site.end", end.len());
        self.families("caseloads.site", &end);
        for why in ["goals_met", "moved", "an_old_word", "family_declined"] {
            let of = |row: &&Row| row.text("close_reason") == why && self.within(row.day("to_on"));
            let count = self.here("family_opening").filter(of).count();
            self.put(format!("caseloads.closed.{why}.count"), count);
        }
    }

    fn families(&mut self, key: &str, open: &[i64]) {
        let until = self.until;
        let ifr: Vec<i64> = open.iter().filter(|id| self.enrolled(**id, until)).copied().collect();
        let has = |id: i64, role: &str| {
            self.here("assignment")
                .any(|row| row.num("family_id") == id && row.text("role") == role && row.holds(until))
        };
        let lone =
            ifr.iter().filter(|id| !has(**id, "intact_worker") || !has(**id, "recovery_coordinator")).count();
        let held = open
            .iter()
            .filter(|id| {
                self.here("assignment").any(|row| {
                    row.num("family_id") == **id && row.num("supervisor_held") == 1 && row.holds(until)
                })
            })
            .count();
        let children: Vec<&Row> = self
            .here("member")
            .filter(|row| open.contains(&row.num("family_id")) && self.child(row))
            .collect();
        let infant = |row: &&&Row| {
            let age = (i64::from(until.year()) - row.num("birth_year")) * 12 + i64::from(until.month())
                - row.0.get("birth_month").map_or(12, |month| month.parse().unwrap());
            !row.text("birth_year").is_empty() && age <= 12
        };
        let (infants, children) = (children.iter().filter(infant).count(), children.len());
        let old = |months: u32| {
            let opened = |id: &i64| self.case(*id, until).unwrap().day("from_on").unwrap();
            open.iter()
                .filter(|id| opened(id).checked_add_months(Months::new(months)).unwrap() < until)
                .count()
        };
        let counts = [
            ("ifr", ifr.len()),
            ("incomplete", lone),
            ("held", held),
            ("children", children),
            ("infants", infants),
            ("over_amber", old(6)),
            ("over_red", old(12)),
            ("over_stop", old(18)),
        ];
        for (name, count) in counts {
            self.put(format!("{key}.{name}"), count);
        }
    }

    fn child(&self, row: &Row) -> bool {
        let until = self.until;
        let month = row.0.get("birth_month").map_or(1, |month| month.parse().unwrap());
        let born = row.text("birth_year").is_empty()
            || (row.num("birth_year"), month) <= (i64::from(until.year()), until.month());
        row.text("kind") == "child"
            && row.text("left_reason") != "wrong_entry"
            && born
            && row.day("left_on").is_none_or(|left| left > until)
    }

    /// The case in which somebody carries a family on a day.
    fn carries(&self, staff: i64, role: &str, family: i64, on: NaiveDate) -> Option<i64> {
        let mine = |row: &Row| {
            row.num("staff_id") == staff
                && row.text("role") == role
                && row.num("family_id") == family
                && row.holds(on)
        };
        self.here("assignment").find(|row| mine(row))?;
        self.case(family, on).map(|case| case.num("id"))
    }

    fn workers(&mut self) {
        let lines: Vec<(i64, &str, &str)> = self
            .rows("assignment")
            .map(|row| (row.num("staff_id"), row.text("role")))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|(staff, role)| {
                (
                    staff,
                    if role == "intact_worker" { "iw" } else { "rc" },
                    if role == "intact_worker" { "intact_worker" } else { "recovery_coordinator" },
                )
            })
            .collect();
        for (staff, short, role) in lines {
            let key = format!("caseloads.{short}.{staff}");
            let mut counts = [0; 6];
            let before = self.first.pred_opt().unwrap();
            let mut end = Vec::new();
            for family in self.families.clone() {
                counts[0] += usize::from(self.carries(staff, role, family, before).is_some());
                for on in self.first.iter_days().take_while(|on| *on <= self.until) {
                    let (was, is) = (
                        self.carries(staff, role, family, on.pred_opt().unwrap()),
                        self.carries(staff, role, family, on),
                    );
                    if was == is {
                        continue;
                    }
                    if was.is_some() {
                        counts[if self.went_with_its_case(role, family, on) { 3 } else { 4 }] += 1;
                    }
                    if is.is_some() {
                        counts[if self.nobody_before(role, family, on) { 1 } else { 2 }] += 1;
                    }
                }
                if self.carries(staff, role, family, self.until).is_some() {
                    counts[5] += 1;
                    end.push(family);
                }
            }
            for (name, count) in ["start", "opened", "in", "closed", "out", "end"].into_iter().zip(counts) {
                self.put(format!("{key}.{name}"), count);
            }
            self.families(&key, &end);
            self.capacity(&key, staff, end.len());
            if short == "rc" {
                self.coordinator(&key, staff, &end);
            }
        }
    }

    fn went_with_its_case(&self, role: &str, family: i64, on: NaiveDate) -> bool {
        let ended = |name: &str| {
            self.here(name).any(|row| row.num("family_id") == family && row.day("to_on") == Some(on))
        };
        self.case(family, on.pred_opt().unwrap()).unwrap().day("to_on") == Some(on)
            || (role == "recovery_coordinator" && ended("family_enrolment"))
    }

    fn nobody_before(&self, role: &str, family: i64, on: NaiveDate) -> bool {
        let from = self.case(family, on).unwrap().day("from_on").unwrap();
        let somebody = |day: NaiveDate| {
            self.here("assignment")
                .any(|row| row.num("family_id") == family && row.text("role") == role && row.holds(day))
        };
        !from.iter_days().take_while(|day| *day < on).any(somebody)
    }

    /// FTE and capacity in force on the last day, where the person was employed and worked here.
    fn employed(&self, staff: i64) -> Option<(f64, i64, String)> {
        let person = self.rows("staff").find(|row| row.num("id") == staff).unwrap();
        let there = person.day("hired_on").is_none_or(|on| on <= self.until)
            && person.day("left_on").is_none_or(|on| on > self.until);
        let spell =
            self.rows("employment").find(|row| row.num("staff_id") == staff && row.holds(self.until))?;
        let here = self.rows("staff_site").find(|row| {
            row.num("staff_id") == staff && row.num("site_id") == self.site && row.holds(self.until)
        })?;
        let full = spell.0.get("capacity").map_or(10, |own| own.parse().unwrap());
        there.then(|| (spell.real("fte") * here.real("share"), full, person.text("role").to_owned()))
    }

    fn capacity(&mut self, key: &str, staff: i64, open: usize) {
        let found = self.employed(staff);
        let known = self.found.get(&format!("{key}.start")) != Some(&Amount::Count(0)) || open > 0;
        if !known {
            return;
        }
        let fte = found.as_ref().map_or(Amount::NoData, |(fte, ..)| Amount::Measure(*fte));
        self.found.insert(format!("{key}.fte"), fte);
        if let Some((fte, full, _)) =
            found.filter(|(.., role)| role == "intact_worker" || role == "recovery_coordinator")
        {
            #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
            let capacity = ((full as f64 * fte).round() as i64).max(1);
            self.found.insert(format!("{key}.capacity"), Amount::Count(capacity));
            self.found.insert(
                format!("{key}.use"),
                Amount::Share { part: i64::try_from(open).unwrap(), whole: capacity },
            );
        }
    }

    fn coordinator(&mut self, key: &str, staff: i64, end: &[i64]) {
        for phase in 1..=5 {
            let of = |id: &&i64| {
                self.here("family_phase").any(|row| {
                    row.num("family_id") == **id && row.num("phase") == phase && row.holds(self.until)
                })
            };
            let count = end.iter().filter(of).count();
            self.put(format!("{key}.phase_{phase}"), count);
        }
        if self.here("service").any(|row| {
            row.text("role") == "recovery_coordinator" && row.day("on_date").unwrap() <= self.until
        }) {
            let made = self
                .here("service")
                .filter(|row| {
                    row.text("role") == "recovery_coordinator"
                        && row.num("staff_id") == staff
                        && row.text("mode") != "attempted"
                        && self.within(row.day("on_date"))
                })
                .count();
            if self.found.get(&format!("{key}.start")) != Some(&Amount::Count(0)) || !end.is_empty() {
                self.put(format!("{key}.contacts"), made);
                let mut miles = 0.0;
                for trip in self.rows("travel").filter(|row| {
                    row.num("staff_id") == staff
                        && row.text("purpose") == "client_home"
                        && self.within(row.day("on_date"))
                }) {
                    miles += trip.real("miles");
                }
                if self.rows("travel").any(|row| {
                    row.text("purpose") == "client_home" && row.day("on_date").unwrap() <= self.until
                }) {
                    self.found.insert(format!("{key}.miles_all"), Amount::Of { value: miles, of: 150.0 });
                }
            }
        }
    }

    fn referrals(&mut self) {
        let pending = ["received", "screening", "eligible", "wait_listed", "assigned"];
        let site = self.site;
        let of_site: Vec<&Row> = self.rows("referral").filter(|row| row.num("site_id") == site).collect();
        let outcome = |row: &Row| -> Option<(String, NaiveDate)> {
            let step = self.rows("referral_status").find(|step| {
                step.num("referral_id") == row.num("id") && !pending.contains(&step.text("status"))
            })?;
            Some((
                step.text("status").to_owned(),
                step.day("on_date").unwrap().max(row.day("received_on").unwrap()),
            ))
        };
        let waits = |row: &Row, on: NaiveDate| {
            row.day("received_on").unwrap() <= on && outcome(row).is_none_or(|(_, ended)| ended > on)
        };
        let mut found: Vec<(String, usize)> = Vec::new();
        let mut put = |name: &str, count: usize| found.push((format!("referrals.{name}"), count));
        put("start", of_site.iter().filter(|row| waits(row, self.first.pred_opt().unwrap())).count());
        put("end", of_site.iter().filter(|row| waits(row, self.until)).count());
        put("received", of_site.iter().filter(|row| self.within(row.day("received_on"))).count());
        put("screened", of_site.iter().filter(|row| self.within(row.day("screened_on"))).count());
        for status in ["enrolled", "declined", "ineligible", "withdrawn", "closed_without_contact"] {
            put(
                status,
                of_site
                    .iter()
                    .filter(|row| {
                        outcome(row).is_some_and(|(was, on)| was == status && self.within(Some(on)))
                    })
                    .count(),
            );
        }
        for source in ["court", "self", "an_old_word", "intact_worker"] {
            put(
                &format!("source.{source}.count"),
                of_site
                    .iter()
                    .filter(|row| row.text("source") == source && self.within(row.day("received_on")))
                    .count(),
            );
        }
        for county in ["Peoria", "Tazewell"] {
            put(
                &format!("county.{county}.count"),
                of_site
                    .iter()
                    .filter(|row| row.text("county") == county && self.within(row.day("received_on")))
                    .count(),
            );
        }
        let age = |row: &Row| (self.until - row.day("received_on").unwrap()).num_days();
        put("fresh", of_site.iter().filter(|row| waits(row, self.until) && age(row) <= 7).count());
        put(
            "watched",
            of_site.iter().filter(|row| waits(row, self.until) && (8..=14).contains(&age(row))).count(),
        );
        put("late", of_site.iter().filter(|row| waits(row, self.until) && age(row) > 14).count());
        let on_list = |row: &&&Row| {
            let steps = self.rows("referral_status").filter(|step| {
                step.num("referral_id") == row.num("id") && step.day("on_date").unwrap() <= self.until
            });
            let mut steps: Vec<(NaiveDate, i64, &str)> = steps
                .map(|step| (step.day("on_date").unwrap(), step.num("id"), step.text("status")))
                .collect();
            steps.sort_unstable();
            waits(row, self.until) && steps.last().is_some_and(|(.., status)| *status == "wait_listed")
        };
        put("wait_listed", of_site.iter().filter(on_list).count());
        let mut medians = Vec::new();
        for (name, from, to) in
            [("to_assigned", "received_on", "assigned_on"), ("to_contact", "assigned_on", "first_contact_on")]
        {
            let mut days: Vec<i64> = of_site
                .iter()
                .filter(|row| self.within(row.day(to)))
                .filter_map(|row| Some((row.day(to)? - row.day(from)?).num_days()))
                .collect();
            days.sort_unstable();
            let n = days.len();
            #[allow(clippy::cast_precision_loss)]
            let middle = |days: &[i64]| (days[(n - 1) / 2] + days[n / 2]) as f64 / 2.0;
            let value = if n == 0 {
                Amount::NoData
            } else {
                Amount::Median { days: middle(&days), n: i64::try_from(n).unwrap() }
            };
            medians.push((format!("referrals.days.{name}"), value));
        }
        for (key, count) in found {
            self.put(key, count);
        }
        self.found.extend(medians);
    }

    fn staffing(&mut self) {
        let (site, until) = (self.site, self.until);
        let posts: Vec<&Row> = self
            .rows("position")
            .filter(|row| {
                row.num("site_id") == site && row.text("role") == "intact_worker" && row.holds(until)
            })
            .collect();
        let filled = |post: &Row| {
            self.rows("position_fill")
                .any(|fill| fill.num("position_id") == post.num("id") && fill.holds(until))
        };
        let mut fte = [0.0, 0.0, 0.0];
        let mut empty = 0;
        for post in &posts {
            fte[0] += post.real("fte");
            fte[if filled(post) { 1 } else { 2 }] += post.real("fte");
            empty += usize::from(!filled(post));
        }
        let touches = |row: &Row, last: NaiveDate| {
            row.day("from_on").unwrap() <= until && row.day("to_on").is_none_or(|to| to >= last)
        };
        let here = |id: i64| {
            self.rows("staff_site").any(|row| {
                row.num("staff_id") == id && row.num("site_id") == site && touches(row, self.first)
            })
        };
        let people: Vec<&Row> = self.rows("staff").filter(|row| here(row.num("id"))).collect();
        let hired = people.iter().filter(|row| self.within(row.day("hired_on"))).count();
        let left = people.iter().filter(|row| self.within(row.day("left_on"))).count();
        let away = |id: i64| {
            self.first.iter_days().take_while(|on| *on <= until).any(|on| {
                self.rows("employment")
                    .any(|row| row.num("staff_id") == id && row.text("status") == "leave" && row.holds(on))
            })
        };
        let leave = people.iter().filter(|row| away(row.num("id"))).count();
        let mut kinds: BTreeMap<(i64, &str), Option<NaiveDate>> = BTreeMap::new();
        for row in self.rows("credential").filter(|row| {
            row.day("issued_on").is_none_or(|on| on <= until) && self.employed(row.num("staff_id")).is_some()
        }) {
            let ends = kinds.entry((row.num("staff_id"), row.text("kind"))).or_insert(Some(NaiveDate::MIN));
            *ends = match (*ends, row.day("expires_on")) {
                (Some(one), Some(other)) => Some(one.max(other)),
                _ => None,
            };
        }
        let soon = until + Days::new(90);
        let expiring = kinds.values().flatten().filter(|on| **on > until && **on <= soon).count();
        let ended = kinds.values().flatten().filter(|on| **on <= until).count();
        for (name, value) in ["authorised", "filled", "vacant"].into_iter().zip(fte) {
            self.found.insert(format!("staffing.posts.intact_worker.{name}"), Amount::Measure(value));
        }
        for (key, count) in [
            ("staffing.posts.intact_worker.vacancies", empty),
            ("staffing.people.hired", hired),
            ("staffing.people.separated", left),
            ("staffing.people.leave", leave),
            ("staffing.credentials.expiring", expiring),
            ("staffing.credentials.ended", ended),
        ] {
            self.put(key, count);
        }
    }

    fn project(&mut self) {
        let (site, before, until) = (self.site, self.first.pred_opt().unwrap(), self.until);
        let mut found: Vec<(&str, usize)> = Vec::new();
        let challenges: Vec<&Row> = self.rows("challenge").filter(|row| row.num("site_id") == site).collect();
        let open = |row: &Row, on: NaiveDate| {
            row.day("raised_on").unwrap() <= on
                && (row.text("state") != "resolved" || row.day("resolved_on").is_none_or(|to| to > on))
        };
        found.push(("challenges.start", challenges.iter().filter(|row| open(row, before)).count()));
        found.push((
            "challenges.raised",
            challenges.iter().filter(|row| self.within(row.day("raised_on"))).count(),
        ));
        found.push(("challenges.end", challenges.iter().filter(|row| open(row, until)).count()));
        found.push((
            "successes.told",
            self.rows("success")
                .filter(|row| row.num("site_id") == site && self.within(row.day("on_date")))
                .count(),
        ));
        // Items of families: those without one follow their owner, which the invented programme has, too.
        let plain = self.rows("action_item").all(|row| !row.text("family_id").is_empty());
        if plain {
            let standing = |row: &Row, on: NaiveDate| {
                row.day("created_on").unwrap() <= on && row.day("closed_on").is_none_or(|to| to > on)
            };
            found.push(("items.start", self.here("action_item").filter(|row| standing(row, before)).count()));
            found.push(("items.end", self.here("action_item").filter(|row| standing(row, until)).count()));
            found.push((
                "items.overdue",
                self.here("action_item")
                    .filter(|row| standing(row, until) && row.day("due_on").unwrap() < until)
                    .count(),
            ));
        }
        let seen = |child: i64, from: NaiveDate| {
            self.here("service").any(|row| {
                row.text("role") == "intact_worker"
                    && ["home", "office", "field", "treatment_site"].contains(&row.text("mode"))
                    && row.day("on_date").unwrap() >= from
                    && row.day("on_date").unwrap() <= until
                    && self
                        .rows("service_child")
                        .any(|link| link.num("service_id") == row.num("id") && link.num("member_id") == child)
            })
        };
        let all_month = |row: &&Row| {
            let case = self.case(row.num("family_id"), until);
            self.child(row)
                && row.num("in_home") == 1
                && case.is_some_and(|case| case.day("from_on").unwrap() <= self.first)
        };
        let children: Vec<i64> = self.here("member").filter(all_month).map(|row| row.num("id")).collect();
        let visited = children.iter().filter(|child| seen(**child, self.first)).count();
        let whole = i64::try_from(children.len()).unwrap();
        let known = self
            .here("service")
            .any(|row| row.text("role") == "intact_worker" && row.day("on_date").unwrap() <= until);
        let share = if whole > 0 && known {
            Amount::Share { part: i64::try_from(visited).unwrap(), whole }
        } else {
            Amount::NoData
        };
        for (key, count) in found {
            self.put(key, count);
        }
        self.found.insert("caseloads.timeliness.visited".into(), share);
    }
}
