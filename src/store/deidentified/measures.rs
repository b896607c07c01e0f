//! What is counted for the evaluator, and by which kinds.
//!
//! Each query gives `site`, `family` (whose records are counted: its own key, or minus the record's where it has none),
//! `day` and `word`. `:to` is the first day after the period.

use crate::domain::Word;
use crate::domain::action_item::{ItemStatus, Priority};
use crate::domain::family::{Finding, Risk};
use crate::domain::referral::ReferralStatus;
use crate::domain::service::Mode;
use crate::domain::staff::Role;
use crate::settings::{List, Lists, Settings};

/// What stands for a word of no vocabulary.
pub(super) const OTHER: &str = "Other";
/// What stands where nothing is told.
const NOT_TOLD: &str = "Not told";
/// Words of lists that would say something of an adult's treatment.
const TREATMENT: [&str; 3] = ["sud_assessment", "step_up_care", "step_down_care"];

/// Something that is counted.
pub(super) struct Measure {
    /// What.
    pub name: &'static str,
    /// What its kinds say.
    pub by: &'static str,
    /// The kinds.
    pub words: Words,
    /// Counted by quarter, too; a measure that is told by several kinds is so once.
    pub quarters: bool,
    /// The records.
    pub sql: &'static str,
}

/// A vocabulary: what may be said of a kind.
pub(super) enum Words {
    /// A closed vocabulary.
    Closed(fn(&str) -> Option<&'static str>),
    /// A list of lists.toml, without what would tell of treatment.
    Listed(fn(&Lists) -> &List),
    /// A kind of meeting.
    Meetings,
    /// Words that the query itself makes.
    Made(&'static [&'static str]),
}

impl Words {
    /// What a word is called; none where it is not known.
    pub(super) fn label(&self, settings: &Settings, word: &str) -> Option<String> {
        if word.is_empty() {
            return Some(NOT_TOLD.to_owned());
        }
        match self {
            Self::Closed(label) => label(word).map(str::to_owned),
            Self::Listed(list) => {
                let choice = list(&settings.lists).find(word).filter(|_| !TREATMENT.contains(&word));
                choice.map(|choice| choice.label.clone())
            }
            Self::Meetings => settings.meetings.kind(word).map(|kind| kind.label.clone()),
            Self::Made(known) => known.contains(&word).then(|| word.to_owned()),
        }
    }
}

/// The label of a word of a closed vocabulary.
pub(super) fn label<W: Word>(word: &str) -> Option<&'static str> {
    W::parse(word).map(Word::label)
}

const ALL: Words = Words::Made(&["All"]);
const YES_NO: Words = Words::Made(&["Yes", "No"]);
const SPANS: Words = Words::Made(&["Up to 90 days", "91 to 180 days", "181 to 365 days", "366 days or more"]);
const WAITS: Words =
    Words::Made(&["Up to 2 days", "3 to 7 days", "8 to 14 days", "15 days or more", "Not yet"]);
const WRITTEN: Words = Words::Made(&["Up to 2 days", "3 to 7 days", "8 days or more", "Not yet"]);
const CHILDREN: Words = Words::Made(&["Under 1", "1 to 2", "3 to 5", "6 to 11", "12 or older"]);
const ADULTS: Words = Words::Made(&["Under 25", "25 to 34", "35 to 44", "45 or older"]);

const fn measure(
    name: &'static str,
    by: &'static str,
    words: Words,
    quarters: bool,
    sql: &'static str,
) -> Measure {
    Measure { name, by, words, quarters, sql }
}

/// The closed list.
pub(super) const MEASURES: &[Measure] = &[
    measure("families opened", "basis", Words::Listed(|lists| &lists.opening_basis), true,
        "select f.site_id as site, f.id as family, o.from_on as day, o.basis as word
         from family_opening o join family f on f.id = o.family_id"),
    measure("families opened", "court order", YES_NO, false,
        "select f.site_id as site, f.id as family, o.from_on as day, case o.court_ordered when 1 then 'Yes' when 0 then 'No' end as word
         from family_opening o join family f on f.id = o.family_id"),
    measure("families closed", "reason", Words::Listed(|lists| &lists.close_reason), true,
        "select f.site_id as site, f.id as family, o.to_on as day, o.close_reason as word
         from family_opening o join family f on f.id = o.family_id where o.to_on is not null"),
    measure("families closed", "days open", SPANS, false,
        "select f.site_id as site, f.id as family, o.to_on as day, case when julianday(o.to_on) - julianday(o.from_on) <= 90 then 'Up to 90 days'
           when julianday(o.to_on) - julianday(o.from_on) <= 180 then '91 to 180 days'
           when julianday(o.to_on) - julianday(o.from_on) <= 365 then '181 to 365 days' else '366 days or more' end as word
         from family_opening o join family f on f.id = o.family_id where o.to_on is not null"),
    measure("families open at the end", "days open", SPANS, false,
        "select f.site_id as site, f.id as family, date(:to, '-1 day') as day, case when julianday(:to) - julianday(o.from_on) <= 90 then 'Up to 90 days'
           when julianday(:to) - julianday(o.from_on) <= 180 then '91 to 180 days'
           when julianday(:to) - julianday(o.from_on) <= 365 then '181 to 365 days' else '366 days or more' end as word
         from family_opening o join family f on f.id = o.family_id where o.from_on < :to and (o.to_on is null or o.to_on >= :to)"),
    measure("families open at the end", "risk", Words::Closed(label::<Risk>), false,
        "select f.site_id as site, f.id as family, date(:to, '-1 day') as day, (select r.risk from family_risk r where r.family_id = f.id
           and r.from_on < :to and (r.to_on is null or r.to_on >= :to) order by r.from_on desc limit 1) as word
         from family_opening o join family f on f.id = o.family_id where o.from_on < :to and (o.to_on is null or o.to_on >= :to)"),
    measure("families enrolled", "all", ALL, true,
        "select f.site_id as site, f.id as family, e.from_on as day, 'All' as word
         from family_enrolment e join family f on f.id = e.family_id"),
    measure("children of open families at the end", "age", CHILDREN, false,
        "select f.site_id as site, f.id as family, date(:to, '-1 day') as day, case when m.birth_year is null then null
           when substr(:to, 1, 4) - m.birth_year < 1 then 'Under 1' when substr(:to, 1, 4) - m.birth_year < 3 then '1 to 2'
           when substr(:to, 1, 4) - m.birth_year < 6 then '3 to 5' when substr(:to, 1, 4) - m.birth_year < 12 then '6 to 11' else '12 or older' end as word
         from member m join family f on f.id = m.family_id join family_opening o on o.family_id = f.id
         where m.kind = 'child' and m.left_on is null and o.from_on < :to and (o.to_on is null or o.to_on >= :to)"),
    measure("adults of open families at the end", "age", ADULTS, false,
        "select f.site_id as site, f.id as family, date(:to, '-1 day') as day, case when m.birth_year is null then null
           when substr(:to, 1, 4) - m.birth_year < 25 then 'Under 25' when substr(:to, 1, 4) - m.birth_year < 35 then '25 to 34'
           when substr(:to, 1, 4) - m.birth_year < 45 then '35 to 44' else '45 or older' end as word
         from member m join family f on f.id = m.family_id join family_opening o on o.family_id = f.id
         where m.kind = 'adult' and m.left_on is null and o.from_on < :to and (o.to_on is null or o.to_on >= :to)"),
    measure("new reports", "all", ALL, true,
        "select f.site_id as site, f.id as family, r.on_date as day, 'All' as word from new_report r join family f on f.id = r.family_id"),
    measure("safety findings", "finding", Words::Closed(label::<Finding>), true,
        "select f.site_id as site, f.id as family, s.on_date as day, s.finding as word
         from safety_finding s join family f on f.id = s.family_id"),
    measure("milestones completed", "milestone", Words::Listed(|lists| &lists.milestone_kind), true,
        "select f.site_id as site, f.id as family, m.completed_on as day, m.kind as word
         from milestone m join family f on f.id = m.family_id where m.completed_on is not null and m.kind <> 'sud_assessment'"),
    measure("milestones due", "done", Words::Made(&["By its day", "Later", "Not yet"]), true,
        "select f.site_id as site, f.id as family, m.due_on as day,
           case when m.completed_on is null then 'Not yet' when m.completed_on <= m.due_on then 'By its day' else 'Later' end as word
         from milestone m join family f on f.id = m.family_id where m.due_on is not null and m.kind <> 'sud_assessment'"),
    measure("referrals received", "source", Words::Listed(|lists| &lists.referral_source), true,
        "select site_id as site, coalesce(family_id, -id) as family, received_on as day, source as word from referral"),
    measure("referrals received", "where they stand", Words::Closed(label::<ReferralStatus>), false,
        "select site_id as site, coalesce(family_id, -id) as family, received_on as day, status as word from referral"),
    measure("referrals received", "days until assigned", WAITS, false,
        "select site_id as site, coalesce(family_id, -id) as family, received_on as day, case when assigned_on is null then 'Not yet'
           when julianday(assigned_on) - julianday(received_on) <= 2 then 'Up to 2 days' when julianday(assigned_on) - julianday(received_on) <= 7 then '3 to 7 days'
           when julianday(assigned_on) - julianday(received_on) <= 14 then '8 to 14 days' else '15 days or more' end as word from referral"),
    measure("referrals received", "days until first contact", WAITS, false,
        "select site_id as site, coalesce(family_id, -id) as family, received_on as day, case when first_contact_on is null then 'Not yet'
           when julianday(first_contact_on) - julianday(received_on) <= 2 then 'Up to 2 days' when julianday(first_contact_on) - julianday(received_on) <= 7 then '3 to 7 days'
           when julianday(first_contact_on) - julianday(received_on) <= 14 then '8 to 14 days' else '15 days or more' end as word from referral"),
    measure("referrals found ineligible", "reason", Words::Listed(|lists| &lists.ineligible_reason), false,
        "select r.site_id as site, coalesce(r.family_id, -r.id) as family, s.on_date as day, s.reason as word
         from referral_status s join referral r on r.id = s.referral_id where s.status = 'ineligible'"),
    measure("assignments begun", "role", Words::Closed(label::<Role>), true,
        "select f.site_id as site, f.id as family, a.from_on as day, a.role as word from assignment a join family f on f.id = a.family_id"),
    measure("contacts of Intact Workers", "mode", Words::Closed(label::<Mode>), true,
        "select f.site_id as site, f.id as family, s.on_date as day, s.mode as word from service s join family f on f.id = s.family_id
         where s.part2 = 0 and s.role = 'intact_worker'"),
    measure("contacts of Intact Workers", "written down after", WRITTEN, false,
        "select f.site_id as site, f.id as family, s.on_date as day, case when s.documented_on is null then 'Not yet'
           when julianday(s.documented_on) - julianday(s.on_date) <= 2 then 'Up to 2 days'
           when julianday(s.documented_on) - julianday(s.on_date) <= 7 then '3 to 7 days' else '8 days or more' end as word
         from service s join family f on f.id = s.family_id where s.part2 = 0 and s.role = 'intact_worker'"),
    measure("contacts of Recovery Coordinators", "mode", Words::Closed(label::<Mode>), true,
        "select f.site_id as site, f.id as family, s.on_date as day, s.mode as word from service s join family f on f.id = s.family_id
         where s.part2 = 0 and s.role = 'recovery_coordinator' and s.kind = 'contact'"),
    measure("contacts of Recovery Coordinators", "written down after", WRITTEN, false,
        "select f.site_id as site, f.id as family, s.on_date as day, case when s.documented_on is null then 'Not yet'
           when julianday(s.documented_on) - julianday(s.on_date) <= 2 then 'Up to 2 days'
           when julianday(s.documented_on) - julianday(s.on_date) <= 7 then '3 to 7 days' else '8 days or more' end as word
         from service s join family f on f.id = s.family_id where s.part2 = 0 and s.role = 'recovery_coordinator' and s.kind = 'contact'"),
    measure("joint visits", "all", ALL, true,
        "select f.site_id as site, f.id as family, s.on_date as day, 'All' as word from service s join family f on f.id = s.family_id
         where s.part2 = 0 and s.joint_with is not null and s.mode in ('home', 'office', 'field', 'treatment_site')
           and (s.role = 'intact_worker' or s.kind = 'contact')"),
    measure("families discussed", "meeting", Words::Meetings, true,
        "select f.site_id as site, f.id as family, m.held_on as day, m.kind as word
         from meeting_case c join meeting m on m.id = c.meeting_id join family f on f.id = c.family_id where c.state = 'discussed'"),
    measure("families discussed", "decision", Words::Listed(|lists| &lists.case_decision), false,
        "select f.site_id as site, f.id as family, m.held_on as day, c.decision as word
         from meeting_case c join meeting m on m.id = c.meeting_id join family f on f.id = c.family_id where c.state = 'discussed'"),
    measure("case staffings", "all", ALL, true,
        "select f.site_id as site, f.id as family, m.held_on as day, 'All' as word
         from meeting m join family f on f.id = m.family_id where m.status in ('held', 'signed')"),
    measure("action items about families", "category", Words::Listed(|lists| &lists.action_category), true,
        "select f.site_id as site, f.id as family, i.created_on as day, i.category as word
         from action_item i join family f on f.id = i.family_id"),
    measure("action items about families", "priority", Words::Closed(label::<Priority>), false,
        "select f.site_id as site, f.id as family, i.created_on as day, i.priority as word
         from action_item i join family f on f.id = i.family_id"),
    measure("action items about families", "status", Words::Closed(label::<ItemStatus>), false,
        "select f.site_id as site, f.id as family, i.created_on as day, i.status as word
         from action_item i join family f on f.id = i.family_id"),
];
