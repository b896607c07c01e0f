//! What services are judged by besides themselves: the providers' papers, when families were open, vouchers.

use super::entries::Whose;
use crate::domain::catalogue::Catalogue;
use crate::domain::rules::{Background, Entry, Held};
use crate::domain::voucher::Given;
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

    /// Reads what these entries are judged by, as far as it is not known yet.
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
            self.learn_families(&families)?;
        }
        for entry in asked().filter(|entry| entry.support) {
            self.learn_kind(entry)?;
        }
        Ok(())
    }

    /// Lays anybody's voucher of this kind beside the client's own, where they have none.
    fn learn_kind(&mut self, entry: &Entry) -> Result<()> {
        let Some(member) = entry.member else { return Ok(()) };
        let own = self.vouchers.entry(member).or_default();
        if own.iter().any(|given| given.kind == entry.kind) {
            return Ok(());
        }
        let known = self.anybodys.get(&entry.kind).cloned();
        let found = known.map_or_else(|| vouchers::anybodys(self.conn, self.sites, &entry.kind), Ok)?;
        own.extend(found.clone());
        self.anybodys.insert(entry.kind.clone(), found);
        Ok(())
    }

    fn learn_families(&mut self, families: &BTreeSet<FamilyId>) -> Result<()> {
        self.spells.extend(families.iter().map(|family| (*family, Spells::new())));
        let list = ids(families.iter().map(|family| family.0));
        let mut statement = self.conn.prepare_cached(
            "select family_id, from_on, to_on from family_opening where family_id in (select value from json_each(?1))",
        )?;
        let mut rows = statement.query([&list])?;
        while let Some(row) = rows.next()? {
            self.spells.entry(row.num(0)?).or_default().push((row.day(1)?, row.day_opt(2)?));
        }
        for given in vouchers::load(self.conn, &list)? {
            self.vouchers.entry(given.member).or_default().push(given);
        }
        Ok(())
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
