//! Whether a folder is a place where the file is safe: a local disk that nothing synchronises.

use crate::error::{Error, Kind, Result};
use std::path::Path;

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

/// Refuses network and synchronised folders, with one sentence that says why and what to do.
///
/// # Errors
/// [`Kind::Place`].
pub(super) fn check(folder: &Path) -> Result<()> {
    for part in folder.components() {
        let name = part.as_os_str().to_string_lossy().to_lowercase();
        if SYNCED.iter().any(|synced| name == *synced || name.starts_with(&format!("{synced} -"))) {
            return Err(refused("it is copied to other computers behind the program's back", folder));
        }
    }
    if is_network(folder) {
        return Err(refused("it lies on a network drive, where two writers can damage the file", folder));
    }
    Ok(())
}

fn refused(why: &str, folder: &Path) -> Error {
    Error::new(Kind::Place, format!("the file may not lie in {}: {why}", folder.display()))
        .hint("keep it on a local disk of one computer, and let everybody run ifr there")
}

/// The file systems of local disks; anything else is taken for a network.
#[cfg(target_os = "linux")]
const LOCAL: &[&str] = &[
    "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "ramfs", "overlay", "vfat", "exfat",
    "ntfs", "ntfs3", "bcachefs", "jfs", "reiserfs",
];

#[cfg(target_os = "linux")]
fn is_network(folder: &Path) -> bool {
    let Ok(mounts) = std::fs::read_to_string("/proc/self/mountinfo") else { return false };
    kind_of(&mounts, folder).is_some_and(|kind| !LOCAL.contains(&kind.as_str()))
}

/// The file system of the mount that holds a folder, from the text of `/proc/self/mountinfo`.
#[cfg(target_os = "linux")]
fn kind_of(mounts: &str, folder: &Path) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for line in mounts.lines() {
        let (before, after) = line.split_once(" - ")?;
        let Some(point) = before.split(' ').nth(4) else { continue };
        let point = point.replace("\\040", " ");
        let depth = Path::new(&point).components().count();
        // A later mount on the same point hides the earlier one.
        if folder.starts_with(&point) && best.as_ref().is_none_or(|(deepest, _)| depth >= *deepest) {
            best = Some((depth, after.split(' ').next().unwrap_or_default().to_owned()));
        }
    }
    best.map(|(_, kind)| kind)
}

#[cfg(windows)]
fn is_network(folder: &Path) -> bool {
    use std::path::{Component, Prefix};
    matches!(
        folder.components().next(),
        Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    )
}

#[cfg(not(any(target_os = "linux", windows)))]
fn is_network(folder: &Path) -> bool {
    folder.starts_with("/Network") || folder.starts_with("/net")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synchronised_folders_are_refused() {
        for folder in ["/home/d/Dropbox/ifr", "/Users/d/OneDrive - Agency/x", "/home/d/Nextcloud"] {
            assert_eq!(check(Path::new(folder)).unwrap_err().kind, Kind::Place, "{folder}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_deepest_mount_decides() {
        let mounts = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:40 / /srv/share rw - cifs //host/share rw\n31 22 0:41 / /home/a\\040b rw - fuse.sshfs x rw\n";
        assert_eq!(kind_of(mounts, Path::new("/srv/share/ifr")).as_deref(), Some("cifs"));
        assert_eq!(kind_of(mounts, Path::new("/srv/other")).as_deref(), Some("ext4"));
        assert_eq!(kind_of(mounts, Path::new("/home/a b/c")).as_deref(), Some("fuse.sshfs"));
    }
}
