//! Forms about authorised posts: what a post is, who fills it, who covers it.

use super::{FTE, read_fte};
use crate::domain::access::{Act, Viewer};
use crate::domain::staff::{Recruitment, Role, Side};
use crate::domain::{SiteId, StaffId, Word};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::form::Choice;
use crate::store::view::staffing::{PostTerms, Row, StaffAsk, StaffChange, StaffReply};
use crate::store::{Reply, Request};
use crate::tui::screen::form::sheet::{Seed, Sheet, Wrong, given, options, worker_of};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// An authorised post, new or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// The row and what it says; none: a new one.
    pub now: Option<(Row, PostTerms)>,
}

fn roles(side: Side) -> [Role; 2] {
    match side {
        Side::ChildWelfare => [Role::IntactWorker, Role::IntactSupervisor],
        Side::Treatment => [Role::RecoveryCoordinator, Role::SudSupervisor],
    }
}

impl Sheet for Post {
    fn title(&self) -> String {
        if self.now.is_some() { "Change a post".into() } else { "Add an authorised post".into() }
    }

    fn act(&self, viewer: &Viewer) -> Act {
        Act::EditStaff(self.now.as_ref().map_or(worker_of(viewer.side), |(_, terms)| terms.role))
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let now = self.now.as_ref().map(|(_, terms)| terms);
        let role = now.map(|terms| terms.role);
        let roles = role.and_then(Role::side).map_or_else(|| roles(seed.viewer.side), roles);
        let only = if let [one] = seed.choices.sites.as_slice() { Some(one.id) } else { None };
        let fte = now.map_or_else(|| "1.0".to_owned(), |terms| terms.fte.to_string());
        let fields = vec![
            Field::words("role", "Role", &roles, role).required("Choose the role"),
            Field::pick("site", "Site", options(&seed.choices.sites), now.map(|terms| terms.site.0).or(only))
                .required("Choose the site"),
            Field::text("fte", "FTE", &fte)
                .required("Give the share of full time")
                .rule(|field| read_fte(&field.value()).is_none().then(|| FTE.to_owned())),
            Field::date("from", "Authorised from", now.map(|terms| terms.from))
                .required("Say from which day"),
            Field::date("to", "Authorised until", now.and_then(|terms| terms.to))
                .hint("The first day there is no such post any more; empty while there is"),
            Field::word::<Recruitment>("stage", "Recruitment", now.and_then(|terms| terms.recruitment)),
            Field::date("stage_on", "Since", now.and_then(|terms| terms.recruitment_on))
                .hint("The day on which recruitment came this far"),
        ];
        let mut form = Form::new(seed.today, fields);
        if now.is_some() {
            form.focus_on("stage");
        }
        form
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let terms = PostTerms {
            site: SiteId(given(form.pick("site"), "site", "Choose the site")?),
            role: given(form.word("role"), "role", "Choose the role")?,
            fte: given(read_fte(&form.text("fte")), "fte", FTE)?,
            from: given(form.date("from"), "from", "Say from which day")?,
            to: form.date("to"),
            recruitment: form.word("stage"),
            recruitment_on: form.date("stage_on"),
        };
        if terms.recruitment.is_some() && terms.recruitment_on.is_none() {
            return Err(("stage_on", "Say since which day recruitment is this far".into()));
        }
        Ok(Filled::StaffChange(StaffChange::Post { row: self.now.as_ref().map(|(row, _)| *row), terms }))
    }

    fn again(&self) -> Option<Request> {
        self.now.as_ref().map(|(row, _)| Request::Staff(StaffAsk::Post(row.id)))
    }

    fn renew(&mut self, reply: &Reply) {
        if let Reply::Staff(StaffReply::Post(page)) = reply {
            self.now = Some((page.row, page.terms.clone()));
        }
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let places = [("site", "site"), ("FTE", "fte"), ("ends before", "to")];
        places.iter().find(|(word, _)| error.message.contains(word)).map(|(_, key)| *key)
    }
}

/// Somebody fills a post.
#[derive(Clone, Debug, PartialEq)]
pub struct Fill {
    /// The post.
    pub post: i64,
    /// Its role.
    pub role: Role,
}

/// The people of a role that a post can have.
fn people(seed: &Seed<'_>, role: Role) -> Vec<Choice> {
    let choices = &seed.choices;
    let of_role = match role {
        Role::IntactWorker => &choices.intact_workers,
        Role::RecoveryCoordinator => &choices.coordinators,
        _ => return choices.supervisors.iter().filter(|one| one.detail == role.label()).cloned().collect(),
    };
    of_role.clone()
}

impl Sheet for Fill {
    fn title(&self) -> String {
        format!("Who fills the post of {}", self.role)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let fields = vec![
            Field::pick("staff", "Who", options(&people(seed, self.role)), None)
                .required("Choose who fills it: somebody new is added under Staffing first"),
            Field::date("from", "From", None).required("Say from which day"),
        ];
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        Ok(Filled::StaffChange(StaffChange::Fill {
            post: self.post,
            staff: StaffId(given(form.pick("staff"), "staff", "Choose who fills it")?),
            from: given(form.date("from"), "from", "Say from which day")?,
        }))
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        Some(if error.message.contains("choose somebody") { "staff" } else { "from" })
    }
}

/// Somebody covers a post while nobody fills it.
#[derive(Clone, Debug, PartialEq)]
pub struct PostCover {
    /// The post.
    pub post: i64,
    /// Its role.
    pub role: Role,
}

impl Sheet for PostCover {
    fn title(&self) -> String {
        format!("Who covers the post of {}", self.role)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let mut all = people(seed, self.role);
        let above = self.role.supervised_by().map(Word::label);
        all.extend(seed.choices.supervisors.iter().filter(|one| Some(one.detail.as_str()) == above).cloned());
        let fields = vec![
            Field::pick("staff", "Who", options(&all), None).required("Choose who covers it"),
            Field::date("from", "From", None).required("Say from which day"),
            Field::date("last_day", "Last day", None).hint("Leave it empty while nobody knows"),
        ];
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        Ok(Filled::StaffChange(StaffChange::PostCover {
            post: self.post,
            staff: StaffId(given(form.pick("staff"), "staff", "Choose who covers it")?),
            from: given(form.date("from"), "from", "Say from which day")?,
            last_day: form.date("last_day"),
        }))
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        Some(if error.message.contains("last day") { "last_day" } else { "staff" })
    }
}
