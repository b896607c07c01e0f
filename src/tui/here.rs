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

/// What the thread is told.
enum Said {
    /// Who is here, and where.
    Here(Option<Guest>),
    /// Somebody waits for a save: whose it is matters now.
    Listen,
}

/// The thread, and the means to tell it who is here and where.
pub struct Here {
    places: Sender<Said>,
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
        let (places, moved) = mpsc::channel::<Said>();
        let thread = thread::spawn(move || {
            let (began, mut me, mut known) = (Instant::now(), None::<Guest>, Vec::new());
            loop {
                // Nobody here: nothing is said and nothing heard until somebody signs in, or waits at the door.
                let heard = if me.is_some() {
                    moved.recv_timeout(BEAT)
                } else {
                    moved.recv().map_err(|_| RecvTimeoutError::Disconnected)
                };
                match heard {
                    Ok(Said::Here(place)) => me = place,
                    Ok(Said::Listen) | Err(RecvTimeoutError::Timeout) => {}
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

    /// Says that whoever is signed in is here, for work without a screen.
    pub fn announce(store: &Store) -> Option<Self> {
        let viewer = store.viewer().ok()?;
        let me = Guest { staff: viewer.staff, name: viewer.name.clone(), meeting: None, saving: false };
        let mut here = Self::start(store, mpsc::channel().0)?;
        here.tell(Some(me));
        Some(here)
    }

    /// Tells the thread who is here, where that has changed.
    pub fn tell(&mut self, me: Option<Guest>) {
        if self.told != me {
            self.told.clone_from(&me);
            let _ = self.places.send(Said::Here(me));
        }
    }

    /// Has the others heard at once, and not with the next beat.
    pub fn listen(&self) {
        let _ = self.places.send(Said::Listen);
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
    match me {
        Some(me) => {
            me.saving = saving.load(Ordering::Relaxed);
            presence.beat(me);
        }
        None => presence.leave(),
    }
    presence.others(now)
}
