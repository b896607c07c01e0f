//! The loop: threads bring what happens, the state changes, what differs is drawn. Nothing runs while nothing happens.

use super::app::{App, Start};
use super::awake::Awake;
use super::here::Here;
use super::keeper::Keeper;
use super::msg::{Effect, Msg, RequestId};
use super::terminal::Terminal;
use super::work::Task;
use crate::error::{Error, Kind, Result};
use crate::store::patience;
use crate::store::upkeep::Upkeep;
use crate::store::watch::News;
use crate::store::{Request, Store};
use ratatui::crossterm::event::{self, Event};
use ratatui::layout::Size;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long an answer may take to be drawn together with what asked for it: so nothing flickers.
const TOGETHER: Duration = Duration::from_millis(12);

/// Runs the program until somebody leaves it, and gives the terminal back.
///
/// # Errors
/// The terminal or the store's thread failed.
pub fn run(start: Start, store: Option<Store>, upkeep: Option<Upkeep>) -> Result<()> {
    let program = &start.settings.general.program;
    // A share answers more slowly, and is asked less often.
    let least = if store.as_ref().is_some_and(Store::is_shared) { 3 } else { 1 };
    let watch = Duration::from_secs(u64::try_from(program.watch_seconds).unwrap_or(1).max(least));
    let terminal = Terminal::take(program.mouse)?;
    let (sender, messages) = mpsc::channel();
    read_input(sender.clone());
    read_signals(&sender);
    let keeper = upkeep.map(|upkeep| Keeper::start(upkeep, sender.clone()));
    let here = store.as_ref().and_then(|store| Here::start(store, sender.clone()));
    let worker = store.map(|store| Worker::start(store, sender, watch));
    let size = terminal.size();
    let (app, effects) = App::new(start, size);
    let mut shell = Loop { app, terminal, worker, here, messages, began: Instant::now(), leaving: false };
    let done = shell.all(effects).and_then(|()| shell.turn());
    let (worker, here) = (shell.worker.take(), shell.here.take());
    drop(shell);
    if let Some(here) = here {
        here.finish();
    }
    let done = done.and(worker.map_or(Ok(()), Worker::finish));
    if let Some(keeper) = keeper {
        keeper.finish();
    }
    done
}

/// The pieces of the loop.
struct Loop {
    app: App,
    terminal: Terminal,
    worker: Option<Worker>,
    here: Option<Here>,
    messages: Receiver<Msg>,
    began: Instant,
    leaving: bool,
}

impl Loop {
    /// Waits, takes the whole burst, draws once; until somebody leaves.
    fn turn(&mut self) -> Result<()> {
        self.answers_at_once()?;
        while !self.leaving {
            self.terminal.draw(|frame| self.app.view(frame))?;
            let Some(first) = self.wait() else { return Err(silent()) };
            if self.take(first)? {
                self.answers_at_once()?;
            }
            while let Ok(msg) = self.messages.try_recv() {
                if self.take(msg)? {
                    self.answers_at_once()?;
                }
            }
        }
        Ok(())
    }

    /// The next message, or the clock's when a deadline passes first; `None` where nobody is left to send one.
    fn wait(&self) -> Option<Msg> {
        let Some(deadline) = self.app.deadline() else { return self.messages.recv().ok() };
        match self.messages.recv_timeout(deadline.saturating_sub(self.began.elapsed())) {
            Ok(msg) => Some(msg),
            Err(RecvTimeoutError::Timeout) => Some(Msg::Clock),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Takes a message; says whether the store was asked something.
    fn take(&mut self, msg: Msg) -> Result<bool> {
        self.app.set_uptime(self.began.elapsed());
        self.app.set_held_up(patience::is_waiting());
        let clock = matches!(msg, Msg::Clock);
        if matches!(msg, Msg::Key(_)) {
            fault("key");
        }
        if let Msg::Resize(size) = msg {
            self.terminal.resize(size)?;
        }
        let effects = self.app.update(msg);
        if let Some(here) = &mut self.here {
            here.tell(self.app.whereabouts());
            if clock && self.app.is_slow() {
                here.listen();
            }
        }
        let asked = effects.iter().any(|effect| matches!(effect, Effect::Store(..)));
        self.all(effects)?;
        Ok(asked)
    }

    /// Gives the store a moment, so that a screen and what it shows are drawn together.
    fn answers_at_once(&mut self) -> Result<()> {
        let until = Instant::now() + TOGETHER;
        while self.app.is_waiting() && !self.leaving {
            let Some(left) = until.checked_duration_since(Instant::now()) else { break };
            let Ok(msg) = self.messages.recv_timeout(left) else { break };
            self.take(msg)?;
        }
        Ok(())
    }

    fn all(&mut self, effects: Vec<Effect>) -> Result<()> {
        for effect in effects {
            match effect {
                Effect::Store(id, request) => {
                    let sent = self.worker.as_ref().is_some_and(|worker| worker.ask(id, request));
                    if !sent {
                        return Err(silent());
                    }
                }
                Effect::Work(id, task) => {
                    let sent = self.worker.as_ref().is_some_and(|worker| worker.work(id, task));
                    if !sent {
                        return Err(silent());
                    }
                }
                Effect::Copy(text) => self.terminal.copy(&text)?,
                Effect::Quit => self.leaving = true,
            }
        }
        Ok(())
    }
}

fn silent() -> Error {
    Error::new(Kind::Io, "the part of the program that keeps the file has stopped")
        .hint("Start ifr again: what was saved is safe, and drafts are kept")
}

/// What the store's thread is asked for.
enum Asked {
    Request(RequestId, Request),
    Work(RequestId, Task),
}

/// The thread that owns the file.
struct Worker {
    requests: Sender<Asked>,
    thread: JoinHandle<()>,
}

impl Worker {
    fn start(mut store: Store, messages: Sender<Msg>, watch: Duration) -> Self {
        let (requests, asked) = mpsc::channel::<Asked>();
        let thread = thread::spawn(move || {
            let _guard = StopOnPanic(messages.clone());
            // What works beside this thread is waited for at the end: whoever leaves has stopped it before.
            let mut beside = Vec::new();
            let mut looked_over = false;
            let mut look = Instant::now() + watch;
            let mut awake = Awake::now();
            loop {
                // Somebody who types without a pause is told of others as soon as somebody who waits.
                let left = look.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    look = Instant::now() + watch;
                    if let Some(slept) = awake.slept() {
                        let _ = messages.send(Msg::Slept(slept));
                    }
                    if let Some(news) = store.others_news() {
                        let _ = messages.send(Msg::Changed(news));
                    }
                    continue;
                }
                let msg = match asked.recv_timeout(left) {
                    Ok(Asked::Request(_, Request::Caseload)) if fault("store") => return,
                    Ok(Asked::Request(id, request)) => Msg::Store(id, Box::new(store.handle(request))),
                    Ok(Asked::Work(id, task)) => {
                        beside.retain(|thread: &JoinHandle<()>| !thread.is_finished());
                        beside.push(work(&store, id, task, messages.clone()));
                        continue;
                    }
                    Err(RecvTimeoutError::Timeout) if !looked_over => {
                        // The first quiet moment: the screens are there, and nobody waits for the disk.
                        looked_over = true;
                        beside.push(look_over(&store, messages.clone()));
                        continue;
                    }
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => break,
                };
                // Requests that are left are done even where nobody listens any more: they may be drafts.
                let _ = messages.send(msg);
            }
            for thread in beside {
                let _ = thread.join();
            }
        });
        Self { requests, thread }
    }

    fn ask(&self, id: RequestId, request: Request) -> bool {
        self.requests.send(Asked::Request(id, request)).is_ok()
    }

    fn work(&self, id: RequestId, task: Task) -> bool {
        self.requests.send(Asked::Work(id, task)).is_ok()
    }

    /// Lets everything asked so far be done, then ends the thread; one that ended by a mistake is told.
    fn finish(self) -> Result<()> {
        drop(self.requests);
        self.thread.join().map_err(|_| silent())
    }
}

/// Ends the program when the thread of the file ends by a mistake: nobody would answer it any more.
struct StopOnPanic(Sender<Msg>);

impl Drop for StopOnPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Msg::Stop);
        }
    }
}

/// In debug builds, panics where `IFR_FAULT` names this place: tests see with it what a mistake leaves behind.
#[expect(clippy::panic, reason = "this is the mistake itself, made on purpose")]
fn fault(place: &str) -> bool {
    if cfg!(debug_assertions) && std::env::var_os("IFR_FAULT").is_some_and(|named| named == place) {
        panic!("made on purpose; Jordan Lee stands for words of the records");
    }
    false
}

/// Does long work on a thread and a connection of its own; the screens' connection goes on meanwhile.
fn work(store: &Store, id: RequestId, task: Task, messages: Sender<Msg>) -> JoinHandle<()> {
    let beside = store.beside();
    thread::spawn(move || {
        let _guard = StopOnPanic(messages.clone());
        let done = beside.and_then(|mut store| task.run(&mut store));
        let _ = messages.send(Msg::Worked(id, Box::new(done)));
    })
}

/// Looks the audit trail over beside the screens, which show it where something is wrong.
fn look_over(store: &Store, messages: Sender<Msg>) -> JoinHandle<()> {
    let beside = store.beside();
    thread::spawn(move || {
        let trail = beside.and_then(|store| store.verify_trail());
        if trail.is_ok_and(|trail| !trail.breaches.is_empty()) {
            let _ = messages.send(Msg::Changed(News::default()));
        }
    })
}

/// Reads keys, mouse, paste and size; key releases go no further than here.
fn read_input(messages: Sender<Msg>) {
    thread::spawn(move || {
        loop {
            let msg = match event::read() {
                Ok(Event::Key(key)) if key.is_release() => continue,
                Ok(Event::Key(key)) => Msg::Key(key),
                Ok(Event::Mouse(mouse)) => Msg::Mouse(mouse),
                Ok(Event::Paste(text)) => Msg::Paste(text),
                Ok(Event::Resize(width, height)) => Msg::Resize(Size { width, height }),
                Ok(Event::FocusGained | Event::FocusLost) => continue,
                Err(_) => Msg::Stop,
            };
            let last = matches!(msg, Msg::Stop);
            if messages.send(msg).is_err() || last {
                return;
            }
        }
    });
}

#[cfg(unix)]
fn read_signals(messages: &Sender<Msg>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let messages = messages.clone();
    // Without the signals the program still works; the terminal is then given back by the guard alone.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP]) else { return };
    thread::spawn(move || {
        for _ in signals.forever() {
            if messages.send(Msg::Stop).is_err() {
                return;
            }
        }
    });
}

#[cfg(not(unix))]
fn read_signals(_: &Sender<Msg>) {}
