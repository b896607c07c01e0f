//! What is put down for a meeting: points that wait for the next one of their family, and the agenda.
//!
//! A point belongs to the family and its pair, never to an appointment: whatever is moved, missed or cancelled, it
//! comes up in the next meeting of its kind and is over only when somebody says that it was taken up there.

mod agenda;
mod points;

use super::Store;
use super::families::disclose;
use super::view::prepare::{Point, PrepareAsk, PrepareReply};
use crate::error::Result;

impl Store {
    /// Does what is asked about preparing.
    pub(super) fn prepare(&mut self, ask: &PrepareAsk) -> Result<PrepareReply> {
        match *ask {
            PrepareAsk::Points(meeting) => {
                let points = self.points_of(meeting)?;
                self.tell_points(points)
            }
            PrepareAsk::Waiting(family) => {
                let points = self.points_waiting(family)?;
                self.tell_points(points)
            }
            PrepareAsk::Pair(iw, rc) => {
                let points = self.points_of_pair(iw, rc)?;
                self.tell_points(points)
            }
            PrepareAsk::Agenda(meeting) => Ok(PrepareReply::Agenda(self.agenda(meeting)?)),
            PrepareAsk::Print { op, meeting, format, ref path } => {
                self.print_agenda(op, meeting, format, path.as_deref())
            }
            PrepareAsk::TakeBack { op, point, version } => {
                Ok(PrepareReply::Said(self.take_point_back(op, point, version)?))
            }
        }
    }

    /// Points as an answer; what of them tells of treatment and is read by consent is written down first.
    fn tell_points(&mut self, points: Vec<Point>) -> Result<PrepareReply> {
        for (family, read) in self.told(&points)? {
            disclose(self, family, &read, "points for a meeting")?;
        }
        Ok(PrepareReply::Points(points))
    }
}
