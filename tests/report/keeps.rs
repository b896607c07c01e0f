//! What keeps a report from being submitted: each refusal and warning opens what is to be mended.

use crate::walk_screen::desk::{Desk, sees};

#[test]
fn nobody_who_could_sign_refuses_it_and_opens_the_staff() {
    let desk = Desk::new();
    desk.sql.execute("update staff set left_on = '2026-11-01' where role = 'sud_supervisor'", []).unwrap();
    let mut dana = desk.dana();
    dana.keys("7 d right enter s enter");
    sees(&dana, &["refused", "Nobody can sign: no SUD Supervisor works at this site"]);
    assert!(!dana.shows("no Intact Supervisor works"), "{}", dana.screen());
    // It does not pass with a reason.
    dana.keys("/ text:nobody enter d");
    sees(&dana, &["does not pass with a reason"]);
    dana.keys("enter");
    sees(&dana, &["Staffing", "Lee"]);
    assert_eq!(desk.rows("select count(*) from report_snapshot"), "0");
}

#[test]
fn a_vacancy_that_nobody_covers_warns_opens_its_post_and_is_mended_or_passes() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into position (id, site_id, agency_id, role, from_on) values (1, 1, 1, 'intact_worker', '2026-10-01'),
               (2, 1, 2, 'recovery_coordinator', '2026-10-15')",
        )
        .unwrap();
    let mut dana = desk.dana();
    dana.keys("7 s enter");
    let warned = "A post is vacant and nobody covers it: ";
    sees(&dana, &["warning", &format!("{warned}Intact Worker"), &format!("{warned}Recovery Coordinator")]);
    dana.keys("/ text:coordinator enter enter");
    sees(&dana, &["Cover: none", "vacant since", "15 Oct 2026"]);
    dana.keys("enter");
    sees(&dana, &["Staffing"]);
    // Covered now, it stands in nobody's way; the other one passes with a reason.
    desk.sql
        .execute(
            "insert into position_cover (position_id, staff_id, from_on) values (2, 5, '2026-11-20')",
            [],
        )
        .unwrap();
    let mut dana = desk.dana();
    dana.keys("7 s enter");
    assert!(!dana.shows(&format!("{warned}Recovery Coordinator")), "{}", dana.screen());
    dana.keys("/ text:vacant enter d text:Posted_twice f2");
    sees(&dana, &["passes", "Posted"]);
    assert_eq!(
        desk.rows("select what, reason from report_pass"),
        format!("{warned}Intact Worker|Posted twice")
    );
}

#[test]
fn a_flow_that_does_not_add_up_warns_opens_its_rows_and_is_marked() {
    let desk = Desk::new();
    // Closed before it was made: somebody brought it in so.
    desk.sql
        .execute_batch(
            "insert into action_item (id, description, owner_id, due_on, family_id, category, status, created_on, closed_on)
               values (7, 'Call the school', 3, '2026-11-20', 198, 'safety', 'done', '2026-11-10', '2026-10-05')",
        )
        .unwrap();
    let mut dana = desk.dana();
    dana.keys("7 s enter");
    sees(&dana, &["warning", "Action items: the flow does not add up, 0 + 2 − 0 is not 1"]);
    dana.keys("/ text:flow enter enter");
    sees(&dana, &["New: 2", "A-0007", "A-0001"]);
    dana.keys("end enter");
    sees(&dana, &["A-0007", "Call the school"]);
    // It passes with a reason, and the report says so for good.
    dana.keys("esc esc");
    let mut dana = desk.dana();
    dana.keys("7 s enter / text:flow enter d text:Brought_in_so f2");
    let (mut again, mut sam) = (desk.dana(), desk.sam());
    again.keys("7 d right enter");
    sam.keys("7 d right enter s down enter");
    sees(&sam, &["submitted, to be signed"]);
    let kept = desk.rows("select body from report_snapshot");
    assert!(kept.contains("Brought in so") && kept.contains("\"holds\":false"), "{kept}");
    sam.keys("w");
    sees(&sam, &["these do not add up: Action items"]);
}

#[test]
fn a_challenge_without_owner_or_date_warns_and_opens_its_form() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("7 tab tab tab n text:Buses_stop_at_six tab text:trans f2 s enter");
    sees(&dana, &["A challenge has no owner and no date: Buses stop at six"]);
    dana.keys("/ text:owner enter enter");
    sees(&dana, &["Buses stop at six", "Owner", "Due on"]);
}
