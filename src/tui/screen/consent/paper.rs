//! Writing a consent or an accounting of disclosures to a file.

use crate::export::meeting::format_of;
use crate::store::view::consent::{ConsentAsk, Paper};
use crate::store::{OpId, Request};
use crate::tui::screen::destination::{self, Written, home};
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::form::Form;

/// The tag of the form that asks for the file's name.
pub(in crate::tui::screen) const PAPER: &str = "consent paper";

/// Asks where to; nobody's name stands in the one that is proposed.
pub(in crate::tui::screen) fn ask(name: &str, text: &str, ctx: &Ctx<'_>) -> Do {
    let text = destination::yours(&format!("{text} The notice stands in it."));
    destination::ask(PAPER, Written::Paper, &format!("{name}.docx"), text, ctx)
}

/// What is asked of the store for the path that was typed.
pub(in crate::tui::screen) fn write(paper: Paper, form: &Form) -> Vec<Do> {
    let path = home(&form.text("file"));
    match format_of(&path) {
        Ok(format) => {
            let ask = ConsentAsk::Paper { op: OpId::new(), paper, format, path: Some(path) };
            vec![Do::Store(Request::Consent(ask))]
        }
        Err(error) => vec![Do::Fail(error)],
    }
}
