//! Coming in: wrong passphrases, lost ones, ones that somebody else set, and the lock over unsaved text.

use crate::desk::{self, options};
use crate::forms::desk::{desk, desk_over};
use crate::forms::world::{item, world};
use ifr::domain::StaffId;
use ifr::error::{Error, Kind};
use ifr::store::request::Form;
use ifr::store::view::account::{AccountAsk, AccountReply};
use ifr::store::{FirstSupervisor, OpId, Reply, Request, SetUp, Store};
use ifr::tui::screen::FormKind;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

pub const DANA: StaffId = StaffId(1);
pub const SAM: StaffId = StaffId(2);
const NOW: &str = desk::MORNING;

/// A file of real work with one supervisor of each agency: Dana's passphrase is `one two`, Sam's `three four`.
pub fn file(folder: &Path) -> (PathBuf, Store) {
    let path = folder.join("programme.ifr");
    let new = desk::new_file("Peoria", "2020-01-06", false);
    let who =
        |name: &str, passphrase: &str| FirstSupervisor { name: name.into(), passphrase: passphrase.into() };
    let with = SetUp {
        child_welfare: "County".into(),
        treatment: "Hope".into(),
        site: "North".into(),
        intact: who("Dana Ortiz", "one two"),
        sud: who("Sam Reyes", "three four"),
    };
    let store = Store::set_up(&path, &new, &with, options(NOW)).unwrap();
    (path, store)
}

pub fn sign_in(store: &mut Store, staff: StaffId, passphrase: &str) -> Result<Reply, Error> {
    store.handle(Request::SignIn { staff, passphrase: passphrase.into() })
}

fn recover(store: &mut Store, staff: StaffId, code: &str, own: &str) -> Result<String, Error> {
    let ask = AccountAsk::Recover { op: OpId::new(), staff, code: code.into(), own: own.into() };
    match store.handle(Request::Account(ask))? {
        Reply::Account(AccountReply::Code(next)) => Ok(next),
        other => panic!("{other:?}"),
    }
}

#[test]
fn wrong_passphrases_make_somebody_wait_and_starting_again_does_not_shorten_it() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut store) = file(folder.path());
    for _ in 0..2 {
        let error = sign_in(&mut store, DANA, "guess").unwrap_err();
        assert_eq!(error.message, "this is not the passphrase");
    }
    let error = sign_in(&mut store, DANA, "guess").unwrap_err();
    assert_eq!(error.message, "3 wrong passphrases in a row: wait until 09:00:30");
    assert!(error.hint.contains("same agency") && error.hint.contains("--recover"), "{}", error.hint);
    drop(store);

    let mut again = Store::open(&path, options("2026-11-24T15:00:29Z")).unwrap();
    assert_eq!(
        sign_in(&mut again, DANA, "one two").unwrap_err().kind,
        Kind::Denied,
        "the right one waits, too"
    );
    assert!(matches!(sign_in(&mut again, SAM, "three four"), Ok(Reply::SignedIn(_))), "nobody else waits");
    let mut later = Store::open(&path, options("2026-11-24T15:00:30Z")).unwrap();
    let error = sign_in(&mut later, DANA, "guess").unwrap_err();
    assert!(error.message.starts_with("4 wrong") && error.message.contains("09:01:30"), "{error}");
    let mut then = Store::open(&path, options("2026-11-24T15:01:30Z")).unwrap();
    assert!(matches!(sign_in(&mut then, DANA, "one two"), Ok(Reply::SignedIn(_))));
    let sql = Connection::open(&path).unwrap();
    let count = |sql_text: &str| sql.query_row(sql_text, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("select failed from account where staff_id = 1"), 0, "the right one is a new beginning");
    assert_eq!(count("select count(*) from event where kind = 'sign_in_refused'"), 4);
}

#[test]
fn the_door_says_until_when_one_waits() {
    let folder = tempfile::tempdir().unwrap();
    let (_, store) = file(folder.path());
    let mut flow = desk::terminal(store, None, (80, 24));
    flow.keys("enter text:a_guess enter text:a_guess enter");
    assert!(flow.shows("This is not the passphrase"), "{}", flow.screen());
    flow.keys("text:a_guess enter");
    assert!(flow.shows("wait until 09:00:30"), "{}", flow.screen());
    flow.keys("text:one_two enter");
    assert!(flow.shows("wait until 09:00:30") && !flow.shows("Needs you"), "{}", flow.screen());
}

#[test]
fn a_lost_passphrase_is_set_anew_at_the_door_with_the_code_and_both_agencies_see_it() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut store) = file(folder.path());
    let codes = store.first_codes().unwrap();
    let mut flow = desk::terminal(store, None, (80, 24));
    flow.keys("enter f3");
    assert!(
        flow.shows("The code") && flow.shows("recovery code of your agency") && flow.shows("Dana Ortiz"),
        "{}",
        flow.screen()
    );
    // The code of the other agency, and two passphrases that differ, lead nowhere.
    flow.text(&codes[1].1).keys("enter text:my_own_words enter text:my_own_words enter");
    assert!(flow.shows("This is not the recovery code of the agency"), "{}", flow.screen());
    flow.text(&codes[0].1.to_lowercase()).keys("enter text:my_own_words enter text:others enter");
    assert!(flow.shows("The two are not the same"), "{}", flow.screen());
    assert!(!flow.shows("my own words") && !flow.shows("others"), "{}", flow.screen());
    flow.keys("text:my_own_words enter text:my_own_words enter");
    assert!(flow.shows("the code you used is spent") && !flow.shows(&codes[0].1), "{}", flow.screen());
    let next: String = flow
        .screen()
        .split_whitespace()
        .find(|word| word.len() == 23 && word.matches('-').count() == 3)
        .unwrap()
        .to_owned();
    flow.keys("enter text:one_two enter");
    assert!(flow.shows("This is not the passphrase"), "the lost one opens nothing\n{}", flow.screen());
    flow.keys("text:my_own_words enter");
    assert!(flow.shows("Passphrase set anew"), "{}", flow.screen());
    drop(flow);
    let mut store = Store::open(&path, options(NOW)).unwrap();
    assert!(recover(&mut store, DANA, &codes[0].1, "again").is_err(), "a code is good once");
    recover(&mut store, DANA, &next, "words once more").unwrap();
    let mut sam = desk::terminal(store, None, (80, 24));
    sam.keys("down enter text:three_four enter");
    assert!(sam.shows("Passphrase set anew") && sam.shows("Dana Ortiz"), "{}", sam.screen());
    let sql = Connection::open(&path).unwrap();
    let count = |kind: &str| {
        let text = "select count(*) from event where kind = ?1";
        sql.query_row(text, [kind], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!((count("passphrase_recovered"), count("recovery_refused")), (2, 2));
}

#[test]
fn a_recovery_code_opens_its_own_agency_once_and_both_supervisors_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut store) = file(folder.path());
    let codes = store.first_codes().unwrap();
    let [(county, intact), (hope, treatment)] = codes.as_slice() else { panic!("{codes:?}") };
    assert_eq!((county.as_str(), hope.as_str()), ("County", "Hope"));
    for _ in 0..3 {
        sign_in(&mut store, DANA, "guess").unwrap_err();
    }
    let error = recover(&mut store, DANA, treatment, "words of my own").unwrap_err();
    assert!(error.message.contains("not the recovery code of the agency"), "{error}");
    let next =
        recover(&mut store, DANA, &intact.to_lowercase().replace('-', " "), "words of my own").unwrap();
    assert_ne!(&next, intact);
    assert!(recover(&mut store, DANA, intact, "others").is_err(), "a code is good once");
    assert!(
        matches!(store.handle(Request::Today), Err(error) if error.kind == Kind::Denied),
        "nobody is in yet"
    );
    for (who, passphrase) in [(SAM, "three four"), (DANA, "words of my own")] {
        assert!(
            matches!(sign_in(&mut store, who, passphrase), Ok(Reply::SignedIn(_))),
            "the wait is over, too"
        );
        let Ok(Reply::Today(today)) = store.handle(Request::Today) else { panic!() };
        let need = today.needs.iter().find(|need| need.what == "Passphrase set anew").unwrap();
        assert_eq!(need.about, "Dana Ortiz");
        assert!(need.detail.starts_with("with the recovery code"), "{}", need.detail);
    }
    assert!(sign_in(&mut store, DANA, "one two").is_err());
    recover(&mut store, DANA, &next, "words once more").unwrap();
    let bytes = std::fs::read(&path).unwrap();
    for secret in [intact, treatment, &next] {
        for form in [secret.clone(), secret.replace('-', "")] {
            let there = bytes.windows(form.len()).any(|window| window == form.as_bytes());
            assert!(!there, "only the hash is kept");
        }
    }
}

#[test]
fn a_passphrase_from_a_colleague_is_told_to_the_other_agency_too() {
    let mut world = world();
    world.sql.execute_batch("update staff set role = 'intact_supervisor' where id = 4").unwrap();
    let new = "given to Kim".to_owned();
    let change = ifr::store::view::staffing::StaffChange::Passphrase { staff: StaffId(4), old: None, new };
    let error = world.refused("Sam", Form::StaffChange(change.clone()));
    assert_eq!(error.kind, Kind::Denied, "each agency keeps its own");
    assert_eq!(world.count("select count(*) from event where kind = 'refused' and actor = 2"), 1);
    world.said("Dana", Form::StaffChange(change));
    let desk = desk_over(world, true);
    desk.shows("Passphrase set anew");
}

#[test]
fn the_idle_lock_hides_unsaved_text_and_gives_it_back() {
    let mut desk = desk(false);
    desk.open(FormKind::Item(None)).keys("text:quokka_words").shows("quokka words");
    desk.flow.wait(301);
    desk.shows("locked");
    assert!(!desk.flow.shows("quokka"), "{}", desk.flow.screen());
    desk.keys("enter").shows("quokka words");
    desk.keys("ctrl-l").shows("locked");
    assert!(!desk.flow.shows("quokka"));
    desk.keys("enter").shows("quokka words");
}

#[test]
fn one_key_masks_what_is_private() {
    let mut world = world();
    world.said("Dana", Form::Item(item()));
    let words = world.rows("select description from action_item")[0].clone();
    let mut desk = desk_over(world, false);
    desk.keys("6").shows(&words);
    desk.keys("f9");
    assert!(!desk.flow.shows(&words), "{}", desk.flow.screen());
    desk.keys("f9").shows(&words);
}
