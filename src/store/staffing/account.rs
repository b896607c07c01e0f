//! Passphrases of supervisors: one's own, or the first one of a colleague.

use crate::domain::StaffId;
use crate::error::{Result, denied, invalid};
use crate::store::account::hash;
use crate::store::sql::instant;
use crate::store::write::What;
use crate::store::{OpId, Store};
use rusqlite::{OptionalExtension, params};

impl Store {
    /// Sets a passphrase: one's own by the present one, a colleague's of the same agency by anybody who keeps its staff.
    ///
    /// Whoever was given one is told so on their own page until they choose another.
    pub(in crate::store) fn save_passphrase(
        &mut self,
        op: OpId,
        staff: StaffId,
        old: Option<&str>,
        new: &str,
    ) -> Result<(i64, String)> {
        let (desk, facts) = self.desk_about(staff)?;
        if !facts.role.is_supervisor() {
            return Err(invalid(format!("{} is {}: only supervisors sign in", facts.short, facts.role)));
        }
        if facts.left_on.is_some_and(|left| left <= desk.today) {
            return Err(invalid(format!("{} has left and does not sign in", facts.short)));
        }
        let own = staff == desk.viewer.staff;
        if own && self.has_passphrase(staff)? {
            self.check_passphrase(staff, old.unwrap_or_default())?;
            if old == Some(new) {
                return Err(invalid("this is the passphrase you have").hint("choose another one"));
            }
        } else if desk.viewer.deputy_for.contains(&staff) {
            return Err(denied("a deputy does not sign in as the person who is away"));
        }
        // Hashing takes a while: before the file is taken.
        let (hashed, now) = (hash(new)?, self.clock().now());
        let kind = if own { "passphrase_changed" } else { "passphrase_given" };
        self.write(op, What::of(kind, "staff", staff.0), |tx| {
            // Outside of the trail's values: a hash of a passphrase is nobody's to read.
            tx.execute(
                "insert into account (staff_id, passphrase, set_at) values (?1, ?2, ?3)
                 on conflict (staff_id) do update set passphrase = ?2, set_at = ?3, failed = 0, failed_at = null,
                   version = version + 1",
                params![staff.0, hashed, instant(now)],
            )?;
            Ok((staff.0, told(own, &facts.name)))
        })
    }

    fn has_passphrase(&self, staff: StaffId) -> Result<bool> {
        let found: Option<i64> = self
            .conn()
            .prepare_cached("select 1 from account where staff_id = ?1")?
            .query_row([staff.0], |row| row.get(0))
            .optional()?;
        Ok(found.is_some())
    }
}

fn told(own: bool, name: &str) -> String {
    if own {
        "Your passphrase is changed".to_owned()
    } else {
        format!("{name} can sign in with it, and chooses their own then")
    }
}
