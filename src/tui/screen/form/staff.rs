//! The form that adds a person to the staff.

use super::sheet::{Seed, Sheet, Wrong, given, options, ticked, worker_of};
use crate::domain::access::{Act, Viewer};
use crate::domain::staff::{Role, Side};
use crate::domain::{SiteId, StaffId, Word};
use crate::error::Error;
use crate::store::Request;
use crate::store::request::Form as Filled;
use crate::store::view::form::{Choice, StaffForm};
use crate::tui::widget::field::{Field, PickOption};
use crate::tui::widget::form::Form;

/// Adds a person of the viewer's own agency.
pub(super) struct Staff;

fn roles(viewer: &Viewer) -> [Role; 2] {
    match viewer.side {
        Side::ChildWelfare => [Role::IntactWorker, Role::IntactSupervisor],
        Side::Treatment => [Role::RecoveryCoordinator, Role::SudSupervisor],
    }
}

/// The supervisors who can supervise the workers of the viewer's side.
fn supervisors(seed: &Seed<'_>) -> Vec<PickOption> {
    let [_, wanted] = roles(seed.viewer);
    let own = seed.choices.supervisors.iter().filter(|one| one.detail == wanted.label());
    options(&own.cloned().collect::<Vec<Choice>>())
}

fn read_fte(text: &str) -> Option<f64> {
    text.replace(',', ".").parse().ok().filter(|fte| *fte > 0.0 && *fte <= 1.5)
}

impl Sheet for Staff {
    fn title(&self) -> String {
        "Add a person to the staff".to_owned()
    }

    fn act(&self, viewer: &Viewer) -> Act {
        Act::EditStaff(worker_of(viewer.side))
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let only = seed.choices.sites.len() == 1;
        let sites =
            seed.choices.sites.iter().map(|site| (site.id.to_string(), site.label.clone(), only)).collect();
        let me = supervisors(seed).iter().find(|one| one.id == seed.viewer.staff.0).map(|one| one.id);
        let fields = vec![
            Field::words("role", "Role", &roles(seed.viewer), None).required("Choose the role"),
            Field::text("name", "Full name", "").required("Give the full name"),
            Field::text("short", "As said aloud", "").hint("What narrow lists show; empty: the last name"),
            Field::text("email", "E-mail", ""),
            Field::many("sites", "Sites", sites)
                .required("Choose at least one site")
                .hint("Space ticks a site"),
            Field::text("fte", "FTE", "1.0").required("Give the share of full time").rule(|field| {
                let right = read_fte(&field.value()).is_some();
                (!right).then(|| "Give a number up to 1.5: 1.0 is full time, 0.5 is half".to_owned())
            }),
            Field::number("capacity", "Families at full time", None, (1, 200), "")
                .hint("Leave it empty for the number in the settings"),
            Field::pick("supervisor", "Supervised by", supervisors(seed), me),
            Field::date("hired_on", "First day", None).required("Say from which day"),
            Field::secret("passphrase", "First passphrase")
                .hint("At least 4 characters; they sign in with it"),
            Field::secret("again", "The same again"),
        ];
        let mut form = Form::new(seed.today, fields);
        show(&mut form);
        form
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let role: Role = given(form.word("role"), "role", "Choose the role")?;
        let passphrase = form.some_text("passphrase").filter(|_| role.is_supervisor());
        if passphrase.is_some() && form.text("passphrase") != form.text("again") {
            return Err(("again", "This is not the same passphrase: type it once more".into()));
        }
        let worker = role.is_worker();
        Ok(Filled::Staff(StaffForm {
            name: form.text("name"),
            short: form.text("short"),
            email: form.text("email"),
            role,
            sites: ticked(form, "sites").into_iter().map(SiteId).collect(),
            fte: given(read_fte(&form.text("fte")), "fte", "Give a number up to 1.5")?,
            capacity: form.number("capacity").filter(|_| worker).and_then(|n| u32::try_from(n).ok()),
            supervisor: form.pick("supervisor").filter(|_| worker).map(StaffId),
            hired_on: given(form.date("hired_on"), "hired_on", "Say from which day")?,
            passphrase,
        }))
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, _: &Seed<'_>) -> Option<Request> {
        if key == "role" {
            show(form);
        }
        None
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let places = [
            ("passphrase", "passphrase"),
            ("e-mail", "email"),
            ("address", "email"),
            ("site", "sites"),
            ("FTE", "fte"),
            ("capacity", "capacity"),
            ("supervise", "supervisor"),
            ("short name", "short"),
            ("is here already", "name"),
        ];
        places.iter().find(|(word, _)| error.message.contains(word)).map(|(_, key)| *key)
    }
}

/// Shows what is asked of a worker or of a supervisor alone.
fn show(form: &mut Form) {
    let role = form.word::<Role>("role");
    let (worker, supervisor) = (role.is_some_and(Role::is_worker), role.is_some_and(Role::is_supervisor));
    for (key, shown) in
        [("capacity", worker), ("supervisor", worker), ("passphrase", supervisor), ("again", supervisor)]
    {
        form.show(key, shown);
    }
}
