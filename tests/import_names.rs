//! Names in files that mean nothing here, or several things: people, sites, agencies, families; asked once, then known.

use crate::import_formats::Desk;
use ifr::import::{Means, Options, Outcome, remember};

/// What is asked: `site "Nord" 2`.
fn asked(outcome: &Outcome) -> Vec<String> {
    outcome.names.iter().map(|name| format!("{} \"{}\" {}", name.kind, name.text, name.fits)).collect()
}

#[test]
fn names_are_resolved_once_and_remembered() {
    let mut desk = Desk::new();
    let path = desk.write("f.csv", "case_number,intact_worker\nN-1,K. Lake\nN-2,K. Lake\nN-3,Gone Person\n");
    let first = desk.take(&path, &Options::default());
    assert_eq!((first.files[0].added, first.names.len(), first.names[0].rows), (0, 2, 2));
    assert_eq!(first.names[0].choices[0].1, "Kim Lake, Intact Worker", "the most likely person comes first");
    remember(&mut desk.store, Means::Staff, "K. Lake", Some(first.names[0].choices[0].0)).unwrap();
    remember(&mut desk.store, Means::Staff, "Gone Person", None).unwrap();
    let second = desk.take(&path, &Options::default());
    assert_eq!((second.files[0].added, second.refused()), (3, 0), "{}", second.text());
    assert_eq!(desk.count("select count(*) from assignment where staff_id = 3"), 2);

    let map = desk.write("m.toml", "[names]\n\"Lakey\" = \"kim@example.org\"\n");
    let more = desk.write("g.csv", "case_number,intact_worker\nN-4,Lakey\n");
    let third = desk.take(&more, &Options { map: Some(map), ..Options::default() });
    assert_eq!(third.refused(), 0, "{}", third.text());
}

#[test]
fn a_site_and_an_agency_are_resolved_once_and_remembered() {
    let mut desk = Desk::new();
    let text = "case_number,site\nP-1,Nord\nP-2,Nord\nP-3,Elsewhere\n";
    let families = desk.write("f.csv", text);
    let first = desk.take(&families, &Options::default());
    assert_eq!(first.files[0].added, 0);
    assert_eq!(asked(&first), ["site \"Nord\" 0", "site \"Elsewhere\" 0"]);
    assert_eq!(first.names[0].choices, [(1, "North".to_owned())]);
    remember(&mut desk.store, Means::Site, "Nord", Some(1)).unwrap();
    remember(&mut desk.store, Means::Site, "Elsewhere", None).unwrap();
    assert!(remember(&mut desk.store, Means::Site, "Else", Some(9)).is_err(), "there is no such site");
    let second = desk.take(&families, &Options::default());
    assert_eq!((second.files[0].added, second.refused()), (3, 0), "{}", second.text());

    let staff = desk.write("s.csv", "name,role,agency\nJo Park,Intact Worker,Harbour Inc.\n");
    let third = desk.take(&staff, &Options::default());
    assert_eq!(asked(&third), ["agency \"Harbour Inc.\" 0"]);
    assert_eq!(third.names[0].choices[0].1, "Harbor", "the most likely agency comes first");
    remember(&mut desk.store, Means::Agency, "Harbour Inc.", Some(1)).unwrap();
    assert_eq!(desk.take(&staff, &Options::default()).refused(), 0);
    assert_eq!(desk.count("select agency_id from staff where name = 'Jo Park'"), 1);
    assert_eq!(desk.count("select count(*) from event where kind = 'import_name'"), 3);
}

#[test]
fn a_family_is_meant_by_its_number_and_label_and_otherwise_asked_about() {
    let mut desk = Desk::new();
    let families = desk.write("f.csv", "case_number,label\nQ-1,oak\nQ-2,elm\nQ-3,elm\n");
    desk.take(&families, &Options::default());
    let text = "case_number,name,type\nF-0001,A.B.,adult\nOak,C.D.,adult\nelm,E.F.,adult\nQ1,G.H.,adult\nQ1,I.J.,adult\n";
    let members = desk.write("m.csv", text);
    let first = desk.take(&members, &Options::default());
    assert_eq!((first.files[0].added, first.refused()), (2, 3), "{}", first.text());
    assert_eq!(asked(&first), ["family \"Q1\" 0", "family \"elm\" 2"]);
    assert_eq!(first.names[0].choices[0].1, "Q-1  F-0001  oak", "the most likely family comes first");
    assert_eq!(first.names[1].choices[0].1, "Q-3  F-0003  elm", "those that it fits come first");
    remember(&mut desk.store, Means::Family, "Q1", Some(2)).unwrap();
    remember(&mut desk.store, Means::Family, "elm", None).unwrap();
    let second = desk.take(&members, &Options::default());
    assert_eq!(desk.count("select count(*) from member where family_id = 2"), 2, "{}", second.text());
    assert!(asked(&second).is_empty());
    assert!(second.text().contains("\"elm\" is no family of yours, as was said before"), "{}", second.text());
}

#[test]
fn several_people_in_a_cell_are_asked_about_one_by_one() {
    let mut desk = Desk::new();
    let text = "case_number,workers\nR-1,\"Kim Lake; Lee Moss\"\nR-2,\"Lake, Kim\"\nR-3,\"Kim Lake, B. Who\"\nR-4,\"Who, Else\"\nR-5,\"a@x.org, b@x.org\"\n";
    let path = desk.write("f.csv", text);
    let outcome = desk.take(&path, &Options::default());
    assert_eq!((outcome.files[0].added, outcome.refused()), (2, 3), "{}", outcome.text());
    assert_eq!(desk.count("select count(*) from assignment"), 3);
    assert_eq!(
        asked(&outcome),
        ["person \"a@x.org\" 0", "person \"B. Who\" 0", "person \"b@x.org\" 0", "person \"Who, Else\" 0"]
    );
}

#[test]
fn the_command_line_says_what_names_mean_and_a_try_remembers_none() {
    let mut desk = Desk::new();
    let path = desk.write("f.csv", "case_number,site,intact_worker\nS-1,Nord,K.\nS-2,Nowhere,Gone\n");
    let said = [("Nord", "North"), ("K.", "kim@example.org"), ("Nowhere", "no site"), ("Gone", "nobody")];
    let names = said.iter().map(|(theirs, ours)| ((*theirs).into(), (*ours).into())).collect();
    let mut options = Options { names, dry_run: true, ..Options::default() };
    assert_eq!(desk.take(&path, &options).files[0].added, 2);
    assert_eq!(desk.count("select count(*) from import_name"), 0, "a try remembers nothing");
    options.dry_run = false;
    assert_eq!(desk.take(&path, &options).files[0].added, 2);
    let known = "select kind || ' ' || text || ' ' || target_id from import_name order by kind, text";
    assert_eq!(desk.rows(known), ["site nord 1", "site nowhere 0", "staff gone 0", "staff k. 3"]);
    let later = desk.write("g.csv", "case_number,site,intact_worker\nS-3,nord,k.\n");
    assert_eq!(desk.take(&later, &Options::default()).refused(), 0);
}

#[test]
fn of_thousands_of_unknown_names_the_most_frequent_are_asked_about() {
    let mut desk = Desk::new();
    let mut text = String::from("case_number,name,type\n");
    for n in 0..3000 {
        text.push_str(&format!("T-{n},A.B.,adult\nT-7,A.B. {n},adult\n"));
    }
    let path = desk.write("m.csv", text);
    let outcome = desk.take(&path, &Options::default());
    assert_eq!((outcome.names.len(), outcome.more_names), (100, 2900));
    assert_eq!(outcome.names[0].text, "T-7");
    assert!(outcome.text().contains("and 2900 more"), "the rest is not hidden");
}
