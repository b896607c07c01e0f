//! Reads a settings file and collects every mistake in it, with its line, instead of stopping at the first.

use crate::domain::Word;
use std::cell::RefCell;
use std::fmt;
use std::ops::RangeInclusive;
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
    broken: bool,
    entries: Vec<Entry>,
    problems: RefCell<Vec<Problem>>,
    missing: RefCell<Vec<String>>,
}

struct Entry {
    key: String,
    line: usize,
    value: Node,
}

enum Node {
    Text(String),
    Whole(Option<i64>),
    Decimal(f64),
    Flag(bool),
    Date(toml::value::Datetime),
    List(Vec<(usize, Node)>),
    Table(Vec<Entry>),
}

impl Node {
    fn kind(&self) -> &'static str {
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
            broken,
            entries,
            problems: RefCell::new(problems),
            missing: RefCell::new(Vec::new()),
        }
    }

    /// Whether the text was no TOML at all, so that nothing of it is used.
    pub fn is_broken(&self) -> bool {
        self.broken
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

    fn note(&self, line: usize, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.borrow_mut().push(Problem {
            file: self.file.clone(),
            line,
            message: message.into(),
            hint: hint.into(),
        });
    }
}

/// A table of a settings file; getters give `None` where a key is absent or wrong, and note what is wrong.
pub struct Table<'a> {
    reader: &'a Reader,
    path: String,
    line: usize,
    entries: &'a [Entry],
    asked: RefCell<Vec<String>>,
}

impl<'a> Table<'a> {
    fn new(reader: &'a Reader, path: String, line: usize, entries: &'a [Entry]) -> Self {
        Self { reader, path, line, entries, asked: RefCell::new(Vec::new()) }
    }

    /// The line of the table's heading; 0 for the file itself.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Whether the key stands in the table, right or wrong.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// Every key of the table with its line, in the order of the file.
    pub fn keys(&self) -> Vec<(&'a str, usize)> {
        self.entries.iter().map(|entry| (entry.key.as_str(), entry.line)).collect()
    }

    /// Text.
    pub fn text(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            (_, Node::Text(text)) => Some(text.clone()),
            (line, node) => self.wrong(key, line, "text in quotes", node),
        }
    }

    /// Text that must not be empty.
    pub fn words(&self, key: &str) -> Option<String> {
        let text = self.text(key)?;
        if text.trim().is_empty() {
            self.problem(key, format!("`{}` is empty", self.name(key)), "Write something between the quotes");
            return None;
        }
        Some(text)
    }

    /// `true` or `false`.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            (_, Node::Flag(flag)) => Some(*flag),
            (line, node) => self.wrong(key, line, "true or false", node),
        }
    }

    /// A whole number within a range.
    pub fn number(&self, key: &str, range: RangeInclusive<i64>) -> Option<i64> {
        match self.get(key)? {
            (_, Node::Whole(Some(number))) if range.contains(number) => Some(*number),
            (line, Node::Whole(number)) => {
                let number = number.map_or("too big".to_owned(), |number| number.to_string());
                let message = format!("`{}` is {number}", self.name(key));
                let hint = format!("It must be a whole number from {} to {}", range.start(), range.end());
                self.reader.note(line, message, hint);
                None
            }
            (line, node) => self.wrong(key, line, "a whole number", node),
        }
    }

    /// A number with or without decimals within a range.
    pub fn decimal(&self, key: &str, range: RangeInclusive<f64>) -> Option<f64> {
        let (line, node) = self.get(key)?;
        #[allow(clippy::cast_precision_loss)]
        let number = match node {
            Node::Decimal(number) => *number,
            Node::Whole(Some(number)) => *number as f64,
            node => return self.wrong(key, line, "a number", node),
        };
        if range.contains(&number) {
            return Some(number);
        }
        let hint = format!("It must be a number from {} to {}", range.start(), range.end());
        self.reader.note(line, format!("`{}` is {number}", self.name(key)), hint);
        None
    }

    /// A civil date, written bare or as text: `2026-11-26`.
    pub fn date(&self, key: &str) -> Option<chrono::NaiveDate> {
        let (line, node) = self.get(key)?;
        let text = match node {
            Node::Date(date) => date.to_string(),
            Node::Text(text) => text.clone(),
            node => return self.wrong(key, line, "a date like 2026-11-26", node),
        };
        let date = chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok();
        if date.is_none() {
            let message = format!("`{}` is not a date: {text}", self.name(key));
            self.reader.note(line, message, "Write it as 2026-11-26");
        }
        date
    }

    /// One word of a closed vocabulary.
    pub fn word<W: Word>(&self, key: &str) -> Option<W> {
        let word = self.text(key)?;
        self.check(self.line_of(key), key, &word)
    }

    /// A list of words of a closed vocabulary; the wrong ones are noted and left out.
    pub fn word_list<W: Word>(&self, key: &str) -> Option<Vec<W>> {
        let list = self.lines(key)?;
        Some(list.iter().filter_map(|(line, word)| self.check(*line, key, word)).collect())
    }

    /// One of a few words.
    pub fn one_of(&self, key: &str, allowed: &[&'static str]) -> Option<&'static str> {
        let word = self.text(key)?;
        let found = allowed.iter().copied().find(|one| *one == word);
        if found.is_none() {
            self.unknown_word(self.line_of(key), key, &word, allowed);
        }
        found
    }

    /// A list of texts.
    pub fn texts(&self, key: &str) -> Option<Vec<String>> {
        Some(self.lines(key)?.into_iter().map(|(_, text)| text).collect())
    }

    /// A text or a list of texts, as a list: `save = "f2"` and `save = ["f2", "ctrl-s"]`.
    pub fn one_or_more(&self, key: &str) -> Option<Vec<String>> {
        match self.get(key)? {
            (_, Node::Text(text)) => Some(vec![text.clone()]),
            (_, Node::List(_)) => self.texts(key),
            (line, node) => self.wrong(key, line, "text in quotes, or a list of texts", node),
        }
    }

    /// A list of texts, each with its line.
    pub fn lines(&self, key: &str) -> Option<Vec<(usize, String)>> {
        let (line, node) = self.get(key)?;
        let Node::List(list) = node else {
            return self.wrong(key, line, "a list in square brackets", node);
        };
        let mut out = Vec::with_capacity(list.len());
        for (line, node) in list {
            match node {
                Node::Text(text) => out.push((*line, text.clone())),
                node => {
                    let message = format!("`{}` is a list of texts, not of {}", self.name(key), node.kind());
                    self.reader.note(*line, message, "Put each one in quotes");
                }
            }
        }
        Some(out)
    }

    /// A table within this one: `[key]`.
    pub fn table(&self, key: &str) -> Option<Table<'a>> {
        match self.get(key)? {
            (line, Node::Table(entries)) => Some(Table::new(self.reader, self.name(key), line, entries)),
            (line, node) => self.wrong(key, line, &format!("a table, [{}]", self.name(key)), node),
        }
    }

    /// Repeated tables within this one: `[[key]]`; `None` where there are none.
    pub fn tables(&self, key: &str) -> Option<Vec<Table<'a>>> {
        let (line, node) = self.get(key)?;
        let Node::List(list) = node else {
            return self.wrong(key, line, &format!("tables, [[{}]]", self.name(key)), node);
        };
        let mut out = Vec::with_capacity(list.len());
        for (line, node) in list {
            match node {
                Node::Table(entries) => out.push(Table::new(self.reader, self.name(key), *line, entries)),
                node => {
                    let _: Option<()> =
                        self.wrong(key, *line, &format!("tables, [[{}]]", self.name(key)), node);
                }
            }
        }
        Some(out)
    }

    /// Notes a mistake at a key's line, or at the table's where the key is absent.
    pub fn problem(&self, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.reader.note(self.line_of(key), message, hint);
    }

    /// Notes every key that nobody asked for, with the nearest one that exists.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        for entry in self.entries {
            if asked.contains(&entry.key) {
                continue;
            }
            let place = if self.path.is_empty() { String::new() } else { format!(" in [{}]", self.path) };
            let hint = match nearest(&entry.key, asked.iter().map(String::as_str)) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "`ifr config` prints every setting there is".into(),
            };
            self.reader.note(entry.line, format!("there is no setting `{}`{place}", entry.key), hint);
        }
    }

    fn get(&self, key: &str) -> Option<(usize, &'a Node)> {
        let mut asked = self.asked.borrow_mut();
        if !asked.iter().any(|one| one == key) {
            asked.push(key.to_owned());
        }
        let entry = self.entries.iter().find(|entry| entry.key == key);
        if entry.is_none() {
            self.reader.missing.borrow_mut().push(self.name(key));
        }
        entry.map(|entry| (entry.line, &entry.value))
    }

    fn name(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn line_of(&self, key: &str) -> usize {
        self.entries.iter().find(|entry| entry.key == key).map_or(self.line, |entry| entry.line)
    }

    fn wrong<T>(&self, key: &str, line: usize, wanted: &str, found: &Node) -> Option<T> {
        let message = format!("`{}` must be {wanted}, and is {}", self.name(key), found.kind());
        self.reader.note(line, message, "");
        None
    }

    fn check<W: Word>(&self, line: usize, key: &str, word: &str) -> Option<W> {
        let found = W::parse(word);
        if found.is_none() {
            let all: Vec<&str> = W::ALL.iter().map(|one| one.word()).collect();
            self.unknown_word(line, key, word, &all);
        }
        found
    }

    fn unknown_word(&self, line: usize, key: &str, word: &str, allowed: &[&str]) {
        let hint = match nearest(word, allowed.iter().copied()) {
            Some(near) => format!("Did you mean \"{near}\"?"),
            None => format!("It is one of {}", allowed.join(", ")),
        };
        self.reader.note(line, format!("`{}` cannot be \"{word}\"", self.name(key)), hint);
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
        assert_eq!(walk.word_list::<Role>("roles"), Some(vec![Role::IntactWorker]));
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
        assert!(reader.is_broken());
        assert!(reader.root().keys().is_empty());
        let lines: Vec<usize> = reader.problems().iter().map(|p| p.line).collect();
        assert_eq!(lines, [2, 3], "{:?}", reader.problems());
        assert!(!Reader::new("a.toml", "").is_broken());
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
