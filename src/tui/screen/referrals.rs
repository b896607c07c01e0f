//! Referrals, the longest waiting first.

use super::convert::{short, standing, why};
use super::{Ctx, Do, FormKind, Page, ReferralJob, Target};
use crate::domain::access::Act;
use crate::domain::{ReferralId, Word};
use crate::error::Result;
use crate::store::view::caseload::{ListFilter, ReferralRow};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The Referrals list.
pub struct Referrals {
    rows: Vec<ReferralRow>,
    closed: bool,
    wanted: Option<ReferralId>,
    table: Table<ReferralId>,
}

impl Referrals {
    /// The list, standing on a referral where one is wanted.
    pub fn new(wanted: Option<ReferralId>) -> Self {
        let columns = vec![
            Column::new("Referral").width(8, 10),
            Column::new("Waits").width(14, 20),
            Column::new("Status").width(22, 30),
            Column::new("Received").right().width(8, 16).priority(3),
            Column::new("Source").width(6, 20).priority(2),
            Column::new("Family").width(6, 8).priority(1),
            Column::new("Assigned to").width(11, 14).priority(4),
            Column::new("County").width(6, 14).priority(5),
        ];
        let empty = "No referral is waiting. v shows those that are decided, too.";
        Self { rows: Vec::new(), closed: false, wanted, table: Table::new(columns, empty) }
    }

    fn selected(&self) -> Option<&ReferralRow> {
        let id = self.table.selected()?;
        self.rows.iter().find(|row| row.id == id)
    }

    fn ask(&self) -> Vec<Do> {
        vec![Do::Store(Request::Referrals(ListFilter { closed: self.closed, staff: None }))]
    }
}

fn row(referral: &ReferralRow, ctx: &Ctx<'_>) -> Row<ReferralId> {
    let status = if referral.reason.is_empty() {
        referral.status.label().to_owned()
    } else {
        format!("{}: {}", referral.status.label(), referral.reason)
    };
    let family = referral.family.map_or_else(|| Cell::dim("none yet"), |id| Cell::new(id.to_string()));
    let cells = vec![
        Cell::new(referral.id.to_string()),
        standing(&referral.standing),
        Cell::new(status),
        Cell::dim(crate::domain::dates::short(referral.received_on, ctx.today())),
        Cell::new(referral.source.clone()),
        family,
        short(referral.assigned_to.as_ref()),
        Cell::dim(referral.county.clone()),
    ];
    Row::new(referral.id, cells).found_by(&referral.site)
}

impl Page for Referrals {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        self.ask()
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Referrals(rows)) => {
                self.table.set(rows.iter().map(|referral| row(referral, ctx)).collect());
                self.rows = rows;
                if let Some(wanted) = self.wanted.take() {
                    self.table.select(wanted);
                }
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error)],
        }
    }

    fn update(&mut self, input: &Input, _: &Ctx<'_>) -> Vec<Do> {
        let assign = |row: &ReferralRow| Do::Open(Target::Form(FormKind::AssignReferral(row.id)));
        match self.table.update(input) {
            TableEvent::Open(id) => return vec![Do::Open(Target::Referral(id))],
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::Why) => self.selected().map(|row| why(&row.explain)).into_iter().collect(),
            Some(Action::Assign) => self.selected().map(assign).into_iter().collect(),
            Some(Action::New) => vec![Do::Open(Target::Form(FormKind::Referral(Box::new(ReferralJob::New))))],
            Some(Action::View) => {
                self.closed = !self.closed;
                self.ask()
            }
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        let title = if self.closed { "All referrals" } else { "Pending referrals" };
        let end = paint::text(frame.buffer_mut(), area, 1, 0, title, ctx.theme.strong);
        paint::text(frame.buffer_mut(), area, end + 2, 0, &self.table.tally(), ctx.theme.dim);
        self.table.view(frame, paint::below(area, 2), ctx.theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let view = if self.closed { "Only pending" } else { "Decided, too" };
        vec![
            Command::new(Action::Open),
            Command::new(Action::Assign).label("Assign an RC").allowed(ctx.can(Act::Assign)),
            Command::new(Action::New).label("Enter a referral").allowed(ctx.can(Act::EditReferral)),
            Command::new(Action::View).label(view),
            Command::new(Action::Why),
            Command::new(Action::Filter),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
