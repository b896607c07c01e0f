//! A programme in which every treatment field holds a word of its own, a family for every state of a consent.

use crate::desk::{self, AFTERNOON};
use ifr::domain::consent::Category::{self, *};
use ifr::domain::{FamilyId, MemberId, Word};
use ifr::store::Store;
use ifr::tui::harness::Flow;
use rusqlite::Connection;
use std::path::PathBuf;
use tempfile::TempDir;

/// Two child-welfare and two treatment agencies. North is Intact's and Hope's, South the others'. Ruth and Omar, of the
/// agencies of South, stand in at North for Dana and Sam; Maya is Sam's colleague; Noa and Iris see South alone.
const PEOPLE: &str = "
insert into agency (id, name, kind) values (1, 'Intact', 'child_welfare'), (2, 'Hope', 'treatment'),
  (3, 'Harbor', 'child_welfare'), (4, 'Renewal', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'North', 1, 2), (2, 'South', 3, 4);
insert into staff (id, name, short_name, role, agency_id) values
  (1, 'Dana Ortiz', 'Dana', 'intact_supervisor', 1), (2, 'Sam Reyes', 'Sam', 'sud_supervisor', 2),
  (3, 'Jordan Lee', 'Lee', 'intact_worker', 1), (5, 'Tamika Brooks', 'Brooks', 'recovery_coordinator', 2),
  (6, 'Ruth Hale', 'Ruth', 'intact_supervisor', 3), (7, 'Omar Diaz', 'Omar', 'sud_supervisor', 4),
  (8, 'Maya Lind', 'Maya', 'sud_supervisor', 2), (9, 'Noa Levin', 'Noa', 'intact_supervisor', 3),
  (10, 'Iris Wood', 'Iris', 'sud_supervisor', 4);
insert into employment (staff_id, from_on, fte, supervisor_id)
  select id, '2026-01-05', 1.0, case role when 'intact_worker' then 1 when 'recovery_coordinator' then 2 end from staff;
insert into staff_site (staff_id, site_id, from_on)
  select id, iif(id in (6, 7, 9, 10), 2, 1), '2026-01-05' from staff;
insert into cover (staff_id, deputy_id, from_on, to_on) values
  (1, 6, '2026-11-01', '2026-12-31'), (2, 7, '2026-11-01', '2026-12-31');
insert into meeting (id, uid, kind, site_id, status, held_on, scheduled_at, began_at, ended_at) values
  (1, 'held', 'co_supervision', 1, 'held', '2026-11-10', null, '2026-11-10T16:00:00Z', '2026-11-10T17:00:00Z'),
  (2, 'walked', 'co_supervision', 1, 'in_progress', '2026-11-24', null, '2026-11-24T16:00:00Z', null),
  (3, 'ahead', 'co_supervision', 1, 'scheduled', null, '2026-12-01T16:00:00Z', null, null);
insert into meeting (id, uid, kind, worker_id, status, held_on, began_at) values
  (4, 'individual', 'individual_rc', 5, 'in_progress', '2026-11-24', '2026-11-24T18:00:00Z');
insert into meeting_pair (meeting_id, iw_id, rc_id, held_on) values (1, 3, 5, '2026-11-10'), (2, 3, 5, '2026-11-24'), (3, 3, 5, null);
insert into meeting_person (meeting_id, staff_id, role, attendance)
  select m.id, s.id, s.role, 'present' from meeting m, staff s where m.id < 3 and s.id in (1, 2, 3, 5);
insert into meeting_person (meeting_id, staff_id, role, attendance) select 4, id, role, 'present' from staff where id in (2, 5);
insert into position (id, site_id, agency_id, role, from_on) values (1, 1, 1, 'intact_worker', '2026-01-05');
insert into action_item (id, description, owner_id, due_on, category, created_on) values
  (1, 'Order the forms', 3, '2026-12-01', 'administrative', '2026-11-20');
insert into note (id, kind, author_id, entered_by, at, meeting_id, about_id, field, body) values
  (900001, 'personnel', 1, 1, '2026-11-10T16:30:00Z', 1, 3, 'check_in', 'QZPERSDANA'),
  (900002, 'personnel', 2, 2, '2026-11-10T16:30:00Z', 1, 5, 'check_in', 'QZPERSSAM');
";

/// Who may sit down, by name.
pub const VIEWERS: [&str; 7] =
    ["Dana Ortiz", "Sam Reyes", "Ruth Hale", "Omar Diaz", "Maya Lind", "Noa Levin", "Iris Wood"];

/// A state of a consent: what makes it, and what each agency may read under it today.
pub struct Case {
    pub name: String,
    make: String,
    /// What Intact, Harbor and Renewal may read; the treatment agency of the site reads all.
    may: [Vec<Category>; 3],
    /// Whom of them the consent names, whatever it is worth: they may read what it says.
    named: [bool; 3],
    /// An exception holds today: everybody may read why.
    excepted: bool,
    /// A second adult, whose consent was revoked: what is about both stays closed.
    second: bool,
}

impl Case {
    pub fn family(at: usize) -> FamilyId {
        FamilyId(100 + i64::try_from(at).unwrap())
    }

    pub fn member(at: usize) -> MemberId {
        MemberId(1000 + i64::try_from(at).unwrap())
    }

    /// Whether somebody may see what is of a category, or a note where it is about both adults.
    pub fn shows(&self, who: &str, mark: &Mark) -> bool {
        let agency = match who {
            "Sam Reyes" | "Maya Lind" => return true,
            "Dana Ortiz" => 0,
            "Ruth Hale" => 1,
            "Omar Diaz" => 2,
            _ => return false,
        };
        match mark.under {
            Under::Consent(category) => self.may[agency].contains(&category) && !(mark.joint && self.second),
            Under::Paper => self.named[agency],
            Under::Exception => self.excepted,
        }
    }
}

/// Every state; `{c}` is the consent, `{m}` the adult, `{w}` the word that stands for a reason.
pub fn cases() -> Vec<Case> {
    let all = || Category::ALL.to_vec();
    let case = |name: &str, make: &str, may: [Vec<Category>; 3]| Case {
        name: name.into(),
        make: make.into(),
        may,
        named: [true, false, false],
        excepted: false,
        second: false,
    };
    let named = |named, case| Case { named, ..case };
    let nobody = |excepted, case| Case { named: [false; 3], excepted, ..case };
    let none = || [vec![], vec![], vec![]];
    let dana = |may: Vec<Category>| [may, vec![], vec![]];
    let except = "insert into disclosure_exception (member_id, category, basis, reason, staff_id, from_on, to_on) values ({m}, ";
    let gone = "delete from consent_category where consent_id = {c}; delete from consent where id = {c};";
    let mut out = vec![
        nobody(false, case("none", gone, none())),
        case("draft", "update consent set signed = 0, signed_on = null where id = {c}", none()),
        case("no purpose", "update consent set purpose = '' where id = {c}", none()),
        case("no right to revoke", "update consent set right_to_revoke = 0 where id = {c}", none()),
        case("no category", "delete from consent_category where consent_id = {c}", none()),
        case("no end", "update consent set expires_on = null where id = {c}", none()),
        case("active", "", dana(all())),
        case(
            "until an event",
            "update consent set expires_on = null, expires_event = 'plan ends' where id = {c}",
            dana(all()),
        ),
        case("expiring", "update consent set expires_on = '2026-11-25' where id = {c}", dana(all())),
        case("expired", "update consent set expires_on = '2026-11-24' where id = {c}", none()),
        case("event came", "update consent set ended_on = '2026-11-24' where id = {c}", none()),
        case("revoked", "update consent set revoked = 1, ended_on = '2026-11-10' where id = {c}", none()),
        case("begins later", "update consent set signed_on = '2026-11-25' where id = {c}", none()),
        named(
            [true, true, false],
            case(
                "revoked for one of two",
                "insert into consent_recipient (consent_id, agency_id) values ({c}, 3);
                 update consent_recipient set ended_on = '2026-11-01' where consent_id = {c} and agency_id = 1",
                [vec![], all(), vec![]],
            ),
        ),
        named(
            [false, true, false],
            case(
                "for another agency",
                "update consent set recipient_agency_id = 3 where id = {c}",
                [vec![], all(), vec![]],
            ),
        ),
        named(
            [false, false, true],
            case(
                "progress for another treatment agency",
                "update consent set recipient_agency_id = 4 where id = {c};
                 delete from consent_category where consent_id = {c} and category <> 'progress'",
                [vec![], vec![], vec![Progress]],
            ),
        ),
        nobody(
            true,
            case(
                "exception for everything",
                &format!("{gone} {except} null, 'court_order', '{{w}}', 2, '2026-11-20', '2026-11-30')"),
                [all(), all(), all()],
            ),
        ),
        nobody(
            true,
            case(
                "exception for attendance",
                &format!(
                    "{gone} {except} 'attendance', 'medical_emergency', '{{w}}', 2, '2026-11-24', '2026-11-25')"
                ),
                [vec![Attendance], vec![Attendance], vec![Attendance]],
            ),
        ),
        nobody(
            false,
            case(
                "exception over",
                &format!("{gone} {except} null, 'court_order', '{{w}}', 2, '2026-11-20', '2026-11-24')"),
                none(),
            ),
        ),
        nobody(
            false,
            case(
                "exception ahead",
                &format!("{gone} {except} null, 'court_order', '{{w}}', 2, '2026-11-25', '2026-11-30')"),
                none(),
            ),
        ),
        Case { second: true, ..case("one of two adults", "", dana(all())) },
    ];
    for one in Category::ALL {
        let word = one.word();
        let only = format!("delete from consent_category where consent_id = {{c}} and category <> '{word}'");
        out.push(case(&format!("only {word}"), &only, dana(vec![*one])));
        let but = format!(
            "update consent_category set ended_on = '2026-11-24' where consent_id = {{c}} and category = '{word}'"
        );
        let rest = Category::ALL.iter().copied().filter(|other| other != one).collect();
        out.push(case(&format!("all but {word}"), &but, dana(rest)));
    }
    out
}

/// A word that stands in one treatment field of one family.
pub struct Mark {
    pub field: &'static str,
    pub text: String,
    pub under: Under,
    /// It is about both adults where there are two.
    pub joint: bool,
    /// On which surface it must be found by whoever may read it; none where it is for the form or nobody.
    pub page: Page,
}

/// What decides who may read a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Under {
    /// A consent to its category, or an exception.
    Consent(Category),
    /// What a consent says: the agencies that it names.
    Paper,
    /// Why an exception was opened: everybody, while it holds.
    Exception,
}

/// Where a word must be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Family,
    History,
    Meeting,
    Agenda,
    /// Somewhere, at least for the agency whose record it is.
    Own,
    /// Nowhere.
    Nobody,
}

/// The words of a family.
pub fn marks(at: usize) -> Vec<Mark> {
    let one = |field, text: String, category, page| Mark {
        field,
        text,
        under: Under::Consent(category),
        joint: false,
        page,
    };
    let word = |code: &str| format!("QZ{code}{at:03}");
    let alias = alias(at);
    let both = |field, text, page| Mark { joint: true, ..one(field, text, Progress, page) };
    let says = |field, text, under| Mark { under, ..one(field, text, Progress, Page::Own) };
    vec![
        one("treatment_episode.provider", word("PRV"), LevelOfCare, Page::Own),
        one("treatment_episode.level_of_care", word("LOC"), LevelOfCare, Page::Family),
        one("treatment_episode.discharge_reason", word("DIS"), Discharge, Page::Family),
        one("treatment_week.attended", format!("{} of {}", 400 + at, 700 + at), Attendance, Page::Family),
        one("return_to_use.reported_on", format!("{alias}: return to use"), Progress, Page::Family),
        one("treatment_step.kind", format!("{alias}: assessment"), Assessment, Page::Family),
        one("treatment_step.kind", format!("{alias}: treatment referral"), Enrolment, Page::Family),
        one("treatment_step.kind", format!("{alias}: admission"), LevelOfCare, Page::Family),
        one("service.kind", word("SVC"), Services, Page::Family),
        one("service_fact.value", word("FCT"), Services, Page::Own),
        one("voucher.kind", word("VOU"), Services, Page::Family),
        both("note.body", word("NTA"), Page::Family),
        both("note.body", word("NTB"), Page::Meeting),
        both("note.body", word("NTC"), Page::Meeting),
        both("meeting_case.why", word("WHY"), Page::Own),
        both("prepared_point.body", word("PTS"), Page::Agenda),
        one("event_value.old", word("EVO"), LevelOfCare, Page::History),
        one("event_value.new", word("EVN"), Services, Page::History),
        one("draft.body", word("DRF"), Progress, Page::Nobody),
        says("consent.recipient", word("REC"), Under::Paper),
        says("consent.purpose", word("PUR"), Under::Paper),
        says("disclosure_exception.reason", word("REA"), Under::Exception),
    ]
}

pub fn alias(at: usize) -> String {
    format!("ZM{at:03}")
}

/// What is planted in a family, as SQL under a consent to everything.
fn planted(at: usize, second: bool) -> String {
    let (family, member) = (Case::family(at).0, Case::member(at).0);
    let (alias, consent, word) = (alias(at), 3000 + member, |code: &str| format!("QZ{code}{at:03}"));
    let child = member + 1000;
    let mut sql = format!(
        "insert into family (id, case_number, label, site_id) values ({family}, 'C-{family}', 'oak', 1);
insert into family_opening (family_id, from_on) values ({family}, '2026-07-04');
insert into family_enrolment (family_id, from_on) values ({family}, '2026-07-10');
insert into family_phase (family_id, from_on, phase) values ({family}, '2026-07-10', 4);
insert into assignment (family_id, staff_id, role, from_on, assigned_by) values
  ({family}, 3, 'intact_worker', '2026-07-04', 1), ({family}, 5, 'recovery_coordinator', '2026-07-10', 1);
insert into member (id, family_id, kind, alias, birth_year, participant) values
  ({member}, {family}, 'adult', '{alias}', 1995, 1), ({child}, {family}, 'child', 'ZC{at:03}', 2022, 0);
insert into referral (id, received_on, source, site_id, family_id) values ({family}, '2026-07-01', 'intact_worker', 1, {family});
insert into referral_status (referral_id, on_date, status) values ({family}, '2026-07-01', 'received');
{}
insert into treatment_episode (id, member_id, consent_id, provider, level_of_care, admitted_on, discharged_on, discharge_reason) values
  ({member}, {member}, {consent}, '{p}', '{l}', '2026-10-01', null, null),
  ({member} + 5000, {member}, {consent}, '{p}', '{l}', '2026-08-01', '2026-09-15', '{d}');
insert into treatment_week (id, episode_id, member_id, consent_id, week_on, offered, attended) values
  ({member}, {member}, {member}, {consent}, '2026-11-16', 700 + {at}, 400 + {at});
insert into return_to_use (id, member_id, consent_id, reported_on) values ({member}, {member}, {consent}, '2026-11-12');
insert into treatment_step (member_id, consent_id, kind, on_date, referral_id) values ({member}, {consent}, 'assessment', '2026-07-20', {family}),
  ({member}, {consent}, 'treatment_referral', '2026-07-21', {family}), ({member}, {consent}, 'admission', '2026-08-01', {family});
insert into service (id, family_id, staff_id, role, kind, on_date, minutes, mode, documented_on, part2, member_id, consent_id)
  values ({member}, {family}, 5, 'recovery_coordinator', '{s}', '2026-11-18', 900, 'office', '2026-11-18', 1, {member}, {consent});
insert into service_fact (service_id, name, value) values ({member}, 'topic', '{f}');
insert into voucher (id, member_id, consent_id, kind, cap_cents, issued_on, expires_on)
  values ({member}, {member}, {consent}, '{v}', 50000, '2026-09-01', '2026-11-29');
insert into meeting_case (meeting_id, family_id, iw_id, rc_id, position, rank, why, state) values
  (1, {family}, 3, 5, {at}, 9, 'in turn', 'discussed'), (2, {family}, 3, 5, {at}, 3, '{wy}', 'waiting');
insert into note (id, kind, author_id, entered_by, at, meeting_id, family_id, field, body, part2) values
  ({member}, 'case', 2, 2, '2026-11-19T16:00:00Z', null, {family}, '', '{na}', 1),
  ({member} + 5000, 'case', 2, 2, '2026-11-10T16:00:00Z', 1, {family}, 'recovery', '{nb}', 1),
  ({member} + 9000, 'case', 2, 2, '2026-11-24T16:00:00Z', 2, {family}, 'recovery', '{nc}', 1);
insert into prepared_point (id, kind, iw_id, rc_id, family_id, body, part2, author_id, at)
  values ({member}, 'co_supervision', 3, 5, {family}, '{pt}', 1, 2, '2026-11-20T16:00:00Z');
insert into draft (staff_id, entity, entity_id, field, body, at, part2) values (2, 'family', {family}, 'note', '{dr}', '2026-11-24T16:00:00Z', 1);
insert into event (seq, op_id, at, actor, kind, entity, entity_id, body, prev_hash, hash) values
  ({member}, 'planted-{at}', '2026-11-18T16:00:00Z', 2, 'treatment', 'family', {family}, '{{}}', '', 'h{at}');
insert into event_value (seq, entity, entity_id, field, salt, old, new, part2) values
  ({member}, 'treatment_episode', {member}, 'level_of_care', 's', '{eo}', '{eo}', 1),
  ({member}, 'service', {member}, 'kind', 's', '{en}', '{en}', 1);",
        consented(at, (member, consent)),
        p = word("PRV"), l = word("LOC"), d = word("DIS"), s = word("SVC"), f = word("FCT"), v = word("VOU"),
        na = word("NTA"), nb = word("NTB"), nc = word("NTC"), pt = word("PTS"), dr = word("DRF"),
        eo = word("EVO"), en = word("EVN"), wy = word("WHY"),
    );
    let mut adults = vec![(member, consent)];
    if second {
        let other = (member + 7000, consent + 7000);
        sql.push_str(&format!(
            "insert into member (id, family_id, kind, alias, birth_year, participant) values ({}, {family}, 'adult', 'ZN{at:03}', 1990, 1); {}",
            other.0,
            consented(at, other)
        ));
        adults.push(other);
    }
    for (adult, consent) in &adults {
        for (note, on) in [(0, "2026-11-19"), (5000, "2026-11-10"), (9000, "2026-11-20")] {
            let note = member + note;
            sql.push_str(&format!("insert into note_member (note_id, member_id, consent_id, on_date) values ({note}, {adult}, {consent}, '{on}');"));
        }
        sql.push_str(&format!("insert into prepared_point_member (point_id, member_id, consent_id, on_date) values ({member}, {adult}, {consent}, '2026-11-20');"));
    }
    if second {
        sql.push_str(&format!(
            "update consent set revoked = 1, ended_on = '2026-11-21' where id = {};",
            consent + 7000
        ));
    }
    sql
}

/// A consent to everything, from Hope to Intact.
fn consented(at: usize, (member, consent): (i64, i64)) -> String {
    let categories: Vec<String> =
        Category::ALL.iter().map(|one| format!("({consent}, '{}')", one.word())).collect();
    format!(
        "insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed, signed_on, expires_on)
  values ({consent}, {member}, 2, 1, 'QZREC{at:03}', 'QZPUR{at:03}', 1, 1, '2026-07-10', '2027-07-10');
insert into consent_category (consent_id, category) values {};",
        categories.join(", ")
    )
}

pub struct World {
    pub folder: TempDir,
    pub cases: Vec<Case>,
    marks: Vec<Vec<Mark>>,
}

impl World {
    pub fn new() -> Self {
        let mut world = Self { folder: tempfile::tempdir().unwrap(), cases: cases(), marks: Vec::new() };
        let new = desk::new_file("Peoria", "2026-01-05", true);
        drop(Store::create(&world.path(), &new, desk::options(AFTERNOON)).unwrap());
        let sql = world.sql();
        // A consent is deleted under facts here, so that a state without any is seen.
        sql.execute_batch("pragma foreign_keys = off; begin;").unwrap();
        sql.execute_batch(PEOPLE).unwrap();
        for (at, case) in world.cases.iter().enumerate() {
            let consent = (3000 + Case::member(at).0).to_string();
            let make = case.make.replace("{c}", &consent).replace("{m}", &Case::member(at).0.to_string());
            let make = make.replace("{w}", &format!("QZREA{at:03}"));
            for batch in [planted(at, case.second), make] {
                sql.execute_batch(&batch).unwrap_or_else(|error| panic!("{}: {error}\n{batch}", case.name));
            }
        }
        sql.execute_batch("commit").unwrap();
        world.marks = (0..world.cases.len()).map(marks).collect();
        for (at, mark) in
            world.marks.iter().enumerate().flat_map(|(at, of)| of.iter().map(move |one| (at, one)))
        {
            assert!(planted_in(&mark.text).contains(&(at, &mark.text)), "{} would not be found", mark.text);
        }
        world
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("programme.ifr")
    }

    pub fn sql(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    fn opened(&self) -> Store {
        Store::open(&self.path(), desk::options(AFTERNOON)).unwrap()
    }

    /// The file with somebody signed in.
    pub fn store(&self, who: &str) -> Store {
        let mut store = self.opened();
        store.sign_in_as(who).unwrap();
        store
    }

    /// A terminal so wide and tall that nothing is out of sight.
    pub fn sit_down(&self, who: &str, height: u16) -> Flow {
        desk::terminal(self.opened(), Some(who), (160, height))
    }

    /// Fails where a text holds a word that this person may not see.
    #[track_caller]
    pub fn closed(&self, who: &str, place: &str, said: &str) {
        let found = planted_in(said);
        for (at, case) in self.cases.iter().enumerate() {
            let words: Vec<&str> = found.iter().filter(|(of, _)| *of == at).map(|(_, word)| *word).collect();
            if words.is_empty() {
                continue;
            }
            for mark in &self.marks[at] {
                let hidden = !case.shows(who, mark) || (mark.page == Page::Nobody && who != "Sam Reyes");
                assert!(
                    !(hidden && words.iter().any(|word| word.starts_with(&mark.text))),
                    "{who}, {place}: {} of {} ({:?}, consent: {}) is seen\n{}",
                    mark.field,
                    Case::family(at),
                    mark.under,
                    case.name,
                    near(said, &mark.text)
                );
            }
        }
        for (word, author) in [("QZPERSDANA", "Dana Ortiz"), ("QZPERSSAM", "Sam Reyes")] {
            assert!(who == author || !said.contains(word), "{who}, {place}: {word}\n{}", near(said, word));
        }
    }

    /// Fails where a word that this person may read does not stand in what must show it.
    #[track_caller]
    pub fn open(&self, who: &str, page: Page, at: usize, said: &str) -> usize {
        let case = &self.cases[at];
        let mut seen = 0;
        for mark in self.marks[at].iter().filter(|mark| mark.page == page && case.shows(who, mark)) {
            assert!(
                said.contains(&mark.text),
                "{who} does not find {} on the {page:?} page of {} ({})\n{said}",
                mark.field,
                Case::family(at),
                case.name
            );
            seen += 1;
        }
        seen
    }
}

/// Where a word may begin that was planted, with the number of its family: `QZPRV007`, `ZM007: admission`, `407 of 707`.
/// One pass over a text, in which hundreds of words are looked for.
fn planted_in(said: &str) -> Vec<(usize, &str)> {
    let begins = |first: char, number: std::ops::Range<usize>| {
        said.match_indices(first).filter_map(move |(at, _)| {
            let word = &said[at..];
            Some((word.get(number.clone())?.parse().ok()?, word))
        })
    };
    begins('Q', 5..8).chain(begins('Z', 2..5)).chain(begins('4', 1..3)).collect()
}

/// The lines in which a word stands.
fn near(said: &str, word: &str) -> String {
    let lines = said.lines().filter(|line| line.contains(word));
    lines.map(|line| line.trim().chars().take(400).collect::<String>()).take(3).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_word_that_leaks_is_found() {
    let world = World::new();
    let active = world.cases.iter().position(|case| case.name == "active").unwrap();
    for mark in &world.marks[active] {
        let said = format!("before {} after", mark.text);
        let look = || world.closed("Noa Levin", "a page", &said);
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(look)).is_err(), "{said}");
    }
}
