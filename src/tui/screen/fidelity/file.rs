//! Writing the figures to a file as they are shown.

use crate::tui::screen::destination::{self, Written};
use crate::tui::screen::{Ctx, Do};

/// The tag of the form that asks for the file's name.
pub(super) const FILE: &str = "fidelity file";
/// What the list is called where it leaves.
pub(super) const LIST: &str = "fidelity";

/// Asks where to; what the view shows stands in the name that is proposed.
pub(super) fn ask(tally: &str, view: &str, ctx: &Ctx<'_>) -> Do {
    let noun = if tally == "1" { "row" } else { "rows" };
    let text = format!(
        "{tally} {noun}, as shown, with the names of workers. For the evaluator, without names: ifr fidelity \
         --csv --deidentified."
    );
    let name = format!("fidelity-{view}-{}.xlsx", ctx.today());
    destination::ask(FILE, Written::List, &name, destination::yours(&text), ctx)
}
