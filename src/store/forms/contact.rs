//! Contacts of either worker with a family: they need no consent, and say nothing of treatment.

use super::desk::{Desk, FamilyFacts, StaffFacts};
use crate::domain::access::{Act, can};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MemberId};
use crate::error::{Result, denied, invalid};
use crate::store::sql::word;
use crate::store::view::form::ContactForm;
use crate::store::write::What;
use crate::store::{OpId, Store};
use rusqlite::{Connection, params};

/// The longest contact, in minutes: a working day and a half.
const LONGEST: u32 = 720;

impl Store {
    /// Logs a contact with the children who were seen.
    ///
    /// # Errors
    /// A worker of the other side; a day that is to come or on which the family was not open; children of another
    /// family, or seen where nobody was in the room.
    pub(in crate::store) fn save_contact(&mut self, op: OpId, form: &ContactForm) -> Result<(i64, String)> {
        // Which side may log it depends on the worker, who is looked up first.
        let viewer = self.viewer()?;
        let act = Act::LogService(viewer.role.side().map_or(Role::Other, |side| match side {
            crate::domain::staff::Side::ChildWelfare => Role::IntactWorker,
            crate::domain::staff::Side::Treatment => Role::RecoveryCoordinator,
        }));
        let desk = self.desk(act)?;
        let state = self.state();
        check_times(&desk, form)?;
        self.write(op, What::new("contact", "service"), |tx| {
            let family = desk.family(tx.sql(), form.family)?;
            let staff = desk.staff(tx.sql(), form.staff)?;
            let role = provider(&staff)?;
            can(Act::LogService(role), &desk.viewer, state).map_err(denied)?;
            desk.while_open(tx.sql(), &family, form.on)?;
            let joint = form.joint_with.map(|other| desk.staff(tx.sql(), other)).transpose()?;
            if joint.as_ref().is_some_and(|other| other.id == staff.id) {
                return Err(invalid(format!("{} cannot be there together with {0}", staff.short))
                    .hint("leave \"together with\" empty, or choose the other worker"));
            }
            check_children(tx.sql(), form)?;
            let id = tx.insert(
                "service",
                &[
                    ("family_id", &form.family),
                    ("staff_id", &form.staff),
                    ("role", &word(role)),
                    ("kind", &"contact"),
                    ("on_date", &form.on),
                    ("began", &form.began.map(|at| at.format("%H:%M").to_string())),
                    ("minutes", &form.minutes),
                    ("mode", &word(form.mode)),
                    ("joint_with", &form.joint_with),
                    ("documented_on", &form.documented_on),
                ],
            )?;
            for child in &form.children {
                tx.execute(
                    "insert or ignore into service_child (service_id, member_id) values (?1, ?2)",
                    params![id, child.0],
                )?;
            }
            tx.note("children", form.children.iter().map(|child| child.0).collect::<Vec<_>>());
            Ok((id, said(&desk, form, &family, &staff, joint.as_ref())))
        })
    }
}

/// The role in which a person provides: a supervisor who holds a family provides as its worker.
fn provider(staff: &StaffFacts) -> Result<Role> {
    match staff.role {
        Role::IntactWorker | Role::IntactSupervisor => Ok(Role::IntactWorker),
        Role::RecoveryCoordinator | Role::SudSupervisor => Ok(Role::RecoveryCoordinator),
        other => Err(invalid(format!("{} is {other} and has no families", staff.short))
            .hint("choose an Intact Worker or a Recovery Coordinator")),
    }
}

fn check_times(desk: &Desk, form: &ContactForm) -> Result<()> {
    desk.not_future(form.on, "the contact is")?;
    if form.on == desk.today && form.began.is_some_and(|at| at > desk.now) {
        return Err(invalid("the contact begins later than now").hint("check the time"));
    }
    if let Some(minutes) = form.minutes.filter(|minutes| !(1..=LONGEST).contains(minutes)) {
        return Err(invalid(format!("{minutes} minutes cannot be right"))
            .hint(format!("give 1 to {LONGEST} minutes, or leave it empty")));
    }
    if let Some(documented) = form.documented_on {
        desk.not_future(documented, "it is documented")?;
        if documented < form.on {
            return Err(invalid("it was documented before it happened").hint("check both dates"));
        }
    }
    if !form.children.is_empty() && !form.mode.in_person() {
        let message = format!("children are not seen in person by \"{}\"", form.mode);
        return Err(invalid(message).hint("take their ticks away, or choose how they were seen"));
    }
    Ok(())
}

fn check_children(conn: &Connection, form: &ContactForm) -> Result<()> {
    let mut find = conn.prepare_cached(
        "select exists (select 1 from member where id = ?1 and family_id = ?2 and kind = 'child')",
    )?;
    for child in &form.children {
        let (MemberId(child), FamilyId(family)) = (*child, form.family);
        if !find.query_row(params![child, family], |row| row.get::<_, bool>(0))? {
            return Err(invalid(format!("one of the children is not of {}", form.family))
                .hint("choose the family again, then its children"));
        }
    }
    Ok(())
}

fn said(
    desk: &Desk,
    form: &ContactForm,
    family: &FamilyFacts,
    staff: &StaffFacts,
    joint: Option<&StaffFacts>,
) -> String {
    let with = joint.map_or_else(String::new, |other| format!(" + {}", other.short));
    let seen = match form.children.len() {
        0 => String::new(),
        1 => ", 1 child seen".to_owned(),
        n => format!(", {n} children seen"),
    };
    let noted = if form.documented_on.is_none() { "; not documented yet" } else { "" };
    let mode = form.mode.to_string().to_lowercase();
    format!("{}: {mode} by {}{with} on {}{seen}{noted}", family.id, staff.short, desk.day(form.on))
}
