//! Whether the programme keeps its own model, as a sheet for the evaluator: figures, and no name.

use super::document::{Sheet, Value};
use crate::domain::Word;
use crate::domain::fidelity::{Streak, Tally};
use crate::store::view::fidelity::{By, Fidelity, Group};

const FIGURES: [&str; 6] = ["expected", "on_time", "late", "wrong_attendance", "missed", "overdue"];

/// A row for each month or quarter, site and kind; with `each`, for each pair and worker, too, by role and number.
pub fn sheet(facts: &Fidelity, time: By, each: bool) -> Sheet {
    let mut columns = vec![time.label(), "site", "kind"];
    columns.extend(each.then_some("who"));
    columns.extend(FIGURES);
    columns.extend(each.then_some(["streak_now", "streak_longest"]).into_iter().flatten());
    let mut sheet = Sheet::new("fidelity", &columns);
    if each {
        for (who, line) in facts.numbered().into_iter().zip(&facts.lines) {
            let streak = Streak::of(&line.expected);
            let one = facts.only(|other| std::ptr::eq(other, line));
            for group in one.groups(time) {
                let named = [&group.name, &line.site, &line.kind, &who].map(|text| text.as_str().into());
                sheet.rows.push(row(&named, &group, Some(streak)));
            }
        }
        return sheet;
    }
    for site in facts.groups(By::Site) {
        for kind in facts.groups(By::Kind) {
            let part = facts.only(|line| line.site == site.name && line.kind == kind.name);
            for group in part.groups(time) {
                let named = [&group.name, &site.name, &kind.name].map(|text| text.as_str().into());
                sheet.rows.push(row(&named, &group, None));
            }
        }
    }
    sheet
}

fn row(named: &[Value], group: &Group, streak: Option<Streak>) -> Vec<Value> {
    let Tally { expected, on_time, late, wrong, missed, overdue } = group.tally;
    let mut row = named.to_vec();
    row.extend([expected, on_time, late, wrong, missed, overdue].map(Value::from));
    row.extend(streak.map(|streak| [streak.now, streak.longest].map(Value::from)).into_iter().flatten());
    row
}
