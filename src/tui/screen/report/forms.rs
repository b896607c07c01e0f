//! The small forms of the report: a challenge, a success, a reason, a signature, which month.

use super::Report;
use crate::domain::SiteId;
use crate::domain::StaffId;
use crate::domain::month::Month;
use crate::domain::report::telling::Known;
use crate::domain::report::{ChallengeState, Escalation, part};
use crate::settings::List;
use crate::store::view::report::{ChallengeForm, Offered, ReportPage, SuccessForm};
use crate::tui::dialog::{Dialog, FormDialog};
use crate::tui::screen::Ctx;
use crate::tui::widget::field::{Field, PickOption};
use crate::tui::widget::form::Form;

/// The tags of the dialogs.
pub(super) const CHALLENGE: &str = "report_challenge";
pub(super) const SUCCESS: &str = "report_success";
pub(super) const PASS: &str = "report_pass";
pub(super) const SIGN: &str = "report_sign";
pub(super) const ADDENDUM: &str = "report_addendum";
pub(super) const WHICH: &str = "report_which";
pub(super) const READY: &str = "report_ready";
pub(super) const STEPS: &str = "report_steps";

/// How many months can be chosen, this one first.
const MONTHS: u32 = 25;

/// What the form on top is about.
#[derive(Clone, Debug)]
pub(super) enum About {
    /// A challenge: its key and version, where it is changed.
    Challenge(Option<(i64, i64)>),
    /// A success: its key and version, where it is changed.
    Success(Option<(i64, i64)>),
    /// A warning, by its key.
    Pass(String),
}

fn listed(list: &List) -> Vec<(String, String)> {
    list.choices().map(|choice| (choice.value.clone(), choice.label.clone())).collect()
}

fn dialog(tag: &'static str, title: &str, text: &str, form: Form) -> Dialog {
    Dialog::Form(Box::new(FormDialog::new(tag, title, text, form).asking()))
}

/// The same, which points out as one types what could tell who a family is.
fn watched(tag: &'static str, title: &str, mut form: Form, known: &Known) -> Dialog {
    let known = known.clone();
    point_out(&mut form, &known);
    let react = move |form: &mut Form, key: &'static str| {
        if WORDS.contains(&key) {
            point_out(form, &known);
        }
    };
    Dialog::Form(Box::new(FormDialog::new(tag, title, "", form).asking().reacting(react)))
}

/// The fields in which words stand.
const WORDS: [&str; 3] = ["body", "tried", "help"];

fn point_out(form: &mut Form, known: &Known) {
    form.forget_findings();
    for key in WORDS {
        if let Some(found) = known.look(&form.text(key)).first() {
            let said = format!("“{}” {}", found.word, found.tells.what());
            form.find(key, "body", &said, found.tells.is_refused());
        }
    }
}

const PLAIN: &str = "No names, numbers or days: people outside both agencies read this";

/// The form of a challenge, new, taken over from a note, or changed.
pub(super) fn challenge(
    page: &ReportPage,
    now: Option<&ChallengeForm>,
    offered: Option<&Offered>,
    ctx: &Ctx<'_>,
) -> Dialog {
    let body = now.map_or_else(|| offered.map_or("", |one| one.line.as_str()), |form| form.body.as_str());
    let owners = page
        .people
        .iter()
        .map(|one| PickOption::new(one.id.0, one.name.clone(), one.short.clone()))
        .collect();
    let categories = listed(&ctx.settings.lists.challenge_category);
    let fields = vec![
        Field::long("body", "Challenge", body, 2).required("Say what stands in the way").hint(PLAIN),
        Field::choice("category", "About", categories, now.map(|form| form.category.as_str()))
            .required("Choose what it is about"),
        Field::number("families", "Families affected", now.and_then(|form| form.families), (0, 999), ""),
        Field::text("tried", "What was tried", now.map_or("", |form| form.tried.as_str())),
        Field::text("help", "Help asked for", now.map_or("", |form| form.help.as_str())),
        Field::pick("owner", "Owner", owners, now.and_then(|form| form.owner).map(|owner| owner.0)),
        Field::date("due", "Due on", now.and_then(|form| form.due_on)),
        Field::word::<Escalation>("escalate", "Taken further to", now.and_then(|form| form.escalate_to)),
        Field::word::<ChallengeState>(
            "state",
            "State",
            Some(now.map_or(ChallengeState::New, |form| form.state)),
        )
        .required("Say how far it is"),
    ];
    let title = if now.is_some() { "Challenge" } else { "New challenge" };
    watched(CHALLENGE, title, Form::new(ctx.today(), fields), &page.known)
}

/// What the form of a challenge says.
pub(super) fn read_challenge(form: &Form, seen: Option<(i64, i64)>) -> ChallengeForm {
    ChallengeForm {
        seen,
        category: form.choice("category").unwrap_or_default(),
        body: form.text("body"),
        families: form.number("families"),
        tried: form.text("tried"),
        help: form.text("help"),
        owner: form.pick("owner").map(StaffId),
        due_on: form.date("due"),
        escalate_to: form.word("escalate"),
        state: form.word("state").unwrap_or(ChallengeState::New),
    }
}

/// The form of a success, new, taken over from a note, or changed.
pub(super) fn success(
    page: &ReportPage,
    now: Option<&SuccessForm>,
    offered: Option<&Offered>,
    ctx: &Ctx<'_>,
) -> Dialog {
    let body = now.map_or_else(|| offered.map_or("", |one| one.line.as_str()), |form| form.body.as_str());
    let on = now.map(|form| form.on).or(offered.map(|one| one.on)).unwrap_or(page.figures.until);
    let categories = listed(&ctx.settings.lists.success_category);
    let fields = vec![
        Field::long("body", "What went well", body, 3).required("Tell what went well").hint(PLAIN),
        Field::choice("category", "About", categories, now.map(|form| form.category.as_str()))
            .required("Choose what it is about"),
        Field::date("on", "On", Some(on)).past().required("Say when: the day stays in this file"),
        Field::yes_no("share", "Share beyond the site?", now.map(|form| form.share))
            .required("Say whether it may be told elsewhere"),
        Field::yes_no("agreed", "Did the family agree?", now.and_then(|form| form.family_agreed)),
    ];
    let title = if now.is_some() { "Success" } else { "New success" };
    watched(SUCCESS, title, Form::new(ctx.today(), fields), &page.known)
}

/// What the form of a success says.
pub(super) fn read_success(form: &Form, seen: Option<(i64, i64)>, ctx: &Ctx<'_>) -> SuccessForm {
    SuccessForm {
        seen,
        on: form.date("on").unwrap_or(ctx.today()),
        category: form.choice("category").unwrap_or_default(),
        body: form.text("body"),
        share: form.yes("share").unwrap_or(false),
        family_agreed: form.yes("agreed"),
    }
}

/// The form of the reason with which a warning passes.
pub(super) fn pass(what: &str, reason: &str, ctx: &Ctx<'_>) -> Dialog {
    let field =
        Field::text("reason", "Why it may pass", reason).hint("Stands in the report; empty: it stands again");
    dialog(PASS, "Let it pass", what, Form::new(ctx.today(), vec![field]))
}

/// The form of a signature.
pub(super) fn sign(page: &ReportPage, ctx: &Ctx<'_>) -> Dialog {
    let number = page.frozen.as_ref().map_or(0, |frozen| frozen.number);
    let text = format!(
        "With your signature you say that number {number} of {} is right for the {}.",
        page.figures.month.name(),
        part(ctx.viewer.side)
    );
    let form = Form::new(ctx.today(), vec![Field::secret("passphrase", "Passphrase")]).button("Sign");
    Dialog::Form(Box::new(FormDialog::new(SIGN, "Sign the report", text, form)))
}

/// The form of an addendum.
pub(super) fn addendum(ctx: &Ctx<'_>) -> Dialog {
    let field = Field::long("body", "Addendum", "", 4).required("Write what is to be added").hint(PLAIN);
    let text = "It stands under the report with today's date; what was signed stays as it is.";
    dialog(ADDENDUM, "Addendum", text, Form::new(ctx.today(), vec![field]))
}

/// The form of the site and month to look at.
pub(super) fn which(report: &Report, page: &ReportPage, ctx: &Ctx<'_>) -> Dialog {
    let this = Month::of(ctx.today());
    let months =
        (0..MONTHS).map(|back| this.back(back)).map(|month| (month.to_string(), month.name())).collect();
    let sites = page.sites.iter().map(|(id, name)| (id.0.to_string(), name.clone())).collect();
    let (site, month) = (page.figures.site.0.to_string(), report.month(ctx).to_string());
    let mut fields = vec![Field::choice("month", "Month", months, Some(&month)).required("Choose a month")];
    if page.sites.len() > 1 {
        fields.push(Field::choice("site", "Site", sites, Some(&site)).required("Choose a site"));
    }
    let form = Form::new(ctx.today(), fields).button("Show");
    Dialog::Form(Box::new(FormDialog::new(WHICH, "Which report", "", form)))
}

/// The month and the site that were chosen.
pub(super) fn read_which(form: &Form) -> (Option<Month>, Option<SiteId>) {
    let month = form.choice("month").and_then(|month| Month::read(&month));
    let site = form.choice("site").and_then(|site| site.parse().ok()).map(SiteId);
    (month, site)
}
