//! The gate for treatment information: who may read which adult's facts today (42 CFR Part 2).
//!
//! The treatment agency of a family's site reads its own record. Everybody else reads a category of an adult only under
//! a consent to their own employer that is in force today, or an exception that a SUD Supervisor opened. A deputy is
//! judged by the deputy's own agency. Today is the real one: looking back never moves it.

use super::Store;
use super::sql::{RowExt, date};
use crate::domain::access::Viewer;
use crate::domain::consent::{self, Category, Cover};
use crate::domain::sealed::{Part2, Sealed, Withheld};
use crate::domain::staff::Side;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error;
use chrono::NaiveDate;
use rusqlite::params;
use std::collections::{BTreeMap, HashMap};

/// The families whose adults a gate knows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope<'a> {
    /// Every open family of the viewer's sites.
    Open,
    /// These families, as far as they are in the viewer's sites.
    Families(&'a [FamilyId]),
}

/// An adult as the gate sees them.
#[derive(Debug, Default)]
struct Adult {
    own: bool,
    covers: Vec<Cover>,
}

/// What the viewer may read today, loaded once per request.
#[derive(Debug)]
pub(crate) struct Gate {
    today: NaiveDate,
    adults: HashMap<MemberId, Adult>,
    families: BTreeMap<FamilyId, Vec<MemberId>>,
    own: HashMap<FamilyId, bool>,
}

/// The sites of a viewer as JSON, for `in (select value from json_each(?))`.
pub(crate) fn sites(viewer: &Viewer) -> String {
    ids(viewer.sites.iter().map(|site| site.0))
}

/// Keys as JSON, for `in (select value from json_each(?))`.
pub(crate) fn ids(ids: impl IntoIterator<Item = i64>) -> String {
    let all: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    format!("[{}]", all.join(","))
}

impl Gate {
    /// Loads what the viewer may read of the adults in a scope.
    pub(crate) fn load(store: &Store, scope: Scope<'_>) -> error::Result<Self> {
        let viewer = store.viewer()?;
        let today = store.clock.gate_today();
        let agency: i64 = store
            .conn
            .prepare_cached("select agency_id from staff where id = ?1")?
            .query_row([viewer.staff.0], |row| row.get(0))?;
        let (families, wanted) = match scope {
            Scope::Open => ("f.open_until > ?2", date(store.clock.today())),
            Scope::Families(list) => {
                ("f.id in (select value from json_each(?2))", ids(list.iter().map(|id| id.0)))
            }
        };
        let mut gate = Self { today, adults: HashMap::new(), families: BTreeMap::new(), own: HashMap::new() };
        let treats = viewer.side == Side::Treatment;
        gate.load_adults(store, families, &wanted, (&sites(viewer), treats.then_some(agency)))?;
        gate.load_covers(store, families, &wanted, (&sites(viewer), agency))?;
        Ok(gate)
    }

    fn load_adults(
        &mut self,
        store: &Store,
        families: &str,
        wanted: &str,
        (sites, treating): (&str, Option<i64>),
    ) -> error::Result<()> {
        let sql = format!(
            "select f.id as family, m.id as member, s.treatment_agency_id as agency
             from family f join site s on s.id = f.site_id
             left join member m on m.family_id = f.id and m.kind = 'adult'
             where f.site_id in (select value from json_each(?1)) and {families}"
        );
        let mut statement = store.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![sites, wanted])?;
        while let Some(row) = rows.next()? {
            let family: FamilyId = row.num("family")?;
            let own = treating == Some(row.get::<_, i64>("agency")?);
            let list = self.families.entry(family).or_default();
            self.own.insert(family, own);
            if let Some(member) = row.num_opt::<MemberId>("member")? {
                list.push(member);
                self.adults.insert(member, Adult { own, covers: Vec::new() });
            }
        }
        Ok(())
    }

    fn load_covers(
        &mut self,
        store: &Store,
        families: &str,
        wanted: &str,
        (sites, agency): (&str, i64),
    ) -> error::Result<()> {
        if self.adults.values().all(|adult| adult.own) {
            return Ok(());
        }
        let sql = format!(
            "select m.id as member, v.category, v.from_on, v.until_on
             from family f cross join member m on m.family_id = f.id and m.kind = 'adult'
             join consent_cover v on v.member_id = m.id and v.recipient_agency_id = ?3
             where f.site_id in (select value from json_each(?1)) and {families}
             union all
             select m.id, x.category, x.from_on, x.to_on
             from family f cross join member m on m.family_id = f.id and m.kind = 'adult'
             cross join disclosure_exception x on x.member_id = m.id
             where f.site_id in (select value from json_each(?1)) and {families} and x.from_on <= ?4 and ?4 < x.to_on"
        );
        let mut statement = store.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![sites, wanted, agency, date(self.today)])?;
        while let Some(row) = rows.next()? {
            let Some(adult) = self.adults.get_mut(&row.num::<MemberId>("member")?) else { continue };
            let (from, until) = (row.day("from_on")?, row.day("until_on")?);
            match row.word_opt::<Category>("category")? {
                Some(category) => adult.covers.push(Cover { category, from, until }),
                // An exception without a category is for everything.
                None => adult.covers.extend(Category::ALL.iter().map(|category| Cover {
                    category: *category,
                    from,
                    until,
                })),
            }
        }
        Ok(())
    }

    /// Says whether the viewer may read a category of an adult, or why not.
    pub(crate) fn may(&self, member: MemberId, category: Category) -> Result<(), Withheld> {
        match self.adults.get(&member) {
            None => Err(Withheld::OutOfScope),
            Some(adult) if adult.own => Ok(()),
            Some(adult) => consent::reading(member, &adult.covers, category, self.today),
        }
    }

    /// Says whether the viewer may read what is kept of a family as a whole: any of its adults is enough.
    pub(crate) fn may_family(&self, family: FamilyId, category: Category) -> Result<(), Withheld> {
        match (self.own.get(&family), self.families.get(&family)) {
            (Some(true), _) => Ok(()),
            (Some(false), Some(adults)) => consent::any(adults.iter().map(|one| self.may(*one, category))),
            _ => Err(Withheld::OutOfScope),
        }
    }

    /// A fact about an adult as the viewer gets it; where the gate says no, nobody learns whether there is one.
    pub(crate) fn part2<T>(&self, member: MemberId, category: Category, value: Option<T>) -> Part2<T> {
        sealed(self.may(member, category), value)
    }

    /// A fact about several adults, such as a note: all of them must consent.
    pub(crate) fn part2_all<T>(
        &self,
        members: &[MemberId],
        category: Category,
        value: Option<T>,
    ) -> Part2<T> {
        sealed(consent::all(members.iter().map(|one| self.may(*one, category))), value)
    }

    /// A fact about a family as a whole, such as its phase: any adult's consent is enough.
    pub(crate) fn part2_family<T>(&self, family: FamilyId, category: Category, value: Option<T>) -> Part2<T> {
        sealed(self.may_family(family, category), value)
    }

    /// Whether anything that could be kept of a family's adults may not be read, whether or not there is any.
    pub(crate) fn withholds(&self, family: FamilyId) -> bool {
        let may = |member: &MemberId| Category::ALL.iter().all(|one| self.may(*member, *one).is_ok());
        !self.is_own(family) && !self.adults(family).iter().all(may)
    }

    /// Whether the viewer is of the agency that treats a family's adults.
    pub(crate) fn is_own(&self, family: FamilyId) -> bool {
        self.own.get(&family).copied().unwrap_or_default()
    }

    /// Whether reading this adult is a disclosure, because the viewer is not of the treatment agency.
    pub(crate) fn discloses(&self, member: MemberId) -> bool {
        self.adults.get(&member).is_some_and(|adult| !adult.own)
    }

    /// Whether the viewer, who is not of the treatment agency, is told a category of this adult: a disclosure.
    pub(crate) fn tells(&self, member: MemberId, category: Category) -> bool {
        self.discloses(member) && self.may(member, category).is_ok()
    }

    /// The adults by whose consent the viewer is told a category of a family as a whole.
    pub(crate) fn told_by(&self, family: FamilyId, category: Category) -> impl Iterator<Item = MemberId> {
        self.adults(family).iter().copied().filter(move |one| self.tells(*one, category))
    }

    /// The adults of a family, as far as it is in scope.
    pub(crate) fn adults(&self, family: FamilyId) -> &[MemberId] {
        self.families.get(&family).map_or(&[], Vec::as_slice)
    }
}

fn sealed<T>(answer: Result<(), Withheld>, value: Option<T>) -> Part2<T> {
    match (answer, value) {
        (Err(why), _) => Part2::Withheld(why),
        (Ok(()), None) => Part2::Nothing,
        (Ok(()), Some(value)) => Part2::Shown(Sealed::new(value)),
    }
}
