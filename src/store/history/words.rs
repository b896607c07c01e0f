//! The audit trail's words as people read them: events, tables, columns, values.

use crate::domain::family::{Finding, MemberEnd, MemberKind, Phase, Risk, StepKind};
use crate::domain::staff::Role;
use crate::domain::{Number, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::read_date;
use rusqlite::OptionalExtension;

/// The kinds of events whose name is not their word, and what people read.
const EVENTS: &[(&str, &str)] = &[
    ("open_family", "Family opened"),
    ("change_family", "Family changed"),
    ("close_family", "Family closed"),
    ("reopen_family", "Family opened again"),
    ("pending_close", "Pending close"),
    ("member", "Member added"),
    ("change_member", "Member changed"),
    ("end_member", "Member ended"),
    ("risk", "Risk assessed"),
    ("phase", "Phase entered"),
    ("move_start", "Beginning moved"),
    ("enrol", "Enrolled in IFR"),
    ("end_enrolment", "Enrolment ended"),
    ("milestone", "Milestone added"),
    ("change_milestone", "Milestone changed"),
    ("new_report", "New report"),
    ("court_hearing", "Court hearing"),
    ("finding", "Safety finding"),
    ("treatment", "Treatment fact"),
    ("assign", "Assigned"),
    ("contact", "Contact logged"),
    ("service", "Service logged"),
    ("change_service", "Service changed"),
    ("delete_service", "Service taken back"),
    ("week", "Week logged"),
    ("document", "Documentation dated"),
    ("consent", "Consent recorded"),
    ("disclose", "Treatment information read"),
    ("view", "Treatment information read by its own agency"),
    ("item", "Action item made"),
    ("change_item", "Action item changed"),
    ("item_status", "Action item moved on"),
    ("move_meeting", "Meeting moved"),
    ("drop_meeting", "Meeting not held"),
    ("plan_meeting", "Meeting scheduled"),
    ("series", "How they meet"),
    ("prepare", "Sent to the next meeting"),
    ("take_up", "Point taken up"),
    ("take_point_back", "Point taken back"),
    ("consent_completed", "Consent completed"),
    ("consent_revoked", "Consent revoked"),
    ("consent_ended", "Consent ended by its event"),
    ("exception", "Exception opened"),
    ("exception_ended", "Exception ended"),
    ("undo", "Undone"),
    ("carry", "Carried into a meeting"),
    ("reassign", "Families given to others"),
    ("end_assignment", "Assignment ended"),
    ("enter_referral", "Referral entered"),
    ("edit_referral", "Referral corrected"),
    ("step_referral", "Referral moved on"),
    ("accept_referral", "Referral accepted"),
    ("move_referral", "Moved in the wait list"),
    ("referral_contacts", "First contacts entered"),
    ("treatment_step", "Step into treatment"),
    ("staff", "Person added"),
    ("staff_details", "Name or e-mail changed"),
    ("staff_employ", "Employment changed from a day on"),
    ("staff_correct", "Employment corrected"),
    ("staff_sites", "Sites and shares changed"),
    ("staff_leave", "Leave recorded"),
    ("staff_separate", "Leaves the agency"),
    ("staff_credential", "Credential recorded"),
    ("staff_training", "Training recorded"),
    ("staff_cover", "Deputy named or changed"),
    ("set_up", "File made"),
    ("sign_in", "Signed in"),
    ("sign_in_refused", "Wrong passphrase"),
    ("refused", "Refused"),
    ("export", "Written to a file"),
    ("sign_meeting", "Meeting signed"),
    ("passphrase_recovered", "Passphrase set by the recovery code"),
    ("recovery_code", "Recovery code made"),
    ("recovery_refused", "Wrong recovery code"),
    ("trail_accepted", "Trail as found accepted"),
    ("passphrase_given", "Passphrase given"),
    ("passphrase_changed", "Passphrase changed"),
];

/// What was done: `Family closed`.
pub(crate) fn event(kind: &str) -> String {
    let known = EVENTS.iter().find(|(known, _)| *known == kind);
    known.map_or_else(
        || crate::domain::text::capital(&kind.replace('_', " ")),
        |(_, words)| (*words).to_owned(),
    )
}

/// What a table holds: `Risk`.
pub(super) fn record(table: &str) -> &'static str {
    match table {
        "family" => "Family",
        "family_opening" => "Opening",
        "family_enrolment" => "Enrolment",
        "family_risk" => "Risk",
        "family_phase" => "Phase",
        "member" => "Member",
        "assignment" => "Assignment",
        "safety_finding" => "Safety finding",
        "new_report" => "New report",
        "court_hearing" => "Court hearing",
        "milestone" => "Milestone",
        "service" => "Service",
        "action_item" => "Action item",
        "consent" => "Consent",
        "disclosure_exception" => "Exception",
        "treatment_episode" | "treatment_week" | "treatment_step" | "return_to_use" | "voucher" => {
            "Treatment"
        }
        "referral" => "Referral",
        "referral_status" => "Status",
        "staff" => "Person",
        "employment" => "Employment",
        "staff_site" => "Site",
        "position_fill" | "position_cover" => "Position",
        "credential" => "Credential",
        "training" => "Training",
        "cover" => "Deputy",
        "agency_charge" => "Fee or training",
        _ => "Record",
    }
}

/// Whether every value of a table is treatment information, whatever the row says.
pub(crate) fn is_treatment(table: &str) -> bool {
    matches!(
        table,
        "family_phase"
            | "treatment_episode"
            | "treatment_week"
            | "treatment_step"
            | "return_to_use"
            | "voucher"
    )
}

/// A table that has a member, by its name; a name from the file never becomes SQL.
pub(super) fn table(entity: &str) -> &'static str {
    match entity {
        "consent" => "consent",
        "treatment_episode" => "treatment_episode",
        "treatment_week" => "treatment_week",
        "treatment_step" => "treatment_step",
        "return_to_use" => "return_to_use",
        "voucher" => "voucher",
        _ => "service",
    }
}

/// Whether a column says nothing to people: the row it belongs to is named already.
pub(super) fn is_silent(field: &str) -> bool {
    matches!(
        field,
        "family_id"
            | "consent_id"
            | "import_id"
            | "id"
            | "referral_id"
            | "episode_id"
            | "discloser_agency_id"
    )
}

/// The columns of one table that are called otherwise there.
const COLUMNS_OF: &[(&str, &str, &str)] = &[
    ("family_opening", "from_on", "opened on"),
    ("family_opening", "to_on", "closed on"),
    ("service", "children", "children seen, by number"),
];

/// The columns of every table, and what people call them.
const COLUMNS: &[(&str, &str)] = &[
    ("from_on", "from"),
    ("to_on", "until"),
    ("case_number", "case number"),
    ("label", "short name"),
    ("site_id", "site"),
    ("last_indicated_on", "last indicated report"),
    ("basis", "basis"),
    ("court_ordered", "court-ordered"),
    ("pending_close_on", "pending close since"),
    ("close_reason", "reason"),
    ("reason", "reason"),
    ("end_reason", "reason"),
    ("left_reason", "reason"),
    ("discharge_reason", "reason"),
    ("risk", "risk"),
    ("phase", "phase"),
    ("kind", "kind"),
    ("alias", "initials"),
    ("birth_year", "birth year"),
    ("birth_month", "birth month"),
    ("in_home", "in the home"),
    ("participant", "in the programme"),
    ("substance_exposed", "substance-exposed"),
    ("left_on", "left on"),
    ("staff_id", "who"),
    ("role", "role"),
    ("assigned_by", "assigned by"),
    ("by_id", "by"),
    ("created_by", "by"),
    ("validated_by", "by"),
    ("supervisor_held", "supervisor-held"),
    ("finding", "finding"),
    ("review_due_on", "look again by"),
    ("due_on", "due on"),
    ("completed_on", "completed on"),
    ("description", "description"),
    ("owner_id", "owner"),
    ("category", "category"),
    ("priority", "priority"),
    ("status", "status"),
    ("closed_on", "closed on"),
    ("verified_by", "verified by"),
    ("escalated_on", "to both supervisors on"),
    ("born_meeting_id", "made in"),
    ("iw_id", "Intact Worker"),
    ("rc_id", "Recovery Coordinator"),
    ("created_on", "made on"),
    ("mode", "how"),
    ("minutes", "minutes"),
    ("began", "began"),
    ("joint_with", "together with"),
    ("documented_on", "documented on"),
    ("documented_elsewhere", "documented elsewhere"),
    ("member_id", "adult"),
    ("recipient", "recipient"),
    ("recipient_agency_id", "receiving agency"),
    ("purpose", "purpose"),
    ("signed", "signature seen"),
    ("signed_on", "signed on"),
    ("expires_on", "ends on"),
    ("expires_event", "ends with"),
    ("ended_on", "ended on"),
    ("revoked", "revoked"),
    ("right_to_revoke", "right to revoke stated"),
    ("provider", "provider"),
    ("level_of_care", "level of care"),
    ("admitted_on", "admitted on"),
    ("discharged_on", "discharged on"),
    ("week_on", "week of"),
    ("offered", "offered"),
    ("attended", "attended"),
    ("reported_on", "reported on"),
    ("name", "name"),
    ("short_name", "short name as said"),
    ("email", "e-mail"),
    ("agency_id", "agency"),
    ("hired_on", "first day"),
    ("fte", "FTE"),
    ("capacity", "capacity"),
    ("supervisor_id", "supervisor"),
    ("share", "share of time"),
    ("received_on", "received on"),
    ("source", "source"),
    ("county", "county"),
    ("assigned_to", "assigned to"),
    ("assigned_on", "assigned on"),
    ("screened_on", "screened on"),
    ("wait_listed_on", "wait-listed on"),
    ("first_contact_on", "first contact"),
    ("first_attempt_on", "first attempt"),
    ("face_to_face_on", "face to face"),
    ("concern", "concern"),
    ("issued_on", "issued on"),
    ("hours", "hours"),
    ("miles", "miles"),
    ("topic", "topic"),
    ("deputy_id", "deputy"),
    ("on_date", "day"),
    ("amount_cents", "amount"),
    ("what_for", "what for"),
];

/// A column as people call it.
pub(crate) fn field(table: &str, field: &str) -> &'static str {
    if table == "service" && field.starts_with("fact ") {
        return "on file";
    }
    let of_table = COLUMNS_OF.iter().find(|(its, name, _)| *its == table && *name == field);
    let of_any = COLUMNS.iter().find(|(name, _)| *name == field);
    of_table.map(|(_, _, words)| *words).or(of_any.map(|(_, words)| *words)).unwrap_or("a detail")
}

/// A value as people read it: names for keys, labels for words, days for dates.
pub(super) fn value(store: &Store, table: &str, field: &str, text: &str) -> Result<String> {
    if let Some(name) = named(store, field, text)? {
        return Ok(name);
    }
    if let Some(day) = read_date(text) {
        return Ok(crate::domain::dates::short(day, store.clock().today()));
    }
    if let ("amount_cents", Ok(cents)) = (field, text.parse()) {
        return Ok(crate::domain::voucher::dollars(cents));
    }
    let lists = &store.settings().lists;
    let listed = match (table, field) {
        ("family_opening", "basis") => lists.opening_basis.label(text),
        (_, "close_reason") => lists.close_reason.label(text),
        ("milestone", "kind") => lists.milestone_kind.label(text),
        ("credential", "kind") => lists.credential_kind.label(text),
        ("action_item", "category") => lists.action_category.label(text),
        ("referral", "source") => lists.referral_source.label(text),
        (_, "level_of_care") => lists.level_of_care.label(text),
        (_, "discharge_reason") => lists.discharge_reason.label(text),
        ("service", "kind") => return Ok(lists.service_label(text).to_owned()),
        (_, "risk") => word::<Risk>(text),
        (_, "phase") => word::<Phase>(text),
        (_, "finding") => word::<Finding>(text),
        (_, "role") => word::<Role>(text),
        ("member", "kind") => word::<MemberKind>(text),
        ("treatment_step", "kind") => word::<StepKind>(text),
        (_, "left_reason") => word::<MemberEnd>(text),
        (
            _,
            "in_home" | "participant" | "substance_exposed" | "court_ordered" | "supervisor_held" | "signed"
            | "revoked" | "right_to_revoke",
        ) => match text {
            "1" => "yes",
            _ => "no",
        },
        (_, "status" | "priority" | "mode") => return Ok(text.replace('_', " ")),
        _ => text,
    };
    Ok(listed.to_owned())
}

fn word<W: Word>(text: &str) -> &str {
    W::parse(text).map_or(text, |known| known.label())
}

/// The name behind a key.
fn named(store: &Store, field: &str, text: &str) -> Result<Option<String>> {
    let sql = match field {
        "staff_id" | "owner_id" | "assigned_by" | "assigned_to" | "by_id" | "created_by" | "verified_by"
        | "validated_by" | "joint_with" | "supervisor_id" | "deputy_id" | "referred_by" | "iw_id"
        | "rc_id" => "select name from staff where id = ?1",
        "site_id" => "select name from site where id = ?1",
        "agency_id" | "recipient_agency_id" => "select name from agency where id = ?1",
        "member_id" => "select alias from member where id = ?1",
        "born_meeting_id" => {
            return Ok(text.parse().ok().map(|id| crate::domain::MeetingId::new(id).to_string()));
        }
        _ => return Ok(None),
    };
    let Ok(id) = text.parse::<i64>() else { return Ok(None) };
    Ok(store.conn().prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?)
}
