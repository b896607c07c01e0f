use super::*;
use crate::domain::staff::Role;
use crate::tui::keymap::{Chord, Keymap, Place};
use crate::tui::theme::Theme;
use crate::tui::widget::field::PickOption;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn form() -> Form {
    let people = vec![
        PickOption::new(1, "Lee, Jordan", "IW, 9 families"),
        PickOption::new(2, "Kim, Ana", "IW, 11 families"),
        PickOption::new(3, "Brooks, Tamika", "RC, 12 families"),
    ];
    Form::new(
        day("2026-11-24"),
        vec![
            Field::text("alias", "Alias", "").required("Say how this person is called"),
            Field::date("on", "On", None).required("Say on which day").hint("F4 shows a month"),
            Field::pick("staff", "Worker", people, None),
            Field::word::<Role>("role", "Role", None),
            Field::yes_no("agree", "Do both agree?", None),
            Field::number("minutes", "Minutes", None, (1, 600), "min"),
            Field::many(
                "seen",
                "Children seen",
                vec![("a".into(), "A, 4 y".into(), false), ("b".into(), "B, 2 y".into(), false)],
            ),
            Field::long("note", "Note", "", 3),
        ],
    )
}

fn press(form: &mut Form, keys: &str) -> FormEvent {
    let keymap = Keymap::default();
    let mut last = FormEvent::None;
    for word in keys.split_whitespace() {
        if let Some(text) = word.strip_prefix("text:") {
            for c in text.replace('_', " ").chars() {
                last = form.update(&Input::Key(Chord::plain(KeyCode::Char(c)), None));
            }
            continue;
        }
        let chord = Chord::read(word).unwrap();
        last = form.update(&Input::Key(chord, keymap.action(chord, Place::Lists, true)));
    }
    last
}

fn draw(form: &Form, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| form.view(frame, frame.area(), &Theme::built_in("mono"), true)).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let line = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..height).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_form_is_filled_with_keys_alone() {
    let mut form = form();
    press(
        &mut form,
        "text:Adult_A enter text:fri enter text:broo enter text:rec tab right enter text:45 enter",
    );
    press(&mut form, "down space tab text:Sees_A_at_school f2");
    assert_eq!(form.text("alias"), "Adult A");
    assert_eq!(form.date("on"), Some(day("2026-11-27")));
    assert_eq!(form.pick("staff"), Some(3));
    assert_eq!(form.word::<Role>("role"), Some(Role::RecoveryCoordinator));
    assert_eq!(form.yes("agree"), Some(true));
    assert_eq!(form.number("minutes"), Some(45));
    assert_eq!(form.many("seen"), ["b"]);
    assert_eq!(form.text("note"), "Sees A at school");
    assert_eq!(press(&mut form, "f2"), FormEvent::Save);
    insta::assert_snapshot!(draw(&form, 70, 26));
}

#[test]
fn what_is_missing_is_said_on_saving_and_what_is_wrong_on_leaving() {
    let mut form = form();
    assert_eq!(press(&mut form, "f2"), FormEvent::None);
    assert_eq!(form.focused(), Some("alias"));
    press(&mut form, "text:A tab text:31/31 tab text:nobody tab");
    insta::assert_snapshot!(draw(&form, 70, 26));
}

#[test]
fn nothing_is_answered_beforehand() {
    let form = form();
    assert_eq!((form.yes("agree"), form.choice("role"), form.date("on")), (None, None, None));
}

#[test]
fn arrows_step_days_and_f4_opens_a_month() {
    let mut form = form();
    press(&mut form, "tab up down");
    assert_eq!((form.focused(), form.date("on")), (Some("on"), None), "moving enters nothing");
    press(&mut form, "text:2026-11-24 up");
    assert_eq!(form.date("on"), Some(day("2026-11-25")));
    press(&mut form, "f4 down right");
    insta::assert_snapshot!(draw(&form, 70, 20));
    press(&mut form, "enter");
    assert_eq!(form.date("on"), Some(day("2026-12-03")));
    assert_eq!(form.focused(), Some("staff"));
}

#[test]
fn a_small_screen_scrolls_with_the_focus() {
    let mut form = form();
    assert!(draw(&form, 60, 9).contains("Alias"));
    press(&mut form, "tab tab tab tab tab tab tab tab");
    let screen = draw(&form, 60, 9);
    assert!(screen.contains("Note") && screen.contains("[ Save ]") && !screen.contains("Alias"), "{screen}");
}

#[test]
fn escape_closes_the_popup_first() {
    let mut form = form();
    press(&mut form, "tab tab text:l");
    assert!(form.has_popup());
    assert_eq!(press(&mut form, "esc"), FormEvent::None);
    assert_eq!(press(&mut form, "esc"), FormEvent::Cancel);
}

#[test]
fn text_is_undone_and_pasted_clean() {
    let mut form = form();
    form.update(&Input::Paste("ab\u{1b}[31m\ncd".into()));
    assert_eq!(form.text("alias"), "ab[31m cd");
    press(&mut form, "ctrl-z");
    assert_eq!(form.text("alias"), "");
}

#[test]
fn a_click_puts_the_focus() {
    let mut form = form();
    draw(&form, 70, 26);
    form.update(&Input::Click((20, 4).into()));
    assert_eq!(form.focused(), Some("staff"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn random_keys_and_sizes_never_panic(
        keys in prop::collection::vec(0usize..26, 0..80),
        sizes in prop::collection::vec((1u16..90, 1u16..30), 1..4),
    ) {
        let names = [
            "tab", "shift-tab", "up", "down", "left", "right", "enter", "esc", "space", "backspace", "delete",
            "home", "end", "pgup", "pgdn", "f4", "f2", "ctrl-z", "ctrl-y", "ctrl-w", "a", "1", "漢", "e", "ctrl-left",
        ];
        let mut form = form();
        for (step, index) in keys.iter().enumerate() {
            let (width, height) = sizes[step % sizes.len()];
            match names.get(*index) {
                Some(name) => drop(press(&mut form, name)),
                None => drop(form.update(&Input::Click((width / 2, height / 2).into()))),
            }
            draw(&form, width, height);
        }
    }
}

#[test]
fn a_paste_that_does_not_fit_whole_says_so() {
    let mut form = form();
    draw(&form, 70, 26);
    form.focus_on("note");
    form.update(&Input::Paste("a".repeat(20_000)));
    assert!(!draw(&form, 70, 26).contains("cut at"));
    press(&mut form, "ctrl-z");
    form.update(&Input::Paste("a".repeat(20_001)));
    let screen = draw(&form, 70, 26);
    assert!(screen.contains("! cut at 20,000 characters"), "{screen}");
    press(&mut form, "backspace");
    assert!(!draw(&form, 70, 26).contains("cut at"));
}

#[test]
fn a_key_that_does_not_fit_any_more_says_so() {
    let mut form = form();
    draw(&form, 70, 26);
    form.focus_on("note");
    form.update(&Input::Paste("a".repeat(20_000)));
    for key in ["a", "enter"] {
        press(&mut form, key);
        let screen = draw(&form, 70, 26);
        assert!(screen.contains("! cut at 20,000 characters"), "{key}: {screen}");
        assert_eq!(form.text("note").chars().count(), 20_000);
        press(&mut form, "left");
        assert!(!draw(&form, 70, 26).contains("cut at"));
    }
}
