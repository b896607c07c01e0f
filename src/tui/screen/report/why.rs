//! Why a row of the report is what it is: what is counted, what a challenge says in whole, what something keeps.

use super::rows::{self, Key};
use super::{Report, View};
use crate::domain::Word;
use crate::domain::dates;
use crate::domain::report::part;
use crate::store::view::month::Figure;
use crate::store::view::report::{ChallengeRow, Keeps, ReportPage, SuccessRow};
use crate::tui::dialog::{Dialog, Explain};
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::mark::Mark;

impl Report {
    /// Why a row is what it is.
    pub(super) fn why(&self, ctx: &Ctx<'_>) -> Vec<Do> {
        let (Some(page), Some(key)) = (&self.page, self.table.selected()) else { return Vec::new() };
        let explain = match (key, &self.view) {
            (Key::Figure(block, line, at), _) => {
                rows::figure(page, (block, line, at)).map(|one| figure(page, one))
            }
            (Key::Row(_), View::Behind(found)) => Some(figure(page, &found.figure)),
            (Key::Challenge(place), _) => page.challenges.get(place).map(|row| challenge(row, ctx)),
            (Key::Success(place), _) => page.successes.get(place).map(|row| success(row, ctx)),
            (Key::Keeps(place), _) => page.keeps.get(place).map(keeps),
            _ => None,
        };
        vec![explain.map_or_else(
            || Do::Toast(Mark::Open, "Enter opens what is behind this line".to_owned()),
            |explain| Do::Dialog(Dialog::Explain(explain)),
        )]
    }
}

fn figure(page: &ReportPage, figure: &Figure) -> Explain {
    let months = page.figures.months.iter().zip(&figure.series);
    let rows = months.map(|(month, amount)| (month.name(), amount.to_string())).collect();
    let until = page.figures.until.format("%a %-d %b %Y");
    let title = format!("{}: {}", figure.label, figure.value);
    let basis = format!("counted up to {until}; the key is {}", figure.key);
    Explain::new(title, vec![figure.definition.to_string()], rows, basis)
}

fn challenge(row: &ChallengeRow, ctx: &Ctx<'_>) -> Explain {
    let (form, day) = (&row.form, |on| dates::short(on, ctx.today()));
    let rows = [
        ("raised", Some(format!("{}, {}", day(row.raised_on), part(row.side)))),
        ("about", Some(ctx.settings.lists.challenge_category.label(&form.category).to_owned())),
        ("families", form.families.map(|families| families.to_string())),
        ("tried", Some(form.tried.clone())),
        ("help asked for", Some(form.help.clone())),
        ("owner", row.owner_name.clone()),
        ("due", form.due_on.map(day)),
        ("taken further to", form.escalate_to.map(|to| to.label().to_owned())),
        ("resolved", row.resolved_on.map(day)),
    ];
    let basis = "a challenge is brought forward into every month until it is resolved";
    told("Challenge", form.state.label(), &form.body, rows.into(), basis)
}

fn success(row: &SuccessRow, ctx: &Ctx<'_>) -> Explain {
    let form = &row.form;
    let agreed = form.family_agreed.map_or("not asked", |agreed| if agreed { "yes" } else { "no" });
    let rows = vec![
        ("told", Some(format!("{}, {}", dates::short(form.on, ctx.today()), part(row.side)))),
        ("beyond the site", Some(if form.share { "yes" } else { "no" }.to_owned())),
        ("family agreed", Some(agreed.to_owned())),
    ];
    let category = ctx.settings.lists.success_category.label(&form.category);
    told("Success", category, &form.body, rows, "it is told beyond the site only where the family agreed")
}

/// What a team wrote, in whole, with what is known about it.
fn told(
    what: &str,
    state: &str,
    body: &str,
    rows: Vec<(&'static str, Option<String>)>,
    basis: &str,
) -> Explain {
    let known =
        |(name, said): (&str, Option<String>)| Some((name.to_owned(), said.filter(|said| !said.is_empty())?));
    let rows = rows.into_iter().filter_map(known).collect();
    Explain::new(format!("{what}: {state}"), vec![body.to_owned()], rows, basis)
}

fn keeps(one: &Keeps) -> Explain {
    let (title, how) = match (&one.passed, one.refused) {
        (Some((reason, by)), _) => ("It passes", format!("{by} let it pass: {reason}")),
        (None, true) => {
            ("Refused", "Nothing is submitted while this stands: Enter opens what mends it.".to_owned())
        }
        (None, false) => {
            ("A warning", "It passes with a reason (d), or Enter opens what mends it.".to_owned())
        }
    };
    Explain::new(
        title,
        vec![one.what.clone(), how],
        Vec::new(),
        "a warning passes with a reason, a refusal never",
    )
}
