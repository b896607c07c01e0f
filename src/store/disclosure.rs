//! The disclosure log: who was told what about whose treatment, when, what for, and on what basis. It writes itself.

use super::consents::exceptions;
use super::documents::Leaving;
use super::families::in_scope;
use super::gate::{Gate, Scope, ids, sites};
use super::sql::{RowExt, date, instant};
use super::view::consent::{Accounting, Disclosed, Paper};
use super::view::document::DocumentReply;
use super::write::What;
use super::{OpId, Store};
use crate::domain::access::Act;
use crate::domain::consent::Basis;
use crate::domain::dates::short;
use crate::domain::{FamilyId, MeetingId, MemberId, Word};
use crate::error::{Result, denied, invalid, missing};
use crate::export::document::{Document, Format};
use chrono::{Months, NaiveDate};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::PathBuf;

/// The columns of a row of the log.
pub(super) const INTO: &str = "insert into disclosure (at, member_id, consent_id, exception_id, recipient, viewer_id, what, purpose, basis)";

/// A viewer ?2 is told ?3 about a member ?4 at ?1 on ?5: under their consent to the viewer's agency, or an exception.
const TOLD: &str = "select ?1, ?4, c.id, x.id, s.name, s.id, ?3, coalesce(c.purpose, x.reason, ''), iif(c.id is null, coalesce(x.basis, 'exception'), 'consent')
    from staff s
    left join consent c on c.id = (select v.consent_id from consent_cover v where v.member_id = ?4
      and v.recipient_agency_id = s.agency_id and v.from_on <= ?5 and ?5 < v.until_on order by v.from_on desc limit 1)
    left join disclosure_exception x on c.id is null and x.id = (select y.id from disclosure_exception y
      where y.member_id = ?4 and y.from_on <= ?5 and ?5 < y.to_on order by y.id desc limit 1)
    where s.id = ?2";

/// What the note of meeting ?2, held on ?3 by both sides, told each agency of the other side: a row per adult of its
/// cases and recipient, at ?1, in the words ?4.
const SIGNED: &str = "select ?1, o.member_id, max(o.consent_id), o.exception_id,
      a.name || ': ' || (select group_concat(s.name, ', ') from meeting_person p join staff s on s.id = p.staff_id
        where p.meeting_id = ?2 and s.agency_id = a.id and p.attendance not in ('absent', 'excused')),
      null, ?4, o.purpose, o.basis
    from agency a join (
      select v.member_id, v.recipient_agency_id as agency_id, c.id as consent_id, null as exception_id, c.purpose, 'consent' as basis
      from meeting_case k join member m on m.family_id = k.family_id and m.kind = 'adult' and m.participant = 1
      join consent_cover v on v.member_id = m.id and v.category in ('progress', 'attendance', 'level_of_care')
        and v.from_on <= ?3 and ?3 < v.until_on
      join consent c on c.id = v.consent_id where k.meeting_id = ?2
      union all
      select x.member_id, t.intact_agency_id, null, x.id, x.reason, x.basis
      from meeting_case k join family f on f.id = k.family_id join site t on t.id = f.site_id
      join member m on m.family_id = f.id and m.kind = 'adult' and m.participant = 1
      join disclosure_exception x on x.member_id = m.id and x.from_on <= ?3 and ?3 < x.to_on where k.meeting_id = ?2
    ) o on o.agency_id = a.id
    where exists (select 1 from meeting_person p join staff s on s.id = p.staff_id
        where p.meeting_id = ?2 and s.agency_id = a.id and p.attendance not in ('absent', 'excused'))
      and exists (select 1 from meeting_person p join staff s on s.id = p.staff_id
        where p.meeting_id = ?2 and s.agency_id <> a.id and p.role in ('sud_supervisor', 'recovery_coordinator')
          and p.attendance not in ('absent', 'excused'))
    group by o.member_id, a.id";

/// A list that leaves tells viewer ?2 at ?1, in the words ?3, about the adults in the open families of sites ?4 that
/// another agency treats, whose consents to the viewer's agency, or exceptions, hold on ?5.
const LISTED: &str = "select ?1, m.id, c.id, x.id, s.name, s.id, ?3, coalesce(c.purpose, x.reason), iif(c.id is null, x.basis, 'consent')
    from staff s join family f on f.site_id in (select value from json_each(?4))
      and s.agency_id <> (select treatment_agency_id from site where id = f.site_id)
      and exists (select 1 from family_opening o where o.family_id = f.id and o.from_on <= ?5 and (o.to_on is null or o.to_on > ?5))
    join member m on m.family_id = f.id and m.kind = 'adult'
    left join consent c on c.id = (select v.consent_id from consent_cover v where v.member_id = m.id
      and v.recipient_agency_id = s.agency_id and v.from_on <= ?5 and ?5 < v.until_on order by v.from_on desc limit 1)
    left join disclosure_exception x on c.id is null and x.id = (select y.id from disclosure_exception y
      where y.member_id = m.id and y.from_on <= ?5 and ?5 < y.to_on order by y.id desc limit 1)
    where s.id = ?2 and (c.id is not null or x.id is not null)";

/// Somebody of another agency who is told something now.
pub(super) struct Listener {
    now: String,
    today: NaiveDate,
    since: String,
    viewer: i64,
    sites: String,
}

impl Listener {
    /// The viewer; of whose agency's own record the callers tell nothing.
    pub(super) fn of(store: &Store) -> Result<Self> {
        let viewer = store.viewer()?;
        let today = store.clock.gate_today();
        Ok(Self {
            now: instant(store.clock.now()),
            today,
            since: instant(store.clock.start_of(today)),
            viewer: viewer.staff.0,
            sites: sites(viewer),
        })
    }

    /// Those of these adults of whom the log was not told yet today that the viewer was told this.
    fn untold(&self, conn: &Connection, members: &[MemberId], what: &str) -> Result<Vec<MemberId>> {
        let mut statement = conn.prepare_cached(
            "select distinct value from json_each(?1) where not exists (select 1 from disclosure
               where member_id = value and viewer_id = ?2 and what = ?3 and at >= ?4)",
        )?;
        let members = ids(members.iter().map(|member| member.0));
        let rows = statement.query_map(params![members, self.viewer, what, self.since], |row| row.num(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The viewer is told something about an adult.
    fn told(&self, conn: &Connection, member: MemberId, what: &str) -> Result<()> {
        conn.prepare_cached(&format!("{INTO} {TOLD}"))?.execute(params![
            self.now,
            self.viewer,
            what,
            member.0,
            date(self.today)
        ])?;
        Ok(())
    }

    /// A list with treatment information leaves. Which of its rows it kept is not asked: everybody it can tell of counts.
    pub(super) fn list_left(&self, conn: &Connection, what: &str) -> Result<()> {
        conn.prepare_cached(&format!("{INTO} {LISTED}"))?.execute(params![
            self.now,
            self.viewer,
            what,
            self.sites,
            date(self.today)
        ])?;
        Ok(())
    }
}

/// The note of a meeting that both sides held is signed: what it tells the other side goes into the log.
pub(super) fn signed(conn: &Connection, meeting: MeetingId, held_on: NaiveDate, now: &str) -> Result<()> {
    let what = format!("{meeting}: signed note");
    conn.prepare_cached(&format!("{INTO} {SIGNED}"))?.execute(params![
        now,
        meeting.0,
        date(held_on),
        what
    ])?;
    Ok(())
}

/// The longest accounting that can be asked for, in years.
const MOST_YEARS: u32 = 50;

impl Store {
    /// Writes down once a day per person, viewer and thing read that treatment information was read, before it is shown.
    ///
    /// # Errors
    /// It cannot be written: then nothing is shown.
    pub(super) fn disclose(&mut self, about: What<'_>, read: &[MemberId], what: &str) -> Result<()> {
        if read.is_empty() || self.looks_only() {
            return Ok(());
        }
        let listener = Listener::of(self)?;
        let new = listener.untold(&self.conn, read, what)?;
        if new.is_empty() {
            return Ok(());
        }
        let today = self.clock.gate_today();
        self.write(OpId::new(), about, |tx| {
            for member in &new {
                listener.told(tx.sql(), *member, what)?;
            }
            tx.note("members", new.iter().map(|member| member.0).collect::<Vec<i64>>());
            tx.note("on", short(today, today));
            Ok(())
        })
    }

    /// To whom an adult's treatment information was disclosed in the last so many years.
    ///
    /// # Errors
    /// Not a SUD Supervisor of the agency that treats; not an adult in scope.
    pub(super) fn accounting(&self, member: MemberId, years: u32) -> Result<Accounting> {
        self.allow(Act::AccountDisclosures)?;
        let found: Option<(FamilyId, String)> = self
            .conn
            .prepare_cached("select family_id, alias from member where id = ?1 and kind = 'adult'")?
            .query_row([member.0], |row| Ok((row.num("family_id")?, row.get("alias")?)))
            .optional()?;
        let (family, alias) = found.ok_or_else(|| missing("no adult has that number"))?;
        in_scope(self, family)?;
        if !Gate::load(self, Scope::Families(&[family]))?.is_own(family) {
            return Err(denied(format!("the agency that treats {alias} accounts for disclosures")));
        }
        if !(1..=MOST_YEARS).contains(&years) {
            return Err(invalid(format!("an accounting is for 1 to {MOST_YEARS} years")));
        }
        let to = self.clock.gate_today();
        let from = to.checked_sub_months(Months::new(years.saturating_mul(12))).unwrap_or(to);
        let rows = self.disclosed(member, from)?;
        Ok(Accounting { member, alias, family, years, from, to, rows })
    }

    fn disclosed(&self, member: MemberId, from: NaiveDate) -> Result<Vec<Disclosed>> {
        let today = self.clock.gate_today();
        let mut statement = self.conn.prepare_cached(
            "select d.at, d.recipient, d.what, d.purpose, d.consent_id, d.basis, c.signed_on
             from disclosure d left join consent c on c.id = d.consent_id
             where d.member_id = ?1 and d.at >= ?2 order by d.at desc, d.id desc",
        )?;
        let rows = statement.query_map(params![member.0, instant(self.clock.start_of(from))], |row| {
            let at = row.instant_opt("at")?.unwrap_or_default();
            let signed = row.day_opt("signed_on")?;
            let basis: String = row.get("basis")?;
            let basis = match (signed, Basis::parse(&basis)) {
                (Some(on), _) => format!("consent signed {}", short(on, today)),
                (None, Some(basis)) => basis.label().to_owned(),
                (None, None) => basis,
            };
            Ok(Disclosed {
                at,
                on: self.clock.date_of(at),
                recipient: row.get("recipient")?,
                what: row.get("what")?,
                purpose: row.get("purpose")?,
                consent: row.num_opt("consent_id")?,
                basis,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A paper about consents leaves, once the audit trail knows of it.
    pub(super) fn paper(
        &mut self,
        op: OpId,
        paper: Paper,
        (format, path): (Format, Option<PathBuf>),
    ) -> Result<DocumentReply> {
        self.allow(Act::Export)?;
        let (document, what, name) = match paper {
            Paper::Accounting(member, years) => {
                let accounting = self.accounting(member, years)?;
                let page = crate::export::disclosures::document(&accounting, &self.settings.notices.part2);
                (page, What::of("export", "member", member.0), "The accounting")
            }
            Paper::Summary(consent) => {
                (self.summary(consent)?, What::of("export", "consent", consent.0), "The consent")
            }
        };
        let leaving = Leaving { bytes: document.render(format)?, format, part2: true, path };
        self.leave(op, what, name, leaving, |_| Ok(()))
    }

    fn summary(&self, id: crate::domain::ConsentId) -> Result<Document> {
        let found: Option<FamilyId> = self
            .conn
            .prepare_cached(
                "select m.family_id from consent c join member m on m.id = c.member_id where c.id = ?1",
            )?
            .query_row([id.0], |row| row.num("family_id"))
            .optional()?;
        let family = found.ok_or_else(|| missing("this consent is no longer there"))?;
        in_scope(self, family)?;
        let all = super::consents::of_family(self, family)?;
        let consent = all.into_values().flatten().find(|one| one.id == id);
        let consent = consent.ok_or_else(|| missing("this consent is no longer there"))?;
        let alias: String = self
            .conn
            .prepare_cached("select alias from member where id = ?1")?
            .query_row([consent.said.member.0], |row| row.get(0))?;
        let today = self.clock.gate_today();
        let notice = &self.settings.notices.part2;
        Ok(crate::export::consent::document(&consent, (&family.to_string(), &alias), today, notice))
    }

    /// The exceptions of a family that hold today, for its page.
    pub(super) fn exceptions_today(
        &self,
        gate: &Gate,
        family: FamilyId,
    ) -> Result<Vec<super::view::consent::Exception>> {
        Ok(exceptions(self, gate, family)?.into_iter().filter(|one| one.in_force).collect())
    }
}
