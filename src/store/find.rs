//! Finding anything by what people say: a number, or the words of a record.
//!
//! The words stand in two full-text tables that triggers keep in step (`migrations/0014_find_site.sql`), site by site: a
//! search looks only where the viewer's records are, so that an old one is found however many others bear its words.
//! Every hit passes the viewer's scope before it is counted, so that what somebody may not see is neither shown nor
//! missing from a number. Treatment notes have a table of their own, which is asked only for the agency whose record they
//! are: a match alone would disclose, at every key, what a consent lets be read on the page where reading is written down. To
//! that agency a note that is found is a look at its record, written down as a page is.
//! Newest first: ranking by fit takes a second in a big file.

mod note;

use super::Store;
use super::gate::sites;
use super::request::Found;
use super::sql::{RowExt, date};
use super::view::Open;
use super::view::find::{FindAsk, FoundKind, Words};
use crate::domain::family::MemberKind;
use crate::domain::referral::ReferralStatus;
use crate::domain::staff::Role;
use crate::domain::text::clean_line;
use crate::domain::{FamilyId, ItemId, MeetingId, Number, ReferralId, StaffId, Word};
use crate::error::Result;
use rusqlite::params;
use std::collections::BTreeSet;

/// How many of each sort the palette is offered, and how many altogether.
const PALETTE: (usize, usize) = (10, 50);
/// Where what belongs to no site stands in the full-text tables.
const NO_SITE: i64 = 0;
/// How many characters of a text are shown around what was found.
const EXCERPT: usize = 120;

/// How the records of a sort are reached: by their number, or by words.
enum By<'a> {
    Number(i64),
    /// The query, and the site at which it is looked for.
    Words(&'a str, i64),
}

impl By<'_> {
    /// Where a sort's rows come from, under a name, and the condition and order: `?1` is the number or the query.
    fn sql(&self, kind: FoundKind, table: &str, name: &str) -> (String, String, String) {
        match self {
            Self::Number(_) => {
                (format!("{table} {name}"), format!("{name}.id = ?1"), format!("order by {name}.id"))
            }
            Self::Words(_, site) => words_sql("find_word", (kind, *site), table, name),
        }
    }

    fn value(&self) -> rusqlite::types::Value {
        match self {
            Self::Number(id) => (*id).into(),
            Self::Words(query, _) => (*query).to_owned().into(),
        }
    }
}

/// The rows of a sort at a site in a full-text table, newest first: the rowid is the sort × 2^56 + the site × 2^40 + the
/// record's id.
///
/// The table hands them out in that order and the loop over it keeps it, so that nothing is sorted and the first ones that
/// are in scope end the search.
fn words_sql(
    index: &str,
    (kind, site): (FoundKind, i64),
    table: &str,
    name: &str,
) -> (String, String, String) {
    let sort: i64 = match kind {
        FoundKind::Family => 1,
        FoundKind::Member => 2,
        FoundKind::Person => 3,
        FoundKind::Referral => 4,
        FoundKind::Item => 5,
        FoundKind::Meeting => 6,
        FoundKind::Note => 7,
    };
    let base = (sort << 56) + (site << 40);
    (
        format!("{index} x cross join {table} {name} on {name}.id = x.rowid - {base}"),
        format!("x.words match ?1 and x.rowid between {base} and {}", base + (1 << 40) - 1),
        "order by x.rowid desc".to_owned(),
    )
}

impl Store {
    /// What fits, for the palette.
    pub(super) fn find(&mut self, text: &str) -> Result<Vec<Found>> {
        let mut found = self.hits(&FindAsk { text: text.to_owned(), kind: None, most: PALETTE.0 })?;
        found.truncate(PALETTE.1);
        self.looked(&found)?;
        Ok(found)
    }

    /// What fits in the viewer's scope; where it shows words of treatment, that is a look at their record.
    ///
    /// # Errors
    /// Nobody is signed in, the file cannot be read, or the look cannot be written down.
    pub(super) fn search(&mut self, ask: &FindAsk) -> Result<Vec<Found>> {
        let found = self.hits(ask)?;
        self.looked(&found)?;
        Ok(found)
    }

    fn looked(&mut self, found: &[Found]) -> Result<()> {
        let looks = found.iter().filter_map(|one| match (&one.open, one.treatment?) {
            (Open::Meeting(meeting), family) => Some((("meeting", meeting.0), vec![family])),
            (_, family) => Some((("family", family.0), vec![family])),
        });
        self.viewed_all(looks.collect())
    }

    /// What fits, by sort: what bears the number first, then what bears the words, newest first.
    fn hits(&self, ask: &FindAsk) -> Result<Vec<Found>> {
        let text = clean_line(&ask.text);
        let words = Words::read(&text);
        let query = words.query();
        let look = Look { store: self, sites: sites(self.viewer()?), words, most: ask.most };
        let mut found = Vec::new();
        for kind in FoundKind::ALL.iter().filter(|kind| ask.kind.is_none_or(|wanted| wanted == **kind)) {
            let numbered: Vec<Found> = match number(*kind, text.trim()) {
                Some(id) => look.of(*kind, &By::Number(id))?.into_iter().map(|(_, one)| one).collect(),
                None => Vec::new(),
            };
            let worded = match look.words.is_empty() {
                true => Vec::new(),
                false => look.worded(*kind, &query)?,
            };
            let more: Vec<Found> = worded
                .into_iter()
                .filter(|one| numbered.iter().all(|known| known.open != one.open))
                .collect();
            found.extend(numbered.into_iter().chain(more).take(ask.most));
        }
        Ok(found)
    }
}

/// The number that was typed, where it is one of this sort: `f197`, or a bare `197` for any sort that has numbers.
fn number(kind: FoundKind, text: &str) -> Option<i64> {
    match kind {
        FoundKind::Family => FamilyId::read(text).map(Number::id),
        FoundKind::Referral => ReferralId::read(text).map(Number::id),
        FoundKind::Item => ItemId::read(text).map(Number::id),
        FoundKind::Meeting => MeetingId::read(text).map(Number::id),
        FoundKind::Member | FoundKind::Person | FoundKind::Note => None,
    }
}

/// One search: who looks, where, for what.
struct Look<'s> {
    store: &'s Store,
    sites: String,
    words: Words,
    most: usize,
}

/// What was found, by the record's id.
type Hits = Vec<(i64, Found)>;

impl Look<'_> {
    /// What bears the words, newest first, wherever the viewer's records of this sort are.
    fn worded(&self, kind: FoundKind, query: &str) -> Result<Vec<Found>> {
        let mut hits = Hits::new();
        for site in self.places(kind)? {
            hits.extend(self.of(kind, &By::Words(query, site))?);
        }
        hits.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
        Ok(hits.into_iter().map(|(_, one)| one).take(self.most).collect())
    }

    /// The sites at which records of a sort stand that the viewer may see.
    fn places(&self, kind: FoundKind) -> Result<BTreeSet<i64>> {
        let mut places: BTreeSet<i64> = self.store.viewer()?.sites.iter().map(|site| site.0).collect();
        match kind {
            FoundKind::Family | FoundKind::Member | FoundKind::Referral => {}
            FoundKind::Person => places = BTreeSet::from([NO_SITE]),
            FoundKind::Item | FoundKind::Meeting => _ = places.insert(NO_SITE),
            FoundKind::Note => {
                places.insert(NO_SITE);
                places.extend(self.sat_at()?);
            }
        }
        Ok(places)
    }

    fn of(&self, kind: FoundKind, by: &By<'_>) -> Result<Hits> {
        match kind {
            FoundKind::Family => self.families(by),
            FoundKind::Member => self.members(by),
            FoundKind::Person => self.people(by),
            FoundKind::Referral => self.referrals(by),
            FoundKind::Item => self.items(by),
            FoundKind::Meeting => self.meetings(by),
            FoundKind::Note => self.notes(by),
        }
    }

    fn today(&self) -> String {
        date(self.store.clock.today())
    }

    fn limit(&self) -> i64 {
        i64::try_from(self.most).unwrap_or(i64::MAX)
    }

    fn families(&self, by: &By<'_>) -> Result<Hits> {
        let (from, fits, order) = by.sql(FoundKind::Family, "family", "f");
        let mut statement = self.store.conn.prepare_cached(&format!(
            "select f.id, f.case_number, f.label, s.name as site,
               exists (select 1 from family_opening o where o.family_id = f.id and o.from_on <= ?3 and (o.to_on is null or o.to_on > ?3)) as open
             from {from} join site s on s.id = f.site_id
             where {fits} and f.site_id in (select value from json_each(?2)) {order} limit ?4"
        ))?;
        let rows =
            statement.query_map(params![by.value(), self.sites, self.today(), self.limit()], |row| {
                let id: FamilyId = row.num("id")?;
                let (case, label, site): (String, String, String) =
                    (row.get("case_number")?, row.get("label")?, row.get("site")?);
                let closed = if row.get("open")? { "" } else { "closed" };
                let detail = join(&[&label, &case, &site, closed]);
                let open = Open::Family(id);
                Ok((
                    id.0,
                    Found { kind: FoundKind::Family, label: id.to_string(), detail, open, treatment: None },
                ))
            })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn members(&self, by: &By<'_>) -> Result<Hits> {
        let (from, fits, order) = by.sql(FoundKind::Member, "member", "m");
        let mut statement = self.store.conn.prepare_cached(&format!(
            "select m.id as member, m.alias, m.kind, f.id, f.label from {from} join family f on f.id = m.family_id
             where {fits} and f.site_id in (select value from json_each(?2)) and (m.left_on is null or m.left_on > ?3)
             {order} limit ?4"
        ))?;
        let rows =
            statement.query_map(params![by.value(), self.sites, self.today(), self.limit()], |row| {
                let (id, kind): (FamilyId, MemberKind) = (row.num("id")?, row.word("kind")?);
                let detail = join(&[
                    &format!("{} of {id}", kind.label().to_lowercase()),
                    &row.get::<_, String>("label")?,
                ]);
                let (label, open) = (row.get("alias")?, Open::Family(id));
                Ok((
                    row.get("member")?,
                    Found { kind: FoundKind::Member, label, detail, open, treatment: None },
                ))
            })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn people(&self, by: &By<'_>) -> Result<Hits> {
        let (from, fits, order) = by.sql(FoundKind::Person, "staff", "w");
        let mut statement = self.store.conn.prepare_cached(&format!(
            "select w.id, w.name, w.role, a.name as agency from {from} join agency a on a.id = w.agency_id
             where {fits} and (w.left_on is null or w.left_on > ?3)
               and exists (select 1 from staff_site t where t.staff_id = w.id and t.site_id in (select value from json_each(?2))
                 and t.from_on <= ?3 and (t.to_on is null or t.to_on > ?3))
             {order} limit ?4"
        ))?;
        let rows =
            statement.query_map(params![by.value(), self.sites, self.today(), self.limit()], |row| {
                let (id, role): (StaffId, Role) = (row.num("id")?, row.word("role")?);
                let open = if role.is_worker() { Open::Worker(id) } else { Open::Person(id) };
                let agency: String = row.get("agency")?;
                let detail = join(&[role.label(), &agency]);
                Ok((
                    id.0,
                    Found { kind: FoundKind::Person, label: row.get("name")?, detail, open, treatment: None },
                ))
            })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn referrals(&self, by: &By<'_>) -> Result<Hits> {
        let (from, fits, order) = by.sql(FoundKind::Referral, "referral", "r");
        let mut statement = self.store.conn.prepare_cached(&format!(
            "select r.id, r.status, r.family_id, r.case_number, r.alias, r.county, r.reason, r.concern, s.name as site
             from {from} join site s on s.id = r.site_id
             where {fits} and r.site_id in (select value from json_each(?2)) {order} limit ?3"
        ))?;
        let rows = statement.query_map(params![by.value(), self.sites, self.limit()], |row| {
            let id: ReferralId = row.num("id")?;
            let status: ReferralStatus = row.word("status")?;
            let family = row.num_opt::<FamilyId>("family_id")?.map(|id| id.to_string()).unwrap_or_default();
            let text = |column: &str| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
            let said = join(&[&text("reason")?, &text("concern")?]);
            let detail = join(&[
                status.label(),
                &family,
                &text("alias")?,
                &text("case_number")?,
                &text("county")?,
                &text("site")?,
                &self.words.excerpt(&said, EXCERPT),
            ]);
            let open = Open::Referral(id);
            Ok((
                id.0,
                Found { kind: FoundKind::Referral, label: id.to_string(), detail, open, treatment: None },
            ))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn items(&self, by: &By<'_>) -> Result<Hits> {
        let (from, fits, order) = by.sql(FoundKind::Item, "action_item", "i");
        let all =
            super::items_list::find_items(self.store, (&from, &fits, &order), &by.value(), self.limit())?;
        let found = all.into_iter().map(|item| {
            let words = self.words.excerpt(&item.description, EXCERPT);
            let detail = join(&[&words, &item.owner.short, &item.standing.text]);
            let (label, open) = (item.id.to_string(), Open::Item(item.id));
            (item.id.0, Found { kind: FoundKind::Item, label, detail, open, treatment: None })
        });
        Ok(found.collect())
    }

    fn meetings(&self, by: &By<'_>) -> Result<Hits> {
        let (from, fits, order) = by.sql(FoundKind::Meeting, "meeting", "m");
        // Cheap first; the list's own scope has the last word. A held Individual is opened by those who were there.
        let mut statement = self.store.conn.prepare_cached(&format!(
            "select m.id from {from}
             where {fits} and (m.site_id is null or m.site_id in (select value from json_each(?2)))
               and (m.worker_id is null or m.status not in ('in_progress', 'held', 'signed')
                 or exists (select 1 from meeting_person p where p.meeting_id = m.id and p.staff_id = ?3)) {order}"
        ))?;
        let mut rows = statement.query(params![by.value(), self.sites, self.store.viewer()?.staff.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()?.filter(|_| found.len() < self.most) {
            let id: MeetingId = row.num("id")?;
            found.extend(self.store.meeting_row(id)?.map(|row| {
                let detail = join(&[&row.kind, &row.about, &row.when]);
                let (label, open) = (id.to_string(), Open::Meeting(id));
                (id.0, Found { kind: FoundKind::Meeting, label, detail, open, treatment: None })
            }));
        }
        Ok(found)
    }
}

fn join(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}
