//! What supervisors watch, judged (`domain.md` §8): counting is the file's work, and every threshold is an argument.
//!
//! Here stand the levels and the rules; [`super::standing`] puts them into words.

use chrono::{Datelike, NaiveDate};

/// How pressing something is; the most pressing comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Past its day, or over a limit.
    Overdue,
    /// Its day is here or near, or a limit is.
    Due,
    /// Open, nothing pressing.
    Open,
    /// Done.
    Done,
    /// The file holds nothing of this kind yet, which is no breach.
    NoData,
}

/// How long before its limit a clock that counts days is near it.
const NEAR_DAYS: i64 = 7;

/// Where a day by which something must be done stands: past it overdue, due on it and from so many days before.
pub fn due(due_on: NaiveDate, today: NaiveDate, near_days: i64) -> Level {
    match (due_on - today).num_days() {
        left if left < 0 => Level::Overdue,
        left if left <= near_days => Level::Due,
        _ => Level::Open,
    }
}

/// Where the end of a consent, credential or voucher stands: on the day it no longer holds it is over, and from
/// `warning_days` before that it is near.
pub fn ending(ends_on: NaiveDate, today: NaiveDate, warning_days: i64) -> Level {
    due(ends_on.pred_opt().unwrap_or(ends_on), today, warning_days.saturating_sub(1))
}

/// Where the days since something last was stand: more than `most_days` is overdue, the week before that is near.
pub fn since(days: i64, most_days: i64) -> Level {
    ageing(days, most_days - NEAR_DAYS, most_days)
}

/// Where something that waits stands: more than `red_days` is overdue, more than `amber_days` is near.
pub fn ageing(days: i64, amber_days: i64, red_days: i64) -> Level {
    if days > red_days {
        Level::Overdue
    } else if days > amber_days {
        Level::Due
    } else {
        Level::Open
    }
}

/// Where miles to clients' homes stand: from `amber` they are watched, at `cap` there are none left (seed).
pub fn miles(driven: f64, amber: i64, cap: i64) -> Level {
    let whole = |miles: i64| i32::try_from(miles).map_or(f64::MAX, f64::from);
    if driven >= whole(cap) {
        Level::Overdue
    } else if driven >= whole(amber) {
        Level::Due
    } else {
        Level::Open
    }
}

/// How many families a worker can carry: families at full time × FTE, rounded.
pub fn capacity(per_full_time: i64, fte: f64) -> i64 {
    let families = i32::try_from(per_full_time).map_or(0.0, f64::from) * fte;
    // A capacity is a few families: the cast of a rounded, clamped number loses nothing.
    #[allow(clippy::cast_possible_truncation)]
    let whole = families.round().clamp(0.0, 10_000.0) as i64;
    whole
}

/// Where a child stands on the clock of the Intact Worker's in-person contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChildSeen {
    /// How it stands.
    pub level: Level,
    /// Days on the clock.
    pub days: i64,
    /// The child is an infant.
    pub infant: bool,
}

/// What the clock of a child is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChildFacts {
    /// Year and month of birth, as far as known.
    pub born: (Option<i32>, Option<u32>),
    /// The last in-person contact of the Intact Worker, or joint visit that the Intact Worker documented.
    pub seen_on: Option<NaiveDate>,
    /// The day the family's case was opened.
    pub opened_on: NaiveDate,
    /// The file's first day: what was before it is not known.
    pub file_from: NaiveDate,
    /// The site holds at least one such contact.
    pub has_data: bool,
}

/// Says how long a child was not seen: since the last contact, otherwise since the case and the file both began.
///
/// The clock is the same for every viewer, whatever the consent (`domain.md` §8).
pub fn child_seen(child: ChildFacts, today: NaiveDate, red_days: i64, infant_months: i64) -> ChildSeen {
    let infant = is_infant(child.born, today, infant_months);
    let from =
        child.seen_on.map_or_else(|| child.opened_on.max(child.file_from), |seen| seen.max(child.opened_on));
    let days = (today - from).num_days().max(0);
    let level = if child.has_data { since(days, red_days) } else { Level::NoData };
    ChildSeen { level, days, infant }
}

/// Whether a child is at most so many months old.
pub fn is_infant(born: (Option<i32>, Option<u32>), today: NaiveDate, infant_months: i64) -> bool {
    age_months(born, today).is_some_and(|months| months <= infant_months)
}

/// Age in months. Where only the year of birth is known, everywhere the careful reading holds: the child is as young
/// as it can be, born in December, so that no infant is taken for an older child.
pub fn age_months(born: (Option<i32>, Option<u32>), today: NaiveDate) -> Option<i64> {
    let year = born.0?;
    let month = born.1.unwrap_or(12);
    let months = i64::from(today.year() - year) * 12 + i64::from(today.month()) - i64::from(month);
    Some(months.max(0))
}

/// The first day of the unbroken time up to today in which at least one of these spells `[from, to)` held.
pub fn spell_since(
    spells: impl IntoIterator<Item = (NaiveDate, Option<NaiveDate>)>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let holds =
        |(from, to): &(NaiveDate, Option<NaiveDate>)| *from <= today && to.is_none_or(|to| to > *from);
    let mut past: Vec<_> = spells.into_iter().filter(holds).collect();
    past.sort_unstable();
    let mut since: Option<(NaiveDate, NaiveDate)> = None;
    for (from, to) in past {
        let to = to.unwrap_or(NaiveDate::MAX);
        since = match since {
            Some((first, until)) if from <= until => Some((first, until.max(to))),
            _ => Some((from, to)),
        };
    }
    since.filter(|(_, until)| *until > today).map(|(first, _)| first)
}

/// The middle value; between two middle values, their mean. `None` of nothing.
pub fn median(mut days: Vec<i64>) -> Option<f64> {
    days.sort_unstable();
    let at = |place: usize| days.get(place).and_then(|days| i32::try_from(*days).ok()).map(f64::from);
    let half = days.len() / 2;
    if days.len() % 2 == 1 { at(half) } else { Some((at(half.checked_sub(1)?)? + at(half)?) / 2.0) }
}

#[cfg(test)]
mod tests;
