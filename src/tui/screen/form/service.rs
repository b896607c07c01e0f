//! The form of a service: the fields that its kind requires, and under them what the rules find while it is entered.

use super::fact::{self, FACTS};
use super::sheet::{
    Seed, Sheet, Wrong, children, given, members, only_in_person, options, own_workers, refill_children,
    ticked, worker_of,
};
use crate::domain::access::{Act, Viewer};
use crate::domain::catalogue::Severity;
use crate::domain::dates::read_time;
use crate::domain::family::MemberKind;
use crate::domain::service::Mode;
use crate::domain::service::told::{CONTACT, ELSEWHERE};
use crate::domain::{FamilyId, MemberId, StaffId};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::services::{FieldFinding, ServiceChange, ServiceForm, ServicesAsk, ServicesReply};
use crate::store::{Reply, Request};
use crate::tui::widget::field::{Field, PickOption};
use crate::tui::widget::form::Form;

/// What a service is begun with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceSeed {
    /// The entry that is changed: its key and version.
    pub entry: Option<(i64, i64)>,
    /// The family.
    pub family: Option<FamilyId>,
    /// Who provided it.
    pub staff: Option<StaffId>,
}

/// Logs a service or changes one.
pub(super) struct Service {
    seed: ServiceSeed,
    /// The names of the facts behind the places.
    facts: Vec<String>,
    /// The entry as it stood when it was read.
    read: Option<ServiceForm>,
    /// The names of its facts then.
    facts_read: Vec<String>,
}

impl Service {
    pub(super) fn new(seed: ServiceSeed) -> Self {
        Self { seed, facts: Vec::new(), read: None, facts_read: Vec::new() }
    }

    /// The kinds of the viewer's workers; a plain contact first.
    fn kinds(seed: &Seed<'_>) -> Vec<(String, String)> {
        let lists = &seed.settings.lists;
        let own = lists.services_of(worker_of(seed.viewer.side));
        let mut kinds = vec![(CONTACT.to_owned(), lists.service_label(CONTACT).to_owned())];
        kinds.extend(own.map(|kind| (kind.value.clone(), kind.label.clone())));
        kinds
    }

    fn treats(seed: &Seed<'_>, kind: Option<&str>) -> bool {
        let role = worker_of(seed.viewer.side);
        kind.and_then(|kind| seed.settings.lists.service(kind)).is_some_and(|kind| kind.is_part2(role))
    }

    /// Shows the fields of the kind that is chosen; gives the names of its facts.
    fn show_kind(form: &mut Form, seed: &Seed<'_>) -> Vec<String> {
        let kind = form.choice("kind").unwrap_or_default();
        let (names, fields) = fact::fields(&kind, seed.settings);
        form.exchange(&FACTS, fields, "kind");
        let treats = Self::treats(seed, Some(&kind));
        form.show("member", treats || kind == ELSEWHERE);
        form.show("elsewhere", treats || kind == ELSEWHERE);
        names
    }

    fn entered(&self, form: &Form) -> Result<ServiceForm, Wrong> {
        let began = form.some_text("began").map(|text| read_time(&text)).transpose();
        let seen = form.word::<Mode>("mode").is_none_or(Mode::in_person);
        Ok(ServiceForm {
            row: self.read.as_ref().and_then(|read| read.row),
            family: FamilyId(given(form.pick("family"), "family", "Choose the family")?),
            staff: StaffId(given(form.pick("staff"), "staff", "Choose who was there")?),
            kind: given(form.choice("kind"), "kind", "Choose what it was")?,
            on: given(form.date("on"), "on", "Say on which day")?,
            began: began.map_err(|sentence| ("began", sentence))?,
            minutes: form.number("minutes"),
            mode: given(form.word("mode"), "mode", "Choose how")?,
            joint_with: form.pick("joint_with").map(StaffId),
            children: if seen {
                ticked(form, "children").into_iter().map(MemberId).collect()
            } else {
                Vec::new()
            },
            member: form.pick("member").map(MemberId),
            documented_on: form.date("documented_on"),
            elsewhere: form.text("elsewhere"),
            facts: fact::told(&self.facts, form),
        })
    }

    /// Asks what it breaks, once there is enough to judge.
    fn judge(&self, form: &Form) -> Option<Request> {
        let entered = self.entered(form).ok()?;
        Some(Request::Services(ServicesAsk::Judge(Box::new(entered))))
    }

    /// Puts an entry that is there into the fields; gives the names of its facts.
    fn put(form: &mut Form, entry: &ServiceForm, seed: &Seed<'_>) -> Vec<String> {
        form.set_pick("family", Some(entry.family.0));
        form.set_pick("staff", Some(entry.staff.0));
        form.set_text("kind", &entry.kind);
        let facts = Self::show_kind(form, seed);
        form.set_date("on", Some(entry.on));
        form.set_text("began", &entry.began.map(|at| at.format("%H:%M").to_string()).unwrap_or_default());
        form.set_text("minutes", &entry.minutes.map(|minutes| minutes.to_string()).unwrap_or_default());
        form.set_text("mode", crate::domain::Word::word(entry.mode));
        form.set_pick("joint_with", entry.joint_with.map(|other| other.0));
        form.set_pick("member", entry.member.map(|adult| adult.0));
        form.set_date("documented_on", entry.documented_on);
        form.set_text("elsewhere", &entry.elsewhere);
        let mut seen = children(seed);
        for child in &mut seen {
            child.2 = entry.children.iter().any(|one| one.0.to_string() == child.0);
        }
        form.set_many("children", seen);
        fact::fill(form, &facts, &entry.facts);
        facts
    }

    /// Puts what was found under its field, or under the kind where that field is not shown.
    fn show(&self, form: &mut Form, found: &[FieldFinding]) {
        form.forget_findings();
        for one in found {
            let fact = self.facts.iter().position(|name| *name == one.field).and_then(|n| FACTS.get(n));
            let key = fact.copied().unwrap_or(one.field.as_str());
            let text = format!("{}: \"{}\"", one.broken.says, one.broken.quote);
            form.find(key, "kind", &text, one.broken.severity == Severity::Must);
        }
    }
}

fn adults(seed: &Seed<'_>) -> Vec<PickOption> {
    options(&members(seed, MemberKind::Adult))
}

impl Sheet for Service {
    fn title(&self) -> String {
        match (self.seed.entry, self.seed.family) {
            (Some(_), Some(family)) => format!("A service for {family}"),
            (None, Some(family)) => format!("Log a service for {family}"),
            _ => "Log a service".to_owned(),
        }
    }

    fn act(&self, viewer: &Viewer) -> Act {
        Act::LogService(worker_of(viewer.side))
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let mut others = options(&seed.choices.intact_workers);
        others.extend(options(&seed.choices.coordinators));
        let on = self.seed.entry.is_none().then_some(seed.today);
        let fields = vec![
            Field::pick("family", "Family", options(&seed.choices.families), self.seed.family.map(|id| id.0))
                .required("Choose the family: type a part of its number or name"),
            Field::pick("staff", "Who was there", own_workers(seed), self.seed.staff.map(|id| id.0))
                .required("Choose who was there: type a part of the name"),
            Field::choice("kind", "What", Self::kinds(seed), None).required("Choose what it was"),
            Field::date("on", "On", on).past().required("Say on which day"),
            Field::text("began", "Began at", "")
                .hint("Such as 10:00 or 2pm")
                .rule(|field| read_time(&field.value()).err()),
            Field::number("minutes", "How long", None, (0, 720), "min"),
            Field::word::<Mode>("mode", "How", None).required("Choose how"),
            Field::pick("joint_with", "Together with", others, None)
                .hint("For a joint visit: the other worker"),
            Field::many("children", "Children seen", children(seed))
                .hint("Space ticks a child that was seen"),
            Field::pick("member", "Adult", adults(seed), None)
                .hint("Whose consent is in force on that day; otherwise say where it is documented"),
            Field::text("elsewhere", "Documented elsewhere", "")
                .hint("The reference into the treatment agency's own record: then only that stands here"),
            Field::date("documented_on", "Documented on", None)
                .past()
                .hint("The day it was entered into the record; leave it empty until it is"),
        ];
        let mut form = Form::new(seed.today, fields);
        form.show("member", false);
        form.show("elsewhere", false);
        if let Some(entry) = &self.read {
            Self::put(&mut form, entry, seed);
        }
        if self.seed.family.is_some() {
            form.focus_on(if self.seed.staff.is_some() { "kind" } else { "staff" });
        }
        form
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        Ok(Filled::Service(Box::new(ServiceChange::Save(self.entered(form)?))))
    }

    fn family(&self) -> Option<FamilyId> {
        self.seed.family
    }

    fn family_in(&self, form: &Form) -> Option<FamilyId> {
        form.pick("family").map(FamilyId)
    }

    fn more(&self, _: chrono::NaiveDate) -> Vec<Request> {
        let entry = self.seed.entry.map(|(id, _)| Request::Services(ServicesAsk::Entry(id)));
        entry.into_iter().collect()
    }

    fn services(&mut self, form: &mut Form, reply: ServicesReply, seed: &Seed<'_>) -> Option<Request> {
        match reply {
            ServicesReply::Entry(entry) => {
                self.facts = Self::put(form, &entry, seed);
                (self.facts_read, self.read) = (self.facts.clone(), Some(*entry));
                return self.judge(form);
            }
            ServicesReply::Judged(found) => self.show(form, &found),
            _ => {}
        }
        None
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, seed: &Seed<'_>) -> Option<Request> {
        match key {
            "family" => {
                form.set_many("children", Vec::new());
                form.set_options("member", Vec::new());
                return form.pick("family").map(|family| Request::Choices(Some(FamilyId(family))));
            }
            "mode" => only_in_person(form),
            "kind" => self.facts = Self::show_kind(form, seed),
            _ => {}
        }
        self.judge(form)
    }

    fn refill(&self, form: &mut Form, seed: &Seed<'_>) -> Option<Request> {
        refill_children(form, seed);
        form.set_options("member", adults(seed));
        None
    }

    fn again(&self) -> Option<Request> {
        let (id, _) = self.seed.entry?;
        Some(Request::Services(ServicesAsk::Entry(id)))
    }

    /// What another kind keeps on file has other fields: then the two changes do not join field by field.
    fn renew(&mut self, reply: &Reply) {
        let (Reply::Services(ServicesReply::Entry(now)), Some(read)) = (reply, &mut self.read) else {
            return;
        };
        if now.kind == read.kind && self.facts == self.facts_read {
            read.clone_from(now);
        }
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        blame(&error.message)
    }
}

/// The field that a refusal is about.
pub(in crate::tui::screen) fn blame(message: &str) -> Option<&'static str> {
    [
        ("written down before", "documented_on"),
        ("on which it was documented", "documented_on"),
        ("no consent in force", "elsewhere"),
        ("reference", "elsewhere"),
        ("begins later", "began"),
        ("minutes", "minutes"),
        ("still to come", "on"),
        ("not open", "on"),
        ("no service of", "kind"),
        ("themselves", "joint_with"),
    ]
    .into_iter()
    .find(|(words, _)| message.contains(words))
    .map(|(_, key)| key)
}
