//! Today.
#![allow(clippy::needless_pass_by_value)]
use super::Store;
use super::view::today::Today;
use crate::error::{Result, missing};

impl Store {
    /// Today.
    pub(super) fn today(&mut self) -> Result<Today> {
        Err(missing("this is not here"))
    }
}
