//! The fields of each kind, and the names that other systems give their columns.

use super::Kind;
use crate::domain::Word;
use crate::domain::catalogue::{Catalogue, Fact, FactKind};
use std::borrow::Cow;

/// The name of a field.
pub(super) type Name = Cow<'static, str>;

/// A field: its name, what it holds, and the column names by which it is known, folded to letters and digits.
#[derive(Debug)]
pub(super) struct Field {
    pub name: &'static str,
    pub says: &'static str,
    pub names: &'static [&'static str],
}

/// A field, known by its own name and by others.
pub(super) const fn field(name: &'static str, says: &'static str, names: &'static [&'static str]) -> Field {
    Field { name, says, names }
}

/// What the columns of a kind can be, and which of them tell that a file is of that kind.
#[derive(Debug)]
pub(super) struct Shape {
    /// One of each group must be there, so that a file is taken for this kind unasked.
    pub tell: &'static [&'static [&'static str]],
    pub fields: &'static [Field],
}

impl Shape {
    /// The field that a column name means.
    fn field(&self, column: &str) -> Option<&'static str> {
        let column = folded(column);
        let is_meant =
            |field: &&Field| folded(field.name) == column || field.names.contains(&column.as_str());
        self.fields.iter().find(is_meant).map(|field| field.name)
    }

    /// How many columns a file gives; `None` where it cannot be of this kind.
    fn fit(&self, headers: &[String]) -> Option<usize> {
        let mut found: Vec<&str> = headers.iter().filter_map(|header| self.field(header)).collect();
        found.sort_unstable();
        found.dedup();
        let told = |group: &&[&str]| group.iter().any(|field| found.contains(field));
        self.tell.iter().all(told).then_some(found.len())
    }
}

/// The fields that a file of a kind may have: those of the kind and, for services, what the catalogue puts on file.
#[derive(Debug)]
pub(super) struct Fields {
    kind: Kind,
    facts: Vec<Fact>,
}

impl Fields {
    pub(super) fn new(kind: Kind, catalogue: &Catalogue) -> Self {
        let facts = if kind == Kind::Service { catalogue.facts.clone() } else { Vec::new() };
        Self { kind, facts }
    }

    /// The names of all of them, the kind's own first.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let own = fields(self.kind).iter().map(|field| field.name);
        own.chain(self.facts.iter().map(|fact| fact.name.as_str()))
    }

    /// The field of this very name.
    pub(super) fn named(&self, name: &str) -> Option<Name> {
        let own = fields(self.kind).iter().find(|field| field.name == name);
        let fact = || self.facts.iter().find(|fact| fact.name == name);
        own.map(|field| field.name.into()).or_else(|| Some(fact()?.name.clone().into()))
    }

    /// The field that a column name means; a fact is known by its name and by what people read.
    pub(super) fn of_column(&self, column: &str) -> Option<Name> {
        let is_meant =
            |fact: &&Fact| [&fact.name, &fact.label].iter().any(|name| folded(name) == folded(column));
        let fact = || self.facts.iter().find(is_meant);
        self.kind.shape().field(column).map(Name::from).or_else(|| Some(fact()?.name.clone().into()))
    }

    /// Whether a field holds days, months or years.
    pub(super) fn is_day(&self, name: &str) -> bool {
        is_day(name) || self.facts.iter().any(|fact| fact.kind == FactKind::Date && fact.name == name)
    }
}

/// The fields of a kind.
pub(super) fn fields(kind: Kind) -> &'static [Field] {
    kind.shape().fields
}

/// A column name as synonyms are written: letters and digits, lower case.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a file holds: the kind of which it gives the most columns, the first of them where several do.
pub(super) fn detect(headers: &[String]) -> Option<Kind> {
    let mut best: Option<(Kind, usize)> = None;
    for kind in Kind::ALL.iter().copied() {
        let Some(fit) = kind.shape().fit(headers) else { continue };
        if best.is_none_or(|(_, most)| fit > most) {
            best = Some((kind, fit));
        }
    }
    best.map(|(kind, _)| kind)
}

/// Every kind with its columns and what they hold, as the help shows them.
pub fn listing() -> String {
    let mut out = String::from(
        "What a file may hold (--kind), and its columns. Columns of other names are matched where their names are\n\
         usual (\"Case #\", \"DOB\", \"Assigned Worker\"), or by a --map.\n",
    );
    for kind in Kind::ALL {
        out.push_str(&format!("\n{} ({})\n", kind.word(), kind.label()));
        for field in fields(*kind) {
            out.push_str(&format!("  {:<22} {}\n", field.name, field.says));
        }
        if *kind == Kind::Service {
            out.push_str("  and what is on file for its kind, by the names in services.toml: topic, group_size, miles, …\n");
        }
    }
    out
}

/// Whether a folded column name is known for any kind.
pub(super) fn is_known(folded: &str) -> bool {
    let is_meant = |field: &Field| folded == self::folded(field.name) || field.names.contains(&folded);
    Kind::ALL.iter().any(|kind| fields(*kind).iter().any(is_meant))
}

/// Whether a kind is told by this field: a row of it means little without.
pub(super) fn is_principal(kind: Kind, field: &str) -> bool {
    kind.shape().tell.iter().any(|group| group.contains(&field))
}

/// Whether a field holds days, months or years.
pub(super) fn is_day(field: &str) -> bool {
    let others = ["on_date", "vacant_since", "birth", "child_birth", "co_supervision", "joint"];
    field.ends_with("_on") || others.contains(&field)
}

/// Whether a field names people of the staff.
pub(super) fn is_person(field: &str) -> bool {
    matches!(
        field,
        "workers"
            | "worker"
            | "intact_worker"
            | "recovery_coordinator"
            | "supervisor"
            | "supervises"
            | "staff"
            | "owner"
            | "joint_with"
            | "assigned_to"
            | "referred_by"
            | "filled_by"
            | "validated_by"
            | "cover"
            | "attended"
            | "excused"
            | "absent"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_says_day_is_read_as_one() {
        for kind in Kind::ALL {
            for field in fields(*kind) {
                let says = field.says.split(|c: char| !c.is_alphanumeric()).next();
                assert!(says != Some("day") || is_day(field.name), "{kind} {}: {}", field.name, field.says);
            }
        }
    }
}
