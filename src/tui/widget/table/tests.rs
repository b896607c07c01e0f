use super::*;
use crate::tui::keymap::Chord;
use crate::tui::theme::Theme;
use crate::tui::widget::mark::Mark;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn families() -> Table<i64> {
    let columns = vec![
        Column::new("Family"),
        Column::new("Label").width(4, 12).priority(2),
        Column::new("Seen").width(10, 16),
        Column::new("Days").right(),
        Column::new("Worker").priority(1),
    ];
    Table::new(columns, "No families yet. n opens one.")
}

fn rows(count: i64) -> Vec<Row<i64>> {
    (1..=count)
        .map(|id| {
            let seen =
                if id % 2 == 0 { Cell::mark(Mark::Overdue, "34 d") } else { Cell::mark(Mark::Open, "2 d") };
            let cells =
                vec![format!("F-{id:04}").into(), "oak".into(), seen, id.to_string().into(), "Lee".into()];
            Row::new(id, cells)
        })
        .collect()
}

fn draw(table: &Table<i64>, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| table.view(frame, frame.area(), &Theme::built_in("mono"), true)).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let line = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..height).map(line).collect::<Vec<_>>().join("\n")
}

fn key(code: KeyCode) -> Input {
    Input::Key(Chord::plain(code), None)
}

#[test]
fn columns_go_by_priority_and_figures_end_under_each_other() {
    let mut table = families();
    table.set(rows(12));
    assert_eq!(
        draw(&table, 60, 4),
        "  Family  Label  Seen        Days  Worker\n▌ F-0001  oak    ○ 2 d          1  Lee\n  F-0002  oak    ! 34 d         2  Lee\n  F-0003  oak    ○ 2 d          3  Lee                     ▾"
    );
    assert!(draw(&table, 32, 3).starts_with("  Family  Seen     Days  Worker\n"));
}

fn words() -> Vec<Column> {
    vec![
        Column::new("What").width(10, 12),
        Column::new("Who").width(8, 10),
        Column::new("Reference").priority(1),
    ]
}

#[test]
fn nothing_is_cut_beside_blanks() {
    let mut table = Table::new(words(), "").without_header();
    table.set(vec![Row::new(1, vec![Cell::new("short"), Cell::new("a long text of words")])]);
    assert!(draw(&table, 30, 3).contains("short  a long text of words"), "{}", draw(&table, 30, 3));
}

#[test]
fn an_empty_column_goes_before_anything_is_cut() {
    let mut table = Table::new(words(), "");
    let long = || vec![Cell::new("a visit with the family"), Cell::new("Lee"), Cell::default()];
    table.set(vec![Row::new(1, long())]);
    assert_eq!(draw(&table, 60, 1), "  What                     Who       Reference");
    assert_eq!(draw(&table, 32, 2), "  What                     Who\n▌ a visit with the family  Lee");
    let mut with = long();
    with[2] = Cell::new("R-7");
    table.set(vec![Row::new(1, long()), Row::new(2, with)]);
    assert_eq!(draw(&table, 34, 1), "  What             Who  Reference");
}

#[test]
fn words_run_on_into_the_blanks_of_their_row() {
    let mut table = Table::new(vec![Column::new("").width(8, 8), Column::new("").width(12, 12).right()], "")
        .without_header();
    let row = |id: i64, last: &str| Row::new(id, vec![Cell::new("seventeen letters"), Cell::new(last)]);
    table.set(vec![row(1, ""), row(2, "Lee"), row(3, "Nguyen, Brooks")]);
    assert_eq!(
        draw(&table, 25, 3),
        "▌ seventeen letters\n  seventeen letters  Lee\n  sevente…  Nguyen, Bro…"
    );
}

#[test]
fn days_have_their_unit_in_a_file() {
    let mut table = Table::new(vec![Column::new("Family"), Column::new("Open").right()], "");
    table.set(vec![Row::new(1, vec![Cell::new("F-0001"), Cell::new("145 d")])]);
    assert_eq!(table.written("families").0.columns, ["Family", "Open (days)"]);
}

#[test]
fn a_section_that_would_be_cut_takes_the_width_it_needs() {
    let columns =
        vec![Column::new("").width(6, 9), Column::new("").width(4, 20), Column::new("").width(4, 20)];
    let mut table = Table::new(columns, "").without_header();
    let row = |id: i64, cells: [&str; 3]| Row::new(id, cells.map(Cell::new).into());
    table.set(vec![
        Row::heading("Members"),
        row(1, ["H.P. 7 m", "○ 13 d", "11 Nov, Lee"]),
        Row::heading("Recovery"),
        row(2, ["R.L.", "level 2.1 · 3 of 4", "to 2 Mar"]),
    ]);
    let narrow = draw(&table, 37, 4);
    assert_eq!(
        narrow,
        "  Members\n▌ H.P. 7 m  ○ 13 d  11 Nov, Lee\n  Recovery\n  R.L.  level 2.1 · 3 of 4  to 2 Mar"
    );
    let wide = draw(&table, 50, 4);
    assert!(wide.contains("H.P. 7 m  ○ 13 d              11 Nov, Lee"), "{wide}");
}

proptest! {
    /// Whatever the rows say: no cell is cut while another column has blanks, and an empty column costs nobody a letter.
    #[test]
    fn no_cell_is_cut_while_another_column_has_blanks(
        columns in prop::collection::vec((0usize..12, 0u16..24, 0u16..40, 0u8..4), 1..8),
        texts in prop::collection::vec(prop::collection::vec(0usize..60, 8), 1..6),
        empty in prop::collection::hash_set(0usize..8, 0..3),
        wide in 1u16..150,
    ) {
        let made: Vec<Column> = columns
            .iter()
            .map(|(title, least, most, priority)| {
                Column::new("t".repeat(*title)).width(*least, *most).priority(*priority)
            })
            .collect();
        let letters = |place: usize, count: usize| if empty.contains(&place) { 0 } else { count };
        let rows: Vec<Row<i64>> = (0..)
            .zip(&texts)
            .map(|(id, row)| {
                let cells = row.iter().enumerate().map(|(place, count)| "x".repeat(letters(place, *count)).into());
                Row::new(id, cells.take(made.len()).collect())
            })
            .collect();
        let natural = column::natural(&made, &rows);
        let widths = column::share(&made, &natural, wide);
        let taken: u16 = widths.iter().map(|(_, wide)| wide + column::GAP).sum();
        let cut = widths.iter().any(|(place, wide)| *wide < natural[*place]);
        let gone = (0..made.len()).any(|place| widths.iter().all(|(kept, _)| *kept != place));
        if cut {
            prop_assert!(widths.iter().all(|(place, wide)| *wide <= natural[*place]), "{widths:?} of {natural:?}");
            prop_assert!(taken >= wide + column::GAP, "{widths:?} leave blanks of {wide}");
        }
        let room = wide + column::GAP;
        prop_assert!(taken <= room || widths.iter().all(|(_, wide)| *wide == 0), "{widths:?} go over {wide}");
        if cut || gone {
            prop_assert!(widths.iter().all(|(place, _)| natural[*place] > 0) , "{widths:?} of {natural:?}");
        }
    }
}

#[test]
fn the_selection_stays_with_its_row() {
    let mut table = families();
    table.set(rows(5));
    table.select(3);
    let mut other = rows(5);
    other.reverse();
    other.retain(|row| row.key != Some(5));
    table.set(other);
    assert_eq!((table.selected(), table.position()), (Some(3), 1));
}

#[test]
fn a_filter_says_what_it_hides() {
    let mut table = families();
    table.set(rows(31));
    assert_eq!(table.tally(), "31");
    table.update(&Input::command(Action::Filter));
    for c in "f-002".chars() {
        assert_eq!(table.update(&key(KeyCode::Char(c))), TableEvent::Moved);
    }
    assert!(table.is_typing());
    assert_eq!(table.tally(), "10 of 31");
    assert!(draw(&table, 60, 6).starts_with("  Filter f-002"));
    table.update(&key(KeyCode::Enter));
    assert_eq!(table.selected(), Some(20));
    assert_eq!(table.update(&Input::command(Action::Open)), TableEvent::Open(20));
    table.update(&key(KeyCode::Esc));
    assert_eq!(table.tally(), "31");
}

#[test]
fn headings_are_never_selected() {
    let mut table = families();
    let mut mixed = vec![Row::heading("Lee")];
    mixed.extend(rows(2));
    mixed.push(Row::heading("Kim"));
    mixed.extend(rows(4).into_iter().skip(2));
    table.set(mixed);
    assert_eq!(table.selected(), Some(1));
    let walked: Vec<_> = (0..4)
        .map(|_| {
            table.update(&key(KeyCode::Down));
            table.selected()
        })
        .collect();
    assert_eq!(walked, [Some(2), Some(3), Some(4), Some(4)]);
    table.update(&key(KeyCode::Home));
    assert_eq!(table.selected(), Some(1));
}

#[test]
fn clicking_selects_and_clicking_again_opens() {
    let mut table = families();
    table.set(rows(9));
    draw(&table, 60, 6);
    let at = Input::Click((4, 3).into());
    assert_eq!(table.update(&at), TableEvent::Moved);
    assert_eq!(table.update(&at), TableEvent::Open(3));
}

#[test]
fn an_empty_table_says_which_key_to_press() {
    assert_eq!(draw(&families(), 40, 2).trim(), "No families yet. n opens one.");
}

proptest! {
    #[test]
    fn random_keys_and_sizes_never_panic(
        keys in prop::collection::vec(0usize..12, 0..60),
        sizes in prop::collection::vec((1u16..90, 1u16..30), 1..4),
        count in 0i64..40,
    ) {
        let mut table = families();
        table.set(rows(count));
        let codes = [
            KeyCode::Up, KeyCode::Down, KeyCode::PageUp, KeyCode::PageDown, KeyCode::Home, KeyCode::End,
            KeyCode::Esc, KeyCode::Enter, KeyCode::Char('1'), KeyCode::Char('漢'), KeyCode::Backspace,
        ];
        for (step, index) in keys.iter().enumerate() {
            let input = codes.get(*index).map_or(Input::command(Action::Filter), |code| key(*code));
            table.update(&input);
            let (width, height) = sizes[step % sizes.len()];
            draw(&table, width, height);
            prop_assert!(table.count() == 0 || table.selected().is_some());
        }
    }
}

#[test]
fn numbers_sort_as_numbers_and_what_is_empty_stays_last() {
    let mut table = Table::new(vec![Column::new("Name"), Column::new("Days").right()], "");
    let row = |id: i64, days: Option<f64>| {
        let cell = days.map_or_else(Cell::default, |days| Cell::new(format!("{days} d")).number(days));
        Row::new(id, vec![Cell::new(format!("n{id}")), cell])
    };
    table.set(vec![row(1, Some(9.0)), row(2, None), row(3, Some(100.0)), row(4, Some(20.0))]);
    table.set_sort(Some((1, false)));
    assert_eq!(table.keys().collect::<Vec<_>>(), [1, 4, 3, 2]);
    table.set_sort(Some((1, true)));
    assert_eq!(table.keys().collect::<Vec<_>>(), [3, 4, 1, 2]);
    assert!(draw(&table, 30, 3).lines().next().unwrap().ends_with("Days▾"));
    table.set_sort(None);
    assert_eq!(table.keys().collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn rows_are_sorted_under_their_own_heading() {
    let mut table = families();
    let mut mixed = vec![Row::heading("Lee")];
    mixed.extend(rows(2));
    mixed.push(Row::heading("Kim"));
    mixed.extend(rows(4).into_iter().skip(2));
    table.set(mixed);
    table.set_sort(Some((0, true)));
    assert_eq!(table.keys().collect::<Vec<_>>(), [2, 1, 4, 3]);
    assert!(draw(&table, 60, 7).contains("  Kim\n"));
}

#[test]
fn a_lens_is_never_silent() {
    let mut table = families();
    let tagged = |row: Row<i64>| {
        let late = row.key.is_some_and(|id| id > 6);
        row.tagged(u64::from(late) << 1)
    };
    table.set(rows(8).into_iter().map(tagged).collect());
    table.set_lens(Some((1, "Late".into())));
    assert_eq!((table.tally().as_str(), table.selected()), ("2 of 8", Some(7)));
    let first = draw(&table, 60, 6);
    assert!(
        first.starts_with("  Filter Late") && first.lines().next().unwrap().ends_with("2 of 8"),
        "{first}"
    );
    table.update(&key(KeyCode::Esc));
    assert_eq!(table.tally(), "8");
}

/// Five thousand rows: what a key costs follows what is on screen.
#[test]
fn only_what_is_on_screen_is_drawn() {
    let mut table = families();
    table.set(rows(5000));
    table.update(&key(KeyCode::End));
    let drawn = draw(&table, 60, 11);
    let numbers: Vec<&str> = drawn.lines().filter_map(|line| line.split("F-").nth(1)).collect();
    assert_eq!(numbers.len(), 10);
    assert!(drawn.contains("▌ F-5000") && drawn.contains("F-4991") && !drawn.contains("F-4990"));
    table.set_sort(Some((0, true)));
    assert_eq!((table.selected(), table.position()), (Some(5000), 0));
    assert!(draw(&table, 60, 11).contains("▌ F-5000"));
}

proptest! {
    /// Whatever happens to the rows around it, the selected one stays selected as long as it is shown.
    #[test]
    fn the_selection_is_kept_by_its_key(
        order in Just((1..=40i64).collect::<Vec<_>>()).prop_shuffle(),
        gone in prop::collection::hash_set(1..=40i64, 0..20),
        chosen in 1..=40i64,
        sort in prop::option::of((0usize..5, any::<bool>())),
        words in prop::sample::select(vec!["", "f-00", "1", "oak", "34"]),
    ) {
        let mut table = families();
        table.set(rows(40));
        table.select(chosen);
        let all = rows(40);
        let again = order.iter().filter(|id| !gone.contains(id));
        table.set(again.filter_map(|id| all.iter().find(|row| row.key == Some(*id)).cloned()).collect());
        let was = table.selected();
        prop_assert!(gone.contains(&chosen) || was == Some(chosen));
        table.set_sort(sort);
        prop_assert_eq!(table.selected(), was);
        table.set_filter(words);
        let shown: Vec<i64> = table.keys().collect();
        match was {
            Some(was) if shown.contains(&was) => prop_assert_eq!(table.selected(), Some(was)),
            _ => prop_assert_eq!(table.selected(), shown.first().copied()),
        }
    }
}
