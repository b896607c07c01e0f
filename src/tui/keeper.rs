//! The thread beside the screens that keeps backups: it tells the screens what they must know, and waits for nobody.

use super::msg::Msg;
use crate::error::Error;
use crate::store::backup::Progress;
use crate::store::upkeep::Upkeep;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The first screen comes first: it and this thread would otherwise wait for the same disk.
const FIRST: Duration = Duration::from_millis(400);
/// How often it is asked whether a backup is due.
const ROUND: Duration = Duration::from_secs(60);
/// How long it is left alone after somebody stopped a backup.
const STOPPED: Duration = Duration::from_secs(30 * 60);
/// How long somebody who leaves waits for a backup that is being made.
const GRACE: Duration = Duration::from_secs(3);

/// What the screens are told of the upkeep.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A backup has taken longer than a second: how much of it is done.
    Copying(Progress),
    /// It is done.
    Copied,
    /// Somebody stopped it.
    Stopped,
    /// A backup could not be made.
    NoBackup(Error),
    /// The file is damaged.
    Damaged(Error),
}

/// The thread, and the means to end it.
pub struct Keeper {
    thread: JoinHandle<()>,
    stop: Sender<()>,
    progress: Progress,
}

impl Keeper {
    /// Starts the thread.
    pub fn start(upkeep: Upkeep, messages: Sender<Msg>) -> Self {
        let (stop, stopped) = mpsc::channel();
        let progress = Progress::default();
        let shared = progress.clone();
        let thread = thread::spawn(move || {
            let mut told = false;
            let mut pause = FIRST;
            // Each round looks whether something is due; most find nothing and cost a look into a folder.
            while matches!(stopped.recv_timeout(pause), Err(RecvTimeoutError::Timeout)) {
                round(&upkeep, &shared, &messages, &mut told);
                pause = if shared.is_stopped() { STOPPED } else { ROUND };
                shared.go_on();
            }
        });
        Self { thread, stop, progress }
    }

    /// Ends the thread: a backup that is being made has a few seconds more, then nothing of it stays.
    pub fn finish(self) {
        drop(self.stop);
        let until = Instant::now() + GRACE;
        while !self.thread.is_finished() && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
        while !self.thread.is_finished() {
            self.progress.stop();
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.thread.join();
    }
}

/// Makes what is due; the same complaint is made once.
fn round(upkeep: &Upkeep, progress: &Progress, messages: &Sender<Msg>, told: &mut bool) {
    let tell = |notice| drop(messages.send(Msg::Upkeep(notice)));
    let watch = watch(progress.clone(), messages.clone());
    let backup = upkeep.back_up(progress);
    drop(watch);
    match backup {
        Ok(Some(_)) => *told = false,
        Err(_) if progress.is_stopped() => return tell(Notice::Stopped),
        Err(error) if !*told => {
            *told = true;
            tell(Notice::NoBackup(error));
        }
        _ => {}
    }
    if let Err(error) = upkeep.look() {
        let notice = if error.kind == crate::error::Kind::Damaged { Notice::Damaged } else { return };
        tell(notice(error));
    }
}

/// Tells the screens of a backup that takes longer than a second, each second, until it is dropped.
fn watch(progress: Progress, messages: Sender<Msg>) -> Sender<()> {
    let (done, is_done) = mpsc::channel();
    thread::spawn(move || {
        let mut told = false;
        while let Err(RecvTimeoutError::Timeout) = is_done.recv_timeout(Duration::from_secs(1)) {
            told = progress.is_running();
            if !told || messages.send(Msg::Upkeep(Notice::Copying(progress.clone()))).is_err() {
                break;
            }
        }
        if told {
            let _ = messages.send(Msg::Upkeep(Notice::Copied));
        }
    });
    done
}
