//! Drafts.
#![allow(clippy::needless_pass_by_value)]
use super::Store;
use crate::error::{Result, missing};

impl Store {
    /// D.
    pub(super) fn keep_draft(&mut self, _entity: &str, _id: i64, _field: &str, _body: &str) -> Result<()> {
        Err(missing("this is not here"))
    }

    /// D.
    pub(super) fn drafts(&self, _entity: &str, _id: i64) -> Result<Vec<(String, String, String)>> {
        Err(missing("this is not here"))
    }
}
