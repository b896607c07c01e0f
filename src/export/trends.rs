//! A site's figures over the months as a sheet: a row for each month and figure, and no name.

use super::document::{Sheet, Value};
use crate::domain::month::Amount;
use crate::store::view::trends::Trends;

/// Columns: month, trend, line, unit, value, and the number of cases behind it where it is a share or median.
pub fn sheet(facts: &Trends) -> Sheet {
    let mut sheet = Sheet::new("trends", &["month", "site", "trend", "line", "unit", "value", "of"]);
    for plot in &facts.plots {
        for line in &plot.lines {
            for (month, amount) in facts.months.iter().zip(&line.amounts) {
                let texts =
                    [&month.to_string(), &facts.site_name, plot.key, &line.label.to_lowercase(), plot.unit];
                let mut row: Vec<Value> = texts.map(Value::from).to_vec();
                row.extend([value(amount), of(amount)]);
                sheet.rows.push(row);
            }
        }
    }
    sheet
}

fn value(amount: &Amount) -> Value {
    match amount {
        Amount::Count(count) => Value::count(*count),
        _ => amount.number().map_or(Value::Nothing, |number| Value::Number(number, 1)),
    }
}

fn of(amount: &Amount) -> Value {
    match amount {
        Amount::Share { whole, .. } => Value::count(*whole),
        Amount::Median { n, .. } => Value::count(*n),
        _ => Value::Nothing,
    }
}
