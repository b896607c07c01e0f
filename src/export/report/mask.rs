//! What leaves the two agencies: no count so small that those who know the place would know the family.

use crate::domain::masking::{Cell, shown};
use crate::domain::month::{Amount, Heading};
use crate::store::view::month::{Block, Figure, MonthFigures};

/// What comes and goes between a start and an end: where one is hidden and the rest is not, it could be worked out.
const MOVES: [&str; 13] = [
    "opened",
    "in",
    "closed",
    "out",
    "received",
    "enrolled",
    "declined",
    "ineligible",
    "withdrawn",
    "closed_without_contact",
    "raised",
    "resolved",
    "made",
];

/// What stands where a count is hidden.
pub const HIDDEN: &str = "hidden";

/// Hides every count of 1 to `least` families or records, the share or median of so few, and what would give one away;
/// workers are named by their role and a number. Staffing is about work and stays, but for who covers a post.
pub fn mask(figures: &mut MonthFigures, least: i64) {
    for block in &mut figures.blocks {
        name_nobody(block);
        if block.heading == Heading::Staffing {
            continue;
        }
        let months = block.lines.iter().flat_map(|line| &line.figures).map(|one| one.series.len()).max();
        for month in 0..months.unwrap_or(0) {
            hide(block, least, &|figure| figure.series.get_mut(month));
        }
        hide(block, least, &|figure| Some(&mut figure.last));
        hide(block, least, &|figure| Some(&mut figure.value));
    }
}

fn name_nobody(block: &mut Block) {
    let people = ["caseloads.iw", "caseloads.rc", "staffing.supervisors"].contains(&block.key.as_str());
    for (number, line) in (1..).zip(&mut block.lines) {
        if people {
            line.label = format!("No. {number}");
        }
        for figure in line.figures.iter_mut().filter(|figure| figure.key.ends_with(".cover")) {
            (figure.value, figure.last) = (Amount::NoData, Amount::NoData);
            figure.series.fill(Amount::NoData);
        }
    }
}

/// Hides what is too small among the amounts that one choice picks: down the columns of a table, through a whole list.
fn hide(block: &mut Block, least: i64, pick: &dyn Fn(&mut Figure) -> Option<&mut Amount>) {
    hide_small(block, least, pick);
    for line in &mut block.lines {
        let moves = line
            .figures
            .iter_mut()
            .filter(|one| MOVES.iter().any(|name| one.key.rsplit('.').next() == Some(name)));
        let mut moves: Vec<&mut Amount> = moves.filter_map(pick).collect();
        if moves.iter().any(|amount| is_hidden(amount)) {
            moves.iter_mut().for_each(|amount| **amount = Amount::Words(HIDDEN.to_owned()));
        }
    }
}

fn is_hidden(amount: &Amount) -> bool {
    matches!(amount, Amount::Words(words) if words == HIDDEN)
}

fn hide_small(block: &mut Block, least: i64, pick: &dyn Fn(&mut Figure) -> Option<&mut Amount>) {
    let columns = block.lines.iter().map(|line| line.figures.len()).max().unwrap_or(0);
    let rounds = if block.table { columns } else { 1 };
    for round in 0..rounds {
        let table = block.table;
        let mut picked: Vec<&mut Amount> = block
            .lines
            .iter_mut()
            .flat_map(|line| line.figures.iter_mut().enumerate())
            // How many families somebody may have is no count of families.
            .filter(|(_, figure)| !figure.key.ends_with(".capacity"))
            .filter(|(place, _)| !table || *place == round)
            .filter_map(|(_, figure)| pick(figure))
            .collect();
        let series: Vec<Cell> = picked.iter().map(|amount| cell(amount, least)).collect();
        for (amount, shown) in picked.iter_mut().zip(shown(&series, least)) {
            if !shown {
                **amount = Amount::Words(HIDDEN.to_owned());
            }
        }
    }
}

/// An amount as something that can be hidden: what is not about few families counts as nobody's.
fn cell(amount: &Amount, least: i64) -> Cell {
    let of = |count: i64| Cell { count, families: count };
    let few = |count: i64| (1..=least).contains(&count);
    match amount {
        Amount::Count(count) => of(*count),
        // Those who fulfil it or those who do not may be few.
        Amount::Share { part, whole } if few(*part) || few(whole - part) => of(least.min(*whole)),
        Amount::Median { n, .. } if few(*n) => of(*n),
        _ => Cell::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::view::month::Line;

    fn block(table: bool, lines: &[&[(&'static str, Amount)]]) -> Block {
        let figure = |(key, value): &(&'static str, Amount)| Figure {
            key: format!("caseloads.{key}"),
            label: (*key).into(),
            value: value.clone(),
            definition: "".into(),
            last: Amount::NoData,
            series: Vec::new(),
        };
        let line = |figures: &&[(&'static str, Amount)]| Line {
            key: "1".into(),
            label: "Lee".into(),
            figures: figures.iter().map(figure).collect(),
        };
        let (key, label) = ("caseloads.iw".into(), "Intact Workers".into());
        Block { heading: Heading::Caseloads, key, label, table, lines: lines.iter().map(line).collect() }
    }

    fn hidden(mut block: Block) -> Vec<Vec<String>> {
        hide(&mut block, 10, &|figure| Some(&mut figure.value));
        block
            .lines
            .iter()
            .map(|line| line.figures.iter().map(|one| one.value.to_string()).collect())
            .collect()
    }

    #[test]
    fn what_comes_and_goes_is_hidden_together() {
        let count = Amount::Count;
        let list = block(
            false,
            &[&[("start", count(21)), ("opened", count(6)), ("closed", count(0)), ("end", count(27))]],
        );
        let rows = hidden(list);
        assert_eq!((rows[0][1].as_str(), rows[0][2].as_str()), (HIDDEN, HIDDEN));
    }

    #[test]
    fn a_column_hides_a_second_count_so_that_the_total_gives_none_away() {
        let count = Amount::Count;
        let rows = hidden(block(true, &[&[("end", count(4))], &[("end", count(30))], &[("end", count(20))]]));
        assert_eq!(rows, [[HIDDEN], ["30"], [HIDDEN]]);
    }

    #[test]
    fn a_share_hides_where_either_part_is_small_and_capacity_stays() {
        let share = |part, whole| Amount::Share { part, whole };
        let rows = hidden(block(
            false,
            &[&[
                ("a", share(2, 40)),
                ("b", share(38, 40)),
                ("c", share(20, 40)),
                ("iw.3.capacity", Amount::Count(8)),
            ]],
        ));
        assert_eq!((rows[0][0].as_str(), rows[0][1].as_str()), (HIDDEN, HIDDEN));
        assert_eq!((rows[0][2].as_str(), rows[0][3].as_str()), ("50 % (20 of 40)", "8"));
    }
}
