//! Every key on every page, every line of every menu that it opens, every row opened and explained: what floats over a page
//! says no more than what lies under it.

use super::screens::{everywhere, pages};
use super::world::World;
use ifr::domain::{MeetingId, Word};
use ifr::tui::dialog::Dialog;
use ifr::tui::harness::Flow;
use ifr::tui::keymap::{Action, Keymap, Place};
use ifr::tui::screen::Target;

/// What ends the session, what leads to screens that are looked at anyway, and what shows the same everywhere.
fn leads_away(action: Action) -> bool {
    let same = [Action::Refresh, Action::Save, Action::Help, Action::Commands, Action::Search, Action::Mask];
    matches!(action, Action::Quit | Action::Lock) || same.contains(&action) || action.tab().is_some()
}

/// The first key of every action that is one in lists or anywhere, or in the walk.
fn keys(walk: bool) -> Vec<(Action, String)> {
    let keymap = Keymap::default();
    let meant = |action: &&Action| match action.place() {
        Place::Fields => false,
        Place::Walk => walk,
        Place::Lists => !walk,
        Place::Anywhere => !leads_away(**action),
    };
    let key = |action: &Action| (*action, keymap.keys(*action)[0].to_string().to_lowercase());
    Action::all().iter().filter(meant).map(key).collect()
}

struct Walker<'a> {
    world: &'a World,
    who: &'a str,
    flow: Flow,
    /// How often something floated.
    floated: usize,
    /// The first line of every form and dialog that was seen.
    titles: String,
    /// The page that was opened last, and how it looked: a key that shows nothing leaves it as it opens.
    fresh: Option<(String, String)>,
}

impl<'a> Walker<'a> {
    fn new(world: &'a World, who: &'a str) -> Self {
        Self { world, who, flow: world.sit_down(who, 60), floated: 0, titles: String::new(), fresh: None }
    }

    fn look(&mut self, place: &str) {
        let said = self.flow.screen();
        assert!(!said.contains("there is no key called"), "{said}");
        self.world.closed(self.who, place, &said);
        if self.flow.dialog().is_some() {
            self.floated += 1;
        }
        self.titles.push_str(&said);
    }

    /// Back to a page as it opens.
    fn begin(&mut self, target: &Target) {
        let name = format!("{target:?}");
        let is_fresh = |(page, screen): &(String, String)| *page == name && *screen == self.flow.screen();
        if self.flow.dialog().is_none() && self.fresh.as_ref().is_some_and(is_fresh) {
            return;
        }
        for _ in 0..4 {
            self.flow.keys("esc");
            // What was typed or ticked is left, so that the page opens.
            let asks = matches!(self.flow.dialog(), Some(Dialog::Confirm(_)));
            if asks && self.flow.shows("Leave without saving?") {
                self.flow.keys("right enter");
            }
        }
        self.flow.open(target.clone());
        let said = self.flow.screen();
        let stays = matches!(target, Target::Tab(_)) && said.contains("Save or leave this page first");
        assert!(!stays && !said.contains("Leave without saving?"), "{target:?} does not open\n{said}");
        if self.flow.dialog().is_some() {
            // It is refused, in words that are looked at, too.
            self.look(&format!("{target:?}"));
            self.flow.keys("esc");
        }
        self.fresh = Some((name, self.flow.screen()));
    }

    fn press(&mut self, target: &Target, key: &str) {
        self.begin(target);
        let place = format!("{key} on {target:?}");
        self.flow.keys(key);
        self.look(&place);
        let lines = match self.flow.dialog() {
            Some(Dialog::Menu(menu)) => menu.lines(),
            _ => 0,
        };
        for line in 0..lines {
            if line > 0 {
                self.begin(target);
                self.flow.keys(key);
            }
            self.flow.keys("home").keys(&"down ".repeat(line)).keys("enter");
            self.look(&format!("line {line} of {place}"));
        }
    }

    /// The rows of a page, one after another: each is explained and opened.
    fn rows(&mut self, target: &Target, most: usize) {
        for row in 0..most {
            self.begin(target);
            self.flow.keys(&"down ".repeat(row)).keys("e");
            self.look(&format!("why row {row} of {target:?}"));
            self.flow.keys("esc enter");
            self.look(&format!("row {row} of {target:?}"));
        }
    }
}

/// Families of whom not everything may be read: after a consent, and after an exception.
fn some(world: &World) -> Vec<usize> {
    let names = ["revoked", "exception over"];
    names.iter().map(|name| world.cases.iter().position(|case| case.name == *name).unwrap()).collect()
}

fn everything<'a>(world: &'a World, who: &'a str, families: &[usize]) -> Walker<'a> {
    let mut walker = Walker::new(world, who);
    for target in everywhere() {
        for (_, key) in keys(false) {
            walker.press(&target, &key);
        }
    }
    for at in families {
        for (_, target) in pages(*at) {
            for (_, key) in keys(false) {
                walker.press(&target, &key);
            }
            walker.rows(&target, 10);
        }
    }
    for (_, key) in keys(true) {
        walker.press(&Target::Meeting(MeetingId(2)), &key);
    }
    walker
}

#[test]
fn every_key_and_dialog_of_the_intact_supervisor() {
    let world = World::new();
    let walker = everything(&world, "Dana Ortiz", &some(&world)[..1]);
    assert!(walker.floated > 200, "{}", walker.floated);
}

#[test]
fn every_key_and_dialog_of_the_treatment_agency() {
    let world = World::new();
    let walker = everything(&world, "Sam Reyes", &some(&world)[..1]);
    assert!(walker.floated > 200, "{}", walker.floated);
    // Forms that only a menu opens.
    for title in ["Revoke", "Renew", "Screen"] {
        assert!(walker.titles.contains(title), "no form or menu line says {title}");
    }
}

#[test]
#[ignore = "each key on every family's pages, for both: some minutes"]
fn every_key_and_dialog_on_every_family() {
    let world = World::new();
    for who in ["Dana Ortiz", "Sam Reyes"] {
        everything(&world, who, &some(&world));
    }
}

#[test]
fn the_names_proposed_for_files_tell_of_nobody() {
    let world = World::new();
    let mut targets = everywhere();
    targets.extend(pages(6).into_iter().map(|(_, target)| target));
    for who in ["Dana Ortiz", "Sam Reyes"] {
        let mut walker = Walker::new(&world, who);
        let mut names = Vec::new();
        for target in &targets {
            walker.begin(target);
            walker.flow.keys("w");
            let said = walker.flow.screen();
            let files = said.split_whitespace().filter(|word| {
                [".docx", ".xlsx", ".csv", ".ics", ".txt"].iter().any(|ending| word.ends_with(ending))
            });
            // The endings that are possible are told as well.
            let name = |word: &str| word.rsplit('/').next().unwrap_or_default().to_owned();
            names.extend(files.map(name).filter(|name| !name.starts_with('.')));
        }
        assert!(names.len() > 8, "{who}: {names:?}");
        for name in &names {
            let told = ["F-0", "R-0", "C-1", "ZM", "ZC", "QZ", "oak", "lee", "brooks", "dana", "sam"];
            let name = name.to_lowercase();
            assert!(told.iter().all(|word| !name.contains(&word.to_lowercase())), "{who}: {name}");
        }
    }
}

#[test]
fn every_action_has_a_place_here() {
    let tried = keys(true).len() + keys(false).len();
    let both =
        Action::all().iter().filter(|one| one.place() == Place::Anywhere && !leads_away(**one)).count();
    let fields = Action::all().iter().filter(|one| one.place() == Place::Fields).count();
    let away = Action::all().iter().filter(|one| leads_away(**one)).count();
    assert_eq!(tried - both + fields + away, Action::all().len(), "{}", Place::Walk.word());
}
