//! Referrals, the longest waiting first.

use super::convert::{number, short, standing, why};
use super::list::{Ended, Lens, List, Taken};
use super::{Ctx, Do, FormKind, Page, ReferralJob, Target};
use crate::domain::access::Act;
use crate::domain::referral::ReferralStatus;
use crate::domain::{ReferralId, Word};
use crate::error::Result;
use crate::export::list::List as Leaving;
use crate::store::view::caseload::{ListFilter, ReferralRow};
use crate::store::view::list::{ListAsk, ListReply};
use crate::store::view::referral::{Pipeline, ReferralAsk, ReferralReply};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::Answer;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The Referrals list.
pub struct Referrals {
    rows: Vec<ReferralRow>,
    ended: Ended,
    pipeline: Option<Pipeline>,
    list: List<ReferralId>,
}

impl Referrals {
    /// The list, standing on a referral where one is wanted.
    pub fn new(wanted: Option<ReferralId>) -> Self {
        let columns = vec![
            Column::new("Referral").width(8, 10),
            Column::new("Waits").width(14, 20),
            Column::new("Status").width(30, 30),
            Column::new("Received").right().width(10, 16).priority(2),
            Column::new("Source").width(13, 20).priority(3),
            Column::new("Family").width(6, 8).priority(1),
            Column::new("Assigned to").width(11, 14).priority(4),
            Column::new("County").width(6, 14).priority(5),
        ];
        let empty = "Nothing waits. Import a spreadsheet (Ctrl-P, import), add one (n), see all (v).";
        let list = List::new("referrals", Table::new(columns, empty)).wanting(wanted);
        Self { rows: Vec::new(), ended: Ended::new(ListAsk::Decided), pipeline: None, list }
    }

    fn selected(&self) -> Option<&ReferralRow> {
        let id = self.list.selected()?;
        self.rows.iter().find(|row| row.id == id)
    }

    fn ask(&self) -> Vec<Do> {
        vec![
            Do::Store(Request::Referrals(ListFilter::default())),
            Do::Store(Request::Referral(ReferralAsk::Pipeline)),
        ]
    }

    fn fill(&mut self, ctx: &Ctx<'_>) {
        let lenses = lenses(ctx);
        let shown = self.rows.iter().map(|referral| row(referral, ctx, &lenses)).collect();
        self.list.more = self.ended.has_more();
        self.list.set(shown, &lenses);
    }
}

/// What supervisors look for among referrals.
fn lenses(ctx: &Ctx<'_>) -> Vec<Lens<ReferralRow>> {
    let days = ctx.settings.thresholds.referral.amber_days;
    let me = ctx.viewer.staff;
    let mut lenses = vec![
        Lens::new("waiting", format!("Waiting over {days} d"), move |row: &ReferralRow| {
            row.waits_days.is_some_and(|waits| waits > days)
        }),
        Lens::new("wait_list", "Wait list", |row: &ReferralRow| row.status == ReferralStatus::WaitListed),
    ];
    if ctx.can(Act::Assign).is_ok() {
        lenses.push(Lens::new("mine", "Mine to assign", move |row: &ReferralRow| {
            row.status.is_pending() && row.assigned_to.as_ref().is_none_or(|person| person.id == me)
        }));
    }
    lenses
}

fn row(referral: &ReferralRow, ctx: &Ctx<'_>, lenses: &[Lens<ReferralRow>]) -> Row<ReferralId> {
    let status = if referral.reason.is_empty() {
        referral.status.label().to_owned()
    } else {
        format!("{}: {}", referral.status.label(), referral.reason)
    };
    let family = referral.family.map_or_else(|| Cell::dim("none yet"), |id| Cell::new(id.to_string()));
    let cells = vec![
        Cell::new(referral.id.to_string()).order(number(referral.id.0)),
        standing(&referral.standing).order(referral.waits_days.map_or(f64::INFINITY, number)),
        Cell::new(status),
        Cell::dim(crate::domain::dates::short(referral.received_on, ctx.today()))
            .day(Some(referral.received_on)),
        Cell::new(referral.source.clone()),
        family,
        short(referral.assigned_to.as_ref()),
        Cell::dim(referral.county.clone()),
    ];
    Row::new(referral.id, cells).found_by(&referral.site).tagged(Lens::tags(lenses, referral))
}

impl Page for Referrals {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        self.ask()
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Referrals(rows)) => {
                let before = self.list.selected();
                self.rows = rows;
                self.ended.begin();
                self.fill(ctx);
                self.list.want(before);
                self.ended.more(&self.list).into_iter().collect()
            }
            Ok(Reply::List(ListReply::Decided(after, rows, next))) => {
                if self.ended.take(&after, next) {
                    self.rows.extend(rows);
                    self.fill(ctx);
                }
                self.ended.more(&self.list).into_iter().chain(self.ended.written()).collect()
            }
            Ok(Reply::Referral(reply)) => {
                if let ReferralReply::Pipeline(pipeline) = *reply {
                    self.pipeline = Some(pipeline);
                }
                Vec::new()
            }
            reply => self.list.reply(reply),
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        let assign = |row: &ReferralRow| Do::Open(Target::Form(FormKind::AssignReferral(row.id)));
        match self.ended.update(&mut self.list, input, ctx) {
            Taken::Open(id) => return vec![Do::Open(Target::Referral(id))],
            Taken::Done(dos) => return dos,
            Taken::Other => {}
        }
        match input.action() {
            Some(Action::Why) => self.selected().map(|row| why(&row.explain)).into_iter().collect(),
            Some(Action::Assign) => self.selected().map(assign).into_iter().collect(),
            Some(Action::New) => {
                vec![Do::Open(Target::Form(FormKind::Referral(ReferralJob::New(None))))]
            }
            Some(Action::View) => {
                self.ended.shown = !self.ended.shown;
                self.ask()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let title = if self.ended.shown { "All referrals" } else { "Pending referrals" };
        let Some(pipeline) = self.pipeline.as_ref().filter(|_| area.height > 12) else {
            return self.list.view(frame, area, title, ctx);
        };
        // Ageing and medians stand still under the list.
        self.list.view(frame, paint::top(area, area.height - 3), title, ctx);
        let words = pipeline.median_words();
        let some = if ctx.is_wide() { words.len() } else { 2 };
        let words: Vec<String> = words.into_iter().take(some).collect();
        let medians = format!("Median over {} d: {}", pipeline.over_days, words.join(" · "));
        let lines = [format!("Pending: {}", pipeline.ageing_words()), medians];
        for (row, line) in (area.height - 2..).zip(lines) {
            paint::text(frame.buffer_mut(), area, 2, row, &line, ctx.theme.dim);
        }
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let view = if self.ended.shown { "Only pending" } else { "Decided, too" };
        let own = vec![
            Command::new(Action::Open),
            Command::new(Action::Assign).label("Assign an RC").allowed(ctx.can(Act::Assign)),
            Command::new(Action::New).label("Enter a referral").allowed(ctx.can(Act::EditReferral)),
            Command::new(Action::View).label(view),
            Command::new(Action::Why),
        ];
        self.list.commands(ctx, own)
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        let mut dos = self.list.answer(tag, answer, ctx);
        dos.extend(self.ended.more(&self.list));
        dos
    }

    fn leaving(&self, ctx: &Ctx<'_>) -> Option<Leaving> {
        Some(self.list.leaving(ctx))
    }

    fn is_typing(&self) -> bool {
        self.list.table.is_typing()
    }
}
