//! The timeliness strip: of what was to be done by some day, how much was (`domain.md` §8).
//!
//! Of what is newer here than its own deadline nothing is expected yet, and nothing from before the file's first day.

use super::Days;
use super::facts::{Facts, Member, ROLES, Service, family, rows};
use super::sheet::{Named, Sheet, named, whole};
use crate::domain::month::{Amount, Carried, Heading, Month, Opening, of as of_family};
use crate::domain::spell::Span;
use crate::domain::{FamilyId, MemberId, SiteId};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::{RowExt, date};
use crate::store::view::month::FigureRow;
use chrono::{Datelike, NaiveDate, TimeDelta};
use rusqlite::params;
use std::collections::HashMap;

/// What is dated of families and their members, besides services.
pub(super) struct Facted {
    /// When the Intact Worker saw a child in person.
    seen: HashMap<MemberId, Vec<NaiveDate>>,
    /// When a family was discussed in some session.
    discussed: Known,
    /// When the safety of its children was assessed.
    assessed: Known,
    /// Plans and their reviews: family, due, completed.
    plans: Vec<(FamilyId, NaiveDate, Option<NaiveDate>)>,
    /// When a complete consent of an adult was in force.
    consents: HashMap<MemberId, Vec<Span>>,
}

/// Days by family, and the first on record.
struct Known {
    days: HashMap<FamilyId, Vec<NaiveDate>>,
    first: Option<NaiveDate>,
}

const SEEN: &str = "
    select c.member_id, s.on_date from family f join service s on s.family_id = f.id join service_child c on c.service_id = s.id
    where f.site_id = ?1 and s.on_date between ?2 and ?3 and s.role = 'intact_worker'
      and s.mode in ('home', 'office', 'field', 'treatment_site')";
const DISCUSSED: &str = "
    select c.family_id, m.held_on
    from meeting m cross join meeting_case c on c.meeting_id = m.id join family f on f.id = c.family_id
    where coalesce(m.held_on, substr(m.scheduled_at, 1, 10)) between ?2 and ?3 and m.held_on between ?2 and ?3
      and m.status in ('held', 'signed') and c.state = 'discussed' and f.site_id = ?1";
const DISCUSSED_BEFORE: &str = "
    select exists (select 1 from family f join meeting_case c on c.family_id = f.id and c.state = 'discussed'
      join meeting m on m.id = c.meeting_id and m.status in ('held', 'signed') and m.held_on < ?2 where f.site_id = ?1)";
const ASSESSED: &str = "
    select s.family_id, s.on_date from family f join safety_finding s on s.family_id = f.id
    where f.site_id = ?1 and s.on_date between ?2 and ?3";
const ASSESSED_BEFORE: &str = "
    select exists (select 1 from family f join safety_finding s on s.family_id = f.id where f.site_id = ?1 and s.on_date < ?2)";
const PLANS: &str = "
    select m.family_id, m.due_on, m.completed_on from family f join milestone m on m.family_id = f.id
    where f.site_id = ?1 and m.kind in ('service_plan', 'plan_review') and m.due_on between ?2 and ?3";
const CONSENTS: &str = "
    select m.id, c.signed_on, nullif(min(coalesce(c.expires_on, '9999-12-31'), coalesce(c.ended_on, '9999-12-31')), '9999-12-31')
    from family f join member m on m.family_id = f.id and m.kind = 'adult' join consent_complete c on c.member_id = m.id
    where f.site_id = ?1 and c.signed_on <= ?2";

impl Facted {
    /// Reads what a series of months from a day on needs.
    pub(super) fn load(store: &Store, site: SiteId, from: NaiveDate, cut_off: NaiveDate) -> Result<Self> {
        let limits = &store.settings().thresholds;
        let day = date(cut_off);
        let since = |days: i64| date(from - TimeDelta::days(days));
        let mut seen: HashMap<MemberId, Vec<NaiveDate>> = HashMap::new();
        for (child, on) in
            rows(store, SEEN, params![site.0, since(limits.child_seen.red_days), day], |row| {
                Ok((row.num(0)?, row.day(1)?))
            })?
        {
            seen.entry(child).or_default().push(on);
        }
        let mut consents: HashMap<MemberId, Vec<Span>> = HashMap::new();
        let span = |row: &rusqlite::Row<'_>| Ok((row.num(0)?, Span::new(row.day(1)?, row.day_opt(2)?)));
        for (adult, span) in rows(store, CONSENTS, params![site.0, day], span)? {
            consents.entry(adult).or_default().push(span);
        }
        Ok(Self {
            seen,
            discussed: known(
                store,
                site,
                [DISCUSSED, DISCUSSED_BEFORE],
                (&since(limits.case_review.days), &day),
            )?,
            assessed: known(
                store,
                site,
                [ASSESSED, ASSESSED_BEFORE],
                (&since(limits.safety.reassess_days), &day),
            )?,
            plans: rows(store, PLANS, params![site.0, date(from), day], |row| {
                Ok((row.num(0)?, row.day(1)?, row.day_opt(2)?))
            })?,
            consents,
        })
    }
}

fn known(store: &Store, site: SiteId, [sql, before]: [&str; 2], (since, day): (&str, &str)) -> Result<Known> {
    let all: Vec<(FamilyId, NaiveDate)> =
        rows(store, sql, params![site.0, since, day], |row| Ok((row.num(0)?, row.day(1)?)))?;
    let earlier: bool =
        store.conn().prepare_cached(before)?.query_row(params![site.0, since], |row| row.get(0))?;
    let first = if earlier { Some(NaiveDate::MIN) } else { all.iter().map(|(_, on)| *on).min() };
    let mut days: HashMap<FamilyId, Vec<NaiveDate>> = HashMap::new();
    for (family, on) in all {
        days.entry(family).or_default().push(on);
    }
    Ok(Known { days, first })
}

impl Known {
    fn by(&self, until: NaiveDate) -> bool {
        self.first.is_some_and(|first| first <= until)
    }

    /// Whether there was one within so many days up to a day, in this case.
    fn within(&self, case: &Opening, until: NaiveDate, days: i64) -> bool {
        let from = case.span.from.max(until - TimeDelta::days(days));
        self.days.get(&case.family).is_some_and(|all| all.iter().any(|on| from <= *on && *on <= until))
    }
}

/// Puts the strip down.
pub(super) fn count(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    sheet.list(Heading::Caseloads, "caseloads.timeliness", "Timeliness");
    let open: Vec<&Opening> = facts.openings.iter().filter(|one| one.span.holds(days.until)).collect();
    children(facts, days, &open, sheet);
    documented(facts, days, sheet);
    first_contacts(facts, days, sheet);
    visits(facts, days, &open, sheet);
    let (made, due) = super::caseloads::contacts(facts, days);
    let value = if facts.has_services(1, days.until) { Amount::of(made, due) } else { Amount::NoData };
    sheet.put(named("rc_contacts", "RC contacts of due", "Contacts of the Recovery Coordinators in the month, of those to be expected by the phases of their families: thresholds.toml, rc_contacts."), value, Vec::new);
    reviews(facts, days, &open, sheet);
    consents(facts, days.until, &open, sheet);
}

impl Facts<'_> {
    /// Since when a case could be worked on here: since it or the file began.
    fn since(&self, case: &Opening) -> NaiveDate {
        case.span.from.max(self.store.meta().first_day)
    }

    /// Whether a case is here for more than so many days.
    fn older(&self, case: &Opening, until: NaiveDate, days: i64) -> bool {
        (until - self.since(case)).num_days() > days
    }

    fn seen(&self, child: &Member, from: NaiveDate, until: NaiveDate) -> bool {
        self.facted.seen.get(&child.id).is_some_and(|all| all.iter().any(|on| from <= *on && *on <= until))
    }
}

/// What is shared, where the file holds any of it by then.
fn share<T>(sheet: &mut Sheet, known: bool, of: Named, all: Vec<(T, bool)>, row: impl Fn(&T) -> FigureRow) {
    let all = if known { all } else { Vec::new() };
    sheet.share(of, &all, row);
}

fn children(facts: &Facts<'_>, days: Days, open: &[&Opening], sheet: &mut Sheet) {
    let home = |case: &&&Opening| -> Vec<&Member> {
        facts.members_of(case.family, days.until).filter(|one| one.child && one.in_home).collect()
    };
    let known = facts.has_services(0, days.until);
    let all_month = open.iter().filter(|case| case.span.from <= days.first);
    let visited = all_month
        .flat_map(|case| home(&case))
        .map(|child| (child.family, facts.seen(child, days.first, days.until)))
        .collect();
    share(
        sheet,
        known,
        named(
            "visited",
            "Children visited",
            "Children at home in families open all month, whom the Intact Worker saw in person at least once in it.",
        ),
        visited,
        |id| family(*id, "a child not visited in the month", None),
    );
    let most = facts.store.settings().thresholds.child_seen.red_days;
    let mut seen = Vec::new();
    for case in open {
        for child in home(&case) {
            let from = case.span.from.max(days.until - TimeDelta::days(most));
            let was = facts.seen(child, from, days.until);
            if was || facts.older(case, days.until, most) {
                seen.push((case.family, was));
            }
        }
    }
    let definition = format!(
        "Children at home whom the Intact Worker saw in person in the {most} days up to the last day, of those whose case is here for longer or who were seen: thresholds.toml, child_seen.red_days."
    );
    share(sheet, known, named("seen", format!("Children seen in {most} d"), definition), seen, |id| {
        family(*id, "a child not seen", None)
    });
}

fn documented(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let hours = facts.store.settings().thresholds.documentation.hours;
    for (rc, name, label) in
        [(false, "iw_documented", "IW documented"), (true, "rc_documented", "RC documented")]
    {
        let in_time = |one: &Service| {
            one.elsewhere
                || one
                    .documented_on
                    .is_some_and(|on| on <= facts.cut_off && (on - one.on).num_days() * 24 <= hours)
        };
        let all: Vec<(&Service, bool)> = facts
            .services
            .iter()
            .filter(|one| one.rc == rc && days.hold(one.on))
            .map(|one| (one, in_time(one)))
            .collect();
        let label = format!("{label} in {hours} h");
        let definition = format!(
            "Services of the month that were documented within {hours} hours, counted in days, of all services of the month: thresholds.toml, documentation.hours."
        );
        sheet.share(named(name, label, definition), &all, |one| {
            family(one.family, "not documented in time", Some(one.on))
        });
    }
}

fn first_contacts(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let limits = &facts.store.settings().thresholds.first_contact;
    let calendar = &facts.calendar;
    let said = [
        (limits.iw_working_days, "iw_first", "First IW contact"),
        (limits.rc_working_days, "rc_first", "First RC contact"),
    ];
    for ((at, role), (most, name, label)) in ROLES.into_iter().enumerate().zip(said) {
        let worker = |one: &&Carried| facts.people.get(&one.staff).is_some_and(|person| person.role == role);
        let new = facts
            .carried
            .get(at)
            .into_iter()
            .flatten()
            .filter(|one| one.began(days.first, days.until))
            .filter(worker);
        let of = |one: &Carried| -> Option<((FamilyId, NaiveDate), bool)> {
            let from = one.span.from.max(facts.store.meta().first_day);
            let made = facts.services_of(one.family).iter().any(|made| {
                made.staff == one.staff
                    && made.rc == (at == 1)
                    && !made.attempted
                    && made.on >= one.span.from
                    && calendar.working_days_between(from, made.on) <= most
            });
            let over = calendar.working_days_between(from, facts.cut_off) > most;
            (made || over).then_some(((one.family, one.span.from), made))
        };
        let all = new.filter_map(of).collect();
        let definition = format!(
            "Families that a worker was given in the month and reached within {most} working days, of those for whom that time is over or who were reached; an attempt is no contact: thresholds.toml, first_contact."
        );
        share(
            sheet,
            facts.has_services(at, facts.cut_off),
            named(name, format!("{label} in {most} working d"), definition),
            all,
            |(id, on)| family(*id, "no contact in time, assigned", Some(*on)),
        );
    }
}

fn visits(facts: &Facts<'_>, days: Days, open: &[&Opening], sheet: &mut Sheet) {
    let limits = &facts.store.settings().thresholds.iw_visits;
    let month = Month::of(days.until).last().day();
    let of = |case: &&Opening| -> Option<(FamilyId, bool)> {
        let from = facts.since(case).max(days.first);
        let weekly_until = case.span.from + TimeDelta::days(limits.weekly_until_day);
        let all = (days.until - from).num_days() + 1;
        let weekly =
            ((weekly_until.min(days.until + TimeDelta::days(1))) - from).num_days().clamp(0, all.max(0));
        let due =
            weekly / limits.weekly_days + (all - weekly).max(0) * limits.then_per_month / i64::from(month);
        let made = facts
            .services_of(case.family)
            .iter()
            .filter(|one| !one.rc && one.in_person && days.hold(one.on) && one.on >= case.span.from)
            .count();
        (due > 0).then(|| (case.family, whole(made) >= due))
    };
    let all = open.iter().filter_map(of).collect();
    let definition = format!(
        "Open families that the Intact Worker visited in person as often as asked for in the month: every {} days to day {} of the case, then {} a month, by the days of each, in whole visits: thresholds.toml, iw_visits.",
        limits.weekly_days, limits.weekly_until_day, limits.then_per_month
    );
    share(
        sheet,
        facts.has_services(0, days.until),
        named("iw_visits", "IW visits kept", definition),
        all,
        |id| family(*id, "fewer visits than asked for", None),
    );

    let most = facts.store.settings().thresholds.joint_visit.days;
    let since = days.until - TimeDelta::days(most);
    let of = |case: &&Opening| -> Option<(FamilyId, bool)> {
        let enrolled =
            of_family(&facts.enrolments, case.family).iter().find(|one| one.span.holds(days.until))?;
        let from = since.max(case.span.from);
        let made = facts
            .services_of(case.family)
            .iter()
            .any(|one| one.joint && one.in_person && from <= one.on && one.on <= days.until);
        let here = enrolled.span.from.max(facts.since(case));
        (made || (days.until - here).num_days() > most).then_some((case.family, made))
    };
    let all = open.iter().filter_map(of).collect();
    let definition = format!(
        "Enrolled families that IW and RC visited together in the {most} days up to the last day, of those enrolled here for longer or visited: thresholds.toml, joint_visit.days."
    );
    let known = facts.has_services(0, days.until) || facts.has_services(1, days.until);
    share(sheet, known, named("joint", format!("Joint visit in {most} d"), definition), all, |id| {
        family(*id, "no joint visit", None)
    });
}

fn reviews(facts: &Facts<'_>, days: Days, open: &[&Opening], sheet: &mut Sheet) {
    let limits = &facts.store.settings().thresholds;
    for (known, most, name, label, what) in [
        (
            &facts.facted.discussed,
            limits.case_review.days,
            "reviewed",
            "Discussed",
            "discussed in some session",
        ),
        (
            &facts.facted.assessed,
            limits.safety.reassess_days,
            "safety",
            "Safety assessed",
            "whose children's safety was assessed",
        ),
    ] {
        let of = |case: &&Opening| {
            let done = known.within(case, days.until, most);
            (done || facts.older(case, days.until, most)).then_some((case.family, done))
        };
        let all = open.iter().filter_map(of).collect();
        let definition = format!(
            "Open families {what} in the {most} days up to the last day, of those whose case is here for longer or for which it was done: thresholds.toml."
        );
        share(
            sheet,
            known.by(days.until),
            named(name, format!("{label} in {most} d"), definition),
            all,
            |id| family(*id, "not in time", None),
        );
    }
    let due = facts.facted.plans.iter().filter(|(_, on, _)| days.hold(*on));
    let all: Vec<_> = due
        .filter(|(id, on, _)| of_family(&facts.openings, *id).iter().any(|case| case.span.holds(*on)))
        .map(|(id, on, done)| ((*id, *on), done.is_some_and(|done| done <= *on)))
        .collect();
    sheet.share(named("plans", "Plans in time", "Service plans and plan reviews due in the month for a case that was open then, and completed by their day."), &all, |(id, on)| family(*id, "plan due", Some(*on)));
}

fn consents(facts: &Facts<'_>, until: NaiveDate, open: &[&Opening], sheet: &mut Sheet) {
    let mut all = Vec::new();
    for case in open.iter().filter(|case| facts.enrolled(case.family, until)) {
        for adult in facts.members_of(case.family, until).filter(|one| !one.child && one.participant) {
            let covered = facts
                .facted
                .consents
                .get(&adult.id)
                .is_some_and(|all| all.iter().any(|span| span.holds(until)));
            all.push((case.family, covered));
        }
    }
    let known = facts.facted.consents.values().flatten().any(|span| span.from <= until);
    share(
        sheet,
        known,
        named(
            "consented",
            "Consent in force",
            "Adults in the programme, of enrolled families, with a complete consent in force on the last day.",
        ),
        all,
        |id| family(*id, "an adult without a consent in force", None),
    );
}
