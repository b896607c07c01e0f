//! Vouchers: issued under consent, charged by the log of services, near their end by date or by cap.

use super::Store;
use super::families::judged;
use super::forms::desk::Desk;
use super::gate::{Gate, ids};
use super::sql::{RowExt, date};
use super::view::family::change::TreatmentForm;
use super::view::family::{VoucherLine, VoucherRow};
use super::write::Tx;
use crate::domain::consent::Category;
use crate::domain::dates::short;
use crate::domain::sealed::Part2;
use crate::domain::voucher::{Cap, Given, Voucher, charge, charged_since};
use crate::domain::{FamilyId, MemberId};
use crate::error::{Result, invalid};
use crate::settings::ServiceGroup;
use chrono::{Days, NaiveDate};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

const VOUCHERS: &str = "
    select v.id, v.member_id, v.kind, v.issued_on, v.expires_on, v.cap_cents, v.cap_units from voucher v
    where v.member_id in (select value from json_each(?1)) order by v.issued_on, v.id";

/// In the order in which they took place: of each client and kind in ?1 from its day on, up to ?2.
const CHARGED: &str = "
    select s.id, s.member_id, s.kind, s.on_date,
      coalesce((select cast(round(x.value * 100) as integer) from service_fact x where x.service_id = s.id and x.name = 'amount'), 0) as cents
    from json_each(?1) d cross join service s indexed by service_charged
    where s.member_id = d.value ->> 0 and s.kind = d.value ->> 1 and s.on_date between d.value ->> 2 and ?2
      and s.part2 = 1 and s.mode <> 'attempted' order by s.on_date, s.began, s.id";

/// The largest cap in services, and in cents.
const MOST: (i64, i64) = (500, 100_000_000);

/// The vouchers of some clients; to those that run on some of the days `from` to `to`, with what was charged to them up to
/// the last of these days.
pub(super) fn load(
    conn: &Connection,
    members: impl IntoIterator<Item = MemberId>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Given>> {
    let mut own: BTreeMap<(MemberId, String), Vec<Given>> = BTreeMap::new();
    let mut statement = conn.prepare_cached(VOUCHERS)?;
    for given in statement.query_map([ids(members.into_iter().map(|one| one.0))], given)? {
        let given = given?;
        own.entry((given.member, given.kind.clone())).or_default().push(given);
    }
    let wanted: Vec<Value> = own
        .iter()
        .filter_map(|((member, kind), given)| {
            let since = date(charged_since(given, (from, to))?);
            Some(Value::from(vec![Value::from(member.0), Value::from(kind.as_str()), Value::from(since)]))
        })
        .collect();
    if !wanted.is_empty() {
        let mut statement = conn.prepare_cached(CHARGED)?;
        let mut rows = statement.query(params![Value::from(wanted).to_string(), date(to)])?;
        while let Some(row) = rows.next()? {
            let (service, on, cents) = (row.get(0)?, row.day(3)?, row.get(4)?);
            let key = (row.num(1)?, row.get(2)?);
            if let Some(vouchers) = own.get_mut(&key) {
                charge(vouchers, (service, key.0), &key.1, on, cents);
            }
        }
    }
    let mut all: Vec<Given> = own.into_values().flatten().collect();
    all.sort_by_key(|given| (given.voucher.issued_on, given.id));
    Ok(all)
}

/// A voucher as it was issued.
fn given(row: &Row<'_>) -> rusqlite::Result<Given> {
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
}

/// A voucher of a kind at some sites (their keys as JSON), whosever it is; none where nobody has one.
pub(super) fn anybodys(conn: &Connection, sites: &str, kind: &str) -> Result<Option<Given>> {
    // Family by family, since there are many or none.
    let sql = "
        select v.id, v.member_id, v.kind, v.issued_on, v.expires_on, v.cap_cents, v.cap_units
        from family f cross join member m on m.family_id = f.id cross join voucher v on v.member_id = m.id
        where f.site_id in (select value from json_each(?1)) and v.kind = ?2 limit 1";
    Ok(conn.prepare_cached(sql)?.query_row([sites, kind], given).optional()?)
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
    let all = load(&store.conn, aliases.keys().copied(), (since, today))?;
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
