//! What can be done with a referral, and why something cannot be done now.

use super::super::Ctx;
use super::super::form::ReferralStep;
use super::ReferralJob;
use crate::domain::access::{Act, Reason};
use crate::domain::referral::ReferralStatus as Status;
use crate::store::view::referral::ReferralPage;

/// Something that can be done with a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Job {
    Screen,
    Accept,
    Assign,
    WaitList,
    Move,
    Unlist,
    Contacts,
    Treatment,
    End,
    Edit,
    Reopen,
}

impl Job {
    /// Every one, in the order of the pipeline.
    pub(super) const ALL: [Self; 11] = [
        Self::Screen,
        Self::Accept,
        Self::Assign,
        Self::WaitList,
        Self::Move,
        Self::Unlist,
        Self::Contacts,
        Self::Treatment,
        Self::End,
        Self::Edit,
        Self::Reopen,
    ];

    /// What is most likely to be done next.
    pub(super) fn next(page: &ReferralPage) -> Option<Self> {
        match page.brief.status {
            Status::Received | Status::Screening => Some(Self::Screen),
            Status::Eligible | Status::WaitListed | Status::Assigned => Some(Self::Accept),
            Status::Enrolled => None,
            _ if page.later.is_some() => None,
            _ => Some(Self::Reopen),
        }
    }

    /// The words in footer and menu.
    pub(super) fn label(self, page: &ReferralPage) -> &'static str {
        match self {
            Self::Screen if page.brief.status == Status::Screening => "Screening outcome",
            Self::Screen => "Screen",
            Self::Accept if page.brief.status == Status::Assigned => "Enrol",
            Self::Accept => "Accept",
            Self::Assign if page.brief.status == Status::Assigned => "Assign another RC",
            Self::Assign => "Assign an RC",
            Self::WaitList => "Put on the wait list",
            Self::Move => "Move in the wait list",
            Self::Unlist => "Take from the wait list",
            Self::Contacts => "First contacts",
            Self::Treatment => "Step into treatment",
            Self::End => "End with a reason",
            Self::Edit => "Correct",
            Self::Reopen => "Reopen as a new one",
        }
    }

    /// Says whether it may be done now, or why not.
    pub(super) fn allowed(self, page: &ReferralPage, ctx: &Ctx<'_>) -> Result<(), Reason> {
        let status = page.brief.status;
        ctx.can(self.act())?;
        match self {
            Self::Screen if status == Status::Screening => Ok(()),
            Self::Screen => status.may_become(Status::Screening),
            Self::Accept if page.brief.entry.family.is_some() && !page.family_open => {
                Err("Its family is closed: correct the referral, or end it")
            }
            Self::Accept if status.is_pending() && page.enrolled_on.is_some() => {
                Err("Its family is in IFR already: end it as already served")
            }
            Self::Accept if status == Status::Assigned => Ok(()),
            Self::Accept | Self::Assign => status.may_become(Status::Assigned),
            Self::WaitList => status.may_become(Status::WaitListed),
            Self::Move if status == Status::WaitListed && page.wait.len() < 2 => {
                Err("It is alone on the wait list")
            }
            Self::Move | Self::Unlist if status != Status::WaitListed => Err("It is not on the wait list"),
            Self::Treatment if page.brief.entry.family.is_none() => {
                Err("Its family is not here yet: accept it first")
            }
            Self::Treatment if page.brief.adults.is_empty() => Err("Its family has no adult yet"),
            Self::End if !status.is_pending() => Err("It is over already"),
            Self::Reopen if status.is_pending() => Err("It is not over"),
            Self::Reopen if page.later.is_some() => Err("It was reopened already"),
            _ => Ok(()),
        }
    }

    fn act(self) -> Act {
        match self {
            Self::Accept | Self::Assign => Act::Assign,
            Self::Treatment => Act::WriteTreatment,
            _ => Act::EditReferral,
        }
    }

    /// The form in which it is done; assigning has one of its own.
    pub(super) fn form(self, page: &ReferralPage) -> Option<ReferralJob> {
        let step = match self {
            Self::Screen => ReferralStep::Screen,
            Self::Accept => ReferralStep::Accept,
            Self::Assign => return None,
            Self::WaitList => ReferralStep::WaitList,
            Self::Move => {
                let id = page.brief.id;
                let place = page.wait.iter().find(|row| row.id == id).map_or(1, |row| row.place);
                ReferralStep::Move(place, i64::try_from(page.wait.len()).unwrap_or(1))
            }
            Self::Unlist => ReferralStep::Unlist,
            Self::Contacts => ReferralStep::Contacts,
            Self::Treatment => ReferralStep::Treatment,
            Self::End => ReferralStep::End,
            Self::Edit => ReferralStep::Edit,
            Self::Reopen => ReferralStep::Reopen,
        };
        Some(ReferralJob::Of(step, Box::new(page.brief.clone())))
    }
}
