//! Challenges and successes, and the lines of meeting notes that could become one.

use super::Head;
use super::texts::fit;
use crate::domain::access::Act;
use crate::domain::report::{ChallengeState, Escalation};
use crate::domain::staff::Side;
use crate::domain::text::clean_line;
use crate::domain::{MeetingId, SiteId};
use crate::error::{Result, denied, invalid, missing};
use crate::store::Store;
use crate::store::sql::{RowExt, date, word};
use crate::store::view::report::{ChallengeForm, ChallengeRow, Offered, SuccessForm, SuccessRow};
use crate::store::write::{Field, OpId, What};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

/// The challenges open at some time between two days, or resolved then: open ones carry forward by themselves.
pub(super) fn challenges(
    conn: &Connection,
    site: SiteId,
    first: &str,
    until: &str,
) -> Result<Vec<ChallengeRow>> {
    let mut statement = conn.prepare_cached(
        "select c.*, s.name as owner, c.raised_on < ?2 as carried from challenge c left join staff s on s.id = c.owner_id
         where c.site_id = ?1 and c.raised_on <= ?3 and (c.state <> 'resolved' or coalesce(c.resolved_on, c.raised_on) >= ?2)
         order by c.raised_on, c.id",
    )?;
    let rows = statement.query_map(params![site.0, first, until], |row| {
        let id: i64 = row.get("id")?;
        Ok(ChallengeRow {
            id,
            side: row.word("side")?,
            raised_on: row.day("raised_on")?,
            resolved_on: row.day_opt("resolved_on")?,
            carried: row.get("carried")?,
            owner_name: row.get("owner")?,
            form: ChallengeForm {
                seen: Some((id, row.get("version")?)),
                category: row.get("category")?,
                body: row.get("body")?,
                families: row.get("families_affected")?,
                tried: row.get("tried")?,
                help: row.get("help_requested")?,
                owner: row.num_opt("owner_id")?,
                due_on: row.day_opt("due_on")?,
                escalate_to: row.word_opt::<Escalation>("escalate_to").unwrap_or_default(),
                state: row.word("state")?,
            },
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The successes between two days.
pub(super) fn successes(
    conn: &Connection,
    site: SiteId,
    first: &str,
    until: &str,
) -> Result<Vec<SuccessRow>> {
    let mut statement = conn.prepare_cached(
        "select * from success where site_id = ?1 and on_date between ?2 and ?3 order by on_date, id",
    )?;
    let rows = statement.query_map(params![site.0, first, until], |row| {
        let id: i64 = row.get("id")?;
        Ok(SuccessRow {
            id,
            side: row.word("side")?,
            form: SuccessForm {
                seen: Some((id, row.get("version")?)),
                on: row.day("on_date")?,
                category: row.get("category")?,
                body: row.get("body")?,
                share: row.get("share")?,
                family_agreed: row.get("family_agreed")?,
            },
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The rest of a line that is tagged: `Challenge: …`, `… #success`; and whether it is a challenge.
fn tagged(line: &str) -> Option<(bool, String)> {
    let small = line.to_lowercase();
    for (challenge, name) in [(true, "challenge"), (false, "success")] {
        let begins = small.strip_prefix(name).and_then(|rest| rest.strip_prefix(':'));
        if let Some(rest) = begins {
            let cut = line.chars().count() - rest.chars().count();
            return Some((challenge, line.chars().skip(cut).collect::<String>().trim().to_owned()));
        }
        let tag = format!("#{name}");
        if small.split_whitespace().any(|word| word.trim_end_matches(['.', ',', ':']) == tag) {
            let words = line.split_whitespace().filter(|word| !word.to_lowercase().starts_with(&tag));
            return Some((challenge, words.collect::<Vec<_>>().join(" ")));
        }
    }
    None
}

impl Store {
    /// Lines that somebody tagged in the notes of the site's meetings of the month, and that are in no challenge or
    /// success yet. Personnel notes, treatment words and Individuals of others stay where they are.
    pub(super) fn offered_lines(
        &self,
        head: &Head,
        until: NaiveDate,
        challenges: &[ChallengeRow],
        successes: &[SuccessRow],
    ) -> Result<Vec<Offered>> {
        let viewer = self.viewer()?;
        let mut statement = self.conn.prepare_cached(
            "select m.id, m.held_on, n.body from meeting m join note n on n.meeting_id = m.id
             where m.held_on between ?2 and ?3 and (m.site_id = ?1 or m.site_id is null) and n.kind = 'meeting' and n.part2 = 0
               and n.family_id is null and (m.worker_id is null or n.author_id = ?4)
               and (n.body like '%challenge%' or n.body like '%success%')
             order by m.held_on, n.id",
        )?;
        let (first, until) = (date(head.month.first()), date(until));
        let rows = statement.query_map(params![head.site.0, first, until, viewer.staff.0], |row| {
            Ok((MeetingId(row.get(0)?), row.day(1)?, row.get::<_, String>(2)?))
        })?;
        let bodies =
            challenges.iter().map(|one| &one.form.body).chain(successes.iter().map(|one| &one.form.body));
        let taken: Vec<String> = bodies.map(|body| body.to_lowercase()).collect();
        let mut out = Vec::new();
        for row in rows {
            let (meeting, on, body) = row?;
            for (challenge, line) in body.lines().filter_map(|line| tagged(line.trim())) {
                if !line.is_empty() && !taken.iter().any(|body| body.contains(&line.to_lowercase())) {
                    out.push(Offered { challenge, meeting, on, line });
                }
            }
        }
        Ok(out)
    }

    /// Adds a challenge, or changes one of the viewer's own side.
    pub(super) fn save_challenge(&mut self, op: OpId, head: &Head, form: &ChallengeForm) -> Result<String> {
        let side = self.own_part(head)?;
        let known = self.known_words(head.site)?;
        let (body, tried, help) =
            (fit(&known, &form.body)?, fit(&known, &form.tried)?, fit(&known, &form.help)?);
        self.challenge_is_whole(head, form, &body)?;
        let (today, first) = (self.clock.today(), head.month.first());
        // One that is put down for a month that is over was there at its end.
        let raised = today.min(head.month.last()).max(first);
        let resolved = (form.state == ChallengeState::Resolved).then_some(raised);
        self.write(op, What::new("challenge", "challenge"), |tx| {
            let (category, side_word) = (clean_line(&form.category), word(side));
            let (escalate, state) = (form.escalate_to.map(word), word(form.state));
            let mut fields: Vec<Field<'_>> = vec![
                ("category", &category),
                ("body", &body),
                ("families_affected", &form.families),
                ("tried", &tried),
                ("help_requested", &help),
                ("owner_id", &form.owner),
                ("due_on", &form.due_on),
                ("escalate_to", &escalate),
                ("state", &state),
            ];
            match form.seen {
                Some((id, version)) => {
                    let before = own(tx.sql(), "challenge", id, head.site, side)?;
                    // What was resolved keeps its day while its words are changed.
                    if before != "resolved" || form.state != ChallengeState::Resolved {
                        fields.push(("resolved_on", &resolved));
                    }
                    tx.update("challenge", id, version, &fields)?;
                }
                None => {
                    let born: [Field<'_>; 4] = [
                        ("resolved_on", &resolved),
                        ("site_id", &head.site),
                        ("side", &side_word),
                        ("raised_on", &raised),
                    ];
                    fields.extend(born);
                    tx.insert("challenge", &fields)?;
                }
            }
            Ok(match (form.seen, form.state) {
                (None, _) => "The challenge is in the report; it carries forward until it is resolved",
                (Some(_), ChallengeState::Resolved) => "The challenge is resolved",
                _ => "The challenge is changed",
            }
            .to_owned())
        })
    }

    /// Refuses a challenge that says nothing, or is owned by somebody who is not there; what was kept once may stay.
    fn challenge_is_whole(&self, head: &Head, form: &ChallengeForm, body: &str) -> Result<()> {
        let new = form.seen.is_none();
        if body.is_empty() {
            return Err(invalid("say what the challenge is"));
        }
        if new && !self.settings.lists.challenge_category.contains(&form.category) {
            return Err(invalid("choose what the challenge is about"));
        }
        if form.families.is_some_and(|families| families < 0) {
            return Err(invalid("as many families as are affected: 0 or more"));
        }
        let Some(owner) = form.owner.filter(|_| new && form.state != ChallengeState::Resolved) else {
            return Ok(());
        };
        if self.report_people(head.site)?.iter().any(|person| person.id == owner) {
            return Ok(());
        }
        Err(denied("whoever owns it works at this site"))
    }

    /// Adds a success, or changes one of the viewer's own side.
    pub(super) fn save_success(&mut self, op: OpId, head: &Head, form: &SuccessForm) -> Result<String> {
        let side = self.own_part(head)?;
        let body = fit(&self.known_words(head.site)?, &form.body)?;
        if body.is_empty() {
            return Err(invalid("tell what went well"));
        }
        if !self.settings.lists.success_category.contains(&form.category) && form.seen.is_none() {
            return Err(invalid("choose what went well: its category"));
        }
        if form.on < head.month.first() || form.on > head.month.last() {
            return Err(invalid(format!("a success of {} was in that month", head.month.name())));
        }
        if form.on > self.clock.today() {
            return Err(invalid("that day is still to come").hint("give the day on which it happened"));
        }
        if form.share && form.family_agreed == Some(false) {
            return Err(invalid("the family did not agree: it stays within the site"));
        }
        self.write(op, What::new("success", "success"), |tx| {
            let (category, side_word) = (clean_line(&form.category), word(side));
            let mut fields: Vec<Field<'_>> = vec![
                ("on_date", &form.on),
                ("category", &category),
                ("body", &body),
                ("share", &form.share),
                ("family_agreed", &form.family_agreed),
            ];
            match form.seen {
                Some((id, version)) => {
                    own(tx.sql(), "success", id, head.site, side)?;
                    tx.update("success", id, version, &fields)?;
                    Ok("The success is changed".to_owned())
                }
                None => {
                    fields.push(("site_id", &head.site));
                    fields.push(("side", &side_word));
                    tx.insert("success", &fields)?;
                    Ok("The success is in the report".to_owned())
                }
            }
        })
    }

    /// The viewer's side, where its part can still be changed.
    fn own_part(&self, head: &Head) -> Result<Side> {
        let side = self.viewer()?.side;
        self.allow(Act::PrepareReport(side))?;
        head.is_draft()?;
        Ok(side)
    }
}

/// The state of a challenge (or nothing of a success) of this site and side.
fn own(conn: &Connection, table: &str, id: i64, site: SiteId, side: Side) -> Result<String> {
    let state = if table == "challenge" { "state" } else { "''" };
    let found: Option<(i64, Side, String)> = conn
        .prepare_cached(&format!("select site_id, side, {state} from {table} where id = ?1"))?
        .query_row([id], |row| Ok((row.get(0)?, row.word(1)?, row.get(2)?)))
        .optional()?;
    match found {
        Some((of, by, state)) if of == site.0 && by == side => Ok(state),
        Some((of, ..)) if of == site.0 => {
            Err(denied("Each supervisor prepares the part of their own agency"))
        }
        _ => Err(missing(format!("there is no such {table} at this site"))),
    }
}

#[cfg(test)]
mod tests {
    use super::tagged;

    #[test]
    fn a_line_is_tagged_at_its_beginning_or_with_a_hash() {
        for (line, found) in [
            ("Challenge: no bus after six", Some((true, "no bus after six"))),
            ("SUCCESS: a joint plan in two weeks", Some((false, "a joint plan in two weeks"))),
            ("No bus after six #challenge", Some((true, "No bus after six"))),
            ("#success, a joint plan", Some((false, "a joint plan"))),
            ("It is a challenge to get there", None),
            ("successes were told", None),
            ("", None),
        ] {
            let seen = tagged(line);
            assert_eq!(seen.as_ref().map(|(kind, line)| (*kind, line.as_str())), found, "{line}");
        }
    }
}
