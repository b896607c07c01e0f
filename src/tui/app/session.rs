//! What a signed-in person has open: seven screens side by side, pages on top of them.

use crate::domain::Word;
use crate::domain::access::Viewer;
use crate::tui::screen::{Screen, Tab};

/// What a signed-in person has open.
pub struct Session {
    /// The person.
    pub viewer: Viewer,
    /// Whether the screen is locked; everything stays as it is under the lock.
    pub locked: bool,
    /// The screen that is in sight, or under the pages.
    pub tab: Tab,
    tabs: Vec<Slot>,
    stack: Vec<Slot>,
    numbers: u32,
}

struct Slot {
    number: u32,
    screen: Screen,
}

impl Session {
    /// A session with its seven screens, which load when they are first looked at.
    pub fn new(viewer: Viewer, mut make: impl FnMut(Tab) -> Screen) -> Self {
        let tabs: Vec<Slot> =
            (1..).zip(Tab::ALL).map(|(number, tab)| Slot { number, screen: make(*tab) }).collect();
        let numbers = u32::try_from(tabs.len()).unwrap_or(0);
        Self { viewer, locked: false, tab: Tab::Today, tabs, stack: Vec::new(), numbers }
    }

    fn slots(&self) -> impl Iterator<Item = &Slot> {
        let here = Tab::ALL.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        self.tabs.get(here).into_iter().chain(&self.stack)
    }

    /// The number of the screen that gets the keys.
    pub fn top_id(&self) -> u32 {
        self.slots().last().map_or(0, |slot| slot.number)
    }

    /// The screen that gets the keys.
    pub fn top(&self) -> Option<&Screen> {
        self.slots().last().map(|slot| &slot.screen)
    }

    /// How many pages lie over the screen.
    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    /// The numbers of the screen in sight and of the pages over it, from below.
    pub fn open(&self) -> Vec<u32> {
        self.slots().map(|slot| slot.number).collect()
    }

    /// The screens in sight and under it, from below.
    pub fn screens(&self) -> impl Iterator<Item = &Screen> {
        self.slots().map(|slot| &slot.screen)
    }

    /// Puts a page over the others and gives its number.
    pub fn push(&mut self, screen: Screen) -> u32 {
        self.numbers += 1;
        self.stack.push(Slot { number: self.numbers, screen });
        self.numbers
    }

    /// Takes the page on top away; says whether there was one.
    pub fn pop(&mut self) -> bool {
        self.stack.pop().is_some()
    }

    /// A screen by its number, with the person who looks at it.
    pub(super) fn screen_mut(&mut self, number: u32) -> Option<(&Viewer, &mut Screen)> {
        let slot = self.tabs.iter_mut().chain(&mut self.stack).find(|slot| slot.number == number)?;
        Some((&self.viewer, &mut slot.screen))
    }
}
