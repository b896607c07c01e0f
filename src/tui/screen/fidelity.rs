//! Fidelity: whether the meetings of the model were held, month by month, and which families were not discussed.

mod file;
mod plot;
mod rows;

use super::convert::why;
use super::{Ctx, Do, Page, Target, destination};
use crate::domain::Word;
use crate::error::Result;
use crate::export::list::List as Leaving;
use crate::store::view::fidelity::{By, Fidelity as Facts, Group};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::Answer;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use rows::Key;

/// What the page shows under its plot.
#[derive(Clone, Debug, PartialEq)]
enum View {
    /// The figures by kind, people, site, month or quarter.
    Groups(By),
    /// Every open family, and when it was last discussed.
    Coverage,
    /// The meetings behind the figures of a group.
    Behind(By, String),
}

/// The page.
pub struct Fidelity {
    facts: Facts,
    view: View,
    groups: Vec<Group>,
    table: Table<Key>,
    loaded: bool,
}

impl Default for Fidelity {
    fn default() -> Self {
        let view = View::Groups(By::Kind);
        let table = rows::table(&view);
        Self { facts: Facts::default(), view, groups: Vec::new(), table, loaded: false }
    }
}

impl View {
    /// What it shows, in one word, for the name of a file.
    fn word(&self) -> &'static str {
        match self {
            Self::Groups(by) => by.word(),
            Self::Coverage => "families",
            Self::Behind(..) => "meetings",
        }
    }
}

impl Fidelity {
    /// What would be written just now.
    fn leaving_now(&self, ctx: &Ctx<'_>) -> Leaving {
        let (sheet, _) = self.table.written(&format!("fidelity {} {}", self.view.word(), ctx.today()));
        Leaving { sheet, notice: None }
    }

    /// Goes to a view; what was selected there is not remembered.
    fn go(&mut self, view: View) {
        self.table = rows::table(&view);
        self.view = view;
        self.fill();
    }

    fn fill(&mut self) {
        if let View::Groups(by) = self.view {
            self.groups = self.facts.groups(by);
        }
        self.table.set(rows::rows(&self.facts, &self.view, &self.groups));
    }

    /// The view after this one, for the key that goes round.
    fn next(&self) -> View {
        match self.view {
            View::Groups(By::Kind) => View::Groups(By::People),
            View::Groups(By::People) => View::Groups(By::Site),
            View::Groups(By::Site) => View::Groups(By::Month),
            View::Groups(By::Month) => View::Groups(By::Quarter),
            View::Groups(By::Quarter) => View::Coverage,
            View::Coverage | View::Behind(..) => View::Groups(By::Kind),
        }
    }

    fn open(&mut self, key: Key) -> Vec<Do> {
        match (key, &self.view) {
            (Key::Family(family), _) => vec![Do::Open(Target::Family(family))],
            (Key::Group(place), View::Groups(by)) => {
                let (by, name) = (*by, self.groups.get(place).map(|group| group.name.clone()));
                if let Some(name) = name {
                    self.go(View::Behind(by, name));
                }
                Vec::new()
            }
            (Key::Expected(line, place), _) => {
                let target = rows::meeting(&self.facts, line, place).map(Target::Meeting);
                let begin = || self.facts.lines.get(line).map(|line| Target::from(&line.open));
                target.or_else(begin).map(Do::Open).into_iter().collect()
            }
            (Key::Group(_), _) => Vec::new(),
        }
    }

    /// The group whose months the plot shows: the selected one, where it has all of them.
    fn plotted(&self) -> Option<&Group> {
        let Some(Key::Group(place)) = self.table.selected() else { return None };
        self.groups.get(place).filter(|group| group.months.len() == self.facts.months.len())
    }
}

impl Page for Fidelity {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Fidelity)]
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Fidelity(facts)) => {
                self.facts = *facts;
                self.loaded = true;
                self.fill();
                Vec::new()
            }
            Ok(_) => Vec::new(),
            // What could not be written leaves the page as it is.
            Err(error) if self.loaded => vec![Do::Fail(error)],
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(key) => return self.open(key),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match (input.action(), &self.view) {
            (Some(Action::View), _) => self.go(self.next()),
            (Some(Action::Why), _) => {
                let found = self
                    .table
                    .selected()
                    .and_then(|key| rows::explain(&self.facts, &self.groups, key, ctx.today()));
                return found.map(|found| why(&found)).into_iter().collect();
            }
            (Some(Action::Write), _) if destination::allowed(ctx).is_ok() => {
                let tally = self.table.tally();
                return vec![file::ask(&tally, self.view.word(), ctx)];
            }
            (_, View::Behind(by, _)) if input.is(KeyCode::Esc) => self.go(View::Groups(*by)),
            _ if input.is(KeyCode::Esc) => return vec![Do::Back],
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        if !self.loaded {
            return;
        }
        let area = paint::inset(area, 1);
        let heading = rows::heading(frame.buffer_mut(), area, &self.facts, &self.view, ctx.theme);
        let rest = paint::below(area, heading);
        let all;
        let (name, months) = match self.plotted() {
            Some(group) => (group.name.as_str(), &group.months),
            None => {
                all = self.facts.all();
                ("all", &all)
            }
        };
        let used = if matches!(self.view, View::Coverage) {
            plot::coverage(frame.buffer_mut(), rest, &self.facts, ctx.theme)
        } else {
            plot::months(frame.buffer_mut(), rest, name, &self.facts.months, months, ctx.theme)
        };
        self.table.view(frame, paint::below(rest, used), ctx.theme, ctx.focused);
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        let Answer::Form(form) = answer else { return Vec::new() };
        if tag != file::FILE {
            return Vec::new();
        }
        destination::write_list(file::LIST, self.leaving_now(ctx), &form.text("file"))
    }

    fn leaving(&self, ctx: &Ctx<'_>) -> Option<Leaving> {
        Some(self.leaving_now(ctx))
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let open = if matches!(self.view, View::Groups(_)) { "The meetings behind it" } else { "Open" };
        let next = match self.next() {
            View::Groups(by) => format!("By {by}"),
            _ => "Families discussed".to_owned(),
        };
        vec![
            Command::new(Action::Open).label(open),
            Command::new(Action::View).label(&next),
            Command::new(Action::Why),
            Command::new(Action::Write).label("Write").allowed(destination::allowed(ctx)),
            Command::new(Action::Filter),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
