//! Which screen a target opens.

use super::{Ctx, Screen, Target, empty, form};

/// The screen of a target, not loaded yet; for [`Target::Tab`] the screen of that key.
pub fn open(target: &Target, ctx: &Ctx<'_>) -> Screen {
    let _ = ctx;
    match target {
        Target::Form(kind) => Screen::Form(Box::new(form::FormPage::new(kind))),
        _ => Screen::Empty(Box::new(empty::Empty)),
    }
}
