//! What keeps a report from being submitted: what is refused, and what passes with a typed reason (domain: §5).

use super::Head;
use crate::domain::Word;
use crate::domain::month::{Amount, Heading};
use crate::domain::report::telling::{Found, Tells};
use crate::domain::report::{ChallengeState, part};
use crate::domain::staff::{Role, Side};
use crate::error::Result;
use crate::store::Store;
use crate::store::event::hex;
use crate::store::sql::date;
use crate::store::view::Open;
use crate::store::view::month::{Figure, MonthFigures};
use crate::store::view::report::{Keeps, Place, ReportPage};
use rusqlite::params;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

impl Store {
    /// Everything that keeps it from being submitted, refusals first.
    pub(super) fn what_keeps(&self, head: &Head, page: &ReportPage) -> Result<Vec<Keeps>> {
        let mut keeps = Vec::new();
        for side in [Side::ChildWelfare, Side::Treatment] {
            if !page.is_ready(side) {
                let what = format!("The {} is not marked as ready", part(side));
                keeps.push(refused(format!("ready:{}", side.word()), what, Place::Ready(side)));
            }
            if self.nobody_signs(head, side)? {
                let role = if side == Side::Treatment { Role::SudSupervisor } else { Role::IntactSupervisor };
                let what = format!("Nobody can sign: no {role} works at this site");
                keeps.push(refused(
                    format!("signer:{}", side.word()),
                    what,
                    Place::Open(Open::List("staffing".into())),
                ));
            }
        }
        keeps.extend(words(page));
        keeps.extend(project(page));
        keeps.extend(figures(page));
        let passed = self.passed(head.id)?;
        for one in keeps.iter_mut().filter(|one| !one.refused) {
            one.passed = passed.get(&one.key).cloned();
        }
        keeps.sort_by_key(|one| (!one.refused, one.passed.is_some()));
        keeps.dedup_by(|a, b| a.key == b.key);
        Ok(keeps)
    }

    /// The warnings that somebody let pass: key, reason, who.
    fn passed(&self, report: Option<i64>) -> Result<HashMap<String, (String, String)>> {
        let mut statement = self.conn.prepare_cached(
            "select p.warning, p.reason, s.name from report_pass p join staff s on s.id = p.staff_id where p.report_id = ?1",
        )?;
        let rows = statement.query_map([report], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether nobody could sign for a side today.
    fn nobody_signs(&self, head: &Head, side: Side) -> Result<bool> {
        if self.viewer()?.side == side {
            return Ok(false);
        }
        let role = if side == Side::Treatment { Role::SudSupervisor } else { Role::IntactSupervisor };
        let there: bool = self
            .conn
            .prepare_cached(
                "select exists (select 1 from staff s join staff_site t on t.staff_id = s.id where s.role = ?1 and t.site_id = ?2
                   and t.from_on <= ?3 and (t.to_on is null or t.to_on > ?3) and (s.left_on is null or s.left_on > ?3))",
            )?
            .query_row(params![role.word(), head.site.0, date(self.clock.today())], |row| row.get(0))?;
        Ok(!there)
    }
}

fn refused(key: String, what: String, place: Place) -> Keeps {
    Keeps { refused: true, key, plain: what.clone(), what, passed: None, place }
}

fn warned(key: String, what: String, place: Place) -> Keeps {
    Keeps { refused: false, key, plain: what.clone(), what, passed: None, place }
}

/// What stands in the words and could tell who a family is.
fn words(page: &ReportPage) -> Vec<Keeps> {
    let mut out = Vec::new();
    for text in &page.texts {
        let whose = format!("{}, {}", text.heading.label(), part(text.side));
        let place = Place::Text(text.side, text.heading);
        out.extend(page.known.look(&text.body).iter().map(|found| told(found, &whose, &place)));
    }
    for row in &page.challenges {
        let form = &row.form;
        let words = [&form.body, &form.tried, &form.help].map(String::as_str).join("\n");
        let place = Place::Challenge(row.id);
        out.extend(page.known.look(&words).iter().map(|found| told(found, "a challenge", &place)));
    }
    for row in &page.successes {
        let place = Place::Success(row.id);
        out.extend(page.known.look(&row.form.body).iter().map(|found| told(found, "a success", &place)));
    }
    out
}

fn told(found: &Found, whose: &str, place: &Place) -> Keeps {
    let what = format!("“{}” {} ({whose})", found.word, found.tells.what());
    let plain = match found.tells {
        Tells::Rare => format!("Details that together fit few families ({whose})"),
        tells => format!("A word that {} ({whose})", tells.what()),
    };
    // The key tells the same word again without holding it.
    let digest: String = hex(&Sha256::digest(found.word.as_bytes())).chars().take(12).collect();
    let key = format!("word:{whose}:{place:?}:{digest}");
    Keeps { refused: found.tells.is_refused(), key, what, plain, passed: None, place: place.clone() }
}

/// Challenges that nobody owns, or that have no date.
fn project(page: &ReportPage) -> Vec<Keeps> {
    let open = page.challenges.iter().filter(|row| row.form.state != ChallengeState::Resolved);
    open.filter_map(|row| {
        let lacks = match (row.form.owner, row.form.due_on) {
            (None, None) => "no owner and no date",
            (None, _) => "no owner",
            (_, None) => "no date",
            _ => return None,
        };
        let (key, place) = (format!("challenge:{}", row.id), Place::Challenge(row.id));
        Some(warned(key, format!("A challenge has {lacks}: {}", begins(&row.form.body)), place))
    })
    .collect()
}

/// The first words of a text.
fn begins(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if text.chars().count() > 40 {
        short.push('…');
    }
    short
}

/// The figure whose rows are looked through when a flow does not add up: what came in the month.
fn came(heading: Heading, figures: &MonthFigures) -> String {
    let list = figures.under(heading).find(|block| !block.table);
    let mut all = list.into_iter().flat_map(|block| &block.lines).flat_map(|line| &line.figures);
    let came = |figure: &&Figure| {
        ["opened", "received", "raised", "made"].iter().any(|name| figure.key.ends_with(&format!(".{name}")))
    };
    all.find(came).map_or_else(String::new, |figure| figure.key.clone())
}

/// Vacancies without cover, and figures that do not reconcile.
fn figures(page: &ReportPage) -> Vec<Keeps> {
    let mut out = Vec::new();
    let vacancies = page.figures.blocks.iter().filter(|block| block.key == "staffing.vacancies");
    for line in vacancies.flat_map(|block| &block.lines) {
        let bare = |figure: &&Figure| {
            figure.key.ends_with(".cover") && figure.value == Amount::Words("none".to_owned())
        };
        if let Some(figure) = line.figures.iter().find(bare) {
            let what = format!("A post is vacant and nobody covers it: {}", line.label);
            let place = Place::Figure(Heading::Staffing, figure.key.clone());
            out.push(warned(format!("vacancy:{}", line.key), what, place));
        }
    }
    for wrong in page.figures.identities.iter().filter(|one| !one.holds) {
        let flow = wrong.flow;
        let what = format!(
            "{}: the flow does not add up, {} + {} − {} is not {}",
            wrong.of, flow.start, flow.came, flow.went, flow.end
        );
        out.push(warned(
            format!("flow:{}:{}", wrong.heading.word(), wrong.of),
            what,
            Place::Figure(wrong.heading, came(wrong.heading, &page.figures)),
        ));
    }
    out
}
