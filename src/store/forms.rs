//! The small forms: what each may hold, and the one write behind it.

mod choices;
mod contact;
pub(crate) mod desk;
pub(in crate::store) mod family;
pub(in crate::store) mod member;
pub(in crate::store) mod staff;
