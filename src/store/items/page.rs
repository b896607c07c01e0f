//! An action item's page: what it says, where it was born, every meeting it went through.

use super::super::Reply;
use super::super::Store;
use super::super::items_list::one_item;
use super::super::meetings::load::{Which, meetings};
use super::super::sql::RowExt;
use super::super::view::item::{ItemAsk, ItemPage, ItemTerms, Visit};
use super::super::view::{Mark, Person, Standing};
use super::super::walk::person;
use super::in_scope;
use crate::domain::action_item::CarryOutcome;
use crate::domain::meeting::MeetingStatus;
use crate::domain::{ItemId, MeetingId, StaffId, Word};
use crate::error::{Result, denied, missing};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

/// What the page shows besides the list's row.
struct More {
    terms: ItemTerms,
    reason: String,
    made_on: NaiveDate,
    made_by: Option<StaffId>,
    closed_on: Option<NaiveDate>,
    verified_by: Option<StaffId>,
    escalated_on: Option<NaiveDate>,
    pair: Option<(StaffId, StaffId)>,
}

impl Store {
    /// Does what is asked about an action item.
    pub(in crate::store) fn item(&mut self, ask: ItemAsk) -> Result<Reply> {
        match ask {
            ItemAsk::Page(item) => Ok(Reply::Item(Box::new(self.item_page(item)?))),
            ItemAsk::Step { op, item, version, step, reason } => {
                let (id, said) = self.step_item(op, (item, version), step, &reason)?;
                Ok(Reply::Saved { id, said })
            }
        }
    }

    fn item_page(&self, item: ItemId) -> Result<ItemPage> {
        let Some(row) = one_item(self, item)? else {
            in_scope(&self.conn, item, &super::super::gate::sites(self.viewer()?))?;
            return Err(denied(format!("{item} belongs to a site that is not yours")));
        };
        let more = more(&self.conn, item)?;
        let name = |id: Option<StaffId>| id.map(|id| person(&self.conn, id)).transpose();
        let pair: Option<(Person, Person)> = match more.pair {
            Some((iw, rc)) => Some((person(&self.conn, iw)?, person(&self.conn, rc)?)),
            None => None,
        };
        let unsendable = match (row.family, row.status.is_open()) {
            (_, false) => Some("It is no longer open"),
            (None, true) => Some("It is about no family: it comes back in its owner's meetings"),
            (Some(_), true) => None,
        };
        Ok(ItemPage {
            visits: self.visits(item, row.born, more.made_on)?,
            terms: more.terms,
            reason: more.reason,
            made_on: more.made_on,
            made_by: name(more.made_by)?,
            closed_on: more.closed_on,
            verified_by: name(more.verified_by)?,
            escalated_on: more.escalated_on,
            pair: pair.map(|(iw, rc)| format!("{} + {}", iw.short, rc.short)),
            unsendable,
            row,
        })
    }

    /// Where the item was born, then every meeting it went through.
    fn visits(&self, item: ItemId, born: Option<MeetingId>, made_on: NaiveDate) -> Result<Vec<Visit>> {
        let mut out = Vec::new();
        if let Some(meeting) = born {
            let standing = Standing { mark: Mark::Open, text: "born here".into(), on: Some(made_on) };
            out.push(self.visit(meeting, Some(made_on), standing)?);
        }
        let mut statement = self.conn.prepare_cached(
            "select c.meeting_id, c.outcome, coalesce(c.verified, 0) as verified, m.held_on, m.status
             from action_item_carry c join meeting m on m.id = c.meeting_id
             where c.action_item_id = ?1 and c.meeting_id is not ?2 order by m.held_on, m.id",
        )?;
        let mut rows = statement.query(params![item.0, born.map(|id| id.0)])?;
        while let Some(row) = rows.next()? {
            let (status, on) = (row.word::<MeetingStatus>("status")?, row.day_opt("held_on")?);
            let standing = became(row.word_opt("outcome")?, row.get("verified")?, status, on);
            out.push(self.visit(row.num("meeting_id")?, on, standing)?);
        }
        Ok(out)
    }

    fn visit(&self, meeting: MeetingId, on: Option<NaiveDate>, standing: Standing) -> Result<Visit> {
        let found = meetings(self, Which::One(meeting))?.into_iter().next();
        let label = found.map_or_else(
            || "a meeting of another site".to_owned(),
            |one| {
                let kind = self.settings.meetings.label(&one.kind);
                if one.about.is_empty() { kind.to_owned() } else { format!("{kind}, {}", one.about) }
            },
        );
        Ok(Visit { meeting, label, on, standing })
    }
}

/// What a meeting said of an item.
fn became(
    outcome: Option<CarryOutcome>,
    verified: bool,
    status: MeetingStatus,
    on: Option<NaiveDate>,
) -> Standing {
    let running = !matches!(status, MeetingStatus::Held | MeetingStatus::Signed);
    let (mark, text) = match outcome {
        Some(CarryOutcome::Done) if verified => (Mark::Done, "done, verified".to_owned()),
        Some(CarryOutcome::Done) => (Mark::Done, "done".to_owned()),
        Some(outcome) => (Mark::Open, outcome.label().to_owned()),
        None if running => (Mark::Due, "in progress".to_owned()),
        None => (Mark::Open, "not answered".to_owned()),
    };
    Standing { mark, text, on }
}

/// What an item says, with its version.
pub(super) fn terms(conn: &Connection, item: ItemId) -> Result<(ItemTerms, i64)> {
    let version = conn
        .prepare_cached("select version from action_item where id = ?1")?
        .query_row([item.0], |row| row.get(0))?;
    Ok((more(conn, item)?.terms, version))
}

fn more(conn: &Connection, item: ItemId) -> Result<More> {
    let found = conn.prepare_cached("select * from action_item where id = ?1")?.query_row([item.0], |row| {
        let pair = row.num_opt::<StaffId>("iw_id")?.zip(row.num_opt::<StaffId>("rc_id")?);
        Ok(More {
            terms: ItemTerms {
                description: row.get("description")?,
                owner: row.num("owner_id")?,
                due_on: row.day("due_on")?,
                family: row.num_opt("family_id")?,
                category: row.get("category")?,
                priority: row.word("priority")?,
            },
            reason: row.get("reason")?,
            made_on: row.day("created_on")?,
            made_by: row.num_opt("created_by")?,
            closed_on: row.day_opt("closed_on")?,
            verified_by: row.num_opt("verified_by")?,
            escalated_on: row.day_opt("escalated_on")?,
            pair,
        })
    });
    found.optional()?.ok_or_else(|| missing(format!("there is no action item {item}")))
}
