//! What every form needs before it writes: who writes, on which day, and whom and what they may write about.

use crate::domain::access::{Act, Viewer};
use crate::domain::calendar::Clock;
use crate::domain::family::MemberKind;
use crate::domain::staff::Role;
use crate::domain::text::clean_line;
use crate::domain::{FamilyId, MemberId, StaffId};
use crate::error::{Result, denied, invalid, missing};
use crate::settings::Settings;
use crate::store::Store;
use crate::store::sql::{RowExt, date};
use chrono::{NaiveDate, NaiveTime};
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::Arc;

/// Who writes, on which day, by which numbers; taken along into the write, where the store itself is lent out.
pub(crate) struct Desk {
    pub viewer: Viewer,
    pub settings: Arc<Settings>,
    pub today: NaiveDate,
    pub now: NaiveTime,
    pub clock: Clock,
}

/// What forms need to know of a family.
pub(crate) struct FamilyFacts {
    pub id: FamilyId,
    pub site: i64,
    pub intact_agency: i64,
    pub treatment_agency: i64,
    /// The first day of its last opening.
    pub opened_on: NaiveDate,
    /// The first day it is closed.
    pub closed_on: Option<NaiveDate>,
}

/// What forms need to know of a person on the staff.
#[derive(Clone)]
pub(crate) struct StaffFacts {
    pub id: StaffId,
    pub short: String,
    pub role: Role,
}

impl Store {
    /// Who writes, where they may.
    pub(crate) fn desk(&self, act: Act) -> Result<Desk> {
        let viewer = self.allow(act)?.clone();
        let clock = *self.clock();
        let now = clock.time_of(clock.now());
        Ok(Desk { viewer, settings: Arc::clone(&self.settings), today: clock.today(), now, clock })
    }
}

impl Desk {
    /// The viewer's sites as SQL takes them with `json_each`.
    pub(crate) fn sites(&self) -> String {
        sites(&self.viewer)
    }

    /// A family in scope.
    pub(crate) fn family(&self, conn: &Connection, id: FamilyId) -> Result<FamilyFacts> {
        let found = conn
            .prepare_cached(
                "select f.site_id, s.intact_agency_id, s.treatment_agency_id, o.from_on, o.to_on
                 from family f join site s on s.id = f.site_id join family_opening o on o.family_id = f.id
                 where f.id = ?1 order by o.from_on desc, o.id desc limit 1",
            )?
            .query_row([id.0], |row| {
                Ok(FamilyFacts {
                    id,
                    site: row.get(0)?,
                    intact_agency: row.get(1)?,
                    treatment_agency: row.get(2)?,
                    opened_on: row.day("from_on")?,
                    closed_on: row.day_opt("to_on")?,
                })
            })
            .optional()?;
        let family = found.ok_or_else(|| missing(format!("there is no family {id}")))?;
        if !self.viewer.sites.iter().any(|site| site.0 == family.site) {
            return Err(denied(format!("{id} belongs to a site that is not yours")));
        }
        Ok(family)
    }

    /// A family in scope that is open today.
    pub(crate) fn open_family(&self, conn: &Connection, id: FamilyId) -> Result<FamilyFacts> {
        let family = self.family(conn, id)?;
        if let Some(closed) = family.closed_on.filter(|closed| *closed <= self.today) {
            return Err(invalid(format!("{id} was closed on {}", self.day(closed)))
                .hint("a family that comes back is opened again first"));
        }
        Ok(family)
    }

    /// A person on the staff of the viewer's sites.
    pub(crate) fn staff(&self, conn: &Connection, id: StaffId) -> Result<StaffFacts> {
        let found = conn
            .prepare_cached(
                "select s.name, s.short_name, s.role, s.left_on, exists (select 1 from staff_site t where t.staff_id = s.id
                   and t.site_id in (select value from json_each(?2))) as near
                 from staff s where s.id = ?1",
            )?
            .query_row(params![id.0, self.sites()], |row| {
                let (name, short): (String, String) = (row.get("name")?, row.get("short_name")?);
                let short = if short.is_empty() { name } else { short };
                let facts = StaffFacts { id, short, role: row.word("role")? };
                Ok((facts, row.day_opt("left_on")?, row.get::<_, bool>("near")?))
            })
            .optional()?;
        match found {
            None => Err(missing("nobody here has that number")),
            Some((person, _, false)) => Err(denied(format!("{} does not work at your sites", person.short))),
            Some((person, Some(left), _)) if left <= self.today => {
                Err(invalid(format!("{} left on {}", person.short, self.day(left)))
                    .hint("choose somebody who works here today"))
            }
            Some((person, ..)) => Ok(person),
        }
    }

    /// A member of a family in scope: alias, kind, family.
    pub(crate) fn member(
        &self,
        conn: &Connection,
        id: MemberId,
    ) -> Result<(String, MemberKind, FamilyFacts)> {
        let found: Option<(String, MemberKind, FamilyId)> = conn
            .prepare_cached("select alias, kind, family_id from member where id = ?1")?
            .query_row([id.0], |row| Ok((row.get("alias")?, row.word("kind")?, row.num("family_id")?)))
            .optional()?;
        let (alias, kind, family) = found.ok_or_else(|| missing("no family member has that number"))?;
        Ok((alias, kind, self.family(conn, family)?))
    }

    /// A date as people read it.
    pub(crate) fn day(&self, on: NaiveDate) -> String {
        crate::domain::dates::short(on, self.today)
    }

    /// Refuses a day that is still to come; `what` begins the sentence.
    pub(crate) fn not_future(&self, on: NaiveDate, what: &str) -> Result<()> {
        if on > self.today {
            return Err(invalid(format!("{what} on {}, which is still to come", self.day(on)))
                .hint("give the day on which it happened"));
        }
        Ok(())
    }

    /// Refuses a day on which the family was not open.
    pub(crate) fn while_open(&self, conn: &Connection, family: &FamilyFacts, on: NaiveDate) -> Result<()> {
        let open: bool = conn
            .prepare_cached(
                "select exists (select 1 from family_opening where family_id = ?1 and from_on <= ?2
                   and (to_on is null or to_on >= ?2))",
            )?
            .query_row(params![family.id.0, date(on)], |row| row.get(0))?;
        if open {
            return Ok(());
        }
        let opened = self.day(family.opened_on);
        Err(invalid(format!("{} was not open on {}", family.id, self.day(on)))
            .hint(format!("it was opened on {opened}: check the date")))
    }
}

/// A viewer's sites as SQL takes them with `json_each`.
pub(crate) fn sites(viewer: &Viewer) -> String {
    let ids: Vec<String> = viewer.sites.iter().map(|site| site.0.to_string()).collect();
    format!("[{}]", ids.join(","))
}

/// One line of text, cleaned, that must not be empty nor longer than so many characters.
pub(crate) fn line(text: &str, what: &str, longest: usize) -> Result<String> {
    let text = short_line(text, what, longest)?;
    if text.is_empty() {
        return Err(invalid(format!("{what} is missing")));
    }
    Ok(text)
}

/// One line of text, cleaned, that may be empty.
pub(crate) fn short_line(text: &str, what: &str, longest: usize) -> Result<String> {
    let text = clean_line(text);
    if text.chars().count() > longest {
        return Err(invalid(format!("{what} is longer than {longest} characters")));
    }
    if crate::domain::alias::holds_ssn(&text) {
        return Err(invalid(format!("{what} holds what looks like a social security number"))
            .hint("such numbers are never kept here"));
    }
    Ok(text)
}
