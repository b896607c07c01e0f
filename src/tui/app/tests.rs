use super::*;
use crate::domain::access::State;
use crate::domain::calendar::Clock;
use crate::store::fixture;
use crate::tui::harness::Flow;
use proptest::prelude::*;

fn start() -> Start {
    let clock = Clock::Fixed("2026-11-24T15:00:00Z".parse().unwrap(), chrono_tz::America::Chicago);
    Start {
        settings: Arc::new(Settings::defaults()),
        problems: Vec::new(),
        theme: Theme::built_in("mono"),
        keymap: Keymap::default(),
        file: Some(OpenFile {
            name: "Peoria North".into(),
            clock,
            state: State::default(),
            demo: true,
            who: None,
        }),
        path: "programme.ifr".into(),
    }
}

fn door() -> Flow {
    Flow::start(start(), Some(fixture::small()), 80, 24)
}

fn inside() -> Flow {
    let mut flow = door();
    flow.keys("enter text:demo enter");
    flow
}

#[test]
fn the_door_asks_who_one_is() {
    let mut flow = door();
    insta::assert_snapshot!("door", flow.screen());
    flow.keys("enter text:wrong enter");
    insta::assert_snapshot!("wrong_passphrase", flow.screen());
    flow.keys("text:demo enter");
    insta::assert_snapshot!("inside", flow.screen());
}

#[test]
fn a_missing_file_shows_what_to_do() {
    let flow = Flow::start(Start { file: None, ..start() }, None, 80, 24);
    insta::assert_snapshot!(flow.screen());
}

#[test]
fn five_idle_minutes_lock_and_everything_stays() {
    let mut flow = inside();
    flow.keys("3").wait(299);
    assert!(!flow.shows("locked"));
    flow.wait(2);
    insta::assert_snapshot!(flow.screen());
    flow.keys("3 2 q text:x enter");
    assert!(flow.shows("not the passphrase") && !flow.has_left());
    flow.keys("text:demo enter");
    assert!(flow.shows("3 Referrals") && !flow.shows("locked"));
}

#[test]
fn a_key_that_does_nothing_says_so() {
    let mut flow = inside();
    flow.keys("1 w");
    assert!(flow.shows("w does nothing here: F1 shows the keys of this page"), "{}", flow.screen());
    flow.keys("down");
    assert!(!flow.shows("does nothing here"));
    // One that is not allowed just now says why; one that is runs without a word.
    flow.keys("t");
    assert!(flow.shows("This row is about no family"), "{}", flow.screen());
    flow.keys("s");
    assert!(flow.shows("Start a meeting") && !flow.shows("does nothing here"), "{}", flow.screen());
}

#[test]
fn help_begins_with_the_keys_of_here() {
    let mut flow = inside();
    flow.keys("f1");
    insta::assert_snapshot!(flow.screen());
    flow.keys("esc");
    assert!(!flow.shows("While typing"));
}

#[test]
fn the_palette_finds_commands_and_screens() {
    let mut flow = inside();
    flow.keys("ctrl-p");
    insta::assert_snapshot!(flow.screen());
    flow.keys("text:meet enter");
    assert!(!flow.shows("a command, a screen"));
}

#[test]
fn a_wait_says_for_what_and_for_whom() {
    let (mut app, _) = App::new(start(), Size { width: 80, height: 24 });
    app.pending = vec![Pending { id: RequestId(1), screen: None, asked: Duration::ZERO }];
    app.set_uptime(Duration::from_millis(900));
    assert_eq!(app.wait_told(), None, "short");
    assert_eq!(app.deadline(), Some(Duration::from_secs(1)), "told as soon as it is long");
    app.set_uptime(Duration::from_millis(2300));
    assert_eq!(app.wait_told().as_deref(), Some("Working… 2 s"), "nobody holds the file");
    app.set_held_up(true);
    assert_eq!(app.wait_told().as_deref(), Some("Waiting for the file, which another program holds… 2 s"));
    app.copying = Some(Progress::default());
    assert_eq!(app.wait_told().as_deref(), Some("Waiting for the backup… 2 s"));
    app.works = vec![(RequestId(2), 1)];
    assert_eq!(app.wait_told().as_deref(), Some("Waiting for the work that is done here… 2 s"));
    let guest = |name: &str, saving| Guest {
        staff: crate::domain::StaffId(1),
        name: name.into(),
        meeting: None,
        saving,
    };
    app.update(Msg::Here(vec![guest("Dana Ortiz", true), guest("Sam Reyes", false)]));
    assert_eq!(app.wait_told().as_deref(), Some("Waiting for Dana's save… 2 s"));
    app.update(Msg::Here(vec![guest("Dana Ortiz", true), guest("Sam Reyes", true)]));
    assert_eq!(
        app.wait_told().as_deref(),
        Some("Waiting for other people's saves… 2 s"),
        "either of the two"
    );
}

#[test]
fn a_small_window_keeps_the_state() {
    let mut flow = inside();
    flow.keys("2").resize(50, 10);
    assert!(flow.shows("ifr needs 60 × 16"));
    flow.keys("5").resize(80, 24);
    assert!(flow.shows("2 Caseload"));
}

#[test]
fn mistakes_in_settings_are_told_at_the_start() {
    let problem = crate::settings::Problem {
        file: "keys.toml".into(),
        line: 3,
        message: "there is no command `hlep`".into(),
        hint: "Did you mean `help`?".into(),
    };
    let flow = Flow::start(Start { problems: vec![problem], ..start() }, Some(fixture::small()), 80, 24);
    assert!(flow.shows("keys.toml, line 3") && flow.shows("Did you mean"));
}

#[test]
fn q_leaves_and_escape_never_does() {
    let mut flow = inside();
    flow.keys("esc esc esc ctrl-c");
    assert!(!flow.has_left() && flow.shows("Ctrl-Q leaves ifr"));
    flow.keys("q");
    assert!(flow.has_left());
}

#[test]
fn tabs_and_footer_can_be_clicked() {
    let mut flow = inside();
    flow.click_on("5 Meetings").click_on("F1 Help");
    assert!(flow.shows("Here"));
}

#[test]
fn the_lock_covers_dialogs_and_gives_them_back() {
    let mut flow = inside();
    flow.keys("ctrl-p text:sta").wait(301);
    assert!(flow.shows("locked") && !flow.shows("Staffing"));
    flow.keys("f3");
    assert!(flow.shows("has to be unlocked first"));
    flow.keys("text:demo enter");
    assert!(flow.shows("Commands") && flow.shows("sta"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn random_keys_and_sizes_never_panic(
        keys in prop::collection::vec(0usize..22, 0..60),
        sizes in prop::collection::vec((1u16..160, 1u16..50), 1..4),
    ) {
        let names = [
            "tab", "up", "down", "left", "right", "enter", "esc", "space", "backspace", "pgdn", "f1", "f5", "f9",
            "ctrl-p", "ctrl-l", "1", "4", "e", "f", "漢", "text:demo", "home",
        ];
        let mut flow = door();
        for (step, index) in keys.iter().enumerate() {
            let (width, height) = sizes[step % sizes.len()];
            flow.keys(names[*index]).resize(width, height);
            flow.screen();
        }
    }
}
