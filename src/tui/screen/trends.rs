//! Trends: the figures of the report over a year or two, one plot at a time, all of them in small beside it.

mod plot;
mod rows;

use super::convert::why;
use super::destination::{self, Written};
use super::{Ctx, Do, Page};
use crate::domain::SiteId;
use crate::domain::access::{Act, Reason};
use crate::error::Result;
use crate::export::list::List as Leaving;
use crate::export::trends::sheet;
use crate::store::view::trends::{Plot, SPANS, Trends as Facts, TrendsAsk};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The tag of the form that asks for the file's name.
const FILE: &str = "trends file";
/// The tag of the menu of sites.
const SITE: &str = "trends site";
/// From so many columns on the plot stands beside the table.
const BESIDE: u16 = 120;

/// The page.
pub struct Trends {
    facts: Option<Facts>,
    table: Table<usize>,
    months: u32,
    site: Option<SiteId>,
}

impl Default for Trends {
    fn default() -> Self {
        let [months, _] = SPANS;
        Self { facts: None, table: rows::table(0), months, site: None }
    }
}

impl Trends {
    fn ask(&self) -> Vec<Do> {
        vec![Do::Store(Request::Trends(TrendsAsk { site: self.site, months: self.months }))]
    }

    fn plotted(&self) -> Option<&Plot> {
        self.facts.as_ref()?.plots.get(self.table.selected().unwrap_or(0))
    }

    /// The viewer's sites.
    fn all_sites(&self) -> &[(SiteId, String)] {
        self.facts.as_ref().map_or(&[], |facts| &facts.sites)
    }

    fn explained(&self) -> Vec<Do> {
        let explain =
            self.facts.as_ref().zip(self.plotted()).map(|(facts, plot)| plot.explain(&facts.months));
        explain.map(|explain| why(&explain)).into_iter().collect()
    }

    /// The other span than the one that is shown.
    fn other(&self) -> u32 {
        let [year, two] = SPANS;
        if self.months == year { two } else { year }
    }

    fn sites(&self) -> Vec<Do> {
        let items = self.all_sites().iter().map(|(_, name)| MenuItem::new(name.clone())).collect();
        vec![Do::Dialog(Dialog::Menu(Menu::new(SITE, "Site", items)))]
    }

    fn ask_file(&self, ctx: &Ctx<'_>) -> Do {
        let text =
            "Every month and figure as a row, without a name. The file is readable by you alone.".to_owned();
        destination::ask(FILE, Written::List, &format!("trends-{}.xlsx", ctx.today()), text, ctx)
    }

    fn write(&self, path: &str) -> Vec<Do> {
        let leaving = self.facts.as_ref().map(leaving);
        leaving.map(|leaving| destination::write_list("trends", leaving, path)).unwrap_or_default()
    }
}

/// The figures as a list that can be written.
fn leaving(facts: &Facts) -> Leaving {
    Leaving { sheet: sheet(facts), notice: None }
}

fn can_write(ctx: &Ctx<'_>) -> std::result::Result<(), Reason> {
    ctx.can(Act::Export)
}

impl Page for Trends {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        self.ask()
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Trends(facts)) => {
                let here = self.table.selected().unwrap_or(0);
                self.table = rows::table(facts.months.len());
                self.table.set(rows::rows(&facts));
                self.table.select(here);
                self.facts = Some(*facts);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) if self.facts.is_some() => vec![Do::Fail(error)],
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(_) => return self.explained(),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::Why) => self.explained(),
            Some(Action::View) => {
                self.months = self.other();
                self.ask()
            }
            Some(Action::Change) if self.all_sites().len() > 1 => self.sites(),
            Some(Action::Write) if self.facts.is_some() && can_write(ctx).is_ok() => vec![self.ask_file(ctx)],
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, _: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (FILE, Answer::Form(form)) => self.write(&form.text("file")),
            (SITE, Answer::Chosen(place)) => {
                self.site = self.all_sites().get(place).map(|(site, _)| *site);
                self.ask()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(facts) = &self.facts else { return };
        let area = paint::inset(area, 1);
        let used = rows::heading(frame.buffer_mut(), area, facts, self.months, ctx.theme);
        let rest = paint::below(area, used);
        let (plot, table) = halves(rest, u16::try_from(facts.plots.len()).unwrap_or(u16::MAX));
        if let Some(one) = self.plotted() {
            plot::draw(frame.buffer_mut(), plot, one, &facts.months, ctx.theme);
        }
        self.table.view(frame, table, ctx.theme, ctx.focused);
    }

    fn leaving(&self, _: &Ctx<'_>) -> Option<Leaving> {
        self.facts.as_ref().map(leaving)
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let lone = (self.all_sites().len() < 2).then_some("You have one site");
        vec![
            Command::new(Action::Why).label("Definition"),
            Command::new(Action::View).label(&format!("{} months", self.other())),
            Command::new(Action::Change).label("Site").off(lone),
            Command::new(Action::Write).label("Write").allowed(can_write(ctx)),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}

/// Where the plot and the table stand: beside each other where there is room, otherwise the plot above.
fn halves(area: Rect, rows: u16) -> (Rect, Rect) {
    if area.width >= BESIDE {
        let left = area.width * 2 / 5;
        let plot =
            Rect { x: area.x + left + 3, width: area.width - left - 3, height: area.height.min(24), ..area };
        return (plot, Rect { width: left, ..area });
    }
    let high = area.height.saturating_sub(rows + 1);
    let high = if high < plot::LEAST { 0 } else { high };
    (paint::top(area, high.saturating_sub(1)), paint::below(area, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plot_goes_where_there_is_no_room_for_it_and_the_table_stays() {
        let (plot, table) = halves(Rect::new(0, 0, 78, 18), 8);
        assert_eq!((plot.height, table.y, table.height), (8, 9, 9));
        let (plot, table) = halves(Rect::new(0, 0, 58, 11), 8);
        assert_eq!((plot.height, table.y, table.height), (0, 0, 11));
        let (plot, table) = halves(Rect::new(0, 0, 140, 40), 8);
        assert!(plot.x > table.x + table.width && plot.y == table.y);
    }
}
