//! Points that wait for a Co-Supervision, to be taken back from where they are listed.

use super::{Ctx, Do};
use crate::domain::access::Act;
use crate::domain::dates::short;
use crate::domain::sealed::Part2;
use crate::store::view::prepare::{Point, PrepareAsk};
use crate::store::{OpId, Request};
use crate::tui::dialog::{Answer, Dialog, Menu, MenuItem};
use crate::tui::widget::mark::Mark;

/// The tag of the menu.
const TAKE_BACK: &str = "take a point back";

/// The points of the menu that is open.
#[derive(Default)]
pub(super) struct Waiting(Vec<Point>);

impl Waiting {
    /// Asks which of these is taken back; says so where none waits.
    pub(super) fn ask(&mut self, points: Vec<Point>, ctx: &Ctx<'_>) -> Do {
        self.0 = points.into_iter().filter(|point| point.spoken.is_none()).collect();
        if self.0.is_empty() {
            return Do::Toast(Mark::Open, "Nothing was put down for their next Co-Supervision".into());
        }
        let items = self.0.iter().map(|point| {
            let words = match &point.body {
                Part2::Withheld(why) => why.label().to_owned(),
                _ if ctx.theme.masked => "•••".to_owned(),
                body => body.shown().cloned().unwrap_or_default(),
            };
            let about = point.family.map_or_else(|| "the pair".to_owned(), |family| family.to_string());
            let day = short(point.on, ctx.today());
            MenuItem::new(words)
                .detail(format!("{about}, {} {day}", point.author.short))
                .allowed(ctx.can(Act::EditItem))
        });
        Do::Dialog(Dialog::Menu(Menu::new(TAKE_BACK, "Take back which point?", items.collect())))
    }

    /// What is done when the menu was answered; none where it was another dialog.
    pub(super) fn answer(&mut self, tag: &str, answer: &Answer) -> Option<Vec<Do>> {
        if tag != TAKE_BACK {
            return None;
        }
        let points = std::mem::take(&mut self.0);
        let Answer::Chosen(place) = answer else { return Some(Vec::new()) };
        let back = points.get(*place).map(|point| {
            let ask = PrepareAsk::TakeBack { op: OpId::new(), point: point.id, version: point.version };
            Do::Store(Request::Prepare(ask))
        });
        Some(back.into_iter().collect())
    }
}
