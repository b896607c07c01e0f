//! Staffing: posts, vacancies, who came and went, teams, what ends.

use super::workers::employed;
use crate::month::raw::{Raw, Row};
use chrono::{Days, NaiveDate};
use ifr::domain::month::Amount;
use std::collections::{BTreeMap, BTreeSet};

pub fn count(raw: &mut Raw<'_>) {
    posts(raw);
    vacancies(raw);
    people(raw);
    teams(raw);
    credentials(raw);
}

fn there<'r>(raw: &Raw<'r>) -> Vec<&'r Row> {
    let here = |row: &&Row| row.num("site_id") == raw.site && row.holds(raw.until);
    raw.rows("position").iter().filter(here).collect()
}

fn spells<'r>(raw: &Raw<'r>, name: &str, post: &Row) -> Vec<&'r Row> {
    let id = post.num("id");
    raw.rows(name).iter().filter(|row| row.num("position_id") == id).collect()
}

fn filled(raw: &Raw<'_>, post: &Row) -> bool {
    spells(raw, "position_fill", post).iter().any(|fill| fill.holds(raw.until))
}

fn posts(raw: &mut Raw<'_>) {
    let there = there(raw);
    let mut roles: BTreeSet<&str> = there.iter().map(|post| post.text("role")).collect();
    roles.extend(["intact_worker", "recovery_coordinator"]);
    for role in roles {
        let mut fte = [0.0, 0.0, 0.0];
        let mut empty = 0;
        for post in there.iter().filter(|post| post.text("role") == role) {
            fte[0] += post.real("fte");
            fte[if filled(raw, post) { 1 } else { 2 }] += post.real("fte");
            empty += usize::from(!filled(raw, post));
        }
        for (name, value) in ["authorised", "filled", "vacant"].into_iter().zip(fte) {
            raw.put(format!("staffing.posts.{role}.{name}"), Amount::Measure(value));
        }
        raw.count(format!("staffing.posts.{role}.vacancies"), empty);
    }
}

fn vacancies(raw: &mut Raw<'_>) {
    let vacant: Vec<&Row> = there(raw).into_iter().filter(|post| !filled(raw, post)).collect();
    for post in vacant {
        let fills = spells(raw, "position_fill", post);
        // From the last day back, as long as nobody filled it and it was authorised.
        let mut days = 0;
        let mut on = raw.until;
        while on > post.day("from_on").unwrap()
            && !fills.iter().any(|fill| fill.holds(on.pred_opt().unwrap()))
        {
            on = on.pred_opt().unwrap();
            days += 1;
        }
        let key = format!("staffing.vacancies.{}", post.num("id"));
        raw.count(format!("{key}.days"), days);
        let known = post.has("recruitment") && post.day("recruitment_on").is_none_or(|on| on <= raw.until);
        let said = match post.text("recruitment") {
            "not_posted" => "Not posted",
            "posted" => "Posted",
            "interviewing" => "Interviewing",
            "offer" => "Offer made",
            "filled" => "Filled",
            "frozen" => "Frozen",
            other => other,
        };
        let recruitment = if known { Amount::Words(said.to_owned()) } else { Amount::NoData };
        raw.put(format!("{key}.recruitment"), recruitment);
        let covers = spells(raw, "position_cover", post);
        let cover = covers.iter().filter(|row| row.holds(raw.until)).max_by_key(|row| row.day("from_on"));
        let name = |id: i64| {
            let person = raw.rows("staff").iter().find(|row| row.num("id") == id).unwrap();
            match person.text("short_name") {
                "" => person.text("name").split(' ').next().unwrap().to_owned(),
                short => short.to_owned(),
            }
        };
        let cover = cover.map_or_else(|| "none".to_owned(), |row| name(row.num("staff_id")));
        raw.put(format!("{key}.cover"), Amount::Words(cover));
    }
}

/// The people who worked here on some day of the month, or left on its last day there.
fn people(raw: &mut Raw<'_>) {
    let touches = |row: &Row| {
        row.day("from_on").unwrap() <= raw.until && row.day("to_on").is_none_or(|to| to >= raw.first)
    };
    let here = |id: i64| {
        let mine = |row: &&Row| row.num("staff_id") == id && row.num("site_id") == raw.site;
        raw.rows("staff_site").iter().filter(mine).any(touches)
    };
    let people: Vec<&Row> = raw.rows("staff").iter().filter(|row| here(row.num("id"))).collect();
    let away = |id: i64| {
        let leave = |row: &&Row| row.num("staff_id") == id && row.text("status") == "leave";
        raw.days().any(|on| raw.rows("employment").iter().filter(leave).any(|row| row.holds(on)))
    };
    let counts = [
        ("hired", people.iter().filter(|row| raw.within(row.day("hired_on"))).count()),
        ("separated", people.iter().filter(|row| raw.within(row.day("left_on"))).count()),
        ("leave", people.iter().filter(|row| away(row.num("id"))).count()),
    ];
    for (name, count) in counts {
        raw.count(format!("staffing.people.{name}"), count);
    }
}

fn teams(raw: &mut Raw<'_>) {
    let mut teams: BTreeMap<i64, i64> = BTreeMap::new();
    for person in raw.rows("staff") {
        let Some((.., role)) = employed(raw, person.num("id")) else { continue };
        let now = |row: &&Row| row.num("staff_id") == person.num("id") && row.holds(raw.until);
        let spell = raw.rows("employment").iter().find(now);
        if let Some(spell) = spell.filter(|row| row.has("supervisor_id"))
            && ["intact_worker", "recovery_coordinator"].contains(&role.as_str())
        {
            *teams.entry(spell.num("supervisor_id")).or_default() += 1;
        }
    }
    for (supervisor, many) in teams {
        #[allow(clippy::cast_precision_loss)]
        let value = Amount::Of { value: many as f64, of: 5.0 };
        raw.put(format!("staffing.supervisors.{supervisor}.workers"), value);
    }
}

fn credentials(raw: &mut Raw<'_>) {
    let until = raw.until;
    let mut kinds: BTreeMap<(i64, &str), Option<NaiveDate>> = BTreeMap::new();
    for row in raw.rows("credential").iter().filter(|row| {
        row.day("issued_on").is_none_or(|on| on <= until) && employed(raw, row.num("staff_id")).is_some()
    }) {
        let ends = kinds.entry((row.num("staff_id"), row.text("kind"))).or_insert(Some(NaiveDate::MIN));
        // Renewed is what ends later, or never.
        *ends = ends.zip(row.day("expires_on")).map(|(one, other)| one.max(other));
    }
    let ends: Vec<NaiveDate> = kinds.into_values().flatten().collect();
    let soon = until + Days::new(90);
    raw.count("staffing.credentials.expiring", ends.iter().filter(|on| **on > until && **on <= soon).count());
    raw.count("staffing.credentials.ended", ends.iter().filter(|on| **on <= until).count());
}
