//! Work on families: who carries them, what waits, what is late, what is not documented.

use super::desk::Desk;
use super::found::{Found, Rank, counted};
use crate::domain::action_item::Concern;
use crate::domain::measure::{self, Level};
use crate::domain::referral::ReferralStatus;
use crate::domain::staff::Role;
use crate::domain::standing;
use crate::domain::word::Word;
use crate::domain::{FamilyId, ItemId, ReferralId, SiteId, StaffId};
use crate::error::Result;
use crate::store::sql::{RowExt, date};
use crate::store::view::{Mark, Open};
use chrono::NaiveDate;
use std::collections::HashSet;

/// Enrolled families without an Intact Worker or without a Recovery Coordinator.
pub(super) fn incomplete_pairs(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let known: HashSet<(SiteId, String)> = desk
        .query(
            "select s.value as site_id, r.role
             from json_each(:sites) s cross join (select 'intact_worker' as role union all select 'recovery_coordinator') r
             where exists (select 1 from family f join assignment a on a.family_id = f.id
               where f.site_id = s.value and a.role = r.role and a.from_on <= :today)",
            |row| Ok((row.num("site_id")?, row.get("role")?)),
        )?
        .into_iter()
        .collect();
    let mut found = Vec::new();
    for family in desk.families.values() {
        let Some(enrolled) = family.enrolled_on else { continue };
        for (role, holder, other) in
            [(Role::IntactWorker, family.iw, family.rc), (Role::RecoveryCoordinator, family.rc, family.iw)]
        {
            if holder.is_some() || !known.contains(&(family.site, role.word().to_owned())) {
                continue;
            }
            found.push(
                Found::new(Rank::Pair, Mark::Overdue, format!("incomplete_pair:{}:{}", family.id.0, role.short()), format!("No {role}"))
                    .days(desk.since(enrolled))
                    .about(family.id.to_string())
                    .detail(other.map_or_else(|| "nobody else either".into(), |one| format!("with {}", desk.name(one.staff))))
                    .rule("A family in the programme has both an Intact Worker and a Recovery Coordinator; the Intact Supervisor assigns both.", "[seed]")
                    .value("enrolled", desk.day(enrolled))
                    .open(Open::Assign(family.id)),
            );
        }
    }
    Ok(found)
}

/// Families that a supervisor holds until a worker has them.
pub(super) fn supervisor_held(desk: &Desk<'_>) -> Vec<Found> {
    let most = desk.settings.thresholds.caseload.supervisor_held_days;
    let mut found = Vec::new();
    for family in desk.families.values() {
        for holder in [family.iw, family.rc].into_iter().flatten().filter(|holder| holder.held) {
            let days = desk.since(holder.from_on);
            let mark = measure::since(days, most).into();
            found.push(
                Found::new(
                    Rank::Held,
                    mark,
                    format!("supervisor_held:{}:{}", family.id.0, holder.staff.0),
                    format!("Held by a supervisor {days} d"),
                )
                .days(days)
                .about(family.id.to_string())
                .detail(desk.name(holder.staff))
                .rule(
                    format!("A supervisor holds a family {most} days at most."),
                    "[rule: 89 IAC 401.420] thresholds.toml: caseload.supervisor_held_days",
                )
                .value("held since", desk.day(holder.from_on))
                .open(Open::Assign(family.id)),
            );
        }
    }
    found
}

/// Referrals that wait longer than they should.
pub(super) fn referrals(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let limits = &desk.settings.thresholds.referral;
    let rows = desk.query(
        "select id, received_on, status from referral
         where site_id in (select value from json_each(:sites)) and received_on <= :today
           and status in ('received', 'screening', 'eligible', 'wait_listed', 'assigned')",
        |row| {
            Ok((row.num::<ReferralId>("id")?, row.day("received_on")?, row.word::<ReferralStatus>("status")?))
        },
    )?;
    let waiting = rows.into_iter().filter_map(|(id, received, status)| {
        let days = desk.since(received);
        let level = measure::ageing(days, limits.amber_days, limits.red_days);
        (level < Level::Open).then(|| {
            let detail = match status {
                ReferralStatus::Eligible => "no RC assigned",
                ReferralStatus::WaitListed => "wait-listed",
                ReferralStatus::Assigned => "assigned, not enrolled yet",
                ReferralStatus::Screening => "in screening",
                _ => "not screened yet",
            };
            Found::new(
                Rank::Referral,
                level.into(),
                format!("referral:{}", id.0),
                format!("Referral waiting {days} d"),
            )
            .days(days)
            .about(id.to_string())
            .detail(detail)
            .rule(
                format!(
                    "A referral that is pending more than {} days is watched, more than {} days is late.",
                    limits.amber_days, limits.red_days
                ),
                "[default] thresholds.toml: referral.amber_days, referral.red_days",
            )
            .value("received", desk.day(received))
            .value("status", status.label())
            .open(Open::Referral(id))
        })
    });
    Ok(waiting.collect())
}

/// Milestones past their day.
pub(super) fn milestones(desk: &Desk<'_>) -> Result<Vec<Found>> {
    milestones_before(desk, desk.today)
}

/// Milestones that are due before a day and not completed.
pub(super) fn milestones_before(desk: &Desk<'_>, before: NaiveDate) -> Result<Vec<Found>> {
    let rows = desk.query_with(
        "select m.id, m.family_id, m.kind, m.due_on from family f join milestone m on m.family_id = f.id
         where f.site_id in (select value from json_each(:sites)) and f.open_until > :today and m.due_on < :before
           and (m.completed_on is null or m.completed_on > :today)",
        &[(":before", date(before))],
        |row| {
            Ok((
                row.get::<_, i64>("id")?,
                row.num::<FamilyId>("family_id")?,
                row.get::<_, String>("kind")?,
                row.day("due_on")?,
            ))
        },
    )?;
    let late = rows.into_iter().filter_map(|(id, family, kind, due)| {
        // Of an earlier case of the family, or of a family that is closed, nothing is due any more.
        let family = desk.families.get(&family).filter(|family| due >= family.opened_on)?;
        let days = desk.since(due);
        let label = desk.settings.lists.milestone_kind.label(&kind);
        let (mark, stands) = match days {
            days if days > 0 => (Mark::Overdue, standing::overdue(days)),
            0 => (Mark::Due, standing::overdue(0)),
            days => (Mark::Due, format!("due in {} d", -days)),
        };
        Some(
            Found::new(Rank::Milestone, mark, format!("milestone:{id}"), format!("{label} {stands}"))
                .days(days)
                .about(family.id.to_string())
                .detail(desk.worker_of(family))
                .rule(
                    "A milestone of the case is past its due date and has no date of completion.",
                    "[default]",
                )
                .value("due", desk.day(due))
                .open(Open::Family(family.id)),
        )
    });
    Ok(late.collect())
}

/// Services of the viewer's own workers that are not documented in time, one row per worker.
pub(super) fn undocumented(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let hours = desk.settings.thresholds.documentation.hours;
    let role = desk.own_workers();
    let rows = desk.query_with(
        "select s.staff_id, count(*) as count, min(s.on_date) as oldest from service s indexed by service_undocumented cross join family f on f.id = s.family_id
         where s.documented_on is null and s.documented_elsewhere = '' and s.role = :worker_role
           and f.site_id in (select value from json_each(:sites))
           and julianday(:today) - julianday(s.on_date) > :hours / 24.0
         group by s.staff_id",
        &[(":worker_role", role.word().to_owned()), (":hours", hours.to_string())],
        |row| Ok((row.num::<StaffId>("staff_id")?, row.get::<_, i64>("count")?, row.day("oldest")?)),
    )?;
    let of = |(staff, count, oldest): (StaffId, i64, NaiveDate)| {
        let days = desk.since(oldest);
        Found::new(
            Rank::Documentation,
            Mark::Due,
            format!("undocumented:{}", staff.0),
            format!("{} not documented", counted(count, "service", "services")),
        )
        .days(days)
        .about(desk.name(staff))
        .detail(format!("oldest {days} d"))
        .rule(
            format!(
                "The worker documents every service; it is late {hours} hours after the day of the service."
            ),
            "[seed] that all are documented; [default] thresholds.toml: documentation.hours",
        )
        .value("not documented", counted(count, "service", "services"))
        .value("oldest", desk.day(oldest))
        .open(Open::Services(staff))
    };
    Ok(rows.into_iter().map(of).collect())
}

const ITEMS: &str = "
    select a.id, a.description, a.due_on, a.family_id, a.owner_id, b.kind as born_kind, b.worker_id as born_worker,
      a.escalated_on, (select count(*) from action_item_carry c where c.action_item_id = a.id) as carries
    from action_item a left join family f on f.id = a.family_id left join meeting b on b.id = a.born_meeting_id
    where a.status in ('open', 'in_progress', 'blocked') and (a.due_on < :today or a.escalated_on is not null)
      and (a.owner_id in (select value from json_each(:me))
        or f.site_id in (select value from json_each(:sites))
        or (a.family_id is null and exists (select 1 from staff_site t where t.staff_id = a.owner_id
          and t.site_id in (select value from json_each(:sites)) and t.from_on <= :today and (t.to_on is null or t.to_on > :today))))";

/// An action item that somebody has to look at.
struct Pressing {
    id: ItemId,
    description: String,
    due: NaiveDate,
    family: Option<FamilyId>,
    owner: StaffId,
    /// The kind of the Individual it was born in.
    individual: Option<String>,
    escalated_on: Option<NaiveDate>,
    carries: i64,
}

/// Action items past their day, and those that were carried too often, where they press this person: see [`Concern`].
pub(super) fn pressing_items(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let rows = desk.query(ITEMS, |row| {
        let worker = row.num_opt::<StaffId>("born_worker")?;
        Ok(Pressing {
            id: row.num("id")?,
            description: row.get("description")?,
            due: row.day("due_on")?,
            family: row.num_opt("family_id")?,
            owner: row.num("owner_id")?,
            individual: row.get::<_, Option<String>>("born_kind")?.filter(|_| worker.is_some()),
            escalated_on: row.day_opt("escalated_on")?,
            carries: row.get("carries")?,
        })
    })?;
    Ok(rows.into_iter().filter(|one| concerns(desk, one)).map(|one| pressing(desk, one)).collect())
}

fn concerns(desk: &Desk<'_>, one: &Pressing) -> bool {
    let leads = |kind: &String| {
        let kind = desk.settings.meetings.kind(kind);
        kind.is_some_and(|kind| kind.facilitators.contains(&desk.viewer.role))
    };
    let leads = one.individual.as_ref().map(leads);
    Concern { owns: desk.is_me(one.owner), leads, escalated: one.escalated_on.is_some() }.presses()
}

fn pressing(desk: &Desk<'_>, one: Pressing) -> Found {
    let days = desk.since(one.due);
    let late = if days > 0 { standing::overdue(days) } else { format!("due {}", desk.day(one.due)) };
    let (what, rule, basis) = if one.escalated_on.is_some() {
        (
            format!("Action carried {}×, {late}", one.carries),
            "An action item that was carried through too many meetings goes to both supervisors until it is closed.",
            "[default] thresholds.toml: action_item.escalate_after_carries",
        )
    } else {
        (
            format!("Action {late}"),
            "An action item has one owner and a due date, and this one's date has passed.",
            "[default]",
        )
    };
    let about = one.family.map_or_else(|| one.id.to_string(), |family| family.to_string());
    let mut found = Found::new(Rank::Item, Mark::Overdue, format!("item:{}", one.id.0), what)
        .days(days.max(0))
        .about(about)
        .detail(desk.name(one.owner))
        .rule(rule, basis)
        .value("action item", one.id.to_string())
        .value("what", one.description)
        .value("due", desk.day(one.due));
    if let Some(on) = one.escalated_on {
        found = found.value("escalated", desk.day(on));
    }
    found.open(Open::Item(one.id))
}
