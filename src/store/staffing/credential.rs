//! Credentials and training: what a person can show, and what they learned.

use crate::domain::decimal;
use crate::domain::text::clean_line;
use crate::error::{Result, invalid};
use crate::store::forms::desk::{Desk, line};
use crate::store::view::staffing::StaffChange;
use crate::store::write::{Field, What};
use crate::store::{OpId, Store};
use chrono::NaiveDate;

/// The longest training that one row holds, in hours.
const MOST_HOURS: i64 = 200;
/// The dearest training that one row holds, in cents.
const MOST_CENTS: i64 = 10_000_000;

impl Store {
    /// A new credential (a renewal is one, too), or a row that was entered wrongly or is validated now.
    pub(super) fn save_credential(&mut self, op: OpId, change: &StaffChange) -> Result<(i64, String)> {
        let StaffChange::Credential { staff, row, kind, issued_on, expires_on, validated_on } = change else {
            return Err(invalid("this is no credential"));
        };
        let (desk, facts) = self.desk_about(*staff)?;
        let label = self.known_kind(kind)?;
        right_days(&desk, *issued_on, *expires_on, *validated_on)?;
        self.write(op, What::of("staff_credential", "staff", staff.0), |tx| {
            let by = validated_on.map(|_| desk.viewer.staff);
            let fields: [Field<'_>; 6] = [
                ("staff_id", staff),
                ("kind", kind),
                ("issued_on", issued_on),
                ("expires_on", expires_on),
                ("validated_by", &by),
                ("validated_on", validated_on),
            ];
            match row {
                Some(row) => {
                    let owner: i64 = tx.sql().query_row(
                        "select staff_id from credential where id = ?1",
                        [row.id],
                        |row| row.get(0),
                    )?;
                    if owner != staff.0 {
                        return Err(invalid(format!("this is no credential of {}", facts.short)));
                    }
                    tx.update("credential", row.id, row.version, &fields)?;
                }
                None => drop(tx.insert("credential", &fields)?),
            }
            let until =
                expires_on.map_or_else(|| "without an end".into(), |on| format!("expires {}", desk.day(on)));
            let seen = if validated_on.is_some() { ", document seen" } else { ", not validated yet" };
            Ok((staff.0, format!("{}: {label} {until}{seen}", facts.short)))
        })
    }

    /// A training, with its hours and what it cost.
    pub(super) fn save_training(&mut self, op: OpId, change: &StaffChange) -> Result<(i64, String)> {
        let StaffChange::Training { staff, on, hours, topic, cost_cents } = change else {
            return Err(invalid("this is no training"));
        };
        let (desk, facts) = self.desk_about(*staff)?;
        desk.not_future(*on, "The training is")?;
        let topic = line(topic, "What it was about", 200)?;
        if !(1..=MOST_HOURS * 100).contains(hours) {
            return Err(invalid(format!("hours are over 0 and up to {MOST_HOURS}")));
        }
        if cost_cents.is_some_and(|cents| !(0..=MOST_CENTS).contains(&cents)) {
            return Err(invalid("the cost cannot be right"));
        }
        let held = decimal::number(*hours, 2);
        self.write(op, What::of("staff_training", "staff", staff.0), |tx| {
            tx.insert(
                "training",
                &[
                    ("staff_id", staff),
                    ("on_date", on),
                    ("hours", &held),
                    ("topic", &topic),
                    ("cost_cents", cost_cents),
                ],
            )?;
            Ok((
                staff.0,
                format!("{}: {} h of training on {}", facts.short, decimal::show(*hours, 2), desk.day(*on)),
            ))
        })
    }

    fn known_kind(&self, kind: &str) -> Result<String> {
        let list = &self.settings().lists.credential_kind;
        match list.choices().find(|choice| choice.value == kind) {
            Some(choice) => Ok(choice.label.clone()),
            None => Err(invalid(format!("\"{}\" is no kind of credential", clean_line(kind)))
                .hint("choose one from the list")),
        }
    }
}

fn right_days(
    desk: &Desk,
    issued: Option<NaiveDate>,
    expires: Option<NaiveDate>,
    validated: Option<NaiveDate>,
) -> Result<()> {
    if let Some(on) = issued {
        desk.not_future(on, "It was issued")?;
    }
    if let Some(on) = validated {
        desk.not_future(on, "The document was seen")?;
    }
    if issued.zip(expires).is_some_and(|(issued, expires)| expires <= issued) {
        return Err(invalid("it expires before it was issued").hint("check the two dates"));
    }
    if issued.zip(validated).is_some_and(|(issued, validated)| validated < issued) {
        return Err(invalid("the document was seen before it was issued").hint("check the two dates"));
    }
    Ok(())
}
