//! The quorum: a meeting is what its attendance says it was (`domain.md` §2).

use super::{Attendance, KindRules, Verdict};
use crate::domain::StaffId;
use crate::domain::staff::Role;

/// A person on a meeting's list, with what was answered about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    /// The person.
    pub staff: StaffId,
    /// What they are.
    pub role: Role,
    /// How they took part; `None` while nobody has answered, which never counts as present.
    pub attendance: Option<Attendance>,
    /// The role of the person they stand in for, where they came as a deputy.
    pub deputy_for: Option<Role>,
}

impl Present {
    fn is_there(&self) -> bool {
        self.attendance.is_some_and(Attendance::is_present)
    }

    /// The role this person fills: a deputy only that of a supervisor of the same role.
    fn fills(&self) -> Option<Role> {
        match self.deputy_for {
            None => Some(self.role),
            Some(role) if role == self.role && role.is_supervisor() => Some(role),
            Some(_) => None,
        }
    }
}

/// What a meeting was, by its attendance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuorumVerdict {
    /// Whether it counts as a meeting of its kind.
    pub counts: bool,
    /// The required roles that nobody filled, in the order of the rules.
    pub missing: Vec<Role>,
    /// The roles of those who were there besides the required ones.
    pub extra: Vec<Role>,
    /// How many people's attendance nobody has answered.
    pub unanswered: usize,
    /// The kind of which it would be a full meeting instead, by its key.
    pub offer: Option<String>,
    /// The verdict as a sentence for the people in the room.
    pub sentence: String,
}

impl QuorumVerdict {
    /// The word for the file, once it is decided as which kind the meeting was held.
    pub fn word(&self, planned: &str, held: &str) -> Verdict {
        match (planned == held, self.counts) {
            (true, true) => Verdict::Counts,
            (true, false) => Verdict::DoesNotCount,
            (false, _) => Verdict::HeldAsOther,
        }
    }
}

/// Judges whether a meeting of a kind had the people it needs, and as which other kind it could be held.
///
/// Of several pairs in one sitting each is judged for itself: give the people of that pair. Another kind is offered
/// only where it is about the same subject and its own quorum is met: instead of one that does not count, or as the
/// fuller of two that do.
pub fn verdict(kind: &KindRules, others: &[KindRules], people: &[Present]) -> QuorumVerdict {
    let (missing, extra) = judge(kind, people);
    let counts = is_met(kind, &missing, &extra);
    let offer = others
        .iter()
        .filter(|other| other.key != kind.key && other.subject == kind.subject && !other.required.is_empty())
        .filter(|other| !counts || is_fuller(other, kind))
        .filter(|other| {
            let (missing, extra) = judge(other, people);
            is_met(other, &missing, &extra)
        })
        .max_by_key(|other| other.required.len());
    let unanswered = people.iter().filter(|person| person.attendance.is_none()).count();
    let sentence = sentence(kind, counts, &missing, &extra, unanswered, offer);
    QuorumVerdict {
        counts,
        missing,
        extra,
        unanswered,
        offer: offer.map(|other| other.key.clone()),
        sentence,
    }
}

/// The people of a meeting about one worker as its quorum sees them: nobody stands in for the worker, so that another
/// of the same role is a third person.
pub fn about_worker(people: &[Present], worker: StaffId) -> Vec<Present> {
    let one = |person: &Present| {
        let other = person.role.is_worker() && person.staff != worker;
        Present { deputy_for: if other { Some(person.role) } else { person.deputy_for }, ..*person }
    };
    people.iter().map(one).collect()
}

/// Whether a meeting about one worker that was held counts, by its attendance. One of which no list was kept, because
/// it was brought in from elsewhere, counts as whoever recorded it says.
pub fn individual_counts(kind: &KindRules, people: &[Present], worker: StaffId) -> bool {
    let (missing, extra) = judge(kind, &about_worker(people, worker));
    people.is_empty() || is_met(kind, &missing, &extra)
}

/// The required roles that are missing, and the roles of those who are there besides.
fn judge(kind: &KindRules, people: &[Present]) -> (Vec<Role>, Vec<Role>) {
    let mut missing = kind.required.clone();
    let mut extra = Vec::new();
    let mut seen: Vec<StaffId> = Vec::new();
    // Whoever fills their own role comes before a deputy, so that the deputy is the one too many.
    let (deputies, themselves): (Vec<&Present>, Vec<&Present>) =
        people.iter().filter(|person| person.is_there()).partition(|person| person.deputy_for.is_some());
    for person in themselves.into_iter().chain(deputies) {
        if seen.contains(&person.staff) {
            continue;
        }
        seen.push(person.staff);
        match person.fills().and_then(|role| missing.iter().position(|one| *one == role)) {
            Some(at) => {
                missing.remove(at);
            }
            None => extra.push(person.role),
        }
    }
    (missing, extra)
}

fn is_met(kind: &KindRules, missing: &[Role], extra: &[Role]) -> bool {
    missing.is_empty() && (extra.is_empty() || !kind.exclusive)
}

fn is_fuller(other: &KindRules, kind: &KindRules) -> bool {
    other.required.len() > kind.required.len()
        && kind.required.iter().all(|role| other.required.contains(role))
}

fn sentence(
    kind: &KindRules,
    counts: bool,
    missing: &[Role],
    extra: &[Role],
    unanswered: usize,
    offer: Option<&KindRules>,
) -> String {
    let label = &kind.label;
    let mut said = match (counts, missing, offer) {
        (true, _, None) => format!("Everybody needed is here: this counts as {label}"),
        (true, _, Some(other)) => {
            format!("This counts as {label}; with the {} here it can be held as {}", list(extra), other.label)
        }
        (false, [], _) => {
            format!("With the {} here this is recorded, and does not count as {label}", list(extra))
        }
        (false, missing, None) => {
            format!("Without the {} this is recorded, and does not count as {label}", list(missing))
        }
        (false, missing, Some(other)) => {
            format!(
                "Without the {} this does not count as {label}; it can be held as {}",
                list(missing),
                other.label
            )
        }
    };
    match unanswered {
        0 => {}
        1 => said.push_str(". The attendance of 1 person is not answered"),
        n => said.push_str(&format!(". The attendance of {n} people is not answered")),
    }
    said
}

fn list(roles: &[Role]) -> String {
    use crate::domain::Word;
    let labels: Vec<&str> = roles.iter().map(|role| role.label()).collect();
    match labels.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
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
            (
                vec![supervisor, worker(Some(There)), one(StaffId(4), IW, Some(There), None)],
                false,
                "a colleague",
            ),
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
    fn a_deputy_stands_in_for_a_supervisor_of_the_same_role_only() {
        for (role, deputy_for, counts) in [(SS, SS, true), (IS, SS, false), (RC, SS, false), (SS, IS, false)]
        {
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

    fn anybody() -> impl Strategy<Value = Present> {
        let roles = prop::sample::select(vec![IS, SS, RC, IW, Role::Other]);
        let attendance =
            prop::option::of(prop::sample::select(<Attendance as crate::domain::Word>::ALL.to_vec()));
        let deputy = prop::option::weighted(0.2, roles.clone());
        (1i64..9, roles, attendance, deputy).prop_map(|(staff, role, attendance, deputy_for)| Present {
            staff: StaffId(staff),
            role,
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
}
