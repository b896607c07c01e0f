//! A bit that fell over, or a file that was cut short: it is told with the newest good backup, or nothing is changed by
//! it; never does the program stop, and never is anything written over what might be saved.
//!
//! SQLite has no sums over its pages: a bit within a text can change a letter. What was written through the program is
//! in the trail, and the check compares the two.

use super::{Row, office};
use ifr::error::{Error, Kind};
use ifr::store::backup::{self, Progress};
use ifr::store::view::caseload::ListFilter;
use ifr::store::{Reply, Request, Store};
use std::path::{Path, PathBuf};

/// A file with a day's work in it and a good backup beside it, and its bytes.
fn worked() -> (tempfile::TempDir, PathBuf, Vec<u8>, PathBuf) {
    let (folder, path) = office::make();
    let mut store = office::open(&path);
    for number in 0..36 {
        for deed in office::next(&mut store, &path, number) {
            let _ = office::done(&mut store, &deed);
        }
    }
    drop(store);
    let at = "2026-11-24T10:00:00".parse().unwrap();
    let good = backup::make(&path, &path.with_file_name("backup"), at, &Progress::default()).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    (folder, path, bytes, good)
}

fn put(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
    let _ = std::fs::remove_file(path.with_extension("ifr-journal"));
}

/// What a day at the screens asks, then one thing that is saved; the first error that is told.
fn a_day(path: &Path) -> Result<Store, Error> {
    let named = |error| backup::naming_newest(error, path, &office::options().settings.general.backup);
    let mut store = Store::open(path, office::options()).map_err(named)?;
    let staff = crate::walk::world::DANA;
    store.handle(Request::SignIn { staff, passphrase: String::new() })?;
    let all = [
        Request::Today,
        Request::Caseload,
        Request::Referrals(ListFilter::default()),
        Request::Staffing,
        Request::Meetings,
        Request::Items(ListFilter::default()),
        Request::Family(crate::walk::world::CONSENTING),
    ];
    for request in all {
        store.handle(request)?;
    }
    let deed = office::item("after the bit");
    let Reply::Saved { .. } = store.handle(deed.request)? else { panic!("an item is saved") };
    Ok(store)
}

/// Whether an error that a bad file may give says what is to be done.
fn is_told(error: &Error, good: &Path) -> bool {
    match error.kind {
        // These are told as what they are: the file says that it is newer, of another mode, of nobody.
        Kind::Newer | Kind::Place | Kind::Missing | Kind::Denied | Kind::Invalid | Kind::Conflict => {
            !error.message.is_empty()
        }
        Kind::Damaged | Kind::NotOurs => error.hint.contains(good.to_str().unwrap()),
        Kind::Disk | Kind::Io | Kind::Busy | Kind::HalfSaved | Kind::ReadOnly => !error.message.is_empty(),
        Kind::Usage | Kind::Settings => false,
    }
}

/// Flips so many bits, one at a time; corrupt counts files that nobody could go on with, though nothing was said.
pub fn flipped(times: usize) -> Row {
    let (_folder, path, bytes, good) = worked();
    let mut random = fastrand::Rng::with_seed(8);
    let mut row = Row { fault: format!("bit flips ({times})"), runs: times, corrupt: 0, lost: 0 };
    let (mut told, mut by_check, mut nothing) = (0, 0, 0);
    for number in 0..times {
        let mut bad = bytes.clone();
        // Every fourth in the header and the first page, where most depends on a bit.
        let at = if number.is_multiple_of(4) { random.usize(..4096) } else { random.usize(..bad.len()) };
        bad[at] ^= 1 << random.u8(..8);
        put(&path, &bad);
        match a_day(&path) {
            Err(error) => {
                assert!(is_told(&error, &good), "byte {at}: {:?} {error}", error.kind);
                told += 1;
            }
            Ok(store) => {
                let found = ifr::store::check::look_over(&store);
                if found.iter().any(|finding| finding.verdict == ifr::store::check::Verdict::Wrong) {
                    by_check += 1;
                } else {
                    nothing += 1;
                }
                drop(store);
                // What was acknowledged over a file that seemed whole is there.
                let kept = rusqlite::Connection::open(&path).and_then(|conn| {
                    conn.query_row(
                        "select count(*) from action_item where description = 'after the bit'",
                        [],
                        |row| row.get::<_, i64>(0),
                    )
                });
                row.lost += usize::from(kept.is_ok_and(|kept| kept != 1));
            }
        }
    }
    println!(
        "bits: {told} told at once, {by_check} by the check, {nothing} changed nothing that is looked at"
    );
    assert!(told > times / 20, "the bits bite: {told}");
    row
}

/// Cuts the file at nine lengths.
pub fn cut_short() -> Row {
    let (_folder, path, bytes, good) = worked();
    let all = bytes.len();
    let lengths = [0, 1, 99, 100, 512, 4095, 4096, all / 2, all - 1];
    for length in lengths {
        put(&path, &bytes[..length]);
        let error = a_day(&path).err().unwrap_or_else(|| panic!("cut to {length} of {all}: nothing is said"));
        assert!(matches!(error.kind, Kind::Damaged | Kind::NotOurs), "{length}: {error}");
        assert!(error.hint.contains(good.to_str().unwrap()), "{length}: {error}");
        assert_eq!(std::fs::read(&path).unwrap().len(), length, "nothing is written over it");
    }
    Row { fault: "cut short, nine lengths".into(), runs: lengths.len(), corrupt: 0, lost: 0 }
}
