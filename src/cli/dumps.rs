//! A crash leaves no picture of the memory behind: what was on screen would stand in it.

/// Lets this process be neither dumped into a file nor read by other programs of the same user.
#[cfg(unix)]
pub fn forbid() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Where the system does not allow it to be lowered, it is as it was: that is no reason not to work.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Crash reports are written by the system here, as its own settings say.
#[cfg(not(unix))]
pub fn forbid() {}
