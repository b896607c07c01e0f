//! Bringing a file in: choose it, look how its columns are read, try it, bring it in, mend what was refused.

mod ask;
mod columns;
mod file;
mod result;

use super::{Ctx, Do, Page};
use crate::domain::Word;
use crate::domain::access::Act;
use crate::domain::text::clean_line;
use crate::error::{Result, denied};
use crate::import::{Kind, Map, Options, Outcome, Preview, Unclear, Watch, map_beside};
use crate::store::Reply;
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::{meter, paint, wrap};
use crate::tui::work::{Product, Task};
use ask::{ask_kind, ask_path};
use columns::Columns;
use file::File;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use result::{Line, Shown};
use std::path::PathBuf;
use std::time::Duration;

/// How often progress is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// What is said while the map beside a file is read.
const ITS_MAP: &str = "Reading its map";
/// The tags of what is asked.
const FIELD: &str = "import_field";
const OTHERWISE: &str = "import_otherwise";
const KIND: &str = "import_kind";
const SHEET: &str = "import_sheet";
const NAME: &str = "import_name";
const READ_MAP: &str = "import_read_map";
const SAVE_MAP: &str = "import_save_map";
const ERRORS: &str = "import_errors";

/// Where the page stands.
enum Stage {
    File,
    Columns,
    Result,
}

/// The Import page.
pub struct Import {
    stage: Stage,
    file: File,
    path: PathBuf,
    map: Map,
    kind: Option<Kind>,
    sheet: Option<String>,
    /// The sheets or tables of the file.
    tables: Vec<String>,
    columns: Columns,
    shown: Shown,
    /// What is running, in words, and how far it is.
    work: Option<(&'static str, Watch)>,
    next_look: Option<Duration>,
}

impl Default for Import {
    fn default() -> Self {
        Self {
            stage: Stage::File,
            file: File::default(),
            path: PathBuf::new(),
            map: Map::default(),
            kind: None,
            sheet: None,
            tables: Vec::new(),
            columns: Columns::default(),
            shown: Shown::default(),
            work: None,
            next_look: None,
        }
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        if let Some((_, watch)) = &self.work {
            watch.stop();
        }
    }
}

impl Import {
    fn options(&self, dry_run: bool) -> Options {
        Options {
            kind: self.kind,
            with: Some(self.map.clone()),
            sheet: self.sheet.clone(),
            dry_run,
            ..Options::default()
        }
    }

    /// Begins long work; the screen goes on.
    fn begin(&mut self, what: &'static str, watch: Watch, task: Task, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.work.is_some() {
            return Vec::new();
        }
        self.work = Some((what, watch));
        self.next_look = Some(ctx.uptime + LOOK);
        vec![Do::Work(task)]
    }

    fn look(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let options = self.options(true);
        let watch = options.watch.clone();
        self.begin("Looking at the file", watch, Task::Preview(self.path.clone(), Box::new(options)), ctx)
    }

    /// Looks at the file by the map that stands beside it, where there is one: rows that were mended have theirs.
    fn look_by_its_map(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let map = map_beside(&self.path);
        if map == self.path || !map.is_file() {
            return self.look(ctx);
        }
        self.begin(ITS_MAP, Watch::default(), Task::Map(map), ctx)
    }

    fn run(&mut self, dry_run: bool, ctx: &Ctx<'_>) -> Vec<Do> {
        if let Err(reason) = ctx.can(Act::Import) {
            return vec![Do::Fail(denied(reason))];
        }
        let options = self.options(dry_run);
        let watch = options.watch.clone();
        let what = if dry_run { "Trying it" } else { "Bringing it in" };
        self.begin(what, watch, Task::Import(self.path.clone(), Box::new(options)), ctx)
    }

    fn previewed(&mut self, preview: Preview) -> Vec<Do> {
        self.stage = Stage::Columns;
        self.kind = Some(preview.kind);
        self.sheet.clone_from(&preview.sheet);
        self.tables.clone_from(&preview.sheets);
        self.columns.set(preview);
        Vec::new()
    }

    fn imported(&mut self, outcome: Outcome) -> Vec<Do> {
        self.stage = Stage::Result;
        let said = (!outcome.dry_run).then(|| {
            let brought = outcome.files.iter().map(|file| file.added + file.changed).sum::<i64>();
            Do::Toast(Mark::Done, format!("Brought in: {}", crate::domain::text::count(brought, "row")))
        });
        self.shown.set(outcome);
        said.into_iter().collect()
    }

    fn otherwise(&self) -> Dialog {
        let kind = self.kind.map_or("", Word::label);
        let items = vec![
            MenuItem::new("What the rows are").detail(kind),
            MenuItem::new("Which sheet or table")
                .detail(self.sheet.clone().unwrap_or_default())
                .allowed(if self.tables.len() > 1 { Ok(()) } else { Err("this file has only one") }),
            MenuItem::new("Read a map").detail("columns as somebody said before"),
            MenuItem::new("Save as a map").detail("for the next file of this kind"),
        ];
        Dialog::Menu(Menu::new(OTHERWISE, "Read it otherwise", items))
    }

    fn ask_sheet(&self) -> Dialog {
        let items = self.tables.iter().map(|sheet| MenuItem::new(clean_line(sheet))).collect();
        Dialog::Menu(Menu::new(SHEET, "Which sheet or table?", items))
    }

    fn chosen_otherwise(&self, at: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let dialog = match at {
            0 => ask_kind(),
            1 => self.ask_sheet(),
            2 => ask_path(READ_MAP, "Read a map", "A TOML file.", &self.path.with_extension("toml"), ctx),
            3 => ask_path(SAVE_MAP, "Save as a map", "A new file.", &self.path.with_extension("toml"), ctx),
            _ => return Vec::new(),
        };
        vec![Do::Dialog(dialog)]
    }

    /// Opens what stands on a line of the result: a name is given its meaning, a refused row is shown whole.
    fn open_line(&mut self, line: Line) -> Vec<Do> {
        let at = match line {
            Line::Refused(file, place) => {
                return self.shown.explain(file, place).map(Do::Dialog).into_iter().collect();
            }
            Line::Name(_) if self.shown.is_done() => return Vec::new(),
            Line::Name(at) => at,
        };
        let Some(name) = self.shown.name(at) else { return Vec::new() };
        let (none, follows) = name.kind.none();
        let mut items = vec![MenuItem::new(none).detail(follows)];
        items.extend(name.choices.iter().map(|(_, shown)| MenuItem::new(shown.clone())));
        let title = name.question();
        self.shown.asked = Some(at);
        vec![Do::Dialog(Dialog::Menu(Menu::new(NAME, title, items)))]
    }

    fn chosen_meaning(&mut self, at: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(name) = self.shown.asked.take().and_then(|asked| self.shown.name(asked)) else {
            return Vec::new();
        };
        let means = at.checked_sub(1).and_then(|at| name.choices.get(at)).map(|(id, _)| *id);
        let task = Task::Remember(name.kind, name.text.clone(), means);
        self.begin("Remembering it", Watch::default(), task, ctx)
    }

    fn asked_path(&mut self, tag: &'static str, path: PathBuf, ctx: &Ctx<'_>) -> Vec<Do> {
        let task = match tag {
            READ_MAP => Task::Map(path),
            SAVE_MAP => {
                let options = Box::new(self.options(true));
                Task::SaveMap { file: self.path.clone(), options, map: path }
            }
            _ => match self.shown.outcome.clone() {
                Some(outcome) => Task::Errors(Box::new(outcome), path, Box::new(self.map.clone())),
                None => return Vec::new(),
            },
        };
        self.begin("Reading and writing", Watch::default(), task, ctx)
    }

    fn ask_errors(&self, ctx: &Ctx<'_>) -> Vec<Do> {
        let name = format!("{} to mend.csv", self.path.file_stem().unwrap_or_default().to_string_lossy());
        let text =
            "The rows that were refused, each with its reason: mend them there and bring that file in.";
        let path = self.path.with_file_name(name);
        vec![Do::Dialog(ask_path(ERRORS, "Write the refused rows into a file", text, &path, ctx))]
    }

    /// One level out: from the result to the columns, from there to the file, from there away.
    fn back(&mut self) -> Vec<Do> {
        if let Some((_, watch)) = &self.work {
            watch.stop();
            return Vec::new();
        }
        match self.stage {
            Stage::File => return vec![Do::Back],
            Stage::Columns => {
                self.stage = Stage::File;
                (self.kind, self.sheet, self.map) = (None, None, Map::default());
            }
            Stage::Result if self.shown.is_done() => return vec![Do::Back],
            Stage::Result => self.stage = Stage::Columns,
        }
        Vec::new()
    }

    fn view_work(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some((what, watch)) = &self.work else { return };
        let buf = frame.buffer_mut();
        let rows = match watch.rows() {
            0 => String::new(),
            rows => format!(" {}", crate::domain::text::count(rows, "row")),
        };
        paint::text(buf, area, 1, 0, &format!("{what}…{rows}"), ctx.theme.text);
        let share = watch.permille() as f64 / 1000.0;
        paint::line(buf, area, 1, 1, &meter::bar(ctx.theme, share, 1.0, 40));
        paint::text(buf, area, 1, 3, "Esc stops it: nothing of it is written then.", ctx.theme.dim);
    }
}

impl Page for Import {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        self.file.complete();
        Vec::new()
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        reply.err().map(Do::Fail).into_iter().collect()
    }

    fn worked(&mut self, product: Result<Product>, ctx: &Ctx<'_>) -> Vec<Do> {
        let was = self.work.take().map(|(what, _)| what);
        self.next_look = None;
        match product {
            Err(error) if was == Some(ITS_MAP) => {
                let mut dos = vec![Do::Fail(error)];
                dos.extend(self.look(ctx));
                dos
            }
            Err(error) => vec![Do::Fail(error)],
            Ok(Product::Preview(preview)) => self.previewed(*preview),
            Ok(Product::Unclear(Unclear::Table(tables))) => {
                self.tables = tables;
                vec![Do::Dialog(self.ask_sheet())]
            }
            Ok(Product::Unclear(Unclear::Kind)) => vec![Do::Dialog(ask_kind())],
            Ok(Product::Import(outcome)) => self.imported(*outcome),
            Ok(Product::Remembered) => self.run(true, ctx),
            Ok(Product::Said(said)) => vec![Do::Toast(Mark::Done, said)],
            Ok(Product::Map(map)) => {
                // What the map does not say stays as it was chosen.
                self.kind = self.kind.filter(|_| map.kind.is_none());
                self.sheet = self.sheet.take().filter(|_| map.sheet.is_none());
                self.map = *map;
                let mut dos = self.look(ctx);
                if was == Some(ITS_MAP) {
                    let name = map_beside(&self.path);
                    let name = clean_line(&name.file_name().unwrap_or_default().to_string_lossy());
                    dos.push(Do::Toast(Mark::Done, format!("Read by {name}, the map beside it")));
                }
                dos
            }
            Ok(Product::Written(path)) => {
                vec![Do::Toast(
                    Mark::Done,
                    format!("{} was written", clean_line(&path.display().to_string())),
                )]
            }
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        if input.is(KeyCode::Esc) && !self.is_filtering() {
            return self.back();
        }
        if self.work.is_some() {
            return Vec::new();
        }
        match self.stage {
            Stage::File => match self.file.update(input) {
                Some(path) => {
                    self.path = path;
                    (self.kind, self.sheet, self.map) = (None, None, Map::default());
                    self.look_by_its_map(ctx)
                }
                None => Vec::new(),
            },
            Stage::Columns => match (self.columns.update(input), input.action()) {
                (Some(column), _) => vec![Do::Dialog(self.columns.menu(FIELD, column))],
                (None, Some(Action::Save)) => self.run(true, ctx),
                (None, Some(Action::View)) => vec![Do::Dialog(self.otherwise())],
                _ => Vec::new(),
            },
            Stage::Result => match (self.shown.update(input), input.action()) {
                (Some(line), _) => self.open_line(line),
                (_, Some(Action::Save)) if self.shown.can_be_brought() => self.run(false, ctx),
                (_, Some(Action::New)) if self.shown.refused() > 0 => self.ask_errors(ctx),
                _ => Vec::new(),
            },
        }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (FIELD, Answer::Chosen(at)) => {
                self.columns.choose(&mut self.map, at);
                self.look(ctx)
            }
            (OTHERWISE, Answer::Chosen(at)) => self.chosen_otherwise(at, ctx),
            (KIND, Answer::Chosen(at)) => {
                self.kind = Kind::ALL.get(at).copied();
                let kind = self.kind.map(|kind| kind.word().to_owned());
                self.map = Map { kind, ..Map::default() };
                self.look(ctx)
            }
            (SHEET, Answer::Chosen(at)) => {
                self.sheet = self.tables.get(at).cloned();
                (self.kind, self.map) = (None, Map::default());
                self.look(ctx)
            }
            (NAME, Answer::Chosen(at)) => self.chosen_meaning(at, ctx),
            (_, Answer::Form(form)) => match form.some_text("path") {
                Some(path) => self.asked_path(tag, file::expanded(&path), ctx),
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        let end = paint::text(frame.buffer_mut(), area, 1, 0, "Import", ctx.theme.strong);
        if !matches!(self.stage, Stage::File) {
            let name = self.path.file_name().unwrap_or_default().to_string_lossy();
            paint::text(frame.buffer_mut(), area, end + 2, 0, &clean_line(&name), ctx.theme.dim);
        }
        let below = paint::below(area, 2);
        if let Err(reason) = ctx.can(Act::Import) {
            for (row, line) in (0u16..).zip(wrap::wrap(reason, usize::from(below.width).max(1))) {
                paint::text(frame.buffer_mut(), below, 1, row, &line, ctx.theme.text);
            }
            return;
        }
        match self.stage {
            _ if self.work.is_some() => self.view_work(frame, below, ctx),
            Stage::File => self.file.view(frame, below, ctx),
            Stage::Columns => self.columns.view(frame, below, ctx),
            Stage::Result => self.shown.view(frame, below, ctx),
        }
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        if self.work.is_some() {
            return vec![Command::key(KeyCode::Esc, "Stop")];
        }
        match self.stage {
            Stage::File => vec![
                Command::key(KeyCode::Enter, "Look at the file").allowed(ctx.can(Act::Import)),
                Command::key(KeyCode::Tab, "Complete"),
                Command::key(KeyCode::Esc, "Back"),
            ],
            Stage::Columns => vec![
                Command::new(Action::Save).label("Try it").allowed(ctx.can(Act::Import)),
                Command::new(Action::Open).label("Read as…"),
                Command::new(Action::View).label("Map, kind…"),
                Command::key(KeyCode::Esc, "Another file"),
            ],
            Stage::Result => self.shown.commands(),
        }
    }

    fn is_typing(&self) -> bool {
        self.work.is_none() && (matches!(self.stage, Stage::File) || self.is_filtering())
    }

    fn deadline(&self) -> Option<Duration> {
        self.next_look
    }

    fn tick(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        self.next_look = self.work.is_some().then(|| ctx.uptime + LOOK);
        Vec::new()
    }

    fn is_unsaved(&self) -> bool {
        self.work.is_some()
    }
}

impl Import {
    /// Whether a filter over one of the lists is being typed.
    fn is_filtering(&self) -> bool {
        match self.stage {
            Stage::File => false,
            Stage::Columns => self.columns.is_typing(),
            Stage::Result => self.shown.is_typing(),
        }
    }
}
