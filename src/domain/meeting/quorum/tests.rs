use super::*;
use crate::domain::meeting::Subject;
use Role::{IntactSupervisor as IS, IntactWorker as IW, RecoveryCoordinator as RC, SudSupervisor as SS};
use proptest::prelude::*;

fn kind(key: &str, label: &str, subject: Subject, required: &[Role], exclusive: bool) -> KindRules {
    let (label, required) = (label.to_owned(), required.to_vec());
    KindRules { label, required, exclusive, ..KindRules::new(key, subject) }
}

fn kinds() -> Vec<KindRules> {
    vec![
        kind("co_supervision", "Co-Supervision", Subject::Pair, &[IS, SS, RC, IW], false),
        kind("joint", "Joint", Subject::Pair, &[IS, RC, IW], false),
        kind("individual_iw", "Individual (IW)", Subject::IntactWorker, &[IS, IW], true),
        kind("individual_rc", "Individual (RC)", Subject::RecoveryCoordinator, &[SS, RC], true),
        kind("case_staffing", "Case staffing", Subject::Family, &[IS, SS, IW, RC], false),
    ]
}

fn people(there: &[Role]) -> Vec<Present> {
    let person = |(at, role): (usize, &Role)| Present {
        staff: StaffId(at as i64 + 1),
        role: *role,
        attendance: Some(Attendance::Present),
        deputy_for: None,
    };
    there.iter().enumerate().map(person).collect()
}

fn judged(key: &str, people: &[Present]) -> QuorumVerdict {
    let kinds = kinds();
    verdict(kinds.iter().find(|kind| kind.key == key).unwrap(), &kinds, people)
}

#[test]
fn an_individual_counts_with_its_worker_its_supervisor_and_nobody_else() {
    use Attendance::{Absent, Excused, Phone, Present as There, Video};
    let (dana, lee) = (StaffId(1), StaffId(2));
    let one = |staff, role, attendance, deputy_for| Present { staff, role, attendance, deputy_for };
    let worker = |attendance| one(lee, IW, attendance, None);
    let supervisor = one(dana, IS, Some(There), None);
    let guest = |role, attendance| one(StaffId(-7), role, attendance, None);
    for (people, counts, what) in [
        (vec![], true, "no list was kept"),
        (vec![supervisor, worker(Some(There))], true, "both are there"),
        (vec![supervisor, worker(Some(Video))], true, "by video"),
        (vec![supervisor, worker(Some(Phone))], true, "by phone"),
        (vec![supervisor, worker(Some(Excused))], false, "excused is not present"),
        (vec![supervisor, worker(None)], false, "nobody answered"),
        (vec![worker(Some(There))], false, "without a supervisor"),
        (vec![one(StaffId(3), IS, Some(There), Some(IS)), worker(Some(There))], true, "a deputy"),
        (
            vec![
                one(dana, IS, Some(Absent), None),
                one(StaffId(3), IS, Some(There), Some(IS)),
                worker(Some(There)),
            ],
            true,
            "a deputy while the supervisor is away",
        ),
        (
            vec![one(StaffId(3), SS, Some(There), Some(IS)), worker(Some(There))],
            false,
            "a deputy of another role",
        ),
        (
            vec![supervisor, one(StaffId(3), IS, Some(There), Some(IS)), worker(Some(There))],
            false,
            "the supervisor and a deputy",
        ),
        (vec![supervisor, worker(Some(There)), guest(Role::Other, Some(There))], false, "a guest"),
        (
            vec![supervisor, worker(Some(There)), guest(Role::Other, Some(Absent))],
            true,
            "a guest who stayed away",
        ),
        (vec![supervisor, worker(Some(There)), one(StaffId(4), IW, Some(There), None)], false, "a colleague"),
        (
            vec![supervisor, one(StaffId(4), IW, Some(There), None)],
            false,
            "a colleague in place of the worker",
        ),
    ] {
        let kinds = kinds();
        let kind = kinds.iter().find(|kind| kind.key == "individual_iw").unwrap();
        assert_eq!(individual_counts(kind, &people, lee), counts, "{what}");
    }
}

#[test]
fn a_meeting_is_what_its_attendance_says() {
    for (key, there, counts, offer, sentence) in [
        (
            "co_supervision",
            vec![IS, SS, RC, IW],
            true,
            None,
            "Everybody needed is here: this counts as Co-Supervision",
        ),
        (
            "co_supervision",
            vec![IS, RC, IW],
            false,
            Some("joint"),
            "Without the SUD Supervisor this does not count as Co-Supervision; it can be held as Joint",
        ),
        (
            "co_supervision",
            vec![IS, SS, RC],
            false,
            None,
            "Without the Intact Worker this is recorded, and does not count as Co-Supervision",
        ),
        (
            "co_supervision",
            vec![SS],
            false,
            None,
            "Without the Intact Supervisor, Recovery Coordinator and Intact Worker this is recorded, and does not \
             count as Co-Supervision",
        ),
        ("joint", vec![IS, RC, IW], true, None, "Everybody needed is here: this counts as Joint"),
        (
            "joint",
            vec![IS, SS, RC, IW],
            true,
            Some("co_supervision"),
            "This counts as Joint; with the SUD Supervisor here it can be held as Co-Supervision",
        ),
        (
            "joint",
            vec![IS, SS, IW],
            false,
            None,
            "Without the Recovery Coordinator this is recorded, and does not count as Joint",
        ),
        (
            "individual_iw",
            vec![IS, IW],
            true,
            None,
            "Everybody needed is here: this counts as Individual (IW)",
        ),
        (
            "individual_iw",
            vec![IS, IW, RC],
            false,
            None,
            "With the Recovery Coordinator here this is recorded, and does not count as Individual (IW)",
        ),
        (
            "individual_rc",
            vec![SS, RC, RC],
            false,
            None,
            "With the Recovery Coordinator here this is recorded, and does not count as Individual (RC)",
        ),
        (
            "case_staffing",
            vec![IS, SS, IW, RC, Role::Other],
            true,
            None,
            "Everybody needed is here: this counts as Case staffing",
        ),
    ] {
        let said = judged(key, &people(&there));
        assert_eq!((said.counts, said.offer.as_deref()), (counts, offer), "{key} {there:?}");
        assert_eq!(said.sentence, sentence, "{key} {there:?}");
    }
}

#[test]
fn only_who_was_there_counts() {
    for (attendance, counts) in [
        (Some(Attendance::Present), true),
        (Some(Attendance::Video), true),
        (Some(Attendance::Phone), true),
        (Some(Attendance::Excused), false),
        (Some(Attendance::Absent), false),
        (None, false),
    ] {
        let mut all = people(&[IS, SS, RC, IW]);
        all[1].attendance = attendance;
        assert_eq!(judged("co_supervision", &all).counts, counts, "{attendance:?}");
    }
    let mut all = people(&[IS, SS, RC, IW]);
    all[1].attendance = None;
    let said = judged("co_supervision", &all);
    assert_eq!((said.unanswered, said.missing), (1, vec![SS]));
    assert!(said.sentence.ends_with(". The attendance of 1 person is not answered"));
}

#[test]
fn a_meeting_of_the_programme_does_not_say_everybody_where_some_are_away() {
    let all_rcs = kind("rc_level", "RC-level", Subject::Programme, &[RC], false);
    for (attendance, says) in [
        (
            [Some(Attendance::Present), None, None],
            "1 of 3 Recovery Coordinators is here: this counts as RC-level",
        ),
        (
            [Some(Attendance::Present), Some(Attendance::Video), Some(Attendance::Excused)],
            "2 of 3 Recovery Coordinators are here: this counts as RC-level",
        ),
        ([Some(Attendance::Present); 3], "Everybody needed is here: this counts as RC-level"),
    ] {
        let mut all = people(&[RC, RC, RC]);
        for (person, attendance) in all.iter_mut().zip(attendance) {
            person.attendance = attendance;
        }
        assert!(verdict(&all_rcs, &[], &all).sentence.starts_with(says), "{attendance:?}");
    }
}

#[test]
fn a_deputy_stands_in_for_a_supervisor_of_the_same_role_only() {
    for (role, deputy_for, counts) in [(SS, SS, true), (IS, SS, false), (RC, SS, false), (SS, IS, false)] {
        let mut all = people(&[IS, RC, IW, role]);
        all[3].deputy_for = Some(deputy_for);
        assert_eq!(judged("co_supervision", &all).counts, counts, "{role} for {deputy_for}");
    }
    let mut worker = people(&[IS, SS, RC, IW]);
    worker[3].deputy_for = Some(IW);
    assert!(!judged("co_supervision", &worker).counts, "workers have no deputies");
    let mut twice = people(&[IS, IW, IS]);
    twice[2].staff = StaffId(1);
    assert!(judged("individual_iw", &twice).counts, "one person listed twice is one person");
}

#[test]
fn the_word_for_the_file() {
    let short = judged("co_supervision", &people(&[IS, RC, IW]));
    assert_eq!(short.word("co_supervision", "joint"), Verdict::HeldAsOther);
    assert_eq!(short.word("co_supervision", "co_supervision"), Verdict::DoesNotCount);
    let full = judged("joint", &people(&[IS, RC, IW]));
    assert_eq!(full.word("joint", "joint"), Verdict::Counts);
}

/// Anybody, who has one role wherever they are listed.
fn anybody() -> impl Strategy<Value = Present> {
    let all = [IS, SS, RC, IW, Role::Other];
    let roles = prop::sample::select(all.to_vec());
    let attendance =
        prop::option::of(prop::sample::select(<Attendance as crate::domain::Word>::ALL.to_vec()));
    let deputy = prop::option::weighted(0.2, roles);
    (0usize..10, attendance, deputy).prop_map(move |(staff, attendance, deputy_for)| Present {
        staff: StaffId(i64::try_from(staff).unwrap()),
        role: all[staff % all.len()],
        attendance,
        deputy_for,
    })
}

proptest! {
    #[test]
    fn who_is_absent_changes_nothing(all in prop::collection::vec(anybody(), 0..8), mut other in anybody(), at in 0usize..8) {
        for kind in kinds() {
            let before = verdict(&kind, &kinds(), &all);
            other.attendance = Some(Attendance::Absent);
            let mut more = all.clone();
            more.insert(at.min(all.len()), other);
            prop_assert_eq!(verdict(&kind, &kinds(), &more), before);
        }
    }

    #[test]
    fn losing_somebody_needed_never_makes_it_count(all in prop::collection::vec(anybody(), 0..8), at in 0usize..8) {
        for kind in kinds() {
            if at < all.len() && !verdict(&kind, &kinds(), &all).counts && kind.required.contains(&all[at].role) {
                let mut fewer = all.clone();
                let gone = fewer.remove(at);
                let after = verdict(&kind, &kinds(), &fewer);
                // Only an Individual can begin to count when a person too many leaves.
                prop_assert!(!after.counts || kind.exclusive, "{:?} left", gone);
            }
        }
    }

    #[test]
    fn without_a_required_role_it_does_not_count(all in prop::collection::vec(anybody(), 0..8)) {
        for kind in kinds() {
            for role in &kind.required {
                let without: Vec<Present> = all.iter().copied().filter(|person| person.role != *role).collect();
                let said = verdict(&kind, &kinds(), &without);
                prop_assert!(!said.counts && said.missing.contains(role));
            }
        }
    }
}
