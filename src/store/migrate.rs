//! The schema, one migration after the other.

use crate::error::{Error, Kind, Result};
use rusqlite::{Connection, TransactionBehavior};

/// `IFR1` in the file's header: what tells our files from others.
pub(crate) const APPLICATION_ID: i32 = 0x4946_5231;

/// Every migration in order; a file's `user_version` says how many it has seen.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_programme.sql"),
    include_str!("migrations/0002_saved_filter.sql"),
    include_str!("migrations/0003_referrals.sql"),
    include_str!("migrations/0004_import_key.sql"),
    include_str!("migrations/0005_member_end.sql"),
    include_str!("migrations/0006_service_day.sql"),
    include_str!("migrations/0007_find.sql"),
    include_str!("migrations/0008_schedule.sql"),
    include_str!("migrations/0009_signed_item.sql"),
    include_str!("migrations/0010_indexes.sql"),
    include_str!("migrations/0011_action_item.sql"),
    include_str!("migrations/0012_individual.sql"),
    include_str!("migrations/0013_report.sql"),
    include_str!("migrations/0014_find_site.sql"),
    include_str!("migrations/0015_growth.sql"),
    include_str!("migrations/0016_meeting_words.sql"),
    include_str!("migrations/0017_consent.sql"),
    include_str!("migrations/0018_account.sql"),
    include_str!("migrations/0019_travel.sql"),
    include_str!("migrations/0020_fees.sql"),
    include_str!("migrations/0021_expected.sql"),
];

/// The schema that this program writes.
pub(crate) fn newest() -> i32 {
    i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX)
}

/// Brings a file up to the newest schema, all of it or nothing.
///
/// # Errors
/// The file's schema is newer than this program, or SQLite refuses.
pub(crate) fn migrate(conn: &mut Connection) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let seen: i32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if seen > newest() {
        return Err(newer());
    }
    for sql in MIGRATIONS.iter().skip(usize::try_from(seen).unwrap_or(0)) {
        tx.execute_batch(sql)?;
    }
    if seen < newest() {
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", newest())?;
    }
    tx.commit()?;
    Ok(())
}

/// Fails where a newer program has migrated the file since this one opened it.
///
/// # Errors
/// [`Kind::Newer`]: what this program would write may break rules it does not know.
pub(super) fn still_known(conn: &Connection) -> Result<()> {
    let seen: i32 = conn.prepare_cached("pragma user_version")?.query_row([], |row| row.get(0))?;
    if seen > newest() { Err(newer()) } else { Ok(()) }
}

fn newer() -> Error {
    Error::new(Kind::Newer, "this file was written by a newer ifr")
        .hint("install the newer program on this computer, too; nothing was changed")
}
