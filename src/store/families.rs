//! Caseload and family.
#![allow(clippy::needless_pass_by_value)]
use super::Store;
use super::request::Found;
use super::view::caseload::Caseload;
use super::view::family::FamilyPage;
use crate::domain::FamilyId;
use crate::error::{Result, missing};

impl Store {
    /// Caseload.
    pub(super) fn caseload(&self) -> Result<Caseload> {
        Err(missing("this is not here"))
    }

    /// Family.
    pub(super) fn family(&mut self, _family: FamilyId) -> Result<FamilyPage> {
        Err(missing("this is not here"))
    }

    /// Find.
    pub(super) fn find(&self, _text: &str) -> Result<Vec<Found>> {
        Err(missing("this is not here"))
    }
}
