//! What services are judged by besides themselves: the providers' papers, when families were open, vouchers.

use super::entries::Whose;
use crate::domain::catalogue::Catalogue;
use crate::domain::rules::{Background, Entry, Held};
use crate::domain::service::Mode;
use crate::domain::voucher::{Given, charge};
use crate::domain::{FamilyId, MemberId, StaffId};
use crate::error::Result;
use crate::store::gate::ids;
use crate::store::sql::RowExt;
use crate::store::vouchers;
use chrono::NaiveDate;
use rusqlite::Connection;
use std::collections::{BTreeSet, HashMap};

/// When a family was open: `[from, to)`.
type Spells = Vec<(NaiveDate, Option<NaiveDate>)>;

/// The papers, spells and vouchers of whom they were read for: of those whose entries are looked at, and nobody else.
pub(super) struct Papers<'a> {
    conn: &'a Connection,
    /// The sites, as JSON.
    sites: &'a str,
    held: HashMap<StaffId, Vec<Held>>,
    spells: HashMap<FamilyId, Spells>,
    vouchers: HashMap<MemberId, Vec<Given>>,
    /// Of each kind that was looked for, anybody's voucher at the sites: where there is none, there is nothing to judge by.
    anybodys: HashMap<String, Option<Given>>,
}

impl<'a> Papers<'a> {
    /// Knows nothing yet.
    pub(super) fn at(conn: &'a Connection, sites: &'a str) -> Self {
        let (held, spells) = (HashMap::new(), HashMap::new());
        Self { conn, sites, held, spells, vouchers: HashMap::new(), anybodys: HashMap::new() }
    }

    /// Reads what these entries, by their days, are judged by, as far as it is not known yet.
    pub(super) fn learn(&mut self, entries: &[Entry], whose: Whose<'_>) -> Result<()> {
        let asked = || entries.iter().filter(|entry| whose.asks(entry.staff));
        let staff: BTreeSet<StaffId> =
            asked().map(|entry| entry.staff).filter(|staff| !self.held.contains_key(staff)).collect();
        let families: BTreeSet<FamilyId> =
            asked().map(|entry| entry.family).filter(|family| !self.spells.contains_key(family)).collect();
        if !staff.is_empty() {
            let staff: Vec<StaffId> = staff.into_iter().collect();
            self.held.extend(held(self.conn, &staff)?);
        }
        if !families.is_empty() {
            self.learn_spells(&families)?;
        }
        // What was charged to a voucher is known up to a day: for other days it is read anew.
        self.vouchers.clear();
        let clients: Vec<(&Entry, MemberId)> =
            asked().filter(|entry| entry.support).filter_map(|entry| Some((entry, entry.member?))).collect();
        let (Some((first, _)), Some((last, _))) = (clients.first(), clients.last()) else { return Ok(()) };
        let members: BTreeSet<MemberId> = clients.iter().map(|(_, member)| *member).collect();
        for given in vouchers::load(self.conn, members, (first.on, last.on))? {
            self.vouchers.entry(given.member).or_default().push(given);
        }
        clients.into_iter().try_for_each(|(entry, member)| self.learn_kind(&entry.kind, member))
    }

    fn learn_spells(&mut self, families: &BTreeSet<FamilyId>) -> Result<()> {
        self.spells.extend(families.iter().map(|family| (*family, Spells::new())));
        let mut statement = self.conn.prepare_cached(
            "select family_id, from_on, to_on from family_opening where family_id in (select value from json_each(?1))",
        )?;
        let mut rows = statement.query([ids(families.iter().map(|family| family.0))])?;
        while let Some(row) = rows.next()? {
            self.spells.entry(row.num(0)?).or_default().push((row.day(1)?, row.day_opt(2)?));
        }
        Ok(())
    }

    /// Lays anybody's voucher of a kind beside a client's own, where they have none.
    fn learn_kind(&mut self, kind: &str, member: MemberId) -> Result<()> {
        let own = self.vouchers.entry(member).or_default();
        if own.iter().any(|given| given.kind == kind) {
            return Ok(());
        }
        let known = self.anybodys.get(kind).cloned();
        let found = known.map_or_else(|| vouchers::anybodys(self.conn, self.sites, kind), Ok)?;
        own.extend(found.clone());
        self.anybodys.insert(kind.to_owned(), found);
        Ok(())
    }

    /// Charges an entry that is only being made, so that it is told at once that nothing is left for it.
    pub(super) fn charge(&mut self, entry: &Entry) {
        let Some(member) = entry.member.filter(|_| entry.mode != Mode::Attempted) else { return };
        if let Some(given) = self.vouchers.get_mut(&member) {
            charge(given, (entry.id, member), &entry.kind, entry.on, entry.cents());
        }
    }

    /// What an entry is judged by, once it is learned.
    pub(super) fn background<'b>(
        &'b self,
        entry: &Entry,
        catalogue: &'b Catalogue,
        today: NaiveDate,
    ) -> Background<'b> {
        Background {
            catalogue,
            held: self.held.get(&entry.staff).map_or(&[], Vec::as_slice),
            spells: self.spells.get(&entry.family).map_or(&[], Vec::as_slice),
            vouchers: entry.member.and_then(|member| self.vouchers.get(&member)).map_or(&[], Vec::as_slice),
            today,
        }
    }
}

/// What each of these people holds; nothing stands for those who hold nothing.
pub(super) fn held(conn: &Connection, staff: &[StaffId]) -> Result<HashMap<StaffId, Vec<Held>>> {
    let mut all: HashMap<StaffId, Vec<Held>> = staff.iter().map(|one| (*one, Vec::new())).collect();
    let mut statement = conn.prepare_cached(
        "select staff_id, kind, issued_on, expires_on, validated_on from credential
         where staff_id in (select value from json_each(?1))",
    )?;
    let mut rows = statement.query([ids(staff.iter().map(|one| one.0))])?;
    while let Some(row) = rows.next()? {
        all.entry(row.num(0)?).or_default().push(Held {
            kind: row.get(1)?,
            from: row.day_opt(2)?,
            until: row.day_opt(3)?,
            validated_on: row.day_opt(4)?,
        });
    }
    Ok(all)
}
