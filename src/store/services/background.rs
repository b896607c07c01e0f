//! What services are judged by besides themselves: the providers' papers and when families were open.

use crate::domain::rules::{Entry, Held};
use crate::domain::service::Mode;
use crate::domain::voucher::{Given, charge};
use crate::domain::{FamilyId, StaffId};
use crate::error::Result;
use crate::store::sql::RowExt;
use crate::store::vouchers;
use chrono::NaiveDate;
use rusqlite::Connection;
use std::collections::HashMap;

/// When a family was open: `[from, to)`.
type Spells = Vec<(NaiveDate, Option<NaiveDate>)>;

/// The papers and spells of some sites, read once.
pub(super) struct Papers {
    held: HashMap<StaffId, Vec<Held>>,
    spells: HashMap<FamilyId, Spells>,
    vouchers: Vec<Given>,
}

impl Papers {
    /// Reads what the staff hold, and when the families of these sites were open.
    pub(super) fn load(conn: &Connection, sites: &str) -> Result<Self> {
        let mut papers =
            Self { held: HashMap::new(), spells: HashMap::new(), vouchers: vouchers::load(conn, sites)? };
        let mut statement = conn
            .prepare_cached("select staff_id, kind, issued_on, expires_on, validated_on from credential")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            papers.held.entry(StaffId(row.get(0)?)).or_default().push(Held {
                kind: row.get(1)?,
                from: row.day_opt("issued_on")?,
                until: row.day_opt("expires_on")?,
                validated_on: row.day_opt("validated_on")?,
            });
        }
        let mut statement = conn.prepare_cached(
            "select o.family_id, o.from_on, o.to_on from family f join family_opening o on o.family_id = f.id
             where f.site_id in (select value from json_each(?1))",
        )?;
        let mut rows = statement.query([sites])?;
        while let Some(row) = rows.next()? {
            let spell = (row.day("from_on")?, row.day_opt("to_on")?);
            papers.spells.entry(FamilyId(row.get(0)?)).or_default().push(spell);
        }
        Ok(papers)
    }

    pub(super) fn held(&self, staff: StaffId) -> &[Held] {
        self.held.get(&staff).map_or(&[], Vec::as_slice)
    }

    /// Charges an entry that is only being made, so that it is told at once that nothing is left for it.
    pub(super) fn charge(&mut self, entry: &Entry) {
        if let Some(member) = entry.member.filter(|_| entry.mode != Mode::Attempted) {
            charge(&mut self.vouchers, (entry.id, member), &entry.kind, entry.on, entry.cents());
        }
    }

    pub(super) fn vouchers(&self) -> &[Given] {
        &self.vouchers
    }

    pub(super) fn spells(&self, family: FamilyId) -> &[(NaiveDate, Option<NaiveDate>)] {
        self.spells.get(&family).map_or(&[], Vec::as_slice)
    }
}
