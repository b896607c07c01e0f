//! Columns, rows and cells of a table, and how columns share the width.

use crate::domain::sealed::{Part2, Withheld};
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::wrap::width;
use std::cmp::Ordering;
use std::ops::Range;

/// The blanks between two columns.
pub const GAP: u16 = 2;

/// A column: its heading, how wide it may be, and how soon it goes where the screen is narrow.
#[derive(Clone, Debug)]
pub struct Column {
    pub(super) title: String,
    pub(super) least: u16,
    pub(super) most: u16,
    pub(super) right: bool,
    pub(super) priority: u8,
    pub(super) kept: bool,
}

impl Column {
    /// A column as wide as its widest cell, first up to 24 cells, that never goes.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), least: 3, most: 24, right: false, priority: 0, kept: false }
    }

    /// The column that never leaves the program, whatever is written to a file: supervisors' own labels of families.
    #[must_use]
    pub fn kept(mut self) -> Self {
        self.kept = true;
        self
    }

    /// The column with two widths in cells: below the least it is cut only where no less important column is left to
    /// go, and above the greatest it grows only after the others.
    #[must_use]
    pub fn width(mut self, least: u16, most: u16) -> Self {
        (self.least, self.most) = (least, most.max(least));
        self
    }

    /// The column with its figures ending under each other.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// The column with its priority: where room is short, the highest number goes first; 0 never goes.
    #[must_use]
    pub fn priority(mut self, priority: u8) -> Self {
        self.priority = priority;
        self
    }

    pub(super) fn narrowest(&self) -> u16 {
        self.least.max(u16::try_from(width(&self.title)).unwrap_or(0)).min(self.most)
    }
}

/// What a cell is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Rank {
    /// Its words.
    #[default]
    Words,
    /// A figure behind the words, such as a day; written to a file, the words stand there.
    Order(f64),
    /// The number it shows: written to a file, the number stands there.
    Number(f64),
}

/// One cell: its text, what it looks like, what it is sorted by, and whether the privacy mask hides it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub(super) text: String,
    pub(super) look: Look,
    pub(super) private: bool,
    pub(super) part2: bool,
    pub(super) rank: Rank,
    pub(super) strong: Vec<Range<usize>>,
    pub(super) shorter: String,
}

impl Cell {
    /// Plain text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Text of a look.
    pub fn look(text: impl Into<String>, look: Look) -> Self {
        Self { text: text.into(), look, ..Self::default() }
    }

    /// Text beside the point.
    pub fn dim(text: impl Into<String>) -> Self {
        Self::look(text, Look::Dim)
    }

    /// A status: glyph, word and colour.
    pub fn mark(mark: Mark, word: &str) -> Self {
        let look = match mark {
            Mark::Overdue => Look::Danger,
            Mark::Due => Look::Due,
            Mark::Open => Look::Text,
            Mark::Done => Look::Good,
            Mark::Off | Mark::NoData => Look::Dim,
        };
        Self::look(mark.with(word), look)
    }

    /// A Part 2 fact: its text, the withheld label, or nothing.
    pub fn part2<T>(fact: &Part2<T>, show: impl Fn(&T) -> String) -> Self {
        match fact {
            Part2::Nothing => Self::default(),
            Part2::Shown(sealed) => Self { part2: true, ..Self::new(show(sealed.open())).private() },
            Part2::Withheld(reason) => Self::withheld(*reason),
        }
    }

    /// What stands in the place of a fact that is withheld.
    pub fn withheld(reason: Withheld) -> Self {
        Self::look(reason.label(), Look::Withheld)
    }

    /// The same cell, hidden while the privacy mask is on.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// The same cell with what stands there instead where it would be cut.
    #[must_use]
    pub fn or(mut self, shorter: impl Into<String>) -> Self {
        self.shorter = shorter.into();
        self
    }

    /// The same cell with parts of its text strong, given in bytes.
    #[must_use]
    pub fn strong(mut self, parts: Vec<Range<usize>>) -> Self {
        self.strong = parts;
        self
    }

    /// The same cell as a number: sorted as one, and a number in a file.
    #[must_use]
    pub fn number(mut self, number: f64) -> Self {
        self.rank = Rank::Number(number);
        self
    }

    /// The same cell, sorted by a figure that stands behind its words.
    #[must_use]
    pub fn order(mut self, order: f64) -> Self {
        self.rank = Rank::Order(order);
        self
    }

    /// The same cell, sorted by a day that stands behind its words; what has none comes last.
    #[must_use]
    pub fn day(self, on: Option<chrono::NaiveDate>) -> Self {
        use chrono::Datelike;
        self.order(on.map_or(f64::INFINITY, |on| f64::from(on.num_days_from_ce())))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// A row with its key, or a heading between rows.
#[derive(Clone, Debug)]
pub struct Row<K> {
    /// The key; `None` for a heading, which cannot be selected.
    pub key: Option<K>,
    pub(super) cells: Vec<Cell>,
    find: String,
    tags: u64,
}

impl<K> Row<K> {
    /// A row; its cells stand in the order of the columns.
    pub fn new(key: K, cells: Vec<Cell>) -> Self {
        let find = cells.iter().map(|cell| cell.text.to_lowercase()).collect::<Vec<_>>().join(" ");
        Self { key: Some(key), cells, find, tags: 0 }
    }

    /// A heading over the rows that follow.
    pub fn heading(text: impl Into<String>) -> Self {
        Self { key: None, cells: vec![Cell::look(text, Look::Strong)], find: String::new(), tags: 0 }
    }

    /// The heading with what stands there instead where it would be cut.
    #[must_use]
    pub fn or(mut self, shorter: impl Into<String>) -> Self {
        self.cells.push(Cell::look(shorter, Look::Strong));
        self
    }

    /// The row, found by these words, too.
    #[must_use]
    pub fn found_by(mut self, words: &str) -> Self {
        self.find.push(' ');
        self.find.push_str(&words.to_lowercase());
        self
    }

    /// The row with the lenses that show it, a bit each.
    #[must_use]
    pub fn tagged(mut self, tags: u64) -> Self {
        self.tags = tags;
        self
    }
}

/// The widest that any column grows, where the screen has the room.
const WIDEST: u16 = 200;

/// The width each column needs so that nothing in it is cut: its heading or its widest cell; 0 where all are empty.
pub(super) fn natural<K>(columns: &[Column], rows: &[Row<K>]) -> Vec<u16> {
    let mut widths = vec![0; columns.len()];
    for row in rows.iter().filter(|row| row.key.is_some()) {
        for (wide, cell) in widths.iter_mut().zip(&row.cells) {
            *wide = (*wide).max(cells(&cell.text).min(WIDEST));
        }
    }
    for (wide, column) in widths.iter_mut().zip(columns).filter(|(wide, _)| **wide > 0) {
        *wide = (*wide).max(cells(&column.title));
    }
    widths
}

/// What the columns need under each heading between rows, with the place of its first row.
pub(super) fn sections<K>(columns: &[Column], rows: &[Row<K>]) -> Vec<(usize, Vec<u16>)> {
    let headings = rows.iter().enumerate().filter(|(_, row)| row.key.is_none()).map(|(place, _)| place);
    let firsts: Vec<usize> = [0].into_iter().chain(headings).collect();
    let ends = firsts.iter().skip(1).copied().chain([rows.len()]);
    let needs =
        |(first, end): (&usize, usize)| (*first, natural(columns, rows.get(*first..end).unwrap_or_default()));
    firsts.iter().zip(ends).map(needs).collect()
}

fn cells(text: &str) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}

/// The rows of a lens in which every word stands; a heading stays where a row under it does.
pub(super) fn sift<K>(rows: &[Row<K>], words: &[String], lens: Option<u32>) -> Vec<usize> {
    if words.is_empty() && lens.is_none() {
        return (0..rows.len()).collect();
    }
    let bits = lens.and_then(|lens| 1u64.checked_shl(lens)).unwrap_or(0);
    let mut shown = Vec::new();
    let mut heading = None;
    for (place, row) in rows.iter().enumerate() {
        if row.key.is_none() {
            heading = Some(place);
        } else if row.tags & bits == bits && words.iter().all(|word| row.find.contains(word.as_str())) {
            shown.extend(heading.take());
            shown.push(place);
        }
    }
    shown
}

/// Sorts rows by a column, under each heading by itself; what is empty stays last either way.
pub(super) fn sort<K>(rows: &[Row<K>], shown: &mut [usize], column: usize, descending: bool) {
    for group in shown.split_mut(|place| rows.get(*place).is_none_or(|row| row.key.is_none())) {
        let mut keyed: Vec<(SortKey, usize)> = group
            .iter()
            .map(|place| (SortKey::of(rows.get(*place).and_then(|row| row.cells.get(column))), *place))
            .collect();
        keyed.sort_by(|(one, _), (other, _)| one.compare(other, descending));
        for (slot, (_, place)) in group.iter_mut().zip(keyed) {
            *slot = place;
        }
    }
}

/// What one cell is compared by.
enum SortKey {
    Number(f64),
    Words(String),
    Empty,
}

impl SortKey {
    fn of(cell: Option<&Cell>) -> Self {
        match cell {
            Some(Cell { rank: Rank::Number(number) | Rank::Order(number), .. }) => Self::Number(*number),
            Some(cell) if !cell.text.is_empty() => Self::Words(cell.text.to_lowercase()),
            _ => Self::Empty,
        }
    }

    /// Whether nothing is known: empty, or a day that does not exist.
    fn is_empty(&self) -> bool {
        matches!(self, Self::Empty) || matches!(self, Self::Number(number) if number.is_infinite())
    }

    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let turn = |order: Ordering| if descending { order.reverse() } else { order };
        match (self, other) {
            _ if self.is_empty() || other.is_empty() => self.is_empty().cmp(&other.is_empty()),
            (Self::Number(one), Self::Number(two)) => turn(one.total_cmp(two)),
            (Self::Words(one), Self::Words(two)) => turn(one.cmp(two)),
            // Numbers stand before words.
            (Self::Number(_), _) => Ordering::Less,
            (_, Self::Number(_)) => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }
}

/// Which columns stand in so many cells, each with its width. Before anything is cut the empty ones go, then the
/// least important; the rest share, and none has blanks while another one is cut.
pub(super) fn share(columns: &[Column], natural: &[u16], cells: u16) -> Vec<(usize, u16)> {
    let roomy = |place: usize| columns.get(place).map_or(0, Column::narrowest);
    let wants = |place: usize| natural.get(place).copied().unwrap_or(0);
    let least = |place: usize| roomy(place).min(wants(place));
    let most = |place: usize| columns.get(place).map_or(0, |column| column.most);
    let priority = |place: &usize| columns.get(*place).map_or(0, |column| column.priority);
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    if total(&kept, |place| if wants(place) == 0 { roomy(place) } else { wants(place) }) > cells {
        kept.retain(|place| wants(*place) > 0);
    }
    let mut gone = Vec::new();
    while total(&kept, least) > cells {
        let Some(last) = kept.iter().copied().max_by_key(priority).filter(|place| priority(place) > 0) else {
            break;
        };
        kept.retain(|place| *place != last);
        gone.push(last);
    }
    // A narrow one that went before a wide one may have room again.
    for place in gone.into_iter().rev() {
        let at = kept.partition_point(|other| *other < place);
        kept.insert(at, place);
        if total(&kept, least) > cells {
            kept.remove(at);
        }
    }
    let mut spare = cells.saturating_sub(total(&kept, least));
    let mut widths: Vec<(usize, u16)> = kept.iter().map(|place| (*place, least(*place))).collect();
    // What never goes is narrowed where it does not fit, the widest first, so that the last one is on the screen, too.
    for _ in cells..total(&kept, least) {
        if let Some((_, widest)) = widths.iter_mut().rev().max_by_key(|(_, wide)| *wide) {
            *widest = widest.saturating_sub(1);
        }
    }
    kept.sort_by_key(priority);
    grow(&mut widths, &kept, &mut spare, |place| wants(place).min(most(place)));
    grow(&mut widths, &kept, &mut spare, wants);
    // Nothing is cut: what is left is air.
    grow(&mut widths, &kept, &mut spare, roomy);
    widths
}

/// The widths of a section: those of the whole table, so that all stands in line, unless something of it were cut.
pub(super) fn section(columns: &[Column], all: &[u16], own: &[u16], cells: u16) -> Vec<(usize, u16)> {
    let common = share(columns, all, cells);
    let given = |place: usize| common.iter().find(|(kept, _)| *kept == place).map_or(0, |(_, wide)| *wide);
    let whole = own.iter().enumerate().all(|(place, need)| *need <= given(place));
    if whole { common } else { share(columns, own, cells) }
}

/// How many cells columns take side by side.
fn total(places: &[usize], wide: impl Fn(usize) -> u16) -> u16 {
    places.iter().map(|place| wide(*place) + GAP).sum::<u16>().saturating_sub(GAP)
}

/// Gives columns of what is spare, the most important first, as far as each wants.
fn grow(widths: &mut [(usize, u16)], order: &[usize], spare: &mut u16, wants: impl Fn(usize) -> u16) {
    for place in order {
        if let Some((_, wide)) = widths.iter_mut().find(|(kept, _)| kept == place) {
            let more = wants(*place).saturating_sub(*wide).min(*spare);
            *wide += more;
            *spare -= more;
        }
    }
}
