//! Rows written as CSV, brought in, and read out through the same columns are the same rows; twice changes nothing.

use super::world::File;
use ifr::import::Kind;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A service as its cells: time, minutes, kind, mode, who else, children, day it was written down.
type Cells = [String; 7];

const KINDS: [(&str, &str); 4] = [
    ("visit", "Visit with the family"),
    ("collateral", "Collateral contact"),
    ("parenting", "Parenting support"),
    ("contact", "contact"),
];
const MODES: [(&str, &str); 4] =
    [("home", "Home visit"), ("field", "Field"), ("phone", "Phone"), ("video", "Video")];

fn cells() -> impl Strategy<Value = (String, Cells)> {
    let key = (0..2usize, 0..2usize, 1..24u32, 0..4usize);
    let rest = (0..1440u32, 1..720u32, 0..4usize, any::<bool>(), 0..3usize, any::<bool>());
    (key, rest).prop_map(|((family, worker, day, kind), (at, minutes, mode, joint, children, written))| {
        let family_no = ["K-1", "K-2"][family];
        let who = ["Dana Brooks", "Kim Ortiz"][worker];
        let seen = match (MODES[mode].0, children, family) {
            ("phone" | "video", ..) | (_, 0, _) => "",
            (_, 1, 0) => "J.L.",
            (_, _, 0) => "J.L., T.L.",
            _ => "C.B.",
        };
        let rest = [
            format!("{:02}:{:02}", at / 60, at % 60),
            minutes.to_string(),
            KINDS[kind].0.to_owned(),
            MODES[mode].0.to_owned(),
            if joint { "Lee Moss".to_owned() } else { String::new() },
            seen.to_owned(),
            if written { "2026-11-24".to_owned() } else { String::new() },
        ];
        (format!("{family_no},{who},2026-11-{day:02}"), rest)
    })
}

fn read_out(file: &File) -> BTreeSet<String> {
    let rows = file.rows(
        "select f.case_number || ',' || s.name || ',' || v.on_date || ',' || v.began || ',' || v.minutes || ',' || v.kind || ',' || v.mode || ','
           || coalesce(j.name, '') || ',\"' || coalesce((select group_concat(m.alias, ', ') from (select m.alias from service_child c
              join member m on m.id = c.member_id where c.service_id = v.id order by m.id) m), '') || '\",' || coalesce(v.documented_on, '')
         from service v join family f on f.id = v.family_id join staff s on s.id = v.staff_id left join staff j on j.id = v.joint_with",
    );
    rows.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn services_come_out_as_they_went_in(rows in proptest::collection::vec(cells(), 1..40)) {
        // One row for each natural key: a file that tells one service twice is refused by line, elsewhere.
        let rows: BTreeMap<(String, String, String), Cells> =
            rows.into_iter().map(|(key, rest)| ((key, rest[0].clone(), rest[2].clone()), rest)).collect();
        let header = "Case #,Worker,Date,Start,Minutes,Kind,Mode,Joint With,Children,Documented\n";
        let row = |key: &str, rest: &Cells| {
            let [began, minutes, kind, mode, joint, seen, written] = rest;
            format!("{key},{began},{minutes},{kind},{mode},{joint},\"{seen}\",{written}")
        };
        let wanted: BTreeSet<String> = rows.iter().map(|((key, ..), rest)| row(key, rest)).collect();
        let mut labelled = header.to_owned();
        for ((key, ..), rest) in &rows {
            let mut rest = rest.clone();
            rest[2] = KINDS.iter().find(|(word, _)| *word == rest[2]).unwrap().1.to_owned();
            rest[3] = MODES.iter().find(|(word, _)| *word == rest[3]).unwrap().1.to_owned();
            labelled.push_str(&row(key, &rest));
            labelled.push('\n');
        }
        let mut file = File::new("Pat");
        let first = file.text(&labelled, Kind::Service);
        prop_assert_eq!(first.refused(), 0, "{}", first.text());
        prop_assert_eq!(read_out(&file), wanted.clone());
        // What came out goes in again, and nothing changes.
        let before = file.contents();
        let out: Vec<String> = read_out(&file).into_iter().collect();
        let again = file.text(&format!("{header}{}\n", out.join("\n")), Kind::Service);
        prop_assert!(!again.changes_something() && again.refused() == 0, "{}", again.text());
        prop_assert_eq!(file.contents(), before);
    }

    #[test]
    fn spells_of_assignment_come_out_as_they_went_in(lengths in proptest::collection::vec((1..40i64, 0..20i64, 0..2usize), 1..6)) {
        let mut from: chrono::NaiveDate = "2025-10-01".parse().unwrap();
        let mut rows = Vec::new();
        for (length, gap, who) in &lengths {
            let to = from + chrono::TimeDelta::days(*length);
            rows.push(format!("K-1,{},{from},{to}", ["Dana Brooks", "Kim Ortiz"][*who]));
            from = to + chrono::TimeDelta::days(*gap);
        }
        let wanted: BTreeSet<String> = rows.iter().cloned().collect();
        // Systems write the newest first.
        rows.reverse();
        let text = format!("Case #,Worker,From,To\n{}\n", rows.join("\n"));
        let mut file = File::new("Pat");
        let first = file.text(&text, Kind::Assignment);
        prop_assert_eq!(first.refused(), 0, "{}", first.text());
        let out = file.rows("select f.case_number || ',' || s.name || ',' || a.from_on || ',' || a.to_on from assignment a
          join family f on f.id = a.family_id join staff s on s.id = a.staff_id");
        prop_assert_eq!(out.into_iter().collect::<BTreeSet<String>>(), wanted);
        let again = file.text(&text, Kind::Assignment);
        prop_assert!(!again.changes_something() && again.refused() == 0, "{}", again.text());
    }
}
