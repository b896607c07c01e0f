//! The fields of each kind, and the names that other systems give their columns.

use super::Kind;
use crate::domain::Word;

/// A field and the column names by which it is known, folded: letters and digits only.
pub(super) type Field = (&'static str, &'static [&'static str]);

const STAFF: &[Field] = &[
    ("name", &["name", "displayname", "fullname", "staffname", "worker", "employee", "staff"]),
    ("email", &["email", "emailaddress", "mail"]),
    ("role", &["role", "position", "jobtitle", "title"]),
    ("agency", &["agency", "employer", "organization", "organisation"]),
    ("site", &["site", "office", "location", "sitename"]),
    ("hired_on", &["hiredon", "hired", "hiredate", "startdate", "datehired"]),
    ("left_on", &["lefton", "left", "enddate", "separationdate", "terminationdate"]),
    ("fte", &["fte"]),
    ("capacity", &["capacity", "caseloadlimit"]),
    ("status", &["status", "employmentstatus"]),
    ("supervisor", &["supervisor", "supervisorname", "supervisoremail", "supervisedby"]),
    ("supervises", &["supervises", "supervisees", "supervisorvolunteers"]),
];

const FAMILY: &[Field] = &[
    ("case_number", &["casenumber", "caseno", "caseid", "case", "familyid", "caseref"]),
    ("label", &["label", "familylabel"]),
    ("site", &["site", "office", "location", "sitename"]),
    ("opened_on", &["openedon", "opened", "opendate", "caseopened", "dateopened", "caseopendate"]),
    ("closed_on", &["closedon", "closed", "closedate", "dateclosed", "caseclosed"]),
    ("close_reason", &["closereason", "closingreason", "reasonclosed"]),
    ("basis", &["basis", "openingbasis"]),
    ("court_ordered", &["courtordered", "courtorder"]),
    ("enrolled_on", &["enrolledon", "enrolled", "enrolmentdate", "enrollmentdate"]),
    ("risk", &["risk", "risklevel"]),
    (
        "workers",
        &["caseassignment", "workers", "assignedworkers", "assignedto", "assignedworker", "assigned"],
    ),
    ("intact_worker", &["intactworker", "iw", "caseworker", "intactworkeremail"]),
    ("recovery_coordinator", &["recoverycoordinator", "rc", "recoverycoach", "recoverycoordinatoremail"]),
    ("assigned_on", &["assignedon", "assignmentdate", "dateassigned", "assigneddate"]),
    ("child_birth", &["birthmonthyearyouth", "childbirth", "childbirthdate", "childdob"]),
    ("hearing_on", &["nextcourtdate", "courtdate", "nexthearing", "hearingdate"]),
];

const MEMBER: &[Field] = &[
    ("case_number", &["casenumber", "caseno", "caseid", "case", "familyid", "caseref"]),
    ("name", &["name", "displayname", "fullname", "membername", "alias", "initials", "member", "person"]),
    ("kind", &["kind", "type", "adultorchild", "membertype", "membership"]),
    ("birth", &["birth", "birthdate", "dateofbirth", "dob", "birthmonthyear", "born", "birthmonthyearyouth"]),
    ("in_home", &["inhome", "livesathome"]),
    ("participant", &["participant", "inprogramme", "inprogram"]),
    ("substance_exposed", &["substanceexposed", "sei", "exposed"]),
];

const LAST_HELD: &[Field] = &[
    ("intact_worker", &["intactworker", "iw", "intactworkeremail"]),
    ("recovery_coordinator", &["recoverycoordinator", "rc", "recoverycoordinatoremail"]),
    ("meeting", &["meeting", "kind", "meetingkind", "meetingtype", "type"]),
    ("held_on", &["heldon", "held", "lastheld", "lasthelddate", "date", "lastmeeting"]),
    ("co_supervision", &["cosupervision", "lastcosupervision"]),
    ("joint", &["joint", "lastjoint", "jointsupervision"]),
    ("site", &["site", "office", "location", "sitename"]),
];

/// The fields of a kind.
pub(super) fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Staff => STAFF,
        Kind::Family => FAMILY,
        Kind::Member => MEMBER,
        Kind::LastHeld => LAST_HELD,
    }
}

/// A column name as synonyms are written: letters and digits, lower case.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The field of a kind that a column name means.
pub(super) fn field(kind: Kind, column: &str) -> Option<&'static str> {
    let column = folded(column);
    fields(kind).iter().find(|(_, names)| names.contains(&column.as_str())).map(|(field, _)| *field)
}

/// What a file holds, by the fields that its columns give.
pub(super) fn detect(headers: &[String]) -> Option<Kind> {
    let has = |kind, wanted: &str| headers.iter().any(|header| field(kind, header) == Some(wanted));
    let held = ["held_on", "co_supervision", "joint"].iter().any(|field| has(Kind::LastHeld, field));
    let worker = has(Kind::LastHeld, "intact_worker") || has(Kind::LastHeld, "recovery_coordinator");
    let case = has(Kind::Family, "case_number");
    if held && worker && !case {
        Some(Kind::LastHeld)
    } else if case && has(Kind::Member, "name") {
        Some(Kind::Member)
    } else if case {
        Some(Kind::Family)
    } else if has(Kind::Staff, "name") || has(Kind::Staff, "email") {
        Some(Kind::Staff)
    } else {
        None
    }
}

/// Whether a folded column name is known for any kind.
pub(super) fn is_known(folded: &str) -> bool {
    Kind::ALL.iter().any(|kind| fields(*kind).iter().any(|(_, names)| names.contains(&folded)))
}

/// Whether a field holds days, months or years.
pub(super) fn is_day(field: &str) -> bool {
    field.ends_with("_on") || matches!(field, "birth" | "child_birth" | "co_supervision" | "joint" | "week")
}

/// Whether a field names people of the staff.
pub(super) fn is_person(field: &str) -> bool {
    matches!(
        field,
        "workers"
            | "worker"
            | "intact_worker"
            | "recovery_coordinator"
            | "supervisor"
            | "supervises"
            | "staff"
            | "owner"
            | "by"
            | "joint_with"
    )
}
