//! What leaves one file as records comes into another, or back, as the same records.

#[path = "export_import/random.rs"]
mod random;

use crate::desk::{self, FORENOON};
use ifr::domain::Word;
use ifr::domain::access::{Act, State, Viewer, can};
use ifr::domain::staff::Role;
use ifr::error::Error;
use ifr::export::document::Format;
use ifr::import::{Kind, Options, Outcome, run};
use ifr::store::view::export::ExportAsk;
use ifr::store::{OpId, Reply, Request, Store};
use proptest::prelude::*;
use rusqlite::Connection;
use std::path::PathBuf;
use tempfile::TempDir;

/// The agencies, the sites and the two who bring everything in.
const PLACES: &str = "
insert into agency (id, name, kind) values (1, 'Harbor', 'child_welfare'), (2, 'Bridge', 'treatment');
insert into site (id, name, county, intact_agency_id, treatment_agency_id) values (1, 'North', 'Peoria', 1, 2), (2, 'South', 'Tazewell', 1, 2);
insert into staff (id, name, email, role, agency_id, hired_on) values
  (1, 'Pat Green', 'pat@example.org', 'intact_supervisor', 1, '2024-02-01'), (2, 'Sam Stone', 'sam@example.org', 'sud_supervisor', 2, '2024-02-01');
insert into staff_site (staff_id, site_id, from_on) select s.id, t.id, '2024-02-01' from staff s, site t;
insert into employment (staff_id, from_on, fte) select id, '2024-02-01', 1.0 from staff;
";

struct File {
    dir: TempDir,
    store: Store,
}

impl File {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let new = desk::new_file("Harbor and Bridge", "2024-02-01", false);
        let store = Store::create(&dir.path().join("p.ifr"), &new, desk::options(FORENOON)).unwrap();
        let file = Self { dir, store };
        file.sql().execute_batch(PLACES).unwrap();
        file
    }

    fn sql(&self) -> Connection {
        Connection::open(self.store.path()).unwrap()
    }

    fn export(&mut self, who: &str, kind: Kind) -> Result<String, Error> {
        self.store.sign_in_as(who).unwrap();
        let ask =
            ExportAsk::Records { op: OpId::new(), kind: kind.word().into(), format: Format::Csv, path: None };
        match self.store.handle(Request::Export(ask))? {
            Reply::Export(reply) => Ok(String::from_utf8(reply.bytes).unwrap()),
            other => panic!("{other:?}"),
        }
    }

    /// Everything that both supervisors can export, by kind and person.
    fn everything(&mut self) -> Vec<(Kind, &'static str, String)> {
        let mut all = Vec::new();
        for (kind, who) in Kind::ALL.iter().flat_map(|kind| [(*kind, "Pat"), (*kind, "Sam")]) {
            if let Ok(text) = self.export(who, kind) {
                all.push((kind, who, text));
            }
        }
        all
    }

    fn import(&mut self, who: &str, texts: &[(Kind, &str)]) -> Outcome {
        self.store.sign_in_as(who).unwrap();
        let paths: Vec<PathBuf> = texts
            .iter()
            .map(|(kind, text)| {
                let path = self.dir.path().join(format!("{}.csv", kind.word()));
                std::fs::write(&path, text).unwrap();
                path
            })
            .collect();
        run(&mut self.store, &paths, &Options::default()).unwrap()
    }
}

/// What one supervisor exported of some kinds.
fn of<'a>(all: &'a [(Kind, &'static str, String)], who: &str, but: &[Kind]) -> Vec<(Kind, &'a str)> {
    let own = all.iter().filter(|(kind, by, _)| *by == who && !but.contains(kind));
    own.map(|(kind, _, text)| (*kind, text.as_str())).collect()
}

/// Whether it is what this person may not bring in, in the words that they would read at the form.
fn is_of_the_other_side(who: &Viewer, reason: &str) -> bool {
    let workers = [Role::IntactWorker, Role::RecoveryCoordinator];
    let acts = workers.into_iter().flat_map(|role| [Act::EditStaff(role), Act::LogService(role)]);
    let refused = acts.chain([Act::LogTravel]).filter_map(|act| can(act, who, State::default()).err());
    refused.into_iter().any(|known| reason.contains(known))
}

/// Everything of a file brought into an empty one by both supervisors, each their own.
fn moved(all: &[(Kind, &'static str, String)]) -> File {
    let mut file = File::new();
    let first = file.import("Pat", &of(all, "Pat", &[]));
    let then = file.import("Sam", &of(all, "Sam", &[]));
    let travel = |outcome: &Outcome| {
        let file = outcome.files.iter().find(|one| one.kind == Kind::Travel).unwrap();
        (file.refused.is_empty(), file.added > 0)
    };
    assert_eq!((travel(&first), travel(&then)), ((false, false), (true, true)), "who may brings it in");
    for (outcome, who) in [(first, "Pat"), (then, "Sam")] {
        let viewer = file.store.sign_in_as(who).unwrap();
        for one in &outcome.files {
            for refused in &one.refused {
                assert!(is_of_the_other_side(&viewer, &refused.reason), "{who}, {}: {refused:?}", one.file);
            }
        }
    }
    file
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 0, ..ProptestConfig::with_cases(4) })]

    #[test]
    fn an_export_of_a_random_file_makes_the_same_file(seed in any::<u64>()) {
        let mut file = File::new();
        random::fill(&file.sql(), seed);
        let all = file.everything();
        prop_assert_eq!(all.len(), 2 * Kind::ALL.len() - 1, "all but the consents for Pat");
        for (kind, _, text) in &all {
            prop_assert!(text.lines().count() > 1, "{} has rows", kind);
        }
        let mut other = moved(&all);
        for ((kind, who, before), (_, _, after)) in all.iter().zip(other.everything()) {
            prop_assert_eq!(before, &after, "{} by {}", kind, who);
        }
        // Back where it came from, and once more where it went, it changes nothing.
        for file in [&mut file, &mut other] {
            for who in ["Pat", "Sam"] {
                let again = file.import(who, &of(&all, who, &[]));
                prop_assert!(!again.changes_something(), "{}: {}", who, again.text());
            }
        }
    }
}

#[test]
fn every_kind_of_import_has_its_export_with_the_same_columns() {
    let mut file = File::new();
    random::fill(&file.sql(), 7);
    let listing = ifr::import::listing();
    for kind in Kind::ALL {
        let text = file.export("Sam", *kind).unwrap();
        let section = listing
            .split("\n\n")
            .find(|section| section.trim_start().starts_with(&format!("{} (", kind.word())))
            .unwrap();
        for column in text.lines().next().unwrap().split(',') {
            let is_fact =
                *kind == Kind::Service && ifr::settings::Settings::defaults().services.fact(column).is_some();
            assert!(is_fact || section.contains(&format!("  {column} ")), "{kind}: {column}");
        }
    }
}

#[test]
fn only_treatment_staff_export_treatment_and_the_notice_goes_with_it() {
    let mut file = File::new();
    random::fill(&file.sql(), 7);
    assert!(file.export("Pat", Kind::Consent).unwrap_err().message.contains("treatment agency"));
    let (intact, sud) =
        (file.export("Pat", Kind::Service).unwrap(), file.export("Sam", Kind::Service).unwrap());
    assert!(
        sud.lines().next().unwrap().ends_with("amount,beliefs,form,group_size,miles,to_service,topic"),
        "{sud}"
    );
    assert!(
        intact.lines().next().unwrap().ends_with("documented_elsewhere"),
        "what is on file is the treatment agency's"
    );
    assert!(sud.contains("recovery_coaching") && sud.trim_end().ends_with("of these records."));
    assert!(!intact.contains("recovery_coaching") && !intact.contains("42 CFR"), "{intact}");
    let part2: Vec<String> =
        crate::forms::world::rows(&file.sql(), "select body from event where kind = 'export' order by seq");
    assert_eq!(part2.len(), 2, "one event each, none for what was refused");
    assert!(part2[0].contains("\"part2\":false") && part2[1].contains("\"part2\":true"), "{part2:?}");
}

#[test]
fn only_ones_own_sites_leave() {
    let mut file = File::new();
    random::fill(&file.sql(), 7);
    file.sql()
        .execute_batch("update staff_site set to_on = '2026-01-01' where staff_id = 1 and site_id = 2")
        .unwrap();
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Consent) {
        assert!(!file.export("Pat", *kind).unwrap().contains("South"), "{kind}");
    }
    assert!(file.export("Sam", Kind::Family).unwrap().contains("South"));
}
