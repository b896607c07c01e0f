//! Consent decides what is seen: a word in every treatment field, under every state of a consent, looked for by everybody
//! everywhere. Who may read what is told by [`world::Case`] in its own words, not asked of the program.

mod answers;
mod schema;
mod screens;
mod world;

use crate::cli::ifr;
use ifr::domain::Word;
use ifr::store::view::month::{MonthAsk, MonthOf, MonthReply};
use ifr::store::{Reply, Request, Store};
use ifr::tui::screen::Target;
use world::{Case, VIEWERS, World};

#[test]
fn what_is_revoked_disappears_from_an_open_screen() {
    let world = World::new();
    let at = world.cases.iter().position(|case| case.name == "active").unwrap();
    let mut dana = world.sit_down("Dana Ortiz", 120);
    dana.open(Target::Family(Case::family(at)));
    let word = format!("QZNTA{at:03}");
    assert!(dana.shows(&word), "{}", dana.screen());
    let consent = 3000 + Case::member(at).0;
    let end = format!("update consent set revoked = 1, ended_on = '2026-11-24' where id = {consent}");
    world.sql().execute_batch(&end).unwrap();
    dana.changed();
    assert!(!dana.shows("QZ"), "{}", dana.screen());
}

#[test]
fn the_rows_behind_a_figure_of_treatment_name_only_whom_one_may_read() {
    let world = World::new();
    let sam = figures(&world, "Sam Reyes");
    let mut kept = 0;
    for who in ["Dana Ortiz", "Ruth Hale", "Omar Diaz"] {
        let theirs = figures(&world, who);
        for ((key, all), (_, some)) in sam.iter().zip(&theirs) {
            for (at, case) in world.cases.iter().enumerate() {
                let family = Case::family(at).to_string();
                let dark = world::marks(at).iter().all(|mark| !case.shows(who, mark));
                let referral = ifr::domain::ReferralId(Case::family(at).0).to_string();
                if dark && (all.contains(&family) || all.contains(&referral)) {
                    kept += 1;
                    assert!(
                        !some.contains(&family) && !some.contains(&referral),
                        "{who}: {key} names {family} ({})\n{some}",
                        case.name
                    );
                }
            }
        }
    }
    assert!(kept > 20, "only {kept} rows were kept from anybody");
}

/// The rows behind each figure of the months in which something happened, as text.
fn figures(world: &World, who: &str) -> Vec<(String, String)> {
    let mut store = world.store(who);
    let site = Some(ifr::domain::SiteId(1));
    let months = ["2026-11", "2026-08", "2026-07"];
    let of = |month| MonthOf { site, month: ifr::domain::month::Month::read(month).unwrap(), cut_off: None };
    months.into_iter().flat_map(|month| figures_of(&mut store, of(month))).collect()
}

fn figures_of(store: &mut Store, of: MonthOf) -> Vec<(String, String)> {
    let Reply::Month(MonthReply::Figures(all)) = store.handle(Request::Month(MonthAsk::Figures(of))).unwrap()
    else {
        panic!()
    };
    // What is behind these is each one adult's step, or a family's phase.
    let gated = |key: &&String| ["phase", "admission", "to_assessment"].iter().any(|word| key.contains(word));
    let keys: Vec<String> = all.figures().map(|figure| &figure.key).filter(gated).cloned().collect();
    keys.into_iter()
        .map(|key| {
            let Ok(Reply::Month(MonthReply::Rows(rows))) =
                store.handle(Request::Month(MonthAsk::Rows(of, key.clone())))
            else {
                return (key, String::new());
            };
            (key, format!("{:?}", rows.rows))
        })
        .collect()
}

#[test]
fn the_command_line_prints_what_its_user_may_read() {
    let world = World::new();
    let folder = world.folder.path();
    let db = world.path().to_str().unwrap().to_owned();
    let commands: &[&[&str]] = &[
        &["status"],
        &["caseload"],
        &["meeting", "M-0001"],
        &["agenda"],
        &["services", "--check"],
        &["history", "F-0106"],
        &["history", "F-0100"],
        &["find", "QZNTB000"],
        &["disclosures", "F-0100"],
    ];
    for (who, first) in [("Dana", "Dana Ortiz"), ("Sam", "Sam Reyes"), ("Omar", "Omar Diaz")] {
        let mut printed = String::new();
        for command in commands {
            for json in [&[][..], &["--json"]] {
                let args = [*command, json, &["--db", &db, "--as", who, "--today", "2026-11-24"]].concat();
                let done = ifr(folder, &args);
                let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
                let said = said.replace("QZNTB000\"", "");
                if command[0] != "find" || who == "Sam" {
                    world.closed(first, &args.join(" "), &said);
                }
                printed.push_str(&said);
            }
        }
        let active = world.cases.iter().position(|case| case.name == "active").unwrap();
        if who != "Omar" {
            for word in ["NTB", "EVO"] {
                assert!(
                    printed.contains(&format!("QZ{word}{active:03}")),
                    "{who} finds no {word}\n{printed}"
                );
            }
        }
    }
}

#[test]
fn every_state_of_a_consent_is_there() {
    use ifr::domain::consent::ConsentState;
    let world = World::new();
    let mut said = String::new();
    for at in 0..world.cases.len() {
        let ask = ifr::store::view::consent::ConsentAsk::Family(Case::family(at));
        said.push_str(&format!("{:?}", world.store("Sam Reyes").handle(Request::Consent(ask)).unwrap()));
    }
    for state in ConsentState::ALL {
        assert!(said.contains(&format!("state: {state:?}")), "no {} consent", state.word());
    }
    assert_eq!(VIEWERS.len(), 7);
}
