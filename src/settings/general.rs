//! How the program behaves on one computer: `settings.toml`.

use super::Table;
use super::section::section;

/// How the program behaves on one computer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct General {
    /// What stands at the top of the file.
    pub program: Program,
    /// Where and how many backups are kept.
    pub backup: Backup,
    /// Whether the file may lie on a network share.
    pub share: Share,
}

section! {
    /// What stands at the top of the file.
    Program {
        /// The shared file to open when none is named; empty where none is set.
        db: String = text(),
        /// Minutes without a key before the screen locks.
        idle_lock_minutes: i64 = number(1..=240),
        /// The name of the theme.
        theme: String = words(),
        /// Whether clicks and the wheel are used.
        mouse: bool = flag(),
        /// Whether names and notes are masked when the program starts.
        masked: bool = flag(),
        /// Whether text may be copied to the terminal's clipboard.
        clipboard: bool = flag(),
        /// Seconds after the last key before a text is kept as a draft.
        draft_seconds: i64 = number(1..=60),
        /// Seconds to wait for a file that is held before saying so.
        lock_wait_seconds: i64 = number(1..=60),
        /// Seconds between two looks for what others changed.
        watch_seconds: i64 = number(1..=60),
    }
}

section! {
    /// Where and how many backups are kept.
    Backup {
        /// The folder; empty means `backup` beside the file.
        folder: String = text(),
        /// Hours between two backups while the program is open.
        every_hours: i64 = number(1..=24),
        /// How many two-hourly ones are kept.
        two_hourly: i64 = number(1..=100),
        /// How many daily ones are kept.
        daily: i64 = number(1..=366),
        /// How many weekly ones are kept.
        weekly: i64 = number(0..=104),
        /// How many monthly ones are kept.
        monthly: i64 = number(0..=120),
    }
}

section! {
    /// Whether the file may lie on a network share.
    Share {
        /// Somebody who knows the share has opted for it.
        allowed: bool = flag(),
    }
}

impl std::ops::Deref for General {
    type Target = Program;
    fn deref(&self) -> &Program {
        &self.program
    }
}

impl General {
    /// Takes over what the file gives rightly, and notes what it gives wrongly.
    pub(super) fn overlay(&mut self, root: Table<'_>) {
        if let Some(table) = root.table("backup") {
            self.backup.overlay(table);
        }
        if let Some(table) = root.table("share") {
            self.share.overlay(table);
        }
        self.program.overlay(root);
    }
}
