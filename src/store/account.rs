//! Signing in: a name and a passphrase, kept as an argon2id hash.

mod code;
mod lock;

use super::sql::RowExt;
use super::staffing::history::passphrase_was_given;
use super::view::form::Choice;
use super::write::{OpId, What};
use super::{Reply, Store};
use crate::domain::access::Viewer;
use crate::domain::staff::Role;
use crate::domain::{SiteId, StaffId};
use crate::error::{Error, Kind, Result, denied, missing};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rusqlite::{OptionalExtension, params};

/// The shortest passphrase, in characters.
const SHORTEST: usize = 4;

/// The argon2id hash of a passphrase, in PHC form.
///
/// # Errors
/// The passphrase is too short.
pub(crate) fn hash(passphrase: &str) -> Result<String> {
    long_enough(passphrase)?;
    Argon2::default()
        .hash_password(passphrase.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Error::new(Kind::Io, format!("the passphrase could not be kept: {error}")))
}

/// Refuses a new passphrase that is too short.
pub(crate) fn long_enough(passphrase: &str) -> Result<()> {
    if passphrase.chars().count() < SHORTEST {
        return Err(crate::error::invalid(format!("a passphrase has at least {SHORTEST} characters"))
            .hint("three or four words are easy to remember and hard to guess"));
    }
    Ok(())
}

impl Store {
    /// Who may sign in: the supervisors employed today.
    pub(super) fn sign_in_choices(&self) -> Result<Vec<Choice>> {
        let today = self.clock.today();
        let mut statement = self.conn.prepare_cached(
            "select s.id, s.name, s.role, a.name as agency, (c.staff_id is not null) as has_account
             from staff s join agency a on a.id = s.agency_id left join account c on c.staff_id = s.id
             where s.role in ('intact_supervisor', 'sud_supervisor') and (s.left_on is null or s.left_on > ?1)
             order by s.role, s.name",
        )?;
        let rows = statement.query_map([super::sql::date(today)], |row| {
            let role: Role = row.word("role")?;
            let ready: bool = row.get("has_account")?;
            Ok(Choice {
                id: row.get("id")?,
                label: row.get("name")?,
                detail: format!("{role}, {}", row.get::<_, String>("agency")?),
                disabled: (!ready).then(|| "has no passphrase yet".to_owned()),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Signs somebody in; on a demo file an empty passphrase will do.
    pub(super) fn sign_in(&mut self, staff: StaffId, passphrase: &str) -> Result<Reply> {
        let viewer = self.load_viewer(staff)?;
        if !(self.meta.demo && passphrase.is_empty()) {
            self.check_passphrase(staff, passphrase)?;
        }
        let looks_only = self.looks_only();
        if !looks_only && !passphrase.is_empty() && passphrase_was_given(self, staff)? {
            return Ok(Reply::ChooseFirst);
        }
        self.viewer = Some(viewer.clone());
        if looks_only {
            return Ok(Reply::SignedIn(viewer));
        }
        self.write(OpId::new(), What::of("sign_in", "staff", staff.0), |_| Ok(()))?;
        Ok(Reply::SignedIn(viewer))
    }

    /// Signs somebody in who was given a passphrase, once they have chosen their own: nobody else knows it from then on.
    ///
    /// # Errors
    /// The one that was given is wrong, or the new one will not do; nobody is then signed in.
    pub(super) fn sign_in_first(
        &mut self,
        op: OpId,
        staff: StaffId,
        given: &str,
        own: &str,
    ) -> Result<Reply> {
        self.viewer = Some(self.load_viewer(staff)?);
        if let Err(error) = self.save_passphrase(op, staff, Some(given), own) {
            self.viewer = None;
            return Err(error);
        }
        self.sign_in(staff, own)
    }

    /// Signs a supervisor in by name, without a passphrase: for tests and benches; no command and no screen does so.
    ///
    /// # Errors
    /// Nobody or several people have that name.
    pub fn sign_in_as(&mut self, name: &str) -> Result<Viewer> {
        let wanted = name.trim().to_lowercase();
        let found: Vec<Choice> = self
            .sign_in_choices()?
            .into_iter()
            .filter(|choice| {
                let label = choice.label.to_lowercase();
                label == wanted || label.split(' ').next() == Some(&wanted)
            })
            .collect();
        match found.as_slice() {
            [one] => {
                let viewer = self.load_viewer(StaffId(one.id))?;
                self.viewer = Some(viewer.clone());
                Ok(viewer)
            }
            [] => Err(missing(format!("no supervisor here is called {name}"))
                .hint("\"ifr status --as NAME\" takes a supervisor's first or full name")),
            _ => Err(missing(format!("several supervisors are called {name}")).hint("give the full name")),
        }
    }

    /// Checks a passphrase, and remembers a wrong one.
    ///
    /// # Errors
    /// It is wrong, or the person has none.
    pub(crate) fn check_passphrase(&mut self, staff: StaffId, passphrase: &str) -> Result<()> {
        let kept: Option<String> = self
            .conn
            .prepare_cached("select passphrase from account where staff_id = ?1")?
            .query_row([staff.0], |row| row.get(0))
            .optional()?;
        let Some(kept) = kept else {
            return Err(denied("this person has no passphrase yet")
                .hint("a supervisor of the same agency can give one"));
        };
        self.is_awaited(staff)?;
        let hash = PasswordHash::new(&kept)
            .map_err(|_| Error::new(Kind::NotOurs, "the kept passphrase cannot be read"))?;
        if Argon2::default().verify_password(passphrase.as_bytes(), &hash).is_ok() {
            return self.forget_wrong(staff);
        }
        self.count_wrong(staff)?;
        // From the last free try on, the answer says when the next one is looked at.
        self.is_awaited(staff)?;
        Err(denied("this is not the passphrase").hint("try again; capital letters matter"))
    }

    /// A person with what they may see today.
    pub(super) fn load_viewer(&self, staff: StaffId) -> Result<Viewer> {
        let found: Option<(String, Role, Option<chrono::NaiveDate>)> = self
            .conn
            .prepare_cached("select name, role, left_on from staff where id = ?1")?
            .query_row([staff.0], |row| Ok((row.get("name")?, row.word("role")?, row.day_opt("left_on")?)))
            .optional()?;
        let (name, role, left) = found.ok_or_else(|| missing("nobody here has that number"))?;
        if left.is_some_and(|left| left <= self.clock.today()) {
            return Err(denied(format!("{name} has left and does not sign in")));
        }
        let Some(side) = role.side().filter(|_| role.is_supervisor()) else {
            return Err(denied("only supervisors sign in here"));
        };
        let today = super::sql::date(self.clock.today());
        let deputy_for: Vec<StaffId> = self
            .conn
            .prepare_cached(
                "select c.staff_id from cover c join staff a on a.id = c.staff_id join staff d on d.id = c.deputy_id
                 where c.deputy_id = ?1 and c.from_on <= ?2 and c.to_on > ?2 and a.role = d.role",
            )?
            .query_map(params![staff.0, today], |row| Ok(StaffId(row.get(0)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut sites = Vec::new();
        for id in std::iter::once(staff).chain(deputy_for.iter().copied()) {
            let own: Vec<SiteId> = self
                .conn
                .prepare_cached(
                    "select site_id from staff_site where staff_id = ?1 and from_on <= ?2 and (to_on is null or to_on > ?2) order by site_id",
                )?
                .query_map(params![id.0, today], |row| Ok(SiteId(row.get(0)?)))?
                .collect::<rusqlite::Result<_>>()?;
            sites.extend(own);
        }
        sites.sort_unstable();
        sites.dedup();
        Ok(Viewer { staff, name, role, side, sites, deputy_for })
    }
}
