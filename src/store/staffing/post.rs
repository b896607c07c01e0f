//! Authorised posts: what they are, who fills them, who covers them while nobody does.

use super::{Facts, facts, may};
use crate::domain::access::Act;
use crate::domain::spell::Span;
use crate::domain::staff::{Recruitment, Role};
use crate::domain::{SiteId, StaffId, Word};
use crate::error::{Result, denied, invalid, missing};
use crate::store::forms::conflict;
use crate::store::forms::desk::Desk;
use crate::store::sql::{RowExt, date, word};
use crate::store::view::family::change::Seen;
use crate::store::view::staffing::{PostTerms, Row};
use crate::store::write::{Field, What};
use crate::store::{OpId, Store, Tx};
use chrono::{Days, NaiveDate};
use rusqlite::{Connection, OptionalExtension, params};

/// What changes need to know of a post.
struct Post {
    role: Role,
    span: Span,
}

impl Store {
    /// An authorised post, new or changed.
    pub(super) fn save_post(
        &mut self,
        op: OpId,
        row: Option<Row>,
        terms: &PostTerms,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditStaff(terms.role))?;
        check(&desk, terms)?;
        self.write(op, What { kind: "position", entity: "position", id: row.map(|row| row.id) }, |tx| {
            let agency = employer(tx.sql(), terms)?;
            if let Some(row) = row {
                // The post that is there must be the viewer's to change, too.
                post(tx.sql(), &desk, row.id)?;
            }
            let (role, stage) = (word(terms.role), terms.recruitment.map(word));
            let fields: [Field<'_>; 8] = [
                ("site_id", &terms.site),
                ("agency_id", &agency),
                ("role", &role),
                ("fte", &terms.fte),
                ("from_on", &terms.from),
                ("to_on", &terms.to),
                ("recruitment", &stage),
                ("recruitment_on", &terms.recruitment_on),
            ];
            let id = match row {
                Some(row) => {
                    let seen = Seen { id: row.id, version: row.version };
                    conflict::update(tx, &desk, "position", seen, &fields)?;
                    row.id
                }
                None => tx.insert("position", &fields)?,
            };
            let stage = terms
                .recruitment
                .map_or_else(|| "recruitment not said".into(), |one| one.label().to_lowercase());
            Ok((id, format!("The post of {} {} FTE is kept: {stage}", terms.role, terms.fte)))
        })
    }

    /// Somebody fills a post from a day on; a cover ends on that day.
    pub(super) fn fill_post(
        &mut self,
        op: OpId,
        id: i64,
        staff: StaffId,
        from: NaiveDate,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditItem)?;
        self.write(op, What::of("position_fill", "position", id), |tx| {
            let post = post(tx.sql(), &desk, id)?;
            let person = facts(tx.sql(), &desk.viewer, staff)?;
            fits(&desk, &post, &person, from)?;
            if let Some((other, until)) = filled(tx.sql(), id, Span::new(from, None))? {
                let until = until.map_or_else(String::new, |on| format!(" until {}", desk.day(on)));
                return Err(invalid(format!("{other} fills this post{until}"))
                    .hint("the post is vacant when that person leaves or fills another one"));
            }
            tx.insert("position_fill", &[("position_id", &id), ("staff_id", &staff), ("from_on", &from)])?;
            let stage = word(Recruitment::Filled);
            tx.set("position", id, &[("recruitment", &stage), ("recruitment_on", &from)])?;
            end_cover(tx, id, from)?;
            Ok((id, format!("{} fills the post of {} from {}", person.short, post.role, desk.day(from))))
        })
    }

    /// Somebody covers a post while it is vacant.
    pub(super) fn cover_post(
        &mut self,
        op: OpId,
        id: i64,
        staff: StaffId,
        from: NaiveDate,
        last_day: Option<NaiveDate>,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditItem)?;
        if last_day.is_some_and(|last| last < from) {
            return Err(invalid("the last day is before the first").hint("check the two dates"));
        }
        self.write(op, What::of("position_cover", "position", id), |tx| {
            let post = post(tx.sql(), &desk, id)?;
            let person = desk.staff(tx.sql(), staff)?;
            if person.role != post.role && post.role.supervised_by() != Some(person.role) {
                return Err(invalid(format!("{} is {}, not {}", person.short, person.role, post.role))
                    .hint("a colleague of the same role covers, or their supervisor"));
            }
            if let Some((other, _)) = filled(tx.sql(), id, Span::new(from, Some(day_after(from)?)))? {
                return Err(invalid(format!("{other} fills this post on {}", desk.day(from))));
            }
            end_cover(tx, id, from)?;
            let to = last_day.map(day_after).transpose()?;
            tx.insert(
                "position_cover",
                &[("position_id", &id), ("staff_id", &staff), ("from_on", &from), ("to_on", &to)],
            )?;
            Ok((id, format!("{} covers the post of {} from {}", person.short, post.role, desk.day(from))))
        })
    }
}

fn day_after(day: NaiveDate) -> Result<NaiveDate> {
    day.checked_add_days(Days::new(1)).ok_or_else(|| invalid("there is no such day"))
}

fn check(desk: &Desk, terms: &PostTerms) -> Result<()> {
    if !(terms.fte > 0.0 && terms.fte <= 1.5) {
        return Err(invalid("FTE is a number over 0 and up to 1.5").hint("1.0 is full time, 0.5 is half"));
    }
    if terms.to.is_some_and(|to| to <= terms.from) {
        return Err(invalid("the post ends before it begins").hint("check the two dates"));
    }
    if !desk.viewer.sites.contains(&terms.site) {
        return Err(denied("the site is not one of yours").hint("choose among your own sites"));
    }
    Ok(())
}

/// The agency whose post it is: the site's of that side.
fn employer(conn: &Connection, terms: &PostTerms) -> Result<i64> {
    use crate::domain::staff::Side;
    let column = match terms.role.side() {
        Some(Side::ChildWelfare) => "intact_agency_id",
        Some(Side::Treatment) => "treatment_agency_id",
        None => return Err(invalid("a post is one of the two agencies': supervisor, worker or coordinator")),
    };
    Ok(conn
        .query_row(&format!("select {column} from site where id = ?1"), [terms.site.0], |row| row.get(0))?)
}

fn post(conn: &Connection, desk: &Desk, id: i64) -> Result<Post> {
    let found: Option<(SiteId, String, Post)> = conn
        .prepare_cached("select site_id, role, from_on, to_on from position where id = ?1")?
        .query_row([id], |row| {
            let span = Span::new(row.day("from_on")?, row.day_opt("to_on")?);
            let post = Post { role: Role::Other, span };
            Ok((row.num("site_id")?, row.get("role")?, post))
        })
        .optional()?;
    let (site, role, post) = found.ok_or_else(|| missing("this post is not in the file"))?;
    if !desk.viewer.sites.contains(&site) {
        return Err(denied("this post is at a site that is not yours"));
    }
    let post = Post { role: Role::parse(&role).unwrap_or(Role::Other), ..post };
    may(desk, post.role)?;
    Ok(post)
}

fn fits(desk: &Desk, post: &Post, person: &Facts, from: NaiveDate) -> Result<()> {
    super::employ::here_on(desk, person, from)?;
    if person.role != post.role {
        return Err(invalid(format!("{} is {}, not {}", person.short, person.role, post.role))
            .hint("choose somebody of the post's role"));
    }
    if !post.span.holds(from) {
        return Err(invalid(format!("the post is authorised from {}", desk.day(post.span.from)))
            .hint("choose a day on which there is the post"));
    }
    Ok(())
}

/// Who fills a post in some time, and until when; whoever has left fills nothing.
fn filled(conn: &Connection, post: i64, span: Span) -> Result<Option<(String, Option<NaiveDate>)>> {
    Ok(conn
        .prepare_cached(
            "select s.name, nullif(min(coalesce(f.to_on, '9999-12-31'), coalesce(s.left_on, '9999-12-31')), '9999-12-31') as until
             from position_fill f join staff s on s.id = f.staff_id
             where f.position_id = ?1 and (?3 is null or f.from_on < ?3) and (f.to_on is null or f.to_on > ?2)
               and (s.left_on is null or s.left_on > ?2) limit 1",
        )?
        .query_row(params![post, date(span.from), span.to.map(date)], |row| {
            Ok((row.get("name")?, row.day_opt("until")?))
        })
        .optional()?)
}

/// Ends the cover that holds on a day.
fn end_cover(tx: &mut Tx<'_>, post: i64, from: NaiveDate) -> Result<()> {
    let open: Vec<(i64, NaiveDate)> = tx
        .sql()
        .prepare_cached(
            "select id, from_on from position_cover where position_id = ?1 and (to_on is null or to_on > ?2)",
        )?
        .query_map(params![post, date(from)], |row| Ok((row.get(0)?, row.day("from_on")?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, began) in open {
        if began < from {
            tx.set("position_cover", id, &[("to_on", &from)])?;
        } else {
            tx.delete("position_cover", id)?;
        }
    }
    Ok(())
}
