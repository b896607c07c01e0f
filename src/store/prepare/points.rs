//! Points for the next Co-Supervision: sent from anywhere, gated like every word about a family.

use super::super::Store;
use super::super::consents::covering;
use super::super::forms::desk::Desk;
use super::super::gate::{Gate, Scope};
use super::super::sql::{RowExt, date, read_instant};
use super::super::view::prepare::{Point, PointAbout, PointForm};
use super::super::walk::{adults, person};
use super::super::write::{OpId, What};
use crate::domain::access::Act;
use crate::domain::consent::Category;
use crate::domain::meeting::Subject;
use crate::domain::sealed::{Part2, Sealed};
use crate::domain::staff::Side;
use crate::domain::text::clean;
use crate::domain::{FamilyId, MeetingId, MemberId, Number, StaffId};
use crate::error::{Result, denied, invalid, missing};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The longest point, in characters.
const LONGEST: usize = 1000;

/// A point as it lies in the file.
struct Kept {
    point: Point,
    body: String,
    author: StaffId,
}

impl Store {
    /// Puts a point down for the next Co-Supervision of a pair, perhaps about one of its families.
    pub(in crate::store) fn save_point(&mut self, op: OpId, form: &PointForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditItem)?;
        let body = body(&form.body)?;
        let part2 = !form.about.is_empty();
        if part2 {
            self.allow(Act::WriteTreatment)?;
        }
        let kind = self.point_kind()?;
        let (today, now) = (desk.today, self.clock.now());
        let consents = self.consents_of(form, today)?;
        self.write(op, What::new("prepare", "prepared_point"), |tx| {
            let (iw, rc) = pair(tx.sql(), &desk, form.on)?;
            if let Some(item) = form.item {
                super::super::items::in_scope(tx.sql(), item, &desk.sites())?;
            }
            tx.part2(part2);
            let id = tx.insert(
                "prepared_point",
                &[
                    ("kind", &kind.0),
                    ("iw_id", &iw),
                    ("rc_id", &rc),
                    ("family_id", &form.on.family()),
                    ("item_id", &form.item),
                    ("body", &body),
                    ("part2", &part2),
                    ("author_id", &desk.viewer.staff),
                    ("at", &now),
                ],
            )?;
            for (member, consent) in &consents {
                tx.execute(
                    "insert into prepared_point_member (point_id, member_id, consent_id, on_date) values (?1, ?2, ?3, ?4)",
                    params![id, member.0, consent, date(today)],
                )?;
            }
            let (iw, rc) = (person(tx.sql(), iw)?, person(tx.sql(), rc)?);
            let at = form.on.family().map_or_else(String::new, |family| format!(", at {family}"));
            Ok((id, format!("Put down for the next {} of {} + {}{at}", kind.1, iw.short, rc.short)))
        })
    }

    /// The kind of meeting that both sides lead and that is about a pair: where points go.
    fn point_kind(&self) -> Result<(String, String)> {
        let both = self.settings.meetings.kinds.iter().find(|kind| {
            kind.subject == Subject::Pair
                && kind.facilitators.iter().filter(|role| role.is_supervisor()).count() > 1
        });
        both.map(|kind| (kind.key.clone(), kind.label.clone())).ok_or_else(|| {
            missing("no kind of meeting is led by both supervisors")
                .hint("meetings.toml says which there are")
        })
    }

    fn consents_of(&self, form: &PointForm, on: NaiveDate) -> Result<Vec<(MemberId, i64)>> {
        let mut out = Vec::new();
        for member in &form.about {
            let Some(family) = form.on.family() else {
                return Err(invalid("a point about the pair tells of nobody's treatment")
                    .hint("put it down at the family it tells of"));
            };
            let adults = adults(&self.conn, family)?;
            let Some(adult) = adults.iter().find(|adult| adult.member == *member) else {
                return Err(invalid("that adult takes no part in this family's programme"));
            };
            let consent = covering(&self.conn, (*member, Category::Progress), on, None)?;
            let consent = consent.ok_or_else(|| {
                denied(format!("no consent of {} covers progress today", adult.alias))
                    .hint("keep this in your agency's own record, or put it down without treatment detail")
            })?;
            out.push((*member, consent));
        }
        Ok(out)
    }

    /// The points for a meeting: those that wait while it is not over, and those that were spoken of in it.
    ///
    /// A family's point follows the family, whoever its workers are by now; a pair's point follows the pair.
    pub(in crate::store) fn points_of(&self, meeting: MeetingId) -> Result<Vec<Point>> {
        let head = self.head(meeting)?;
        let pairs = super::super::walk::people_pairs(&self.conn, meeting)?;
        // A Joint that is held as a Co-Supervision takes up what waits for one.
        let mut kinds: Vec<&str> = pairs.iter().filter_map(|pair| pair.kind_held.as_deref()).collect();
        kinds.push(&head.kind);
        kinds.sort_unstable();
        kinds.dedup();
        let ids: Vec<(StaffId, StaffId)> = pairs.iter().map(|pair| (pair.iw.id, pair.rc.id)).collect();
        let mut out = Vec::new();
        for kind in kinds {
            out.extend(self.points(kind, &ids, Some(meeting))?);
        }
        Ok(out)
    }

    /// The points that wait for the next meeting of a pair of the viewer's sites.
    pub(super) fn points_of_pair(&self, iw: StaffId, rc: StaffId) -> Result<Vec<Point>> {
        let desk = self.desk(Act::EditItem)?;
        share_a_family(&self.conn, (iw, rc), &desk.sites(), desk.today)?;
        self.points(&self.point_kind()?.0, &[(iw, rc)], None)
    }

    /// Says that a point was taken up in a meeting, or takes that back; what was signed stays.
    pub(in crate::store) fn take_point_up(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        point: i64,
        taken: bool,
    ) -> Result<MeetingId> {
        self.open_head(meeting)?;
        if !self.points_of(meeting)?.iter().any(|one| one.id == point) {
            return Err(missing("this point does not wait for this meeting")
                .hint("somebody took it up or took it back meanwhile"));
        }
        let spoken = taken.then_some(meeting);
        self.write(op, What::of("take_up", "prepared_point", point), |tx| {
            tx.set("prepared_point", point, &[("meeting_id", &spoken)])?;
            tx.note("meeting", meeting.0);
            Ok(())
        })?;
        Ok(meeting)
    }

    /// The points that wait for the next meeting of a kind with these pairs, and those spoken of in a meeting.
    pub(in crate::store) fn points(
        &self,
        kind: &str,
        pairs: &[(StaffId, StaffId)],
        meeting: Option<MeetingId>,
    ) -> Result<Vec<Point>> {
        let list: Vec<String> = pairs.iter().map(|(iw, rc)| format!("[{},{}]", iw.0, rc.0)).collect();
        let mut statement = self.conn.prepare_cached(
            "select p.* from prepared_point p where p.kind = ?1 and p.taken_back_on is null and (p.meeting_id = ?2
               or p.meeting_id is null and exists (select 1 from json_each(?3) j where case when p.family_id is null
                 then p.iw_id = j.value ->> 0 and p.rc_id = j.value ->> 1
                 else exists (select 1 from assignment a join assignment b on b.family_id = a.family_id
                   where a.family_id = p.family_id and a.staff_id = j.value ->> 0 and b.staff_id = j.value ->> 1
                     and a.from_on <= ?4 and (a.to_on is null or a.to_on > ?4)
                     and b.from_on <= ?4 and (b.to_on is null or b.to_on > ?4)) end))
             order by p.family_id, p.id",
        )?;
        let today = date(self.clock.today());
        let kept = statement
            .query_map(
                params![kind, meeting.map(|id| id.0), format!("[{}]", list.join(",")), today],
                |row| self.kept_point(row),
            )?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        self.gated_points(kept)
    }

    /// The points about a family that wait.
    pub(in crate::store) fn points_waiting(&self, family: FamilyId) -> Result<Vec<Point>> {
        let mut statement = self.conn.prepare_cached(
            "select p.* from prepared_point p join family f on f.id = p.family_id and f.site_id in (select value from json_each(?2))
             where p.family_id = ?1 and p.meeting_id is null and p.taken_back_on is null order by p.id",
        )?;
        let sites = super::super::gate::sites(self.viewer()?);
        let kept = statement
            .query_map(params![family.0, sites], |row| self.kept_point(row))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        self.gated_points(kept)
    }

    fn kept_point(&self, row: &Row<'_>) -> rusqlite::Result<Kept> {
        let at: String = row.get("at")?;
        let author = StaffId::new(row.get("author_id")?);
        let point = Point {
            id: row.get("id")?,
            family: row.num_opt("family_id")?,
            item: row.num_opt("item_id")?,
            body: Part2::Nothing,
            part2: row.get("part2")?,
            author: super::super::view::Person { id: author, name: String::new(), short: String::new() },
            on: read_instant(&at).map_or_else(|| self.clock.today(), |at| self.clock.date_of(at)),
            spoken: row.num_opt("meeting_id")?,
            version: row.get("version")?,
        };
        Ok(Kept { point, body: row.get("body")?, author })
    }

    /// Points as the viewer gets them: all adults of a point must consent; one that may not be read is not there.
    fn gated_points(&self, kept: Vec<Kept>) -> Result<Vec<Point>> {
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        let families: Vec<FamilyId> = kept.iter().filter_map(|one| one.point.family).collect();
        let gate = Gate::load(self, Scope::Families(&families))?;
        let mut out = Vec::new();
        for Kept { mut point, body, author } in kept {
            point.author = person(&self.conn, author)?;
            point.body = if point.part2 {
                gate.part2_all(&about(&self.conn, point.id)?, Category::Progress, Some(body))
            } else {
                Part2::Shown(Sealed::new(body))
            };
            if matches!(point.body, Part2::Withheld(_)) {
                continue;
            }
            out.push(point);
        }
        Ok(out)
    }

    /// The adults of whose treatment points tell a viewer who reads it by consent, by family.
    pub(in crate::store) fn told(&self, points: &[Point]) -> Result<Vec<(FamilyId, Vec<MemberId>)>> {
        if points.iter().all(|point| !point.part2) {
            return Ok(Vec::new());
        }
        let families: Vec<FamilyId> = points.iter().filter_map(|point| point.family).collect();
        let gate = Gate::load(self, Scope::Families(&families))?;
        let mut out = Vec::new();
        for point in points.iter().filter(|point| point.part2 && point.body.shown().is_some()) {
            let read = about(&self.conn, point.id)?.into_iter().filter(|member| gate.discloses(*member));
            out.extend(point.family.map(|family| (family, read.collect())));
        }
        Ok(out)
    }

    /// Takes a point back that waits: by its author's side alone.
    pub(in crate::store) fn take_point_back(&mut self, op: OpId, point: i64, version: i64) -> Result<String> {
        let desk = self.desk(Act::EditItem)?;
        self.write(op, What::of("take_point_back", "prepared_point", point), |tx| {
            let found: Option<(Waiting, Option<i64>, Side)> = tx
                .sql()
                .prepare_cached(
                    "select p.family_id, p.iw_id, p.rc_id, p.meeting_id, s.role from prepared_point p join staff s on s.id = p.author_id where p.id = ?1",
                )?
                .query_row([point], |row| {
                    let role: crate::domain::staff::Role = row.word("role")?;
                    let waiting = Waiting {
                        family: row.num_opt("family_id")?,
                        pair: (row.num("iw_id")?, row.num("rc_id")?),
                    };
                    Ok((waiting, row.get("meeting_id")?, role.side().unwrap_or(Side::ChildWelfare)))
                })
                .optional()?;
            let (waiting, spoken, side) = found.ok_or_else(|| missing("there is no such point"))?;
            match waiting.family {
                Some(family) => {
                    desk.family(tx.sql(), family)?;
                }
                None => share_a_family(tx.sql(), waiting.pair, &desk.sites(), desk.today)?,
            }
            if spoken.is_some() {
                return Err(invalid("this was spoken of already"));
            }
            if side != desk.viewer.side {
                return Err(denied("the other side put this down: they take it back"));
            }
            tx.update("prepared_point", point, version, &[("taken_back_on", &desk.today)])?;
            let about = waiting.family.map_or_else(|| "the pair".to_owned(), |family| family.to_string());
            Ok(format!("The point about {about} is taken back"))
        })
    }
}

/// The words of a point, cleaned; refuses what is too long or is never kept.
fn body(text: &str) -> Result<String> {
    let body = clean(text).trim().to_owned();
    if body.is_empty() {
        return Err(invalid("say what is to be spoken of"));
    }
    if body.chars().count() > LONGEST {
        return Err(invalid(format!("a point takes {LONGEST} characters at most"))
            .hint("a longer text belongs in a note"));
    }
    if crate::domain::alias::holds_ssn(&body) {
        return Err(invalid("this holds what looks like a social security number")
            .hint("such numbers are never kept here"));
    }
    Ok(body)
}

/// The pair whose next Co-Supervision a point waits for.
fn pair(conn: &Connection, desk: &Desk, on: PointAbout) -> Result<(StaffId, StaffId)> {
    match on {
        PointAbout::Family(family) => {
            desk.open_family(conn, family)?;
            pair_of(conn, family, desk.today)
        }
        PointAbout::Pair(iw, rc) => {
            share_a_family(conn, (iw, rc), &desk.sites(), desk.today)?;
            Ok((iw, rc))
        }
    }
}

/// Whom a point waits for.
struct Waiting {
    family: Option<FamilyId>,
    pair: (StaffId, StaffId),
}

/// Refuses two people who share no open family of these sites on a day: they are no pair.
fn share_a_family(conn: &Connection, (iw, rc): (StaffId, StaffId), sites: &str, on: NaiveDate) -> Result<()> {
    let shared: bool = conn
        .prepare_cached(
            "select exists (select 1 from assignment a join assignment b on b.family_id = a.family_id
               join family f on f.id = a.family_id and f.site_id in (select value from json_each(?3))
               join family_opening o on o.family_id = f.id and o.from_on <= ?4 and (o.to_on is null or o.to_on > ?4)
             where a.staff_id = ?1 and a.role = 'intact_worker' and a.from_on <= ?4 and (a.to_on is null or a.to_on > ?4)
               and b.staff_id = ?2 and b.role = 'recovery_coordinator' and b.from_on <= ?4 and (b.to_on is null or b.to_on > ?4))",
        )?
        .query_row(params![iw.0, rc.0, sites, date(on)], |row| row.get(0))?;
    if shared {
        return Ok(());
    }
    Err(invalid("they share no open family of yours: there is no Co-Supervision it could wait for"))
}

/// The adults whose treatment a point tells of.
fn about(conn: &Connection, point: i64) -> Result<Vec<MemberId>> {
    let mut statement = conn.prepare_cached(
        "select member_id from prepared_point_member where point_id = ?1 order by member_id",
    )?;
    let rows = statement.query_map([point], |row| Ok(MemberId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The pair of a family on a day.
fn pair_of(conn: &Connection, family: FamilyId, on: NaiveDate) -> Result<(StaffId, StaffId)> {
    let pair = conn
        .prepare_cached(
            "select a.staff_id as iw, b.staff_id as rc from assignment a join assignment b on b.family_id = a.family_id
               and b.role = 'recovery_coordinator' and b.from_on <= ?2 and (b.to_on is null or b.to_on > ?2)
             where a.family_id = ?1 and a.role = 'intact_worker' and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)",
        )?
        .query_row(params![family.0, date(on)], |row| Ok((row.num("iw")?, row.num("rc")?)))
        .optional()?;
    pair.ok_or_else(|| {
        invalid(format!("{family} has no pair: there is no Co-Supervision it could be sent to"))
            .hint("an Intact Supervisor assigns who is missing")
    })
}
