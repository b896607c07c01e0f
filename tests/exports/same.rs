//! Whether what a reader found is what the JSON says: every figure with what it is held against, every plot, every word.

use super::read::{self, Tables};
use serde_json::Value;

/// The plots: what they are called, and the figures that are their lines.
const PLOTS: [(&str, &[(&str, &str)]); 4] = [
    ("Families by month", &[("Open", "caseloads.site.end"), ("IFR", "caseloads.site.ifr")]),
    (
        "Documented in time, % by month",
        &[("IW", "caseloads.timeliness.iw_documented"), ("RC", "caseloads.timeliness.rc_documented")],
    ),
    (
        "Referrals by month",
        &[
            ("Received", "referrals.received"),
            ("Enrolled", "referrals.enrolled"),
            ("Pending", "referrals.end"),
        ],
    ),
    ("Open action items by month", &[("Open", "items.end")]),
];

/// What a value comes to as the first number of a cell.
fn number(value: &Value) -> Option<f64> {
    let places = ["/count", "/measure", "/share/part", "/of/value", "/median/days"];
    places.iter().find_map(|place| value.pointer(place)?.as_f64())
}

/// What it is held against, and in per cent.
fn beside(value: &Value) -> [(&'static str, Option<f64>); 3] {
    let of = |place: &str| value.pointer(place).and_then(Value::as_f64);
    let (part, whole) = (of("/share/part"), of("/share/whole"));
    let percent = part.zip(whole).map(|(part, whole)| (100.0 * part / whole).round());
    [("of", whole.or(of("/of/of"))), ("cases", of("/median/n")), ("%", percent)]
}

fn is_number(cell: &str, number: f64) -> bool {
    let first = cell.split(' ').next().unwrap_or_default();
    first.parse::<f64>().is_ok_and(|found| (found - number).abs() < 0.006)
}

fn is(cell: &str, value: &Value) -> bool {
    match (number(value), value.get("words").and_then(Value::as_str)) {
        (Some(number), _) => is_number(cell, number),
        (None, Some(words)) => cell == words,
        (None, None) => cell.is_empty() || cell == "–",
    }
}

/// The tables of a document, by its name, and how many cells of them were compared.
struct Compared<'t> {
    tables: &'t Tables,
    name: &'t str,
    count: usize,
}

impl Compared<'_> {
    fn cell(&mut self, caption: &str, row: &str, column: &str) -> String {
        self.count += 1;
        let cell = read::cell(self.tables, caption, row, column);
        cell.unwrap_or_else(|| panic!("{}: no {caption} / {row} / {column}", self.name))
    }

    fn check(&mut self, caption: &str, row: &str, column: &str, value: &Value) {
        let cell = self.cell(caption, row, column);
        assert!(is(&cell, value), "{}: {caption} / {row} / {column}: {cell} is not {value}", self.name);
    }

    fn number(&mut self, place: (&str, &str, &str), cell: Option<&str>, wanted: f64) {
        self.count += 1;
        let fits = cell.is_some_and(|cell| is_number(cell, wanted));
        assert!(fits, "{}: {place:?}: {cell:?} is not {wanted}", self.name);
    }

    /// A value with what it is held against in the columns behind it.
    fn across(&mut self, caption: &str, row: &str, column: &str, value: &Value) {
        self.check(caption, row, column, value);
        for (what, wanted) in beside(value).into_iter().filter_map(|(what, wanted)| Some((what, wanted?))) {
            // Where shares and medians stand in one table, one word is over both.
            let names: &[&str] = if what == "%" { &["%"] } else { &["of", "cases"] };
            let cell = read::behind(self.tables, caption, row, (column, names));
            self.number((caption, row, what), cell.as_deref(), wanted);
        }
    }

    /// A value with what it is held against in the rows under it.
    fn down(&mut self, caption: &str, row: &str, column: &str, value: &Value) {
        self.check(caption, row, column, value);
        for (what, wanted) in beside(value).into_iter().filter_map(|(what, wanted)| Some((what, wanted?))) {
            let cell = read::cell(self.tables, caption, &format!("{row}, {what}"), column);
            self.number((caption, row, what), cell.as_deref(), wanted);
        }
    }
}

/// Compares every figure of the JSON, this month and the last, and every point of every plot, with the cells in which
/// it must stand; gives how many.
pub fn compare(json: &Value, tables: &Tables, name: &str) -> usize {
    let mut compared = Compared { tables, name, count: 0 };
    for block in json["blocks"].as_array().unwrap() {
        for line in block["lines"].as_array().unwrap() {
            one(block, line, &mut compared);
        }
    }
    plots(json, &mut compared);
    compared.count
}

fn one(block: &Value, line: &Value, compared: &mut Compared<'_>) {
    let (label, who) = (block["label"].as_str().unwrap(), line["label"].as_str().unwrap());
    let figures = line["figures"].as_array().unwrap();
    for figure in figures {
        let of = figure["label"].as_str().unwrap();
        for (month, value) in [("October 2026", &figure["value"]), ("September 2026", &figure["last"])] {
            let table = format!("{label}, {month}");
            match (block["table"].as_bool().unwrap(), figures.len()) {
                (false, _) => compared.across(label, of, month, value),
                // What nothing has in either month is left out.
                (true, 1)
                    if [&figure["value"], &figure["last"]]
                        .iter()
                        .all(|one| number(one).is_none_or(|one| one == 0.0)) => {}
                (true, 1) => compared.check(label, who, month, value),
                (true, many) if many > 6 => compared.down(&table, of, who, value),
                (true, _) => compared.across(&table, who, of, value),
            }
        }
    }
}

fn plots(json: &Value, compared: &mut Compared<'_>) {
    let figures =
        json["blocks"].as_array().unwrap().iter().flat_map(|block| block["lines"].as_array().unwrap());
    let figures: Vec<&Value> = figures.flat_map(|line| line["figures"].as_array().unwrap()).collect();
    for (title, lines) in PLOTS {
        for (line, key) in lines {
            let figure = figures.iter().find(|figure| figure["key"] == *key).unwrap();
            let months = ["May", "Jun", "Jul", "Aug", "Sep", "Oct"];
            for (month, value) in months.into_iter().zip(figure["series"].as_array().unwrap()) {
                let percent = beside(value)[2].1.and(value.pointer("/share/part")).and_then(Value::as_f64);
                let whole = value.pointer("/share/whole").and_then(Value::as_f64);
                let exact = percent.zip(whole).map(|(part, whole)| (1000.0 * part / whole).round() / 10.0);
                let cell = compared.cell(title, month, line);
                let wanted = exact.or(number(value));
                let fits = wanted.map_or(cell.is_empty() || cell == "–", |wanted| is_number(&cell, wanted));
                assert!(fits, "{}: {title} / {month} / {line}: {cell} is not {wanted:?}", compared.name);
            }
        }
    }
}

/// Fails where a word of either team, a challenge, a success or the state is not in a document; gives how many are.
pub fn said(json: &Value, words: &str, name: &str) -> usize {
    let told = &json["told"];
    let of = |list: &str, fields: &[&str]| -> Vec<String> {
        let rows = told[list].as_array().unwrap().iter();
        let texts =
            rows.flat_map(|row| fields.iter().map(move |field| row[*field].as_str().unwrap_or_default()));
        texts.filter(|text| !text.is_empty()).map(str::to_owned).collect()
    };
    let mut all = of("texts", &["body"]);
    all.extend(of("challenges", &["category", "body", "tried", "help", "owner", "due_on", "state"]));
    all.extend(of("successes", &["category", "body"]));
    all.push(json["stage"].as_str().unwrap().to_owned());
    for text in &all {
        assert!(words.contains(text.as_str()), "{name}: no \"{text}\"");
    }
    all.len()
}
