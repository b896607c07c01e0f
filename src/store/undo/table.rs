//! What may be undone: the tables, how their rows are called, and who keeps them.

use crate::domain::access::Act;
use crate::domain::staff::{Role, Side};
use crate::domain::{FamilyId, ItemId, MeetingId, ReferralId};
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension};

/// Who keeps a table, for asking whether the viewer may.
#[derive(Clone, Copy, Debug)]
enum Keeper {
    Assign,
    Family,
    Safety,
    Service,
    Consent,
    Treatment,
    Staff,
    Fees,
    Place,
    Everybody,
}

/// A table whose rows can be put back.
#[derive(Debug)]
pub(super) struct Table {
    pub name: &'static str,
    pub noun: &'static str,
    keeper: Keeper,
    /// Rows that are a part of a row here: a table and its column.
    pub parts: &'static [(&'static str, &'static str)],
}

const fn table(name: &'static str, noun: &'static str, keeper: Keeper) -> Table {
    Table { name, noun, keeper, parts: &[] }
}

/// Everything else stays: meetings that began, notes, signatures, months, accounts.
static TABLES: &[Table] = &[
    table("assignment", "assignment", Keeper::Assign),
    table("family", "family", Keeper::Family),
    table("family_opening", "opening", Keeper::Family),
    table("family_enrolment", "enrolment", Keeper::Family),
    table("family_risk", "risk", Keeper::Family),
    table("family_phase", "phase", Keeper::Treatment),
    table("member", "family member", Keeper::Family),
    table("milestone", "milestone", Keeper::Everybody),
    table("court_hearing", "court hearing", Keeper::Everybody),
    table("safety_finding", "safety finding", Keeper::Safety),
    table("new_report", "new report", Keeper::Safety),
    table("referral", "referral", Keeper::Everybody),
    table("referral_status", "step of a referral", Keeper::Everybody),
    table("referral_move", "move on the wait list", Keeper::Everybody),
    table("referral_elsewhere", "reference of a referral", Keeper::Treatment),
    Table {
        name: "consent",
        noun: "consent",
        keeper: Keeper::Consent,
        parts: &[("consent_category", "consent_id"), ("consent_recipient", "consent_id")],
    },
    table("treatment_episode", "treatment episode", Keeper::Treatment),
    table("treatment_week", "week of treatment", Keeper::Treatment),
    table("treatment_step", "step into treatment", Keeper::Treatment),
    table("return_to_use", "return to use", Keeper::Treatment),
    table("voucher", "voucher", Keeper::Treatment),
    Table {
        name: "service",
        noun: "contact",
        keeper: Keeper::Service,
        parts: &[("service_child", "service_id"), ("service_fact", "service_id")],
    },
    table("travel", "trip", Keeper::Service),
    table("agency", "agency", Keeper::Place),
    table("site", "site", Keeper::Place),
    table("agency_charge", "charge", Keeper::Fees),
    table("action_item", "action item", Keeper::Everybody),
    table("staff", "person", Keeper::Staff),
    table("employment", "employment", Keeper::Staff),
    table("staff_site", "place of work", Keeper::Staff),
    table("position", "position", Keeper::Everybody),
    table("position_fill", "filling of a position", Keeper::Everybody),
    table("position_cover", "cover of a position", Keeper::Everybody),
    table("credential", "credential", Keeper::Staff),
    table("training", "training", Keeper::Staff),
    table("cover", "cover", Keeper::Staff),
    table("meeting", "meeting", Keeper::Everybody),
    table("meeting_pair", "pair of a meeting", Keeper::Everybody),
    table("meeting_person", "person of a meeting", Keeper::Everybody),
    table("meeting_move", "move of a meeting", Keeper::Everybody),
    Table {
        name: "prepared_point",
        noun: "prepared point",
        keeper: Keeper::Everybody,
        parts: &[("prepared_point_member", "point_id")],
    },
    table("meeting_series", "series of meetings", Keeper::Everybody),
    table("challenge", "challenge", Keeper::Everybody),
    table("success", "success", Keeper::Everybody),
];

/// The table of this name, where its rows can be put back.
pub(super) fn find(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

impl Table {
    /// What somebody else of the same side must be allowed to do to put a row of it back.
    pub(super) fn act(&self, side: Side) -> Act {
        let worker = match side {
            Side::ChildWelfare => Role::IntactWorker,
            Side::Treatment => Role::RecoveryCoordinator,
        };
        match self.keeper {
            Keeper::Assign => Act::Assign,
            Keeper::Family => Act::EditFamily,
            Keeper::Safety => Act::RecordSafety,
            Keeper::Service => Act::LogService(worker),
            Keeper::Consent => Act::RecordConsent,
            Keeper::Treatment => Act::WriteTreatment,
            Keeper::Fees => Act::KeepFees,
            Keeper::Place => Act::EditPlace,
            Keeper::Staff => Act::EditStaff(worker),
            Keeper::Everybody => Act::EditItem,
        }
    }

    /// A row of it as people say it: `A-0456`, `the assignment of F-0197`.
    pub(super) fn record(&self, conn: &Connection, id: i64) -> Result<String> {
        Ok(match self.name {
            "family" => FamilyId(id).to_string(),
            "referral" => ReferralId(id).to_string(),
            "action_item" => ItemId(id).to_string(),
            "meeting" => MeetingId(id).to_string(),
            "referral_status" | "referral_move" | "referral_elsewhere" => "the referral".to_owned(),
            name if self.columns(conn)?.iter().any(|column| column == "family_id") => {
                let family: Option<i64> = conn
                    .prepare_cached(&format!("select family_id from {name} where id = ?1"))?
                    .query_row([id], |row| row.get(0))
                    .optional()?
                    .flatten();
                match family {
                    Some(family) => format!("the {} of {}", self.noun, FamilyId(family)),
                    None => format!("the {}", self.noun),
                }
            }
            _ => format!("the {}", self.noun),
        })
    }

    /// Its columns.
    pub(super) fn columns(&self, conn: &Connection) -> Result<Vec<String>> {
        let mut statement = conn.prepare_cached("select name from pragma_table_info(?1)")?;
        let rows = statement.query_map([self.name], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The row's version now: `None` where it is gone, 1 where the table has none.
    pub(super) fn version(&self, conn: &Connection, id: i64) -> Result<Option<i64>> {
        let versioned = self.columns(conn)?.iter().any(|column| column == "version");
        let column = if versioned { "version" } else { "1" };
        let found = conn
            .prepare_cached(&format!("select {column} from {} where id = ?1", self.name))?
            .query_row([id], |row| row.get(0))
            .optional()?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
