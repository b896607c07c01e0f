//! The forms that float over a meeting: an item, a decision, a signature, and the small ones.

use crate::domain::action_item::Priority;
use crate::domain::{FamilyId, ItemId, StaffId, Word};
use crate::error::Error;
use crate::store::view::walk::{Walk, WalkPerson};
use crate::tui::dialog::{Dialog, FormDialog, Menu, MenuItem};
use crate::tui::screen::Ctx;
use crate::tui::screen::form::Offer;
use crate::tui::widget::field::{Field, PickOption};
use crate::tui::widget::form::Form;

fn dialog(tag: &'static str, title: &str, text: &str, form: Form) -> Dialog {
    Dialog::Form(Box::new(FormDialog::new(tag, title, text, form).asking()))
}

/// The form of a new action item, perhaps begun with what it is about and what is to be done.
pub fn item(walk: &Walk, family: Option<FamilyId>, begun: Option<(&str, &str)>, ctx: &Ctx<'_>) -> Dialog {
    let (category, what) = begun.unzip();
    let mut people: Vec<PickOption> = Vec::new();
    for person in &walk.people {
        if let Some(staff) = person.staff {
            people.push(PickOption::new(staff.0, person.name.as_str(), person.role.label()));
        }
    }
    people.extend(
        walk.others.iter().map(|(who, role)| PickOption::new(who.id.0, who.name.as_str(), role.label())),
    );
    let families = walk
        .cases
        .iter()
        .map(|case| PickOption::new(case.family.0, case.family.to_string(), case.label.as_str()))
        .collect();
    let categories = ctx
        .settings
        .lists
        .action_category
        .choices()
        .map(|choice| (choice.value.clone(), choice.label.clone()))
        .collect();
    let fields = vec![
        Field::text("what", "What", what.unwrap_or_default())
            .required("Say what is to be done")
            .hint("Both agencies see this: no treatment detail"),
        Field::pick("owner", "Who", people, None).required("Exactly one person does it"),
        Field::choice("category", "About", categories, category).required("Choose what it is about"),
        Field::word::<Priority>("priority", "How soon", None).required("Choose how soon"),
        Field::date("due", "By when", None)
            .required("Say by when: fri, +1w, 11/27")
            .hint("Offered by how soon; arrows step a day, Ctrl-U clears it"),
        Field::pick("family", "Family", families, family.map(|family| family.0)),
    ];
    let (categories, days) =
        (ctx.settings.lists.action_category.clone(), ctx.settings.thresholds.action_item.clone());
    let (mut offer, today) = (Offer::default(), ctx.today());
    let mut form = Form::new(today, fields);
    let mut react = move |form: &mut Form, key: &str| offer.changed(form, key, (&categories, &days), today);
    react(&mut form, "category");
    Dialog::Form(Box::new(FormDialog::new("item", "Action item", "", form).reacting(react).asking()))
}

/// The form of a family to go to; one that is not on the agenda is added to it.
pub fn family(ctx: &Ctx<'_>) -> Dialog {
    let field = Field::text("family", "Family", "")
        .required("Say its number: 197")
        .rule(|field| number(&field.value()).is_none().then(|| "Say its number, as F-0197 or 197".into()));
    let text = "Its number. One that is not on the agenda is added to it.";
    dialog("family", "Another family", text, Form::new(ctx.today(), vec![field]).button("Go there"))
}

/// The family of a number as people type it: `F-0197`, `f197`, `197`.
pub fn number(text: &str) -> Option<FamilyId> {
    let digits = text.trim().trim_start_matches(['F', 'f']).trim_start_matches('-');
    digits.parse().ok().filter(|number| *number > 0).map(FamilyId)
}

/// The decisions to choose from; one that was taken can be taken back.
pub fn decision(walk: &Walk, family: FamilyId, chosen: Option<&str>) -> Dialog {
    let mut items: Vec<MenuItem> = walk
        .decisions
        .iter()
        .map(|(key, label)| {
            let taken = if chosen == Some(key.as_str()) { "as it stands" } else { "" };
            MenuItem::new(label.as_str()).detail(taken)
        })
        .collect();
    if chosen.is_some() {
        items.push(MenuItem::new("Not answered"));
    }
    Dialog::Menu(Menu::new("decision", format!("Decision, {family}"), items))
}

/// The form of late, early and deputy.
pub fn details(person: &WalkPerson, ctx: &Ctx<'_>) -> Dialog {
    let deputies =
        person.may_deputise.iter().map(|whom| PickOption::new(whom.id.0, whom.name.as_str(), "")).collect();
    let mut fields = vec![
        Field::number("late", "Late", person.late.map(i64::from), (0, 480), "min"),
        Field::number("early", "Left early", person.left_early.map(i64::from), (0, 480), "min"),
    ];
    if !person.may_deputise.is_empty() {
        fields.push(
            Field::pick("deputy", "Stands in for", deputies, person.deputy_for.map(|whom| whom.0))
                .hint("Only a supervisor for one of the same role"),
        );
    }
    dialog("details", &person.name, "", Form::new(ctx.today(), fields))
}

/// The form of somebody more on the list.
pub fn guest(walk: &Walk, ctx: &Ctx<'_>) -> Dialog {
    let staff = walk
        .others
        .iter()
        .map(|(who, role)| PickOption::new(who.id.0, who.name.as_str(), role.label()))
        .collect();
    let fields = vec![
        Field::pick("staff", "From the staff", staff, None),
        Field::text("name", "Or a guest", "").hint("Name and agency"),
    ];
    dialog("guest", "Add somebody", "", Form::new(ctx.today(), fields).button("Add"))
}

/// The form of the reason why the planned meeting is missed.
pub fn hold_as(label: &str, ctx: &Ctx<'_>) -> Dialog {
    let reasons = crate::domain::meeting::MissReason::ALL;
    let reasons =
        reasons.iter().map(|reason| (reason.word().to_owned(), reason.label().to_owned())).collect();
    let field = Field::choice("reason", "Why", reasons, None).required("Say why the planned one is missed");
    let text = format!("It is held as {label}; the planned meeting counts as missed.");
    dialog("hold", &format!("Hold as {label}"), &text, Form::new(ctx.today(), vec![field]).button("Hold"))
}

/// The form of the reason why a carried item is cancelled.
pub fn cancel_item(item: ItemId, was: &str, ctx: &Ctx<'_>) -> Dialog {
    let field = Field::text("reason", "Why", was)
        .required("Say why it is not needed any more")
        .hint("Both agencies see this: no treatment detail");
    dialog("cancel", &format!("Cancel {item}"), "", Form::new(ctx.today(), vec![field]).button("Cancel it"))
}

/// The form of the next date.
pub fn next(walk: &Walk, ctx: &Ctx<'_>) -> Dialog {
    let day = walk.next.chosen.map(|at| at.date()).or(walk.next.proposed);
    let time = walk.next.chosen.map(|at| at.time()).or(walk.next.at);
    let time = time.map(|at| at.format("%H:%M").to_string()).unwrap_or_default();
    let fields = vec![
        Field::date("day", "Day", day).required("Say which day"),
        Field::text("time", "Time", &time)
            .required("Say at what time: 10:00, 2pm")
            .rule(|field| crate::domain::dates::read_time(&field.value()).err()),
    ];
    dialog("next", "Next meeting", "", Form::new(ctx.today(), fields))
}

/// The form of a signature; again with what was `wrong` with the passphrase, and whose it was to be.
pub fn sign(walk: &Walk, index: usize, wrong: Option<(StaffId, &str)>, ctx: &Ctx<'_>) -> Option<Dialog> {
    let signature = walk.signatures.get(index)?;
    let people: Vec<PickOption> =
        signature.who.iter().map(|who| PickOption::new(who.id.0, who.name.as_str(), "")).collect();
    let first = signature.who.first().map(|who| who.id.0);
    let text = signs(&walk.unanswered);
    let fields = vec![
        Field::pick("who", "Who", people, first).required("Say who signs"),
        Field::secret("passphrase", "Passphrase"),
    ];
    let mut form = Form::new(ctx.today(), fields).button("Sign");
    form.focus_on("passphrase");
    if let Some((who, why)) = wrong {
        form.set_pick("who", Some(who.0));
        form.set_error("passphrase", why);
    }
    // A passphrase that is left is never worth a question.
    let title = format!("Sign as {}", signature.role);
    Some(Dialog::Form(Box::new(FormDialog::new("sign", title, text, form))))
}

/// How much was not answered, as the end of a sentence that fits a float: the note itself lists it all.
fn missing(unanswered: &[String]) -> String {
    match unanswered {
        [] => String::new(),
        [one] => format!("; one answer is not given and is listed in it ({one})"),
        many => format!("; {} answers are not given and are listed in it", many.len()),
    }
}

/// What the store refused, as it stands under a field.
pub fn reason(error: &Error) -> String {
    let mut chars = error.message.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let hint = if error.hint.is_empty() { String::new() } else { format!(": {}", error.hint) };
    format!("{first}{}{hint}", chars.as_str())
}

/// What a signature says, with how much of the note is not answered.
pub fn signs(unanswered: &[String]) -> String {
    format!("With your signature you say that this note is right as it stands{}.", missing(unanswered))
}

/// The form of an addendum.
pub fn addendum(ctx: &Ctx<'_>) -> Dialog {
    addendum_of("", ctx)
}

/// The form of an addendum that begins with words which came after the signature.
pub fn addendum_of(words: &str, ctx: &Ctx<'_>) -> Dialog {
    let field = Field::long("body", "Addendum", words, 4)
        .required("Write what is to be added")
        .hint("Both agencies see this: no treatment detail");
    dialog(
        "addendum",
        "Addendum",
        "It stands under the note with today's date.",
        Form::new(ctx.today(), vec![field]),
    )
}
