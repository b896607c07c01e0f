//! The words of open lists: `lists.toml`.

use super::Table;
use crate::domain::Word;
use crate::domain::action_item::Priority;
use crate::domain::service::told::{CONTACT, ELSEWHERE};
use crate::domain::staff::{Role, Side};
use crate::words;

/// A word that the file may hold, and what people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The word in the file.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Whether it can still be chosen; old records keep what was taken out.
    pub open: bool,
    /// The priority that goes with it, for categories of action items.
    pub priority: Option<Priority>,
}

/// An open list in the order in which people see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List(Vec<Choice>);

impl List {
    /// What can be chosen.
    pub fn choices(&self) -> impl Iterator<Item = &Choice> {
        self.0.iter().filter(|choice| choice.open)
    }

    /// The choice of this word, also one that was taken out.
    pub fn find(&self, value: &str) -> Option<&Choice> {
        self.0.iter().find(|choice| choice.value == value)
    }

    /// What people read for a word; the word itself where the list does not know it.
    pub fn label<'a>(&'a self, value: &'a str) -> &'a str {
        self.find(value).map_or(value, |choice| &choice.label)
    }

    /// Whether the word can be chosen.
    pub fn contains(&self, value: &str) -> bool {
        self.choices().any(|choice| choice.value == value)
    }

    /// The word of a label or a word, as files of other systems give it: `Indicated, voluntary`,
    /// `indicated voluntary` and `INDICATED_VOLUNTARY` are one.
    pub fn read(&self, text: &str) -> Option<&str> {
        let letters = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let text = letters(text);
        let found =
            self.0.iter().find(|choice| letters(&choice.value) == text || letters(&choice.label) == text);
        found.map(|choice| choice.value.as_str())
    }

    fn overlay(&mut self, table: &Table<'_>) {
        for (key, _) in table.keys() {
            if table.is_table(key) {
                let Some(inner) = table.table(key) else { continue };
                let (label, priority) = (inner.words("label"), inner.word("priority"));
                inner.finish();
                self.put(key, label, priority);
            } else {
                match table.choice(key) {
                    Some(Some(label)) => self.put(key, Some(label), None),
                    Some(None) => self.take_out(table, key),
                    None => {}
                }
            }
        }
    }

    fn put(&mut self, value: &str, label: Option<String>, priority: Option<Priority>) {
        match self.0.iter_mut().find(|choice| choice.value == value) {
            Some(choice) => {
                choice.open = true;
                choice.priority = priority.or(choice.priority);
                choice.label = label.unwrap_or_else(|| choice.label.clone());
            }
            None => {
                let label = label.unwrap_or_else(|| value.replace('_', " "));
                self.0.push(Choice { value: value.to_owned(), label, open: true, priority });
            }
        }
    }

    fn take_out(&mut self, table: &Table<'_>, value: &str) {
        match self.0.iter_mut().find(|choice| choice.value == value) {
            Some(choice) => choice.open = false,
            None => table.problem(
                value,
                format!("there is no `{value}` to take out"),
                "`ifr config` prints the list",
            ),
        }
    }
}

words! {
    /// What sort of service a kind is.
    ServiceGroup {
        Contact = "contact" => "contact",
        Service = "service" => "service",
        RecoverySupport = "recovery_support" => "recovery support service",
    }
}

/// A kind of service that workers provide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceKind {
    /// The word in the file.
    pub value: String,
    /// What people read.
    pub label: String,
    /// The roles whose service it is.
    pub by: Vec<Role>,
    /// What sort of service it is.
    pub group: ServiceGroup,
    /// Whether it can still be chosen.
    pub open: bool,
}

impl ServiceKind {
    /// Whether a service of this kind by a person of this role is Part 2 data.
    ///
    /// That treatment staff tried or made contact is not; anything else they do with an adult is.
    pub fn is_part2(&self, by: Role) -> bool {
        by.side() == Some(Side::Treatment) && self.group != ServiceGroup::Contact
    }
}

macro_rules! lists {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        /// The words of open lists, by list.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Lists {
            $($(#[$meta])* pub $name: List,)+
            /// What workers provide.
            pub service_kind: Vec<ServiceKind>,
        }

        impl Lists {
            /// Every list by name, but for the kinds of service.
            pub fn all(&self) -> Vec<(&'static str, &List)> {
                vec![$((stringify!($name), &self.$name)),+]
            }

            /// Takes over what the file gives rightly, and notes what it gives wrongly.
            pub(super) fn overlay(&mut self, root: Table<'_>) {
                $(if let Some(table) = root.table(stringify!($name)) {
                    self.$name.overlay(&table);
                })+
                if let Some(table) = root.table("service_kind") {
                    self.overlay_services(&table);
                }
                root.finish();
            }
        }
    };
}

lists! {
    /// What a session can decide about a family.
    case_decision,
    /// Which decisions the Intact Supervisor approves in the worker's next Individual.
    decision_for_approval,
    /// What calls for a case staffing.
    staffing_trigger,
    /// Why a family's case closed.
    close_reason,
    /// On what basis a family's case opened.
    opening_basis,
    /// Who referred.
    referral_source,
    /// Why a referral was not eligible.
    ineligible_reason,
    /// Why a referral was declined, withdrawn or closed without contact.
    referral_end_reason,
    /// What an action item is about, with the priority that goes with it.
    action_category,
    /// What is due in the life of a case.
    milestone_kind,
    /// What a member of staff can show.
    credential_kind,
    /// Why a Recovery Coordinator drove.
    travel_purpose,
    /// What stands in the way of the project.
    challenge_category,
    /// What went well.
    success_category,
    /// Levels of care.
    level_of_care,
    /// How a treatment episode ended.
    discharge_reason,
    /// What a consent is for.
    consent_purpose,
    /// With which event a consent ends.
    consent_event,
    /// On what basis treatment information was disclosed without a consent.
    disclosure_basis,
    /// How a member stands to the family.
    relation,
}

impl Lists {
    /// The kinds of service that a person of this role can log.
    pub fn services_of(&self, role: Role) -> impl Iterator<Item = &ServiceKind> {
        self.service_kind.iter().filter(move |kind| kind.open && kind.by.contains(&role))
    }

    /// The kind of service of this word, also one that was taken out.
    pub fn service(&self, value: &str) -> Option<&ServiceKind> {
        self.service_kind.iter().find(|kind| kind.value == value)
    }

    /// What people read for a kind of service; the word itself where the list does not know it.
    pub fn service_label<'a>(&'a self, value: &'a str) -> &'a str {
        match self.service(value) {
            Some(kind) => &kind.label,
            None if value == CONTACT => "Contact",
            None if value == ELSEWHERE => "Documented elsewhere",
            None => value,
        }
    }

    /// Whether a kind of service says only that treatment staff were in contact with the family.
    pub fn is_contact_of_treatment(&self, value: &str) -> bool {
        let only = |kind: &ServiceKind| {
            kind.group == ServiceGroup::Contact && kind.by == [Role::RecoveryCoordinator]
        };
        value == CONTACT || self.service(value).is_some_and(only)
    }

    fn overlay_services(&mut self, table: &Table<'_>) {
        for (key, line) in table.keys() {
            let known = self.service_kind.iter_mut().find(|kind| kind.value == key);
            if !table.is_table(key) {
                match (table.choice(key), known) {
                    (Some(None), Some(kind)) => kind.open = false,
                    (Some(Some(label)), Some(kind)) => kind.label = label,
                    (Some(_), None) => table.problem_at(
                        line,
                        format!("there is no kind of service `{key}`"),
                        "A new one is { label = \"…\", by = [\"intact_worker\"], group = \"service\" }",
                    ),
                    (None, _) => {}
                }
                continue;
            }
            let Some(inner) = table.table(key) else { continue };
            let (label, by, group) = (inner.words("label"), inner.word_list("by"), inner.word("group"));
            inner.finish();
            match known {
                Some(kind) => {
                    super::set(&mut kind.label, label);
                    super::set(&mut kind.by, by);
                    super::set(&mut kind.group, group);
                }
                None => match (label, by, group) {
                    (Some(label), Some(by), Some(group)) => {
                        self.service_kind.push(ServiceKind {
                            value: key.to_owned(),
                            label,
                            by,
                            group,
                            open: true,
                        });
                    }
                    _ => table.problem_at(
                        line,
                        format!("the new kind of service `{key}` is not complete"),
                        format!("It needs label, by and group; group is one of {}", groups()),
                    ),
                },
            }
        }
    }
}

fn groups() -> String {
    let all: Vec<&str> = ServiceGroup::ALL.iter().map(|group| group.word()).collect();
    all.join(", ")
}
