//! Everything that can be set: defaults embedded in the program, overlaid by files of the same name.
//!
//! A file of one's own needs only what differs. Whatever is wrong in it is told all at once, with its line, and
//! stays at its default.

pub mod calendar;
pub mod general;
pub mod lists;
pub mod meetings;
pub mod notices;
pub mod reader;
mod section;
mod services;
mod table;
pub mod thresholds;

pub use calendar::CalendarSettings;
pub use general::General;
pub use lists::{Choice, List, Lists, ServiceGroup, ServiceKind};
pub use meetings::Meetings;
pub use notices::Notices;
pub use reader::{Problem, Reader, nearest, set};
pub use table::Table;
pub use thresholds::Thresholds;

use crate::domain::catalogue::Catalogue;
use std::path::Path;

/// The settings files of this module with their defaults, as `ifr config` prints them.
const EMBEDDED: [(&str, &str); 7] = [
    ("settings.toml", include_str!("../config/settings.toml")),
    ("thresholds.toml", include_str!("../config/thresholds.toml")),
    ("meetings.toml", include_str!("../config/meetings.toml")),
    ("lists.toml", include_str!("../config/lists.toml")),
    ("services.toml", include_str!("../config/services.toml")),
    ("calendar.toml", include_str!("../config/calendar.toml")),
    ("notices.toml", include_str!("../config/notices.toml")),
];

/// The files that are read elsewhere, so that they are known names in the folder.
const ELSEWHERE: [&str; 1] = ["keys.toml"];

/// Every settings file with its default text.
pub fn embedded() -> &'static [(&'static str, &'static str)] {
    &EMBEDDED
}

/// Everything that can be set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// How the program behaves on this computer.
    pub general: General,
    /// The numbers by which it judges.
    pub thresholds: Thresholds,
    /// The kinds of meeting.
    pub meetings: Meetings,
    /// The words of open lists.
    pub lists: Lists,
    /// What must be on file for each service, and the rules it is checked by.
    pub services: Catalogue,
    /// Where the agencies live and when they do not work.
    pub calendar: CalendarSettings,
    /// What is said about confidentiality.
    pub notices: Notices,
}

impl Settings {
    /// The defaults.
    pub fn defaults() -> Self {
        let mut settings = Self::default();
        for (name, text) in EMBEDDED {
            settings.overlay(name, text);
        }
        settings
    }

    /// The defaults, overlaid by the files of a folder, and everything that is wrong in them.
    ///
    /// A folder that does not exist has nothing to say; a file that cannot be read is a problem, not an error.
    pub fn load(dir: Option<&Path>) -> (Self, Vec<Problem>) {
        let mut settings = Self::defaults();
        let mut problems = Vec::new();
        let Some(dir) = dir.filter(|dir| dir.is_dir()) else { return (settings, problems) };
        for (name, _) in EMBEDDED {
            match std::fs::read(dir.join(name)).map(String::from_utf8) {
                Ok(Ok(text)) => problems.extend(settings.overlay(name, &text)),
                Ok(Err(_)) => problems.push(unreadable(name, "it is not text in UTF-8")),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => problems.push(unreadable(name, &error.to_string())),
            }
        }
        problems.extend(strangers(dir));
        (settings, problems)
    }

    /// Takes over what a file gives rightly, and says what it gives wrongly.
    pub fn overlay(&mut self, name: &str, text: &str) -> Vec<Problem> {
        let reader = Reader::new(name, text.trim_start_matches('\u{feff}'));
        self.take(name, &reader);
        reader.problems()
    }

    fn take(&mut self, name: &str, reader: &Reader) {
        let root = reader.root();
        match name {
            "settings.toml" => self.general.overlay(root),
            "thresholds.toml" => {
                let before = self.thresholds.clone();
                self.thresholds.overlay(root);
                if !self.thresholds_in_order(reader) {
                    self.thresholds = before;
                }
            }
            "meetings.toml" => self.meetings.overlay(root),
            "lists.toml" => self.lists.overlay(root),
            "services.toml" => services::overlay(&mut self.services, root, &self.lists),
            "calendar.toml" => self.calendar.overlay(root),
            "notices.toml" => self.notices.overlay(root),
            _ => root.finish(),
        }
    }

    fn thresholds_in_order(&self, reader: &Reader) -> bool {
        let mut right = true;
        for (table, low_key, low, high_key, high) in self.thresholds.pairs() {
            if low > high {
                let message =
                    format!("`{table}.{low_key}` is {low}, and `{table}.{high_key}` is only {high}");
                if let Some(table) = reader.root().table(table) {
                    let key = if table.has(low_key) { low_key } else { high_key };
                    table.problem(key, message, "Until it is mended, the numbers of this file are not used");
                }
                right = false;
            }
        }
        right
    }
}

fn unreadable(name: &str, why: &str) -> Problem {
    Problem {
        file: name.to_owned(),
        line: 0,
        message: format!("this file cannot be read: {why}"),
        hint: "The defaults are used".into(),
    }
}

/// Files in the folder whose names nobody reads: a mistyped name would otherwise be silent.
fn strangers(dir: &Path) -> Vec<Problem> {
    let known = || EMBEDDED.iter().map(|(name, _)| *name).chain(ELSEWHERE);
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".toml") && !known().any(|one| one == name))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|file| {
            let hint = match nearest(&file, known()) {
                Some(near) => format!("Did you mean {near}?"),
                None => format!("These are read: {}", known().collect::<Vec<_>>().join(", ")),
            };
            Problem { file, line: 0, message: "nobody reads a file of this name".into(), hint }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Word;
    use crate::domain::staff::Role;

    #[test]
    fn the_embedded_files_say_everything_and_nothing_wrong() {
        let mut settings = Settings::default();
        for (name, text) in embedded() {
            let reader = Reader::new(name, text);
            settings.take(name, &reader);
            assert_eq!(reader.problems(), [], "{name}");
            let optional =
                [".prompts", ".note", ".cadence_days", ".planned_minutes", ".step", ".case_field", ".topics"];
            let missing: Vec<String> = reader
                .missing()
                .into_iter()
                .filter(|key| !optional.iter().any(|end| key.ends_with(end)))
                .collect();
            assert!(missing.is_empty(), "{name} does not give {missing:?}");
        }
        assert_eq!(settings, Settings::defaults());
        assert!(settings.lists.all().iter().all(|(_, list)| list.choices().count() > 1));
        assert!(settings.lists.action_category.choices().all(|choice| choice.priority.is_some()));
    }

    #[test]
    fn the_steps_of_a_meeting_fill_its_minutes() {
        for kind in &Settings::defaults().meetings.kinds {
            let sum: i64 = kind.steps.iter().map(|step| step.minutes).sum();
            assert_eq!(sum, kind.planned_minutes.unwrap_or_default(), "{}", kind.key);
        }
    }

    #[test]
    fn the_seed_numbers_are_as_the_seed_says() {
        let settings = Settings::defaults();
        assert_eq!(settings.thresholds.travel.cap_miles, 150);
        let co = settings.meetings.kind("co_supervision").unwrap();
        assert_eq!(co.required.len(), 4);
        assert_eq!(co.sign, [Role::IntactSupervisor, Role::SudSupervisor]);
        assert!(co.walked && co.resets_clock_of("joint") && !co.resets_clock_of("individual_iw"));
        let walked: Vec<&str> = settings.meetings.walked().map(|kind| kind.key.as_str()).collect();
        assert_eq!(walked.len(), 10, "every kind is walked: {walked:?}");
        let support = |kind: &&ServiceKind| kind.group == ServiceGroup::RecoverySupport;
        assert_eq!(settings.lists.service_kind.iter().filter(support).count(), 8);
        assert_eq!(settings.meetings.kinds.len(), 10);
    }

    #[test]
    fn what_treatment_staff_write_is_sealed_and_what_both_see_is_not() {
        use crate::domain::meeting::FieldSide;
        for kind in &Settings::defaults().meetings.kinds {
            for field in &kind.case_fields {
                assert_eq!(field.part2, field.side == FieldSide::Treatment, "{} {}", kind.key, field.key);
            }
        }
    }

    #[test]
    fn every_recovery_support_service_has_its_rules() {
        let settings = Settings::defaults();
        let kinds =
            settings.lists.service_kind.iter().filter(|kind| kind.group == ServiceGroup::RecoverySupport);
        for kind in kinds {
            let service = settings.services.service(&kind.value).unwrap();
            assert!(!service.rules.is_empty(), "{}", kind.value);
            for fact in &service.facts {
                assert!(settings.services.fact(fact).is_some(), "{fact}");
            }
        }
        let mut kinds = settings.services.services.iter().map(|service| service.kind.as_str());
        let needs = |kind: &&str| settings.services.credentials_of(kind).any(|one| one == "lived_experience");
        assert_eq!(kinds.by_ref().filter(needs).collect::<Vec<_>>(), ["recovery_skills", "peer_coaching"]);
    }

    #[test]
    fn closed_vocabularies_and_lists_agree() {
        let lists = Settings::defaults().lists;
        for purpose in crate::domain::service::TravelPurpose::ALL {
            assert!(lists.travel_purpose.contains(purpose.word()));
        }
    }
}
