use super::*;
use proptest::prelude::*;

/// A table of rows of a start, came, went and end for each site, with their totals, and all its sums.
fn table(sites: &[(i64, i64, i64)]) -> (Vec<Cell>, Vec<Sum>) {
    let wide = sites.len() + 1;
    let mut cells = Vec::new();
    for part in 0..4 {
        let of = |site: &(i64, i64, i64)| match part {
            0 => site.0,
            1 => site.1,
            2 => site.2,
            _ => site.0 + site.1 - site.2,
        };
        let values: Vec<i64> = sites.iter().map(of).collect();
        let total = values.iter().sum();
        cells.extend(values.into_iter().chain([total]).map(|value| Cell { value, tells: true }));
    }
    let rows = (0..4)
        .map(|row| (0..wide).map(|at| (row * wide + at, if at + 1 == wide { -1 } else { 1 })).collect());
    let flow = |at| vec![(at, 1), (wide + at, 1), (2 * wide + at, -1), (3 * wide + at, -1)];
    let sums = rows.chain((0..wide).map(flow)).collect();
    (cells, sums)
}

/// Another way of filling in the masked cells that fits every sum and gives this cell another value, as steps of
/// one around a loop: found by trying, not by the elimination that is tested.
fn has_another(cells: &[Cell], sums: &[Sum], shown: &[bool], cell: usize) -> bool {
    let hidden: Vec<usize> = (0..cells.len()).filter(|at| !shown[*at]).collect();
    let mut steps = vec![0i64; cells.len()];
    steps[cell] = 1;
    settle(&hidden, sums, &mut steps, &mut vec![cell], 14)
}

fn settle(hidden: &[usize], sums: &[Sum], steps: &mut [i64], moved: &mut Vec<usize>, depth: usize) -> bool {
    let off = |steps: &[i64], sum: &Sum| sum.iter().map(|(at, sign)| steps[*at] * sign).sum::<i64>();
    let Some(wrong) = sums.iter().find(|sum| off(steps, sum) != 0) else { return true };
    if depth == 0 {
        return false;
    }
    let by = off(steps, wrong);
    let open = |at: &usize| hidden.contains(at) && !moved.contains(at);
    let choices: Sum = wrong.iter().filter(|(at, _)| open(at)).copied().collect();
    for (at, sign) in &choices {
        steps[*at] = -by * sign;
        moved.push(*at);
        if settle(hidden, sums, steps, moved, depth - 1) {
            return true;
        }
        moved.pop();
        steps[*at] = 0;
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_masked_cell_can_be_worked_out(sites in proptest::collection::vec((0..40i64, 0..25i64, 0..12i64), 1..4)) {
        let (cells, sums) = table(&sites);
        let shown = shown(&cells, &sums, 10);
        for (at, cell) in cells.iter().enumerate() {
            prop_assert!(!(shown[at] && (1..=10).contains(&cell.value)), "a small one is shown: {cell:?}");
            prop_assert!(shown[at] || has_another(&cells, &sums, &shown, at), "{at} can be worked out: {shown:?}");
        }
    }
}

#[test]
fn a_lone_masked_cell_takes_another_with_it() {
    let cell = |value| Cell { value, tells: true };
    let sum = vec![vec![(0, 1), (1, 1), (2, 1), (3, -1)]];
    for (values, expected) in [
        ([20, 30, 40, 90], [true, true, true, true]),
        ([3, 30, 40, 73], [false, false, true, true]),
        ([3, 4, 40, 47], [false, false, true, true]),
        ([0, 0, 4, 4], [true, true, false, false]),
        ([0, 11, 12, 23], [true, true, true, true]),
    ] {
        assert_eq!(shown(&values.map(cell), &sum, 10), expected, "{values:?}");
    }
}

fn report(site: &str, month: &str, opened: i64, sides: &[&str]) -> Final {
    let figure = |key: &str, line: &str, value: i64| Figure {
        key: key.into(),
        heading: "caseloads".into(),
        block: "All families".into(),
        line: line.into(),
        label: key.into(),
        value: Amount::Count(value),
    };
    Final {
        format: super::super::FORMAT,
        report: super::super::Snapshot {
            number: 1,
            site: site.into(),
            month: month.into(),
            cut_off: String::new(),
            until: String::new(),
            texts: vec![],
            figures: vec![
                figure("caseloads.site.opened", "", opened),
                figure("caseloads.iw.3.end", "Lee", 9),
            ],
            flows: vec![],
            challenges: vec![],
            successes: vec![],
            passed: vec![],
        },
        digest: "d".into(),
        signatures: sides
            .iter()
            .map(|side| super::super::Signature { side: (*side).into(), name: "N".into(), at: String::new() })
            .collect(),
    }
}

#[test]
fn reports_are_joined_by_site_without_the_lines_of_workers() {
    let both = ["child_welfare", "treatment"];
    let all = [
        report("North", "2026-10", 20, &both),
        report("East", "2026-10", 4, &both),
        report("West", "2026-10", 12, &both),
    ];
    let found = combine(&all, 10).unwrap();
    let names: Vec<&str> = found.sites.iter().map(|site| site.name.as_str()).collect();
    assert_eq!(names, ["East", "North", "West"]);
    assert_eq!(found.rows.len(), 1, "a worker's line stays in its file");
    assert_eq!((found.rows[0].cells.clone(), found.rows[0].total), (vec![None, Some(20), None], Some(36)));
    assert_eq!(found.masked, 2);
}

#[test]
fn what_does_not_fit_together_is_said() {
    let both = ["child_welfare", "treatment"];
    let good = report("North", "2026-10", 20, &both);
    for (other, said) in [
        (report("East", "2026-09", 20, &both), "is of 2026-"),
        (report("North", "2026-10", 20, &both), "North is there twice"),
        (report("East", "2026-10", 20, &["treatment"]), "East is not signed by both"),
    ] {
        let error = combine(&[good.clone(), other], 10).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
    assert!(combine(&[], 10).is_err());
}
