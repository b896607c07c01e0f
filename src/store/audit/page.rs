//! A page of the trail: who, when, what kind, about which record.

use crate::domain::staff::Side;
use crate::domain::{FamilyId, ItemId, MeetingId, ReferralId, Word};
use crate::error::{Error, Kind, Result, missing};
use crate::store::Store;
use crate::store::gate::{ids, sites};
use crate::store::history::words;
use crate::store::sql::{RowExt, instant};
use crate::store::view::audit::{AuditAsk, AuditPage, AuditRow, Group};
use rusqlite::{Row, params};
use serde_json::Value as Json;

const SIGNING_IN: &[&str] = &[
    "sign_in",
    "sign_in_refused",
    "passphrase_given",
    "passphrase_changed",
    "passphrase_recovered",
    "recovery_code",
    "recovery_refused",
];
const REFUSALS: &[&str] = &["refused", "sign_in_refused", "recovery_refused"];
const TREATMENT: &[&str] = &["disclose", "view"];
const SIGNATURES: &[&str] = &["sign_meeting", "addendum", "approve"];
const FILES: &[&str] = &["export"];
/// Kinds that tell by themselves that something of treatment was entered.
pub(in crate::store) const OF_TREATMENT: &[&str] =
    &["treatment", "treatment_step", "phase", "return_to_use", "voucher"];

/// A record's site, where it is one of a site's; and whose name stands for an entry about a member of staff.
const ROWS: &str = "
    select e.seq, e.at, e.kind, e.entity, e.entity_id, coalesce(w.name, '') as who, coalesce(s.name, '') as staff,
      case when e.kind = 'refused' then e.body else '' end as body,
      coalesce(case e.entity
        when 'family' then (select site_id from family where id = e.entity_id)
        when 'referral' then (select site_id from referral where id = e.entity_id)
        when 'action_item' then (select f.site_id from action_item i join family f on f.id = i.family_id where i.id = e.entity_id)
      end in (select value from json_each(?5)), 1) as near,
      coalesce(case e.entity when 'family' then (select t.treatment_agency_id = v.agency_id from family f
        join site t on t.id = f.site_id join staff v on v.id = ?8 where f.id = e.entity_id) end, ?9) as own
    from event e left join staff w on w.id = e.actor
    left join staff s on e.entity = 'staff' and s.id = e.entity_id
    where e.seq < ?1 and (?2 = '' or (e.kind in (select value from json_each(?2))) = ?3)
      and (?4 = '' or coalesce(e.actor, iif(e.entity = 'staff', e.entity_id, null)) in (select value from json_each(?4)))
      and e.at >= ?6
    order by e.seq desc limit ?7";

impl Store {
    /// A page of the trail, for whoever is signed in.
    pub(in crate::store) fn audit(&self, ask: &AuditAsk) -> Result<AuditPage> {
        let viewer = self.viewer()?;
        let (kinds, among) = self.kinds(&ask.kind)?;
        let who = self.named(&ask.who)?;
        let since = ask.since.map(|day| instant(self.clock.start_of(day))).unwrap_or_default();
        let limit = i64::try_from(ask.most.saturating_add(1)).unwrap_or(i64::MAX);
        let before = ask.before.unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(ROWS)?;
        let treats = viewer.side == Side::Treatment;
        let values = params![before, kinds, among, who, sites(viewer), since, limit, viewer.staff.0, treats];
        let rows = statement.query_map(values, |row| self.event(row))?;
        let mut rows: Vec<AuditRow> = rows.collect::<rusqlite::Result<_>>()?;
        let more = rows.len() > ask.most;
        rows.truncate(ask.most);
        Ok(AuditPage { rows, more, trail: self.trail() })
    }

    fn event(&self, row: &Row<'_>) -> rusqlite::Result<AuditRow> {
        let at = row.instant_opt("at")?.unwrap_or_else(|| self.clock.now());
        let (kind, entity): (String, String) = (row.get("kind")?, row.get("entity")?);
        let treatment = OF_TREATMENT.contains(&kind.as_str()) || words::is_treatment(&entity);
        let about = match row.get::<_, Option<i64>>("entity_id")? {
            _ if !row.get::<_, bool>("near")? => "of another site".to_owned(),
            Some(_) if treatment && !row.get::<_, bool>("own")? => "withheld".to_owned(),
            Some(_) if entity == "staff" => row.get("staff")?,
            Some(id) => about(&entity, id),
            None => String::new(),
        };
        let asked = asked(row.get_ref("body")?.as_str().unwrap_or_default());
        let about = if asked.is_empty() { about } else { format!("{asked} {about}").trim_end().to_owned() };
        Ok(AuditRow {
            seq: row.get("seq")?,
            on: self.clock.date_of(at),
            at: self.clock.time_of(at),
            who: row.get("who")?,
            what: words::event(&kind),
            kind,
            about,
        })
    }

    /// The kinds that are meant, and whether they are or are not wanted; an empty text for everything.
    fn kinds(&self, asked: &str) -> Result<(String, bool)> {
        let list = |kinds: &[&str]| Json::from(kinds.to_vec()).to_string();
        Ok(match Group::parse(asked) {
            _ if asked.is_empty() => (String::new(), true),
            Some(Group::All) => (String::new(), true),
            Some(Group::SigningIn) => (list(SIGNING_IN), true),
            Some(Group::Refusals) => (list(REFUSALS), true),
            Some(Group::Treatment) => (list(TREATMENT), true),
            Some(Group::Signatures) => (list(SIGNATURES), true),
            Some(Group::Files) => (list(FILES), true),
            Some(Group::Changes) => {
                (list(&[SIGNING_IN, REFUSALS, TREATMENT, SIGNATURES, FILES].concat()), false)
            }
            None => {
                self.is_kind(asked)?;
                (list(&[asked]), true)
            }
        })
    }

    fn is_kind(&self, asked: &str) -> Result<()> {
        let mut statement = self.conn.prepare("select distinct kind from event order by kind")?;
        let known: Vec<String> =
            statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        if known.iter().any(|kind| kind == asked) {
            return Ok(());
        }
        let groups: Vec<&str> = Group::ALL.iter().map(|group| group.word()).collect();
        Err(Error::new(Kind::Usage, format!("no event here is of the kind {asked}")).hint(format!(
            "{}; or one of {}",
            groups.join(", "),
            known.join(", ")
        )))
    }

    /// The keys of those whose name has these words; an empty text for everybody.
    fn named(&self, who: &str) -> Result<String> {
        if who.is_empty() {
            return Ok(String::new());
        }
        let wanted = who.to_lowercase();
        let mut statement = self.conn.prepare_cached("select id, name from staff")?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            if row.get::<_, String>("name")?.to_lowercase().contains(&wanted) {
                found.push(row.get("id")?);
            }
        }
        if found.is_empty() {
            return Err(missing(format!("nobody here is called {who}")).hint("a part of the name will do"));
        }
        Ok(ids(found))
    }
}

/// A record by its number.
fn about(entity: &str, id: i64) -> String {
    match entity {
        "family" => FamilyId(id).to_string(),
        "referral" => ReferralId(id).to_string(),
        "action_item" => ItemId(id).to_string(),
        "meeting" => MeetingId(id).to_string(),
        other => format!("{} {id}", other.replace('_', " ")),
    }
}

/// What was asked, where it was refused.
fn asked(body: &str) -> String {
    let body: Json = serde_json::from_str(body).unwrap_or_default();
    body.get("asked").and_then(Json::as_str).unwrap_or_default().replace('_', " ")
}
