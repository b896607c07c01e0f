//! Items.
#![allow(clippy::needless_pass_by_value)]
use super::Store;
use super::view::caseload::{ItemRow, ListFilter};
use super::view::form::ItemForm;
use super::{OpId, Reply};
use crate::domain::ItemId;
use crate::domain::action_item::ItemStatus;
use crate::error::{Result, missing};

impl Store {
    /// I.
    pub(super) fn items(&self, _filter: &ListFilter) -> Result<Vec<ItemRow>> {
        Err(missing("this is not here"))
    }

    /// S.
    pub(super) fn item_status(
        &mut self,
        _op: OpId,
        _item: ItemId,
        _version: i64,
        _status: ItemStatus,
        _verified: bool,
    ) -> Result<Reply> {
        Err(missing("this is not here"))
    }

    /// S.
    pub(super) fn save_item(&mut self, _op: OpId, _form: &ItemForm) -> Result<(i64, String)> {
        Err(missing("this is not here"))
    }
}
