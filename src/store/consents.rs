//! Consents.
#![allow(clippy::needless_pass_by_value)]
use super::OpId;
use super::Store;
use super::view::form::ConsentForm;
use crate::error::{Result, missing};

impl Store {
    /// A.
    pub(super) fn save_consent(&mut self, _op: OpId, _form: &ConsentForm) -> Result<(i64, String)> {
        Err(missing("this is not here"))
    }
}
