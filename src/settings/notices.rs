//! What the program says about confidentiality: `notices.toml`.

use super::section::section;

section! {
    /// What the program says about confidentiality.
    Notices {
        /// The short notice of 42 CFR 2.32, beside every Part 2 fact.
        part2: String = words(),
        /// The statement at the beginning of a session, a paragraph each.
        confidentiality: Vec<String> = texts(),
        /// What stands above the adults without an active consent.
        no_consent: String = words(),
        /// What stands beside agreement, decisions and action items.
        both_agencies: String = words(),
        /// What stands beside a personnel note.
        personnel: String = words(),
        /// What is said where people of other agencies take part.
        aggregates_only: String = words(),
        /// What stands on every screen of a demo file.
        demo: String = words(),
        /// What is said of a file without encryption.
        plain_file: String = words(),
        /// What stands in the place of a fact that the treatment agency keeps.
        documented_elsewhere: String = words(),
    }
}
