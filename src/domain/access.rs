//! Who may do what: one table that the store enforces, the footer dims by and the help explains.

use crate::domain::staff::{Role, Side};
use crate::domain::{SiteId, StaffId};
use chrono::NaiveDate;

/// The person who is signed in, and whom they stand in for.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewer {
    /// The person.
    pub staff: StaffId,
    /// The name as it stands on screen.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The side whose law binds them.
    pub side: Side,
    /// The sites they see: their own, and those they cover today.
    pub sites: Vec<SiteId>,
    /// The supervisors for whom they are deputy today.
    pub deputy_for: Vec<StaffId>,
}

/// Something a person wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Assign an Intact Worker or a Recovery Coordinator to a family, or end that (seed).
    Assign,
    /// Open or change a family or its members.
    EditFamily,
    /// Record a safety finding or a new report.
    RecordSafety,
    /// Log a contact or service of a worker of this role.
    LogService(Role),
    /// Enter or change the travel of a Recovery Coordinator.
    LogTravel,
    /// Enter or change what was charged to the treatment agency's fee and training allowance.
    KeepFees,
    /// Enter or change a consent.
    RecordConsent,
    /// Open treatment information without a consent, on a basis of the law.
    OpenException,
    /// Read or give out to whom an adult's treatment information was disclosed.
    AccountDisclosures,
    /// Write something that is Part 2 data.
    WriteTreatment,
    /// Enter a referral or move it along, short of assigning.
    EditReferral,
    /// Add or change a member of staff of this role.
    EditStaff(Role),
    /// Add or change an agency or a site: what both agencies share, either's supervisors keep.
    EditPlace,
    /// Create or change an action item.
    EditItem,
    /// Write the part of this side in a month's report, say that it is ready, sign it.
    PrepareReport(Side),
    /// Start, walk or record a meeting that these roles facilitate.
    Facilitate {
        /// Whether an Intact Supervisor facilitates this kind.
        intact: bool,
        /// Whether a SUD Supervisor facilitates this kind.
        sud: bool,
    },
    /// Write what is shown to a file outside.
    Export,
    /// Bring in files of other systems.
    Import,
}

/// What the answer depends on besides the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The meeting or record is signed.
    pub signed: bool,
    /// The file is open for reading only.
    pub read_only: bool,
    /// The day asked for, where it is not today.
    pub as_of: Option<NaiveDate>,
}

impl State {
    /// Whether nothing may be written: the file is read only, or looked back at.
    pub fn looks_only(self) -> bool {
        self.read_only || self.as_of.is_some()
    }
}

/// Why something is not allowed, as a sentence for the person who wanted it.
pub type Reason = &'static str;

/// Says whether a person may do something, or why not.
///
/// # Errors
/// The reason, as a sentence.
pub fn can(act: Act, who: &Viewer, state: State) -> Result<(), Reason> {
    if state.read_only {
        return Err("This file is open for reading only");
    }
    if state.as_of.is_some() {
        return Err("You are looking at another day: nothing can be changed");
    }
    if state.signed {
        return Err("This is signed: add a dated addendum instead");
    }
    let intact = who.role == Role::IntactSupervisor;
    let sud = who.role == Role::SudSupervisor;
    if !intact && !sud {
        return Err("Only supervisors enter things here");
    }
    match act {
        Act::Assign if !intact => Err("Only an Intact Supervisor assigns families, to IW and RC alike"),
        Act::WriteTreatment if !sud => Err("Treatment information is written by the treatment agency"),
        Act::RecordConsent if !sud => Err("Consents are recorded by the treatment agency"),
        Act::OpenException if !sud => Err("Exceptions are opened by the SUD Supervisor"),
        Act::AccountDisclosures if !sud => Err("The treatment agency accounts for disclosures"),
        Act::LogService(Role::IntactWorker) if !intact => {
            Err("The Intact Worker's contacts are logged by the child-welfare agency")
        }
        Act::LogService(Role::RecoveryCoordinator) if !sud => {
            Err("The Recovery Coordinator's services are logged by the treatment agency")
        }
        Act::LogTravel if !sud => Err("Recovery Coordinators' travel is entered by the treatment agency"),
        Act::KeepFees if !sud => Err("Fees and training are kept by the treatment agency"),
        Act::EditStaff(role) if role.side().is_some_and(|side| side != who.side) => {
            Err("Each agency keeps its own staff")
        }
        Act::PrepareReport(side) if side != who.side => {
            Err("Each supervisor prepares the part of their own agency")
        }
        Act::Facilitate { intact: true, sud: false } if !intact => {
            Err("This meeting is facilitated by the Intact Supervisor")
        }
        Act::Facilitate { intact: false, sud: true } if !sud => {
            Err("This meeting is facilitated by the SUD Supervisor")
        }
        Act::RecordSafety if !intact => Err("The children's safety is recorded by the child-welfare agency"),
        Act::EditFamily if !intact => Err("Families are opened and changed by the child-welfare agency"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer(role: Role) -> Viewer {
        Viewer {
            staff: StaffId(1),
            name: "Somebody".into(),
            role,
            side: role.side().unwrap_or(Side::ChildWelfare),
            sites: vec![SiteId(1)],
            deputy_for: vec![],
        }
    }

    #[test]
    fn only_the_intact_supervisor_assigns() {
        let free = State::default();
        assert!(can(Act::Assign, &viewer(Role::IntactSupervisor), free).is_ok());
        for role in [Role::SudSupervisor, Role::IntactWorker, Role::RecoveryCoordinator, Role::ProjectLead] {
            assert!(can(Act::Assign, &viewer(role), free).is_err(), "{role}");
        }
    }

    #[test]
    fn each_side_keeps_its_own() {
        let free = State::default();
        let (intact, sud) = (viewer(Role::IntactSupervisor), viewer(Role::SudSupervisor));
        assert!(can(Act::RecordConsent, &intact, free).is_err());
        assert!(can(Act::WriteTreatment, &intact, free).is_err());
        assert!(can(Act::RecordConsent, &sud, free).is_ok());
        for act in [Act::OpenException, Act::AccountDisclosures] {
            assert!(can(act, &intact, free).is_err() && can(act, &sud, free).is_ok(), "{act:?}");
        }
        assert!(can(Act::LogService(Role::IntactWorker), &sud, free).is_err());
        assert!(can(Act::EditStaff(Role::RecoveryCoordinator), &intact, free).is_err());
        assert!(can(Act::EditStaff(Role::RecoveryCoordinator), &sud, free).is_ok());
    }

    #[test]
    fn both_supervisors_keep_agencies_and_sites() {
        let free = State::default();
        for role in [Role::IntactSupervisor, Role::SudSupervisor] {
            assert!(can(Act::EditPlace, &viewer(role), free).is_ok(), "{role}");
        }
        assert!(can(Act::EditPlace, &viewer(Role::IntactWorker), free).is_err());
        assert!(can(Act::EditPlace, &viewer(Role::ProjectLead), free).is_err());
    }

    #[test]
    fn what_is_signed_or_past_does_not_change() {
        let intact = viewer(Role::IntactSupervisor);
        assert!(can(Act::Assign, &intact, State { signed: true, ..State::default() }).is_err());
        assert!(can(Act::Assign, &intact, State { read_only: true, ..State::default() }).is_err());
        assert!(
            can(
                Act::Assign,
                &intact,
                State { as_of: NaiveDate::from_ymd_opt(2026, 1, 1), ..State::default() }
            )
            .is_err()
        );
    }
}
