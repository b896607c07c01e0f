//! What workers provided: logged, looked at before anybody else does, and what of it is open.

mod background;
mod check;
mod entering;
mod entries;
mod expected;
pub(crate) mod known;
mod log;
pub(crate) mod parts;
mod points;
mod stops;

use super::Store;
use super::view::services::{ServicesAsk, ServicesReply};
use super::write::What;
use crate::error::Result;

impl Store {
    /// What is asked about services; what it discloses is written down before it is shown.
    pub(super) fn services(&mut self, ask: &ServicesAsk) -> Result<ServicesReply> {
        Ok(match ask {
            ServicesAsk::Check { from, to } => {
                let (check, told) = self.check_services(*from, *to)?;
                self.disclose(What::new("disclose", ""), &told, "services check")?;
                ServicesReply::Check(Box::new(check))
            }
            ServicesAsk::Page { staff, log } => {
                let staff = staff.map(|one| [one]);
                let today = self.clock.today();
                let (page, told) =
                    self.service_points(staff.as_ref().map(<[_; 1]>::as_slice), *log, today)?;
                self.disclose(What::new("disclose", ""), &told, "services")?;
                ServicesReply::Page(Box::new(page))
            }
            ServicesAsk::Entry(id) => ServicesReply::Entry(Box::new(self.service_entry(*id)?)),
            ServicesAsk::Judge(form) => ServicesReply::Judged(self.judge_service(form)?),
            ServicesAsk::Week(staff) => ServicesReply::Week(Box::new(self.week_offer(*staff)?)),
        })
    }
}
