//! What is looked up for services, once per name and family and not once per row.

use super::called;
use crate::domain::FamilyId;
use crate::domain::family::MemberKind;
use crate::domain::staff::{Role, Side};
use crate::error::{Result, invalid};
use crate::import::cell::{person, role_with_families, wrong};
use crate::import::context::Context;
use crate::import::row::{Row, several};
use crate::store::Tx;
use crate::store::services::known::{Known, Member};
use std::collections::HashMap;
use std::rc::Rc;

/// What the rows of a file asked for so far.
#[derive(Default)]
pub(in crate::import) struct Memo {
    providers: HashMap<String, Provider>,
    families: HashMap<i64, Rc<Known>>,
    /// The line of each service that this file told, by its key.
    pub(super) lines: HashMap<i64, u64>,
    pub(super) pending_line: Option<(i64, u64)>,
}

impl Memo {
    /// The row in hand was taken.
    pub(in crate::import) fn keep_row(&mut self) {
        self.lines.extend(self.pending_line.take());
    }

    /// The row in hand was refused.
    pub(in crate::import) fn forget_row(&mut self) {
        self.pending_line = None;
    }
}

/// Who provides: the role is that of families, also for a supervisor who holds one.
#[derive(Clone, Copy)]
pub(super) struct Provider {
    pub staff: i64,
    pub role: Role,
    pub side: Side,
}

/// The person who provided a service.
pub(super) fn provider(context: &mut Context, row: &Row) -> Result<Provider> {
    let text = row.need("staff", "who provided it")?;
    if let Some(known) = context.services.providers.get(text) {
        return Ok(*known);
    }
    let Some(person) = person(context, row, "staff")? else {
        return Err(invalid("who provided it is missing"));
    };
    let found = role_with_families(person.role).and_then(|role| Some((role, role.side()?)));
    let (role, side) = found
        .ok_or_else(|| wrong(row, "staff", format!("this person is {} and has no families", person.role)))?;
    let provider = Provider { staff: person.id, role, side };
    context.services.providers.insert(text.to_owned(), provider);
    Ok(provider)
}

/// Who else was there.
pub(super) fn joint_with(context: &mut Context, row: &Row) -> Result<Option<i64>> {
    let Some(text) = row.text("joint_with") else { return Ok(None) };
    let known = context.services.providers.get(text).map(|provider| provider.staff);
    let other = match known {
        Some(known) => known,
        None => match person(context, row, "joint_with")? {
            Some(person) => person.id,
            None => return Ok(None),
        },
    };
    Ok(Some(other))
}

/// What is known of a family, read once per file.
pub(super) fn family(tx: &Tx<'_>, context: &mut Context, family: i64) -> Result<Rc<Known>> {
    if let Some(known) = context.services.families.get(&family) {
        return Ok(Rc::clone(known));
    }
    let known = Rc::new(Known::load(tx.sql(), FamilyId(family))?);
    context.services.families.insert(family, Rc::clone(&known));
    Ok(known)
}

/// The children whom a cell names; "all" are those in the home, "none" nobody.
pub(super) fn children(family: &Known, text: &str) -> Result<Vec<i64>> {
    let is_child = |member: &&Member| member.kind == MemberKind::Child;
    match text.to_lowercase().as_str() {
        "all" => {
            let home = family.members.iter().filter(is_child).filter(|child| child.in_home);
            return Ok(home.map(|child| child.id).collect());
        }
        "none" | "no" => return Ok(Vec::new()),
        _ => {}
    }
    let mut ids = Vec::new();
    for name in several(text) {
        let found: Vec<i64> = called(&family.members, name)
            .into_iter()
            .filter(|member| member.kind == MemberKind::Child)
            .map(|child| child.id)
            .collect();
        match found.as_slice() {
            [one] => ids.push(*one),
            [] => return Err(invalid(format!("\"{name}\" is no child of this family"))),
            _ => return Err(invalid(format!("\"{name}\" may be several children of this family"))),
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}
