//! Which screen a target opens.

use super::{Ctx, Screen, Target, empty};

/// The screen of a target, not loaded yet; for [`Target::Tab`] the screen of that key.
pub fn open(target: &Target, ctx: &Ctx<'_>) -> Screen {
    let _ = (target, ctx);
    Screen::Empty(Box::new(empty::Empty))
}
