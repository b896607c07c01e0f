//! The Import page asks with real keys which site, agency or family a name is; the answer is remembered.

use crate::import_screen::Desk;

const ELSEWHERE: &str =
    "insert into site (id, name, intact_agency_id, treatment_agency_id) values (2, 'Tazewell', 1, 2);
    insert into staff_site (staff_id, site_id, from_on) values (1, 2, '2026-01-05');";

impl Desk {
    fn try_it(&mut self, name: &str, text: &str) -> &mut Self {
        let path = self.file(name, text);
        self.look_at(&path);
        self.flow.keys("f2");
        self
    }

    #[track_caller]
    fn says(&mut self, text: &str) -> &mut Self {
        assert!(self.flow.shows(text), "no \"{text}\" in\n{}", self.flow.screen());
        self
    }
}

#[test]
fn it_asks_which_site_a_name_is() {
    let mut desk = Desk::over(ELSEWHERE, 80, 24);
    desk.try_it("f.csv", "Case #,Site,Opened\nC-1,Tazwell Co.,2026-03-04\nC-2,Tazwell Co.,2026-03-05\n");
    desk.says("no site here has this name").says("2 refused");
    desk.flow.keys("home enter");
    desk.says("Which site is \"Tazwell Co.\"?").says("None of these");
    desk.flow.keys("down enter");
    desk.says("2 added");
    assert_eq!(desk.count("select target_id from import_name where kind = 'site'"), 2);
    assert_eq!(desk.count("select count(*) from family"), 0, "that was a try, too");
    desk.flow.keys("f2");
    desk.says("It is in the file.");
    assert_eq!(desk.count("select count(*) from family where site_id = 2"), 2);
    desk.flow.keys("esc");
    desk.try_it("g.csv", "Case #,Site,Opened\nC-3,tazwell co.,2026-03-04\n").says("1 added");
}

#[test]
fn it_asks_which_agency_a_name_is() {
    let mut desk = Desk::new(80, 24);
    desk.try_it("s.csv", "Name,Role,Agency\nJo Park,Intact Worker,Intact Families Inc.\n");
    desk.says("no agency here has this name");
    desk.flow.keys("home enter");
    desk.says("Which agency is \"Intact Families Inc.\"?").says("Hope");
    desk.flow.keys("text:i enter");
    desk.says("1 added");
    desk.flow.keys("f2");
    assert_eq!(desk.count("select agency_id from staff where name = 'Jo Park'"), 1);
    assert_eq!(desk.count("select target_id from import_name where kind = 'agency'"), 1);
}

#[test]
fn it_asks_which_family_a_name_is_and_takes_none_for_an_answer() {
    let mut desk = Desk::new(80, 24);
    desk.sql
        .execute_batch(
            "insert into family (id, case_number, label, site_id) values (7, 'C-700', 'oak', 1), (8, 'C-800', 'elm', 1);
             insert into family_opening (family_id, from_on) values (7, '2026-03-01'), (8, '2026-03-01');",
        )
        .unwrap();
    desk.try_it("m.csv", "Case #,Name,Type\nC700,Ana Berg,adult\nX-9,Ben Cole,adult\n");
    desk.says("no family here has this name").says("2 refused");
    desk.flow.keys("home enter");
    desk.says("Which family is \"C700\"?").says("C-700  F-0007  oak");
    desk.flow.keys("down enter");
    desk.says("1 added");
    // What is no family of ours stays out, and is not asked about again.
    desk.flow.keys("home enter");
    desk.says("Which family is \"X-9\"?");
    desk.flow.keys("home enter");
    desk.says("as was said before");
    assert!(!desk.flow.shows("Names that mean nothing here"), "{}", desk.flow.screen());
    desk.flow.keys("f2");
    assert_eq!(desk.count("select count(*) from member where family_id = 7 and alias = 'A.B.'"), 1);
    assert_eq!(desk.count("select count(*) from member"), 1);
}
