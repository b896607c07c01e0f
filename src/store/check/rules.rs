//! Rules of the domain that a file must keep whoever filled it: each a question, a sentence, and what to do.

use super::Finding;
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::date;

/// What breaks a rule is what its question answers: one label a row. `?1` is today.
pub(super) struct Rule {
    /// Its name.
    pub(super) name: &'static str,
    /// What is found, as it stands behind "3 times: ".
    pub(super) said: &'static str,
    /// What to do.
    pub(super) todo: &'static str,
    /// The question.
    pub(super) sql: &'static str,
}

/// As many labels are told.
const TOLD: usize = 8;

const FAMILY_PAGE: &str = "look at the family's history, then correct the dates on its page";
const PERSON_PAGE: &str = "look at the person's page and correct the dates";
const CONSENT: &str = "the treatment agency looks for the consent; where there is none, the fact is taken out and documented elsewhere";

/// The rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "two workers",
        said: "two workers of one role hold a family at once",
        todo: "an Intact Supervisor ends one of the two assignments on the family's page",
        sql: "select distinct printf('F-%04d', a.family_id) from assignment a join assignment b
              on b.family_id = a.family_id and b.role = a.role and b.id > a.id
              where a.from_on < coalesce(b.to_on, '9999') and b.from_on < coalesce(a.to_on, '9999')
                and a.from_on is not a.to_on and b.from_on is not b.to_on",
    },
    Rule {
        name: "worker left",
        said: "a worker who has left still holds a family",
        todo: "assign the family to somebody else",
        sql: "select printf('F-%04d', a.family_id) from assignment a join staff s on s.id = a.staff_id
              where a.to_on is null and s.left_on <= ?1",
    },
    Rule {
        name: "worker's role",
        said: "a family is assigned to somebody of another role",
        todo: "end the assignment and assign a worker of that role",
        sql: "select printf('F-%04d', a.family_id) from assignment a join staff s on s.id = a.staff_id
              where a.to_on is null and a.supervisor_held = 0 and s.role <> a.role",
    },
    Rule {
        name: "closed family",
        said: "a closed family still has a worker",
        todo: "end the assignment on the day the family was closed",
        sql: "select distinct printf('F-%04d', a.family_id) from assignment a
              where a.to_on is null and a.from_on <= ?1 and exists (select 1 from family_opening o where o.family_id = a.family_id)
                and not exists (select 1 from family_opening o where o.family_id = a.family_id and (o.to_on is null or o.to_on > ?1))",
    },
    Rule {
        name: "enrolment",
        said: "a closed family is still enrolled",
        todo: "end the enrolment on the day the family was closed",
        sql: "select printf('F-%04d', e.family_id) from family_enrolment e
              where e.to_on is null and exists (select 1 from family_opening o where o.family_id = e.family_id)
                and not exists (select 1 from family_opening o where o.family_id = e.family_id and (o.to_on is null or o.to_on > ?1))",
    },
    Rule {
        name: "openings",
        said: "two openings of a family overlap",
        todo: FAMILY_PAGE,
        sql: "select distinct printf('F-%04d', a.family_id) from family_opening a join family_opening b
              on b.family_id = a.family_id and b.id > a.id
              where a.from_on < coalesce(b.to_on, '9999') and b.from_on < coalesce(a.to_on, '9999')",
    },
    Rule {
        name: "enrolments",
        said: "two enrolments of a family overlap",
        todo: FAMILY_PAGE,
        sql: "select distinct printf('F-%04d', a.family_id) from family_enrolment a join family_enrolment b
              on b.family_id = a.family_id and b.id > a.id
              where a.from_on < coalesce(b.to_on, '9999') and b.from_on < coalesce(a.to_on, '9999')",
    },
    Rule {
        name: "risks",
        said: "a family has two risks at once",
        todo: FAMILY_PAGE,
        sql: "select distinct printf('F-%04d', a.family_id) from family_risk a join family_risk b
              on b.family_id = a.family_id and b.id > a.id
              where a.from_on < coalesce(b.to_on, '9999') and b.from_on < coalesce(a.to_on, '9999')",
    },
    Rule {
        name: "phases",
        said: "a family has two recovery phases at once",
        todo: FAMILY_PAGE,
        sql: "select distinct printf('F-%04d', a.family_id) from family_phase a join family_phase b
              on b.family_id = a.family_id and b.id > a.id
              where a.from_on < coalesce(b.to_on, '9999') and b.from_on < coalesce(a.to_on, '9999')",
    },
    Rule {
        name: "employments",
        said: "two employments of a person overlap",
        todo: PERSON_PAGE,
        sql: "select distinct s.name from employment a join employment b on b.staff_id = a.staff_id and b.id > a.id
              join staff s on s.id = a.staff_id
              where a.from_on < coalesce(b.to_on, '9999') and b.from_on < coalesce(a.to_on, '9999')",
    },
    Rule {
        name: "host sites",
        said: "a person is at one site twice at once",
        todo: PERSON_PAGE,
        sql: "select distinct s.name from staff_site a join staff_site b
              on b.staff_id = a.staff_id and b.site_id = a.site_id and b.id > a.id join staff s on s.id = a.staff_id
              where a.from_on < coalesce(b.to_on, '9999') and b.from_on < coalesce(a.to_on, '9999')",
    },
    Rule {
        name: "posts",
        said: "a post is filled twice at once",
        todo: "look at the post's page and correct the dates",
        sql: "select distinct 'post ' || a.position_id from position_fill a join position_fill b
              on b.position_id = a.position_id and b.id > a.id
              where a.from_on < coalesce(b.to_on, '9999') and b.from_on < coalesce(a.to_on, '9999')",
    },
    Rule {
        name: "deputy",
        said: "a deputy has another role than the supervisor they stand in for",
        todo: "choose a deputy of the same role",
        sql: "select d.name from cover c join staff s on s.id = c.staff_id join staff d on d.id = c.deputy_id
              where s.role <> d.role and c.to_on > ?1",
    },
    Rule {
        name: "item's owner",
        said: "an open action item belongs to somebody who has left",
        todo: "give the item to somebody else",
        sql: "select printf('A-%04d', i.id) from action_item i join staff s on s.id = i.owner_id
              where i.status in ('open', 'in_progress', 'blocked') and s.left_on <= ?1",
    },
    Rule {
        name: "item's end",
        said: "an action item is closed without a day, or open with one",
        todo: "open the item and say again where it stands",
        sql: "select printf('A-%04d', id) from action_item
              where (status in ('done', 'cancelled')) <> (closed_on is not null)",
    },
    Rule {
        name: "quorum",
        said: "a meeting counts for a pair of which one was not there",
        todo: "write an addendum that says who was there",
        sql: "select distinct printf('M-%04d', p.meeting_id) from meeting_pair p join meeting m on m.id = p.meeting_id
              where m.status in ('held', 'signed') and m.import_id is null and p.verdict in ('counts', 'held_as_other')
                and p.kind_held in ('co_supervision', 'joint')
                and (not exists (select 1 from meeting_person w where w.meeting_id = p.meeting_id
                       and p.iw_id in (w.staff_id, w.deputy_for) and w.attendance in ('present', 'video', 'phone'))
                  or not exists (select 1 from meeting_person w where w.meeting_id = p.meeting_id
                       and p.rc_id in (w.staff_id, w.deputy_for) and w.attendance in ('present', 'video', 'phone')))",
    },
    Rule {
        name: "verdict",
        said: "a signed meeting of pairs has no verdict",
        todo: "write an addendum that says whether it counts",
        sql: "select distinct printf('M-%04d', p.meeting_id) from meeting_pair p join meeting m on m.id = p.meeting_id
              where m.status = 'signed' and p.verdict is null",
    },
    Rule {
        name: "signature",
        said: "a signed meeting has no signature",
        todo: "another program changed the meeting: compare it with a backup from before",
        sql: "select printf('M-%04d', m.id) from meeting m where m.status = 'signed' and m.import_id is null
                and not exists (select 1 from signature s where s.meeting_id = m.id)",
    },
    Rule {
        name: "held on",
        said: "a held meeting has no day",
        todo: "another program changed the meeting: compare it with a backup from before",
        sql: "select printf('M-%04d', id) from meeting where status in ('held', 'signed') and held_on is null",
    },
    Rule {
        name: "referral",
        said: "a referral stands elsewhere than its last step",
        todo: "another program changed the referral: take the next step from its page, which sets it right",
        sql: "select printf('R-%04d', r.id) from referral r join referral_status s
              on s.id = (select max(id) from referral_status where referral_id = r.id) where s.status <> r.status",
    },
    Rule {
        name: "child seen",
        said: "a contact names a child of another family",
        todo: "correct the contact on the family's page",
        sql: "select distinct printf('F-%04d', s.family_id) from service_child c join service s on s.id = c.service_id
              join member m on m.id = c.member_id where m.family_id <> s.family_id",
    },
    Rule {
        name: "service's consent",
        said: "a treatment service stands here without a consent in force on its day",
        todo: CONSENT,
        sql: "select distinct printf('F-%04d', x.family_id) from service x where x.part2 = 1
                and not exists (select 1 from consent_cover v where v.consent_id = x.consent_id and v.member_id = x.member_id
                  and v.category = 'services' and v.from_on <= x.on_date and x.on_date < v.until_on)",
    },
    Rule {
        name: "episode's consent",
        said: "a treatment episode stands here without a consent in force on its day",
        todo: CONSENT,
        sql: "select distinct printf('F-%04d', m.family_id) from treatment_episode x join member m on m.id = x.member_id
              where not exists (select 1 from consent_cover v where v.consent_id = x.consent_id and v.member_id = x.member_id
                  and v.category = 'level_of_care' and v.from_on <= x.admitted_on and x.admitted_on < v.until_on)",
    },
    Rule {
        name: "note's adults",
        said: "a note of treatment names no adult",
        todo: CONSENT,
        sql: "select coalesce(printf('F-%04d', n.family_id), 'note ' || n.id) from note n
              where n.part2 = 1 and not exists (select 1 from note_member x where x.note_id = n.id)",
    },
];

/// The rules that are broken; where none is, one finding says so.
pub(super) fn broken(store: &Store) -> Vec<Finding> {
    let today = date(store.clock().today());
    let mut findings: Vec<Finding> = RULES
        .iter()
        .filter_map(|rule| match labels(store, rule, &today) {
            Ok(labels) if labels.is_empty() => None,
            Ok(labels) => Some(Finding::wrong(rule.name, sentence(rule, &labels), rule.todo)),
            Err(error) => Some(Finding::wrong(
                rule.name,
                error.message,
                "the file cannot be asked: see what is said of its contents",
            )),
        })
        .collect();
    if findings.is_empty() {
        findings
            .push(Finding::right("rules", format!("all {} rules of the programme are kept", RULES.len())));
    }
    findings
}

fn labels(store: &Store, rule: &Rule, today: &str) -> Result<Vec<String>> {
    let mut statement = store.conn().prepare(rule.sql)?;
    // Every question may leave today out.
    let given: &[&dyn rusqlite::ToSql] = if statement.parameter_count() == 0 { &[] } else { &[&today] };
    let rows = statement.query_map(given, |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn sentence(rule: &Rule, labels: &[String]) -> String {
    let told: Vec<&str> = labels.iter().take(TOLD).map(String::as_str).collect();
    let more = match labels.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}: {}{more}", rule.said, told.join(", "))
}

#[cfg(test)]
mod tests;
