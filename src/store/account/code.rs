//! The recovery code of an agency: shown once, kept as a hash, good once. It sets the passphrase of one of its supervisors.

use super::hash;
use crate::domain::StaffId;
use crate::error::{Error, Kind, Result, denied, missing};
use crate::store::sql::instant;
use crate::store::view::account::{AccountAsk, AccountReply};
use crate::store::write::{OpId, What};
use crate::store::{Reply, Store};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rusqlite::{OptionalExtension, params};

/// Digits and letters that nobody takes for another (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Of 32 letters each, so 100 bits.
const LENGTH: usize = 20;

impl Store {
    /// What is asked about accounts besides signing in.
    pub(in crate::store) fn account(&mut self, ask: AccountAsk) -> Result<Reply> {
        Ok(Reply::Account(match ask {
            AccountAsk::Recover { op, staff, code, own } => self.recover_account(op, staff, &code, &own)?,
            AccountAsk::NewCode { op } => self.new_code(op)?,
        }))
    }

    /// The first codes of a new file: each agency's name with its code.
    ///
    /// # Errors
    /// They could not be kept.
    pub fn first_codes(&mut self) -> Result<Vec<(String, String)>> {
        let agencies: Vec<(i64, String)> = self
            .conn
            .prepare_cached("select id, name from agency order by id")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut made = Vec::new();
        for (agency, name) in agencies {
            made.push((name, self.make_code(OpId::new(), agency)?));
        }
        Ok(made)
    }

    /// Sets a passphrase by the code of the person's agency; the code is spent and another takes its place.
    fn recover_account(&mut self, op: OpId, staff: StaffId, code: &str, own: &str) -> Result<AccountReply> {
        let viewer = self.load_viewer(staff)?;
        let found: Option<(i64, i64, String)> = self
            .conn
            .prepare_cached(
                "select c.id, c.agency_id, c.code from staff s join recovery_code c on c.agency_id = s.agency_id
                 where s.id = ?1 and c.used_at is null order by c.id desc limit 1",
            )?
            .query_row([staff.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let (id, agency, kept) = found.ok_or_else(|| {
            missing("this agency has no recovery code")
                .hint("a supervisor of the agency makes one: ifr passphrase --new-code")
        })?;
        if !fits(code, &kept)? {
            self.write(OpId::new(), What::of("recovery_refused", "staff", staff.0), |_| Ok(()))?;
            return Err(denied("this is not the recovery code of the agency")
                .hint("it has 20 letters and digits; the newest one counts, and each is good once"));
        }
        let (hashed, next) = (hash(own)?, letters());
        let next_hash = hashed_code(&next)?;
        let now = instant(self.clock.now());
        self.viewer = Some(viewer);
        let done = self.write(op, What::of("passphrase_recovered", "staff", staff.0), |tx| {
            // Outside of the trail's values, as every hash of a passphrase.
            tx.execute(
                "insert into account (staff_id, passphrase, set_at) values (?1, ?2, ?3)
                 on conflict (staff_id) do update set passphrase = ?2, set_at = ?3, failed = 0, failed_at = null,
                   version = version + 1",
                params![staff.0, hashed, now],
            )?;
            tx.execute(
                "update recovery_code set used_at = ?2, used_for = ?3 where id = ?1",
                params![id, now, staff.0],
            )?;
            tx.execute(
                "insert into recovery_code (agency_id, code, made_at) values (?1, ?2, ?3)",
                params![agency, next_hash, now],
            )?;
            Ok(())
        });
        self.viewer = None;
        done.map(|()| AccountReply::Code(shown(&next)))
    }

    /// Makes a code for the viewer's own agency; the one before is worth nothing from then on.
    fn new_code(&mut self, op: OpId) -> Result<AccountReply> {
        let viewer = self.viewer()?.staff;
        let agency: i64 =
            self.conn.query_row("select agency_id from staff where id = ?1", [viewer.0], |row| row.get(0))?;
        self.make_code(op, agency).map(AccountReply::Code)
    }

    fn make_code(&mut self, op: OpId, agency: i64) -> Result<String> {
        let code = letters();
        let kept = hashed_code(&code)?;
        let now = instant(self.clock.now());
        self.write(op, What::of("recovery_code", "agency", agency), |tx| {
            tx.execute("delete from recovery_code where agency_id = ?1 and used_at is null", [agency])?;
            tx.execute(
                "insert into recovery_code (agency_id, code, made_at) values (?1, ?2, ?3)",
                params![agency, kept, now],
            )?;
            Ok(())
        })?;
        Ok(shown(&code))
    }
}

/// Letters drawn by the computer's own source of chance, by way of UUIDs.
fn letters() -> String {
    let drawn = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
    // Bytes 6 and 8 of such a UUID say what sort it is: they are not drawn.
    let bytes = drawn.iter().flat_map(|one| one.as_bytes().iter().enumerate());
    let bytes = bytes.filter(|(place, _)| !matches!(place, 6 | 8)).map(|(_, byte)| *byte);
    bytes
        .take(LENGTH)
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect()
}

/// `7K2QX-…`: in fives, as people read it out.
fn shown(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(5).map(|five| five.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A code as it is compared: however it was typed.
fn plain(code: &str) -> String {
    let letter = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    code.chars().filter(char::is_ascii_alphanumeric).map(letter).collect()
}

fn hashed_code(code: &str) -> Result<String> {
    Argon2::default()
        .hash_password(code.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Error::new(Kind::Io, format!("the recovery code could not be kept: {error}")))
}

fn fits(code: &str, kept: &str) -> Result<bool> {
    let hash = PasswordHash::new(kept)
        .map_err(|_| Error::new(Kind::NotOurs, "the kept recovery code cannot be read"))?;
    Ok(Argon2::default().verify_password(plain(code).as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = letters();
        assert_eq!(code.len(), LENGTH);
        assert_ne!(code, letters());
        let typed = shown(&code).to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(plain(&typed), code);
    }
}
