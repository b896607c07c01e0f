//! Forms about a person's name, employment and sites.

use super::{About, FTE, read_fte};
use crate::domain::access::{Act, Viewer};
use crate::domain::staff::{EmploymentStatus, Role};
use crate::domain::{SiteId, StaffId, Word};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::form::Choice;
use crate::store::view::staffing::{PersonPage, Row, StaffAsk, StaffChange, StaffReply, Terms};
use crate::store::{Reply, Request};
use crate::tui::screen::form::sheet::{Seed, Sheet, Wrong, given, options, ticked};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// Name, short name and e-mail.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// The row.
    pub row: Row,
    /// The role.
    pub role: Role,
    /// The full name.
    pub name: String,
    /// As said aloud.
    pub short: String,
    /// E-mail.
    pub email: String,
}

impl Details {
    /// As a person's page has them.
    pub fn of(page: &PersonPage) -> Self {
        Self {
            row: Row { id: page.person.id.0, version: page.version },
            role: page.role,
            name: page.person.name.clone(),
            short: page.person.short.clone(),
            email: page.email.clone(),
        }
    }
}

impl Sheet for Details {
    fn title(&self) -> String {
        format!("Change what {} is called", self.name)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let fields = vec![
            Field::text("name", "Full name", &self.name).required("Give the full name"),
            Field::text("short", "As said aloud", &self.short).hint("What narrow lists show"),
            Field::text("email", "E-mail", &self.email),
        ];
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let [name, short, email] = ["name", "short", "email"].map(|key| form.text(key));
        Ok(Filled::StaffChange(StaffChange::Details { row: self.row, name, short, email }))
    }

    fn again(&self) -> Option<Request> {
        Some(Request::Staff(StaffAsk::Person(StaffId(self.row.id))))
    }

    fn renew(&mut self, reply: &Reply) {
        if let Reply::Staff(StaffReply::Person(page)) = reply {
            *self = Self::of(page);
        }
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let email = error.message.contains("e-mail") || error.message.contains("address");
        Some(if email { "email" } else { "name" })
    }
}

/// Employment from a day on, or a spell that was entered wrongly.
#[derive(Clone, Debug, PartialEq)]
pub struct Employment {
    /// Whose.
    pub about: About,
    /// What holds now.
    pub terms: Terms,
    /// The spell that is corrected, with its days in words; none: a new one begins.
    pub correct: Option<(Row, String)>,
}

/// The statuses that a form offers: leaving the agency asks more.
const STATUS: [EmploymentStatus; 3] =
    [EmploymentStatus::Active, EmploymentStatus::Onboarding, EmploymentStatus::Leave];

impl Sheet for Employment {
    fn title(&self) -> String {
        match &self.correct {
            Some((_, days)) => format!("Correct the employment of {}, {days}", self.about.who),
            None => format!("Change the employment of {} from a day on", self.about.who),
        }
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.about.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let terms = &self.terms;
        let wanted = self.about.role.supervised_by();
        let supervisors: Vec<Choice> = seed
            .choices
            .supervisors
            .iter()
            .filter(|one| wanted.is_some_and(|role| role.label() == one.detail))
            .cloned()
            .collect();
        let fields = vec![
            Field::date("from", "From", None)
                .required("Say from which day")
                .hint("What holds until then stays in the record"),
            Field::text("fte", "FTE", &terms.fte.to_string())
                .required("Give the share of full time")
                .rule(|field| read_fte(&field.value()).is_none().then(|| FTE.to_owned())),
            Field::number("capacity", "Families at full time", terms.capacity.map(i64::from), (1, 200), "")
                .hint("Leave it empty for the number in the settings"),
            Field::words("status", "Status", &STATUS, Some(terms.status)).required("Choose the status"),
            Field::pick(
                "supervisor",
                "Supervised by",
                options(&supervisors),
                terms.supervisor.map(|id| id.0),
            ),
        ];
        let mut form = Form::new(seed.today, fields);
        form.show("from", self.correct.is_none());
        form.show("capacity", self.about.role.is_worker());
        form.show("supervisor", wanted.is_some());
        form.focus_on(if self.correct.is_none() { "from" } else { "fte" });
        form
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let terms = Terms {
            fte: given(read_fte(&form.text("fte")), "fte", FTE)?,
            capacity: form.number("capacity").and_then(|number| u32::try_from(number).ok()),
            status: given(form.word("status"), "status", "Choose the status")?,
            supervisor: form.pick("supervisor").map(StaffId),
        };
        let staff = self.about.staff;
        Ok(Filled::StaffChange(match &self.correct {
            Some((row, _)) => StaffChange::Correct { staff, row: *row, terms },
            None => {
                let from = given(form.date("from"), "from", "Say from which day")?;
                StaffChange::Employ { staff, from, terms }
            }
        }))
    }

    fn again(&self) -> Option<Request> {
        self.correct.is_some().then_some(Request::Staff(StaffAsk::Person(self.about.staff)))
    }

    fn renew(&mut self, reply: &Reply) {
        let (Some((row, _)), Reply::Staff(StaffReply::Person(page))) = (&mut self.correct, reply) else {
            return;
        };
        if let Some(now) = page.employment.iter().find(|one| one.row.id == row.id) {
            (*row, self.terms) = (now.row, now.terms);
        }
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let places =
            [("FTE", "fte"), ("capacity", "capacity"), ("status", "status"), ("supervise", "supervisor")];
        let known = places.iter().find(|(word, _)| error.message.contains(word)).map(|(_, key)| *key);
        known.or_else(|| self.correct.is_none().then_some("from"))
    }
}

/// Sites with their shares of time, from a day on.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// Whose.
    pub about: About,
    /// Where they work now: site, name, share.
    pub now: Vec<(SiteId, String, f64)>,
}

/// A field per site; nobody works at more.
const KEYS: [&str; 12] = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12"];

impl Shares {
    /// The sites that can be chosen: where the person works, then the viewer's others.
    fn sites(&self, seed: &Seed<'_>) -> Vec<(SiteId, String, Option<f64>)> {
        let mut all: Vec<_> =
            self.now.iter().map(|(id, name, share)| (*id, name.clone(), Some(*share))).collect();
        for choice in &seed.choices.sites {
            if all.iter().all(|(id, ..)| id.0 != choice.id) {
                all.push((SiteId(choice.id), choice.label.clone(), None));
            }
        }
        all.truncate(KEYS.len());
        all
    }

    #[allow(clippy::cast_precision_loss)]
    fn read_shares(&self, form: &Form, seed: &Seed<'_>) -> Vec<(SiteId, f64)> {
        if !self.about.role.is_worker() {
            return ticked(form, "sites").into_iter().map(|id| (SiteId(id), 1.0)).collect();
        }
        let sites = self.sites(seed);
        let shares = KEYS.iter().zip(&sites).map(|(key, (site, ..))| (*site, form.number(key).unwrap_or(0)));
        shares
            .filter(|(_, percent)| *percent > 0)
            .map(|(site, percent)| (site, percent as f64 / 100.0))
            .collect()
    }
}

impl Sheet for Shares {
    fn title(&self) -> String {
        format!("Where {} works, from a day on", self.about.who)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.about.role)
    }

    #[allow(clippy::cast_possible_truncation)]
    fn build(&self, seed: &Seed<'_>) -> Form {
        let mut fields = vec![Field::date("from", "From", None).required("Say from which day")];
        let sites = self.sites(seed);
        if self.about.role.is_worker() {
            fields.push(Field::note(
                "The share of their time at each site. Leave a site empty where they do not work.",
            ));
            fields.extend(KEYS.iter().zip(&sites).map(|(key, (_, name, share))| {
                let percent = share.map(|share| (share * 100.0).round() as i64);
                Field::number(key, name.clone(), percent, (0, 100), "%")
            }));
            fields.push(Field::yes_no("over", "More than the whole time", None));
        } else {
            let ticks =
                sites.iter().map(|(id, name, share)| (id.0.to_string(), name.clone(), share.is_some()));
            fields.push(Field::many("sites", "Sites", ticks.collect()).required("Choose at least one site"));
        }
        let mut form = Form::new(seed.today, fields);
        self.ask_over(&mut form, seed);
        form
    }

    fn read(&self, form: &Form, seed: &Seed<'_>) -> Result<Filled, Wrong> {
        let shares = self.read_shares(form, seed);
        if shares.is_empty() {
            return Err((
                KEYS.first().copied().unwrap_or_default(),
                "Give the share at one site at least".into(),
            ));
        }
        let from = given(form.date("from"), "from", "Say from which day")?;
        let over = form.yes("over") == Some(true);
        Ok(Filled::StaffChange(StaffChange::Sites { staff: self.about.staff, from, shares, over }))
    }

    fn changed(&mut self, form: &mut Form, _: &'static str, seed: &Seed<'_>) -> Option<Request> {
        self.ask_over(form, seed);
        None
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        Some(if error.message.contains("add up") { "over" } else { "from" })
    }
}

impl Shares {
    /// Asks only where the shares are more than the whole time.
    fn ask_over(&self, form: &mut Form, seed: &Seed<'_>) {
        let sum: f64 = self.read_shares(form, seed).iter().map(|(_, share)| share).sum();
        form.show("over", self.about.role.is_worker() && sum > 1.0 + 1e-9);
    }
}
