//! The catalogue as data: what each rule weighs, and what an agency writes of its own.

use super::{entry, held, on};
use ifr::domain::catalogue::Severity::{self, Must, Should};
use ifr::domain::rules::{Background, check};
use ifr::settings::Settings;

/// Every rule and its weight: what the definitions say must be is an error, what they say should be a warning.
const WEIGHTS: &[(&str, Severity)] = &[
    ("duration", Must),
    ("spell", Must),
    ("future", Must),
    ("provider_overlap", Should),
    ("client_overlap", Should),
    ("duplicate", Must),
    ("rss.face_to_face", Must),
    ("rss.record", Must),
    ("rss.voucher", Should),
    ("rss.voucher_runs", Must),
    ("transportation.form", Must),
    ("transportation.miles", Must),
    ("transportation.pass", Must),
    ("transportation.specific_pass", Must),
    ("transportation.driver", Must),
    ("transportation.supported", Must),
    ("employment_coaching.topic", Must),
    ("employment_coaching.topics", Should),
    ("employment_coaching.one_on_one", Should),
    ("employment_coaching.computer", Must),
    ("employment_training.trade", Should),
    ("employment_training.curriculum", Must),
    ("employment_training.prerequisites", Must),
    ("employment_training.coaching", Must),
    ("employment_training.prerequisite", Must),
    ("recovery_home.licence", Must),
    ("recovery_home.licence_dated", Must),
    ("recovery_home.in_force", Must),
    ("recovery_home.dates", Must),
    ("recovery_coaching.coach", Must),
    ("recovery_coaching.one_on_one", Should),
    ("recovery_coaching.topic", Must),
    ("recovery_coaching.topics", Should),
    ("recovery_skills.provider", Must),
    ("recovery_skills.group", Should),
    ("recovery_skills.topic", Must),
    ("recovery_skills.topics", Should),
    ("spiritual_support.beliefs", Must),
    ("spiritual_support.group", Should),
    ("spiritual_support.activities", Should),
    ("peer_coaching.peer", Must),
    ("peer_coaching.topic", Must),
    ("peer_coaching.topics", Should),
];

#[test]
fn what_must_be_is_an_error_and_what_should_be_a_warning() {
    let settings = Settings::defaults();
    let catalogue = &settings.services;
    let own = catalogue.services.iter().flat_map(|service| &service.rules);
    let rules: Vec<_> = catalogue.rules.iter().chain(own).collect();
    let found: Vec<(&str, Severity)> = rules.iter().map(|rule| (rule.id.as_str(), rule.severity)).collect();
    assert_eq!(found, WEIGHTS);
    for rule in rules {
        assert!(!rule.says.is_empty() && !rule.quote.is_empty() && !rule.source.is_empty(), "{}", rule.id);
    }
}

/// A service of an agency's own: one line in the lists, a table in the catalogue.
const LISTS: &str = "
[service_kind]
recovery_choir = { label = \"Recovery Choir\", by = [\"recovery_coordinator\"], group = \"recovery_support\" }
";

const CHOIR: &str = "
[fact.songs]
label = \"Songs\"
kind = \"number\"

[service.recovery_choir]
modality = \"group\"
facts = [\"songs\", \"group_size\", \"topic\"]

[service.recovery_choir.topics]
gospel = \"gospel\"

[[service.recovery_choir.rule]]
id = \"recovery_choir.songs\"
check = \"fact\"
facts = [\"songs\"]
severity = \"must\"
says = \"it is not on file how many songs were sung\"
quote = \"A choir sings.\"
source = \"House rule 7\"

[[service.recovery_choir.rule]]
id = \"recovery_choir.leader\"
check = \"credential\"
credentials = [\"lived_experience\"]
severity = \"should\"
says = \"nobody with lived experience led it\"
quote = \"A choir is led by peers.\"
";

#[test]
fn an_agency_adds_a_service_with_rules_of_its_own() {
    let mut settings = Settings::defaults();
    assert_eq!(settings.overlay("lists.toml", LISTS), []);
    assert_eq!(settings.overlay("services.toml", CHOIR), []);
    let found = |facts: &[(&str, &str)], held: &[ifr::domain::rules::Held]| -> Vec<String> {
        let spells = [(on("2026-01-01"), None)];
        let by = Background {
            catalogue: &settings.services,
            held,
            spells: &spells,
            vouchers: &[],
            today: on("2026-11-24"),
        };
        let entry = entry("recovery_choir", facts);
        let found = check(&entry, by);
        found.iter().map(|one| format!("{} {}", one.rule.severity, one.rule.id)).collect()
    };
    let peer = [held("lived_experience", "2026-01-01", "2026-12-31", None)];
    assert_eq!(found(&[("songs", "4")], &peer), [""; 0]);
    assert_eq!(found(&[("songs", "4")], &[]), ["warning recovery_choir.leader"]);
    assert_eq!(found(&[], &peer), ["error recovery_choir.songs"]);
    let rule = &settings.services.service("recovery_choir").unwrap().rules[1];
    assert_eq!(rule.source, "IDHS/SUPR Recovery Support Services Definitions", "a quote without a source");
    assert!(settings.services.credentials_of("recovery_choir").any(|one| one == "lived_experience"));
    let asked = settings.services.facts_of("recovery_choir");
    assert_eq!(asked.iter().map(|fact| fact.label.as_str()).collect::<Vec<_>>()[0], "Songs");
}

#[test]
fn a_mistake_in_the_catalogue_is_named_with_its_line_and_changes_nothing() {
    let cases = [
        // What is written, the line it is named at, a word of the message.
        ("[service.yachting]\nmodality = \"group\"\n", 1, "no service \"yachting\""),
        ("\n[service.peer_coaching]\nfacts = [\"topik\"]\n", 3, "no fact \"topik\""),
        ("[[rule]]\ncheck = \"fact\"\n", 1, "a rule has no id"),
        (
            "[[service.peer_coaching.rule]]\nid = \"peer_coaching.peer\"\ncredentials = [\n  \"wizard\",\n]\n",
            4,
            "no credential \"wizard\"",
        ),
        (
            "[[service.peer_coaching.rule]]\nid = \"peer_coaching.peer\"\nseverity = \"maybe\"\n",
            3,
            "severity",
        ),
        (
            "[[service.peer_coaching.rule]]\nid = \"own\"\ncheck = \"fact\"\nseverity = \"must\"\nsays = \"x\"\nquote = \"x\"\n",
            3,
            "gives no `facts`",
        ),
        ("[voucher]\ndays = 9000\n", 2, "days"),
        ("[fact.new]\nlabel = \"New\"\n", 2, "not complete"),
        ("[service.peer_coaching]\nmodality = \"either\"\ntopcs = 3\n", 3, "topcs"),
    ];
    for (text, line, words) in cases {
        let mut settings = Settings::defaults();
        let problems = settings.overlay("services.toml", text);
        let told: Vec<String> = problems.iter().map(|one| format!("{one:?}")).collect();
        let named = problems.iter().any(|one| one.line == line && one.message.contains(words));
        assert!(named, "no \"{words}\" at {line} in {told:#?}");
        assert!(problems.iter().all(|one| !one.hint.is_empty()), "{told:#?}");
        let rules =
            |settings: &Settings| settings.services.service("peer_coaching").map(|one| one.rules.clone());
        assert_eq!(rules(&settings), rules(&Settings::defaults()), "{text}");
    }
}
