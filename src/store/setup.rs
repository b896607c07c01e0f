//! The first rows of a new file: the two agencies, a site, and a supervisor of either side.

use super::account::hash;
use super::sql::{IntoValue, date, instant};
use super::write::{OpId, Tx, What};
use super::{NewFile, OpenOptions, Store};
use crate::domain::Word;
use crate::domain::staff::{AgencyKind, Role};
use crate::domain::text::clean_line;
use crate::error::{Result, invalid};
use std::path::Path;

/// A supervisor who signs in from the first day.
#[derive(Clone, Debug)]
pub struct FirstSupervisor {
    /// The full name.
    pub name: String,
    /// The passphrase, kept as an argon2id hash only.
    pub passphrase: String,
}

/// What a new file begins with.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// The child welfare agency.
    pub child_welfare: String,
    /// The treatment agency.
    pub treatment: String,
    /// The site that both serve.
    pub site: String,
    /// The first Intact Supervisor.
    pub intact: FirstSupervisor,
    /// The first SUD Supervisor.
    pub sud: FirstSupervisor,
}

impl Store {
    /// Makes a new file with its first rows, all of it or nothing.
    ///
    /// # Errors
    /// Something is empty or too short, the file is there already, or it cannot be written.
    pub fn set_up(path: &Path, new: &NewFile, with: &SetUp, options: OpenOptions) -> Result<Self> {
        let named = [
            ("the partnership", &new.partnership),
            ("the child welfare agency", &with.child_welfare),
            ("the treatment agency", &with.treatment),
            ("the site", &with.site),
            ("the Intact Supervisor", &with.intact.name),
            ("the SUD Supervisor", &with.sud.name),
        ];
        for (what, name) in named {
            if clean_line(name).is_empty() {
                return Err(invalid(format!("{what} has no name")).hint("nothing was made; start again"));
            }
        }
        if clean_line(&with.child_welfare).to_lowercase() == clean_line(&with.treatment).to_lowercase() {
            return Err(invalid("the two agencies have the same name")
                .hint("nothing was made; start again with a name for each"));
        }
        let (intact, sud) = (hash(&with.intact.passphrase)?, hash(&with.sud.passphrase)?);
        let mut store = Self::create(path, new, options)?;
        let filled = store.first_rows(new, with, &intact, &sud);
        if let Err(error) = filled {
            let path = store.path().to_owned();
            drop(store);
            // Made a moment ago and still empty: nobody's work is lost.
            let _ = std::fs::remove_file(&path);
            return Err(error);
        }
        Ok(store)
    }

    fn first_rows(&mut self, new: &NewFile, with: &SetUp, intact: &str, sud: &str) -> Result<()> {
        let from = date(new.first_day);
        let at = instant(self.clock().now());
        self.write(OpId::new(), What::new("set_up", "meta"), |tx| {
            let agency = |tx: &mut Tx<'_>, name: &str, kind: AgencyKind| {
                tx.insert("agency", &[("name", &clean_line(name)), ("kind", &kind.word())])
            };
            let welfare = agency(tx, &with.child_welfare, AgencyKind::ChildWelfare)?;
            let treatment = agency(tx, &with.treatment, AgencyKind::Treatment)?;
            let site = tx.insert(
                "site",
                &[
                    ("name", &clean_line(&with.site)),
                    ("intact_agency_id", &welfare),
                    ("treatment_agency_id", &treatment),
                ],
            )?;
            for (who, role, agency, hash) in [
                (&with.intact, Role::IntactSupervisor, welfare, intact),
                (&with.sud, Role::SudSupervisor, treatment, sud),
            ] {
                let staff = supervisor(tx, &clean_line(&who.name), role, agency, &from)?;
                tx.insert("staff_site", &[("staff_id", &staff), ("site_id", &site), ("from_on", &from)])?;
                // Past the audit trail on purpose: a hash of a passphrase belongs in one place only.
                tx.execute(
                    "insert into account (staff_id, passphrase, set_at) values (?1, ?2, ?3)",
                    (staff, hash, &at),
                )?;
            }
            Ok(())
        })
    }
}

fn supervisor(tx: &mut Tx<'_>, name: &str, role: Role, agency: i64, from: &String) -> Result<i64> {
    let short = name.split(' ').next().unwrap_or(name).to_owned();
    let fields: [(&str, &dyn IntoValue); 5] = [
        ("name", &name),
        ("short_name", &short),
        ("role", &role.word()),
        ("agency_id", &agency),
        ("hired_on", from),
    ];
    let staff = tx.insert("staff", &fields)?;
    tx.insert("employment", &[("staff_id", &staff), ("from_on", from), ("fte", &1.0)])?;
    Ok(staff)
}
