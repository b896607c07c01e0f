//! The file without identities, for the evaluator: counts of what concerns families, rows of what concerns work.
//!
//! What leaves is a closed list: the measures of [`measures`] and the columns of [`work`]. A column that is added to the
//! schema leaves only when it is added there. No text of the file leaves as it stands: a word becomes the label of a
//! vocabulary that the program knows, or "Other"; a date becomes its quarter; a key becomes a number drawn for this
//! export. Evaluators see aggregates, never a client (domain.md, section 7): so nothing about a family is a row.

mod measures;
mod work;

use super::gate::sites;
use super::view::export::ExportReply;
use super::write::What;
use super::{OpId, Store};
use crate::domain::Word;
use crate::domain::access::Act;
use crate::domain::fidelity::{quarter, quarter_name};
use crate::domain::masking::{Cell, shown};
use crate::domain::staff::Setting;
use crate::error::{Error, Kind, Result};
use crate::export::deidentified::{Evaluation, remove};
use crate::export::document::{Sheet, Value};
use crate::store::sql::date;
use chrono::{Months, NaiveDate};
use measures::{MEASURES, Measure, OTHER};
use rusqlite::named_params;
use std::cell::Cell as Mutable;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use uuid::Uuid;

/// What stands for a count that is too small to be told.
const NOT_SHOWN: &str = "not shown";

/// Whole quarters: the first day, and the first day after.
#[derive(Clone, Copy)]
struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

impl Period {
    /// The quarters of these days, of those that are over by today.
    fn of(
        first: NaiveDate,
        today: NaiveDate,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> Result<Self> {
        let over = quarter(today);
        let period = Self {
            from: quarter(from.unwrap_or(first).max(first)),
            to: to.map_or(over, |to| next(quarter(to))).min(over),
        };
        if period.from >= period.to {
            return Err(Error::new(Kind::Invalid, "no whole quarter of this time is over yet").hint(
                "an export takes quarters that are over, so that two of them differ by no single day's events",
            ));
        }
        Ok(period)
    }

    fn quarters(self) -> impl Iterator<Item = NaiveDate> {
        std::iter::successors(Some(self.from), |day| Some(next(*day))).take_while(move |day| *day < self.to)
    }

    fn name(self) -> String {
        let last = self.quarters().last().unwrap_or(self.from);
        format!("{} to {}", quarter_name(self.from), quarter_name(last))
    }
}

fn next(quarter: NaiveDate) -> NaiveDate {
    quarter.checked_add_months(Months::new(3)).unwrap_or(NaiveDate::MAX)
}

/// Numbers in an order that nobody can know: drawn for one export and kept nowhere.
fn drawn(keys: impl IntoIterator<Item = i64>) -> HashMap<i64, i64> {
    let mut keys: Vec<(Uuid, i64)> = keys.into_iter().map(|key| (Uuid::new_v4(), key)).collect();
    keys.sort_unstable();
    keys.into_iter().zip(1..).map(|((_, key), number)| (key, number)).collect()
}

impl Store {
    /// Writes the file of the viewer's sites without identities; where the audit trail cannot keep that it leaves, it
    /// does not.
    ///
    /// # Errors
    /// The viewer may not export, no quarter is over, there is something of that name, or what the disk says.
    pub(super) fn deidentified(
        &mut self,
        op: OpId,
        (from, to): (Option<NaiveDate>, Option<NaiveDate>),
        path: &Path,
    ) -> Result<ExportReply> {
        self.allow(Act::Export)?;
        let period = Period::of(self.meta.first_day, self.clock.today(), from, to)?;
        let evaluation = self.evaluation(period)?;
        let made = Mutable::new(false);
        let said = self.write(op, What::new("export", "file"), |tx| {
            tx.note("list", "deidentified");
            tx.note("rows", evaluation.rows());
            tx.note("period", period.name());
            tx.note("part2", false);
            evaluation.write(path)?;
            made.set(true);
            Ok(format!(
                "{} without identities, {}, written to {}",
                crate::domain::text::count(evaluation.rows(), "row"),
                period.name(),
                path.display()
            ))
        });
        if said.is_err() && made.get() {
            remove(path);
        }
        Ok(ExportReply { said: said?, bytes: Vec::new() })
    }

    fn evaluation(&self, period: Period) -> Result<Evaluation> {
        let numbers = drawn(self.viewer()?.sites.iter().map(|site| site.0));
        let mut counts = Sheet::new("counts", &["site", "what", "by", "kind", "count"]);
        let mut quarters = Sheet::new("quarters", &["site", "what", "quarter", "count"]);
        for measure in MEASURES {
            let whole = self.counted(measure, "word", period)?;
            let by_quarter =
                if measure.quarters { self.counted(measure, QUARTER, period)? } else { BTreeMap::new() };
            for (site, number) in sorted(&numbers) {
                if let Some(series) = whole.get(&site) {
                    self.put_kinds(&mut counts, number, measure, series);
                }
                if let Some(series) = by_quarter.get(&site) {
                    self.put_quarters(&mut quarters, (number, measure), series, period);
                }
            }
        }
        let mut tables = vec![self.site_table(&numbers)?, counts, quarters];
        tables.extend(work::tables(self, period, &numbers)?);
        Ok(Evaluation {
            period: period.name(),
            hidden: self.settings.thresholds.evaluation.hidden_families,
            tables,
        })
    }

    /// Counts by site and by what an expression says.
    fn counted(&self, measure: &Measure, by: &str, period: Period) -> Result<BTreeMap<i64, Series>> {
        let sql = format!(
            "select site, {by}, count(*), count(distinct family) from ({}) where site in (select value from json_each(:sites))
               and day >= :from and day < :to group by 1, 2",
            measure.sql
        );
        let mut statement = self.conn.prepare(&sql)?;
        let mut rows = statement.query(named_params! {
            ":sites": sites(self.viewer()?), ":from": date(period.from), ":to": date(period.to),
        })?;
        let mut found: BTreeMap<i64, Series> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let key = match row.get_ref(1)? {
                rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                _ => String::new(),
            };
            let cell = Cell { count: row.get(2)?, families: row.get(3)? };
            found.entry(row.get(0)?).or_default().push((key, cell));
        }
        Ok(found)
    }

    /// A site's counts by kind, the words as people read them; what no vocabulary knows is one kind together.
    fn put_kinds(&self, sheet: &mut Sheet, site: i64, measure: &Measure, series: &Series) {
        let mut kinds: BTreeMap<String, Cell> = BTreeMap::new();
        for (word, cell) in series {
            let kind = measure.words.label(&self.settings, word).unwrap_or_else(|| OTHER.to_owned());
            let sum = kinds.entry(kind).or_default();
            // Two words may be about the same families: the larger is what is sure.
            *sum = Cell { count: sum.count + cell.count, families: sum.families.max(cell.families) };
        }
        let cells: Vec<Cell> = kinds.values().copied().collect();
        for ((kind, cell), shown) in kinds.iter().zip(self.may_be_told(&cells)) {
            let head = [Value::count(site), measure.name.into(), measure.by.into(), kind.as_str().into()];
            sheet.rows.push(head.into_iter().chain([told(*cell, shown)]).collect());
        }
    }

    /// A site's counts by quarter, those without anything among them.
    fn put_quarters(
        &self,
        sheet: &mut Sheet,
        (site, measure): (i64, &Measure),
        series: &Series,
        period: Period,
    ) {
        let cells: Vec<Cell> = period
            .quarters()
            .map(|day| {
                let key = quarter_key(day);
                series.iter().find(|(known, _)| *known == key).map(|(_, cell)| *cell).unwrap_or_default()
            })
            .collect();
        for ((day, cell), shown) in period.quarters().zip(&cells).zip(self.may_be_told(&cells)) {
            let head = [Value::count(site), measure.name.into(), quarter_name(day).into()];
            sheet.rows.push(head.into_iter().chain([told(*cell, shown)]).collect());
        }
    }

    fn may_be_told(&self, cells: &[Cell]) -> Vec<bool> {
        shown(cells, self.settings.thresholds.evaluation.hidden_families)
    }

    fn site_table(&self, numbers: &HashMap<i64, i64>) -> Result<Sheet> {
        let mut sheet = Sheet::new("sites", &["site", "setting"]);
        for (site, number) in sorted(numbers) {
            let sql = "select setting from site where id = ?1";
            let setting: Option<String> = self.conn.query_row(sql, [site], |row| row.get(0))?;
            let setting =
                setting.and_then(|word| Setting::parse(&word)).map(|setting| setting.label().to_owned());
            sheet.rows.push(vec![Value::count(number), setting.into()]);
        }
        Ok(sheet)
    }
}

/// What was counted at one site: a word or a quarter, and how many.
type Series = Vec<(String, Cell)>;

/// Years and quarters as one number, in SQL and here.
const QUARTER: &str =
    "cast(substr(day, 1, 4) as integer) * 10 + (cast(substr(day, 6, 2) as integer) + 2) / 3";

fn quarter_key(day: NaiveDate) -> String {
    use chrono::Datelike;
    (i64::from(day.year()) * 10 + i64::from(day.month0() / 3 + 1)).to_string()
}

/// Keys and their numbers, in the order of the numbers.
fn sorted(numbers: &HashMap<i64, i64>) -> Vec<(i64, i64)> {
    let mut all: Vec<(i64, i64)> = numbers.iter().map(|(key, number)| (*key, *number)).collect();
    all.sort_unstable_by_key(|(_, number)| *number);
    all
}

fn told(cell: Cell, shown: bool) -> Value {
    if shown { Value::count(cell.count) } else { NOT_SHOWN.into() }
}
