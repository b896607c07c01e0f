//! Every change of a family that is open already: who may make it, and the one write behind it.

use super::desk::Desk;
use super::{close, facts, member, milestone, spells, treatment};
use crate::domain::FamilyId;
use crate::domain::access::Act;
use crate::error::{Result, invalid};
use crate::store::sql::word;
use crate::store::view::family::change::{FamilyChange, Track};
use crate::store::write::What;
use crate::store::{OpId, Store, Tx};
use chrono::NaiveDate;

impl FamilyChange {
    /// What making it is, for asking whether somebody may.
    pub fn act(&self) -> Act {
        match self {
            Self::Phase(..) | Self::Start(_, Track::Phase, ..) | Self::Treatment(_) => Act::WriteTreatment,
            Self::Report(..) => Act::RecordSafety,
            _ => Act::EditFamily,
        }
    }

    /// What it is called in the audit trail.
    fn kind(&self) -> &'static str {
        match self {
            Self::Facts(_) => "change_family",
            Self::Member(..) => "change_member",
            Self::MemberEnds(..) => "end_member",
            Self::Risk(..) => "risk",
            Self::Phase(..) => "phase",
            Self::Start(..) => "move_start",
            Self::Enrol(..) => "enrol",
            Self::EnrolmentEnds(..) => "end_enrolment",
            Self::Milestone(..) => "milestone",
            Self::MilestoneChanges(..) => "change_milestone",
            Self::Report(..) => "new_report",
            Self::Hearing(..) => "court_hearing",
            Self::PendingClose(..) => "pending_close",
            Self::Close(..) => "close_family",
            Self::Reopen(..) => "reopen_family",
            Self::Treatment(_) => "treatment",
        }
    }

    fn family(&self) -> FamilyId {
        match self {
            Self::Facts(form) => form.family,
            Self::Member(_, form) => form.family,
            Self::Treatment(form) => form.family,
            Self::MemberEnds(family, ..)
            | Self::Risk(family, ..)
            | Self::Phase(family, ..)
            | Self::Start(family, ..)
            | Self::Enrol(family, _)
            | Self::EnrolmentEnds(family, ..)
            | Self::Milestone(family, ..)
            | Self::MilestoneChanges(family, ..)
            | Self::Report(family, _)
            | Self::Hearing(family, _)
            | Self::PendingClose(family, ..)
            | Self::Close(family, ..)
            | Self::Reopen(family, ..) => *family,
        }
    }
}

impl Store {
    /// Changes a family, and says what stands there now.
    ///
    /// # Errors
    /// Not for this supervisor; another's family; a day that makes no sense; somebody changed the same row meanwhile.
    pub(in crate::store) fn change_family(
        &mut self,
        op: OpId,
        change: &FamilyChange,
    ) -> Result<(i64, String)> {
        let desk = self.desk(change.act())?;
        let family = change.family();
        self.write(op, What::of(change.kind(), "family", family.0), |tx| {
            let (id, mut said) = apply(tx, &desk, change)?;
            if tx.changed_nothing() {
                said = format!("{family} stays as it is: nothing in it was different");
            }
            Ok((id.unwrap_or(family.0), said))
        })
    }
}

/// Makes the change inside its write; gives the key of a new row, where there is one.
fn apply(tx: &mut Tx<'_>, desk: &Desk, change: &FamilyChange) -> Result<(Option<i64>, String)> {
    let family = desk.family(tx.sql(), change.family())?;
    let old = |said: Result<String>| said.map(|said| (None, said));
    let new = |made: Result<(i64, String)>| made.map(|(id, said)| (Some(id), said));
    match change {
        FamilyChange::Facts(form) => old(facts::change(tx, desk, &family, form)),
        FamilyChange::Member(seen, form) => old(member::change(tx, desk, *seen, form)),
        FamilyChange::MemberEnds(_, seen, on, why) => old(member::end(tx, desk, &family, *seen, (*on, *why))),
        FamilyChange::Risk(_, on, risk) => {
            let id = spells::set(tx, desk, &family, Track::Risk, *on, &word(*risk))?;
            Ok((Some(id), format!("{}: risk {risk} since {}", family.id, desk.day(*on))))
        }
        FamilyChange::Phase(_, on, phase) => {
            enrolled_on(tx, desk, family.id, *on)?;
            tx.part2(true);
            let id = spells::set(tx, desk, &family, Track::Phase, *on, &spells::phase_value(*phase))?;
            Ok((Some(id), format!("{}: phase {phase} since {}", family.id, desk.day(*on))))
        }
        FamilyChange::Start(_, track, seen, on) => {
            tx.part2(*track == Track::Phase);
            old(spells::move_start(tx, desk, &family, *track, *seen, *on))
        }
        FamilyChange::Enrol(_, on) => new(spells::enrol(tx, desk, &family, *on)),
        FamilyChange::EnrolmentEnds(_, seen, on) => old(spells::end_enrolment(tx, desk, &family, *seen, *on)),
        FamilyChange::Milestone(_, kind, due, done) => {
            new(milestone::add(tx, desk, &family, kind, (*due, *done)))
        }
        FamilyChange::MilestoneChanges(_, seen, due, done) => {
            old(milestone::change(tx, desk, &family, *seen, (*due, *done)))
        }
        FamilyChange::Report(_, on) => new(milestone::report(tx, desk, &family, *on)),
        FamilyChange::Hearing(_, on) => new(milestone::hearing(tx, desk, &family, *on)),
        FamilyChange::PendingClose(_, opening, on) => old(close::pending(tx, desk, &family, *opening, *on)),
        FamilyChange::Close(_, opening, on, reason) => {
            old(close::close(tx, desk, &family, *opening, (*on, reason)))
        }
        FamilyChange::Reopen(_, on, basis, court) => {
            new(close::reopen(tx, desk, &family, *on, (basis, *court)))
        }
        FamilyChange::Treatment(form) => new(treatment::record(tx, desk, &family, form)),
    }
}

/// A phase is one of the recovery programme: the family must be in it on that day.
fn enrolled_on(tx: &Tx<'_>, desk: &Desk, family: FamilyId, on: NaiveDate) -> Result<()> {
    let all = spells::spells(tx.sql(), spells::table(Track::Enrolment), family)?;
    if all.iter().any(|spell| spell.holds(on)) {
        return Ok(());
    }
    Err(invalid(format!("{family} was not in IFR on {}", desk.day(on)))
        .hint("the Intact Supervisor enrols it first"))
}
