//! What a meeting shows of treatment goes into the disclosure log, and what its readers are told of the consents.

use super::facts::said;
use super::part2::adults;
use crate::domain::consent::Category;
use crate::domain::{FamilyId, MeetingId, StaffId, Word};
use crate::error::Result;
use crate::store::disclosure::INTO;
use crate::store::gate::{Gate, Scope};
use crate::store::sql::{RowExt, date, instant};
use crate::store::{OpId, Store, What};
use rusqlite::{Connection, ToSql, params};

/// A case of a family that the agency of viewer ?2 does not treat itself.
const OTHERS: &str =
    "exists (select 1 from family h join site t on t.id = h.site_id join staff w on w.id = ?2
    where h.id = k.family_id and w.agency_id <> t.treatment_agency_id)";

/// What a look at the cases of meeting ?5, as far as {others}, discloses at ?1 to viewer ?2 under consents or exceptions of day ?4, and was not told by
/// the words ?3 since ?6: a row for the disclosure log per adult.
const UNTOLD: &str = "select ?1, m.id, v.consent_id, null, c.recipient, ?2, ?3, c.purpose, 'consent'
    from meeting_case k join member m on m.family_id = k.family_id and m.kind = 'adult' and m.participant = 1
    join consent_cover v on v.member_id = m.id and v.category in ('progress', 'attendance', 'level_of_care')
      and v.from_on <= ?4 and ?4 < v.until_on and v.recipient_agency_id = (select agency_id from staff where id = ?2)
    join consent c on c.id = v.consent_id
    where k.meeting_id = ?5 and {others} and not exists (select 1 from disclosure d where d.member_id = m.id
      and d.viewer_id = ?2 and d.what = ?3 and d.at >= ?6)
    group by m.id
    union all
    select ?1, m.id, null, x.id, s.name, ?2, ?3, x.reason, x.basis
    from meeting_case k join member m on m.family_id = k.family_id and m.kind = 'adult' and m.participant = 1
    join disclosure_exception x on x.member_id = m.id and x.from_on <= ?4 and ?4 < x.to_on
      and (x.category is null or x.category in ('progress', 'attendance', 'level_of_care'))
    join staff s on s.id = ?2
    where k.meeting_id = ?5 and {others} and not exists (select 1 from consent_cover v where v.member_id = m.id
      and v.category in ('progress', 'attendance', 'level_of_care') and v.from_on <= ?4 and ?4 < v.until_on
      and v.recipient_agency_id = s.agency_id)
      and not exists (select 1 from disclosure d where d.member_id = m.id
        and d.viewer_id = ?2 and d.what = ?3 and d.at >= ?6)
    group by m.id";

fn untold() -> String {
    UNTOLD.replace("{others}", OTHERS)
}

/// A disclosure to the viewer of what a meeting holds about treatment.
pub(in crate::store) struct Disclosure {
    meeting: MeetingId,
    viewer: StaffId,
    what: String,
    now: String,
    today: String,
    since: String,
}

impl Disclosure {
    /// A line per adult of whom something is shown, once a day.
    pub(in crate::store) fn log(&self, conn: &Connection) -> Result<()> {
        conn.prepare_cached(&format!("{INTO} {}", untold()))?.execute(self.values())?;
        Ok(())
    }

    /// Whether there is anything that the log was not told yet.
    fn is_untold(&self, conn: &Connection) -> Result<bool> {
        let mut statement = conn.prepare_cached(&format!("select exists ({})", untold()))?;
        Ok(statement.query_row(self.values(), |row| row.get(0))?)
    }

    fn values(&self) -> [&dyn ToSql; 6] {
        [&self.now, &self.viewer.0, &self.what, &self.today, &self.meeting.0, &self.since]
    }
}

impl Store {
    /// What the log is told of a meeting; nothing of families that the viewer's own agency treats.
    pub(in crate::store) fn disclosure(&self, meeting: MeetingId, what: &str) -> Result<Disclosure> {
        let viewer = self.viewer()?;
        let today = self.clock.gate_today();
        Ok(Disclosure {
            meeting,
            viewer: viewer.staff,
            what: format!("{meeting}: {what}"),
            now: instant(self.clock.now()),
            today: date(today),
            since: instant(self.clock.start_of(today)),
        })
    }

    /// A line in the disclosure log per adult of whom a child-welfare viewer is shown something here, once a day.
    pub(in crate::store) fn log_disclosures(&mut self, meeting: MeetingId) -> Result<()> {
        // Asked first: most looks add nothing, and nobody else's saving waits for them.
        let disclosure = self.disclosure(meeting, "case review")?;
        if disclosure.is_untold(&self.conn)? {
            if self.looks_only() {
                return Ok(());
            }
            self.write(OpId::new(), What::of("disclose", "meeting", meeting.0), |tx| {
                disclosure.log(tx.sql())
            })?;
        }
        Ok(())
    }

    /// The scope of each consent in force today that covers an adult of a family, as a sentence; whoever reads in a
    /// child-welfare agency is told of those to their own.
    pub(in crate::store) fn consent_scope(&self, family: FamilyId) -> Result<Vec<String>> {
        let viewer = self.viewer()?;
        let mut statement = self.conn.prepare_cached(
            "select c.id, c.recipient, c.purpose, v.category, max(v.until_on) as until_on from consent_cover v join consent c on c.id = v.consent_id
             where v.member_id = ?1 and v.from_on <= ?2 and ?2 < v.until_on
               and (?3 or v.recipient_agency_id = (select agency_id from staff where id = ?4))
             group by c.id, v.category order by c.id, v.category",
        )?;
        let own = Gate::load(self, Scope::Families(&[family]))?.is_own(family);
        let mut out = Vec::new();
        for adult in adults(&self.conn, family)? {
            let today = date(self.clock.gate_today());
            let mut rows = statement.query(params![adult.member.0, today, own, viewer.staff.0])?;
            let mut found: Vec<(i64, String, String)> = Vec::new();
            while let Some(row) = rows.next()? {
                let (id, category): (i64, Category) = (row.get("id")?, row.word("category")?);
                if let Some((_, names, _)) = found.last_mut().filter(|last| last.0 == id) {
                    names.push_str(&format!(", {}", category.label().to_lowercase()));
                    continue;
                }
                let (to, purpose): (String, String) = (row.get("recipient")?, row.get("purpose")?);
                let until = row.day("until_on")?;
                // Without a day, an event ends it.
                let end = if until.format("%Y").to_string() == "9999" {
                    String::new()
                } else {
                    format!(", until {}", said(until))
                };
                found.push((id, category.label().to_lowercase(), format!("to {to}, for {purpose}{end}")));
            }
            let who = format!("{family} {}", adult.alias);
            if found.is_empty() && own {
                out.push(format!("{who}: no consent; the treatment agency's own record, for nobody else"));
            }
            out.extend(found.into_iter().map(|(_, names, rest)| format!("{who}: {names}; {rest}")));
        }
        Ok(out)
    }
}
