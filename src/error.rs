//! What went wrong, in the user's words, and what to do about it.

use std::fmt;

/// The result of everything that can fail in ifr.
pub type Result<T> = std::result::Result<T, Error>;

/// What sort of trouble an [`Error`] is, so that callers can answer it without reading the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The command line or a request makes no sense as given.
    Usage,
    /// Something that was named does not exist.
    Missing,
    /// The file is not one of ours.
    NotOurs,
    /// The file is ours and its contents are damaged.
    Damaged,
    /// The file was written by a newer program.
    Newer,
    /// The place of the file is not one where it is safe.
    Place,
    /// Somebody else holds the file.
    Busy,
    /// A save is under way on another computer, or was broken off, and has to be taken back before anything is read.
    HalfSaved,
    /// The file or its folder cannot be written.
    ReadOnly,
    /// The person asking may not do or see this.
    Denied,
    /// Somebody else changed the same thing meanwhile.
    Conflict,
    /// What was entered breaks a rule.
    Invalid,
    /// A settings file has mistakes.
    Settings,
    /// The operating system or SQLite refused.
    Io,
    /// The disk, or the way to it, failed while the file was in use.
    Disk,
}

/// A sentence that says what went wrong, with a hint that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What sort of trouble this is.
    pub kind: Kind,
    /// What went wrong: one sentence without a full stop at the end.
    pub message: String,
    /// What the person can do; empty when there is nothing to say.
    pub hint: String,
}

impl Error {
    /// An error of a kind with its sentence and no hint.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: String::new() }
    }

    /// The same error with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.hint.is_empty() {
            write!(f, "\n  {}", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(Kind::Io, format!("the computer refused: {error}"))
    }
}

/// An error of kind [`Kind::Invalid`]: what was entered breaks a rule.
pub fn invalid(message: impl Into<String>) -> Error {
    Error::new(Kind::Invalid, message)
}

/// An error of kind [`Kind::Denied`]: the person asking may not do this.
pub fn denied(message: impl Into<String>) -> Error {
    Error::new(Kind::Denied, message)
}

/// An error of kind [`Kind::Missing`]: something that was named does not exist.
pub fn missing(message: impl Into<String>) -> Error {
    Error::new(Kind::Missing, message)
}
