//! `ifr agenda`: what lies on the table when a meeting begins.

use super::args::Agenda;
use super::context::Context;
use super::lists::astray;
use super::out;
use crate::domain::text::clean;
use crate::domain::{MeetingId, Number};
use crate::error::{Error, Kind, Result};
use crate::store::view::prepare::{PrepareAsk, PrepareReply};
use crate::store::{OpId, Reply, Request};

/// Prints the agenda of a meeting, or writes it where `-o` says.
///
/// # Errors
/// There is no such meeting, it is over, or the file cannot be opened.
pub fn run(context: &Context, args: &Agenda) -> Result<()> {
    let mut store = context.signed_in()?;
    let meeting = match args.meeting.as_str() {
        "next" => None,
        name => Some(MeetingId::read(name).ok_or_else(|| {
            Error::new(Kind::Usage, format!("{name} is no meeting")).hint("write it as M-0123, or \"next\"")
        })?),
    };
    let path = args.output.as_deref();
    let format = super::meeting::format(context, args.format, path)?.to(path, "agenda")?;
    let ask = PrepareAsk::Print { op: OpId::new(), meeting, format, path: args.output.clone() };
    let Reply::Prepare(reply) = store.handle(Request::Prepare(ask))? else { return Err(astray()) };
    let PrepareReply::Printed(bytes, said) = *reply else { return Err(astray()) };
    if args.output.is_some() {
        out::say(&said);
        return Ok(());
    }
    out::print(&clean(&String::from_utf8_lossy(&bytes)))
}
