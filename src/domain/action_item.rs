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
    /// What somebody says of an action item.
    ItemStep {
        Begin = "begin" => "In progress",
        Block = "block" => "Blocked",
        Done = "done" => "Done, not verified",
        Verify = "verify" => "Done and verified",
        Cancel = "cancel" => "Cancelled",
        Open = "open" => "Open again",
    }
}

impl ItemStep {
    /// Where the item stands afterwards.
    pub fn status(self) -> ItemStatus {
        match self {
            Self::Begin => ItemStatus::InProgress,
            Self::Block => ItemStatus::Blocked,
            Self::Done | Self::Verify => ItemStatus::Done,
            Self::Cancel => ItemStatus::Cancelled,
            Self::Open => ItemStatus::Open,
        }
    }

    /// Whether it has to be said why.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Block | Self::Cancel)
    }

    /// Whether it can be said of an item that stands so.
    ///
    /// # Errors
    /// Why not, as a sentence.
    pub fn may(self, status: ItemStatus, verified: bool) -> Result<(), &'static str> {
        match (self, status) {
            (Self::Verify, ItemStatus::Done) if verified => Err("It is verified already"),
            (Self::Verify, ItemStatus::Done) | (Self::Open, ItemStatus::Done | ItemStatus::Cancelled) => {
                Ok(())
            }
            (_, ItemStatus::Done) => Err("It is done: open it again first"),
            (_, ItemStatus::Cancelled) => Err("It is cancelled: open it again first"),
            (Self::Begin, ItemStatus::InProgress) => Err("It is in progress already"),
            (Self::Open, ItemStatus::Open) => Err("It is open"),
            _ => Ok(()),
        }
    }
}

/// What an action item is to somebody.
///
/// Every action item belongs to its meeting and both agencies see it, in lists and on its page, also one that was made
/// in an Individual: of an Individual only notes and decisions stay with their agency (domain.md, 3 and 7). Whom it
/// presses is another question: what one agency's Individual left undone is that agency's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concern {
    /// They own it.
    pub owns: bool,
    /// Whether they lead the kind of Individual in which it was made; nothing where it was made elsewhere.
    pub leads: Option<bool>,
    /// It was carried so often that it goes to both supervisors.
    pub escalated: bool,
}

impl Concern {
    /// Whether they are asked to look at it once its day has passed.
    pub fn presses(self) -> bool {
        self.escalated || self.owns || self.leads.unwrap_or(true)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Word;

    #[test]
    fn what_can_be_said_of_an_item_follows_where_it_stands() {
        use ItemStep::{Begin, Block, Cancel, Done, Open, Verify};
        for (status, verified, may) in [
            (ItemStatus::Open, false, vec![Begin, Block, Done, Verify, Cancel]),
            (ItemStatus::InProgress, false, vec![Block, Done, Verify, Cancel, Open]),
            (ItemStatus::Blocked, false, vec![Begin, Block, Done, Verify, Cancel, Open]),
            (ItemStatus::Done, false, vec![Verify, Open]),
            (ItemStatus::Done, true, vec![Open]),
            (ItemStatus::Cancelled, false, vec![Open]),
        ] {
            let found: Vec<ItemStep> =
                ItemStep::ALL.iter().copied().filter(|step| step.may(status, verified).is_ok()).collect();
            assert_eq!(found, may, "{status}, verified {verified}");
        }
    }

    #[test]
    fn an_item_of_the_other_agencys_individual_presses_only_its_owner_until_it_escalates() {
        for (owns, leads, escalated, presses) in [
            (false, None, false, true),
            (false, Some(true), false, true),
            (false, Some(false), false, false),
            (true, Some(false), false, true),
            (false, Some(false), true, true),
        ] {
            let concern = Concern { owns, leads, escalated };
            assert_eq!(concern.presses(), presses, "{concern:?}");
        }
    }

    #[test]
    fn only_what_stops_an_item_needs_a_reason() {
        let reasons: Vec<bool> = ItemStep::ALL.iter().map(|step| step.needs_reason()).collect();
        assert_eq!(reasons, [false, true, false, false, true, false]);
    }
}
