//! What two services of one day say about each other.

use super::{Entry, Finding};
use crate::domain::catalogue::{Catalogue, Check, Rule};
use crate::domain::service::Mode;

/// The entries of one day, of any providers and families.
pub type Day<'e> = &'e [Entry];

/// The rules that entries of one day break together; the later of two is named, the earlier as the other.
pub fn day<'a>(entries: Day<'_>, catalogue: &'a Catalogue) -> Vec<Finding<'a>> {
    let mut found = Vec::new();
    let rules: Vec<&Rule> = catalogue
        .rules_of("", true)
        .filter(|rule| matches!(rule.check, Check::ProviderOverlap | Check::ClientOverlap | Check::Duplicate))
        .collect();
    if rules.is_empty() {
        return found;
    }
    let mut order: Vec<&Entry> = entries.iter().collect();
    order.sort_by_key(|entry| (entry.staff, entry.began, entry.id));
    pairs(&order, |a, b| a.staff == b.staff, &rules, &[Check::ProviderOverlap, Check::Duplicate], &mut found);
    order.retain(|entry| entry.member.is_some() && entry.mode != Mode::Attempted);
    order.sort_by_key(|entry| (entry.member, entry.began, entry.id));
    pairs(&order, |a, b| a.member == b.member, &rules, &[Check::ClientOverlap], &mut found);
    found.sort_by_key(|finding| (finding.service, finding.other));
    found
}

/// Looks at every two of one group that can meet: they stand in the order in which they began.
fn pairs<'a>(
    order: &[&Entry],
    together: impl Fn(&Entry, &Entry) -> bool,
    rules: &[&'a Rule],
    checks: &[Check],
    found: &mut Vec<Finding<'a>>,
) {
    for (place, first) in order.iter().enumerate() {
        let meets = |second: &&&Entry| together(first, second) && reaches(first, second);
        for second in order.iter().skip(place + 1).take_while(meets) {
            for rule in rules.iter().filter(|rule| checks.contains(&rule.check)) {
                if breaks(rule.check, first, second) {
                    let (early, late) = if first.id <= second.id { (first, second) } else { (second, first) };
                    found.push(Finding { service: late.id, rule, other: Some(early.id) });
                }
            }
        }
    }
}

/// Whether the later of two began before the first was over, or with it; if not, none that began still later did.
fn reaches(first: &Entry, second: &Entry) -> bool {
    let Some(begin) = second.begin().filter(|_| first.began.is_some()) else { return false };
    second.began == first.began || first.span().is_some_and(|(_, end)| begin < end)
}

fn breaks(check: Check, a: &Entry, b: &Entry) -> bool {
    let twice = a.kind == b.kind
        && a.staff == b.staff
        && a.family == b.family
        && a.member == b.member
        && a.mode == b.mode
        && a.began == b.began;
    let overlap = match (a.span(), b.span()) {
        (Some(a), Some(b)) => a.0 < b.1 && b.0 < a.1,
        _ => false,
    };
    match check {
        Check::Duplicate => twice && a.began.is_some(),
        // A group is one session with several clients; a second client of the same family sits in the same room.
        Check::ProviderOverlap => overlap && !twice && !is_one_sitting(a, b),
        Check::ClientOverlap => overlap && !twice && a.staff != b.staff && !is_joint(a, b),
        _ => false,
    }
}

/// Whether two entries tell of one sitting of the same provider: the same kind at the same time.
fn is_one_sitting(a: &Entry, b: &Entry) -> bool {
    let group = |entry: &Entry| entry.group_size() > 1;
    let same = a.began == b.began && a.minutes == b.minutes;
    same && ((group(a) && group(b) && a.kind == b.kind) || a.family == b.family)
}

/// Whether both went together.
fn is_joint(a: &Entry, b: &Entry) -> bool {
    a.joint_with == Some(b.staff) || b.joint_with == Some(a.staff)
}

#[cfg(test)]
mod tests;
