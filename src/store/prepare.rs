//! What is put down for a meeting: points that wait for the next one of their family, and the agenda.
//!
//! A point belongs to the family and its pair, never to an appointment: whatever is moved, missed or cancelled, it
//! comes up in the next meeting of its kind and is over only when the family was spoken of there.

mod points;

use super::Store;
use super::view::prepare::{PrepareAsk, PrepareReply};
use crate::error::Result;

pub(in crate::store) use points::settle;

impl Store {
    /// Does what is asked about preparing.
    pub(super) fn prepare(&mut self, ask: PrepareAsk) -> Result<PrepareReply> {
        match ask {
            PrepareAsk::Points(meeting) => Ok(PrepareReply::Points(self.points_of(meeting)?)),
            PrepareAsk::Waiting(family) => Ok(PrepareReply::Points(self.points_waiting(family)?)),
            PrepareAsk::TakeBack { op, point, version } => {
                Ok(PrepareReply::Said(self.take_point_back(op, point, version)?))
            }
        }
    }
}
