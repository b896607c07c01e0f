//! Who else has this file open: a small file per terminal in a folder beside the database, rewritten every second.
//!
//! It holds the name of a supervisor and the number of a meeting, nothing of a family, and may be thrown away at any
//! moment. Whether somebody is still there is judged by the observer's own clock: a beat that goes on was heard.

use crate::domain::{MeetingId, StaffId};
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A terminal whose beat was not heard for so long is gone.
const SILENCE: Duration = Duration::from_secs(8);
/// What a terminal that fell silent left behind is cleared away after so long.
const LITTER: Duration = Duration::from_secs(60);

/// Somebody who has the file open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// The meeting they are in.
    pub meeting: Option<MeetingId>,
    /// Something is being saved there.
    pub saving: bool,
}

impl Guest {
    /// The name as said aloud.
    pub fn short(&self) -> &str {
        self.name.split(' ').next().unwrap_or_default()
    }

    fn line(&self, beat: u64) -> String {
        let meeting = self.meeting.map_or(0, |meeting| meeting.0);
        let name = self.name.replace(['\t', '\n'], " ");
        format!("{beat}\t{}\t{meeting}\t{}\t{name}\n", self.staff.0, u8::from(self.saving))
    }

    /// Reads a line; `None` where it is being rewritten just now, or is none.
    fn read(line: &str) -> Option<(u64, Self)> {
        let mut parts = line.strip_suffix('\n')?.split('\t');
        let beat = parts.next()?.parse().ok()?;
        let staff = StaffId(parts.next()?.parse().ok()?);
        let meeting = Some(parts.next()?.parse().ok()?).filter(|id| *id != 0).map(MeetingId);
        let saving = parts.next()? == "1";
        let name = crate::domain::text::clean_line(parts.next()?);
        Some((beat, Self { staff, name, meeting, saving }))
    }
}

/// Another terminal, as this one has heard of it.
struct Heard {
    guest: Guest,
    beat: u64,
    /// When it was last heard, by the clock here.
    at: Duration,
    here: bool,
}

/// Whether others than its owner may open a file.
#[cfg(unix)]
fn is_shared(db: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    db.metadata().is_ok_and(|meta| meta.permissions().mode() & 0o070 != 0)
}

#[cfg(not(unix))]
fn is_shared(_: &Path) -> bool {
    true
}

/// This terminal's beat, and what it hears of the others.
pub struct Presence {
    folder: PathBuf,
    own: PathBuf,
    /// Whether a group may open the database, and so this, too.
    shared: bool,
    beat: u64,
    others: HashMap<OsString, Heard>,
    /// Whether the others were listened to before: who comes after that is here at once.
    listened: bool,
}

impl Presence {
    /// The presence at a database.
    pub fn at(db: &Path) -> Self {
        let mut name = db.file_name().unwrap_or_default().to_owned();
        name.push("-here");
        let folder = db.with_file_name(name);
        let own = folder.join(uuid::Uuid::new_v4().simple().to_string());
        Self { folder, own, shared: is_shared(db), beat: 0, others: HashMap::new(), listened: false }
    }

    /// Says that somebody is here. Presence is a courtesy: where it cannot be written, nobody is told.
    pub fn beat(&mut self, guest: &Guest) {
        self.beat += 1;
        let line = guest.line(self.beat);
        if self.write(&line).is_err() && self.make_folder().is_ok() {
            let _ = self.write(&line);
        }
    }

    fn write(&self, line: &str) -> std::io::Result<()> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, if self.shared { 0o660 } else { 0o600 });
        options.open(&self.own)?.write_all(line.as_bytes())
    }

    /// Makes the folder for those who may open the database, and nobody else.
    fn make_folder(&self) -> std::io::Result<()> {
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)?;
        #[cfg(unix)]
        if self.shared {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o770);
            std::fs::set_permissions(&self.folder, mode)?;
        }
        Ok(())
    }

    /// Takes this terminal's file away, and the folder with the last one.
    pub fn leave(&mut self) {
        let _ = std::fs::remove_file(&self.own);
        let _ = std::fs::remove_dir(&self.folder);
    }

    /// The others who are here at an instant of the clock here, by name.
    pub fn others(&mut self, now: Duration) -> Vec<Guest> {
        let mut gone: Vec<OsString> = self.others.keys().cloned().collect();
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let (name, path) = (entry.file_name(), entry.path());
            if path == self.own {
                continue;
            }
            gone.retain(|known| *known != name);
            let line = std::fs::read_to_string(&path).unwrap_or_default();
            self.hear(name, Guest::read(&line), now);
        }
        for name in gone {
            self.others.remove(&name);
        }
        self.listened = true;
        self.clear_away(now);
        let mut here: Vec<Guest> =
            self.others.values().filter(|other| other.here).map(|other| other.guest.clone()).collect();
        here.sort_by(|one, other| (&one.name, one.meeting).cmp(&(&other.name, other.meeting)));
        here.dedup_by(|one, other| one.staff == other.staff && one.meeting == other.meeting);
        here
    }

    fn hear(&mut self, name: OsString, said: Option<(u64, Guest)>, now: Duration) {
        match (self.others.get_mut(&name), said) {
            (Some(known), Some((beat, guest))) if known.beat != beat => {
                *known = Heard { guest, beat, at: now, here: true };
            }
            (Some(known), _) => known.here &= now.saturating_sub(known.at) < SILENCE,
            (None, Some((beat, guest))) => {
                // What lay there from the beginning may be left over from a crash: it is heard when it beats again.
                self.others.insert(name, Heard { guest, beat, at: now, here: self.listened });
            }
            (None, None) => {}
        }
    }

    fn clear_away(&self, now: Duration) {
        for (name, _) in self.others.iter().filter(|(_, other)| now.saturating_sub(other.at) > LITTER) {
            let _ = std::fs::remove_file(self.folder.join(name));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn guest(staff: i64, name: &str, meeting: i64) -> Guest {
        Guest { staff: StaffId(staff), name: name.into(), meeting: Some(MeetingId(meeting)), saving: false }
    }

    fn names(presence: &mut Presence, seconds: u64) -> Vec<String> {
        presence.others(Duration::from_secs(seconds)).into_iter().map(|guest| guest.name).collect()
    }

    #[test]
    fn who_beats_is_here_and_who_is_silent_is_gone_by_the_observers_clock() {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("programme.ifr");
        let (mut dana, mut sam) = (Presence::at(&db), Presence::at(&db));
        dana.beat(&guest(1, "Dana Ortiz", 1));
        assert!(names(&mut dana, 0).is_empty(), "nobody hears themselves");
        sam.beat(&guest(2, "Sam Reyes", 1));
        assert_eq!(names(&mut dana, 1), ["Sam Reyes"]);
        #[cfg(unix)]
        for path in [&dana.folder, &dana.own, &sam.own] {
            use std::os::unix::fs::PermissionsExt;
            let mode = path.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "only its owner reads {}", path.display());
        }
        // No beat: here until the silence is too long, whatever the clock of the other says.
        assert_eq!(names(&mut dana, 8), ["Sam Reyes"]);
        assert!(names(&mut dana, 9).is_empty());
        sam.beat(&guest(2, "Sam Reyes", 1));
        assert_eq!(names(&mut dana, 10), ["Sam Reyes"]);
        sam.leave();
        assert!(names(&mut dana, 11).is_empty());
        dana.leave();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }

    #[test]
    fn what_a_crash_left_is_nobody_and_is_cleared_away() {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("programme.ifr");
        let (mut crashed, mut dana) = (Presence::at(&db), Presence::at(&db));
        crashed.beat(&guest(2, "Sam Reyes", 1));
        std::fs::write(dana.folder.join("torn"), "1\t2\t").unwrap();
        assert!(names(&mut dana, 0).is_empty());
        assert!(names(&mut dana, 30).is_empty());
        assert!(crashed.own.exists());
        assert!(names(&mut dana, 61).is_empty());
        assert!(!crashed.own.exists());
        // One that only slept comes back by itself.
        crashed.beat(&guest(2, "Sam Reyes", 1));
        crashed.beat(&guest(2, "Sam Reyes", 1));
        assert_eq!(names(&mut dana, 62), ["Sam Reyes"]);
    }
}
