//! What of a month would not be accepted: for each supervisor what they may read, and no more is counted.

use chrono::NaiveDate;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::view::services::{ServiceCheck, ServicesAsk, ServicesReply};
use ifr::store::{Reply, Request, Store};
use std::sync::Arc;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn demo() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let plan = Plan { seed: 7, today: day("2026-11-24") };
    let store = create(&dir.path().join("demo.db"), &plan, Arc::new(Settings::defaults())).unwrap();
    (dir, store)
}

fn check(store: &mut Store, who: &str) -> ServiceCheck {
    store.sign_in_as(who).unwrap();
    let ask = ServicesAsk::Check { from: day("2026-10-01"), to: day("2026-10-31") };
    let Reply::Services(ServicesReply::Check(check)) = store.handle(Request::Services(ask)).unwrap() else {
        panic!("another answer")
    };
    *check
}

#[test]
fn what_a_finding_tells_is_read_and_counted_only_under_consent() {
    let (_dir, mut store) = demo();
    let (sam, dana) = (check(&mut store, "Sam"), check(&mut store, "Dana"));
    assert_eq!(sam.services, dana.services, "how many services there are is countable");
    for check in [&sam, &dana] {
        let counted: i64 = check.rules.iter().map(|rule| rule.count).sum();
        assert_eq!(
            usize::try_from(counted).unwrap(),
            check.findings.len(),
            "no more is counted than is shown"
        );
    }
    assert!(sam.findings.iter().all(|row| row.broken.shown().is_some() && row.kind.shown().is_some()));
    assert!(dana.findings.iter().all(|row| row.broken.shown().is_some() && row.kind.shown().is_some()));
    let of = |check: &ServiceCheck| check.findings.iter().map(|row| row.service).collect::<Vec<i64>>();
    let (all, some) = (of(&sam), of(&dana));
    assert!(some.len() < all.len(), "a consent has ended in the demo");
    assert!(some.iter().all(|service| all.contains(service)));
    for broken in &sam.rules {
        assert!(!broken.broken.quote.is_empty() && !broken.broken.source.is_empty());
    }
}

#[test]
fn every_service_of_the_days_is_looked_at_once() {
    let (dir, mut store) = demo();
    let check = check(&mut store, "Sam");
    let conn = rusqlite::Connection::open(dir.path().join("demo.db")).unwrap();
    let count: i64 = conn
        .query_row(
            "select count(*) from service s join family f on f.id = s.family_id
             join staff_site t on t.site_id = f.site_id join staff p on p.id = t.staff_id
             where p.name = 'Sam Reyes' and s.on_date between '2026-10-01' and '2026-10-31'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(check.services, count);
    let told: i64 = check.rules.iter().map(|rule| rule.count).sum();
    assert_eq!(usize::try_from(told).unwrap(), check.findings.len());
}

#[test]
fn the_demo_has_a_finding_about_a_voucher_this_month() {
    let (_dir, mut store) = demo();
    store.sign_in_as("Sam").unwrap();
    let ask = ServicesAsk::Check { from: day("2026-11-01"), to: day("2026-11-24") };
    let Reply::Services(ServicesReply::Check(check)) = store.handle(Request::Services(ask)).unwrap() else {
        panic!("another answer")
    };
    let of = |row: &&ifr::store::view::services::RuleCount| row.broken.rule.starts_with("rss.voucher");
    assert!(check.rules.iter().filter(of).map(|row| row.count).sum::<i64>() >= 1, "{:?}", check.rules);
}
