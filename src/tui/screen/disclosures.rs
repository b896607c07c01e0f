//! To whom an adult's treatment information was disclosed, newest first: what they may ask to be told.

use super::consent::paper;
use super::{Ctx, Do, Page, destination};
use crate::domain::MemberId;
use crate::domain::dates::short;
use crate::domain::text::count;
use crate::error::Result;
use crate::store::view::consent::{Accounting, ConsentAsk, ConsentReply, Paper};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Explain, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The years that can be chosen. [rule: 42 CFR 2.25] three years may be asked for.
const YEARS: [u32; 3] = [3, 1, 6];
/// The tag of their menu.
const SPAN: &str = "disclosure_years";

/// The disclosures about one adult.
pub struct Disclosures {
    member: MemberId,
    years: u32,
    all: Option<Accounting>,
    table: Table<usize>,
}

impl Disclosures {
    /// The disclosures about this adult in the last three years.
    pub fn new(member: MemberId) -> Self {
        let columns = vec![
            Column::new("Date").width(11, 16),
            Column::new("To").width(14, 36),
            Column::new("What").width(14, 36),
            Column::new("Purpose").width(24, 40).priority(1),
            Column::new("Basis").width(12, 30),
        ];
        let table = Table::new(columns, "Nothing was disclosed in this time");
        Self { member, years: 3, all: None, table }
    }

    fn take(&mut self, all: Accounting, ctx: &Ctx<'_>) {
        let row = |(place, one): (usize, &crate::store::view::consent::Disclosed)| {
            let on = Cell::new(short(one.on, ctx.today())).day(Some(one.on));
            let text = |text: &str| Cell::new(text.to_owned());
            let cells = vec![
                on,
                text(&one.recipient),
                text(&one.what),
                text(&one.purpose).private(),
                text(&one.basis),
            ];
            Row::new(place, cells)
        };
        self.table.set(all.rows.iter().enumerate().map(row).collect());
        self.all = Some(all);
    }

    /// All of a row, where the columns cut it.
    fn whole(&self, place: usize) -> Vec<Do> {
        let Some(one) = self.all.as_ref().and_then(|all| all.rows.get(place)) else { return Vec::new() };
        let consent = one.consent.map_or_else(|| "none".to_owned(), |id| id.to_string());
        let rows = [
            ("to", one.recipient.clone()),
            ("what", one.what.clone()),
            ("purpose", one.purpose.clone()),
            ("basis", one.basis.clone()),
            ("consent", consent),
        ];
        let rows = rows.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let rule =
            "The log writes itself when something is read, signed or leaves; what it said is never in it.";
        let basis = "[rule: 42 CFR 2.25]".to_owned();
        vec![Do::Dialog(Dialog::Explain(Explain::new(
            "Disclosure".to_owned(),
            vec![rule.to_owned()],
            rows,
            basis,
        )))]
    }
}

impl Page for Disclosures {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Consent(ConsentAsk::Accounting(self.member, self.years)))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Consent(reply)) => {
                if let ConsentReply::Accounting(all) = *reply {
                    self.take(all, ctx);
                }
                Vec::new()
            }
            Ok(Reply::Document(document)) => vec![Do::Toast(Mark::Done, document.said)],
            Ok(_) => Vec::new(),
            Err(error) if self.all.is_some() => vec![Do::Fail(error)],
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(place) => return self.whole(place),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::View) => {
                let items = YEARS.iter().map(|years| MenuItem::new(count(*years as usize, "year"))).collect();
                vec![Do::Dialog(Dialog::Menu(Menu::new(SPAN, "How far back", items)))]
            }
            Some(Action::Write) if destination::allowed(ctx).is_ok() => {
                let name = format!("disclosures-{}", ctx.today().format("%Y-%m-%d"));
                vec![paper::ask(&name, "The accounting of disclosures as it stands here.", ctx)]
            }
            Some(Action::Why) => self.table.selected().map(|place| self.whole(place)).unwrap_or_default(),
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        match answer {
            Answer::Chosen(place) if tag == SPAN => {
                self.years = YEARS.get(place).copied().unwrap_or(self.years);
                self.load(ctx)
            }
            Answer::Form(form) if tag == paper::PAPER => {
                paper::write(Paper::Accounting(self.member, self.years), &form)
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(all) = &self.all else { return };
        let area = paint::inset(area, 1);
        let (buf, theme) = (frame.buffer_mut(), ctx.theme);
        let alias = if theme.masked { "•••" } else { all.alias.as_str() };
        paint::text(buf, area, 1, 0, &format!("Disclosures about {} {alias}", all.family), theme.strong);
        let span = format!(
            "{} in the last {}, since {}",
            count(all.rows.len(), "disclosure"),
            count(all.years as usize, "year"),
            short(all.from, ctx.today())
        );
        paint::text(buf, area, 1, 1, &span, theme.dim);
        self.table.view(frame, paint::below(area, 3), theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        vec![
            Command::new(Action::Open).label("All of it"),
            Command::new(Action::View).label("How far back"),
            Command::new(Action::Write).label("Write").allowed(destination::allowed(ctx)),
            Command::new(Action::Filter),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
