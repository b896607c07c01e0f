//! Reading `/proc/self/mountinfo`: which mount holds a folder, and whether the file is safe on it.

use super::Place;
use std::path::Path;

/// The file systems of local disks; what stands in neither list is taken for a network without locks.
const LOCAL: &[&str] = &[
    "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "ramfs", "overlay", "vfat", "exfat",
    "ntfs", "ntfs3", "bcachefs", "jfs", "reiserfs",
];

/// The file systems of shares whose locks can be right.
const SHARES: &[&str] = &["cifs", "smb3", "nfs", "nfs4"];

/// Options with which a share's locks are no locks, or a save may be lost, and what each does.
const UNSAFE: &[(&str, &str)] = &[
    ("nobrl", "its locks are not sent to the server"),
    ("nolock", "its locks are not sent to the server"),
    ("forcemandatorylock", "its locks are not those that the file needs"),
    ("local_lock=all", "its locks hold on one computer only"),
    ("local_lock=posix", "its locks hold on one computer only"),
    ("local_lock=flock", "its locks hold on one computer only"),
    ("cache=loose", "one computer does not see what another one saved"),
    ("soft", "a save that the server does not answer in time is lost"),
];

/// A mount as a line of the text tells it.
struct Mount<'t> {
    depth: usize,
    kind: &'t str,
    options: Vec<&'t str>,
}

/// What the folder lies on, from the text of `/proc/self/mountinfo`.
pub(super) fn place(mounts: &str, folder: &Path) -> Place {
    // Of two mounts on the same point the later one hides the earlier one.
    let best = mounts.lines().filter_map(|line| read(line, folder)).max_by_key(|mount| mount.depth);
    let Some(Mount { kind, options, .. }) = best else {
        return Place::Refused("the system does not say what disk it lies on".into());
    };
    if LOCAL.contains(&kind) {
        return Place::Local;
    }
    if !SHARES.contains(&kind) {
        return Place::Refused(format!(
            "it lies on {kind}, which is not known to keep what two writers save"
        ));
    }
    match UNSAFE.iter().find(|(name, _)| options.contains(name)) {
        Some((name, why)) => Place::Refused(format!("its share is mounted with {name}: {why}")),
        None => Place::Share(kind.to_owned()),
    }
}

/// `36 35 98:0 /root /point options fields… - kind source options`, where it holds the folder.
fn read<'t>(line: &'t str, folder: &Path) -> Option<Mount<'t>> {
    let (before, after) = line.split_once(" - ")?;
    let mut fields = before.split(' ').skip(4);
    let (point, own) = (unescape(fields.next()?), fields.next().unwrap_or_default());
    if !folder.starts_with(&point) {
        return None;
    }
    let mut behind = after.split(' ');
    let kind = behind.next()?;
    let options = own.split(',').chain(behind.nth(1).unwrap_or_default().split(',')).collect();
    Some(Mount { depth: Path::new(&point).components().count(), kind, options })
}

/// Blanks, tabs, newlines and backslashes of a path stand as octal numbers there.
fn unescape(point: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(point.to_owned(), |text, (code, c)| text.replace(code, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as systems write them, each on /m, and what each is: l local, s share, r refused.
    const RECORDED: &[(char, &str)] = &[
        ('l', "29 1 259:2 / /m rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro"),
        (
            'l',
            "29 1 0:26 /root /m rw,relatime shared:1 - btrfs /dev/sda2 rw,compress=zstd:1,ssd,subvolid=257,subvol=/root",
        ),
        ('l', "98 1 253:0 / /m rw,relatime shared:1 - xfs /dev/mapper/rl-root rw,attr2,inode64,logbufs=8"),
        ('l', "36 25 0:32 / /m rw,nosuid,nodev shared:18 - tmpfs tmpfs rw,size=3254920k,inode64"),
        (
            'l',
            "500 480 0:55 / /m rw,relatime master:1 - overlay overlay rw,lowerdir=/l,upperdir=/u,workdir=/w",
        ),
        ('l', "60 29 8:17 / /m rw,nosuid,nodev,relatime - vfat /dev/sdb1 rw,fmask=0022,codepage=437"),
        ('l', "61 29 8:18 / /m rw,relatime - ntfs3 /dev/sdb2 rw,uid=1000,iocharset=utf8"),
        ('l', "41 30 0:39 / /m rw,relatime shared:20 - zfs rpool/data rw,xattr,posixacl"),
        ('l', "62 29 8:19 / /m rw,relatime - exfat /dev/sdb3 rw,iocharset=utf8,errors=remount-ro"),
        (
            's',
            "70 29 0:60 / /m rw,relatime shared:40 - cifs //files/ifr rw,vers=3.1.1,cache=strict,hard,nounix,serverino",
        ),
        ('s', "71 29 0:61 / /m rw,relatime - smb3 //files/ifr rw,vers=3.1.1,cache=none,hard"),
        (
            's',
            "72 29 0:62 / /m rw,relatime shared:41 - nfs4 nas:/ifr rw,vers=4.2,hard,proto=tcp,local_lock=none,addr=10.0.0.2",
        ),
        ('s', "73 29 0:63 / /m rw,relatime - nfs nas:/ifr rw,vers=3,hard,local_lock=none,mountproto=tcp"),
        ('r', "74 29 0:64 / /m rw,relatime - cifs //files/ifr rw,vers=3.1.1,cache=strict,soft,nounix"),
        ('r', "75 29 0:65 / /m rw,relatime - cifs //files/ifr rw,vers=3.0,cache=loose,hard"),
        ('r', "76 29 0:66 / /m rw,relatime - cifs //files/ifr rw,vers=3.0,cache=strict,nobrl,hard"),
        ('r', "77 29 0:67 / /m rw,relatime - nfs nas:/ifr rw,vers=3,hard,nolock,local_lock=all"),
        ('r', "78 29 0:68 / /m rw,relatime - nfs nas:/ifr rw,vers=3,hard,local_lock=flock"),
        ('r', "79 29 0:69 / /m rw,relatime - nfs4 nas:/ifr rw,vers=4.1,soft,local_lock=none"),
        (
            'r',
            "80 29 0:70 / /m rw,nosuid,nodev,relatime - fuse.sshfs dana@host:/srv rw,user_id=1000,group_id=1000",
        ),
        ('r', "81 29 0:71 / /m rw,nosuid,nodev,relatime - fuse.rclone drive: rw,user_id=1000,group_id=1000"),
        ('r', "82 29 0:72 / /m rw,nosuid,nodev - fuse.gvfsd-fuse gvfsd-fuse rw,user_id=1000"),
        (
            'r',
            "83 29 0:73 / /m rw,relatime - 9p C:\\134 rw,dirsync,aname=drvfs;path=C:\\134;uid=0,cache=5,trans=fd",
        ),
        ('r', "84 29 0:74 / /m rw,relatime - vboxsf share rw,iocharset=utf8,uid=0"),
        ('r', "85 29 0:75 / /m rw,relatime - virtiofs shared rw"),
        ('r', "86 29 0:76 / /m rw,relatime - fuseblk /dev/sdc1 rw,user_id=0,allow_other,blksize=4096"),
        ('r', "87 29 0:77 / /m rw,relatime - afs AFS rw"),
        ('r', "88 29 0:78 / /m rw,relatime - ceph 10.0.0.3:/ rw,name=ifr"),
    ];

    #[test]
    fn recorded_mounts_are_what_they_are() {
        assert!(RECORDED.len() >= 25);
        for (wanted, line) in RECORDED {
            let root = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
            let place = place(&format!("{root}{line}\n"), Path::new("/m/ifr"));
            let got = match place {
                Place::Local => 'l',
                Place::Share(_) => 's',
                Place::Refused(_) => 'r',
            };
            assert_eq!(got, *wanted, "{line}: {place:?}");
        }
    }

    #[test]
    fn the_deepest_and_the_last_mount_decides() {
        let mounts = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:40 / /srv/share rw - cifs //host/share rw\n31 22 0:41 / /home/a\\040b rw - fuse.sshfs x rw\n32 22 0:42 / /srv/share rw - xfs /dev/sdb rw\n";
        assert_eq!(place(mounts, Path::new("/srv/share/ifr")), Place::Local);
        assert_eq!(place(mounts, Path::new("/srv/other")), Place::Local);
        assert!(
            matches!(place(mounts, Path::new("/home/a b/c")), Place::Refused(why) if why.contains("fuse.sshfs"))
        );
        assert!(matches!(place("", Path::new("/m")), Place::Refused(_)));
    }
}
