//! The thread beside the screens that says who is here, and hears who else is: also while a save waits.

use super::msg::Msg;
use crate::store::Store;
use crate::store::presence::{Guest, Presence};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often a terminal says that it is here.
const BEAT: Duration = Duration::from_secs(1);

/// The thread, and the means to tell it who is here and where.
pub struct Here {
    places: Sender<Option<Guest>>,
    thread: JoinHandle<()>,
    told: Option<Guest>,
}

impl Here {
    /// Starts the thread; nobody is here yet. A file that is only read is left as it is, and so is its folder.
    pub fn start(store: &Store, messages: Sender<Msg>) -> Option<Self> {
        if store.state().looks_only() {
            return None;
        }
        let (mut presence, saving) = (Presence::at(store.path()), store.saving());
        let (places, moved) = mpsc::channel::<Option<Guest>>();
        let thread = thread::spawn(move || {
            let (began, mut me, mut known) = (Instant::now(), None::<Guest>, Vec::new());
            loop {
                // Nobody here: nothing is said and nothing heard until somebody signs in.
                let heard = if me.is_some() {
                    moved.recv_timeout(BEAT)
                } else {
                    moved.recv().map_err(|_| RecvTimeoutError::Disconnected)
                };
                match heard {
                    Ok(place) => me = place,
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                let others = round(&mut presence, me.as_mut(), &saving, began.elapsed());
                if others != known {
                    known.clone_from(&others);
                    let _ = messages.send(Msg::Here(others));
                }
            }
            presence.leave();
        });
        Some(Self { places, thread, told: None })
    }

    /// Tells the thread who is here, where that has changed.
    pub fn tell(&mut self, me: Option<Guest>) {
        if self.told != me {
            self.told.clone_from(&me);
            let _ = self.places.send(me);
        }
    }

    /// Ends the thread: whoever leaves is gone at once.
    pub fn finish(self) {
        drop(self.places);
        let _ = self.thread.join();
    }
}

fn round(
    presence: &mut Presence,
    me: Option<&mut Guest>,
    saving: &Arc<AtomicBool>,
    now: Duration,
) -> Vec<Guest> {
    let Some(me) = me else {
        presence.leave();
        return Vec::new();
    };
    me.saving = saving.load(Ordering::Relaxed);
    presence.beat(me);
    presence.others(now)
}
