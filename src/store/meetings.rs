//! Meetings list.
#![allow(clippy::needless_pass_by_value)]
use super::Store;
use super::view::caseload::Meetings;
use crate::error::{Result, missing};

impl Store {
    /// M.
    pub(super) fn meetings(&self) -> Result<Meetings> {
        Err(missing("this is not here"))
    }
}
