//! What a meeting costs in keys: whole flows from Today to signed, counted.
//!
//! Every key counts, Tab and Enter too; the words of notes and descriptions and the names that are picked do not, nor do
//! passphrases. No judgement is answered by default: the flows answer every question that the program asks.

use crate::walk_screen::desk::Desk;
use ifr::tui::harness::Flow;

/// A flow that counts its keys.
struct Counted {
    flow: Flow,
    keys: usize,
}

impl Counted {
    fn keys(&mut self, keys: &str) -> &mut Self {
        self.keys += keys.split_whitespace().count();
        self.flow.keys(keys);
        self
    }

    /// Words, which do not count.
    fn text(&mut self, text: &str) -> &mut Self {
        self.flow.text(text);
        self
    }
}

/// More families of Lee and Brooks, so that there are `count` of them.
fn families(desk: &Desk, count: i64) {
    for id in 300..300 + count - 2 {
        desk.sql
            .execute_batch(&format!(
                "insert into family (id, case_number, label, site_id) values ({id}, 'C-{id}', 'f{id}', 1);
                 insert into family_opening (family_id, from_on) values ({id}, '2026-07-04');
                 insert into assignment (family_id, staff_id, role, from_on, assigned_by) values
                   ({id}, 3, 'intact_worker', '2026-07-04', 1), ({id}, 5, 'recovery_coordinator', '2026-07-10', 1);"
            ))
            .unwrap();
    }
}

#[test]
fn a_co_supervision_of_nine_families_with_six_new_items_takes_at_most_140_keys() {
    let desk = Desk::new();
    families(&desk, 9);
    let mut dana = Counted { flow: desk.dana(), keys: 0 };
    dana.keys("s enter P P P P ctrl-n");
    for case in 0..9 {
        // The words about the child's safety are written where the cursor stands; the three questions; the decision.
        dana.text("seen, safe");
        // Where no adult consents there is no field for the words about recovery.
        dana.keys(if case == 0 { "tab tab Y Y N" } else { "tab Y Y N" }).keys("f7 down enter");
        if case < 6 {
            dana.keys("f6").text("Visit together").keys("enter").text("Brooks").keys("enter enter enter f2");
        }
        dana.keys("ctrl-n");
    }
    dana.keys("pgdn pgdn pgdn pgdn end enter right enter enter enter");
    eprintln!("Co-Supervision, nine families, six items: {} keys", dana.keys);
    assert_eq!(desk.one::<i64>("select count(*) from meeting_case where state = 'discussed'"), 9);
    assert_eq!(
        desk.one::<i64>("select count(*) from meeting_case where decision is not null and agreement is not null and plans_aligned = 'no'"),
        9,
        "{}",
        dana.flow.screen()
    );
    assert_eq!(desk.one::<i64>("select count(*) from action_item where born_meeting_id = 1"), 6);
    assert_eq!(desk.one::<i64>("select count(*) from signature"), 1, "{}", dana.flow.screen());
    assert!(dana.keys <= 140, "{} keys", dana.keys);
}

#[test]
fn a_weekly_individual_with_three_cases_takes_at_most_60_keys() {
    let desk = Desk::new();
    families(&desk, 3);
    let mut dana = Counted { flow: desk.dana(), keys: 0 };
    dana.keys("s home right right end enter P P pgdn pgdn C Y pgdn").text("tired").keys("ctrl-n");
    for _ in 0..3 {
        dana.text("seen, safe").keys("f7 down enter ctrl-n");
    }
    dana.keys("pgdn pgdn end enter right enter enter enter");
    eprintln!("Individual, three cases: {} keys", dana.keys);
    assert_eq!(desk.one::<i64>("select count(*) from meeting_case where decision is not null"), 3);
    assert_eq!(desk.one::<String>("select status from meeting"), "signed", "{}", dana.flow.screen());
    assert!(dana.keys <= 60, "{} keys", dana.keys);
}
