//! The small forms: what each may hold, and the one write behind it.

mod change;
mod choices;
mod close;
pub(super) mod conflict;
mod contact;
pub(crate) mod desk;
mod facts;
pub(in crate::store) mod family;
pub(in crate::store) mod member;
mod milestone;
mod spells;
pub(in crate::store) mod staff;
mod treatment;
