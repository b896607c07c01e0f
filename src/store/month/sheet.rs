//! A month's figures as they are put down, and the rows behind the one that somebody wants to see.

use crate::domain::consent::Category;
use crate::domain::month::{Amount, Flow, Heading};
use crate::domain::{FamilyId, MemberId};
use crate::error::Result;
use crate::settings::lists::List;
use crate::store::Store;
use crate::store::gate::{Gate, Scope};
use crate::store::view::month::{Block, Figure, FigureRow, Identity, Line};
use std::borrow::Cow;
use std::collections::HashMap;

/// A month's figures.
#[derive(Default)]
pub(super) struct Sheet {
    wanted: Option<String>,
    pub(super) rows: Vec<FigureRow>,
    pub(super) withheld: usize,
    /// The adults of whom the rows tell somebody of another agency.
    pub(super) told: Vec<MemberId>,
    pub(super) blocks: Vec<Block>,
    pub(super) identities: Vec<Identity>,
}

/// What a figure is called, before it has a value: its name in the key, its label, its definition.
pub(super) struct Named {
    name: Cow<'static, str>,
    label: Cow<'static, str>,
    definition: Cow<'static, str>,
}

/// Names a figure.
pub(super) fn named(
    name: impl Into<Cow<'static, str>>,
    label: impl Into<Cow<'static, str>>,
    definition: impl Into<Cow<'static, str>>,
) -> Named {
    Named { name: name.into(), label: label.into(), definition: definition.into() }
}

impl Sheet {
    /// An empty sheet; the rows behind the wanted figure are kept.
    pub(super) fn new(wanted: Option<&str>) -> Self {
        Self { wanted: wanted.map(str::to_owned), ..Self::default() }
    }

    /// Begins a list of figures.
    pub(super) fn list(&mut self, heading: Heading, key: &str, label: &str) {
        self.block(heading, key, label, false);
        self.line(String::new(), String::new());
    }

    /// Begins a table, whose lines follow.
    pub(super) fn table(&mut self, heading: Heading, key: &str, label: &str) {
        self.block(heading, key, label, true);
    }

    fn block(&mut self, heading: Heading, key: &str, label: &str, table: bool) {
        let (key, label) = (key.to_owned(), label.to_owned());
        self.blocks.push(Block { heading, key, label, table, lines: Vec::new() });
    }

    /// Begins a line of a table.
    pub(super) fn line(&mut self, key: String, label: String) {
        if let Some(block) = self.blocks.last_mut() {
            block.lines.push(Line { key, label, figures: Vec::new() });
        }
    }

    /// Puts a figure down, with what makes the rows behind it.
    pub(super) fn put(&mut self, of: Named, value: Amount, rows: impl FnOnce() -> Vec<FigureRow>) {
        let Some(block) = self.blocks.last_mut() else { return };
        let Some(line) = block.lines.last_mut() else { return };
        let mut key = String::with_capacity(48);
        key.push_str(&block.key);
        for part in [line.key.as_str(), &of.name] {
            if !part.is_empty() {
                key.push('.');
                key.push_str(part);
            }
        }
        if self.wanted.as_ref() == Some(&key) {
            self.rows = rows();
        }
        let (label, definition) = (of.label, of.definition);
        line.figures.push(Figure { key, label, value, definition, last: Amount::NoData, series: Vec::new() });
    }

    /// Puts down how many there are of something.
    pub(super) fn count<T>(&mut self, of: Named, list: &[T], row: impl Fn(&T) -> FigureRow) {
        self.put(of, Amount::Count(whole(list.len())), || list.iter().map(row).collect());
    }

    /// Puts down how many families there are of something that is treatment information: the number names nobody, and in the
    /// rows stand the families of which the viewer may read it today.
    pub(super) fn count_gated(
        &mut self,
        store: &Store,
        of: Named,
        list: &[FamilyId],
        row: impl Fn(&FamilyId) -> FigureRow,
    ) -> Result<()> {
        let mut asked = false;
        self.put(of, Amount::Count(whole(list.len())), || {
            asked = true;
            Vec::new()
        });
        if asked {
            let gate = Gate::load(store, Scope::Families(list))?;
            let may = |one: &&FamilyId| gate.may_family(**one, Category::Progress).is_ok();
            let told = list.iter().flat_map(|one| gate.told_by(*one, Category::Progress));
            self.told = told.collect();
            self.rows = list.iter().filter(may).map(row).collect();
            self.withheld = list.len() - self.rows.len();
        }
        Ok(())
    }

    /// Puts down a figure whose rows each tell of an adult's treatment: only those that the viewer may read today are shown.
    pub(super) fn put_gated<T>(
        &mut self,
        store: &Store,
        of: Named,
        value: Amount,
        list: &[T],
        whose: impl Fn(&T) -> Option<(MemberId, FamilyId, Category)>,
        row: impl Fn(&T) -> FigureRow,
    ) -> Result<()> {
        let mut asked = false;
        self.put(of, value, || {
            asked = true;
            Vec::new()
        });
        if asked {
            let families: Vec<FamilyId> = list.iter().filter_map(|one| Some(whose(one)?.1)).collect();
            let gate = Gate::load(store, Scope::Families(&families))?;
            let may = |one: &&T| whose(one).is_some_and(|(who, _, what)| gate.may(who, what).is_ok());
            let told = list.iter().filter_map(&whose).filter(|(who, _, what)| gate.tells(*who, *what));
            self.told = told.map(|(who, ..)| who).collect();
            self.rows = list.iter().filter(may).map(row).collect();
            self.withheld = list.len() - self.rows.len();
        }
        Ok(())
    }

    /// Puts down how many fulfil something, of all; those that do not are the rows.
    pub(super) fn share<T>(&mut self, of: Named, all: &[(T, bool)], row: impl Fn(&T) -> FigureRow) {
        let part = all.iter().filter(|(_, does)| *does).count();
        let lacking = || all.iter().filter(|(_, does)| !does).map(|(one, _)| row(one)).collect();
        self.put(of, Amount::share(whole(part), whole(all.len())), lacking);
    }

    /// Puts down how many there are of each value of a list; a value that is no longer in the list stands at the end.
    pub(super) fn parts<T>(
        &mut self,
        list: &List,
        definition: &'static str,
        all: &[(&str, T)],
        row: impl Fn(&T) -> FigureRow,
    ) {
        let mut values: Vec<&str> = list.choices().map(|one| one.value.as_str()).collect();
        let mut strays: Vec<&str> =
            all.iter().map(|(value, _)| *value).filter(|value| !list.contains(value)).collect();
        strays.sort_unstable();
        strays.dedup();
        values.extend(strays);
        for value in values {
            let label = if value.is_empty() { "not said" } else { list.label(value) };
            self.line(value.to_owned(), label.to_owned());
            let these: Vec<&T> = all.iter().filter(|(one, _)| *one == value).map(|(_, one)| one).collect();
            self.count(named("count", "Count", definition), &these, |one| row(one));
        }
    }

    /// Puts down what must add up.
    pub(super) fn identity(&mut self, heading: Heading, of: &str, flow: Flow) {
        self.identities.push(Identity { heading, of: of.to_owned(), flow, holds: flow.adds_up() });
    }

    /// What every figure comes to, by its key.
    pub(super) fn amounts(self) -> HashMap<String, Amount> {
        let lines = self.blocks.into_iter().flat_map(|block| block.lines);
        lines.flat_map(|line| line.figures).map(|figure| (figure.key, figure.value)).collect()
    }

    /// Sets beside every figure what it was in the months before, oldest first.
    pub(super) fn remember(&mut self, earlier: &[HashMap<String, Amount>]) {
        let lines = self.blocks.iter_mut().flat_map(|block| &mut block.lines);
        for figure in lines.flat_map(|line| &mut line.figures) {
            let was = |month: &HashMap<String, Amount>| month.get(&figure.key).cloned().unwrap_or_default();
            figure.series = earlier.iter().map(was).collect();
            figure.last = figure.series.last().cloned().unwrap_or_default();
            figure.series.push(figure.value.clone());
        }
    }
}

/// A number of things as the file counts.
pub(super) fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
