//! The lists of referrals and of staffing.

mod ended;
mod filters;
mod staffing;
mod write;

pub(super) use write::write;

use super::Store;
use super::families::{judged, person_opt};
use super::gate::sites;
use super::sql::{RowExt, date};
use super::view::Explain;
use super::view::caseload::{ListFilter, ReferralRow, Staffing};
use super::view::list::{ListAsk, ListReply};
use crate::domain::dates::short;
use crate::domain::referral::ReferralStatus;
use crate::domain::standing::{self, Judged};
use crate::domain::{Number, ReferralId, Word};
use crate::error::Result;
use chrono::NaiveDate;
use rusqlite::{Row, params};

const REFERRAL: &str = "select r.id, r.received_on, r.source, s.name as site, r.county, r.family_id, r.status, r.concern,
      r.assigned_to as to_id, w.name as to_name, w.short_name as to_short, l.reason, l.on_date as status_on
    from referral r join site s on s.id = r.site_id left join staff w on w.id = r.assigned_to
    left join referral_status l on l.id = (select max(x.id) from referral_status x where x.referral_id = r.id)
    where r.site_id in (select value from json_each(?1)) and r.received_on <= ?2 and (?3 is null or r.assigned_to = ?3)";

impl Store {
    /// The referrals of the viewer's sites: what waits, oldest first; then what is over, newest first, where asked for.
    pub(super) fn referrals(&self, filter: &ListFilter) -> Result<Vec<ReferralRow>> {
        let pending = "r.status in ('received', 'screening', 'eligible', 'wait_listed', 'assigned')";
        let all = if filter.closed {
            ""
        } else {
            "and r.status in ('received', 'screening', 'eligible', 'wait_listed', 'assigned')"
        };
        let sql = format!(
            "{REFERRAL} {all} order by not {pending}, case when {pending} then r.received_on end, r.received_on desc, r.id desc"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let (who, reader) = (filter.staff.map(Number::id), Reader::of(self));
        let rows = statement
            .query_map(params![sites(self.viewer()?), date(reader.today), who], |row| reader.referral(row))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What a list asks besides its rows.
    pub(super) fn list(&mut self, ask: ListAsk) -> Result<ListReply> {
        match ask {
            ListAsk::Filters(list) => filters::load(self, list).map(ListReply::Filters),
            ListAsk::Keep(list, filter) => filters::keep(self, list, &filter).map(ListReply::Said),
            ListAsk::Past(after, most) => {
                self.past_meetings(Some(after), most).map(|(rows, next)| ListReply::Past(rows, next))
            }
            ListAsk::Decided(after, most) => {
                let (rows, next) = ended::decided(self, after.as_ref(), most)?;
                Ok(ListReply::Decided(after, rows, next))
            }
            ListAsk::Closed(after, most) => {
                let (rows, next) = ended::closed(self, after.as_ref(), most)?;
                Ok(ListReply::Closed(after, rows, next))
            }
            ListAsk::Write(op, file) => write::write(self, op, &file).map(ListReply::Said),
            ListAsk::Forget(list, name) => filters::forget(self, list, &name).map(ListReply::Said),
        }
    }

    /// The people of the viewer's sites and the positions nobody fills.
    pub(super) fn staffing(&self) -> Result<Staffing> {
        Ok(Staffing { staff: staffing::staff(self)?, vacancies: staffing::vacancies(self)? })
    }
}

/// What rows of [`REFERRAL`] are read with: a page has many of them.
struct Reader<'a> {
    store: &'a Store,
    today: NaiveDate,
    rule: String,
}

impl<'a> Reader<'a> {
    fn of(store: &'a Store) -> Self {
        let limits = &store.settings.thresholds.referral;
        let rule = format!(
            "A referral is pending until it is enrolled or has another outcome. Over {} days it is watched, over {} days it has waited too long.",
            limits.amber_days, limits.red_days
        );
        Self { store, today: store.clock.today(), rule }
    }

    /// Reads a row by its columns' places.
    fn referral(&self, row: &Row<'_>) -> rusqlite::Result<ReferralRow> {
        let (store, today) = (self.store, self.today);
        let limits = &store.settings.thresholds.referral;
        let lists = &store.settings.lists;
        let (id, status): (ReferralId, ReferralStatus) = (row.num(0)?, row.word(6)?);
        let (received_on, ended_on): (NaiveDate, _) = (row.day(1)?, row.day_opt(12)?);
        let (source, reason): (String, Option<String>) = (row.get(2)?, row.get(11)?);
        let reason = reason.unwrap_or_default();
        let list = if status == ReferralStatus::Ineligible {
            &lists.ineligible_reason
        } else {
            &lists.referral_end_reason
        };
        let pending = status.is_pending();
        let standing = if pending {
            standing::waiting(received_on, today, limits.amber_days, limits.red_days)
        } else {
            Judged::done(status.label().to_lowercase(), ended_on)
        };
        let explain = self.explain(format!("{id}: {}", standing.text), (received_on, status), row.get(7)?);
        Ok(ReferralRow {
            id,
            received_on,
            source: lists.referral_source.label(&source).to_owned(),
            site: row.get(3)?,
            county: row.get(4)?,
            family: row.num_opt(5)?,
            status,
            reason: if status.needs_reason() { list.label(&reason).to_owned() } else { String::new() },
            assigned_to: person_opt(row, 8)?,
            waits_days: pending.then(|| (today - received_on).num_days()),
            standing: judged(standing),
            explain,
        })
    }

    fn explain(
        &self,
        title: String,
        (received_on, status): (NaiveDate, ReferralStatus),
        concern: String,
    ) -> Explain {
        let mut rows = vec![
            ("received".to_owned(), short(received_on, self.today)),
            ("status".to_owned(), status.label().to_owned()),
        ];
        if !concern.is_empty() {
            rows.push(("concern".to_owned(), concern));
        }
        Explain { title, rule: self.rule.clone(), basis: "setting: thresholds.toml, referral".into(), rows }
    }
}
