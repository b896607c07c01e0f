//! The quorum: a meeting is what its attendance says it was (`domain.md` §2).

use super::{Attendance, KindRules, Subject, Verdict};
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
    let whole = whole(kind, people);
    let sentence = sentence(kind, counts, &missing, &extra, unanswered, (offer, &whole));
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

/// Whether everybody is here; of a meeting about the programme, which all of a role belong to, how many are.
fn whole(kind: &KindRules, people: &[Present]) -> String {
    use crate::domain::Word;
    let short = kind.required.iter().find_map(|role| {
        let of_role = || people.iter().filter(|person| person.role == *role);
        let (here, all) = (of_role().filter(|person| person.is_there()).count(), of_role().count());
        (here < all)
            .then(|| format!("{here} of {all} {}s {}", role.label(), if here == 1 { "is" } else { "are" }))
    });
    let programme = kind.subject == Subject::Programme;
    short.filter(|_| programme).unwrap_or_else(|| "Everybody needed is".to_owned())
}

fn sentence(
    kind: &KindRules,
    counts: bool,
    missing: &[Role],
    extra: &[Role],
    unanswered: usize,
    (offer, whole): (Option<&KindRules>, &str),
) -> String {
    let label = &kind.label;
    let mut said = match (counts, missing, offer) {
        (true, _, None) => format!("{whole} here: this counts as {label}"),
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
mod tests;
