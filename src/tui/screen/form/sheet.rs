//! What one form differs in from another: its fields, and how they are read.

use crate::domain::access::{Act, Viewer};
use crate::domain::family::MemberKind;
use crate::domain::service::Mode;
use crate::domain::staff::{Role, Side};
use crate::domain::{FamilyId, Word};
use crate::error::Error;
use crate::settings::{List, Settings};
use crate::store::request::Form as Filled;
use crate::store::view::Person;
use crate::store::view::assign::Candidate;
use crate::store::view::caseload::ReferralRow;
use crate::store::view::form::{Choice, Choices};
use crate::store::view::services::ServicesReply;
use crate::store::{Reply, Request};
use crate::tui::dialog::Dialog;
use crate::tui::screen::Target;
use crate::tui::widget::field::PickOption;
use crate::tui::widget::form::Form;
use chrono::NaiveDate;

/// What a form is made from.
pub(super) struct Seed<'a> {
    pub choices: &'a Choices,
    pub settings: &'a Settings,
    pub viewer: &'a Viewer,
    pub today: NaiveDate,
}

/// A field's key and what is wrong with it.
pub(super) type Wrong = (&'static str, String);

/// One form.
pub(super) trait Sheet {
    /// What stands over it.
    fn title(&self) -> String;

    /// What saving it does, for asking whether the viewer may.
    fn act(&self, viewer: &Viewer) -> Act;

    /// Its fields.
    fn build(&self, seed: &Seed<'_>) -> Form;

    /// What is saved, or what is still wrong.
    fn read(&self, form: &Form, seed: &Seed<'_>) -> Result<Filled, Wrong>;

    /// The family it is about from the start.
    fn family(&self) -> Option<FamilyId> {
        None
    }

    /// The family it is about just now.
    fn family_in(&self, form: &Form) -> Option<FamilyId> {
        let _ = form;
        self.family()
    }

    /// What else is asked once it stands.
    fn more(&self, today: NaiveDate) -> Vec<Request> {
        let _ = today;
        Vec::new()
    }

    /// Takes the referrals it asked for.
    fn referrals(&mut self, form: &mut Form, rows: &[ReferralRow]) -> Option<Request> {
        let _ = (form, rows);
        None
    }

    /// Takes what it asked about services.
    fn services(&mut self, form: &mut Form, reply: ServicesReply, seed: &Seed<'_>) -> Option<Request> {
        let _ = (form, reply, seed);
        None
    }

    /// Takes who could be assigned, in the order suggested.
    fn candidates(
        &mut self,
        form: &mut Form,
        people: Vec<Candidate>,
        holder: Option<Person>,
        seed: &Seed<'_>,
    ) {
        let _ = (form, people, holder, seed);
    }

    /// Why the choices stand in this order, where that can be asked.
    fn compare(&self, form: &Form) -> Option<Dialog> {
        let _ = form;
        None
    }

    /// A field has another value: others may follow, and the store may be asked.
    fn changed(&mut self, form: &mut Form, key: &'static str, seed: &Seed<'_>) -> Option<Request> {
        let _ = (form, key, seed);
        None
    }

    /// Other choices came: fields that depend on another one take them.
    fn refill(&self, form: &mut Form, seed: &Seed<'_>) {
        let _ = (form, seed);
    }

    /// The fields whose text is kept while it is typed.
    fn drafts(&self) -> &'static [&'static str] {
        &[]
    }

    /// What is asked of the store before this is saved, such as whether it is there already.
    fn look_first(&self, filled: &Filled) -> Option<Request> {
        let _ = filled;
        None
    }

    /// The page that opens in place of the form once it is saved, where it is not the one before.
    fn opens(&self, id: i64) -> Option<Target> {
        let _ = id;
        None
    }

    /// Asks for the record that it changes as it stands now, where the choices do not hold that.
    fn again(&self) -> Option<Request> {
        None
    }

    /// Takes the record as it stands now.
    fn renew(&mut self, reply: &Reply) {
        let _ = reply;
    }

    /// The field that a refusal of the store is about.
    fn blame(&self, error: &Error) -> Option<&'static str> {
        let _ = error;
        None
    }
}

/// Who could be assigned as a pick offers them: in the order suggested, each with the reasons.
pub(super) fn suggested(candidates: &[Candidate]) -> Vec<PickOption> {
    let option = |one: &Candidate| {
        PickOption::new(one.person.id.0, one.person.name.clone(), one.reasons.clone()).off(one.away.clone())
    };
    candidates.iter().map(option).collect()
}

/// Choices of the store as a pick offers them.
pub(super) fn options(choices: &[Choice]) -> Vec<PickOption> {
    choices
        .iter()
        .map(|choice| {
            PickOption::new(choice.id, choice.label.clone(), choice.detail.clone())
                .off(choice.disabled.clone())
        })
        .collect()
}

/// The workers of the viewer's own side, and the viewer, who may stand in for one.
pub(super) fn own_workers(seed: &Seed<'_>) -> Vec<PickOption> {
    let own = match seed.viewer.side {
        Side::ChildWelfare => &seed.choices.intact_workers,
        Side::Treatment => &seed.choices.coordinators,
    };
    let mut workers = options(own);
    workers.extend(myself(seed));
    workers
}

/// The viewer as a pick offers them.
pub(super) fn myself(seed: &Seed<'_>) -> Vec<PickOption> {
    let mine = seed.choices.supervisors.iter().filter(|choice| choice.id == seed.viewer.staff.0);
    options(&mine.cloned().collect::<Vec<_>>())
}

/// The words of an open list as a choice offers them.
pub(super) fn listed(list: &List) -> Vec<(String, String)> {
    list.choices().map(|choice| (choice.value.clone(), choice.label.clone())).collect()
}

/// The members of one kind, as a list with ticks or a pick offers them.
pub(super) fn members(seed: &Seed<'_>, wanted: MemberKind) -> Vec<Choice> {
    let members = seed.choices.members.iter().filter(|(_, kind)| *kind == wanted);
    members.map(|(choice, _)| choice.clone()).collect()
}

/// Children as a list with ticks offers them, none ticked.
pub(super) fn children(seed: &Seed<'_>) -> Vec<(String, String, bool)> {
    let label = |child: &Choice| match child.detail.as_str() {
        "" => child.label.clone(),
        detail => format!("{}, {detail}", child.label),
    };
    members(seed, MemberKind::Child).iter().map(|child| (child.id.to_string(), label(child), false)).collect()
}

/// Takes the children of another family; those that were ticked before stay ticked.
pub(super) fn refill_children(form: &mut Form, seed: &Seed<'_>) {
    let before = form.many("children");
    let mut children = children(seed);
    for child in &mut children {
        child.2 = before.contains(&child.0);
    }
    form.set_many("children", children);
}

/// Locks the children where the mode is not in person: nobody is seen by telephone, the list would only invite a mistake.
pub(super) fn only_in_person(form: &mut Form) {
    let seen = form.word::<Mode>("mode").is_none_or(Mode::in_person);
    form.lock("children", (!seen).then_some("only in person"));
}

/// The role of workers on a side.
pub(in crate::tui::screen) fn worker_of(side: Side) -> Role {
    match side {
        Side::ChildWelfare => Role::IntactWorker,
        Side::Treatment => Role::RecoveryCoordinator,
    }
}

/// The value of a field that has been checked already, or what to say should it be empty all the same.
pub(super) fn given<T>(value: Option<T>, key: &'static str, sentence: &str) -> Result<T, Wrong> {
    value.ok_or_else(|| (key, sentence.to_owned()))
}

/// The ticked keys of a list as numbers.
pub(super) fn ticked(form: &Form, key: &str) -> Vec<i64> {
    form.many(key).iter().filter_map(|id| id.parse().ok()).collect()
}

/// The ticked words of a vocabulary.
pub(super) fn ticked_words<W: Word>(form: &Form, key: &str) -> Vec<W> {
    form.many(key).iter().filter_map(|word| W::parse(word)).collect()
}
