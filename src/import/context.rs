//! What rows are read against: who imports, the sites, the agencies and the people that are known.

mod names;

use super::map::Clients;
use super::mapping::Sheet;
use super::queue::Queue;
use super::row::folded;
use super::services;
use crate::domain::access::{Act, State, Viewer, can};
use crate::domain::staff::Role;
use crate::domain::{SiteId, Word};
use crate::error::{Result, invalid, missing};
use crate::settings::Settings;
use crate::store::sql::RowExt;
use crate::store::{Store, instant};
use chrono::{NaiveDate, NaiveTime};
use rusqlite::{Connection, Row};
use std::collections::{BTreeMap, HashMap};

/// A site and its two agencies.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub id: i64,
    pub name: String,
    pub intact_agency: i64,
    pub treatment_agency: i64,
}

/// A person as names and addresses are matched against them.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub id: i64,
    pub name: String,
    pub short: String,
    pub email: Option<String>,
    pub role: Role,
    pub agency: i64,
}

/// A supervisor whom a row named, to be linked once everybody in the file is known.
pub(super) struct Named {
    pub line: u64,
    pub worker: i64,
    pub supervisor: String,
    /// The row said nothing else that was new.
    pub left_alone: bool,
}

/// Everything that a row is read against.
pub(super) struct Context {
    pub viewer: Viewer,
    /// Whether this person may assign families; otherwise the reason.
    pub may_assign: std::result::Result<(), &'static str>,
    pub state: State,
    pub today: NaiveDate,
    /// The time of day.
    pub now: NaiveTime,
    pub first_day: NaiveDate,
    pub at: String,
    pub settings: Settings,
    pub import_id: i64,
    /// The supervisors that rows of this file named.
    pub supervisors: Vec<Named>,
    /// What the rows of this file are counted in: `line` or `row`.
    unit: &'static str,
    /// The records that rows of this file were about, with their lines.
    pub seen: HashMap<String, u64>,
    /// What the services of this file asked for.
    pub services: services::Memo,
    sites: Vec<Site>,
    agencies: Vec<(i64, String)>,
    people: Vec<Person>,
    /// What names mean, as somebody said once, and what waits to be asked.
    asked: names::Asked,
    queue: Queue,
    /// Names of clients are labels and kept as they stand.
    pub labels: bool,
    pending: Vec<Person>,
    families: HashMap<String, (i64, i64)>,
    pending_family: Option<(String, (i64, i64))>,
    pending_tally: Vec<&'static str>,
    notes: Vec<String>,
    tally: BTreeMap<&'static str, usize>,
}

impl Context {
    /// Reads it from the file.
    pub(super) fn load(store: &Store) -> Result<Self> {
        let viewer = store.viewer()?.clone();
        let conn = store.conn();
        let asked = names::Asked::load(conn, &viewer)?;
        let context = Self {
            may_assign: can(Act::Assign, &viewer, store.state()),
            state: store.state(),
            today: store.clock().today(),
            now: store.clock().time_of(store.clock().now()),
            first_day: store.meta().first_day,
            at: instant(store.clock().now()),
            settings: store.settings().clone(),
            import_id: 0,
            supervisors: Vec::new(),
            unit: "",
            seen: HashMap::new(),
            services: services::Memo::default(),
            sites: sites(conn)?,
            agencies: rows(conn, "select id, name from agency order by id", |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?,
            people: people(conn)?,
            asked,
            queue: Queue::default(),
            labels: false,
            pending: Vec::new(),
            families: rows(conn, "select case_number, id, site_id from family", |row| {
                Ok((folded(&row.get::<_, String>(0)?), (row.get(1)?, row.get(2)?)))
            })?,
            pending_family: None,
            pending_tally: Vec::new(),
            notes: Vec::new(),
            tally: BTreeMap::new(),
            viewer,
        };
        context.need_a_site()?;
        Ok(context)
    }

    fn need_a_site(&self) -> Result<()> {
        if self.sites.is_empty() {
            return Err(missing("this file has no agency and no site yet")
                .hint("add them first: every family and every worker belongs to a site"));
        }
        if self.own_sites().next().is_none() {
            return Err(missing("you have no site here today, so nothing can be brought in for you")
                .hint("ask a supervisor of your agency to give you one"));
        }
        Ok(())
    }

    /// Whether a row is the notice that stands under an export with Part 2 content.
    pub(super) fn is_notice(&self, cells: &[String]) -> bool {
        let mut told = cells.iter().filter(|cell| !cell.is_empty());
        told.next() == Some(&self.settings.notices.part2) && told.next().is_none()
    }

    /// Begins a file.
    pub(super) fn begin_file(&mut self, import_id: i64, sheet: &Sheet) {
        self.import_id = import_id;
        self.notes = sheet.notes.iter().chain(&sheet.unused).cloned().collect();
        self.labels = sheet.clients == Clients::Label;
        self.unit = sheet.table.unit;
        self.tally.clear();
        self.supervisors.clear();
        self.seen.clear();
        self.services = services::Memo::default();
    }

    /// A row of this file as people find it there: `line 12`.
    pub(super) fn place(&self, line: u64) -> String {
        format!("{} {line}", self.unit)
    }

    /// What is to be said of the file.
    pub(super) fn notes(&mut self) -> Vec<String> {
        let mut notes = std::mem::take(&mut self.notes);
        notes.extend(self.tally.iter().map(|(what, count)| format!("{count} × {what}")));
        notes
    }

    /// Counts something of the row in hand that is worth saying once per file.
    pub(super) fn tally(&mut self, what: &'static str) {
        self.pending_tally.push(what);
    }

    /// Notes a person as the row in hand brings or changes them; they are known so once the row is kept.
    pub(super) fn add_person(&mut self, person: Person) {
        self.pending.push(person);
    }

    /// The family of a case number and its site; capitals and blanks make no difference.
    pub(super) fn family(&self, case_number: &str) -> Option<(i64, i64)> {
        self.families.get(&folded(case_number)).copied()
    }

    /// Notes a family that the row in hand brings.
    pub(super) fn add_family(&mut self, case_number: &str, family: i64, site: i64) {
        self.pending_family = Some((folded(case_number), (family, site)));
    }

    /// The row in hand was taken.
    pub(super) fn keep_row(&mut self) {
        self.families.extend(self.pending_family.take());
        self.services.keep_row();
        for what in self.pending_tally.drain(..) {
            *self.tally.entry(what).or_default() += 1;
        }
        for person in self.pending.drain(..) {
            match self.people.iter_mut().find(|known| known.id == person.id) {
                Some(known) => *known = person,
                None => self.people.push(person),
            }
        }
    }

    /// The row in hand was refused.
    pub(super) fn forget_row(&mut self) {
        self.pending.clear();
        self.pending_family = None;
        self.services.forget_row();
        self.pending_tally.clear();
    }

    fn own_sites(&self) -> impl Iterator<Item = &Site> {
        self.sites.iter().filter(|site| self.viewer.sites.contains(&SiteId(site.id)))
    }

    /// Whether a site is one of the viewer's.
    pub(super) fn is_own(&self, site: i64) -> bool {
        self.viewer.sites.contains(&SiteId(site))
    }

    /// The person with this e-mail address.
    pub(super) fn by_email(&self, email: &str) -> Option<&Person> {
        let email = folded(email);
        self.people.iter().find(|person| person.email.as_ref() == Some(&email))
    }

    /// The people of this name in an agency.
    pub(super) fn by_name(&self, name: &str, agency: i64) -> Vec<&Person> {
        let name = folded(name);
        self.people.iter().filter(|person| person.name == name && person.agency == agency).collect()
    }
}

/// Every row of a question, each as it is read.
fn rows<T, C: FromIterator<T>>(
    conn: &Connection,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<C> {
    Ok(conn.prepare(sql)?.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
}

fn sites(conn: &Connection) -> Result<Vec<Site>> {
    rows(conn, "select id, name, intact_agency_id, treatment_agency_id from site order by id", |row| {
        Ok(Site {
            id: row.get(0)?,
            name: row.get(1)?,
            intact_agency: row.get(2)?,
            treatment_agency: row.get(3)?,
        })
    })
}

fn people(conn: &Connection) -> Result<Vec<Person>> {
    rows(conn, "select id, name, short_name, email, role, agency_id from staff order by id", |row| {
        Ok(Person {
            id: row.get(0)?,
            name: folded(&row.get::<_, String>(1)?),
            short: folded(&row.get::<_, String>(2)?),
            email: row.get::<_, Option<String>>(3)?.map(|email| folded(&email)),
            role: row.word("role")?,
            agency: row.get(5)?,
        })
    })
}

/// Reads a role as people write it: its word, its name, or its short form.
pub(super) fn role(text: &str) -> Result<Role> {
    let wanted = folded(&text.replace(['_', '-'], " "));
    let is_meant = |role: &Role| {
        folded(role.label()) == wanted
            || role.word().replace('_', " ") == wanted
            || (!role.short().is_empty() && role.short().to_lowercase() == wanted)
    };
    Role::ALL.iter().copied().find(is_meant).ok_or_else(|| {
        invalid(format!("\"{text}\" is no role here: the map can say what it means ([values.role])"))
    })
}
