//! The catalogue of services: `services.toml`.

use super::Settings;
use super::{Lists, Table, nearest};
use crate::domain::Word;
use crate::domain::catalogue::{Catalogue, Check, Definition, Fact, FactKind, Rule, Severity};

/// The names that rules may use.
struct Known {
    facts: Vec<String>,
    kinds: Vec<String>,
    credentials: Vec<String>,
    /// The source of a quote that names no other.
    source: String,
}

/// Takes over what the file gives rightly, and notes what it gives wrongly; kinds and credentials are those of the lists.
///
/// A rule with the id of one that is there changes it; a new one is added.
pub(super) fn overlay(catalogue: &mut Catalogue, root: Table<'_>, lists: &Lists) {
    super::set(&mut catalogue.source, root.words("source"));
    if let Some(table) = root.table("fact") {
        for (name, _) in table.keys() {
            if let Some(fact) = table.table(name) {
                take_fact(catalogue, name, fact);
            }
        }
    }
    if let Some(table) = root.table("voucher") {
        let terms = &mut catalogue.voucher;
        super::set(&mut terms.days, table.number("days", 1..=730));
        super::set(&mut terms.near_percent, table.number("near_percent", 1..=100));
        super::set(&mut terms.near_days, table.number("near_days", 0..=365));
        table.finish();
    }
    let known = Known {
        facts: catalogue.facts.iter().map(|fact| fact.name.clone()).collect(),
        kinds: lists.service_kind.iter().map(|kind| kind.value.clone()).collect(),
        credentials: lists.credential_kind.choices().map(|choice| choice.value.clone()).collect(),
        source: catalogue.source.clone(),
    };
    for table in root.tables("rule").unwrap_or_default() {
        take_rule(&mut catalogue.rules, &known, table);
    }
    if let Some(table) = root.table("service") {
        for (kind, line) in table.keys() {
            if !known.kinds.iter().any(|one| one == kind) {
                let hint = "Add it to [service_kind] in lists.toml";
                unknown(&table, line, "service", kind, &known.kinds, hint);
            } else if let Some(inner) = table.table(kind) {
                match catalogue.services.iter_mut().find(|service| service.kind == kind) {
                    Some(service) => take_service(service, &known, inner),
                    None => {
                        let mut service = Definition { kind: kind.to_owned(), ..Definition::default() };
                        take_service(&mut service, &known, inner);
                        catalogue.services.push(service);
                    }
                }
            }
        }
    }
    root.finish();
}

impl Settings {
    /// What can be chosen for a fact of a kind of service, as word and label: topics, forms, or the other services.
    pub fn fact_choices(&self, kind: &str, fact: &Fact) -> Vec<(String, String)> {
        if fact.kind != FactKind::Service {
            return self.services.choices(kind, &fact.name).to_vec();
        }
        let others = self.services.services.iter().filter(|service| service.kind != kind);
        others.map(|one| (one.kind.clone(), self.lists.service_label(&one.kind).to_owned())).collect()
    }
}

fn take_fact(catalogue: &mut Catalogue, name: &str, table: Table<'_>) {
    let (label, kind, hint) =
        (table.words("label"), table.word::<FactKind>("kind"), optional(&table, "hint"));
    let decimals = if table.has("decimals") { table.number("decimals", 0..=2) } else { None };
    let decimals = decimals.and_then(|decimals| u32::try_from(decimals).ok());
    let choices = table.has("choices").then(|| pairs(&table, "choices")).flatten();
    match catalogue.facts.iter_mut().find(|fact| fact.name == name) {
        Some(fact) => {
            super::set(&mut fact.label, label);
            super::set(&mut fact.kind, kind);
            super::set(&mut fact.decimals, decimals);
            super::set(&mut fact.hint, hint);
            super::set(&mut fact.choices, choices);
        }
        None => match (label, kind) {
            (Some(label), Some(kind)) => catalogue.facts.push(Fact {
                name: name.to_owned(),
                label,
                kind,
                decimals: decimals.unwrap_or_default(),
                hint: hint.unwrap_or_default(),
                choices: choices.unwrap_or_default(),
            }),
            _ => table.problem(
                "label",
                format!("the new fact `{name}` is not complete"),
                "It needs label and kind",
            ),
        },
    }
    table.finish();
}

fn take_service(service: &mut Definition, known: &Known, table: Table<'_>) {
    super::set(&mut service.modality, optional(&table, "modality"));
    if table.has("facts") {
        super::set(&mut service.facts, names(&table, "facts", "fact", &known.facts));
    }
    if table.has("topics") {
        super::set(&mut service.topics, pairs(&table, "topics"));
    }
    if table.has("rule") {
        for rule in table.tables("rule").unwrap_or_default() {
            take_rule(&mut service.rules, known, rule);
        }
    }
    table.finish();
}

/// A rule that is there is changed in what the table gives; a new one needs all that its check needs.
fn take_rule(rules: &mut Vec<Rule>, known: &Known, table: Table<'_>) {
    let Some(id) = table.words("id") else {
        table.problem_at(table.line(), "a rule has no id", "Write id = \"peer_coaching.peer\"");
        return;
    };
    let place = rules.iter().position(|rule| rule.id == id);
    let before = place.and_then(|place| rules.get(place).cloned());
    let is_new = before.is_none();
    let mut rule = before.unwrap_or_else(|| empty(&id, &known.source));
    let check = if is_new || table.has("check") { table.word::<Check>("check") } else { Some(rule.check) };
    let severity = if is_new || table.has("severity") {
        table.word::<Severity>("severity")
    } else {
        Some(rule.severity)
    };
    for (key, text) in [("says", &mut rule.says), ("quote", &mut rule.quote)] {
        if is_new || table.has(key) {
            super::set(text, table.words(key));
        }
    }
    super::set(&mut rule.source, optional(&table, "source"));
    for (key, list) in [("facts", &mut rule.facts), ("unless", &mut rule.unless)] {
        if table.has(key) {
            super::set(list, names(&table, key, "fact", &known.facts));
        }
    }
    if table.has("credentials") {
        super::set(&mut rule.credentials, names(&table, "credentials", "credential", &known.credentials));
    }
    if table.has("values") {
        super::set(&mut rule.values, table.texts("values"));
    }
    if table.has("when_fact") || table.has("when_value") {
        rule.when = table.words("when_fact").zip(table.words("when_value"));
    }
    if table.has("most") {
        super::set(&mut rule.most, table.number("most", 1..=1440));
    }
    if table.has("group") {
        rule.support_only = table.one_of("group", &["recovery_support", "all"]) == Some("recovery_support");
    }
    if let (Some(check), Some(severity)) = (check, severity) {
        rule.check = check;
        rule.severity = severity;
        if is_complete(&rule, &table) {
            match place.and_then(|place| rules.get_mut(place)) {
                Some(old) => *old = rule,
                None => rules.push(rule),
            }
        }
    }
    table.finish();
}

/// Whether the rule has what its check looks at.
fn is_complete(rule: &Rule, table: &Table<'_>) -> bool {
    let (key, is_there) = match rule.check {
        Check::Fact | Check::InForce | Check::Supported => ("facts", !rule.facts.is_empty()),
        Check::OneOf | Check::Excluded if rule.facts.is_empty() => ("facts", false),
        // The topics of the service are the values where none are given.
        Check::OneOf => ("values", true),
        Check::Excluded | Check::Record => ("values", !rule.values.is_empty()),
        Check::Credential | Check::Validated => ("credentials", !rule.credentials.is_empty()),
        Check::Duration => ("most", rule.most > 0),
        _ => ("check", true),
    };
    if !is_there {
        let message = format!("the rule `{}` checks \"{}\" and gives no `{key}`", rule.id, rule.check.word());
        table.problem(
            "check",
            message,
            format!("Write {key} = …; `ifr config services.toml` explains each check"),
        );
    }
    is_there && !rule.says.is_empty() && !rule.quote.is_empty()
}

fn empty(id: &str, source: &str) -> Rule {
    Rule {
        id: id.to_owned(),
        check: Check::Fact,
        severity: Severity::Should,
        says: String::new(),
        quote: String::new(),
        source: source.to_owned(),
        facts: Vec::new(),
        values: Vec::new(),
        unless: Vec::new(),
        credentials: Vec::new(),
        when: None,
        most: 0,
        support_only: false,
    }
}

fn optional(table: &Table<'_>, key: &str) -> Option<String> {
    if table.has(key) { table.text(key) } else { None }
}

/// Names that are known; none of them where one is not.
fn names(table: &Table<'_>, key: &str, what: &str, known: &[String]) -> Option<Vec<String>> {
    let lines = table.lines(key)?;
    let mut right = true;
    for (line, name) in lines.iter().filter(|(_, name)| !known.contains(name)) {
        right = false;
        unknown(table, *line, what, name, known, "`ifr config` prints those there are");
    }
    right.then(|| lines.into_iter().map(|(_, name)| name).collect())
}

fn unknown(table: &Table<'_>, line: usize, what: &str, name: &str, known: &[String], hint: &str) {
    let near = nearest(name, known.iter().map(String::as_str));
    let hint = near.map_or_else(|| hint.to_owned(), |near| format!("Did you mean \"{near}\"?"));
    table.problem_at(line, format!("there is no {what} \"{name}\""), hint);
}

/// Words and what people read, in the order of the file.
fn pairs(table: &Table<'_>, key: &str) -> Option<Vec<(String, String)>> {
    let inner = table.table(key)?;
    let pairs = inner.keys().into_iter().filter_map(|(word, _)| Some((word.to_owned(), inner.words(word)?)));
    let pairs = pairs.collect();
    inner.finish();
    Some(pairs)
}
