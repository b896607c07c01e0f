//! Services: what is not documented, was documented late, is due and not logged, or would not be accepted; and the log.

mod rows;

use super::form::ServiceSeed;
use super::list::{Lens, List, Taken};
use super::walk::documented;
use super::{Ctx, Do, FormKind, Page, Target};
use crate::domain::StaffId;
use crate::domain::access::{Act, Reason};
use crate::error::Result;
use crate::export::list::List as Leaving;
use crate::store::request::Form as Saved;
use crate::store::view::services::{
    PointRow, PointSort, ServiceChange, ServicesAsk, ServicesPage, ServicesReply,
};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Explain, FormDialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Column, Table};
use ratatui::Frame;
use ratatui::layout::Rect;
use rows::Key;

/// The tag of the day on which an entry was documented.
const DOCUMENTED: &str = "documented on";
/// The tag of the reason for which an entry is taken back.
const DELETE: &str = "delete service";
/// The tag of the menu of whose week is entered.
const WHOSE: &str = "whose week";

/// The Services screen.
pub struct Services {
    staff: Option<StaffId>,
    log: bool,
    page: Option<ServicesPage>,
    list: List<Key>,
    /// The entry that the open dialog is about, as it was read when it was asked.
    asked: Option<(i64, i64)>,
    /// The workers of the menu.
    workers: Vec<StaffId>,
}

impl Services {
    /// The open points of everybody, or of one worker.
    pub fn new(staff: Option<StaffId>) -> Self {
        let columns = vec![
            Column::new("How it stands").width(24, 24),
            Column::new("Day").width(10, 12).priority(1),
            Column::new("Family").width(6, 8),
            Column::new("What").width(21, 34),
            Column::new("How").width(20, 30).priority(2),
            Column::new("Reference").width(8, 22).priority(4),
        ];
        let empty =
            "Everything is documented, logged and as the rules ask. v shows the log, n logs a service.";
        let list = List::new("services", Table::new(columns, empty));
        Self { staff, log: false, page: None, list, asked: None, workers: Vec::new() }
    }

    fn ask(&self) -> Do {
        Do::Store(Request::Services(ServicesAsk::Page { staff: self.staff, log: self.log }))
    }

    fn selected(&self) -> Option<&PointRow> {
        let (_, place) = self.list.selected()?;
        self.page.as_ref()?.rows.get(place)
    }

    /// Why the selected entry cannot be changed here, where it cannot.
    fn refused(&self, ctx: &Ctx<'_>) -> Option<Reason> {
        let row = self.selected()?;
        if row.entry.is_none() {
            return Some("It was not logged: n logs it");
        }
        ctx.can(Act::LogService(row.role)).err()
    }

    fn open(&self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(row) = self.selected() else { return Vec::new() };
        let seed = ServiceSeed { entry: row.entry, family: Some(row.family), staff: Some(row.staff.id) };
        if ctx.can(Act::LogService(row.role)).is_err() {
            return vec![Do::Open(Target::Family(row.family))];
        }
        vec![Do::Open(Target::Form(FormKind::Service(seed)))]
    }

    /// The day is asked: whether something is documented is seen, not assumed.
    fn ask_documented(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let found = self.selected().filter(|row| row.sort == PointSort::Undocumented);
        let Some((row, entry)) = found.and_then(|row| Some((row, row.entry?))) else {
            return vec![Do::Toast(Mark::Open, "This one has its day already".into())];
        };
        let dialog = documented(DOCUMENTED, row, ctx);
        self.asked = Some(entry);
        vec![Do::Dialog(dialog)]
    }

    fn ask_delete(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some((row, entry)) = self.selected().and_then(|row| Some((row, row.entry?))) else {
            return Vec::new();
        };
        let text = format!(
            "{} with {}, {}. The history keeps what stood there.",
            row.staff.short,
            row.family,
            row.on.format("%a %-d %b")
        );
        let field = Field::text("reason", "Why", "").required("Say why: entered twice, another family…");
        let form = Form::new(ctx.today(), vec![field]).button("Take it back");
        self.asked = Some(entry);
        let dialog = FormDialog::new(DELETE, "Take this entry back?", text, form);
        vec![Do::Dialog(Dialog::Form(Box::new(dialog)))]
    }

    /// The week of the worker who is selected; else it is asked whose.
    fn week(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let own = |row: &&PointRow| ctx.can(Act::LogService(row.role)).is_ok();
        let selected = self.selected().filter(own).map(|row| row.staff.id);
        if let Some(staff) = self.staff.or(selected) {
            return vec![Do::Open(Target::Week(staff))];
        }
        let tallies = self.page.iter().flat_map(|page| &page.tallies);
        let own: Vec<_> = tallies.filter(|tally| ctx.can(Act::LogService(tally.role)).is_ok()).collect();
        self.workers = own.iter().map(|tally| tally.person.id).collect();
        let items = own.iter().map(|tally| MenuItem::new(tally.person.name.as_str())).collect();
        vec![Do::Dialog(Dialog::Menu(Menu::new(WHOSE, "Whose week?", items)))]
    }

    fn why(&self) -> Option<Do> {
        let row = self.selected()?;
        let mut facts =
            vec![("worker".to_owned(), row.staff.name.clone()), ("how".to_owned(), row.how.clone())];
        if !row.elsewhere.is_empty() {
            facts.push(("reference".to_owned(), row.elsewhere.clone()));
        }
        let (title, paragraphs, basis) = match (row.sort, row.broken.shown()) {
            (PointSort::Finding, Some(broken)) => (
                broken.says.clone(),
                vec![format!("\"{}\"", broken.quote)],
                format!("{} · {}", broken.source, broken.rule),
            ),
            (PointSort::Finding, None) => (
                "Something is wrong".to_owned(),
                vec!["What it is, is treatment information.".to_owned()],
                String::new(),
            ),
            (PointSort::Expected, _) => (
                format!("{} {}", row.what.shown().map_or("Contact", String::as_str), row.standing.text),
                vec!["By how often it is due there should be an entry by now. It may have been made and not logged.".to_owned()],
                "setting: thresholds.toml, iw_visits, joint_visit, rc_contacts".to_owned(),
            ),
            _ => (
                row.standing.text.clone(),
                vec!["Supervisors ensure that every service is documented. It is late when more hours passed than the setting allows.".to_owned()],
                "[seed]; setting: thresholds.toml, documentation.hours".to_owned(),
            ),
        };
        Some(Do::Dialog(Dialog::Explain(Explain::new(title, paragraphs, facts, basis))))
    }

    fn save(change: ServiceChange) -> Vec<Do> {
        vec![Do::Store(Request::Save(OpId::new(), Saved::Service(Box::new(change))))]
    }

    fn fill(&mut self) {
        let lenses = rows::lenses();
        let rows = self.page.as_ref().map_or_else(Vec::new, |page| rows::rows(page, &lenses));
        self.list.set(rows, &lenses);
    }

    fn title(&self) -> String {
        let what = if self.log { "Services of the last 31 days" } else { "Services: open points" };
        match self.page.as_ref().and_then(|page| page.of.as_ref()) {
            Some(person) => format!("{what}, {}", person.name),
            None => what.to_owned(),
        }
    }
}

impl Page for Services {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![self.ask()]
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Services(ServicesReply::Page(page))) => {
                self.page = Some(*page);
                self.fill();
                Vec::new()
            }
            Ok(Reply::Saved { said, .. }) => vec![self.ask(), Do::Toast(Mark::Done, said)],
            Ok(reply) => self.list.reply(Ok(reply)),
            Err(error) => vec![self.ask(), Do::Fail(error)],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.list.update(input, ctx) {
            Taken::Open(_) => return self.open(ctx),
            Taken::Done(dos) => return dos,
            Taken::Other => {}
        }
        let free = self.selected().is_some() && self.refused(ctx).is_none();
        match input.action() {
            Some(Action::Done) if free => self.ask_documented(ctx),
            Some(Action::Remove) if free => self.ask_delete(ctx),
            Some(Action::New | Action::Contact) => {
                let row = self.selected().filter(|row| ctx.can(Act::LogService(row.role)).is_ok());
                let seed = ServiceSeed {
                    entry: None,
                    family: row.filter(|row| row.sort == PointSort::Expected).map(|row| row.family),
                    staff: self.staff.or(row.map(|row| row.staff.id)),
                };
                vec![Do::Open(Target::Form(FormKind::Service(seed)))]
            }
            Some(Action::Start) => self.week(ctx),
            Some(Action::View) => {
                self.log = !self.log;
                vec![self.ask()]
            }
            Some(Action::Why) => self.why().into_iter().collect(),
            Some(Action::Item) => {
                let Some(row) = self.selected() else { return Vec::new() };
                let (family, owner, what) = (row.family, row.staff.id, row.task());
                vec![Do::Open(Target::Form(FormKind::ServiceItem { family, owner, what }))]
            }
            Some(Action::Record) => {
                let family = self.selected().map(|row| row.family);
                let open = |id| Do::Open(Target::History(crate::store::view::history::Record::Family(id)));
                family.map(open).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (WHOSE, Answer::Chosen(place)) => {
                let staff = self.workers.get(place).copied();
                staff.map(|staff| Do::Open(Target::Week(staff))).into_iter().collect()
            }
            (DOCUMENTED, Answer::Form(form)) => match (self.asked.take(), form.date("on")) {
                (Some(row), Some(on)) => Self::save(ServiceChange::Documented { rows: vec![row], on }),
                _ => Vec::new(),
            },
            (DELETE, Answer::Form(form)) => {
                let Some((id, version)) = self.asked.take() else { return Vec::new() };
                Self::save(ServiceChange::Delete { id, version, reason: form.text("reason") })
            }
            (tag, answer) => self.list.answer(tag, answer, ctx),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        if self.page.is_some() {
            self.list.view(frame, area, &self.title(), ctx);
        }
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let logs = ctx.can(Act::LogService(super::form::sheet::worker_of(ctx.viewer.side)));
        let refused = self.refused(ctx);
        let owed = self.selected().is_some_and(|row| row.sort == PointSort::Undocumented);
        let done = refused.or((!owed).then_some("This one has its day already"));
        let own = vec![
            Command::new(Action::Open),
            Command::new(Action::Done).label("Documented").off(done),
            Command::new(Action::New).label("Log a service").allowed(logs),
            Command::new(Action::Start).label("A worker's week").allowed(logs),
            Command::new(Action::View).label(if self.log { "Open points" } else { "The log" }),
            Command::new(Action::Item).allowed(ctx.can(Act::EditItem)),
            Command::new(Action::Why),
            Command::new(Action::Remove).label("Take an entry back").off(refused),
            Command::new(Action::Record).label("History"),
        ];
        self.list.commands(ctx, own)
    }

    fn leaving(&self, ctx: &Ctx<'_>) -> Option<Leaving> {
        Some(self.list.leaving(ctx))
    }

    fn is_typing(&self) -> bool {
        self.list.table.is_typing()
    }
}
