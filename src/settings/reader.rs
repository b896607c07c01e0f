//! Reads a settings file and collects every mistake in it, with its line, instead of stopping at the first.

use super::table::Table;
use std::cell::RefCell;
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A mistake in a settings file: where it is, what is wrong, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file's name as the person knows it.
    pub file: String,
    /// The line, counted from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong: one sentence without a full stop at the end.
    pub message: String,
    /// What to do; empty when there is nothing to say.
    pub hint: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        write!(f, ": {}", self.message)?;
        if !self.hint.is_empty() {
            write!(f, "\n  {}", self.hint)?;
        }
        Ok(())
    }
}

/// One settings file, read; its tables are walked with typed getters that note what is wrong.
///
/// ```
/// use ifr::settings::reader::Reader;
/// let reader = Reader::new("settings.toml", "lock = 500\nmuose = true\n");
/// let root = reader.root();
/// assert_eq!(root.number("lock", 1..=240), None);
/// assert_eq!(root.flag("mouse"), None);
/// root.finish();
/// assert_eq!(reader.problems().len(), 2);
/// ```
pub struct Reader {
    file: String,
    entries: Vec<Entry>,
    problems: RefCell<Vec<Problem>>,
    pub(super) missing: RefCell<Vec<String>>,
}

pub(super) struct Entry {
    pub(super) key: String,
    pub(super) line: usize,
    pub(super) value: Node,
}

pub(super) enum Node {
    Text(String),
    Whole(Option<i64>),
    Decimal(f64),
    Flag(bool),
    Date(toml::value::Datetime),
    List(Vec<(usize, Node)>),
    Table(Vec<Entry>),
}

impl Node {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Whole(_) => "a whole number",
            Self::Decimal(_) => "a decimal number",
            Self::Flag(_) => "true or false",
            Self::Date(_) => "a date or time",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl Reader {
    /// Parses a text; a text that is no TOML gives an empty root, with every syntax mistake noted.
    pub fn new(file: &str, text: &str) -> Self {
        let lines = Lines::new(text);
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut problems: Vec<Problem> = Vec::new();
        for error in &errors {
            let line = error.span().map_or(0, |span| lines.of(span.start));
            if !problems.iter().any(|problem| problem.line == line) {
                problems.push(Problem {
                    file: file.to_owned(),
                    line,
                    message: format!("this cannot be read: {}", error.message().replace('\n', ", ")),
                    hint: "Until it is mended, nothing in this file is used".into(),
                });
            }
        }
        let broken = !errors.is_empty();
        let entries = if broken { Vec::new() } else { entries(table.get_ref(), &lines) };
        Self {
            file: file.to_owned(),
            entries,
            problems: RefCell::new(problems),
            missing: RefCell::new(Vec::new()),
        }
    }

    /// The table that is the file.
    pub fn root(&self) -> Table<'_> {
        Table::new(self, String::new(), 0, &self.entries)
    }

    /// What is wrong with the file, in the order of its lines.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.problems.borrow().clone();
        problems.sort_by_key(|problem| problem.line);
        problems
    }

    /// The keys that were asked for and are not in the file: for the defaults there must be none.
    pub fn missing(&self) -> Vec<String> {
        self.missing.borrow().clone()
    }

    pub(super) fn note(&self, line: usize, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.borrow_mut().push(Problem {
            file: self.file.clone(),
            line,
            message: message.into(),
            hint: hint.into(),
        });
    }
}

/// Puts a value in its place where there is one: what a file does not give, or gives wrongly, stays as it was.
pub fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// The candidate that a mistyped word was probably meant to be.
pub fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let limit = (word.chars().count() / 3).clamp(1, 4);
    candidates
        .map(|one| (strsim::osa_distance(&word.to_lowercase(), &one.to_lowercase()), one))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

/// Where the lines of a text begin, to turn a position into a line number.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect())
    }

    fn of(&self, position: usize) -> usize {
        self.0.partition_point(|newline| *newline < position) + 1
    }
}

fn entries(table: &DeTable<'_>, lines: &Lines) -> Vec<Entry> {
    let mut sorted: Vec<_> = table.iter().collect();
    sorted.sort_by_key(|(key, _)| key.span().start);
    sorted
        .into_iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            line: lines.of(key.span().start),
            value: node(value, lines),
        })
        .collect()
}

fn node(value: &Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    match value.get_ref() {
        DeValue::String(text) => Node::Text(text.to_string()),
        DeValue::Integer(number) => Node::Whole(i64::from_str_radix(number.as_str(), number.radix()).ok()),
        DeValue::Float(number) => Node::Decimal(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Node::Flag(*flag),
        DeValue::Datetime(date) => Node::Date(*date),
        DeValue::Array(list) => {
            Node::List(list.iter().map(|one| (lines.of(one.span().start), node(one, lines))).collect())
        }
        DeValue::Table(table) => Node::Table(entries(table, lines)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::staff::Role;

    fn said(reader: &Reader) -> Vec<String> {
        reader.problems().iter().map(|p| format!("{}: {}; {}", p.line, p.message, p.hint)).collect()
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        let text = "lock = \"five\"\nmuose = true\n\n[walk]\nroles = [\n  \"intact_worker\",\n  \"intact_wroker\",\n]\n\
                    [[walk.step]]\nminutes = 900\n";
        let reader = Reader::new("a.toml", text);
        let root = reader.root();
        assert_eq!(root.number("lock", 1..=9), None);
        assert_eq!(root.flag("mouse"), None);
        let walk = root.table("walk").unwrap();
        assert_eq!(walk.word_list::<Role>("roles"), None);
        for step in walk.tables("step").unwrap() {
            assert_eq!(step.number("minutes", 0..=240), None);
            step.finish();
        }
        walk.finish();
        root.finish();
        assert_eq!(
            said(&reader),
            [
                "1: `lock` must be a whole number, and is text; ",
                "2: there is no setting `muose`; Did you mean `mouse`?",
                "7: `walk.roles` cannot be \"intact_wroker\"; Did you mean \"intact_worker\"?",
                "10: `walk.step.minutes` is 900; It must be a whole number from 0 to 240",
            ]
        );
    }

    #[test]
    fn a_text_that_is_no_toml_gives_an_empty_root() {
        let reader = Reader::new("a.toml", "a = 1\nb = = 2\n[c\nd = 3\n");
        assert!(reader.root().keys().is_empty());
        let lines: Vec<usize> = reader.problems().iter().map(|p| p.line).collect();
        assert_eq!(lines, [2, 3], "{:?}", reader.problems());
        assert!(Reader::new("a.toml", "").problems().is_empty());
    }

    #[test]
    fn dates_numbers_and_big_numbers() {
        let text = "a = 2026-11-26\nb = \"2026-11-27\"\nc = 2026-11-26T10:00:00\nd = 99999999999999999999\ne = 2\nf = 0x10\n";
        let reader = Reader::new("a.toml", text);
        let root = reader.root();
        assert_eq!(root.date("a"), chrono::NaiveDate::from_ymd_opt(2026, 11, 26));
        assert_eq!(root.date("b"), chrono::NaiveDate::from_ymd_opt(2026, 11, 27));
        assert_eq!(root.date("c"), None);
        assert_eq!(root.number("d", 0..=9), None);
        assert_eq!(root.decimal("e", 0.0..=9.0), Some(2.0));
        assert_eq!(root.number("f", 0..=99), Some(16));
        assert_eq!(reader.problems().len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "(\\[+[a-c.]{0,4}\\]+\n|[a-c]=.{0,6}\n|.{0,9}\n){0,9}") {
            let reader = Reader::new("a.toml", &text);
            reader.root().finish();
        }
    }
}
