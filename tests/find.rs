//! Finding anything: what fits is found, what the viewer may not see is not, and the index says what the records say.

use crate::forms::desk::{desk, desk_over};
use crate::forms::world::{World, rows, world};
use ifr::domain::find::FoundKind;
use ifr::store::request::Found;
use ifr::store::view::find::FindAsk;
use ifr::store::{Reply, Request};
use proptest::prelude::*;

/// Notes of every kind, with a word that stands nowhere else; meeting 1 is a Co-Supervision, 2 an Individual of Dana
/// and Lee, 3 an Individual of Sam and Brooks, 4 a Joint at the other site.
const NOTES: &str = "
insert into meeting (id, uid, kind, site_id, worker_id, status, held_on) values
  (1, 'a', 'co_supervision', 1, null, 'held', '2026-11-20'), (2, 'b', 'individual_iw', 1, 3, 'held', '2026-11-20'),
  (3, 'c', 'individual_rc', 1, 5, 'held', '2026-11-20'), (4, 'd', 'joint', 2, null, 'held', '2026-11-20');
insert into meeting_person (meeting_id, staff_id) values (1, 1), (1, 2), (2, 1), (2, 3), (3, 2), (3, 5);
insert into action_item (id, description, owner_id, due_on, family_id, category, created_on) values
  (456, 'Ask about the kindergarten', 3, '2026-11-30', 197, 'safety', '2026-11-20');
insert into action_item (id, description, owner_id, due_on, family_id, category, created_on) values
  (457, 'Ask about the orchard', 3, '2026-11-30', 200, 'safety', '2026-11-20');
insert into note (id, kind, author_id, entered_by, at, meeting_id, family_id, about_id, field, body, part2) values
  (1, 'case', 1, 1, '2026-11-20T16:00:00Z', 1, 197, null, 'safety', 'The landlord mended the heating', 0),
  (2, 'case', 2, 2, '2026-11-20T16:00:00Z', 1, 197, null, 'recovery', 'Methadone every morning', 1),
  (3, 'personnel', 1, 1, '2026-11-20T16:00:00Z', 2, null, 3, 'check_in', 'Tired since the bereavement', 0),
  (4, 'case', 1, 1, '2026-11-20T16:00:00Z', 2, 197, null, 'safety', 'Grandmother hesitates', 0),
  (5, 'meeting', 2, 2, '2026-11-20T16:00:00Z', 3, null, null, 'learning', 'Read the curriculum', 0),
  (6, 'case', 1, 1, '2026-11-20T16:00:00Z', 4, 200, null, 'safety', 'Far away elsewhere', 0);
";

/// The adult consents to what the treatment note is about.
const CONSENTED: &str = "
update member set participant = 1 where id = 1;
insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed, signed_on, expires_on)
  values (1, 1, 2, 1, 'Intact staff', 'Planning', 1, 1, '2026-11-01', '2027-11-01');
insert into consent_category (consent_id, category) values (1, 'progress');
insert into note_member (note_id, member_id, consent_id, on_date) values (2, 1, 1, '2026-11-20');
";

fn noted() -> World {
    let world = world();
    world.sql.execute_batch(NOTES).unwrap();
    world
}

impl World {
    fn search(&mut self, who: &str, text: &str, kind: Option<FoundKind>) -> Vec<Found> {
        self.store.sign_in_as(who).unwrap();
        let ask = FindAsk { text: text.into(), kind, most: 50 };
        match self.store.handle(Request::Search(ask)).unwrap() {
            Reply::Found(found) => found,
            other => panic!("{other:?}"),
        }
    }

    /// The sorts and names of what is found.
    fn named(&mut self, who: &str, text: &str) -> Vec<(FoundKind, String)> {
        self.search(who, text, None).into_iter().map(|one| (one.kind, one.label)).collect()
    }
}

#[test]
fn every_sort_is_found_by_what_people_say() {
    let mut world = noted();
    world
        .sql
        .execute(
            "update referral set alias = 'J.R.', reason = 'Lost the apprenticeship', county = 'Tazewell'",
            [],
        )
        .unwrap();
    for (text, kind, label) in [
        ("F-0197", FoundKind::Family, "F-0197"),
        ("f197", FoundKind::Family, "F-0197"),
        ("197", FoundKind::Family, "F-0197"),
        ("c-197", FoundKind::Family, "F-0197"),
        ("OAK", FoundKind::Family, "F-0197"),
        ("m", FoundKind::Member, "M"),
        ("tam broo", FoundKind::Person, "Tamika Brooks"),
        ("r412", FoundKind::Referral, "R-0412"),
        ("j.r.", FoundKind::Referral, "R-0412"),
        ("apprent", FoundKind::Referral, "R-0412"),
        ("tazewell", FoundKind::Referral, "R-0412"),
        ("a-456", FoundKind::Item, "A-0456"),
        ("about kinder", FoundKind::Item, "A-0456"),
        ("m-0001", FoundKind::Meeting, "M-0001"),
        ("co supervision 2026", FoundKind::Meeting, "M-0001"),
        ("heating landlord", FoundKind::Note, "F-0197"),
    ] {
        let found = world.named("Dana", text);
        assert!(found.contains(&(kind, label.to_owned())), "{text}: {found:?}");
    }
    assert_eq!(world.named("Dana", "landlord nowhere"), [], "all of the words");
    assert_eq!(world.named("Dana", "  - \" ) OR "), world.named("Dana", "or"), "nothing is an operator");
    assert_eq!(world.named("Dana", "ating"), [], "words are found by how they begin");
    let only = world.search("Dana", "about", Some(FoundKind::Note));
    assert_eq!(only, [], "one sort only");
}

#[test]
fn what_the_viewer_may_not_see_is_not_found() {
    let mut world = noted();
    for (word, dana, sam) in [
        ("heating", 1, 1),
        ("methadone", 0, 1),
        ("bereavement", 1, 0),
        ("grandmother", 1, 0),
        ("curriculum", 0, 1),
        ("elsewhere", 0, 0),
        ("orchard", 0, 0),
        ("kindergarten", 1, 1),
    ] {
        assert_eq!(world.named("Dana", word).len(), dana, "Dana, {word}");
        assert_eq!(world.named("Sam", word).len(), sam, "Sam, {word}");
    }
    assert_eq!(world.named("Dana", "F-0200"), [], "a family of another site has no number here");
    assert_eq!(world.named("Dana", "A-0457"), [], "nor has its item");
    let individual = (FoundKind::Meeting, "M-0003".to_owned());
    assert!(!world.named("Dana", "individual rc").contains(&individual));
    assert!(world.named("Sam", "individual rc").contains(&individual));
}

#[test]
fn a_consent_opens_the_page_and_not_the_search() {
    let mut world = noted();
    world.sql.execute_batch(CONSENTED).unwrap();
    assert_eq!(world.named("Dana", "methadone"), []);
    assert_eq!(world.count("select count(*) from disclosure"), 0, "looking for a word discloses nothing");
}

#[test]
fn words_of_treatment_that_are_found_are_a_look_at_their_record_once_a_day() {
    let mut world = noted();
    world.sql.execute_batch(CONSENTED).unwrap();
    let more = "insert into note (id, kind, author_id, entered_by, at, meeting_id, family_id, field, body, part2) values
        (7, 'case', 2, 2, '2026-11-20T16:00:00Z', null, 197, '', 'Methadone is given at home', 1);
      insert into note_member (note_id, member_id, consent_id, on_date) values (7, 1, 1, '2026-11-20');";
    world.sql.execute_batch(more).unwrap();
    let views = "select count(*) from event where kind = 'view'";
    world.named("Sam", "heating");
    world.named("Dana", "methadone");
    assert_eq!(world.count(views), 0, "a plain word, and one that is not found, show nothing of treatment");
    for text in ["methad", "methadone"] {
        assert_eq!(world.named("Sam", text).len(), 2);
    }
    world.store.handle(Request::Find("methadone".into())).unwrap();
    world.store.handle(Request::Family(crate::forms::world::FAMILY)).unwrap();
    let of = |what: &str| world.count(&format!("{views} and actor = 2 and {what}"));
    assert_eq!(of("entity = 'meeting' and entity_id = 1"), 1);
    assert_eq!(of("entity = 'family' and entity_id = 197"), 1, "by the search, and not again by the page");
    assert_eq!(world.count(views), 2);
    assert!(world.store.verify_trail().unwrap().breaches.is_empty());
    world.store.handle(Request::SignOut).unwrap();
    assert!(world.store.handle(Request::Find("methadone".into())).is_err());
}

#[test]
fn the_palette_writes_down_what_it_shows_of_treatment() {
    let mut world = noted();
    world.sql.execute_batch(CONSENTED).unwrap();
    world.store.sign_in_as("Sam").unwrap();
    world.store.handle(Request::Find("methadone".into())).unwrap();
    assert_eq!(world.count("select count(*) from event where kind = 'view' and entity = 'meeting'"), 1);
}

/// The words that the index holds.
fn indexed(world: &World, table: &str) -> Vec<String> {
    world
        .sql
        .execute_batch(&format!(
            "create virtual table if not exists temp.words_of_{table} using fts5vocab(main, {table}, row)"
        ))
        .unwrap();
    rows(&world.sql, &format!("select term from temp.words_of_{table}"))
}

#[test]
fn what_is_changed_or_taken_away_leaves_the_index() {
    let mut world = noted();
    let has = |world: &World, word: &str| {
        ["find_word", "find_treatment"].map(|table| indexed(world, table).contains(&word.to_owned()))
    };
    assert_eq!(has(&world, "methadone"), [false, true], "treatment words have a table of their own");
    assert_eq!(has(&world, "heating"), [true, false]);
    world
        .sql
        .execute_batch(
            "update note set body = 'The stairs are safe' where id = 1;
             delete from note where id = 5;
             update note set part2 = 1 where id = 6;
             update member set alias = 'Quentin' where id = 2;
             update family set label = 'elm' where id = 197;
             update action_item set description = 'Ask about the nursery' where id = 456;",
        )
        .unwrap();
    for gone in ["heating", "curriculum", "oak", "kindergarten"] {
        assert_eq!(has(&world, gone), [false, false], "{gone}");
    }
    assert_eq!((has(&world, "far"), has(&world, "stairs")), ([false, true], [true, false]));
    assert_eq!(world.named("Dana", "quent"), [(FoundKind::Member, "Quentin".to_owned())]);
    world
        .sql
        .execute("update member set left_on = '2026-11-24', left_reason = 'wrong_entry' where id = 2", [])
        .unwrap();
    assert_eq!(world.named("Dana", "quent"), []);
    assert_eq!(has(&world, "quentin"), [false, false]);
    world.sql.execute("update member set left_on = null, left_reason = null where id = 2", []).unwrap();
    assert_eq!(world.named("Dana", "quent").len(), 1, "undone, they are found again");
}

#[test]
fn the_newest_come_first_and_no_more_than_asked() {
    let mut world = noted();
    for id in 1000..1100 {
        world
            .sql
            .execute(
                "insert into action_item (id, description, owner_id, due_on, family_id, category, created_on)
                 values (?1, 'Ring the school', 3, '2026-11-30', case when ?1 % 2 then 197 else 200 end, 'safety', '2026-11-20')",
                [id],
            )
            .unwrap();
    }
    let found = world.search("Dana", "school", Some(FoundKind::Item));
    assert_eq!(found.len(), 50, "the limit counts what may be seen");
    assert_eq!((found[0].label.as_str(), found[49].label.as_str()), ("A-1099", "A-1001"));
}

#[test]
fn an_old_record_is_found_however_many_others_bear_its_words() {
    let mut world = noted();
    let add = "insert into action_item (id, description, owner_id, due_on, family_id, category, created_on)
       with recursive n (i) as (select 1 union all select i + 1 from n where i < ?3)
       select ?1 + i, 'Ring the school', 3, '2026-11-30', ?2, 'safety', '2026-11-20' from n";
    world.sql.execute(add, [1000, 197, 1]).unwrap();
    world.sql.execute(add, [2000, 200, 6000]).unwrap();
    let found = world.search("Dana", "school", Some(FoundKind::Item));
    let labels: Vec<_> = found.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["A-1001"], "six thousand newer ones of another site do not hide it");
}

#[test]
fn what_is_of_a_family_moves_to_another_site_with_it() {
    let mut world = noted();
    let words = ["oak", "heating", "kindergarten", "methadone"];
    let found = |world: &mut World| words.map(|word| world.named("Sam", word).len());
    assert_eq!(found(&mut world), [1; 4]);
    let before: i64 = world.count("select count(*) from find_word where words match 'oak or heating'");
    world.sql.execute("update family set site_id = 2 where id = 197", []).unwrap();
    assert_eq!(found(&mut world), [0; 4], "it is another site's now");
    world.sql.execute("update family set site_id = 1 where id = 197", []).unwrap();
    assert_eq!(found(&mut world), [1; 4], "and here again");
    let after: i64 = world.count("select count(*) from find_word where words match 'oak or heating'");
    assert_eq!(before, after, "nothing is left where it was");
    world.sql.execute("update family set site_id = 1 where id = 200", []).unwrap();
    assert_eq!(world.named("Sam", "orchard").len(), 1, "what comes is found");
}

#[test]
fn a_note_is_found_by_who_was_there_wherever_that_was() {
    let mut world = noted();
    assert_eq!(world.named("Sam", "curriculum").len(), 1);
    world.sql.execute("update meeting set site_id = 2 where id = 3", []).unwrap();
    assert_eq!(world.named("Sam", "curriculum").len(), 1, "Sam was there");
    assert_eq!(world.named("Dana", "curriculum"), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn every_word_of_every_note_finds_it(body in "[\\PC&&[^\\p{Co}]]{0,60}( [a-zäöüß0-9]{2,9}){1,4}") {
        let body = ifr::domain::text::clean(&body);
        let mut world = noted();
        world.sql.execute("update note set body = ?1 where id = 1", [&body]).unwrap();
        for word in body.split(' ').skip(1).filter(|word| word.chars().all(char::is_alphanumeric) && !word.is_empty()) {
            let found = world.search("Dana", word, Some(FoundKind::Note));
            prop_assert!(found.iter().any(|one| one.label == "F-0197"), "{} of {}", word, body);
        }
    }
}

#[test]
fn ctrl_f_finds_as_one_types_and_opens() {
    let mut desk = desk_over(noted(), false);
    desk.flow.keys("ctrl-f");
    assert!(desk.flow.screen().contains("Type a number as you say it"), "{}", desk.flow.screen());
    desk.flow.keys("text:heat");
    let screen = desk.flow.screen();
    assert!(screen.contains("Notes 1") && screen.contains("The landlord mended the heating"), "{screen}");
    desk.flow.keys("ctrl-u text:methadone");
    assert!(desk.flow.screen().contains("Nothing that you may see has all of these words"));
    desk.flow.keys("ctrl-u text:197");
    let screen = desk.flow.screen();
    assert!(screen.contains("Families 1"), "{screen}");
    desk.flow.keys("tab tab tab tab tab tab tab");
    assert!(
        desk.flow.screen().contains("Nothing that you may see"),
        "no note has it: {}",
        desk.flow.screen()
    );
    desk.flow.keys("tab enter");
    let screen = desk.flow.screen();
    assert!(
        screen.contains("F-0197") && screen.contains("oak") && !screen.contains("Families 1"),
        "{screen}"
    );
    desk.flow.keys("esc");
    assert!(desk.flow.screen().contains("Families 1"), "what was typed is still there");
    desk.flow.keys("f9");
    assert!(!desk.flow.screen().contains("oak"), "the mask hides what was found");
}

#[test]
fn the_palette_offers_what_is_found() {
    let mut desk = desk(false);
    desk.flow.keys("ctrl-p text:brooks");
    assert!(desk.flow.screen().contains("Tamika Brooks"), "{}", desk.flow.screen());
    desk.flow.keys("esc ctrl-p text:find_any enter text:oak");
    assert!(desk.flow.screen().contains("Families 1"), "{}", desk.flow.screen());
}

#[test]
fn the_palette_offers_the_pages_that_have_no_key_of_their_own() {
    let mut desk = desk(false);
    for (words, page) in [
        ("miles", "Travel, November 2026"),
        ("fidelity", "Fidelity"),
        ("weeks_ahead", "Calendar"),
        ("not_documented", "Services"),
    ] {
        desk.flow.keys(&format!("1 ctrl-p text:{words} enter"));
        let screen = desk.flow.screen();
        assert!(screen.lines().nth(3).is_some_and(|line| line.contains(page)), "{words}: {screen}");
    }
}
