use super::*;
use crate::domain::report::{FORMAT, Signature, Snapshot};
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
        format: FORMAT,
        report: Snapshot {
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
            .map(|side| Signature { side: (*side).into(), name: "N".into(), at: String::new() })
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
    assert_eq!(found.rows.len(), 2, "the workers of a site stand together");
    assert_eq!((found.rows[1].key.as_str(), found.rows[1].total), ("caseloads.iw.end", Some(27)));
    assert!(!format!("{found:?}").contains("Lee"), "no worker is named");
    assert_eq!((found.rows[0].cells.clone(), found.rows[0].total), (vec![None, Some(20), None], Some(36)));
    assert_eq!(found.masked, 5);
}

#[test]
fn fte_and_miles_are_added_up_with_their_workers_and_medians_are_named() {
    let site = |site: &str, families: i64, miles: &[f64]| {
        let mut out = report(site, "2026-10", 20, &["child_welfare", "treatment"]);
        let mut put = |heading: &str, key: String, label: &str, value: Amount| {
            let (heading, block, line) = (heading.to_owned(), "RC".to_owned(), String::new());
            out.report.figures.push(Figure { key, heading, block, line, label: label.to_owned(), value });
        };
        for (who, miles) in miles.iter().enumerate() {
            let had = if who == 0 { families } else { 0 };
            put("caseloads", format!("caseloads.rc.{who}.opened"), "Opened", Amount::Count(had));
            put("caseloads", format!("caseloads.rc.{who}.fte"), "FTE", Amount::Measure(0.5));
            put("caseloads", format!("caseloads.rc.{who}.miles"), "Miles", Amount::Measure(*miles));
        }
        put("caseloads", "caseloads.rc.9.miles".to_owned(), "Miles", Amount::NoData);
        put("staffing", "staffing.posts.iw.vacant".to_owned(), "Vacant", Amount::Measure(1.5));
        put("referrals", "referrals.days.to_contact".to_owned(), "Days", Amount::Median { days: 4.0, n: 3 });
        out
    };
    let sum = |miles: f64| Some(Amount::Measure(miles));
    for (sites, cells, total) in [
        ([site("A", 20, &[40.0, 2.5]), site("B", 30, &[10.0])], [sum(42.5), sum(10.0)], sum(52.5)),
        ([site("A", 3, &[40.0, 2.5]), site("B", 30, &[10.0])], [None, None], sum(52.5)),
        ([site("A", 3, &[40.0, 2.5]), site("B", 4, &[10.0])], [None, None], None),
        ([site("A", 0, &[]), site("B", 30, &[10.0])], [Some(Amount::NoData), sum(10.0)], sum(10.0)),
        ([site("A", 0, &[8.0]), site("B", 30, &[10.0])], [None, None], sum(18.0)),
    ] {
        let found = combine(&sites, 10).unwrap();
        let workers =
            sites.iter().flat_map(|one| &one.report.figures).filter(|one| one.key.ends_with(".fte")).count();
        let of = |key: &str| found.measures.iter().find(|row| row.key == key).unwrap();
        assert_eq!(
            (&of("caseloads.rc.miles").cells[..], &of("caseloads.rc.miles").total),
            (&cells[..], &total)
        );
        assert_eq!(of("staffing.posts.iw.vacant").total, sum(3.0));
        let counted = found.rows.iter().find(|row| row.key == "caseloads.rc.fte.workers").unwrap();
        assert_eq!((counted.total, counted.label.as_str()), (Some(workers as i64), "RC, FTE, workers"));
        assert_eq!(found.medians.len(), 1, "a median is named once: {:?}", found.medians);
        assert_eq!(
            (found.medians[0].heading.as_str(), found.medians[0].label.as_str()),
            ("referrals", "RC, Days")
        );
    }
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

/// A report in which everything adds up as in a real one.
fn random(site: usize, dice: &mut fastrand::Rng) -> Final {
    let both = ["child_welfare", "treatment"];
    let mut out = report(&format!("Site {site}"), "2026-10", 0, &both);
    out.report.figures.clear();
    let mut put = |heading: &str, key: String, line: &str, value: Amount| {
        let (heading, block, line, label) = (heading.into(), "B".into(), line.to_owned(), "L".into());
        out.report.figures.push(Figure { key, heading, block, line, label, value });
    };
    let count = Amount::Count;
    let mut parts = |many: usize| -> Vec<i64> { (0..many).map(|_| dice.i64(0..14)).collect() };
    let flow = parts(3);
    let closed: i64 = flow[2].min(flow[0]);
    let families =
        [("start", flow[0]), ("opened", flow[1]), ("closed", closed), ("end", flow[0] + flow[1] - closed)];
    for (name, value) in families {
        put("caseloads", format!("caseloads.site.{name}"), "", count(value));
    }
    put("caseloads", "caseloads.closed.moved.count".into(), "Moved", count(closed / 3));
    put("caseloads", "caseloads.closed.goals_met.count".into(), "Goals met", count(closed - closed / 3));
    for worker in 1..=2 {
        let phases = parts(3);
        let key = |name: &str| format!("caseloads.rc.{}.{name}", site * 10 + worker);
        let end: i64 = phases.iter().sum();
        put("caseloads", key("start"), "W", count(end));
        put("caseloads", key("end"), "W", count(end));
        put("caseloads", key("fte"), "W", Amount::Measure(0.5));
        put("caseloads", key("miles"), "W", Amount::Measure(12.5));
        for (phase, value) in phases.iter().enumerate() {
            put("caseloads", key(&format!("phase_{}", phase + 1)), "W", count(*value));
        }
    }
    let (done, late) = (parts(1)[0], parts(1)[0]);
    if done + late > 0 {
        let share = Amount::Share { part: done, whole: done + late };
        put("caseloads", "caseloads.timeliness.seen".into(), "", share);
    }
    let sources = parts(3);
    let received: i64 = sources.iter().sum();
    for (name, value) in ["court", "self", "dcfs"].iter().zip(&sources) {
        put("referrals", format!("referrals.source.{name}.count"), name, count(*value));
    }
    put("referrals", "referrals.county.Peoria.count".into(), "Peoria", count(received / 2));
    put("referrals", "referrals.county.Tazewell.count".into(), "Tazewell", count(received - received / 2));
    put("referrals", "referrals.received".into(), "", count(received));
    let ages = parts(3);
    let end: i64 = ages.iter().sum();
    let start = parts(1)[0] + end;
    for (name, value) in [("start", start), ("enrolled", start + received - end), ("end", end)] {
        put("referrals", format!("referrals.{name}"), "", count(value));
    }
    for (name, value) in ["fresh", "watched", "late"].iter().zip(ages) {
        put("referrals", format!("referrals.{name}"), "", count(value));
    }
    out
}

/// What a reader knows of the whole: the rows that come to another row, each with its sign.
const KNOWN: [&[(&str, i64)]; 8] = [
    &[
        ("caseloads.site.start", 1),
        ("caseloads.site.opened", 1),
        ("caseloads.site.closed", -1),
        ("caseloads.site.end", -1),
    ],
    &[
        ("caseloads.closed.moved.count", 1),
        ("caseloads.closed.goals_met.count", 1),
        ("caseloads.site.closed", -1),
    ],
    &[("caseloads.rc.start", 1), ("caseloads.rc.end", -1)],
    &[
        ("caseloads.rc.phase_1", 1),
        ("caseloads.rc.phase_2", 1),
        ("caseloads.rc.phase_3", 1),
        ("caseloads.rc.end", -1),
    ],
    &[
        ("referrals.source.court.count", 1),
        ("referrals.source.self.count", 1),
        ("referrals.source.dcfs.count", 1),
        ("referrals.received", -1),
    ],
    &[
        ("referrals.county.Peoria.count", 1),
        ("referrals.county.Tazewell.count", 1),
        ("referrals.received", -1),
    ],
    &[("referrals.start", 1), ("referrals.received", 1), ("referrals.enrolled", -1), ("referrals.end", -1)],
    &[("referrals.fresh", 1), ("referrals.watched", 1), ("referrals.late", 1), ("referrals.end", -1)],
];

/// Works out what can be: fractions are kept as they are, so that nothing is rounded away.
fn solve(mut rows: Vec<Vec<i128>>) -> Vec<usize> {
    let wide = rows.first().map_or(0, Vec::len);
    let mut done = 0;
    for column in 0..wide {
        let Some(found) = (done..rows.len()).find(|at| rows[*at][column] != 0) else { continue };
        rows.swap(done, found);
        for at in (0..rows.len()).filter(|at| *at != done) {
            let (own, other) = (rows[done][column], rows[at][column]);
            if other != 0 {
                let pivot = rows[done].clone();
                rows[at].iter_mut().zip(pivot).for_each(|(cell, by)| *cell = *cell * own - by * other);
                let common = rows[at].iter().fold(0, |a: i128, b| gcd(a, b.abs()));
                rows[at].iter_mut().filter(|_| common > 1).for_each(|cell| *cell /= common);
            }
        }
        done += 1;
    }
    let alone = |row: &&Vec<i128>| row.iter().filter(|cell| **cell != 0).count() == 1;
    rows.iter().filter(alone).map(|row| row.iter().position(|cell| *cell != 0).unwrap()).collect()
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The masked cells of the programme's report that somebody with a pencil could work out.
fn told(found: &Combined) -> Vec<String> {
    let wide = found.sites.len() + 1;
    let row = |key: &str| found.rows.iter().find(|row| row.key == key);
    let cell = |row: &Row, at: usize| row.cells.get(at).copied().unwrap_or(row.total);
    let mut unknown: Vec<String> = Vec::new();
    let mut equations: Vec<Vec<(String, i128)>> = Vec::new();
    for of in &found.rows {
        let all = (0..wide).filter(|at| cell(of, *at).is_none());
        unknown.extend(all.clone().map(|at| format!("{} {at}", of.key)));
        equations
            .push(all.map(|at| (format!("{} {at}", of.key), if at + 1 == wide { -1 } else { 1 })).collect());
    }
    for sum in KNOWN.into_iter().filter(|sum| sum.iter().all(|(key, _)| row(key).is_some())) {
        for at in 0..wide {
            let masked = sum.iter().filter(|(key, _)| row(key).is_some_and(|row| cell(row, at).is_none()));
            equations.push(masked.map(|(key, sign)| (format!("{key} {at}"), i128::from(*sign))).collect());
        }
    }
    let number = |equation: &Vec<(String, i128)>| {
        let mut out = vec![0; unknown.len()];
        equation
            .iter()
            .for_each(|(name, sign)| out[unknown.iter().position(|one| one == name).unwrap()] += sign);
        out
    };
    solve(equations.iter().map(number).collect()).into_iter().map(|at| unknown[at].clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn nothing_masked_in_a_programme_s_report_can_be_worked_out(seed in any::<u64>(), sites in 1usize..5) {
        let mut dice = fastrand::Rng::with_seed(seed);
        let reports: Vec<Final> = (1..=sites).map(|site| random(site, &mut dice)).collect();
        let found = combine(&reports, 10).unwrap();
        for row in found.rows.iter().filter(|row| !row.key.ends_with(STAFF)) {
            for cell in row.cells.iter().chain([&row.total]).flatten() {
                prop_assert!(!(1..=10).contains(cell), "{}: {cell}", row.key);
            }
        }
        let (part, all) = ("caseloads.timeliness.seen", "caseloads.timeliness.seen.all");
        let of = |key: &str| found.rows.iter().find(|row| row.key == key);
        if let (Some(part), Some(all)) = (of(part), of(all)) {
            for (part, all) in part.cells.iter().chain([&part.total]).zip(all.cells.iter().chain([&all.total])) {
                let rest = part.zip(*all).map(|(part, all)| all - part);
                prop_assert!(!rest.is_some_and(|rest| (1..=10).contains(&rest)), "{rest:?} did not");
            }
        }
        let measure = |key: &str| found.measures.iter().find(|row| row.key == key).unwrap();
        let miles = measure("caseloads.rc.miles");
        for (report, cell) in reports.iter().zip(&miles.cells) {
            let of = |figure: &&Figure| figure.key.starts_with("caseloads.rc.") && figure.key.ends_with(".start");
            let families: i64 = report.report.figures.iter().filter(of).filter_map(|one| one.value.count()).sum();
            prop_assert!(cell.is_none() || families > 10, "{families} families: {cell:?}");
        }
        let hidden = miles.cells.iter().chain([&miles.total]).filter(|cell| cell.is_none()).count();
        prop_assert!(hidden != 1, "what is masked is what the others leave of all: {miles:?}");
        prop_assert!(measure("caseloads.rc.fte").cells.iter().all(|cell| cell == &Some(Amount::Measure(1.0))));
        prop_assert_eq!(told(&found), Vec::<String>::new());
        prop_assert!(found.rows.iter().any(|row| row.total.is_some()), "not everything is masked");
    }
}

#[test]
fn somebody_with_a_pencil_finds_what_is_masked_alone() {
    let both = ["child_welfare", "treatment"];
    let all = [
        report("East", "2026-10", 4, &both),
        report("North", "2026-10", 20, &both),
        report("West", "2026-10", 12, &both),
    ];
    let mut found = combine(&all, 10).unwrap();
    assert_eq!(told(&found), Vec::<String>::new());
    found.rows[0].cells[2] = Some(12);
    assert_eq!(told(&found), ["caseloads.site.opened 0"]);
}
