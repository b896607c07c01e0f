//! The disclosure log writes itself, and accounts for three years.

use super::{M, change, except};
use crate::forms::world::{FAMILY, World, consent, world};
use crate::walk::world::{DANA, File, SAM};
use ifr::domain::consent::Category;
use ifr::error::Kind;
use ifr::export::document::Format;
use ifr::store::request::Form;
use ifr::store::view::consent::{Accounting, ConsentAsk, ConsentChange, ConsentReply, Paper};
use ifr::store::{OpId, Reply, Request};

fn accounting(world: &mut World, years: u32) -> Accounting {
    world.store.sign_in_as("Sam").unwrap();
    let Reply::Consent(reply) =
        world.store.handle(Request::Consent(ConsentAsk::Accounting(M, years))).unwrap()
    else {
        panic!()
    };
    let ConsentReply::Accounting(all) = *reply else { panic!() };
    all
}

fn look(world: &mut World, who: &str) {
    world.store.sign_in_as(who).unwrap();
    world.store.handle(Request::Family(FAMILY)).unwrap();
}

#[test]
fn a_look_is_logged_once_a_day_under_its_consent_or_exception() {
    let mut world = world();
    look(&mut world, "Dana");
    assert!(accounting(&mut world, 3).rows.is_empty(), "nothing was shown");
    change(&mut world, ConsentChange::Except(except(vec![Category::Progress])));
    look(&mut world, "Dana");
    look(&mut world, "Dana");
    look(&mut world, "Sam");
    let rows = accounting(&mut world, 3).rows;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((rows[0].basis.as_str(), rows[0].consent), ("medical emergency", None));
    assert_eq!(world.rows("select exception_id from disclosure"), ["1"]);

    world.sql.execute_batch("update disclosure set at = '2026-11-23T10:00:00Z'").unwrap();
    world.said("Sam", Form::Consent(consent()));
    look(&mut world, "Dana");
    let newest = accounting(&mut world, 3).rows[0].clone();
    assert_eq!(newest.basis, "consent signed Fri 20 Nov");
    assert_eq!((newest.recipient.as_str(), newest.purpose.as_str()), ("Dana Ortiz", "Service planning"));
    assert_eq!(newest.what, "family page");
}

#[test]
fn the_accounting_is_a_document_for_the_years_asked_for() {
    let mut world = world();
    world
        .sql
        .execute_batch(
            "insert into disclosure (at, member_id, recipient, what, purpose) values
               ('2022-01-05T12:00:00Z', 1, 'Old Court', 'letter', 'court'), ('2024-06-01T12:00:00Z', 1, 'Dana Ortiz', 'agenda', 'planning')",
        )
        .unwrap();
    assert_eq!(accounting(&mut world, 3).rows.len(), 1);
    assert_eq!(accounting(&mut world, 6).rows.len(), 2);
    let paper = |format| {
        Request::Consent(ConsentAsk::Paper {
            op: OpId::new(),
            paper: Paper::Accounting(M, 3),
            format,
            path: None,
        })
    };
    world.store.sign_in_as("Sam").unwrap();
    let Reply::Document(text) = world.store.handle(paper(Format::Text)).unwrap() else { panic!() };
    let text = String::from_utf8(text.bytes).unwrap();
    for words in
        ["Disclosures about F-0197 M", "24 Nov 2023 to 24 Nov 2026", "agenda", "2024-06-01", "42 CFR part 2"]
    {
        assert!(text.contains(words), "no {words} in\n{text}");
    }
    assert!(!text.contains("Old Court"));
    assert_eq!(world.count("select count(*) from event where kind = 'export' and entity = 'member'"), 1);
    world.store.sign_in_as("Dana").unwrap();
    assert_eq!(world.store.handle(paper(Format::Text)).unwrap_err().kind, Kind::Denied);
}

#[test]
fn the_summary_of_a_consent_says_every_element_and_its_scope() {
    let mut world = world();
    let (id, _) = world.save("Sam", Form::Consent(consent())).unwrap();
    let paper = Paper::Summary(ifr::domain::ConsentId(id));
    let ask = ConsentAsk::Paper { op: OpId::new(), paper, format: Format::Text, path: None };
    let Reply::Document(text) = world.store.handle(Request::Consent(ask)).unwrap() else { panic!() };
    let text = String::from_utf8(text.bytes).unwrap();
    for words in [
        "active",
        "M in F-0197",
        "Hope",
        "Intact staff",
        "Service planning",
        "Right to revoke",
        "2 Mar 2027",
        "Signed on",
        "attendance in treatment",
        "level of care",
        "42 CFR part 2",
        "to Intact, for Service",
    ] {
        assert!(text.contains(words), "no {words} in\n{text}");
    }
}

#[test]
fn a_signed_co_supervision_tells_the_other_agency_of_each_consenting_adult() {
    let mut file = File::new();
    file.sign_in(DANA);
    let walk = file.start();
    file.everybody(&walk);
    file.close(walk.id);
    let logged = |file: &File| {
        file.text("select cast(count(*) as text) from disclosure where what = 'M-0001: signed note'")
    };
    assert_eq!(logged(&file), "0");
    file.sign(walk.id, DANA).unwrap();
    file.sign(walk.id, SAM).unwrap();
    assert_eq!(logged(&file), "1", "one adult consents, one agency receives");
    let row = "select member_id || '|' || consent_id || '|' || recipient || '|' || purpose from disclosure where what like '%signed note'";
    assert_eq!(file.text(row), "1|1|Children First: Dana Ortiz, Lee Park|case planning");
}
