//! `ifr passphrase`: one's own, a colleague's first one, and what to do when one is lost.

use super::args::Passphrase;
use super::ask;
use super::context::Context;
use super::lists::astray;
use super::out;
use crate::domain::StaffId;
use crate::error::{Result, denied};
use crate::store::request::Form;
use crate::store::view::account::{AccountAsk, AccountReply};
use crate::store::view::staffing::StaffChange;
use crate::store::{OpId, Reply, Request, Store};

/// Sets a passphrase, or makes a recovery code.
///
/// # Errors
/// The present passphrase or the code is wrong, the new one will not do, or the person is of the other agency.
pub fn run(context: &Context, args: &Passphrase) -> Result<()> {
    context.say_problems();
    let mut store = context.open(&context.path())?;
    if let Some(name) = &args.recover {
        return recover(context, &mut store, name);
    }
    let one = context.asking(&mut store)?;
    let (staff, name) = (StaffId(one.id), one.label);
    let present = ask::passphrase(&format!("Passphrase of {name}: "))?;
    let first = store.handle(Request::SignIn { staff, passphrase: present.clone() })?;
    let first = matches!(first, Reply::ChooseFirst);
    if first && (args.new_code || args.name.is_some()) {
        return Err(denied("somebody else chose this passphrase")
            .hint("choose your own first: ifr passphrase, without a name"));
    }
    if args.new_code {
        return new_code(&mut store);
    }
    if let Some(whose) = &args.name {
        let other = StaffId(context.called(&mut store, whose)?.id);
        let new = ask::new_passphrase(whose)?;
        return save(&mut store, StaffChange::Passphrase { staff: other, old: None, new });
    }
    let own = ask::new_passphrase(&name)?;
    if first {
        store.handle(Request::SignInFirst { op: OpId::new(), staff, given: present, own })?;
        return out::print("Your passphrase is changed\n");
    }
    save(&mut store, StaffChange::Passphrase { staff, old: Some(present), new: own })
}

fn save(store: &mut Store, change: StaffChange) -> Result<()> {
    match store.handle(Request::Save(OpId::new(), Form::StaffChange(change)))? {
        Reply::Saved { said, .. } => out::print(&format!("{}\n", crate::domain::text::clean_line(&said))),
        _ => Err(astray()),
    }
}

fn recover(context: &Context, store: &mut Store, name: &str) -> Result<()> {
    let staff = StaffId(context.called(store, name)?.id);
    let code = ask::passphrase("Recovery code of the agency: ")?;
    let own = ask::new_passphrase(name)?;
    let ask = AccountAsk::Recover { op: OpId::new(), staff, code, own };
    let Reply::Account(AccountReply::Code(next)) = store.handle(Request::Account(ask))? else {
        return Err(astray());
    };
    out::print(&format!(
        "The passphrase is changed; both supervisors are told of it on Today.\nThat code is spent. The next one, \
         shown only now:  {next}\n"
    ))
}

fn new_code(store: &mut Store) -> Result<()> {
    let ask = AccountAsk::NewCode { op: OpId::new() };
    let Reply::Account(AccountReply::Code(code)) = store.handle(Request::Account(ask))? else {
        return Err(astray());
    };
    out::print(&format!(
        "The recovery code of your agency, shown only now:  {code}\nKeep it on paper where only your agency finds it. \
         The one before is worth nothing.\n"
    ))
}
