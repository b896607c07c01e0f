//! Staffing: posts, who came and went, whom supervisors supervise, what ends, and whether supervision was held.

mod supervision;

pub(super) use supervision::Supervision;

use super::Days;
use super::facts::{Facts, ROLES, Someone, rows, span_at};
use super::sheet::{Sheet, named};
use crate::domain::month::{Amount, Heading};
use crate::domain::spell::Span;
use crate::domain::staff::{Recruitment, Role};
use crate::domain::{SiteId, StaffId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::RowExt;
use crate::store::view::Open;
use crate::store::view::month::FigureRow;
use chrono::{NaiveDate, TimeDelta};
use rusqlite::params;
use std::collections::BTreeMap;

/// An authorised post of the site.
pub(super) struct Post {
    id: i64,
    role: String,
    fte: f64,
    span: Span,
    recruitment: Option<(Recruitment, Option<NaiveDate>)>,
    fills: Vec<Span>,
    covers: Vec<(Span, StaffId)>,
}

/// Something that somebody can show, until a day.
pub(super) struct Credential {
    staff: StaffId,
    kind: String,
    issued_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
}

/// The site's posts, with who filled and covered them.
pub(super) fn posts(store: &Store, site: SiteId) -> Result<Vec<Post>> {
    let all = "select id, from_on, to_on, role, fte, recruitment, recruitment_on from position where site_id = ?1 order by id";
    let mut posts = rows(store, all, [site.0], |row| {
        let recruitment = row.word_opt(5)?.map(|word| Ok((word, row.day_opt(6)?))).transpose();
        Ok(Post {
            id: row.get(0)?,
            role: row.get(3)?,
            fte: row.get(4)?,
            span: span_at(row)?,
            recruitment: recruitment.map_err(|error: rusqlite::Error| error)?,
            fills: Vec::new(),
            covers: Vec::new(),
        })
    })?;
    let fills = "select x.position_id, x.from_on, x.to_on, x.staff_id from position p join position_fill x on x.position_id = p.id
       where p.site_id = ?1 order by 1, 2";
    let covers = "select x.position_id, x.from_on, x.to_on, x.staff_id from position p join position_cover x on x.position_id = p.id
       where p.site_id = ?1 order by 1, 2";
    for (sql, fill) in [(fills, true), (covers, false)] {
        let found = rows(store, sql, [site.0], |row| {
            Ok((row.get::<_, i64>(0)?, span_at(row)?, row.num::<StaffId>(3)?))
        })?;
        for (id, span, who) in found {
            let Some(post) = posts.iter_mut().find(|post| post.id == id) else { continue };
            if fill { post.fills.push(span) } else { post.covers.push((span, who)) }
        }
    }
    Ok(posts)
}

/// What the people who ever worked at the site can show.
pub(super) fn credentials(store: &Store, site: SiteId) -> Result<Vec<Credential>> {
    let sql = "select staff_id, kind, issued_on, expires_on from credential
       where staff_id in (select staff_id from staff_site where site_id = ?1) order by 1, 2, 4";
    rows(store, sql, params![site.0], |row| {
        Ok(Credential {
            staff: row.num(0)?,
            kind: row.get(1)?,
            issued_on: row.day_opt(2)?,
            expires_on: row.day_opt(3)?,
        })
    })
}

/// Puts staffing down.
pub(super) fn count(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let there: Vec<&Post> = facts.posts.iter().filter(|post| post.span.holds(days.until)).collect();
    by_role(&there, days.until, sheet);
    vacancies(facts, &there, days.until, sheet);
    people(facts, days, sheet);
    supervisors(facts, days.until, sheet);
    credentials_ending(facts, days.until, sheet);
    supervision::count(facts, days, sheet);
}

impl Post {
    fn filled(&self, on: NaiveDate) -> bool {
        self.fills.iter().any(|span| span.holds(on))
    }

    /// Since when nobody fills it: since its last holder left, or since it was authorised.
    fn vacant_since(&self, on: NaiveDate) -> NaiveDate {
        let left = self.fills.iter().filter_map(|span| span.to).filter(|to| *to <= on).max();
        left.map_or(self.span.from, |left| left.max(self.span.from))
    }

    fn row(&self, detail: impl Into<String>, on: Option<NaiveDate>) -> FigureRow {
        let label = Role::parse(&self.role).map_or_else(|| self.role.clone(), |role| role.label().to_owned());
        FigureRow { label, detail: detail.into(), on, open: Some(Open::List("staffing".into())) }
    }
}

fn by_role<'p>(there: &[&'p Post], until: NaiveDate, sheet: &mut Sheet) {
    sheet.table(Heading::Staffing, "staffing.posts", "Posts by role");
    let mut roles: Vec<&'p str> = Role::ALL.iter().map(|role| role.word()).collect();
    roles.retain(|role| {
        ["intact_worker", "recovery_coordinator"].contains(role)
            || there.iter().any(|post| post.role == *role)
    });
    let strays: Vec<&str> =
        there.iter().map(|post| post.role.as_str()).filter(|role| !roles.contains(role)).collect();
    roles.extend(strays.into_iter().collect::<std::collections::BTreeSet<_>>());
    for role in roles {
        sheet.line(
            role.to_owned(),
            Role::parse(role).map_or_else(|| role.to_owned(), |role| role.label().to_owned()),
        );
        let all: Vec<&Post> = there.iter().filter(|post| post.role == role).copied().collect();
        let (filled, vacant): (Vec<&Post>, Vec<&Post>) = all.iter().partition(|post| post.filled(until));
        let fte = |posts: &[&Post]| Amount::Measure(posts.iter().map(|post| post.fte).sum::<f64>() + 0.0);
        let told = |posts: &[&Post], what: &str| {
            posts.iter().map(|post| post.row(what, Some(post.span.from))).collect()
        };
        sheet.put(
            named("authorised", "Authorised", "FTE of the posts authorised for this site on the last day."),
            fte(&all),
            || told(&all, "authorised since"),
        );
        sheet.put(
            named("filled", "Filled", "FTE of the posts that somebody filled on the last day."),
            fte(&filled),
            || told(&filled, "filled, authorised since"),
        );
        let empty = |post: &&Post| post.row("vacant since", Some(post.vacant_since(until)));
        sheet.put(
            named("vacant", "Vacant", "FTE of the posts that nobody filled on the last day."),
            fte(&vacant),
            || vacant.iter().map(empty).collect(),
        );
        sheet.count(
            named("vacancies", "Vacancies", "Posts that nobody filled on the last day."),
            &vacant,
            empty,
        );
    }
}

fn vacancies(facts: &Facts<'_>, there: &[&Post], until: NaiveDate, sheet: &mut Sheet) {
    sheet.table(Heading::Staffing, "staffing.vacancies", "Vacant posts");
    for post in there.iter().filter(|post| !post.filled(until)) {
        let since = post.vacant_since(until);
        sheet.line(post.id.to_string(), post.row("", None).label);
        let row = || vec![post.row("vacant since", Some(since))];
        let days = Amount::Count((until - since).num_days());
        sheet.put(
            named("days", "Days vacant", "Days up to the last day since nobody fills the post."),
            days,
            row,
        );
        // How far recruitment is has no spells: what was set later than the month was not so then.
        let known = post.recruitment.filter(|(_, on)| on.is_none_or(|on| on <= until));
        let recruitment = known.map_or(Amount::NoData, |(word, _)| Amount::Words(word.label().to_owned()));
        sheet.put(
            named(
                "recruitment",
                "Recruitment",
                "How far recruitment is, as far as it was set by the last day.",
            ),
            recruitment,
            row,
        );
        let cover = post.covers.iter().rfind(|(span, _)| span.holds(until));
        let cover = cover.map_or_else(|| "none".to_owned(), |(_, who)| facts.name(*who).to_owned());
        sheet.put(
            named("cover", "Cover", "Who covered the post on the last day."),
            Amount::Words(cover),
            row,
        );
    }
}

/// Somebody in the rows behind a figure.
fn person(facts: &Facts<'_>, staff: StaffId, detail: impl Into<String>, on: Option<NaiveDate>) -> FigureRow {
    let label = facts.name(staff).to_owned();
    FigureRow { label, detail: detail.into(), on, open: Some(Open::Person(staff)) }
}

/// The people who worked at the site at some time of the month, or left on its last day there, by name.
fn here<'f>(facts: &'f Facts<'_>, days: Days) -> Vec<(StaffId, &'f Someone)> {
    let touches = |span: &Span| span.from <= days.until && span.to.is_none_or(|to| to >= days.first);
    let fits = |one: &Someone| one.here.iter().any(|(span, _)| touches(span));
    let mut all: Vec<_> =
        facts.people.iter().filter(|(_, one)| fits(one)).map(|(id, one)| (*id, one)).collect();
    all.sort_by(|(a, one), (b, other)| (&one.short, a).cmp(&(&other.short, b)));
    all
}

fn people(facts: &Facts<'_>, days: Days, sheet: &mut Sheet) {
    let all = here(facts, days);
    let within = |on: Option<NaiveDate>| on.filter(|on| days.hold(*on));
    sheet.list(Heading::Staffing, "staffing.people", "People");
    let hired: Vec<_> = all.iter().filter_map(|(id, one)| Some((*id, within(one.hired_on)?))).collect();
    sheet.count(
        named("hired", "Hired", "People of this site who were hired in the month."),
        &hired,
        |(id, on)| person(facts, *id, "hired", Some(*on)),
    );
    let left: Vec<_> = all.iter().filter_map(|(id, one)| Some((*id, within(one.left_on)?))).collect();
    sheet.count(
        named(
            "separated",
            "Separated",
            "People of this site who left their agency in the month, by the first day no longer employed.",
        ),
        &left,
        |(id, on)| person(facts, *id, "left", Some(*on)),
    );
    let away = |one: &Someone| {
        let spell = one.employment.iter().find(|spell| {
            spell.status == "leave"
                && spell.span.from <= days.until
                && spell.span.to.is_none_or(|to| to > days.first)
        });
        spell.map(|spell| spell.span.from)
    };
    let leave: Vec<_> = all.iter().filter_map(|(id, one)| Some((*id, away(one)?))).collect();
    sheet.count(
        named("leave", "On leave", "People of this site who were on leave on some day of the month."),
        &leave,
        |(id, on)| person(facts, *id, "on leave since", Some(*on)),
    );
}

fn supervisors(facts: &Facts<'_>, until: NaiveDate, sheet: &mut Sheet) {
    sheet.table(Heading::Staffing, "staffing.supervisors", "Workers per supervisor");
    let mut teams: BTreeMap<(&str, StaffId), Vec<StaffId>> = BTreeMap::new();
    for (id, one) in here(facts, Days { first: until, until }) {
        let works = ROLES.contains(&one.role) && one.share(until).is_some();
        let Some((.., Some(supervisor))) = one.employed(until).filter(|_| works) else { continue };
        teams.entry((facts.name(supervisor), supervisor)).or_default().push(id);
    }
    let most = facts.store.settings().thresholds.caseload.workers_per_supervisor;
    let most = f64::from(i32::try_from(most).unwrap_or(i32::MAX));
    for ((name, supervisor), team) in teams {
        sheet.line(supervisor.0.to_string(), name.to_owned());
        let value = Amount::of(f64::from(u32::try_from(team.len()).unwrap_or(u32::MAX)), most);
        sheet.put(
            named("workers", "Workers", "Intact Workers and Recovery Coordinators of this site on the last day, of the most a supervisor should have [rule: CWLA]."),
            value,
            || team.iter().map(|id| person(facts, *id, "supervised on the last day", None)).collect(),
        );
    }
}

fn credentials_ending(facts: &Facts<'_>, until: NaiveDate, sheet: &mut Sheet) {
    let ahead = facts.store.settings().thresholds.credential.report_days;
    let mut latest: BTreeMap<(StaffId, &str), Option<NaiveDate>> = BTreeMap::new();
    let there = |id: StaffId| {
        facts.people.get(&id).is_some_and(|one| one.share(until).is_some() && one.employed(until).is_some())
    };
    for one in
        facts.credentials.iter().filter(|one| there(one.staff) && one.issued_on.is_none_or(|on| on <= until))
    {
        let ends = latest.entry((one.staff, &one.kind)).or_insert(one.expires_on);
        // Renewed is what ends later, or never.
        *ends = ends.zip(one.expires_on).map(|(one, other)| one.max(other));
    }
    let list = &facts.store.settings().lists.credential_kind;
    let ends = |fits: &dyn Fn(NaiveDate) -> bool| -> Vec<(StaffId, &str, NaiveDate)> {
        latest
            .iter()
            .filter_map(|((id, kind), on)| Some((*id, *kind, (*on).filter(|on| fits(*on))?)))
            .collect()
    };
    let row = |(id, kind, on): &(StaffId, &str, NaiveDate)| {
        person(facts, *id, format!("{} ends", list.label(kind)), Some(*on))
    };
    sheet.list(Heading::Staffing, "staffing.credentials", "Credentials");
    let expiring = ends(&|on| on > until && on <= until + TimeDelta::days(ahead));
    sheet.count(named("expiring", format!("End within {ahead} d"), "Credentials of people at this site that end within so many days after the last day, and are not renewed: thresholds.toml, credential.report_days."), &expiring, row);
    let ended = ends(&|on| on <= until);
    sheet.count(
        named(
            "ended",
            "Have ended",
            "Credentials of people at this site that had ended by the last day, and are not renewed.",
        ),
        &ended,
        row,
    );
}
