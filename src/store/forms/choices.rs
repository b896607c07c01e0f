//! What forms offer: people with their load, families, sites, agencies, members.

use super::desk::sites;
use crate::domain::FamilyId;
use crate::domain::access::Viewer;
use crate::domain::family::MemberKind;
use crate::domain::staff::{EmploymentStatus, Role};
use crate::domain::standing;
use crate::error::Result;
use crate::store::Store;
use crate::store::assign::load::{Load, judge};
use crate::store::sql::{RowExt, date};
use crate::store::view::form::{Choice, Choices};
use rusqlite::params;

impl Store {
    /// What forms offer the viewer, with the members of a family where there is one in scope.
    pub(in crate::store) fn choices(&self, family: Option<FamilyId>) -> Result<Choices> {
        let viewer = self.viewer()?.clone();
        let mut choices = Choices {
            sites: self.site_choices(&viewer)?,
            families: self.family_choices(&viewer)?,
            agencies: self.agency_choices()?,
            ..Choices::default()
        };
        for (role, choice) in self.staff_choices(&viewer)? {
            match role {
                Role::IntactWorker => choices.intact_workers.push(choice.clone()),
                Role::RecoveryCoordinator => choices.coordinators.push(choice.clone()),
                role if role.is_supervisor() => choices.supervisors.push(choice.clone()),
                _ => {}
            }
            choices.staff.push(choice);
        }
        if let Some(family) = family {
            choices.members = self.member_choices(&viewer, family)?;
            choices.family = self.family_file(family)?.map(Box::new);
        }
        Ok(choices)
    }

    fn site_choices(&self, viewer: &Viewer) -> Result<Vec<Choice>> {
        let mut statement = self.conn().prepare_cached(
            "select id, name, county from site where id in (select value from json_each(?1)) order by name",
        )?;
        let rows = statement.query_map([sites(viewer)], |row| {
            Ok(Choice { id: row.get(0)?, label: row.get(1)?, detail: row.get(2)?, disabled: None })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn agency_choices(&self) -> Result<Vec<Choice>> {
        let mut statement = self.conn().prepare_cached("select id, name, kind from agency order by name")?;
        let rows = statement.query_map([], |row| {
            let kind: crate::domain::staff::AgencyKind = row.word("kind")?;
            Ok(Choice { id: row.get(0)?, label: row.get(1)?, detail: kind.to_string(), disabled: None })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Everybody at work at the viewer's sites today, workers with their load.
    fn staff_choices(&self, viewer: &Viewer) -> Result<Vec<(Role, Choice)>> {
        let limits = &self.settings().thresholds.caseload;
        let mut statement = self.conn().prepare_cached(
            "select s.id, s.name, s.role, e.fte, e.capacity, e.status,
               (select count(distinct a.family_id) from assignment a
                join family_opening o on o.family_id = a.family_id and o.from_on <= ?1 and (o.to_on is null or o.to_on > ?1)
                where a.staff_id = s.id and a.from_on <= ?1 and (a.to_on is null or a.to_on > ?1)) as open
             from staff s join employment e on e.staff_id = s.id and e.from_on <= ?1 and (e.to_on is null or e.to_on > ?1)
             where (s.left_on is null or s.left_on > ?1) and e.status <> 'separated'
               and s.id in (select t.staff_id from staff_site t where t.site_id in (select value from json_each(?2))
                 and t.from_on <= ?1 and (t.to_on is null or t.to_on > ?1))
             group by s.id order by s.name",
        )?;
        let rows = statement.query_map(params![date(self.clock().today()), sites(viewer)], |row| {
            let (role, status): (Role, EmploymentStatus) = (row.word("role")?, row.word("status")?);
            let load = judge(row.get("open")?, role, row.get("fte")?, row.get("capacity")?, limits);
            let choice = Choice {
                id: row.get("id")?,
                label: row.get("name")?,
                detail: worker_detail(role, load),
                disabled: (status == EmploymentStatus::Leave).then(|| "on leave".to_owned()),
            };
            Ok((role, choice))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The open families in scope, with their short names and who has them.
    pub(in crate::store) fn family_choices(&self, viewer: &Viewer) -> Result<Vec<Choice>> {
        let mut statement = self.conn().prepare_cached(
            "select f.id, f.label, f.case_number,
               (select group_concat(short, ' + ') from (
                  select coalesce(nullif(s.short_name, ''), s.name) as short from assignment a join staff s on s.id = a.staff_id
                  where a.family_id = f.id and a.from_on <= ?1 and (a.to_on is null or a.to_on > ?1) order by a.role)) as who
             from family f join family_opening o on o.family_id = f.id and o.from_on <= ?1 and (o.to_on is null or o.to_on > ?1) and f.open_until > ?1
             where f.site_id in (select value from json_each(?2)) group by f.id order by f.id",
        )?;
        let rows = statement.query_map(params![date(self.clock().today()), sites(viewer)], |row| {
            let (label, case): (String, String) = (row.get("label")?, row.get("case_number")?);
            let name = if label.is_empty() { case } else { label };
            let who: Option<String> = row.get("who")?;
            let who = who.unwrap_or_else(|| "nobody assigned".to_owned());
            let family: FamilyId = row.num("id")?;
            let detail = format!("{name} · {who}");
            Ok(Choice { id: family.0, label: family.to_string(), detail, disabled: None })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The members of a family in scope, children first.
    fn member_choices(&self, viewer: &Viewer, family: FamilyId) -> Result<Vec<(Choice, MemberKind)>> {
        let today = self.clock().today();
        let mut statement = self.conn().prepare_cached(
            "select m.id, m.alias, m.kind, m.birth_year, m.birth_month, m.in_home, m.participant from member m join family f on f.id = m.family_id
             where m.family_id = ?1 and m.left_on is null and f.site_id in (select value from json_each(?2)) order by m.kind desc, m.alias",
        )?;
        let rows = statement.query_map(params![family.0, sites(viewer)], |row| {
            let kind: MemberKind = row.word("kind")?;
            let born: Option<i32> = row.get("birth_year")?;
            let mut parts = Vec::new();
            if kind == MemberKind::Child && born.is_some() {
                parts.push(standing::age(born, row.get("birth_month")?, today));
            }
            if !row.get::<_, bool>("in_home")? {
                parts.push("not in the home".to_owned());
            }
            if row.get("participant")? {
                parts.push("in the programme".to_owned());
            }
            let (id, label) = (row.get("id")?, row.get("alias")?);
            Ok((Choice { id, label, detail: parts.join(", "), disabled: None }, kind))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn worker_detail(role: Role, load: Load) -> String {
    if role.is_worker() {
        format!("{} · {} of {}", role.short(), load.open, load.capacity)
    } else {
        role.to_string()
    }
}
