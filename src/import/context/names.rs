//! What the names in a file mean: people, sites, agencies and families. What fits nothing here, or several, is asked.

use super::{Context, Person, Site};
use crate::domain::access::Viewer;
use crate::domain::text::clean_line;
use crate::domain::{FamilyId, SiteId, Word};
use crate::error::{Result, invalid, missing};
use crate::import::columns;
use crate::import::queue::{Means, NOTHING, Unknown};
use crate::import::row::{Row, folded, several};
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap};

/// What was said once of names, and the other names that families go by.
#[derive(Default)]
pub(super) struct Asked {
    /// By folded name; `None` is nothing here.
    said: HashMap<Means, HashMap<String, Option<i64>>>,
    /// Families of the viewer's sites by short number and label, and by what was said: keys and sites.
    families: HashMap<String, Vec<(i64, i64)>>,
}

impl Asked {
    pub(super) fn load(conn: &Connection, viewer: &Viewer) -> Result<Self> {
        let mut asked = Self::default();
        let mut names = conn.prepare("select kind, text, target_id from import_name")?;
        let mut rows = names.query([])?;
        while let Some(row) = rows.next()? {
            let Some(means) = Means::parse(&row.get::<_, String>(0)?) else { continue };
            let id: i64 = row.get(2)?;
            asked.say(means, &row.get::<_, String>(1)?, (id != NOTHING).then_some(id));
        }
        let mut sites = HashMap::new();
        let mut families = conn.prepare("select id, site_id, label from family")?;
        let mut rows = families.query([])?;
        while let Some(row) = rows.next()? {
            let (id, site): (i64, i64) = (row.get(0)?, row.get(1)?);
            if !viewer.sites.contains(&SiteId(site)) {
                continue;
            }
            sites.insert(id, site);
            let label: String = row.get::<_, Option<String>>(2)?.unwrap_or_default();
            for name in [FamilyId(id).to_string(), label].iter().filter(|name| !name.is_empty()) {
                asked.families.entry(folded(name)).or_default().push((id, site));
            }
        }
        for (name, id) in asked.said.get(&Means::Family).into_iter().flatten() {
            let known = id.and_then(|id| Some((id, *sites.get(&id)?)));
            asked.families.insert(name.clone(), known.into_iter().collect());
        }
        Ok(asked)
    }

    fn say(&mut self, means: Means, text: &str, id: Option<i64>) {
        self.said.entry(means).or_default().insert(folded(text), id);
    }

    /// What was said of a folded name.
    fn of(&self, means: Means, name: &str) -> Option<Option<i64>> {
        self.said.get(&means)?.get(name).copied()
    }

    /// Whether it was said that a name means nothing here.
    fn is_nothing(&self, means: Means, text: &str) -> bool {
        self.of(means, &folded(text)) == Some(None)
    }
}

impl Context {
    /// The site of this name among the viewer's; without a name their first.
    ///
    /// # Errors
    /// The name fits no site, several, or one that is not the viewer's.
    pub(in crate::import) fn site(&self, name: Option<&str>) -> Result<Site> {
        let Some(name) = name else {
            return self.own_sites().next().cloned().ok_or_else(|| missing("you have no site here today"));
        };
        let said = self.asked.of(Means::Site, &folded(name)).flatten();
        let known = said.and_then(|id| self.sites.iter().find(|site| site.id == id));
        let site = match known {
            Some(site) => site,
            None => self.one(Means::Site, name, &self.sites_called(&folded(name)), |site| site.id)?,
        };
        match self.is_own(site.id) {
            true => Ok(site.clone()),
            false => Err(invalid(format!("the site {} is not one of yours", site.name))),
        }
    }

    fn sites_called(&self, name: &str) -> Vec<&Site> {
        self.sites.iter().filter(|site| folded(&site.name) == name).collect()
    }

    /// The agency of this name.
    ///
    /// # Errors
    /// The name fits no agency, or several.
    pub(in crate::import) fn agency(&self, name: &str) -> Result<i64> {
        let said = self.asked.of(Means::Agency, &folded(name)).flatten();
        if let Some(id) = said.filter(|said| self.agencies.iter().any(|(id, _)| id == said)) {
            return Ok(id);
        }
        self.one(Means::Agency, name, &self.agencies_called(&folded(name)), |(id, _)| *id).map(|(id, _)| *id)
    }

    fn agencies_called(&self, name: &str) -> Vec<&(i64, String)> {
        self.agencies.iter().filter(|(_, own)| folded(own) == name).collect()
    }

    /// The families that a case number, a short number or a label may mean, with their sites; nobody is asked.
    pub(in crate::import) fn families_called(&self, text: &str) -> Vec<(i64, i64)> {
        match self.family(text) {
            Some(family) => vec![family],
            None => self.asked.families.get(&folded(text)).cloned().unwrap_or_default(),
        }
    }

    /// The one family that a case number, a short number or a label means, and its site.
    ///
    /// # Errors
    /// None, or more than one.
    pub(in crate::import) fn the_family(&self, text: &str) -> Result<(i64, i64)> {
        if let Some(family) = self.family(text) {
            return Ok(family);
        }
        if self.asked.is_nothing(Means::Family, text) {
            return Err(invalid(format!("\"{text}\" is no family of yours, as was said before")));
        }
        let found = self.families_called(text);
        self.one(Means::Family, text, &found.iter().collect::<Vec<_>>(), |(id, _)| *id).copied()
    }

    /// The one person whom an e-mail address or a name means.
    ///
    /// # Errors
    /// Nobody, or more than one.
    pub(in crate::import) fn person(&self, text: &str) -> Result<&Person> {
        let wanted = folded(text);
        let said = self.asked.of(Means::Staff, &wanted).flatten();
        if let Some(person) = said.and_then(|id| self.people.iter().find(|person| person.id == id)) {
            return Ok(person);
        }
        self.one(Means::Staff, text, &self.meant(&wanted), |person| person.id)
    }

    /// The people of a cell: one, also written `Lee, Dana`, or several.
    ///
    /// # Errors
    /// One of them is nobody here, or may be several.
    pub(in crate::import) fn people(&self, text: &str) -> Result<Vec<&Person>> {
        let parts = several(text);
        let apart = parts.len() > 1 && !self.knows(text);
        if apart && parts.iter().any(|part| part.contains('@') || self.knows(part)) {
            // All of them are looked at, so that all who are nobody here are asked about at once.
            let found: Vec<Result<&Person>> = parts.into_iter().map(|part| self.person(part)).collect();
            return found.into_iter().collect();
        }
        Ok(vec![self.person(text)?])
    }

    fn knows(&self, text: &str) -> bool {
        let wanted = folded(text);
        self.asked.of(Means::Staff, &wanted).is_some() || !self.meant(&wanted).is_empty()
    }

    /// The people whom a folded text may mean.
    fn meant(&self, wanted: &str) -> Vec<&Person> {
        let turned = wanted.split_once(',').map(|(last, first)| format!("{} {}", first.trim(), last.trim()));
        let is_meant = |person: &&Person| {
            person.email.as_deref() == Some(wanted)
                || person.name == wanted
                || Some(&person.name) == turned.as_ref()
        };
        let mut found: Vec<&Person> = self.people.iter().filter(is_meant).collect();
        if found.is_empty() {
            found = self.people.iter().filter(|person| person.short == wanted).collect();
        }
        found
    }

    /// The only thing that a name fits; otherwise the name waits to be asked about.
    fn one<'a, T>(&self, means: Means, text: &str, found: &[&'a T], id: impl Fn(&T) -> i64) -> Result<&'a T> {
        if let [one] = found {
            return Ok(one);
        }
        self.queue.add(means, text, &found.iter().map(|one| id(one)).collect::<Vec<_>>());
        Err(means.unclear(text, found.len()))
    }

    /// What names mean, as a map or the command line has it; what was understood, to be remembered.
    ///
    /// # Errors
    /// A name of ours means nothing here, or more than one thing.
    pub(in crate::import) fn learn(
        &mut self,
        names: &BTreeMap<String, String>,
    ) -> Result<Vec<(Means, String, Option<i64>)>> {
        let mut learnt = Vec::new();
        for (theirs, ours) in names {
            let (means, id) = self.understood(ours)?;
            self.asked.say(means, theirs, id);
            if means == Means::Family {
                let site = |id| self.families.values().find(|(family, _)| *family == id).copied();
                self.asked.families.insert(folded(theirs), id.and_then(site).into_iter().collect());
            }
            learnt.push((means, theirs.clone(), id));
        }
        Ok(learnt)
    }

    /// What a name of ours means: a person, a site, an agency or a family, or that it means none.
    fn understood(&self, ours: &str) -> Result<(Means, Option<i64>)> {
        let wanted = folded(ours);
        if let Some(means) = Means::ALL.iter().find(|means| wanted == means.nothing()) {
            return Ok((*means, None));
        }
        let people: Vec<i64> = self.meant(&wanted).iter().map(|person| person.id).collect();
        let sites = self.sites_called(&wanted).iter().map(|site| site.id).collect();
        let agencies = self.agencies_called(&wanted).iter().map(|(id, _)| *id).collect();
        let families = self.families_called(ours).into_iter().filter(|(_, site)| self.is_own(*site));
        let families = families.map(|(id, _)| id).collect();
        let fits = [
            (Means::Staff, people),
            (Means::Site, sites),
            (Means::Agency, agencies),
            (Means::Family, families),
        ];
        let found = fits.into_iter().find(|(_, ids): &(Means, Vec<i64>)| !ids.is_empty());
        if let Some((means, [id])) = found.as_ref().map(|(means, ids)| (*means, ids.as_slice())) {
            return Ok((means, Some(*id)));
        }
        let found = if found.is_none() { "nobody" } else { "more than one" };
        Err(invalid(format!("the map's [names] says \"{}\", who is {found} here", clean_line(ours)))
            .hint("write the e-mail address of one person, a site, an agency, a case number, or \"nobody\""))
    }

    /// Empties the cells of a row that name something that is known to be nothing here.
    pub(in crate::import) fn without_nobodies(&self, row: &mut Row) {
        if self.asked.said.is_empty() {
            return;
        }
        for (field, text) in &mut row.fields {
            let Some(means) = named_by(field) else { continue };
            let is_nothing = |text: &str| self.asked.is_nothing(means, text);
            if is_nothing(text) {
                text.clear();
            } else if means == Means::Staff && several(text).into_iter().any(is_nothing) {
                *text =
                    several(text).into_iter().filter(|part| !is_nothing(part)).collect::<Vec<_>>().join(", ");
            }
        }
    }

    /// The names that fitted nothing, or several, with what they may mean; and how many more there are.
    pub(in crate::import) fn unknown(&self, conn: &Connection) -> Result<(Vec<Unknown>, usize)> {
        self.queue.list(conn, &self.viewer)
    }
}

/// What a field names, where saying nothing there is a way to say nothing.
fn named_by(field: &str) -> Option<Means> {
    match field {
        "site" => Some(Means::Site),
        "agency" => Some(Means::Agency),
        field => columns::is_person(field).then_some(Means::Staff),
    }
}
