//! The wait after wrong passphrases: it stands in the file, so that starting again does not shorten it.

use crate::domain::StaffId;
use crate::error::{Result, denied};
use crate::store::Store;
use crate::store::sql::{RowExt, instant};
use crate::store::write::{OpId, What};
use rusqlite::{OptionalExtension, params};

impl Store {
    /// Refuses to look at a passphrase while its owner has to wait, and says until when.
    ///
    /// # Errors
    /// Too many wrong passphrases were given a moment ago.
    pub(super) fn is_awaited(&self, staff: StaffId) -> Result<()> {
        let found = self
            .conn
            .prepare_cached("select failed, failed_at from account where staff_id = ?1")?
            .query_row([staff.0], |row| Ok((row.get::<_, i64>("failed")?, row.instant_opt("failed_at")?)))
            .optional()?;
        let Some((failed, Some(last))) = found else { return Ok(()) };
        let patience = self.settings.thresholds.sign_in.patience();
        let Some(until) = patience.until(failed, last, self.clock.now()) else { return Ok(()) };
        let time = self.clock.time_of(until).format("%H:%M:%S");
        Err(denied(format!("{failed} wrong passphrases in a row: wait until {time}")).hint(
            "a lost one is set anew by a supervisor of the same agency, or with its recovery code: ifr passphrase \
             --recover NAME",
        ))
    }

    /// Remembers a wrong passphrase, where anything may be written.
    pub(super) fn count_wrong(&mut self, staff: StaffId) -> Result<()> {
        if self.looks_only() {
            return Ok(());
        }
        let now = self.clock.now();
        self.write(OpId::new(), What::of("sign_in_refused", "staff", staff.0), |tx| {
            tx.execute(
                "update account set failed = failed + 1, failed_at = ?2 where staff_id = ?1",
                params![staff.0, instant(now)],
            )?;
            Ok(())
        })
    }

    /// Forgets wrong passphrases once the right one was given.
    pub(super) fn forget_wrong(&mut self, staff: StaffId) -> Result<()> {
        let some = self
            .conn
            .prepare_cached("select 1 from account where staff_id = ?1 and failed > 0")?
            .exists([staff.0])?;
        if some {
            self.jot(|tx| {
                Ok(tx.execute(
                    "update account set failed = 0, failed_at = null where staff_id = ?1",
                    [staff.0],
                )?)
            })?;
        }
        Ok(())
    }
}
