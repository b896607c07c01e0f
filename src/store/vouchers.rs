//! Vouchers: issued under consent, charged by the log of services, near their end by date or by cap.

use super::Store;
use super::families::judged;
use super::forms::desk::Desk;
use super::gate::Gate;
use super::sql::RowExt;
use super::view::family::change::TreatmentForm;
use super::view::family::{VoucherLine, VoucherRow};
use super::write::Tx;
use crate::domain::consent::Category;
use crate::domain::dates::short;
use crate::domain::sealed::Part2;
use crate::domain::voucher::{Cap, Given, Voucher, charge};
use crate::domain::{FamilyId, MemberId};
use crate::error::{Result, invalid};
use crate::settings::ServiceGroup;
use chrono::{Days, NaiveDate};
use rusqlite::{Connection, params};
use std::collections::HashMap;

const VOUCHERS: &str = "
    select v.id, v.member_id, v.kind, v.issued_on, v.expires_on, v.cap_cents, v.cap_units
    from family f join member m on m.family_id = f.id join voucher v on v.member_id = m.id
    where f.site_id in (select value from json_each(?1)) order by v.issued_on, v.id";

/// In the order in which they took place; only what has a voucher is read.
const CHARGED: &str = "
    select s.id, s.member_id, s.kind, s.on_date,
      coalesce((select cast(round(x.value * 100) as integer) from service_fact x where x.service_id = s.id and x.name = 'amount'), 0) as cents
    from (select distinct v.member_id, v.kind from family f join member m on m.family_id = f.id join voucher v on v.member_id = m.id
      where f.site_id in (select value from json_each(?1))) d
    join service s on s.member_id = d.member_id and s.kind = d.kind and s.part2 = 1
    where s.mode <> 'attempted' order by s.on_date, s.began, s.id";

/// The largest cap in services, and in cents.
const MOST: (i64, i64) = (500, 100_000_000);

/// The vouchers of some sites with what was charged to each.
pub(super) fn load(conn: &Connection, sites: &str) -> Result<Vec<Given>> {
    let mut statement = conn.prepare_cached(VOUCHERS)?;
    let rows = statement.query_map([sites], |row| {
        let units: Option<i64> = row.get("cap_units")?;
        let amount = Cap::Amount(row.get("cap_cents")?);
        let voucher = Voucher {
            issued_on: row.day("issued_on")?,
            expires_on: row.day("expires_on")?,
            cap: units.map_or(amount, Cap::Units),
            used: 0,
        };
        let (id, member, kind) = (row.get("id")?, row.num("member_id")?, row.get("kind")?);
        Ok(Given { id, member, kind, voucher, over: Vec::new() })
    })?;
    let all: Vec<Given> = rows.collect::<rusqlite::Result<_>>()?;
    let mut own: HashMap<(MemberId, String), Vec<Given>> = HashMap::new();
    for given in all {
        own.entry((given.member, given.kind.clone())).or_default().push(given);
    }
    let mut statement = conn.prepare_cached(CHARGED)?;
    let mut rows = statement.query([sites])?;
    while let Some(row) = rows.next()? {
        let (member, kind): (MemberId, String) = (row.num("member_id")?, row.get("kind")?);
        let (service, on, cents) = (row.get("id")?, row.day("on_date")?, row.get("cents")?);
        let key = (member, kind);
        if let Some(vouchers) = own.get_mut(&key) {
            charge(vouchers, (service, member), &key.1, on, cents);
        }
    }
    let mut all: Vec<Given> = own.into_values().flatten().collect();
    all.sort_by_key(|given| (given.voucher.issued_on, given.id));
    Ok(all)
}

/// The vouchers of a family's adults that run, or ended within their own length; of those whose services the
/// viewer may not read, none.
pub(super) fn of_family(store: &Store, gate: &Gate, family: FamilyId) -> Result<Vec<VoucherRow>> {
    let (today, terms) = (store.clock.today(), &store.settings.services.voucher);
    let aliases: HashMap<MemberId, String> = store
        .conn
        .prepare_cached("select id, alias from member where family_id = ?1")?
        .query_map(params![family.0], |row| Ok((row.num("id")?, row.get("alias")?)))?
        .collect::<rusqlite::Result<_>>()?;
    let since = today.checked_sub_days(Days::new(terms.days.unsigned_abs())).unwrap_or(today);
    let all = load(&store.conn, &super::gate::sites(store.viewer()?))?;
    let mut rows = Vec::new();
    for given in all.iter().rev() {
        let Some(alias) = aliases.get(&given.member) else { continue };
        if given.voucher.expires_on <= since || given.voucher.issued_on > today {
            continue;
        }
        let label = store.settings.lists.service_label(&given.kind);
        let issued = short(given.voucher.issued_on, today);
        let line = VoucherLine {
            what: format!("{label} · {} · issued {issued}", given.voucher.words()),
            standing: judged(given.voucher.standing(today, terms)),
        };
        let line: Part2<VoucherLine> = gate.part2(given.member, Category::Services, Some(line));
        if matches!(line, Part2::Withheld(_)) {
            continue;
        }
        rows.push(VoucherRow { member: given.member, alias: alias.clone(), line });
    }
    Ok(rows)
}

/// Issues a voucher under the consent that covers services on its day; it ends by the rule's days, or by its cap.
pub(super) fn issue(
    tx: &mut Tx<'_>,
    desk: &Desk,
    form: &TreatmentForm,
    consent: i64,
    (kind, cap): (&str, Cap),
) -> Result<(i64, String)> {
    let known = desk.settings.lists.service(kind);
    if known.is_none_or(|known| known.group != ServiceGroup::RecoverySupport) {
        return Err(invalid("vouchers pay for recovery support services").hint("choose one of these"));
    }
    let (cents, units) = match cap {
        Cap::Amount(cents) if (1..=MOST.1).contains(&cents) => (cents, None),
        Cap::Units(units) if (1..=MOST.0).contains(&units) => (0, Some(units)),
        _ => {
            return Err(invalid("this cap cannot be right").hint("give dollars, or a number of services"));
        }
    };
    let days = Days::new(desk.settings.services.voucher.days.unsigned_abs());
    let expires: NaiveDate = form.on.checked_add_days(days).unwrap_or(form.on);
    let id = tx.insert(
        "voucher",
        &[
            ("member_id", &form.member),
            ("consent_id", &consent),
            ("kind", &kind),
            ("cap_cents", &cents),
            ("cap_units", &units),
            ("issued_on", &form.on),
            ("expires_on", &expires),
        ],
    )?;
    Ok((id, format!("{}: voucher recorded, to {}", form.family, desk.day(expires))))
}
