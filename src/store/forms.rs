//! Forms.
#![allow(clippy::needless_pass_by_value)]
use super::OpId;
use super::Store;
use super::view::form::{Choices, ContactForm, FamilyForm, FindingForm, MemberForm, StaffForm};
use crate::domain::FamilyId;
use crate::error::{Result, missing};

impl Store {
    /// C.
    pub(super) fn choices(&self, _family: Option<FamilyId>) -> Result<Choices> {
        Err(missing("this is not here"))
    }

    /// A.
    pub(super) fn save_contact(&mut self, _op: OpId, _form: &ContactForm) -> Result<(i64, String)> {
        Err(missing("this is not here"))
    }

    /// A.
    pub(super) fn save_staff(&mut self, _op: OpId, _form: &StaffForm) -> Result<(i64, String)> {
        Err(missing("this is not here"))
    }

    /// A.
    pub(super) fn save_family(&mut self, _op: OpId, _form: &FamilyForm) -> Result<(i64, String)> {
        Err(missing("this is not here"))
    }

    /// A.
    pub(super) fn save_member(&mut self, _op: OpId, _form: &MemberForm) -> Result<(i64, String)> {
        Err(missing("this is not here"))
    }

    /// A.
    pub(super) fn save_finding(&mut self, _op: OpId, _form: &FindingForm) -> Result<(i64, String)> {
        Err(missing("this is not here"))
    }
}
