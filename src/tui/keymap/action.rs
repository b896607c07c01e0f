//! Every command that a key can be bound to.

use super::Place;
use crate::domain::Word;
use crate::words;

words! {
    /// A command by name; `config/keys.toml` binds its keys, the label is what footer, help and palette show.
    Action {
        Help = "help" => "Help",
        Commands = "commands" => "Commands",
        Save = "save" => "Save",
        Search = "search" => "Find anything",
        Refresh = "refresh" => "Refresh",
        Mask = "mask" => "Hide names and texts",
        Lock = "lock" => "Lock the screen",
        StopBackup = "stop_backup" => "Stop the backup",
        Quit = "quit" => "Leave ifr",
        Today = "today" => "Today",
        Caseload = "caseload" => "Caseload",
        Referrals = "referrals" => "Referrals",
        Staffing = "staffing" => "Staffing",
        Meetings = "meetings" => "Meetings",
        Actions = "actions" => "Actions",
        Report = "report" => "Report",
        Open = "open" => "Open",
        Why = "why" => "Why?",
        Filter = "filter" => "Filter",
        Find = "find" => "Find",
        View = "view" => "View",
        Sort = "sort" => "Sort",
        Saved = "saved" => "Saved filters",
        Write = "write" => "Write to a file",
        New = "new" => "New",
        Change = "change" => "Change",
        Start = "start" => "Start meeting",
        Record = "record" => "Record one held earlier",
        Assign = "assign" => "Assign",
        Contact = "contact" => "Log contact",
        Consent = "consent" => "Record consent",
        Member = "member" => "Add member",
        Item = "item" => "New action item",
        Point = "point" => "For the next Co-Supervision",
        Done = "done" => "Done",
        Postpone = "postpone" => "Postpone",
        Remove = "remove" => "Remove",
        Undo = "undo" => "Undo",
        Mark = "mark" => "Mark",
        UndoText = "undo_text" => "Undo typing",
        RedoText = "redo_text" => "Redo typing",
        Calendar = "calendar" => "Calendar",
        WordLeft = "word_left" => "A word to the left",
        WordRight = "word_right" => "A word to the right",
        EraseWord = "erase_word" => "Erase the word before",
        EraseLine = "erase_line" => "Erase to the start",
        NextCase = "next_case" => "Next case",
        LastCase = "last_case" => "Case before",
        NewItem = "new_item" => "Action item",
        Decision = "decision" => "Decision",
        CaseStaffing = "case_staffing" => "Case staffing",
        GoFamily = "go_family" => "Another family",
        LineItem = "line_item" => "Line to action item",
        SendOn = "send_on" => "For the next Co-Supervision",
    }
}

impl Action {
    /// The section of `keys.toml` in which the action stands: where its keys act.
    pub fn place(self) -> Place {
        match self {
            Self::Help
            | Self::Commands
            | Self::Save
            | Self::Search
            | Self::Refresh
            | Self::Mask
            | Self::Lock
            | Self::StopBackup
            | Self::Quit
            | Self::Today
            | Self::Caseload
            | Self::Referrals
            | Self::Staffing
            | Self::Meetings
            | Self::Actions
            | Self::Report => Place::Anywhere,
            Self::UndoText
            | Self::RedoText
            | Self::Calendar
            | Self::WordLeft
            | Self::WordRight
            | Self::EraseWord
            | Self::EraseLine => Place::Fields,
            Self::NextCase
            | Self::LastCase
            | Self::NewItem
            | Self::Decision
            | Self::CaseStaffing
            | Self::GoFamily
            | Self::LineItem
            | Self::SendOn => Place::Walk,
            _ => Place::Lists,
        }
    }

    /// The screen that the action switches to, counted from 0, where it is one of those.
    pub fn tab(self) -> Option<usize> {
        [
            Self::Today,
            Self::Caseload,
            Self::Referrals,
            Self::Staffing,
            Self::Meetings,
            Self::Actions,
            Self::Report,
        ]
        .iter()
        .position(|tab| *tab == self)
    }

    /// Every action in the order of the help.
    pub fn all() -> &'static [Self] {
        Self::ALL
    }
}
