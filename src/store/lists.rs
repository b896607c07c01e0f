//! Referrals and staffing.
#![allow(clippy::needless_pass_by_value)]
use super::Store;
use super::view::caseload::{ListFilter, ReferralRow, Staffing};
use crate::error::{Result, missing};

impl Store {
    /// R.
    pub(super) fn referrals(&self, _filter: &ListFilter) -> Result<Vec<ReferralRow>> {
        Err(missing("this is not here"))
    }

    /// S.
    pub(super) fn staffing(&self) -> Result<Staffing> {
        Err(missing("this is not here"))
    }
}
