//! The form that assigns a worker to a family.

use super::sheet::{Seed, Sheet, Wrong, given, myself, options, suggested};
use crate::domain::access::{Act, Viewer};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, ReferralId, StaffId};
use crate::error::Error;
use crate::store::Request;
use crate::store::request::Form as Filled;
use crate::store::view::Person;
use crate::store::view::assign::{AssignAsk, Candidate};
use crate::store::view::caseload::{ListFilter, ReferralRow};
use crate::store::view::form::{AssignForm, EndForm};
use crate::tui::dialog::Dialog;
use crate::tui::widget::field::{Field, PickOption};
use crate::tui::widget::form::Form;
use chrono::NaiveDate;

/// Assigns an Intact Worker or a Recovery Coordinator.
pub(super) struct Assign {
    family: Option<FamilyId>,
    referral: Option<ReferralId>,
    role: Option<Role>,
    /// Who could have it, in the order suggested; empty until the store has answered.
    candidates: Vec<Candidate>,
    /// Who has it now.
    holder: Option<Person>,
    /// The store has answered who has it.
    known: bool,
}

/// The key of the choice that ends an assignment without another one.
const NOBODY: i64 = 0;

/// The key of the line that says why there is no one to choose.
const NO_ONE: i64 = -1;

impl Assign {
    /// For a family; the role is asked where there is none.
    pub(super) fn family(family: FamilyId, role: Option<Role>) -> Self {
        Self {
            family: Some(family),
            referral: None,
            role: role.filter(|role| role.is_worker()),
            candidates: Vec::new(),
            holder: None,
            known: false,
        }
    }

    /// For the family of a referral: a Recovery Coordinator.
    pub(super) fn referral(referral: ReferralId) -> Self {
        Self {
            family: None,
            referral: Some(referral),
            role: Some(Role::RecoveryCoordinator),
            candidates: Vec::new(),
            holder: None,
            known: false,
        }
    }

    /// Who was seen to have the family, once that is known.
    fn seen(&self) -> Option<Option<StaffId>> {
        self.known.then(|| self.holder.as_ref().map(|holder| holder.id))
    }

    fn role_in(&self, form: &Form) -> Option<Role> {
        self.role.or_else(|| form.word("role"))
    }

    /// Asks who could have the family, once family and role are known.
    fn ask(&self, family: Option<FamilyId>, role: Option<Role>, on: Option<NaiveDate>) -> Option<Request> {
        let (family, role, on) = (family?, role?, on?);
        Some(Request::Assign(AssignAsk::Candidates { family, role, on }))
    }

    /// Who can be chosen: in the order suggested where that is known, with the reasons; nobody is chosen beforehand.
    fn people(&self, role: Option<Role>, seed: &Seed<'_>) -> Vec<PickOption> {
        let Some(role) = role else { return vec![none("choose first as what".to_owned())] };
        let mut people = if self.candidates.is_empty() {
            workers(role, seed)
        } else {
            let mut people = suggested(&self.candidates);
            if role == Role::IntactWorker {
                let days = seed.settings.thresholds.caseload.supervisor_held_days;
                let held = format!("as supervisor, {days} days at most");
                people.extend(myself(seed).into_iter().map(|mut own| {
                    own.detail.clone_from(&held);
                    own
                }));
            }
            people
        };
        // Whoever has the family already is no new worker.
        people.retain(|one| self.holder.as_ref().is_none_or(|holder| holder.id.0 != one.id));
        if people.is_empty() {
            people.push(none(format!("no other {role} works here on that day; 4 n adds one")));
        }
        if let Some(holder) = self.holder.as_ref().filter(|_| self.referral.is_none()) {
            let ends = format!("ends the assignment of {}: say why", holder.short);
            people.push(PickOption::new(NOBODY, "Nobody", ends));
        }
        people
    }
}

/// A line that says why there is no one to choose; it cannot be chosen.
fn none(why: String) -> PickOption {
    PickOption::new(NO_ONE, "No one", "").off(Some(why))
}

/// Who can be assigned in a role; an Intact Supervisor may hold a family for a while.
fn workers(role: Role, seed: &Seed<'_>) -> Vec<PickOption> {
    match role {
        Role::IntactWorker => {
            let mut workers = options(&seed.choices.intact_workers);
            workers.extend(myself(seed));
            workers
        }
        Role::RecoveryCoordinator => options(&seed.choices.coordinators),
        _ => Vec::new(),
    }
}

impl Sheet for Assign {
    fn title(&self) -> String {
        let whom = self.role.map_or_else(|| "a worker".to_owned(), |role| format!("the {role}"));
        let of = match (self.family, self.referral) {
            (_, Some(referral)) => format!(" for {referral}"),
            (Some(family), _) => format!(" of {family}"),
            _ => String::new(),
        };
        let now = self.holder.as_ref().map_or_else(String::new, |holder| format!(", now {}", holder.name));
        format!("Assign {whom}{of}{now}")
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
            Field::pick("staff", "Who", self.people(self.role, seed), None)
                .required("Choose who: type a part of the name")
                .hint("The first is suggested by load; F6 says why"),
            Field::date("from_on", "From", Some(seed.today))
                .required("Say from which day")
                .hint("Whoever has the family now, has it until this day"),
            Field::long("reason", "Reason", "", 2).hint("Needed over the hard cap, and where nobody follows"),
        ]);
        Form::new(seed.today, fields).button("Assign")
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let family = self.family_in(form);
        if form.pick("staff") == Some(NOBODY) {
            return Ok(Filled::EndAssignment(EndForm {
                family: given(family, "family", "Choose the family")?,
                role: given(self.role_in(form), "role", "Choose as what")?,
                instead_of: self.seen(),
                on: given(form.date("from_on"), "from_on", "Say from which day")?,
                reason: form.text("reason"),
            }));
        }
        Ok(Filled::Assign(AssignForm {
            family: given(family, "family", "Choose the family")?,
            referral: self.referral,
            staff: StaffId(given(form.pick("staff"), "staff", "Choose who")?),
            role: given(self.role_in(form), "role", "Choose as what")?,
            instead_of: self.seen(),
            from_on: given(form.date("from_on"), "from_on", "Say from which day")?,
            reason: form.text("reason"),
        }))
    }

    fn family(&self) -> Option<FamilyId> {
        self.family
    }

    fn family_in(&self, form: &Form) -> Option<FamilyId> {
        self.family.or_else(|| form.pick("family").map(FamilyId))
    }

    fn more(&self, today: NaiveDate) -> Vec<Request> {
        let referral = self.referral.map(|_| Request::Referrals(ListFilter::default()));
        referral.into_iter().chain(self.ask(self.family, self.role, Some(today))).collect()
    }

    fn referrals(&mut self, form: &mut Form, rows: &[ReferralRow]) -> Option<Request> {
        let row = rows.iter().find(|row| Some(row.id) == self.referral);
        if let Some(family) = row.and_then(|row| row.family) {
            form.set_pick("family", Some(family.0));
            form.lock("family", Some("the referral is about it"));
            form.focus_on("staff");
            return self.ask(Some(family), self.role, form.date("from_on"));
        }
        None
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, seed: &Seed<'_>) -> Option<Request> {
        if !["family", "role", "from_on"].contains(&key) {
            return None;
        }
        if key != "from_on" {
            self.candidates.clear();
            (self.holder, self.known) = (None, false);
            form.set_options("staff", self.people(self.role_in(form), seed));
        }
        self.ask(self.family_in(form), self.role_in(form), form.date("from_on"))
    }

    fn candidates(
        &mut self,
        form: &mut Form,
        people: Vec<Candidate>,
        holder: Option<Person>,
        seed: &Seed<'_>,
    ) {
        let seen = self.seen();
        let other = holder.as_ref().filter(|holder| seen.is_some_and(|before| before != Some(holder.id)));
        if let Some(holder) = other.filter(|_| form.pick("staff").is_some()) {
            form.set_error("staff", &format!("{} has it by now: look, and save once more", holder.short));
        }
        (self.candidates, self.holder, self.known) = (people, holder, true);
        form.set_options("staff", self.people(self.role_in(form), seed));
    }

    fn compare(&self, form: &Form) -> Option<Dialog> {
        let (role, _) = self.role_in(form).zip(form.date("from_on"))?;
        Some(super::super::leaving::compare(format!("Who could be the {role}"), &self.candidates))
    }

    fn refill(&self, form: &mut Form, seed: &Seed<'_>) -> Option<Request> {
        form.set_options("staff", self.people(self.role_in(form), seed));
        self.ask(self.family_in(form), self.role_in(form), form.date("from_on"))
    }

    fn drafts(&self) -> &'static [&'static str] {
        &["reason"]
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        if error.hint.contains("reason") {
            return Some("reason");
        }
        if error.message.contains("by now") {
            return Some("staff");
        }
        error.hint.contains("day").then_some("from_on")
    }
}
