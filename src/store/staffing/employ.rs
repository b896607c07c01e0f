//! Employment in dated spells, names, and the sites with their shares of time.

use super::Facts;
use crate::domain::spell::{Begin, Span, Spell, begin, overlap};
use crate::domain::staff::EmploymentStatus;
use crate::domain::{SiteId, StaffId, Word};
use crate::error::{Result, denied, invalid};
use crate::store::forms::desk::{Desk, line, short_line};
use crate::store::sql::{RowExt, date, word};
use crate::store::view::staffing::{Row, Terms};
use crate::store::write::{Field, What};
use crate::store::{OpId, Store, Tx};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

/// A spell of employment as it stands in the file.
pub(super) struct Employed {
    pub spell: Spell,
    pub terms: Terms,
}

impl Store {
    /// Other terms from a day on, until the next spell that is planned already.
    pub(super) fn save_employment(
        &mut self,
        op: OpId,
        staff: StaffId,
        from: NaiveDate,
        terms: Terms,
    ) -> Result<(i64, String)> {
        let (desk, facts) = self.desk_about(staff)?;
        self.write(op, What::of("staff_employ", "staff", staff.0), |tx| {
            check(tx.sql(), &desk, &facts, &terms)?;
            comes_back(tx, &desk, &facts, from)?;
            let to = put(tx, &desk, &facts, from, &terms)?;
            let mut said = format!("{} from {}: {}", facts.short, desk.day(from), told(&terms));
            if let Some(to) = to {
                said.push_str(&format!(", until {}", desk.day(to)));
            }
            Ok((staff.0, said))
        })
    }

    /// Corrects what a spell says; its days stay.
    pub(super) fn correct_employment(
        &mut self,
        op: OpId,
        staff: StaffId,
        row: Row,
        terms: Terms,
    ) -> Result<(i64, String)> {
        let (desk, facts) = self.desk_about(staff)?;
        self.write(op, What::of("staff_correct", "staff", staff.0), |tx| {
            check(tx.sql(), &desk, &facts, &terms)?;
            let own = spells(tx.sql(), staff)?.into_iter().any(|one| one.spell.id == row.id);
            if !own {
                return Err(invalid(format!("this is no employment of {}", facts.short)));
            }
            write_terms(tx, row.id, Some(row.version), &terms)?;
            Ok((staff.0, format!("{} is corrected: {}", facts.short, told(&terms))))
        })
    }

    /// Name, short name and e-mail.
    pub(super) fn save_details(
        &mut self,
        op: OpId,
        row: Row,
        [name, short, email]: [&String; 3],
    ) -> Result<(i64, String)> {
        let (_, facts) = self.desk_about(StaffId(row.id))?;
        let name = line(name, "The name", 80)?;
        let short = short_line(short, "The short name", 20)?;
        let email = short_line(email, "The e-mail address", 120)?.to_lowercase();
        crate::store::forms::staff::right_address(&email)?;
        self.write(op, What::of("staff_details", "staff", row.id), |tx| {
            let taken: Option<String> = tx
                .sql()
                .prepare_cached("select name from staff where email = ?1 and id <> ?2 and ?1 <> ''")?
                .query_row(params![email, row.id], |row| row.get(0))
                .optional()?;
            if let Some(owner) = taken {
                return Err(invalid(format!("{email} is the address of {owner}")).hint("check the address"));
            }
            let email = Some(email.as_str()).filter(|email| !email.is_empty());
            let fields: [Field<'_>; 3] = [("name", &name), ("short_name", &short), ("email", &email)];
            tx.update("staff", row.id, row.version, &fields)?;
            Ok((row.id, format!("{} is changed", facts.name)))
        })
    }

    /// Sites and shares of time from a day on, in place of those until then.
    pub(super) fn save_shares(
        &mut self,
        op: OpId,
        staff: StaffId,
        from: NaiveDate,
        shares: &[(SiteId, f64)],
        over: bool,
    ) -> Result<(i64, String)> {
        let (desk, facts) = self.desk_about(staff)?;
        let sum = right_shares(&facts, shares, over)?;
        self.write(op, What::of("staff_sites", "staff", staff.0), |tx| {
            here_on(&desk, &facts, from)?;
            let names = own_sites(tx.sql(), &desk, &facts, shares, from)?;
            end_sites(tx, &desk, staff, from)?;
            for (site, share) in shares {
                tx.insert(
                    "staff_site",
                    &[("staff_id", &staff), ("site_id", site), ("from_on", &from), ("share", share)],
                )?;
            }
            tx.note("over_full_time", sum > 1.0 + 1e-9);
            let mut said = format!("{} from {}: {}", facts.short, desk.day(from), names.join(", "));
            if facts.role.is_worker() && (sum - 1.0).abs() > 1e-9 {
                said.push_str(&format!("; {} of the time in all", percent(sum)));
            }
            Ok((staff.0, said))
        })
    }
}

/// Every spell of a person's employment, in order.
pub(super) fn spells(conn: &Connection, staff: StaffId) -> Result<Vec<Employed>> {
    let mut statement = conn.prepare_cached(
        "select id, from_on, to_on, fte, capacity, status, supervisor_id from employment where staff_id = ?1
         order by from_on, id",
    )?;
    let rows = statement.query_map([staff.0], |row| {
        let terms = Terms {
            fte: row.get("fte")?,
            capacity: row.get("capacity")?,
            status: row.word("status")?,
            supervisor: row.num_opt("supervisor_id")?,
        };
        Ok(Employed { spell: Spell::new(row.get("id")?, row.day("from_on")?, row.day_opt("to_on")?), terms })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Puts terms in force from a day on; gives where they end, if another spell follows.
pub(super) fn put(
    tx: &mut Tx<'_>,
    desk: &Desk,
    facts: &Facts,
    from: NaiveDate,
    terms: &Terms,
) -> Result<Option<NaiveDate>> {
    let spells: Vec<Spell> = spells(tx.sql(), facts.id)?.iter().map(|one| one.spell).collect();
    if let Some(first) = spells.iter().map(|spell| spell.span.from).min().filter(|first| from < *first) {
        return Err(invalid(format!("{} began on {}", facts.short, desk.day(first)))
            .hint("a change holds from that day or a later one"));
    }
    if overlap(&spells) {
        return Err(two_at_once(facts));
    }
    match begin(&spells, from) {
        Begin::Same(id) => {
            write_terms(tx, id, None, terms)?;
            Ok(spells.iter().find(|spell| spell.id == id).and_then(|spell| spell.span.to))
        }
        Begin::New { ends, to } => {
            if let Some(before) = ends {
                tx.set("employment", before, &[("to_on", &from)])?;
            }
            insert(tx, facts.id, Span::new(from, to), terms)?;
            Ok(to)
        }
    }
}

/// Adds a spell.
pub(super) fn insert(tx: &mut Tx<'_>, staff: StaffId, span: Span, terms: &Terms) -> Result<i64> {
    tx.insert(
        "employment",
        &[
            ("staff_id", &staff),
            ("from_on", &span.from),
            ("to_on", &span.to),
            ("fte", &terms.fte),
            ("capacity", &terms.capacity),
            ("status", &word(terms.status)),
            ("supervisor_id", &terms.supervisor),
        ],
    )
}

/// The refusal where two spells share days already, as an import may leave them.
pub(super) fn two_at_once(facts: &Facts) -> crate::error::Error {
    invalid(format!(
        "two spells of {}'s employment share days, so it is not clear which one ends",
        facts.short
    ))
    .hint("correct the source and bring it in again")
}

/// Whether spells of one person share days.
pub(super) fn shares_days(spells: &[Employed]) -> bool {
    overlap(&spells.iter().map(|one| one.spell).collect::<Vec<_>>())
}

/// Changes what a spell says; `version` is the one that was read, none where only this operation can have meant it.
pub(super) fn write_terms(tx: &mut Tx<'_>, spell: i64, version: Option<i64>, terms: &Terms) -> Result<()> {
    let status = word(terms.status);
    let fields: [Field<'_>; 4] = [
        ("fte", &terms.fte),
        ("capacity", &terms.capacity),
        ("status", &status),
        ("supervisor_id", &terms.supervisor),
    ];
    match version {
        Some(version) => tx.update("employment", spell, version, &fields)?,
        None => tx.set("employment", spell, &fields)?,
    };
    Ok(())
}

fn check(conn: &Connection, desk: &Desk, facts: &Facts, terms: &Terms) -> Result<()> {
    if !(terms.fte > 0.0 && terms.fte <= 1.5) {
        return Err(invalid("FTE is a number over 0 and up to 1.5").hint("1.0 is full time, 0.5 is half"));
    }
    if terms.capacity.is_some_and(|capacity| !(1..=200).contains(&capacity)) {
        return Err(
            invalid("a capacity is 1 to 200 families").hint("leave it empty for the number in the settings")
        );
    }
    if terms.status == EmploymentStatus::Separated {
        return Err(invalid("leaving the agency is more than a status")
            .hint("choose \"Leaves the agency\": it asks what is to be handed over"));
    }
    let Some(supervisor) = terms.supervisor else { return Ok(()) };
    let supervisor = super::facts(conn, &desk.viewer, supervisor)?;
    if supervisor.left_on.is_some_and(|left| left <= desk.today) {
        return Err(invalid(format!("{} has left and supervises nobody", supervisor.short)));
    }
    if facts.role.supervised_by().is_some_and(|role| role != supervisor.role) {
        return Err(invalid(format!("{} does not supervise {}s", supervisor.short, facts.role))
            .hint("an Intact Worker has an Intact Supervisor, a Recovery Coordinator a SUD Supervisor"));
    }
    Ok(())
}

/// Somebody who left and is employed again from a day on is no longer gone.
fn comes_back(tx: &mut Tx<'_>, desk: &Desk, facts: &Facts, from: NaiveDate) -> Result<()> {
    let Some(left) = facts.left_on else { return Ok(()) };
    if from < left {
        return Err(invalid(format!("{} leaves on {}", facts.short, desk.day(left)))
            .hint("change what held until then by correcting the spell"));
    }
    let none: Option<NaiveDate> = None;
    tx.update("staff", facts.id.0, facts.version, &[("left_on", &none)])?;
    Ok(())
}

/// Refuses a day before the first or after the last one.
pub(super) fn here_on(desk: &Desk, facts: &Facts, on: NaiveDate) -> Result<()> {
    if let Some(hired) = facts.hired_on.filter(|hired| on < *hired) {
        return Err(
            invalid(format!("{} began on {}", facts.short, desk.day(hired))).hint("choose a later day")
        );
    }
    if let Some(left) = facts.left_on.filter(|left| on >= *left) {
        return Err(invalid(format!("{} is not employed from {} on", facts.short, desk.day(left)))
            .hint("somebody who comes back is employed again first"));
    }
    Ok(())
}

fn right_shares(facts: &Facts, shares: &[(SiteId, f64)], over: bool) -> Result<f64> {
    if shares.is_empty() {
        return Err(invalid("choose at least one site"));
    }
    if shares.iter().any(|(_, share)| !(*share > 0.0 && *share <= 1.0)) {
        return Err(invalid("a share of time is over 0 and up to 100 %"));
    }
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    // A supervisor answers for each site wholly: only a worker's time is divided.
    if facts.role.is_worker() && sum > 1.0 + 1e-9 && !over {
        return Err(invalid(format!("the shares add up to {}, more than the whole time", percent(sum)))
            .hint("correct them, or say yes to \"More than the whole time\""));
    }
    Ok(sum)
}

/// Refuses sites that are not the viewer's unless the person works there already; gives names with shares.
fn own_sites(
    conn: &Connection,
    desk: &Desk,
    facts: &Facts,
    shares: &[(SiteId, f64)],
    from: NaiveDate,
) -> Result<Vec<String>> {
    let mut find = conn.prepare_cached(
        "select name, exists (select 1 from staff_site t where t.site_id = s.id and t.staff_id = ?2 and t.from_on <= ?3
           and (t.to_on is null or t.to_on > ?3)) from site s where id = ?1",
    )?;
    let mut names = Vec::new();
    for (site, share) in shares {
        let (name, there): (String, bool) =
            find.query_row(params![site.0, facts.id.0, date(from)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if !there && !desk.viewer.sites.contains(site) {
            return Err(
                denied(format!("{name} is not one of your sites")).hint("its supervisor adds people there")
            );
        }
        names.push(if facts.role.is_worker() { format!("{name} {}", percent(*share)) } else { name });
    }
    Ok(names)
}

/// Ends what holds on a day, and forgets what was planned for later.
fn end_sites(tx: &mut Tx<'_>, desk: &Desk, staff: StaffId, from: NaiveDate) -> Result<()> {
    let rows: Vec<(i64, NaiveDate)> = tx
        .sql()
        .prepare_cached(
            "select id, from_on from staff_site where staff_id = ?1 and (to_on is null or to_on > ?2) order by id",
        )?
        .query_map(params![staff.0, date(from)], |row| Ok((row.get(0)?, row.day("from_on")?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, began) in rows {
        if began > from {
            return Err(invalid(format!("other sites are planned from {}", desk.day(began)))
                .hint("choose that day or a later one"));
        }
        if began == from {
            // What was entered for this same day is replaced: it never held.
            tx.delete("staff_site", id)?;
        } else {
            tx.set("staff_site", id, &[("to_on", &from)])?;
        }
    }
    Ok(())
}

fn told(terms: &Terms) -> String {
    let mut said = format!("{} FTE", terms.fte);
    if let Some(capacity) = terms.capacity {
        said.push_str(&format!(", {capacity} families at full time"));
    }
    if terms.status != EmploymentStatus::Active {
        said.push_str(&format!(", {}", terms.status.label().to_lowercase()));
    }
    said
}

/// A share as people say it: `60 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
