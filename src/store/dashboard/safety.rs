//! The children's safety, which comes before everything and is the same for every viewer.

use super::desk::{Desk, Family};
use super::found::{Found, Rank, counted};
use crate::domain::FamilyId;
use crate::domain::family::Finding;
use crate::domain::measure::{self, ChildFacts, ChildSeen, Level};
use crate::domain::standing;
use crate::error::Result;
use crate::store::sql::RowExt;
use crate::store::view::{Mark, Open};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Unsafe findings, new reports, safety plans that are due, and children who were not seen.
pub(super) fn needs(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let mut found = findings(desk)?;
    found.extend(new_reports(desk)?);
    found.extend(unseen(desk)?);
    Ok(found)
}

const FINDINGS: &str = "
    select s.family_id, s.on_date, s.finding, s.review_due_on, max(s.on_date || printf('%012d', s.id)) as last
    from family f join safety_finding s on s.family_id = f.id
    where f.site_id in (select value from json_each(:sites)) and f.open_until > :today and s.on_date <= :today
    group by s.family_id";

fn findings(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let rows = desk.query(FINDINGS, |row| {
        let finding: Finding = row.word("finding")?;
        Ok((row.num::<FamilyId>("family_id")?, row.day("on_date")?, finding, row.day_opt("review_due_on")?))
    })?;
    let of = |(id, on, finding, review): (FamilyId, NaiveDate, Finding, Option<NaiveDate>)| {
        let family = desk.families.get(&id)?;
        let base = |rank, mark, key: &str, what: String| {
            Found::new(rank, mark, format!("{key}:{}", id.0), what)
                .about(id.to_string())
                .detail(desk.worker_of(family))
                .value("last finding", format!("{finding}, {}", desk.day(on)))
                .open(Open::Family(id))
        };
        if finding == Finding::Unsafe {
            let what = format!("Unsafe finding {}", desk.day(on));
            return Some(
                base(Rank::Unsafe, Mark::Overdue, "unsafe", what)
                    .days(desk.since(on))
                    .rule("The last safety finding of this family is unsafe. It stays here until a later finding says otherwise.", "[default]"),
            );
        }
        let due = review?;
        let level = measure::due(due, desk.today, 0);
        let name = if finding == Finding::Plan { "Safety plan" } else { "Safety review" };
        (level != Level::Open).then(|| {
            base(
                Rank::SafetyPlan,
                level.into(),
                "safety_plan",
                format!("{name} {}", standing::overdue(desk.since(due))),
            )
            .days(desk.since(due))
            .value("review due", desk.day(due))
            .rule(
                "The last safety finding names a day by which it is looked at again, and that day has come.",
                "[default]",
            )
        })
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

const REPORTS: &str = "
    select r.family_id, max(r.on_date) as on_date from family f join new_report r on r.family_id = f.id
    where f.site_id in (select value from json_each(:sites)) and f.open_until > :today and r.on_date <= :today and not exists (
      select 1 from safety_finding s where s.family_id = r.family_id and s.on_date between r.on_date and :today)
    group by r.family_id";

fn new_reports(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let rows = desk.query(REPORTS, |row| Ok((row.num::<FamilyId>("family_id")?, row.day("on_date")?)))?;
    let of = |(id, on): (FamilyId, NaiveDate)| {
        // The report that opened the case is its beginning, not news.
        let family = desk.families.get(&id).filter(|family| on > family.opened_on)?;
        Some(
            Found::new(
                Rank::NewReport,
                Mark::Overdue,
                format!("new_report:{}", id.0),
                format!("New report {}", desk.day(on)),
            )
            .days(desk.since(on))
            .about(id.to_string())
            .detail(desk.worker_of(family))
            .rule("There is a new report about this family, and no safety finding since.", "[default]")
            .value("report", desk.day(on))
            .open(Open::FamilyOn(id, on)),
        )
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

const CHILDREN: &str = "
    select m.family_id, m.alias, m.birth_year, m.birth_month,
      (select s.on_date from service s where s.family_id = m.family_id and s.role = 'intact_worker'
         and s.on_date <= :today and s.mode in ('home', 'office', 'field', 'treatment_site')
         and exists (select 1 from service_child c where c.service_id = s.id and c.member_id = m.id)
       order by s.on_date desc limit 1) as seen_on
    from family f join member m on m.family_id = f.id
    where f.site_id in (select value from json_each(:sites)) and m.kind = 'child' and m.in_home = 1
      and f.open_until > :today
      and (m.left_on is null or m.left_on > :today)
    order by m.family_id, m.id";

/// Sites whose children were ever seen by an Intact Worker, as far as the file knows.
const SITES_SEEN: &str = "
    select t.id from site t where t.id in (select value from json_each(:sites)) and exists (
      select 1 from family f join service s on s.family_id = f.id join service_child c on c.service_id = s.id
      where f.site_id = t.id and s.role = 'intact_worker' and s.on_date <= :today
        and s.mode in ('home', 'office', 'field', 'treatment_site'))";

/// A child at home, and when the Intact Worker last saw it.
pub(super) struct Child {
    pub alias: String,
    seen_on: Option<NaiveDate>,
    pub seen: ChildSeen,
}

fn unseen(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let mut families = children(desk)?;
    for children in families.values_mut() {
        children.retain(|child| child.seen.level == Level::Overdue);
    }
    families.retain(|_, children| !children.is_empty());
    Ok(families
        .iter()
        .filter_map(|(id, children)| Some(not_seen(desk, desk.families.get(id)?, children)))
        .collect())
}

/// The children at home of the open families, and when they were last seen.
pub(super) fn children(desk: &Desk<'_>) -> Result<BTreeMap<FamilyId, Vec<Child>>> {
    let sites = desk.sites_with(SITES_SEEN)?;
    let limits = &desk.settings.thresholds.child_seen;
    let rows = desk.query(CHILDREN, |row| {
        let born = (row.get("birth_year")?, row.get("birth_month")?);
        Ok((row.num::<FamilyId>("family_id")?, row.get::<_, String>("alias")?, born, row.day_opt("seen_on")?))
    })?;
    let mut families: BTreeMap<FamilyId, Vec<Child>> = BTreeMap::new();
    for (id, alias, born, seen_on) in rows {
        let Some(family) = desk.families.get(&id) else { continue };
        let has_data = sites.contains(&family.site);
        let facts = ChildFacts {
            born,
            seen_on,
            opened_on: family.opened_on,
            file_from: desk.meta.first_day,
            has_data,
        };
        let seen = measure::child_seen(facts, desk.today, limits.red_days, limits.infant_months);
        families.entry(id).or_default().push(Child { alias, seen_on, seen });
    }
    Ok(families)
}

fn not_seen(desk: &Desk<'_>, family: &Family, children: &[Child]) -> Found {
    let red = desk.settings.thresholds.child_seen.red_days;
    let infant = children.iter().any(|child| child.seen.infant);
    let days = children
        .iter()
        .filter(|child| child.seen.infant == infant)
        .map(|child| child.seen.days)
        .max()
        .unwrap_or_default();
    let (rank, who) = if infant { (Rank::Infant, "Infant") } else { (Rank::Child, "Child") };
    let count = i64::try_from(children.len()).unwrap_or_default();
    let more = if count > 1 { format!(", {}", counted(count, "child", "children")) } else { String::new() };
    let found = Found::new(rank, Mark::Overdue, format!("child_unseen:{}", family.id.0), format!("{who} not seen {days} d"))
        .days(days)
        .about(family.id.to_string())
        .detail(format!("{}{more}", desk.worker_of(family)))
        .rule(
            format!("A child is seen in person by the Intact Worker, alone or in a joint visit that the Intact Worker documented, at least every {red} days. Infants come first. A Recovery Coordinator's visit does not reset this clock."),
            "[default] thresholds.toml: child_seen.red_days",
        )
        .open(Open::Family(family.id));
    children.iter().fold(found, |found, child| {
        let seen = child.seen_on.map_or_else(
            || format!("never seen; case opened {}", desk.day(family.opened_on)),
            |on| format!("last seen {}", desk.day(on)),
        );
        found.value(format!("child {}", child.alias), format!("{seen}, {} d", child.seen.days))
    })
}
