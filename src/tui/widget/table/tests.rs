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
    assert!(draw(&table, 32, 3).starts_with("  Family  Seen        Days\n"));
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
