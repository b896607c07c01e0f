//! What workers provided, looked at before anybody else does.

mod background;
mod check;

use super::Store;
use super::view::services::{ServicesAsk, ServicesReply};
use crate::error::Result;

impl Store {
    pub(super) fn services(&mut self, ask: &ServicesAsk) -> Result<ServicesReply> {
        match ask {
            ServicesAsk::Check { from, to } => {
                Ok(ServicesReply::Check(Box::new(self.check_services(*from, *to)?)))
            }
        }
    }
}
