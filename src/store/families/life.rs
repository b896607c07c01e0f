//! A family's life, newest first: what both workers did, what was decided, what changed.

use super::super::Store;
use super::super::gate::Gate;
use super::super::sql::{RowExt, date};
use super::super::view::Open;
use super::super::view::family::{Life, LifeKey, LifeKind, LifeRow};
use crate::domain::consent::Category;
use crate::domain::family::{Finding, Phase, Risk};
use crate::domain::meeting::Subject;
use crate::domain::sealed::{Part2, Sealed};
use crate::domain::service::Mode;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, ItemId, MeetingId, MemberId, ReferralId, Word};
use crate::error::Result;
use crate::settings::Lists;
use chrono::NaiveDate;
use rusqlite::{Row, params};
use std::collections::HashMap;

/// Everything that happened, one shape for all tables: day, table, row, sort, a word, a detail, an adult, who.
///
/// `(part, select)`: a part of the life that is not asked for is not read.
const EVENTS: &[(LifeKind, &str)] = &[
    (LifeKind::People, "select o.from_on as at, 1 as arm, o.id as id, 'opened' as sort, coalesce(o.basis, '') as word, '' as detail, null as member, '' as who from family_opening o where o.family_id = ?1
  union all select o.to_on, 2, o.id, 'closed', coalesce(o.close_reason, ''), '', null, '' from family_opening o where o.family_id = ?1 and o.to_on is not null
  union all select o.pending_close_on, 3, o.id, 'pending_close', '', '', null, '' from family_opening o where o.family_id = ?1 and o.pending_close_on is not null
  union all select a.from_on, 4, a.id, 'assigned', a.role, w.name, null, coalesce(b.short_name, '') from assignment a join staff w on w.id = a.staff_id left join staff b on b.id = a.assigned_by where a.family_id = ?1 and (a.to_on is null or a.to_on > a.from_on)
  union all select a.to_on, 5, a.id, 'assignment_ended', a.role, w.name, null, '' from assignment a join staff w on w.id = a.staff_id where a.family_id = ?1 and a.to_on > a.from_on
  union all select m.left_on, 6, m.id, 'left', coalesce(m.left_reason, ''), m.alias, null, '' from member m where m.family_id = ?1 and m.left_on is not null
  union all select r.received_on, 7, r.id, 'referral', r.source, cast(r.id as text), null, '' from referral r where r.family_id = ?1"),
    (LifeKind::Safety, "select r.from_on as at, 8 as arm, r.id as id, 'risk' as sort, r.risk as word, '' as detail, null as member, '' as who from family_risk r where r.family_id = ?1
  union all select f.on_date, 9, f.id, 'finding', f.finding, '', null, coalesce(w.short_name, '') from safety_finding f left join staff w on w.id = f.by_id where f.family_id = ?1
  union all select n.on_date, 10, n.id, 'new_report', '', '', null, '' from new_report n where n.family_id = ?1
  union all select h.on_date, 11, h.id, 'court', '', '', null, '' from court_hearing h where h.family_id = ?1
  union all select m.completed_on, 12, m.id, 'milestone', m.kind, '', null, '' from milestone m where m.family_id = ?1 and m.completed_on is not null"),
    (LifeKind::Recovery, "select e.from_on as at, 13 as arm, e.id as id, 'enrolled' as sort, '' as word, '' as detail, null as member, '' as who from family_enrolment e where e.family_id = ?1
  union all select e.to_on, 14, e.id, 'enrolment_ended', '', '', null, '' from family_enrolment e where e.family_id = ?1 and e.to_on is not null
  union all select p.from_on, 15, p.id, 'phase', cast(p.phase as text), '', null, '' from family_phase p where p.family_id = ?1
  union all select c.signed_on, 16, c.id, 'consent', 'signed', m.alias, null, '' from member m join consent c on c.member_id = m.id where m.family_id = ?1 and {named} and c.signed = 1 and c.signed_on is not null
  union all select c.ended_on, 17, c.id, 'consent', case c.revoked when 1 then 'revoked' else 'ended' end, m.alias, null, '' from member m join consent c on c.member_id = m.id where m.family_id = ?1 and {named} and c.ended_on is not null
  union all select e.admitted_on, 18, e.id, 'admitted', e.level_of_care, m.alias, m.id, '' from member m join treatment_episode e on e.member_id = m.id where m.family_id = ?1
  union all select e.discharged_on, 19, e.id, 'discharged', coalesce(e.discharge_reason, ''), m.alias, m.id, '' from member m join treatment_episode e on e.member_id = m.id where m.family_id = ?1 and e.discharged_on is not null
  union all select r.reported_on, 20, r.id, 'return_to_use', '', m.alias, m.id, '' from member m join return_to_use r on r.member_id = m.id where m.family_id = ?1
  union all select t.on_date, 21, t.id, 'step', t.kind, m.alias, m.id, '' from member m join treatment_step t on t.member_id = m.id where m.family_id = ?1"),
    (LifeKind::Items, "select i.created_on as at, 22 as arm, i.id as id, 'item' as sort, '' as word, i.description as detail, null as member, w.short_name as who from action_item i join staff w on w.id = i.owner_id where i.family_id = ?1
  union all select i.closed_on, 23, i.id, 'item_closed', i.status, i.description, null, w.short_name from action_item i join staff w on w.id = i.owner_id where i.family_id = ?1 and i.closed_on is not null"),
];
/// The consents that viewer ?6 is told of: the treatment agency of all of its own papers, others of those that name them.
const NAMED: &str = "exists (select 1 from family h join site t on t.id = h.site_id join staff v on v.id = ?6
    where h.id = m.family_id and (v.agency_id = t.treatment_agency_id
      or exists (select 1 from consent_recipient r where r.consent_id = c.id and r.agency_id = v.agency_id)))";
/// The tables of the long lists: contacts and services, sessions, notes.
const SERVICE: i64 = 30;
const SESSION: i64 = 31;
const NOTE: i64 = 32;

/// What stands behind a place: `?2` its day, `?3` its table, `?4` its row. `{arm}` and `{id}` are the row's own.
fn behind(day: &str, arm: &str, id: &str) -> String {
    format!("{day} <= ?2 and ({day} < ?2 or {arm} > ?3 or ({arm} = ?3 and {id} < ?4))")
}

/// A page that is asked for.
pub(super) struct Wanted {
    pub kind: LifeKind,
    pub after: LifeKey,
    pub many: u32,
}

impl Wanted {
    /// The newest of a part of the life.
    pub(super) fn newest(store: &Store, kind: LifeKind, many: u32) -> Self {
        Self { kind, after: LifeKey { on: store.clock.today(), arm: 0, id: 0 }, many }
    }

    fn has(&self, kind: LifeKind) -> bool {
        self.kind == LifeKind::All || self.kind == kind
    }

    /// One row more than is shown tells whether there is a next page.
    fn limit(&self) -> i64 {
        i64::from(self.many).saturating_add(1)
    }
}

/// A page of a family's life, newest first. What the gate keeps from the viewer is not in it: that there is something, and
/// on which day, would tell of treatment by itself.
pub(super) fn life(store: &Store, gate: &Gate, family: FamilyId, wanted: &Wanted) -> Result<Life> {
    let mut rows = events(store, gate, family, wanted)?;
    if wanted.has(LifeKind::Safety) || wanted.has(LifeKind::Recovery) {
        rows.extend(services(store, gate, family, wanted)?);
    }
    if wanted.has(LifeKind::Meetings) {
        rows.extend(sessions(store, family, wanted)?);
        rows.extend(notes(store, gate, family, wanted)?);
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.on), row.key.arm, std::cmp::Reverse(row.key.id)));
    let many = usize::try_from(wanted.many).unwrap_or(usize::MAX);
    let more = rows.len() > many;
    rows.truncate(many);
    let next = rows.last().filter(|_| more).map(|row| row.key);
    rows.retain(|row| !matches!(row.what, Part2::Withheld(_)));
    Ok(Life { kind: wanted.kind, rows, next })
}

fn events(store: &Store, gate: &Gate, family: FamilyId, wanted: &Wanted) -> Result<Vec<LifeRow>> {
    let parts: Vec<&str> =
        EVENTS.iter().filter(|(kind, _)| wanted.has(*kind)).map(|(_, select)| *select).collect();
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select * from ({}) where ?6 is not null and {} order by at desc, arm, id desc limit ?5",
        parts.join(" union all ").replace("{named}", NAMED),
        behind("at", "arm", "id")
    );
    let mut statement = store.conn.prepare_cached(&sql)?;
    let after = wanted.after;
    let viewer = store.viewer()?.staff.0;
    let asked = params![family.0, date(after.on), after.arm, after.id, wanted.limit(), viewer];
    let rows = statement.query_map(asked, |row| event(store, gate, family, row))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A row's place in the life.
fn key(row: &Row<'_>, on: NaiveDate, arm: i64) -> rusqlite::Result<LifeKey> {
    Ok(LifeKey { on, arm, id: row.get("id")? })
}

fn plain(text: String) -> Part2<String> {
    Part2::Shown(Sealed::new(text))
}

/// The label of a closed vocabulary's word.
fn label<W: Word>(word: &str) -> String {
    W::parse(word).map_or_else(|| word.to_owned(), |value| value.label().to_owned())
}

fn with(text: &str, more: &str) -> String {
    if more.is_empty() { text.to_owned() } else { format!("{text}: {more}") }
}

/// What an event tells: the sort of its row, its words, and the category of treatment information that it is.
fn told(lists: &Lists, sort: &str, word: &str, detail: &str) -> (&'static str, String, Option<Category>) {
    match sort {
        "opened" => ("opening", with("Opened", lists.opening_basis.label(word)), None),
        "closed" => ("opening", with("Closed", lists.close_reason.label(word)), None),
        "enrolled" => ("enrolment", "Enrolled in Intact Family Recovery".to_owned(), None),
        "enrolment_ended" => ("enrolment", "Enrolment ended".to_owned(), None),
        "risk" => ("risk", with("Risk", &label::<Risk>(word)), None),
        "phase" => ("phase", with("Phase", &label::<Phase>(word)), Some(Category::Progress)),
        "pending_close" => ("opening", "Pending close".to_owned(), None),
        "left" => {
            let how = if word == "wrong_entry" { "was a wrong entry" } else { "moved out" };
            ("member", format!("{detail} {how}"), None)
        }
        "item" => ("item", format!("Action item: {detail}"), None),
        "item_closed" => ("item", format!("Action item {}: {detail}", word.replace('_', " ")), None),
        "assigned" => ("assignment", format!("{detail} is the {}", label::<Role>(word)), None),
        "assignment_ended" => ("assignment", format!("{detail} no longer the {}", label::<Role>(word)), None),
        "finding" => ("safety", with("Safety", &label::<Finding>(word)), None),
        "new_report" => ("report", "New report".to_owned(), None),
        "court" => ("court", "Court hearing".to_owned(), None),
        "milestone" => ("milestone", format!("{} completed", lists.milestone_kind.label(word)), None),
        "referral" => {
            ("referral", format!("Referral R-{detail:0>4} from {}", lists.referral_source.label(word)), None)
        }
        "consent" => ("consent", format!("Consent of {detail} {word}"), None),
        "admitted" => {
            let level = lists.level_of_care.label(word);
            ("treatment", format!("{detail} admitted, level {level}"), Some(Category::LevelOfCare))
        }
        "discharged" => {
            let text = with(&format!("{detail} discharged"), lists.discharge_reason.label(word));
            ("treatment", text, Some(Category::Discharge))
        }
        "return_to_use" => {
            ("treatment", format!("{detail}: return to use reported"), Some(Category::Progress))
        }
        _ => ("treatment", format!("{detail}: {}", word.replace('_', " ")), Some(step_category(word))),
    }
}

fn event(store: &Store, gate: &Gate, family: FamilyId, row: &Row<'_>) -> rusqlite::Result<LifeRow> {
    let (sort, word, detail): (String, String, String) =
        (row.get("sort")?, row.get("word")?, row.get("detail")?);
    let (sort, text, category) = told(&store.settings.lists, &sort, &word, &detail);
    let what = match (category, row.num_opt::<MemberId>("member")?) {
        (None, _) => plain(text),
        (Some(category), Some(member)) => gate.part2(member, category, Some(text)),
        (Some(category), None) => gate.part2_family(family, category, Some(text)),
    };
    let on = row.day("at")?;
    let key = key(row, on, row.get("arm")?)?;
    let open = match sort {
        "item" => Some(Open::Item(ItemId(key.id))),
        "referral" => Some(Open::Referral(ReferralId(key.id))),
        _ => None,
    };
    Ok(LifeRow { key, on, sort, what, who: row.get("who")?, open })
}

/// The category under which a step into treatment may be read: the one under which it was entered.
fn step_category(kind: &str) -> Category {
    match kind {
        "assessment" => Category::Assessment,
        "admission" => Category::LevelOfCare,
        _ => Category::Enrolment,
    }
}

/// Contacts and services: a contact of either worker needs no consent, what the RC did in it does. Whoever may not read
/// that sees a contact.
fn services(store: &Store, gate: &Gate, family: FamilyId, wanted: &Wanted) -> Result<Vec<LifeRow>> {
    let role = match wanted.kind {
        LifeKind::Safety => "and v.role = 'intact_worker'",
        LifeKind::Recovery => "and v.role = 'recovery_coordinator'",
        _ => "",
    };
    let sql = format!(
        "select v.id, v.kind, v.on_date, v.mode, v.minutes, v.documented_on, v.documented_elsewhere, v.part2, v.member_id, w.short_name as who, j.short_name as joint,
           (select group_concat(alias, ', ') from (select m.alias from service_child c join member m on m.id = c.member_id where c.service_id = v.id order by m.id)) as children
         from service v join staff w on w.id = v.staff_id left join staff j on j.id = v.joint_with
         where v.family_id = ?1 {role} and {} order by v.on_date desc, v.id desc limit ?5",
        behind("v.on_date", &SERVICE.to_string(), "v.id")
    );
    let mut statement = store.conn.prepare_cached(&sql)?;
    let after = wanted.after;
    let asked = params![family.0, date(after.on), after.arm, after.id, wanted.limit()];
    let rows = statement.query_map(asked, |row| {
        let (mode, lists): (Mode, _) = (row.word("mode")?, &store.settings.lists);
        let kind: String = row.get("kind")?;
        let elsewhere: String = row.get("documented_elsewhere")?;
        let mut text = if kind == "documented_elsewhere" && mode == Mode::Attempted {
            "Treatment fact".to_owned()
        } else if matches!(kind.as_str(), "contact" | "documented_elsewhere") {
            mode.label().to_owned()
        } else {
            format!("{}, {}", lists.service_label(&kind), mode.label().to_lowercase())
        };
        let mut bare = mode.label().to_owned();
        if let Some(minutes) = row.get::<_, Option<i64>>("minutes")? {
            text = format!("{text}, {minutes} min");
            bare = format!("{bare}, {minutes} min");
        }
        if let Some(children) = row.get::<_, Option<String>>("children")? {
            text = format!("{text}, saw {children}");
        }
        let stands = if !elsewhere.is_empty() {
            format!(", documented elsewhere ({elsewhere})")
        } else if row.get::<_, Option<String>>("documented_on")?.is_none() {
            ", not documented yet".to_owned()
        } else {
            String::new()
        };
        (text, bare) = (text + &stands, bare + &stands);
        let what = match (row.get::<_, bool>("part2")?, row.num_opt::<MemberId>("member_id")?) {
            (true, Some(member)) if gate.may(member, Category::Services).is_ok() => {
                gate.part2(member, Category::Services, Some(text))
            }
            (true, _) => plain(bare),
            (false, _) if !gate.is_own(family) && lists.is_contact_of_treatment(&kind) => plain(bare),
            (false, _) => plain(text),
        };
        let who: String = row.get("who")?;
        let joint: Option<String> = row.get("joint")?;
        let who = joint.map_or_else(|| who.clone(), |joint| format!("{who}, {joint}"));
        let on = row.day("on_date")?;
        Ok(LifeRow { key: key(row, on, SERVICE)?, on, sort: "contact", what, who, open: None })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Sessions in which the family was discussed. The decision of an Individual stays with the agency that held it.
fn sessions(store: &Store, family: FamilyId, wanted: &Wanted) -> Result<Vec<LifeRow>> {
    let role = store.viewer()?.role;
    let sql = format!(
        "select m.id, m.kind, m.held_on, c.decision, (select group_concat(s.short_name, ', ') from meeting_person p join staff s on s.id = p.staff_id
             where p.meeting_id = m.id and p.attendance in ('present', 'video', 'phone')) as who
         from meeting_case c join meeting m on m.id = c.meeting_id
         where c.family_id = ?1 and c.state = 'discussed' and m.status in ('held', 'signed') and {}
         order by m.held_on desc, m.id desc limit ?5",
        behind("m.held_on", &SESSION.to_string(), "m.id")
    );
    let mut statement = store.conn.prepare_cached(&sql)?;
    let after = wanted.after;
    let asked = params![family.0, date(after.on), after.arm, after.id, wanted.limit()];
    let rows = statement.query_map(asked, |row| {
        let kind: String = row.get("kind")?;
        let rules = store.settings.meetings.kind(&kind);
        let individual = rules.is_some_and(|rules| {
            matches!(rules.subject, Subject::IntactWorker | Subject::RecoveryCoordinator)
        });
        let mine = !individual || rules.is_some_and(|rules| rules.facilitators.contains(&role));
        let decision: Option<String> = row.get("decision")?;
        let decision = decision.filter(|_| mine);
        let decision = decision.map(|word| store.settings.lists.case_decision.label(&word).to_lowercase());
        let title = format!("Discussed in {}", store.settings.meetings.label(&kind));
        let on = row.day("held_on")?;
        let key = key(row, on, SESSION)?;
        Ok(LifeRow {
            key,
            on,
            sort: "meeting",
            open: Some(Open::Meeting(MeetingId(key.id))),
            what: plain(with(&title, &decision.unwrap_or_default())),
            who: row.get::<_, Option<String>>("who")?.unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Case notes that were written outside a meeting; one about several adults is read when all of them consent.
fn notes(store: &Store, gate: &Gate, family: FamilyId, wanted: &Wanted) -> Result<Vec<LifeRow>> {
    let mut adults: HashMap<i64, Vec<MemberId>> = HashMap::new();
    let mut statement = store.conn.prepare_cached(
        "select n.id, x.member_id from note n join note_member x on x.note_id = n.id where n.family_id = ?1 and n.meeting_id is null",
    )?;
    let mut rows = statement.query([family.0])?;
    while let Some(row) = rows.next()? {
        adults.entry(row.get("id")?).or_default().push(row.num("member_id")?);
    }
    let mut statement = store.conn.prepare_cached(
        "select n.id, n.at, n.body, n.part2, w.short_name as who from note n join staff w on w.id = n.author_id
         where n.family_id = ?1 and n.meeting_id is null and n.kind = 'case'",
    )?;
    let mut found = Vec::new();
    let mut rows = statement.query([family.0])?;
    while let Some(row) = rows.next()? {
        let (id, body): (i64, String) = (row.get("id")?, row.get("body")?);
        let what = if row.get::<_, bool>("part2")? {
            let about = adults.remove(&id).unwrap_or_default();
            gate.part2_all(&about, Category::Progress, Some(body))
        } else {
            plain(body)
        };
        let Some(at) = row.instant_opt("at")? else { continue };
        let on: NaiveDate = store.clock.date_of(at);
        let key = LifeKey { on, arm: NOTE, id };
        let after = wanted.after;
        if on < after.on || (on == after.on && (NOTE, -id) > (after.arm, -after.id)) {
            found.push(LifeRow { key, on, sort: "note", what, who: row.get("who")?, open: None });
        }
    }
    Ok(found)
}
