//! What every subcommand starts from: the settings, the file that is meant, and who is asking.

use super::args::Global;
use super::ask;
use super::out::{Style, say};
use crate::domain::StaffId;
use crate::domain::calendar::Clock;
use crate::domain::dates;
use crate::error::{Error, Kind, Result, denied, missing};
use crate::settings::{Problem, Settings};
use crate::store::backup;
use crate::store::view::form::Choice;
use crate::store::{OpenOptions, Reply, Request, Store};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What every subcommand starts from.
pub struct Context {
    /// What was said before or after the subcommand.
    pub global: Global,
    /// The settings in force.
    pub settings: Arc<Settings>,
    /// Everything that is wrong in the settings files.
    pub problems: Vec<Problem>,
    /// The folder of the settings files, where this computer has one.
    pub folder: Option<PathBuf>,
    /// The folder of files that nobody named.
    pub data: Option<PathBuf>,
    /// The folder of what this computer remembers.
    pub state: Option<PathBuf>,
    /// How text is printed.
    pub style: Style,
}

impl Context {
    /// Loads the settings of this computer's user.
    pub fn new(global: Global) -> Self {
        let dirs = directories::ProjectDirs::from("", "", "ifr");
        let folder = dirs.as_ref().map(|dirs| dirs.config_dir().to_owned());
        let data = dirs.as_ref().map(|dirs| dirs.data_dir().to_owned());
        let state = dirs.as_ref().map(|dirs| dirs.state_dir().unwrap_or(dirs.data_local_dir()).to_owned());
        let (settings, problems) = Settings::load(folder.as_deref());
        let style = Style::new(global.color);
        Self { global, settings: Arc::new(settings), problems, folder, data, state, style }
    }

    /// Says what is wrong in the settings files; the defaults stand in its place.
    pub fn say_problems(&self) {
        for problem in &self.problems {
            say(&problem.to_string());
        }
    }

    /// The file that somebody named: `--db`, IFR_DB or the settings.
    pub fn named(&self) -> Option<PathBuf> {
        let env = || std::env::var_os("IFR_DB").filter(|path| !path.is_empty()).map(PathBuf::from);
        let set = || Some(self.settings.general.program.db.clone()).filter(|db| !db.is_empty());
        self.global.db.clone().or_else(env).or_else(|| set().map(PathBuf::from))
    }

    /// The file that is meant: the one that was named, or the usual place.
    pub fn path(&self) -> PathBuf {
        let usual = || self.data.as_ref().map(|data| data.join("ifr.db"));
        self.named().or_else(usual).unwrap_or_else(|| PathBuf::from("ifr.db"))
    }

    /// The day that was given with `--today`.
    ///
    /// # Errors
    /// It is not a day.
    pub fn day(&self) -> Result<Option<NaiveDate>> {
        let Some(text) = &self.global.today else { return Ok(None) };
        let today = Clock::System(self.settings.calendar.time_zone).today();
        dates::read(text, today).map(Some).map_err(|why| {
            Error::new(Kind::Usage, format!("--today {text}: {why}")).hint("write it as 2026-11-24")
        })
    }

    /// Opens the file, with `--today` as the demo's beginning or as a look back.
    ///
    /// # Errors
    /// What [`Store::open`] says, or it cannot be written.
    pub fn open(&self, path: &Path) -> Result<Store> {
        let options = OpenOptions::new(Arc::clone(&self.settings));
        let day = self.day()?;
        let mut store = Store::open(path, options.clone())
            .map_err(|error| backup::naming_newest(error, path, &self.settings.general.backup))?;
        let Some(day) = day else {
            writable(&store)?;
            self.witness(&mut store);
            return Ok(store);
        };
        let zone = store.meta().time_zone;
        if !store.meta().demo && day > Clock::System(zone).today() {
            return Err(Error::new(Kind::Usage, format!("--today {day} is still to come"))
                .hint("a file of real work is looked at as of today or an earlier day"));
        }
        let clock = if store.meta().demo { Clock::beginning(day, zone) } else { Clock::AsOf(day, zone) };
        drop(store);
        Store::open(path, OpenOptions { clock: Some(clock), ..options })
    }

    /// Opens the file that is meant and signs in whoever is asking.
    ///
    /// # Errors
    /// The file cannot be opened, or nobody could be signed in.
    pub fn signed_in(&self) -> Result<Store> {
        self.say_problems();
        let mut store = self.open(&self.path())?;
        self.sign_in(&mut store)?;
        Ok(store)
    }

    /// Signs in whoever is asking: on a demo file without a passphrase.
    ///
    /// # Errors
    /// Nobody of that name, several, or a wrong passphrase.
    pub fn sign_in(&self, store: &mut Store) -> Result<()> {
        let one = self.asking(store)?;
        let staff = StaffId(one.id);
        let passphrase = if store.meta().demo {
            String::new()
        } else {
            ask::passphrase(&format!("Passphrase of {}: ", one.label))?
        };
        match store.handle(Request::SignIn { staff, passphrase })? {
            Reply::ChooseFirst => Err(denied("somebody else chose this passphrase")
                .hint("open ifr without a command and choose your own first")),
            _ => Ok(()),
        }
    }

    /// Lets this computer remember what it sees of the file's trail.
    pub fn witness(&self, store: &mut Store) {
        if let Some(state) = &self.state {
            store.witness_in(state);
        }
    }

    /// The supervisor who is asking.
    ///
    /// # Errors
    /// Nobody of that name, or several.
    pub fn asking(&self, store: &mut Store) -> Result<Choice> {
        find(self.global.who.as_deref(), &choices(store)?)
    }

    /// The supervisor of a name.
    ///
    /// # Errors
    /// Nobody of that name, or several.
    pub fn called(&self, store: &mut Store, name: &str) -> Result<Choice> {
        find(Some(name), &choices(store)?)
    }
}

fn choices(store: &mut Store) -> Result<Vec<Choice>> {
    match store.handle(Request::SignInChoices)? {
        Reply::SignInChoices(choices) => Ok(choices),
        _ => Err(Error::new(Kind::Io, "the file did not say who may sign in")),
    }
}

fn find(said: Option<&str>, choices: &[Choice]) -> Result<Choice> {
    let names = || choices.iter().map(|one| one.label.as_str()).collect::<Vec<_>>().join(", ");
    let user = || std::env::var("USER").or_else(|_| std::env::var("USERNAME")).ok();
    let Some(wanted) = said.map(str::to_owned).or_else(user) else {
        return Err(missing("nobody said who is asking").hint(format!("add --as NAME: {}", names())));
    };
    let lower = wanted.trim().to_lowercase();
    let is = |choice: &&Choice| {
        let label = choice.label.to_lowercase();
        label == lower || label.split(' ').any(|part| part == lower)
    };
    let found: Vec<&Choice> = choices.iter().filter(is).collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] if said.is_none() => Err(missing("no supervisor here has the name of this computer's user")
            .hint(format!("say who is asking with --as NAME: {}", names()))),
        [] => Err(missing(format!("no supervisor here is called {wanted}"))
            .hint(format!("--as takes a first or full name: {}", names()))),
        _ => Err(missing(format!("several supervisors are called {wanted}"))
            .hint(format!("give the full name: {}", names()))),
    }
}

/// Refuses a file or folder without the right to write: a save would fail later, with somebody's work in hand.
fn writable(store: &Store) -> Result<()> {
    let path = store.path();
    let locked = |path: &Path| path.metadata().is_ok_and(|meta| meta.permissions().readonly());
    let refused = |what: String| {
        Error::new(Kind::ReadOnly, what)
            .hint("ask whoever looks after the folder for the right to write there; nothing was changed")
    };
    if store.is_locked()? || locked(path) {
        return Err(refused(format!("{} may only be read", path.display())));
    }
    match path.parent() {
        Some(folder) if locked(folder) => {
            Err(refused(format!("nothing may be written in {}", folder.display())))
        }
        _ => Ok(()),
    }
}
