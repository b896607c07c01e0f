//! The agenda of a meeting that is to come, made from the file: printed for the table, gated for the viewer.

use super::super::Store;
use super::super::families::disclose;
use super::super::gate::{Gate, Scope, ids};
use super::super::meetings::load::{Which, meetings};
use super::super::sql::{RowExt, date, read_date};
use super::super::view::prepare::{Agenda, Point, PrepareReply};
use super::super::walk::{Frozen, Head, Shared, adults, facilitate, people_pairs, person};
use super::super::write::{OpId, What};
use crate::domain::access::Act;
use crate::domain::agenda::{CaseFacts, RECOVERY_RANK, Ranked, order};
use crate::domain::consent::Category;
use crate::domain::dates::{moment, short};
use crate::domain::meeting::{About, MeetingStatus};
use crate::domain::travel::Miles;
use crate::domain::{FamilyId, ItemId, MeetingId, Number, StaffId, Word};
use crate::error::{Result, invalid, missing};
use crate::export::document::{Document, Format, Notice, Sheet, Value};
use chrono::{Datelike, Days, NaiveDate};
use rusqlite::params;
use std::path::Path;

/// A family with what the ranking looks at and what was found.
type Found = (FamilyId, CaseFacts, Frozen);

/// What an agenda is made from.
struct Desk {
    head: Head,
    on: NaiveDate,
    since: Option<NaiveDate>,
    workers: Vec<StaffId>,
    found: Vec<Found>,
}

impl Desk {
    fn families(&self) -> String {
        ids(self.found.iter().map(|(family, ..)| family.0))
    }

    fn workers(&self) -> String {
        ids(self.workers.iter().map(|worker| worker.0))
    }
}

impl Store {
    /// The agenda of a meeting, or of the viewer's next one.
    pub(super) fn agenda(&mut self, meeting: Option<MeetingId>) -> Result<Agenda> {
        let meeting = match meeting {
            Some(meeting) => meeting,
            None => self.next_meeting()?,
        };
        let head = self.head(meeting)?;
        if head.status != MeetingStatus::Scheduled {
            return Err(invalid(format!("{meeting} is {}", head.status.label().to_lowercase()))
                .hint("an agenda is made for what is scheduled; the note of a meeting says the rest"));
        }
        let desk = self.agenda_desk(head)?;
        let families: Vec<FamilyId> = desk.found.iter().map(|(family, ..)| *family).collect();
        let gate = Gate::load(self, Scope::Families(&families))?;
        let points = self.points_of(meeting)?;
        let (sheet, recovery) = self.ranked_sheet(&desk, &gate)?;
        let mut document = self.agenda_head(&desk)?;
        self.add_points(&mut document, &points);
        section(&mut document, "What is new since then", self.news(&desk)?);
        document.heading(2, "The families, in their order");
        document.table(sheet);
        let late = self.late_contacts_of(&desk)?;
        let mut overdue = self.overdue(&desk)?;
        overdue.extend(late.iter().cloned());
        section(&mut document, "Overdue and due", overdue);
        section(&mut document, "Not documented yet", self.undocumented(&desk)?);
        section(&mut document, "Open action items", self.open_items(&desk)?);
        section(&mut document, "Consents and credentials that end", self.ending(&desk)?);
        section(&mut document, "Miles to clients' homes this month", self.miles(&desk)?);
        let mut told = self.told(&points)?;
        for family in &recovery {
            let read = gate.adults(*family).iter().copied().filter(|member| gate.discloses(*member));
            told.push((*family, read.collect()));
        }
        let shown = !recovery.is_empty()
            || !late.is_empty()
            || points.iter().any(|point| point.part2 && point.body.shown().is_some());
        if shown {
            document.notice = Some(Notice { text: self.settings.notices.part2.clone(), scope: Vec::new() });
        }
        for (family, read) in told {
            disclose(self, family, &read, "agenda")?;
        }
        if shown {
            self.viewed(("meeting", meeting.0), &families)?;
        }
        Ok(Agenda { meeting, document })
    }

    /// The agenda in a format, noted in the audit trail before it leaves.
    pub(super) fn print_agenda(
        &mut self,
        op: OpId,
        meeting: Option<MeetingId>,
        format: Format,
        path: Option<&Path>,
    ) -> Result<PrepareReply> {
        self.allow(Act::Export)?;
        let agenda = self.agenda(meeting)?;
        let bytes = agenda.document.render(format)?;
        let said = self.write(op, What::of("export", "meeting", agenda.meeting.0), |tx| {
            tx.note("list", "agenda");
            tx.note("format", format.word());
            tx.note("part2", agenda.document.notice.is_some());
            let Some(path) = path else { return Ok(String::new()) };
            crate::export::save(path, &bytes)?;
            Ok(format!("The agenda of {} is written to {}", agenda.meeting, path.display()))
        })?;
        Ok(PrepareReply::Printed(bytes, said))
    }

    /// The next meeting in the calendar that the viewer leads.
    fn next_meeting(&self) -> Result<MeetingId> {
        let today = self.clock.today();
        for one in meetings(self, Which::Since(today))? {
            let leads = self
                .settings
                .meetings
                .kind(&one.kind)
                .is_some_and(|kind| self.allow(facilitate(kind)).is_ok() && kind.walked);
            let to_come = one.status == MeetingStatus::Scheduled
                && one.scheduled_at.is_some_and(|at| self.clock.date_of(at) >= today);
            if leads && to_come && self.head(one.id).is_ok() {
                return Ok(one.id);
            }
        }
        Err(missing("nothing that you lead is in the calendar")
            .hint("name a meeting, such as M-0123, or schedule one"))
    }

    fn agenda_desk(&self, head: Head) -> Result<Desk> {
        let on = self.day_of(&head).max(self.clock.today());
        let pairs = people_pairs(&self.conn, head.id)?;
        let mut workers: Vec<StaffId> = pairs.iter().flat_map(|pair| [pair.iw.id, pair.rc.id]).collect();
        workers.extend(head.worker);
        workers.sort_unstable();
        workers.dedup();
        let found = self.agenda_families(&head, on)?;
        let since = self.last_of(&head, pairs.first().map(|pair| (pair.iw.id, pair.rc.id)))?;
        Ok(Desk { head, on, since, workers, found })
    }

    /// The families a meeting will take, with their facts as of its day.
    fn agenda_families(&self, head: &Head, on: NaiveDate) -> Result<Vec<Found>> {
        let pairs = people_pairs(&self.conn, head.id)?;
        let mut about: Vec<About> = pairs.iter().map(|pair| About::Pair(pair.iw.id, pair.rc.id)).collect();
        about.extend(head.worker.map(About::Worker));
        about.extend(head.family.map(About::Family));
        let mut shared: Vec<Shared> = Vec::new();
        for one in about {
            shared.extend(self.families_of(one, on)?);
        }
        shared.sort_by_key(|one| one.family);
        shared.dedup_by_key(|one| one.family);
        let mut out = Vec::new();
        for one in &shared {
            let (facts, frozen) = self.case_facts(&head.kind, one, on)?;
            out.push((one.family, facts, frozen));
        }
        Ok(out)
    }

    /// When a meeting of this kind was last held with the same pair or worker.
    fn last_of(&self, head: &Head, pair: Option<(StaffId, StaffId)>) -> Result<Option<NaiveDate>> {
        let found: Option<String> = self
            .conn
            .prepare_cached(
                "select max(m.held_on) from meeting m where m.kind = ?1 and m.status in ('held', 'signed')
                   and (?2 is null or m.worker_id = ?2)
                   and (?3 is null or exists (select 1 from meeting_pair p where p.meeting_id = m.id and p.iw_id = ?3 and p.rc_id = ?4))",
            )?
            .query_row(
                params![head.kind, head.worker.map(|id| id.0), pair.map(|pair| pair.0.0), pair.map(|pair| pair.1.0)],
                |row| row.get(0),
            )?;
        Ok(found.and_then(|text| read_date(&text)))
    }

    fn agenda_head(&self, desk: &Desk) -> Result<Document> {
        let today = self.clock.today();
        let rules = self.kind_rules(&desk.head.kind)?;
        let mut names = Vec::new();
        for worker in &desk.workers {
            names.push(person(&self.conn, *worker)?.short);
        }
        let title = if names.is_empty() {
            rules.label.clone()
        } else {
            format!("{}, {}", rules.label, names.join(", "))
        };
        let when = desk
            .head
            .scheduled_at
            .map(|at| moment(at.with_timezone(&self.clock.zone()).naive_local(), today));
        let when = when.unwrap_or_default();
        let mut document = Document::new(format!("Agenda: {title}"), when);
        document.fact("Meeting", desk.head.id.to_string());
        let minutes = desk.head.planned_minutes.or(rules.planned_minutes);
        document.fact("Planned", minutes.map_or_else(String::new, |minutes| format!("{minutes} min")));
        let last = desk.since.map_or_else(|| "not held yet".to_owned(), |on| short(on, today));
        document.fact("Last one", last);
        let roles: Vec<&str> = rules.required.iter().map(|role| role.label()).collect();
        document.fact("Must be there", roles.join(", "));
        Ok(document)
    }

    fn add_points(&self, document: &mut Document, points: &[Point]) {
        if points.is_empty() {
            return;
        }
        let today = self.clock.today();
        document.heading(2, "Put down for this meeting");
        for point in points {
            let family = point.family.map_or_else(String::new, |family| format!("{family}, "));
            let who = format!("{family}{}, {}", point.author.short, short(point.on, today));
            let text = match (&point.body, point.body.shown()) {
                (_, Some(text)) => text.clone(),
                (crate::domain::sealed::Part2::Withheld(why), _) => why.label().to_owned(),
                _ => String::new(),
            };
            document.said(who, text);
        }
    }

    /// The families in the order in which the walk will take them, and those of which the order tells something of
    /// treatment.
    fn ranked_sheet(&self, desk: &Desk, gate: &Gate) -> Result<(Sheet, Vec<FamilyId>)> {
        let mut sheet = Sheet::new("", &["", "Family", "Why here", "Children", "Safety", "Last time"]);
        let facts: Vec<(FamilyId, CaseFacts)> =
            desk.found.iter().map(|(family, facts, _)| (*family, facts.clone())).collect();
        let mut recovery = Vec::new();
        for (place, Ranked { family, rank, why }) in (1i64..).zip(order(&facts, &self.limits())) {
            let Some((_, _, frozen)) = desk.found.iter().find(|(one, ..)| *one == family) else { continue };
            let mut why = why;
            if rank == RECOVERY_RANK {
                match self.recovery_may(gate, family)? {
                    Ok(()) => recovery.push(family),
                    Err(label) => why = label,
                }
            }
            sheet.rows.push(vec![
                Value::count(place),
                family.to_string().into(),
                why.into(),
                frozen.summary.clone().into(),
                frozen.safety.clone().into(),
                frozen.last_time.clone().into(),
            ]);
        }
        Ok((sheet, recovery))
    }

    /// Whether what came of treatment may be said to the viewer, or why not.
    fn recovery_may(&self, gate: &Gate, family: FamilyId) -> Result<std::result::Result<(), String>> {
        for adult in adults(&self.conn, family)? {
            if let Err(why) = gate.may(adult.member, Category::Progress) {
                return Ok(Err(why.label().to_owned()));
            }
        }
        Ok(Ok(()))
    }

    /// Sentences of a query: a family or a name, a word, a day.
    fn told_lines(&self, sql: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<String>> {
        let today = self.clock.today();
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| {
            let (what, on): (String, Option<NaiveDate>) = (row.get(1)?, row.day_opt("on_date")?);
            let family: Option<i64> = row.get(0)?;
            let family = family.map_or_else(String::new, |id| format!("{} ", FamilyId::new(id)));
            Ok(format!(
                "{family}{what}{}",
                on.map_or_else(String::new, |on| format!(" {}", short(on, today)))
            ))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn news(&self, desk: &Desk) -> Result<Vec<String>> {
        let month = desk.on.checked_sub_days(Days::new(31)).unwrap_or(desk.on);
        let (since, on) = (date(desk.since.unwrap_or(month)), date(desk.on));
        self.told_lines(
            "with f (id) as (select value from json_each(?1))
             select family_id, 'new report', on_date from new_report where family_id in (select id from f) and on_date > ?2 and on_date <= ?3
             union all select family_id, 'safety finding: ' || finding, on_date from safety_finding where family_id in (select id from f) and on_date > ?2 and on_date <= ?3
             union all select family_id, 'opened', from_on from family_opening where family_id in (select id from f) and from_on > ?2 and from_on <= ?3
             union all select family_id, 'court hearing', on_date from court_hearing where family_id in (select id from f) and on_date > ?2
             union all select family_id, 'another worker since', from_on from assignment where family_id in (select id from f) and from_on > ?2 and from_on <= ?3
               and exists (select 1 from assignment b where b.family_id = assignment.family_id and b.role = assignment.role and b.to_on = assignment.from_on)
             order by 3, 1",
            &[&desk.families(), &since, &on],
        )
    }

    /// Children not seen in time, and milestones that are due by the day after the meeting's week.
    fn overdue(&self, desk: &Desk) -> Result<Vec<String>> {
        let mut out = Vec::new();
        for (family, _, frozen) in &desk.found {
            for child in frozen.children.iter().filter(|child| child.overdue) {
                let days = child.days.map_or_else(String::new, |days| format!(" for {days} d"));
                out.push(format!("{family} {} not seen{days}", child.alias));
            }
        }
        let near = date(desk.on.checked_add_days(Days::new(7)).unwrap_or(desk.on));
        let mut statement = self.conn.prepare_cached(
            "select family_id, kind, due_on from milestone where family_id in (select value from json_each(?1))
               and completed_on is null and due_on <= ?2 order by due_on, family_id",
        )?;
        let rows = statement.query_map(params![desk.families(), near], |row| {
            Ok((FamilyId::new(row.get(0)?), row.get::<_, String>(1)?, row.day("due_on")?))
        })?;
        for row in rows {
            let (family, kind, due) = row?;
            let kind = self.settings.lists.milestone_kind.label(&kind).to_owned();
            out.push(format!("{family} {kind}, due {}", short(due, self.clock.today())));
        }
        Ok(out)
    }

    /// The Recovery Coordinators' contacts that are due, of the families of this meeting.
    fn late_contacts_of(&self, desk: &Desk) -> Result<Vec<String>> {
        let late = crate::store::dashboard::late_contacts(self)?;
        let here = |id: FamilyId| desk.found.iter().any(|(family, ..)| *family == id);
        Ok(late.into_iter().filter(|(id, _)| here(*id)).map(|(id, what)| format!("{id} {what}")).collect())
    }

    fn undocumented(&self, desk: &Desk) -> Result<Vec<String>> {
        self.told_lines(
            "select null, iif(w.short_name = '', w.name, w.short_name) || ': ' || count(*)
                 || iif(count(*) = 1, ' service, from', ' services, the oldest from') as what, min(s.on_date) as on_date
             from service s join staff w on w.id = s.staff_id
             where s.staff_id in (select value from json_each(?1)) and s.documented_on is null and s.on_date <= ?2 group by w.id order by 3",
            &[&desk.workers(), &date(desk.on)],
        )
    }

    fn open_items(&self, desk: &Desk) -> Result<Vec<String>> {
        let today = self.clock.today();
        let mut statement = self.conn.prepare_cached(
            "select i.id, i.description, i.due_on, iif(w.short_name = '', w.name, w.short_name) as owner, i.family_id
             from action_item i join staff w on w.id = i.owner_id
             where i.status in ('open', 'in_progress', 'blocked') and (i.family_id in (select value from json_each(?1))
               or i.family_id is null and i.owner_id in (select value from json_each(?2))) order by i.due_on, i.id",
        )?;
        let rows = statement.query_map(params![desk.families(), desk.workers()], |row| {
            let (id, due): (ItemId, NaiveDate) = (row.num("id")?, row.day("due_on")?);
            let family = row.num_opt::<FamilyId>("family_id")?;
            let family = family.map_or_else(String::new, |family| format!(", {family}"));
            let (what, owner): (String, String) = (row.get("description")?, row.get("owner")?);
            Ok(format!("{id} {what} ({owner}{family}), due {}", short(due, today)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn ending(&self, desk: &Desk) -> Result<Vec<String>> {
        let set = &self.settings.thresholds;
        let by =
            |days: i64| date(desk.on.checked_add_days(Days::new(days.unsigned_abs())).unwrap_or(desk.on));
        let mut out = self.told_lines(
            "select m.family_id, m.alias || ': consent ends' as what, max(v.until_on) as on_date
             from json_each(?1) f cross join member m on m.family_id = f.value and m.participant = 1
             cross join consent_cover v on v.member_id = m.id
             group by m.id having max(v.until_on) between ?2 and ?3 order by 3",
            &[&desk.families(), &date(desk.on), &by(set.consent.warning_days)],
        )?;
        let mut statement = self.conn.prepare_cached(
            "select iif(w.short_name = '', w.name, w.short_name), c.kind, c.expires_on from credential c join staff w on w.id = c.staff_id
             where c.staff_id in (select value from json_each(?1)) and c.expires_on between ?2 and ?3 order by c.expires_on",
        )?;
        let rows = statement
            .query_map(params![desk.workers(), date(desk.on), by(set.credential.warning_days)], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.day("expires_on")?))
            })?;
        for row in rows {
            let (who, kind, on) = row?;
            let kind = self.settings.lists.credential_kind.label(&kind).to_owned();
            out.push(format!("{who}: {kind} ends {}", short(on, self.clock.today())));
        }
        Ok(out)
    }

    fn miles(&self, desk: &Desk) -> Result<Vec<String>> {
        let first = desk.on.with_day(1).unwrap_or(desk.on);
        let cap = self.settings.thresholds.travel.cap_miles;
        let mut statement = self.conn.prepare_cached(
            "select iif(w.short_name = '', w.name, w.short_name), sum(cast(round(t.miles * 10) as integer)) from travel t join staff w on w.id = t.staff_id
             where t.staff_id in (select value from json_each(?1)) and t.purpose = 'client_home' and t.on_date between ?2 and ?3
             group by w.id order by 1",
        )?;
        let rows = statement.query_map(params![desk.workers(), date(first), date(desk.on)], |row| {
            Ok(format!("{}: {} of {cap}", row.get::<_, String>(0)?, Miles::tenths(row.get(1)?).about()))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// A heading with its lines, where there are any.
fn section(document: &mut Document, heading: &str, lines: Vec<String>) {
    if !lines.is_empty() {
        document.heading(2, heading);
        document.list(lines);
    }
}
