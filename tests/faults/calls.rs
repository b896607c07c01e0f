//! The system calls that SQLite makes in this process: recorded, refused, or the last ones it makes.
//!
//! All but the syncs go through SQLite's own table of calls; `fsync` and `fdatasync` are taken over for the program.
#![allow(unsafe_code)]

use rusqlite::ffi;
use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_long, c_void};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock};

pub const EIO: c_int = 5;
pub const ENOSPC: c_int = 28;
/// The file system was made read-only.
pub const EROFS: c_int = 30;
const O_CREAT: c_int = 0o100;
const O_ACCMODE: c_int = 0o3;
const SIGKILL: c_int = 9;
pub const SIGCONT: c_int = 18;
pub const SIGSTOP: c_int = 19;
#[cfg(target_arch = "x86_64")]
const SYNCS: (c_long, c_long) = (74, 75);
#[cfg(not(target_arch = "x86_64"))]
const SYNCS: (c_long, c_long) = (82, 83);

/// Something that was done to the disk, or said about it.
#[derive(Clone, Debug)]
pub enum Op {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Cut {
        file: String,
        len: usize,
    },
    Make(String),
    Remove(String),
    Sync(String),
    SyncFolder,
    /// Somebody was told that this is saved.
    Acknowledged(String),
}

/// What happens to the calls from now on.
#[derive(Clone, Copy, Default)]
pub enum Plan {
    /// They are done.
    #[default]
    Let,
    /// They are done and written down.
    Record,
    /// From the call of this number on they fail: this one, or all; without space or rights only those that write.
    Fail { at: usize, with: c_int, sticky: bool },
    /// The process dies instead of making the call of this number.
    Die { at: usize },
    /// They are done and counted.
    Count,
}

#[derive(Default)]
struct State {
    plan: Plan,
    count: usize,
    paths: HashMap<c_int, String>,
    log: Vec<Op>,
}

fn state() -> MutexGuard<'static, State> {
    static STATE: OnceLock<Mutex<State>> = OnceLock::new();
    STATE.get_or_init(Mutex::default).lock().unwrap()
}

/// Begins a plan, and gives how many calls the one before it saw.
pub fn begin(plan: Plan) -> usize {
    let mut state = state();
    state.plan = plan;
    std::mem::take(&mut state.count)
}

/// Writes down that somebody was told.
pub fn acknowledged(what: String) {
    state().log.push(Op::Acknowledged(what));
}

/// What was written down.
pub fn log() -> Vec<Op> {
    std::mem::take(&mut state().log)
}

unsafe extern "C" {
    fn syscall(number: c_long, ...) -> c_long;
    fn kill(process: c_int, signal: c_int) -> c_int;
    fn getpid() -> c_int;
    fn __errno_location() -> *mut c_int;
}

/// Sends a signal to a process.
pub fn signal(process: u32, signal: c_int) {
    assert_eq!(unsafe { kill(c_int::try_from(process).unwrap(), signal) }, 0);
}

/// Counts a call; the error it is to have, where it is to have one.
fn refused(writes: bool) -> bool {
    let mut state = state();
    if let Plan::Fail { with: ENOSPC | EROFS, .. } = state.plan
        && !writes
    {
        return false;
    }
    state.count += 1;
    match state.plan {
        Plan::Fail { at, with, sticky } if state.count == at || (sticky && state.count > at) => {
            unsafe { *__errno_location() = with };
            true
        }
        Plan::Die { at } if writes && state.count >= at => {
            unsafe { kill(getpid(), SIGKILL) };
            true
        }
        _ => false,
    }
}

fn record(op: impl FnOnce(&State) -> Option<Op>) {
    let mut state = state();
    if matches!(state.plan, Plan::Record) {
        let op = op(&state);
        state.log.extend(op);
    }
}

fn name(path: &str) -> String {
    Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

type Open = unsafe extern "C" fn(*const c_char, c_int, c_int) -> c_int;
type Close = unsafe extern "C" fn(c_int) -> c_int;
type Read = unsafe extern "C" fn(c_int, *mut c_void, usize, i64) -> isize;
type Write = unsafe extern "C" fn(c_int, *const c_void, usize, i64) -> isize;
type Cut = unsafe extern "C" fn(c_int, i64) -> c_int;
type Unlink = unsafe extern "C" fn(*const c_char) -> c_int;

struct Real {
    open: Open,
    close: Close,
    read: Read,
    write: Write,
    cut: Cut,
    unlink: Unlink,
}
static REAL: OnceLock<Real> = OnceLock::new();

fn real() -> &'static Real {
    REAL.get().expect("taken over before")
}

unsafe extern "C" fn open(path: *const c_char, flags: c_int, mode: c_int) -> c_int {
    let text = unsafe { CStr::from_ptr(path) }.to_string_lossy().into_owned();
    let makes = flags & O_CREAT != 0 && !Path::new(&text).exists();
    // Where the file system is read-only nothing is opened for writing; SQLite then opens it for reading.
    let read_only = matches!(state().plan, Plan::Fail { with: EROFS, .. });
    if refused(makes || (read_only && flags & O_ACCMODE != 0)) {
        return -1;
    }
    let fd = unsafe { (real().open)(path, flags, mode) };
    if fd >= 0 {
        let short = if Path::new(&text).is_dir() { String::new() } else { name(&text) };
        if makes {
            record(|_| Some(Op::Make(short.clone())));
        }
        state().paths.insert(fd, short);
    }
    fd
}

unsafe extern "C" fn close(fd: c_int) -> c_int {
    state().paths.remove(&fd);
    unsafe { (real().close)(fd) }
}

unsafe extern "C" fn pread(fd: c_int, bytes: *mut c_void, count: usize, at: i64) -> isize {
    if refused(false) {
        return -1;
    }
    unsafe { (real().read)(fd, bytes, count, at) }
}

unsafe extern "C" fn pwrite(fd: c_int, bytes: *const c_void, count: usize, at: i64) -> isize {
    if refused(true) {
        return -1;
    }
    let done = unsafe { (real().write)(fd, bytes, count, at) };
    if let Ok(done) = usize::try_from(done) {
        record(|state| {
            let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), done) }.to_vec();
            Some(Op::Write { file: state.paths.get(&fd)?.clone(), at: usize::try_from(at).ok()?, bytes })
        });
    }
    done
}

unsafe extern "C" fn ftruncate(fd: c_int, len: i64) -> c_int {
    if refused(true) {
        return -1;
    }
    record(|state| Some(Op::Cut { file: state.paths.get(&fd)?.clone(), len: usize::try_from(len).ok()? }));
    unsafe { (real().cut)(fd, len) }
}

unsafe extern "C" fn unlink(path: *const c_char) -> c_int {
    if refused(false) {
        return -1;
    }
    let done = unsafe { (real().unlink)(path) };
    if done == 0 {
        record(|_| Some(Op::Remove(name(&unsafe { CStr::from_ptr(path) }.to_string_lossy()))));
    }
    done
}

fn sync(fd: c_int, number: c_long) -> c_int {
    let ours = REAL.get().is_some() && state().paths.contains_key(&fd);
    if ours && refused(false) {
        return -1;
    }
    let quick = ours && matches!(state().plan, Plan::Record);
    // What is recorded is not in need of a disk that waits.
    let done = if quick { 0 } else { unsafe { syscall(number, fd) } };
    if ours && done == 0 {
        record(|state| {
            let file = state.paths.get(&fd)?.clone();
            Some(if file.is_empty() { Op::SyncFolder } else { Op::Sync(file) })
        });
    }
    c_int::try_from(done).unwrap_or(-1)
}

#[unsafe(no_mangle)]
extern "C" fn fsync(fd: c_int) -> c_int {
    sync(fd, SYNCS.0)
}

#[unsafe(no_mangle)]
extern "C" fn fdatasync(fd: c_int) -> c_int {
    sync(fd, SYNCS.1)
}

/// Takes SQLite's calls over, for the rest of this process.
pub fn take_over() {
    unsafe {
        let vfs = ffi::sqlite3_vfs_find(std::ptr::null());
        let table = &*vfs;
        let (get, set) = (table.xGetSystemCall.unwrap(), table.xSetSystemCall.unwrap());
        let found = |names: &[&CStr]| names.iter().find_map(|name| get(vfs, name.as_ptr())).unwrap();
        let reads: &[&CStr] = &[c"pread64", c"pread"];
        let writes: &[&CStr] = &[c"pwrite64", c"pwrite"];
        let known = REAL.set(Real {
            open: std::mem::transmute::<unsafe extern "C" fn(), Open>(found(&[c"open"])),
            close: std::mem::transmute::<unsafe extern "C" fn(), Close>(found(&[c"close"])),
            read: std::mem::transmute::<unsafe extern "C" fn(), Read>(found(reads)),
            write: std::mem::transmute::<unsafe extern "C" fn(), Write>(found(writes)),
            cut: std::mem::transmute::<unsafe extern "C" fn(), Cut>(found(&[c"ftruncate"])),
            unlink: std::mem::transmute::<unsafe extern "C" fn(), Unlink>(found(&[c"unlink"])),
        });
        assert!(known.is_ok(), "once in a process");
        let put = |names: &[&CStr], call: unsafe extern "C" fn()| {
            for name in names.iter().filter(|name| get(vfs, name.as_ptr()).is_some()) {
                assert_eq!(set(vfs, name.as_ptr(), Some(call)), ffi::SQLITE_OK);
            }
        };
        put(&[c"open"], std::mem::transmute::<Open, unsafe extern "C" fn()>(open));
        put(&[c"close"], std::mem::transmute::<Close, unsafe extern "C" fn()>(close));
        put(reads, std::mem::transmute::<Read, unsafe extern "C" fn()>(pread));
        put(writes, std::mem::transmute::<Write, unsafe extern "C" fn()>(pwrite));
        put(&[c"ftruncate"], std::mem::transmute::<Cut, unsafe extern "C" fn()>(ftruncate));
        put(&[c"unlink"], std::mem::transmute::<Unlink, unsafe extern "C" fn()>(unlink));
    }
}
