//! The treatment agency's supervision and administrative fee and its training allowance: the year's use, and the charges
//! that make it up.

use super::families::judged;
use super::forms::conflict;
use super::forms::desk::{Desk, line};
use super::sql::{RowExt, date, word};
use super::view::Explain;
use super::view::charge::{AgencyYear, Allowance, ChargeChange, ChargeForm, ChargeRow};
use super::view::family::change::Seen;
use super::write::{Field, Tx, What};
use super::{OpId, Store};
use crate::domain::access::Act;
use crate::domain::charge::{ChargeKind, fee, standing, training};
use crate::domain::voucher::dollars;
use crate::error::{Error, Kind, Result, denied, invalid, missing};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, OptionalExtension, params};

/// The longest text, in characters.
const LONGEST_LINE: usize = 200;
/// The most that one charge can be, in cents.
const MOST_CENTS: i64 = 1_000_000_000;

const AGENCIES: &str = "select id, name from agency where kind = 'treatment' order by name";

const CHARGES: &str = "
    select id, version, kind, on_date, amount_cents, what_for from agency_charge
    where agency_id = ?1 and on_date between ?2 and ?3 order by on_date desc, id desc";

/// What the trainings of an agency's people cost.
const TRAINED: &str = "
    select coalesce(sum(t.cost_cents), 0) from training t join staff s on s.id = t.staff_id
    where t.on_date between ?2 and ?3 and s.agency_id = ?1";

impl Store {
    /// This year's fee and training of each treatment agency, up to today.
    pub(super) fn agency_years(&self) -> Result<Vec<AgencyYear>> {
        let today = self.clock.today();
        let mut statement = self.conn.prepare_cached(AGENCIES)?;
        let agencies = statement.query_map([], |row| Ok((row.get("id")?, row.get("name")?)))?;
        let agencies: Vec<(i64, String)> = agencies.collect::<rusqlite::Result<_>>()?;
        agencies.into_iter().map(|agency| self.agency_year(agency, today)).collect()
    }

    fn agency_year(&self, agency: (i64, String), today: NaiveDate) -> Result<AgencyYear> {
        let first = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        let span = params![agency.0, date(first), date(today)];
        let mut statement = self.conn.prepare_cached(CHARGES)?;
        let charges = statement.query_map(span, |row| {
            Ok(ChargeRow {
                row: (row.get("id")?, row.get("version")?),
                kind: row.word("kind")?,
                on: row.day("on_date")?,
                cents: row.get("amount_cents")?,
                what_for: row.get("what_for")?,
            })
        })?;
        let charges: Vec<ChargeRow> = charges.collect::<rusqlite::Result<_>>()?;
        let trained: i64 = self.conn.prepare_cached(TRAINED)?.query_row(span, |row| row.get(0))?;
        let charged = |kind| charges.iter().filter(|one| one.kind == kind).map(|one| one.cents).sum::<i64>();
        let allowances = [
            self.fee_of(charged(ChargeKind::Fee), today.year()),
            self.training_allowance(charged(ChargeKind::Training), trained, today.year()),
        ];
        Ok(AgencyYear { agency, year: today.year(), allowances, charges })
    }

    fn fee_of(&self, used: i64, year: i32) -> Allowance {
        let limits = &self.settings.thresholds.provider;
        let allowed = fee(limits.fee_percent, limits.services_dollars);
        let services = match limits.services_dollars {
            0 => "not set".to_owned(),
            set => dollars(set.saturating_mul(100)),
        };
        let explain = Explain {
            title: format!("Supervision and administrative fee, {year}"),
            rule: format!(
                "The treatment agency gets {} % of what its services are paid in a calendar year for supervision and administration.",
                limits.fee_percent
            ),
            basis: "[seed] thresholds.toml: provider.fee_percent, provider.services_dollars".into(),
            rows: vec![
                ("services, a year".into(), services),
                ("allowed".into(), allowed.map_or_else(|| "not set".into(), dollars)),
                ("charged".into(), dollars(used)),
            ],
        };
        let standing = judged(standing(used, allowed));
        Allowance { kind: ChargeKind::Fee, used_cents: used, allowed_cents: allowed, standing, explain }
    }

    fn training_allowance(&self, charged: i64, trained: i64, year: i32) -> Allowance {
        let allowed = training(self.settings.thresholds.provider.training_dollars);
        let used = charged.saturating_add(trained);
        let explain = Explain {
            title: format!("Training allowance, {year}"),
            rule: "The treatment agency has an annual training allowance: what is charged here and what the trainings of its people cost count toward it.".into(),
            basis: "[seed] thresholds.toml: provider.training_dollars".into(),
            rows: vec![
                ("allowed".into(), allowed.map_or_else(|| "not set".into(), dollars)),
                ("charged here".into(), dollars(charged)),
                ("trainings of its people".into(), dollars(trained)),
            ],
        };
        let standing = judged(standing(used, allowed));
        Allowance { kind: ChargeKind::Training, used_cents: used, allowed_cents: allowed, standing, explain }
    }

    /// Writes a change of the charges.
    ///
    /// # Errors
    /// What cannot have been, what is not the viewer's to write, what was changed meanwhile.
    pub(super) fn change_charges(&mut self, op: OpId, change: &ChargeChange) -> Result<(i64, String)> {
        let desk = self.desk(Act::KeepFees)?;
        match change {
            ChargeChange::Save(form) => {
                let what = match form.row {
                    Some((id, _)) => What::of("change_charge", "agency_charge", id),
                    None => What::new("charge", "agency_charge"),
                };
                self.write(op, what, |tx| save(&desk, tx, form))
            }
            ChargeChange::Delete { row, reason } => {
                let what = What::of("delete_charge", "agency_charge", row.0);
                self.write(op, what, |tx| delete(&desk, tx, *row, reason))
            }
        }
    }
}

fn save(desk: &Desk, tx: &mut Tx<'_>, form: &ChargeForm) -> Result<(i64, String)> {
    let agency = own_agency(desk, tx.sql())?;
    desk.not_future(form.on, "This was charged")?;
    if !(1..=MOST_CENTS).contains(&form.cents) {
        return Err(invalid("the amount cannot be right").hint("give it in dollars: 250 or 250.50"));
    }
    let (kind, what_for) = (word(form.kind), line(&form.what_for, "What it was for", LONGEST_LINE)?);
    let fields: [Field<'_>; 5] = [
        ("agency_id", &agency),
        ("kind", &kind),
        ("on_date", &form.on),
        ("amount_cents", &form.cents),
        ("what_for", &what_for),
    ];
    let id = match form.row {
        None => tx.insert("agency_charge", &fields)?,
        Some((id, version)) => {
            reachable(tx.sql(), agency, id)?;
            conflict::update(tx, desk, "agency_charge", Seen { id, version }, &fields)?;
            id
        }
    };
    let label = crate::domain::Word::label(form.kind);
    Ok((id, format!("{label}: {} on {}, {what_for}", dollars(form.cents), desk.day(form.on))))
}

fn delete(desk: &Desk, tx: &mut Tx<'_>, (id, version): (i64, i64), reason: &str) -> Result<(i64, String)> {
    let reason = line(reason, "the reason", LONGEST_LINE)?;
    let agency = own_agency(desk, tx.sql())?;
    let (now, cents) = reachable(tx.sql(), agency, id)?;
    if now != version {
        return Err(Error::new(Kind::Conflict, "somebody else changed this meanwhile")
            .hint("the list was loaded again: look at it"));
    }
    tx.take_away("agency_charge", id, ("reason", &reason))?;
    Ok((id, format!("The charge of {} is gone; u brings it back", dollars(cents))))
}

/// The treatment agency for which the viewer works.
fn own_agency(desk: &Desk, conn: &Connection) -> Result<i64> {
    let sql = "select a.id from staff s join agency a on a.id = s.agency_id where s.id = ?1 and a.kind = 'treatment'";
    let found = conn.prepare_cached(sql)?.query_row([desk.viewer.staff.0], |row| row.get(0)).optional()?;
    found.ok_or_else(|| denied("only a treatment agency has this fee and allowance"))
}

/// A charge of this agency: its version and amount.
fn reachable(conn: &Connection, agency: i64, id: i64) -> Result<(i64, i64)> {
    let found = conn
        .prepare_cached("select version, amount_cents, agency_id from agency_charge where id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?)))
        .optional()?;
    match found {
        None => Err(missing("this charge is no longer there")),
        Some((.., of)) if of != agency => Err(denied("each agency keeps its own fees")),
        Some((version, cents, _)) => Ok((version, cents)),
    }
}
