//! What was submitted, frozen as JSON under its hash, and what has changed in the file since.

use super::Head;
use crate::domain::Word;
use crate::domain::month::Amount;
use crate::domain::report::{
    Challenge, ChallengeState, FORMAT, Figure, Final, Flow, Passed, Signature, Snapshot, Status, Success,
    Text,
};
use crate::error::{Error, Kind, Result, missing};
use crate::settings::Settings;
use crate::store::Store;
use crate::store::event::hex;
use crate::store::sql::{RowExt, instant};
use crate::store::view::month::MonthFigures;
use crate::store::view::report::{ChangedFigure, FrozenReport, ReportOf, ReportPage};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

/// The JSON of a snapshot, and the SHA-256 over it.
pub(super) fn sealed(snapshot: &Snapshot) -> Result<(String, String)> {
    let body = serde_json::to_string(snapshot)
        .map_err(|error| Error::new(Kind::Io, format!("the report could not be kept: {error}")))?;
    let digest = hex(&Sha256::digest(body.as_bytes()));
    Ok((body, digest))
}

/// What was submitted last and not taken back.
pub(super) fn last(conn: &Connection, report: Option<i64>) -> Result<Option<FrozenReport>> {
    let found = conn
        .prepare_cached(
            "select id, number, at, body, digest from report_snapshot where report_id = ?1 and taken_back_at is null
             order by number desc limit 1",
        )?
        .query_row([report], |row| {
            let (id, body): (i64, String) = (row.get("id")?, row.get("body")?);
            let at = row.instant_opt("at")?.unwrap_or_default();
            Ok((id, row.get::<_, i64>("number")?, at, body, row.get::<_, String>("digest")?))
        })
        .optional()?;
    let Some((id, number, at, body, digest)) = found else { return Ok(None) };
    let whole = hex(&Sha256::digest(body.as_bytes())) == digest;
    let snapshot = serde_json::from_str(&body).ok().filter(|_| whole).ok_or_else(|| {
        Error::new(Kind::NotOurs, "the submitted report is not as it was when it was frozen")
            .hint("run \"ifr check\"; a backup holds it as it was")
    })?;
    let mut statement = conn.prepare_cached(
        "select g.side, s.name, g.at from report_signature g join staff s on s.id = g.staff_id where g.snapshot_id = ?1 order by g.id",
    )?;
    let signatures = statement
        .query_map([id], |row| Ok((row.word(0)?, row.get(1)?, row.instant_opt(2)?.unwrap_or_default())))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(FrozenReport { number, digest, at, snapshot, signatures }))
}

/// The figures as they are kept; a fraction has four digits, so that it is read back as it was written.
pub(super) fn figures(figures: &MonthFigures) -> Vec<Figure> {
    let mut out = Vec::new();
    for block in &figures.blocks {
        for line in &block.lines {
            out.extend(line.figures.iter().map(|figure| Figure {
                key: figure.key.clone(),
                heading: block.heading.word().to_owned(),
                block: block.label.clone(),
                line: if block.table { line.label.clone() } else { String::new() },
                label: figure.label.to_string(),
                value: rounded(&figure.value),
            }));
        }
    }
    out
}

fn rounded(amount: &Amount) -> Amount {
    let four = |value: f64| (value * 10_000.0).round() / 10_000.0;
    match amount {
        Amount::Measure(value) => Amount::Measure(four(*value)),
        Amount::Of { value, of } => Amount::Of { value: four(*value), of: four(*of) },
        Amount::Median { days, n } => Amount::Median { days: four(*days), n: *n },
        other => other.clone(),
    }
}

/// The figures that are other ones now than they were.
pub(super) fn changed(snapshot: &Snapshot, now: &MonthFigures) -> Vec<ChangedFigure> {
    let now = figures(now);
    let label = |figure: &Figure| {
        let parts = [&figure.block, &figure.line, &figure.label];
        parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let mut out = Vec::new();
    for was in &snapshot.figures {
        let found = now.iter().find(|figure| figure.key == was.key);
        if found.is_none_or(|figure| figure.value != was.value) {
            let (key, label) = (was.key.clone(), label(was));
            out.push(ChangedFigure {
                key,
                label,
                was: was.value.clone(),
                now: found.map(|figure| figure.value.clone()),
            });
        }
    }
    for new in now.iter().filter(|figure| !snapshot.figures.iter().any(|was| was.key == figure.key)) {
        let (key, label) = (new.key.clone(), label(new));
        out.push(ChangedFigure { key, label, was: Amount::NoData, now: Some(new.value.clone()) });
    }
    out
}

/// What is submitted.
pub(super) fn snapshot(
    page: &ReportPage,
    settings: &Settings,
    (number, cut_off): (i64, &str),
    passed: Vec<Passed>,
) -> Snapshot {
    let text = |text: &crate::store::view::report::ReportText| Text {
        heading: text.heading.word().to_owned(),
        side: text.side.word().to_owned(),
        body: text.body.clone(),
    };
    let flow = |one: &crate::store::view::month::Identity| Flow {
        of: one.of.clone(),
        start: one.flow.start,
        came: one.flow.came,
        went: one.flow.went,
        end: one.flow.end,
        holds: one.holds,
    };
    let words = page.texts.iter().filter(|text| !text.body.is_empty());
    Snapshot {
        number,
        site: page.figures.site_name.clone(),
        month: page.figures.month.to_string(),
        cut_off: cut_off.to_owned(),
        until: page.figures.until.to_string(),
        texts: words.map(text).collect(),
        figures: figures(&page.figures),
        flows: page.figures.identities.iter().map(flow).collect(),
        challenges: page.challenges.iter().map(|row| challenge(row, settings)).collect(),
        successes: page.successes.iter().map(|row| success(row, settings)).collect(),
        passed,
    }
}

fn challenge(row: &crate::store::view::report::ChallengeRow, settings: &Settings) -> Challenge {
    let form = &row.form;
    Challenge {
        side: row.side.word().to_owned(),
        category: settings.lists.challenge_category.label(&form.category).to_owned(),
        body: form.body.clone(),
        families: form.families,
        tried: form.tried.clone(),
        help: form.help.clone(),
        owner: row.owner_name.clone(),
        due_on: form.due_on.map(|day| day.to_string()),
        escalate_to: form.escalate_to.map(|to| to.label().to_owned()),
        state: ChallengeState::word(form.state).to_owned(),
        raised_on: row.raised_on.to_string(),
    }
}

fn success(row: &crate::store::view::report::SuccessRow, settings: &Settings) -> Success {
    Success {
        side: row.side.word().to_owned(),
        category: settings.lists.success_category.label(&row.form.category).to_owned(),
        body: row.form.body.clone(),
        share: row.form.share,
        family_agreed: row.form.family_agreed,
        on: row.form.on.to_string(),
    }
}

impl Store {
    /// The final report as it leaves the file.
    pub(super) fn final_report(&self, of: ReportOf) -> Result<Final> {
        let head: Head = self.report_head(of)?;
        let frozen = last(&self.conn, head.id)?.filter(|_| head.status == Status::Final);
        let frozen = frozen.ok_or_else(|| {
            missing(format!("the report of {} is not final", head.month.name()))
                .hint("it is submitted on the Report screen (7), and both supervisors sign it")
        })?;
        let signature = |(side, name, at): &(crate::domain::staff::Side, String, _)| Signature {
            side: side.word().to_owned(),
            name: name.clone(),
            at: instant(*at),
        };
        Ok(Final {
            format: FORMAT,
            report: frozen.snapshot,
            digest: frozen.digest,
            signatures: frozen.signatures.iter().map(signature).collect(),
        })
    }
}

impl ReportPage {
    /// What the report says: what was submitted, or what would be submitted now.
    pub fn told(&self, settings: &Settings) -> Snapshot {
        match &self.frozen {
            Some(frozen) => frozen.snapshot.clone(),
            None => snapshot(self, settings, (0, &self.figures.cut_off.to_rfc3339()), Vec::new()),
        }
    }
}
