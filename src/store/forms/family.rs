//! Opening a family, and what is found of its children's safety.

use super::desk::{Desk, FamilyFacts, line, short_line};
use crate::domain::access::Act;
use crate::domain::family::Finding;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, SiteId, StaffId};
use crate::error::{Result, denied, invalid};
use crate::store::assign::{Wanted, assign};
use crate::store::sql::{RowExt, date, word};
use crate::store::view::form::{FamilyForm, FindingForm};
use crate::store::write::What;
use crate::store::{OpId, Store, Tx};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

impl Store {
    /// Opens a family, with its enrolment, risk and first Intact Worker where they are known.
    ///
    /// # Errors
    /// Not an Intact Supervisor; the case number is taken; the site is another's; dates that make no sense.
    pub(in crate::store) fn save_family(&mut self, op: OpId, form: &FamilyForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditFamily)?;
        self.write(op, What::new("open_family", "family"), |tx| {
            open_family(tx, &desk, form).map(|(family, said)| (family.id.0, said))
        })
    }

    /// Records what a look at the children's safety found.
    ///
    /// # Errors
    /// A day that is to come or on which the family was not open; a plan without a day for looking at it again.
    pub(in crate::store) fn save_finding(&mut self, op: OpId, form: &FindingForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::RecordSafety)?;
        desk.not_future(form.on, "the finding is")?;
        if form.finding == Finding::Plan && form.review_due_on.is_none() {
            return Err(invalid("a safety plan needs the day on which it is looked at again")
                .hint("give the day in the form"));
        }
        if form.review_due_on.is_some_and(|due| due < form.on) {
            return Err(invalid("it would be looked at again before it was found").hint("check both dates"));
        }
        self.write(op, What::new("finding", "safety_finding"), |tx| {
            let family = desk.family(tx.sql(), form.family)?;
            desk.while_open(tx.sql(), &family, form.on)?;
            let id = tx.insert(
                "safety_finding",
                &[
                    ("family_id", &form.family),
                    ("on_date", &form.on),
                    ("finding", &word(form.finding)),
                    ("review_due_on", &form.review_due_on),
                    ("by_id", &desk.viewer.staff),
                ],
            )?;
            let again = form
                .review_due_on
                .map_or_else(String::new, |due| format!(", to be looked at again by {}", desk.day(due)));
            let found = form.finding.to_string().to_lowercase();
            Ok((id, format!("{}: {found} on {}{again}", family.id, desk.day(form.on))))
        })
    }
}

/// Opens a family inside a write; gives it and the sentence that says so.
pub(in crate::store) fn open_family(
    tx: &mut Tx<'_>,
    desk: &Desk,
    form: &FamilyForm,
) -> Result<(FamilyFacts, String)> {
    let case_number = line(&form.case_number, "The case number", 40)?;
    let label = short_line(&form.label, "The short name", 24)?;
    check_label(&label)?;
    check_site(desk, form.site)?;
    check_family(desk, form)?;
    case_number_is_free(tx.sql(), desk, &case_number, None)?;
    let id =
        tx.insert("family", &[("case_number", &case_number), ("label", &label), ("site_id", &form.site)])?;
    add_spells(tx, id, form)?;
    let family = desk.family(tx.sql(), FamilyId(id))?;
    let site: String =
        tx.sql().query_row("select name from site where id = ?1", [form.site.0], |row| row.get(0))?;
    let mut said = format!("{} is open at {site}", family.id);
    if let Some(worker) = form.intact_worker {
        let assigned = first_worker(tx, desk, &family, worker)?;
        said = format!("{said}. {assigned}");
    }
    Ok((family, said))
}

/// Refuses a short name that tells who the family is.
pub(super) fn check_label(label: &str) -> Result<()> {
    if crate::domain::alias::looks_like_full_name(label) {
        return Err(invalid("the short name looks like a full name")
            .hint("choose a word that only your team understands"));
    }
    Ok(())
}

pub(super) fn check_site(desk: &Desk, site: SiteId) -> Result<()> {
    if desk.viewer.sites.contains(&site) {
        return Ok(());
    }
    Err(denied("this site is not yours").hint("choose one of your own sites"))
}

fn check_family(desk: &Desk, form: &FamilyForm) -> Result<()> {
    desk.not_future(form.opened_on, "the family is opened")?;
    if !form.basis.is_empty() && !desk.settings.lists.opening_basis.contains(&form.basis) {
        return Err(invalid("choose on what basis it was opened").hint("the choices are in the list"));
    }
    if let Some(enrolled) = form.enrolled_on {
        desk.not_future(enrolled, "the family is enrolled")?;
        if enrolled < form.opened_on {
            return Err(invalid("it would be enrolled before it was opened").hint("check both dates"));
        }
    }
    Ok(())
}

/// Refuses a case number that another family has.
pub(super) fn case_number_is_free(
    conn: &Connection,
    desk: &Desk,
    case_number: &str,
    own: Option<FamilyId>,
) -> Result<()> {
    let taken: Option<(FamilyId, i64)> = conn
        .prepare_cached("select id, site_id from family where case_number = ?1")?
        .query_row([case_number], |row| Ok((row.num("id")?, row.get(1)?)))
        .optional()?;
    match taken {
        None => Ok(()),
        Some((family, _)) if Some(family) == own => Ok(()),
        Some((family, site)) if desk.viewer.sites.iter().any(|own| own.0 == site) => {
            Err(invalid(format!("the case number {case_number} is {family} already"))
                .hint("open that family instead"))
        }
        Some(_) => Err(invalid(format!("the case number {case_number} is in use at another site"))
            .hint("check it with your agency")),
    }
}

fn add_spells(tx: &mut Tx<'_>, family: i64, form: &FamilyForm) -> Result<()> {
    let basis = Some(form.basis.clone()).filter(|basis| !basis.is_empty());
    tx.insert(
        "family_opening",
        &[
            ("family_id", &family),
            ("from_on", &form.opened_on),
            ("basis", &basis),
            ("court_ordered", &form.court_ordered),
        ],
    )?;
    if let Some(enrolled) = form.enrolled_on {
        tx.insert("family_enrolment", &[("family_id", &family), ("from_on", &enrolled)])?;
    }
    if let Some(risk) = form.risk {
        tx.insert(
            "family_risk",
            &[("family_id", &family), ("from_on", &form.opened_on), ("risk", &word(risk))],
        )?;
    }
    Ok(())
}

/// Assigns the first Intact Worker from the opening, or from their first day where that is later.
fn first_worker(tx: &mut Tx<'_>, desk: &Desk, family: &FamilyFacts, worker: StaffId) -> Result<String> {
    let staff = desk.staff(tx.sql(), worker)?;
    let employed: Option<NaiveDate> = tx
        .sql()
        .prepare_cached(
            "select from_on from employment where staff_id = ?1 and from_on <= ?2 and (to_on is null or to_on > ?2)
             order by from_on desc limit 1",
        )?
        .query_row(params![worker.0, date(desk.today)], |row| row.day("from_on"))
        .optional()?;
    let from_on = employed.map_or(family.opened_on, |first| first.max(family.opened_on));
    let wanted = Wanted { role: Role::IntactWorker, from_on, reason: "" };
    assign(tx, desk, family, &staff, &wanted).map(|(_, said)| said)
}
