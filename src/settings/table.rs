//! A table of a settings file, with a getter for each kind of value.

use super::reader::{Entry, Node, Reader, nearest};
use crate::domain::Word;
use std::cell::RefCell;
use std::ops::RangeInclusive;

/// A table of a settings file; getters give `None` where a key is absent or wrong, and note what is wrong.
pub struct Table<'a> {
    reader: &'a Reader,
    path: String,
    line: usize,
    entries: &'a [Entry],
    asked: RefCell<Vec<String>>,
}

impl<'a> Table<'a> {
    pub(super) fn new(reader: &'a Reader, path: String, line: usize, entries: &'a [Entry]) -> Self {
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

    /// Text, or `false` to take something out of a list: `Some(None)`.
    pub fn choice(&self, key: &str) -> Option<Option<String>> {
        match self.get(key)? {
            (_, Node::Text(text)) => Some(Some(text.clone())),
            (_, Node::Flag(false)) => Some(None),
            (line, node) => self.wrong(key, line, "text in quotes, or false to take it out", node),
        }
    }

    /// Whether the key stands in the table as a table of its own.
    pub fn is_table(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key && matches!(entry.value, Node::Table(_)))
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

    /// A list of words of a closed vocabulary; none of it is taken where one is wrong, lest a rule lose half its words.
    pub fn word_list<W: Word>(&self, key: &str) -> Option<Vec<W>> {
        let list = self.lines(key)?;
        let found: Vec<Option<W>> = list.iter().map(|(line, word)| self.check(*line, key, word)).collect();
        found.into_iter().collect()
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

    /// Notes a mistake at a line, as [`Table::lines`] and [`Table::keys`] give it.
    pub fn problem_at(&self, line: usize, message: impl Into<String>, hint: impl Into<String>) {
        self.reader.note(line, message, hint);
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

    pub(super) fn line_of(&self, key: &str) -> usize {
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
