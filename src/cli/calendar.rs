//! `ifr calendar`: the meetings for a calendar program, as an .ics file.

use super::args::Calendar;
use super::context::Context;
use super::lists::astray;
use super::out;
use crate::error::Result;
use crate::store::view::schedule::{ScheduleAsk, ScheduleReply};
use crate::store::{OpId, Reply, Request};

/// Prints the meetings as an iCalendar file, or writes it where `-o` says.
///
/// # Errors
/// The file cannot be opened or the calendar cannot be written.
pub fn run(context: &Context, args: &Calendar) -> Result<()> {
    let mut store = context.signed_in()?;
    let ask = ScheduleAsk::Ics(OpId::new(), args.output.clone());
    let Reply::Schedule(reply) = store.handle(Request::Schedule(ask))? else { return Err(astray()) };
    let ScheduleReply::Ics(text, said) = *reply else { return Err(astray()) };
    if args.output.is_none() {
        return out::print(&text);
    }
    out::say(&said);
    Ok(())
}
