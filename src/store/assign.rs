//! Assign.
#![allow(clippy::needless_pass_by_value)]
use super::OpId;
use super::Store;
use super::view::form::AssignForm;
use crate::error::{Result, missing};

impl Store {
    /// A.
    pub(super) fn save_assign(&mut self, _op: OpId, _form: &AssignForm) -> Result<(i64, String)> {
        Err(missing("this is not here"))
    }
}
