use super::*;
use crate::domain::access::{State, Viewer};
use crate::domain::calendar::Clock;
use crate::domain::meeting::{FieldKind, FieldSide, Function};
use crate::domain::sealed::{Part2, Sealed, Withheld};
use crate::domain::staff::{Role, Side};
use crate::domain::{MeetingId, SiteId};
use crate::settings::Settings;
use crate::store::view::Person;
use crate::store::view::walk::{
    ChildFact, NextDate, WalkCase, WalkField, WalkPerson, WalkReply, WalkSignature, WalkStep, WalkVerdict,
};
use crate::tui::keymap::{Chord, Keymap};
use crate::tui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;

fn person(id: i64, name: &str) -> Person {
    let short = name.split(' ').next().unwrap_or(name).to_owned();
    Person { id: StaffId(id), name: name.into(), short }
}

fn listed(row: i64, name: &str, role: Role) -> WalkPerson {
    WalkPerson {
        row,
        staff: Some(StaffId(row)),
        name: name.into(),
        short: name.split(' ').next().unwrap_or(name).into(),
        role,
        attendance: None,
        late: None,
        left_early: None,
        deputy_for: None,
        may_deputise: Vec::new(),
    }
}

fn field(key: &str, label: &str, kind: FieldKind, author: Option<Person>) -> WalkField {
    WalkField {
        key: key.into(),
        label: label.into(),
        kind,
        side: FieldSide::Both,
        part2: false,
        prompts: vec![format!("What about {label}?")],
        author,
        body: Part2::Nothing,
        version: 0,
        refused: None,
    }
}

fn case(row: i64) -> WalkCase {
    let mut sam = field("recovery", "Recovery", FieldKind::Note, Some(person(2, "Sam Reyes")));
    sam.body = Part2::Shown(Sealed::new("missed one group for work, made it up".into()));
    sam.refused = Some("Sam writes this".into());
    WalkCase {
        row,
        family: FamilyId(190 + row),
        label: "oak".into(),
        summary: "3 children, 1 infant · open 143 d · phase 3".into(),
        rank: row,
        why: "child not seen 34 d".into(),
        children: vec![ChildFact {
            alias: "A".into(),
            age: "4 y".into(),
            infant: false,
            seen_on: "2026-10-21".parse().ok(),
            seen_by: "Lee".into(),
            days: Some(34),
            overdue: true,
        }],
        safety: "Safe with a plan, review due 3 Dec".into(),
        recovery: vec![("adult A".into(), Part2::Withheld(Withheld::NoConsent(None)))],
        joint_visit: None,
        last_time: "continue plan, 12 Oct".into(),
        before: vec![],
        items_before: vec![],
        state: CaseState::Waiting,
        agreement: None,
        joint_visit_agreed: None,
        plans_aligned: None,
        decision: None,
        fields: vec![
            field("safety", "Child safety", FieldKind::Note, Some(person(1, "Dana Ortiz"))),
            sam,
            field("agree", "Agree?", FieldKind::Agreement, None),
            field("joint_visit", "Joint visit agreed?", FieldKind::YesNo, None),
            field("plans_aligned", "Plans aligned?", FieldKind::YesNo, None),
            field("decision", "Decision", FieldKind::Decision, None),
            field("items", "Action items", FieldKind::Items, None),
        ],
    }
}

fn walk() -> Walk {
    let steps = Settings::defaults().meetings.kind("co_supervision").unwrap().steps.clone();
    let step = |step: crate::domain::meeting::Step| WalkStep {
        key: step.key,
        title: step.title,
        panel: step.panel,
        minutes: step.minutes,
        function: Function::Administrative,
        prompts: step.prompts,
        reports: Vec::new(),
        seconds: 0,
        done: false,
        answer: None,
    };
    Walk {
        id: MeetingId(123),
        kind: "co_supervision".into(),
        title: "Co-Supervision, Lee + Brooks".into(),
        status: MeetingStatus::InProgress,
        on: "2026-11-24".parse().unwrap(),
        afterwards: false,
        locked: None,
        step: "attendance".into(),
        steps: steps.into_iter().map(step).collect(),
        elapsed_seconds: 34 * 60,
        planned_minutes: 90,
        about: vec![crate::domain::meeting::About::Pair(StaffId(3), StaffId(4))],
        verdicts: vec![WalkVerdict {
            row: Some(1),
            of: "Lee + Brooks".into(),
            sentence:
                "Without the SUD Supervisor this does not count as Co-Supervision; it can be held as Joint"
                    .into(),
            counts: false,
            offer: Some(("joint".into(), "Joint".into())),
            held_as: None,
            reason: String::new(),
        }],
        people: vec![
            listed(1, "Dana Ortiz", Role::IntactSupervisor),
            listed(2, "Sam Reyes", Role::SudSupervisor),
            listed(3, "Lee Park", Role::IntactWorker),
            listed(4, "Brooks Hill", Role::RecoveryCoordinator),
        ],
        others: Vec::new(),
        statement: "What is said here stays here.".into(),
        without_consent: vec!["F-0197 adult A: no consent".into()],
        points: vec![],
        carried: Vec::new(),
        caseload: vec!["Lee  IW  9 of 10".into()],
        referrals: Vec::new(),
        cases: vec![case(1), case(2)],
        triggers: Vec::new(),
        documentation: Vec::new(),
        notes: vec![field("support", "Support", FieldKind::Note, Some(person(1, "Dana Ortiz")))],
        items: Vec::new(),
        decisions: vec![
            ("continue_plan".into(), "Continue plan".into()),
            ("joint".into(), "Joint visit".into()),
        ],
        unanswered: vec!["F-0191: decision".into()],
        next: NextDate::default(),
        signatures: vec![WalkSignature {
            role: Role::IntactSupervisor,
            who: vec![person(1, "Dana Ortiz")],
            signed: None,
            refused: None,
        }],
        drafts: Vec::new(),
        addenda: Vec::new(),
        board: None,
        notice: Some("42 CFR part 2 prohibits unauthorized use or disclosure of these records.".into()),
    }
}

/// A walk with everything it needs around it, without a store.
struct Room {
    settings: Settings,
    theme: Theme,
    keymap: Keymap,
    viewer: Viewer,
    clock: Clock,
    size: Size,
    uptime: Duration,
}

impl Room {
    fn new(width: u16, height: u16) -> Self {
        let clock = Clock::Fixed("2026-11-24T15:00:00Z".parse().unwrap(), chrono_tz::America::Chicago);
        let viewer = Viewer {
            staff: StaffId(1),
            name: "Dana Ortiz".into(),
            role: Role::IntactSupervisor,
            side: Side::ChildWelfare,
            sites: vec![SiteId(1)],
            deputy_for: Vec::new(),
        };
        let (settings, theme, keymap) = (Settings::defaults(), Theme::built_in("mono"), Keymap::default());
        Self { settings, theme, keymap, viewer, clock, size: Size { width, height }, uptime: Duration::ZERO }
    }

    fn ctx(&self) -> Ctx<'_> {
        Ctx {
            theme: &self.theme,
            keymap: &self.keymap,
            settings: &self.settings,
            viewer: &self.viewer,
            state: State::default(),
            clock: &self.clock,
            uptime: self.uptime,
            size: self.size,
            focused: true,
            others: &[],
        }
    }

    fn keys(&self, walking: &mut Walking, keys: &str) -> Vec<Do> {
        let mut dos = Vec::new();
        for word in keys.split_whitespace() {
            let chord = Chord::read(word).unwrap();
            let action = self.keymap.action(chord, walking.place(), walking.is_typing());
            dos.extend(walking.update(&Input::Key(chord, action), &self.ctx()));
            self.screen(walking);
        }
        dos
    }

    fn screen(&self, walking: &Walking) -> String {
        let mut terminal = Terminal::new(TestBackend::new(self.size.width, self.size.height - 2)).unwrap();
        terminal.draw(|frame| walking.view(frame, frame.area(), &self.ctx())).unwrap();
        let buffer = terminal.backend().buffer();
        let line = |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..buffer.area.height).map(|y| line(y).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }
}

fn asks(dos: &[Do]) -> Vec<String> {
    dos.iter()
        .map(|step| match step {
            Do::Store(Request::Walk(ask)) => format!("{ask:?}"),
            other => format!("{other:?}"),
        })
        .collect()
}

#[test]
fn the_attendance_assumes_nothing_and_takes_letters() {
    let room = Room::new(80, 24);
    let mut walking = Walking::new(walk(), &room.ctx());
    let screen = room.screen(&walking);
    assert!(screen.contains("34 of 90 min") && screen.contains("● Attendance"), "{screen}");
    assert_eq!(screen.matches("( ) here").count(), 4, "{screen}");
    assert!(!screen.contains("(•)") && screen.contains("[ Hold as Joint ]"), "{screen}");
    let dos = asks(&room.keys(&mut walking, "p down a"));
    assert!(dos[0].contains("person: 1, attendance: Some(Present)"), "{dos:?}");
    assert!(dos[1].contains("person: 2, attendance: Some(Absent)"), "{dos:?}");
}

#[test]
fn a_small_terminal_is_usable_and_a_wide_one_lists_the_families() {
    for (width, height) in [(60, 16), (80, 24), (140, 40)] {
        let room = Room::new(width, height);
        let mut walking = Walking::new(walk(), &room.ctx());
        room.screen(&walking);
        room.keys(&mut walking, "ctrl-n");
        let screen = room.screen(&walking);
        assert!(screen.contains("Cases 1 of 2"), "{width}: {screen}");
        assert!(screen.contains("F-0191") && screen.contains("! 34 d"), "{width}: {screen}");
        assert_eq!(screen.contains("F-0192"), width >= 100, "{width}: {screen}");
        assert!(screen.lines().all(|line| paint::cells(line) <= width));
    }
}

#[test]
fn a_family_shows_facts_words_and_empty_answers() {
    let room = Room::new(80, 40);
    let mut walking = Walking::new(walk(), &room.ctx());
    room.keys(&mut walking, "ctrl-n");
    let screen = room.screen(&walking);
    for text in [
        "[withheld: no consent]",
        "missed one group for work",
        "Recovery (Sam)",
        "not answered",
        "last seen Wed 21 Oct, Lee",
        "continue plan, 12 Oct",
        "42 CFR part 2",
    ] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
}

#[test]
fn words_are_drafted_after_two_seconds_and_saved_on_leaving() {
    let mut room = Room::new(80, 24);
    let mut walking = Walking::new(walk(), &room.ctx());
    room.keys(&mut walking, "ctrl-n");
    assert!(walking.is_typing());
    assert!(asks(&room.keys(&mut walking, "s e e n")).is_empty());
    assert!(walking.is_unsaved());
    assert_eq!(walking.deadline(), Some(Duration::from_secs(2)));
    room.uptime = Duration::from_secs(2);
    let drafts = asks(&walking.tick(&room.ctx()));
    assert!(drafts[0].contains("191:safety:1") && drafts[0].contains("seen"), "{drafts:?}");
    let saved = asks(&room.keys(&mut walking, "tab"));
    assert!(saved[0].starts_with("Note") && saved[0].contains("body: \"seen\""), "{saved:?}");
    assert!(!walking.is_unsaved());
}

#[test]
fn what_the_store_refused_stays_on_screen() {
    let room = Room::new(80, 24);
    let mut walking = Walking::new(walk(), &room.ctx());
    room.keys(&mut walking, "ctrl-n s e e n tab");
    let dos = walking.reply(Err(crate::error::invalid("no")), &room.ctx());
    assert!(matches!(dos.first(), Some(Do::Fail(_))));
    walking.waiting = 1;
    walking.reply(Ok(Reply::Walk(Box::new(WalkReply::Walk(Box::new(walk()))))), &room.ctx());
    assert!(room.screen(&walking).contains("seen") && walking.is_unsaved());
}

#[test]
fn escape_pauses_and_loses_nothing() {
    let room = Room::new(80, 24);
    let mut walking = Walking::new(walk(), &room.ctx());
    let mut dos = asks(&room.keys(&mut walking, "ctrl-n o k esc"));
    assert!(dos.iter().any(|ask| ask.contains("body: \"ok\"")), "{dos:?}");
    assert!(!dos.iter().any(|ask| ask.contains("Open(")), "not before the words are in the file: {dos:?}");
    while walking.waiting > 0 && !dos.iter().any(|ask| ask.contains("Open(")) {
        let kept = Ok(Reply::Walk(Box::new(WalkReply::Walk(Box::new(walk())))));
        dos = asks(&walking.reply(kept, &room.ctx()));
    }
    assert!(dos.iter().any(|ask| ask.contains("Open(Tab(Today))")), "{dos:?}");
    assert!(dos.last().unwrap().contains("paused, nothing is lost"), "{dos:?}");
    assert!(!walking.is_unsaved());
}

#[test]
fn the_next_case_is_one_key_and_leaves_a_family_discussed_where_something_was_entered() {
    let room = Room::new(80, 24);
    let mut untouched = walk();
    for case in &mut untouched.cases {
        case.fields.retain(|field| field.key != "recovery");
    }
    let discussed = |keys: &str| {
        let mut walking = Walking::new(untouched.clone(), &room.ctx());
        let dos = asks(&room.keys(&mut walking, keys));
        assert!(room.screen(&walking).contains("Cases 2 of 2"), "{keys}");
        dos.iter().any(|ask| ask.contains("State(Discussed)"))
    };
    assert!(!discussed("ctrl-n ctrl-n"), "nothing was entered");
    assert!(discussed("ctrl-n o k ctrl-n"), "words");
    assert!(discussed("ctrl-n tab y ctrl-n"), "an answer");
    assert!(discussed("ctrl-n tab end up up enter"), "it was said");
    let mut walking = Walking::new(walk(), &room.ctx());
    room.keys(&mut walking, "ctrl-n ctrl-n");
    assert!(room.screen(&walking).contains("Cases 2 of 2"));
    let dos = room.keys(&mut walking, "f7");
    assert!(matches!(dos.as_slice(), [Do::Dialog(_)]));
}

#[test]
fn the_close_reads_back_what_is_missing_before_it_ends() {
    let room = Room::new(80, 50);
    let mut start = walk();
    start.step = "close".into();
    let mut walking = Walking::new(start.clone(), &room.ctx());
    let screen = room.screen(&walking);
    assert!(screen.contains("○ F-0191: decision") && screen.contains("[ End the meeting ]"), "{screen}");
    assert!(!screen.contains("Sign: Dana"), "{screen}");
    start.status = MeetingStatus::Held;
    walking.reply(Ok(Reply::Walk(Box::new(WalkReply::Walk(Box::new(start))))), &room.ctx());
    let dos = room.keys(&mut walking, "end enter");
    assert!(matches!(dos.as_slice(), [Do::Dialog(_)]), "{}", room.screen(&walking));
}
