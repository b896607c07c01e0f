//! Who could have a family: counted by SQL, ordered and put into words by the domain, chosen by nobody but a supervisor.

use super::super::view::assign::{AssignReply, Candidate, Held, Leaving};
use super::super::view::{Explain, Person};
use crate::domain::access::Act;
use crate::domain::staff::{EmploymentStatus, Role};
use crate::domain::{FamilyId, ReferralId, SiteId, StaffId, assignment};
use crate::error::{Result, invalid};
use crate::store::Store;
use crate::store::forms::desk::Desk;
use crate::store::sql::{RowExt, date, word};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, Row, params};

/// The rule of the order, as it is explained.
const RULE: &str = "First who is at work and works at the family's site; then who has room; then who pairs with the other \
     worker already; then who is least full, and who has the fewest families that are new this month. It is a \
     suggestion: nobody is chosen until you choose.";

/// A worker with what was counted.
struct Counted {
    person: Person,
    open: i64,
    new_this_month: i64,
    fte: f64,
    own: Option<i64>,
    status: EmploymentStatus,
    left_on: Option<NaiveDate>,
    supervisor: Option<String>,
    ended: Option<String>,
    /// Site, its name, its county, the share of time there.
    sites: Vec<(SiteId, String, String, f64)>,
}

/// A family as candidates are judged for it.
struct About {
    site: SiteId,
    other: Option<Person>,
}

const WORKERS: &str = "
    select w.id as w_id, w.name as w_name, w.short_name as w_short, e.fte, e.capacity, e.status, w.left_on,
      (select count(distinct a.family_id) from assignment a
         join family_opening o on o.family_id = a.family_id and o.from_on <= ?2 and (o.to_on is null or o.to_on > ?2)
       where a.staff_id = w.id and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)) as open,
      (select count(distinct a.family_id) from assignment a where a.staff_id = w.id and a.from_on between ?4 and ?2
         and (a.to_on is null or a.to_on > ?2)) as fresh,
      (select s.name from staff s where s.id = e.supervisor_id) as supervisor,
      (select group_concat(distinct c.kind) from credential c where c.staff_id = w.id and c.expires_on <= ?2
         and not exists (select 1 from credential n where n.staff_id = c.staff_id and n.kind = c.kind
           and (n.expires_on is null or n.expires_on > ?2))) as ended,
      (select json_group_array(json_array(t.site_id, i.name, i.county, t.share)) from staff_site t join site i on i.id = t.site_id
       where t.staff_id = w.id and t.from_on <= ?2 and (t.to_on is null or t.to_on > ?2)) as sites
    from staff w join employment e on e.id = (select x.id from employment x where x.staff_id = w.id and x.from_on <= ?2
      and (x.to_on is null or x.to_on > ?2) order by x.from_on desc limit 1)
    where w.role = ?3 and e.status <> 'separated' and (w.left_on is null or w.left_on > ?2)
      and w.id in (select t.staff_id from staff_site t where t.site_id in (select value from json_each(?1))
        and t.from_on <= ?2 and (t.to_on is null or t.to_on > ?2))
    order by w.name";

fn workers(conn: &Connection, desk: &Desk, role: Role, on: NaiveDate) -> Result<Vec<Counted>> {
    let month = on.with_day(1).unwrap_or(on);
    let mut statement = conn.prepare_cached(WORKERS)?;
    let rows = statement.query_map(params![desk.sites(), date(on), word(role), date(month)], counted)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn counted(row: &Row<'_>) -> rusqlite::Result<Counted> {
    let sites: String = row.get("sites")?;
    let sites: Vec<(i64, String, String, f64)> = serde_json::from_str(&sites).unwrap_or_default();
    Ok(Counted {
        person: super::super::families::person(row, "w_id")?,
        open: row.get("open")?,
        new_this_month: row.get("fresh")?,
        fte: row.get("fte")?,
        own: row.get("capacity")?,
        status: row.word("status")?,
        left_on: row.day_opt("left_on")?,
        supervisor: row.get("supervisor")?,
        ended: row.get("ended")?,
        sites: sites.into_iter().map(|(id, name, county, share)| (SiteId(id), name, county, share)).collect(),
    })
}

/// The pairs that share an open family on a day: Intact Worker, Recovery Coordinator.
fn pairs(conn: &Connection, desk: &Desk, on: NaiveDate) -> Result<Vec<(StaffId, StaffId)>> {
    let mut statement = conn.prepare_cached(
        "select distinct a.staff_id as iw, b.staff_id as rc from family f
         cross join assignment a on a.family_id = f.id and a.role = 'intact_worker' and a.supervisor_held = 0
           and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)
         join assignment b on b.family_id = f.id and b.role = 'recovery_coordinator'
           and b.from_on <= ?2 and (b.to_on is null or b.to_on > ?2)
         join family_opening o on o.family_id = f.id and o.from_on <= ?2 and (o.to_on is null or o.to_on > ?2) and f.open_until > ?2
         where f.site_id in (select value from json_each(?1))",
    )?;
    let rows =
        statement.query_map(params![desk.sites(), date(on)], |row| Ok((row.num("iw")?, row.num("rc")?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The role that works with this one.
fn other_role(role: Role) -> Role {
    if role == Role::IntactWorker { Role::RecoveryCoordinator } else { Role::IntactWorker }
}

fn judged(
    desk: &Desk,
    worker: &Counted,
    (role, on): (Role, NaiveDate),
    about: &About,
    pairs: &[(StaffId, StaffId)],
) -> Candidate {
    let caps = desk.settings.thresholds.caseload.caps(role, worker.own, worker.fte);
    let share = worker.sites.iter().find(|(site, ..)| *site == about.site).map(|(.., share)| *share);
    let pair = about.other.as_ref().map(|other| {
        let (iw, rc) = if role == Role::IntactWorker {
            (worker.person.id, other.id)
        } else {
            (other.id, worker.person.id)
        };
        (other.short.clone(), pairs.contains(&(iw, rc)))
    });
    let away = match (worker.status, worker.left_on) {
        (EmploymentStatus::Leave, _) => Some("on leave".to_owned()),
        (_, Some(left)) => Some(format!("leaves on {}", desk.day(left))),
        _ => None,
    };
    let kinds = worker.ended.iter().flat_map(|kinds| kinds.split(','));
    let lacking = kinds.map(|kind| desk.settings.lists.credential_kind.label(kind).to_owned()).collect();
    let (open, new_this_month) = (worker.open, worker.new_this_month);
    let facts = assignment::Candidate { open, caps, new_this_month, share, pair, away, lacking };
    Candidate {
        open,
        caps,
        mark: caps.level(open).into(),
        reasons: facts.reasons(),
        order: facts.order(),
        explain: explain(desk, worker, &facts, on),
        away: facts.away,
        person: worker.person.clone(),
    }
}

fn explain(desk: &Desk, worker: &Counted, facts: &assignment::Candidate, on: NaiveDate) -> Explain {
    let mut rows = vec![
        (format!("open families on {}", desk.day(on)), facts.open.to_string()),
        ("share of full time".to_owned(), format!("{:.2}", worker.fte)),
        ("capacity".to_owned(), facts.caps.soft.to_string()),
    ];
    rows.extend(facts.caps.hard.map(|hard| ("no more than".to_owned(), hard.to_string())));
    rows.push(("new this month".to_owned(), facts.new_this_month.to_string()));
    rows.extend(worker.sites.iter().map(|(_, name, county, share)| {
        let county = if county.is_empty() { String::new() } else { format!(", {county} County") };
        (format!("at {name}{county}"), format!("{:.0} %", share * 100.0))
    }));
    rows.extend(worker.supervisor.clone().map(|name| ("supervised by".to_owned(), name)));
    Explain {
        title: format!("{}: {}", worker.person.name, facts.reasons()),
        rule: RULE.to_owned(),
        basis: "setting: thresholds.toml, caseload".to_owned(),
        rows,
    }
}

impl Store {
    /// Who could have a family in a role, the first suggested first.
    ///
    /// # Errors
    /// Not an Intact Supervisor, or the family is not theirs.
    pub(super) fn candidates(&self, family: FamilyId, role: Role, on: NaiveDate) -> Result<AssignReply> {
        let desk = self.desk(Act::Assign)?;
        let facts = desk.open_family(self.conn(), family)?;
        let about =
            About { site: SiteId(facts.site), other: holder(self.conn(), family, other_role(role), on)? };
        let holder = holder(self.conn(), family, role, on)?;
        self.suggested(&desk, (role, on), &about, holder)
    }

    /// Who could be the Recovery Coordinator where a referral is accepted, the first suggested first.
    ///
    /// # Errors
    /// Not an Intact Supervisor, or the referral is not of their sites.
    pub(super) fn for_referral(&self, referral: ReferralId, on: NaiveDate) -> Result<AssignReply> {
        let desk = self.desk(Act::Assign)?;
        let (family, site) = crate::store::referrals::about(self.conn(), &desk, referral)?;
        let role = Role::RecoveryCoordinator;
        match family {
            Some(family) => self.candidates(family, role, on),
            None => self.suggested(&desk, (role, on), &About { site, other: None }, None),
        }
    }

    fn suggested(
        &self,
        desk: &Desk,
        as_of: (Role, NaiveDate),
        about: &About,
        holder: Option<Person>,
    ) -> Result<AssignReply> {
        let workers = workers(self.conn(), desk, as_of.0, as_of.1)?;
        let pairs = pairs(self.conn(), desk, as_of.1)?;
        let but = holder.as_ref().map(|person| person.id);
        Ok(AssignReply::Candidates { people: ordered(desk, &workers, as_of, about, &pairs, but), holder })
    }

    /// What a worker holds on a day, and who could take it.
    ///
    /// # Errors
    /// Not an Intact Supervisor, or not a worker of their sites.
    pub(super) fn leaving(&self, staff: StaffId, on: NaiveDate) -> Result<AssignReply> {
        let desk = self.desk(Act::Assign)?;
        let worker = desk.staff(self.conn(), staff)?;
        if !worker.role.is_worker() {
            return Err(invalid(format!("{} is {} and has no caseload", worker.short, worker.role)));
        }
        let (role, conn) = (worker.role, self.conn());
        let workers = workers(conn, &desk, role, on)?;
        let pairs = pairs(conn, &desk, on)?;
        let mut families = Vec::new();
        for (family, label, site, name) in held(conn, &desk, staff, on)? {
            let about = About { site, other: holder(self.conn(), family, other_role(role), on)? };
            let candidates = ordered(&desk, &workers, (role, on), &about, &pairs, Some(staff));
            families.push(Held { family, label, site: name, other: about.other, candidates });
        }
        let name: String =
            conn.query_row("select name from staff where id = ?1", [staff.0], |row| row.get(0))?;
        let worker = Person { id: staff, name, short: worker.short };
        let meetings = self.meetings_ahead(staff, on)?;
        Ok(AssignReply::Leaving(Leaving { worker, role, on, families, pairs, meetings }))
    }

    /// The meetings that are planned, from a day on, for the pairs of a worker.
    #[allow(clippy::type_complexity)]
    fn meetings_ahead(
        &self,
        staff: StaffId,
        on: NaiveDate,
    ) -> Result<Vec<(crate::domain::MeetingId, String, Option<NaiveDate>, String)>> {
        let mut statement = self.conn().prepare_cached(
            "select m.id, m.kind, m.scheduled_at, coalesce(nullif(o.short_name, ''), o.name) as other from meeting m
             cross join meeting_pair p on p.meeting_id = m.id and ?1 in (p.iw_id, p.rc_id)
             join staff o on o.id = case when p.iw_id = ?1 then p.rc_id else p.iw_id end
             where m.status = 'scheduled' and m.status in ('scheduled', 'in_progress', 'held') order by m.scheduled_at, m.id",
        )?;
        let rows = statement.query_map([staff.0], |row| {
            let at = row.instant_opt("scheduled_at")?.map(|at| self.clock().date_of(at));
            let kind: String = row.get("kind")?;
            let label = self.settings().meetings.label(&kind).to_owned();
            Ok((row.num("id")?, label, at, row.get("other")?))
        })?;
        let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        found.retain(|(_, _, at, _)| at.is_none_or(|at| at >= on));
        Ok(found)
    }
}

fn ordered(
    desk: &Desk,
    workers: &[Counted],
    as_of: (Role, NaiveDate),
    about: &About,
    pairs: &[(StaffId, StaffId)],
    but: Option<StaffId>,
) -> Vec<Candidate> {
    let others = workers.iter().filter(|worker| Some(worker.person.id) != but);
    let mut found: Vec<_> = others.map(|worker| judged(desk, worker, as_of, about, pairs)).collect();
    found.sort_by_key(|one| one.order);
    found
}

/// The open families of a worker on a day: number, short name, site and its name.
#[allow(clippy::type_complexity)]
fn held(
    conn: &Connection,
    desk: &Desk,
    staff: StaffId,
    on: NaiveDate,
) -> Result<Vec<(FamilyId, String, SiteId, String)>> {
    let mut statement = conn.prepare_cached(
        "select f.id, f.label, f.site_id, s.name from assignment a join family f on f.id = a.family_id join site s on s.id = f.site_id
         join family_opening o on o.family_id = f.id and o.from_on <= ?2 and (o.to_on is null or o.to_on > ?2) and f.open_until > ?2
         where a.staff_id = ?1 and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)
           and f.site_id in (select value from json_each(?3)) order by f.id",
    )?;
    let rows = statement.query_map(params![staff.0, date(on), desk.sites()], |row| {
        Ok((row.num("id")?, row.get("label")?, row.num("site_id")?, row.get("name")?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Who has a family in a role on a day.
pub(super) fn holder(
    conn: &Connection,
    family: FamilyId,
    role: Role,
    on: NaiveDate,
) -> Result<Option<Person>> {
    let mut statement = conn.prepare_cached(
        "select w.id as w_id, w.name as w_name, w.short_name as w_short from assignment a join staff w on w.id = a.staff_id
         where a.family_id = ?1 and a.role = ?2 and a.from_on <= ?3 and (a.to_on is null or a.to_on > ?3)",
    )?;
    let mut rows = statement.query_map(params![family.0, word(role), date(on)], |row| {
        super::super::families::person(row, "w_id")
    })?;
    Ok(rows.next().transpose()?)
}
