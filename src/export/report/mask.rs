//! What leaves the two agencies: no count so small that those who know the place would know the family.

use crate::domain::masking::{Cell, shown};
use crate::domain::month::{Amount, Heading};
use crate::store::view::month::{Block, Figure, MonthFigures};

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
    let columns = block.lines.iter().map(|line| line.figures.len()).max().unwrap_or(0);
    let rounds = if block.table { columns } else { 1 };
    for round in 0..rounds {
        let table = block.table;
        let mut picked: Vec<&mut Amount> = block
            .lines
            .iter_mut()
            .flat_map(|line| line.figures.iter_mut().enumerate())
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
