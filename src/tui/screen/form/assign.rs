//! The form that assigns a worker to a family.

use super::sheet::{Seed, Sheet, Wrong, given, myself, options};
use crate::domain::access::{Act, Viewer};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, ReferralId, StaffId};
use crate::error::Error;
use crate::store::Request;
use crate::store::request::Form as Filled;
use crate::store::view::caseload::{ListFilter, ReferralRow};
use crate::store::view::form::AssignForm;
use crate::tui::widget::field::{Field, PickOption};
use crate::tui::widget::form::Form;

/// Assigns an Intact Worker or a Recovery Coordinator.
pub(super) struct Assign {
    family: Option<FamilyId>,
    referral: Option<ReferralId>,
    role: Option<Role>,
}

impl Assign {
    /// For a family; the role is asked where there is none.
    pub(super) fn family(family: FamilyId, role: Option<Role>) -> Self {
        Self { family: Some(family), referral: None, role: role.filter(|role| role.is_worker()) }
    }

    /// For the family of a referral: a Recovery Coordinator.
    pub(super) fn referral(referral: ReferralId) -> Self {
        Self { family: None, referral: Some(referral), role: Some(Role::RecoveryCoordinator) }
    }

    fn role_in(&self, form: &Form) -> Option<Role> {
        self.role.or_else(|| form.word("role"))
    }
}

/// Who can be assigned in a role; an Intact Supervisor may hold a family for a while.
fn workers(role: Option<Role>, seed: &Seed<'_>) -> Vec<PickOption> {
    match role {
        Some(Role::IntactWorker) => {
            let mut workers = options(&seed.choices.intact_workers);
            workers.extend(myself(seed));
            workers
        }
        Some(Role::RecoveryCoordinator) => options(&seed.choices.coordinators),
        _ => Vec::new(),
    }
}

impl Sheet for Assign {
    fn title(&self) -> String {
        let whom = self.role.map_or_else(|| "a worker".to_owned(), |role| format!("the {role}"));
        match (self.family, self.referral) {
            (_, Some(referral)) => format!("Assign {whom} for {referral}"),
            (Some(family), _) => format!("Assign {whom} of {family}"),
            _ => format!("Assign {whom}"),
        }
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::Assign
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let mut fields = Vec::new();
        if self.family.is_none() {
            fields.push(
                Field::pick("family", "Family", options(&seed.choices.families), None)
                    .required("Choose the family: type a part of its number or name")
                    .hint("A family that is not here yet is opened first, under Caseload"),
            );
        }
        if self.role.is_none() {
            let among = [Role::IntactWorker, Role::RecoveryCoordinator];
            fields.push(Field::words("role", "As", &among, None).required("Choose as what"));
        }
        fields.extend([
            Field::pick("staff", "Who", workers(self.role, seed), None)
                .required("Choose who: type a part of the name")
                .hint("Beside each name: families of how many"),
            Field::date("from_on", "From", Some(seed.today))
                .required("Say from which day")
                .hint("Whoever has the family now, has it until this day"),
            Field::long("reason", "Reason", "", 2).hint("Needed only over the hard cap"),
        ]);
        Form::new(seed.today, fields).button("Assign")
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let family = self.family.or_else(|| form.pick("family").map(FamilyId));
        Ok(Filled::Assign(AssignForm {
            family: given(family, "family", "Choose the family")?,
            referral: self.referral,
            staff: StaffId(given(form.pick("staff"), "staff", "Choose who")?),
            role: given(self.role_in(form), "role", "Choose as what")?,
            from_on: given(form.date("from_on"), "from_on", "Say from which day")?,
            reason: form.text("reason"),
        }))
    }

    fn family(&self) -> Option<FamilyId> {
        self.family
    }

    fn more(&self) -> Vec<Request> {
        self.referral.map(|_| Request::Referrals(ListFilter::default())).into_iter().collect()
    }

    fn referrals(&mut self, form: &mut Form, rows: &[ReferralRow]) {
        let row = rows.iter().find(|row| Some(row.id) == self.referral);
        if let Some(family) = row.and_then(|row| row.family) {
            form.set_pick("family", Some(family.0));
            form.lock("family", Some("the referral is about it"));
            form.focus_on("staff");
        }
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, seed: &Seed<'_>) -> Option<Request> {
        if key == "role" {
            form.set_options("staff", workers(self.role_in(form), seed));
        }
        None
    }

    fn refill(&self, form: &mut Form, seed: &Seed<'_>) {
        form.set_options("staff", workers(self.role_in(form), seed));
    }

    fn drafts(&self) -> &'static [&'static str] {
        &["reason"]
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        if error.hint.contains("reason") {
            return Some("reason");
        }
        error.hint.contains("day").then_some("from_on")
    }
}
