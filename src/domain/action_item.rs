//! Action items: one owner, one due date, and a memory of every meeting they went through.

use crate::words;

words! {
    /// Where an action item stands.
    ItemStatus {
        Open = "open" => "Open",
        InProgress = "in_progress" => "In progress",
        Blocked = "blocked" => "Blocked",
        Done = "done" => "Done",
        Cancelled = "cancelled" => "Cancelled",
    }
}

impl ItemStatus {
    /// Whether somebody still has to do it.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Cancelled)
    }
}

words! {
    /// How soon an action item is due unless a date is given; the days are settings.
    Priority {
        Urgent = "urgent" => "Urgent",
        High = "high" => "High",
        Normal = "normal" => "Normal",
        Low = "low" => "Low",
    }
}

words! {
    /// What a meeting said of an item that was carried into it.
    CarryOutcome {
        Done = "done" => "done",
        Carried = "carried" => "carried",
        Cancelled = "cancelled" => "cancelled",
    }
}
