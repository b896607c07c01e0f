//! Whether a folder is a place where the file is safe: a local disk that nothing synchronises, or a share that was
//! opted for and keeps its locks.

use crate::error::{Error, Kind, Result};
use std::path::Path;

/// What a folder lies on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A disk of this computer.
    Local,
    /// A network share of this sort, with locks that can be tried.
    Share(String),
    /// Nowhere for the file, and why.
    Refused(String),
}

/// Folder names by which programs that copy files behind one's back are known.
const SYNCED: &[&str] = &[
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud drive",
    "mobile documents",
    "nextcloud",
    "syncthing",
    "box sync",
];

/// What such programs leave in the folders that they copy.
const MARKS: &[&str] = &[".stfolder", ".dropbox.cache", ".nextcloudsync.log", ".owncloudsync.log"];

/// Refuses synchronised folders, and network ones where `share` was not opted for; says whether it is a share.
///
/// # Errors
/// [`Kind::Place`], with one sentence that says why and what to do.
pub(super) fn check(folder: &Path, share: bool) -> Result<bool> {
    match kind(folder) {
        Place::Local => Ok(false),
        Place::Share(_) if share => Ok(true),
        Place::Share(kind) => {
            Err(refused(&format!("it lies on a network share ({kind}), where two writers can damage the file"), folder)
                .hint("keep it on a local disk of one computer, and let everybody run ifr there; where that cannot be, set `allowed` under [share] in settings.toml, and run \"ifr check --share\" first"))
        }
        Place::Refused(why) => Err(refused(&why, folder)),
    }
}

/// What a folder lies on.
pub(crate) fn kind(folder: &Path) -> Place {
    let copied = || Place::Refused("it is copied to other computers behind the program's back".into());
    for part in folder.components() {
        let name = part.as_os_str().to_string_lossy().to_lowercase();
        if SYNCED.iter().any(|synced| name == *synced || name.starts_with(&format!("{synced} -"))) {
            return copied();
        }
    }
    if folder.ancestors().any(|above| MARKS.iter().any(|mark| above.join(mark).symlink_metadata().is_ok())) {
        return copied();
    }
    disk(folder)
}

fn refused(why: &str, folder: &Path) -> Error {
    Error::new(Kind::Place, format!("the file may not lie in {}: {why}", folder.display()))
        .hint("keep it on a local disk of one computer, and let everybody run ifr there")
}

#[cfg(target_os = "linux")]
fn disk(folder: &Path) -> Place {
    match std::fs::read_to_string("/proc/self/mountinfo") {
        Ok(mounts) => mounts::place(&mounts, folder),
        Err(_) => Place::Refused("the system does not say what disk it lies on".into()),
    }
}

#[cfg(windows)]
fn disk(folder: &Path) -> Place {
    use std::path::{Component, Prefix};
    match folder.components().next() {
        Some(Component::Prefix(prefix))
            if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)) =>
        {
            Place::Share("smb".into())
        }
        _ => Place::Local,
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
fn disk(folder: &Path) -> Place {
    if folder.starts_with("/Network") || folder.starts_with("/net") {
        Place::Refused("it lies on a network drive, where two writers can damage the file".into())
    } else {
        Place::Local
    }
}

#[cfg(target_os = "linux")]
mod mounts;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synchronised_folders_are_refused_whatever_is_opted_for() {
        for folder in ["/home/d/Dropbox/ifr", "/Users/d/OneDrive - Agency/x", "/home/d/Nextcloud"] {
            for share in [false, true] {
                assert_eq!(check(Path::new(folder), share).unwrap_err().kind, Kind::Place, "{folder}");
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("a/b");
        std::fs::create_dir_all(&inside).unwrap();
        assert!(!check(&inside, false).unwrap());
        std::fs::create_dir(folder.path().join(".stfolder")).unwrap();
        assert!(check(&inside, true).unwrap_err().message.contains("behind the program's back"));
    }
}
