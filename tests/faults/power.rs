//! Power loss: what was written and synced is recorded, and the disk is made as it may look after a cut at any moment.
//!
//! What was synced is there. Of what was not, every 512 bytes may be there or not; of names that were made or removed,
//! the first few may have reached the disk.

use super::calls::Op;
use std::collections::{BTreeMap, HashSet};

/// The files of a folder.
pub type Disk = BTreeMap<String, Vec<u8>>;

const SECTOR: usize = 512;

/// The disk after a cut before the operation of this number.
pub fn image(before: &Disk, log: &[Op], cut: usize, random: &mut fastrand::Rng) -> Disk {
    let log = &log[..cut];
    let mut disk = before.clone();
    let reached = names_that_reached(log, random);
    let safe = safe_until(log);
    // Names under which something else lies on the disk than the program saw.
    let mut unseen = HashSet::new();
    for (number, op) in log.iter().enumerate() {
        match op {
            Op::Make(file) if number < reached => {
                unseen.remove(file);
                disk.insert(file.clone(), Vec::new());
            }
            Op::Remove(file) if number < reached => drop(disk.remove(file)),
            Op::Make(file) | Op::Remove(file) => drop(unseen.insert(file.clone())),
            Op::Write { file, at, bytes } if !unseen.contains(file) => {
                let Some(content) = disk.get_mut(file) else { continue };
                let is_safe = safe.get(file).is_some_and(|until| number < *until);
                write(content, *at, bytes, is_safe, random);
            }
            Op::Cut { file, len } if !unseen.contains(file) => {
                let is_safe = safe.get(file).is_some_and(|until| number < *until);
                if let Some(content) = disk.get_mut(file).filter(|_| is_safe || random.bool()) {
                    content.resize(*len, 0);
                }
            }
            _ => {}
        }
    }
    disk
}

/// The operation before which every change of a name is on the disk.
fn names_that_reached(log: &[Op], random: &mut fastrand::Rng) -> usize {
    let synced = log.iter().rposition(|op| matches!(op, Op::SyncFolder)).unwrap_or(0);
    random.usize(synced..=log.len())
}

/// For each file the operation before which every write is on the disk.
fn safe_until(log: &[Op]) -> BTreeMap<String, usize> {
    let mut safe = BTreeMap::new();
    for (number, op) in log.iter().enumerate() {
        if let Op::Sync(file) = op {
            safe.insert(file.clone(), number);
        }
    }
    safe
}

fn write(content: &mut Vec<u8>, at: usize, bytes: &[u8], is_safe: bool, random: &mut fastrand::Rng) {
    // As a rule a write is there or not as a whole; one in four is torn.
    let (torn, whole) = (random.u8(..) < 64, random.bool());
    for (number, part) in bytes.chunks(SECTOR).enumerate() {
        let there = is_safe || if torn { random.bool() } else { whole };
        if there {
            let from = at + number * SECTOR;
            if content.len() < from + part.len() {
                content.resize(from + part.len(), 0);
            }
            content[from..from + part.len()].copy_from_slice(part);
        }
    }
}

#[test]
fn what_was_synced_is_there_and_the_rest_may_be() {
    let write = |byte| Op::Write { file: "a".into(), at: 0, bytes: vec![byte; 600] };
    let log = [write(1), Op::Sync("a".into()), write(2), Op::Remove("a".into())];
    let before = Disk::from([("a".to_owned(), Vec::new())]);
    let mut seen = HashSet::new();
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..200 {
        let disk = image(&before, &log, 4, &mut random);
        seen.insert(disk.get("a").map(|content| (content[0], content[599])));
        assert_eq!(image(&before, &log, 2, &mut random)["a"], vec![1; 600]);
    }
    // Old, new, either half of each, and removed.
    let all = [Some((1, 1)), Some((1, 2)), Some((2, 1)), Some((2, 2)), None];
    assert_eq!(seen, HashSet::from(all));
}
