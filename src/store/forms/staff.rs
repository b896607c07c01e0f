//! Adding people to the staff: their employment, sites, and a supervisor's account.

use super::desk::{Desk, line, short_line};
use crate::domain::access::Act;
use crate::domain::staff::{EmploymentStatus, last_name};
use crate::error::{Result, denied, invalid};
use crate::store::account::hash;
use crate::store::sql::{instant, word};
use crate::store::view::form::StaffForm;
use crate::store::write::What;
use crate::store::{OpId, Store, Tx};
use rusqlite::{Connection, OptionalExtension, params};

/// Sites of so many are worked at by one person at most.
const MOST_SITES: usize = 50;

impl Store {
    /// Adds a person of one's own agency.
    ///
    /// # Errors
    /// A role of the other agency; a name or e-mail that is taken; a site that is another's; a share of time,
    /// supervisor or passphrase that will not do.
    pub(in crate::store) fn save_staff(&mut self, op: OpId, form: &StaffForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditStaff(form.role))?;
        let name = line(&form.name, "The name", 80)?;
        let short = short_line(&form.short, "The short name", 20)?;
        let short = if short.is_empty() { last_name(&name) } else { short };
        let email = short_line(&form.email, "The e-mail address", 120)?.to_lowercase();
        check(&desk, form, &email)?;
        // Hashing takes a while: before the file is taken.
        let passphrase = form.passphrase.as_deref().filter(|text| !text.is_empty());
        let hashed = passphrase.filter(|_| form.role.is_supervisor()).map(hash).transpose()?;
        let now = self.clock().now();
        self.write(op, What::new("staff", "staff"), |tx| {
            is_new(tx.sql(), &name, &email)?;
            let agency: i64 = tx.sql().query_row(
                "select agency_id from staff where id = ?1",
                [desk.viewer.staff.0],
                |row| row.get(0),
            )?;
            let email = Some(email.as_str()).filter(|email| !email.is_empty());
            let id = tx.insert(
                "staff",
                &[
                    ("name", &name),
                    ("short_name", &short),
                    ("email", &email),
                    ("role", &word(form.role)),
                    ("agency_id", &agency),
                    ("hired_on", &form.hired_on),
                ],
            )?;
            employ(tx, &desk, id, form)?;
            if let Some(hashed) = &hashed {
                // Outside of the trail's values: a hash of a passphrase is nobody's to read.
                tx.execute(
                    "insert into account (staff_id, passphrase, set_at) values (?1, ?2, ?3)",
                    params![id, hashed, instant(now)],
                )?;
                tx.note("account", true);
            }
            Ok((id, said(&desk, tx.sql(), form, &name, hashed.is_some())?))
        })
    }
}

fn check(desk: &Desk, form: &StaffForm, email: &str) -> Result<()> {
    right_address(email)?;
    if form.sites.is_empty() || form.sites.len() > MOST_SITES {
        return Err(invalid("choose at least one site"));
    }
    if form.sites.iter().any(|site| !desk.viewer.sites.contains(site)) {
        return Err(denied("one of the sites is not yours").hint("choose among your own sites"));
    }
    if !(form.fte > 0.0 && form.fte <= 1.5) {
        return Err(invalid("FTE is a number over 0 and up to 1.5").hint("1.0 is full time, 0.5 is half"));
    }
    if form.capacity.is_some_and(|capacity| !(1..=200).contains(&capacity)) {
        return Err(
            invalid("a capacity is 1 to 200 families").hint("leave it empty for the number in the settings")
        );
    }
    Ok(())
}

/// Refuses what is no e-mail address; nothing at all is fine.
pub(in crate::store) fn right_address(email: &str) -> Result<()> {
    let right = email.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.'));
    if !email.is_empty() && (!right || email.contains(' ')) {
        return Err(
            invalid(format!("\"{email}\" is no e-mail address")).hint("such as lee@example.org, or nothing")
        );
    }
    Ok(())
}

fn is_new(conn: &Connection, name: &str, email: &str) -> Result<()> {
    let same: Option<String> = conn
        .prepare_cached("select name from staff where lower(name) = lower(?1) and left_on is null")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    if let Some(same) = same {
        return Err(
            invalid(format!("{same} is here already")).hint("add a middle initial where it is somebody else")
        );
    }
    let owner: Option<String> = conn
        .prepare_cached("select name from staff where email = ?1 and ?1 <> ''")?
        .query_row([email], |row| row.get(0))
        .optional()?;
    match owner {
        Some(owner) => Err(invalid(format!("{email} is the address of {owner}")).hint("check the address")),
        None => Ok(()),
    }
}

/// The spell of employment, and where the person works.
#[allow(clippy::cast_precision_loss)]
fn employ(tx: &mut Tx<'_>, desk: &Desk, id: i64, form: &StaffForm) -> Result<()> {
    if let Some(supervisor) = form.supervisor {
        let supervisor = desk.staff(tx.sql(), supervisor)?;
        if form.role.supervised_by().is_some_and(|role| role != supervisor.role) {
            return Err(invalid(format!("{} does not supervise {}s", supervisor.short, form.role))
                .hint("an Intact Worker has an Intact Supervisor, a Recovery Coordinator a SUD Supervisor"));
        }
    }
    let later = form.hired_on > desk.today;
    let status = if later { EmploymentStatus::Onboarding } else { EmploymentStatus::Active };
    tx.insert(
        "employment",
        &[
            ("staff_id", &id),
            ("from_on", &form.hired_on),
            ("fte", &form.fte),
            ("capacity", &form.capacity),
            ("status", &word(status)),
            ("supervisor_id", &form.supervisor),
        ],
    )?;
    // A supervisor answers for each site wholly; a worker's time is shared among them.
    let share = if form.role.is_worker() { 1.0 / form.sites.len() as f64 } else { 1.0 };
    for site in &form.sites {
        tx.insert(
            "staff_site",
            &[("staff_id", &id), ("site_id", site), ("from_on", &form.hired_on), ("share", &share)],
        )?;
    }
    Ok(())
}

fn said(desk: &Desk, conn: &Connection, form: &StaffForm, name: &str, account: bool) -> Result<String> {
    let mut find = conn.prepare_cached("select name from site where id = ?1")?;
    let sites: Vec<String> = form
        .sites
        .iter()
        .map(|site| find.query_row([site.0], |row| row.get(0)))
        .collect::<rusqlite::Result<_>>()?;
    let from = desk.day(form.hired_on);
    let mut said = format!("{name} is {} at {} from {from}", form.role, sites.join(" and "));
    if form.role.is_supervisor() && !account {
        said.push_str("; without a passphrase they cannot sign in yet");
    }
    Ok(said)
}
