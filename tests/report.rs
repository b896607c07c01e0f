//! The monthly supervisory report, prepared, submitted and signed with real keys by Dana and Sam on one file.

mod keeps;
mod versions;

use crate::cli::ifr;
use crate::walk_screen::desk::{Desk, sees};
use std::path::Path;

/// Both parts written and marked as ready; the report of November has number 1 and waits for signatures.
fn submitted(desk: &Desk) {
    let (mut dana, mut sam) = (desk.dana(), desk.sam());
    dana.keys("7 c text:Steady_month f2 d");
    sam.keys("7 c text:Two_groups_began f2 d");
    sees(&sam, &["both parts ready"]);
    sam.keys("s down enter");
    sees(&sam, &["submitted, to be signed", "no. 1"]);
}

#[test]
fn the_five_headings_show_figures_that_open_and_explain_themselves() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("7");
    sees(&dana, &["November 2026", "Peoria North", "draft", "Open at start", "Last month", "Intact part"]);
    dana.keys("e");
    sees(&dana, &["caseloads.site.start", "at the end of the day before"]);
    dana.keys("esc enter");
    sees(&dana, &["Open at start: 3", "F-0197"]);
    dana.keys("esc tab");
    sees(&dana, &["Pending at start"]);
    dana.keys("tab tab");
    sees(&dana, &["No challenge is open; n adds one."]);
    dana.keys("tab");
    sees(&dana, &["n adds a success"]);
}

#[test]
fn a_part_without_a_word_is_asked_about_before_it_is_ready() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("7 d");
    sees(&dana, &["Is your part ready?", "Your team has written nothing under any heading"]);
    dana.keys("enter text:A_steady_month f2");
    assert_eq!(desk.rows("select body, intact_ready_at from report_text join report"), "A steady month|-");
    dana.keys("d");
    sees(&dana, &["Intact part ready"]);
    // Taking it back asks nothing; with a word it is never asked.
    dana.keys("d");
    assert!(!dana.shows("Is your part ready?") && !dana.shows("Intact part ready"), "{}", dana.screen());
}

#[test]
fn a_challenge_tells_the_whole_of_itself() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("7 tab tab tab n text:Buses_stop_at_six tab text:trans tab text:3 tab text:Taxis f2");
    let long = "The evening groups end after the last bus has left, and nobody can wait for the next one";
    desk.sql.execute("update challenge set body = ?1", [long]).unwrap();
    dana.keys("f5");
    sees(&dana, &["The evening groups end after the last bus…", "has left, and nobody can wait"]);
    desk.sql.execute("update challenge set body = 'Buses stop at six'", []).unwrap();
    dana.keys("f5 e");
    sees(&dana, &["Challenge: new", "Buses stop at six", "Transport", "tried", "Taxis", "Intact part"]);
    dana.keys("esc s enter / text:owner enter e");
    sees(&dana, &["A warning", "It passes with a reason (d)", "a refusal never"]);
}

#[test]
fn both_teams_write_at_the_same_time_and_nothing_is_lost() {
    let desk = Desk::new();
    let (mut dana, mut sam) = (desk.dana(), desk.sam());
    dana.keys("7 c text:Caseloads_are_steady");
    sam.keys("7 c text:Two_groups_began");
    dana.keys("f2");
    sam.keys("f2");
    sees(&sam, &["Caseloads are steady", "Two groups began"]);
    assert_eq!(
        desk.rows("select side, heading, body from report_text order by side"),
        "child_welfare|caseloads|Caseloads are steady; treatment|caseloads|Two groups began"
    );
    assert_eq!(desk.rows("select count(*) from report"), "1");
}

#[test]
fn what_could_tell_is_pointed_out_as_one_types_and_keeps_the_report() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("7 c text:The_oak_family,_C-197,_moved_on_10/14");
    sees(&dana, &["“c-197” is a case number", "“oak” is a family's short name"]);
    dana.keys("f2 s enter");
    sees(&dana, &["refused", "“c-197” is a case number", "warning", "“10/14” is a day"]);
    // The list opens what must be mended.
    dana.keys("down down enter");
    sees(&dana, &["Caseloads, Intact part"]);
    dana.keys("ctrl-u text:The_oak_family_moved f2 s enter end d text:They_agreed_to_it f2");
    sees(&dana, &["passes", "They a"]);
    let kept = desk.rows("select what, reason from report_pass");
    assert!(kept.contains("They agreed to it") && !kept.contains("oak"), "{kept}");
}

#[test]
fn a_challenge_carries_forward_until_it_is_resolved_and_belongs_to_its_team() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into challenge (site_id, side, raised_on, category, body) values (1, 'child_welfare', '2026-09-02', 'court', 'Hearings overlap'),
               (1, 'treatment', '2026-10-02', 'transport', 'No bus after six')",
        )
        .unwrap();
    let mut dana = desk.dana();
    dana.keys("7 tab tab tab");
    sees(&dana, &["Brought forward", "Hearings overlap", "nobody", "no date", "No bus after six"]);
    dana.keys("down enter");
    sees(&dana, &["No bus after six", "The other team keeps this one"]);
    dana.keys("enter up enter");
    sees(&dana, &["Hearings overlap", "Owner"]);
    dana.keys("tab tab tab tab tab tab tab tab text:resolved f2");
    assert_eq!(desk.rows("select state, resolved_on from challenge where id = 1"), "resolved|2026-11-24");
    dana.keys("n text:Posts_stay_vacant tab text:staff f2");
    sees(&dana, &["New this month", "Posts stay vacant"]);
    assert_eq!(
        desk.rows("select side, category, state from challenge where id = 3"),
        "child_welfare|staffing|new"
    );
}

#[test]
fn tagged_lines_of_meeting_notes_are_offered() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into meeting (id, uid, kind, site_id, held_on, status) values (60, 'u60', 'joint', 1, '2026-11-10', 'held');
             insert into note (kind, author_id, entered_by, at, meeting_id, field, body)
               values ('meeting', 1, 1, '2026-11-10T15:00:00Z', 60, 'week', 'We met.\nSuccess: a joint plan in two weeks');",
        )
        .unwrap();
    let mut sam = desk.sam();
    sam.keys("7 tab tab tab tab");
    sees(&sam, &["From meeting notes", "a joint plan in two weeks"]);
    sam.keys("enter tab text:coll tab tab text:no f2");
    assert_eq!(
        desk.rows("select side, on_date, body, share from success"),
        "treatment|2026-11-10|a joint plan in two weeks|0"
    );
    assert!(!sam.shows("From meeting notes"), "{}", sam.screen());
}

#[test]
fn nothing_is_submitted_before_both_parts_are_ready() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("7 d right enter s down enter");
    assert_eq!(desk.rows("select count(*) from report_snapshot"), "0");
    dana.keys("esc");
    sees(&dana, &["Intact part ready"]);
    // Whoever writes on takes the mark back.
    dana.keys("c text:More f2");
    sees(&dana, &["no longer marked as ready"]);
    assert_eq!(desk.rows("select intact_ready_at from report"), "-");
}

#[test]
fn two_signatures_freeze_it_and_later_changes_show_and_go_into_an_addendum() {
    let desk = Desk::new();
    submitted(&desk);
    let (mut dana, mut sam) = (desk.dana(), desk.sam());
    dana.keys("7 s down down enter");
    sees(&dana, &["Sign the report"]);
    dana.keys("f2");
    sees(&dana, &["still missing"]);
    assert_eq!(desk.rows("select status from report"), "submitted");
    sam.keys("7 s down down enter enter f2");
    assert_eq!(desk.rows("select status from report"), "final", "{}", sam.screen());
    assert_eq!(
        desk.rows("select distinct s.digest = p.digest from report_signature s join report_snapshot p"),
        "1"
    );
    assert_eq!(desk.rows("select count(*) from report_signature"), "2");
    // What is frozen stays, whatever is tried.
    for sql in [
        "update report_snapshot set body = '{}'",
        "delete from report_signature",
        "update report_text set body = 'x'",
    ] {
        assert!(desk.sql.execute(sql, []).is_err(), "{sql}");
    }
    desk.sql.execute_batch("insert into family (id, case_number, site_id) values (300, 'C-300', 1); insert into family_opening (family_id, from_on) values (300, '2026-11-05')").unwrap();
    sam.keys("f5");
    sees(&sam, &["final no. 1", " changed"]);
    sam.keys("s enter");
    sees(&sam, &["All families, Opened: 0 was submitted, 1 now"]);
    sam.keys("esc s down down down down enter text:One_opening_was_entered_late f2");
    sees(&sam, &["Addendum, Sam Reyes, 24 Nov: One opening was entered late"]);
    assert_eq!(desk.rows("select staff_id, body from report_addendum"), "2|One opening was entered late");
}

#[test]
fn what_is_taken_back_stays_on_record_and_the_next_has_the_next_number() {
    let desk = Desk::new();
    submitted(&desk);
    let mut sam = desk.sam();
    sam.keys("7 s down down down enter");
    sees(&sam, &["both parts ready"]);
    sam.keys("s down enter");
    assert_eq!(
        desk.rows("select number, taken_back_at is not null from report_snapshot order by number"),
        "1|1; 2|0",
        "{}",
        sam.screen()
    );
}

#[test]
fn the_monthly_supervisory_meeting_is_walked_through_the_report() {
    let desk = Desk::new();
    submitted(&desk);
    let mut dana = desk.dana();
    dana.keys("7 s end enter");
    sees(&dana, &["Monthly Supervisory"]);
    dana.keys("end enter");
    sees(&dana, &["Monthly Supervisory", "Attendance", "Caseloads"]);
    dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    sees(
        &dana,
        &["Peoria North, November 2026 (submitted, to be signed)", "Steady month", "Two groups began"],
    );
    // The figures stand above the words: each opens what it counts, and the rows behind it.
    dana.keys("up");
    sees(&dana, &["last month", "What is behind it"]);
    dana.keys("up up up up up up up enter");
    sees(&dana, &["Open at start: 3", "at the end of the day before the month", "Six months:", "F-0197"]);
    dana.keys("enter");
    sees(&dana, &["F-0197", "oak"]);
    dana.keys("esc esc");
    sees(&dana, &["Monthly Supervisory", "Peoria North, November 2026"]);
}

#[test]
fn final_reports_are_written_joined_and_refused_where_they_were_changed() {
    let desk = Desk::new();
    submitted(&desk);
    desk.dana().keys("7 s down down enter enter f2");
    desk.sam().keys("7 s down down enter enter f2");
    let folder = tempfile::tempdir().unwrap();
    let mut store = desk.store();
    store.sign_in_as("Dana").unwrap();
    let of = ifr::store::view::report::ReportOf {
        site: None,
        month: ifr::domain::month::Month::read("2026-11").unwrap(),
    };
    let ask = ifr::store::Request::Report(ifr::store::view::report::ReportAsk::Final(of));
    let ifr::store::Reply::Report(ifr::store::view::report::ReportReply::Final(found)) =
        store.handle(ask).unwrap()
    else {
        panic!("no final report")
    };
    let text = serde_json::to_string_pretty(&*found).unwrap();
    for held in ["C-197", "oak", "F-0197"] {
        assert!(!text.contains(held), "{held} stands in the final report");
    }
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (good, bad) =
        (write("good.json", &text), write("bad.json", &text.replace("Steady month", "Great month")));
    let run = |file: &str| ifr_out(folder.path(), &["report", "2026-11", "--combine", file]);
    let (ok, said) = run(&good);
    let open = said.lines().find(|line| line.contains("All families, Open at end")).unwrap();
    assert!(ok && said.contains("November 2026, 1 sites") && open.matches('×').count() == 2, "{said}");
    assert!(!said.contains("Lee"), "{said}");
    let (ok, said) = run(&bad);
    assert!(!ok && said.contains("not as it was signed"), "{said}");
}

#[test]
fn two_sites_export_and_are_joined() {
    let folder = tempfile::tempdir().unwrap();
    let (north, east) = (Desk::new(), Desk::new());
    east.sql.execute("update site set name = 'Galesburg'", []).unwrap();
    let mut files = Vec::new();
    for (name, desk) in [("north", &north), ("east", &east)] {
        submitted(desk);
        desk.dana().keys("7 s down down enter enter f2");
        desk.sam().keys("7 s down down enter enter f2");
        let of =
            ["--db", desk.sql.path().unwrap(), "--as", "Dana", "--today", "2026-11-24", "report", "2026-11"];
        let (ok, plain) = ifr_out(folder.path(), &[&of[..], &["--format", "json"]].concat());
        assert!(ok, "{plain}");
        let path = folder.path().join(format!("{name}-plain.json"));
        std::fs::write(&path, plain).unwrap();
        // What says how it is meant to be is the answer to the wrong file.
        let (ok, said) = ifr_out(folder.path(), &["report", "2026-11", "--combine", path.to_str().unwrap()]);
        assert!(!ok && said.contains("no final report") && said.contains("--final"), "{said}");
        let (ok, signed) = ifr_out(folder.path(), &[&of[..], &["--final"]].concat());
        assert!(ok, "{signed}");
        let path = folder.path().join(format!("{name}.json"));
        std::fs::write(&path, signed).unwrap();
        files.push(path.to_str().unwrap().to_owned());
    }
    let (ok, said) = ifr_out(folder.path(), &["report", "2026-11", "--combine", &files[0], &files[1]]);
    assert!(ok && said.contains("November 2026, 2 sites"), "{said}");
    for site in ["Peoria North: number 1, signed by both", "Galesburg: number 1, signed by both"] {
        assert!(said.contains(site), "{said}");
    }
    // Workers stand together, shares as two counts, and what is counted of work is not masked.
    for row in ["Intact Workers, End", "Recovery Coordinators, Ph ?", "Timeliness, Children seen in 31 d, of"]
    {
        assert!(said.contains(row), "{row}: {said}");
    }
    let joint = said.lines().find(|line| line.contains("Supervision held, Joint, Held, of")).unwrap();
    assert!(!joint.contains('×') && !joint.contains(" 0 "), "{joint}");
    for row in ["Intact Workers, FTE ", "Intact Workers, FTE, workers", "Recovery Coordinators, FTE "] {
        assert!(said.contains(row), "{row}: {said}");
    }
    assert!(!said.contains("Lee") && !said.contains("Brooks"), "{said}");
}

fn ifr_out(folder: &Path, args: &[&str]) -> (bool, String) {
    let out = ifr(folder, args);
    let text = [out.stdout, out.stderr].concat();
    (out.status.success(), String::from_utf8(text).unwrap())
}
