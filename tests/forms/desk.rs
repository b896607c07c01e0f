//! The program over the small partnership, worked with keys.

use super::world::*;
use crate::desk;
use ifr::tui::harness::Flow;
use ifr::tui::screen::{FormKind, Target};
use rusqlite::Connection;
use tempfile::TempDir;

pub struct Desk {
    pub flow: Flow,
    pub sql: Connection,
    pub _dir: TempDir,
}

/// The program over the world, with the Intact Supervisor (first) or the SUD Supervisor (second) signed in.
pub fn desk(sud: bool) -> Desk {
    desk_over(world(), sud)
}

/// The same over a world of one's own.
pub fn desk_over(world: World, sud: bool) -> Desk {
    desk_sized(world, sud, 30)
}

/// The program with the SUD Supervisor signed in, at another moment.
pub fn desk_on(instant: &str) -> Desk {
    desk_sized(world_at(instant), true, 30)
}

/// The same on a terminal of 80 columns and so many rows.
pub fn desk_sized(world: World, sud: bool, tall: u16) -> Desk {
    let World { _dir, store, sql } = world;
    let mut flow = desk::terminal(store, None, (80, tall));
    flow.keys(if sud { "down enter enter" } else { "enter enter" });
    Desk { flow, sql, _dir }
}

impl Desk {
    pub fn open(&mut self, kind: FormKind) -> &mut Self {
        self.flow.open(Target::Form(kind));
        self
    }

    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.flow.keys(keys);
        self
    }

    /// Goes down a list to the row that says this.
    #[track_caller]
    pub fn select(&mut self, text: &str) -> &mut Self {
        for _ in 0..40 {
            if self.flow.screen().lines().any(|line| line.contains('▌') && line.contains(text)) {
                return self;
            }
            self.keys("down");
        }
        panic!("no row \"{text}\" in\n{}", self.flow.screen());
    }

    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.flow.shows(text), "no \"{text}\" in\n{}", self.flow.screen());
        self
    }
}
