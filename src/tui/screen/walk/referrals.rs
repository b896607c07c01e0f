//! The referrals that wait.

use super::part::{Key, Part};
use crate::store::view::walk::Walk;
use crate::store::view::{Mark, Standing};
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark as Sign;

/// The parts of the referrals.
pub fn parts(walk: &Walk) -> Vec<Part> {
    let mut parts = vec![Part::heading("Referrals that wait")];
    if walk.referrals.is_empty() {
        parts.push(Part::text("", "✓ No referral waits.").look(Look::Good));
    }
    parts.extend(walk.referrals.iter().map(|(id, stands, since)| {
        let text = format!("{} {stands} · {}", glyph(since), since.text);
        Part::row(Key::Referral(*id), &id.to_string(), text).look(look(since))
    }));
    if !walk.referrals.is_empty() {
        let how = "Up and Enter open one, to accept it and to assign; Esc comes back here.";
        parts.push(Part::text("", how).look(Look::Dim));
    }
    parts.push(Part::gap());
    parts
}

/// The sign of how something stands.
pub fn glyph(standing: &Standing) -> &'static str {
    glyph_of(standing.mark)
}

/// The sign of a mark.
pub fn glyph_of(mark: Mark) -> &'static str {
    Sign::from(mark).glyph()
}

/// The look of how something stands.
pub fn look(standing: &Standing) -> Look {
    look_of(standing.mark)
}

/// The look of a mark.
pub fn look_of(mark: Mark) -> Look {
    match mark {
        Mark::Overdue => Look::Danger,
        Mark::Due => Look::Due,
        Mark::Done => Look::Good,
        Mark::Open => Look::Text,
        Mark::NoData => Look::Dim,
    }
}
