//! Walk.
#![allow(clippy::needless_pass_by_value)]
use super::Store;
use super::view::walk::{WalkAsk, WalkReply};
use crate::error::{Result, missing};

impl Store {
    /// W.
    pub(super) fn walk(&mut self, _ask: WalkAsk) -> Result<WalkReply> {
        Err(missing("this is not here"))
    }
}
